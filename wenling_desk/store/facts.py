"""The table of facts: what is folded, own and pulled, in the order each record received them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects import sqlite

from wenling_desk.domain.facts import Fact
from wenling_desk.store import canonical, schema
from wenling_desk.store.transaction import Row, Transaction

_T = schema.facts
_O = schema.official_numbers

INSERT: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
LAST_POSITION: Final = select(func.max(_T.c.position)).where(_T.c.record_id == bindparam("record_id"))
BODIES: Final = (
    select(_T.c.body).where(_T.c.record_id == bindparam("record_id")).order_by(_T.c.position)
)  # fmt: skip
# The last record to take an official number answers for it; the facts keep the whole story.
_UPSERT_NUMBER: Final = sqlite.insert(_O).values({column.name: bindparam(column.name) for column in _O.columns})
SAVE_OFFICIAL_NUMBER: Final = _UPSERT_NUMBER.on_conflict_do_update(
    index_elements=["region", "number"], set_={"record_id": _UPSERT_NUMBER.excluded.record_id}
)
RECORD_OF_OFFICIAL_NUMBER: Final = select(_O.c.record_id).where(
    _O.c.region == bindparam("region"), _O.c.number == bindparam("number")
)


def write(transaction: Transaction, facts: Sequence[tuple[Fact, bytes]], region: str) -> None:
    """Append own facts with their canonical bodies, and the official numbers they record."""
    positions: dict[str, int] = {}
    rows: list[Row] = []
    numbers: list[Row] = []
    for fact, body in facts:
        if fact.record_id not in positions:
            row = transaction.first(LAST_POSITION, {"record_id": fact.record_id})
            positions[fact.record_id] = (row[0] if row else 0) or 0
        positions[fact.record_id] += 1
        rows.append(_to_row(fact, body, positions[fact.record_id]))
        number = canonical.official_number_of(fact)
        if number is not None:
            numbers.append({"region": region, "number": number, "record_id": fact.record_id})
    transaction.run(INSERT, rows)
    transaction.run(SAVE_OFFICIAL_NUMBER, numbers)


def _to_row(fact: Fact, body: bytes, position: int) -> Row:
    return {
        "record_kind": fact.record_kind,
        "record_id": fact.record_id,
        "position": position,
        "fact_id": fact.fact_id,
        "kind": fact.kind,
        "members": json.dumps(fact.members, ensure_ascii=False, separators=(",", ":")),
        "at": fact.at.isoformat(timespec="microseconds"),
        "own": 1,
        "body": body,
    }
