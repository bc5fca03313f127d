"""The values of a case in the order the other system asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.back_entry import FieldSource, PlatformFiles, PlatformForm, formatted
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Party
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.platform_ports import PlatformCase
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field: its key in facts, its label over there, and the value to enter; empty values are shown too, because
    the other system shows them."""

    key: str
    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """The fields of one member, and how sure their order is."""

    record_id: str
    member: str
    form: PlatformForm
    lines: tuple[FieldLine, ...] = field(repr=False)

    def handed_over(self, reference: str) -> PlatformCase:
        """The member as it goes through the port."""
        return PlatformCase(reference, self.member, tuple((line.label, line.value) for line in self.lines))


def member_sheet(desk: Desk, reading: Reading, files: PlatformFiles, record_id: str, member: str) -> MemberSheet:
    """The fields of a member. Refuses with ``no_such_record``; raises KeyError for a member the case does not have."""
    book = RecordBook(desk, reading, ACCEPTANCE)
    book.open(record_id)
    form = files.form_of(book.case.member(member).code)
    return MemberSheet(record_id, member, form, tuple(_Filler(desk, book, member).lines(form)))


class _Filler:
    def __init__(self, desk: Desk, book: RecordBook, member: str) -> None:
        self._words = desk.words
        self._book = book
        self._member = member
        self._sheet: IntakeSheet = book.case.sheet

    def lines(self, form: PlatformForm) -> Iterator[FieldLine]:
        named = {each.source for each in form.fields}
        for each in form.fields:
            match each.source.split("."):
                case ["form", "*"]:
                    yield from self._rest_of_form(named)
                case ["material", "*"]:
                    yield from self._materials(named)
                case ["applicant" | "agent" as role, value]:
                    yield from self._party(each, self._sheet.party(role), value)
                case ["party", role, value]:
                    yield from self._party(each, self._sheet.party(role), value)
                case ["form", key]:
                    text = self._text(self._sheet.form.get(key))
                    yield self._line(each, text, self._field_label(key))
                case ["material", key]:
                    yield self._line(each, self._material(key), self._material_name(key))
                case ["case", value]:
                    yield self._line(each, self._case(value))

    def _line(self, source: FieldSource, value: str, label: str = "") -> FieldLine:
        return FieldLine(source.source, source.label or label, formatted(value, source.format))

    def _party(self, source: FieldSource, party: Party | None, value: str) -> Iterator[FieldLine]:
        """Somebody who is not there has no lines: the other system does not ask either."""
        if party is None or (party.role != "applicant" and not party.name.strip()):
            return
        text = str(getattr(party, value))
        if value == "identity_kind":
            text = self._words(f"case.identity_kind.{party.identity_kind}")
        elif value == "kind":
            text = self._words(f"platform.party_kind.{party.kind}")
        yield self._line(source, text)

    def _rest_of_form(self, named: set[str]) -> Iterator[FieldLine]:
        for asked in self._book.plan().fields:
            key = f"form.{asked.field_id}"
            if self._member in asked.item_codes and key not in named and not asked.produced:
                yield FieldLine(key, asked.label, self._text(self._sheet.form.get(asked.field_id)))

    def _materials(self, named: set[str]) -> Iterator[FieldLine]:
        for material in self._book.plan().plan.materials:
            key = f"material.{material.material_id}"
            if key not in named and (not material.used_by or self._member in material.used_by):
                yield FieldLine(key, material.name, self._material(material.material_id))

    def _field_label(self, key: str) -> str:
        known = self._book.catalogue.fields.get(key)
        return known.label if known is not None else key

    def _material_name(self, key: str) -> str:
        known = {material.material_id: material.name for material in self._book.plan().plan.materials}
        return known.get(key, key)

    def _material(self, key: str) -> str:
        entry = self._sheet.entry(key)
        mark = self._words(f"case.mark.{entry.mark}")
        return self._words("platform.material", mark=mark, copies=entry.copies) if entry.is_on_paper else mark

    def _case(self, value: str) -> str:
        case = self._book.case
        match value:
            case "received_on":
                return case.received_at.date().isoformat()
            case "number":
                return next((str(f.body["number"]) for f in self._book.facts if f.kind == "PaperIssued"), "")
            case "item_name":
                return case.member(self._member).name
            case "item_code":
                return self._member
            case "delivery_way":
                return self._words(f"platform.delivery.{case.sheet.delivery.way}")
            case "delivery_address":
                return case.sheet.delivery.address
        raise KeyError(value)

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return self._words("platform.yes" if value else "platform.no")
        if isinstance(value, list | tuple):
            parts = ["\u3001".join(map(self._text, each.values())) if isinstance(each, dict) else self._text(each)
                     for each in value]  # fmt: skip
            return "\uff1b".join(parts)
        return "" if value is None else str(value)
