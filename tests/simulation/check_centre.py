"""What a history shows of the centre alone: its ledgers, logs, records, papers, attachments and sums."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tests.simulation.history import CentreState, Committed, Did, Entry, FactRow, History, LogRow, OpRow
from wenling_desk.domain.record import DISPUTE_SETTLED, FACT_REFUSED, KEPT_KINDS, PUT_IN_FORCE
from wenling_desk.domain.workflow import NEW, Workflow

Wrong = tuple[str, str, str]
Workflows = Callable[[str], Workflow | None]
CENTRE = "centre-"
"""Ops of the centre itself."""


def _ledger(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I3: ledgers are whole, chained, and their bytes are those the digests were made of."""
    centre, order = history.centre, orders(history)
    by_epoch: dict[tuple[str, int], list[OpRow]] = defaultdict(list)
    for row in centre.ops:
        by_epoch[row.device, row.epoch].append(row)
    sums = {
        row.op_id: (row.sha256, in_order(centre.entries.get(row.op_id, ()), order.get(row.op_id, ())))
        for row in centre.ops
        if row.state != "held"
    }
    for op_id, (sha256, entries) in sums.items():
        if digest(entries) != sha256:
            yield "I3", op_id, "its entries are not those its digest was made of"
    for epoch in centre.epochs:
        rows = sorted(by_epoch.get((epoch.device, epoch.epoch), ()), key=lambda row: row.first)
        where, last, head = f"{epoch.device}/{epoch.epoch}", epoch.base, bytes(32) if epoch.base == 0 else None
        for row in rows:
            if row.first != last + 1:
                yield "I3", where, f"{row.op_id} begins at {row.first} after {last}"
            found = sums.get(row.op_id)
            if head is not None and found is not None and chained(head, found[1]) != row.hash:
                yield "I3", where, f"the chain does not lead to {row.op_id}"
            last, head = row.last, bytes.fromhex(row.hash)
        if last != epoch.last or (head is not None and rows and head.hex() != epoch.head):
            yield "I3", where, f"ends at {last}, the centre says {epoch.last}"


