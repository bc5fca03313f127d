"""An entry on the screen: what it holds, what happened to it, its papers and what it is tied to, its acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.ledgers.entry_presenter import ActLine, EntryModel, EntryPresenter, TieLine
from wenling_desk.ui.ledgers.values_panel import ValuesPanel
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.timeline import Moment, Timeline

ACT_KEYS = "1234567890"


class EntryView(QWidget):
    """Digits do acts while no form is open; F4 shows what is masked."""

    act_wanted = Signal(str)
    tie_wanted = Signal(str, str)
    paper_wanted = Signal(str)

    def __init__(self, kit: Kit, presenter: EntryPresenter) -> None:
        super().__init__()
        self._kit = kit
        self._texts = kit.texts
        self._presenter = presenter
        self._acts: tuple[ActLine, ...] = ()
        self.form: ActForm | None = None
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._title = ElidedLabel("", "title")
        self._number = PlainLabel("", "label")
        self._chips = FlowLayout(kit.theme.space("small"), kit.theme.space("hair"))
        self.values = ValuesPanel(kit, self._presenter)
        self.story = Timeline(kit, texts("ledgers.history"))
        self._story_panel = Panel(kit, texts("ledgers.history"), hint="F7")
        self._story_panel.body.addWidget(self.story, 1)
        self.papers = TiePanel(kit, texts("ledgers.papers"))
        self.papers.wanted.connect(lambda _, number: self.paper_wanted.emit(number))
        self.ties = TiePanel(kit, texts("ledgers.ties"))
        self.ties.wanted.connect(self.tie_wanted)
        self._beside = QStackedWidget()
        self._acts_row = FlowLayout(kit.theme.space("small"), kit.theme.space("small"))
        self.act_buttons: dict[str, KeyButton] = {}
        self._reasons = PlainLabel("", "hint", wrap=True)
        self._acts_holder = QWidget()

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(self._title, 1)
        head.addWidget(self._number)
        chips = QWidget()
        chips.setLayout(self._chips)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(space("small"))
        side.addWidget(self._story_panel, 1)
        side.addWidget(self.papers)
        side.addWidget(self.ties)
        self._beside.addWidget(self._side)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self.values, 5)
        columns.addWidget(self._beside, 6)
        acts = QVBoxLayout(self._acts_holder)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(space("hair"))
        acts.addLayout(self._acts_row)
        acts.addWidget(self._reasons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(chips)
        column.addLayout(columns, 1)
        column.addWidget(self._acts_holder)

    # -- showing ---------------------------------------------------------------------------------

    def show_entry(self, model: EntryModel) -> None:
        """Show this; a form that is open stays."""
        self._title.setText(model.title)
        self._number.setText(model.number)
        self._show_chips(model)
        self.values.show_values(model.values)
        self.story.set_moments([
            Moment(each.key, each.when, each.sentence, each.who, each.detail, Tone(each.tone)) for each in model.history
        ])  # fmt: skip
        self.papers.show_lines(model.papers)
        self.ties.show_lines(model.ties)
        self._show_acts(model.acts)

    def _show_chips(self, model: EntryModel) -> None:
        _clear(self._chips)
        for chip in (
            Chip(model.status, Tone.ACT if model.is_open else Tone.QUIET),
            *(due_chip(each.words, each.state) for each in model.dues if each.words),
        ):
            shown = StatusChip(self._kit, chip)
            self._chips.addWidget(shown)
            shown.show()
        for remark in model.remarks:
            self._chips.addWidget(PlainLabel(remark, "hint"))

    def _show_acts(self, acts: Sequence[ActLine]) -> None:
        if tuple(acts) == self._acts and self.act_buttons:
            return
        had_focus = self._acts_holder.isAncestorOf(self.focusWidget())
        _clear(self._acts_row)
        self._acts = tuple(acts)
        self.act_buttons = {}
        for at, act in enumerate(self._acts):
            key = ACT_KEYS[at] if at < len(ACT_KEYS) else ""
            button = KeyButton(self._kit, act.label, key, "primary" if act.natural else "normal")
            button.set_reason(act.reason)
            button.clicked.connect(partial(self.act_wanted.emit, act.action_id))
            self.act_buttons[act.action_id] = button
            self._acts_row.addWidget(button)
            # Now, not with the next turn of the event loop: the focus is wanted here at once.
            button.show()
        self._show_reasons()
        if had_focus:
            self.first_focus().setFocus()

    def _show_reasons(self) -> None:
        """Each reason once, with all the acts it stands against."""
        lines: dict[str, list[str]] = {}
        for act in self._acts:
            if act.reason:
                lines.setdefault(act.short, []).append(act.label)
        joined = self._texts("ledgers.joined")
        sentences = [
            self._texts("widgets.act.reason", act=joined.join(labels), reason=reason)
            for reason, labels in lines.items()
        ]
        if not self._acts:
            sentences = [self._texts("ledgers.no_act")]
        self._reasons.setText(self._texts("ledgers.reasons_joined").join(sentences))
        self._reasons.setVisible(bool(sentences))

    def reasons(self) -> str:
        """The reasons against acts, as they stand beneath them."""
        return "" if self._reasons.isHidden() else self._reasons.shown()

    # -- the form --------------------------------------------------------------------------------

    def open_form(self, form: ActForm) -> None:
        """Put a form where the story is."""
        self.close_form()
        self.form = form
        self._beside.addWidget(form)
        self._beside.setCurrentWidget(form)
        self._acts_holder.hide()
        form.show()
        form.first_focus().setFocus()

    def close_form(self) -> None:
        """The story is seen again."""
        if self.form is not None:
            self._beside.setCurrentWidget(self._side)
            self._beside.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._acts_holder.show()

    def first_focus(self) -> QWidget:
        """The form, else the natural act, else the values."""
        if self.form is not None:
            return self.form.first_focus()
        natural = (act.action_id for act in self._acts if not act.reason)
        found = next(natural, "")
        return self.act_buttons[found] if found else self.values

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit does the act it stands on."""
        at = ACT_KEYS.find(event.text()) if event.text() else -1
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.form is None and not held and 0 <= at < len(self._acts):
            self.act_wanted.emit(self._acts[at].action_id)
        else:
            super().keyPressEvent(event)


