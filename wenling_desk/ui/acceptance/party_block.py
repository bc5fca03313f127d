"""One party on the screen: who, by what document, how to reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from wenling_desk.domain.identity import (
    IdentityKind,
    identity_problem,
    mask_number,
    normal_number,
    phone_problem,
    resident_number_problem,
    uscc_problem,
)
from wenling_desk.domain.party import AGENT, APPLICANT, Mandate, Party, PartyKind
from wenling_desk.ui.acceptance.field_labels import set_label
from wenling_desk.ui.acceptance.masked_line import MaskedLineField
from wenling_desk.ui.acceptance.party_links import ABOUT_WHOM, SAME_AS, PartyRow
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue, Source
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel, plain

FOR_PEOPLE = tuple(
    kind for kind in IdentityKind if kind not in (IdentityKind.USCC, IdentityKind.OLD_REGISTRATION_NUMBER)
)
SAME_KEY = "="
OLD_NUMBER_DIGITS = 15
"""An organisation's number of that length is an old registration number; every other is a credit code."""
SOURCES = {str(source): source for source in Source}
MOST_NAME = 200
WIDTHS = {
    "name": 226,
    "identity_kind": 158,
    "identity_number": 248,
    "phone": 172,
    "address": 396,
    "alternative_proof": 420,
}
"""Widths of the fields in pixels of normal type, label and source included."""


