"""What waits at the counter, the papers of a day, and rows by the number they show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From version 2. Written out: later changes of the schema must not reach back here. The rows are made from the
    facts when the desk runs, for only the program folds them."""
    op.create_table(
        "errands",
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("member", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "member", "kind", "key", name=op.f("pk_errands")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_errands_kind", "errands", ["kind", "since"])
    op.create_index(
        "ix_errands_number",
        "errands",
        ["number"],
        sqlite_where=sa.text("number != ''"),
        postgresql_where=sa.text("number != ''"),
    )
    op.create_index("ix_heads_number", "heads", ["number"])
    op.create_index("ix_papers_issued", "papers", ["issued_at", "number"])
    op.execute("UPDATE meta SET value = '3' WHERE name = 'schema_version'")
