"""The table of facts: what is folded, own and pulled, and the records they make.

A record's facts stand in the centre's order where it is known, by ``rank``; own facts the centre has not ranked yet
follow in ledger order. Own facts are never deleted: a record that leaves this desk is hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, exists, func, insert, literal_column, null, select, text, update
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.archive import ARCHIVED
from wenling_desk.domain.facts import Fact
from wenling_desk.store import canonical, schema
from wenling_desk.store.transaction import IDS, Row, Transaction
from wenling_desk.use_cases.sync_ports import PulledFact

PAPER_KINDS: Final = frozenset({"PaperIssued", "ApplicantPaperMade"})
"""Facts that name a paper by ``number``."""

_T = schema.facts
_O = schema.official_numbers
_R = schema.records
_N = schema.record_totals
_P = schema.known_papers

INSERT: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
# SQLite's own row number is the order of storing; it is never given twice while the fact that had it before is there.
_STORED: Final = literal_column("facts.rowid", Integer)
_PLACE_OF: Final = select(literal_column("seen.rowid", Integer)).select_from(text("facts AS seen"))
OF_KINDS: Final = (
    select(_T.c.body)
    .where(
        func.coalesce(_PLACE_OF.where(text("seen.fact_id = :after")).scalar_subquery(), 0) < _STORED,
        _T.c.kind.in_(select(literal_column("value")).select_from(text("json_each(:kinds)"))),
    )
    .order_by(_STORED)
    .limit(bindparam("most"))
)
LAST_POSITION: Final = select(func.max(_T.c.position)).where(_T.c.record_id == bindparam("record_id"))
_IS_HIDDEN: Final = exists().where(_R.c.record_id == bindparam("record_id"), _R.c.hidden == 1)
ALL_ROWS: Final = select(_T.c.fact_id, _T.c.rank, _T.c.position, _T.c.body).where(
    _T.c.record_id == bindparam("record_id")
)
ROWS: Final = ALL_ROWS.where(~_IS_HIDDEN).order_by(_T.c.rank.is_(None), _T.c.rank, _T.c.position)
IS_SHOWN: Final = select(_R.c.record_id).where(_R.c.record_id == bindparam("record_id"), _R.c.hidden == 0)
RECORD: Final = select(_R.c.hidden).where(_R.c.record_id == bindparam("record_id"))
# The last record to take an official number answers for it; the facts keep the whole story.
_UPSERT_NUMBER: Final = sqlite.insert(_O).values({column.name: bindparam(column.name) for column in _O.columns})
SAVE_OFFICIAL_NUMBER: Final = _UPSERT_NUMBER.on_conflict_do_update(
    index_elements=["region", "number"], set_={"record_id": _UPSERT_NUMBER.excluded.record_id}
)
RECORD_OF_OFFICIAL_NUMBER: Final = select(_O.c.record_id).where(
    _O.c.region == bindparam("region"), _O.c.number == bindparam("number")
)
# The first record with a number answers for it (number_shared); its PDF lies on another desk.
_SAVE_KNOWN_PAPER: Final = (
    sqlite.insert(_P).values({column.name: bindparam(column.name) for column in _P.columns}).on_conflict_do_nothing()
)
RECORD_OF_KNOWN_PAPER: Final = select(_P.c.record_id).where(
    _P.c.region == bindparam("region"), _P.c.number == bindparam("number")
)

_ADD_RECORD: Final = insert(_R).values({column.name: bindparam(column.name) for column in _R.columns})
_SHOW: Final = update(_R).where(_R.c.record_id == bindparam("key")).values(hidden=0)
_NOTE_RANK: Final = (
    update(_R)
    .where(_R.c.record_id == bindparam("key"))
    .values(rank=func.max(func.coalesce(_R.c.rank, 0), bindparam("seen")))
)
_HIDE: Final = update(_R).where(_R.c.record_id == bindparam("key")).values(hidden=1)
_DROP_RECORD: Final = delete(_R).where(_R.c.record_id == bindparam("key"))
# A fact that came back from the issue journal after the centre had given it back is the ledger's, too: it stays.
_IS_IN_LEDGER: Final = exists().where(schema.ledger.c.entry_id == _T.c.fact_id)
# A package of this desk can be made again only from everything that is in it.
_ARCHIVED: Final = _T.alias("archived")
_IS_OF_PACKAGE: Final = exists().where(
    _ARCHIVED.c.record_id == _T.c.record_id, _ARCHIVED.c.kind == ARCHIVED, _ARCHIVED.c.own == 1
)
_DROP_PULLED: Final = delete(_T).where(
    _T.c.record_id == bindparam("key"), _T.c.own == 0, ~_IS_IN_LEDGER, ~_IS_OF_PACKAGE
)
_ADD_TOTAL: Final = update(_N).where(_N.c.hidden == bindparam("key")).values(amount=_N.c.amount + bindparam("more"))
_SET_RANKS: Final = text(
    "UPDATE facts SET rank = place.value ->> 1 FROM json_each(:places) AS place WHERE fact_id = place.value ->> 0"
)
ARE_SHOWN: Final = select(_R.c.record_id).where(_R.c.record_id.in_(IDS), _R.c.hidden == 0)
_KNOWN: Final = select(_T.c.fact_id).where(_T.c.fact_id.in_(IDS))
_RECORDS: Final = select(_R.c.record_id, _R.c.hidden).where(_R.c.record_id.in_(IDS))
_LAST_POSITIONS: Final = (
    select(_T.c.record_id, func.max(_T.c.position)).where(_T.c.record_id.in_(IDS)).group_by(_T.c.record_id)
)
_FORGET_RANKS: Final = update(_R).values(rank=null())
_FORGET_PLACES: Final = update(_T).where(_T.c.rank.is_not(None)).values(rank=null())
_DROP_OF_CENTRE: Final = delete(_T).where(_T.c.own == 0, _T.c.fact_id.like(bindparam("made")))
_ONLY_PULLED: Final = select(_R.c.record_id).where(
    _R.c.hidden == 0, ~exists().where(_T.c.record_id == _R.c.record_id, _T.c.own == 1)
)
RANKS: Final = select(_R.c.record_id, _R.c.rank).where(_R.c.hidden == 0, _R.c.rank.is_not(None))


def write(transaction: Transaction, facts: Sequence[tuple[Fact, bytes]], region: str) -> None:
    """Append own facts with their canonical bodies, and the official numbers they record."""
    positions: dict[str, int] = {}
    rows: list[Row] = []
    numbers: list[Row] = []
    for fact, body in facts:
        if fact.record_id not in positions:
            positions[fact.record_id] = _open_record(transaction, fact)
        positions[fact.record_id] += 1
        rows.append(_to_row(fact, body, positions[fact.record_id]))
        number = canonical.official_number_of(fact)
        if number is not None:
            numbers.append({"region": region, "number": number, "record_id": fact.record_id})
    transaction.run(INSERT, rows)
    transaction.run(SAVE_OFFICIAL_NUMBER, numbers)


def add_pulled(transaction: Transaction, facts: Iterable[tuple[Fact, PulledFact]], region: str) -> None:
    """Facts of the centre's order: those here already get their rank, the others are stored as not own. A record that
    had left this desk shows again."""
    wanted = list(facts)
    known = {row[0] for row in transaction.all(_KNOWN, {"ids": json.dumps([pulled.fact_id for _, pulled in wanted])})}
    positions = _open_records(transaction, [fact for fact, _ in wanted])
    ranked: list[tuple[str, int]] = []
    rows: dict[str, Row] = {}
    highest: dict[str, int] = {}
    for fact, pulled in wanted:
        highest[fact.record_id] = max(pulled.rank, highest.get(fact.record_id, 0))
        if pulled.fact_id in known:
            ranked.append((pulled.fact_id, pulled.rank))
            continue
        known.add(pulled.fact_id)
        positions[fact.record_id] += 1
        row = _to_row(fact, pulled.body, positions[fact.record_id])
        rows[pulled.fact_id] = {**row, "own": 0, "rank": pulled.rank}
    transaction.run(INSERT, list(rows.values()))
    if ranked:
        transaction.run(_SET_RANKS, [{"places": json.dumps(ranked)}])
    transaction.run(_NOTE_RANK, [{"key": record_id, "seen": rank} for record_id, rank in highest.items()])
    _note_numbers(transaction, [fact for fact, pulled in wanted if pulled.fact_id in rows], region)


def drop(transaction: Transaction, record_id: str) -> None:
    """Delete what came from the centre, unless this desk archived the case; hide the record where own facts are left
    of it."""
    row = transaction.first(RECORD, {"record_id": record_id})
    if row is None:
        return
    transaction.run(_DROP_PULLED, [{"key": record_id}])
    keeps_own = bool(_last_position(transaction, record_id))
    if row[0] == 0:
        transaction.run(_ADD_TOTAL, [{"key": 0, "more": -1}])
    if keeps_own and row[0] == 0:
        transaction.run(_ADD_TOTAL, [{"key": 1, "more": 1}])
    if not keeps_own and row[0] == 1:
        transaction.run(_ADD_TOTAL, [{"key": 1, "more": -1}])
    transaction.run(_HIDE if keeps_own else _DROP_RECORD, [{"key": record_id}])


def forget_scope(transaction: Transaction) -> None:
    """What this desk holds is told anew. Until then own facts stand in ledger order; what the centre itself had added
    goes, for a restored one judges again; and so do records without an own fact, which it may no longer give."""
    for row in transaction.all(_ONLY_PULLED, {}):
        drop(transaction, row[0])
    transaction.run(_DROP_OF_CENTRE, [{"made": "centre-%"}])
    transaction.run(_FORGET_PLACES, [{}])
    transaction.run(_FORGET_RANKS, [{}])


def _note_numbers(transaction: Transaction, facts: Iterable[Fact], region: str) -> None:
    """The numbers other desks' facts name."""
    official: list[Row] = []
    papers: list[Row] = []
    for fact in facts:
        number = str(fact.body.get("number", ""))
        if not number or (fact.kind != "OfficialNumberRecorded" and fact.kind not in PAPER_KINDS):
            continue
        named: Row = {"region": region, "number": number, "record_id": fact.record_id}
        (papers if fact.kind in PAPER_KINDS else official).append(named)
    transaction.run(SAVE_OFFICIAL_NUMBER, official)
    transaction.run(_SAVE_KNOWN_PAPER, papers)


