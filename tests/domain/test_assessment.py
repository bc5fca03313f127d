"""Points of a month: every one from a fact, by a rule that says whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import CHINA
from wenling_desk import resources
from wenling_desk.catalogue.assessment_file import read_assessment_schemes
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.assessment import (
    Cause,
    Group,
    MonthOfWork,
    NoteTaken,
    RatingGiven,
    Scheme,
    Shift,
    WorkDone,
    assess,
    scheme_for,
    shift_of,
    work_lines,
)
from wenling_desk.domain.hall_hours import HallClock
from wenling_desk.domain.working_days import Calendar

SCHEME = read_assessment_schemes(resources.path("counter", "assessment.yaml"))[0]
DAY = date(2026, 11, 23)


def work(kind: str = "TakenIn", *, place: int = 1, hour: int = 10, **changes: object) -> WorkDone:
    made = WorkDone(
        fact_id=f"f{place}", record_id=f"r{place}", number=f"N{place}", kind=kind,
        at=datetime(2026, 11, 23, hour, 0, tzinfo=CHINA), item_code="XX001", item_name="示例事项",
        handling_kind="time_limited", is_bundle=False, shift=Shift.WORKDAY,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def points(*done: WorkDone) -> list[Fraction]:
    return [line.points for line in work_lines(done, SCHEME)]


@pytest.mark.parametrize(
    ("done", "wanted"),
    [
        (work(), "1"),
        (work(handling_kind="immediate"), "0.5"),
        (work(is_bundle=True, item_code="WL-QY-01"), "2"),
        (work(item_code="SC001", handling_kind="immediate"), "2"),
        (work("Accepted"), "0.5"),
        (work(shift=Shift.OVERTIME), "1.2"),
        (work(shift=Shift.WEEKEND), "1.5"),
        (work(shift=Shift.HOLIDAY), "2"),
        (work("Granted", is_late=True, grade="very_satisfied"), "0"),
        (work(grade="satisfied"), "0.5"),
        (work(grade="very_satisfied"), "1"),
        (work(grade="dissatisfied"), "1"),
        (work(grade=""), "1"),
        (work(grade="of_a_newer_version"), "1"),
    ],
    ids=lambda each: each.kind if isinstance(each, WorkDone) else each,
)
def test_what_a_piece_of_work_is_worth(done: WorkDone, wanted: str) -> None:
    assert points(done) == [Fraction(wanted)]


def test_work_the_scheme_does_not_name_gives_no_line() -> None:
    assert work_lines([work("HandedOver")], SCHEME) == ()


def test_a_line_says_whose_rule_made_it_what_it_is() -> None:
    late, rated, plain = work_lines(
        [work("Granted", is_late=True), work(grade="satisfied", place=2), work(place=3)], SCHEME
    )
    assert late.source == SCHEME.overdue.source
    assert rated.source == SCHEME.grades["satisfied"].source
    assert plain.source == SCHEME.acts["TakenIn"].source
    assert [line.fact_id for line in (late, rated, plain)] == ["f1", "f2", "f3"]


def month(**changes: object) -> MonthOfWork:
    return replace(MonthOfWork("0101", "2026-11", tuple(work(place=n) for n in range(10))), **changes)  # type: ignore[arg-type]


def test_a_month_adds_up() -> None:
    found = assess(
        month(
            ratings=(RatingGiven("f90", "r1", "N1", DAY, "dissatisfied"), RatingGiven("f91", "r2", "N2", DAY, "fair")),
            attendance=(NoteTaken("f92", "r9", DAY, "late", ""), NoteTaken("f93", "r9", DAY, "half_day", "")),
            merits=(NoteTaken("f94", "r9", DAY, "praise", "", Fraction(2)),),
        ),
        "window",
        SCHEME,
        Group({"0101": Fraction(10)}),
    )
    assert (found.case_points, found.deducted, found.bonus, found.total) == tuple(map(Fraction, (10, 11, 2, 1)))
    assert found.work_count == 10
    assert [line.what for line in found.lines if line.cause is not Cause.WORK] == [
        "dissatisfied", "late", "half_day", "praise",
    ]  # fmt: skip
    assert found.by_day == {DAY: Fraction(1)}


def test_merits_have_a_cap() -> None:
    merits = tuple(NoteTaken(f"m{n}", "r9", DAY, "idea", "", Fraction(3)) for n in range(3))
    found = assess(month(merits=merits), "window", SCHEME, Group())
    assert found.bonus == SCHEME.bonus_most.number == 5


def test_roles_lean_on_the_window_group() -> None:
    group = Group({"0101": Fraction(10), "0102": Fraction(30)})
    assert assess(month(), "window", SCHEME, group).case_points == 10
    assert assess(month(), "reviewer", SCHEME, group).case_points == 10 + Fraction("0.7") * 20
    assert assess(month(), "back_room", SCHEME, group).case_points == 20


@pytest.mark.parametrize(
    ("average", "wanted"), [("8", "excellent"), ("11", "good"), ("16", "ordinary"), ("17", "poor"), ("0", "")]
)
def test_the_grade_is_by_the_average(average: str, wanted: str) -> None:
    assert assess(month(), "window", SCHEME, Group({"x": Fraction(average)})).grade == wanted


def test_nobody_to_compare_with() -> None:
    assert assess(month(), "window", SCHEME, Group()).grade == ""


def test_a_newer_scheme_does_not_touch_an_older_month() -> None:
    newer = replace(SCHEME, version="2027-01", since=date(2027, 1, 1))
    assert scheme_for((newer, SCHEME), date(2026, 12, 31)) is SCHEME
    assert scheme_for((newer, SCHEME), date(2027, 1, 1)) is newer
    assert scheme_for((SCHEME,), date(2022, 12, 31)) is None


def test_when_something_was_done() -> None:
    hours = read_handover_rules(resources.path("counter", "handover.yaml")).hours
    calendar = Calendar(
        "x", frozenset({date(2026, 10, 1), date(2026, 10, 3)}), frozenset({date(2026, 10, 10)}),
        date(2026, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    clock = HallClock(calendar, hours)

    def shift(day: int, hour: int, month: int = 11) -> Shift:
        return shift_of(datetime(2026, month, day, hour, 15, tzinfo=CHINA), clock)

    assert shift(23, 10) is Shift.WORKDAY
    assert shift(23, 12) is Shift.OVERTIME
    assert shift(23, 20) is Shift.OVERTIME
    assert shift(21, 10) is Shift.WEEKEND
    assert shift(1, 10, 10) is Shift.HOLIDAY
    assert shift(3, 10, 10) is Shift.HOLIDAY
    assert shift(10, 10, 10) is Shift.WORKDAY


KINDS = st.sampled_from([*SCHEME.acts, "HandedOver"])
WORK = st.builds(
    work, KINDS, place=st.integers(1, 9), shift=st.sampled_from(Shift), is_late=st.booleans(),
    grade=st.sampled_from(["", *SCHEME.grades]), handling_kind=st.sampled_from(["immediate", "time_limited"]),
)  # fmt: skip


@given(st.lists(WORK, max_size=30))
def test_every_point_stands_in_exactly_one_line_and_one_day(done: list[WorkDone]) -> None:
    found = assess(MonthOfWork("0101", "2026-11", tuple(done)), "window", SCHEME, Group())
    assert found.own_points == sum((line.points for line in found.lines), Fraction(0))
    assert sum(found.by_day.values(), Fraction(0)) == found.total == found.own_points
    assert all(
        line.points == line.weight * line.share * _shift(SCHEME, line.shift) * line.factor for line in found.lines
    )
    assert found.trace == assess(MonthOfWork("0101", "2026-11", tuple(done[::-1])), "window", SCHEME, Group()).trace


def _shift(scheme: Scheme, shift: Shift | None) -> Fraction:
    assert shift is not None
    return scheme.shifts[shift].number


def test_another_fact_gives_another_check_code() -> None:
    one = assess(month(), "window", SCHEME, Group())
    other = assess(month(work=(*month().work, work("Accepted", place=11))), "window", SCHEME, Group())
    assert one.trace != other.trace
