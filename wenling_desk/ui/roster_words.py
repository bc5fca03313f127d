"""A roster in one line, wherever its application is shown. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.domain.roster import RosterRow, taken_in_rows
from wenling_desk.texts import Texts


def roster_words(texts: Texts, rows: Sequence[RosterRow]) -> str:
    """名单 30 人，已收 28 人，缺 2 人; nothing without a roster."""
    if not rows:
        return ""
    taken = len(taken_in_rows(rows))
    if taken == len(rows):
        return texts("batch.record_told_all", total=taken)
    return texts("batch.record_told", total=len(rows), taken=taken, gaps=len(rows) - taken)
