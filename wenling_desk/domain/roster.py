"""A roster (花名册): the people one application is for, row by row, and what is wrong with each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import (
    CARRIES_RESIDENT_NUMBER,
    IdentityKind,
    age_on,
    birth_date,
    identity_problem,
    mask_name,
    mask_number,
    mask_phone,
    normal_number,
    phone_problem,
)

NAME: Final = "name"
KIND: Final = "identity_kind"
NUMBER: Final = "identity_number"
PHONE: Final = "phone"
OWN_COLUMNS: Final = (NAME, KIND, NUMBER, PHONE)
"""Columns every roster knows; all others are the item's own and stand in ``RosterRow.values``."""
READ: Final = "cell_"
"""Flaws whose code begins like this were found in the file; they stand until somebody types into that column."""
WHOLE_ROW: Final = ""
"""Stands for the column of a flaw that concerns the whole row."""


class RowState(StrEnum):
    """已收 or 缺项: a row with a gap is no part of the application until it is completed."""

    TAKEN_IN = "taken_in"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class RowFlaw:
    """What is wrong in one column of a row: the last part of a text id, and ``label``, which goes into its sentence (a
    column's heading, another row's number, an age; never anybody's name or number)."""

    column: str
    code: str
    label: str = ""

    def to_plain(self) -> dict[str, str]:
        """JSON shape."""
        return {"column": self.column, "code": self.code, "label": self.label}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RowFlaw:
        """The flaw of a JSON shape."""
        return cls(str(plain.get("column", "")), str(plain.get("code", "")), str(plain.get("label", "")))


@dataclass(frozen=True, slots=True, repr=False)
class RosterRow:
    """One person of a roster.

    ``position`` counts from 1 and never changes; ``source_row`` is the line in the file, 0 for one typed here. ``gaps``
    keep the row out, ``notes`` are only told (a shared phone, a hidden line).
    """

    position: int
    name: str = ""
    identity_kind: IdentityKind = IdentityKind.RESIDENT_ID_CARD
    identity_number: str = ""
    phone: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    source_row: int = 0
    state: RowState = RowState.TAKEN_IN
    gaps: tuple[RowFlaw, ...] = ()
    notes: tuple[RowFlaw, ...] = ()

    def __post_init__(self) -> None:
        # However it was typed, a number is stored in one spelling, as a party's is.
        object.__setattr__(self, "identity_number", normal_number(self.identity_number))

    def __repr__(self) -> str:
        return f"RosterRow({self.position}, {self.masked_name}, {self.masked_number}, {self.state})"

    @property
    def masked_name(self) -> str:
        """The name as lists show it."""
        return mask_name(self.name)

    @property
    def masked_number(self) -> str:
        """The number as papers show it."""
        return mask_number(self.identity_number)

    @property
    def masked_phone(self) -> str:
        """The phone as lists show it."""
        return mask_phone(self.phone)

    @property
    def is_taken_in(self) -> bool:
        """Whether the person is part of the application."""
        return self.state is RowState.TAKEN_IN

    def value(self, column: str) -> str:
        """What stands in a column."""
        return str(getattr(self, column)) if column in OWN_COLUMNS else self.values.get(column, "")

    def with_value(self, column: str, text: str) -> RosterRow:
        """The row with another value; what was wrong with the old one in the file is settled by it."""
        gaps = tuple(flaw for flaw in self.gaps if not (flaw.column == column and flaw.code.startswith(READ)))
        if column == KIND:
            return replace(self, identity_kind=IdentityKind(text), gaps=gaps)
        if column in OWN_COLUMNS:
            return replace(self, gaps=gaps, **{column: text.strip()})  # type: ignore[arg-type]
        return replace(self, values={**self.values, column: text.strip()}, gaps=gaps)

    def to_plain(self) -> dict[str, Any]:
        """JSON shape; what is empty is left out, a roster has thousands of rows."""
        plain: dict[str, Any] = {"position": self.position, "state": str(self.state)}
        kind = "" if self.identity_kind is IdentityKind.RESIDENT_ID_CARD else str(self.identity_kind)
        for key, text in ((NAME, self.name), (KIND, kind), (NUMBER, self.identity_number), (PHONE, self.phone)):
            if text:
                plain[key] = text
        if self.source_row:
            plain["source_row"] = self.source_row
        values = {key: text for key, text in self.values.items() if text}
        if values:
            plain["values"] = values
        for key, flaws in (("gaps", self.gaps), ("notes", self.notes)):
            if flaws:
                plain[key] = [flaw.to_plain() for flaw in flaws]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RosterRow:
        """The row of a JSON shape; missing keys take their defaults."""
        return cls(
            position=int(plain["position"]),
            name=str(plain.get(NAME, "")),
            identity_kind=IdentityKind(plain.get(KIND, IdentityKind.RESIDENT_ID_CARD)),
            identity_number=str(plain.get(NUMBER, "")),
            phone=str(plain.get(PHONE, "")),
            values={str(key): str(text) for key, text in plain.get("values", {}).items()},
            source_row=int(plain.get("source_row", 0)),
            state=RowState(plain.get("state", RowState.GAP)),
            gaps=tuple(RowFlaw.from_plain(flaw) for flaw in plain.get("gaps", ())),
            notes=tuple(RowFlaw.from_plain(flaw) for flaw in plain.get("notes", ())),
        )


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A column of a roster: its id, the word over it, how long a value may be, and whether it must be filled."""

    column_id: str
    label: str
    required: bool = False
    longest: int = 60


@dataclass(frozen=True, slots=True)
class RosterForm:
    """What an item (or a bundle) asks of each person of its roster. Ages are full years, 0 where none is asked; the
    sources say who says so."""

    targets: tuple[str, ...]
    columns: tuple[RosterColumn, ...]
    least_age: int = 0
    most_age: int = 0
    basis: str = ""
    source: str = ""
    status: str = "inferred"

    def column(self, column_id: str) -> RosterColumn | None:
        """The column of that id."""
        return next((column for column in self.columns if column.column_id == column_id), None)


def check_roster(rows: Sequence[RosterRow], form: RosterForm, today: date) -> tuple[RosterRow, ...]:
    """Every row with its state, gaps and notes as they are now; a bad row spoils no other."""
    first_with = _first_rows(rows, NUMBER)
    same_phone = _first_rows(rows, PHONE)
    return tuple(_checked(row, form, today, first_with, same_phone) for row in rows)


def _first_rows(rows: Sequence[RosterRow], column: str) -> dict[str, RosterRow]:
    """The first row with each value."""
    found: dict[str, RosterRow] = {}
    for row in rows:
        text = "".join(row.value(column).split())
        if text:
            found.setdefault(text, row)
    return found


def _checked(
    row: RosterRow,
    form: RosterForm,
    today: date,
    first_with: Mapping[str, RosterRow],
    same_phone: Mapping[str, RosterRow],
) -> RosterRow:
    gaps = [flaw for flaw in row.gaps if flaw.code.startswith(READ)]
    unread = {flaw.column for flaw in gaps}
    for column in form.columns:
        if column.column_id not in unread:
            gaps.extend(_column_flaws(row, column))
    if NUMBER not in unread and row.identity_number:
        gaps.extend(_number_flaws(row, form, today))
        first = first_with[row.identity_number]
        if first.position != row.position:
            gaps.append(RowFlaw(NUMBER, "duplicate", str(line_of(first))))
    if PHONE not in unread and phone_problem(row.phone):
        gaps.append(RowFlaw(PHONE, "phone_form"))
    notes = [note for note in row.notes if note.code.startswith(READ)]
    phone = same_phone.get("".join(row.phone.split()))
    if phone is not None and phone.position != row.position:
        notes.append(RowFlaw(PHONE, "phone_shared", str(line_of(phone))))
    state = RowState.GAP if gaps else RowState.TAKEN_IN
    return replace(row, state=state, gaps=tuple(gaps), notes=tuple(notes))


def _column_flaws(row: RosterRow, column: RosterColumn) -> Iterable[RowFlaw]:
    text = row.value(column.column_id).strip()
    if column.required and not text:
        yield RowFlaw(column.column_id, "value_missing", column.label)
    elif len(text) > column.longest:
        yield RowFlaw(column.column_id, "value_too_long", str(column.longest))


def _number_flaws(row: RosterRow, form: RosterForm, today: date) -> Iterable[RowFlaw]:
    problem = identity_problem(row.identity_kind, row.identity_number, today)
    if problem is not None:
        yield RowFlaw(NUMBER, problem)
        return
    born = birth_date(row.identity_number) if row.identity_kind in CARRIES_RESIDENT_NUMBER else None
    if born is None:
        return
    age = age_on(born, today)
    if form.least_age and age < form.least_age:
        yield RowFlaw(NUMBER, "too_young", str(form.least_age))
    elif form.most_age and age > form.most_age:
        yield RowFlaw(NUMBER, "too_old", str(form.most_age))


def line_of(row: RosterRow) -> int:
    """The number a person finds the row by: its line in the file, or its place on the roster."""
    return row.source_row or row.position


def taken_in_rows(rows: Iterable[RosterRow]) -> tuple[RosterRow, ...]:
    """The rows that are part of the application."""
    return tuple(row for row in rows if row.is_taken_in)


def people_taken_in(plain_rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows of a fact's roster were taken in; counted as people, beside the one case."""
    return sum(1 for row in plain_rows if row.get("state") == RowState.TAKEN_IN)


