"""The provincial list beside our cases: what matches, what differs, what is kept, and three figures side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import LEADER, Counter, figure_book
from wenling_desk import resources
from wenling_desk.catalogue.province_list_file import read_province_rules
from wenling_desk.cli.province import reconciled
from wenling_desk.domain.figures import Period, figure_number
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.province_list import Channel, Difference, Gap, ProvinceRow
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.figures import read_figure
from wenling_desk.use_cases.import_province_list import CountedList, count_list, our_cases, plan_months
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page

RULES = read_province_rules(resources.path("counter", "province_list.yaml"))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 11, 3))
Rows = Iterator[ProvinceRow | RefusedListRow]
SHA, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def counter() -> Counter:
    made = Counter()
    made.become(figures=figure_book())
    return made


def row(number: int, day: str = "2026-10-09", channel: str = "online", *, through: bool = True) -> ProvinceRow:
    return ProvinceRow(number, f"P{number:06d}", "许可", date.fromisoformat(day), Channel(channel), through)


def rows() -> Rows:
    """October: ten cases, nine online, eight through the platform; and what cannot be read."""
    yield from (row(number, through=number < 9) for number in range(1, 10))
    yield row(10, channel="window", through=False)
    yield RefusedListRow(11, "day_odd", "申请时间", "四月")
    yield row(1)


def counted(
    counter: Counter, listed: Iterator[ProvinceRow | RefusedListRow] | None = None, sha: str = SHA
) -> CountedList:
    differences: list[Difference] = []
    with counter.store.reading() as reading:
        found = count_list(listed or rows(), our_cases(reading), "list.csv", sha, differences.append)
    assert len(differences) == found.differences
    counter.differences = differences  # type: ignore[attr-defined]
    return found


def keep(counter: Counter, found: CountedList) -> list[str]:
    with counter.store.reading() as reading:
        plans = plan_months(counter.desk, reading, found, RULES.in_force, "省平台管理端", "补了数", str)
    for plan in plans:
        if plan.command is not None:
            counter.dispatcher.dispatch(plan.command)
    return [plan.command.action if plan.command is not None else "" for plan in plans]


def shown(counter: Counter, figure: str, period: Period = OCTOBER) -> str:
    with counter.store.reading() as reading:
        found = read_figure(reading, counter.desk.figures, figure, period)
    return figure_number(found.value, found.figure)


def test_a_list_is_counted_by_month_and_kept_with_its_digest(counter: Counter) -> None:
    found = counted(counter)
    assert [(month.month, month.total, month.online, month.through) for month in found.months] == [
        ("2026-10", 10, 9, 8)
    ]
    assert (found.refused_rows, [each.code for each in found.refused]) == (2, ["day_odd", "number_twice"])
    assert keep(counter, found) == ["list_province_month"]
    assert shown(counter, "province_cases") == "10"
    assert shown(counter, "province_online") == "8"
    assert shown(counter, "online_rate") == "80.00"
    assert shown(counter, "online_rate_applied") == "90.00"
    assert keep(counter, found) == [""]  # the very same list changes nothing


def test_a_newer_list_takes_the_place_of_the_older_one(counter: Counter) -> None:
    keep(counter, counted(counter))
    newer = counted(counter, iter([*rows(), row(20), row(21)]), OTHER)
    assert keep(counter, newer) == ["replace_province_month"]
    assert shown(counter, "province_cases") == "12"
    assert shown(counter, "online_rate") == "83.33"


def test_a_month_that_was_checked_stays(counter: Counter) -> None:
    keep(counter, counted(counter))
    with counter.store.reading() as reading:
        (entry,) = ledger_page(counter.desk, reading, LedgerQuery("province_list")).rows
    counter.sign_in(LEADER)
    values = {"found": "差异已说明"}
    counter.do(
        ActInLedger, kind="province_list", record_id=entry.record_id, action="check_province_month", values=values
    )
    assert keep(counter, counted(counter, iter([row(20)]), OTHER)) == [""]
    assert shown(counter, "province_cases") == "10"


def test_every_difference_is_named(counter: Counter) -> None:
    matched, unlisted, unnumbered = (taken_in(counter) for _ in range(3))
    counter.do(RecordOfficialNumber, record_id=matched, official_number="P000003")
    counter.do(RecordOfficialNumber, record_id=unlisted, official_number="P999999")
    today = counter.today.isoformat()
    found = counted(counter, iter([row(3), row(30, today, "window"), row(31, today)]))
    assert [month.ours for month in found.months] == [1, 0]
    gaps = {(each.gap, each.number) for each in counter.differences}  # type: ignore[attr-defined]
    number = counter.papers(unnumbered)[0].number
    assert gaps == {(Gap.NOT_OURS, "P000030"), (Gap.NOT_LISTED, "P999999"), (Gap.NO_NUMBER, number)}


def test_three_figures_side_by_side(counter: Counter) -> None:
    keep(counter, counted(counter))
    for value, figure in ((11, "province_cases"), (8, "province_online"), (5, "received_cases")):
        values = {
            "what": "十月", "figure": figure, "since": "2026-10-01", "until": "2026-10-31", "value": value,
            "origin": "市驾驶舱屏幕 11 月 3 日",
        }  # fmt: skip
        counter.do(ActInLedger, kind="city_figure", action="note_city_figure", values=values)
    with counter.store.reading() as reading:
        lines = {line.figure_id: line for line in reconciled(counter.desk, reading)}
    cases, online, received = (lines[each] for each in ("province_cases", "province_online", "received_cases"))
    assert (cases.ours, cases.province, cases.city, cases.against_province) == (0, 10, 11, 1)
    assert (online.ours, online.province, online.against_province) == (None, 8, 0)
    assert (received.ours, received.province, received.against_ours) == (0, 10, 5)
    assert cases.origin == "市驾驶舱屏幕 11 月 3 日"
