"""What the sync wants done in the desk's database: plain tasks, carried out one at a time, and their outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from wenling_desk.protocol.messages import LogRow, OpStatus, ReleaseBody
from wenling_desk.protocol.versions import SLICE_ROWS
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import BlobWaiting, OpBatch

# -- reading: on the sync's own reader ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadOps:
    """Ops from ledger number ``after + 1``; outcome :class:`OpBatch`, or :class:`NotThere` where that is in the middle
    of an op."""

    after: int
    most_ops: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class ReadOpIds:
    """The latest ops that end before ledger number ``before``; outcome a tuple of (op id, first, last)."""

    before: int
    most: int


@dataclass(frozen=True, slots=True)
class ReadBlobs:
    """Attachments to send; outcome a tuple of ``BlobWaiting``."""

    limit: int


@dataclass(frozen=True, slots=True)
class ReadChunk:
    """A part of an attachment; outcome its bytes, or :class:`NotThere`."""

    sha256: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ReadReleases:
    """Releases that were told and are not here yet; outcome a tuple of :class:`WaitingRelease`."""


@dataclass(frozen=True, slots=True)
class ReadDigest:
    """What this desk has of a scope; outcome (number of records, digest)."""

    scope: str


@dataclass(frozen=True, slots=True)
class NewId:
    """A new id; outcome a string."""


# -- writing: on the desk thread, behind the clerk ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordPush:
    """The centre has verified the ledger up to ``ack``; outcome ``Changes``."""

    ack: int
    statuses: tuple[OpStatus, ...]


@dataclass(frozen=True, slots=True)
class ApplyRows:
    """Rows of a scope in one database transaction with the cursor, ``ver``; outcome :class:`RowsApplied`."""

    scope: str
    rows: tuple[LogRow, ...] = field(repr=False)
    ver: int


@dataclass(frozen=True, slots=True)
class TakeDeskCode:
    """A new epoch with its desk code; entries from ``first`` on are queued again. Outcome ``None``."""

    desk_code: str
    epoch: int
    first: int


@dataclass(frozen=True, slots=True)
class NoteCentre:
    """What the centre said of itself; outcome ``None``."""

    incarnation: str
    request_seq: int
    lease_until: str


@dataclass(frozen=True, slots=True)
class ForgetScope:
    """Heads and cursor of a scope go, the outbox stays; outcome ``Changes``."""

    scope: str


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """Take a verified snapshot in; afterwards the cursor is ``ver``. Outcome :class:`RowsApplied`, or
    :class:`NotThere` where the file is not what it says."""

    scope: str
    path: str
    key: str = field(repr=False)
    ver: int
    sha256: str
    signature: str
    incarnation: str
    part: int = SLICE_ROWS
    """Rows in one database transaction."""


@dataclass(frozen=True, slots=True)
class NoteBlob:
    """How much of an attachment the centre holds; outcome ``Changes``."""

    sha256: str
    offset: int
    complete: bool


@dataclass(frozen=True, slots=True)
class TakeRelease:
    """A release's file is here, its digest verified; outcome whether it was taken (its signature held)."""

    waiting: WaitingRelease
    path: str


@dataclass(frozen=True, slots=True)
class ReplayHeld:
    """Try the rows again that an earlier version could not read; outcome :class:`RowsApplied`."""


Task: TypeAlias = (
    ReadOps
    | ReadOpIds
    | ReadBlobs
    | ReadChunk
    | ReadReleases
    | ReadDigest
    | NewId
    | RecordPush
    | ApplyRows
    | TakeDeskCode
    | NoteCentre
    | ForgetScope
    | TakeSnapshot
    | NoteBlob
    | TakeRelease
    | ReplayHeld
)
READING = (ReadOps, ReadOpIds, ReadBlobs, ReadChunk, ReadReleases, ReadDigest, NewId)
"""Tasks that write nothing."""


# -- outcomes -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingRelease:
    """A release and the row that told of it."""

    scope: str
    ver: int
    body: ReleaseBody


@dataclass(frozen=True, slots=True)
class RowsApplied:
    """``changes`` for the pages. ``lease_until`` and ``revoked`` as the last lease row said; ``releases`` tells that
    there are new ones to fetch."""

    changes: Changes
    lease_until: datetime | None = None
    revoked: bool | None = None
    releases: bool = False


@dataclass(frozen=True, slots=True)
class NotThere:
    """What was asked for is not in this database."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class TaskFailed:
    """It could not be done (disk, lock, defect); nothing was written. ``code`` as in ``KnownTrouble``."""

    code: str


Outcome: TypeAlias = (
    OpBatch
    | tuple[tuple[str, int, int], ...]
    | tuple[BlobWaiting, ...]
    | tuple[WaitingRelease, ...]
    | tuple[int, str]
    | bytes
    | str
    | bool
    | Changes
    | RowsApplied
    | NotThere
    | TaskFailed
    | None
)
