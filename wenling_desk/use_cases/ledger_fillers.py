"""What an act of a ledger can be filled in with from facts: proposals a person picks one of, and completes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from wenling_desk.domain.bundle_candidates import CandidateRules
from wenling_desk.domain.figures import Period
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.use_cases.assess_month import AssessmentGround, assess_team, own_points
from wenling_desk.use_cases.assessment_words import assessment_values, plain
from wenling_desk.use_cases.clerk_roster import read_roster
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.find_bundle_candidates import candidate_values, find_bundle_candidates
from wenling_desk.use_cases.find_unreported_refusals import find_unreported_refusals, report_values
from wenling_desk.use_cases.ports import Reading

OWED_SINCE_DAYS: Final = 60
"""How far back unreported refusals are looked for."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Values for an act: ``title`` and ``detail`` are what the person picks by."""

    title: str
    detail: str
    values: Mapping[str, Any] = field(repr=False)


Filler = Callable[[Desk, Reading], tuple[Proposal, ...]]
Remark = Callable[[Desk, Reading], str]
"""A sentence above the list of a ledger, read from records."""


@dataclass(frozen=True, slots=True)
class FillerRules:
    """What the fillers go by, from ``resources/counter``."""

    assessment: AssessmentGround
    candidates: CandidateRules


def ledger_fillers(rules: FillerRules) -> Mapping[str, Filler]:
    """Action -> what fills it in. An act without one is filled in by hand."""
    return {
        "issue_assessment": lambda desk, reading: _assessments(desk, reading, rules.assessment),
        "propose_bundle": lambda desk, reading: _candidates(desk, reading, rules.candidates),
        "report_refusal": _refusals,
    }


def ledger_remarks(rules: FillerRules) -> Mapping[str, Remark]:
    """Ledger -> what is said above its list: the clerk's own points of the day, the reports that are owed."""
    return {
        "assessment": lambda desk, reading: _own_day(desk, reading, rules.assessment),
        "refusal_report": _still_owed,
    }


def _own_day(desk: Desk, reading: Reading, ground: AssessmentGround) -> str:
    found = own_points(desk, reading, ground, desk.today())
    return desk.words("oversight.own_day", points=plain(found.points), count=len(found.lines), scheme=found.scheme)


def _still_owed(desk: Desk, reading: Reading) -> str:
    count = len(find_unreported_refusals(desk, reading, desk.today() - timedelta(days=OWED_SINCE_DAYS)))
    return desk.words("oversight.still_owed", count=count) if count else desk.words("oversight.nothing_owed")


def _assessments(desk: Desk, reading: Reading, ground: AssessmentGround) -> tuple[Proposal, ...]:
    """The month that is over, of everybody on the roster."""
    month = _last_month(desk.today())
    roster = read_roster(desk, reading, Period.month(month))
    found = []
    for each in assess_team(desk, reading, ground, month):
        place = roster.place_of(each.clerk)
        if place is None:
            continue
        values = {**assessment_values(desk, each), "who": place.name}
        if place.level:
            values["level_now"] = place.level
        detail = desk.words("oversight.assessed", month=each.month, count=each.work_count, scheme=each.scheme.version)
        found.append(Proposal(place.name, detail, values))
    return tuple(found)


def _last_month(today: date) -> date:
    return today.replace(day=1) - ONE_DAY


def _candidates(desk: Desk, reading: Reading, rules: CandidateRules) -> tuple[Proposal, ...]:
    found = find_bundle_candidates(desk, reading, rules)
    return tuple(
        Proposal(
            str(values["name"]),
            desk.words("oversight.came_together", people=each.people, base=each.base_people, days=found.within_days),
            values,
        )
        for each in found.candidates
        for values in [candidate_values(desk, found, each)]
    )


def _refusals(desk: Desk, reading: Reading) -> tuple[Proposal, ...]:
    owed = find_unreported_refusals(desk, reading, desk.today() - timedelta(days=OWED_SINCE_DAYS))
    return tuple(
        Proposal(
            row.item_name,
            desk.words(
                "oversight.owed", number=row.number, applicant=row.applicant, day=row.owed.at.date().isoformat()
            ),
            report_values(desk, reading, row.owed),
        )
        for row in owed
    )
