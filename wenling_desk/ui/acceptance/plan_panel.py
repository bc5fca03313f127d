"""The left side: the situation by digits, the members with organ, state and clock, the latest day, one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.field_labels import lean_right
from wenling_desk.ui.acceptance.open_sheet import MemberState
from wenling_desk.ui.acceptance.plan_words import MemberLine, latest_day, member_lines, outlook_of, sentence_to_say
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.sections import FollowArea
from wenling_desk.ui.acceptance.wrapping_question import WrappingQuestion
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.questions import Choice

STATES = {"1": MemberState.HANDLED_NOW, "2": MemberState.ALREADY_DONE, "3": MemberState.NOT_NEEDED}


class MemberRow(QWidget):
    """A member: number, name and limit, beneath it organ and state. Digits change the state where the bundle lets it;
    what was seen of one done before is typed beneath.
    """

    state_chosen = Signal(object)
    evidence_given = Signal(str)
    moved = Signal(int)

    def __init__(self, kit: Kit, line: MemberLine, *, choosable: bool) -> None:
        super().__init__()
        self.line = line
        self._choosable = choosable
        # The look of a row that takes the focus: a bar at its left.
        self.setProperty("panel", "moment")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(" ".join(part for part in (line.number, line.name, line.limit, line.detail) if part))
        self.setAccessibleDescription(kit.texts("acceptance.plan.members_hint") if choosable else "")
        small = kit.theme.space("small")
        column = QVBoxLayout(self)
        column.setContentsMargins(small, kit.theme.space("hair"), 0, kit.theme.space("hair"))
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(small)
        number = PlainLabel(line.number)
        number.setFixedWidth(kit.theme.type_size("base") + 4)
        head.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(PlainLabel(line.name, wrap=True), 1)
        head.addWidget(PlainLabel(line.limit), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        detail = PlainLabel(line.detail, "hint", wrap=True)
        detail.setContentsMargins(kit.theme.type_size("base") + 4 + small, 0, 0, 0)
        column.addWidget(detail)
        self.evidence: QLineEdit | None = None
        if line.state is MemberState.ALREADY_DONE:
            self.evidence = QLineEdit(line.evidence)
            self.evidence.setMaxLength(120)
            self.evidence.setAccessibleName(f"{line.name} {kit.texts('acceptance.plan.evidence')}")
            self.evidence.editingFinished.connect(self._give_evidence)
            column.addWidget(self.evidence)

    def _give_evidence(self) -> None:
        if self.evidence is not None and self.evidence.text().strip() != self.line.evidence:
            self.evidence_given.emit(self.evidence.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 本次办, 2 已办, 3 不办; arrows go to the rows beside."""
        state = STATES.get(event.text()) if self._choosable else None
        if state is not None:
            if state is not self.line.state:
                self.state_chosen.emit(state)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class PlanPanel(Panel):
    """Situation, members, latest day."""

    answered_all = Signal()
    """The last question was answered: on to the materials."""

    def __init__(self, kit: Kit, presenter: SheetPresenter, parent: QWidget | None = None) -> None:
        super().__init__(kit, parent=parent)
        self._kit = kit
        self._presenter = presenter
        self.setAccessibleName(kit.texts("acceptance.plan.situation"))
        self.questions: list[WrappingQuestion] = []
        self.rows: list[MemberRow] = []
        self._lines: tuple[MemberLine, ...] = ()
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, kit.theme.space("hair"), 0)
        self._column.setSpacing(kit.theme.space("medium"))
        self._make_questions()
        self._members_heading = PlainLabel("", "heading")
        self._column.addWidget(self._members_heading)
        self._members = QVBoxLayout()
        self._members.setSpacing(kit.theme.space("hair"))
        self._column.addLayout(self._members)
        self._column.addStretch()
        self._area = FollowArea()
        self._area.setWidget(holder)
        self.body.addWidget(self._area, 1)
        self._make_foot()
        self.show_sheet()

    def _make_questions(self) -> None:
        kit, texts = self._kit, self._kit.texts
        asked = self._presenter.opened.questions
        if not asked:
            return
        self._column.addWidget(PlainLabel(texts("acceptance.plan.situation"), "heading"))
        for number, question in enumerate(asked, 1):
            choices = [
                Choice(option.option_id, option.label, option.hint, option.exclusive) for option in question.options
            ]
            group = WrappingQuestion(kit, question.ask, choices, number=number, multiple=question.multiple, go_on=True)
            lean_right(group, kit.theme.space("small"))
            group.changed.connect(self._answerer(question.question_id))
            group.answered.connect(self._goer(number))
            self.questions.append(group)
            self._column.addWidget(group)

    def _answerer(self, question_id: str) -> Callable[[tuple[str, ...]], None]:
        return lambda chosen: self._answer(question_id, chosen)

    def _answer(self, question_id: str, chosen: tuple[str, ...]) -> None:
        self._presenter.change(self._presenter.opened.answer(question_id, chosen))

    def _goer(self, number: int) -> Callable[[], None]:
        def go() -> None:
            if number < len(self.questions):
                self.questions[number].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.answered_all.emit()

        return go

    def _make_foot(self) -> None:
        kit = self._kit
        row = QHBoxLayout()
        self._latest_word = PlainLabel("", "hint")
        row.addWidget(self._latest_word)
        row.addStretch()
        self.latest = PlainLabel("", "code")
        row.addWidget(self.latest)
        self.body.addLayout(row)
        quote = QFrame()
        quote.setProperty("panel", "notice")
        column = QVBoxLayout(quote)
        column.setContentsMargins(*[kit.theme.space("medium")] * 4)
        self.spoken = PlainLabel("", wrap=True)
        column.addWidget(self.spoken)
        self.body.addWidget(quote)
        self.saving = PlainLabel("", "hint")
        self.body.addWidget(self.saving)

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show answers, members and day as they stand."""
        texts, opened = self._kit.texts, self._presenter.opened
        for group, question in zip(self.questions, opened.questions, strict=True):
            group.choose(opened.sheet.answers.get(question.question_id, ()))
        lines = member_lines(texts, opened, self._item_names())
        if lines != self._lines:
            self._rebuild(lines)
        handled = len(opened.view.rows)
        if not opened.sheet.is_bundle:
            heading = texts("acceptance.plan.single")
        else:
            heading = (
                texts("acceptance.plan.members", count=handled) if handled else texts("acceptance.plan.members_none")
            )
        self._members_heading.setText(heading)
        desk = self._presenter.tools.desk()
        outlook = outlook_of(opened.view, desk.catalogue().calendar, desk.now())
        self._latest_word.setText(
            texts("acceptance.plan.latest_expected" if outlook.expected else "acceptance.plan.latest")
        )
        self.latest.setText(latest_day(texts, outlook.latest))
        self.spoken.setText(sentence_to_say(texts, opened.view, outlook))
        apart, together = opened.view.saving
        self.saving.setVisible(apart > together)
        self.saving.setText(texts("acceptance.plan.saving", apart=apart, together=together))

    def _item_names(self) -> dict[str, tuple[str, str]]:
        catalogue = self._presenter.tools.desk().catalogue()
        names = {}
        for code in self._presenter.opened.view.optional_members:
            item = catalogue.get_item(code)
            names[code] = (item.name, catalogue.get_department(item.department_key).short_name)
        return names

    def _rebuild(self, lines: Sequence[MemberLine]) -> None:
        focused = next((row.line.code for row in self.rows if row.hasFocus()), "")
        while (slot := self._members.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._lines = tuple(lines)
        choosable = self._presenter.sheet.is_bundle
        self.rows = [MemberRow(self._kit, line, choosable=choosable) for line in lines]
        for at, row in enumerate(self.rows):
            row.state_chosen.connect(self._state_setter(row.line.code))
            row.evidence_given.connect(self._evidence_setter(row.line.code))
            row.moved.connect(self._mover(at))
            self._members.addWidget(row)
            row.show()
        again = next((row for row in self.rows if row.line.code == focused), None)
        if again is not None:
            (again.evidence or again).setFocus(Qt.FocusReason.OtherFocusReason)

    def _state_setter(self, code: str) -> Callable[[MemberState], None]:
        return lambda state: self._set_state(code, state, "")

    def _evidence_setter(self, code: str) -> Callable[[str], None]:
        return lambda evidence: self._set_state(code, MemberState.ALREADY_DONE, evidence)

    def _set_state(self, code: str, state: MemberState, evidence: str) -> None:
        self._presenter.change(self._presenter.opened.set_member(code, state, evidence))

    def _mover(self, at: int) -> Callable[[int], None]:
        def move(by: int) -> None:
            if 0 <= at + by < len(self.rows):
                self.rows[at + by].setFocus(Qt.FocusReason.OtherFocusReason)

        return move

    def stops(self) -> list[QWidget]:
        """Questions, then members."""
        members = [stop for row in self.rows for stop in (row, row.evidence) if stop is not None]
        return [*self.questions, *members]

    def show_members(self) -> None:
        """The questions are answered: what matters now is what will be handled."""
        if self.rows:
            self._area.ensureWidgetVisible(self.rows[-1], 0, 0)
            self._area.ensureWidgetVisible(self._members_heading, 0, 0)

    def first_stop(self) -> QWidget | None:
        """The first question without an answer, else the first question."""
        answers = self._presenter.sheet.answers
        for group, question in zip(self.questions, self._presenter.opened.questions, strict=True):
            if not answers.get(question.question_id):
                return group
        return self.questions[0] if self.questions else None