def check_taken(rows: Sequence[RosterRow], today: date) -> None:
    """Refuse a roster no application can be made of: ``roster_no_good_row`` where nobody is taken in,
    ``roster_row_unsound`` (row) for a row taken in without name or with a number that does not check,
    ``roster_row_twice`` (row) where a place or a number stands twice."""
    taken = taken_in_rows(rows)
    if not taken:
        raise DeskRefusal("roster_no_good_row")
    check_sound(taken, today)
    places: set[int] = set()
    for row in rows:
        if row.position in places:
            raise DeskRefusal("roster_row_twice", row=line_of(row))
        places.add(row.position)


def check_sound(rows: Iterable[RosterRow], today: date) -> None:
    """Refuse with ``roster_row_unsound`` or ``roster_row_twice`` (row) what cannot be taken in as it stands."""
    numbers: set[str] = set()
    for row in rows:
        problem = identity_problem(row.identity_kind, row.identity_number, today)
        if not row.is_taken_in or not row.name.strip() or problem is not None or row.gaps:
            raise DeskRefusal("roster_row_unsound", row=line_of(row))
        if row.identity_number and row.identity_number in numbers:
            raise DeskRefusal("roster_row_twice", row=line_of(row))
        numbers.add(row.identity_number)


def with_rows(rows: Sequence[RosterRow], completed: Iterable[RosterRow]) -> tuple[RosterRow, ...]:
    """The roster with these rows in their places; rows of no place on it are left out."""
    by_place = {row.position: row for row in completed}
    return tuple(by_place.get(row.position, row) for row in rows)
