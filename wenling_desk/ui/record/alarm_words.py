"""An alarm in words: what it is about, who looks at it, and by when. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wenling_desk.domain.alarms import KINDS, RED, Alarm, AlarmRules
from wenling_desk.domain.authority import Role
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.use_cases.alarms import AlarmRow, AlarmView, record_alarms, view_alarms
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

MOST_MARKS = 1
"""Alarms a record's headline has room for: the most urgent."""


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm as it is read: ``kind`` in a few words, ``short`` with whose it is, ``about`` the item and masked name,
    ``who_when`` as in 陈晓 今天 16:30 前; ``tone`` is ``late`` or ``soon``."""

    key: str
    record_id: str
    member: str
    kind: str
    short: str
    about: str
    who_when: str
    tone: str


def alarm_line(
    texts: Texts, row: AlarmRow, catalogue: Catalogue, clerk_name: Callable[[str], str], now: datetime
) -> AlarmLine:
    """An alarm of the hall's list."""
    alarm, head = row.alarm, row.head
    about = texts("back_room.reminder.line", item=head.item_name, applicant=head.applicant) if head is not None else ""
    return AlarmLine(
        key=f"{alarm.record_id}/{alarm.member}/{alarm.kind}/{alarm.since.isoformat()}",
        record_id=alarm.record_id,
        member=alarm.member,
        kind=(kind := texts(KINDS[alarm.kind])),
        short=texts("back_room.reminder.row", kind=kind, applicant=head.applicant if head is not None else "").strip(),
        about=about.strip() or row.number,
        who_when=who_and_when(texts, alarm, catalogue, clerk_name, now),
        tone="late" if alarm.level == RED else "soon",
    )


def who_and_when(
    texts: Texts, alarm: Alarm, catalogue: Catalogue, clerk_name: Callable[[str], str], now: datetime
) -> str:
    """陈晓 今天 16:30 前."""
    time, today = f"{alarm.when:%H:%M}", now.date()
    if alarm.when.date() == today:
        when = texts("back_room.reminder.today", time=time)
    elif alarm.when.date() == today + timedelta(days=1):
        when = texts("back_room.reminder.tomorrow", time=time)
    else:
        day = short_day_with_weekday(texts, alarm.when.date(), today)
        when = texts("back_room.reminder.on_day", day=day, time=time)
    return texts("back_room.reminder.who_when", who=_who(texts, alarm, catalogue, clerk_name), when=when)


def _who(texts: Texts, alarm: Alarm, catalogue: Catalogue, clerk_name: Callable[[str], str]) -> str:
    if alarm.who is Role.CLERK:
        return clerk_name(alarm.person) if alarm.person else texts("back_room.reminder.clerk_unknown")
    if alarm.who is Role.REVIEWER:
        known = catalogue.departments.get(alarm.person)
        if known is None:
            return texts("back_room.reminder.department_unknown")
        return known.called
    return texts("back_room.reminder.leader")


def read_reminders(
    texts: Texts, desk: Desk, reading: Reading, rules: AlarmRules, clerk_name: Callable[[str], str], limit: int = 200
) -> tuple[tuple[AlarmLine, ...], AlarmView]:
    """The alarms of this person's view in words."""
    view = view_alarms(desk, reading, rules, limit)
    catalogue, now = desk.catalogue(), desk.now()
    lines = {line.key: line for row in view.rows for line in [alarm_line(texts, row, catalogue, clerk_name, now)]}
    return tuple(lines.values()), view


def alarm_marks(
    texts: Texts, desk: Desk, reading: Reading, rules: AlarmRules, record_id: str, clerk_name: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    """The alarms of one record as marks of its headline: word and tone."""
    alarms = record_alarms(desk, reading, rules, record_id)[:MOST_MARKS]
    catalogue, now = desk.catalogue(), desk.now()
    return tuple(
        (
            texts(
                "back_room.reminder.mark",
                kind=texts(KINDS[alarm.kind]),
                who_when=who_and_when(texts, alarm, catalogue, clerk_name, now),
            ),
            "late" if alarm.level == RED else "soon",
        )
        for alarm in alarms
    )
