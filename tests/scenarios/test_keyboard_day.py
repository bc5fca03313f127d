"""Somebody who has never seen the desk accepts a case without the mouse, and without knowing any key: Tab, Enter,
digits, the space bar, and the keys that stand on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.scenarios.guide_pictures import GUIDE
from tests.support.hands import CTRL, bring_up, press, type_text
from wenling_desk import resources
from wenling_desk.bootstrap import first_window
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.act_panel import ActPanel
from wenling_desk.ui.acceptance.done_view import DoneView
from wenling_desk.ui.acceptance.entry_view import EntryView, FindLine
from wenling_desk.ui.acceptance.form_panel import FormPanel
from wenling_desk.ui.acceptance.material_panel import MaterialPanel
from wenling_desk.ui.acceptance.party_panel import PartyPanel
from wenling_desk.ui.acceptance.plan_panel import PlanPanel
from wenling_desk.ui.demo.at_acceptance import AtAcceptance
from wenling_desk.ui.demo.before_opening import open_first_time
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.keys_seen import KeysSeen
from wenling_desk.ui.demo.player import Folders, Player
from wenling_desk.ui.demo.scenes import Scene
from wenling_desk.ui.demo.script import read_script
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.widgets.frame_bars import Rail

pytestmark = [
    pytest.mark.timeout(180),
    # The offscreen platform has no window manager and says so each time a window is shown.
    pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True),
]
PAGES = {
    "工作台": "workbench",
    "受理": "acceptance",
    "办件": "record",
    "咨询": "consultation",
    "补录": "back_entry",
    "文书": "papers",
    "设置": "settings",
}
EVERYWHERE = "哪里都能用"


SECTIONS = {
    Rail: "rail",
    EntryView: "search",
    PlanPanel: "situation",
    MaterialPanel: "materials",
    PartyPanel: "people",
    FormPanel: "form",
    ActPanel: "acts",
    DoneView: "done",
}


@dataclass
class Stop:
    """Where the focus stood: what it is called, in which part of the page, where in the window, whether it is seen."""

    name: str
    section: str
    place: QRect
    visible: bool


@dataclass
class Walk:
    """What a newcomer met."""

    stops: list[Stop] = field(default_factory=list)
    keys: int = 0
    number: str = ""
    papers: int = 0
    registry: dict[str, dict[str, str]] = field(default_factory=dict)
    """Page -> key -> what it does."""


def where(stage: Stage) -> Stop:
    """The stop under the focus, as a person sees and a screen reader says it."""
    widget = stage.hands.focused()
    corner = widget.mapTo(stage.app.window, QPoint(0, 0))
    words = (widget.accessibleName(), getattr(widget, "verb", ""), getattr(widget, "text", str)())
    name = next((word for word in words if word), "")
    inside = stage.app.window.rect().intersects(QRect(corner, widget.size()))
    return Stop(name, section_of(widget), QRect(corner, widget.size()), widget.isVisible() and inside)


def section_of(widget: QWidget | None) -> str:
    """The part of the page a widget belongs to; empty for none of them."""
    while widget is not None:
        if type(widget) in SECTIONS:
            return SECTIONS[type(widget)]
        widget = widget.parentWidget()
    return ""


class Newcomer:
    """Knows Tab, Enter, the space bar and the digits; reads what stands on the screen."""

    def __init__(self, stage: Stage, walk: Walk) -> None:
        self.stage = stage
        self.walk = walk
        self.hands = stage.hands

    def press(self, *keys: str) -> None:
        for key in keys:
            self.hands.press(key)
            self.walk.stops.append(where(self.stage))

    def tab_until(self, found: Any, most: int = 60) -> QWidget:
        """Tab on until something is reached; being stuck is a trap for everybody without a mouse."""
        for _ in range(most):
            focused = self.hands.focused()
            if found(focused):
                return focused
            self.press("Tab")
        raise StuckError("demo.wait.focus")

    def read_person(self, person: Mapping[str, str], role: str) -> None:
        """Fill in the fields of a role, as their labels ask for them."""
        labels = {"姓名": "name", "名称": "name", "号码": "identity_number", "电话": "phone", "地址": "address"}
        for _ in range(8):
            name = self.hands.focused().accessibleName()
            owner, _, label = name.partition(" ")
            if owner != role:
                return
            asked = labels.get(label, "")
            if asked in person and not getattr(self.hands.focused(), "text", str)():
                self.hands.type(person[asked])
            self.press("Return")


def accept_a_company(stage: Stage, walk: Walk) -> None:
    """From the workbench to the number, by what the screen says."""
    me, hands, matter = Newcomer(stage, walk), stage.hands, stage.script.matters["company"]
    rail = stage.main.findChild(Rail)
    assert rail is not None
    me.tab_until(rail.isAncestorOf)
    while hands.focused().accessibleName() != "受理":
        me.press("Down")
    me.press("Return")
    counter = AtAcceptance(stage)
    me.tab_until(lambda widget: isinstance(widget, FindLine))
    hands.type("我要办企业开办")
    counter_row = counter.page.entry.hits.current_row()
    assert counter_row is not None
    assert matter.name in counter_row.cells
    me.press("Return")
    # The usual answers stand there; Enter goes from question to question, then to the materials.
    for _ in counter.sheet.opened.questions:
        me.press("Return")
    table = counter.area.materials.table
    assert hands.focused() is table
    for _ in table.rows.rows:
        row = table.current_row()
        assert row is not None
        # The hint above the table says what each key means.
        me.press("M" if row.key in ("m_sfz", "m_cq", "m_yz") else "1", "Space")
    me.tab_until(lambda widget: counter.area.people.isAncestorOf(widget) and widget.accessibleName() == "申请人 姓名")
    people = stage.script.matters["company"].people
    for party in counter.sheet.opened.parties.rows:
        me.read_person(people[party.party_id], party.label)
    button = counter.area.acts.buttons["accept"]
    me.tab_until(lambda widget: widget is button, most=90)
    me.press("Return")
    stage.confirm()
    outcome = counter.outcome()
    walk.number = outcome.number
    done = counter.page.done
    assert done is not None
    assert hands.focused() is done.next
    stage.keep("company", outcome.record_id)
    facts = stage.ask(lambda reading: reading.facts_of(outcome.record_id))
    assert {fact.kind for fact in facts} >= {"TakenIn", "Accepted", "HeldForPredecessor"}


def look_at_every_page(stage: Stage, walk: Walk) -> None:
    """What each page's keys do, as its help (F1) lists them."""
    for name, page_id in PAGES.items():
        arguments = {"record_id": stage.records["company"]} if page_id == "record" else {}
        assert stage.main.go(page_id, **arguments), name
        stage.settle()
        registry = stage.main.registry
        walk.registry[name] = {action.keys[0]: registry.name(action) for action in registry.actions() if action.keys}


