"""The first tables of the centre: devices, ops and records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From an empty database. Written out: later changes of the tables must not reach back here."""
    _create_server_state()
    _create_enrolment_code()
    _create_device()
    _create_device_epoch()
    _create_desk_code()
    _create_hall_grant()
    _create_request_log()
    _create_op_ledger()
    _create_op_again()
    _create_fact()
    _create_other_entry()
    _create_quarantine()
    _create_quarantine_record()
    _create_record()
    _create_subject_case()
    _create_holder()
    _create_paper()
    _create_paper_alias()


def _create_server_state() -> None:
    op.create_table(
        "server_state",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region", "name", name=op.f("pk_server_state")),
        sqlite_with_rowid=False,
    )


def _create_enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("hall_code", sa.String(length=60), nullable=False),
        sa.Column("hall_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=True),
        sa.Column("public_key", sa.String(length=200), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("region", "code_hash", name=op.f("pk_enrolment_code")),
        sqlite_with_rowid=True,
    )


def _create_device() -> None:
    op.create_table(
        "device",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("hall_code", sa.String(length=60), nullable=False),
        sa.Column("hall_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("desk_code", sa.String(length=8), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("enrolled_at", sa.String(length=40), nullable=False),
        sa.Column("last_seen_at", sa.String(length=40), nullable=False),
        sa.Column("lease_until", sa.String(length=40), nullable=False),
        sa.Column("request_seq", _SEQ, nullable=False),
        sa.Column("unsent", _SEQ, nullable=False),
        sa.Column("oldest_unsent_at", sa.String(length=40), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("region", "device_id", name=op.f("pk_device")),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_device_hall", "device", ["region", "hall_code"], unique=False)


def _create_device_epoch() -> None:
    op.create_table(
        "device_epoch",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("desk_code", sa.String(length=8), nullable=False),
        sa.Column("base", _SEQ, nullable=False),
        sa.Column("last_seq", _SEQ, nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "device_id", "epoch", name=op.f("pk_device_epoch")),
        sa.UniqueConstraint(
            "region", "device_id", "request_id", name=op.f("uq_device_epoch_region_device_id_request_id")
        ),
        sqlite_with_rowid=True,
    )


def _create_desk_code() -> None:
    op.create_table(
        "desk_code",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("granted_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "code", name=op.f("pk_desk_code")),
        sqlite_with_rowid=False,
    )


def _create_hall_grant() -> None:
    op.create_table(
        "hall_grant",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("hall_code", sa.String(length=60), nullable=False),
        sa.Column("granted_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "device_id", "hall_code", name=op.f("pk_hall_grant")),
        sqlite_with_rowid=False,
    )


def _create_request_log() -> None:
    op.create_table(
        "request_log",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("seq", _SEQ, nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("status", _SEQ, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "device_id", "seq", name=op.f("pk_request_log")),
        sqlite_with_rowid=True,
    )


def _create_op_ledger() -> None:
    op.create_table(
        "op_ledger",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("first_seq", _SEQ, nullable=False),
        sa.Column("last_seq", _SEQ, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "op_id", name=op.f("pk_op_ledger")),
        sa.UniqueConstraint(
            "region", "device_id", "epoch", "first_seq", name=op.f("uq_op_ledger_region_device_id_epoch_first_seq")
        ),
        sqlite_with_rowid=False,
    )


def _create_op_again() -> None:
    op.create_table(
        "op_again",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("first_seq", _SEQ, nullable=False),
        sa.Column("last_seq", _SEQ, nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "device_id", "epoch", "first_seq", name=op.f("pk_op_again")),
        sqlite_with_rowid=False,
    )


def _create_fact() -> None:
    op.create_table(
        "fact",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("rank", _SEQ, nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("op_id", sa.String(length=90), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "record_id", "rank", name=op.f("pk_fact")),
        sqlite_with_rowid=True,
    )


def _create_other_entry() -> None:
    op.create_table(
        "other_entry",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "entry_id", name=op.f("pk_other_entry")),
        sqlite_with_rowid=True,
    )


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.Column("position", _SEQ, nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("epoch", _SEQ, nullable=False),
        sa.Column("first_seq", _SEQ, nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("resolved_at", sa.String(length=40), nullable=True),
        sa.Column("resolved_by", sa.String(length=60), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region", "op_id", name=op.f("pk_quarantine")),
        sqlite_with_rowid=True,
    )


def _create_quarantine_record() -> None:
    op.create_table(
        "quarantine_record",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("op_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("region", "record_id", "op_id", name=op.f("pk_quarantine_record")),
        sqlite_with_rowid=False,
    )


def _create_record() -> None:
    op.create_table(
        "record",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("hall_code", sa.String(length=60), nullable=False),
        sa.Column("rank", _SEQ, nullable=False),
        sa.Column("open", _SEQ, nullable=False),
        sa.Column("in_hall", _SEQ, nullable=False),
        sa.Column("closed_on", sa.String(length=10), nullable=False),
        sa.Column("disputed", _SEQ, nullable=False),
        sa.Column("scans_missing", _SEQ, nullable=False),
        sa.Column("changed_at", sa.String(length=40), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "record_id", name=op.f("pk_record")),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_record_hall", "record", ["region", "hall_code", "in_hall"], unique=False)
    op.create_index(
        "ix_record_leaving",
        "record",
        ["region", "closed_on"],
        unique=False,
        sqlite_where=sa.text("open = 0 AND in_hall = 1"),
        postgresql_where=sa.text("open = 0 AND in_hall = 1"),
    )


def _create_subject_case() -> None:
    op.create_table(
        "subject_case",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.Column("item_code", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("region", "subject_key", "item_code", "record_id", name=op.f("pk_subject_case")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_subject_case_record", "subject_case", ["region", "record_id"], unique=False)


def _create_holder() -> None:
    op.create_table(
        "holder",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.String(length=80), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "record_id", "device_id", name=op.f("pk_holder")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_holder_device", "holder", ["region", "device_id", "record_id"], unique=False)


def _create_paper() -> None:
    op.create_table(
        "paper",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("issued_at", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("copies", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint("region", "number", name=op.f("pk_paper")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_paper_record", "paper", ["region", "record_id"], unique=False)


def _create_paper_alias() -> None:
    op.create_table(
        "paper_alias",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("seen_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("region", "number", "record_id", name=op.f("pk_paper_alias")),
        sqlite_with_rowid=False,
    )
