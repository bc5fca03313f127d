"""The table of papers (文书) and the kept files behind them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from wenling_desk.store import schema
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.use_cases.ports import Paper

_T = schema.papers
_F = schema.paper_files
_CHANGES: Final = ("copies", "voided_at", "void_reason", "reprints", "printed_at")

INSERT: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
INSERT_FILE: Final = sqlite.insert(_F).values({c.name: bindparam(c.name) for c in _F.columns}).on_conflict_do_nothing()
CHANGE: Final = (
    update(_T)
    .where(_T.c.region == bindparam("key_region"), _T.c.number == bindparam("key_number"))
    .values({name: bindparam(name) for name in _CHANGES})
)
OF_NUMBER: Final = select(_T).where(_T.c.region == bindparam("region"), _T.c.number == bindparam("number"))
OF_RECORD: Final = (
    select(_T).where(_T.c.record_id == bindparam("record_id")).order_by(_T.c.issued_at, _T.c.number)
)  # fmt: skip
TO_PRINT: Final = (
    select(_T).where(_T.c.printed_at.is_(None), _T.c.voided_at.is_(None)).order_by(_T.c.issued_at, _T.c.number)
)
ISSUED: Final = (
    select(_T)
    .where(_T.c.issued_at >= bindparam("since"), _T.c.issued_at < bindparam("until"))
    .order_by(_T.c.issued_at, _T.c.number)
)
FILES_OF_ALL: Final = select(_T.c.number, _T.c.sha256).order_by(_T.c.number)


def write_new(transaction: Transaction, papers: Sequence[Paper], files: Sequence[Row], region: str) -> None:
    """Add issued papers; ``files`` are rows of ``paper_files``."""
    transaction.run(INSERT_FILE, files)
    transaction.run(INSERT, [_to_row(paper, region) for paper in papers])


def write_changes(transaction: Transaction, papers: Sequence[Paper], region: str) -> None:
    """Change printing and voiding of papers; raises KeyError for one that does not exist."""
    for paper in papers:
        row = _to_row(paper, region)
        values = {name: row[name] for name in _CHANGES}
        if not transaction.change_one(CHANGE, {"key_region": region, "key_number": paper.number} | values):
            raise KeyError(paper.number)


def from_row(row: Any) -> Paper:
    """The paper of a row of :data:`OF_NUMBER` and its like."""
    return Paper(
        number=row.number,
        record_kind=row.record_kind,
        record_id=row.record_id,
        kind=row.kind,
        issued_at=datetime.fromisoformat(row.issued_at),
        sha256=row.sha256,
        copies=row.copies,
        members=tuple(json.loads(row.members)),
        applicant_paper=bool(row.applicant_paper),
        voided_at=_moment(row.voided_at),
        void_reason=row.void_reason,
        reprints=row.reprints,
        printed_at=_moment(row.printed_at),
    )


def _to_row(paper: Paper, region: str) -> dict[str, Any]:
    return {
        "region": region,
        "number": paper.number,
        "record_kind": paper.record_kind,
        "record_id": paper.record_id,
        "kind": paper.kind,
        "issued_at": moment_text(paper.issued_at),
        "sha256": paper.sha256,
        "copies": paper.copies,
        "members": json.dumps(paper.members, ensure_ascii=False, separators=(",", ":")),
        "applicant_paper": int(paper.applicant_paper),
        "voided_at": _text(paper.voided_at),
        "void_reason": paper.void_reason,
        "reprints": paper.reprints,
        "printed_at": _text(paper.printed_at),
    }


def moment_text(moment: datetime) -> str:
    """A moment as the table holds it."""
    return moment.isoformat(timespec="microseconds")


def _text(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
