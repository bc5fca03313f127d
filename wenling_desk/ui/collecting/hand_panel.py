"""The results of one case: where they lie in large type, who collects, with which slip, and the other ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.collecting.giving import HandOver
from wenling_desk.ui.collecting.other_ways import BackForm, CourierForm, MoveForm
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Rule
from wenling_desk.ui.widgets.questions import Choice, QuestionGroup
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.use_cases.collecting import COMING, HERE, OUT, READY_ONLINE, CaseResults, ResultLine

OWN, PROXY = "own", "proxy"
SHOWN, LOST = "shown", "lost"
IDENTITY, SIGNED = "identity", "signed"
SHELF_ROWS = 5
WIDEST = 520
"""Fields are no wider, however wide the panel is."""


class HandPanel(Panel):
    """Enter hands over what is marked; the page asks the presenter and shows what it says."""

    hand_over_wanted = Signal()
    open_wanted = Signal()
    print_wanted = Signal()
    locker_wanted = Signal()

    def __init__(self, kit: Kit, carriers: tuple[str, ...]) -> None:
        super().__init__(kit, kit.texts("collecting.panel"))
        self._kit = kit
        self._words = kit.texts
        self._results: CaseResults | None = None
        self._marked: set[str] = set()
        self._standings: dict[str, str] = {}
        self._may_locker = False
        self._carriers = carriers
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, words = self._kit, self._words
        self.place = PlainLabel("", "number", wrap=True)
        columns = (
            Column(words("collecting.column.take"), 52),
            Column(words("collecting.column.result")),
            Column(words("collecting.column.standing"), 340),
        )
        self.table = RowTable(kit, words("collecting.results"), columns, self._mark)
        self.table.opened.connect(lambda _: self._to_go())
        self.who = QuestionGroup(
            kit, words("collecting.ask.who"),
            (Choice(OWN, words("collecting.who.own")), Choice(PROXY, words("collecting.who.proxy"))),
        )  # fmt: skip
        self.receiver = LineField(kit, words("collecting.field.receiver"), "name", required=True)
        self.relation = LineField(kit, words("collecting.field.relation"))
        self.proof = LineField(kit, words("collecting.field.proof"), required=True)
        self.slip = QuestionGroup(
            kit, words("collecting.ask.slip"),
            (Choice(SHOWN, words("collecting.slip.shown")), Choice(LOST, words("collecting.slip.lost"))),
        )  # fmt: skip
        self.checks = QuestionGroup(
            kit, words("collecting.ask.lost"),
            (Choice(IDENTITY, words("collecting.lost.identity")), Choice(SIGNED, words("collecting.lost.signed"))),
            multiple=True,
        )  # fmt: skip
        self.fault = PlainLabel("", "fault", wrap=True)
        self.go = KeyButton(kit, words("collecting.act.hand_over"), "Enter", "primary")
        self.send = KeyButton(kit, words("collecting.act.send"), "Alt+K")
        self.locker = KeyButton(kit, words("collecting.act.locker"), "Alt+G")
        self.move_button = KeyButton(kit, words("collecting.act.move"), "Alt+M")
        self.back = KeyButton(kit, words("collecting.act.back"), "Alt+B")
        self.print = KeyButton(kit, words("collecting.act.print"), "Ctrl+P")
        self.open = KeyButton(kit, words("collecting.act.open"), "F4")
        self.courier_form, self.move_form, self.back_form = (
            CourierForm(kit, self._carriers),
            MoveForm(kit),
            BackForm(kit),
        )
        self.go.clicked.connect(self.hand_over_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.locker.clicked.connect(self.locker_wanted)
        self.send.clicked.connect(lambda: self.show_form(self.courier_form))
        self.move_button.clicked.connect(lambda: self.show_form(self.move_form))
        self.back.clicked.connect(lambda: self.show_form(self.back_form))
        self.who.changed.connect(lambda _: self._follow())
        self.slip.changed.connect(lambda _: self._follow())
        for group in (self.who, self.slip, self.checks):
            group.answered.connect(self._to_go)

    def _lay_out(self) -> None:
        kit = self._kit
        align_labels((self.receiver, self.relation, self.proof))
        for narrow in (self.receiver, self.relation, self.proof, self.courier_form, self.move_form, self.back_form):
            narrow.setMaximumWidth(kit.theme.scaled(WIDEST))
        deliver = self._form = self._deliver = QWidget()
        column = QVBoxLayout(deliver)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("small"))
        questions = QHBoxLayout()
        questions.setSpacing(kit.theme.space("wide"))
        questions.addWidget(self.who)
        questions.addWidget(self.slip)
        questions.addStretch(1)
        column.addLayout(questions)
        for part in (self.receiver, self.relation, self.proof, self.checks, self.fault):
            column.addWidget(part)
        column.addStretch(1)
        self._forms: tuple[QWidget, ...] = (deliver, self.courier_form, self.move_form, self.back_form)
        acts = QHBoxLayout()
        acts.setSpacing(kit.theme.space("small"))
        acts.addWidget(self.open)
        acts.addWidget(self.print)
        acts.addStretch(1)
        acts.addWidget(self.go)
        others = QWidget()
        row = FlowLayout(kit.theme.space("small"), kit.theme.space("small"), others)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.send, self.locker, self.move_button, self.back):
            row.addWidget(button)
        self.body.addWidget(self.place)
        self.body.addWidget(self.table)
        self.body.addWidget(Rule())
        self.body.addWidget(self._scrolling(self._forms), 1)
        self.body.addWidget(others)
        self.body.addLayout(acts)

    def _scrolling(self, forms: tuple[QWidget, ...]) -> QScrollArea:
        """In large type the forms are higher than the room beneath the results."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, self._kit.theme.space("small"), 0)
        for form in forms:
            column.addWidget(form, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    # -- showing ---------------------------------------------------------------------------------

    def show_results(self, results: CaseResults, heading: str, place: str, standings: dict[str, str]) -> None:
        """The results of a case; what lies here is marked to be handed over."""
        is_new = self._results is None or self._results.record_id != results.record_id
        self._results = results
        if is_new:
            self.start_again()
        self.set_heading(heading)
        self.place.setText(place)
        lying = {line.code for line in results.lines if line.standing == HERE}
        others = {line.code for line in results.lines if line.standing in (OUT, READY_ONLINE, COMING)}
        self._marked = lying or others
        self._standings = standings
        self._show_rows()
        self._enable()

    def start_again(self) -> None:
        """The person collects in person, with the slip."""
        self.who.choose((OWN,))
        self.slip.choose((SHOWN,))
        self.checks.choose(())
        for field in (self.receiver, self.relation, self.proof):
            field.set_value("")
        self.show_form(self._deliver, focus=False)
        self._follow()

    def _show_rows(self) -> None:
        lines = self._results.lines if self._results is not None else ()
        self.table.set_rows([Row(line.code, self._cells(line), line) for line in lines])
        rows = min(max(len(lines), 1), SHELF_ROWS)
        height = self.table.horizontalHeader().height() + self._kit.theme.row_height * rows + 2
        self.table.setFixedHeight(height)
        if self.table.current_row() is None and lines:
            self.table.go_to(lines[0].code)

    def _cells(self, line: ResultLine) -> tuple[str | Chip, ...]:
        words = self._words
        mark = words("collecting.take.yes") if line.code in self._marked else words("collecting.take.no")
        take: str | Chip = Chip(mark, Tone.ACT, Shape.SQUARE) if line.code in self._marked else mark
        said = self._standings.get(line.code, "")
        standing: str | Chip = Chip(said, Tone.SOON, Shape.HALF) if line.is_amber else said
        return take if line.can_collect else "", f"{line.mark}{line.name}", standing

    def _enable(self) -> None:
        lines = [line for line in self._results.lines if line.code in self._marked] if self._results else []
        here = any(line.standing in (HERE, COMING) for line in lines)
        out = any(line.standing == OUT for line in lines) or any(
            line.shelf.delivered_way in ("courier", "locker") for line in (self._results.lines if self._results else ())
        )
        self.go.set_reason("" if lines else self._words("collecting.against.nothing"))
        self.send.set_reason("" if here else self._words("collecting.against.not_here"))
        self.move_button.set_reason(
            "" if any(line.standing == HERE for line in lines) else self._words("collecting.against.not_here")
        )
        self.back.set_reason("" if out else self._words("collecting.against.not_out"))
        self._may_locker = here

    def say_locker(self, reason: str) -> None:
        """Why nothing can go into the locker; empty when it can."""
        self.locker.set_reason(reason or ("" if self._may_locker else self._words("collecting.against.not_here")))

    # -- what was said ---------------------------------------------------------------------------

    @property
    def codes(self) -> tuple[str, ...]:
        """The results marked."""
        lines = self._results.lines if self._results is not None else ()
        return tuple(line.code for line in lines if line.code in self._marked)

    def out_codes(self) -> tuple[str, ...]:
        """Those that were sent, marked or not."""
        lines = self._results.lines if self._results is not None else ()
        sent = tuple(line.code for line in lines if line.standing == OUT)
        return sent or tuple(line.code for line in lines if line.shelf.delivered_way in ("courier", "locker"))

    def said(self) -> HandOver:
        """Who collects, and with what."""
        checks = self.checks.chosen()
        return HandOver(
            by_proxy=self.who.chosen() == (PROXY,),
            receiver=str(self.receiver.value()),
            relation=str(self.relation.value()),
            proof=str(self.proof.value()),
            slip=self.slip.chosen()[0] if self.slip.chosen() else SHOWN,
            identity_checked=IDENTITY in checks,
            signed=SIGNED in checks,
        )

    def choose_who(self, who: str, agent: str = "") -> None:
        """本人 or 代领; the agent of the application stands ready."""
        self.show_form(self._deliver, focus=False)
        self.who.choose((who,))
        if who == PROXY and agent and not self.receiver.value():
            self.receiver.set_value(agent)
        self._follow()
        (self.receiver if who == PROXY else self.go).setFocus()

    def lose_slip(self) -> None:
        """单子丢了."""
        self.show_form(self._deliver, focus=False)
        self.slip.choose((LOST,))
        self._follow()
        self.checks.setFocus()

    def show_faults(self, faults: dict[str, str]) -> None:
        """Each at its field; the first takes the focus."""
        self.receiver.set_fault(faults.get("receiver", ""))
        self.proof.set_fault(faults.get("proof", ""))
        self.fault.setText(faults.get("slip", ""))
        self.fault.setVisible(bool(faults.get("slip")))
        places = {"receiver": self.receiver, "proof": self.proof, "slip": self.checks}
        first = next((places[name] for name in places if name in faults), None)
        if first is not None:
            first.setFocus()

    def show_form(self, form: QWidget, *, focus: bool = True) -> None:
        """The form of another way, or the one of handing over."""
        self._form = form
        for other in self._forms:
            other.setVisible(other is form)
        self.go.setVisible(form is self._deliver)
        if focus:
            form.setFocus()

    def back_to_deliver(self) -> bool:
        """Esc in another form; ``False`` where none is open."""
        if self._form is self._deliver:
            return False
        self.show_form(self._deliver, focus=False)
        self.go.setFocus()
        return True

    def forget(self) -> None:
        """Nothing of this person stays."""
        self._results = None
        self._marked = set()
        self.start_again()

    def _to_go(self) -> None:
        self.go.setFocus()

    def _follow(self) -> None:
        by_proxy, is_lost = self.who.chosen() == (PROXY,), self.slip.chosen() == (LOST,)
        for field in (self.receiver, self.relation, self.proof):
            field.setVisible(by_proxy)
            field.set_fault("")
        self.checks.setVisible(is_lost)
        self.fault.hide()

    def _mark(self, row: Row, key: str) -> bool:
        line = row.payload
        if key != "X" or not isinstance(line, ResultLine) or not line.can_collect:
            return False
        self._marked ^= {line.code}
        self._show_rows()
        self._enable()
        return True
