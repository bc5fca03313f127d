"""The program's windows in a process of its own, without pytest's hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from tests.robustness.desk_under_test import PASSWORD
from wenling_desk import resources
from wenling_desk.bootstrap.desk_log import begin_log
from wenling_desk.bootstrap.first_window import desk_ports
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.app import DeskApp, application
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.setup.unlock import UnlockSurface


def until(condition: Callable[[], bool], seconds: int = 20) -> None:
    """Let the desk work until it is so; ends the process with a word when it never is."""
    deadline = QDeadlineTimer(seconds * 1000)
    while not condition():
        if deadline.hasExpired():
            raise SystemExit("waited in vain")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def open_windows(home: Path) -> tuple[DeskApp, MainWindow]:
    """Start the program on a home and type the password."""
    begin_log(home)
    desk = DeskApp(application(), desk_ports(home, Texts(resources.path("texts", "zh_CN"))))
    desk.start()
    surface = desk.window.currentWidget()
    assert isinstance(surface, UnlockSurface)
    surface.try_password(PASSWORD)
    until(lambda: desk.main is not None)
    assert desk.main is not None
    desk.window.activateWindow()
    return desk, desk.main


def begin_application(main: MainWindow, code: str) -> AcceptancePage:
    """The acceptance page with an application for an item."""
    main.go("acceptance", code=code, is_bundle=code.startswith("WL-"))
    page = main.current_page()
    assert isinstance(page, AcceptancePage)
    until(lambda: page.area is not None and page.presenter is not None)
    return page
