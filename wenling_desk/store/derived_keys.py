"""Keys derived from the database key: one for each purpose, none ever stored."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 48
"""The database key: 32 bytes of key and 16 of SQLCipher's salt."""


def derive(key: bytes, purpose: str) -> bytes:
    """32 bytes by HKDF-SHA256 from the 48 bytes of the database key, bound to ``purpose``."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    info = f"wenling-desk/{purpose}/1".encode("ascii")
    return HKDF(SHA256(), 32, salt=key[32:], info=info).derive(key[:32])


@dataclass(frozen=True, slots=True)
class DerivedKeys:
    """What the store needs beside the database key itself."""

    papers: bytes = field(repr=False)
    file_names: bytes = field(repr=False)
    subjects: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> DerivedKeys:
        """All keys of a database key."""
        return cls(derive(key, "papers"), derive(key, "file-names"), derive(key, "subjects"))

    def file_name(self, sha256: str) -> str:
        """The file name of a kept file: does not let anyone who holds the document recognise it."""
        return hmac.new(self.file_names, sha256.encode("ascii"), hashlib.sha256).hexdigest()[:40]

    def subject_key(self, identity_number: str) -> str:
        """A keyed hash of an identity number, blanks and case forgiven; empty for an empty number."""
        plain = "".join(identity_number.split()).upper()
        if not plain:
            return ""
        data = plain.encode("utf-8", "surrogatepass")
        return hmac.new(self.subjects, data, hashlib.sha256).hexdigest()
