"""One file of the issue journal: sealed frames behind one another, each written whole or recognised as torn.

``WLJ1``, then for every frame eight bytes (its length, and a checksum of length and place), a nonce and what
AES-256-GCM makes of 32 bytes of chain and the packed content. The seal is bound to the database, the machine, the file
and the place in it: a frame moved anywhere else does not open.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wenling_desk.durable_files import flush_folder_of

MAGIC: Final = b"WLJ1"
NO_CHAIN: Final = bytes(32)
_HEAD: Final = struct.Struct(">II")
_NONCE: Final = 12
_LEAST: Final = _NONCE + len(NO_CHAIN) + 16
_MOST: Final = 64 << 20
"""Bytes of one frame; one command's facts are far below it."""


class Tail(StrEnum):
    """How a file ends. ``TORN``: in a frame that was never finished, which may be cut off; ``DAMAGED``: in bytes that
    no crash leaves behind, so they stay; ``FOREIGN``: whole frames, and none of them opens under this key and place."""

    WHOLE = "whole"
    TORN = "torn"
    DAMAGED = "damaged"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Frames:
    """What a file holds. ``size`` is the length up to the last frame that counts, ``places`` how many there are up to
    there, ``chain`` the running hash behind it; ``lost`` frames in the middle do not open any more."""

    contents: tuple[bytes, ...]
    size: int
    places: int
    chain: bytes
    tail: Tail
    lost: int = 0


class FrameSeal:
    """Seals and opens frames of one file. ``place`` names database, machine and file."""

    def __init__(self, key: bytes, place: str) -> None:
        self._cipher = AESGCM(key)
        self._place = place.encode("utf-8")

    def sealed(self, content: bytes, number: int, chain: bytes) -> tuple[bytes, bytes]:
        """The bytes of the ``number``-th frame and the chain behind it."""
        nonce = os.urandom(_NONCE)
        inner = nonce + self._cipher.encrypt(nonce, chain + zlib.compress(content, 1), self._bound(number))
        return _HEAD.pack(len(inner), _checksum(len(inner), number)) + inner, _following(chain, inner)

    def opened(self, inner: bytes, number: int) -> bytes | None:
        """The content of a frame; ``None`` where it is not what was written here."""
        try:
            plain = self._cipher.decrypt(inner[:_NONCE], inner[_NONCE:], self._bound(number))
            return zlib.decompress(plain[len(NO_CHAIN) :])
        except (InvalidTag, zlib.error):
            return None

    def _bound(self, number: int) -> bytes:
        return self._place + struct.pack(">I", number)


def read_frames(raw: bytes, seal: FrameSeal) -> Frames:
    """The frames of a file; never raises, whatever the bytes are, and gives no content that was not written."""
    if not raw.startswith(MAGIC):
        is_torn = MAGIC.startswith(raw) or not any(raw)
        return Frames((), 0, 0, NO_CHAIN, Tail.TORN if is_torn else Tail.DAMAGED)
    contents: list[bytes] = []
    offset, number, chain, lost = len(MAGIC), 0, NO_CHAIN, 0
    tail = Tail.WHOLE
    while offset < len(raw):
        length = _length_at(raw, offset, number)
        if length is None:
            is_torn = not any(raw[offset + _HEAD.size :])  # a file may grow before its bytes arrive
            tail = Tail.TORN if is_torn else Tail.DAMAGED
            break
        end = offset + _HEAD.size + length
        inner = raw[offset + _HEAD.size : end]
        content = seal.opened(inner, number) if end <= len(raw) else None
        if content is None and end >= len(raw):
            tail = Tail.TORN
            break
        if content is None:
            lost += 1
        else:
            contents.append(content)
        offset, number, chain = end, number + 1, _following(chain, inner)
    if lost and not contents:
        tail = Tail.FOREIGN
    return Frames(tuple(contents), offset, number, chain, tail, lost)


class JournalFile:
    """A file that grows. Every append is on the disk when it returns."""

    def __init__(self, path: Path, seal: FrameSeal, descriptor: int, size: int, places: int, chain: bytes) -> None:
        """Use :meth:`made` or :meth:`continued`."""
        self._path = path
        self._seal = seal
        self._descriptor = descriptor
        self.size = size
        self._places = places
        self._chain = chain

    @classmethod
    def made(cls, path: Path, seal: FrameSeal, header: bytes) -> JournalFile:
        """A new file with its first frame; what lies there unfinished is overwritten. Raises OSError."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        file = cls(path, seal, descriptor, 0, 0, NO_CHAIN)
        try:
            file._write(MAGIC)
            file.append(header)
            flush_folder_of(path)
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def continued(cls, path: Path, seal: FrameSeal, found: Frames) -> JournalFile:
        """A file that was read as ``found``; a torn end is cut off. Raises OSError."""
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            if found.tail is Tail.TORN:
                os.ftruncate(descriptor, found.size)
                os.fsync(descriptor)
            os.lseek(descriptor, found.size, os.SEEK_SET)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, seal, descriptor, found.size, found.places, found.chain)

    def append(self, content: bytes) -> None:
        """Add a frame and flush it. Raises OSError, also where the file is not the one at its path any more: a folder
        that was unmounted takes writes for a while and forgets them."""
        there, here = self._path.stat(), os.fstat(self._descriptor)
        if (there.st_ino, there.st_dev, there.st_size) != (here.st_ino, here.st_dev, self.size):
            raise OSError("the journal's file was exchanged")
        frame, chain = self._seal.sealed(content, self._places, self._chain)
        self._write(frame)
        os.fsync(self._descriptor)
        self._places, self._chain = self._places + 1, chain

    def close(self) -> None:
        """Let the file go; a second call does nothing."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            written = os.write(self._descriptor, left)
            left = left[written:]
        self.size += len(data)


def _length_at(raw: bytes, offset: int, number: int) -> int | None:
    """The length of the frame that begins there; ``None`` for bytes that begin none."""
    if len(raw) - offset < _HEAD.size:
        return None
    length, checksum = _HEAD.unpack_from(raw, offset)
    if not _LEAST <= length <= _MOST or checksum != _checksum(length, number):
        return None
    return int(length)


def _checksum(length: int, number: int) -> int:
    return zlib.crc32(struct.pack(">II", length, number))


def _following(chain: bytes, inner: bytes) -> bytes:
    return hashlib.sha256(chain + inner).digest()
