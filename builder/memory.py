"""Memory that image libraries free goes back to the system."""

import ctypes
import sys

M_MMAP_THRESHOLD = -3
"""mallopt(3): blocks of this size and more are mapped one by one, and unmapped when freed."""
LARGE = 1 << 20


def return_freed_memory() -> None:
    """Have the C library map large blocks singly. Elsewhere than on glibc nothing happens.

    Without it glibc raises its own threshold to the largest block freed and keeps decoded photos for reuse: a cold
    build of ten photos then peaks at 240 MB instead of under 200.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
