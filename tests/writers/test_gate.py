"""Photos are converted together as far as memory goes, and not at all once somebody has pressed Ctrl-C."""

import threading

import pytest

from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Picture
from builder.units import mm
from builder.writers import renditions
from builder.writers.gate import MemoryGate
from builder.writers.printing import PrintOptions
from tests.writers.documents import book, encoded, page, photo, put, resources, tag


def test_what_is_held_stays_within_the_budget() -> None:
    """Whatever sizes come, never more is held than the budget, unless one alone is larger; all get their turn."""
    gate, lock = MemoryGate(100), threading.Lock()
    held: list[int] = []
    most: list[tuple[int, int]] = []

    def work(size: int) -> None:
        with gate.holding(size):
            with lock:
                held.append(size)
                most.append((sum(held), len(held)))
            threading.Event().wait(0.002)
            with lock:
                held.remove(size)

    threads = [threading.Thread(target=work, args=(size,)) for size in (60, 50, 30, 100, 250, 10, 90, 20) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == len(threads)
    assert all(total <= 100 or count == 1 for total, count in most), most
    assert any(count > 1 for _, count in most)


def test_a_failure_gives_back_what_it_held() -> None:
    """A photo that cannot be decoded does not keep others waiting."""
    gate = MemoryGate(10)
    for _ in range(3):
        with pytest.raises(OSError, match="cut"), gate.holding(10):
            raise OSError("cut")


def _pictures(count: int) -> tuple[object, object]:
    files = {f"{index}.jpg": encoded(photo(300 + index, 200)) for index in range(count)}
    items = [
        put(Picture(file=file, size=Size(mm(20), mm(15)), crop=(0, 0, 1, 1), name=file), mm(20), mm(20), 1)
        for file in files
    ]
    return book([page(items)], (tag("Document", None), tag("Figure", 0, alt="照片"))), resources(files)


def test_an_interrupt_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the conversion though another thread is in the middle of a photo."""
    busy, done = threading.Event(), threading.Event()

    def convert(*_: object) -> None:
        if threading.current_thread() is threading.main_thread():
            assert busy.wait(30)
            raise KeyboardInterrupt
        busy.set()
        done.wait(30)

    monkeypatch.setattr(renditions, "_convert", convert)
    document, source = _pictures(4)
    try:
        with pytest.raises(KeyboardInterrupt):
            renditions.prepare_pictures(
                document,  # type: ignore[arg-type]
                source,  # type: ignore[arg-type]
                Diagnostics(),
                renditions=(PrintOptions().rendition,),
                jobs=2,
            )
        assert busy.is_set()
        assert not done.is_set()
    finally:
        done.set()
