"""The desk's time while a day is played: it passes with the keys, and a scene says what time it has become."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wenling_desk.ui.demo.hands import Pace


class DayClock:
    """ports.Clock. Two days that follow each other: the afternoon before, and the day that is played. Neither depends
    on when and on how fast a machine the demonstration runs."""

    def __init__(self, pace: Pace, start: datetime, day: date) -> None:
        """``start`` is a moment of the first day with its offset, ``day`` the second day."""
        self.pace = pace
        self._moment = start
        self._since = pace.now
        self.day = day

    def now(self) -> datetime:
        """Now, with the offset ``start`` had."""
        return self._moment + timedelta(milliseconds=self.pace.now - self._since)

    def come_to(self, hour: int, minute: int = 0) -> None:
        """It is that time of the day, unless it is later already."""
        self._set(datetime.combine(self.now().date(), time(hour, minute), self._moment.tzinfo))

    def next_morning(self, hour: int, minute: int = 0) -> None:
        """The day begins."""
        self._set(datetime.combine(self.day, time(hour, minute), self._moment.tzinfo))

    def _set(self, moment: datetime) -> None:
        if moment > self.now():
            self._moment, self._since = moment, self.pace.now
