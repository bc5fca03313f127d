"""Counts kept as they grow: the figures of a day, by clerk and for the hall (clerk ``""``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import sqlite

from wenling_desk.store import schema
from wenling_desk.store.transaction import Transaction

_T = schema.day_counts
_INSERT: Final = sqlite.insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
ADD: Final = _INSERT.on_conflict_do_update(
    index_elements=["day", "clerk", "name"], set_={"amount": _T.c.amount + _INSERT.excluded.amount}
)
OF_DAY: Final = select(_T.c.name, _T.c.amount).where(_T.c.day == bindparam("day"), _T.c.clerk == bindparam("clerk"))

Amounts = tuple[date, str, Mapping[str, int]]


def write(transaction: Transaction, additions: Sequence[Amounts]) -> None:
    """Add to the figures of the clerk and to those of the hall."""
    sums: dict[tuple[str, str, str], int] = {}
    for on, clerk, amounts in additions:
        for who in {clerk, ""}:
            for name, amount in amounts.items():
                place = (on.isoformat(), who, name)
                sums[place] = sums.get(place, 0) + amount
    rows = [{"day": day, "clerk": clerk, "name": name, "amount": amount} for (day, clerk, name), amount in sums.items()]
    transaction.run(ADD, rows)
