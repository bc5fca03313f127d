"""The cockpit in the real frame, over a counter in memory and a city's figures, or over the counter's own cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.back_entry.conftest import HomePage, TellingCounter, run_now
from tests.ui.cockpit.city import CitySource
from tests.ui.desk_day.conftest import ALARMS
from tests.ui.record.counter import LEADER, marriage_sheet, restaurant_sheet
from wenling_desk import resources
from wenling_desk.catalogue.cockpit_files import read_cockpit_layout
from wenling_desk.catalogue.export_mapping import read_export_mappings
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.cockpit import CockpitLayout
from wenling_desk.domain.heads import CaseHead
from wenling_desk.exports.figure_table import write_export, write_figure_table
from wenling_desk.exports.workbook_export import fill_workbook
from wenling_desk.texts import Texts
from wenling_desk.ui.cockpit.page import CockpitPage, cockpit_descriptor
from wenling_desk.ui.cockpit.tools import CockpitNeeds, CockpitTools, Files
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.cockpit_entries import read_entries
from wenling_desk.use_cases.cockpit_source import CellSource
from wenling_desk.use_cases.cockpit_views import FigureSource
from wenling_desk.use_cases.figure_page import OnePage
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.take_in import TakeIn

CSV_TITLES = ("figure", "unit", "people", "formula", "base", "source", "edition", "period", "data_time")
NAMES = {"c001": "陈晓", "l001": "林岚"}


@pytest.fixture(scope="session")
def ledgers() -> LedgerShelf:
    return LedgerShelf(resources.path("ledgers"))


@pytest.fixture(scope="session")
def shelf(ledgers: LedgerShelf) -> FigureFiles:
    return FigureFiles(resources.root(), FileWorkflows(resources.path("workflows"), ledgers))


@pytest.fixture(scope="session")
def layout(shelf: FigureFiles) -> CockpitLayout:
    return read_cockpit_layout(resources.path("cockpit", "pages.yaml"), shelf.book.figures)


@dataclass
class Desk:
    """A window with the page."""

    counter: TellingCounter
    kit: Kit
    shelf: FigureFiles
    layout: CockpitLayout
    city: bool = True
    source: FigureSource | None = None
    targets: list[Path] = field(default_factory=list)
    templates: list[Path] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    pdfs: list[tuple[str, bytes]] = field(default_factory=list)
    opened: list[tuple[str, CaseHead | None]] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        counter, book = self.counter, self.shelf.book
        if self.city and self.source is None:
            self.source = CitySource(book)
        titles = {name: counter.texts(f"cockpit.csv.{name}") for name in CSV_TITLES}
        columns = [column.column_id for column in book.columns]
        mappings, troubles = read_export_mappings(resources.path("exports"), book.figures, columns)
        assert not troubles
        self.tools = CockpitTools(
            bridge=counter.bridge,
            desk=counter.get_desk,
            texts=counter.texts,
            layout=self.layout,
            source=self._source,
            alarms=ALARMS,
            clerk_name=lambda clerk: NAMES.get(clerk, clerk),
            ledger_name=lambda kind: counter.desk.ledgers.ledger(kind).name,
            print_papers=self.printed.extend,
            print_pdf=lambda name, pdf: self.pdfs.append((name, pdf)),
            copy_text=self.copied.append,
            files=Files(
                ask_template=lambda give: give(self.templates[-1]) if self.templates else None,
                ask_target=lambda name, kinds, give: give(self.targets[-1]) if self.targets else None,
                write_workbook=fill_workbook,
                write_table=lambda target, sheet: write_figure_table(target, sheet, titles),
                write_bytes=_write,
            ),
            run=run_now,
            entries=read_entries,
            mappings=lambda: mappings,
            may=lambda act: act not in self.denied,
        )
        needs = CockpitNeeds(self.tools, lambda record_id, head: self.opened.append((record_id, head)))
        self.window = MainWindow(
            Kit(counter.texts, self.kit.theme, self.kit.ticks),
            FrameWords("温岭市政务服务中心", "温岭市政务服务中心 · 副主任 · 林岚"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                cockpit_descriptor(lambda frame: needs),
            ),
            counter.clock,
        )
        counter.bridge.changed.connect(self.window.on_changes)
        self.window.go("home")

    def _source(self, reading: Reading) -> FigureSource:
        return self.source or CellSource(OnePage(reading, self.shelf), self.shelf)

    @property
    def page(self) -> CockpitPage:
        page = self.window.current_page()
        assert isinstance(page, CockpitPage)
        return page

    def open(self) -> CockpitPage:
        self.window.go("cockpit")
        return self.page

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def three_weeks_of_cases(self) -> None:
        """Cases of three weeks ago and of today: some are late by now."""
        self.counter.clock.on(days=-21)
        for at in range(5):
            self.take_in(bundle=at < 2)
        self.counter.clock.on(days=18)
        self.take_in()
        self.counter.clock.on(days=3)
        self.take_in(bundle=True)

    def act(self, kind: str, action: str, **values: Any) -> str:
        """An act that opens an entry of a ledger; its record id."""
        command = ActInLedger(command_id=self.counter.new_id(), kind=kind, action=action, values=values)
        return self.counter.do_and_tell(command)

    def a_quarter_of_entries(self) -> None:
        """A closed month whose figures have moved since, peers' figures, an objection."""
        figures = [
            {"figure": "received_cases", "name": "收件", "shown": "131,380 件", "exact": "131380"},
            {"figure": "early_rate", "name": "提前办结率", "shown": "88.20%", "exact": "882/1000"},
            {"figure": "bad_ratings", "name": "差评", "shown": "5 件", "exact": "5"},
        ]
        self.act("month_close", "close_month", month="2026-10", edition="2026.1", figures=figures)
        for county, rank, value in (("yuhuan", "1", "43.05"), ("wenling", "2", "41.20"), ("linhai", "3", "40.11")):
            self.act(
                "peer_figure", "enter_peer_figure", county=county, figure="joint_rate", month="2026-10", value=value,
                rank=rank, source="台州市示例通报第 10 期，2026-11-08", source_kind="bulletin",
                reading="通报没有写分子分母", typist="l001",
            )  # fmt: skip
        self.act(
            "figure_objection", "raise_objection", figure_name="提前办结率", figure_id="early_rate", period="2026-10",
            unit="SCJG", shown="88.20%", claimed="88.40%", why="三件特别程序的日子没有扣",
            proof="部门十月办结清单第 12、15、31 行",
        )  # fmt: skip

    def take_in(self, *, bundle: bool = False) -> str:
        """A case; its record id."""
        sheet = restaurant_sheet() if bundle else marriage_sheet()
        return self.counter.do_and_tell(TakeIn(command_id=self.counter.new_id(), sheet=sheet))


def _write(target: Path, data: bytes) -> None:
    write_export(target, data)


@pytest.fixture
def counter(shelf: FigureFiles, ledgers: LedgerShelf) -> TellingCounter:
    made = TellingCounter(LEADER)
    workflows = FileWorkflows(resources.path("workflows"), ledgers)
    made.texts = Texts(resources.path("texts") / "zh_CN", beside=ledgers.word)
    made.give_authority(
        figures=shelf,
        ledgers=ledgers,
        workflows=workflows,
        words=made.texts,
        authority=read_authority(resources.path("authority.yaml"), workflows),
    )
    return made


Make = Callable[..., Desk]


@pytest.fixture
def make(counter: TellingCounter, kit: Kit, qtbot: Any, shelf: FigureFiles, layout: CockpitLayout) -> Make:
    def made(**changes: Any) -> Desk:
        desk = Desk(counter, kit, shelf, layout, **changes)
        bring_up(qtbot, desk.window)
        return desk

    return partial(made)


@pytest.fixture
def desk(make: Make) -> Desk:
    return make()


@pytest.fixture
def own(make: Make) -> Desk:
    """Over the counter's own cells."""
    return make(city=False)
