"""Delegated acceptance: which organ lets the centre accept in its name, and with which seal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Delegation:
    """A delegation of acceptance (委托受理), Zhejiang rules art. 5(2) and 11(4).

    Without a row in force a counter takes in and the organ accepts. ``item_codes`` empty means all items of the
    organ. ``document`` is the written mandate, ``seal`` the organ's acceptance seal and ``seal_holder`` who keeps it.
    """

    department_key: str
    item_codes: tuple[str, ...]
    effective_from: date
    document: str
    seal: str
    seal_holder: str
    effective_to: date | None = None
    sample: bool = False

    def covers(self, department_key: str, item_code: str, on: date) -> bool:
        """Whether acceptance of that item is delegated on day ``on``."""
        in_time = self.effective_from <= on and (self.effective_to is None or on < self.effective_to)
        return (
            in_time and department_key == self.department_key and (not self.item_codes or item_code in self.item_codes)
        )


def find_delegation(
    delegations: Iterable[Delegation], department_key: str, item_code: str, on: date
) -> Delegation | None:
    """The delegation in force, ``None`` where the counter may only take in."""
    return next((row for row in delegations if row.covers(department_key, item_code, on)), None)
