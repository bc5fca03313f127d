"""Fourteen ways to lose or spoil a case, each done to a sound history: the checker must see every one."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.simulation.history import Acked, BlobRow, Committed, Entry, FactRow, HeadRow, History


@dataclass(frozen=True, slots=True)
class HistoryMutant:
    """``spoil`` changes the history in place; ``invariants`` are those of which one must be found broken."""

    name: str
    spoil: Callable[[History, random.Random], None]
    invariants: frozenset[str]


def _drop(history: History, draw: random.Random) -> None:
    """An op is gone at the centre, with all it led to."""
    centre = history.centre
    row = draw.choice(centre.ops)
    centre.ops.remove(row)
    centre.entries.pop(row.op_id)
    centre.facts = [fact for fact in centre.facts if fact.op_id != row.op_id]


def _dup(history: History, draw: random.Random) -> None:
    """An op was taken twice."""
    centre = history.centre
    row = draw.choice([row for row in centre.ops if any(fact.op_id == row.op_id for fact in centre.facts)])
    centre.ops.append(replace(row, first=row.first + 1000, last=row.last + 1000))
    again = [fact for fact in centre.facts if fact.op_id == row.op_id]
    top = max(fact.rank for fact in centre.facts if fact.record == again[0].record)
    centre.facts += [replace(fact, rank=top + place) for place, fact in enumerate(again, 1)]


def _swap(history: History, draw: random.Random) -> None:
    """Two rows of a log stand in the wrong order."""
    logs = history.centre.logs
    pairs = [
        (first, second)
        for first, row in enumerate(logs)
        for second in range(first + 1, len(logs))
        if logs[second].scope == row.scope and row.op_id and logs[second].op_id not in ("", row.op_id)
    ]
    first, second = draw.choice(pairs)
    one, other = logs[first], logs[second]
    logs[first], logs[second] = replace(other, ver=one.ver), replace(one, ver=other.ver)


def _renumber(history: History, draw: random.Random) -> None:
    """A case has another number than the one in the citizen's hand."""
    papers = history.centre.papers
    number = draw.choice(sorted(papers))
    papers[number[:-1] + "Z"] = papers.pop(number)


def _edit_audit(history: History, draw: random.Random) -> None:
    """Somebody was never there: an entry's bytes are others."""
    centre = history.centre
    op_id = draw.choice(sorted(centre.entries))
    first, *rest = centre.entries[op_id]
    centre.entries[op_id] = (replace(first, body=first.body.replace(b"{", b'{"clerk":"nobody",', 1)), *rest)


def _truncate(history: History, draw: random.Random) -> None:
    """A log's last rows are gone."""
    logs = history.centre.logs
    scope = draw.choice(sorted({row.scope for row in logs}))
    last = max(row.ver for row in logs if row.scope == scope)
    logs[:] = [row for row in logs if (row.scope, row.ver) != (scope, last)]


def _fork(history: History, draw: random.Random) -> None:
    """Two different ops stand at the same place of a device's ledger."""
    centre = history.centre
    row = draw.choice(centre.ops)
    body = json.dumps({"look": "other"}).encode()
    centre.ops.append(replace(row, op_id=f"{row.op_id}-fork", last=row.first, sha256="0" * 64))
    centre.entries[f"{row.op_id}-fork"] = (Entry(f"{row.op_id}-fork", "look", "", body),)


def _phantom(history: History, draw: random.Random) -> None:
    """A fact nobody made."""
    centre = history.centre
    record = draw.choice(centre.records)
    fact = FactRow(record.record, record.rank + 1, "phantom", "Rated", "op-phantom", b'{"members":[],"body":{}}')
    centre.facts.append(fact)
    centre.records[centre.records.index(record)] = replace(record, rank=record.rank + 1)


def _stale_overwrite(history: History, draw: random.Random) -> None:
    """A desk shows a case as it was some time ago."""
    client = draw.choice([each for each in history.clients if any(head.rank > 1 for head in each.heads)])
    place = draw.choice([place for place, head in enumerate(client.heads) if head.rank > 1])
    client.heads[place] = replace(client.heads[place], rank=client.heads[place].rank - 1)


def _resurrect(history: History, draw: random.Random) -> None:
    """A case that left the hall is in its list again."""
    client = draw.choice(history.clients)
    shown = {head.record for head in client.heads}
    gone = [row for row in history.centre.records if row.record not in shown]
    row = draw.choice(gone)
    client.heads.append(HeadRow(row.record, row.rank, row.statuses))


def _lose_blob(history: History, draw: random.Random) -> None:
    """A scan is not there, or is not what it was, and nobody is told."""
    blobs = history.centre.blobs
    place = draw.randrange(len(blobs))
    if draw.random() < 0.5:
        del blobs[place]
    else:
        blobs[place] = BlobRow(blobs[place].sha256, blobs[place].size, "0" * 64)


def _ack_before_commit(history: History, draw: random.Random) -> None:
    """A desk is told the centre has an op it does not have yet."""
    acks = [event for event in history.events if isinstance(event, Acked)]
    ack = draw.choice(acks)
    history.events.remove(ack)
    names = {op_id for op_id, _ in ack.ops}
    first = next(n for n, event in enumerate(history.events) if isinstance(event, Committed) and names & set(event.ops))
    history.events.insert(first, ack)


def _half_a_list(history: History, draw: random.Random) -> None:
    """A list is on a desk, and a case on it is not."""
    found = [(client, row) for client in history.clients for row in client.ops if row.op_id.endswith("-h1")]
    client, row = draw.choice(found)
    client.ops.remove(row)
    client.entries.pop(row.op_id)


def _stale_errand(history: History, draw: random.Random) -> None:
    """What was done long ago still waits at one of two desks."""
    client = draw.choice([each for each in history.clients if each.errands])
    record = draw.choice(sorted(client.errands))
    client.errands[record] = (*client.errands[record], "to_hand_over/SC017")


MUTANTS = (
    HistoryMutant("drop", _drop, frozenset({"I1"})),
    HistoryMutant("dup", _dup, frozenset({"I1"})),
    HistoryMutant("swap", _swap, frozenset({"I4"})),
    HistoryMutant("renumber", _renumber, frozenset({"I2"})),
    HistoryMutant("edit audit", _edit_audit, frozenset({"I3"})),
    HistoryMutant("truncate", _truncate, frozenset({"I4"})),
    HistoryMutant("fork", _fork, frozenset({"I3"})),
    HistoryMutant("phantom", _phantom, frozenset({"I1"})),
    HistoryMutant("stale overwrite", _stale_overwrite, frozenset({"I5"})),
    HistoryMutant("resurrect", _resurrect, frozenset({"I12"})),
    HistoryMutant("lost blob", _lose_blob, frozenset({"I11"})),
    HistoryMutant("ack before commit", _ack_before_commit, frozenset({"I3"})),
    HistoryMutant("half a list", _half_a_list, frozenset({"I19"})),
    HistoryMutant("stale errand", _stale_errand, frozenset({"I20"})),
)
