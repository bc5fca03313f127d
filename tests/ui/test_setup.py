"""Before the desk is open: the first run, the password, the recovery code, and a start that fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.support.hands import bring_up, focused, press, type_text
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.setup.first_run import FirstRun, FirstRunSurface, RecoveryCodeSurface
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.surface import Surface, password_fault
from wenling_desk.ui.setup.unlock import RecoverySurface, UnlockSurface
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

PASSWORD = "correct-horse-7"
CODE = "K7QD-93MF-XX2P-0WVN-8H4R-TT6C"
ANSWERS = {
    "hall_name": "城东街道便民服务中心",
    "hall_code": "CD",
    "desk_code": "03",
    "counter_label": "3 号综合窗口",
    "clerk_number": "1007",
    "clerk_name": "陈晓",
}


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    lane = Lane("setup")
    yield lane
    assert lane.stop()


def button(surface: Surface, verb: str) -> KeyButton:
    return next(each for each in surface.findChildren(KeyButton) if each.verb == verb)


class Created:
    def __init__(self, refuses: Exception | None = None) -> None:
        self.runs: list[FirstRun] = []
        self.threads: list[str] = []
        self.refuses = refuses

    def __call__(self, answers: FirstRun) -> str:
        self.runs.append(answers)
        self.threads.append(threading.current_thread().name)
        if self.refuses is not None:
            raise self.refuses
        return CODE


def fill(surface: FirstRunSurface) -> None:
    """By keys alone: each line, Enter to the next."""
    surface.setFocus()
    for name in ("hall_name", "hall_code", "desk_code", "counter_label", "clerk_number", "clerk_name"):
        assert focused() is surface.lines[name]
        type_text(ANSWERS[name])
        press(Qt.Key.Key_Return)
    for _ in ("password", "again"):
        type_text(PASSWORD)
        press(Qt.Key.Key_Return)


def test_first_run_by_keys(kit: Kit, lane: Lane, qtbot) -> None:
    create = Created()
    surface = FirstRunSurface(kit, lane, create)
    bring_up(qtbot, surface)
    fill(surface)
    assert focused() is surface.practice
    press(Qt.Key.Key_Tab)
    with qtbot.waitSignal(surface.created) as created:
        press(Qt.Key.Key_Return)
    assert created.args == [FirstRun(**ANSWERS, password=PASSWORD, practice=False), CODE]
    assert create.threads == ["setup"]
    assert surface.lines["password"].text() == surface.lines["again"].text() == ""
    assert PASSWORD not in repr(create.runs)


def test_first_run_names_what_is_missing(kit: Kit, lane: Lane, qtbot) -> None:
    create = Created()
    surface = FirstRunSurface(kit, lane, create)
    bring_up(qtbot, surface)
    button(surface, kit.texts("frame.setup.begin")).click()
    assert surface.fault() == kit.texts("frame.setup.missing", what=kit.texts("frame.setup.hall_name"))
    assert focused() is surface.lines["hall_name"]
    fill(surface)
    surface.lines["clerk_name"].clear()
    button(surface, kit.texts("frame.setup.begin")).click()
    assert focused() is surface.lines["clerk_name"]
    assert create.runs == []


@pytest.mark.parametrize(
    ("password", "again", "key"),
    [
        ("short7", "short7", "frame.setup.password_short"),
        ("aaaaaaaa", "aaaaaaaa", "frame.setup.password_simple"),
        ("12121212", "12121212", "frame.setup.password_simple"),
        ("correct-horse", "correct-house", "frame.setup.password_differs"),
        ("correct-horse", "correct-horse", ""),
        ("我的密码是春天来了", "我的密码是春天来了", ""),
    ],
)
def test_password(texts: Texts, password: str, again: str, key: str) -> None:
    assert password_fault(texts, password, again) == (texts(key, least=8) if key else "")


def test_first_run_that_is_refused_keeps_what_was_typed(kit: Kit, lane: Lane, qtbot) -> None:
    surface = FirstRunSurface(kit, lane, Created(ValueError("disk")))
    bring_up(qtbot, surface)
    fill(surface)
    button(surface, kit.texts("frame.setup.begin")).click()
    assert surface.is_busy()
    button(surface, kit.texts("frame.setup.begin")).click()  # a second press does nothing
    qtbot.waitUntil(lambda: not surface.is_busy())
    assert surface.fault() == kit.texts("frame.defect.sentence")
    assert surface.answers() == FirstRun(**ANSWERS, password=PASSWORD, practice=False)


def test_recovery_code_is_kept_before_going_on(kit: Kit, lane: Lane, qtbot) -> None:
    printed: list[str] = []
    surface = RecoveryCodeSurface(kit, lane, CODE, printed.append)
    bring_up(qtbot, surface)
    kept: list[bool] = []
    surface.kept.connect(lambda: kept.append(True))
    assert CODE in [label.shown() for label in surface.findChildren(PlainLabel)]
    button(surface, kit.texts("frame.code.print")).click()
    assert printed == [CODE]
    surface.setFocus()
    type_text("xxxx")
    press(Qt.Key.Key_Return)
    assert kept == []
    assert surface.fault() == kit.texts("frame.code.wrong")
    surface.check.clear()
    type_text(" tt6c ")
    press(Qt.Key.Key_Return)
    assert kept == [True]
    assert CODE not in [label.shown() for label in surface.findChildren(PlainLabel)]


def test_recovery_code_without_a_printer(kit: Kit, lane: Lane, qtbot) -> None:
    surface = RecoveryCodeSurface(kit, lane, CODE)
    bring_up(qtbot, surface)
    assert not button(surface, kit.texts("frame.code.print")).isVisible()


class Doors:
    """Opens for one password, refuses any other."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.tried: list[str] = []
        self.refusal = refusal or KnownTrouble("wrong_password")

    def __call__(self, *tried: str) -> str:
        self.tried.append(" ".join(tried))
        if tried[-1] != PASSWORD:
            raise self.refusal
        return "open desk"


