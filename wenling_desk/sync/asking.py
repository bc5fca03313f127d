"""What the sync asks of the centre, and why an answer did not come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from wenling_desk.protocol.messages import (
    BlobOffer,
    BlobState,
    DigestAnswer,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    PullAnswer,
    PushAnswer,
    PushRequest,
    SnapshotAnswer,
)


@dataclass(frozen=True, slots=True)
class Pull:
    """Rows of a scope from ``after + 1``, at most ``limit``; answered by ``PullAnswer``."""

    scope: str
    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class AskDigest:
    """Number and digest of what the centre has in a scope; answered by ``DigestAnswer``."""

    scope: str


@dataclass(frozen=True, slots=True)
class AskSnapshot:
    """A snapshot of a scope, to be made now; answered by ``SnapshotAnswer``."""

    scope: str


@dataclass(frozen=True, slots=True)
class FetchSnapshot:
    """The snapshot's file, resumed where a part of it is here; answered by :class:`Downloaded`."""

    snapshot: SnapshotAnswer


@dataclass(frozen=True, slots=True)
class FetchRelease:
    """A release's file; answered by :class:`Downloaded`."""

    kind: str
    number: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SendChunk:
    """A part of an attachment at ``offset``; answered by ``BlobState``."""

    sha256: str
    offset: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that is here whole, its digest verified."""

    path: str


Request: TypeAlias = (
    HelloRequest
    | PushRequest
    | EpochRequest
    | KnownRequest
    | BlobOffer
    | Pull
    | AskDigest
    | AskSnapshot
    | FetchSnapshot
    | FetchRelease
    | SendChunk
)
Answer: TypeAlias = (
    HelloAnswer
    | PushAnswer
    | EpochAnswer
    | KnownAnswer
    | BlobState
    | PullAnswer
    | DigestAnswer
    | SnapshotAnswer
    | Downloaded
)


class FailureKind(StrEnum):
    """Why no answer came. ``REFUSED`` is an answer of the centre's own with a code of ``protocol.problems``."""

    OFFLINE = "offline"
    """No connection, or it broke off, or nothing came in time."""
    TLS = "tls"
    """Somebody answered who is not the centre, or its certificate has expired."""
    PORTAL = "portal"
    """Something on the way answered with a page of its own."""
    SERVER_TROUBLE = "server_trouble"
    """The centre is there and cannot."""
    BROKEN = "broken"
    """The answer cannot be read: cut off, changed on the way, or too large."""
    REFUSED = "refused"
    STOPPED = "stopped"
    """This side was told to stop."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request without an answer. ``retry_after_ms`` is what the centre asked for, 0 where it said nothing."""

    kind: FailureKind
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    retry_after_ms: int = 0

    @property
    def reason(self) -> str:
        """The code by which a person is told: that of the refusal, or the kind."""
        return self.code or str(self.kind)

    def number(self, name: str, default: int = -1) -> int:
        """A number the centre gave with its refusal."""
        value = self.values.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 16 else default
