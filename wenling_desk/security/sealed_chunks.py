"""Attachments at rest on the centre: AES-256-GCM, chunk by chunk, each bound to its file and its place in it."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
OVERHEAD: Final = 12 + 16
"""Bytes a sealed chunk is longer than its content: nonce and tag."""

_NONCE: Final = 12


class ChunkCipher:
    """Seals and opens chunks under one key. Safe on any thread."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of attachments has {KEY_BYTES} bytes")
        self._cipher = AESGCM(key)

    def seal(self, sha256: str, offset: int, data: bytes) -> bytes:
        """``nonce || ciphertext || tag`` of the bytes of attachment ``sha256`` that begin at ``offset``."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, _place(sha256, offset))

    def open(self, sha256: str, offset: int, sealed: bytes) -> bytes | None:
        """The content; ``None`` where a bit is wrong, or the chunk belongs to another place or another file."""
        if len(sealed) < OVERHEAD:
            return None
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(sha256, offset))
        except InvalidTag:
            return None


def _place(sha256: str, offset: int) -> bytes:
    return f"wenling-chunk/1\n{sha256}\n{offset}".encode("ascii", "backslashreplace")
