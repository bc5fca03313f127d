"""An op: the exact bytes of one command's entries of the device ledger, hashed as such and never re-encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec


class WireEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a device ledger. ``kind``: ``fact``, ``look`` or ``mark``; ``body`` its bytes, untouched."""

    id: str
    kind: str
    record: str = ""
    body: msgspec.Raw


class Op(msgspec.Struct, frozen=True, kw_only=True):
    """One command (or one look or mark) of a desk.

    ``op_id`` is the command's id, or the entry's where no command made it. ``first`` is the ledger number of its first
    entry; the entries follow each other without a gap. ``hash`` is the head of the ledger's chain after its last entry
    (hex), ``sha256`` the digest of the op alone (hex): the same op sent again, under any epoch, has the same digest.
    """

    op_id: str
    first: int
    entries: tuple[WireEntry, ...]
    hash: str
    sha256: str

    @property
    def last(self) -> int:
        """The ledger number of its last entry."""
        return self.first + len(self.entries) - 1


def op_digest(entries: Iterable[WireEntry]) -> str:
    """The digest of an op: independent of its place in the ledger."""
    digest = hashlib.sha256()
    for entry in entries:
        names = "\0".join((entry.id, entry.kind, entry.record)).encode("utf-8")
        digest.update(hashlib.sha256(names).digest() + hashlib.sha256(bytes(entry.body)).digest())
    return digest.hexdigest()


def chained(previous: bytes, entries: Sequence[WireEntry]) -> bytes:
    """The head of the ledger's chain after these entries: ``SHA256(previous || id || body)``, one after the other."""
    head = previous
    for entry in entries:
        head = hashlib.sha256(b"".join((head, entry.id.encode("utf-8"), bytes(entry.body)))).digest()
    return head
