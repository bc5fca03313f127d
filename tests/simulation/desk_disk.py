"""A desk's volume and the process over it. What was committed survives the process; an image of it can come back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from msgspec import Raw

from tests.simulation.errands import errands_anew, words_of
from tests.simulation.history import ClientState, Entry, HeadRow, OpRow
from tests.simulation.virtual import Ids, WallClock
from tests.support.acts_archive import OnePageArchiving
from tests.support.fakes import EVERYTHING, FakeShelf, texts, workflows
from tests.support.law_catalogue import law_catalogue
from tests.support.memory_store import MemoryStore, MemoryUnitOfWork, Shelves
from tests.support.small_centre import REGION, PlainKeys, authority
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.protocol.messages import DeviceReport, FetchAnswer
from wenling_desk.protocol.ops import WireEntry, op_digest
from wenling_desk.protocol.versions import FACT_SCHEMA
from wenling_desk.store.snapshot_in import open_snapshot
from wenling_desk.sync.carrying import Carrier, FactsReader
from wenling_desk.sync.rows import read_facts
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.ports import DeskIdentity, Paper
from wenling_desk.use_cases.record_writer import COUNTED
from wenling_desk.use_cases.sync_fetch import keep_fetched
from wenling_desk.use_cases.sync_ports import Trouble

_SHELF = FakeShelf([law_catalogue()])
BEFORE, AFTER = "before a commit", "after a commit"


class Crashed(BaseException):
    """The process died; what it was doing is known to nobody, and nothing in the process can catch it."""


class CheapPress:
    """A press whose papers cost nothing: one of few PDFs for all papers of a kind, so that few attachments travel."""

    def render(self, content: PaperContent) -> RenderedPaper:
        """As the port."""
        pdf = b"%PDF-" + content.kind.encode() + content.number[-3:-2].encode()
        return RenderedPaper(pdf, hashlib.sha256(pdf).hexdigest(), 1)


_PRESS = CheapPress()
_KEYS = PlainKeys()
_ARCHIVING = OnePageArchiving()


class Disk:
    """A volume: what was committed, and whose device it is."""

    def __init__(self, device: str, shelves: Shelves | None = None) -> None:
        self.device = device
        self.shelves = shelves or Shelves(REGION, f"L{device[-1]:0>3}", device)
        self.untold: frozenset[str] = frozenset()
        """Records whose order and whose facts of the centre were forgotten: their rows and errands wait to be made anew
        until they are told again."""

    def image(self) -> Disk:
        """A copy of the volume as it is now."""
        copy = Disk(self.device, self.shelves.image())
        copy.untold = self.untold
        return copy

    def lock(self, at: datetime) -> None:
        """What the guard does that finds a volume set back: nothing is issued before a new desk code."""
        self.shelves = MemoryStore.restored(self.shelves, at).shelves

    def length(self) -> int:
        """The last ledger number."""
        return len(self.shelves.lines)

    def cursor(self, scope: str) -> int:
        """The cursor of a scope."""
        return self.shelves.cursors.get(scope, 0)

    def ops_since(self, seq: int) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """(op, its entries, its record) of the ops after a ledger number."""
        lines = self.shelves.lines
        while seq < len(lines):
            op_id = lines[seq].op_id
            first, last = self.shelves.spans[op_id]
            part = lines[first - 1 : last]
            yield op_id, tuple(line.entry_id for line in part), next((x.record_id for x in part if x.record_id), "")
            seq = last

    def op_ids(self) -> list[str]:
        """Every op on the volume."""
        return list(self.shelves.spans)

    def believed(self, after: int) -> tuple[tuple[str, str], ...]:
        """(op, digest) of what is acknowledged above a ledger number."""
        found = []
        seq = after
        while seq < min(self.shelves.acked, len(self.shelves.lines)):
            op_id = self.shelves.lines[seq].op_id
            first, last = self.shelves.spans[op_id]
            found.append((op_id, self._digest(first, last)))
            seq = last
        return tuple(found)

    def _digest(self, first: int, last: int) -> str:
        lines = self.shelves.lines[first - 1 : last]
        return op_digest(
            WireEntry(id=line.entry_id, kind=line.kind, record=line.record_id, body=Raw(line.body)) for line in lines
        )

    def op_of_number(self, number: str) -> str:
        """The op that issued a paper."""
        record = self.shelves.papers[number].record_id
        for place in reversed(self.shelves.places_of(record)):
            fact = self.shelves.facts[place][0]
            if fact.body.get("number") == number:
                return fact.command_id
        return ""

    def note_print(self, number: str, at: datetime) -> None:
        """The printer said that it came out."""
        self.shelves.add_paper(replace(self.shelves.papers[number], printed_at=at))

    def scans_of(self, entries: Sequence[str]) -> tuple[str, ...]:
        """The attachments these entries name."""
        wanted = set(entries)
        found = (json.loads(line.body) for line in self.shelves.lines[-40:] if line.entry_id in wanted)
        return tuple(fact["body"]["sha256"] for fact in found if fact.get("kind") == "ScanAttached")

    # -- in the end --

    def client(self, machine: str, hall: str, scopes: tuple[str, ...]) -> ClientState:
        """The state of the desk, for the checker."""
        shelves = self.shelves
        state = self.ledger(machine)
        state.hall, state.scopes, state.cursors = hall, scopes, dict(shelves.cursors)
        for record in shelves.shown_records():
            order = shelves.in_order(record, shelves.ranks)
            bodies = {fact.fact_id: body for fact, body in (shelves.facts[p] for p in shelves.places_of(record))}
            state.facts[record] = tuple((fact.fact_id, bodies[fact.fact_id]) for fact in order)
        for record, heads in shelves.hall.items():
            rows = shelves.heads.get(record, ())
            state.heads.append(HeadRow(record, heads.rank, {row.member: row.status for row in rows}))
        state.unsent = sum(shelves.is_unsent(seq) for seq in shelves.unsettled)
        state.blobs_waiting = sum(blob.complete_at is None for blob in shelves.blobs.values())
        state.held_rows = len(shelves.held)
        state.errands = {record: words_of(errands) for record, errands in shelves.errands.items() if errands}
        self._sums(state)
        return state

    def ledger(self, machine: str) -> ClientState:
        """The state of the desk as far as its ledger says."""
        shelves = self.shelves
        state = ClientState(machine, self.device)
        for op_id, (first, last) in shelves.spans.items():
            lines = shelves.lines[first - 1 : last]
            states = {shelves.states[seq - 1] for seq in range(first, last + 1)}
            worst = next(each for each in ("needs_attention", "queued", "acked", "confirmed") if each in states)
            state.ops.append(
                OpRow(
                    self.device,
                    op_id,
                    shelves.epoch,
                    first,
                    last,
                    self._digest(first, last),
                    lines[-1].hash.hex(),
                    worst,
                )
            )
            state.entries[op_id] = tuple(Entry(x.entry_id, x.kind, x.record_id, x.body) for x in lines)
        return state

    def _sums(self, state: ClientState) -> None:
        """The day's summaries beside a recount of the ledger's own facts."""
        for (day, clerk, name), amount in self.shelves.counts.items():
            if not clerk and name in set(COUNTED.values()):
                state.counts[f"{day} {name}"] = amount
        for line in self.shelves.lines:
            fact = json.loads(line.body) if line.kind == "fact" else {}
            counted = COUNTED.get(fact.get("kind", ""))
            if counted is not None:
                key = f"{fact['at'][:10]} {counted}"
                amount = 1 if counted in {"received", "consulted", "rated", "voided"} else max(1, len(fact["members"]))
                state.recount[key] = state.recount.get(key, 0) + amount


class _Store(MemoryStore):
    """A store whose next commit the process may not survive."""

    def __init__(self, shelves: Shelves) -> None:
        super().__init__(shelves)
        self.crash = ""

    @contextmanager
    def unit_of_work(self) -> Iterator[MemoryUnitOfWork]:
        unit = _Unit(self)
        try:
            yield unit
        finally:
            unit.close()

    sync_unit = unit_of_work


class _Unit(MemoryUnitOfWork):
    def __init__(self, store: _Store) -> None:
        super().__init__(store.shelves)
        self._store = store

    def commit(self) -> None:
        crash, self._store.crash = self._store.crash, ""
        if crash == BEFORE:
            raise Crashed(crash)
        super().commit()
        if crash == AFTER:
            raise Crashed(crash)


class Process:
    """The running program of a desk: use cases over the volume."""

    def __init__(self, disk: Disk, hall: str, clock: WallClock, ids: Ids) -> None:
        self.disk, self.clock = disk, clock
        self.store = _Store(disk.shelves)
        desk = Desk(
            store=self.store,
            catalogues=_SHELF,
            workflows=workflows(),
            press=_PRESS,
            words=texts(),
            clock=clock,
            ids=ids,
            identity=DeskIdentity(REGION, hall, f"{hall} 大厅", "", disk.device, "A01", False),
            session=EVERYTHING,
            authority=authority(),
            archiving=_ARCHIVING,
        )
        self.dispatcher = Dispatcher(desk)
        report = DeviceReport(app_version="0.3", schema=FACT_SCHEMA, unsent=0)
        self.reader = FactsReader(lambda: self.desk, self.store, lambda: report)
        self.carrier = Carrier(
            desk=lambda: self.desk,
            store=self.store,
            new_id=ids.new_id,
            verify=lambda signature, data: _KEYS.sign(data) == signature,
            open_snapshot=open_snapshot,
        )

    @property
    def desk(self) -> Desk:
        """Its ports."""
        return self.dispatcher.desk

    def do(self, kind: type[Command], command_id: str, values: dict[str, Any]) -> Changes:
        """Carry out a command under the desk code in use."""
        code = self.disk.shelves.desk_code
        if self.desk.identity.desk_code != code:
            self.dispatcher.desk = replace(self.desk, identity=replace(self.desk.identity, desk_code=code))
        return self.dispatcher.dispatch(kind(command_id=command_id, **values))

    def carry(self, task: Any) -> Any:
        """Carry out a task of the sync."""
        shelves, ranked = self.disk.shelves, frozenset(self.disk.shelves.record_ranks)
        try:
            return self.carrier.carry_out(task)
        finally:
            self.disk.untold = (self.disk.untold | (ranked - shelves.record_ranks.keys())) - shelves.record_ranks.keys()

    def held_records(self) -> list[str]:
        """Records whose facts are shown here."""
        return [record for record in self.disk.shelves.shown_records() if self.disk.shelves.heads.get(record)]

    def hall_records(self) -> list[str]:
        """Records of the hall whose facts are not here."""
        shelves = self.disk.shelves
        return [record for record in shelves.hall if not shelves.is_shown(record)]

    def status(self, record_id: str) -> tuple[str, str]:
        """Target and status of its first open member."""
        rows = self.disk.shelves.heads.get(record_id, ())
        row = next((row for row in rows if row.open), rows[0] if rows else None)
        return (row.target_code, row.status) if row is not None else ("", "")

    def facts(self, record_id: str) -> tuple[Fact, ...]:
        """The facts as a screen would read them."""
        with self.store.reading() as reading:
            return reading.facts_of(record_id)

    def wrong_errands(self) -> list[str]:
        """What waits here and does not follow from the facts, or the reverse."""
        return errands_anew(self.desk, self.disk.shelves, self.disk.untold)

    def waiting(self) -> list[Errand]:
        """What waits at this counter."""
        found = (errand for errands in self.disk.shelves.errands.values() for errand in errands)
        return sorted(found, key=lambda each: (each.record_id, each.kind, each.member, each.key))

    def take_fetched(self, answer: FetchAnswer) -> None:
        """A record the clerk opened has come."""
        keep_fetched(self.desk, self.store, answer.record, read_facts(answer.record, answer.facts))

    def write_later(self, record_id: str, stem: str) -> None:
        """What a later version of the program might write: here without meaning, and to be kept."""
        first = self.facts(record_id)[0]
        now = self.clock.now()
        kind = replace(
            first, fact_id=f"{stem}-1", kind="SealedBySatellite", at=now, command_id=f"{stem}-1", body={"x": [1]}
        )
        record = replace(
            kind, fact_id=f"{stem}-2", command_id=f"{stem}-2", record_kind="orbit", record_id=f"{stem}-r", members=()
        )
        with MemoryStore(self.disk.shelves).unit_of_work() as unit:
            unit.append([replace(kind, device=self.disk.device)])
            unit.append([replace(record, device=self.disk.device)])
            unit.commit()

    def troubles(self, record_id: str) -> tuple[Trouble, ...]:
        """需处理."""
        with self.store.sync_reading() as reading:
            return reading.troubles(record_id)

    def papers_to_print(self) -> tuple[Paper, ...]:
        """待打印."""
        with self.store.reading() as reading:
            return reading.papers_to_print()
