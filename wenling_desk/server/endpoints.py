"""The table of the interface: every route with its message types, its limits and what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import msgspec

from wenling_desk.protocol import messages as wire
from wenling_desk.protocol.versions import CHUNK_BYTES, MOST_BODY_BYTES, MOST_PULLED_ROWS, PROTOCOL
from wenling_desk.server.limits import LARGEST_NUMBER

MOST_CHUNK: Final = 4 * CHUNK_BYTES
SMALL_BYTES: Final = 64 << 10
"""What is enough for a message of a few fields; a stranger who enrols gets no more."""

LONGEST_NAME: Final = 200
"""Characters of a name in a path or a query."""


class Kept(IntEnum):
    """How long a kind of request is kept when there is too much to do: what is least is turned away first."""

    SNAPSHOT = 0
    PULL = 1
    PUSH = 2


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the query. ``kind``: ``text`` or ``number``; a number without ``default`` is needed."""

    name: str
    kind: str
    says: str
    default: int | None = None
    most: int = LONGEST_NAME
    """Characters of a text; a larger number counts as this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one path.

    ``mutates``: the answer is kept, and a repetition gets it byte for byte. ``in_order`` is false for ``hello`` alone,
    which has no place in the numbering. ``small``: a message of a few fields. ``answer`` is ``None`` where bytes are
    sent, ``chunk`` where bytes are taken.
    """

    name: str
    method: str
    path: str
    says: str
    request: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    query: tuple[Parameter, ...] = ()
    chunk: bool = False
    small: bool = False
    signed: bool = True
    mutates: bool = False
    in_order: bool = True
    open_to_revoked: bool = False
    kept: Kept = Kept.PULL
    problems: tuple[str, ...] = ()

    @property
    def most_bytes(self) -> int:
        """Bytes a body may have, before and after unpacking."""
        if self.chunk:
            return MOST_CHUNK
        if self.small:
            return SMALL_BYTES
        return MOST_BODY_BYTES if self.request is not None else 0

    def all_problems(self) -> frozenset[str]:
        """Every code this endpoint may answer with."""
        found = {"unavailable", "too_many", "bad_message", "too_large", "wrong_type", "bad_digest", *self.problems}
        if self.signed:
            found |= {"signature_wrong", "device_unknown", "request_reused", "request_stale"}
            if not self.open_to_revoked:
                found.add("device_revoked")
        return frozenset(found)


SCOPE: Final = Parameter("scope", "text", "The scope: hall:<code>, device:<id> or catalogue:<region>.")

