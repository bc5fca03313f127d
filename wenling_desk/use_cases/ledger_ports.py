"""What the ledgers of business need from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wenling_desk.domain.ledger import Ledger


class LedgerShelf(Protocol):
    """The ledgers of business there are."""

    def kinds(self) -> tuple[str, ...]:
        """Their kinds."""
        ...

    def ledger(self, kind: str) -> Ledger:
        """One of them; raises ``KeyError``."""
        ...

    def groups(self) -> Mapping[str, str]:
        """The groups they stand in and what these are called, in order."""
        ...
