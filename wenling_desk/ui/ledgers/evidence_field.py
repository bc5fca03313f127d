"""The field that takes evidence: scans and photographs, one after the other."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.record.scan_field import KEY
from wenling_desk.ui.record.scan_files import ScanTray, read_scan
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

DROP_KEY = "Ctrl+Delete"


class EvidenceField(FieldEditor):
    """Each press of the key takes the newest scan, or asks for a file; another key gives the last one back."""

    def __init__(self, kit: Kit, label: str, tray: ScanTray, *, required: bool = False) -> None:
        super().__init__(kit, label, required=required)
        self._tray = tray
        self._files: list[dict[str, str]] = []
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        buttons = FlowLayout(kit.theme.space("small"), kit.theme.space("hair"))
        self.take_button = KeyButton(kit, kit.texts("ledgers.evidence.take"), KEY)
        self.take_button.clicked.connect(self.take)
        self.drop_button = KeyButton(kit, kit.texts("ledgers.evidence.drop"), DROP_KEY, "link")
        self.drop_button.clicked.connect(self.drop)
        for button in (self.take_button, self.drop_button):
            buttons.addWidget(button)
        for key, act in ((KEY, self.take), (DROP_KEY, self.drop)):
            shortcut = QShortcut(QKeySequence(key), holder)
            # Only here: rows of a table are dropped by the same key, and a form may ask for evidence twice.
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._shown = PlainLabel("", wrap=True)
        column.addLayout(buttons)
        column.addWidget(self._shown)
        holder.setFocusProxy(self.take_button)
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hold(holder)
        self._show()

    def take(self) -> None:
        """The newest scan where it is not taken already, else a file that is chosen."""
        newest = self._tray.newest()
        if newest is None or str(newest) in {row["path"] for row in self._files}:
            self._tray.choose(self._take)
        else:
            self._take(newest)

    def drop(self) -> None:
        """Give the last one back."""
        if self._files:
            self._files.pop()
            self._touched()
            self._show()

    def value(self) -> FieldValue:
        """The files taken: what each is called, its digest, where it lies."""
        return [dict(row) for row in self._files]

    def show_value(self, value: FieldValue) -> None:
        """Files taken before."""
        self._files = [dict(row) for row in value] if isinstance(value, list) else []
        self._show()

    def _take(self, file: Path) -> None:
        scan = read_scan(file)
        if scan.fault:
            self.set_fault(self.kit.texts(scan.fault, name=file.name))
            return
        digest = hashlib.sha256(scan.data).hexdigest()
        if digest not in {row["sha256"] for row in self._files}:
            self._files.append({"name": file.name, "sha256": digest, "path": str(file)})
        self._touched()
        self._show()

    def _show(self) -> None:
        texts = self.kit.texts
        names = texts("ledgers.joined").join(row["name"] for row in self._files)
        self._shown.setText(names or texts("ledgers.evidence.none"))
        self._shown.set_role("" if names else "hint")
        self.drop_button.setVisible(bool(self._files))
