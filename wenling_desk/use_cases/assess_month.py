"""月度考评: a clerk's month read from cases and roster, assessed, and put into the act that issues it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from wenling_desk.domain.assessment import (
    WINDOW,
    Assessment,
    Group,
    MonthOfWork,
    PointLine,
    RatingGiven,
    Scheme,
    WorkDone,
    assess,
    scheme_for,
    work_lines,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Period, RecordQuery, Where
from wenling_desk.domain.hall_hours import OpeningHours
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.assessment_words import assessment_values
from wenling_desk.use_cases.clerk_roster import RosterNotes, RosterPlace, read_roster
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.work_of_case import CaseWork, work_of_case

ASSESSMENT: Final = "assessment"
WORK_MEASURE: Final = "clerk_work"
RATING_MEASURE: Final = "ratings_by_grade"
"""Measures of ``ledgers/assessment/figures.yaml``: by them a month's cases are found without reading the others."""
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class AssessmentGround:
    """What an assessment goes by: the schemes of ``resources/counter/assessment.yaml`` and the hours of the hall."""

    schemes: tuple[Scheme, ...]
    hours: OpeningHours

    def scheme(self, day: date) -> Scheme:
        """The scheme in force on that day; refuses with ``no_assessment_scheme``."""
        found = scheme_for(self.schemes, day)
        if found is None:
            raise DeskRefusal("no_assessment_scheme", day=day.isoformat())
        return found


@dataclass(frozen=True, slots=True)
class DayPoints:
    """A clerk's own points of a day, line by line; each names the fact and the record it comes from."""

    day: date
    scheme: str
    points: Fraction
    lines: tuple[PointLine, ...]


def own_points(desk: Desk, reading: Reading, ground: AssessmentGround, day: date) -> DayPoints:
    """What the clerk at the desk earned that day by work, as it stands now; what a rating or a late decision changes
    until the end of the month stands in the month's assessment."""
    clerk = desk.session.clerk
    work = [each for each in _work(desk, reading, ground, Period.day(day), clerk) if each[0] == clerk]
    scheme = ground.scheme(day)
    lines = work_lines((each for _, each in work), scheme)
    return DayPoints(day, scheme.version, sum((line.points for line in lines), Fraction(0)), lines)


def assess_team(desk: Desk, reading: Reading, ground: AssessmentGround, month: date) -> tuple[Assessment, ...]:
    """Everybody of the roster who was there that month, assessed in one reading of the month's cases; in the order of
    their numbers. ``month`` is any day of it. Refuses with ``no_assessment_scheme``."""
    period = Period.month(month)
    scheme = ground.scheme(period.first)
    roster = read_roster(desk, reading, period)
    work: dict[str, list[WorkDone]] = defaultdict(list)
    for clerk, each in _work(desk, reading, ground, period):
        work[clerk].append(each)
    ratings = _ratings(desk, reading, ground, period, scheme)
    months = {
        place.clerk: _month_of(place, period, work[place.clerk], ratings[place.clerk], roster.notes)
        for place in roster.places
    }
    group = Group({
        place.clerk: sum((line.points for line in work_lines(months[place.clerk].work, scheme)), Fraction(0))
        for place in roster.places
        if place.post == WINDOW
    })  # fmt: skip
    return tuple(
        assess(months[place.clerk], place.post if place.post in scheme.roles else WINDOW, scheme, group)
        for place in sorted(roster.places, key=lambda each: each.clerk)
    )


def assess_month(
    desk: Desk, reading: Reading, ground: AssessmentGround, clerk: str, month: date, *, advice: str = ""
) -> ActInLedger:
    """The act that issues a clerk's assessment, filled in from the facts; carried out like any other act of a ledger.

    Refuses with ``no_assessment_scheme``, and with ``not_on_roster`` for somebody who was not there that month.
    """
    found = next((each for each in assess_team(desk, reading, ground, month) if each.clerk == clerk), None)
    place = read_roster(desk, reading, Period.month(month)).place_of(clerk)
    if found is None or place is None:
        raise DeskRefusal("not_on_roster", clerk=clerk)
    values: dict[str, Any] = {**assessment_values(desk, found), "who": place.name}
    if place.level:
        values["level_now"] = place.level
    if advice:
        values["advice"] = advice
    return ActInLedger(command_id=desk.ids.new_id(), kind=ASSESSMENT, action="issue_assessment", values=values)


def _month_of(
    place: RosterPlace, period: Period, work: Sequence[WorkDone], ratings: Sequence[RatingGiven], notes: RosterNotes
) -> MonthOfWork:
    return MonthOfWork(
        clerk=place.clerk,
        month=f"{period.first:%Y-%m}",
        work=tuple(sorted(work, key=lambda each: (each.at, each.fact_id, each.item_code))),
        ratings=tuple(ratings),
        attendance=notes.attendance.get(place.clerk, ()),
        merits=notes.merits.get(place.clerk, ()),
    )


def _work(
    desk: Desk, reading: Reading, ground: AssessmentGround, period: Period, clerk: str = ""
) -> Iterator[tuple[str, WorkDone]]:
    """Clerk and work, for every fact of the period in a case that counts."""
    where = Where("clerk", (clerk,)) if clerk else None
    asking = CaseWork(desk, ground.hours, period)
    for record_id in _records(reading, WORK_MEASURE, period, where):
        yield from work_of_case(asking, reading.facts_of(record_id))


def _ratings(
    desk: Desk, reading: Reading, ground: AssessmentGround, period: Period, scheme: Scheme
) -> Mapping[str, list[RatingGiven]]:
    """Ratings of the period that cost points, by the clerk who took the case in."""
    costly = tuple(grade for grade, rule in scheme.grades.items() if rule.points)
    found: dict[str, list[RatingGiven]] = defaultdict(list)
    for record_id in _records(reading, RATING_MEASURE, period, Where("grade", costly)) if costly else ():
        asking = CaseWork(desk, ground.hours, period)
        facts = asking.in_force(reading.facts_of(record_id))
        for fact in facts:
            if fact.kind == "Rated" and period.first <= asking.day_of(fact) <= period.last:
                number, grade = asking.number_of(facts), str(fact.body.get("grade", ""))
                day = asking.day_of(fact)
                found[_taker(facts)].append(RatingGiven(fact.fact_id, fact.record_id, number, day, grade))
    return found


def _taker(facts: Iterable[Fact]) -> str:
    return next((fact.clerk for fact in facts if fact.kind == "TakenIn"), "")


def _records(reading: Reading, measure: str, period: Period, where: Where | None) -> Iterator[str]:
    """The records behind a measure, page by page."""
    offset = 0
    while True:
        query = RecordQuery(measure, period.last, period.first, where, limit=PAGE, offset=offset)
        page = reading.figure_records(query)
        yield from (row.record_id for row in page.rows)
        offset += PAGE
        if offset >= page.total:
            return
