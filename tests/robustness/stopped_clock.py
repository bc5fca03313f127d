"""A morning that does not move, for a process of its own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from wenling_desk.bootstrap.system import SystemClock

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def stop_the_clock() -> None:
    """From now on it is that morning in this process."""

    def now(self: SystemClock) -> datetime:
        return MORNING

    SystemClock.now = now  # type: ignore[method-assign]
