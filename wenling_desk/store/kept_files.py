"""Issued PDFs and attachments as files: AES-256-GCM under a derived key, found by hash, written before the row that
names them.

Files and not blobs: the database stays small, so the check at start, the copy before a migration and the
write-ahead log stay short however many papers a desk has issued, and an attachment that is no longer needed here frees
real space.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import PART, flush_folder_of, write_durably
from wenling_desk.store.derived_keys import DerivedKeys

FOLDER: Final = "papers"
_MAGIC: Final = b"WLP1"
_NONCE: Final = 12


class KeptFiles:
    """The folder of kept files of one home."""

    def __init__(self, home: Path, keys: DerivedKeys) -> None:
        """Make the folder and drop what a crash left half written; raises OSError."""
        self.folder = home / FOLDER
        self._keys = keys
        self._cipher = AESGCM(keys.papers)
        if not self.folder.is_dir():
            self.folder.mkdir()
            flush_folder_of(self.folder)
        for part in self.folder.glob(f"*{PART}"):
            part.unlink()

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Write files by hash and make them durable; one that is there and whole is left. Raises OSError.

        A file whose row was never committed stays: it is the only trace of its paper should the database ever
        be exchanged for an older one.
        """
        if not files:
            return
        for sha256, content in files.items():
            target = self._path(sha256)
            if not self.is_whole(sha256):
                nonce = os.urandom(_NONCE)
                sealed = self._cipher.encrypt(nonce, content, sha256.encode("ascii"))
                write_durably(target, b"".join((_MAGIC, nonce, sealed)), flush_folder=False)
        flush_folder_of(self._path(""))

    def read(self, sha256: str, number: str) -> bytes:
        """The content; raises ``paper_file_missing`` or ``paper_file_damaged`` (number)."""
        path = self._path(sha256)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise KnownTrouble("paper_file_missing", number=number) from None
        content = self._opened(raw, sha256)
        if content is None:
            raise KnownTrouble("paper_file_damaged", number=number)
        return content

    def read_blob(self, sha256: str) -> bytes:
        """The content, for whoever knows only the digest; raises ``blob_damaged`` (sha256)."""
        try:
            content = self._opened(self._path(sha256).read_bytes(), sha256)
        except FileNotFoundError:
            content = None
        if content is None:
            raise KnownTrouble("blob_damaged", sha256=sha256)
        return content

    def remove(self, digests: Iterable[str]) -> None:
        """Delete files by hash, those that are there. Raises OSError."""
        for sha256 in digests:
            self._path(sha256).unlink(missing_ok=True)

    def name(self, sha256: str) -> str:
        """The file name of a hash."""
        return self._keys.file_name(sha256)

    def is_whole(self, sha256: str) -> bool:
        """Whether the file of a hash is there and opens to just that content."""
        try:
            return self._opened(self._path(sha256).read_bytes(), sha256) is not None
        except FileNotFoundError:
            return False

    def _opened(self, raw: bytes, sha256: str) -> bytes | None:
        start = len(_MAGIC) + _NONCE
        if raw[: len(_MAGIC)] != _MAGIC:
            return None
        try:
            content = self._cipher.decrypt(raw[len(_MAGIC) : start], raw[start:], sha256.encode("ascii"))
        except InvalidTag:
            return None
        return content if digest_of(content).hexdigest() == sha256 else None

    def _path(self, sha256: str) -> Path:
        return self.folder / self.name(sha256)