ENDPOINTS: Final = (
    Endpoint(
        name="enrol",
        method="POST",
        path="/v1/enrol",
        says="A desk joins with a one-time code. The same code and key get the same answer.",
        small=True,
        request=wire.EnrolRequest,
        answer=wire.EnrolAnswer,
        signed=False,
        kept=Kept.PUSH,
        problems=("code_wrong", "code_used", "upgrade_needed"),
    ),
    Endpoint(
        name="hello",
        method="POST",
        path="/v1/hello",
        says="How the desk stands, and what it needs to know before it sends. Request number 0.",
        small=True,
        request=wire.HelloRequest,
        answer=wire.HelloAnswer,
        in_order=False,
        open_to_revoked=True,
        kept=Kept.PUSH,
        problems=("wrong_scope",),
    ),
    Endpoint(
        name="push",
        method="POST",
        path="/v1/push",
        says="Ops without a gap; one status for each, and the last number verified in this very request.",
        request=wire.PushRequest,
        answer=wire.PushAnswer,
        mutates=True,
        open_to_revoked=True,
        kept=Kept.PUSH,
        problems=("gap", "forked", "epoch_closed", "wrong_scope"),
    ),
    Endpoint(
        name="epoch",
        method="POST",
        path="/v1/epoch",
        says="A new epoch with a new desk code, for a ledger that no longer fits.",
        small=True,
        request=wire.EpochRequest,
        answer=wire.EpochAnswer,
        mutates=True,
        kept=Kept.PUSH,
        problems=("epoch_closed", "gap", "forked", "wrong_scope"),
    ),
    Endpoint(
        name="known",
        method="POST",
        path="/v1/known",
        says="Which of these ops the centre holds.",
        request=wire.KnownRequest,
        answer=wire.KnownAnswer,
        kept=Kept.PUSH,
    ),
    Endpoint(
        name="pull",
        method="GET",
        path="/v1/pull",
        says="Rows of a scope's log, without a gap from after + 1.",
        answer=wire.PullAnswer,
        query=(
            SCOPE,
            Parameter("after", "number", "The version the desk has applied.", 0, LARGEST_NUMBER),
            Parameter("limit", "number", "Most rows.", MOST_PULLED_ROWS, MOST_PULLED_ROWS),
            Parameter("protocol", "number", "The version of the messages the desk speaks.", PROTOCOL, LARGEST_NUMBER),
        ),
        problems=("wrong_scope", "below_floor", "upgrade_needed", "not_found"),
    ),
    Endpoint(
        name="record",
        method="GET",
        path="/v1/record/{id}",
        says="All facts of a record; from now on the desk holds it. The centre notes who fetched it.",
        answer=wire.FetchAnswer,
        problems=("not_found", "wrong_scope"),
    ),
    Endpoint(
        name="digest",
        method="GET",
        path="/v1/digest",
        says="Number and digest of what is in a scope, for the nightly comparison.",
        answer=wire.DigestAnswer,
        query=(SCOPE,),
        problems=("wrong_scope", "not_found"),
    ),
    Endpoint(
        name="snapshot",
        method="POST",
        path="/v1/snapshot",
        says="Make a snapshot of a scope: one encrypted file under a one-time key. The body is empty.",
        answer=wire.SnapshotAnswer,
        query=(SCOPE,),
        kept=Kept.SNAPSHOT,
        problems=("wrong_scope", "not_found"),
    ),
    Endpoint(
        name="snapshot_part",
        method="GET",
        path="/v1/snapshot/{id}",
        says="The snapshot's file, whole or a range of it.",
        kept=Kept.SNAPSHOT,
        problems=("not_found", "wrong_scope", "range_wrong"),
    ),
    Endpoint(
        name="duplicates",
        method="POST",
        path="/v1/duplicates",
        says="Open cases of one person on these items, in any hall. The centre notes who asked, and keeps no number.",
        small=True,
        request=wire.DuplicatesRequest,
        answer=wire.DuplicatesAnswer,
        problems=("wrong_scope",),
    ),
    Endpoint(
        name="blob_offer",
        method="POST",
        path="/v1/blob",
        says="Offer an attachment; the answer says how much of it is there.",
        small=True,
        request=wire.BlobOffer,
        answer=wire.BlobState,
        problems=("wrong_scope", "not_found"),
    ),
    Endpoint(
        name="blob_chunk",
        method="PATCH",
        path="/v1/blob/{sha256}",
        says="The bytes of an attachment from upload-offset on; the digest of the whole is checked at the end.",
        answer=wire.BlobState,
        chunk=True,
        problems=("offset_wrong", "not_found", "wrong_scope"),
    ),
    Endpoint(
        name="blob",
        method="GET",
        path="/v1/blob/{sha256}",
        says="An attachment, whole or a range of it.",
        problems=("not_found", "wrong_scope", "range_wrong"),
    ),
    Endpoint(
        name="release",
        method="GET",
        path="/v1/release/{kind}/{number}",
        says="A signed release of the catalogue or of the program.",
        problems=("not_found", "wrong_scope", "range_wrong"),
    ),
    Endpoint(
        name="fleet",
        method="GET",
        path="/v1/fleet",
        says="The devices of the hall.",
        answer=wire.FleetAnswer,
        problems=("wrong_scope",),
    ),
    Endpoint(
        name="held",
        method="GET",
        path="/v1/fleet/{device}/held",
        says="What a (lost) device held, as far as the centre knows.",
        answer=wire.HeldAnswer,
        problems=("not_found", "wrong_scope"),
    ),
)
"""All that speaks of records. ``/v1/ca``, ``/v1/openapi.json``, ``/health``, ``/ready`` and ``/metrics`` stand in
``plain_routes``."""
