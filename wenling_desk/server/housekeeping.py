"""What a day needs: closed records leave the halls' lists, logs are cut, unfinished uploads and old snapshots go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from wenling_desk.server.blobs import Attachments
from wenling_desk.server.writing import Entries
from wenling_desk.store.centre import blobs, devices, keeping, log
from wenling_desk.store.centre.session import Session

INCARNATION: Final = "incarnation"
_SLICE: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What a housekeeping did."""

    left_halls: int
    cut_scopes: int
    uploads: int
    snapshots: int


class Housekeeping(Attachments):
    """Commands of the administrator and of the clock; the date is given, never asked for."""

    def housekeeping(self, today: date) -> Kept:
        """Do a day's work; done twice, it does nothing more."""
        limits = self.parts.limits
        closed = (today - timedelta(days=limits.closed_days)).isoformat()
        left = 0
        while True:
            moved = self.parts.store.write(lambda session: self._leave(session, closed))
            left += moved
            if moved < _SLICE:
                break
        before = (today - timedelta(days=limits.log_days)).isoformat()
        cut = self.parts.store.write(lambda session: keeping.cut_logs(session, before))
        uploads, snapshots = 0, 0
        if self.parts.files is not None:
            uploads, snapshots = self._expired_uploads(today), self._old_snapshots(today)
        return Kept(left, cut, uploads, snapshots)

    def _leave(self, session: Session, closed: str) -> int:
        rows = keeping.leaving(session, closed, _SLICE)
        keeping.leave(session, [row[0] for row in rows])
        entries: Entries = {}
        for record_id, hall, rank in rows:
            entries.setdefault(f"hall:{hall}", []).append(("remove", record_id, "", 0, rank, None))
        log.publish(session, entries, self.parts.stamp())
        return len(rows)

    def _expired_uploads(self, today: date) -> int:
        found = self.parts.store.read(lambda session: blobs.expired(session, today.isoformat()))
        for sha256, name in found:
            self.parts.store.write(lambda session, name=sha256: blobs.drop_upload(session, name, chunks=True))  # type: ignore[misc]
            (self.folder("blobs") / name).unlink(missing_ok=True)
        return len(found)

    def _old_snapshots(self, today: date) -> int:
        """All but the newest of each scope, a day after they were made."""
        day, seen, dropped = (today - timedelta(days=1)).isoformat(), set[str](), 0
        for row in self.parts.store.read(keeping.snapshots):
            if row[1] in seen and row[8] < day:
                self.parts.store.write(lambda session, name=row[0]: keeping.drop_snapshot(session, name))  # type: ignore[misc]
                (self.folder("snapshots") / row[7]).unlink(missing_ok=True)
                dropped += 1
            seen.add(row[1])
        return dropped

    def backup_to(self, target: Path) -> None:
        """A copy of an embedded database, for an administrator; attachments are files beside it."""
        self.parts.store.backup_to(target)

    def restore_mark(self) -> str:
        """To be called once on a database that came back from a backup: a new life. Desks notice, read the scopes
        anew, and offer again what the centre has forgotten."""
        life = self.parts.ids.new_id()

        def work(session: Session) -> None:
            devices.set_state(session, INCARNATION, life)
            keeping.drop_snapshots(session)

        self.parts.store.write(work)
        self.parts.life = life
        return life
