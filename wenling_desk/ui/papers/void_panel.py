"""Voiding a paper: why, and whether the old one was taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import Panel


class VoidPanel(Panel):
    """Two fields; neither is filled in beforehand: 收回 yes or no is the clerk's own observation."""

    submitted = Signal(str, bool)
    """The reason, and whether the paper was taken back."""
    closed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("paper_desk.void.title"), parent=parent)
        texts = kit.texts
        self._texts = texts
        self._yes, self._no = texts("paper_desk.void.yes"), texts("paper_desk.void.no")
        self.reason = LineField(kit, texts("paper_desk.void.reason"), required=True, most=200)
        self.collected = ChoiceField(kit, texts("paper_desk.void.collected"), (self._yes, self._no), required=True)
        align_labels((self.reason, self.collected))
        self.body.addWidget(self.reason)
        self.body.addWidget(self.collected)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        back = KeyButton(kit, texts("paper_desk.void.back"), "Esc")
        back.clicked.connect(self.closed)
        on = KeyButton(kit, texts("paper_desk.void.go_on"), "Ctrl+Enter", "primary")
        on.clicked.connect(self.submit)
        row.addStretch()
        row.addWidget(back)
        row.addWidget(on)
        self.body.addLayout(row)

    def open(self) -> None:
        """Show it empty."""
        self.reason.show_value("")
        self.collected.show_value("")
        for field in (self.reason, self.collected):
            field.set_fault("")
        self.show()
        self.reason.setFocus()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        self.reason.finish()
        for field in (self.reason, self.collected):
            if not field.value():
                field.set_fault(self._texts("paper_desk.void.missing"))
                field.setFocus()
                return
        self.submitted.emit(str(self.reason.value()), self.collected.value() == self._yes)
