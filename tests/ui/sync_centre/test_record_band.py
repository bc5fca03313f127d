"""The record page of an enrolled desk: badge, banners, attachments, and a case that another desk holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets
from tests.support.hands import bring_up, press
from tests.support.scenes import grab
from tests.ui.record.counter import REVIEWER, marriage_sheet, no_results
from tests.ui.sync_centre.conftest import AWAY, NAMES, HomePage, Settled, SyncCounter
from wenling_desk.domain.authority import Role, Session
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.record.tools import RecordNeeds, RecordTools
from wenling_desk.ui.sync_centre.record_band import SyncBand
from wenling_desk.ui.sync_centre.record_standing import Scan, StandingTools
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.sync_ports import BlobWaiting

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
ALT = Qt.KeyboardModifier.AltModifier


class Stage:
    def __init__(self, counter: SyncCounter, kit: Kit, qtbot: Any, file: Path | None = None) -> None:
        self.counter = counter
        self.attached: list[Scan] = []
        self.opened: list[str] = []
        self.synced: list[str] = []

        def attach(scan: Scan) -> Command:
            self.attached.append(scan)
            return Settled(command_id="a", act="attach", trouble_id="", record_id=scan.record_id)

        def ask(give: Callable[[Path], None]) -> None:
            if file is not None:
                give(file)

        standing = StandingTools(
            counter.sync_bridge,
            counter.get_desk,
            counter.texts,
            counter.centre,
            attach,
            self.opened.append,
            self.synced.append,
            ask,
        )
        tools = RecordTools(
            counter.sync_bridge,
            counter.get_desk,
            counter.texts,
            counter.print_papers,
            no_results,
            lambda clerk: NAMES.get(clerk, clerk),
        )
        needs = RecordNeeds(
            tools,
            open_papers=lambda number: None,
            reprint=lambda number: None,
            another=lambda record_id: None,
            band=lambda frame: SyncBand(frame, standing),
        )
        self.window = MainWindow(
            Kit(counter.texts, kit.theme, kit.ticks),
            FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                PageDescriptor("record", "record.title", lambda frame: RecordPage(frame, needs), in_rail=False),
            ),
            counter.clock,
        )
        counter.sync_bridge.changed.connect(self.window.on_changes)
        self.window.go("home")
        bring_up(qtbot, self.window)

    def open(self, record_id: str, **arguments: object) -> RecordPage:
        self.window.go("record", record_id=record_id, **arguments)
        page = self.window.current_page()
        assert isinstance(page, RecordPage)
        return page

    @property
    def band(self) -> SyncBand:
        page = self.window.current_page()
        assert isinstance(page, RecordPage)
        assert isinstance(page.band, SyncBand)
        return page.band

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


def a_case(counter: SyncCounter, state: str = "acked") -> str:
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.stands(record_id, state)
    return record_id


def with_scans(counter: SyncCounter, record_id: str) -> None:
    """Two attachments, one of them not at the centre yet."""
    digest = ""
    for name in ("first", "second"):
        digest = hashlib.sha256(name.encode()).hexdigest()
        body = {"sha256": digest, "size": 340_000, "media_type": "application/pdf"}
        counter.add_fact(record_id, f"scan {name}", "ScanAttached", body, clerk="c001")
    counter.standing.waiting = [BlobWaiting(digest, 340_000, "scan", record_id, 0)]
    counter.standing.missing[record_id] = 1


def test_the_badge_and_the_attachments(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter)
    with_scans(counter, record_id)
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    band = stage.band
    assert band._badge.chip.word == "已送"
    assert band._missing.chip.word == "中心还缺 1 份扫描件"
    words = [(row.cells[0], row.cells[1].word) for row in band.scans.rows.rows]  # type: ignore[union-attr]
    assert words == [("PDF · 332 KB · 09:00", "已在中心"), ("PDF · 332 KB · 09:00", "待上传")]
    assert not band.disputed.isVisible()
    assert not band.duplicate.isVisible()
    assert nameless_widgets(band) == []


def test_before_the_case_itself_is_sent_no_scan_is_at_the_centre(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter, "queued")
    with_scans(counter, record_id)
    counter.standing.unsent_ops["command of scan first"] = 11
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    assert {row.cells[1].word for row in stage.band.scans.rows.rows} == {"待上传"}  # type: ignore[union-attr]


def test_the_banners_lead_on(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter, "needs_attention")
    counter.trouble(record_id, "duplicate", facts=("other",))
    counter.trouble(record_id, "disputed")
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    assert stage.band.disputed.isVisible()
    assert stage.band.duplicate.isVisible()
    press(Qt.Key.Key_D, ALT)
    assert stage.opened == ["other"]
    press(Qt.Key.Key_Y, ALT)
    assert stage.synced == [counter.store.shelves.facts[1][0].body.get("number", stage.synced[0])]


def test_a_scan_is_attached_by_key(counter: SyncCounter, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    file = tmp_path / "身份证.PDF"
    file.write_bytes(b"%PDF-1.7 scanned")
    record_id = a_case(counter)
    stage = Stage(counter, kit, qtbot, file)
    stage.open(record_id)
    press(Qt.Key.Key_A, ALT)
    assert stage.attached == [Scan(record_id, "application/pdf", b"%PDF-1.7 scanned")]
    assert stage.said() == "已附上“身份证.PDF”，正在送到中心。"


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.docx", b"PK", "不是 PDF、PNG 或 JPEG"),
        ("a.pdf", b"MZ\x90", "不是 PDF、PNG 或 JPEG"),
        ("a.png", b"", "是空的"),
        ("gone.jpg", None, "读不出来"),
    ],
)
def test_what_is_no_scan_is_not_attached(
    name: str, data: bytes | None, part: str, counter: SyncCounter, kit: Kit, qtbot: Any, tmp_path: Path
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    stage = Stage(counter, kit, qtbot, file)
    stage.open(a_case(counter))
    press(Qt.Key.Key_A, ALT)
    assert stage.attached == []
    assert part in stage.said()


def test_who_may_not_attach_is_told(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter)
    counter.sign_in(Session("a001", "审计", (Role.AUDITOR,)))
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    press(Qt.Key.Key_A, ALT)
    assert stage.said().startswith("现在不能附扫描件")
    counter.sign_in(REVIEWER)
    press(Qt.Key.Key_A, ALT)
    assert stage.attached == []


def test_another_desks_case_is_fetched_before_it_opens(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    stage = Stage(counter, kit, qtbot)
    arrived: list[Callable[[], object]] = []
    counter.centre.fetch = lambda record_id, done, failed: arrived.append(done)  # type: ignore[method-assign]
    page = stage.open("00000001", known="331081-26-M2RT-000003-3　补领婚姻登记证")
    assert "正在向中心取" in page._empty._lines[0].shown()
    assert "M2RT-000003-3" in page._empty._lines[1].shown()
    record_id = a_case(counter, "confirmed")
    assert record_id
    for fact, body in list(counter.store.shelves.facts):
        counter.store.shelves.facts.remove((fact, body))
        moved = counter.moved_to("00000001", fact)
        counter.store.shelves.facts.append(moved)
    arrived[0]()
    assert page.sheet() is not None


def test_offline_only_the_head_is_known(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    counter.centre.away = True
    stage = Stage(counter, kit, qtbot)
    page = stage.open("elsewhere", known="331081-26-M2RT-000003-3　补领婚姻登记证　林**")
    assert page._empty._lines[0].shown() == counter.texts.sentence(AWAY)
    assert page._empty._lines[1].shown() == "本机只知道：331081-26-M2RT-000003-3　补领婚姻登记证　林**"
    stage.open("elsewhere", known="x")
    assert page._empty.isVisible(), "asked once more, and it says so again"


def test_a_case_that_is_nowhere_is_said_to_be_gone(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    stage = Stage(counter, kit, qtbot)
    page = stage.open("nowhere")
    assert counter.centre.fetched == ["nowhere"], "fetched once, no loop"
    assert page._empty._lines[0].shown() == counter.texts("record.gone")


def test_scenes(counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter, "needs_attention")
    with_scans(counter, record_id)
    counter.trouble(record_id, "duplicate", facts=("other",))
    counter.trouble(record_id, "disputed")
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    for size, pixels in SIZES.items():
        assert grab(stage.window, f"sync-record-{size}", pixels).stat().st_size > 10_000


def test_scene_in_large_type(large_type: Theme, counter: SyncCounter, kit: Kit, qtbot: Any) -> None:
    record_id = a_case(counter)
    with_scans(counter, record_id)
    stage = Stage(counter, kit, qtbot)
    stage.open(record_id)
    grab(stage.window, "sync-record-1366-large", SIZES["1366"])
    assert (stage.window.width(), stage.window.height()) == SIZES["1366"], "nothing makes the window larger"
    counter.centre.away = True
    stage.open("elsewhere", known="331081-26-M2RT-000003-3　补领婚姻登记证　林**　在民政局办理")
    grab(stage.window, "sync-record-elsewhere-1366-large", SIZES["1366"])
