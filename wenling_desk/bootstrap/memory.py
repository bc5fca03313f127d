"""Memory that is freed goes back to the system: a counter's computer runs for weeks."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

TRIM_THRESHOLD: Final = -1
MMAP_THRESHOLD: Final = -3
ARENA_MAX: Final = -8
LARGE: Final = 128 * 1024
"""Bytes. A page as a bitmap has 35 MB; kept in an arena it would never be given back."""


def give_back_early() -> None:
    """Tell glibc to keep one arena and to map large blocks on their own; before the first thread starts.

    Measured with ``desk.py bench memory``. Elsewhere than on glibc nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return
    for setting, value in ((ARENA_MAX, 1), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE)):
        mallopt(setting, value)
