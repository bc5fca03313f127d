"""The orders and limits of the worklist, shared by the store and by whoever stands in for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ORDERS: Final[Mapping[str, tuple[str, bool]]] = {
    "due": ("due", False),
    "received": ("received_at", True),
    "changed": ("changed_at", True),
}
"""Order -> (column, newest first). ``due`` puts rows without a day last; ties go by record id and member."""

COUNT_CAP: Final = 10_000
"""``WorkPage.total`` is exact up to here; one more means "or more". Without filters it is always exact."""

TEXT_LIMIT: Final = 500
"""No shown text is longer (characters): a longer search matches nothing."""

RECENT_LIMIT: Final = 200
"""At most so many records of one person, newest first."""


def column_and_direction(order: str) -> tuple[str, bool]:
    """The column of an order and whether it descends; raises ValueError for an unknown order."""
    try:
        return ORDERS[order]
    except KeyError:
        raise ValueError(f"unknown order {order!r}") from None
