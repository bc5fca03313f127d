"""What synchronising needs: the centre's order of facts, standings, the hall's heads, attachments and troubles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From version 1. Written out: later changes of the schema must not reach back here."""
    for name in ("facts_keep_update", "facts_keep_delete", "ledger_keep_update"):
        op.execute(f"DROP TRIGGER {name}")
    op.add_column("ledger", sa.Column("clerk", sa.String(length=60), nullable=True))
    op.add_column("facts", sa.Column("rank", sa.Integer(), nullable=True))
    op.create_index(
        "ix_ledger_unsettled",
        "ledger",
        ["record_id", "state", "seq", "clerk", "at"],
        sqlite_where=sa.text("state <> 'confirmed'"),
        postgresql_where=sa.text("state <> 'confirmed'"),
    )
    _create_records()
    _create_what_comes_from_the_centre()
    _create_blobs()
    for statement in _FILL:
        op.execute(statement)
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _create_records() -> None:
    op.create_table(
        "records",
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("first_at", sa.String(length=32), nullable=False),
        sa.Column("clerk", sa.String(length=60), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("hidden", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_records")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_records_shown",
        "records",
        ["first_at", "record_id"],
        sqlite_where=sa.text("hidden = 0"),
        postgresql_where=sa.text("hidden = 0"),
    )
    op.create_table(
        "record_totals",
        sa.Column("hidden", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hidden", name=op.f("pk_record_totals")),
    )
    op.create_table(
        "known_papers",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_known_papers")),
        sqlite_with_rowid=False,
    )


def _create_what_comes_from_the_centre() -> None:
    op.create_table(
        "hall_heads",
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("scans_missing", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_hall_heads")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cursors",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("ver", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_cursors")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_rows",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("ver", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "ver", name=op.f("pk_held_rows")),
    )
    op.create_table(
        "troubles",
        sa.Column("trouble_id", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.Column("marked_op", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("trouble_id", name=op.f("pk_troubles")),
    )
    op.create_index("ix_troubles_record", "troubles", ["record_id", "since"])
    op.create_index(
        "ix_troubles_open",
        "troubles",
        ["since", "trouble_id"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index("ix_troubles_marked_op", "troubles", ["marked_op"])


def _create_blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("complete_at", sa.String(length=32), nullable=True),
        sa.CheckConstraint("kind IN ('scan', 'paper')", name=op.f("ck_blobs_kind")),
        sa.ForeignKeyConstraint(["sha256"], ["paper_files.sha256"], name=op.f("fk_blobs_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blobs")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_blobs_waiting",
        "blobs",
        ["sha256", "kind"],
        sqlite_where=sa.text("complete_at IS NULL"),
        postgresql_where=sa.text("complete_at IS NULL"),
    )
    op.create_table(
        "blob_names",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_blob_names_sha256")),
        sa.PrimaryKeyConstraint("sha256", "record_id", name=op.f("pk_blob_names")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blob_names_record", "blob_names", ["record_id"])


_FILL = (
    # A body that is damaged has no clerk; the check of the ledger names it, not the migration.
    "UPDATE ledger SET clerk = json_extract(CAST(body AS TEXT), '$.clerk') WHERE json_valid(CAST(body AS TEXT))",
    "INSERT INTO records (record_id, record_kind, first_at, clerk, rank, hidden) "
    "SELECT f.record_id, f.record_kind, f.at, coalesce(l.clerk, ''), NULL, 0 FROM facts AS f "
    "LEFT JOIN ledger AS l ON l.entry_id = f.fact_id "
    "WHERE f.position = (SELECT min(g.position) FROM facts AS g WHERE g.record_id = f.record_id)",
    "INSERT INTO record_totals (hidden, amount) SELECT 0, count(*) FROM records",
    "INSERT INTO record_totals (hidden, amount) VALUES (1, 0)",
    # Papers issued before there was a centre go to it, too: behind the last entry of their record.
    "INSERT INTO blobs (sha256, kind, media_type, size, sent, complete_at) "
    "SELECT DISTINCT f.sha256, 'paper', 'application/pdf', f.size, 0, NULL FROM paper_files AS f "
    "JOIN papers AS p ON p.sha256 = f.sha256 WHERE p.applicant_paper = 0",
    "INSERT INTO blob_names (sha256, record_id, seq) "
    "SELECT p.sha256, p.record_id, coalesce((SELECT max(l.seq) FROM ledger AS l "
    "WHERE l.record_id = p.record_id AND l.state <> 'confirmed'), (SELECT max(seq) FROM ledger), 0) "
    "FROM papers AS p WHERE p.applicant_paper = 0 GROUP BY p.sha256, p.record_id",
    "UPDATE meta SET value = '2' WHERE name = 'schema_version'",
)

_TRIGGERS = (
    "CREATE TRIGGER facts_keep_update BEFORE UPDATE OF record_kind, record_id, position, fact_id, kind, members, at, "
    "own, body ON facts BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END",
    "CREATE TRIGGER facts_keep_delete BEFORE DELETE ON facts WHEN OLD.own <> 0 "
    "BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END",
    "CREATE TRIGGER ledger_keep_update BEFORE UPDATE OF seq, entry_id, prev_hash, hash, command_id, "
    "command_index, record_id, kind, body, sha256, at, clerk ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
)
