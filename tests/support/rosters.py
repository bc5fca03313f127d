"""Rosters of invented people with valid check digits, and the form they are checked by."""

from __future__ import annotations

from functools import cache
from typing import Any

from wenling_desk import resources
from wenling_desk.catalogue.roster_rules import read_roster_rules
from wenling_desk.domain.roster import RosterRow, RowFlaw, RowState
from wenling_desk.domain.roster_rules import RosterRules

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "一二三四五六七八九十"


@cache
def rules() -> RosterRules:
    """The real file."""
    return read_roster_rules(resources.path("counter", "roster.yaml"))


def number_of(n: int, year: int = 1990) -> str:
    """The ``n``-th invented person's number; all of division 331081."""
    bare = f"331081{year}{1 + n % 12:02d}{1 + n // 12 % 28:02d}{n % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(bare, _WEIGHTS, strict=True))
    return bare + "10X98765432"[total % 11]


def name_of(n: int) -> str:
    """The ``n``-th invented person's name."""
    return f"{_FAMILIES[n % 20]}{_GIVEN[n // 20 % 10]}{_GIVEN[n // 200 % 10]}"


def row(n: int, **changes: Any) -> RosterRow:
    """The ``n``-th person on the ``n``-th place, taken in."""
    values: dict[str, Any] = {
        "position": n,
        "name": name_of(n),
        "identity_number": number_of(n),
        "phone": f"138{n:08d}",
        "source_row": n + 1,
    }
    return RosterRow(**{**values, **changes})


def gap_row(n: int) -> RosterRow:
    """A person without a number."""
    flaw = RowFlaw("identity_number", "value_missing", "证件号码")
    return row(n, identity_number="", state=RowState.GAP, gaps=(flaw,))


def roster(taken: int, gaps: int = 0) -> tuple[RosterRow, ...]:
    """So many taken in, then so many with a gap."""
    good = tuple(row(n) for n in range(1, taken + 1))
    return (*good, *(gap_row(n) for n in range(taken + 1, taken + gaps + 1)))
