"""Unsent work is said once before the window closes: it is safe, but the centre does not have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wenling_desk.ui.widgets.confirm_strip import ConfirmStrip


@runtime_checkable
class Warnable(Protocol):
    """A surface over the desk that can say something: the lock."""

    def set_fault(self, sentence: str) -> None:
        """Say it."""
        ...


class LeaveGuard(QObject):
    """Knows how the work on this machine stands, and holds the window up the first time it is closed."""

    leaving_anyway = Signal()
    """The clerk has read it, and closes the window nevertheless."""

    def __init__(self, strip: ConfirmStrip, verb: str, parent: QObject) -> None:
        super().__init__(parent)
        self._strip = strip
        self._verb = verb
        self._short = self._warning = ""
        self._was_warned = False
        strip.closed.connect(self._begin_anew)

    def set_unsent(self, short: str, warning: str) -> None:
        """How the work stands, in short, and what is said before leaving; empty while all is at the centre."""
        self._short, self._warning = short, warning

    def unsent_words(self) -> str:
        """How the work stands, for the locked screen; empty while nothing is unsent."""
        return self._short if self._warning else ""

    def allows(self, cover: QWidget | None, confirm: Callable[[str, str, Callable[[], object]], None]) -> bool:
        """Whether the window may close now. ``cover`` hides the desk, ``confirm`` opens the strip."""
        if not self._warning or self._was_warned:
            return True
        self._was_warned = True
        if isinstance(cover, Warnable):
            cover.set_fault(self._warning)
        elif cover is None and not self._strip.is_open():
            confirm(self._warning, self._verb, self.leaving_anyway.emit)
        return False

    def _begin_anew(self) -> None:
        self._was_warned = False
