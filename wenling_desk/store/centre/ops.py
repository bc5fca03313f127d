"""What a push reads and writes: devices' epochs, ops, facts, records and who holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wenling_desk.store.centre import tables as t
from wenling_desk.store.centre.session import Among, Found, Session

_REGION: Final[Any] = bindparam("region")


def here(table: Table, *conditions: Any) -> Any:
    """The condition of rows of this region."""
    return and_(table.c.region == _REGION, *conditions)


def inserting(table: Table) -> Any:
    """An insert with a parameter for each column."""
    return insert(table).values({column.name: bindparam(column.name) for column in table.columns})


def upserting(table: Table, *changed: str) -> dict[bool, Any]:
    """An insert that changes these columns of a row already there (none: leaves it); by whether it is SQLite."""
    key = [column.name for column in table.primary_key.columns]
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    made: dict[bool, Any] = {}
    for is_sqlite, kind in ((True, sqlite.insert(table)), (False, postgresql.insert(table))):
        base: Any = kind.values(values)
        if changed:
            made[is_sqlite] = base.on_conflict_do_update(
                index_elements=key, set_={name: base.excluded[name] for name in changed}
            )
        else:
            made[is_sqlite] = base.on_conflict_do_nothing(index_elements=key)
    return made


_D, _E, _O, _A, _F, _R, _H = t.device, t.device_epoch, t.op_ledger, t.op_again, t.fact, t.record, t.holder

_DEVICE = select(_D.c.hall_code, _D.c.status, _D.c.epoch).where(here(_D, _D.c.device_id == bindparam("device")))
_EPOCH = (
    select(_E.c.base, _E.c.last_seq, _E.c.head_hash)
    .where(here(_E, _E.c.device_id == bindparam("device"), _E.c.epoch == bindparam("epoch")))
    .with_for_update()
)
_MOVE_EPOCH = (
    update(_E)
    .where(here(_E, _E.c.device_id == bindparam("device"), _E.c.epoch == bindparam("of_epoch")))
    .values(last_seq=bindparam("last"), head_hash=bindparam("head"))
)
_KNOWN = select(_O.c.op_id, _O.c.device_id, _O.c.epoch, _O.c.first_seq, _O.c.sha256, _O.c.hash, _O.c.status).where(
    here(_O, Among(_O.c.op_id, "ids"))
)
_AGAIN = select(_A.c.op_id, _A.c.first_seq, _A.c.hash).where(
    here(_A, _A.c.device_id == bindparam("device"), _A.c.epoch == bindparam("epoch"), Among(_A.c.op_id, "ids"))
)
_SET_STATUS = (
    update(_O).where(here(_O, _O.c.op_id == bindparam("op"))).values(status=bindparam("new_status"))
)  # fmt: skip
RECORD_COLUMNS: Final = (
    _R.c.record_id, _R.c.kind, _R.c.hall_code, _R.c.rank, _R.c.open, _R.c.in_hall, _R.c.closed_on, _R.c.disputed,
    _R.c.scans_missing, _R.c.changed_at, _R.c.head,
)  # fmt: skip
_RECORDS = select(*RECORD_COLUMNS).where(here(_R, Among(_R.c.record_id, "ids"))).order_by(_R.c.record_id)
_LOCKED_RECORDS = _RECORDS.with_for_update()
_FACTS = (
    select(_F.c.record_id, _F.c.rank, _F.c.body)
    .where(here(_F, Among(_F.c.record_id, "ids")))
    .order_by(_F.c.record_id, _F.c.rank)
)
_FACT_ROWS = (
    select(_F.c.rank, _F.c.fact_id, _F.c.op_id, _F.c.device_id, _F.c.received_at, _F.c.body)
    .where(here(_F, _F.c.record_id == bindparam("record")))
    .order_by(_F.c.rank)
)
_HOLDERS = select(_H.c.record_id, _H.c.device_id).where(here(_H, Among(_H.c.record_id, "ids")))
_ADD_HOLDER = upserting(_H)
_SAVE_RECORD = upserting(
    _R, "hall_code", "rank", "open", "in_hall", "closed_on", "disputed", "scans_missing", "changed_at", "head"
)
_SET_HEAD = (
    update(_R)
    .where(here(_R, _R.c.record_id == bindparam("record")))
    .values(head=bindparam("new_head"), scans_missing=bindparam("missing"))
)
_B, _Q, _QR = t.other_entry, t.quarantine, t.quarantine_record
_ADD_OTHER = upserting(_B)
_BLOCKED = (
    select(_QR.c.record_id, _QR.c.op_id, _Q.c.position)
    .join_from(_QR, _Q, and_(_Q.c.region == _QR.c.region, _Q.c.op_id == _QR.c.op_id))
    .where(here(_QR, Among(_QR.c.record_id, "ids"), _Q.c.resolved_at.is_(None)))
)


def device_of(session: Session, device: str) -> Found | None:
    """(hall, status, epoch) of a device."""
    return session.first(_DEVICE, device=device)


def lock_epoch(session: Session, device: str, epoch: int) -> Found | None:
    """(base, last number, head of the chain) of a device's epoch, kept from others until the commit."""
    return session.first(_EPOCH, device=device, epoch=epoch)


