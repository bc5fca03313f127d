"""Attachments: content-addressed, encrypted by pieces, resumed where they stopped, whole only after their digest."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from wenling_desk.protocol.messages import BlobOffer, BlobState
from wenling_desk.protocol.versions import CHUNK_BYTES
from wenling_desk.server.heads import with_marks
from wenling_desk.server.joining import ACTIVE, device_row
from wenling_desk.server.parts import Parts
from wenling_desk.server.reading import is_digest
from wenling_desk.server.refusals import Refused
from wenling_desk.server.work import NO_HEAD
from wenling_desk.server.writing import Entries
from wenling_desk.store.centre import blobs, log, ops, tables
from wenling_desk.store.centre.session import Found, Session

LARGEST_BLOB: Final = 256 << 20
LARGEST_CHUNK: Final = 4 * CHUNK_BYTES
_KINDS: Final = ("scan", "paper")


class Attachments:
    """Taking and giving attachments."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._busy: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def folder(self, name: str) -> Path:
        """One of the centre's folders. Refuses ``unavailable`` where it has none."""
        if self.parts.files is None:
            raise Refused("unavailable")
        folder = self.parts.files / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def blob_offer(self, device: str, offer: BlobOffer) -> BlobState:
        """Begin, go on, or hear that it is here. Refuses ``bad_message``, ``device_revoked`` and ``not_found`` for
        what no fact of the record names."""
        if not is_digest(offer.sha256) or offer.kind not in _KINDS or not 1 <= offer.size <= LARGEST_BLOB:
            raise Refused("bad_message", field="blob")
        self.folder("blobs")
        return self.parts.store.write(lambda session: self._offer(session, device, offer))

    def _offer(self, session: Session, device: str, offer: BlobOffer) -> BlobState:
        _active(session, device)
        whole = blobs.find(session, offer.sha256)
        if whole is not None:
            return BlobState(sha256=offer.sha256, offset=whole[0], complete=True)
        if not blobs.names(session, offer.sha256, offer.record):
            raise Refused("not_found")
        row = blobs.upload(session, offer.sha256, lock=True)
        if row is not None and row[3] != offer.size:
            raise Refused("bad_message", field="size")
        if row is None:
            session.insert(tables.blob_upload, [(
                offer.sha256, device, offer.record, offer.kind, offer.size, 0, f"{self.parts.ids.new_id()}.part",
                self._until(),
            )])  # fmt: skip
        return BlobState(sha256=offer.sha256, offset=row[4] if row is not None else 0, complete=False)

    def blob_chunk(self, device: str, sha256: str, offset: int, data: bytes) -> BlobState:
        """The next piece. Refuses ``offset_wrong`` (offset), ``too_large``, ``not_found``, and ``bad_digest`` when the
        whole is not what was offered: it begins anew then. A piece is on the disk before it counts."""
        if not is_digest(sha256) or not data:
            raise Refused("bad_message", field="blob")
        if len(data) > LARGEST_CHUNK:
            raise Refused("too_large", most=LARGEST_CHUNK)
        with self._alone(sha256):
            row = self.parts.store.read(lambda session: self._upload(session, device, sha256))
            if row is None:
                return self._whole(sha256)
            size, known, name = row[3], row[4], row[5]
            if offset != known:
                raise Refused("offset_wrong", offset=known)
            if offset + len(data) > size:
                raise Refused("too_large", most=size)
            pieces = self.parts.store.read(lambda session: blobs.chunks(session, sha256))
            place = sum(piece[3] for piece in pieces)
            sealed = self.parts.keys.seal(sha256, offset, data)
            path = self.folder("blobs") / name
            _write_at(path, place, sealed)
            piece = (sha256, offset, len(data), place, len(sealed))
            is_last = offset + len(data) == size
            if is_last and not self._is_whole(path, [*pieces, piece[1:]], sha256):
                self.parts.store.write(lambda session: blobs.drop_upload(session, sha256, chunks=True))
                path.unlink(missing_ok=True)
                raise Refused("bad_digest")
            return self.parts.store.write(lambda session: self._keep(session, piece, row, is_last=is_last))

    def _upload(self, session: Session, device: str, sha256: str) -> Found | None:
        _active(session, device)
        row = blobs.upload(session, sha256)
        if row is None and blobs.find(session, sha256) is None:
            raise Refused("not_found")
        return row

    def _whole(self, sha256: str) -> BlobState:
        found = self.parts.store.read(lambda session: blobs.find(session, sha256))
        if found is None:
            raise Refused("not_found")
        return BlobState(sha256=sha256, offset=found[0], complete=True)

    def _keep(self, session: Session, piece: tuple[Any, ...], row: Found, *, is_last: bool) -> BlobState:
        sha256, start, length = piece[0], piece[1], piece[2]
        now = blobs.upload(session, sha256, lock=True)
        if now is None or now[4] != start:  # another process was quicker
            raise Refused("offset_wrong", offset=now[4] if now is not None else row[3])
        session.insert(tables.blob_chunk, [piece])
        if not is_last:
            blobs.move_upload(session, sha256, start + length, self._until())
            return BlobState(sha256=sha256, offset=start + length, complete=False)
        at = self.parts.stamp()
        blobs.drop_upload(session, sha256, chunks=False)
        session.insert(tables.blob, [(sha256, row[3], row[2], row[5], at)])
        log.publish(session, self._tell_waiting(session, sha256), at)
        return BlobState(sha256=sha256, offset=row[3], complete=True)

    def _tell_waiting(self, session: Session, sha256: str) -> Entries:
        """Records that waited for the scan: one fewer is missing."""
        entries: Entries = {}
        waiting = sorted({row[0] for row in blobs.waiting(session, sha256)})
        for row in ops.records(session, waiting, lock=True) if waiting else ():
            record_id, _, hall, rank, _, in_hall, _, _, _, _, head = row
            missing = blobs.missing(session, record_id)
            marked = with_marks(head, scans_missing=missing) if head != NO_HEAD else head
            ops.set_head(session, record_id, marked, missing)
            if in_hall:
                entries.setdefault(f"hall:{hall}", []).append(("head", record_id, "", 0, rank, None))
        return entries

    def blob_size(self, device: str, sha256: str) -> int:
        """Bytes of a whole attachment. Refuses ``not_found`` and ``wrong_scope`` (no record this device holds names
        it)."""
        return int(self.parts.store.read(lambda session: self._readable(session, device, sha256))[0])

    def blob_read(self, device: str, sha256: str, offset: int, length: int) -> bytes:
        """A part of it. Refuses ``not_found``, ``wrong_scope``, ``range_wrong`` and ``unavailable`` for a piece that
        was changed on the disk."""
        size, _, name = self.parts.store.read(lambda session: self._readable(session, device, sha256))
        if not 0 <= offset < size or length < 1:
            raise Refused("range_wrong", size=size)
        end = min(size, offset + length)
        pieces = self.parts.store.read(lambda session: blobs.chunks(session, sha256))
        found = bytearray()
        with (self.folder("blobs") / name).open("rb") as stream:
            for start, count, place, sealed in pieces:
                if start < end and start + count > offset:
                    found += self._open(stream, sha256, start, place, sealed)[max(0, offset - start) : end - start]
        return bytes(found)

    def _readable(self, session: Session, device: str, sha256: str) -> Found:
        _active(session, device)
        found = blobs.find(session, sha256) if is_digest(sha256) else None
        if found is None:
            raise Refused("not_found")
        if not blobs.may_read(session, sha256, device):
            raise Refused("wrong_scope")
        return found

    def _is_whole(self, path: Path, pieces: list[Found], sha256: str) -> bool:
        """Whether the pieces on the disk make the attachment; pieces that are gone or changed, as beside a database
        that came back from a backup, do not."""
        try:
            return self._whole_digest(path, pieces, sha256) == sha256
        except Refused:
            return False

    def _whole_digest(self, path: Path, pieces: list[Found], sha256: str) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            for start, _, place, sealed in pieces:
                digest.update(self._open(stream, sha256, start, place, sealed))
        return digest.hexdigest()

    def _open(self, stream: Any, sha256: str, start: int, place: int, sealed: int) -> bytes:
        stream.seek(place)
        data = self.parts.keys.open(sha256, start, stream.read(sealed))
        if data is None:
            raise Refused("unavailable")
        return data

    def _until(self) -> str:
        until = self.parts.clock.now() + timedelta(days=self.parts.limits.upload_days)
        return until.isoformat(timespec="microseconds")

    @contextmanager
    def _alone(self, sha256: str) -> Iterator[None]:
        """One piece of an attachment at a time."""
        with self._guard:
            lock = self._busy.setdefault(sha256, threading.Lock())
        try:
            with lock:
                yield
        finally:
            with self._guard:
                if not lock.locked():
                    self._busy.pop(sha256, None)


def _active(session: Session, device: str) -> None:
    if device_row(session, device)["status"] != ACTIVE:
        raise Refused("device_revoked")


def _write_at(path: Path, place: int, data: bytes) -> None:
    """Write durably; what a crash left behind ``place`` goes."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, place)
        with os.fdopen(os.dup(handle), "r+b") as stream:
            stream.seek(place)
            stream.write(data)
        os.fsync(handle)
    finally:
        os.close(handle)
    if place == 0 and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
