"""The frame: pages come and go, Esc never throws work away, the strip and the lock keep keys off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.support.hands import CTRL, bring_up, child, focused, press, type_text
from tests.ui.conftest import Ticks
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.theme import BASE_SIZE
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.frame_bars import PracticeBanner, StatusField
from wenling_desk.ui.widgets.help_panel import folded
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import MaskedLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.search_box import SearchHit
from wenling_desk.use_cases.changes import Changes

HALL_TIME = timezone(timedelta(hours=8))


class Time:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 10, 24, 59, tzinfo=HALL_TIME)

    def now(self) -> datetime:
        return self.moment


class Sheet(Page):
    """A page with one line that writes down what the frame does to it."""

    def __init__(self, frame: Frame, name: str, log: list[str]) -> None:
        super().__init__()
        self.frame, self.name, self.log = frame, name, log
        self.keep = self.case = ""
        self.steps_back = 0
        self.changes: list[Changes] = []
        self.arguments: dict[str, object] = {}
        self.line = QLineEdit()
        self.phone = MaskedLabel(frame.kit, "电话", "138****5678", lambda give: give("13800005678"))
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.phone)

    def title(self) -> str:
        return f"页{self.name}"

    def help_words(self) -> str:
        return f"帮助{self.name}"

    def on_enter(self, arguments: dict[str, object]) -> None:
        self.arguments = arguments
        self.log.append(f"enter {self.name}")

    def on_leave(self) -> str:
        self.log.append(f"leave {self.name}")
        return self.keep

    def on_back(self) -> bool:
        self.steps_back -= 1
        return self.steps_back >= 0

    def on_changes(self, changes: Changes) -> None:
        self.changes.append(changes)

    def on_scan(self, text: str) -> bool:
        self.log.append(f"scan {text}")
        return text.startswith(self.name)

    def open_case(self) -> str:
        return self.case

    def first_focus(self) -> QWidget:
        return self.line

    def desk_actions(self) -> Sequence[DeskAction]:
        return [
            DeskAction(f"act-{self.name}", "frame.act.search", lambda: self.log.append(f"act {self.name}"), ("F8",))
        ]


class Desk:
    def __init__(self, kit: Kit, qtbot, *, practice: bool = False, search: bool = False) -> None:
        self.log: list[str] = []
        self.time = Time()
        self.reports = 0
        self.searched: list[tuple[str, Callable[[Sequence[SearchHit]], None]]] = []
        self.window = MainWindow(
            kit,
            FrameWords("城东街道大厅", "城东街道大厅 · 3 号 · 陈晓", practice, "accept"),
            [
                PageDescriptor("workbench", "frame.setup.hall_name", self.builder("w")),
                PageDescriptor("accept", "frame.setup.desk_code", self.builder("a"), words=("shouli",)),
                PageDescriptor("progress", "frame.setup.counter", self.builder("p"), keys=("Ctrl+J",), group=1),
                PageDescriptor("record", "frame.setup.clerk_name", self.builder("r"), in_rail=False),
            ],
            self.time,
            (lambda text, give: self.searched.append((text, give))) if search else None,
            self.save_report,
        )
        bring_up(qtbot, self.window)
        self.window.go("workbench")

    def builder(self, name: str) -> Callable[[Frame], Page]:
        return lambda frame: Sheet(frame, name, self.log)

    def save_report(self) -> str:
        self.reports += 1
        return "报告.zip"

    @property
    def page(self) -> Sheet:
        page = self.window.current_page()
        assert isinstance(page, Sheet)
        return page

    def notice(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice else ""


@pytest.fixture
def desk(kit: Kit, qtbot) -> Desk:
    return Desk(kit, qtbot)


def test_only_pages_of_this_build_are_shown(desk: Desk, kit: Kit) -> None:
    assert desk.window.rail.places() == ("workbench", "accept", "progress")
    assert not desk.window.go("cockpit")
    assert desk.page.name == "w"
    assert (desk.window.width(), desk.window.height()) == BASE_SIZE


def test_pages_are_made_when_first_gone_to_and_kept(desk: Desk) -> None:
    assert desk.log == ["enter w"]
    first = desk.page
    assert desk.window.go("accept")
    assert desk.window.go("workbench", record="r1")
    assert desk.page is first
    assert first.arguments == {"record": "r1"}
    assert desk.log == ["enter w", "leave w", "enter a", "leave a", "enter w"]


def test_title_and_focus_follow_the_page(desk: Desk) -> None:
    assert desk.window.windowTitle() == "页w · 温岭综窗"
    assert focused() is desk.page.line
    press(Qt.Key.Key_J, CTRL)
    assert desk.page.name == "p"
    assert focused() is desk.page.line
    assert desk.window.windowTitle() == "页p · 温岭综窗"


def test_same_page_again_is_no_leaving(desk: Desk) -> None:
    assert desk.window.go("workbench")
    assert desk.log == ["enter w"]
    assert desk.window.go("workbench", record="r2")
    assert desk.log == ["enter w", "enter w"]


def test_rail_goes_there_by_keys(desk: Desk) -> None:
    for button in desk.window.rail.findChildren(QPushButton):
        if button.isChecked():
            button.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert desk.page.name == "a"


def test_page_may_object_to_being_left(desk: Desk) -> None:
    desk.page.keep = "草稿还没有存好"
    assert not desk.window.go("accept")
    assert desk.page.name == "w"
    assert desk.notice() == "草稿还没有存好"
    checked = [button.text() for button in desk.window.rail.findChildren(QPushButton) if button.isChecked()]
    assert checked == [desk.window.kit.texts("frame.setup.hall_name")]
    assert not desk.window.may_close()
    desk.page.keep = ""
    assert desk.window.may_close()


def test_escape_one_thing_after_the_other(desk: Desk) -> None:
    desk.window.go("accept")
    desk.window.go("record")
    desk.page.steps_back = 1
    press(Qt.Key.Key_F1)
    desk.window.tell(Notice("有事"))
    press(Qt.Key.Key_K, CTRL)
    type_text("x")
    assert desk.window.search.is_open()
    press(Qt.Key.Key_Escape)
    assert not desk.window.search.is_open()
    assert desk.notice() == "有事"
    press(Qt.Key.Key_Escape)
    assert desk.notice() == ""
    assert desk.window.help.isVisible()
    press(Qt.Key.Key_Escape)
    assert not desk.window.help.isVisible()
    press(Qt.Key.Key_Escape)  # one step inside the page
    assert desk.page.name == "r"
    press(Qt.Key.Key_Escape)
    assert desk.page.name == "a"
    press(Qt.Key.Key_Escape)
    assert desk.page.name == "w"
    press(Qt.Key.Key_Escape)
    assert desk.page.name == "w"


def test_escape_does_not_swing_between_two_pages(desk: Desk) -> None:
    for page in ("accept", "workbench", "accept", "progress", "accept"):
        desk.window.go(page)
    names = []
    for _ in range(4):
        names.append(desk.page.name)
        press(Qt.Key.Key_Escape)
    assert names == ["a", "p", "w", "w"]


def test_escape_from_a_page_that_objects(desk: Desk) -> None:
    desk.window.go("accept")
    desk.page.keep = "先暂存"
    press(Qt.Key.Key_Escape)
    assert desk.page.name == "a"
    press(Qt.Key.Key_Escape)  # the notice
    desk.page.keep = ""
    press(Qt.Key.Key_Escape)
    assert desk.page.name == "w"


def test_next_person_not_while_a_case_is_open(desk: Desk) -> None:
    desk.window.go("accept")
    desk.page.case = "请先暂存或转咨询"
    desk.window.go("workbench")
    press(Qt.Key.Key_F2)
    assert desk.page.name == "w"
    assert desk.notice() == "现在不能下一位：请先暂存或转咨询"
    desk.window._pages["accept"].case = ""  # type: ignore[attr-defined]
    press(Qt.Key.Key_2, CTRL)
    assert desk.page.name == "a"
    assert desk.page.arguments == {"next_person": True}
    assert desk.notice() == ""  # the next person does not read what was said about the last


def test_keys_of_the_page_work_while_it_is_on_top(desk: Desk) -> None:
    press(Qt.Key.Key_F8)
    desk.window.go("accept")
    press(Qt.Key.Key_8, CTRL)
    assert [line for line in desk.log if line.startswith("act")] == ["act w", "act a"]


def test_strip_keeps_keys_and_clicks_off_the_page(desk: Desk, ticks: Ticks, qtbot) -> None:
    acted: list[str] = []
    desk.window.confirm("将受理 3 项", "受理", lambda: acted.append("受理"))
    ticks.advance(GUARD_MS)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_J, CTRL)
    ticks.advance(100)
    assert not desk.window.go("accept")
    assert desk.page.name == "w"
    target = desk.window.childAt(desk.page.line.mapTo(desk.window, desk.page.line.rect().center()))
    assert target is not desk.page.line
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
    assert desk.window.strip.hasFocus()
    ticks.advance(100)
    press(Qt.Key.Key_Return)
    assert acted == ["受理"]
    assert focused() is desk.page.line
    press(Qt.Key.Key_F8)
    assert "act w" in desk.log


def test_escape_closes_the_strip_and_nothing_else(desk: Desk) -> None:
    desk.window.go("accept")
    desk.window.confirm("将受理", "受理", lambda: desk.log.append("acted"))
    press(Qt.Key.Key_Escape)
    assert not desk.window.strip.is_open()
    assert desk.page.name == "a"
    assert "acted" not in desk.log
    assert focused() is desk.page.line


def test_act_of_the_strip_may_go_elsewhere(desk: Desk, ticks: Ticks) -> None:
    desk.window.confirm("将受理", "受理", lambda: desk.window.go("record"))
    ticks.advance(GUARD_MS)
    press(Qt.Key.Key_Return)
    assert desk.page.name == "r"
    assert focused() is desk.page.line


class Surface(QWidget):
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def test_turned_to_the_applicant_nothing_of_the_desk_works(desk: Desk) -> None:
    child(desk.page.phone, QPushButton).click()
    assert desk.page.phone.shown() == "13800005678"
    back: list[bool] = []
    surface = Surface()
    desk.window.turn_to_applicant(surface, lambda: back.append(True))
    assert desk.window.is_covered()
    assert surface.hasFocus()
    assert not desk.page.isVisible()
    assert desk.page.phone.shown() == "138****5678"
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F1, Qt.Key.Key_Escape):
        press(key)
    desk.window.on_scan("w1")
    assert not desk.window.go("accept")
    assert desk.log == ["enter w"]
    surface.closed.emit()
    assert back == [True]
    assert not desk.window.is_covered()
    assert focused() is desk.page.line
    press(Qt.Key.Key_F8)
    assert desk.log[-1] == "act w"


@pytest.mark.parametrize("lock_after", [True, False])
def test_desk_may_lock_when_it_comes_back(desk: Desk, lock_after: bool) -> None:
    asked: list[bool] = []
    desk.window.locking.connect(lambda: asked.append(True))
    surface = Surface()
    desk.window.turn_to_applicant(surface, lock_after=lock_after)
    surface.closed.emit()
    assert asked == [True] * lock_after


def test_strip_waits_behind_the_lock(desk: Desk, ticks: Ticks) -> None:
    desk.window.confirm("将受理", "受理", lambda: desk.log.append("acted"))
    surface = Surface()
    desk.window.cover(surface)
    ticks.advance(10_000)
    press(Qt.Key.Key_Return)
    assert "acted" not in desk.log
    desk.window.uncover()
    assert desk.window.strip.is_open()
    press(Qt.Key.Key_F8)
    assert "act w" not in desk.log
    ticks.advance(1000)
    press(Qt.Key.Key_Return)
    assert "acted" in desk.log
    surface.deleteLater()


def test_changes_go_to_every_page_that_was_opened(desk: Desk) -> None:
    desk.window.go("accept")
    changes = Changes(records=frozenset({"r1"}), initiator="accept")
    desk.window.on_changes(changes)
    assert [page.changes for page in desk.window._pages.values()] == [[changes], [changes]]  # type: ignore[attr-defined]


def test_scan_goes_to_the_page_on_top(desk: Desk) -> None:
    desk.window.on_scan("w-331081")
    assert desk.notice() == ""
    desk.window.on_scan("a-331081")
    assert desk.notice() == desk.window.kit.texts("frame.scan_unknown")


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (ToldKind.REFUSAL, NoticeKind.REFUSAL),
        (ToldKind.TROUBLE, NoticeKind.TROUBLE),
        (ToldKind.DEFECT, NoticeKind.TROUBLE),
    ],
)
def test_what_was_told_is_a_notice(desk: Desk, kind: ToldKind, shown: NoticeKind) -> None:
    desk.window.tell_told(Told(kind, "code", "说明"))
    notice = desk.window.notices.current()
    assert notice is not None
    assert (notice.sentence, notice.kind) == ("说明", shown)
    assert (notice.act is not None) == (kind is ToldKind.DEFECT)


def test_defect_offers_the_report_file(desk: Desk) -> None:
    desk.window.tell_told(Told(ToldKind.DEFECT, "ValueError", "程序出了意外"))
    button = next(
        button for button in desk.window.notices.findChildren(QPushButton) if "报告" in button.accessibleName()
    )
    button.click()
    assert desk.reports == 1
    assert "报告.zip" in desk.notice()


def test_clock_shows_the_desks_own_time(desk: Desk) -> None:
    assert desk.window.top._clock.shown() == "11-23 周一 10:24"
    desk.time.moment += timedelta(seconds=1)
    desk.window._time.look()
    assert desk.window.top._clock.shown() == "11-23 周一 10:25"
    desk.time.moment += timedelta(days=6)
    desk.window._time.look()
    assert desk.window.top._clock.shown() == "11-29 周日 10:25"


def test_help_names_the_place_and_its_keys(desk: Desk) -> None:
    press(Qt.Key.Key_F1)
    shown = [label.shown() for label in desk.window.help.findChildren(type(desk.window.help._title))]
    assert "页w" in shown
    assert "帮助w" in shown
    assert {"F8", "F1", "F2", "Ctrl+K", "Ctrl+J", "Esc"} <= set(shown)
    press(Qt.Key.Key_1, CTRL)
    assert not desk.window.help.isVisible()


def test_help_beside_a_wide_page_does_not_push_the_window_off_the_screen(desk: Desk) -> None:
    desk.window.resize(*BASE_SIZE)
    desk.page.line.setMinimumWidth(1200)
    press(Qt.Key.Key_F1)
    QApplication.processEvents()
    assert desk.window.help.isVisible()
    assert desk.window.width() == BASE_SIZE[0]
    press(Qt.Key.Key_F1)
    QApplication.processEvents()
    assert desk.page.width() >= 1200
    assert desk.window.width() == BASE_SIZE[0]


def test_keys_that_do_the_same_are_one_line_of_the_help() -> None:
    keys = [("F6", "交接班"), ("Alt+1", "填上"), ("Alt+2", "填上"), ("Alt+3", "填上"), ("F3", "项目")]
    assert folded(keys) == [("F6", "交接班"), ("Alt+1…3", "填上"), ("F3", "项目")]


def test_what_could_not_be_done_on_a_page_is_not_said_on_the_next(desk: Desk) -> None:
    desk.window.tell(Notice("已暂存。"))
    desk.window.tell(Notice("现在不能受理。", NoticeKind.REFUSAL))
    desk.window.go("accept")
    notice = desk.window.notices.current()
    assert notice is not None
    assert notice.sentence == "已暂存。"


def test_palette_runs_functions(desk: Desk, kit: Kit) -> None:
    press(Qt.Key.Key_K, CTRL)
    assert focused() is desk.window.search
    type_text("shouli")
    assert [hit.title for hit in desk.window.search.hits()] == [kit.texts("frame.setup.desk_code")]
    press(Qt.Key.Key_Return)
    assert desk.page.name == "a"
    assert focused() is desk.page.line


def test_search_puts_functions_before_what_others_find(kit: Kit, qtbot) -> None:
    desk = Desk(kit, qtbot, search=True)
    press(Qt.Key.Key_K, CTRL)
    type_text("锁屏")
    text, give = desk.searched[-1]
    assert text == "锁屏"
    give([SearchHit("事项", "锁屏许可", lambda: None)])
    assert [hit.title for hit in desk.window.search.hits()] == ["锁屏", "锁屏许可"]


def test_lock_is_asked_for_by_its_key(desk: Desk) -> None:
    asked: list[bool] = []
    desk.window.locking.connect(lambda: asked.append(True))
    press(Qt.Key.Key_L, CTRL)
    assert asked == [True]


@pytest.mark.parametrize("practice", [True, False])
def test_practice_is_said_at_the_top(kit: Kit, qtbot, practice: bool) -> None:
    desk = Desk(kit, qtbot, practice=practice)
    assert len(desk.window.findChildren(PracticeBanner)) == practice


def test_status_and_link(desk: Desk) -> None:
    desk.window.set_status([StatusField("local", "本机 2 件")])
    desk.window.set_link(Chip("已联网", Tone.GOOD))
    assert desk.window.status.texts() == ("本机 2 件",)


def test_without_the_acceptance_page_there_is_no_next_person(kit: Kit, qtbot) -> None:
    window = MainWindow(
        kit,
        FrameWords("大厅", "大厅"),
        [PageDescriptor("workbench", "frame.setup.hall_name", lambda frame: Sheet(frame, "w", []))],
        Time(),
    )
    bring_up(qtbot, window)
    assert window.registry.find("next_person") is None
    press_target = window.search
    press_target.setFocus()
    press(Qt.Key.Key_F2)
    assert window.notices.current() is None


def test_grows_by_giving_width_to_the_page(desk: Desk) -> None:
    desk.window.resize(*BASE_SIZE)
    base = desk.page.width()
    desk.window.resize(1920, 1080)
    assert desk.page.width() == base + 1920 - BASE_SIZE[0]
    assert desk.window.rail.width() == 112
    assert desk.window.top.height() == 52
    assert desk.window.status.height() == 30
    assert desk.window.minimumSizeHint().width() <= 1280
