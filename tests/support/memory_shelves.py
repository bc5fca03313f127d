"""What a store in memory has committed: plain lists and dictionaries with the few indexes that keep it fast.

Values on the shelves are never changed in place, so that :meth:`Shelves.image` is cheap: a disk image to restore or to
clone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import FigureRow
from wenling_desk.domain.heads import CaseHead
from wenling_desk.store import canonical, ledger
from wenling_desk.use_cases.ports import Draft, Look, Paper
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    Enrolment,
    HallHeads,
    HeldRow,
    Trouble,
)

Marked = tuple[Trouble, str]
"""A trouble and the own op it marks."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the device ledger at its place."""

    entry_id: str
    kind: str
    record_id: str
    command_id: str | None
    body: bytes = field(repr=False)
    hash: bytes
    at: datetime
    clerk: str

    @property
    def op_id(self) -> str:
        """The op it belongs to."""
        return self.entry_id if self.command_id is None else self.command_id


@dataclass(frozen=True, slots=True)
class Blob:
    """An attachment or a kept paper on its way to the centre."""

    kind: str
    media_type: str
    size: int
    sent: int = 0
    complete_at: datetime | None = None


@dataclass
class Shelves:
    """What has been committed. ``facts`` holds own and pulled ones in the order they came."""

    region: str = "331081"
    desk_code: str = "K7QX"
    device: str = "device-1"
    facts: list[tuple[Fact, bytes]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    pdfs: dict[str, bytes] = field(default_factory=dict)
    heads: dict[str, tuple[CaseHead, ...]] = field(default_factory=dict)
    errands: dict[str, tuple[Errand, ...]] = field(default_factory=dict)
    figures: dict[str, tuple[FigureRow, ...]] = field(default_factory=dict)
    marks: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    counts: dict[tuple[date, str, str], int] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    official: dict[str, str] = field(default_factory=dict)
    commits: int = 0
    # -- the series of paper numbers: desk code -> epoch, desk code -> next serial
    epochs: dict[str, int] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    retired_epoch: int = 0
    is_granted: bool = False
    # -- the device ledger
    lines: list[Line] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    unsettled: set[int] = field(default_factory=set)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    # -- what comes from the centre
    pulled: set[str] = field(default_factory=set)
    ranks: dict[str, int] = field(default_factory=dict)
    record_ranks: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    known_papers: dict[str, str] = field(default_factory=dict)
    hall: dict[str, HallHeads] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[tuple[str, int], HeldRow] = field(default_factory=dict)
    troubles: dict[str, Marked] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)
    blob_names: dict[tuple[str, str], int] = field(default_factory=dict)
    acked: int = 0
    incarnation: str = ""
    request_seq: int = 0
    enrolment: Enrolment | None = None
    # -- indexes, caught up with when they are asked: a test may put a fact on the shelf by hand
    _places: dict[str, list[int]] = field(default_factory=dict, repr=False)
    _place_of: dict[str, int] = field(default_factory=dict, repr=False)
    _parsed: list[Fact | None] = field(default_factory=list, repr=False)
    _numbers: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _numbered: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        self.epochs.setdefault(self.desk_code, 1)
        self.serials.setdefault(self.desk_code, 1)

    @property
    def epoch(self) -> int:
        """The epoch of the desk code in use."""
        return self.epochs[self.desk_code]

    @property
    def next_serial(self) -> int:
        """The next serial of that code."""
        return self.serials[self.desk_code]

    @property
    def is_locked(self) -> bool:
        """Whether it came from a backup and waits for a new desk code."""
        return self.epoch <= self.retired_epoch

    def image(self) -> Shelves:
        """A copy that lives its own life."""
        plain: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        copied: dict[str, Any] = {
            name: value.copy() if isinstance(value, (list, dict, set)) else value for name, value in plain.items()
        }
        copied["_places"] = {record_id: places.copy() for record_id, places in self._places.items()}
        copied["_numbers"] = {record_id: numbers.copy() for record_id, numbers in self._numbers.items()}
        return Shelves(**copied)

    # -- facts ---------------------------------------------------------------------------------------

    def has_fact(self, fact_id: str) -> bool:
        """Whether a fact is here, shown or not."""
        self._catch_up()
        return fact_id in self._place_of

    def places_of(self, record_id: str) -> Sequence[int]:
        """Where the record's facts lie, in the order they came."""
        self._catch_up()
        return self._places.get(record_id, ())

    def fact_at(self, place: int) -> Fact:
        """The fact as its bytes say."""
        known = self._parsed[place]
        if known is None:
            known = self._parsed[place] = canonical.fact_from_bytes(self.facts[place][1])
        return known

    def in_order(self, record_id: str, ranks: Mapping[str, int]) -> list[Fact]:
        """Ranked facts by rank, then the others as they came."""
        facts = [self.fact_at(place) for place in self.places_of(record_id)]
        if ranks:
            facts.sort(key=lambda fact: (fact.fact_id not in ranks, ranks.get(fact.fact_id, 0)))
        return facts

    def is_shown(self, record_id: str) -> bool:
        """Whether the record's facts are here and shown."""
        return record_id not in self.hidden and bool(self.places_of(record_id))

    def shown_records(self) -> Iterator[str]:
        """All of those, in the order they began."""
        self._catch_up()
        return (record_id for record_id in self._places if record_id not in self.hidden)

    def drop_pulled(self, record_id: str) -> None:
        """Forget the facts of a record that are not own, unless this desk archived it."""
        if self.is_archived(record_id):
            return
        gone = {self.facts[place][0].fact_id for place in self.places_of(record_id)} & self.pulled
        self.facts = [each for each in self.facts if each[0].fact_id not in gone]
        self.pulled -= gone
        for fact_id in gone:
            self.ranks.pop(fact_id, None)
        self._places, self._place_of, self._parsed = {}, {}, []

    def is_archived(self, record_id: str) -> bool:
        """Whether this desk made a package of the record."""
        facts = (self.facts[place][0] for place in self.places_of(record_id))
        return any(fact.kind == "CaseArchived" and fact.fact_id not in self.pulled for fact in facts)

    def archived_scans(self) -> set[str]:
        """Scans a package of this desk is made of."""
        return {sha256 for sha256, record_id in self.blob_names if self.is_archived(record_id)}

    def forget_told(self) -> None:
        """What this desk holds is told anew: ranks, facts the centre added and records without an own fact go."""
        own = {fact.record_id for fact, _ in self.facts if fact.fact_id not in self.pulled}
        kept: list[tuple[Fact, bytes]] = []
        for fact, body in self.facts:
            is_pulled = fact.fact_id in self.pulled
            if is_pulled and (fact.fact_id.startswith("centre-") or fact.record_id not in own):
                self.pulled.discard(fact.fact_id)
            else:
                kept.append((fact, body))
        self.facts, self.ranks, self.record_ranks = kept, {}, {}
        self._places, self._place_of, self._parsed = {}, {}, []
        for waiting in (self.errands, self.figures, self.marks):
            for record_id in [each for each in waiting if not self.is_shown(each)]:
                del waiting[record_id]

    def papers_of(self, record_id: str) -> list[Paper]:
        """The papers of a record."""
        if self._numbered != len(self.papers):
            self._numbers = {}
            for paper in self.papers.values():
                self._numbers.setdefault(paper.record_id, []).append(paper.number)
            self._numbered = len(self.papers)
        return [self.papers[number] for number in self._numbers.get(record_id, ())]

    def add_paper(self, paper: Paper) -> None:
        """Keep or replace a paper."""
        self.papers_of("")
        if paper.number not in self.papers:
            self._numbers.setdefault(paper.record_id, []).append(paper.number)
            self._numbered += 1
        self.papers[paper.number] = paper

    def _catch_up(self) -> None:
        for place in range(len(self._parsed), len(self.facts)):
            fact = self.facts[place][0]
            self._places.setdefault(fact.record_id, []).append(place)
            self._place_of[fact.fact_id] = place
            self._parsed.append(None)

    # -- the ledger ----------------------------------------------------------------------------------

    def write_entries(self, entries: Sequence[ledger.Entry]) -> dict[str, int]:
        """Append to the chain, command by command; the ledger number of each entry by its id."""
        numbers: dict[str, int] = {}
        last = self.lines[-1].hash if self.lines else ledger.NO_HASH
        for entry in ledger.command_by_command(entries):
            entry_id = entry.entry_id or f"{entry.kind}-{hashlib.sha256(last + entry.body).hexdigest()[:32]}"
            last = ledger.chain(last, entry_id, entry.body)
            line = Line(
                entry_id, entry.kind, entry.record_id or "", entry.command_id, entry.body, last, entry.at,
                entry.clerk or "",
            )  # fmt: skip
            self.lines.append(line)
            self.states.append(QUEUED)
            seq = numbers[entry_id] = len(self.lines)
            self.unsettled.add(seq)
            self.spans[line.op_id] = (self.spans.get(line.op_id, (seq, seq))[0], seq)
        return numbers

    def move(self, seq: int, state: str) -> None:
        """Move one entry to a state."""
        self.states[seq - 1] = state
        if state == CONFIRMED:
            self.unsettled.discard(seq)
        else:
            self.unsettled.add(seq)

    def move_op(self, op_id: str, wanted: Sequence[str], state: str) -> None:
        """Move the entries of an own op that are in one of the wanted states."""
        first, last = self.spans.get(op_id, (1, 0))
        for seq in range(first, last + 1):
            if self.states[seq - 1] in wanted:
                self.move(seq, state)

    def is_unsent(self, seq: int) -> bool:
        """Whether an entry is not acknowledged yet."""
        return seq > self.acked and self.states[seq - 1] not in (ACKED, CONFIRMED)

    def state_of(self, record_id: str) -> str:
        """The state of a record; empty where it is unknown."""
        found = {self.states[seq - 1] for seq in self.unsettled if self.lines[seq - 1].record_id == record_id}
        for state in (NEEDS_ATTENTION, QUEUED, ACKED):
            if state in found:
                return state
        return CONFIRMED if self.places_of(record_id) or self.heads.get(record_id) else ""

    def unfinished_scans(self, record_id: str) -> int:
        """Attachments of a record the centre does not hold yet."""
        names = (sha256 for sha256, record in self.blob_names if record == record_id)
        return sum(self.blobs[sha256].kind == "scan" and not self.blobs[sha256].complete_at for sha256 in names)

    def drop_blobs(self, digests: Sequence[str]) -> None:
        """Forget attachments."""
        for sha256 in digests:
            del self.blobs[sha256], self.pdfs[sha256]
        self.blob_names = {key: seq for key, seq in self.blob_names.items() if key[0] in self.blobs}

    def offer_blobs_again(self) -> None:
        """Another life of the centre may hold less."""
        self.blobs = {key: replace(blob, sent=0, complete_at=None) for key, blob in self.blobs.items()}
