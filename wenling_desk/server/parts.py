"""What the centre is made of, passed to each of its methods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from wenling_desk.server.judge import Judge
from wenling_desk.server.work import RecordCache
from wenling_desk.store.centre.store import CentreStore


class Clock(Protocol):
    """The centre's time: it stamps, and decides nothing."""

    def now(self) -> datetime:
        """Now, with offset."""
        ...


class IdSource(Protocol):
    """Fresh ids, never given twice."""

    def new_id(self) -> str:
        """A new id of letters, digits and hyphens."""
        ...


class Keys(Protocol):
    """The centre's keys."""

    @property
    def public(self) -> str:
        """Of the signing key, ``ed25519:<hex>``."""
        ...

    @property
    def escrow(self) -> str:
        """The public key desks seal their own keys for, ``x25519:<hex>``."""
        ...

    def sign(self, data: bytes) -> str:
        """A signature, ``ed25519:<hex>``."""
        ...

    def subject_key(self, identity_number: str) -> str:
        """A keyed digest of an identity number, empty for an empty one."""
        ...

    def seal(self, blob_id: str, offset: int, data: bytes) -> bytes:
        """Encrypt a piece of an attachment."""
        ...

    def open(self, blob_id: str, offset: int, sealed: bytes) -> bytes | None:
        """Decrypt one, ``None`` for one that was changed."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Spans and sizes. Lease: counter 72 h, laptop 14 days at most."""

    counter_lease_hours: int = 72
    laptop_lease_hours: int = 14 * 24
    code_hours: int = 72
    closed_days: int = 30
    upload_days: int = 14
    log_days: int = 400
    snapshot_versions: int = 2_000
    kept_answers: int = 64
    cached_records: int = 4_096


@dataclass(slots=True)
class Parts:
    """The centre's parts. ``files`` is where attachments, snapshots and releases lie; ``None``: nowhere."""

    store: CentreStore
    clock: Clock
    ids: IdSource
    judge: Judge
    keys: Keys
    cache: RecordCache
    limits: Limits
    files: Path | None
    life: str = ""

    def incarnation(self) -> str:
        """The life of this centre: another one after every restore."""
        return self.life

    def stamp(self) -> str:
        """Now, as text."""
        return self.clock.now().isoformat(timespec="microseconds")
