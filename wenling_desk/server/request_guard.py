"""Who sends this, and was it sent before: everything about a request that is checked before its body is read."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.security.signatures import verify
from wenling_desk.server.endpoints import Endpoint
from wenling_desk.server.refusals import Refused

OCTETS: Final = "application/octet-stream"
LARGEST_SEQ: Final = (1 << 53) - 1
REMEMBERED: Final = 64
"""Request numbers of a device below its highest that may still come, late or again."""

_SEQ: Final = re.compile(r"\d{1,16}")
_NONCE: Final = re.compile(r"[0-9A-Za-z_-]{16,64}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DEVICE: Final = re.compile(r"[0-9A-Za-z._:-]{1,80}")
_TIME: Final = re.compile(r"[0-9T:.+Z-]{1,40}")


@dataclass(frozen=True, slots=True)
class SealedRequest:
    """The seal of a request as its headers state it; nothing is proven yet."""

    seal: RequestSeal
    signature: str

    @property
    def fingerprint(self) -> str:
        """The same for a request and its repetition, another for every other one."""
        return signing.digest_of(self.seal.to_bytes())


def read_seal(method: str, path: str, headers: Mapping[str, str], endpoint: Endpoint) -> SealedRequest:
    """The seal in the headers. Refuses with ``signature_wrong`` where one is missing or misshapen."""
    device, digest = headers.get(signing.DEVICE, ""), headers.get(signing.DIGEST, "")
    seq, nonce, at = headers.get(signing.SEQ, ""), headers.get(signing.NONCE, ""), headers.get(signing.TIME, "")
    shapes = ((_DEVICE, device), (_DIGEST, digest), (_SEQ, seq), (_NONCE, nonce), (_TIME, at))
    if not all(shape.fullmatch(value) for shape, value in shapes) or int(seq) > LARGEST_SEQ:
        raise Refused("signature_wrong")
    if (int(seq) > 0) is not endpoint.in_order:
        raise Refused("signature_wrong")
    seal = RequestSeal(method, path, digest, device, int(seq), nonce, at)
    return SealedRequest(seal, headers.get(signing.SIGNATURE, ""))


def require_digest(headers: Mapping[str, str], body: bytes) -> None:
    """Refuse with ``bad_digest`` a body that is not the one its header speaks of; a proxy changed or cut it."""
    stated = headers.get(signing.DIGEST)
    if stated is not None and stated != signing.digest_of(body):
        raise Refused("bad_digest")


def require_signature(request: SealedRequest, public_key: str) -> None:
    """Refuse with ``signature_wrong`` what this device did not sign."""
    if not verify(public_key, request.signature, request.seal.to_bytes()):
        raise Refused("signature_wrong")


def require_media_type(headers: Mapping[str, str], endpoint: Endpoint) -> None:
    """Refuse with ``wrong_type`` a body of another type, or packed by another method, before any of it is read."""
    if endpoint.chunk or endpoint.request is not None:
        sent = headers.get("content-type", "").partition(";")[0].strip().lower()
        if sent != (OCTETS if endpoint.chunk else codec.MEDIA_TYPE):
            raise Refused("wrong_type", wanted=OCTETS if endpoint.chunk else codec.MEDIA_TYPE)
    packed = headers.get("content-encoding", "").strip().lower()
    if packed not in {"", "identity"} and (packed != codec.ZSTD or endpoint.chunk):
        raise Refused("wrong_type", wanted=codec.ZSTD)


def unpacked(headers: Mapping[str, str], body: bytes, most: int) -> bytes:
    """The body without its packing. Refuses with ``too_large`` or ``bad_message``."""
    if headers.get("content-encoding", "").strip().lower() != codec.ZSTD:
        return body
    try:
        return codec.unpack(body, most)
    except BadMessageError as error:
        raise Refused("too_large", most=most) if error.is_too_large else Refused("bad_message") from None


@dataclass(slots=True)
class _Seen:
    highest: int = 0
    fingerprints: dict[int, str] = field(default_factory=dict)


class RequestNumbers:
    """The numbers of requests that only read, in memory: whether one was used for something else.

    The numbers of those that change something, with their answers, are kept by the core in the database.
    """

    def __init__(self, most_devices: int = 20_000) -> None:
        self._most = most_devices
        self._devices: OrderedDict[str, _Seen] = OrderedDict()

    def highest(self, device: str) -> int:
        """The highest number seen of a device, 0 for none."""
        seen = self._devices.get(device)
        return seen.highest if seen is not None else 0

    def note(self, request: SealedRequest, highest_kept: int) -> None:
        """One request. Refuses with ``request_reused``, and with ``request_stale`` (next) what is too far behind."""
        device, seq = request.seal.device, request.seal.seq
        seen = self._devices.setdefault(device, _Seen())
        self._devices.move_to_end(device)
        while len(self._devices) > self._most:
            self._devices.popitem(last=False)
        highest = max(seen.highest, highest_kept)
        known = seen.fingerprints.get(seq)
        if known is None and seq <= highest - REMEMBERED:
            raise Refused("request_stale", next=highest + 1)
        if known is not None and known != request.fingerprint:
            raise Refused("request_reused", next=highest + 1)
        seen.highest = max(highest, seq)
        seen.fingerprints[seq] = request.fingerprint
        for old in [each for each in seen.fingerprints if each <= seen.highest - REMEMBERED]:
            del seen.fingerprints[old]