def move_epoch(session: Session, device: str, epoch: int, last: int, head: bytes) -> None:
    """The epoch's ledger is verified up to ``last``."""
    session.run(_MOVE_EPOCH, [{"device": device, "of_epoch": epoch, "last": last, "head": head}])


def known_ops(session: Session, op_ids: list[str]) -> list[Found]:
    """(op, device, epoch, first, sha256, hash, status) of those the centre has."""
    return session.rows(_KNOWN, ids=op_ids)


def ops_again(session: Session, device: str, epoch: int, op_ids: list[str]) -> list[Found]:
    """(op, first, hash) of ops this epoch sent that another one had sent before."""
    return session.rows(_AGAIN, device=device, epoch=epoch, ids=op_ids)


def set_status(session: Session, op_id: str, status: bytes) -> None:
    """The status of a held op after it was resolved."""
    session.run(_SET_STATUS, [{"op": op_id, "new_status": status}])


def records(session: Session, record_ids: list[str], *, lock: bool = False) -> list[Found]:
    """Rows of records (``RECORD_COLUMNS``), in order of their ids."""
    return session.rows(_LOCKED_RECORDS if lock else _RECORDS, ids=record_ids)


def facts_of(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, rank, body) in order."""
    return session.rows(_FACTS, ids=record_ids)


def fact_rows(session: Session, record_id: str) -> list[Found]:
    """(rank, fact, op, device, received, body) of a record in order."""
    return session.rows(_FACT_ROWS, record=record_id)


def holders(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, device)."""
    return session.rows(_HOLDERS, ids=record_ids)


def add_holders(session: Session, rows: Sequence[tuple[str, str, str]]) -> None:
    """(record, device, since), where they are not holders yet."""
    session.run(
        _ADD_HOLDER[session.is_sqlite],
        [{"region": session.region, "record_id": a, "device_id": b, "since": c} for a, b, c in rows],
    )


