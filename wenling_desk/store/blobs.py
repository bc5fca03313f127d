"""Attachments and kept papers on their way to the centre: behind the ops that name them, resumable, by digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, delete, exists, func, literal_column, null, select, text, update
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.archive import ARCHIVED
from wenling_desk.domain.facts import Fact
from wenling_desk.store import ledger, schema
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.sync_ports import BlobWaiting

SCAN: Final = "scan"
PAPER: Final = "paper"
_PDF: Final = "application/pdf"

_B = schema.blobs
_N = schema.blob_names
_L = schema.ledger
_P = schema.papers
_F = schema.paper_files
_WAITS: Final = text("complete_at IS NULL")

_ADD: Final = sqlite.insert(_B).values({c.name: bindparam(c.name) for c in _B.columns}).on_conflict_do_nothing()
_NAME: Final = sqlite.insert(_N).values({c.name: bindparam(c.name) for c in _N.columns}).on_conflict_do_nothing()
_PROGRESS: Final = (
    update(_B)
    .where(_B.c.sha256 == bindparam("key"))
    .values(
        sent=bindparam("so_far"),
        complete_at=case((bindparam("is_complete") == 1, func.coalesce(_B.c.complete_at, bindparam("moment")))),
    )
)
_ALL_AGAIN: Final = update(_B).values(sent=0, complete_at=null())
ONE: Final = select(_B.c.size).where(_B.c.sha256 == bindparam("sha256"))
WAITING: Final = (
    select(_B.c.sha256, _B.c.size, _B.c.kind, _B.c.sent, func.min(_N.c.record_id).label("record_id"))
    .join_from(_B, _N, _N.c.sha256 == _B.c.sha256)
    .where(_WAITS, _N.c.seq <= bindparam("acked"))
    .group_by(_B.c.sha256)
    .order_by(_B.c.sent == 0, func.min(_N.c.seq), _B.c.sha256)
    .limit(bindparam("most"))
)
SCANS_WAITING: Final = select(func.count()).where(_WAITS, _B.c.kind == literal_column(f"'{SCAN}'"))
_NAMED_BY: Final = select(_N.c.sha256).join_from(_N, _L, _L.c.seq == _N.c.seq).where(_L.c.clerk == bindparam("clerk"))
SCANS_WAITING_OF_CLERK: Final = SCANS_WAITING.where(_B.c.sha256.in_(_NAMED_BY))
_SCANS_OF_RECORDS: Final = (
    select(_N.c.record_id, func.count().label("amount"))
    .join_from(_N, _B, _B.c.sha256 == _N.c.sha256)
    .where(_WAITS, _B.c.kind == literal_column(f"'{SCAN}'"))
    .group_by(_N.c.record_id)
)
_IS_PAPER: Final = exists().where(_P.c.sha256 == _B.c.sha256)
_IS_UNCONFIRMED: Final = exists().where(
    _N.c.sha256 == _B.c.sha256, _L.c.seq == _N.c.seq, _L.c.state != literal_column("'confirmed'")
)
# A package of this desk can be made again only where its files are.
_ARCHIVED: Final = schema.facts.alias("archived")
_IS_ARCHIVED: Final = exists().where(
    _N.c.sha256 == _B.c.sha256,
    _ARCHIVED.c.record_id == _N.c.record_id,
    _ARCHIVED.c.kind == ARCHIVED,
    _ARCHIVED.c.own == 1,
)
SPENT: Final = select(_B.c.sha256).where(
    _B.c.kind == SCAN, _B.c.complete_at < bindparam("before"), ~_IS_PAPER, ~_IS_UNCONFIRMED, ~_IS_ARCHIVED
)
_OTHER: Final = _N.alias("other")
ONLY_OF_RECORD: Final = (
    select(_B.c.sha256)
    .join_from(_N, _B, _B.c.sha256 == _N.c.sha256)
    .where(
        _N.c.record_id == bindparam("record_id"),
        _B.c.kind == SCAN,
        _B.c.complete_at.is_not(None),
        ~_IS_PAPER,
        ~exists().where(_ARCHIVED.c.record_id == _N.c.record_id, _ARCHIVED.c.kind == ARCHIVED, _ARCHIVED.c.own == 1),
        ~exists().where(_OTHER.c.sha256 == _B.c.sha256, _OTHER.c.record_id != _N.c.record_id),
    )
)
_DROP: Final = (
    delete(_N).where(_N.c.sha256 == bindparam("key")),
    delete(_B).where(_B.c.sha256 == bindparam("key")),
    delete(_F).where(_F.c.sha256 == bindparam("key")),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """An attachment that a unit of work keeps."""

    record_id: str
    media_type: str
    data: bytes = field(repr=False)


def write(
    transaction: Transaction,
    new_papers: Sequence[Paper],
    scans: Mapping[str, Sequence[Scan]],
    sizes: Mapping[str, int],
    facts: Iterable[tuple[Fact, bytes]],
    numbers: Mapping[str, int],
) -> None:
    """Queue what a command kept, each behind the entry that names it.

    What no fact of the command names goes behind the command's last entry. An applicant's paper is no blob before it
    is signed and scanned. ``numbers`` are the ledger numbers of the command's entries.
    """
    issued = [(paper.sha256, PAPER, _PDF, paper.record_id) for paper in new_papers if not paper.applicant_paper]
    kept = [(sha256, SCAN, scan.media_type, scan.record_id) for sha256, each in scans.items() for scan in each]
    if not issued and not kept:
        return
    last = max(numbers.values(), default=0) or (transaction.first(ledger.HEAD, {}) or (0,))[0]
    named = {
        (str(fact.body.get("sha256", "")), fact.record_id): numbers[fact.fact_id]
        for fact, _ in facts
        if fact.fact_id in numbers
    }
    rows: list[Row] = []
    names: list[Row] = []
    for sha256, kind, media_type, record_id in (*issued, *kept):
        blob = {"sha256": sha256, "kind": kind, "media_type": media_type, "size": sizes[sha256]}
        rows.append(blob | {"sent": 0, "complete_at": None})
        names.append({"sha256": sha256, "record_id": record_id, "seq": named.get((sha256, record_id), last)})
    transaction.run(_ADD, rows)
    transaction.run(_NAME, names)


def progress(transaction: Transaction, sha256: str, sent: int, *, complete: bool, at: datetime) -> None:
    """How much of it the centre holds, in the centre's own words."""
    values = {"so_far": sent, "is_complete": int(complete), "moment": at.isoformat(timespec="microseconds")}
    transaction.run(_PROGRESS, [{"key": sha256, **values}])


