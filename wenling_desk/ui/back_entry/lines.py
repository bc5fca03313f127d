"""The 补录 list and the checklist of a case in words. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wenling_desk.domain.back_entry import BackEntry, FieldNote, FieldState
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.use_cases.back_entry_list import BackEntryList, BackTask
from wenling_desk.use_cases.outage import Outage
from wenling_desk.use_cases.platform_fields import FieldLine

STATE_KEYS = {FieldState.ENTERED: "platform.check.entered", FieldState.LEFT_OUT: "platform.check.left_out"}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A row of the list: ``tone`` and ``shape`` go with the word of its state."""

    key: str
    number: str
    item: str
    applicant: str
    since: str
    state: str
    tone: str
    shape: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A field of the checklist: what became of it, by whom and when. Without its value: that is looked at in the 跟录
    window, and the look is written down."""

    key: str
    label: str
    state: str
    who: str
    done: bool


def task_line(texts: Texts, task: BackTask, today: date, hours: int) -> TaskLine:
    """A task in words."""
    state, tone, shape = texts("platform.list.chip_new"), "quiet", "none"
    if task.late:
        state, tone, shape = texts("platform.list.chip_late", hours=hours), "late", "triangle"
    elif task.in_outage:
        state, tone, shape = texts("platform.list.chip_outage"), "soon", "half"
    return TaskLine(
        key=task.key,
        number=task.entry.number,
        item=task.member.name,
        applicant=task.entry.applicant,
        since=short_moment(texts, task.member.since, today),
        state=state,
        tone=tone,
        shape=shape,
    )


def check_lines(
    texts: Texts,
    lines: tuple[FieldLine, ...],
    notes: Mapping[str, FieldNote],
    today: date,
    clerk_name: Callable[[str], str],
) -> tuple[CheckLine, ...]:
    """The fields the other system wants of a member, in its order."""
    found = []
    for line in lines:
        note = notes.get(line.key)
        state = texts(STATE_KEYS[note.state]) if note is not None else texts("platform.check.open")
        who = f"{clerk_name(note.clerk)} {short_moment(texts, note.at, today)}" if note is not None else ""
        found.append(CheckLine(line.key, line.label, state, who, note is not None))
    return tuple(found)


def member_sentences(texts: Texts, entry: BackEntry) -> tuple[str, ...]:
    """Each member and its number, or why it needs none."""
    found = []
    for member in entry.members:
        number = member.official_number or texts("platform.check.no_number")
        if member.waived and not member.official_number:
            number = texts("platform.check.waived", reason=member.waived)
        found.append(texts("platform.check.members", name=member.name, number=number))
    return tuple(found)


def outage_words(texts: Texts, outage: Outage, today: date) -> str:
    """先受理、后补录 14:05 起, with the day where it began earlier."""
    return since_words(texts, outage.since, today)


def since_words(texts: Texts, since: datetime, today: date) -> str:
    """The state of the desk while the other system is down."""
    time = f"{since:%H:%M}"
    if since.date() == today:
        return texts("platform.outage.status", since=time)
    return texts("platform.outage.status_day", day=f"{since:%m-%d}", since=time)


def list_remark(texts: Texts, found: BackEntryList) -> str:
    """What stands beside the heading of the list."""
    if not found.complete:
        return texts("platform.list.reading")
    return texts("platform.list.count", count=len(found.tasks), late=found.late) if found.tasks else ""


def outage_remark(texts: Texts, found: BackEntryList) -> str:
    """How far the last outage's cases are; empty where there was none, or nothing was taken in."""
    if found.last_outage is None or not found.outage_cases:
        return ""
    return texts("platform.list.last_outage", cases=found.outage_cases, done=found.outage_done)
