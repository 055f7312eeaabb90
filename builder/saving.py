"""Putting files on disk together: all of a build's outputs appear, or none, and the old ones stay till then."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType

from builder.diagnostics import Diagnostics
from builder.source import whole_file


def save_together(files: Mapping[Path, bytes], report: Diagnostics) -> bool:
    """Write all files or none; False after a finding. See `Saving`."""
    with Saving(report) as saving:
        for target, data in files.items():
            saving.add(target, data)
        return saving.commit()


class Saving:
    """Files on their way to disk, as a context: what was not committed when it ends has never been there.

    Each file is written beside its target while the caller goes on working; `commit` renames them all. (It does not
    wait for the disk to be flushed: forcing 50 MB out takes longer than the build, and a rename is in order anyway.)
    Whatever happens (Ctrl-C too) the targets are afterwards all new or all as they were, with nothing beside them.
    """

    def __init__(self, report: Diagnostics) -> None:
        self._report = report
        self._steps: list[_Step] = []
        self._mode = 0o666 & ~_umask()

    def __enter__(self) -> "Saving":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for step in self._steps:
            step.join()
        for step in reversed(self._steps):
            step.undo()

    def add(self, target: Path, data: bytes) -> None:
        """Begin to write `data` for `target`; what goes wrong is told by `commit`."""
        step = _Step(target, data, self._mode)
        self._steps.append(step)
        step.start()

    def commit(self) -> bool:
        """Move all files in. Reports `output-full`, `output-forbidden`, `output-is-folder`, `output-no-folder` or
        `output-failed`.
        """
        for step in self._steps:
            step.join()
        for step in self._steps:
            if step.problem is None and not self._any_problem():
                step.move_in()
        for step in self._steps:
            if step.problem:
                _tell(step.problem, step.target, self._report)
        if self._any_problem():
            return False
        for step in self._steps:
            step.forget_old()
        self._steps.clear()
        return True

    def _any_problem(self) -> bool:
        return any(step.problem for step in self._steps)


class _Step(Thread):
    """One file on its way. `old` keeps what stood at `target` until all have arrived."""

    def __init__(self, target: Path, data: bytes, mode: int) -> None:
        super().__init__()
        self.target = target
        self.problem: OSError | None = None
        self._data = data
        self._mode = mode
        self._new: Path | None = None
        self._old: Path | None = None
        self._arrived = False

    def run(self) -> None:
        try:
            self._write_beside()
        except OSError as error:
            self.problem = error

    def _write_beside(self) -> None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        if self.target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        handle, name = tempfile.mkstemp(dir=self.target.parent, prefix=f".{self.target.name}-")
        self._new = Path(name)
        _fill(handle, self._data)
        # mkstemp makes files for one's own eyes; a brochure is for colleagues too.
        self._new.chmod(self._mode)

    def move_in(self) -> None:
        assert self._new
        try:
            if self.target.exists():
                self._keep_old(self._new.with_name(f"{self._new.name}.old"))
            # Said first: an interrupt right after the rename must find it said.
            self._arrived = True
            self._new.replace(self.target)
        except OSError as error:
            self.problem = error

    def _keep_old(self, kept: Path) -> None:
        self._old = kept
        try:
            kept.hardlink_to(self.target)
        except OSError:
            # No hard links here (FAT, some network folders): the name is free for a moment.
            self.target.replace(kept)

    def undo(self) -> None:
        with contextlib.suppress(OSError):
            if self._new:
                self._new.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            if self._old and self._old.exists():
                self._old.replace(self.target)
                # Two names of one file: then the rename did nothing.
                self._old.unlink(missing_ok=True)
            elif self._arrived:
                self.target.unlink(missing_ok=True)

    def forget_old(self) -> None:
        # A name that cannot be removed just now is litter, not a failed build.
        with contextlib.suppress(OSError):
            if self._old:
                self._old.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _tell(error: OSError, target: Path, report: Diagnostics) -> None:
    place = whole_file(str(target))
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        report.error("output-full", place)
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        report.error("output-forbidden", place)
    elif error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        report.error("output-is-folder", place)
    elif error.errno == errno.ENOENT:
        report.error("output-no-folder", place)
    else:
        report.error("output-failed", place, reason=error.strerror or type(error).__name__)


def _fill(handle: int, data: bytes) -> None:
    """Write `data` to an open file and close it; a full disk or quota shows here as OSError."""
    with os.fdopen(handle, "wb") as file:
        file.write(data)
