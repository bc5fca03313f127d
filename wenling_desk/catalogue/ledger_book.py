"""All ledgers of an installation, as they are read and packed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.workflow import Workflow

GROUPS: Final = "groups.yaml"


@dataclass(frozen=True, slots=True)
class LedgerBook:
    """All ledgers of an installation: what each holds, what may happen to its entries, and the groups they stand in
    (id -> label, in order)."""

    ledgers: Mapping[str, Ledger]
    workflows: Mapping[str, Workflow]
    groups: Mapping[str, str]
