"""Cuts what a person says in one breath into clauses, and into wishes where they ask for several things."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLAUSE_END = re.compile(r"[,，。;；!！?？\n]+")
_SHORTEST_WISH = 2


def clauses(text: str) -> list[str]:
    """The parts between punctuation, none of them empty."""
    return [part.strip() for part in _CLAUSE_END.split(text) if part.strip()]


def wishes(text: str, joiners: Sequence[str]) -> list[str]:
    """What is asked for, in the order it was said; one wish when no word joins two.

    ``joiners``, longest first, open another wish (顺便, 还要, 再). With punctuation it opens at the clause that
    holds the joiner, without it at the joiner itself.
    """
    parts = clauses(text)
    if len(parts) < 2:
        return _split_inside(text, joiners)
    found = [parts[0]]
    for part in parts[1:]:
        if any(joiner in part for joiner in joiners):
            found.append(part)
        else:
            found[-1] += "，" + part
    return found


def _split_inside(text: str, joiners: Sequence[str]) -> list[str]:
    for joiner in joiners:
        before, found, after = text.partition(joiner)
        if found and len(joiner) + len(after) > _SHORTEST_WISH and len(before.strip()) >= _SHORTEST_WISH:
            return [before.strip(), *_split_inside(after.strip(), joiners)] if after.strip() else [before.strip()]
    return [text.strip()]
