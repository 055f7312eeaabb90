"""Whatever interrupts a run, the next one makes only what is missing, and the folder ends in the same bytes."""

import datetime
import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from builder.cli import main
from builder.production.editions.delivery import counts, counts_xlsx
from builder.production.editions.engine import Folder
from tests.editions.small_book import SCHOOLS, write_project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch, own_surroundings: None) -> None:  # noqa: ARG001 - before all else
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1672531200")


def contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".journal")
    }


def test_killed_runs_end_in_the_same_bytes(tmp_path: Path) -> None:
    """Killed when the first, the third and the last edition stands, the run ends as one that was never killed."""
    book, table = write_project(tmp_path)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    order = ["editions", book, "--schools", table, "--jobs", "2", "-q", "--output-folder"]
    assert main([*order, str(whole)]) == 0
    for standing in (1, 3, len(SCHOOLS)):
        running = subprocess.Popen(
            [sys.executable, "-m", "builder", *order, str(broken)], cwd=ROOT, start_new_session=True
        )
        while running.poll() is None and sum(1 for _ in broken.glob("*/*.pdf")) < standing:
            time.sleep(0.001)
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert main([*order, str(broken)]) == 0
    assert contents(broken) == contents(whole)


def test_only_what_is_missing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one file is gone, one is written; a run over a whole folder writes none."""
    book, table = write_project(tmp_path)
    order = ["editions", book, "--schools", table, "--jobs", "1", "-q", "--output-folder", str(tmp_path / "out")]
    assert main(order) == 0
    before = contents(tmp_path / "out")
    written: list[str] = []
    write = Folder.write_like

    def counted(self: Folder, name: str, model: str, changes: Sequence[tuple[int, bytes]]) -> None:
        written.append(name)
        write(self, name, model, changes)

    monkeypatch.setattr(Folder, "write_like", counted)
    (gone,) = (tmp_path / "out").glob("*/S03_*.pdf")
    gone.unlink()
    assert main(order) == 0
    assert written == [f"祁县/{gone.name}"]
    written.clear()
    assert main(order) == 0
    assert written == []
    assert contents(tmp_path / "out") == before


def test_a_school_that_fails_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk at one school is told with its row and listed; all others are made, and the next run makes it."""
    book, table = write_project(tmp_path)
    out = tmp_path / "out"
    order = ["editions", book, "--schools", table, "--jobs", "1", "--output-folder", str(out)]
    write = Folder.write_like

    def full(self: Folder, name: str, model: str, changes: Sequence[tuple[int, bytes]]) -> None:
        if "/S02_" in name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, name, model, changes)

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "write_like", full)
        assert main(order) not in (0, 70)
    assert "schools.csv:3" in capsys.readouterr().err
    assert len(list(out.glob("*/*.pdf"))) == len(SCHOOLS) - 1
    rows = (out / "未完成.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 2 and rows[1].startswith("3,S02,")
    assert main(order) == 0
    assert len(list(out.glob("*/*.pdf"))) == len(SCHOOLS)
    assert not (out / "未完成.csv").exists()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills in the middle of a file leaves the old file as it was and no part of the new."""
    place = Folder(tmp_path)
    place.write("祁县/a.pdf", b"old")
    write = os.write
    given: list[int] = []

    def filling(handle: int, data: memoryview) -> int:
        given.append(handle)
        if len(given) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data[:3])

    monkeypatch.setattr(os, "write", filling)
    with pytest.raises(OSError, match="space"):
        place.write("祁县/a.pdf", b"a new file")
    assert {file.name: file.read_bytes() for file in (tmp_path / "祁县").iterdir()} == {"a.pdf": b"old"}


def test_the_counts_sheet_tells_no_time_of_saving() -> None:
    """The spreadsheet's members and properties all bear the run's moment, so the same table gives the same bytes."""
    sheet = counts_xlsx(counts((), 28), datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC))
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2023-01-01T00:00:00Z") == 2
