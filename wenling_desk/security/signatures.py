"""Signatures of devices and of the centre (Ed25519), and boxes only the centre opens (X25519).

Keys and signatures are written ``<algorithm>:<hex>``, so that another algorithm (SM2 from a certified module) can
stand beside this one later. A key of an unknown algorithm verifies nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wenling_desk.protocol.signing import ALGORITHM

ESCROW_ALGORITHM: Final = "x25519"
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key: 32 raw bytes, in memory or in an encrypted place only."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"a signing key has {KEY_BYTES} bytes")

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key."""
        return cls(os.urandom(KEY_BYTES))

    @property
    def public(self) -> str:
        """The public half as it stands in messages."""
        return f"{ALGORITHM}:{Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw().hex()}"

    def sign(self, data: bytes) -> str:
        """The signature over ``data`` as it stands in messages."""
        return f"{ALGORITHM}:{Ed25519PrivateKey.from_private_bytes(self.raw).sign(data).hex()}"


def is_public_key(text: str) -> bool:
    """Whether this is a public key this program can check signatures with."""
    return _raw(text, ALGORITHM, KEY_BYTES) is not None


def verify(public_key: str, signature: str, data: bytes) -> bool:
    """Whether ``signature`` was made over ``data`` by the owner of ``public_key``; malformed ones are not."""
    key, made = _raw(public_key, ALGORITHM, KEY_BYTES), _raw(signature, ALGORITHM, SIGNATURE_BYTES)
    if key is None or made is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(made, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class EscrowKey:
    """The centre's private X25519 key: opens what a desk sealed to the centre before it was wiped."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"an escrow key has {KEY_BYTES} bytes")

    @classmethod
    def generate(cls) -> EscrowKey:
        """A new key."""
        return cls(os.urandom(KEY_BYTES))

    @property
    def public(self) -> str:
        """The public half as it stands in messages."""
        raw = X25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw()
        return f"{ESCROW_ALGORITHM}:{raw.hex()}"

    def open(self, box: bytes) -> bytes | None:
        """What :func:`seal_to` put into the box, ``None`` where it was sealed to another key or damaged."""
        if len(box) < KEY_BYTES + _NONCE:
            return None
        sender, nonce, sealed = box[:KEY_BYTES], box[KEY_BYTES : KEY_BYTES + _NONCE], box[KEY_BYTES + _NONCE :]
        own = X25519PrivateKey.from_private_bytes(self.raw)
        try:
            secret = own.exchange(X25519PublicKey.from_public_bytes(sender))
            cipher = _box_cipher(secret, sender, own.public_key().public_bytes_raw())
            return cipher.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            return None


def seal_to(public_key: str, data: bytes) -> bytes:
    """A box only the owner of the escrow key opens: ``one-time public key || nonce || AES-256-GCM``.

    Raises ValueError for what is no escrow key.
    """
    receiver = _raw(public_key, ESCROW_ALGORITHM, KEY_BYTES)
    if receiver is None:
        raise ValueError("no escrow key")
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    secret = once.exchange(X25519PublicKey.from_public_bytes(receiver))
    nonce = os.urandom(_NONCE)
    return sender + nonce + _box_cipher(secret, sender, receiver).encrypt(nonce, data, None)


def _box_cipher(secret: bytes, sender: bytes, receiver: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=sender + receiver, info=b"wenling-desk/escrow/1").derive(secret))


def _raw(text: str, algorithm: str, length: int) -> bytes | None:
    """The bytes of ``<algorithm>:<lower-case hex>``; one written form only, so that no key has two names."""
    named, _, digits = text.partition(":")
    if named != algorithm or len(digits) != 2 * length or digits.strip("0123456789abcdef"):
        return None
    return bytes.fromhex(digits)
