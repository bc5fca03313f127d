"""Day and time in the top bar, from the desk's own clock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from wenling_desk.texts import Texts
from wenling_desk.use_cases.ports import Clock

WEEKDAYS = (
    "frame.clock.monday",
    "frame.clock.tuesday",
    "frame.clock.wednesday",
    "frame.clock.thursday",
    "frame.clock.friday",
    "frame.clock.saturday",
    "frame.clock.sunday",
)


class FrameClock(QObject):
    """Calls ``show`` with the line when the minute changed; looks once a second, so that a corrected clock shows."""

    def __init__(self, texts: Texts, clock: Clock, show: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._clock = clock
        self._show = show
        self._line = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(1000)
        self.look()

    def look(self) -> None:
        """Look at the clock now."""
        now = self._clock.now()
        weekday = self._texts(WEEKDAYS[now.weekday()])
        line = self._texts("frame.clock.line", day=f"{now:%m-%d}", weekday=weekday, time=f"{now:%H:%M}")
        if line != self._line:
            self._line = line
            self._show(line)