def _open_records(transaction: Transaction, facts: Sequence[Fact]) -> dict[str, int]:
    """The last position of each record, which begins with its fact or shows again with it."""
    first = {fact.record_id: fact for fact in reversed(facts)}
    values = {"ids": json.dumps(list(first))}
    hidden = {row[0]: row[1] for row in transaction.all(_RECORDS, values)}
    positions = dict.fromkeys(first, 0) | {row[0]: int(row[1]) for row in transaction.all(_LAST_POSITIONS, values)}
    new = [_new_record(fact) for record_id, fact in first.items() if record_id not in hidden]
    back: list[Row] = [{"key": record_id} for record_id, is_hidden in hidden.items() if is_hidden]
    transaction.run(_ADD_RECORD, new)
    transaction.run(_SHOW, back)
    more = {0: len(new) + len(back), 1: -len(back)}
    transaction.run(_ADD_TOTAL, [{"key": key, "more": each} for key, each in more.items() if each])
    return positions


def _new_record(fact: Fact) -> Row:
    named = {"record_id": fact.record_id, "record_kind": fact.record_kind, "clerk": fact.clerk}
    return {**named, "first_at": _moment(fact), "rank": None, "hidden": 0}


def _open_record(transaction: Transaction, fact: Fact) -> int:
    """The last position of the fact's record, which begins with it or shows again with it."""
    row = transaction.first(RECORD, {"record_id": fact.record_id})
    if row is None:
        transaction.run(_ADD_RECORD, [_new_record(fact)])
        transaction.run(_ADD_TOTAL, [{"key": 0, "more": 1}])
        return 0
    if row[0] == 1:
        transaction.run(_SHOW, [{"key": fact.record_id}])
        transaction.run(_ADD_TOTAL, [{"key": 0, "more": 1}, {"key": 1, "more": -1}])
    return _last_position(transaction, fact.record_id)


def _last_position(transaction: Transaction, record_id: str) -> int:
    row = transaction.first(LAST_POSITION, {"record_id": record_id})
    return int(row[0] or 0) if row else 0


def _moment(fact: Fact) -> str:
    return fact.at.isoformat(timespec="microseconds")


def _to_row(fact: Fact, body: bytes, position: int) -> dict[str, Any]:
    return {
        "record_kind": fact.record_kind,
        "record_id": fact.record_id,
        "position": position,
        "fact_id": fact.fact_id,
        "kind": fact.kind,
        "members": json.dumps(fact.members, ensure_ascii=False, separators=(",", ":")),
        "at": _moment(fact),
        "own": 1,
        "body": body,
        "rank": None,
    }
