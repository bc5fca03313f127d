"""The whole program, opened on a practice desk: what the keys and the memory benches drive."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import screens
from wenling_desk.receipts import fonts
from wenling_desk.ui import app as ui
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import PageDescriptor
from wenling_desk.ui.printing import PrintRoom
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Reading

T = TypeVar("T")
PATIENCE_S = 20.0


class Ticks:
    """Milliseconds that pass with each look, so that typing does not look like a scanner, and when told."""

    _EACH = 100

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        self.now += self._EACH
        return self.now


def _say(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    # The offscreen platform has no window manager and says so each time a window is shown.
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


class RealDesk:
    """The opened program, nothing in it replaced. Without a printer its papers stay to be printed, and it says so."""

    def __init__(self, home: Path) -> None:
        self.app: QApplication = ui.application()
        qInstallMessageHandler(_say)
        self.opened = bootstrap.open_practice(home)
        self.bridge: Bridge | None = None
        self.room: PrintRoom | None = None
        wired = screens.wire(self.opened)

        def pages(bridge: Bridge, room: PrintRoom) -> Sequence[PageDescriptor]:
            self.bridge, self.room = bridge, room
            return wired.pages(bridge, room)

        self.ticks = Ticks()
        self._desk_app = ui.DeskApp(
            self.app,
            ui.DeskPorts(
                texts=self.opened.parts.texts,
                styles=resources.path("styles"),
                icons=resources.path("icons"),
                fonts=list(fonts.unpack(home / "cache" / "fonts", fonts.SCREEN_FONTS).values()),
                clock=bootstrap.SystemClock(),
                create=lambda _: "",
                open_desk=lambda _: replace(wired, pages=pages),
                recover=lambda _code, _password: wired,
                ticks=self.ticks,
            ),
        )
        self._desk_app.start()
        surface = self._desk_app.window.currentWidget()
        if not isinstance(surface, UnlockSurface):
            raise TypeError("the desk did not ask for its password")
        surface.try_password("practice")
        self.until(lambda: self._desk_app.main is not None)

    @property
    def window(self) -> MainWindow:
        """The main window."""
        if self._desk_app.main is None:
            raise RuntimeError("the desk is not open")
        return self._desk_app.main

    def until(self, happened: Callable[[], object]) -> None:
        """Let Qt work until something has happened. Raises TimeoutError."""
        patience = time.monotonic() + PATIENCE_S
        while not happened():
            if time.monotonic() > patience:
                raise TimeoutError("the desk did not come so far")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            time.sleep(0.001)

    def settle(self) -> None:
        """Until the reader has answered what was asked so far."""
        self.read(lambda _: None)
        self.app.processEvents()
        if self.app.activeWindow() is None:
            # A list that closes takes the activation with it; on a real screen the window manager gives it back.
            self._desk_app.window.activateWindow()
            self.until(self.app.activeWindow)

    def carry_out(self, command: Command) -> Changes:
        """A command through the bridge, and what it changed. Raises RuntimeError with the words of a refusal."""
        return self._wait(partial(self._open_bridge.submit, command))

    def read(self, query: Callable[[Reading], T]) -> T:
        """A question through the bridge."""
        answers: list[T] = []
        self._open_bridge.ask(query, answers.append)
        self.until(lambda: answers)
        return answers[0]

    def look_at(self, pdf: bytes) -> None:
        """Draw a paper as the preview does."""
        if self.room is None:
            raise RuntimeError("the desk is not open")
        room = self.room
        self._wait(lambda done, failed: room.preview(pdf, done, failed))

    @property
    def _open_bridge(self) -> Bridge:
        if self.bridge is None:
            raise RuntimeError("the desk is not open")
        return self.bridge

    def _wait(self, begin: Callable[..., object]) -> Any:
        done: list[Any] = []
        failed: list[Told] = []
        begin(done.append, failed.append)
        self.until(lambda: done or failed)
        if failed:
            raise RuntimeError(f"{failed[0].code}: {failed[0].sentence}")
        return done[0]

    def close(self) -> None:
        """End it."""
        self._desk_app.window.close()
        self.app.processEvents()
