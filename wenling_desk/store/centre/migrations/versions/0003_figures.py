"""The figures over all halls, and who may look at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Beside those of version 2; the sums are counted afterwards, in small slices, while desks go on."""
    _create_figure_row()
    _create_figure_cell()
    _create_figure_cursor()
    _create_supervisor()
    _create_supervisor_look()


def _create_figure_row() -> None:
    op.create_table(
        "figure_row",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("position", _SEQ, nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hall", sa.String(length=60), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("spread", sa.String(length=20), nullable=False),
        sa.Column("count", _SEQ, nullable=False),
        sa.Column("people", _SEQ, nullable=False),
        sa.Column("total", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint("region", "record_id", "position", name=op.f("pk_figure_row")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_figure_row_measure", "figure_row", ["region", "measure", "day"], unique=False)


def _create_figure_cell() -> None:
    op.create_table(
        "figure_cell",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("grouping", sa.String(length=60), nullable=False),
        sa.Column("grain", sa.String(length=6), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("hall", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("spread", sa.String(length=20), nullable=False),
        sa.Column("count", _SEQ, nullable=False),
        sa.Column("people", _SEQ, nullable=False),
        sa.Column("total", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint(
            "region", "measure", "grouping", "grain", "period", "hall", "value", "spread", name=op.f("pk_figure_cell")
        ),
        sqlite_with_rowid=False,
    )


def _create_figure_cursor() -> None:
    op.create_table(
        "figure_cursor",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("ver", _SEQ, nullable=False),
        sa.PrimaryKeyConstraint("region", "scope", name=op.f("pk_figure_cursor")),
        sqlite_with_rowid=False,
    )


def _create_supervisor() -> None:
    op.create_table(
        "supervisor",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("ends_at", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("region", "token_hash", name=op.f("pk_supervisor")),
        sqlite_with_rowid=True,
    )


def _create_supervisor_look() -> None:
    op.create_table(
        "supervisor_look",
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region", "at", "request", name=op.f("pk_supervisor_look")),
        sqlite_with_rowid=False,
    )
