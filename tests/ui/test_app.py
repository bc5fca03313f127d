"""From the password to the open desk, the lock, and the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from tests.support.hands import CTRL, child, focused, press, type_text
from tests.ui.conftest import RESOURCES, Ticks
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.app import (
    DeskApp,
    DeskPorts,
    IdleWatch,
    OpenDesk,
    application,
    broken_installation,
    lacks_input_method,
    run,
)
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.setup.first_run import FirstRun, FirstRunSurface, RecoveryCodeSurface
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.unlock import RecoverySurface, UnlockSurface
from wenling_desk.ui.theme import Theme
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Reading

T = TypeVar("T", bound=QWidget)
PASSWORD = "correct-horse-7"
CODE = "K7QD-93MF-XX2P-0WVN-8H4R-TT6C"


class Time:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 10, 24, tzinfo=timezone(timedelta(hours=8)))


class Sheet(Page):
    def __init__(self, frame: Frame, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.heard: list[Changes] = []
        self.scans: list[str] = []
        self.keep = ""
        self.line = QLineEdit()
        self.line.setAccessibleName("一行")
        QVBoxLayout(self).addWidget(self.line)

    def title(self) -> str:
        return "工作台"

    def on_leave(self) -> str:
        return self.keep

    def on_changes(self, changes: Changes) -> None:
        self.heard.append(changes)

    def on_scan(self, text: str) -> bool:
        self.scans.append(text)
        return True

    def first_focus(self) -> QWidget:
        return self.line


@dataclass
class Outside:
    """What bootstrap would wire."""

    password: str = PASSWORD
    closed_on: str = ""
    ran: int = 0
    opened: int = 0
    before: list[threading.Thread] = field(default_factory=threading.enumerate, repr=False)
    """Threads that were there before: another test's, and none of this desk."""

    def create(self, answers: FirstRun) -> str:
        self.password = answers.password
        return CODE

    def open_desk(self, password: str) -> OpenDesk:
        self._check(password)
        self.opened += 1
        return OpenDesk(
            hall_name="城东街道大厅",
            place="城东街道大厅 · 3 号 · 陈晓",
            practice=True,
            dispatch=self.dispatch,
            read=self.read,
            rasterise=lambda pdf, dpi: [],
            pages=lambda bridge, room: [
                PageDescriptor("workbench", "frame.setup.hall_name", lambda frame: Sheet(frame, bridge))
            ],
            unlock=self._check,
            close=self.close,
        )

    def recover(self, code: str, password: str) -> OpenDesk:
        if code != CODE:
            raise DeskRefusal("recovery_code_wrong")
        self.password = password
        return self.open_desk(password)

    def dispatch(self, command: Command) -> Changes:
        self.ran += 1
        return Changes(command_id=command.command_id, worklists=True)

    def read(self, query: Callable[[Reading], Any]) -> Any:
        return query(cast("Reading", None))

    def close(self) -> None:
        ours = {thread.name for thread in threading.enumerate() if thread not in self.before}
        alive = ours & {"desk", "reader", "render", "setup"}
        self.closed_on = f"{self.ran} commands, threads {sorted(alive)}"

    def _check(self, password: str) -> None:
        if password != self.password:
            raise KnownTrouble("wrong_password")


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def ports(outside: Outside, texts: Texts, theme: Theme, ticks: Ticks) -> DeskPorts:
    ticks.step = 120  # a person's pace
    return DeskPorts(
        texts=texts,
        styles=RESOURCES / "styles",
        icons=RESOURCES / "icons",
        fonts=(),
        clock=Time(),
        create=outside.create,
        open_desk=outside.open_desk,
        recover=outside.recover,
        who="城东街道大厅 · 陈晓",
        ticks=ticks,
    )


class Starts:
    """Starts programs and ends them with the test."""

    def __init__(self, qapp: QApplication, qtbot) -> None:
        self.qapp, self.qtbot = qapp, qtbot
        self.desks: list[DeskApp] = []

    def __call__(self, ports: DeskPorts) -> DeskApp:
        desk = DeskApp(self.qapp, ports)
        self.desks.append(desk)
        self.qtbot.addWidget(desk.window)
        desk.start()
        desk.window.activateWindow()
        self.qtbot.waitUntil(desk.window.isActiveWindow)
        return desk


@pytest.fixture
def start(qapp: QApplication, qtbot) -> Iterator[Starts]:
    starts = Starts(qapp, qtbot)
    yield starts
    for desk in starts.desks:
        desk.stop()


