"""Deadlines as the counter says them: 后天到期, 超期 2 个工作日, and how the day was counted. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from wenling_desk.domain.acceptance import CaseMember, Light
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.service_item import TimeUnit
from wenling_desk.domain.working_days import Calendar, Deadline, working_days_between
from wenling_desk.texts import Texts
from wenling_desk.use_cases.wording import limit_words, weekday_words

PAUSED_KIND = "special_procedure"
CLOCK_STARTS = {
    "telling": "record.count.from_receipt",
    "correction": "record.count.from_telling",
    "deferral": "record.count.from_telling",
    "decision": "record.count.from_acceptance",
    PAUSED_KIND: "record.count.from_procedure",
}
"""Clock of a member -> text id of where its counting begins."""


@dataclass(frozen=True, slots=True)
class DueWords:
    """When something is due, in words, and how its light stands: ``on_time``, ``near``, ``late``, ``paused`` or
    empty where no clock runs."""

    words: str = ""
    state: str = ""


def light_of_day(due: date, due_kind: str, today: date, calendar: Calendar, amber_days: int = 1) -> Light:
    """The light of a row of the worklist, by the same rule as ``CaseMember.light``; computed, never stored."""
    left = working_days_between(today, due, calendar)
    if due_kind == PAUSED_KIND:
        return Light("paused", left)
    if due < today:
        return Light("late", left)
    return Light("near" if left <= amber_days else "on_time", left)


def due_words(texts: Texts, due: date | None, due_kind: str, today: date, calendar: Calendar) -> DueWords:
    """今天到期, 后天到期, 11-30 周一到期, 超期 2 个工作日, or until when a pause is expected."""
    if due is None:
        return DueWords()
    light = light_of_day(due, due_kind, today, calendar)
    if light.state == "paused":
        key = "record.due.paused_over" if due < today else "record.due.paused"
        return DueWords(texts(key, day=short_day(texts, due, today)), "paused")
    if light.state == "late":
        key = "record.due.late" if light.days < 0 else "record.due.late_not_a_day"
        return DueWords(texts(key, days=-light.days), "late")
    ahead = (due - today).days
    near = {0: "record.due.today", 1: "record.due.tomorrow", 2: "record.due.day_after_tomorrow"}
    if ahead in near:
        return DueWords(texts(near[ahead]), light.state)
    return DueWords(texts("record.due.on_day", day=short_day_with_weekday(texts, due, today)), light.state)


def short_day(texts: Texts, day: date, today: date) -> str:
    """11-30; with the year where it is not this one."""
    if day.year != today.year:
        return texts("record.day.with_year", year=day.year, month=f"{day.month:02d}", day=f"{day.day:02d}")
    return texts("record.day.short", month=f"{day.month:02d}", day=f"{day.day:02d}")


def short_day_with_weekday(texts: Texts, day: date, today: date) -> str:
    """11-30 周一."""
    return texts("record.day.named", day=short_day(texts, day, today), weekday=weekday_words(texts, day))


def short_moment(texts: Texts, moment: datetime, today: date) -> str:
    """10:24 today, 11-23 10:24 otherwise."""
    time = f"{moment.hour:02d}:{moment.minute:02d}"
    if moment.date() == today:
        return time
    return texts("record.day.moment", day=short_day(texts, moment.date(), today), time=time)


def arithmetic(texts: Texts, member: CaseMember, record: RecordState, today: date) -> str:
    """How the running clock was counted: 收件 11-23,次日起算 5 个工作日,扣除特别程序 3 天,到 11-30 周一."""
    due = member.due
    if due is None:
        return ""
    parts = [texts(CLOCK_STARTS[member.due_kind], day=short_day(texts, due.start, today))]
    if member.due_kind == "decision" and member.deemed:
        parts = [texts("record.count.from_deemed", day=short_day(texts, due.start, today))]
    if due.limit.unit is TimeUnit.ON_THE_SPOT:
        moment = texts("record.count.on_the_spot", day=short_day(texts, due.start, today))
        return moment if member.due_kind == "decision" else ""
    if member.due_kind in {"telling", "decision"}:
        parts += _counted(texts, member, record, due)
    parts.append(texts("record.count.until", day=short_day_with_weekday(texts, due.day, today)))
    if due.provisional:
        parts.append(texts("case.provisional"))
    return texts("record.count.joined").join(parts)


def _counted(texts: Texts, member: CaseMember, record: RecordState, due: Deadline) -> list[str]:
    parts = [texts("record.count.limit", limit=limit_words(texts, due.limit))] if due.limit.amount else []
    extended = sum(int(fact.body["days"]) for fact in record.facts_of("Extended", member.code))
    if extended and member.due_kind == "decision":
        parts.append(texts("record.count.extended", limit=limit_words(texts, replace(due.limit, amount=extended))))
    if due.paused:
        parts.append(texts("record.count.paused", days=due.paused))
    if due.skipped:
        parts.append(texts("record.count.skipped", days=len(due.skipped)))
    if due.made_up:
        parts.append(texts("record.count.made_up", days=len(due.made_up)))
    if due.moved_from is not None:
        parts.append(texts("record.count.moved", day=short_day(texts, due.moved_from, due.day)))
    return parts
