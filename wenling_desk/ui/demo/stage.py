"""The stage of the demonstration: the program as a person sits before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.app import DeskApp
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.demo.day_clock import DayClock
from wenling_desk.ui.demo.file_printer import FilePrinter
from wenling_desk.ui.demo.hands import PATIENCE_S, Hands, StuckError
from wenling_desk.ui.demo.script import Script
from wenling_desk.ui.frame_clock import FrameClock
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Page
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.notice_bar import NoticeKind
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import Reading

T = TypeVar("T")
PageKind = TypeVar("PageKind", bound=Page)
PRINTING_MS = 30_000
LAYING_OUT = 4
READ_MS = 600
"""A person reads the strip before pressing Enter."""


@dataclass
class Stage:
    """What every scene works with.

    ``records`` are the records of earlier scenes by name; ``touched`` those of the scene that plays now, whose papers
    are wanted; ``taken`` its pictures and ``figures`` what it counted; ``defects`` what went wrong in the program
    itself. ``clock`` is the desk's, where the day has one; ``given`` the folder with the files people and departments
    bring.
    """

    app: DeskApp
    hands: Hands
    texts: Texts
    script: Script
    printer: FilePrinter
    pictures: Path
    clock: DayClock | None = None
    given: Path = field(default_factory=Path)
    records: dict[str, str] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)
    latest_record: str = ""

    # -- the program -----------------------------------------------------------------------------

    @property
    def main(self) -> MainWindow:
        """The open desk. Raises StuckError before it is open."""
        if self.app.main is None:
            raise StuckError("demo.wait.open")
        return self.app.main

    @property
    def bridge(self) -> Bridge:
        """The bridge of the open desk. Raises StuckError before it is open."""
        if self.app.bridge is None:
            raise StuckError("demo.wait.open")
        return self.app.bridge

    def listen(self) -> None:
        """Hear what is written and what goes wrong, from now on."""
        self.bridge.changed.connect(self._heard)
        self.bridge.told.connect(self._told)

    def _heard(self, changes: Changes) -> None:
        self.latest_record = changes.record_id or self.latest_record

    def _told(self, told: Told) -> None:
        if told.kind is ToldKind.DEFECT:
            self.defects.append(told.sentence)

    def page(self, kind: type[PageKind]) -> PageKind:
        """The page on top, once it is of that kind."""
        self.hands.until(lambda: isinstance(self.main.current_page(), kind), "demo.wait.page")
        page = self.main.current_page()
        if not isinstance(page, kind):
            raise StuckError("demo.wait.page")
        return page

    def ask(self, question: Callable[[Reading], T]) -> T:
        """Ask the desk and wait for the answer: all that was asked before is answered then, too."""
        answers: list[T] = []
        self.bridge.ask(question, answers.append)
        self.hands.until(lambda: bool(answers), "demo.wait.answer")
        self.hands.look()
        return answers[0]

    def settle(self) -> None:
        """Wait until the desk has answered every question asked so far."""
        self.ask(lambda _: None)

    def at(self, hour: int, minute: int = 0) -> None:
        """It has become that time."""
        if self.clock is not None:
            self.clock.come_to(hour, minute)
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """The desk's clock shows the time it is."""
        for shown in self.main.findChildren(FrameClock):
            shown.look()

    def carry_out(self, act: Callable[[], object]) -> str:
        """Do something and wait for the sentence that says it is done. Any other words say why it was not: raises
        StuckError."""
        notices = self.main.notices
        before = notices.current()
        act()
        # The same words twice are another notice.
        self.hands.until(lambda: notices.current() is not None and notices.current() is not before, "demo.wait.done")
        said = notices.current()
        if said is None or said.kind is not NoticeKind.TELL:
            raise StuckError("demo.wait.done")
        self.settle()
        return said.sentence

    # -- what scenes keep ------------------------------------------------------------------------

    def keep(self, name: str, record_id: str) -> None:
        """Remember the record a scene made or went on with; its papers are wanted."""
        self.records[name] = record_id
        self.touched.append(record_id)

    def record(self, name: str) -> str:
        """The record of an earlier scene; its papers are wanted. Raises StuckError where that scene failed."""
        if name not in self.records:
            raise StuckError("demo.wait.record")
        self.touched.append(self.records[name])
        return self.records[name]

    def wait_for_fact(self, record_id: str, kind: str) -> None:
        """Wait until a record holds a fact of that kind, and the page shows it. Raises StuckError."""
        deadline = QDeadlineTimer(PATIENCE_S * 1000)
        while not any(fact.kind == kind for fact in self.ask(lambda reading: reading.facts_of(record_id))):
            if deadline.hasExpired():
                raise StuckError("demo.wait.done")
            self.hands.look()
        self.settle()

    def wait_for_printer(self) -> None:
        """Wait until every paper issued has come out; one that does not come stays 待打印 and is told as such."""
        if not self.touched or self.printer.broken:
            return
        deadline = QDeadlineTimer(PRINTING_MS)
        while self.ask(lambda reading: reading.papers_to_print()) and not deadline.hasExpired():
            self.hands.look()

    def picture(self, name: str) -> None:
        """Grab the window as it is now, once it has laid itself out."""
        for _ in range(LAYING_OUT):
            self.hands.look()
            QApplication.sendPostedEvents()
        file = self.pictures / f"{name}.png"
        if not self.app.window.grab().save(str(file)):
            raise StuckError("demo.wait.picture")
        self.taken.append(file.name)

    # -- what every page has ---------------------------------------------------------------------

    def confirm(self, picture: str = "") -> None:
        """Read the strip and press Enter."""
        self.hands.until(self.main.strip.is_open, "demo.wait.strip")
        if picture:
            self.picture(picture)
        self.hands.wait(READ_MS)
        self.hands.press("Return")

    def read_notice(self) -> None:
        """Esc: what the desk said was read, all of it."""
        while self.main.notices.current() is not None:
            self.hands.press("Esc")

    def tab_to(self, target: QWidget, most: int = 60) -> None:
        """Press Tab until the focus is on or inside a widget. Raises StuckError where Tab does not come there."""
        for _ in range(most):
            focused = self.hands.focused()
            if focused is target or target.isAncestorOf(focused):
                return
            self.hands.press("Tab")
        raise StuckError("demo.wait.focus")

    def command(self, words: str) -> None:
        """Ctrl+K: do what the first line found for these words says."""
        self.settle()
        self.hands.press("Ctrl+K")
        self.hands.type(words)
        self.settle()
        self.hands.press("Return")

    def what_was_said(self) -> str:
        """The sentence the desk shows now, empty when none: mostly the reason why something did not go on."""
        notice = self.app.main.notices.current() if self.app.main is not None else None
        return notice.sentence if notice is not None else ""