def open_desk(start: Starts, ports: DeskPorts, qtbot) -> DeskApp:
    desk = start(ports)
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.main is not None)
    return desk


def frame(desk: DeskApp) -> MainWindow:
    assert desk.main is not None
    return desk.main


def surface(desk: DeskApp, kind: type[T]) -> T:
    shown = desk.window.currentWidget()
    assert isinstance(shown, kind)
    return shown


def sheet(desk: DeskApp) -> Sheet:
    page = frame(desk).current_page()
    assert isinstance(page, Sheet)
    return page


def test_password_opens_the_desk(start: Starts, ports: DeskPorts, qtbot) -> None:
    desk = start(ports)
    assert isinstance(desk.window.currentWidget(), UnlockSurface)
    type_text("wrong")
    press(Qt.Key.Key_Return)
    unlock = surface(desk, UnlockSurface)
    qtbot.waitUntil(lambda: not unlock.is_busy())
    assert unlock.fault()
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.currentWidget(), MainWindow))
    assert sheet(desk).line.hasFocus()
    assert desk.window.windowTitle() == "工作台 · 温岭综窗"


def test_first_run_to_the_open_desk(start: Starts, ports: DeskPorts, outside: Outside, qtbot) -> None:
    desk = start(replace(ports, is_new=True))
    first = desk.window.currentWidget()
    assert isinstance(first, FirstRunSurface)
    for text in ("城东街道大厅", "CD", "03", "3 号", "1007", "陈晓", "new-horse-99", "new-horse-99"):
        type_text(text)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.currentWidget(), RecoveryCodeSurface))
    type_text("TT6C")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.window.currentWidget(), MainWindow))
    assert outside.opened == 1


def test_forgotten_password(start: Starts, ports: DeskPorts, outside: Outside, qtbot) -> None:
    desk = start(ports)
    surface(desk, UnlockSurface).forgotten.emit()
    surface(desk, RecoverySurface).went_back.emit()
    surface(desk, UnlockSurface).forgotten.emit()
    for text in (CODE, "new-horse-99", "new-horse-99"):
        type_text(text)
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.main is not None)
    assert outside.password == "new-horse-99"


def test_start_trouble_is_shown_and_leads_out(start: Starts, ports: DeskPorts, qtbot) -> None:
    desk = start(replace(ports, start_trouble=KnownTrouble("database_damaged"), save_report=lambda: "报告.zip"))
    assert surface(desk, StartTroubleSurface).isVisible()
    press(Qt.Key.Key_Return)
    assert not desk.window.isVisible()


def test_command_of_a_page_comes_back_to_it(start: Starts, ports: DeskPorts, outside: Outside, qtbot) -> None:
    desk = open_desk(start, ports, qtbot)
    page = sheet(desk)
    page.bridge.submit(Command(command_id="c1"))
    qtbot.waitUntil(lambda: bool(page.heard))
    assert page.heard == [Changes(command_id="c1", worklists=True)]
    page.bridge.ask(lambda reading: 1 // 0, lambda answer: None)
    qtbot.waitUntil(frame(desk).notices.isVisible)
    notice = frame(desk).notices.current()
    assert notice is not None
    assert notice.sentence == ports.texts("frame.defect.sentence")


def test_scan_reaches_the_page(start: Starts, ports: DeskPorts, ticks: Ticks, qtbot) -> None:
    desk = open_desk(start, ports, qtbot)
    ticks.step = 5
    for character in "WL1-331081":
        type_text(character)
    press(Qt.Key.Key_Return)
    assert sheet(desk).scans == ["WL1-331081"]
    assert sheet(desk).line.text() == ""


def test_lock_and_unlock(start: Starts, ports: DeskPorts, qtbot) -> None:
    desk = open_desk(start, ports, qtbot)
    page = sheet(desk)
    page.line.setText("没写完")
    press(Qt.Key.Key_L, CTRL)
    assert frame(desk).is_covered()
    assert not page.isVisible()
    desk.lock()  # once is enough
    press(Qt.Key.Key_Escape)
    assert frame(desk).is_covered()
    type_text("wrong")
    press(Qt.Key.Key_Return)
    lock = child(frame(desk), UnlockSurface)
    qtbot.waitUntil(lambda: not lock.is_busy())
    assert frame(desk).is_covered()
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not frame(desk).is_covered())
    assert page.line.text() == "没写完"
    assert page.line.hasFocus()


