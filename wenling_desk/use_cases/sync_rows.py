"""Rows of the centre's logs as the use cases take them: read already, the wire's own bytes beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from wenling_desk.domain.facts import Fact
from wenling_desk.use_cases.sync_ports import HallHeads, PulledFact

RELEASE = "release"
"""Why a row is kept that tells of a release whose file is not here yet."""
UNSENT = "unsent"
"""Why a record does not leave yet: it has entries the centre has not acknowledged."""
KIND_UNKNOWN = "kind_unknown"
CANNOT_READ = "cannot_read"
CANNOT_FOLD = "cannot_fold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What all have: the version in the scope's log, and the row byte for byte."""

    ver: int
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsRow(Row):
    """Facts of one record, of one op."""

    record_id: str
    op_id: str
    facts: tuple[tuple[Fact, PulledFact], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow(Row):
    """Worklist rows of a record of the hall."""

    heads: HallHeads


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRow(Row):
    """A record leaves the scope."""

    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRow(Row):
    """A lease (授权期), or its end."""

    lease_until: datetime
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow(Row):
    """A release is there to be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow(Row):
    """A row this version cannot read: kept byte for byte, for the next one."""

    reason: str


PulledRow: TypeAlias = FactsRow | HeadRow | RemoveRow | LeaseRow | ReleaseRow | UnreadRow
