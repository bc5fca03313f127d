"""What is said when not even the texts can be read: the installation is broken."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("last_words.txt")
"""The one sentence that does not stand in ``resources``, because it is said when those are gone."""

FALLBACK: Final = "Wenling Desk: files of this program are missing; the kept data were not touched. Install it again."


def sentence() -> str:
    """The sentence, in English where even it is gone."""
    try:
        return FILE.read_text(encoding="utf-8").strip()
    except OSError:
        return FALLBACK


def say(arguments: Sequence[str]) -> int:
    """Say it on the error stream, and in a box where a window was wanted and can be shown; the exit code."""
    print(sentence(), file=sys.stderr)
    if wants_window(arguments) and can_show(sys.platform):
        from wenling_desk.bootstrap.first_window import show_last_words

        show_last_words(sentence())
    return 1


def wants_window(arguments: Sequence[str]) -> bool:
    """Whether the desk itself was asked for, and no command of an administrator."""
    words = [each for each in arguments if not each.startswith("-")]
    return not words or "run" in words or ("--home" in arguments and len(words) == 1)


def can_show(platform: str) -> bool:
    """Whether there is a display: without one Qt ends the process."""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return platform in ("win32", "darwin") or named
