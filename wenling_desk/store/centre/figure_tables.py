"""Tables of the figures: what each record contributes, the sums of it, how far they go; and who may look at them.

Sums are made anew from the rows of records, and those from facts: nothing here is more than a faster way to count.
"""

from __future__ import annotations

from sqlalchemy import Index

from wenling_desk.store.centre.columns import (
    at_column,
    id_column,
    number_column,
    table,
    text_column,
    word_column,
)

LONGEST_VALUE = 120
"""Characters of a group's value."""

figure_row = table(
    "figure_row",
    id_column("record_id"),
    number_column("position"),
    word_column("measure"),
    word_column("day", 10),
    word_column("hall"),
    text_column("groups"),
    word_column("spread", 20),
    number_column("count"),
    number_column("people"),
    number_column("total"),
    Index("ix_figure_row_measure", "region", "measure", "day"),
    key=("record_id", "position"),
    small=True,
)
"""What one record adds to one measure on one day; ``spread`` is a number as text, empty for none."""

figure_cell = table(
    "figure_cell",
    word_column("measure"),
    word_column("grouping"),
    word_column("grain", 6),
    word_column("period", 10),
    word_column("hall"),
    word_column("value", LONGEST_VALUE),
    word_column("spread", 20),
    number_column("count"),
    number_column("people"),
    number_column("total"),
    key=("measure", "grouping", "grain", "period", "hall", "value", "spread"),
    small=True,
)
"""Sums of these rows."""

figure_cursor = table("figure_cursor", word_column("scope", 100), number_column("ver"), key=("scope",), small=True)
"""How far each device's log has been counted."""

supervisor = table(
    "supervisor",
    word_column("token_hash", 64),
    text_column("name"),
    at_column("made_at"),
    at_column("ends_at"),
    at_column("revoked_at", nullable=True),
    key=("token_hash",),
)
"""Who may look at the cockpit, by the digest of a token; the token itself is nowhere."""

supervisor_look = table(
    "supervisor_look",
    at_column("at"),
    word_column("request", 40),
    word_column("token_hash", 64),
    word_column("what", 40),
    text_column("about"),
    key=("at", "request"),
    small=True,
)
"""What was looked at: the page, and of a list of cases which figure."""
