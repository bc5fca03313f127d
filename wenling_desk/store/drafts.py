"""Drafts of intakes: kept on every field leave, forgotten when the case is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import sqlite

from wenling_desk.store import canonical, schema
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.use_cases.ports import Draft

_T = schema.drafts
_INSERT: Final = sqlite.insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
SAVE: Final = _INSERT.on_conflict_do_update(
    index_elements=["draft_id"],
    set_={column.name: _INSERT.excluded[column.name] for column in _T.columns if not column.primary_key},
)
DROP: Final = delete(_T).where(_T.c.draft_id == bindparam("draft_id"))
ALL: Final = select(_T).order_by(_T.c.saved_at.desc(), _T.c.draft_id.desc())
OF_CLERK: Final = ALL.where(_T.c.clerk == bindparam("clerk"))
ONE: Final = select(_T).where(_T.c.draft_id == bindparam("draft_id"))


def write(transaction: Transaction, drafts: Mapping[str, Row | None]) -> None:
    """Keep or replace the drafts that have a row, drop the others."""
    transaction.run(SAVE, [row for row in drafts.values() if row is not None])
    transaction.run(DROP, [{"draft_id": draft_id} for draft_id, row in drafts.items() if row is None])


def to_row(draft: Draft) -> Row:
    """The row of a draft; raises TypeError for a sheet that is no JSON."""
    return {
        "draft_id": draft.draft_id,
        "clerk": draft.clerk,
        "counter": draft.counter,
        "title": canonical.without_surrogates(draft.title),
        "saved_at": draft.saved_at.isoformat(timespec="microseconds"),
        "catalogue_release": draft.catalogue_release,
        "sheet": canonical.sheet_to_bytes(draft.sheet),
    }


def from_row(row: Any) -> Draft:
    """The draft of a row."""
    return Draft(
        draft_id=row.draft_id,
        clerk=row.clerk,
        counter=row.counter,
        title=row.title,
        saved_at=datetime.fromisoformat(row.saved_at),
        catalogue_release=row.catalogue_release,
        sheet=canonical.sheet_from_bytes(row.sheet),
    )
