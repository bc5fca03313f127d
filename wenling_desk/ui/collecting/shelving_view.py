"""The second view of 取件: a pile of licences, scanned one after the other."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.collecting.shelving_presenter import (
    ALREADY,
    ASKED,
    PUT,
    REFUSED,
    WAITING,
    Scanned,
    ShelvingPresenter,
)
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.questions import Choice, QuestionGroup
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.use_cases.place_words import place_words

CHIPS = {
    PUT: ("collecting.scan.put", Tone.GOOD, Shape.DISC),
    WAITING: ("collecting.scan.waiting", Tone.QUIET, Shape.SQUARE),
    ASKED: ("collecting.scan.asked", Tone.SOON, Shape.HALF),
    ALREADY: ("collecting.scan.already", Tone.QUIET, Shape.DISC),
    REFUSED: ("collecting.scan.refused", Tone.LATE, Shape.TRIANGLE),
}
"""State of a line -> its word, colour and shape."""


class ShelvingView(QWidget):
    """The next free slot in large type, a line for each scan, and the question a line may ask."""

    def __init__(self, kit: Kit, tools: CollectingTools) -> None:
        super().__init__()
        self._kit = kit
        self._words = kit.texts
        self._question: QuestionGroup | None = None
        self._asked = ""
        self.presenter = ShelvingPresenter(tools, self._show)
        self.next = PlainLabel("", "number")
        self.counted = PlainLabel("", "hint")
        self.last = PlainLabel("", "fault", wrap=True)
        self.panel = Panel(kit, kit.texts("collecting.shelve.list"))
        self.table = RowTable(kit, kit.texts("collecting.shelve.list"), self._columns())
        self.empty = EmptyState(kit, kit.texts("collecting.shelve.start"), kit.texts("collecting.shelve.start_detail"))
        self._ask_place = QVBoxLayout()
        self._lay_out()

    def _columns(self) -> tuple[Column, ...]:
        words = self._words
        return (
            Column(words("collecting.column.state"), 120),
            Column(words("collecting.column.place"), 130, strong=True),
            Column(words("collecting.column.scan"), 220),
            Column(words("collecting.column.sentence")),
        )

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._words("collecting.shelve.next"), "label"))
        head.addWidget(self.next)
        head.addStretch(1)
        head.addWidget(self.counted)
        self.panel.body.addLayout(head)
        self.panel.body.addWidget(self.last)
        self.panel.body.addLayout(self._ask_place)
        self.panel.body.addWidget(self.table, 1)
        self.panel.body.addWidget(self.empty, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel, 1)

    def enter(self) -> None:
        """The view comes to the top."""
        self.presenter.look()
        self._show()

    def _show(self) -> None:
        lines, words = self.presenter.lines, self._words
        self.next.setText(self.presenter.next_words())
        self.empty.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.table.set_rows([Row(line.key, self._cells(line), line) for line in lines])
        put, refused = self.presenter.count(PUT), self.presenter.count(REFUSED)
        self.counted.setText(words("collecting.shelve.counted", put=put, refused=refused) if lines else "")
        newest = lines[0] if lines and lines[0].state in (REFUSED, ALREADY) else None
        self.last.setText(newest.sentence if newest is not None else "")
        self.last.setVisible(newest is not None)
        self._show_question()

    def _cells(self, line: Scanned) -> tuple[str | Chip, ...]:
        key, tone, shape = CHIPS[line.state]
        place = place_words(self._words, line.place) if line.place else ""
        return Chip(self._words(key), tone, shape), place, line.scan, line.sentence

    def _show_question(self) -> None:
        line = self.presenter.asked
        if (line.key if line is not None else "") == self._asked:
            return
        if self._question is not None:
            self._question.hide()
            self._ask_place.removeWidget(self._question)
            self._question.deleteLater()
            self._question = None
        self._asked = line.key if line is not None else ""
        if line is None:
            return
        key, choices = line.key, [Choice(code, name) for code, name in line.choices]
        self._question = QuestionGroup(self._kit, self._words("collecting.shelve.which", scan=line.scan), choices)
        self._question.changed.connect(lambda chosen: self.presenter.answer(key, chosen[0]))
        self._ask_place.addWidget(self._question)
        if self.isVisible():
            self._question.setFocus()

    @property
    def question(self) -> QuestionGroup | None:
        """The question that is open now."""
        return self._question

    def back(self) -> bool:
        """Esc empties the pile's list; what was put stays put."""
        if not self.presenter.lines:
            return False
        self.presenter.clear()
        return True
