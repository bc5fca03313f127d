"""The members of a case, one under the other: state, clock with its arithmetic, seal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.record.diagram import MemberDiagram
from wenling_desk.ui.record.members import Diagram, MemberLine
from wenling_desk.ui.widgets.chips import Chip, Shape, StatusChip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Rule

DUE_LOOKS = {
    "on_time": (Tone.GOOD, Shape.DISC),
    "near": (Tone.SOON, Shape.HALF),
    "late": (Tone.LATE, Shape.TRIANGLE),
    "paused": (Tone.QUIET, Shape.SQUARE),
    "": (Tone.QUIET, Shape.NONE),
}
"""Light -> colour and mark of its chip."""


def due_chip(words: str, state: str) -> Chip:
    """A deadline as colour, word and shape."""
    tone, shape = DUE_LOOKS[state]
    return Chip(words, tone, shape)


class MemberRows(Panel):
    """The drawing of the order, and a block for each member."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("record.member.heading"), parent=parent)
        self._kit = kit
        self.diagram = MemberDiagram(kit)
        self.body.addWidget(self.diagram)
        self._holder: QWidget | None = None

    def set_members(self, lines: Sequence[MemberLine], diagram: Diagram) -> None:
        """Show these members."""
        self.diagram.set_diagram(diagram)
        texts = self._kit.texts
        all_reference = bool(lines) and all(line.reference_only for line in lines)
        remark = texts("record.mark.reference") if all_reference else ""
        self.set_heading(texts("record.member.heading"), remark)
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.theme.space("small"))
        for at, line in enumerate(lines):
            if at or diagram.boxes:
                column.addWidget(Rule())
            column.addWidget(_MemberBlock(self._kit, line, mark=line.reference_only and not all_reference))
        self.body.addWidget(self._holder)


class _MemberBlock(QWidget):
    def __init__(self, kit: Kit, line: MemberLine, *, mark: bool) -> None:
        super().__init__()
        texts, space = kit.texts, kit.theme.space
        self.setAccessibleName(" ".join(part for part in (line.number, line.name, line.status, line.due.words) if part))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space("hair"))
        head = QHBoxLayout()
        head.setSpacing(space("small"))
        head.addWidget(PlainLabel(f"{line.number} {line.name}".strip(), "strong", wrap=True), 1)
        if mark:
            reference = StatusChip(kit, Chip(texts("record.mark.reference")))
            head.addWidget(reference, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        state = QHBoxLayout()
        state.setSpacing(space("small"))
        state.addWidget(StatusChip(kit, Chip(line.status, Tone(line.tone))))
        if line.due.words:
            state.addWidget(StatusChip(kit, due_chip(line.due.words, line.due.state)))
        state.addWidget(PlainLabel(line.organ, "hint"))
        state.addStretch()
        column.addLayout(state)
        if line.count:
            count = texts("record.member.clock", kind=line.due_label, count=line.count)
            column.addWidget(PlainLabel(count, "hint", wrap=True))
        facts = texts("record.joined").join(
            texts("record.member.fact", label=label, value=value) for label, value in line.facts
        )
        column.addWidget(PlainLabel(facts, "hint", wrap=True))
        for gap in line.gaps:
            column.addWidget(PlainLabel(gap, "warning", wrap=True))
