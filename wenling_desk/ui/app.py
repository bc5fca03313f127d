"""The program on the screen: one application, one window, from the first run or the password to the open desk."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QCloseEvent, QIcon, QSessionManager
from PySide6.QtWidgets import QApplication, QMessageBox, QStackedWidget, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Bridge, Lane, log_defect
from wenling_desk.ui.setup.unlock import RecoverySurface, UnlockSurface
from wenling_desk.ui.theme import BASE_SIZE, Theme, ThemeError, add_fonts, add_qt_texts
from wenling_desk.ui.told import tell
from wenling_desk.ui.widgets.kit import Kit, steady_ticks
from wenling_desk.ui.widgets.wedge import WedgeFilter

if TYPE_CHECKING:  # loaded while the clerk types the password
    from wenling_desk.ui.main_window import MainWindow, Search
    from wenling_desk.ui.page import PageDescriptor
    from wenling_desk.ui.printing import FindPrinters, OpenPrinter, PrintRoom, Rasterise
    from wenling_desk.ui.setup.first_run import FirstRun
    from wenling_desk.ui.setup.join import Join
    from wenling_desk.use_cases.changes import Changes
    from wenling_desk.use_cases.commands import Command
    from wenling_desk.use_cases.ports import Clock, Reading

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """An opened desk: what bootstrap wired once the password was right.

    ``pages(bridge, print_room)`` names the pages of this build for this clerk. ``unlock(password)`` checks the
    clerk's password again after a lock and refuses as opening does. ``leave`` ends what works through the bridge,
    ``close`` ends it after both threads have ended.
    """

    hall_name: str
    place: str
    practice: bool
    dispatch: Callable[[Command], Changes]
    read: Callable[[Callable[[Reading], Any]], Any]
    rasterise: Rasterise
    pages: Callable[[Bridge, PrintRoom], Sequence[PageDescriptor]]
    unlock: Callable[[str], object]
    close: Callable[[], None]
    search: Callable[[Bridge], Search] | None = None
    on_open: Callable[[Bridge, MainWindow], None] | None = None
    leave: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class DeskPorts:
    """What the screens need from outside; bootstrap fills it. Nothing here is an adapter's type.

    ``fonts`` are unpacked files, the first two needed for the first picture. ``create``, ``open_desk`` and ``recover``
    run off the GUI thread and refuse with ``DeskRefusal`` or ``KnownTrouble``. ``start_trouble`` is what kept the desk
    from starting at all. ``environ`` is looked at for the input method.
    ``join`` enrols a new desk instead of ``create``, where there may be a centre. ``preload`` runs behind the first
    surface. ``open_printer`` opens a printer by its name, ``find_printers`` names them.
    """

    texts: Texts
    styles: Path
    icons: Path
    fonts: Sequence[Path]
    clock: Clock
    create: Callable[[FirstRun], str]
    open_desk: Callable[[str], OpenDesk]
    recover: Callable[[str, str], OpenDesk]
    join: Callable[[Join], str] | None = None
    is_new: bool = False
    large_type: bool = False
    idle_minutes: int = 10
    who: str = ""
    start_trouble: Exception | None = None
    save_report: Callable[[], str] | None = None
    print_code: Callable[[str], None] | None = None
    preload: Callable[[], None] | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    ticks: Callable[[], int] = field(default_factory=steady_ticks)
    open_printer: OpenPrinter | None = None
    find_printers: FindPrinters | None = None


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard, mouse or screen for some minutes."""

    idle = Signal()
    _TOUCHES = frozenset(
        {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
    )

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(minutes * 60_000)
        self.timer.timeout.connect(self.idle)
        self.timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See every touch; stop none."""
        if event.type() in self._TOUCHES:
            self.timer.start()
        return False


class DeskApp(QObject):
    """The one window and what it shows: set-up, password, or the desk."""

    def __init__(self, app: QApplication, ports: DeskPorts) -> None:
        super().__init__()
        self._app = app
        self._ports = ports
        theme = Theme(ports.styles, ports.icons, large=ports.large_type)
        self.kit = Kit(ports.texts, theme, ports.ticks)
        self._notices: list[str] = []
        try:
            add_fonts(ports.fonts)
        except ThemeError as error:
            # The desk works without it; whether a paper can be printed is checked character by character.
            log_defect(error)
            self._notices.append(ports.texts("frame.start.font_missing"))
        if lacks_input_method(app.platformName(), ports.environ):
            self._notices.append(ports.texts("frame.start.no_input_method"))
        add_qt_texts(app)
        theme.apply(app)
        app.setWindowIcon(QIcon(str(theme.app_icon)))
        self.lane = Lane("setup", self)
        self.window = _Window(self.kit)
        self.window.closing.connect(self.stop)
        self.wedge = WedgeFilter(ports.ticks, self)
        self.wedge.watch(app)
        self.idle = IdleWatch(ports.idle_minutes, self)
        app.installEventFilter(self.idle)
        self.idle.idle.connect(self.lock)
        app.commitDataRequest.connect(self._shutting_down)
        self.main: MainWindow | None = None
        self.bridge: Bridge | None = None
        self._desk: OpenDesk | None = None
        self._print_room: PrintRoom | None = None

    def start(self) -> None:
        """Show the first surface."""
        ports = self._ports
        if ports.start_trouble is not None:
            from wenling_desk.ui.setup.start_trouble import StartTroubleSurface

            told = tell(ports.start_trouble, ports.texts)
            trouble = StartTroubleSurface(self.kit, self.lane, told, ports.save_report)
            trouble.leaving.connect(self.window.close)
            self.window.show_only(trouble)
        elif ports.is_new:
            self._first_run()
        else:
            self._ask_password()
        self.window.show()
        if ports.preload is not None:
            self.lane.run(ports.preload, lambda _: None, log_defect)

    def _first_run(self) -> None:
        from wenling_desk.ui.setup.first_run import FirstRunSurface

        first = FirstRunSurface(self.kit, self.lane, self._ports.create, may_join=self._ports.join is not None)
        first.created.connect(self._show_code)
        first.joining.connect(self._join)
        self.window.show_only(first)

    def _join(self) -> None:
        from wenling_desk.ui.setup.join import JoinSurface

        if self._ports.join is not None:
            surface = JoinSurface(self.kit, self.lane, self._ports.join)
            surface.joined.connect(self._show_code)
            surface.went_back.connect(self._first_run)
            self.window.show_only(surface)

    def _show_code(self, answers: FirstRun | Join, code: str) -> None:
        from wenling_desk.ui.setup.first_run import RecoveryCodeSurface

        surface = RecoveryCodeSurface(self.kit, self.lane, code, self._ports.print_code)
        surface.kept.connect(lambda: self._open_first(answers))
        self.window.show_only(surface)

    def _open_first(self, answers: FirstRun | Join) -> None:
        password = answers.password
        self._ask_password()
        surface = self.window.currentWidget()
        if isinstance(surface, UnlockSurface):
            surface.try_password(password)

    def _ask_password(self) -> None:
        surface = UnlockSurface(self.kit, self.lane, self._ports.who, self._ports.open_desk)
        surface.opened.connect(self._open)
        surface.forgotten.connect(self._ask_code)
        self.window.show_only(surface)

    def _ask_code(self) -> None:
        surface = RecoverySurface(self.kit, self.lane, self._ports.recover)
        surface.opened.connect(self._open)
        surface.went_back.connect(self._ask_password)
        self.window.show_only(surface)

    def _open(self, desk: OpenDesk) -> None:
        self._desk = desk
        self.bridge = Bridge(desk.dispatch, desk.read, self._ports.texts, self)
        from wenling_desk.ui.printing import PrintRoom, system_printer

        open_printer = self._ports.open_printer or system_printer
        self._print_room = PrintRoom(desk.rasterise, self._ports.texts, open_printer, self, self._ports.find_printers)
        self._build_main()

    def _build_main(self) -> None:
        desk, bridge, print_room = self._desk, self.bridge, self._print_room
        if desk is None or bridge is None or print_room is None:
            return
        from wenling_desk.ui.main_window import FrameWords, MainWindow
        from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind

        pages = desk.pages(bridge, print_room)
        main = self.main = MainWindow(
            self.kit,
            FrameWords(desk.hall_name, desk.place, desk.practice),
            pages,
            self._ports.clock,
            desk.search(bridge) if desk.search is not None else None,
            self._ports.save_report,
        )
        main.windowTitleChanged.connect(self.window.setWindowTitle)
        main.locking.connect(self.lock)
        main.leaving.leaving_anyway.connect(self.window.close)
        bridge.changed.connect(main.on_changes)
        bridge.told.connect(main.tell_told)
        self.wedge.scanned.connect(main.on_scan)
        self.window.show_only(main)
        self.window.may_close = main.may_close
        if pages:
            main.go(pages[0].page_id)
        while self._notices:
            main.tell(Notice(self._notices.pop(), NoticeKind.TROUBLE))
        if desk.on_open is not None:
            desk.on_open(bridge, main)

    def lock(self) -> None:
        """Cover the desk until the clerk's password is typed again; nothing is thrown away."""
        main, desk = self.main, self._desk
        if main is None or desk is None or main.is_covered():
            return
        words = main.leaving.unsent_words()
        place = self.kit.texts("sync.leave.lock", place=desk.place, unsent=words) if words else desk.place
        surface = UnlockSurface(self.kit, self.lane, place, desk.unlock, may_recover=False)

        def unlocked(_: object) -> None:
            main.uncover()
            surface.deleteLater()

        surface.opened.connect(unlocked)
        main.cover(surface)

    def _shutting_down(self, manager: QSessionManager) -> None:
        """The computer is shut down or the user logs out: held up once, with the reason, while work is unsent."""
        if self.main is not None and manager.allowsInteraction():
            if not self.main.may_close():
                manager.cancel()
            manager.release()

    def set_large_type(self, large: bool) -> bool:
        """Change the type and make the window anew; ``False`` while the page on top does not let go."""
        page = self.main.current_page() if self.main is not None else None
        if page is not None and page.on_leave():
            return False
        self.kit.theme.large = large
        self.kit.theme.apply(self._app)
        self._build_main()
        return True

    def stop(self) -> None:
        """End: no more keys, both threads, then the desk itself."""
        self._app.removeEventFilter(self.wedge)
        self._app.removeEventFilter(self.idle)
        self.idle.timer.stop()
        if self._desk is not None and self._desk.leave is not None:
            self._desk.leave()  # the sync thread works through the bridge: it ends first
        for thread in (self.bridge, self._print_room, self.lane):
            if thread is not None and not thread.stop():
                _log.error("a thread did not end in time")
        if self._desk is not None:
            self._desk.close()
            self._desk = None


class _Window(QStackedWidget):
    """The top window: one surface at a time; the one before is deleted with everything it showed."""

    closing = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] = lambda: True
        """Whether what is on top lets the window be closed."""
        self.setWindowTitle(kit.texts("frame.program"))
        self.resize(*BASE_SIZE)

    def show_only(self, surface: QWidget) -> None:
        before = self.currentWidget()
        self.addWidget(surface)
        self.setCurrentWidget(surface)
        if before is not None:
            self.removeWidget(before)
            before.hide()
            before.deleteLater()
        surface.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def lacks_input_method(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether Chinese cannot be typed: on X11 Qt brings the ibus plug-in only, and uses it only when told to."""
    wanted = environ.get("QT_IM_MODULES", "") or environ.get("QT_IM_MODULE", "")
    return platform == "xcb" and "ibus" not in wanted.split(";")


def broken_installation(texts: Texts) -> QMessageBox:
    """What is said when not even the look can be read; plain, because nothing of it can be used."""
    box = QMessageBox(QMessageBox.Icon.Critical, texts("frame.program"), texts("frame.start.broken_installation"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def application() -> QApplication:
    """The one application of this process."""
    known = QApplication.instance()
    return known if isinstance(known, QApplication) else QApplication(sys.argv[:1])


def run(ports: DeskPorts) -> int:
    """Show the desk until its window is closed; the exit code."""
    app = application()
    qInstallMessageHandler(_log_qt)
    sys.excepthook = _log_uncaught
    try:
        desk = DeskApp(app, ports)
    except ThemeError as error:
        log_defect(error)
        broken_installation(ports.texts).exec()
        return 1
    desk.start()
    return app.exec()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    # Qt's own words carry no personal data: they speak of windows, fonts and plug-ins.
    _log.log(logging.WARNING if kind is not QtMsgType.QtDebugMsg else logging.DEBUG, "Qt: %s", message)


def _log_uncaught(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log_defect(error.with_traceback(trace))
