"""A door that lets in as much work at a time as there is memory for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryGate:
    """Work waits here until what is held stays within a budget; what alone is larger goes in alone."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._held = 0
        self._changed = threading.Condition()

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Hold `size` bytes of the budget while the block runs."""
        with self._changed:
            self._changed.wait_for(lambda: self._held == 0 or self._held + size <= self._budget)
            self._held += size
        try:
            yield
        finally:
            with self._changed:
                self._held -= size
                self._changed.notify_all()
