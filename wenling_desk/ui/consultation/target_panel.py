"""What a question is about: found by typing, with the applicant's situation beneath, so that the list fits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.entry import Hit
from wenling_desk.ui.acceptance.entry_view import FindLine
from wenling_desk.ui.acceptance.field_labels import lean_right
from wenling_desk.ui.acceptance.wrapping_question import WrappingQuestion
from wenling_desk.ui.consultation.presenter import ConsultationPresenter
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.hit_table import HitTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.questions import Choice
from wenling_desk.ui.widgets.row_model import Column

FEW_HITS = 6


class TargetPanel(QWidget):
    """A line to find by, the hits while typing, what was chosen, its questions."""

    changed = Signal()
    """Another target: other questions are on the screen."""
    left = Signal()
    """All is said here; on to the answer."""

    def __init__(self, kit: Kit, presenter: ConsultationPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._presenter = presenter
        self._hits: tuple[Hit, ...] = ()
        self._shown: tuple[str, bool] | None = None
        self.groups: list[WrappingQuestion] = []
        texts, space = kit.texts, kit.theme.space
        self.finder = FindLine()
        self.finder.setMaxLength(200)
        self.finder.setPlaceholderText(texts("consultation.find"))
        self.finder.setAccessibleName(texts("consultation.find"))
        self.finder.textChanged.connect(self._find)
        self.finder.taken.connect(self._take)
        self.hits = HitTable(kit, texts("acceptance.entry.hits"), (Column("", 64), Column(""), Column("", 190)))
        self.hits.chosen.connect(self._choose)
        self.finder.stepped.connect(self.hits.step)
        self.target = PlainLabel("", "strong", wrap=True)
        self.drop = KeyButton(kit, texts("consultation.drop_target"), look="link")
        self.drop.clicked.connect(self._drop_target)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space("small"))
        column.addWidget(PlainLabel(texts("consultation.about_what"), "label"))
        column.addWidget(self.finder)
        column.addWidget(self.hits)
        chosen = QHBoxLayout()
        chosen.addWidget(self.target, 1)
        chosen.addWidget(self.drop)
        column.addLayout(chosen)
        self._situation = QVBoxLayout()
        self._situation.setSpacing(space("small"))
        column.addLayout(self._situation)

    # -- showing ---------------------------------------------------------------------------------

    def show_target(self) -> None:
        """Show what was chosen, with its questions as they are answered."""
        presenter = self._presenter
        name, sheet = presenter.target_name, presenter.sheet
        self.target.setText(self._kit.texts("consultation.chosen", name=name) if name else "")
        self.target.setVisible(bool(name))
        self.drop.setVisible(bool(name))
        shown = (sheet.target_code, sheet.is_bundle) if sheet is not None else ("", False)
        if shown != self._shown:
            self._shown = shown
            self._rebuild()
        for group, question in zip(self.groups, presenter.situation, strict=True):
            group.choose(sheet.answers.get(question.question_id, ()) if sheet is not None else ())

    def clear(self) -> None:
        """Nothing of what was typed stays; the questions are made anew."""
        self.finder.clear()
        self._shown = None

    def step_back(self) -> bool:
        """Esc: out of the list of hits; ``False`` when nothing was typed."""
        typed = bool(self.finder.text())
        self.finder.clear()
        return typed

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in reading order."""
        return [self.finder, self.drop, *self.groups]

    def _rebuild(self) -> None:
        for group in self.groups:
            group.hide()
            group.deleteLater()
        self.groups = []
        for number, question in enumerate(self._presenter.situation, 1):
            choices = [
                Choice(option.option_id, option.label, option.hint, option.exclusive) for option in question.options
            ]
            group = WrappingQuestion(
                self._kit, question.ask, choices, number=number, multiple=question.multiple, go_on=True
            )
            lean_right(group, self._kit.theme.space("small"))
            group.changed.connect(self._answerer(question.question_id))
            group.answered.connect(self._goer(number))
            self.groups.append(group)
            self._situation.addWidget(group)
            # Now, not with the next turn of the event loop: the focus may be wanted here at once.
            group.show()
        self.changed.emit()

    # -- finding ---------------------------------------------------------------------------------

    def _find(self, text: str) -> None:
        wanted = text.strip()
        self._hits = self._presenter.entry.find(wanted)[:FEW_HITS] if wanted else ()
        self.hits.show_hits([(hit.kind, hit.name, hit.detail) for hit in self._hits])

    def _take(self) -> None:
        if not self.hits.take():
            self.left.emit()

    def _choose(self, at: int) -> None:
        self._presenter.choose(self._hits[at])
        self.finder.clear()
        if self.groups:
            self.groups[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit()

    def _drop_target(self) -> None:
        self._presenter.drop_target()
        self.finder.setFocus()

    # -- the situation ---------------------------------------------------------------------------

    def _answerer(self, question_id: str) -> Callable[[tuple[str, ...]], None]:
        return lambda chosen: self._presenter.answer_situation(question_id, chosen)

    def _goer(self, number: int) -> Callable[[], None]:
        def go() -> None:
            if number < len(self.groups):
                self.groups[number].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.left.emit()

        return go
