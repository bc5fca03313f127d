"""The cockpit's layout and the mappings of templates: every flaw is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.cockpit_files import read_cockpit_layout
from wenling_desk.catalogue.export_mapping import read_export_mapping, read_export_mappings
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.cockpit import (
    BlockKind,
    Choice,
    ClosingRule,
    a_year_before,
    closing_day,
    month_period,
    period_of,
    weeks_before,
)
from wenling_desk.domain.figures import FigureBook, Period

PAGE = """schema: wenling-desk/cockpit@1
pages:
  overview:
    name: 总览
    rows:
      - blocks:
          - {block: card, figure: received_cases}
closing: {working_day: 3, source: 通行做法, status: inferred}
daily: [收件 {received_cases}]
"""
MAPPING = """schema: wenling-desk/workbook-export@1
name: 月报
template: a.xlsx
source: 示例
status: inferred
cells:
  one: {figure: received_cases, column: city}
"""


@pytest.fixture(scope="module")
def book() -> FigureBook:
    workflows = FileWorkflows(resources.path("workflows"), LedgerShelf(resources.path("ledgers")))
    return FigureFiles(resources.root(), workflows).book


def findings(tmp_path: Path, text: str, book: FigureBook) -> list[tuple[str, int]]:
    file = tmp_path / "pages.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueBroken) as broken:
        read_cockpit_layout(file, book.figures)
    assert broken.value.code == "counter_file_broken"
    return [(finding.code, finding.place.line) for finding in broken.value.findings]


def test_the_layout_of_this_installation_shows_what_was_asked_for(book: FigureBook) -> None:
    layout = read_cockpit_layout(resources.path("cockpit", "pages.yaml"), book.figures)
    assert [page.name for page in layout.pages] == [
        "总览", "办件", "效能", "一件事", "评价", "台账", "外地对比", "月结",
    ]  # fmt: skip
    overview = layout.pages[0]
    kinds = [block.kind for _, block in overview.blocks()]
    assert kinds.count(BlockKind.CARD) == 6
    assert kinds[6:] == [BlockKind.TREND, BlockKind.RANKING, BlockKind.HEAT, BlockKind.WATCH]
    assert len(layout.daily) == 8
    assert layout.closing.working_day == 3
    asked = {figure for page in layout.pages for _, block in page.blocks() for figure in block.figures()}
    asked |= {figure for line in layout.daily for figure in line.figures}
    assert asked <= set(book.figures)
    wanted = {
        "received_cases", "received_people", "accepted_items", "finished_items", "finished_on_the_spot",
        "finished_early", "finished_on_time", "finished_overdue", "early_rate", "instant_rate", "online_rate",
        "items_overdue_now", "correction_rate", "second_correction_rate", "deferral_closed_items",
        "deferral_failed_items", "hand_back_rate", "waiting_minutes_median", "handling_minutes_median",
        "consultations", "acceptance_rate", "shelf_days_median", "satisfied_rate", "satisfied_rate_all",
        "joint_case_count",
    }  # fmt: skip
    assert wanted <= asked


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("figure: received_cases}\nclosing", "figure: recieved_cases}\nclosing", "word_unknown", 7),
        ("block: card", "block: pie", "word_unknown", 7),
        ("{block: card, figure: received_cases}", "{block: card}", "key_missing", 7),
        ("{block: card, figure: received_cases}", "{block: ranking, figure: received_cases}", "key_missing", 7),
        ("working_day: 3", "working_day: 0", "whole_out_of_range", 8),
        ("closing: {working_day: 3, source: 通行做法, status: inferred}\n", "", "key_missing", 1),
        ("收件 {received_cases}", "收件 {nobody}", "word_unknown", 9),
        ("    name: 总览\n", "", "key_missing", 4),
    ],
    ids=["figure", "block", "no-figure", "no-group", "day", "no-closing", "daily", "no-name"],
)
def test_a_flaw_is_told_with_its_line(
    tmp_path: Path, book: FigureBook, old: str, new: str, code: str, line: int
) -> None:
    text = PAGE.replace("daily: [收件 {received_cases}]", 'daily: ["收件 {received_cases}"]')
    assert old in text
    assert (code, line) in findings(tmp_path, text.replace(old, new), book)


def test_a_mapping_that_is_broken_hides_no_other(tmp_path: Path, book: FigureBook) -> None:
    (tmp_path / "good.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(MAPPING.replace("city", "village"), encoding="utf-8")
    columns = [column.column_id for column in book.columns]
    mappings, troubles = read_export_mappings(tmp_path, book.figures, columns)
    assert [mapping.mapping_id for mapping in mappings] == ["good"]
    assert [trouble.values["file"] for trouble in troubles] == ["bad.yaml"]
    assert read_export_mappings(tmp_path / "nowhere", book.figures, columns) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("received_cases", "nobody", 7),
        ("template: a.xlsx", "template: ../a.xlsx", 3),
        ("column: city", "part: whole", 7),
        ("{figure: received_cases, column: city}", "{column: city}", 7),
    ],
    ids=["figure", "template-outside", "part", "nothing"],
)
def test_a_flaw_of_a_mapping_is_told_with_its_line(
    tmp_path: Path, book: FigureBook, old: str, new: str, line: int
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(MAPPING.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as broken:
        read_export_mapping(file, book.figures, ["city"])
    assert line in [finding.place.line for finding in broken.value.findings]


def test_periods_end_with_the_day_looked_at() -> None:
    on = date(2026, 11, 25)
    assert period_of(Choice.DAY, on) == Period(on, on)
    assert period_of(Choice.WEEK, on) == Period(date(2026, 11, 23), on)
    assert period_of(Choice.MONTH, on) == Period(date(2026, 11, 1), on)
    assert period_of(Choice.YEAR, on) == Period(date(2026, 1, 1), on)
    assert a_year_before(Period(date(2024, 2, 29), date(2024, 3, 1))) == Period(date(2023, 2, 28), date(2023, 3, 1))
    assert weeks_before(Period(on, on)).first.weekday() == on.weekday()
    assert month_period("2026-02") == Period(date(2026, 2, 1), date(2026, 2, 28))
    with pytest.raises(ValueError, match="month"):
        month_period("2026-13")


def test_a_month_is_closed_on_the_working_day_the_rule_names(bundled: Catalogue) -> None:
    rule = ClosingRule(3, "", "inferred")
    assert closing_day("2026-10", rule, bundled.calendar) == date(2026, 11, 4)
    assert closing_day("2026-09", rule, bundled.calendar) > date(2026, 10, 7), "the National Day holiday does not count"
