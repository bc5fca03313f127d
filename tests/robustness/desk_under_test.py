"""The whole desk in a test's hands: its commands, its windows, its store."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtWidgets import QApplication

from wenling_desk import bootstrap
from wenling_desk.bootstrap import first_window
from wenling_desk.cli import main
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.app import DeskApp
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.surface import Surface
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import WorkQuery
from wenling_desk.use_cases.take_in import TakeIn

PASSWORD: Final = "Correct-Horse-9"
REQUEST: Final = bootstrap.SetUp("城东街道大厅", "H01", "K7QX", "3 号综合窗口", "1001", "陈晓")
ITEM: Final = "SC001"
PERSON: Final = {"name": "示例甲", "identity_number": "331081198511120410", "phone": "13800005678"}

_SENTENCE = re.compile(r"[^\n]*[\u4e00-\u9fff][^\n]*[；，。][^\n]*[。」”\u4e00-\u9fff]")
_OF_PROGRAMS = re.compile(r"Traceback|Error\b|Exception|None\b|\bKeyError|object at 0x|<class")


def intake(**changes: object) -> dict[str, Any]:
    """One scripted intake; nothing of it is wrong."""
    return {"target": ITEM, "applicant": dict(PERSON), "other_materials": "complete", **changes}


def an_intake(desk: bootstrap.OpenDesk, name: str = "示例甲") -> Changes:
    """Take one application in."""
    party = Party("p1", "applicant", PartyKind.NATURAL_PERSON, name, identity_number=PERSON["identity_number"])
    catalogue = desk.current.catalogue()
    materials = {each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item(ITEM).materials}
    sheet = IntakeSheet(ITEM, False, catalogue.release, parties=(party,), materials=materials)
    return desk.dispatcher.dispatch(TakeIn(command_id=desk.current.ids.new_id(), sheet=sheet))


def assert_one_sentence(told: str) -> None:
    """What a person is told: one line of Chinese, and nothing of the program's inside."""
    line = told.strip()
    assert _SENTENCE.fullmatch(line), told
    assert not _OF_PROGRAMS.search(line), told


def says(texts: Texts, key: str, told: str) -> bool:
    """Whether what was told is the text of that id, whatever its values."""
    whole = texts(key, **dict.fromkeys(texts.placeholders(key), "\0"))
    return re.fullmatch(".*".join(map(re.escape, whole.split("\0"))), told.strip()) is not None


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    told: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Commands:
    """The administrator's commands, in this process."""

    capsys: pytest.CaptureFixture[str]
    folder: Path

    def __call__(self, home: Path, *arguments: str | Path, password: str | None = PASSWORD) -> Answer:
        self.capsys.readouterr()
        words = ["--home", str(home), *map(str, arguments)]
        if password is not None:
            file = self.folder / "password"
            file.write_text(password, encoding="utf-8")
            words += ["--password-file", str(file)]
        status = main(words)
        said = self.capsys.readouterr()
        return Answer(status, said.out, said.err)

    def accept(self, home: Path, script: object, **more: Any) -> Answer:
        """Run ``accept`` with a script: text as it is, anything else as JSON."""
        file = self.folder / "script.json"
        file.write_text(script if isinstance(script, str) else json.dumps(script), encoding="utf-8")
        return self(home, "accept", file, "--out", self.folder / "out", **more)


@dataclass
class Screen:
    """The program's windows, offscreen, over a home as it is."""

    qapp: QApplication
    qtbot: Any
    texts: Texts
    apps: list[DeskApp] = field(default_factory=list)

    def start(self, home: Path, **replaced: Any) -> DeskApp:
        """Start the program on a home; without its fonts, which cost more than all the rest, unless they are given."""
        ports = replace(first_window.desk_ports(home, self.texts), **{"ticks": _Pace(), "fonts": (), **replaced})
        app = DeskApp(self.qapp, ports)
        self.apps.append(app)
        self.qtbot.addWidget(app.window)
        app.start()
        app.window.activateWindow()
        self.qtbot.waitUntil(app.window.isActiveWindow)
        return app

    def open(self, home: Path, password: str = PASSWORD, **replaced: Any) -> MainWindow:
        """Start, and type the password."""
        app = self.start(home, **replaced)
        self.unlock(app, password)
        assert app.main is not None, self.fault(app)
        return app.main

    def unlock(self, app: DeskApp, password: str = PASSWORD) -> None:
        """Type a password, and wait until the desk is open or says why not."""
        surface = app.window.currentWidget()
        assert isinstance(surface, UnlockSurface)
        surface.try_password(password)
        self.until(lambda: app.main is not None or not surface.is_busy())

    def until(self, condition: Callable[[], bool], milliseconds: int = 10_000) -> None:
        """Look until it is so."""
        self.qtbot.waitUntil(condition, timeout=milliseconds)

    def fault(self, app: DeskApp) -> str:
        """What the surface before the desk says: why it does not open."""
        surface = app.window.currentWidget()
        if isinstance(surface, StartTroubleSurface):
            return [label.shown() for label in surface.findChildren(PlainLabel)][1]
        assert isinstance(surface, Surface)
        return surface.fault()

    def said(self, main: MainWindow) -> str:
        """The notice of the open desk."""
        notice = main.notices.current()
        return notice.sentence if notice is not None else ""

    def acceptance(self, main: MainWindow, code: str = ITEM) -> AcceptancePage:
        """The acceptance page with an application for an item."""
        main.go("acceptance", code=code, is_bundle=code.startswith("WL-"))
        page = main.current_page()
        assert isinstance(page, AcceptancePage)
        self.until(lambda: page.presenter is not None)
        return page

    def stop(self) -> None:
        for app in self.apps:
            app.window.close()
            app.stop()
        self.apps.clear()


class _Pace:
    """Milliseconds of a person who types without haste: no key comes as quickly as a scanner's."""

    def __init__(self) -> None:
        self.now = 1_000

    def __call__(self) -> int:
        self.now += 200
        return self.now


def heads_of(home: Path, password: str = PASSWORD) -> list[CaseHead]:
    """Every case of a home, after a full check of its store."""
    desk = bootstrap.open_desk(home, password)
    try:
        report = desk.store.check()
        assert report.is_sound, report
        with desk.store.reading() as reading:
            return list(reading.worklist(WorkQuery(limit=1_000)).rows)
    finally:
        desk.close()
