"""A computer whose date cannot be right: papers and time limits go by it, so it is told before anything is issued."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from wenling_desk.bootstrap import OpenDesk
from wenling_desk.domain.errors import KnownTrouble

TOLERANCE: Final = timedelta(hours=1)
"""A clock that was set right may jump back that much."""


def clock_doubt(desk: OpenDesk) -> KnownTrouble | None:
    """What is wrong with the date, ``None`` where nothing seems to be; told, and no reason to stop.

    Codes: ``clock_behind`` (day, last: the latest act; or the day the catalogue came into force), ``calendar_ended``
    (day, until: from here on every time limit is provisional).
    """
    now, catalogue = desk.parts.clock.now(), desk.current.catalogue()
    last, today = desk.store.last_moment(), now.date()
    if last is not None and last - now > TOLERANCE:
        return KnownTrouble("clock_behind", day=today.isoformat(), last=last.date().isoformat())
    if today < catalogue.effective_from:
        return KnownTrouble("clock_behind", day=today.isoformat(), last=catalogue.effective_from.isoformat())
    if today > catalogue.calendar.published_until:
        until = catalogue.calendar.published_until
        return KnownTrouble("calendar_ended", day=today.isoformat(), until=until.isoformat())
    return None
