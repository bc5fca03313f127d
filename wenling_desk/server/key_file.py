"""The keys of a centre: one file of its home in two copies, readable by its owner only.

They are not wrapped by a password: a server starts by itself after a power cut. Whoever reads this file reads the
centre; docs/server.md says what follows from that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import write_durably
from wenling_desk.security import authority, sealed_chunks, signatures
from wenling_desk.security.authority import Certificate

FILES: Final = ("centre.keys", "centre.keys.copy")
VERSION: Final = 1
DATABASE_KEY_BYTES: Final = 48
"""Key and salt of SQLCipher."""


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """All secrets of a centre. ``centre_id`` names it in its certificates.

    ``database``: 48 bytes for the embedded database. ``blobs``: 32, attachments at rest. ``subjects``: 32, the keyed
    hash of identity numbers.
    """

    centre_id: str
    database: bytes = field(repr=False)
    blobs: bytes = field(repr=False)
    subjects: bytes = field(repr=False)
    signing: signatures.SigningKey
    escrow: signatures.EscrowKey
    authority: Certificate


def load_or_create(home: Path, now: datetime) -> CentreKeys:
    """The keys of this home, made at its first start.

    Raises ``centre_keys_damaged`` (folder), ``keys_newer`` (found, known) and what writing raises. New keys are never
    made beside a database: they would not open it.
    """
    found = load(home)
    if found is not None:
        return found
    keys = _fresh(now)
    save(home, keys)
    return keys


def load(home: Path) -> CentreKeys | None:
    """The keys of a home, ``None`` where it has none; a damaged copy is healed from the whole one."""
    copies = [_read(home / name) for name in FILES]
    whole = next((each for each in copies if each is not None), None)
    if whole is None:
        if any((home / name).exists() for name in FILES):
            raise KnownTrouble("centre_keys_damaged", folder=str(home))
        return None
    if any(each is None for each in copies):
        with suppress(KnownTrouble):  # one copy is enough to start
            _write(home, whole)
    return _from_plain(json.loads(whole)["content"])


def save(home: Path, keys: CentreKeys) -> None:
    """Write both copies, one after the other. Raises ``centre_keys_not_saved`` (folder)."""
    content = _to_plain(keys)
    text = json.dumps({"content": content, "sha256": _digest(content)}, indent=1, sort_keys=True)
    _write(home, text.encode("ascii"))


def _write(home: Path, text: bytes) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in FILES:
            write_durably(home / name, text)
    except OSError as error:
        raise KnownTrouble("centre_keys_not_saved", folder=str(home)) from error


def _read(path: Path) -> bytes | None:
    """The file's bytes where they are whole; ``None`` where it is missing or damaged."""
    try:
        text = path.read_bytes()
        plain = json.loads(text)
        if plain["sha256"] != _digest(plain["content"]):
            return None
        version = plain["content"]["version"]
        if version > VERSION:
            raise KnownTrouble("keys_newer", found=version, known=VERSION)
        _from_plain(plain["content"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return text


def _fresh(now: datetime) -> CentreKeys:
    centre_id = os.urandom(4).hex()
    return CentreKeys(
        centre_id=centre_id,
        database=os.urandom(DATABASE_KEY_BYTES),
        blobs=os.urandom(sealed_chunks.KEY_BYTES),
        subjects=os.urandom(32),
        signing=signatures.SigningKey.generate(),
        escrow=signatures.EscrowKey.generate(),
        authority=authority.make_authority(now, centre_id),
    )


def _to_plain(keys: CentreKeys) -> dict[str, Any]:
    return {
        "version": VERSION,
        "centre_id": keys.centre_id,
        "database": keys.database.hex(),
        "blobs": keys.blobs.hex(),
        "subjects": keys.subjects.hex(),
        "signing": keys.signing.raw.hex(),
        "escrow": keys.escrow.raw.hex(),
        "authority": keys.authority.certificate.decode("ascii"),
        "authority_key": keys.authority.key.decode("ascii"),
    }


def _from_plain(plain: Mapping[str, Any]) -> CentreKeys:
    keys = CentreKeys(
        centre_id=str(plain["centre_id"]),
        database=bytes.fromhex(plain["database"]),
        blobs=bytes.fromhex(plain["blobs"]),
        subjects=bytes.fromhex(plain["subjects"]),
        signing=signatures.SigningKey(bytes.fromhex(plain["signing"])),
        escrow=signatures.EscrowKey(bytes.fromhex(plain["escrow"])),
        authority=Certificate(plain["authority"].encode("ascii"), plain["authority_key"].encode("ascii")),
    )
    if len(keys.database) != DATABASE_KEY_BYTES or len(keys.blobs) != sealed_chunks.KEY_BYTES:
        raise ValueError("wrong length")
    return keys


def _digest(content: Any) -> str:
    """Finds damage, not forgery."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()


class KeyRing:
    """What the core is given of the keys: it signs and seals, and never holds one."""

    def __init__(self, keys: CentreKeys) -> None:
        self._signing = keys.signing
        self._blobs = sealed_chunks.ChunkCipher(keys.blobs)
        self._subjects = keys.subjects
        self.public = keys.signing.public
        self.escrow = keys.escrow.public

    def sign(self, data: bytes) -> str:
        """A signature of the centre, ``ed25519:<hex>``."""
        return self._signing.sign(data)

    def subject_key(self, identity_number: str) -> str:
        """A keyed digest of an identity number, blanks and case forgiven; empty for an empty one."""
        plain = "".join(identity_number.split()).upper()
        if not plain:
            return ""
        return hmac.new(self._subjects, plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def seal(self, blob_id: str, offset: int, data: bytes) -> bytes:
        """A piece of an attachment, encrypted for its place."""
        return self._blobs.seal(blob_id, offset, data)

    def open(self, blob_id: str, offset: int, sealed: bytes) -> bytes | None:
        """The piece; ``None`` for one that was changed or belongs elsewhere."""
        return self._blobs.open(blob_id, offset, sealed)
