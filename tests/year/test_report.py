"""The half year at a fifth of a percent, and its report: every number of it asked for again, none of them typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from tests.support.fakes import figure_book, texts
from tests.support.small_centre import REGION
from tests.year import report_entries as entries
from tests.year.half_year import AS_OF, LISTED, THROUGH, HalfYearPlan
from tests.year.plan import JOINT_CASES
from tests.year.report_year import HalfYear, live_half_year, write_report
from wenling_desk import resources
from wenling_desk.bootstrap.progress_report import progress_content
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.report_file import read_report_plan
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import Figure, FigureValue, Period
from wenling_desk.domain.progress_report import ReportPlan
from wenling_desk.store.centre.store import MemoryCentreStore
from wenling_desk.use_cases.act_in_ledger import ActInLedger

SCALE = 0.002
PLAN = resources.path("reports", "progress.yaml")


@pytest.fixture(scope="module")
def half_year(tmp_path_factory: pytest.TempPathFactory) -> HalfYear:
    return live_half_year(HalfYearPlan(SCALE), MemoryCentreStore(REGION), tmp_path_factory.mktemp("half-year"))


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


def pages_of(half_year: HalfYear, fonts: Path) -> list[str]:
    """The text of each page, without the breaks of its lines."""
    reader = pypdf.PdfReader(BytesIO(write_report(half_year, fonts).pdf))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_every_number_of_the_report_is_that_of_the_half_year(half_year: HalfYear, fonts: Path) -> None:
    assert half_year.findings == []
    pages = pages_of(half_year, fonts)
    said = "".join(pages)
    listed, through = round(LISTED * SCALE), round(THROUGH * SCALE)
    joint = round(JOINT_CASES * SCALE)
    for sentence in (
        "截至2023年6月15日", "按全市规模的0.2%生成",
        f"中心牵头{len(entries.LED)}项，参加{len(entries.JOINED)}项",
        f"2023年1月1日至2023年6月15日，全市办件{listed}件，其中一网通办{through}件，"
        f"一网通办率{100 * through / listed:.2f}%。按“省平台办理”的读法算",
        f"已分{len(entries.BATCHES)}批公布{entries.PUBLISHED}件一件事；另有{entries.SORTED}件正在梳理",
        f"累计{joint}件，一件事不管几个事项都算一件；按事项算是{3 * joint}项",
        f"下去{len(entries.VISITS)}次，服务{sum(entries.VISITS)}人次",
        f"已和{entries.CENTRES}家县级政务服务中心、1家商会",
        "项目库有59个，总投资282.0亿元；其中9个已办完审批，投资17.6亿元",
        "平均提前1.0个月（计划开工减实际开工）；拿地即开工2个",
        f"中介服务{entries.SERVICES}项；专家库有专家{entries.EXPERTS}位、首席专家{entries.CHIEFS}位",
        f"网上中介交易{entries.DEALS}笔", "担保机构2家",
    ):  # fmt: skip
        assert sentence in said, sentence
    for task in (*entries.LED, *entries.JOINED):
        assert f"{task}上半年" in said
    assert sum(entries.VISITS) == 850
    assert sum(entries.BATCHES) == entries.PUBLISHED


def test_at_full_scale_the_sentence_says_wan() -> None:
    plan = ReportPlan("", (), frozenset({"a"}), read_plan().tasks)
    book = live_figures()
    figure = replace(book["province_cases"], figure_id="a")

    def words(value: int) -> str:
        found = FigureValue(figure, Fraction(value), value, 0, 0, None, "")
        return plan.words(found, lambda number, unit: f"{number} 万{unit}")

    assert (words(LISTED), words(THROUGH), words(9_999)) == ("94.04 万件", "91.08 万件", "9999 件")
    assert f"{100 * THROUGH / LISTED:.2f}" == "96.85"


def live_figures() -> Mapping[str, Figure]:
    return figure_book().book.figures


def read_plan() -> ReportPlan:
    return read_report_plan(PLAN, live_figures())


def test_each_page_says_the_edition_and_the_data_time(half_year: HalfYear, fonts: Path) -> None:
    edition = half_year.source.counting.shelf.edition.version
    pages = pages_of(half_year, fonts)
    assert len(pages) > 2
    for page in pages:
        assert f"口径本{edition}数据截至2023-06-1509:30" in page


def test_the_last_pages_list_every_figure_with_its_formula_base_and_source(half_year: HalfYear, fonts: Path) -> None:
    said = "".join(pages_of(half_year, fonts)).partition("本报告的数：公式、口径和来源")[2]
    figures = half_year.source.counting.shelf.book.figures
    for name in read_plan().figures:
        for text in (figures[name].name, figures[name].formula, figures[name].base, figures[name].source):
            start = re.sub(r"\s", "", text)[:6]
            assert start in said, (name, text)


def test_no_number_stands_in_the_report_s_own_texts() -> None:
    """The words of the paper have places for numbers, and no number but those of sections and laws."""
    keys = texts().keys()
    for key in keys:
        if key.startswith("papers.progress_report."):
            bare = re.sub(r"\{[a-z_]+\}", "", texts()(key, **dict.fromkeys(texts().placeholders(key), "")))
            assert not re.search(r"[0-9]", bare), key


def test_a_changed_fact_changes_the_sentence(half_year: HalfYear, fonts: Path) -> None:
    def sentence(word: str) -> str:
        said = "".join(pages_of(half_year, fonts))
        found = re.search(rf"{word}[0-9.]+[^，。；]*", said)
        assert found is not None
        return found[0]

    assert sentence("担保机构") == "担保机构2家"
    desk = half_year.desk
    values = {"name": "示例第三担保公司", "sort": "guarantor", "covers": ["bid"], "approved_on": AS_OF.isoformat()}
    desk.counter.do(ActInLedger, kind="guarantee_company", action="approve_company", values=values)
    assert sentence("担保机构") == "担保机构2家"  # not at the centre yet
    half_year.send()
    assert sentence("担保机构") == "担保机构3家"


def test_as_of_an_earlier_day_the_report_says_what_stood_then(half_year: HalfYear) -> None:
    content = progress_content(half_year.source, date(2023, 4, 25), texts())
    figures = content.values["figure"]
    assert isinstance(figures, dict)
    assert (figures["bundles_published"], figures["bundle_batches"]) == ("35 件", "2 批")
    assert (figures["projects_done"], figures["projects_total"], figures["tasks_led"]) == ("0 个", "59 个", "7 项")
    assert figures["visits_held"] == "9 次"
    tasks = content.values["tasks"]
    assert isinstance(tasks, list)
    assert tasks[0]["progress"].startswith("0%")  # told in June only


def test_before_anything_was_counted_there_is_no_report(half_year: HalfYear) -> None:
    with pytest.raises(DeskRefusal, match="report_figure_empty"):
        progress_content(half_year.source, date(2022, 6, 15), texts())


def test_the_figures_are_equal_to_a_recount(half_year: HalfYear) -> None:
    counting = half_year.source.counting
    assert counting.cells_kept() == counting.recount()
    period = Period.year_to(AS_OF)
    assert half_year.source.value("province_matched", period).above == half_year.plan.cases


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("  - tasks_led\n", "  - tasks_lead\n"), ("  goal: goal\n", ""), ("in_wan: [province_cases", "in_wan: [cases")],
)
def test_a_plan_that_names_no_figure_of_ours_is_told_with_its_line(tmp_path: Path, was: str, becomes: str) -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert was in text
    file = tmp_path / "progress.yaml"
    file.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as told:
        read_report_plan(file, live_figures())
    assert told.value.findings[0].line > 0
