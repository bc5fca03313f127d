"""The monthly assessment of a clerk (月度考评): points worked out from facts under a scheme, each traceable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from wenling_desk.domain.hall_hours import HallClock

UNRATED: Final = "unrated"
WINDOW: Final = "window"
"""The role whose average the others' points lean on (窗口组)."""
ZERO: Final = Fraction(0)
_SATURDAY: Final = 5


class Shift(StrEnum):
    """When something was done: 工作日, 工作日加班, 双休日, 法定节假日."""

    WORKDAY = "workday"
    OVERTIME = "overtime"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Cause(StrEnum):
    """Which part of the scheme a line comes from."""

    WORK = "work"
    GRADE = "grade"
    ATTENDANCE = "attendance"
    MERIT = "merit"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the scheme: what it is called, the number it gives, and whose rule it is."""

    label: str
    number: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class GradeRule:
    """What a rating does: ``factor`` multiplies the points of the work, ``points`` are added to them, once for the
    clerk who took the case in."""

    label: str
    factor: Fraction
    points: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class RoleRule:
    """How much of one's own points and of the average of the window group a role counts."""

    label: str
    own: Fraction
    group: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class ResultRule:
    """An outcome (等次) and the least percentage of the window group's average it takes."""

    grade: str
    at_least: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of the scheme (考评方案), in force ``since`` a day and until the next one.

    ``classes`` are weights by difficulty; what ``item_classes`` names is of that class, else a bundle taken in is of
    ``bundle_class``, else an item of the class of its handling kind. ``acts`` maps a fact kind to the share of the
    weight it earns.
    """

    version: str
    since: date
    status: str
    source: str
    classes: Mapping[str, Rule]
    kind_classes: Mapping[str, str]
    bundle_class: str
    item_classes: Mapping[str, str]
    acts: Mapping[str, Rule]
    shifts: Mapping[Shift, Rule]
    overdue: Rule
    grades: Mapping[str, GradeRule]
    attendance: Mapping[str, Rule]
    bonus_most: Rule
    roles: Mapping[str, RoleRule]
    results: tuple[ResultRule, ...]

    def class_of(self, item_code: str, handling_kind: str, *, is_bundle: bool) -> str:
        """The difficulty of a piece of work."""
        alone = self.item_classes.get(item_code)
        return alone or (self.bundle_class if is_bundle else self.kind_classes[handling_kind])


def scheme_for(schemes: Iterable[Scheme], day: date) -> Scheme | None:
    """The scheme in force on that day, ``None`` before the first."""
    known = [scheme for scheme in schemes if scheme.since <= day]
    return max(known, key=lambda each: each.since, default=None)


def shift_of(moment: datetime, clock: HallClock) -> Shift:
    """When a moment falls: a make-up day is a working day, a holiday that falls on a weekend a holiday."""
    day, calendar = moment.date(), clock.calendar
    if calendar.is_working_day(day):
        return Shift.WORKDAY if clock.is_open(moment) else Shift.OVERTIME
    return Shift.HOLIDAY if day in calendar.off_days or day.weekday() < _SATURDAY else Shift.WEEKEND


@dataclass(frozen=True, slots=True)
class WorkDone:
    """A piece of work as its fact tells it: one for the intake of an application, else one for each item.
    ``is_bundle``: a bundle was taken in; its code and name stand for the item's.

    ``grade`` is the rating of the case by name, empty where there is none. ``is_late``: it was done after the day it
    was due.
    """

    fact_id: str
    record_id: str
    number: str
    kind: str
    at: datetime
    item_code: str
    item_name: str
    handling_kind: str
    is_bundle: bool
    shift: Shift
    grade: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """A rating of a case the clerk took in."""

    fact_id: str
    record_id: str
    number: str
    day: date
    grade: str


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """A note of the roster (名册): how somebody came to work, or what deserves more; ``points`` of a merit."""

    fact_id: str
    record_id: str
    day: date
    kind: str
    said: str
    points: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point more or less and the fact it comes from. ``what`` is the kind of the fact, the grade, or the note;
    ``weight`` times ``share`` times ``shift`` times ``factor`` are the ``points`` of work."""

    cause: Cause
    fact_id: str
    record_id: str
    number: str
    day: date
    what: str
    points: Fraction
    source: str
    item_name: str = ""
    difficulty: str = ""
    weight: Fraction = ZERO
    share: Fraction = ZERO
    shift: Shift | None = None
    factor: Fraction = Fraction(1)
    grade: str = ""
    is_late: bool = False

    @property
    def sentence(self) -> tuple[object, ...]:
        """What a line of the sheet is one of: lines alike in all of this stand in one row."""
        return (self.cause, self.what, self.difficulty, self.shift, self.grade, self.is_late, self.source)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A clerk's month. ``lines`` are single; ``own_points`` are those of the work, ``case_points`` what the role makes
    of them. ``deducted`` is positive. ``grade`` is empty where there is nobody to compare with."""

    clerk: str
    month: str
    role: str
    scheme: Scheme
    lines: tuple[PointLine, ...]
    own_points: Fraction
    case_points: Fraction
    deducted: Fraction
    bonus: Fraction
    total: Fraction
    grade: str
    work_count: int

    @property
    def by_day(self) -> Mapping[date, Fraction]:
        """The points of each day, in order; a day without any is absent."""
        sums: dict[date, Fraction] = {}
        for line in sorted(self.lines, key=lambda each: each.day):
            sums[line.day] = sums.get(line.day, ZERO) + line.points
        return sums

    @property
    def trace(self) -> str:
        """A check code over every line: two assessments of the same facts under the same scheme have the same one."""
        told = [f"{self.clerk}|{self.month}|{self.role}|{self.scheme.version}"]
        told += sorted(f"{line.fact_id}|{line.cause}|{line.what}|{line.item_name}|{line.points}" for line in self.lines)
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
        return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """Everything a clerk's month is assessed from."""

    clerk: str
    month: str
    work: tuple[WorkDone, ...] = ()
    ratings: tuple[RatingGiven, ...] = ()
    attendance: tuple[NoteTaken, ...] = ()
    merits: tuple[NoteTaken, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The window group whose average a role leans on: the work points of each of its clerks."""

    points: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def average(self) -> Fraction | None:
        """``None`` where nobody is in it."""
        return sum(self.points.values(), ZERO) / len(self.points) if self.points else None


def work_lines(work: Iterable[WorkDone], scheme: Scheme) -> tuple[PointLine, ...]:
    """The points of each piece of work; kinds the scheme does not name earn nothing and give no line."""
    return tuple(_work_line(each, scheme) for each in work if each.kind in scheme.acts)


def _work_line(work: WorkDone, scheme: Scheme) -> PointLine:
    difficulty = scheme.class_of(work.item_code, work.handling_kind, is_bundle=work.is_bundle)
    weight, act, shift = scheme.classes[difficulty], scheme.acts[work.kind], scheme.shifts[work.shift]
    rating = scheme.grades.get(work.grade or UNRATED)
    factor = rating.factor if rating is not None else Fraction(1)
    source = act.source
    if work.is_late:
        factor, source = scheme.overdue.number, scheme.overdue.source
    elif rating is not None and factor != 1:
        source = rating.source
    return PointLine(
        cause=Cause.WORK,
        fact_id=work.fact_id,
        record_id=work.record_id,
        number=work.number,
        day=work.at.date(),
        what=work.kind,
        points=weight.number * act.number * shift.number * factor,
        source=source,
        item_name=work.item_name,
        difficulty=difficulty,
        weight=weight.number,
        share=act.number,
        shift=work.shift,
        factor=factor,
        grade=work.grade if factor != 1 and not work.is_late else "",
        is_late=work.is_late,
    )


def assess(month: MonthOfWork, role: str, scheme: Scheme, group: Group) -> Assessment:
    """The clerk's month under the scheme. Raises KeyError for a role or a note the scheme does not know."""
    work = work_lines(month.work, scheme)
    ratings = tuple(_rating_line(each, scheme) for each in month.ratings if _rating_points(each, scheme))
    attendance = tuple(_attendance_line(each, scheme) for each in month.attendance)
    merits = tuple(_merit_line(each, scheme) for each in month.merits)
    own = sum((line.points for line in work), ZERO)
    rule, average = scheme.roles[role], group.average
    case_points = rule.own * own + rule.group * (average or ZERO)
    deducted = -sum((line.points for line in (*ratings, *attendance)), ZERO)
    bonus = min(sum((line.points for line in merits), ZERO), scheme.bonus_most.number)
    total = case_points - deducted + bonus
    return Assessment(
        clerk=month.clerk,
        month=month.month,
        role=role,
        scheme=scheme,
        lines=(*work, *ratings, *attendance, *merits),
        own_points=own,
        case_points=case_points,
        deducted=deducted,
        bonus=bonus,
        total=total,
        grade=grade_of(total, average, scheme.results),
        work_count=len(work),
    )


def grade_of(total: Fraction, average: Fraction | None, results: Sequence[ResultRule]) -> str:
    """The outcome of a total beside the group's average; empty where the group has no points to compare with."""
    if not average:
        return ""
    percent = total * 100 / average
    return next((rule.grade for rule in results if percent >= rule.at_least), "")


def _rating_points(rating: RatingGiven, scheme: Scheme) -> Fraction:
    rule = scheme.grades.get(rating.grade)
    return rule.points if rule is not None else ZERO


def _rating_line(rating: RatingGiven, scheme: Scheme) -> PointLine:
    rule = scheme.grades[rating.grade]
    return PointLine(
        Cause.GRADE, rating.fact_id, rating.record_id, rating.number, rating.day, rating.grade, rule.points, rule.source
    )


def _attendance_line(note: NoteTaken, scheme: Scheme) -> PointLine:
    rule = scheme.attendance[note.kind]
    return PointLine(Cause.ATTENDANCE, note.fact_id, note.record_id, "", note.day, note.kind, rule.number, rule.source)


def _merit_line(note: NoteTaken, scheme: Scheme) -> PointLine:
    source = scheme.bonus_most.source
    return PointLine(Cause.MERIT, note.fact_id, note.record_id, "", note.day, note.kind, note.points, source)
