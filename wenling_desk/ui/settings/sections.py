"""The parts of the settings' page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from wenling_desk.settings import MOST_COPIES, MOST_IDLE_MINUTES, Settings
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.ui.settings.presenter import PasswordChange
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Section

LABELS = 92
"""Width of the labels in pixels of normal type."""


class FactsPanel(Panel):
    """A heading and pairs that are only shown."""

    def __init__(self, kit: Kit, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, heading, parent=parent)
        self.kit = kit
        self._facts: FactTable | None = None

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these pairs instead."""
        if self._facts is not None:
            self.body.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = FactTable(self.kit, LABELS)
        for label, value in facts:
            self._facts.add(label, value)
        self.body.insertWidget(0, self._facts)


class DeskPanel(FactsPanel):
    """This desk: what was set up, and what may be changed at the counter."""

    changed = Signal(str, object)
    """Name and value of a setting."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("settings.desk.heading"), parent)
        texts = kit.texts
        self.counter = QLineEdit()
        self.counter.setMaxLength(40)
        self.counter.editingFinished.connect(self._counter_done)
        self.large = QCheckBox(texts("settings.desk.large_type"))
        self.large.setAccessibleName(texts("settings.desk.large_type"))
        self.large.clicked.connect(lambda on: self.changed.emit("large_type", on))
        self.idle = QSpinBox()
        self.idle.setRange(1, MOST_IDLE_MINUTES)
        self.idle.setSuffix(texts("settings.desk.minutes"))
        self.idle.setAccessibleName(texts("settings.desk.idle"))
        self.idle.editingFinished.connect(lambda: self.changed.emit("idle_minutes", self.idle.value()))
        table = FactTable(kit, LABELS)
        table.add(texts("settings.desk.counter"), self.counter)
        table.add(texts("settings.desk.idle"), self.idle)
        table.add("", self.large)
        self.counter.setAccessibleName(texts("settings.desk.counter"))
        self.body.addWidget(table)

    def show_settings(self, settings: Settings, *, may_change: bool) -> None:
        """Show the present values; without the right they are only shown."""
        self.counter.setText(settings.counter_label)
        self.large.setChecked(settings.large_type)
        self.idle.setValue(settings.idle_minutes)
        for widget in (self.counter, self.idle):
            widget.setEnabled(may_change)

    def _counter_done(self) -> None:
        if self.counter.text().strip():
            self.changed.emit("counter_label", self.counter.text().strip())


class PrintingPanel(Panel):
    """The printer, and how many copies of each kind of paper."""

    printer_chosen = Signal(str)
    copies_changed = Signal(str, int)

    def __init__(self, kit: Kit, kinds: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("settings.printing.heading"), parent=parent)
        texts = kit.texts
        self._texts = texts
        self.printer = QComboBox()
        self.printer.setAccessibleName(texts("settings.printing.printer"))
        self.printer.activated.connect(lambda _: self.printer_chosen.emit(str(self.printer.currentData() or "")))
        table = FactTable(kit, LABELS)
        table.add(texts("settings.printing.printer"), self.printer)
        self.body.addWidget(table)
        copies = Section(kit, texts("settings.printing.copies"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(kit.theme.space("medium"))
        grid.setVerticalSpacing(kit.theme.space("hair"))
        self.copies: dict[str, QSpinBox] = {}
        # Large type has room for one column of names only.
        half = len(kinds) if kit.theme.large else (len(kinds) + 1) // 2
        for at, kind in enumerate(kinds):
            name = paper_name(texts, kind)
            spin = QSpinBox()
            spin.setRange(1, MOST_COPIES)
            spin.setAccessibleName(texts("settings.printing.copies_of", name=name))
            spin.editingFinished.connect(lambda kind=kind, spin=spin: self.copies_changed.emit(kind, spin.value()))
            self.copies[kind] = spin
            label = PlainLabel(name, "label")
            grid.addWidget(label, at % half, at // half * 2)
            grid.addWidget(spin, at % half, at // half * 2 + 1)
        for column in range(0, grid.columnCount(), 2):
            grid.setColumnStretch(column, 1)
        copies.body.addWidget(holder)
        self.body.addWidget(copies)

    def set_printers(self, printers: Sequence[tuple[str, str]], chosen: str) -> None:
        """The system's printers; one that is not there any more stays chosen and is said to be missing."""
        self.printer.clear()
        self.printer.addItem(self._texts("paper_desk.system_printer"), "")
        for name, label in printers:
            self.printer.addItem(label, name)
        if chosen and self.printer.findData(chosen) < 0:
            self.printer.addItem(self._texts("settings.printing.missing", name=chosen), chosen)
        self.printer.setCurrentIndex(max(0, self.printer.findData(chosen)))

    def show_copies(self, copies: Mapping[str, int], *, may_change: bool) -> None:
        """Show the present numbers."""
        for kind, spin in self.copies.items():
            spin.setValue(copies[kind])
            spin.setEnabled(may_change)
        self.printer.setEnabled(may_change)