class TiePanel(Panel):
    """Papers, or entries and cases this one is tied to: a line and a button each; gone where there are none."""

    wanted = Signal(str, str)

    def __init__(self, kit: Kit, heading: str) -> None:
        super().__init__(kit, heading)
        self._kit = kit
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.buttons: list[KeyButton] = []
        self.hide()

    def show_lines(self, lines: Sequence[TieLine]) -> None:
        """Show these."""
        while (slot := self._rows.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = []
        for line in lines:
            self._rows.addWidget(self._line(line))
        self.setVisible(bool(lines))

    def words(self) -> list[str]:
        """What each button leads to."""
        return [button.accessibleDescription() for button in self.buttons]

    def _line(self, line: TieLine) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._kit.theme.space("small"))
        row.addWidget(PlainLabel(line.kind, "label"))
        row.addWidget(ElidedLabel(line.title), 1)
        row.addWidget(PlainLabel(line.state, "hint"))
        button = KeyButton(self._kit, line.verb, look="link")
        button.setAccessibleName(f"{line.verb} {line.title}")
        button.setAccessibleDescription(f"{line.kind} {line.state}".strip())
        button.clicked.connect(partial(self.wanted.emit, line.sort, line.key))
        self.buttons.append(button)
        row.addWidget(button)
        return holder


def _clear(layout: FlowLayout) -> None:
    while (slot := layout.takeAt(0)) is not None:
        if (old := slot.widget()) is not None:
            old.hide()
            old.setParent(None)
            old.deleteLater()
