"""Whole processes measured: wall time, processor time, peak memory. No shell in between."""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of one process."""

    wall: float
    """Seconds."""
    processor: float
    """Seconds, user and system, of all its threads."""
    peak: float
    """Largest resident set in MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two programs run alternately: A B A B …"""

    first: tuple[Measured, ...]
    second: tuple[Measured, ...]

    @property
    def ratio(self) -> float:
        """Median over the pairs of A's wall time by B's, so that a slow minute of the machine hits both."""
        pairs = zip(self.first, self.second, strict=True)
        return statistics.median(a.wall / b.wall for a, b in pairs)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Run a program to its end. Raises RuntimeError if it does not exit 0."""
    whole = {**os.environ, **(environment or {})}
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], list(command), whole, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    if status:
        raise RuntimeError(f"exit {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    # Linux counts kilobytes, macOS bytes.
    unit = 1e6 if os.uname().sysname == "Darwin" else 1e3
    return Measured(wall=wall, processor=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / unit)


def compare(first: Callable[[], Measured], second: Callable[[], Measured], pairs: int) -> Compared:
    """Run both once unmeasured, then `pairs` times in turn."""
    first(), second()
    runs = [(first(), second()) for _ in range(pairs)]
    return Compared(first=tuple(a for a, _ in runs), second=tuple(b for _, b in runs))


def medians(runs: Sequence[Measured]) -> str:
    """`0.412 s wall, 0.391 s processor, 142 MB`, each its own median."""
    wall = statistics.median(r.wall for r in runs)
    processor = statistics.median(r.processor for r in runs)
    return f"{wall:.3f} s wall, {processor:.3f} s processor, {max(r.peak for r in runs):.0f} MB peak"
