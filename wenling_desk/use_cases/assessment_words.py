"""An assessment in words and numbers of its ledger: each line says by which rule it counts and whose rule that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from wenling_desk.domain.assessment import UNRATED, Assessment, Cause, PointLine, Shift
from wenling_desk.domain.ledger_computing import rounded
from wenling_desk.use_cases.clerk_roster import CLERK_ROSTER
from wenling_desk.use_cases.desk import Desk

PLACES: Final = 2


def assessment_values(desk: Desk, found: Assessment) -> dict[str, Any]:
    """The values of the act that issues it, as the ledger keeps them; no name and no advice."""
    values: dict[str, Any] = {
        "clerk": found.clerk,
        "month": found.month,
        "role": found.role,
        "scheme": found.scheme.version,
        "work_count": found.work_count,
        "case_points": rounded(found.case_points, PLACES),
        "deducted": rounded(found.deducted, PLACES),
        "bonus": rounded(found.bonus, PLACES),
        "total": rounded(found.total, PLACES),
        "lines": list(_rows(desk, found)),
        "days": list(_days(found)),
        "trace": found.trace,
    }
    if found.grade:
        values["grade"] = found.grade
    return {name: value for name, value in values.items() if value != []}


def _days(found: Assessment) -> Iterator[dict[str, Any]]:
    times = Counter(line.day for line in found.lines if line.cause is Cause.WORK)
    for day, points in found.by_day.items():
        yield {"day": day.isoformat(), "times": times[day], "points": rounded(points, PLACES)}


def _rows(desk: Desk, found: Assessment) -> Iterator[dict[str, Any]]:
    """Lines alike stand in one row; then what the role and the cap of merits make of them."""
    alike: dict[tuple[object, ...], list[PointLine]] = {}
    for line in found.lines:
        alike.setdefault(line.sentence, []).append(line)
    for lines in alike.values():
        points = sum((line.points for line in lines), Fraction(0))
        what, rule = _what(desk, found, lines[0]), _rule(desk, found, lines[0])
        yield _row(what, rule, len(lines), points, lines[0].source)
    scheme = found.scheme
    if found.case_points != found.own_points:
        role = scheme.roles[found.role]
        rest = found.case_points - role.own * found.own_points
        average = rest / role.group if role.group else Fraction(0)
        rule = desk.words("oversight.rule.role", own=plain(role.own), average=plain(average), group=plain(role.group))
        yield _row(role.label, rule, 1, found.case_points - found.own_points, role.source)
    merits = sum((line.points for line in found.lines if line.cause is Cause.MERIT), Fraction(0))
    if merits > found.bonus:
        rule = desk.words("oversight.rule.cap", found=plain(merits), most=plain(scheme.bonus_most.number))
        yield _row(desk.words("oversight.what.cap"), rule, 1, found.bonus - merits, scheme.bonus_most.source)


def _row(what: str, rule: str, times: int, points: Fraction, source: str) -> dict[str, Any]:
    return {"what": what, "rule": rule, "times": times, "points": rounded(points, PLACES), "source": source}


def _what(desk: Desk, found: Assessment, line: PointLine) -> str:
    scheme = found.scheme
    match line.cause:
        case Cause.WORK:
            return scheme.acts[line.what].label
        case Cause.GRADE:
            return scheme.grades[line.what].label
        case Cause.ATTENDANCE:
            return scheme.attendance[line.what].label
        case Cause.MERIT:
            return str(_merits(desk).get(line.what, line.what))


def _merits(desk: Desk) -> Mapping[str, str]:
    return desk.ledgers.ledger(CLERK_ROSTER).fields["merit_kind"].choices


def _rule(desk: Desk, found: Assessment, line: PointLine) -> str:
    scheme = found.scheme
    if line.cause is Cause.MERIT:
        return desk.words("oversight.rule.merit", most=plain(scheme.bonus_most.number))
    if line.cause is not Cause.WORK:
        return desk.words("oversight.rule.each", points=plain(line.points))
    rule = desk.words(
        "oversight.rule.work",
        difficulty=scheme.classes[line.difficulty].label,
        weight=plain(line.weight),
        act=scheme.acts[line.what].label,
        share=plain(line.share),
    )
    if line.shift is not None and line.shift is not Shift.WORKDAY:
        shift = scheme.shifts[line.shift]
        rule = desk.words("oversight.rule.times", rule=rule, what=shift.label, factor=plain(shift.number))
    if line.factor != 1:
        label = scheme.overdue.label if line.is_late else scheme.grades[line.grade or UNRATED].label
        rule = desk.words("oversight.rule.times", rule=rule, what=label, factor=plain(line.factor))
    return rule


def plain(number: Fraction) -> str:
    """A number as somebody would write it: as few places as it has, at most two."""
    shown = Decimal(rounded(number, PLACES)).scaleb(-PLACES)
    return f"{shown:f}".rstrip("0").rstrip(".") if shown else "0"