def test_idle_desk_locks_itself(start: Starts, ports: DeskPorts, qtbot) -> None:
    desk = open_desk(start, ports, qtbot)
    assert desk.idle.timer.interval() == 10 * 60_000
    desk.idle.timer.timeout.emit()
    assert frame(desk).is_covered()


def test_idle_counts_from_the_last_touch(qapp: QApplication, qtbot) -> None:
    watch = IdleWatch(5)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    qapp.installEventFilter(watch)
    watch.timer.stop()
    line.update()
    qapp.processEvents()
    assert not watch.timer.isActive()  # painting is no touch
    qtbot.keyClick(line, "a")
    assert watch.timer.isActive()
    assert watch.timer.interval() == 300_000
    qapp.removeEventFilter(watch)


def test_nothing_to_lock_before_the_desk_is_open(start: Starts, ports: DeskPorts) -> None:
    desk = start(ports)
    desk.lock()
    assert isinstance(desk.window.currentWidget(), UnlockSurface)


def test_large_type_builds_the_window_anew(
    start: Starts, ports: DeskPorts, qtbot, theme: Theme, qapp: QApplication
) -> None:
    desk = open_desk(start, ports, qtbot)
    before = desk.main
    sheet(desk).keep = "先暂存"
    assert not desk.set_large_type(True)
    assert desk.main is before
    sheet(desk).keep = ""
    assert desk.set_large_type(True)
    assert desk.main is not before
    assert frame(desk).rail.width() == 136
    assert sheet(desk).line.height() == 40
    sheet(desk).bridge.submit(Command(command_id="c2"))
    qtbot.waitUntil(lambda: bool(sheet(desk).heard))
    assert desk.set_large_type(False)
    theme.apply(qapp)


def test_closing_finishes_the_commands_and_then_the_desk(
    start: Starts, ports: DeskPorts, outside: Outside, qtbot
) -> None:
    desk = open_desk(start, ports, qtbot)
    page = sheet(desk)
    page.keep = "先暂存"
    desk.window.close()
    assert desk.window.isVisible()
    assert outside.closed_on == ""
    page.keep = ""
    for number in range(20):
        page.bridge.submit(Command(command_id=str(number)))
    desk.window.close()
    assert not desk.window.isVisible()
    assert outside.closed_on == "20 commands, threads []"


def test_one_application(qapp: QApplication) -> None:
    assert application() is qapp


def test_no_menus_with_keys_of_their_own(start: Starts, ports: DeskPorts, qtbot) -> None:
    desk = open_desk(start, ports, qtbot)
    assert desk.window.findChildren(QAction) == []
    assert all(not button.shortcut().toString() for button in desk.window.findChildren(QPushButton))


def test_icon(start: Starts, ports: DeskPorts, qapp: QApplication) -> None:
    start(ports)
    assert not qapp.windowIcon().pixmap(32, 32).isNull()
    assert (Path(ports.icons) / "desk.svg").is_file()
    assert focused() is not None


@pytest.mark.parametrize(
    ("platform", "environ", "lacks"),
    [
        ("xcb", {}, True),
        ("xcb", {"QT_IM_MODULE": "fcitx"}, True),
        ("xcb", {"QT_IM_MODULE": "ibus"}, False),
        ("xcb", {"QT_IM_MODULES": "wayland;ibus", "QT_IM_MODULE": "fcitx"}, False),
        ("wayland", {}, False),
        ("windows", {}, False),
        ("offscreen", {}, False),
    ],
)
def test_input_method(platform: str, environ: dict[str, str], lacks: bool) -> None:
    assert lacks_input_method(platform, environ) is lacks


def test_missing_font_is_said_and_keeps_nobody_out(start: Starts, ports: DeskPorts, qtbot, tmp_path: Path) -> None:
    desk = open_desk(start, replace(ports, fonts=(tmp_path / "gone.ttf",)), qtbot)
    notice = frame(desk).notices.current()
    assert notice is not None
    assert notice.sentence == ports.texts("frame.start.font_missing")


def test_broken_installation_is_said(ports: DeskPorts, theme: Theme, qtbot) -> None:
    box = broken_installation(ports.texts)
    qtbot.addWidget(box)
    assert box.text() == ports.texts("frame.start.broken_installation")
    assert box.textFormat() is Qt.TextFormat.PlainText


def test_run_with_a_broken_look(
    ports: DeskPorts, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda self: shown.append(self.text()))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    monkeypatch.setattr("wenling_desk.ui.app.qInstallMessageHandler", lambda handler: None)
    assert run(replace(ports, styles=tmp_path)) == 1
    assert shown == [ports.texts("frame.start.broken_installation")]
