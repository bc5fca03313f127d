"""退回窗口: papers somebody brings back over the counter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.ui.handover.side_presenter import Found, SidePresenter
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel


class GiveBackPanel(Panel):
    """A class of reasons, a note, and who brings them."""

    submitted = Signal(str, str, str)
    """The code of the class, the note, who."""

    def __init__(self, kit: Kit, presenter: SidePresenter) -> None:
        texts = kit.texts
        super().__init__(kit, texts("handover.give_back.heading"))
        self._texts = texts
        self._reasons = presenter.reasons()
        self.found: Found | None = None
        self._case = PlainLabel("", "strong", wrap=True)
        self.reason = ChoiceField(kit, texts("handover.give_back.reason"), tuple(self._reasons), required=True)
        self.note = LineField(kit, texts("handover.give_back.note"), required=True, most=200)
        self.by = LineField(kit, texts("handover.give_back.by"), "name", most=40)
        align_labels((self.reason, self.note, self.by))
        on = KeyButton(kit, texts("handover.give_back.act"), "Ctrl+Enter", "primary")
        on.clicked.connect(self.submit)
        acts = QHBoxLayout()
        acts.addWidget(PlainLabel(texts("handover.give_back.hint"), "hint", wrap=True), 1)
        acts.addWidget(on)
        for widget in (self._case, self.reason, self.note, self.by):
            self.body.addWidget(widget)
        self.body.addLayout(acts)
        self.body.addStretch()

    def open(self, found: Found) -> None:
        """Show it empty."""
        self.found = found
        where = self._texts("handover.scan.with_department", number=found.scanned.number, organ=found.organ)
        self._case.setText(f"{where}\n{found.item}")
        for field in (self.reason, self.note, self.by):
            field.show_value("")
            field.set_fault("")
        self.show()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        for field in (self.note, self.by):
            field.settle()
        code = self._reasons.get(str(self.reason.value()), "")
        note = str(self.note.value() or "").strip()
        if not code:
            self.reason.set_fault(self._texts("handover.give_back.missing_reason"))
            self.reason.setFocus()
        elif not note:
            self.note.set_fault(self._texts("handover.give_back.missing_note"))
            self.note.setFocus()
        else:
            self.submitted.emit(code, note, str(self.by.value() or "").strip())
