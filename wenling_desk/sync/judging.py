"""Is this the centre, and what does it say? What a response and an error of the line amount to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Final

import httpx

from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.messages import Problem
from wenling_desk.protocol.versions import MOST_BODY_BYTES
from wenling_desk.sync.asking import Failure, FailureKind

OCTETS: Final = "application/octet-stream"
MOST_RETRY_MS: Final = 3_600_000
MOST_PROBLEM_BYTES: Final = 64 << 10
LATER: Final = frozenset({"unavailable", "too_many"})
_NOT_YET, _EXPIRED = 9, 10
"""OpenSSL's codes of a certificate outside its time."""


class NoAnswer(Exception):  # noqa: N818 - leaves the exchange as a Failure
    """Carries the failure to where it becomes one."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


def require_centre(response: httpx.Response, wanted: str) -> None:
    """Let through what only the centre sends: its own media type (``wanted``) with a success. Raises NoAnswer."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    status = response.status_code
    if kind == wanted and status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if kind != codec.MEDIA_TYPE or status < httpx.codes.BAD_REQUEST:
        is_its = status >= httpx.codes.INTERNAL_SERVER_ERROR
        raise NoAnswer(
            Failure(FailureKind.SERVER_TROUBLE if is_its else FailureKind.PORTAL, retry_after_ms=_later(response))
        )
    try:
        problem = codec.decode(read_body(response, MOST_PROBLEM_BYTES), Problem)
    except BadMessageError as error:
        raise NoAnswer(Failure(FailureKind.BROKEN, "unreadable")) from error
    kind_of = FailureKind.REFUSED
    if problem.code in LATER or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        kind_of = FailureKind.SERVER_TROUBLE
    raise NoAnswer(Failure(kind_of, problem.code, problem.values, _later(response)))


def _later(response: httpx.Response) -> int:
    """Milliseconds to hold back; a date in the header says nothing to a desk whose clock may be wrong."""
    text = response.headers.get("retry-after", "")
    return min(int(text) * 1_000, MOST_RETRY_MS) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_body(response: httpx.Response, most: int = MOST_BODY_BYTES) -> bytes:
    """The body as the centre wrote it: never more than ``most``, its digest right, unpacked. Raises NoAnswer."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > most:
            raise NoAnswer(Failure(FailureKind.BROKEN, "too_large_answer"))
        parts.append(part)
    body = b"".join(parts)
    stated = response.headers.get(signing.DIGEST)
    if stated is not None and stated != signing.digest_of(body):
        raise NoAnswer(Failure(FailureKind.BROKEN, "changed_on_the_way"))
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        return body
    if packing != codec.ZSTD:
        raise NoAnswer(Failure(FailureKind.BROKEN, "unreadable"))
    try:
        return codec.unpack(body, most)
    except BadMessageError as error:
        raise NoAnswer(
            Failure(FailureKind.BROKEN, "too_large_answer" if error.is_too_large else "unreadable")
        ) from error


def failure_of(error: BaseException) -> Failure:
    """What an error of the line amounts to."""
    if isinstance(error, httpx.TimeoutException):
        return Failure(FailureKind.OFFLINE, "timeout")
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            codes = {_EXPIRED: "certificate_expired", _NOT_YET: "certificate_not_yet"}
            return Failure(FailureKind.TLS, codes.get(cause.verify_code, "certificate_wrong"))
        if isinstance(cause, ssl.SSLError) and isinstance(error, httpx.ConnectError):
            is_cut = isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError)
            return Failure(FailureKind.OFFLINE) if is_cut else Failure(FailureKind.TLS, "no_tls")
    return Failure(FailureKind.OFFLINE)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
