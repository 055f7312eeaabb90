"""Where work is done, and where bytes are read and put: the two things a larger machine would do otherwise.

What to do is a step of a worker; an engine runs it on batches, wherever. A place holds files by name. The built-in
engine is the processors of this machine, the built-in place a folder; `docs/scale.md` says what others must keep.
"""

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any, Protocol


class Engine(Protocol):
    """Runs steps on batches."""

    def run(self, step: str, batches: Iterable[Any]) -> Iterator[Any]:
        """What the worker's method `step` makes of each batch, in the order of the batches.

        A batch and its result travel, so they are small: large things are read from and put to a place.
        """
        ...

    def close(self) -> None: ...


class Place(Protocol):
    """Holds files by name, with forward slashes."""

    def write(self, name: str, data: bytes | bytearray) -> None:
        """Put a file: afterwards it is there whole or, after OSError, as it was."""
        ...

    def write_like(self, name: str, model: str, changes: Sequence[tuple[int, bytes]]) -> None:
        """As `write`: the bytes of the file `model` with each change laid over them at its offset."""
        ...

    def read(self, name: str) -> bytes:
        """The file's bytes; OSError if there is none."""
        ...

    def read_into(self, name: str, buffer: bytearray) -> int:
        """Fill `buffer` from its start and tell the file's whole size; OSError if there is none."""
        ...

    def remove(self, name: str) -> None:
        """See that there is none."""
        ...


class Folder:
    """A place on a disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: set[Path] = set()

    def write(self, name: str, data: bytes | bytearray) -> None:
        """Written beside and renamed. Not flushed to the disk: the next run trusts no file whose hash is not right."""
        self._put(name, lambda handle: _write_all(handle, memoryview(data)))

    def write_like(self, name: str, model: str, changes: Sequence[tuple[int, bytes]]) -> None:
        """As `write`; the system copies the model by itself where it can, in half the time of writing it out."""

        def fill(handle: int) -> None:
            with (self.root / model).open("rb", buffering=0) as source:
                _copy(source.fileno(), handle)
            for offset, data in changes:
                os.lseek(handle, offset, os.SEEK_SET)
                _write_all(handle, memoryview(data))

        self._put(name, fill)

    def _put(self, name: str, fill: Callable[[int], None]) -> None:
        target = self.root / name
        if target.parent not in self._known:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._known.add(target.parent)
        # One name per process: what a killed run left is written over or cleared, not piled up.
        beside = target.with_name(f".{os.getpid()}.part")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
            try:
                fill(handle)
            finally:
                os.close(handle)
            beside.replace(target)
        except OSError:
            self._known.clear()
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def read_into(self, name: str, buffer: bytearray) -> int:
        with (self.root / name).open("rb", buffering=0) as file:
            view, at = memoryview(buffer), 0
            while at < len(buffer) and (count := file.readinto(view[at:])):
                at += count
            return os.fstat(file.fileno()).st_size

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def clear_parts(self) -> None:
        """Remove what writing left behind when it was killed."""
        for part in self.root.glob("**/.*.part"):
            part.unlink(missing_ok=True)


def _write_all(handle: int, data: memoryview) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _copy(source: int, target: int) -> None:
    left = os.fstat(source).st_size
    if hasattr(os, "copy_file_range"):
        # Some file systems cannot; then nothing has been copied yet, and it is done by hand.
        with contextlib.suppress(OSError):
            while left and (count := os.copy_file_range(source, target, left)):
                left -= count
    while left and (data := os.read(source, 1 << 20)):
        _write_all(target, memoryview(data))
        left -= len(data)


_WORKERS: list[Any] = []
"""The worker of this process: what the pool's initializer makes has no other way to the pool's calls."""


class LocalProcesses:
    """The processors of this machine; one process of its own for each, kept from step to step."""

    def __init__(self, open_worker: Callable[[], Any], jobs: int) -> None:
        self._jobs = jobs
        self._worker = open_worker() if jobs == 1 else None
        self._pool = None if jobs == 1 else ProcessPoolExecutor(jobs, initializer=_begin, initargs=(open_worker,))

    def run(self, step: str, batches: Iterable[Any]) -> Iterator[Any]:
        if self._pool is None:
            for batch in batches:
                yield getattr(self._worker, step)(batch)
            return
        waiting: deque[Future[Any]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(_step, step, batch))
            # Bounded: a hundred thousand schools do not queue up in memory.
            if len(waiting) > 2 * self._jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _begin(open_worker: Callable[[], Any]) -> None:
    # Ctrl-C is for the parent, which ends the pool; a parent that was killed can end nobody, so its children watch it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()
    _WORKERS[:] = [open_worker()]


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _step(step: str, batch: Any) -> Any:
    return getattr(_WORKERS[0], step)(batch)
