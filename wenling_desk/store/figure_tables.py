"""Tables of figures and of totals, made for the desk's schema and for any other that counts the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text, text

NO_SPREAD: Final = -(1 << 53)
"""Stands for "no value kept apart" in the key of a cell."""

LEDGER_ROWS: Final = "record_kind <> 'acceptance'"
"""Of a worklist row: none of a case. A question must hold these very words to find the indexes of ledgers."""


@dataclass(frozen=True, slots=True)
class FigureTables:
    """``rows``: what each record adds to the measures; ``cells``: their sums by day and by month (a period is
    ``2026-11`` or ``2026-11-24``) for every group of a measure; ``statuses``: worklist rows by kind of record and
    status, without those of cases, whose every act would pay for them."""

    rows: Table
    cells: Table
    statuses: Table


def ledger_indexes(heads: Table) -> None:
    """The orders in which the list of one ledger is read. None of them holds a case: every act at the counter would pay
    for it."""
    of = heads.c
    where = text(LEDGER_ROWS)
    for name, *columns in (
        ("ix_heads_kind_due", of.due),
        ("ix_heads_kind_status", of.status, of.due),
        ("ix_heads_kind_received", of.received_at.desc()),
    ):
        Index(name, of.record_kind, *columns, of.record_id, of.member, sqlite_where=where, postgresql_where=where)


def mark_table(metadata: MetaData) -> Table:
    """The codes an entry of a ledger holds in the fields its list is narrowed by; each entry whose facts are here has
    one row with an empty field."""
    return Table(
        "entry_marks",
        metadata,
        Column("record_kind", String(40), nullable=False),
        Column("field", String(40), nullable=False),
        Column("code", String(80), nullable=False),
        Column("record_id", String(80), nullable=False),
        PrimaryKeyConstraint("record_kind", "field", "code", "record_id"),
        Index("ix_entry_marks_record_id", "record_id"),
        sqlite_with_rowid=False,
    )


def figure_tables(metadata: MetaData) -> FigureTables:
    """The tables in a schema.

    A cell's key begins with its period: the cells of one day lie together, so that an act touches few pages, and a
    question asks for a few periods one after the other.
    """
    rows = Table(
        "figure_rows",
        metadata,
        Column("record_id", String(80), nullable=False),
        Column("place", Integer, nullable=False),
        Column("measure", String(60), nullable=False),
        Column("day", String(10), nullable=False),
        Column("hall", String(40), nullable=False),
        Column("groups", Text, nullable=False),
        Column("count", Integer, nullable=False),
        Column("people", Integer, nullable=False),
        Column("total", BigInteger, nullable=False),
        Column("spread", BigInteger),
        PrimaryKeyConstraint("record_id", "place"),
        Index("ix_figure_rows_measure", "measure", "day", "record_id"),
        sqlite_with_rowid=False,
    )
    cells = Table(
        "figure_cells",
        metadata,
        Column("period", String(10), nullable=False),
        Column("measure", String(60), nullable=False),
        Column("grouping", String(40), nullable=False),
        Column("hall", String(40), nullable=False),
        Column("value", String(80), nullable=False),
        Column("spread", BigInteger, nullable=False),
        Column("count", Integer, nullable=False),
        Column("people", Integer, nullable=False),
        Column("total", BigInteger, nullable=False),
        PrimaryKeyConstraint("period", "measure", "grouping", "hall", "value", "spread"),
        sqlite_with_rowid=False,
    )
    statuses = Table(
        "head_statuses",
        metadata,
        Column("record_kind", String(40), nullable=False),
        Column("status", String(40), nullable=False),
        Column("amount", Integer, nullable=False),
        PrimaryKeyConstraint("record_kind", "status"),
        sqlite_with_rowid=False,
    )
    return FigureTables(rows, cells, statuses)