def save_records(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or replace rows of records."""
    session.run(_SAVE_RECORD[session.is_sqlite], [{"region": session.region, **row} for row in rows])


def set_head(session: Session, record_id: str, head: bytes, scans_missing: int) -> None:
    """Another head for the same facts."""
    session.run(_SET_HEAD, [{"record": record_id, "new_head": head, "missing": scans_missing}])


def add_other_entries(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Looks and marks; those here already stay."""
    session.run(_ADD_OTHER[session.is_sqlite], [{"region": session.region, **row} for row in rows])


def blocked(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, op, position) of ops held on these records."""
    return session.rows(_BLOCKED, ids=record_ids)


# -- papers and persons -------------------------------------------------------------------------------

_P, _PA, _S = t.paper, t.paper_alias, t.subject_case
_PAPERS = select(_P.c.number, _P.c.record_id, _P.c.fact_id).where(here(_P, Among(_P.c.number, "numbers")))
_ALIASES = select(_PA.c.number, _PA.c.record_id).where(here(_PA, Among(_PA.c.number, "numbers")))
_ADD_ALIAS = upserting(_PA)
_SUBJECTS_OF = select(_S.c.record_id, _S.c.subject_key, _S.c.item_code).where(here(_S, Among(_S.c.record_id, "ids")))
_DROP_SUBJECT = delete(_S).where(
    here(
        _S,
        _S.c.subject_key == bindparam("subject"),
        _S.c.item_code == bindparam("code"),
        _S.c.record_id == bindparam("record"),
    )
)
_SAME = _S.alias("same")
_SHARING = (
    select(_S.c.record_id, _S.c.item_code, _S.c.subject_key).where(here(_S, Among(_S.c.subject_key, "subjects")))
)  # fmt: skip
_OPEN_OF: Final = and_(_S.c.subject_key == bindparam("subject"), Among(_S.c.item_code, "codes"))
_COUNT_OPEN_OF = select(func.count()).select_from(_S).where(here(_S, _OPEN_OF))
_NEWEST_OPEN_OF = (
    select(_S.c.item_code, _R.c.record_id, _R.c.hall_code, _R.c.head)
    .join_from(_S, _R, and_(_R.c.region == _S.c.region, _R.c.record_id == _S.c.record_id))
    .where(here(_S, _OPEN_OF))
    .order_by(_R.c.changed_at.desc(), _R.c.record_id, _S.c.item_code)
    .limit(bindparam("most"))
)
_DUPLICATES = (
    select(_S.c.record_id, _SAME.c.record_id)
    .join_from(
        _S,
        _SAME,
        and_(
            _SAME.c.region == _S.c.region,
            _SAME.c.subject_key == _S.c.subject_key,
            _SAME.c.item_code == _S.c.item_code,
            _SAME.c.record_id != _S.c.record_id,
        ),
    )
    .where(here(_S, Among(_S.c.record_id, "ids")))
)


def papers(session: Session, numbers: list[str]) -> list[Found]:
    """(number, record, fact) of those issued."""
    return session.rows(_PAPERS, numbers=numbers)


def aliases(session: Session, numbers: list[str]) -> list[Found]:
    """(number, record) of records that came second with a number."""
    return session.rows(_ALIASES, numbers=numbers)


def add_aliases(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Second records of a number."""
    session.run(_ADD_ALIAS[session.is_sqlite], [{"region": session.region, **row} for row in rows])


def subjects_of(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, subject, item) of open members."""
    return session.rows(_SUBJECTS_OF, ids=record_ids)


def drop_subjects(session: Session, rows: Sequence[tuple[str, str, str]]) -> None:
    """(subject, item, record) no longer open."""
    session.run(_DROP_SUBJECT, [{"subject": a, "code": b, "record": c} for a, b, c in rows])


def sharing(session: Session, subjects: list[str]) -> list[Found]:
    """(record, item, subject) of open members of these persons."""
    return session.rows(_SHARING, subjects=subjects)


def duplicates(session: Session, record_ids: list[str]) -> list[Found]:
    """(record, other record) with an open member of the same person and item."""
    return session.rows(_DUPLICATES, ids=record_ids)


def count_open_of(session: Session, subject: str, codes: list[str]) -> int:
    """How many open members of these items a person has."""
    return int(session.rows(_COUNT_OPEN_OF, subject=subject, codes=codes)[0][0])


def newest_open_of(session: Session, subject: str, codes: list[str], most: int) -> list[Found]:
    """(item, record, hall, head) of a person's open members of these items, last changed first."""
    return session.rows(_NEWEST_OPEN_OF, subject=subject, codes=codes, most=most)
