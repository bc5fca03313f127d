"""The system's own file dialogs by keys: a name typed, Enter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from wenling_desk.ui.demo.hands import Hands, StuckError

LOOK_MS = 20
MOST_LOOKS = 500


class AtDialog:
    """Answers the dialog a key opens. The dialog runs an event loop of its own: the answer is laid out before the key
    is pressed, and typed by a timer inside that loop."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._looks = 0
        self._answered = False

    def choose(self, key: str, path: Path) -> None:
        """Press a key, type the path into the dialog that opens, Enter. Raises StuckError where none opens."""
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(lambda: self._look(timer, path))
        timer.start()
        self._hands.press(key)
        self._hands.until(lambda: self._answered or self._looks > MOST_LOOKS, "demo.wait.dialog")
        timer.stop()
        if not self._answered:
            raise StuckError("demo.wait.dialog")
        # A system with windows gives the keys back to the window beneath by itself.
        self._hands.come_back()

    def _look(self, timer: QTimer, path: Path) -> None:
        self._looks += 1
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        if line is None or QApplication.focusWidget() is not line:
            return
        timer.stop()
        self._answered = True
        self._hands.press("Ctrl+A")
        self._hands.type(str(path))
        self._hands.press("Return")
