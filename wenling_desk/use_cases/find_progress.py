"""查进度, the first half: whose case is asked about. Nothing personal is shown, so nothing is written down yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.bookings import BOOKING
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.identity import mask_name, mask_number, normal_number, resident_number_problem, uscc_problem
from wenling_desk.domain.past_cases import PAST_CASE
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.people_index import TAIL, PeopleIndex
from wenling_desk.use_cases.ports import Reading, WorkQuery

IDENTITY, NUMBER, PHONE, NAME, MASKED = "identity", "number", "phone", "name", "masked"
ASKED_ABOUT: Final = frozenset({ACCEPTANCE, BOOKING, PAST_CASE})
"""Kinds of record somebody at the glass asks about."""
SHORTEST: Final = 2
MOST_HITS: Final = 60
"""More nobody reads through while a person waits: who has so many says a little more."""
_LOOKED_AT: Final = 2 * MOST_HITS
_MOST_ROWS: Final = 5_000
_NUMBER_LIKE: Final = re.compile(r"[0-9A-Za-z\-]*[0-9][0-9A-Za-z\-]*")
_PHONE_LIKE: Final = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, understood: ``kind`` is ``identity``, ``number``, ``phone`` or ``name``, empty where it says too
    little. ``shown`` is what may stay on the screen."""

    kind: str
    text: str = field(repr=False)
    shown: str = field(repr=False)