class PartyBlock(QWidget):
    """A party's fields in a line, more of them beneath when they are asked for.

    ``changed`` carries the party as it now stands, when a field is left. A number and a phone that look wrong are
    warned about; a reason sets the warning aside. The applicant's ``tools`` stand in the panel's own heading.
    """

    changed = Signal(object)
    same_chosen = Signal(bool)
    removed = Signal()
    mandate_changed = Signal(object)
    mandate_printed = Signal()

    def __init__(self, kit: Kit, row: PartyRow, material_names: Mapping[str, str], today: Callable[[], date]) -> None:
        super().__init__()
        self._kit = kit
        self._today = today
        self.row = row
        self._party: Party | None = None
        self._shown: dict[str, object] = {}
        self.setAccessibleName(row.label)
        self._make_tools()
        self._make_fields()
        self.mandate = MandateLine(kit) if row.role == AGENT else None
        self._lay_out(material_names)

    def _make_tools(self) -> None:
        texts, label = self._kit.texts, self.row.label
        self.kinds = KindChoice(self._kit, label)
        self.kinds.chosen.connect(self._kind_chosen)
        self.same = QCheckBox(texts("acceptance.party.same"))
        self.same.clicked.connect(self.same_chosen)
        self.subject = QCheckBox(texts("acceptance.party.data_subject"))
        self.subject.clicked.connect(self._leave)
        self.more = KeyButton(self._kit, texts("acceptance.party.more"), look="link")
        self.more.clicked.connect(self._toggle_more)
        self.remove = KeyButton(self._kit, texts("acceptance.party.remove"), look="link")
        self.remove.clicked.connect(self.removed)
        for box in (self.same, self.subject):
            box.setAccessibleName(f"{label} {box.text()}")
        self.remove.setAccessibleName(f"{self.remove.verb} {label}")
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._kit.theme.space("medium"))
        row.addWidget(self.kinds)
        if self.row.role not in (APPLICANT, AGENT):
            row.addWidget(self.same)
        row.addWidget(self.more)
        if self.row.optional:
            row.addWidget(self.remove)

    def _make_fields(self) -> None:
        kit, texts = self._kit, self._kit.texts
        self.name = LineField(kit, texts("acceptance.party.name"), "name", most=MOST_NAME)
        if self.row.role not in (APPLICANT, AGENT):
            self.name.line.setPlaceholderText(texts("acceptance.party.same_hint"))
        words = [texts(f"case.identity_kind.{kind}") for kind in FOR_PEOPLE]
        self.identity_kind = ChoiceField(kit, texts("acceptance.party.identity_kind"), words)
        self.number = MaskedLineField(
            kit, texts("acceptance.party.number"), "id_number", mask_number, check=self._number_warning
        )
        self.phone = LineField(kit, texts("acceptance.party.phone"), "phone", check=self._phone_warning)
        self.address = LineField(kit, texts("acceptance.party.address"), "address")
        self.proof = LineField(kit, texts("acceptance.party.proof"), "text")
        self.proof.line.setPlaceholderText(texts("acceptance.party.proof_hint"))
        self._fields: dict[str, FieldEditor] = {
            "name": self.name,
            "identity_kind": self.identity_kind,
            "identity_number": self.number,
            "phone": self.phone,
            "address": self.address,
            "alternative_proof": self.proof,
        }
        for attribute, field in self._fields.items():
            field.setFixedWidth(kit.theme.scaled(WIDTHS[attribute]))
            field.left.connect(self._leave)
            editor = field.focusProxy()
            if editor is not None:
                editor.setAccessibleName(f"{self.row.label} {field.label}")

    def _lay_out(self, material_names: Mapping[str, str]) -> None:
        gap, hair = self._kit.theme.space("medium"), self._kit.theme.space("hair")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(hair)
        if self.row.role != APPLICANT:
            head = QHBoxLayout()
            head.setSpacing(gap)
            head.addWidget(PlainLabel(self.row.label, "strong"))
            head.addWidget(ElidedLabel(signing_words(self._kit, self.row, material_names), "hint"), 1)
            if self.row.role in ABOUT_WHOM:
                head.addWidget(self.subject)
            head.addWidget(self.tools)
            column.addLayout(head)
        line, more = FlowLayout(gap, hair), FlowLayout(gap, hair)
        for field in (self.name, self.identity_kind, self.number, self.phone):
            line.addWidget(field)
        for field in (self.address, self.proof):
            more.addWidget(field)
        if self.row.role not in (APPLICANT, AGENT, *ABOUT_WHOM):
            self.subject.setMinimumHeight(self._kit.theme.row_height)
            more.addWidget(self.subject)
        column.addLayout(line)
        column.addLayout(more)
        if self.mandate is not None:
            column.addWidget(self.mandate)
            self.mandate.changed.connect(self.mandate_changed)
            self.mandate.printed.connect(self.mandate_printed)
        self._show_more(False)

    # -- showing ---------------------------------------------------------------------------------

    def show_party(self, party: Party) -> None:
        """Show a party; a field the clerk stands in keeps what is being typed."""
        texts = self._kit.texts
        before, self._party = self._party, party
        same = party.sources.get(SAME_AS) == APPLICANT
        organisation = party.kind is PartyKind.LEGAL_PERSON
        other_kind = before is None or (before.kind, before.identity_kind) != (party.kind, party.identity_kind)
        self.same.setChecked(same)
        self.subject.setChecked(party.is_data_subject)
        self.kinds.choose(party.kind)
        self.kinds.setVisible(not same)
        self.name.setVisible(not same)
        self.number.setVisible(not same and self._asks("identity_number", party.identity_number))
        self.phone.setVisible(not same and self._asks("phone", party.phone))
        self.identity_kind.setVisible(not self.number.isHidden() and not organisation)
        set_label(self.name, texts("acceptance.party.organisation_name" if organisation else "acceptance.party.name"))
        set_label(self.number, texts("acceptance.party.uscc" if organisation else "acceptance.party.number"))
        for attribute, field in self._fields.items():
            self._show_value(field, attribute, party)
        if other_kind:
            # The same number is judged by another rule.
            self.number.look_again()
        if before is None:
            self._show_more(bool(party.alternative_proof or party.address) or "address" in self.row.linked)
        if self.mandate is not None:
            self.mandate.show_mandate(party.mandate or Mandate())

    def _show_value(self, field: FieldEditor, attribute: str, party: Party) -> None:
        value = getattr(party, attribute)
        if attribute == "identity_kind":
            value = self._kit.texts(f"case.identity_kind.{value}") if value in FOR_PEOPLE else ""
        editor = field.focusProxy()
        being_typed = editor is not None and editor.hasFocus() and field.value() != self._shown.get(attribute, "")
        if being_typed:
            return
        self._shown[attribute] = value
        if field.value() != value and not field.fault():
            field.set_value(value, SOURCES.get(party.sources.get(attribute, ""), Source.TYPED))
        reason = party.overrides.get(attribute, "")
        if reason and not field.override_reason():
            field.set_override_reason(reason)
            field.look_again()

    def _asks(self, attribute: str, value: str) -> bool:
        """Whether a field is shown: where nothing asks for it, only with 更多 or when it holds something."""
        role = self.row.role
        needed = not self.row.linked or attribute in self.row.linked or role in (APPLICANT, AGENT, *ABOUT_WHOM)
        return needed or bool(value) or not self.address.isHidden()

    def _toggle_more(self) -> None:
        self._show_more(self.address.isHidden())
        if self._party is not None:
            self.show_party(self._party)

    def _show_more(self, shown: bool) -> None:
        for widget in (self.address, self.proof):
            widget.setVisible(shown)
        if self.row.role not in ABOUT_WHOM:
            self.subject.setVisible(shown and self.row.role not in (APPLICANT, AGENT))
        self.more.set_verb(self._kit.texts("acceptance.party.less" if shown else "acceptance.party.more"))
        self.more.setAccessibleName(f"{self.row.label} {self.more.verb}")

    # -- reading ---------------------------------------------------------------------------------

    def _number_warning(self, value: FieldValue) -> str:
        code = identity_problem(self._chosen_kind(str(value)), str(value), self._today())
        return self._kit.texts(f"acceptance.warning.{code}") if code else ""

    def _phone_warning(self, value: FieldValue) -> str:
        code = phone_problem(str(value))
        return self._kit.texts(f"acceptance.warning.{code}") if code else ""

    def _chosen_kind(self, number: str) -> IdentityKind:
        if self.kinds.kind() is PartyKind.LEGAL_PERSON:
            is_old = number.isdigit() and len(number) == OLD_NUMBER_DIGITS
            return IdentityKind.OLD_REGISTRATION_NUMBER if is_old else IdentityKind.USCC
        words = {self._kit.texts(f"case.identity_kind.{kind}"): kind for kind in FOR_PEOPLE}
        return words.get(str(self.identity_kind.value()), IdentityKind.RESIDENT_ID_CARD)

    def _kind_chosen(self, kind: PartyKind) -> None:
        if self._party is not None:
            self._party = replace(self._party, kind=kind, identity_kind=self._chosen_kind(self._party.identity_number))
            self.changed.emit(self._party)

    def _leave(self) -> None:
        if self._take_shortcut(str(self.name.value())):
            return
        number = str(self.number.value())
        if self._party is not None and not self._party.sources.get(SAME_AS) and number:
            self._recognise(number)
        party = self.read_party()
        if party is not None and party != self._party:
            self._party = party
            self.number.look_again()
            self.changed.emit(party)

    def _take_shortcut(self, typed: str) -> bool:
        """In the name's place: ``=`` is the applicant's own person, a number that checks is the number."""
        if typed == SAME_KEY and self.row.role not in (APPLICANT, AGENT):
            self.name.show_value("")
            self.same_chosen.emit(True)
            return True
        number = normal_number(typed)
        if typed and (resident_number_problem(number, self._today()) is None or uscc_problem(number) is None):
            self.name.show_value(self._party.name if self._party is not None else "")
            self.number.set_value(number, Source.TYPED)
        return False

    def _recognise(self, number: str) -> None:
        """A number says by itself whether it is a person's or an organisation's."""
        if resident_number_problem(number, self._today()) is None:
            self.kinds.choose(PartyKind.NATURAL_PERSON)
        elif uscc_problem(number) is None:
            self.kinds.choose(PartyKind.LEGAL_PERSON)

    def read_party(self) -> Party | None:
        """The party as the fields say; ``None`` before one was shown."""
        party = self._party
        if party is None or party.sources.get(SAME_AS):
            return None if party is None else replace(party, is_data_subject=self.subject.isChecked())
        typed = {key: field for key, field in self._fields.items() if key != "identity_kind"}
        values: dict[str, Any] = {key: str(field.value()) for key, field in typed.items()}
        overrides = {key: field.override_reason() for key, field in typed.items() if field.override_reason()}
        kept = {key: source for key, source in party.sources.items() if key not in typed}
        sources = kept | {key: str(field.source()) for key, field in typed.items() if values[key]}
        return replace(
            party,
            **values,
            kind=self.kinds.kind(),
            identity_kind=self._chosen_kind(values["identity_number"]),
            is_data_subject=self.subject.isChecked(),
            overrides=overrides,
            sources=sources,
        )

    def to_fill(self) -> tuple[LineField, ...]:
        """The fields Enter goes through: those that are shown and that some form or the desk itself needs."""
        wanted: list[LineField] = [self.name, self.number, self.phone]
        if "address" in self.row.linked:
            wanted.append(self.address)
        return tuple(field for field in wanted if not field.isHidden())

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in reading order."""
        mandate = self.mandate.stops() if self.mandate is not None else ()
        subject = (self.subject,) if self.row.role not in ABOUT_WHOM else ()
        front = (self.subject,) if self.row.role in ABOUT_WHOM else ()
        fields = (self.name, self.identity_kind, self.number, self.phone, self.address, self.proof)
        stops = (*front, *self.kinds.stops(), self.same, self.more, self.remove, *fields, *subject, *mandate)
        # What a role has no use for was put nowhere.
        return tuple(stop for stop in stops if stop.parent() is not None)


class KindChoice(QWidget):
    """个人 or 单位."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("small"))
        self._group = QButtonGroup(self)
        for at, word in enumerate(("acceptance.party.person", "acceptance.party.organisation")):
            button = QRadioButton(plain(kit.texts(word)))
            button.setAccessibleName(f"{label} {kit.texts(word)}")
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.buttonClicked.connect(lambda _: self.chosen.emit(self.kind()))

    def kind(self) -> PartyKind:
        """What is chosen."""
        return PartyKind.LEGAL_PERSON if self._group.checkedId() == 1 else PartyKind.NATURAL_PERSON

    def choose(self, kind: PartyKind) -> None:
        """Choose without telling anybody."""
        self._group.button(1 if kind is PartyKind.LEGAL_PERSON else 0).setChecked(True)

    def stops(self) -> tuple[QWidget, ...]:
        """The two buttons; Tab stops at the chosen one."""
        return tuple(self._group.buttons())


