"""The forms of the page of seals: enter one, hand it on, another use, retire it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from wenling_desk.domain.seals import RETURN, SHIFT, VISIT
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_kinds import BoolField, ChoiceField, LineField
from wenling_desk.ui.widgets.fields import align_labels
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel

NUMBER_MOST, NAME_MOST, TEXT_MOST = 40, 40, 80
REASON_KEYS = {SHIFT: "day.seal.with_shift", VISIT: "day.seal.with_visit", RETURN: "day.seal.with_return"}


class FormPanel(Panel):
    """A few fields and the verb under them; Ctrl+Enter does it, and what is missing is said at its field."""

    submitted = Signal(dict)
    """The values by name, once every required field is filled."""

    def __init__(self, kit: Kit, heading: str, verb: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(kit, heading, parent=parent)
        self.kit = kit
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.fields: dict[str, FieldEditor] = {}
        self._hint = PlainLabel(hint, "hint", wrap=True)
        self.go_on = KeyButton(kit, verb, "Ctrl+Enter", "primary")
        self.go_on.clicked.connect(self.submit)
        self._row = QHBoxLayout()
        self._row.addWidget(self._hint, 1)
        self._row.addWidget(self.go_on)

    def hold(self, **fields: FieldEditor) -> None:
        """Put the fields in, in reading order."""
        self.fields = fields
        for each in fields.values():
            self.body.addWidget(each)
        align_labels(field for field in fields.values() if not isinstance(field, BoolField))
        self.body.addLayout(self._row)
        self.hide()

    def say(self, hint: str) -> None:
        """What stands beside the verb."""
        self._hint.setText(hint)

    def open(self, **values: str) -> None:
        """Show it with these values; what was typed into it and not done is still there where none is given."""
        for name, field in self.fields.items():
            field.set_fault("")
            if name in values:
                field.show_value(values[name])
        self.show()
        first = next((field for field in self.fields.values() if field.required and not field.value()), None)
        (first or next(iter(self.fields.values()))).setFocus()

    def clear(self) -> None:
        """Empty again, once it is done."""
        for field in self.fields.values():
            field.show_value("")
            field.set_fault("")

    def submit(self) -> None:
        """Hand the values over, or say what is missing at its field."""
        for field in self.fields.values():
            if field.required and not str(field.value() or "").strip():
                field.set_fault(self.kit.texts("day.form.missing", label=field.label))
                field.setFocus()
                return
        self.submitted.emit({name: self._value(field) for name, field in self.fields.items()})

    @staticmethod
    def _value(field: FieldEditor) -> str | bool:
        value = field.value()
        return value if isinstance(value, bool) else str(value or "").strip()


def enter_panel(kit: Kit) -> FormPanel:
    """登记新章."""
    texts = kit.texts
    panel = FormPanel(kit, texts("day.seals.enter_heading"), texts("day.seals.act_enter_on"))
    panel.hold(
        title=LineField(kit, texts("day.seals.field_title"), required=True, most=TEXT_MOST),
        number=LineField(kit, texts("day.seals.field_number"), required=True, most=NUMBER_MOST),
        holder=LineField(kit, texts("day.seals.field_holder"), required=True, most=NUMBER_MOST),
        holder_name=LineField(kit, texts("day.seals.field_holder_name"), most=NAME_MOST),
        place=LineField(kit, texts("day.seals.field_place"), required=True, most=NAME_MOST),
        may_leave=BoolField(kit, texts("day.seals.field_may_leave")),
    )
    return panel


def hand_panel(kit: Kit) -> FormPanel:
    """交接印章."""
    texts = kit.texts
    panel = FormPanel(kit, texts("day.seals.hand_heading"), texts("day.seals.act_hand_on"))
    panel.hold(
        reason=ChoiceField(
            kit, texts("day.seals.field_reason"), [texts(key) for key in REASON_KEYS.values()], required=True
        ),
        to=LineField(kit, texts("day.seals.field_to"), required=True, most=NUMBER_MOST),
        to_name=LineField(kit, texts("day.seals.field_to_name"), most=NAME_MOST),
        place=LineField(kit, texts("day.seals.field_new_place"), most=NAME_MOST),
    )
    return panel


def reason_of(kit: Kit, word: str) -> str:
    """The reason behind its word. Raises ``StopIteration`` for a word that is none of them."""
    return next(reason for reason, key in REASON_KEYS.items() if kit.texts(key) == word)


class ReadyPanel(FormPanel):
    """One line with ready texts under it: a figure takes one, and it can be changed before it is done."""

    def __init__(
        self, kit: Kit, heading: str, verb: str, label: str, ready: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(kit, heading, verb, parent=parent)
        self.ready: tuple[str, ...] = ()
        self._list = PlainLabel("", "hint", wrap=True)
        self.body.addWidget(self._list)
        self.hold(text=LineField(kit, label, required=True, most=TEXT_MOST))
        self.set_ready(ready)

    def set_ready(self, ready: Sequence[str]) -> None:
        """Other ready texts."""
        self.ready = tuple(ready)[:9]
        lines = [f"Alt+{position} {text}" for position, text in enumerate(self.ready, 1)]
        self._list.setText("　".join(lines))
        self._list.setVisible(bool(lines))

    def take(self, position: int) -> None:
        """Put a ready text into the line."""
        if 0 < position <= len(self.ready):
            self.fields["text"].show_value(self.ready[position - 1])
            self.fields["text"].set_fault("")
            self.fields["text"].setFocus()


def ready_keys(panel: ReadyPanel) -> dict[str, Callable[[], None]]:
    """Alt+1 … Alt+9 -> the ready text of that place."""
    return {f"Alt+{position}": lambda at=position: panel.take(at) for position in range(1, 10)}  # type: ignore[misc]
