"""What a ledger of business is: its fields, its acts, its list; all of it read from a folder of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ValueType(StrEnum):
    """How a value of a ledger is entered, checked, kept in the fact and shown.

    Kept as: ``NUMBER`` a whole number in units of ``10**-places``; ``DATE``, ``MONTH``, ``TIME`` ISO text; ``YES_NO``
    true or false; ``CHOICE`` and the references a code; ``CHOICES`` a list of codes; ``TABLE`` a list of mappings;
    ``EVIDENCE`` a list of mappings ``{name, sha256}``; all others text.
    """

    TEXT = "text"
    PARAGRAPH = "paragraph"
    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    TIME = "time"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DEPARTMENT = "department"
    ITEM = "item"
    BUNDLE = "bundle"
    TOWN = "town"
    CLERK = "clerk"
    CASE = "case"
    RECORD = "record"
    TABLE = "table"
    EVIDENCE = "evidence"


class EntryOrder(StrEnum):
    """How the rows of a ledger's list are ordered."""

    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Computed:
    """A value nobody types: ``by`` names a computation of ``domain/ledger_computing.py``, ``of`` the fields it reads
    (``measures.points`` is a column of a table). It is worked out by the act and kept in its fact."""

    by: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerField:
    """A field (栏目) of a ledger.

    ``minimum`` and ``maximum`` bound a number as it is kept, the length of a text, the rows of a table.
    ``not_before`` and ``not_after`` name another date field or ``today``. ``record_of`` is the kind a ``RECORD`` refers
    to. ``private`` values are masked in lists. ``hidden_at`` names the field with the counter complained about: at that
    counter the value is not shown at all. ``grows``: a later act adds rows to a table, and replaces it otherwise.
    """

    field_id: str
    label: str
    type: ValueType
    unit: str = ""
    places: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[LedgerField, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    rule: str = ""
    not_before: str = ""
    not_after: str = ""
    record_of: str = ""
    private: bool = False
    hidden_at: str = ""
    grows: bool = False
    computed: Computed | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A field as one act asks for it; with ``when`` (field -> codes) only where one of these codes stands in each."""

    field_id: str
    required: bool
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An entry of another ledger that an act opens with its own: ``values`` maps its fields to fields of this entry
    (``=text`` is a fixed value), ``back`` is its field that refers to this record."""

    ledger: str
    act: str
    values: Mapping[str, str] = field(default_factory=dict)
    back: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerAct:
    """An act of the workflow as a person sees it: the verb on the button and what it asks for."""

    action_id: str
    label: str
    asks: tuple[AskedValue, ...] = ()
    hint: str = ""
    opens: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """The list of a ledger: fields as columns after number and title, the fields it can be narrowed by, the sentence
    that stands where there is no entry yet. ``shape`` is ``rows``, or ``axis``: a time axis from ``begins`` to
    ``ends``, a line for each value of ``lines``."""

    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    order: EntryOrder = EntryOrder.DUE
    empty: str = ""
    shape: str = "rows"
    begins: str = ""
    ends: str = ""
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger of business (台账): what its entries hold and how they are shown; what may happen to them is its
    workflow.

    ``title`` is the field that names an entry, ``who`` the one with the person it is about (masked in lists),
    ``number`` the one with a number of its own, ``day`` the date it is due where no clock runs, ``department`` and
    ``target`` the department and the item or bundle it concerns. ``status`` is ``inferred`` where its rules are
    nobody's document; ``source`` says whose they are.
    """

    kind: str
    name: str
    group: str
    about: str
    version: str
    source: str
    status: str
    title: str
    fields: Mapping[str, LedgerField]
    statuses: Mapping[str, str]
    acts: Mapping[str, LedgerAct]
    list_view: ListView
    who: str = ""
    number: str = ""
    day: str = ""
    department: str = ""
    target: str = ""

    def asked(self, action_id: str, values: Mapping[str, object]) -> Iterator[tuple[LedgerField, AskedValue]]:
        """The fields an act asks for while ``values`` stand in the entry and the form, in file order."""
        for ask in self.acts[action_id].asks:
            if holds(ask.when, values):
                yield self.fields[ask.field_id], ask


def holds(when: Mapping[str, tuple[str, ...]], values: Mapping[str, object]) -> bool:
    """Whether every field of a condition has one of its codes; a list has one when it contains one."""
    for field_id, codes in when.items():
        value = values.get(field_id)
        present = {str(each) for each in value} if isinstance(value, (list, tuple)) else {_code(value)}
        if not present & set(codes):
            return False
    return True


def _code(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
