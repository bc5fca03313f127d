"""Inside a started program: notes the moment at which a field takes input, proves it with a key, and ends the program.

Used by the desk and by the bare window alike, so that both are measured with the same eyes. With a password it goes
on: types it, and notes when the open desk takes keys.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

REPORT = "WENLING_DESK_BENCH_REPORT"
"""Environment: the file to write ``{"at": …, "field": …}`` to, in nanoseconds of the monotonic clock; with a password
also ``typed_at`` and ``open_at``."""
PASSWORD = "WENLING_DESK_BENCH_PASSWORD"
"""Environment: the password of the desk that is started, if it is to be opened."""

_LOOK_EVERY_MS = 1


class FirstInput(QObject):
    """Looks each millisecond whether the window is shown and what has the focus takes keys."""

    def __init__(self, app: QApplication, report: Path, password: str) -> None:
        super().__init__(app)
        self._app = app
        self._report = report
        self._password = password
        self._told: dict[str, object] = {}
        self._before: QWidget | None = None
        self._seen: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_EVERY_MS)

    def _look(self) -> None:
        field: QWidget | None = self._app.focusWidget()
        if field is None or field is self._before or not _is_shown(field):
            self._seen = None
        elif field is not self._seen:
            self._seen = field  # once more round the loop: what was waiting to be painted is painted then
        elif self._before is not None:
            self._told["open_at"] = time.monotonic_ns()
            self._end()
        elif field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self._told |= {"at": time.monotonic_ns(), "field": type(field).__name__}
            self._prove(field)
            if self._password:
                self._open(field)
            else:
                self._end()

    def _prove(self, field: QWidget) -> None:
        before = _text_in(field)
        _press(field, Qt.Key.Key_X, "x")
        if _text_in(field) != before + "x":
            raise RuntimeError(f"{type(field).__name__} has the focus but took no key")
        _press(field, Qt.Key.Key_Backspace)

    def _open(self, field: QWidget) -> None:
        self._before = field
        for character in self._password:
            _press(field, Qt.Key.Key_unknown, character)
        self._told["typed_at"] = time.monotonic_ns()
        _press(field, Qt.Key.Key_Return, "\r")

    def _end(self) -> None:
        self._timer.stop()
        self._report.write_text(json.dumps(self._told), encoding="utf-8")
        self._app.closeAllWindows()
        self._app.quit()


def _press(field: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _is_shown(field: QWidget) -> bool:
    handle: QWindow | None = field.window().windowHandle()
    return handle is not None and handle.isExposed() and field.isVisible() and field.isEnabled()


def _text_in(field: QWidget) -> str:
    value = field.property("text")
    return str(value if value is not None else field.property("plainText"))


def watch(app: QApplication) -> FirstInput | None:
    """Begin to look, where the environment asks for a report."""
    report = os.environ.get(REPORT)
    return FirstInput(app, Path(report), os.environ.get(PASSWORD, "")) if report else None
