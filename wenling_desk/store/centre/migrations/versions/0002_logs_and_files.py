"""The logs of the scopes, attachments, snapshots and releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Beside those of version 1. Written out: later changes of the tables must not reach back here."""
    _create_scope_head()
    _create_change_log()
    _create_blob()
    _create_blob_ref()
    _create_blob_upload()
    _create_blob_chunk()
    _create_snapshot()
    _create_release()


def _create_scope_head() -> None:
    op.create_table(
        "scope_head",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("ver", _SEQ, nullable=False),
        sa.Column("floor", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint("region", "scope", name=op.f("pk_scope_head")),
        sqlite_with_rowid=False,
    )


def _create_change_log() -> None:
    op.create_table(
        "change_log",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("ver", _SEQ, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("op_id", sa.String(length=90), nullable=False),
        sa.Column("first_rank", _SEQ, nullable=False),
        sa.Column("last_rank", _SEQ, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("region", "scope", "ver", name=op.f("pk_change_log")),
        sqlite_with_rowid=False,
    )


def _create_blob() -> None:
    op.create_table(
        "blob",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", _SEQ, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("completed_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "sha256", name=op.f("pk_blob")),
        sqlite_with_rowid=False,
    )


def _create_blob_ref() -> None:
    op.create_table(
        "blob_ref",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("region", "sha256", "record_id", name=op.f("pk_blob_ref")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blob_ref_record", "blob_ref", ["region", "record_id"], unique=False)


def _create_blob_upload() -> None:
    op.create_table(
        "blob_upload",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size", _SEQ, nullable=False),
        sa.Column("offset", _SEQ, nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "sha256", name=op.f("pk_blob_upload")),
        sqlite_with_rowid=False,
    )


def _create_blob_chunk() -> None:
    op.create_table(
        "blob_chunk",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("start", _SEQ, nullable=False),
        sa.Column("size", _SEQ, nullable=False),
        sa.Column("place", _SEQ, nullable=False),
        sa.Column("sealed", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint("region", "sha256", "start", name=op.f("pk_blob_chunk")),
        sqlite_with_rowid=False,
    )


def _create_snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("snapshot_id", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("ver", _SEQ, nullable=False),
        sa.Column("size", _SEQ, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "snapshot_id", name=op.f("pk_snapshot")),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_snapshot_scope", "snapshot", ["region", "scope", "ver"], unique=False)


def _create_release() -> None:
    op.create_table(
        "release",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("size", _SEQ, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("effective_at", sa.String(length=40), nullable=False),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "kind", "number", name=op.f("pk_release")),
        sqlite_with_rowid=True,
    )
