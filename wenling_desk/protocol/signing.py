"""What a signed request covers, and the headers that carry it. Making and checking signatures is not done here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

DEVICE: Final = "wenling-device"
SEQ: Final = "wenling-seq"
NONCE: Final = "wenling-nonce"
TIME: Final = "wenling-time"
DIGEST: Final = "wenling-digest"
SIGNATURE: Final = "wenling-signature"
ALGORITHM: Final = "ed25519"
"""Stands before every key and signature, so that another algorithm can follow."""


@dataclass(frozen=True, slots=True)
class RequestSeal:
    """The part of a request that is signed. ``path`` includes the query; ``digest`` is the SHA-256 of the body as sent
    (hex), packed or not; ``at`` is evidence only, no decision hangs on it. ``seq`` 0 is for ``hello`` alone."""

    method: str
    path: str
    digest: str
    device: str
    seq: int
    nonce: str
    at: str

    def to_bytes(self) -> bytes:
        """What is signed."""
        parts = ("WL1", self.method, self.path, self.digest, self.device, str(self.seq), self.nonce, self.at)
        return "\n".join(parts).encode("utf-8")


def anchor_bytes(device: str, seq: int, head: str) -> bytes:
    """What the centre signs for a head of a device's ledger."""
    return "\n".join(("WL1-anchor", device, str(seq), head)).encode("utf-8")


def release_bytes(kind: str, number: str, sha256: str, effective_at: str) -> bytes:
    """What the centre signs for a release."""
    return "\n".join(("WL1-release", kind, number, sha256, effective_at)).encode("utf-8")


def snapshot_bytes(scope: str, ver: int, sha256: str, incarnation: str) -> bytes:
    """What the centre signs for a snapshot."""
    return "\n".join(("WL1-snapshot", scope, str(ver), sha256, incarnation)).encode("utf-8")


def digest_of(body: bytes) -> str:
    """The digest of a body as it goes over the wire."""
    return hashlib.sha256(body).hexdigest()
