"""Outputs appear together or not at all."""

import errno
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder import saving
from builder.diagnostics import Diagnostics
from builder.saving import Saving, save_together


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_all_files_arrive(tmp_path: Path) -> None:
    """Every file is written whole, over what stood there, with nothing left beside it."""
    (tmp_path / "a.pdf").write_bytes(b"old")
    report = Diagnostics()
    assert save_together({tmp_path / "a.pdf": b"new a", tmp_path / "deep/b.pdf": b"new b"}, report)
    assert _contents(tmp_path) == {"a.pdf": b"new a"}
    assert _contents(tmp_path / "deep") == {"b.pdf": b"new b"}
    assert not report.found


def test_files_are_for_everyone_the_umask_allows(tmp_path: Path) -> None:
    """A written file has the permissions of an ordinary new file, not those of a temporary one."""
    (tmp_path / "ordinary").write_bytes(b"")
    save_together({tmp_path / "a.pdf": b"x"}, Diagnostics())
    assert (tmp_path / "a.pdf").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_a_folder_that_goes_away_is_told(tmp_path: Path) -> None:
    """A folder that somebody deletes or renames while files are being written is named, and nothing is left of them."""
    report, folder = Diagnostics(), tmp_path / "out"
    with Saving(report) as saved:
        saved.add(folder / "a.pdf", b"x")
        saved.add(tmp_path / "b.pdf", b"y")
        while not (folder.exists() and list(folder.iterdir())):
            time.sleep(0.001)
        folder.rename(tmp_path / "away")
        assert not saved.commit()
    assert [finding.code for finding in report] == ["output-no-folder"]
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("links", [True, False])
def test_a_failure_while_moving_in_restores_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, links: bool
) -> None:
    """If any file cannot be moved in, those moved before it are taken back, with hard links and without them."""
    (tmp_path / "a.pdf").write_bytes(b"old a")
    (tmp_path / "b.pdf").write_bytes(b"old b")
    moved = 0
    real = Path.replace

    def refuse_once(self: Path, target: Path) -> Path:
        nonlocal moved
        if not self.name.endswith(".old") and target.suffix == ".pdf":
            moved += 1
            if moved == step:
                raise PermissionError(errno.EACCES, "held open")
        return real(self, target)

    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "replace", refuse_once)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    report = Diagnostics()
    files = {tmp_path / "a.pdf": b"new", tmp_path / "b.pdf": b"new", tmp_path / "c.pdf": b"new"}
    assert not save_together(files, report)
    assert _contents(tmp_path) == {"a.pdf": b"old a", "b.pdf": b"old b"}
    assert [d.code for d in report] == ["output-forbidden"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "output-full"),
        (errno.EDQUOT, "output-full"),
        (errno.EROFS, "output-forbidden"),
        (errno.EIO, "output-failed"),
    ],
)
def test_a_refusing_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """When the disk refuses at the end of the second file, the finding says why and the folder is as it was."""
    real = saving._fill

    def refuse(handle: int, data: bytes) -> None:
        real(handle, data)
        if data == b"the second":
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(saving, "_fill", refuse)
    report = Diagnostics()
    assert not save_together({tmp_path / "a.pdf": b"first", tmp_path / "b.pdf": b"the second"}, report)
    assert _contents(tmp_path) == {}
    assert [(d.code, d.span.file) for d in report] == [(code, str(tmp_path / "b.pdf"))]


@pytest.mark.parametrize("links", [True, False])
def test_an_interrupt_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """Ctrl-C between two renames passes on, with the old files in place and nothing beside them."""
    (tmp_path / "a.pdf").write_bytes(b"old")
    real = Path.replace

    def interrupt(self: Path, target: Path) -> Path:
        if target.name == "b.pdf":
            raise KeyboardInterrupt
        return real(self, target)

    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "replace", interrupt)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    with pytest.raises(KeyboardInterrupt):
        save_together({tmp_path / "a.pdf": b"new", tmp_path / "b.pdf": b"new"}, Diagnostics())
    assert _contents(tmp_path) == {"a.pdf": b"old"}


def test_what_is_not_committed_has_never_been(tmp_path: Path) -> None:
    """Leaving the context early, by an error or on purpose, takes away what was written so far."""
    with pytest.raises(RuntimeError), Saving(Diagnostics()) as begun:
        begun.add(tmp_path / "a.pdf", b"x" * 1_000_000)
        raise RuntimeError("a bug in the second writer")
    assert _contents(tmp_path) == {}
    with Saving(Diagnostics()) as begun:
        begun.add(tmp_path / "a.pdf", b"x")
    assert _contents(tmp_path) == {}


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    """A folder where a file should go, or a file where a folder should go, is a finding, and nothing is deleted."""
    (tmp_path / "a.pdf").mkdir()
    (tmp_path / "out").write_bytes(b"a file")
    for target in (tmp_path / "a.pdf", tmp_path / "out/b.pdf"):
        report = Diagnostics()
        assert not save_together({target: b"new"}, report)
        assert [d.code for d in report] == ["output-is-folder"]
    assert (tmp_path / "a.pdf").is_dir()
    assert (tmp_path / "out").read_bytes() == b"a file"


def test_a_really_full_file_is_told(tmp_path: Path) -> None:
    """A size limit that the system itself enforces ends in `output-full` and an untouched folder."""
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "from builder.saving import save_together; from builder.diagnostics import Diagnostics;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (4096, {resource.RLIM_INFINITY}));"
        "report = Diagnostics();"
        "folder = Path(sys.argv[1]);"
        "save_together({folder / 'a.pdf': b'small', folder / 'b.pdf': b'x' * 9000}, report);"
        "assert [d.code for d in report] == ['output-full'], report.found"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=30)
    assert _contents(tmp_path) == {}