class MandateLine(QWidget):
    """An agent's mandate: received or not, what for, until when, and a prefilled one to print."""

    changed = Signal(object)
    printed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        texts = kit.texts
        row = FlowLayout(kit.theme.space("medium"), kit.theme.space("hair"), self)
        row.setContentsMargins(0, 0, 0, 0)
        self.received = QCheckBox(texts("acceptance.party.mandate"))
        self.received.clicked.connect(lambda on: self.changed.emit({"received": on}))
        self.scope = LineField(kit, texts("acceptance.party.mandate_scope"), "text")
        self.until = LineField(kit, texts("acceptance.party.mandate_until"), "text", most=40)
        self.scope.setFixedWidth(kit.theme.scaled(300))
        self.until.setFixedWidth(kit.theme.scaled(190))
        self.scope.left.connect(lambda: self.changed.emit({"scope": str(self.scope.value())}))
        self.until.left.connect(lambda: self.changed.emit({"until": str(self.until.value())}))
        self.print = KeyButton(kit, texts("acceptance.party.print_mandate"), look="flat")
        self.print.clicked.connect(self.printed)
        self.received.setMinimumHeight(kit.theme.row_height)
        for widget in self.stops():
            row.addWidget(widget)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (self.received, self.scope, self.until, self.print)

    def show_mandate(self, mandate: Mandate) -> None:
        """Show it; what is being typed stays."""
        self.received.setChecked(mandate.received)
        for field, value in ((self.scope, mandate.scope), (self.until, mandate.until)):
            if not field.line.hasFocus() and field.value() != value:
                field.set_value(value, Source.TYPED)


def signing_words(kit: Kit, row: PartyRow, material_names: Mapping[str, str]) -> str:
    """What this party signs, of the materials that are collected."""
    signed = [
        kit.texts("acceptance.party.signs_one", material=material_names[material], manner=manner)
        for material, manner in row.signs
        if material in material_names
    ]
    return kit.texts("acceptance.party.signs", names=kit.texts("case.joined").join(signed)) if signed else ""
