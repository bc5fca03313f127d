"""Whose records these are, in memory and by keyed hash: what a person at the glass can say of themselves.

The worklist's rows carry masked names and no phone; both stand in the facts. The facts are read once after the start,
in slices, then only those that came since. Nothing of it is written anywhere.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from wenling_desk.domain.acceptance import HANDED_IN, ROSTER_ROWS
from wenling_desk.domain.edits import party_value
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.form import FieldDefinition, FieldType, Sensitivity
from wenling_desk.domain.identity import normal_number
from wenling_desk.domain.party import PartyKind
from wenling_desk.use_cases.ports import Reading

BESIDE: Final = ("Booked", "PastCaseImported")
"""Facts of records that are no case: one person each."""
KINDS: Final = (*BESIDE, "TakenIn", "FormFieldEdited", ROSTER_ROWS, *sorted(HANDED_IN))
"""Facts that say who is concerned."""
SLICE: Final = 200
"""Facts read at a time: a reader that has other questions to answer is held up no longer than a blink."""
TAIL: Final = 4
"""Digits a person says of a phone number."""
DIGEST_BYTES: Final = 12

Said = tuple[str, str]
"""A way of asking (``name``, ``phone``, ``tail``, ``number``, ``company``) and what was written."""


class PeopleIndex:
    """Records by name, phone, last digits of a phone, and number of a person; by part of a company's name.

    ``keyed`` is the store's keyed hash: what lies in memory tells nobody's name. Names of companies are public and
    stand as they are. One thread reads on and asks.
    """

    def __init__(self, keyed: Callable[[str], str]) -> None:
        self.keyed = keyed
        self._secret = keyed("people-index").encode("ascii")[: hashlib.blake2b.MAX_KEY_SIZE]
        self._found: dict[bytes, list[str]] = {}
        self._companies: dict[str, list[str]] = {}
        self._held: set[str] = set()
        self._last = ""
        self.is_complete = False
        """Whether everything there was at the last look has been read."""

    def __repr__(self) -> str:
        return f"PeopleIndex({len(self._held)} records)"

    def read_on(self, reading: Reading, fields: Mapping[str, FieldDefinition], most: int = SLICE) -> bool:
        """Read the next facts; whether all are read now."""
        facts = reading.facts_of_kinds(KINDS, self._last, most)
        for fact in facts:
            self._add(fact, fields)
        if facts:
            self._last = facts[-1].fact_id
        self.is_complete = len(facts) < most
        return self.is_complete

    def holds(self, record_id: str) -> bool:
        """Whether the record's facts came to this desk: then its people are known here by their full names."""
        return record_id in self._held

    def find(self, way: str, written: str) -> tuple[str, ...]:
        """The records where that was said, in the order they came here; ``company`` also by a part of the name."""
        plain = _plain(way, written)
        if not plain:
            return ()
        if way != "company":
            return tuple(dict.fromkeys(self._found.get(self._digest(way, plain), ())))
        found: dict[str, None] = {}
        for name, records in self._companies.items():
            if plain in name:
                found |= dict.fromkeys(records)
        return tuple(found)

    def _add(self, fact: Fact, fields: Mapping[str, FieldDefinition]) -> None:
        self._held.add(fact.record_id)
        for way, written in said_by(fact, fields):
            plain = _plain(way, written)
            if plain:
                table: dict[Any, list[str]] = self._companies if way == "company" else self._found
                records = table.setdefault(plain if way == "company" else self._digest(way, plain), [])
                # Said twice by one fact it is noted once; what a later fact repeats is told apart when asked for.
                if not records or records[-1] != fact.record_id:
                    records.append(fact.record_id)

    def _digest(self, way: str, plain: str) -> bytes:
        data = f"{way}\0{plain}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._secret, digest_size=DIGEST_BYTES).digest()


def said_by(fact: Fact, fields: Mapping[str, FieldDefinition]) -> Iterator[Said]:
    """What a fact of ``KINDS`` says of people: those named, their phones and numbers, in parties and in forms."""
    body = fact.body.get("sheet") if fact.kind == "TakenIn" else fact.body
    if not isinstance(body, Mapping):
        return
    if fact.kind in BESIDE:
        name = body.get("name") or body.get("applicant")
        yield from _named(name, is_company=name == body.get("applicant_masked"))
        yield from _phone(body.get("phone"))
        return
    for party in _rows(body.get("parties")):
        is_company = party.get("kind") == PartyKind.LEGAL_PERSON
        yield from _named(party.get("name"), is_company=is_company)
        yield from _phone(party.get("phone"))
        yield "number", str(party.get("identity_number") or "")
    for row in (*_rows(body.get("roster")), *_rows(body.get("rows"))):
        yield from _named(row.get("name"), is_company=False)
        yield from _phone(row.get("phone"))
        yield "number", str(row.get("identity_number") or "")
    delivery = body.get("delivery")
    if isinstance(delivery, Mapping):
        yield from _named(delivery.get("addressee"), is_company=False)
        yield from _phone(delivery.get("phone"))
    form = {body.get("field"): body.get("new")} if fact.kind == "FormFieldEdited" else body.get("form")
    for field_id, value in form.items() if isinstance(form, Mapping) else ():
        about = party_value(str(field_id))
        if about is not None:
            yield from _of_party(about[1], value, is_company=body.get("party_kind") == PartyKind.LEGAL_PERSON)
            continue
        known = fields.get(str(field_id))
        if known is not None:
            yield from _of_field(known, value)


def _of_party(name: str, value: object, *, is_company: bool) -> Iterator[Said]:
    if name == "name":
        yield from _named(value, is_company=is_company)
    elif name == "phone":
        yield from _phone(value)


def _of_field(known: FieldDefinition, value: object) -> Iterator[Said]:
    if known.type is FieldType.TABLE:
        for row in _rows(value):
            for column in known.columns:
                yield from _of_type(column.type, row.get(column.column_id), is_public=False)
    else:
        yield from _of_type(known.type, value, is_public=known.sensitivity is Sensitivity.NONE)


def _of_type(kind: FieldType, value: object, *, is_public: bool) -> Iterator[Said]:
    if kind is FieldType.NAME:
        yield from _named(value, is_company=is_public)
    elif kind is FieldType.PHONE:
        yield from _phone(value)
    elif kind in (FieldType.ID_NUMBER, FieldType.USCC) and isinstance(value, str):
        yield "number", value


def _named(value: object, *, is_company: bool) -> Iterator[Said]:
    if isinstance(value, str):
        yield "name", value
        if is_company:
            yield "company", value


def _phone(value: object) -> Iterator[Said]:
    if isinstance(value, str):
        yield "phone", value
        yield "tail", value


def _rows(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list | tuple):
        yield from (row for row in value if isinstance(row, Mapping))


def _plain(way: str, written: str) -> str:
    """One spelling for what is kept and what is asked; empty for what says nothing."""
    if way == "number":
        return normal_number(written)
    if way in ("phone", "tail"):
        digits = "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", written)))
        return digits if way == "phone" else digits[-TAIL:] if len(digits) >= TAIL else ""
    return "".join(unicodedata.normalize("NFKC", written).split()).casefold()
