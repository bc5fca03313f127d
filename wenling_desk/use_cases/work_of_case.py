"""The work a case's facts tell of: who did what, when, and whether it was in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from wenling_desk.domain.acceptance import ACCEPTANCE, TELLING_LIMIT, CaseMember, CaseView, read_case
from wenling_desk.domain.assessment import WorkDone, shift_of
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Period
from wenling_desk.domain.hall_hours import HallClock, OpeningHours
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.recheck import terminal_of
from wenling_desk.domain.record import fold
from wenling_desk.domain.working_days import Calendar, deadline
from wenling_desk.use_cases.desk import Desk

DECISIONS: Final = frozenset({"Granted", "Denied"})
"""In time by the promise (承诺时限)."""
TELLINGS: Final = frozenset({
    "Accepted", "AcceptedWithDeferral", "CorrectionRequested", "AcceptanceRefused", "NotRequiredTold",
})  # fmt: skip
"""In time within five working days of the receipt or of the latest supplement (Licensing Law art. 32(4))."""
_TOLD_FROM: Final = frozenset({"TakenIn", "MemberStarted", "SupplementReceived"})
_VOIDED: Final = "voided"
_HAPPENED: Final = ("happened_on", "decided_on")


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What is asked of each case: the work of ``period``, by the hours of the hall."""

    desk: Desk
    hours: OpeningHours
    period: Period
    on_its_day: bool = field(init=False)
    clock: HallClock = field(init=False)

    def __post_init__(self) -> None:
        rule = self.desk.figures.book.rules.get("back_entered")
        object.__setattr__(self, "on_its_day", rule is not None and rule.choice == "on_its_day")
        object.__setattr__(self, "clock", HallClock(self.desk.catalogue().calendar, self.hours))

    @property
    def calendar(self) -> Calendar:
        """The calendar in force."""
        return self.clock.calendar

    def day_of(self, fact: Fact) -> date:
        """The day a fact counts on, as figures count it: what was entered later on the day it happened, where the book
        of definitions says so."""
        told = (fact.body.get(key) for key in _HAPPENED) if self.on_its_day else ()
        return next((date.fromisoformat(each) for each in told if isinstance(each, str) and each), fact.at.date())

    def in_force(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts of a record that took effect by the end of the period. What happens later changes no month that is
        over; what is entered later and happened in it does, and then the check code of that month is another one."""
        until = [fact for fact in facts if self.day_of(fact) <= self.period.last]
        if not until:
            return ()
        record = fold(until, self.desk.workflows.workflow(ACCEPTANCE))
        return tuple(fact for fact in record.facts if fact.fact_id not in record.out_of_table)

    def number_of(self, facts: Sequence[Fact]) -> str:
        """The number the case is called by."""
        return first_number(facts)


def work_of_case(asking: CaseWork, facts: Sequence[Fact]) -> Iterator[tuple[str, WorkDone]]:
    """Clerk and work for each fact of the period; none of a case that was voided or never taken in."""
    kept = asking.in_force(facts)
    if not any(fact.kind == "TakenIn" for fact in kept):
        return
    workflow = asking.desk.workflows.workflow(ACCEPTANCE)
    record = fold(kept, workflow)
    case = read_case(record, asking.calendar, terminal_of(workflow), asking.period.last)
    gone = {member.code for member in case.members if member.status == _VOIDED}
    number = first_number(kept)
    for fact in kept:
        day = asking.day_of(fact)
        if not asking.period.first <= day <= asking.period.last:
            continue
        if fact.kind == "TakenIn":
            if len(gone) < len(case.members):
                yield fact.clerk, _intake(asking, case, fact, number)
            continue
        for member in case.members:
            if member.code in gone or (fact.members and member.code not in fact.members):
                continue
            late = _is_late(asking, fact, day, member, kept)
            yield fact.clerk, _member_work(asking, case, fact, member, number, is_late=late)


def _intake(asking: CaseWork, case: CaseView, fact: Fact, number: str) -> WorkDone:
    first = case.members[0]
    bundle = asking.desk.catalogue().bundles.get(case.sheet.target_code) if case.sheet.is_bundle else None
    return WorkDone(
        fact_id=fact.fact_id,
        record_id=fact.record_id,
        number=number,
        kind=fact.kind,
        at=fact.at,
        item_code=case.sheet.target_code,
        item_name=bundle.name if bundle is not None else first.name,
        handling_kind=str(first.handling_kind),
        is_bundle=case.sheet.is_bundle,
        shift=shift_of(fact.at, asking.clock),
        grade=case.rating,
    )


def _member_work(
    asking: CaseWork, case: CaseView, fact: Fact, member: CaseMember, number: str, *, is_late: bool
) -> WorkDone:
    return WorkDone(
        fact_id=fact.fact_id,
        record_id=fact.record_id,
        number=number,
        kind=fact.kind,
        at=fact.at,
        item_code=member.code,
        item_name=member.name,
        handling_kind=str(member.handling_kind),
        is_bundle=False,
        shift=shift_of(fact.at, asking.clock),
        grade=case.rating,
        is_late=is_late,
    )


def _is_late(asking: CaseWork, fact: Fact, day: date, member: CaseMember, facts: Sequence[Fact]) -> bool:
    if fact.kind in DECISIONS:
        return member.promise is not None and day > member.promise.day
    if fact.kind not in TELLINGS:
        return False
    before = facts[: facts.index(fact)]
    begun = (
        each
        for each in reversed(before)
        if each.kind in _TOLD_FROM and (not each.members or member.code in each.members)
    )
    start = next(begun, None)
    return start is not None and day > deadline(start.at.date(), TELLING_LIMIT, asking.calendar).day
