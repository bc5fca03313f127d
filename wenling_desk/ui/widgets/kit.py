"""What every widget is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer

from wenling_desk.texts import Texts
from wenling_desk.ui.theme import Theme


def steady_ticks() -> Callable[[], int]:
    """A clock for intervals only: milliseconds since this call, never going back."""
    timer = QElapsedTimer()
    timer.start()
    return timer.elapsed


@dataclass(frozen=True, slots=True)
class Kit:
    """Texts, look and an interval clock.

    ``ticks`` gives milliseconds; it tells a scanner from fingers and guards Enter. A demo that types for the clerk
    passes one that runs at a person's pace.
    """

    texts: Texts
    theme: Theme
    ticks: Callable[[], int]
