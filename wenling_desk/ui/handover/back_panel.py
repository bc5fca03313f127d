"""Papers that came back: what was said, what the applicant was told before, and where they go now."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from wenling_desk.domain.handover import WRONG_DEPARTMENT
from wenling_desk.ui.handover.lines import BackLine
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.use_cases.handover_views import ReturnedPapers


class BackPanel(Panel):
    """Nothing goes to the applicant from here: a further notice is an act of its own, on the case's page."""

    again_wanted = Signal(str, str)
    """The key of the department, and why it."""
    open_wanted = Signal()

    def __init__(self, kit: Kit, departments: dict[str, str]) -> None:
        texts = kit.texts
        super().__init__(kit, texts("handover.returned.case_heading"))
        self._texts = texts
        self._departments = departments
        self._names = {key: name for name, key in departments.items()}
        self._back: ReturnedPapers | None = None
        self._case = PlainLabel("", "strong", wrap=True)
        self._from = PlainLabel("", wrap=True)
        self._note = PlainLabel("", wrap=True)
        self._noticed = PlainLabel("", "warning", wrap=True)
        self.to = ChoiceField(kit, texts("handover.returned.to"), tuple(departments), required=True)
        self.why = LineField(kit, texts("handover.returned.why"), most=200)
        align_labels((self.to, self.why))
        again = KeyButton(kit, texts("handover.returned.again"), "Ctrl+Enter", "primary")
        again.clicked.connect(self.submit)
        case = KeyButton(kit, texts("handover.returned.open"), "F6")
        case.clicked.connect(self.open_wanted)
        acts = QHBoxLayout()
        acts.setSpacing(kit.theme.space("small"))
        acts.addStretch()
        acts.addWidget(case)
        acts.addWidget(again)
        for widget in (self._case, self._from, self._note, self._noticed, self.to, self.why):
            self.body.addWidget(widget)
        self.body.addLayout(acts)
        self.body.addStretch()

    @property
    def record_id(self) -> str:
        """The case shown."""
        return self._back.papers.record_id if self._back is not None else ""

    def open(self, back: ReturnedPapers, line: BackLine) -> None:
        """Show it. It goes back to the same department, unless that said it is the wrong one."""
        self._back = back
        for label, text in (
            (self._case, line.case),
            (self._from, line.origin),
            (self._note, line.note),
            (self._noticed, line.noticed),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        is_wrong = back.papers.reason_class == WRONG_DEPARTMENT
        self.to.show_value("" if is_wrong else self._names.get(back.papers.department_key, ""))
        self.why.show_value("")
        for field in (self.to, self.why):
            field.set_fault("")
        self.show()

    def submit(self) -> None:
        """Go on, or say what is missing."""
        back = self._back
        if back is None:
            return
        self.to.settle()
        self.why.settle()
        key = self._departments.get(str(self.to.value()), "")
        why = str(self.why.value() or "").strip()
        fault = self._fault(back, key)
        self.to.set_fault(fault)
        if fault:
            self.to.setFocus()
        elif key != back.papers.department_key and not why:
            self.why.set_fault(self._texts("handover.returned.missing_why"))
            self.why.setFocus()
        else:
            self.again_wanted.emit(key, why)

    def _fault(self, back: ReturnedPapers, key: str) -> str:
        if not key:
            return self._texts("handover.returned.missing_to")
        is_wrong = back.papers.reason_class == WRONG_DEPARTMENT
        return self._texts("handover.returned.same") if is_wrong and key == back.papers.department_key else ""