def test_unlock(kit: Kit, lane: Lane, qtbot) -> None:
    doors = Doors()
    surface = UnlockSurface(kit, lane, "城东街道大厅 · 陈晓", doors)
    bring_up(qtbot, surface)
    surface.setFocus()
    type_text(PASSWORD)
    with qtbot.waitSignal(surface.opened) as opened:
        press(Qt.Key.Key_Return)
    assert opened.args == ["open desk"]
    assert surface.password.text() == ""


@pytest.mark.parametrize("refusal", [KnownTrouble("x"), DeskRefusal("x"), ValueError("x")])
def test_wrong_password_is_said_and_may_be_tried_again(kit: Kit, lane: Lane, qtbot, refusal: Exception) -> None:
    doors = Doors(refusal)
    surface = UnlockSurface(kit, lane, "大厅", doors)
    bring_up(qtbot, surface)
    opened: list[object] = []
    surface.opened.connect(opened.append)
    surface.setFocus()
    press(Qt.Key.Key_Return)
    assert surface.fault() == kit.texts("frame.unlock.empty")
    assert doors.tried == []
    type_text("wrong")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not surface.is_busy())
    assert surface.fault()
    assert surface.fault() != kit.texts("frame.setup.working")
    assert focused() is surface.password
    assert opened == []
    type_text(PASSWORD)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))


def test_password_shows_dots_and_is_hidden_from_the_input_method(kit: Kit, lane: Lane, qtbot) -> None:
    surface = UnlockSurface(kit, lane, "大厅", Doors())
    qtbot.addWidget(surface)
    line = surface.password
    assert line.echoMode() is QLineEdit.EchoMode.Password
    assert line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_locked_desk_offers_no_recovery(kit: Kit, lane: Lane, qtbot) -> None:
    surface = UnlockSurface(kit, lane, "大厅", Doors(), may_recover=False)
    bring_up(qtbot, surface)
    assert not button(surface, kit.texts("frame.unlock.forgotten")).isVisible()


def test_recovery(kit: Kit, lane: Lane, qtbot) -> None:
    doors = Doors()
    surface = RecoverySurface(kit, lane, doors)
    bring_up(qtbot, surface)
    surface.setFocus()
    button(surface, kit.texts("frame.recovery.open")).click()
    assert surface.fault() == kit.texts("frame.recovery.empty")
    type_text(CODE)
    press(Qt.Key.Key_Tab)
    type_text(PASSWORD)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert surface.fault() == kit.texts("frame.setup.password_differs")
    type_text(PASSWORD)
    with qtbot.waitSignal(surface.opened) as opened:
        press(Qt.Key.Key_Return)
    assert opened.args == ["open desk"]
    assert doors.tried == [f"{CODE} {PASSWORD}"]
    assert surface.code.text() == surface.password.text() == surface.again.text() == ""
    with qtbot.waitSignal(surface.went_back):
        button(surface, kit.texts("frame.setup.back")).click()


def test_start_that_fails_says_why(kit: Kit, lane: Lane, qtbot) -> None:
    told = Told(ToldKind.TROUBLE, "x", "数据文件已损坏。已保存的办件都在备份里,请联系管理员。")
    surface = StartTroubleSurface(kit, lane, told, lambda: "报告.zip")
    bring_up(qtbot, surface)
    surface.setFocus()
    assert told.sentence in [label.shown() for label in surface.findChildren(PlainLabel)]
    button(surface, kit.texts("frame.defect.report")).click()
    qtbot.waitUntil(lambda: not surface.is_busy())
    assert "报告.zip" in surface.fault()
    surface.setFocus()
    with qtbot.waitSignal(surface.leaving):
        press(Qt.Key.Key_Return)


def test_sheet_shows_all_its_lines(kit: Kit, lane: Lane, qtbot) -> None:
    """Wrapped words must not squeeze what stands below them."""
    for surface in (
        FirstRunSurface(kit, lane, Created()),
        RecoveryCodeSurface(kit, lane, CODE, lambda code: None),
        UnlockSurface(kit, lane, "大厅", Doors()),
        RecoverySurface(kit, lane, Doors()),
    ):
        surface.resize(1366, 768)
        bring_up(qtbot, surface)
        surface.set_fault("很长的一句话" * 20)
        qtbot.wait(1)
        for line in surface.findChildren(QLineEdit):
            assert line.height() == kit.theme.row_height
        for each in surface.findChildren(KeyButton):
            assert not each.isVisible() or each.height() == kit.theme.button_height
