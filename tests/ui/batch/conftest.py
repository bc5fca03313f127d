"""The page of batches in the real frame, over a counter in memory and the items the real rosters are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest

from tests.support.hands import bring_up
from tests.support.rosters import name_of, number_of, rules
from tests.support.small_catalogue import MARRIAGE, small_catalogue
from tests.ui.record.counter import CLERK, Counter
from wenling_desk.catalogue.roster_file import read_roster, write_template
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.batch.page import BatchNeeds, BatchPage, batch_descriptor
from wenling_desk.ui.batch.presenter import BatchPresenter
from wenling_desk.ui.batch.tools import BatchTools
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.people_index import PeopleIndex

T = TypeVar("T")
HIRING, PERMIT = "RS005", "GA017"
COMPANY, USCC = "温岭市示例鞋业有限公司", "91331081MA2TEXT012"
HEADING = ["序号", "姓名", "身份证号码", "手机号", "岗位"]


def run_now(work: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object], /) -> None:
    """Off the screen's thread, at once."""
    try:
        answer = work()
    except Exception as error:
        failed(error)
    else:
        done(answer)


def catalogue() -> Catalogue:
    """The small catalogue with two items that companies bring rosters for."""
    small = small_catalogue()
    pattern = small.get_item(MARRIAGE)
    more = {
        HIRING: replace(pattern, code=HIRING, name="就业登记"),
        PERMIT: replace(pattern, code=PERMIT, name="居住证申领"),
    }
    return replace(small, items={**small.items, **more})


def write_roster(path: Path, people: Sequence[Sequence[Any]], title: str = "") -> Path:
    """A workbook with these lines below the heading."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
    sheet.append(HEADING)
    for line in people:
        sheet.append(list(line))
    book.save(path)
    return path


def line(n: int, **changes: Any) -> list[Any]:
    """The ``n``-th person of a roster."""
    values = {"no": n, "name": name_of(n), "number": number_of(n), "phone": f"138{n:08d}", "post": "针车"} | changes
    return list(values.values())


class OtherPage(Page):
    def title(self) -> str:
        return "别处"


@dataclass
class Screen:
    """A page that only remembers; answers the strip with yes."""

    told: list[str] = field(default_factory=list)
    refused: list[Told] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    agrees: bool = True

    def refresh(self) -> None: ...

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def tell_told(self, told: Told) -> None:
        self.refused.append(told)

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        self.asked.append((sentence, verb))
        if self.agrees:
            act()


def make_tools(counter: Counter) -> BatchTools:
    def keyed(text: str) -> str:
        with counter.store.unit_of_work() as unit:
            return unit.subject_key(text)

    shown = CounterTools(
        bridge=counter.bridge,
        desk=counter.get_desk,
        search=None,  # type: ignore[arg-type]
        texts=counter.texts,
        print_papers=counter.print_papers,
        show_pages=lambda *_: None,
        subject_key=keyed,
    )
    return BatchTools(
        counter=shown,
        rules=rules(),
        read=lambda path, form: read_roster(path, form, rules()),
        write_template=lambda path, form: write_template(path, form, "名单"),
        run=run_now,
        index=PeopleIndex(keyed),
    )


@dataclass
class Batch:
    """A window with the page on top, and where it sent the clerk."""

    counter: Counter
    window: MainWindow
    files: list[Path] = field(default_factory=list)
    sheets: list[tuple[IntakeSheet, str]] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    where: Path | None = None
    waits: bool = False
    held: list[Callable[[], None]] = field(default_factory=list)

    def run(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object], /
    ) -> None:
        """Off the screen's thread: at once, or when ``held`` is called."""
        if self.waits:
            self.held.append(lambda: run_now(work, done, failed))
        else:
            run_now(work, done, failed)

    @property
    def page(self) -> BatchPage:
        page = self.window.current_page()
        assert isinstance(page, BatchPage)
        return page

    @property
    def presenter(self) -> BatchPresenter:
        return self.page.presenter

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def ask_where(self, suggested: str, give: Callable[[Path], None]) -> None:
        self.templates.append(suggested)
        if self.where is not None:
            give(self.where)


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK, catalogue())


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def presenter(counter: Counter, screen: Screen) -> BatchPresenter:
    return BatchPresenter(make_tools(counter), screen)


@pytest.fixture
def batch(counter: Counter, kit: Kit, qtbot: Any) -> Batch:
    return make_batch(counter, kit, qtbot)


def make_batch(counter: Counter, kit: Kit, qtbot: Any) -> Batch:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    found = Batch(counter, window=None)  # type: ignore[arg-type]
    tools = replace(make_tools(counter), run=found.run)
    needs = BatchNeeds(
        to_acceptance=lambda sheet, draft_id: found.sheets.append((sheet, draft_id)),
        open_record=found.records.append,
        ask_for_roster=lambda give: give(found.files[-1]) if found.files else None,
        ask_where=found.ask_where,
    )
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("other", "record.title", lambda frame: OtherPage()),
            batch_descriptor(lambda frame: BatchPage(frame, tools, needs)),
        ),
        counter.clock,
    )
    found.window = window
    counter.bridge.changed.connect(window.on_changes)
    window.go("other")
    bring_up(qtbot, window)
    return found


TODAY = date(2026, 11, 23)
