"""What of 补录 shows on other pages: the workbench's list of late numbers, the record of a case and of an outage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.support.platform import platform_files
from tests.support.scenes import grab
from tests.support.small_catalogue import MARRIAGE
from tests.ui.back_entry.conftest import NUMBER, TellingCounter
from tests.ui.record.counter import marriage_sheet
from wenling_desk.domain.back_entry import FieldState
from wenling_desk.ui.back_entry.watch import BackEntryWatch, watch_of
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.record.reader import read_record
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.late_numbers import LateNumbers
from wenling_desk.ui.workbench.page import WorkbenchNeeds, WorkbenchPage
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.use_cases.back_entry import NoteBackEntry, TakePlatformRow, WaiveBackEntry
from wenling_desk.use_cases.outage import BeginOutage, EndOutage
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def bench(counter: TellingCounter, kit: Kit, qtbot: Any) -> WorkbenchPage:
    opened: list[str] = []
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    tools = WorkbenchTools(counter.bridge, counter.get_desk, counter.texts)
    rule = platform_files().rule

    def build(frame: Any) -> WorkbenchPage:
        watch = watch_of(frame, counter.bridge, counter.get_desk, rule)
        needs = WorkbenchNeeds(
            tools,
            opened.append,
            opened.append,
            opened.append,
            late_numbers=lambda kit: LateNumbers(kit, watch, opened.append),
        )
        return WorkbenchPage(frame, needs)

    window = MainWindow(
        kit, FrameWords("大厅", "大厅"), (PageDescriptor("workbench", "workbench.title", build),), counter.clock
    )
    counter.bridge.changed.connect(window.on_changes)
    window.go("workbench")
    bring_up(qtbot, window)
    page = window.current_page()
    assert isinstance(page, WorkbenchPage)
    return page


def take_in(counter: TellingCounter) -> str:
    return counter.do_and_tell(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet()))


def sheet_of(counter: TellingCounter, record_id: str) -> RecordSheet:
    with counter.store.reading() as reading:
        return read_record(counter.texts, counter.desk, reading, record_id, lambda clerk: clerk, (5, 5))


def told(counter: TellingCounter, record_id: str) -> str:
    return str(sheet_of(counter, record_id).timeline)


def test_late_numbers_are_a_task_on_the_workbench(bench: WorkbenchPage, counter: TellingCounter) -> None:
    late = bench.late
    assert isinstance(late, LateNumbers)
    take_in(counter)
    assert late.isHidden(), "nothing is late yet"
    counter.clock.on(hours=5)
    take_in(counter)
    assert not late.isHidden()
    rows = late.table.rows.rows
    assert [row.cells for row in rows] == [("补领婚姻登记证",)]
    assert str(rows[0].payload).endswith("林** · 收件 09:00")
    assert grab(bench.window(), "back-entry-workbench", (1366, 768)).stat().st_size > 8_000


def test_a_window_has_one_watch(bench: WorkbenchPage, counter: TellingCounter) -> None:
    rule = platform_files().rule
    again = watch_of(bench.window(), counter.bridge, counter.get_desk, rule)
    assert bench.window().findChildren(BackEntryWatch) == [again]


def test_the_record_tells_what_was_done_over_there(counter: TellingCounter) -> None:
    record_id = take_in(counter)
    fields = {"applicant.name": FieldState.ENTERED, "applicant.phone": FieldState.LEFT_OUT}
    counter.do(
        NoteBackEntry(command_id="n1", record_id=record_id, member=MARRIAGE, form_id="marriage_reissue", fields=fields)
    )
    row = {"official_number": NUMBER, "status": "退回", "as_of": "2026-11-23T11:00:00", "source": "f" * 64}
    counter.do(TakePlatformRow(command_id="n2", record_id=record_id, member=MARRIAGE, **row))
    said = told(counter, record_id)
    assert "在省平台跟录：录 1 栏，不填 1 栏" in said
    assert "省平台清单上是“退回”（2026-11-23 11:00），本机状态不变" in said
    other = take_in(counter)
    counter.do(WaiveBackEntry(command_id="n3", record_id=other, members=(MARRIAGE,), reason="部门自己的系统办"))
    assert "记为无需补录：部门自己的系统办" in told(counter, other)


def test_an_outage_is_a_record_that_can_be_opened(counter: TellingCounter) -> None:
    record_id = counter.do(BeginOutage(command_id="o1")).record_id
    sheet = sheet_of(counter, record_id)
    assert sheet.headline.title == "省平台停用"
    assert sheet.headline.remarks[0] == "09:00 记"
    assert sheet.is_open
    assert list(sheet.acts) == []
    counter.do(EndOutage(command_id="o2"))
    sheet = sheet_of(counter, record_id)
    assert not sheet.is_open
    assert "省平台恢复" in str(sheet.timeline)
