"""Tables of the centre. The region leads every primary key and unique constraint, so that one day a region may live on
a machine of its own.

Times are ISO 8601 text with offset, days ISO text, flags 0 or 1, JSON and bodies bytes: alike in every engine.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, String, UniqueConstraint, text

from wenling_desk.store.centre import columns
from wenling_desk.store.centre.columns import at_column as _at
from wenling_desk.store.centre.columns import bytes_column as _bytes
from wenling_desk.store.centre.columns import id_column as _id
from wenling_desk.store.centre.columns import number_column as _number
from wenling_desk.store.centre.columns import table as _table
from wenling_desk.store.centre.columns import text_column as _text
from wenling_desk.store.centre.columns import word_column as _word

metadata = columns.metadata
ID_LENGTH: Final = columns.ID_LENGTH
SCHEMA_VERSION: Final = 3

server_state = _table("server_state", _word("name", 40), _text("value"), key=("name",), small=True)

# -- devices ------------------------------------------------------------------------------------------

enrolment_code = _table(
    "enrolment_code",
    _word("code_hash", 64),
    _word("hall_code"),
    _text("hall_name"),
    _word("kind", 20),
    _at("made_at"),
    _at("expires_at"),
    Column("device_id", String(ID_LENGTH)),
    Column("public_key", String(200)),
    _bytes("answer", nullable=True),
    key=("code_hash",),
)
device = _table(
    "device",
    _id("device_id"),
    _word("hall_code"),
    _text("hall_name"),
    _word("kind", 20),
    _text("counter"),
    _word("public_key", 200),
    _word("status", 20),
    _word("desk_code", 8),
    _number("epoch"),
    _at("enrolled_at"),
    _at("last_seen_at"),
    _at("lease_until"),
    _number("request_seq"),
    _number("unsent"),
    _at("oldest_unsent_at"),
    _bytes("report", nullable=True),
    Index("ix_device_hall", "region", "hall_code"),
    key=("device_id",),
)
device_epoch = _table(
    "device_epoch",
    _id("device_id"),
    _number("epoch"),
    _id("request_id"),
    _word("reason", 40),
    _word("desk_code", 8),
    _number("base"),
    _number("last_seq"),
    Column("head_hash", LargeBinary(32), nullable=False),
    _at("opened_at"),
    UniqueConstraint("region", "device_id", "request_id"),
    key=("device_id", "epoch"),
)
desk_code = _table(
    "desk_code",
    _word("code", 8),
    _id("device_id"),
    _number("epoch"),
    _at("granted_at"),
    key=("code",),
    small=True,
)
hall_grant = _table(
    "hall_grant",
    _id("device_id"),
    _word("hall_code"),
    _at("granted_at"),
    key=("device_id", "hall_code"),
    small=True,
)
request_log = _table(
    "request_log",
    _id("device_id"),
    _number("seq"),
    _word("fingerprint", 200),
    _number("status"),
    _bytes("answer"),
    key=("device_id", "seq"),
)

# -- ops and facts ------------------------------------------------------------------------------------

op_ledger = _table(
    "op_ledger",
    _id("op_id"),
    _id("device_id"),
    _number("epoch"),
    _number("first_seq"),
    _number("last_seq"),
    _word("sha256", 64),
    Column("hash", LargeBinary(32), nullable=False),
    _bytes("status"),
    _at("received_at"),
    UniqueConstraint("region", "device_id", "epoch", "first_seq"),
    key=("op_id",),
    small=True,
)
op_again = _table(
    "op_again",
    _id("device_id"),
    _number("epoch"),
    _number("first_seq"),
    _number("last_seq"),
    _id("op_id"),
    Column("hash", LargeBinary(32), nullable=False),
    _at("received_at"),
    key=("device_id", "epoch", "first_seq"),
    small=True,
)
fact = _table(
    "fact",
    _id("record_id"),
    _number("rank"),
    _id("fact_id"),
    _word("op_id", ID_LENGTH + 10),
    _id("device_id"),
    _word("kind", ID_LENGTH),
    _at("received_at"),
    _bytes("body"),
    key=("record_id", "rank"),
)
other_entry = _table(
    "other_entry",
    _id("entry_id"),
    _id("op_id"),
    _id("device_id"),
    _word("kind", 20),
    _word("record_id", ID_LENGTH),
    _at("received_at"),
    _bytes("body"),
    key=("entry_id",),
)
quarantine = _table(
    "quarantine",
    _id("op_id"),
    _number("position"),
    _id("device_id"),
    _number("epoch"),
    _number("first_seq"),
    _word("reason"),
    _bytes("body"),
    _at("received_at"),
    _at("resolved_at", nullable=True),
    _word("resolved_by"),
    _text("resolution"),
    key=("op_id",),
)
quarantine_record = _table(
    "quarantine_record",
    _id("record_id"),
    _id("op_id"),
    key=("record_id", "op_id"),
    small=True,
)

# -- records ------------------------------------------------------------------------------------------

record = _table(
    "record",
    _id("record_id"),
    _word("kind", ID_LENGTH),
    _word("hall_code"),
    _number("rank"),
    _number("open"),
    _number("in_hall"),
    _word("closed_on", 10),
    _number("disputed"),
    _number("scans_missing"),
    _at("changed_at"),
    _bytes("head"),
    # What leaves the hall's list some day, and nothing else.
    Index(
        "ix_record_leaving",
        "region",
        "closed_on",
        sqlite_where=text("open = 0 AND in_hall = 1"),
        postgresql_where=text("open = 0 AND in_hall = 1"),
    ),
    Index("ix_record_hall", "region", "hall_code", "in_hall"),
    key=("record_id",),
)
subject_case = _table(
    "subject_case",
    _word("subject_key", 64),
    _word("item_code", ID_LENGTH),
    _id("record_id"),
    Index("ix_subject_case_record", "region", "record_id"),
    key=("subject_key", "item_code", "record_id"),
    small=True,
)
holder = _table(
    "holder",
    _id("record_id"),
    _id("device_id"),
    _at("since"),
    Index("ix_holder_device", "region", "device_id", "record_id"),
    key=("record_id", "device_id"),
    small=True,
)
paper = _table(
    "paper",
    _word("number", ID_LENGTH),
    _id("record_id"),
    _id("fact_id"),
    _word("kind", ID_LENGTH),
    _at("issued_at"),
    _word("sha256", 64),
    _number("copies"),
    Index("ix_paper_record", "region", "record_id"),
    key=("number",),
    small=True,
)
paper_alias = _table(
    "paper_alias",
    _word("number", ID_LENGTH),
    _id("record_id"),
    _id("fact_id"),
    _at("seen_at"),
    key=("number", "record_id"),
    small=True,
)

# -- the logs -----------------------------------------------------------------------------------------

scope_head = _table("scope_head", _word("scope", 100), _number("ver"), _number("floor"), key=("scope",), small=True)
change_log = _table(
    "change_log",
    _word("scope", 100),
    _number("ver"),
    _word("kind", 20),
    _word("record_id", ID_LENGTH),
    _word("op_id", ID_LENGTH + 10),
    _number("first_rank"),
    _number("last_rank"),
    _at("at"),
    _bytes("body", nullable=True),
    key=("scope", "ver"),
    small=True,
)

# -- attachments, snapshots, releases -----------------------------------------------------------------

blob = _table(
    "blob",
    _word("sha256", 64),
    _number("size"),
    _word("kind", 20),
    _word("file_name", 80),
    _at("completed_at"),
    key=("sha256",),
    small=True,
)
blob_ref = _table(
    "blob_ref",
    _word("sha256", 64),
    _id("record_id"),
    _id("fact_id"),
    _word("kind", 20),
    Index("ix_blob_ref_record", "region", "record_id"),
    key=("sha256", "record_id"),
    small=True,
)
blob_upload = _table(
    "blob_upload",
    _word("sha256", 64),
    _id("device_id"),
    _id("record_id"),
    _word("kind", 20),
    _number("size"),
    _number("offset"),
    _word("file_name", 80),
    _at("expires_at"),
    key=("sha256",),
    small=True,
)
blob_chunk = _table(
    "blob_chunk",
    _word("sha256", 64),
    _number("start"),
    _number("size"),
    _number("place"),
    _number("sealed"),
    key=("sha256", "start"),
    small=True,
)
snapshot = _table(
    "snapshot",
    _word("snapshot_id", 80),
    _word("scope", 100),
    _number("ver"),
    _number("size"),
    _word("sha256", 64),
    Column("key", LargeBinary, nullable=False),
    _word("signature", 200),
    _word("file_name", 80),
    _at("made_at"),
    Index("ix_snapshot_scope", "region", "scope", "ver"),
    key=("snapshot_id",),
)
release = _table(
    "release",
    _word("kind", 20),
    _word("number", 60),
    _number("size"),
    _word("sha256", 64),
    _word("effective_at", 40),
    _word("signature", 200),
    _word("file_name", 80),
    _at("published_at"),
    key=("kind", "number"),
)

APPEND_ONLY: Final = ("fact", "other_entry", "op_ledger")
"""Tables whose rows are never changed; but the status of a held op is, once it is resolved."""
