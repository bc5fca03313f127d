"""Answers as bytes: messages, problems, and downloads in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from starlette.responses import Response, StreamingResponse

from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.messages import Problem
from wenling_desk.protocol.problems import STATUS
from wenling_desk.server.ranges import PIECE_BYTES, wanted
from wenling_desk.server.refusals import Refused
from wenling_desk.server.request_guard import OCTETS
from wenling_desk.server.routes import Download

WORTH_PACKING: Final = 1 << 10
"""Bytes from which an answer is packed for a desk that takes that."""

RETRY_AFTER: Final = "retry-after"
_NEVER_KEPT: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

Read = Callable[[int, int], Awaitable[bytes]]


def message(body: bytes, status: int = 200, *, accepted: str = "", extra: Mapping[str, str] | None = None) -> Response:
    """JSON bytes; with the digest of what is sent, so that a desk sees what a proxy did to it."""
    headers = {**_NEVER_KEPT, **(extra or {})}
    if len(body) >= WORTH_PACKING and codec.ZSTD in accepted.lower():
        body = codec.pack(body)
        headers |= {"content-encoding": codec.ZSTD, "vary": "accept-encoding"}
    headers[signing.DIGEST] = signing.digest_of(body)
    return Response(body, status, headers, codec.MEDIA_TYPE)


def problem(refused: Refused, *, extra: Mapping[str, str] | None = None) -> Response:
    """Why a request was not done. ``too_many`` and ``unavailable`` say when to come back."""
    headers = dict(extra or {})
    if refused.code in {"too_many", "unavailable"}:
        headers[RETRY_AFTER] = refused.values.get("retry_after", "5")
    body = codec.encode(Problem(code=refused.code, values=refused.values))
    return message(body, STATUS[refused.code], extra=headers)


async def download(found: Download, asked: str, read: Read) -> Response:
    """The whole or the range asked for, piece by piece. Refuses with ``range_wrong`` (size)."""
    part = wanted(asked, found.size) if asked else None
    first, length = part if part is not None else (0, found.size)
    headers = {**_NEVER_KEPT, "accept-ranges": "bytes", "content-length": str(length)}
    if part is not None:
        headers["content-range"] = f"bytes {first}-{first + length - 1}/{found.size}"
    # The first piece is read before the answer begins: what goes wrong there can still be said.
    begun = await read(first, min(length, PIECE_BYTES)) if length else b""

    async def pieces() -> AsyncIterator[bytes]:
        yield begun
        sent = len(begun)
        while sent < length:
            piece = await read(first + sent, min(length - sent, PIECE_BYTES))
            if not piece:
                raise OSError("a stored file is shorter than it was")
            sent += len(piece)
            yield piece

    return StreamingResponse(pieces(), 200 if part is None else 206, headers, OCTETS)
