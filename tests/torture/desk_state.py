"""Reads the state of a real desk out of its tables, for the checker."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import text

from tests.simulation.check_centre import digest
from tests.simulation.errands import words_of
from tests.simulation.history import ClientState, Entry, HeadRow, OpRow
from wenling_desk.domain.errands import Errand
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.use_cases.ports import ErrandQuery
from wenling_desk.use_cases.record_writer import COUNTED
from wenling_desk.use_cases.sync_ports import ACKED, CONFIRMED, NEEDS_ATTENTION, QUEUED

_WORST_FIRST: Final = (NEEDS_ATTENTION, QUEUED, ACKED, CONFIRMED)
_ONE_EACH: Final = frozenset({"received", "consulted", "rated", "voided"})
"""Counted once for a record; the others for each of its members."""
LEDGER: Final = text(
    "SELECT seq, entry_id, command_id, record_id, kind, body, hash, epoch, state FROM ledger ORDER BY seq"
)
FACTS: Final = text(
    "SELECT f.record_id, f.fact_id, f.body FROM facts f JOIN records r ON r.record_id = f.record_id "
    "WHERE r.hidden = 0 ORDER BY f.record_id, f.rank IS NULL, f.rank, f.position"
)
HALL: Final = text(
    "SELECT a.record_id, a.rank, h.member, h.status FROM hall_heads a LEFT JOIN heads h ON h.record_id = a.record_id "
    "ORDER BY a.record_id"
)
SHOWN: Final = text("SELECT record_id FROM records WHERE hidden = 0 ORDER BY first_at DESC, record_id")
ALL: Final = 1_000_000
SUMS: Final = text("SELECT day, name, amount FROM day_counts WHERE clerk = ''")


def client_state(store: SqlStore, machine: str, hall: str, scopes: tuple[str, ...]) -> ClientState:
    """The desk as it stands in its database."""
    with store.sync_reading() as reading:
        replica, unsent, held = reading.replica(), reading.unsent(), reading.held_rows()
        blobs = len(reading.blobs_waiting(1_000))
    state = ClientState(
        machine, store.identity.device, hall, scopes=scopes, cursors=dict(replica.cursors),
        unsent=unsent.entries, blobs_waiting=blobs, held_rows=len(held),
    )  # fmt: skip
    with store._readers.connect() as connection:
        _ledger(state, connection.execute(LEDGER).all())
        facts: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        for row in connection.execute(FACTS):
            facts[row.record_id].append((row.fact_id, bytes(row.body)))
        state.facts = {record: tuple(rows) for record, rows in facts.items()}
        for (record, rank), rows in groupby(connection.execute(HALL).all(), lambda row: (row.record_id, row.rank)):
            state.heads.append(
                HeadRow(record, rank, {row.member: row.status for row in rows if row.member is not None})
            )
        state.errands = {record: words_of(errands) for record, errands in errands_by_record(store).items()}
        state.counts = {
            f"{row.day} {row.name}": row.amount for row in connection.execute(SUMS) if row.name in COUNTED.values()
        }
    return state


def errands_by_record(store: SqlStore) -> dict[str, list[Errand]]:
    """Everything that waits at the counter of this desk."""
    found: dict[str, list[Errand]] = defaultdict(list)
    with store.reading() as reading:
        for row in reading.errands(ErrandQuery(limit=ALL)).rows:
            found[row.errand.record_id].append(row.errand)
    return found


def shown_records(store: SqlStore) -> list[str]:
    """The records whose facts are shown here."""
    with store._readers.connect() as connection:
        return [str(row[0]) for row in connection.execute(SHOWN)]


def _ledger(state: ClientState, lines: Sequence[Any]) -> None:
    for op_id, grouped in groupby(lines, lambda line: str(line.command_id or line.entry_id)):
        rows = list(grouped)
        entries = tuple(Entry(row.entry_id, row.kind, row.record_id or "", bytes(row.body)) for row in rows)
        states = {row.state for row in rows}
        worst = next(each for each in _WORST_FIRST if each in states)
        first, last = rows[0], rows[-1]
        state.ops.append(
            OpRow(
                state.device,
                op_id,
                last.epoch,
                first.seq,
                last.seq,
                digest(list(entries)),
                bytes(last.hash).hex(),
                worst,
            )
        )
        state.entries[op_id] = entries
        for entry in entries:
            _recount(state, json.loads(entry.body) if entry.kind == "fact" else {})


def _recount(state: ClientState, fact: dict[str, Any]) -> None:
    name = COUNTED.get(fact.get("kind", ""))
    if name is not None:
        key = f"{fact['at'][:10]} {name}"
        state.recount[key] = state.recount.get(key, 0) + (1 if name in _ONE_EACH else max(1, len(fact["members"])))
