"""The first schema: ledger and facts, papers and series, worklist, counts, drafts, marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From an empty database to version 1. Written out: later changes of the schema must not reach back here."""
    _create_ledger_and_facts()
    _create_papers()
    _create_worklist()
    _create_the_rest()
    for trigger in _TRIGGERS:
        op.execute(trigger)
    op.execute("INSERT INTO head_totals (open, amount) VALUES (0, 0), (1, 0)")
    op.execute("INSERT INTO meta (name, value) VALUES ('schema_version', '1')")


def _create_ledger_and_facts() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("command_id", sa.String(length=80), nullable=True),
        sa.Column("command_index", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('fact', 'look', 'mark')", name=op.f("ck_ledger_kind")),
        sa.CheckConstraint(
            "state IN ('queued', 'acked', 'confirmed', 'needs_attention')", name=op.f("ck_ledger_state")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("command_id", "command_index", name=op.f("uq_ledger_command_id_command_index")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_entry_id")),
    )
    op.create_table(
        "facts",
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "position", name=op.f("pk_facts")),
        sa.UniqueConstraint("fact_id", name=op.f("uq_facts_fact_id")),
    )


def _create_papers() -> None:
    op.create_table(
        "paper_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_paper_files")),
        sa.UniqueConstraint("file_name", name=op.f("uq_paper_files_file_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "papers",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("issued_at", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("applicant_paper", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.String(length=32), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["paper_files.sha256"], name=op.f("fk_papers_sha256")),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_papers")),
    )
    op.create_index("ix_papers_record", "papers", ["record_id"])
    op.create_index(
        "ix_papers_to_print",
        "papers",
        ["issued_at", "number"],
        sqlite_where=sa.text("printed_at IS NULL AND voided_at IS NULL"),
        postgresql_where=sa.text("printed_at IS NULL AND voided_at IS NULL"),
    )
    op.create_table(
        "official_numbers",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_official_numbers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "desk_series",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("desk_code", sa.String(length=8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("next_serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", "desk_code", name=op.f("pk_desk_series")),
        sqlite_with_rowid=False,
    )


def _create_worklist() -> None:
    op.create_table(
        "heads",
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("member", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("target_code", sa.String(length=80), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("department_key", sa.String(length=60), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("due_kind", sa.String(length=60), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.Column("clerk", sa.String(length=60), nullable=False),
        sa.Column("hall_code", sa.String(length=40), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "member", name=op.f("pk_heads")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_heads_changed", "heads", [sa.literal_column("changed_at DESC"), "record_id", "member"])
    op.create_index(
        "ix_heads_changed_open",
        "heads",
        [sa.literal_column("changed_at DESC"), "record_id", "member"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open = 1"),
    )
    op.create_index("ix_heads_due", "heads", ["due", "record_id", "member"])
    op.create_index(
        "ix_heads_due_open",
        "heads",
        ["due", "record_id", "member"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open = 1"),
    )
    op.create_index("ix_heads_received", "heads", [sa.literal_column("received_at DESC"), "record_id", "member"])
    op.create_index(
        "ix_heads_received_open",
        "heads",
        [sa.literal_column("received_at DESC"), "record_id", "member"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open = 1"),
    )
    op.create_index("ix_heads_subject", "heads", ["subject_key", sa.literal_column("received_at DESC"), "record_id"])
    op.create_table(
        "head_totals",
        sa.Column("open", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("open", name=op.f("pk_head_totals")),
    )


def _create_the_rest() -> None:
    op.create_table(
        "day_counts",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("clerk", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "clerk", "name", name=op.f("pk_day_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(length=80), nullable=False),
        sa.Column("clerk", sa.String(length=60), nullable=False),
        sa.Column("counter", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(length=32), nullable=False),
        sa.Column("catalogue_release", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
        sqlite_with_rowid=False,
    )


_TRIGGERS = (
    "CREATE TRIGGER facts_keep_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END",
    "CREATE TRIGGER facts_keep_delete BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END",
    "CREATE TRIGGER ledger_keep_update BEFORE UPDATE OF seq, entry_id, prev_hash, hash, command_id, "
    "command_index, record_id, kind, body, sha256, at ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
    "CREATE TRIGGER ledger_keep_delete BEFORE DELETE ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END",
)
