"""Sound histories out of nothing: a desk's and a centre's bookkeeping in its plainest form, to try the checker on."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from typing import Any

from tests.simulation.check_centre import chained, digest
from tests.simulation.history import (
    OK,
    UNKNOWN,
    Acked,
    BlobRow,
    ClientState,
    Committed,
    CursorMoved,
    Did,
    Entry,
    EpochRow,
    FactRow,
    HeadRow,
    History,
    LogRow,
    OpRow,
    Printed,
    RecordRow,
    Saw,
)

KIND = "acceptance"
STEPS = (("TakenIn", "taken_in"), ("Accepted", "accepted"), ("Granted", "completed"))
"""The straight way through the acceptance workflow."""
LIST = "ListMade"


class Model:
    """Desks that act and a centre that takes, built as the real ones are, without any code of theirs."""

    def __init__(self, seed: int, desks: int = 3, acts: int = 24) -> None:
        self.draw = random.Random(seed)
        self.history = History()
        self.history.clients = [
            ClientState(f"desk-{n}", f"desk-{n}", f"H{n % 2 + 1}", scopes=(f"hall:H{n % 2 + 1}", f"device:desk-{n}"))
            for n in range(desks)
        ]
        self.chain = {client.machine: bytes(32) for client in self.history.clients}
        self.waiting: dict[str, list[tuple[OpRow, tuple[Entry, ...]]]] = {
            client.machine: [] for client in self.history.clients
        }
        self.records: dict[str, tuple[ClientState, list[FactRow]]] = {}
        self.serial = self.lists = 0
        for client in self.history.clients:
            self.history.centre.codes.append((f"C{client.machine[-1]}00", client.machine, 1))
        for number in range(acts):
            self._act(self.draw.choice(self.history.clients), number)
            if self.draw.random() < 0.5:
                self._push(self.draw.choice(self.history.clients))
        for client in self.history.clients:
            self._push(client)
        self._finish()

    def _act(self, client: ClientState, number: int) -> None:
        own = [
            record
            for record, (holder, facts) in self.records.items()
            if holder is client and 0 < len(facts) < len(STEPS)
        ]
        op_id = f"op-{number:04d}"
        if self.draw.random() < 0.15:
            body = json.dumps({"look": "person", "op": op_id}).encode()
            self._write(client, op_id, (Entry(f"look-{number}", "look", "", body),), "", ())
            return
        record = self.draw.choice(own) if own and self.draw.random() < 0.5 else f"case-{number:04d}"
        if record in own and (not self.lists or self.draw.random() < 0.3):
            self._list(client, op_id, record)
            return
        _, facts = self.records.setdefault(record, (client, []))
        kind = STEPS[len(facts)][0]
        blobs: tuple[str, ...] = ()
        entries = [self._fact(op_id, record, kind, facts, {})]
        if kind != "Granted":
            paper = {"number": self._number(client)}
            entries.append(self._fact(op_id, record, "PaperIssued", facts, paper, counts=False))
            self.history.events.append(Printed(client.machine, paper["number"], record, op_id))
        if self.draw.random() < 0.4:
            sha256 = hashlib.sha256(op_id.encode()).hexdigest()
            entries.append(self._fact(op_id, record, "ScanAttached", facts, {"sha256": sha256}, counts=False))
            blobs = (sha256,)
        self._write(client, op_id, tuple(entries), record, blobs)

    def _list(self, client: ClientState, op_id: str, record: str) -> None:
        """The papers of a case go to its department: a list with a number, and a fact on the case, one after the other
        in the ledger and each an op of its own."""
        made, number = f"list-{op_id}", self._number(client)
        rows = [{"record_id": record, "members": []}]
        self.records[made] = (client, [])
        self.lists += 1
        entries = (
            self._plain(op_id, made, LIST, [], {"rows": rows}),
            self._plain(op_id, made, "PaperIssued", [], {"number": number}),
        )
        self.history.events.append(Printed(client.machine, number, made, op_id))
        self._write(client, op_id, entries, made, ())
        beside = f"{op_id}-h1"
        given = self._plain(beside, record, "HandedOver", [], {"list": made, "number": number})
        self._write(client, beside, (given,), record, ())

    def _number(self, client: ClientState) -> str:
        self.serial += 1
        return f"331081-26-C{client.machine[-1]}00-{self.serial:06d}-X"

    def _plain(self, op_id: str, record: str, kind: str, members: list[str], body: Any) -> Entry:
        fact_id = f"{op_id}-{kind}"
        plain = json.dumps({"kind": kind, "members": members, "body": body, "id": fact_id}).encode()
        return Entry(fact_id, "fact", record, plain)

    def _fact(
        self, op_id: str, record: str, kind: str, facts: list[FactRow], body: dict[str, str], *, counts: bool = True
    ) -> Entry:
        entry = self._plain(op_id, record, kind, ["SC017"] if counts else [], body)
        if counts:
            facts.append(FactRow(record, 0, entry.entry_id, kind, op_id, entry.body))
        return entry

    def _write(
        self, client: ClientState, op_id: str, entries: tuple[Entry, ...], record: str, blobs: tuple[str, ...]
    ) -> None:
        first = client.ops[-1].last + 1 if client.ops else 1
        head = chained(self.chain[client.machine], list(entries))
        self.chain[client.machine] = bytes.fromhex(head)
        row = OpRow(client.device, op_id, 1, first, first + len(entries) - 1, digest(list(entries)), head, "confirmed")
        client.ops.append(row)
        client.entries[op_id] = entries
        self.waiting[client.machine].append((row, entries))
        outcome = UNKNOWN if self.draw.random() < 0.05 else OK
        ids = tuple(entry.entry_id for entry in entries)
        self.history.events.append(Did(client.machine, op_id, outcome, ids, record, blobs))

    def _push(self, client: ClientState) -> None:
        centre, batch = self.history.centre, self.waiting[client.machine]
        self.waiting[client.machine] = []
        for row, entries in batch:
            centre.ops.append(replace(row, state="applied"))
            centre.entries[row.op_id] = entries
            self.history.events.append(Committed((row.op_id,)))
            facts = [entry for entry in entries if entry.kind == "fact"]
            if facts:
                self._publish(client, row.op_id, facts)
        if batch:
            self.history.events.append(Acked(client.machine, tuple((row.op_id, row.sha256) for row, _ in batch)))

    def _publish(self, client: ClientState, op_id: str, entries: list[Entry]) -> None:
        centre, record = self.history.centre, entries[0].record
        rank = max((row.rank for row in centre.facts if row.record == record), default=0)
        for place, entry in enumerate(entries, rank + 1):
            plain = json.loads(entry.body)
            centre.facts.append(FactRow(record, place, entry.entry_id, plain["kind"], op_id, entry.body))
            if plain["kind"] == "PaperIssued":
                centre.papers[plain["body"]["number"]] = record
            if plain["kind"] == "ScanAttached":
                sha256 = plain["body"]["sha256"]
                centre.blob_refs.append((sha256, record, "scan"))
                centre.blobs.append(BlobRow(sha256, 10, sha256))
        if (record, client.device) not in centre.holders:
            centre.holders.append((record, client.device))
        self._log(f"device:{client.device}", "facts", record, op_id, (rank + 1, rank + len(entries)))
        self._log(f"hall:{client.hall}", "head", record, op_id, (0, 0))

    def _fetch(self, record: str, facts: list[FactRow], waits: tuple[str, ...]) -> None:
        """Another desk opened the case too."""
        client, _ = self.records[record]
        other = next(each for each in self.history.clients if each is not client)
        self.history.centre.holders.append((record, other.device))
        self._log(f"device:{other.device}", "facts", record, "", (1, len(facts)))
        other.facts[record] = tuple((fact.fact_id, fact.body) for fact in facts)
        client.errands[record] = other.errands[record] = waits

    def _log(self, scope: str, kind: str, record: str, op_id: str, ranks: tuple[int, int]) -> None:
        centre = self.history.centre
        ver = centre.heads.get(scope, 0) + 1
        centre.heads[scope] = ver
        centre.logs.append(LogRow(scope, ver, kind, record, op_id, *ranks))

    def _finish(self) -> None:
        centre = self.history.centre
        statuses = {**dict(STEPS), LIST: "list_unsigned"}
        by_record: dict[str, list[FactRow]] = {}
        for fact in centre.facts:
            by_record.setdefault(fact.record, []).append(fact)
        gone = {record for record in by_record if self.draw.random() < 0.15}
        for record, facts in by_record.items():
            client, _ = self.records[record]
            status = statuses[next(fact.kind for fact in reversed(facts) if fact.kind in statuses)]
            is_list = facts[0].kind == LIST
            lanes = {"" if is_list else "SC017": status}
            kind = "handover_list" if is_list else KIND
            waits = tuple(f"unsigned/{fact.fact_id}" for fact in facts if fact.kind == "HandedOver")
            centre.records.append(RecordRow(record, kind, client.hall, len(facts), record not in gone, False, 0, lanes))
            if record in gone:
                self._log(f"hall:{client.hall}", "remove", record, "", (0, 0))
            client.facts[record] = tuple((fact.fact_id, fact.body) for fact in facts)
            if waits:
                self._fetch(record, facts, waits)
            self.history.events.append(Saw(client.machine, record, tuple(fact.fact_id for fact in facts)))
            for other in self.history.clients:
                if other.hall == client.hall and record not in gone:
                    other.heads.append(HeadRow(record, len(facts), lanes))
        centre.recount = {"records": len(by_record)}
        centre.summaries = dict(centre.recount)
        for client in self.history.clients:
            client.cursors = {scope: centre.heads.get(scope, 0) for scope in client.scopes}
            for scope, ver in client.cursors.items():
                self.history.events.append(CursorMoved(client.machine, scope, ver))
            client.recount = {"taken_in": sum(1 for facts in client.facts.values() if facts)}
            client.counts = dict(client.recount)
            if client.ops:
                last = client.ops[-1]
                row = EpochRow(client.device, 1, f"C{client.machine[-1]}00", 0, last.last, last.hash)
                centre.epochs.append(row)


def sound_history(seed: int) -> History:
    """A history with nothing wrong in it."""
    return Model(seed).history
