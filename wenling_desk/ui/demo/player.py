"""Plays the scenes on the program itself and tells what came of each."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler

from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.app import DeskApp, DeskPorts, application
from wenling_desk.ui.demo.at_record import case_number
from wenling_desk.ui.demo.day_clock import DayClock
from wenling_desk.ui.demo.file_printer import FilePrinter
from wenling_desk.ui.demo.hands import Hands, Pace, StuckError
from wenling_desk.ui.demo.keys_seen import KeysSeen
from wenling_desk.ui.demo.one_window import OneWindow
from wenling_desk.ui.demo.programme import SCENES
from wenling_desk.ui.demo.scenes import Scene
from wenling_desk.ui.demo.script import Script
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.use_cases.ports import Paper, Reading

_log = logging.getLogger(__name__)
MOST_BACK = 8
Tell = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where pictures, papers, and what the printer prints go, and where the files lie that people bring."""

    pictures: Path
    papers: Path
    printed: Path
    given: Path = field(default_factory=Path)


class Player:
    """One performance. ``tell`` takes a plain line for each scene as soon as it is over."""

    def __init__(
        self, ports: DeskPorts, script: Script, folders: Folders, tell: Tell, clock: DayClock | None = None
    ) -> None:
        """The folders exist. The ports are those of the program, for a home in which no desk was set up yet. ``clock``
        is the one the ports have, where the time of the day is part of the play."""
        self._texts: Texts = ports.texts
        self._folders = folders
        self._tell = tell
        pace = clock.pace if clock is not None else Pace()
        printer = FilePrinter(folders.printed, ports.texts("demo.printer"))
        app = application()
        # The system's own dialogs run outside the program: nobody but a person could answer them.
        app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        self._desk = DeskApp(app, replace(ports, ticks=pace, open_printer=printer, find_printers=printer.found))
        seen = self._seen = KeysSeen()
        seen.watch(app)
        self._windows = OneWindow(self._desk.window)
        self._windows.watch(app)
        hands = Hands(self._desk.window, pace, self._desk.wedge, seen)
        self.stage = Stage(self._desk, hands, ports.texts, script, printer, folders.pictures, clock, folders.given)
        self.written: list[Path] = []
        self._known: set[str] = set()

    def play(self, scenes: Sequence[Scene] = SCENES) -> list[Mapping[str, Any]]:
        """Play every scene; one that fails stops no other. The lines told; the window is closed afterwards."""
        lines: list[Mapping[str, Any]] = []
        with _defects_of(self.stage.defects):
            self._desk.start()
            self._desk.window.activateWindow()
            for scene in scenes:
                line = self._play(scene)
                self._tell(line)
                lines.append(line)
            self._end()
        return lines

    def _play(self, scene: Scene) -> dict[str, Any]:
        stage, seen = self.stage, self._seen
        stage.touched.clear()
        stage.taken.clear()
        stage.figures.clear()
        stage.defects.clear()
        self._windows.strays.clear()
        if self._desk.main is not None and not self._desk.main.is_covered():
            # Nobody reads to one person what was said about the one before.
            stage.read_notice()
        keys, characters, begun = seen.keys, seen.characters, stage.hands.pace.now
        reason = self._reason_against(scene)
        line: dict[str, Any] = {"step": scene.step, "title": self._texts(scene.text_key), "ok": not reason}
        if reason:
            line["reason"] = reason
        line |= {"keys": seen.keys - keys, "characters": seen.characters - characters}
        line |= {"budget": scene.most_keys} if scene.most_keys else {}
        line["seconds"] = (stage.hands.pace.now - begun) // 1000
        line |= self._papers(scene)
        line |= {"figures": dict(stage.figures)} if stage.figures else {}
        line["pictures"] = list(stage.taken)
        if reason:
            self._clear_up(scene)
        return line

    def _reason_against(self, scene: Scene) -> str:
        """Play a scene; why it did not succeed, empty when it did. What broke in the program comes before what was
        therefore waited for in vain."""
        stage, texts = self.stage, self._texts
        stuck: StuckError | None = None
        try:
            if scene.at is not None:
                stage.at(*scene.at)
            scene.play(stage)
        except StuckError as error:
            stuck = error
        except Exception as error:
            _log.exception("the scene %s broke off", scene.step)
            stage.defects.append(repr(error))
        if stage.defects:
            return texts("demo.defect", detail=stage.defects[0])
        if self._windows.strays:
            return texts("demo.stray", name=self._windows.strays[0])
        if stuck is None:
            return ""
        what, said = texts(stuck.what), stage.what_was_said()
        return texts("demo.said", what=what, sentence=said) if said else what

    def _papers(self, scene: Scene) -> dict[str, Any]:
        """Write the papers that are new in the records of a scene."""
        found: list[dict[str, Any]] = []
        number = ""
        self.stage.wait_for_printer()
        for record_id in dict.fromkeys(self.stage.touched):
            number = number or case_number(self.stage, record_id)
            found += [
                self._write(scene, paper, pdf) for paper, pdf in self.stage.ask(_new_papers(record_id, self._known))
            ]
        return {"number": number, "papers": found} if self.stage.touched else {}

    def _write(self, scene: Scene, paper: Paper, pdf: bytes) -> dict[str, Any]:
        self._known.add(paper.number)
        name = f"{len(self.written) + 1:02d}-{scene.step}-{paper.kind}.pdf"
        file = self._folders.papers / name
        file.write_bytes(pdf)
        self.written.append(file)
        return {"number": paper.number, "kind": paper.kind, "file": name, "printed": paper.printed_at is not None}

    def _clear_up(self, scene: Scene) -> None:
        """Leave the desk so that the next scene can begin: a picture of what went wrong, then back step by step."""
        main = self._desk.main
        if main is None:
            return
        self._desk.window.grab().save(str(self._folders.pictures / f"failed-{scene.step}.png"))
        self.stage.hands.come_back()
        for _ in range(MOST_BACK):
            self.stage.hands.press("Esc")
        self.stage.printer.broken = False
        if main.is_covered():
            main.uncover()
        page = main.current_page()
        if isinstance(page, AcceptancePage):
            page.put_away()

    def _end(self) -> None:
        """Close the window as its owner does, and let go of the program's keys."""
        self._desk.window.close()
        self._desk.stop()
        app = application()
        for watching in (self._seen, self._windows):
            app.removeEventFilter(watching)


def _new_papers(record_id: str, known: set[str]) -> Callable[[Reading], list[tuple[Paper, bytes]]]:
    def find(reading: Reading) -> list[tuple[Paper, bytes]]:
        papers = [paper for paper in reading.papers_of(record_id) if paper.number not in known]
        return [(paper, reading.paper_pdf(paper.number)) for paper in papers]

    return find


@contextmanager
def _defects_of(defects: list[str]) -> Iterator[None]:
    """Errors nobody caught count against the scene; Qt's own words go to the log."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.error("uncaught", exc_info=(kind, error, trace))
        defects.append(repr(error))

    before, hook = qInstallMessageHandler(_log_qt), sys.excepthook
    sys.excepthook = caught
    try:
        yield
    finally:
        sys.excepthook = hook
        qInstallMessageHandler(before)


def _log_qt(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _log.debug("Qt: %s", message)
