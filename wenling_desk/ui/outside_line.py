"""Calls that leave the desk over a network: neither the GUI nor the desk thread waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.bridge import Lane

T = TypeVar("T")


class OutsideLine(QObject):
    """One line to the outside, one call after another on a thread of its own.

    A call that has not come back after ``seconds`` counts as failed with the trouble ``silent``; its thread is left
    behind, and the next call gets a new one, so that a line that never answers holds up nobody.
    """

    def __init__(self, name: str, seconds: float, silent: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._milliseconds = int(seconds * 1000)
        self._silent = silent
        self._lane: Lane | None = None

    def run(
        self, call: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object]
    ) -> None:
        """Make the call; one still waiting for its turn when the line is given up fails in the same way."""
        lane = self._lane = self._lane or Lane(self._name, self)
        timer = QTimer(self)
        timer.setSingleShot(True)

        def over(tell: Callable[[], object]) -> None:
            if timer.isActive():
                timer.stop()
                timer.deleteLater()
                tell()

        def given_up() -> None:
            timer.deleteLater()
            if self._lane is lane:
                self._lane = None
                lane.stop(0)
            failed(KnownTrouble(self._silent))

        timer.timeout.connect(given_up)
        timer.start(self._milliseconds)
        lane.run(call, lambda answer: over(lambda: done(answer)), lambda error: over(lambda: failed(error)))

    def stop(self) -> None:
        """Take nothing new; what is on its way is not waited for."""
        if self._lane is not None:
            self._lane.stop(0)
            self._lane = None