def understand(typed: str, today: date) -> Asked:
    """One box for everything: a whole identity number or credit code is recognised and masked at once."""
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    number = normal_number(text)
    is_identity = resident_number_problem(number, today) in (None, "id_old_15", "id_check_digit")
    if is_identity or uscc_problem(number) is None:
        return Asked(IDENTITY, number, mask_number(number))
    if len(text) < SHORTEST:
        return Asked("", text, text)
    if _PHONE_LIKE.fullmatch(text):
        return Asked(PHONE, text, text[:3] + "*" * (len(text) - 7) + text[-TAIL:])
    if _NUMBER_LIKE.fullmatch(text):
        return Asked(NUMBER if len(text) >= TAIL else "", text, text)
    return Asked(NAME, text, text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that may be meant: its worklist rows, and whether this desk has more than those. ``way`` says how it was
    found; ``masked``: only the shape of the name fits."""

    record_id: str
    heads: tuple[CaseHead, ...]
    is_held: bool
    way: str

    @property
    def is_open(self) -> bool:
        """Whether any member still runs."""
        return any(head.open for head in self.heads)


@dataclass(frozen=True, slots=True)
class Hits:
    """Open cases first, then the newest. ``is_cut``: there are more than are listed. ``is_complete`` is false while the
    desk's own records are still being read through: asked again, there may be more."""

    asked: Asked
    hits: tuple[Hit, ...]
    is_cut: bool
    is_complete: bool


def find_progress(desk: Desk, reading: Reading, index: PeopleIndex, asked: Asked) -> Hits:
    """The cases somebody may mean; refuses with ``not_permitted``. Reads the index on by one slice."""
    desk.role_for("ask_progress")
    index.read_on(reading, desk.catalogue().fields)
    search = _Search(reading, index)
    text = asked.text
    if asked.kind == IDENTITY:
        search.add_records(_of_number(reading, text), NUMBER)
        search.add_records(reversed(reading.recent_people(index.keyed(text))), IDENTITY)
        search.add_records(index.find("number", text), IDENTITY)
    elif asked.kind == PHONE:
        search.add_records(index.find("phone", text), PHONE)
    elif asked.kind == NUMBER:
        whole = _of_number(reading, text) or _shown_as(reading, text)
        search.add_records(whole, NUMBER)
        if not whole:  # a number that is known in full needs no look through every row of the hall
            search.add_matching(text, NUMBER)
        if text.isdecimal():
            search.add_records(index.find("tail" if len(text) == TAIL else "phone", text), PHONE)
    elif asked.kind == NAME:
        search.add_records(index.find("name", text), NAME)
        search.add_records(index.find("company", text), NAME)
        if index.is_complete:
            search.add_name(text, mask_name(text))
        else:
            search.add_matching(text, NAME)
    return search.answer(asked)


def _of_number(reading: Reading, text: str) -> tuple[str, ...]:
    found = reading.record_of_number(text) or reading.record_of_number(text.upper())
    return (found,) if found is not None else ()


def _shown_as(reading: Reading, text: str) -> tuple[str, ...]:
    """Cases of other desks by the number their rows show."""
    query = WorkQuery(number=text.upper(), open_only=False, order="received", limit=_LOOKED_AT)
    return tuple(dict.fromkeys(head.record_id for head in reading.worklist(query).rows))


class _Search:
    """Gathers records, each once, by the first way it was found."""

    def __init__(self, reading: Reading, index: PeopleIndex) -> None:
        self._reading = reading
        self._index = index
        self._ways: dict[str, str] = {}
        self._is_cut = False

    def add_records(self, records: Iterable[str], way: str) -> None:
        """Records in the order they came here; of very many the newest are looked at."""
        wanted = list(records)
        self._is_cut |= len(wanted) > _LOOKED_AT
        for record_id in wanted[-_LOOKED_AT:]:
            self._ways.setdefault(record_id, way)

    def add_matching(self, text: str, way: str) -> None:
        """Records whose rows say the text: a part of a number or of a masked name, the end of any number."""
        self._add(self._matching(text), way)

    def add_name(self, text: str, shape: str) -> None:
        """The same, and records of which only a masked name is known here, and it could be this one. One look through
        the whole list serves both."""
        both = self._matching(text, shape, 2 * _LOOKED_AT)
        shaped = [head for head in both if head.applicant == shape and text not in shape]
        said = [head for head in both if head.applicant != shape or text in shape]
        if len(both) == 2 * _LOOKED_AT and len(said) < _LOOKED_AT:
            said = list(self._matching(text))  # the newest of a common name have crowded out who said more
        self._add(said[:_LOOKED_AT], NAME)
        self._is_cut |= len(shaped) >= _LOOKED_AT
        self._add([head for head in shaped[:_LOOKED_AT] if not self._index.holds(head.record_id)], MASKED)

    def _matching(self, text: str, shape: str = "", most: int = _LOOKED_AT) -> tuple[CaseHead, ...]:
        query = WorkQuery(text=text, shape=shape, of_whom=True, open_only=False, order="received", limit=most)
        return self._reading.worklist(query).rows

    def _add(self, heads: Sequence[CaseHead], way: str) -> None:
        self._is_cut |= len(heads) == _LOOKED_AT
        for head in heads:
            self._ways.setdefault(head.record_id, way)

    def answer(self, asked: Asked) -> Hits:
        """What was gathered, as far as it has rows: a record that left this desk has none any more."""
        rows: dict[str, list[CaseHead]] = {}
        for head in rows_of(self._reading, tuple(self._ways)):
            rows.setdefault(head.record_id, []).append(head)
        found = [
            Hit(record_id, tuple(rows[record_id]), self._index.holds(record_id), way)
            for record_id, way in self._ways.items()
            if record_id in rows
        ]
        found.sort(key=lambda hit: max(head.received_at for head in hit.heads), reverse=True)
        found.sort(key=lambda hit: (hit.way == MASKED, not hit.is_open))
        is_cut = self._is_cut or len(found) > MOST_HITS
        return Hits(asked, tuple(found[:MOST_HITS]), is_cut, self._index.is_complete)


def rows_of(reading: Reading, records: tuple[str, ...]) -> tuple[CaseHead, ...]:
    """The worklist's rows of these cases."""
    if not records:
        return ()
    query = WorkQuery(records=records, open_only=False, order="received", limit=_MOST_ROWS)
    return tuple(head for head in reading.worklist(query).rows if head.record_kind in ASKED_ABOUT)
