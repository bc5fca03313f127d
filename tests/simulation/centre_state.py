"""Reads the state of a real centre out of its tables, for the checker."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Table, select

from tests.simulation.history import BlobRow, CentreState, Entry, EpochRow, FactRow, LogRow, OpRow, RecordRow
from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.session import Session
from wenling_desk.store.centre.store import CentreStore

FETCHED = "fetch"
"""The centre's own note of a record that was fetched: no entry of a device ledger."""


@cache
def _all_of(table: Table) -> Any:
    key = [column for column in table.primary_key.columns if column.name != "region"]
    return select(*(column for column in table.columns if column.name != "region")).order_by(*key)


def gather(store: CentreStore) -> CentreState:
    """Everything the checker looks at; that attachments give out what they should must be tried elsewhere."""

    def work(session: Session) -> CentreState:
        def rows(table: Table) -> list[Any]:
            return session.rows(_all_of(table))

        state = CentreState()
        _ledgers(state, rows)
        _entries(state, rows)
        _records(state, rows)
        for scope, ver, floor in rows(t.scope_head):
            state.heads[scope], state.floors[scope] = ver, floor
        state.logs = [
            LogRow(scope, ver, kind, record, op_id, first, last)
            for scope, ver, kind, record, op_id, first, last, _, _ in rows(t.change_log)
        ]
        state.papers = {row[0]: row[1] for row in rows(t.paper)}
        state.aliases = [(row[0], row[1]) for row in rows(t.paper_alias)]
        state.blobs = [BlobRow(row[0], row[1], row[0]) for row in rows(t.blob)]
        state.blob_refs = [(row[0], row[1], row[3]) for row in rows(t.blob_ref)]
        state.holders = [(row[0], row[1]) for row in rows(t.holder)]
        state.codes = [(row[0], row[1], row[2]) for row in rows(t.desk_code)]
        return state

    return store.read(work)


def _ledgers(state: CentreState, rows: Callable[[Table], list[Any]]) -> None:
    digests: dict[str, tuple[str, str]] = {}
    for op_id, device, epoch, first, last, sha256, head, status, _ in rows(t.op_ledger):
        held = json.loads(status)["state"]
        digests[op_id] = (sha256, held)
        state.ops.append(OpRow(device, op_id, epoch, first, last, sha256, bytes(head).hex(), held))
    for device, epoch, first, last, op_id, head, _ in rows(t.op_again):
        sha256, held = digests[op_id]
        state.ops.append(OpRow(device, op_id, epoch, first, last, sha256, bytes(head).hex(), held, resent=True))
    for device, epoch, _, _, code, base, last, head, _ in rows(t.device_epoch):
        state.epochs.append(EpochRow(device, epoch, code, base, last, bytes(head).hex()))


def _entries(state: CentreState, rows: Callable[[Table], list[Any]]) -> None:
    entries: dict[str, list[Entry]] = defaultdict(list)
    for record, rank, fact_id, op_id, _, kind, _, body in rows(t.fact):
        state.facts.append(FactRow(record, rank, fact_id, kind, op_id, bytes(body)))
        entries[op_id].append(Entry(fact_id, "fact", record, bytes(body)))
    for entry_id, op_id, _, kind, record, _, body in rows(t.other_entry):
        if kind != FETCHED:
            entries[op_id].append(Entry(entry_id, kind, record, bytes(body)))
    state.entries = {op_id: tuple(found) for op_id, found in entries.items()}
    for op_id, _, _, _, _, _, body, _, resolved_at, _, _ in rows(t.quarantine):
        if resolved_at is None:
            raw = json.loads(bytes(body).decode("utf-8", "surrogateescape"))
            state.entries[op_id] = tuple(
                Entry(entry["id"], entry["kind"], entry.get("record", ""), b"") for entry in raw["entries"]
            )


def _records(state: CentreState, rows: Callable[[Table], list[Any]]) -> None:
    for record, kind, hall, rank, is_open, in_hall, _, disputed, scans, _, head in rows(t.record):
        heads = json.loads(head).get("heads", [])
        statuses = {row["member"]: row["status"] for row in heads}
        state.records.append(RecordRow(record, kind, hall, rank, bool(in_hall), bool(disputed), scans, statuses))
        state.summaries[f"open {record}"] = is_open
        if heads:
            state.recount[f"open {record}"] = int(any(row["open"] for row in heads))
