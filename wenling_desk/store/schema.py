"""Tables and indexes, the same for every engine; the append-only triggers stand beside them.

Times are ISO 8601 text with the offset of the hall's time zone, days are ISO text, flags are 0 or 1: all of it sorts
and compares alike in SQLite and PostgreSQL. ``sqlite_with_rowid=False`` stands where rows are small: such a table is
its own primary index, one page less to encrypt with every act.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from wenling_desk.store.figure_tables import LEDGER_ROWS as LEDGER_ROWS
from wenling_desk.store.figure_tables import figure_tables, ledger_indexes, mark_table

SCHEMA_VERSION: Final = 4
"""The version this program reads and writes; ``meta`` holds that of the file."""

NO_DAY: Final = "9999-12-31"
"""Stands for "no day" where rows without one must sort last."""

DUE_ROWS: Final = "kind = 'ledger_due'"
"""Of an errand: that of a ledger's entry, found by its day. A question must hold these very words too."""
UNSETTLED: Final = "state <> 'confirmed'"
"""Of a ledger entry: not confirmed by the centre yet. A question must hold these very words to find the index."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", String(80), nullable=False, unique=True),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("command_id", String(80)),
    Column("command_index", Integer),
    Column("record_id", String(80)),
    Column("kind", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("clerk", String(60)),
    # One command is written once: its second writing collides with its first entry.
    UniqueConstraint("command_id", "command_index"),
    CheckConstraint("kind IN ('fact', 'look', 'mark')", name="kind"),
    CheckConstraint("state IN ('queued', 'acked', 'confirmed', 'needs_attention')", name="state"),
    # Small: holds only what the centre has not confirmed, and everything a question about it needs.
    Index(
        "ix_ledger_unsettled",
        "record_id",
        "state",
        "seq",
        "clerk",
        "at",
        sqlite_where=text(UNSETTLED),
        postgresql_where=text(UNSETTLED),
    ),
)

facts = Table(
    "facts",
    metadata,
    Column("record_kind", String(40), nullable=False),
    Column("record_id", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("fact_id", String(80), nullable=False, unique=True),
    Column("kind", String(60), nullable=False),
    Column("members", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("own", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("rank", Integer),
    PrimaryKeyConstraint("record_id", "position"),
)

records = Table(
    "records",
    metadata,
    Column("record_id", String(80), primary_key=True),
    Column("record_kind", String(40), nullable=False),
    Column("first_at", String(32), nullable=False),
    Column("clerk", String(60), nullable=False),
    # The last place in the centre's order that is known here.
    Column("rank", Integer),
    Column("hidden", Integer, nullable=False),
    Index(
        "ix_records_shown",
        "first_at",
        "record_id",
        sqlite_where=text("hidden = 0"),
        postgresql_where=text("hidden = 0"),
    ),
    sqlite_with_rowid=False,
)

record_totals = Table(
    "record_totals",
    metadata,
    Column("hidden", Integer, primary_key=True, autoincrement=False),
    Column("amount", Integer, nullable=False),
)

paper_files = Table(
    "paper_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("file_name", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    sqlite_with_rowid=False,
)

papers = Table(
    "papers",
    metadata,
    Column("region", String(12), nullable=False),
    Column("number", String(60), nullable=False),
    Column("record_kind", String(40), nullable=False),
    Column("record_id", String(80), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("issued_at", String(32), nullable=False),
    Column("sha256", String(64), ForeignKey("paper_files.sha256"), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("members", Text, nullable=False),
    Column("applicant_paper", Integer, nullable=False),
    Column("voided_at", String(32)),
    Column("void_reason", Text, nullable=False),
    Column("reprints", Integer, nullable=False),
    Column("printed_at", String(32)),
    PrimaryKeyConstraint("region", "number"),
    Index("ix_papers_record", "record_id"),
    # Small: holds only what waits for the printer.
    Index(
        "ix_papers_to_print",
        "issued_at",
        "number",
        sqlite_where=text("printed_at IS NULL AND voided_at IS NULL"),
        postgresql_where=text("printed_at IS NULL AND voided_at IS NULL"),
    ),
    Index("ix_papers_issued", "issued_at", "number"),
)

official_numbers = Table(
    "official_numbers",
    metadata,
    Column("region", String(12), nullable=False),
    Column("number", String(80), nullable=False),
    Column("record_id", String(80), nullable=False),
    PrimaryKeyConstraint("region", "number"),
    sqlite_with_rowid=False,
)

known_papers = Table(
    "known_papers",
    metadata,
    Column("region", String(12), nullable=False),
    Column("number", String(60), nullable=False),
    Column("record_id", String(80), nullable=False),
    PrimaryKeyConstraint("region", "number"),
    sqlite_with_rowid=False,
)

heads = Table(
    "heads",
    metadata,
    Column("record_id", String(80), nullable=False),
    Column("record_kind", String(40), nullable=False),
    Column("member", String(80), nullable=False),
    Column("number", String(60), nullable=False),
    Column("target_code", String(80), nullable=False),
    Column("item_name", Text, nullable=False),
    Column("department_key", String(60), nullable=False),
    Column("applicant", Text, nullable=False),
    Column("status", String(40), nullable=False),
    Column("open", Integer, nullable=False),
    Column("due", String(10), nullable=False),
    Column("due_kind", String(60), nullable=False),
    Column("task", String(60), nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("clerk", String(60), nullable=False),
    Column("hall_code", String(40), nullable=False),
    Column("subject_key", String(64), nullable=False),
    PrimaryKeyConstraint("record_id", "member"),
    sqlite_with_rowid=False,
)


def _order_index(name: str, column: Column[str], *, newest_first: bool, open_only: bool) -> None:
    first = column.desc() if newest_first else column
    where = text("open = 1") if open_only else None
    Index(name, first, heads.c.record_id, heads.c.member, sqlite_where=where, postgresql_where=where)


# One index for each order of the worklist, over all rows and over the open ones: a page reads its own rows
# only.
_order_index("ix_heads_due", heads.c.due, newest_first=False, open_only=False)
_order_index("ix_heads_due_open", heads.c.due, newest_first=False, open_only=True)
_order_index("ix_heads_received", heads.c.received_at, newest_first=True, open_only=False)
_order_index("ix_heads_received_open", heads.c.received_at, newest_first=True, open_only=True)
_order_index("ix_heads_changed", heads.c.changed_at, newest_first=True, open_only=False)
_order_index("ix_heads_changed_open", heads.c.changed_at, newest_first=True, open_only=True)
Index("ix_heads_number", heads.c.number)
Index("ix_heads_subject", heads.c.subject_key, heads.c.received_at.desc(), heads.c.record_id)

ledger_indexes(heads)

figures, entry_marks = figure_tables(metadata), mark_table(metadata)

head_totals = Table(
    "head_totals",
    metadata,
    Column("open", Integer, primary_key=True, autoincrement=False),
    Column("amount", Integer, nullable=False),
)

errands = Table(
    "errands",
    metadata,
    *(Column(name, String(80), nullable=False) for name in ("record_id", "member", "kind", "key")),
    Column("record_kind", String(40), nullable=False),
    Column("since", String(32), nullable=False),
    Column("due", String(10), nullable=False),
    *(Column(name, String(80), nullable=False) for name in ("number", "place", "who", "state")),
    Column("amount", Integer, nullable=False),
    PrimaryKeyConstraint("record_id", "member", "kind", "key"),
    Index("ix_errands_kind", "kind", "since"),
    Index("ix_errands_due", "kind", "due", sqlite_where=text(DUE_ROWS), postgresql_where=text(DUE_ROWS)),
    Index("ix_errands_number", "number", sqlite_where=text("number != ''"), postgresql_where=text("number != ''")),
    sqlite_with_rowid=False,
)

day_counts = Table(
    "day_counts",
    metadata,
    Column("day", String(10), nullable=False),
    Column("clerk", String(60), nullable=False),
    Column("name", String(60), nullable=False),
    Column("amount", Integer, nullable=False),
    PrimaryKeyConstraint("day", "clerk", "name"),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    Column("draft_id", String(80), primary_key=True),
    Column("clerk", String(60), nullable=False),
    Column("counter", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("saved_at", String(32), nullable=False),
    Column("catalogue_release", String(40), nullable=False),
    Column("sheet", LargeBinary, nullable=False),
)

desk_series = Table(
    "desk_series",
    metadata,
    Column("region", String(12), nullable=False),
    Column("desk_code", String(8), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("next_serial", Integer, nullable=False),
    PrimaryKeyConstraint("region", "desk_code"),
    sqlite_with_rowid=False,
)

hall_heads = Table(
    "hall_heads",
    metadata,
    Column("record_id", String(80), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("scans_missing", Integer, nullable=False),
    Column("duplicates", Text, nullable=False),
    sqlite_with_rowid=False,
)

cursors = Table(
    "cursors",
    metadata,
    Column("scope", String(120), primary_key=True),
    Column("ver", Integer, nullable=False),
    sqlite_with_rowid=False,
)

held_rows = Table(
    "held_rows",
    metadata,
    Column("scope", String(120), nullable=False),
    Column("ver", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    PrimaryKeyConstraint("scope", "ver"),
)

troubles = Table(
    "troubles",
    metadata,
    Column("trouble_id", String(80), primary_key=True),
    Column("code", String(40), nullable=False),
    Column("record_id", String(80), nullable=False),
    Column("op_id", String(80), nullable=False),
    # The own op whose entries it marks; empty where nothing of this desk is concerned.
    Column("marked_op", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", String(32), nullable=False),
    Column("facts", Text, nullable=False),
    Column("settled_at", String(32)),
    Index("ix_troubles_record", "record_id", "since"),
    Index(
        "ix_troubles_open",
        "since",
        "trouble_id",
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    Index("ix_troubles_marked_op", "marked_op"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), ForeignKey("paper_files.sha256"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    # Bytes of it the centre holds.
    Column("sent", Integer, nullable=False),
    Column("complete_at", String(32)),
    CheckConstraint("kind IN ('scan', 'paper')", name="kind"),
    Index(
        "ix_blobs_waiting",
        "sha256",
        "kind",
        sqlite_where=text("complete_at IS NULL"),
        postgresql_where=text("complete_at IS NULL"),
    ),
    sqlite_with_rowid=False,
)

blob_names = Table(
    "blob_names",
    metadata,
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False),
    Column("record_id", String(80), nullable=False),
    # The ledger entry behind which it is sent.
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("sha256", "record_id"),
    Index("ix_blob_names_record", "record_id"),
    sqlite_with_rowid=False,
)

APPEND_ONLY_TRIGGERS: Final = (
    "CREATE TRIGGER facts_keep_update BEFORE UPDATE OF record_kind, record_id, position, fact_id, kind, members, at, "
    "own, body ON facts BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END",
    "CREATE TRIGGER facts_keep_delete BEFORE DELETE ON facts WHEN OLD.own <> 0 "
    "BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END",
    "CREATE TRIGGER ledger_keep_update BEFORE UPDATE OF seq, entry_id, prev_hash, hash, command_id, "
    "command_index, record_id, kind, body, sha256, at, clerk ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
    "CREATE TRIGGER ledger_keep_delete BEFORE DELETE ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END",
)
"""For SQLite. Only ``epoch`` and ``state`` of a ledger entry move, as the centre answers, and the ``rank`` of a fact. A
fact another desk made is a copy of the centre's: it may leave when its record does."""