@pytest.fixture(scope="module")
def walk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    home = tmp_path_factory.mktemp("home")
    folders = Folders(*(tmp_path_factory.mktemp(name) for name in ("pictures", "papers", "printed")))
    script = read_script(yaml.safe_load(resources.path("demo", "day.yaml").read_text(encoding="utf-8")))
    ports = first_window.desk_ports(home, Texts(resources.path("texts", "zh_CN")))
    found = Walk()
    told: list[Mapping[str, Any]] = []
    player = Player(ports, script, folders, told.append)
    player.play(
        (
            Scene("first_run", "demo.step.first_run", open_first_time),
            Scene("company", "demo.step.company", lambda stage: accept_a_company(stage, found)),
            Scene("around", "demo.step.around", lambda stage: look_at_every_page(stage, found)),
        )
    )
    trail = " > ".join(stop.name for stop in found.stops)
    assert [line.get("reason", "") for line in told] == ["", "", ""], trail
    found.papers = len(player.written)
    found.keys = int(told[1]["keys"])
    return found


def test_a_newcomer_accepts_a_company_without_the_mouse(walk: Walk) -> None:
    assert re.fullmatch(r"X331081-\d\d-X000-\d{6}-.", walk.number)
    assert walk.papers == 3


def test_every_stop_can_be_seen_and_has_a_name(walk: Walk) -> None:
    assert len(walk.stops) > 30
    assert [stop for stop in walk.stops if not stop.visible] == []
    assert [stop.place for stop in walk.stops if not stop.name] == []


def test_the_focus_goes_as_the_eye_does(walk: Walk) -> None:
    order = list(dict.fromkeys(stop.section for stop in walk.stops if stop.section))
    assert order == ["rail", "search", "situation", "materials", "people", "form", "acts"]


def test_guide_names_keys_that_exist(walk: Walk) -> None:
    rows = re.findall(r"^\| (\S+) \| <kbd>([^<]+)</kbd> \| ([^|]+) \|$", read_guide(), re.MULTILINE)
    assert len(rows) > 50
    wrong = []
    for page, key, does in rows:
        found = walk.registry["工作台" if page == EVERYWHERE else page].get(key)
        if found != does.strip():
            wrong.append(f"{page} {key}: {does.strip()!r}, not {found!r}")
    assert not wrong, "\n".join(wrong)


def test_guide_names_every_key(walk: Walk) -> None:
    rows = re.findall(r"^\| (\S+) \| <kbd>([^<]+)</kbd> \|", read_guide(), re.MULTILINE)
    everywhere = {key for page, key in rows if page == EVERYWHERE}
    for page, keys in walk.registry.items():
        told = everywhere | {key for name, key in rows if name == page}
        # The record's strip of acts and the paper's voiding share one key that goes on inside a panel.
        assert set(keys) - told <= {"Alt+C", "Ctrl+Enter"}, page


def test_every_key_in_the_text_of_the_guide_exists(walk: Walk) -> None:
    known = {key for keys in walk.registry.values() for key in keys} | {"Enter", "Tab", "Delete", "Ctrl", "F"}
    twins = {"Ctrl+6", "Ctrl+Shift+6"}
    assert set(re.findall(r"<kbd>([^<]+)</kbd>", read_guide())) - known - twins == set()


def test_keys_are_counted_once_and_data_is_not(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    line, table = QLineEdit(), QTableWidget(2, 1)
    # As the desk's own tables: letters mark rows, nothing is typed into cells.
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    column.addWidget(line)
    column.addWidget(table)
    shortcut = QShortcut(QKeySequence("F8"), window)
    done: list[str] = []
    shortcut.activated.connect(lambda: done.append("F8"))
    bring_up(qtbot, window)
    seen = KeysSeen(window)
    application = QApplication.instance()
    assert application is not None
    seen.watch(application)
    line.setFocus()
    type_text("ab 钱c")
    assert (seen.keys, seen.characters) == (0, 4)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_A, CTRL)
    assert done == ["F8"]
    assert (seen.keys, seen.characters) == (3, 4)
    table.setFocus()
    QTest.keyPress(table, Qt.Key.Key_1)
    # The filter that looks for scanners gives a key on later: Qt then asks about it again.
    QApplication.sendEvent(table, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1"))
    QTest.keyRelease(table, Qt.Key.Key_1)
    press(Qt.Key.Key_1)
    assert (seen.keys, seen.characters) == (5, 4)


def read_guide() -> str:
    return (GUIDE / "README.md").read_text(encoding="utf-8")