def offer_again(transaction: Transaction) -> None:
    """Another life of the centre may hold less than the one before: everything that is here is offered once more."""
    transaction.run(_ALL_AGAIN, [{}])


def drop(transaction: Transaction, digests: Iterable[str]) -> None:
    """Forget blobs whose files are gone."""
    keys = [{"key": sha256} for sha256 in digests]
    for statement in _DROP:
        transaction.run(statement, keys)


def waiting(connection: Connection, acked: int, limit: int) -> tuple[BlobWaiting, ...]:
    """Those to send, of acknowledged ops only."""
    rows = connection.execute(WAITING, {"acked": acked, "most": limit}).all()
    return tuple(BlobWaiting(row.sha256, row.size, row.kind, row.record_id, row.sent) for row in rows)


def scans_waiting(connection: Connection, clerk: str) -> int:
    """Attachments the centre does not hold yet, of one clerk or of all."""
    query: Any = SCANS_WAITING_OF_CLERK if clerk else SCANS_WAITING
    return int(connection.execute(query, {"clerk": clerk} if clerk else {}).scalar_one())


def scans_waiting_of(connection: Connection, records: Sequence[str]) -> Mapping[str, int]:
    """Attachments of each record that the centre does not hold yet; records without any are left out."""
    rows = connection.execute(_SCANS_OF_RECORDS.where(_N.c.record_id.in_(records))).all()
    return {row.record_id: row.amount for row in rows}
