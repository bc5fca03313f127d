"""Plays a scenario through the window by keyboard alone; what it looks at is what the headless player looks at."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from tests.ledgers.scenario import Player, Scenario, Step
from tests.ledgers.window import LedgerDesk
from tests.support.fakes import Counter
from tests.support.hands import CTRL, focused, press, type_text
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.domain.ledger_values import plain_number
from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.ledgers.editors import KEYS, KeyChoiceField, ParagraphField
from wenling_desk.ui.ledgers.entry_view import ACT_KEYS
from wenling_desk.ui.ledgers.evidence_field import EvidenceField
from wenling_desk.ui.ledgers.list_panel import NEW_KEYS
from wenling_desk.ui.ledgers.pick_field import PickField
from wenling_desk.ui.ledgers.rows_field import RowsField
from wenling_desk.ui.ledgers.sentences import ledger_sentence
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.use_cases.changes import Changes

MOST_TABS = 400
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NEW_PRESSES = ((Qt.Key.Key_N, CTRL), (Qt.Key.Key_N, ALT), (Qt.Key.Key_N, CTRL | SHIFT), (Qt.Key.Key_N, ALT | SHIFT))
assert len(NEW_PRESSES) == len(NEW_KEYS)


class WindowPlayer(Player):
    """Every act is keys on the page; ``look`` is called after each step with what is on the screen."""

    def __init__(
        self,
        desk: LedgerDesk,
        counter: Counter,
        scenario: Scenario,
        folder: Path,
        look: Callable[[Step], object] | None = None,
    ) -> None:
        super().__init__(counter, scenario)
        self.desk = desk
        self._folder = folder
        self._look = look
        desk.sit_at(counter)
        desk.clerk_names = {session.clerk: session.clerk_name for session in scenario.people.values()}

    def take(self, step: Step) -> Changes | None:
        changes = super().take(step)
        self.desk.no_defect()
        if self._look is not None:
            self._look(step)
        return changes

    def do(self, step: Step) -> Changes:
        """Find the act, fill its form, do it. What the screen refuses is raised as the refusal behind it."""
        self.desk.last_changes = None
        self._go_to(step)
        form = self.desk.page.form()
        assert form is not None, f"{step.do}: no form"
        self._fill(form, step)
        press(Qt.Key.Key_Return, CTRL)
        if self.desk.window.strip.is_open():
            self.desk.kit.ticks.advance(GUARD_MS + 1)  # type: ignore[attr-defined]
            press(Qt.Key.Key_Return)
        if self.desk.last_changes is not None:
            return self.desk.last_changes
        raise self._refusal(form, step)

    # -- getting there ---------------------------------------------------------------------------

    def _go_to(self, step: Step) -> None:
        desk, ledger = self.desk, self.ledger_of(step.do)
        desk.window.go("home")
        press_key(Qt.Key.Key_L, CTRL | SHIFT, desk.window)
        press(Qt.Key.Key_L, CTRL | SHIFT)
        press(Qt.Key.Key_F4)
        type_text(ledger.name)
        press(Qt.Key.Key_Return)
        page = desk.page
        assert page.presenter.kind == ledger.kind, f"{ledger.name}: {page.presenter.kind}"
        if step.on:
            self._open(self.records[step.on])
            self._press_act(step)
        else:
            self._begin(step)

    def _begin(self, step: Step) -> None:
        ways = [way.action_id for way in self.desk.page.presenter.ways_in()]
        if step.do not in ways:
            raise self._headless(step, f"{ways}")
        at = ways.index(step.do)
        press(*NEW_PRESSES[at])
        if self.desk.page.form() is None:
            self._raise_as_said(step)

    def _open(self, record_id: str) -> None:
        table = self.desk.page.list.table
        assert table is not None
        press(Qt.Key.Key_F3)
        press(Qt.Key.Key_Home, CTRL)
        for _ in table.rows.rows:
            row = table.current_row()
            if row is not None and row.key == record_id:
                break
            press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
        assert self.desk.page.is_on_entry()

    def _press_act(self, step: Step) -> None:
        model = self.desk.page.entry_presenter.model
        assert model is not None
        acts = [act.action_id for act in model.acts]
        if step.do not in acts:
            raise self._headless(step, f"{acts}")
        at = acts.index(step.do)
        if at < len(ACT_KEYS):
            type_text(ACT_KEYS[at])
        else:
            tab_to(lambda widget: widget is self.desk.page.entry.act_buttons[step.do])
            press(Qt.Key.Key_Return)
        if self.desk.page.form() is None:
            self._raise_as_said(step)

    # -- filling ---------------------------------------------------------------------------------

    def _fill(self, form: ActForm, step: Step) -> None:
        if form.presenter.is_draft():
            press(Qt.Key.Key_C, ALT)
        fields = form.presenter.ledger.fields
        wanted = {name: self._value(fields.get(name), value, step) for name, value in step.values.items()}
        ordered = [name for name in (ask.field_id for ask in form.presenter.act.asks) if name in wanted]
        if odd := set(wanted) - set(ordered):
            raise AssertionError(f"{step.do}: the form has no {sorted(odd)}")
        for name in ordered:
            if name not in form.asked():
                continue  # a value the scenario gives beside what is asked: the screen has no place for it
            editor = form.editor(name)
            tab_to(partial(_is_within, editor))
            self._enter(editor, fields[name], wanted[name])

    def _enter(self, editor: QWidget, asked: LedgerField, value: Any) -> None:
        if isinstance(editor, PickField):
            self._pick(editor, asked, value)
        elif isinstance(editor, KeyChoiceField):
            self._choose(editor, asked, value)
        elif isinstance(editor, RowsField):
            self._rows(editor, asked, value)
        elif isinstance(editor, EvidenceField):
            for row in value:
                self.desk.scan = self._folder / str(row.get("name", "scan.pdf"))
                self.desk.scan = self.desk.scan.with_suffix(".pdf")
                self.desk.scan.write_bytes(b"%PDF-1.7 " + str(row).encode())
                press(Qt.Key.Key_S, ALT)
        else:
            press(Qt.Key.Key_A, CTRL)
            press(Qt.Key.Key_Delete)
            self._type(editor, typed_text(asked, value))

    def _type(self, editor: QWidget, text: str) -> None:
        if isinstance(editor, ParagraphField):
            for at, line in enumerate(text.split("\n")):
                if at:
                    press(Qt.Key.Key_Return)
                type_text(line)
        else:
            type_text(text)

    def _pick(self, editor: PickField, asked: LedgerField, value: Any) -> None:
        press(Qt.Key.Key_A, CTRL)
        press(Qt.Key.Key_Delete)
        text = str(value)
        if asked.type is ValueType.RECORD:
            text = self.view(text).entry.title
        type_text(text)
        for _ in editor.offered():
            if str(value) in (pick.code for pick in editor.offered()[:1]):
                break
            if editor.offered()[editor.marked()].code == str(value):
                break
            press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
        assert editor.value() == str(value), f"{asked.field_id}: {editor.value()!r} picked, not {value!r}"

    def _choose(self, editor: KeyChoiceField, asked: LedgerField, value: Any) -> None:
        codes = list(asked.choices) or ["yes", "no"]
        if asked.type is ValueType.YES_NO:
            value = "yes" if value in (True, "yes") else "no"
        wanted = value if isinstance(value, list) else [str(value)]
        for code in codes:
            is_chosen = code in editor.keys.codes()
            if (code in wanted) != is_chosen and (code in wanted or asked.type is ValueType.CHOICES):
                type_text(KEYS[codes.index(code)])

    def _rows(self, editor: RowsField, asked: LedgerField, rows: list[Mapping[str, Any]]) -> None:
        for number, row in enumerate(rows):
            for at, column in enumerate(asked.columns):
                cell = editor.cell(number, at)
                tab_to(partial(operator.is_, cell))
                if isinstance(cell, QComboBox):
                    words = column_words(self, column, row.get(column.field_id))
                    for _ in range(cell.count()):
                        if cell.currentText() == words:
                            break
                        press(Qt.Key.Key_Down)
                    assert cell.currentText() == words, f"{column.field_id}: {cell.currentText()}, not {words}"
                elif row.get(column.field_id) not in (None, ""):
                    type_text(typed_text(column, row[column.field_id]))

    # -- refusals --------------------------------------------------------------------------------

    def _headless(self, step: Step, shown: str = "") -> DeskRefusal:
        """The refusal behind what the screen did not even offer."""
        try:
            super().do(step)
        except DeskRefusal as refusal:
            return refusal
        raise AssertionError(f"{step.do}: the screen does not do it, and yet it can be done {shown}")

    def _raise_as_said(self, step: Step) -> None:
        """The act has a reason against it: the notice says what the use case would."""
        refusal = self._headless(step, f"{self.desk.said()}, the keys at {focused().accessibleName()!r}")
        sentence = ledger_sentence(self.desk.texts, self.ledger_of(step.do), refusal)
        assert sentence in self.desk.said(), f"{step.do}: {self.desk.said()}"
        raise refusal

    def _refusal(self, form: ActForm, step: Step) -> DeskRefusal:
        """The refusal, which stands in the form: at its field where it has one there."""
        faults = {name: form.editor(name).fault() for name in form.asked() if form.editor(name).fault()}
        refusal = self._headless(step, f"{faults} {form.other_words()} {form.typed()}")
        field_id = str(refusal.values.get("field", ""))
        if field_id in form.asked():
            assert field_id in faults, f"{step.do}: nothing is said at {field_id}: {faults} {form.other_words()}"
            first = form.editor(next(iter(faults)))
            now = focused()
            assert now is first or first.isAncestorOf(now), f"{step.do}: the focus is not at the fault"
        else:
            sentence = ledger_sentence(self.desk.texts, form.presenter.ledger, refusal)
            assert faults or form.other_words() == sentence, f"{step.do}: {form.other_words()}, not {sentence}"
        return refusal


def typed_text(asked: LedgerField, value: Any) -> str:
    """A value as somebody types it; a whole number stands in the scenario as it is kept."""
    if asked.type is ValueType.NUMBER and isinstance(value, int):
        return plain_number(asked, value)
    return "" if value is None else str(value)


def column_words(player: WindowPlayer, column: LedgerField, value: Any) -> str:
    """What the list of a cell calls a value."""
    if value in (None, ""):
        return ""
    if column.type is ValueType.YES_NO:
        return "是" if value in (True, "yes") else "否"
    return player.desk.needs.tools.names().word(column, str(value))


def press_key(key: Qt.Key, held: Qt.KeyboardModifier, window: QWidget) -> None:
    """Press a key, also where nothing has the focus."""
    if QApplication.focusWidget() is None:
        window.setFocus()
    press(key, held)


def _is_within(editor: QWidget, widget: QWidget) -> bool:
    return widget is editor or editor.isAncestorOf(widget)


def tab_to(found: Callable[[QWidget], bool]) -> None:
    """Tab on until something is reached."""
    for _ in range(MOST_TABS):
        if found(focused()):
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come there; it stands on {focused().accessibleName()!r}")
