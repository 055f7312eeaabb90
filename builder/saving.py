"""Putting files on disk together: all of a build's outputs appear, or none, and the old ones stay till then."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.diagnostics import Diagnostics
from builder.source import whole_file


@dataclass(slots=True)
class _Step:
    """One file on its way: written under `new`; `old` keeps what stood at `target` until all have arrived."""

    target: Path
    new: Path
    old: Path | None = None
    arrived: bool = False


def save_together(files: Mapping[Path, bytes], report: Diagnostics) -> bool:
    """Write all files or none. Each is written beside its target, forced to disk and renamed.

    Reports `output-full`, `output-forbidden`, `output-is-folder` or `output-failed` with the path and returns False.
    Whatever happens (Ctrl-C too) the targets are afterwards all new or all as they were, and nothing lies beside them.
    """
    steps: list[_Step] = []
    current = next(iter(files), Path())
    try:
        for current, data in files.items():
            current.parent.mkdir(parents=True, exist_ok=True)
            steps.append(_written_beside(current, data))
        for step in steps:
            current = step.target
            _move_in(step)
    except OSError as error:
        _undo(steps)
        _report(error, current, report)
        return False
    except BaseException:
        _undo(steps)
        raise
    for step in steps:
        if step.old:
            step.old.unlink(missing_ok=True)
    return True


def _written_beside(target: Path, data: bytes) -> _Step:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files for one's own eyes; a brochure is for colleagues too.
        new.chmod(0o666 & ~_umask())
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return _Step(target=target, new=new)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _move_in(step: _Step) -> None:
    if step.target.exists():
        step.old = step.new.with_name(f"{step.new.name}.old")
        try:
            step.old.hardlink_to(step.target)
        except OSError:
            # No hard links here (FAT, some network folders): the name is free for a moment.
            step.target.replace(step.old)
    step.new.replace(step.target)
    step.arrived = True


def _undo(steps: list[_Step]) -> None:
    for step in reversed(steps):
        with contextlib.suppress(OSError):
            step.new.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            if step.old and step.old.exists():
                step.old.replace(step.target)
                step.old.unlink(missing_ok=True)
            elif step.arrived:
                step.target.unlink(missing_ok=True)


def _report(error: OSError, target: Path, report: Diagnostics) -> None:
    place = whole_file(str(target))
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        report.error("output-full", place)
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        report.error("output-forbidden", place)
    elif error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        report.error("output-is-folder", place)
    else:
        report.error("output-failed", place, reason=error.strerror or type(error).__name__)
