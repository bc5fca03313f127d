"""Figures: what each record adds to the measures and the sums of it; totals and indexes for lists of ledgers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From version 3. Written out: later changes of the schema must not reach back here. The rows are made from the
    facts when the desk runs, for only the program folds them."""
    op.create_table(
        "figure_rows",
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hall", sa.String(length=40), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("spread", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", "place", name=op.f("pk_figure_rows")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_figure_rows_measure", "figure_rows", ["measure", "day", "record_id"])
    op.create_table(
        "figure_cells",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("grouping", sa.String(length=40), nullable=False),
        sa.Column("hall", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("spread", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "measure", "grouping", "hall", "value", "spread", name=op.f("pk_figure_cells")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "head_statuses",
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_kind", "status", name=op.f("pk_head_statuses")),
        sqlite_with_rowid=False,
    )
    _create_marks()
    for name, columns in _LEDGER_INDEXES:
        op.create_index(
            name,
            "heads",
            [sa.text(column) if " " in column else column for column in (*columns, "record_id", "member")],
            sqlite_where=sa.text(_LEDGERS),
            postgresql_where=sa.text(_LEDGERS),
        )
    op.execute(
        "INSERT INTO head_statuses (record_kind, status, amount) "
        f"SELECT record_kind, status, count(*) FROM heads WHERE {_LEDGERS} GROUP BY record_kind, status"
    )
    op.execute("UPDATE meta SET value = '4' WHERE name = 'schema_version'")


def _create_marks() -> None:
    """The codes by which lists of ledgers are narrowed, and what is due in them by its day."""
    op.create_table(
        "entry_marks",
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("record_kind", "field", "code", "record_id", name=op.f("pk_entry_marks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_marks_record_id", "entry_marks", ["record_id"])
    op.create_index(
        "ix_errands_due",
        "errands",
        ["kind", "due"],
        sqlite_where=sa.text("kind = 'ledger_due'"),
        postgresql_where=sa.text("kind = 'ledger_due'"),
    )


_LEDGERS = "record_kind <> 'acceptance'"
_LEDGER_INDEXES = (
    ("ix_heads_kind_due", ("record_kind", "due")),
    ("ix_heads_kind_status", ("record_kind", "status", "due")),
    ("ix_heads_kind_received", ("record_kind", "received_at DESC")),
)
