"""The field that takes the scan of a signed paper: one key for the newest one, the same key again for another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.record.scan_files import ScanTray, read_scan
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel

KEY = "Alt+S"


class ScanField(FieldEditor):
    """A file that is no text to type; the value is its path."""

    def __init__(self, kit: Kit, label: str, tray: ScanTray, parent: QWidget | None = None) -> None:
        super().__init__(kit, label, parent=parent)
        self._tray = tray
        self._file: Path | None = None
        self._shown = ElidedLabel(kit.texts("back_room.scan.none"), "hint")
        self.button = KeyButton(kit, kit.texts("back_room.scan.take"), KEY)
        self.button.clicked.connect(self.take)
        shortcut = QShortcut(QKeySequence(KEY), self)
        shortcut.activated.connect(self.take)
        self._hold(self.button, stretch=0)
        self._row.insertWidget(1, self._shown, 1)

    def take(self) -> None:
        """The newest scan; where there is no fresh one, or this one is taken already, ask for a file."""
        newest = self._tray.newest()
        if newest is None or newest == self._file:
            self._tray.choose(self._take)
        else:
            self._take(newest)

    def _take(self, file: Path) -> None:
        scan = read_scan(file)
        self._file = None if scan.fault else file
        self._shown.setText(file.name if self._file is not None else self.kit.texts("back_room.scan.none"))
        self._touched()
        self.set_fault(self.kit.texts(scan.fault, name=file.name) if scan.fault else "")

    def value(self) -> FieldValue:
        """The path, empty where there is none."""
        return str(self._file) if self._file is not None else ""

    def show_value(self, value: FieldValue) -> None:
        """A path chosen before."""
        self._file = Path(str(value)) if value else None
        self._shown.setText(self._file.name if self._file is not None else self.kit.texts("back_room.scan.none"))


def ask_for_scan(texts: Texts, folder: str, give: Callable[[Path], None]) -> None:
    """Ask with the file dialog of the system, beginning in ``folder``; nothing is given where none is chosen."""
    title, kinds = texts("sync.record.attach_choose"), texts("sync.record.attach_filter")
    name, _ = QFileDialog.getOpenFileName(QApplication.activeWindow(), title, folder, kinds)
    if name:
        give(Path(name))