def _logs(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I4: a scope's log has no hole, ends at its head, follows the order of the commits, and tells all there is."""
    centre = history.centre
    rows: dict[str, list[LogRow]] = defaultdict(list)
    for row in centre.logs:
        rows[row.scope].append(row)
    for scope, head in centre.heads.items():
        expected = centre.floors.get(scope, 0) + 1
        for row in rows.get(scope, ()):
            if row.ver != expected:
                yield "I4", scope, f"version {row.ver} where {expected} was due"
            expected = row.ver + 1
        if expected != head + 1:
            yield "I4", scope, f"the log ends at {expected - 1}, its head is {head}"
    for scope in rows.keys() - centre.heads.keys():
        yield "I4", scope, "rows without a head"
    yield from _commit_order(history, rows)
    yield from _coverage(history, rows)


def _commit_order(history: History, rows: dict[str, list[LogRow]]) -> Iterator[Wrong]:
    """Halls are told of every op, a device of its own, in the order of the commits. What a device is told again, or of
    others when it comes to hold a record, has no order of its own."""
    places = {
        op_id: (commit, place)
        for commit, event in enumerate(history.events)
        if isinstance(event, Committed)
        for place, op_id in enumerate(event.ops)
    }
    makers = {row.op_id: row.device for row in history.centre.ops if row.state != "held"}
    again = {row.op_id for row in history.centre.ops if row.resent}
    for scope, log in rows.items():
        kind, _, name = scope.partition(":")
        last, told = (-1, -1), set(again)
        for row in log:
            place = places.get(row.op_id, (-1, -1))
            if kind == "hall":
                place = place[0], -1  # of one commit a hall is told record by record
            elif makers.get(row.op_id) != name or row.op_id in told:
                continue
            told.add(row.op_id)
            if (-1, -1) < place < last:
                yield "I4", scope, f"version {row.ver} is of an op committed earlier than one before it"
            last = max(place, last)


def _coverage(history: History, rows: dict[str, list[LogRow]]) -> Iterator[Wrong]:
    """A device that holds a record was told every rank of it."""
    ranks = {row.record: row.rank for row in history.centre.records}
    for record, device in history.centre.holders:
        scope = f"device:{device}"
        if history.centre.floors.get(scope, 0):
            continue
        told: set[int] = set()
        for row in rows.get(scope, ()):
            if row.record == record and row.kind == "facts":
                told.update(range(row.first_rank, row.last_rank + 1))
        if len(told) != ranks.get(record, 0):
            yield "I4", scope, f"told {len(told)} of {ranks.get(record, 0)} ranks of {record}"


def _records(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I4, I5: ranks have no gap and no fact stands twice; I9, I10: the table holds, what lost is still there."""
    facts = facts_by_record(history.centre)
    summed = {row.record: row for row in history.centre.records}
    for times_id, times in Counter(row.fact_id for row in history.centre.facts).items():
        if times > 1:
            yield "I1", times_id, f"the fact stands {times} times"
    for record, rows in facts.items():
        if [row.rank for row in rows] != list(range(1, len(rows) + 1)):
            yield "I4", record, f"ranks {[row.rank for row in rows]}"
        row = summed.get(record)
        if row is None:
            yield "I5", record, "facts without a record"
            continue
        if row.rank != len(rows):
            yield "I5", record, f"the centre's head stands at rank {row.rank} of {len(rows)}"
        workflow = workflows(row.kind)
        if workflow is not None:
            yield from _path(record, rows, workflow, row.statuses)
    for record in summed.keys() - facts.keys():
        yield "I5", record, "a record without facts"


def _path(record: str, rows: list[FactRow], workflow: Workflow, said: Any) -> Iterator[Wrong]:
    """Walk the table: every step outside it must be named by a dispute or a refusal."""
    plain = [(row, json.loads(row.body)) for row in rows]
    refused = {fact["body"].get("fact_id") for row, fact in plain if row.kind == FACT_REFUSED}
    named = {each for row, fact in plain if row.kind == "Disputed" for each in fact["body"].get("facts", ())}
    there = {row.fact_id for row in rows}
    for lost in refused - there:
        yield "I10", record, f"{lost} was refused and is gone"
    statuses: dict[str, str] = {}
    kinds = {row.fact_id: (row.kind, fact["members"]) for row, fact in plain}
    for row, fact in plain:
        if row.kind == DISPUTE_SETTLED and row.fact_id not in refused and fact["body"].get("outcome") == PUT_IN_FORCE:
            for each in fact["body"].get("facts", ()):
                kind, members = kinds.get(each, ("", ()))
                target = next((action.target for action in workflow.actions_making(kind) if action.target), None)
                statuses |= {member: target for member in members or [""] if target is not None}
        if row.fact_id in refused or row.kind in KEPT_KINDS or not workflow.knows(row.kind):
            continue
        for member in fact["members"] or [""]:
            action = workflow.action_for(row.kind, statuses.get(member, NEW))
            if action is None:
                if (fact["members"] or not statuses) and row.fact_id not in named:
                    yield "I9", record, f"{row.kind} ({row.fact_id}) of {member} in {statuses.get(member, NEW)}"
            elif action.target is not None:
                statuses[member] = action.target
    if said and dict(said) != {member: statuses.get(member, NEW) for member in said}:
        yield "I5", record, f"the centre says {dict(said)}, its facts {statuses}"


def _groups(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I8: of an op all entries are there, or it is held and none is; a fact belongs to an op of the ledger."""
    centre, did = history.centre, orders(history)
    published: dict[str, set[str]] = defaultdict(set)
    for fact in centre.facts:
        published[fact.op_id].add(fact.fact_id)
    ops = {row.op_id: row for row in centre.ops}
    for op_id, row in ops.items():
        expected = set(did.get(op_id, ()))
        held = {entry.entry_id for entry in centre.entries.get(op_id, ())}
        if row.state == "held":
            if published.get(op_id):
                yield "I8", op_id, "held, and yet some of its facts are published"
        elif expected and held != expected:
            yield "I8", op_id, f"{len(held & expected)} of {len(expected)} entries, {len(held - expected)} others"
    for op_id in published.keys() - ops.keys():
        if not op_id.startswith(CENTRE) or op_id.removeprefix(CENTRE) not in ops:
            yield "I1", op_id, "facts of an op that is not in the ledger"


def _papers(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I2: every number stands in a fact of the case it leads to, and the reverse."""
    centre = history.centre
    issued: dict[str, set[str]] = defaultdict(set)
    for row in centre.facts:
        if row.kind in ("PaperIssued", "ApplicantPaperMade"):
            issued[str(json.loads(row.body)["body"]["number"])].add(row.record)
    for number, record in centre.papers.items():
        if record not in issued.get(number, ()):
            yield "I2", number, f"leads to {record}, whose facts do not name it"
    for number, records in issued.items():
        others = {record for each, record in centre.aliases if each == number}
        if records - others - {centre.papers.get(number, "")}:
            yield "I2", number, f"issued for {sorted(records)}, leads to {centre.papers.get(number, 'nothing')}"


def _attachments(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I11: no record counts as complete while a scan is missing, and what is there is what it should be."""
    centre = history.centre
    whole = {row.sha256 for row in centre.blobs}
    for blob in centre.blobs:
        if blob.actual != blob.sha256:
            yield "I11", blob.sha256, "the centre gives out other bytes"
    missing: dict[str, set[str]] = defaultdict(set)
    for sha256, record, kind in centre.blob_refs:
        if kind == "scan" and sha256 not in whole:
            missing[record].add(sha256)
    for row in centre.records:
        if len(missing[row.record]) != row.scans_missing:
            yield "I11", row.record, f"says {row.scans_missing} scans are missing, {len(missing[row.record])} are"


def _sums(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I16: sums equal a recount."""
    for name, counted in history.centre.recount.items():
        if history.centre.summaries.get(name) != counted:
            yield "I16", name, f"{history.centre.summaries.get(name)} kept, {counted} counted"


def _edits(history: History, workflows: Workflows) -> Iterator[Wrong]:
    """I10: an edit that stands was made from the value it replaced, or makes the same."""
    for record, rows in facts_by_record(history.centre).items():
        bodies = [(row, json.loads(row.body)["body"]) for row in rows]
        refused = {body.get("fact_id") for row, body in bodies if row.kind == FACT_REFUSED}
        present: dict[str, Any] = {}
        for row, body in bodies:
            if row.kind == "FormFieldEdited" and row.fact_id not in refused:
                name, new = body.get("field"), body.get("new")
                if name in present and present[name] not in (body.get("seen"), new):
                    yield "I10", record, f"{row.fact_id} overwrote {name}, which it had not seen"
                present[name] = new


CHECKS = (_ledger, _logs, _records, _groups, _papers, _attachments, _edits, _sums)


# -- reading ------------------------------------------------------------------------------------------


def facts_by_record(centre: CentreState) -> dict[str, list[FactRow]]:
    """The facts of each record by rank."""
    found: dict[str, list[FactRow]] = defaultdict(list)
    for row in sorted(centre.facts, key=lambda row: row.rank):
        found[row.record].append(row)
    return found


def orders(history: History) -> dict[str, tuple[str, ...]]:
    """The ids of each op's entries in their order, as a desk has or had them."""
    found = {event.op_id: event.entries for event in history.events if isinstance(event, Did) and event.entries}
    for client in history.clients:
        found |= {op_id: tuple(entry.entry_id for entry in rows) for op_id, rows in client.entries.items()}
    return found


def in_order(entries: tuple[Entry, ...], order: tuple[str, ...]) -> list[Entry]:
    """Entries as they stood in the ledger; those no order names come last."""
    places = {entry_id: place for place, entry_id in enumerate(order)}
    return sorted(entries, key=lambda entry: places.get(entry.entry_id, len(places)))


def digest(entries: list[Entry]) -> str:
    """The digest of an op, written once more: the checker trusts no code of the product with it."""
    total = hashlib.sha256()
    for entry in entries:
        names = f"{entry.entry_id}\0{entry.kind}\0{entry.record}".encode()
        total.update(hashlib.sha256(names).digest() + hashlib.sha256(entry.body).digest())
    return total.hexdigest()


def chained(head: bytes, entries: list[Entry]) -> str:
    """The chain's head after these entries."""
    for entry in entries:
        head = hashlib.sha256(head + entry.entry_id.encode() + entry.body).digest()
    return head.hex()
