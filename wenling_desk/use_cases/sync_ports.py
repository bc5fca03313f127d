"""What sending and receiving need of the desk's store. Plain values: neither the wire nor the database shows here.

Words for the clerk, of a record: 本机 ``queued``, 已送 ``acked``, 已确认 ``confirmed``, 需处理 ``needs_attention``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.ports import Reading, Store, UnitOfWork

QUEUED, ACKED, CONFIRMED, NEEDS_ATTENTION = "queued", "acked", "confirmed", "needs_attention"
STATES = (QUEUED, ACKED, CONFIRMED, NEEDS_ATTENTION)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry of the device ledger, its body byte for byte. ``kind``: ``fact``, ``look`` or ``mark``."""

    entry_id: str
    kind: str
    record_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LedgerOp:
    """One command's entries, or one look or mark: from ledger number ``first``, without a gap. ``head`` is the chain
    after the last."""

    op_id: str
    first: int
    lines: tuple[LedgerLine, ...]
    head: bytes

    @property
    def last(self) -> int:
        """The ledger number of its last entry."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class OpBatch:
    """Ops without a gap; ``previous`` is the head of the chain before the first. Empty when there is nothing."""

    previous: bytes
    ops: tuple[LedgerOp, ...]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How this desk is enrolled. ``private_key`` is the device's Ed25519 key (32 raw bytes), kept in the encrypted
    database and nowhere else; ``authority`` the centre's own certificate authority (PEM)."""

    server: str
    device: str
    kind: str
    region: str
    hall_code: str
    hall_name: str
    centre_key: str
    escrow_key: str
    authority: str
    lease_until: datetime
    private_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Replica:
    """Where this desk stands towards the centre.

    ``length`` is the last ledger number, ``acked`` the last one the centre has acknowledged under the present epoch
    without a gap before it. ``incarnation`` is the life of the centre it last spoke with: another one means that the
    centre was restored.
    """

    epoch: int
    desk_code: str
    length: int
    acked: int
    incarnation: str
    request_seq: int
    cursors: Mapping[str, int]
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class PulledFact:
    """A fact from the centre at its place in the record's order; ``body`` byte for byte."""

    fact_id: str
    rank: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HallHeads:
    """Worklist rows of a record other desks of the hall hold; of a record this desk holds only the marks are taken."""

    record_id: str
    rank: int
    heads: tuple[CaseHead, ...]
    scans_missing: int = 0
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something a person must look at (需处理): ``code`` says what.

    ``field_conflict`` (two edits of one field), ``refused`` (a fact without paper the centre did not take),
    ``disputed`` (待核处), ``held`` (the centre cannot read it), ``duplicate`` (疑似重复), ``number_shared``.
    ``trouble_id`` is the id of the centre's fact, or of the op. ``facts`` are the ids of the facts concerned.
    """

    trouble_id: str
    code: str
    record_id: str
    op_id: str
    reason: str
    since: datetime
    facts: tuple[str, ...] = ()
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordSync:
    """One record's standing. ``clerk`` owns the oldest unsent work; ``reason`` is why it was not sent last time."""

    record_id: str
    record_kind: str
    state: str
    number: str
    title: str
    applicant: str
    clerk: str
    entries: int
    oldest_at: datetime
    scans_waiting: int = 0


