"""A key slot: the database key wrapped for one secret, with AES-256-GCM under a key made from that secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 48
"""32 bytes of key and 16 of salt: SQLCipher is given both."""

VERSION: Final = 1
PASSWORD: Final = "password"
RECOVERY: Final = "recovery"

_SALT: Final = 16
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """The key of the desk's database: 48 bytes, in memory only."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"a database key has {KEY_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What one guess at a password costs: memory in KiB, passes, lanes."""

    memory_kib: int = 64 << 10
    passes: int = 3
    lanes: int = 4

    def is_reasonable(self) -> bool:
        """Whether a file may ask for it: at most 1 GiB and 64 passes, or a forged file could stop the desk."""
        return 8 * self.lanes <= self.memory_kib <= 1 << 20 and 1 <= self.passes <= 64 and 1 <= self.lanes <= 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the key. ``name`` is unique in a key file, ``kind`` is ``password`` or ``recovery``."""

    name: str
    kind: str
    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Argon2Cost | None

    @classmethod
    def seal(
        cls,
        key: DatabaseKey,
        *,
        device: str,
        name: str,
        kind: str,
        secret: bytes,
        pepper: bytes = b"",
        cost: Argon2Cost | None = None,
    ) -> Slot:
        """Wrap ``key`` for ``secret``. A password needs a cost; a recovery code has 160 bits and needs none."""
        if (cost is None) is (kind == PASSWORD):
            raise ValueError("a password slot has a cost, a recovery slot has none")
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        wrapping = AESGCM(_wrapping_key(secret, salt, cost, pepper))
        wrapped = wrapping.encrypt(nonce, key.raw, _context(device, name, kind))
        return cls(name, kind, salt, nonce, wrapped, cost)

    def open(self, secret: bytes, *, device: str, pepper: bytes = b"") -> DatabaseKey | None:
        """The key, or ``None`` where the secret, the pepper or the device is another."""
        wrapping = AESGCM(_wrapping_key(secret, self.salt, self.cost, pepper))
        try:
            return DatabaseKey(wrapping.decrypt(self.nonce, self.wrapped, _context(device, self.name, self.kind)))
        except InvalidTag:
            return None

    def to_plain(self) -> dict[str, Any]:
        """The JSON shape."""
        plain: dict[str, Any] = {"name": self.name, "kind": self.kind}
        plain |= {name: getattr(self, name).hex() for name in ("salt", "nonce", "wrapped")}
        if self.cost is not None:
            plain["argon2id"] = {name: getattr(self.cost, name) for name in Argon2Cost.__slots__}
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Slot:
        """The slot of a JSON shape; raises KeyError, TypeError or ValueError."""
        kind = plain["kind"]
        cost = Argon2Cost(**plain["argon2id"]) if kind == PASSWORD else None
        if cost is not None and not cost.is_reasonable():
            raise ValueError("unreasonable cost")
        salt, nonce, wrapped = (bytes.fromhex(plain[name]) for name in ("salt", "nonce", "wrapped"))
        if len(nonce) != _NONCE or len(salt) != _SALT:
            raise ValueError("wrong length")
        return cls(str(plain["name"]), str(kind), salt, nonce, wrapped, cost)


def _wrapping_key(secret: bytes, salt: bytes, cost: Argon2Cost | None, pepper: bytes) -> bytes:
    stretched = secret
    if cost is not None:
        stretched = hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
    return HKDF(SHA256(), 32, salt=salt, info=b"wenling-desk/slot/1").derive(stretched + pepper)


def _context(device: str, name: str, kind: str) -> bytes:
    """Binds a wrapped key to its place: a slot copied to another device, name or version does not open."""
    return "\n".join((device, name, kind, str(VERSION))).encode("utf-8")
