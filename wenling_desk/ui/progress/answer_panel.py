"""The answer: one sentence in large type, the members of a bundle beneath it, and what can be done next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.progress.presenter import Answer
from wenling_desk.ui.record.member_rows import DUE_LOOKS
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, StatusChip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Rule

LIGHT_WORDS = {
    "on_time": "progress.light.on_time",
    "near": "progress.light.near",
    "late": "progress.light.late",
    "paused": "progress.light.paused",
}


class AnswerPanel(Panel):
    """Enter opens the case, P prints its 办件情况单."""

    open_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.texts("progress.answer"))
        self._kit = kit
        self._words = kit.texts
        self.open = KeyButton(kit, self._words("progress.act.open"), "Enter", "primary")
        self.open.clicked.connect(self.open_wanted)
        self.print = KeyButton(kit, self._words("progress.act.print"), "P")
        self.print.clicked.connect(self.print_wanted)
        self._against = PlainLabel("", "hint", wrap=True)
        self._content = QScrollArea()
        self._content.setWidgetResizable(True)
        self._content.setFrameShape(QFrame.Shape.NoFrame)
        self._content.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        acts = QHBoxLayout()
        acts.setSpacing(kit.theme.space("small"))
        acts.addWidget(self.open)
        acts.addWidget(self.print)
        acts.addWidget(self._against, 1)
        self.body.addWidget(self._content, 1)
        self.body.addLayout(acts)

    def show_answer(self, answer: Answer, against_printing: str) -> None:
        """Show this answer; ``against_printing`` is why no paper can be printed, empty when one can."""
        kit, words = self._kit, self._words
        self.set_heading(words("progress.answer"), answer.heading)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("small"))
        first = PlainLabel(answer.progress.first, "title", wrap=True)
        first.setAccessibleName(words("progress.answer_spoken", sentence=answer.progress.first))
        column.addWidget(first)
        if answer.progress.light:
            column.addLayout(self._lit(answer.progress.light))
        for remark in answer.remarks:
            column.addWidget(PlainLabel(remark, "warning" if answer.is_held else "", wrap=True))
        for line in answer.progress.lines:
            column.addWidget(Rule())
            row = QHBoxLayout()
            row.setSpacing(kit.theme.space("small"))
            row.addWidget(PlainLabel(line.mark, "strong"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(PlainLabel(line.sentence, wrap=True), 1)
            if line.light:
                row.addWidget(self._chip(line.light), 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addStretch()
        self._content.setWidget(holder)
        self.print.set_reason(against_printing)
        self._against.setText(against_printing)

    def sentences(self) -> tuple[str, ...]:
        """What is shown, from top to bottom."""
        return tuple(label.shown() for label in self._content.findChildren(PlainLabel) if label.shown())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P prints wherever the focus is inside."""
        if event.key() == Qt.Key.Key_P and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.print_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _lit(self, light: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._chip(light))
        row.addStretch()
        return row

    def _chip(self, light: str) -> StatusChip:
        tone, shape = DUE_LOOKS[light]
        return StatusChip(self._kit, Chip(self._words(LIGHT_WORDS[light]), tone, shape))