@dataclass(frozen=True, slots=True)
class RecordSyncPage:
    """A page of them and the count of all that match."""

    rows: tuple[RecordSync, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """What is on this machine only: records and attachments, and since when; of one clerk or of all."""

    records: int
    entries: int
    blobs: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlobWaiting:
    """An attachment or a kept paper the centre does not hold yet."""

    sha256: str
    size: int
    kind: str
    record_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of a scope's log this version cannot read, byte for byte; replayed after an upgrade."""

    scope: str
    ver: int
    reason: str
    raw: bytes = field(repr=False)


class SyncReading(Reading, Protocol):
    """Reading for the sync thread and the sync centre."""

    def replica(self) -> Replica:
        """Where the desk stands now."""
        ...

    def enrolment(self) -> Enrolment | None:
        """How it is enrolled; ``None`` for a stand-alone or a practice desk."""
        ...

    def ops_after(self, seq: int, most_ops: int, most_bytes: int) -> OpBatch:
        """Ops from ledger number ``seq + 1``; an op is never cut, and the first one comes whatever its size.

        Raises ValueError where ``seq + 1`` is in the middle of an op.
        """
        ...

    def op_ids_before(self, seq: int, most: int) -> tuple[tuple[str, int, int], ...]:
        """(op id, first, last) of the ops that end before ``seq``, the latest first."""
        ...

    def op_of(self, op_id: str) -> LedgerOp | None:
        """An own op."""
        ...

    def record_sync(self, record_id: str) -> str:
        """The state of a record: the first of needs_attention, queued, acked, confirmed that one of its entries has;
        ``confirmed`` also for what only came from the centre; empty for an unknown record."""
        ...

    def record_syncs(self, text: str, states: Sequence[str], limit: int, offset: int) -> RecordSyncPage:
        """Records by state, those that need attention first, then the oldest; ``text`` as in the worklist."""
        ...

    def unsent(self, clerk: str = "") -> Unsent:
        """What is not acknowledged yet."""
        ...

    def troubles(self, record_id: str = "", *, open_only: bool = True) -> tuple[Trouble, ...]:
        """What a person must look at, oldest first."""
        ...

    def holds_record(self, record_id: str) -> bool:
        """Whether this desk has the record's facts, and not only its head."""
        ...

    def scans_missing(self, record_id: str) -> int:
        """Attachments of the record the centre still waits for, as far as this desk knows."""
        ...

    def scope_digest(self, scope: str) -> tuple[int, str]:
        """Number of records this desk has of a scope, and the XOR of SHA256(record id || rank) over them (hex)."""
        ...

    def held_rows(self) -> tuple[HeldRow, ...]:
        """What this version could not read."""
        ...

    def blobs_waiting(self, limit: int) -> tuple[BlobWaiting, ...]:
        """Attachments to send, those begun first, then the oldest; only of ops the centre has acknowledged."""
        ...

    def blob_bytes(self, sha256: str, offset: int, length: int) -> bytes:
        """A part of an attachment or a kept paper. Raises KeyError, or ``blob_damaged``."""
        ...


class SyncUnitOfWork(UnitOfWork, SyncReading, Protocol):
    """One database transaction of the sync: gathered and written at ``commit`` like every other."""

    def keep_enrolment(self, enrolment: Enrolment) -> None:
        """Keep or replace it."""
        ...

    def take_desk_code(self, desk_code: str, epoch: int, first: int) -> None:
        """Begin a new epoch: numbers of this code from serial 1, entries from ledger number ``first`` queued again.
        Takes the lock of a restored database away."""
        ...

    def note_centre(self, incarnation: str, request_seq: int, lease_until: datetime | None = None) -> None:
        """What the centre said last."""
        ...

    def acknowledge(self, through: int) -> None:
        """Own entries up to that ledger number are ``acked``; ``confirmed`` ones and those that need attention stay."""
        ...

    def confirm(self, op_ids: Sequence[str]) -> None:
        """Own ops that returned through the log."""
        ...

    def need_attention(self, trouble: Trouble) -> None:
        """Add a trouble (once) and mark its op."""
        ...

    def settle(self, trouble_id: str, at: datetime) -> None:
        """A person has looked: the op's entries are confirmed when nothing else is open on them."""
        ...

    def add_pulled(self, facts: Sequence[tuple[Fact, PulledFact]]) -> None:
        """Facts of the centre's order. New ones are stored as not own; of those here already the rank is set.

        What stands in ``facts_of`` afterwards: ranked facts by rank, then own ones without a rank in ledger order.
        """
        ...

    def save_hall_heads(self, heads: HallHeads) -> None:
        """Rows of a record other desks hold, or the marks of one this desk holds."""
        ...

    def drop_record(self, record_id: str) -> None:
        """The record leaves this desk's scope: pulled facts, heads and blobs go; refuses (ValueError) while own
        entries of it are unacknowledged. Own facts stay (they are in the ledger) but no longer show."""
        ...

    def save_cursor(self, scope: str, ver: int) -> None:
        """Rows of the scope are applied up to ``ver``; never backward, unless :meth:`forget_scope` came before."""
        ...

    def forget_scope(self, scope: str) -> None:
        """Before a snapshot or after the centre was restored: heads and cursor go, the outbox stays."""
        ...

    def hold(self, row: HeldRow) -> None:
        """Keep a row this version cannot read."""
        ...

    def release_held(self, scope: str, ver: int) -> None:
        """It was read after an upgrade."""
        ...

    def add_scan(self, record_id: str, data: bytes, media_type: str) -> str:
        """Keep an attachment (encrypted, by its digest); returns the SHA-256. It is queued behind the ops."""
        ...

    def blob_progress(self, sha256: str, offset: int, *, complete: bool, at: datetime) -> None:
        """How much of it the centre holds."""
        ...

    def forget_blobs(self, before: datetime) -> int:
        """Remove local scans the centre has held since before then and whose ops are confirmed; how many."""
        ...


class SyncStore(Store, Protocol):
    """The desk's database with what sending and receiving need."""

    def sync_unit(self) -> AbstractContextManager[SyncUnitOfWork]:
        """A unit of work of the sync; only the desk thread opens one."""
        ...

    def sync_reading(self) -> AbstractContextManager[SyncReading]:
        """Reading on a connection of its own; any thread."""
        ...