class DataPanel(FactsPanel):
    """The database and its backup."""

    def __init__(self, kit: Kit, back_up: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("settings.data.heading"), parent)
        self.button = KeyButton(kit, kit.texts("settings.data.back_up"), "Ctrl+B")
        self.button.clicked.connect(back_up)
        self._told = PlainLabel("", "hint", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._told)

    def tell(self, sentence: str, *, fault: bool = False) -> None:
        """Say how it went."""
        self._told.set_role("fault" if fault else "hint")
        self._told.setText(sentence)


class PasswordPanel(Panel):
    """Change the password; make a new recovery code, which is shown once and goes with the page."""

    password_changed = Signal(object)
    code_wanted = Signal(str)

    def __init__(self, kit: Kit, print_code: Callable[[str], None] | None, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("settings.password.heading"), parent=parent)
        texts = kit.texts
        self._texts = texts
        self.old, self.new, self.again = (
            _secret(texts(key)) for key in ("settings.password.old", "settings.password.new", "settings.password.again")
        )
        table = FactTable(kit, LABELS)
        for line in (self.old, self.new, self.again):
            table.add(line.accessibleName(), line)
        self.change = KeyButton(kit, texts("settings.password.change"))
        self.change.clicked.connect(self._change)
        self.new_code = KeyButton(kit, texts("settings.password.new_code"))
        self.new_code.clicked.connect(lambda: self.code_wanted.emit(self.old.text()))
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self.change)
        row.addWidget(self.new_code)
        row.addStretch()
        self._code = PlainLabel("", "code", wrap=True)
        self._kept = KeyButton(kit, texts("settings.password.code_kept"), "", "primary")
        self._kept.clicked.connect(self.forget)
        self._print = KeyButton(kit, texts("settings.password.code_print"))
        self._print.clicked.connect(lambda: print_code(self._code.shown()) if print_code is not None else None)
        self._may_print = print_code is not None
        self._told = PlainLabel("", "hint", wrap=True)
        self.body.addWidget(table)
        self.body.addLayout(row)
        self.body.addWidget(self._told)
        self.body.addWidget(self._code)
        code_row = QHBoxLayout()
        code_row.setSpacing(kit.theme.space("small"))
        code_row.addWidget(self._print)
        code_row.addWidget(self._kept)
        code_row.addStretch()
        self.body.addLayout(code_row)
        self.forget()

    def show_rights(self, *, change: bool, code: bool) -> None:
        """Show what this person may do."""
        self.change.setVisible(change)
        self.new_code.setVisible(code)
        for line in (self.new, self.again):
            line.setEnabled(change)

    def show_code(self, code: str) -> None:
        """The one time the code is seen."""
        self._wipe()
        self._code.setText(code)
        self._code.show()
        self._kept.show()
        self._print.setVisible(self._may_print)
        self.tell(self._texts("settings.password.code_words"))
        self._kept.setFocus()

    def code(self) -> str:
        """The code on the screen; empty when there is none."""
        return self._code.shown()

    def tell(self, sentence: str, *, fault: bool = False) -> None:
        """Say how it went."""
        self._told.set_role("fault" if fault else "hint")
        self._told.setText(sentence)

    def forget(self) -> None:
        """Nothing secret stays."""
        self._wipe()
        self._code.setText("")
        for widget in (self._code, self._kept, self._print):
            widget.hide()
        self.tell(self._texts("settings.password.hint"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Leaving the page or locking the desk forgets."""
        self.forget()
        super().hideEvent(event)

    def _change(self) -> None:
        self.password_changed.emit(PasswordChange(self.old.text(), self.new.text(), self.again.text()))

    def _wipe(self) -> None:
        for line in (self.old, self.new, self.again):
            line.clear()


def _secret(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(200)
    line.setAccessibleName(name)
    return line
