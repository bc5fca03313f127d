"""Carries the engine's tasks out at the desk: reading on a reader of its own, writing behind the clerk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import msgspec

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol.codec import decode
from wenling_desk.protocol.messages import DeviceReport, LogRow, ReleaseBody
from wenling_desk.protocol.signing import release_bytes, snapshot_bytes
from wenling_desk.sync.rows import read_held, read_row
from wenling_desk.sync.state import DeskFacts
from wenling_desk.sync.tasks import (
    ApplyRows,
    ForgetScope,
    NewId,
    NoteBlob,
    NoteCentre,
    NotThere,
    Outcome,
    ReadBlobs,
    ReadChunk,
    ReadDigest,
    ReadOpIds,
    ReadOps,
    ReadReleases,
    RecordPush,
    ReplayHeld,
    RowsApplied,
    TakeDeskCode,
    TakeRelease,
    TakeSnapshot,
    Task,
    TaskFailed,
    WaitingRelease,
)
from wenling_desk.use_cases import sync_apply
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.sync_apply import Applied
from wenling_desk.use_cases.sync_ports import SyncReading, SyncStore
from wenling_desk.use_cases.sync_rows import RELEASE, UNSENT

T = TypeVar("T")
CATALOGUE: Final = "catalogue"
"""The kind of releases whose files are fetched; of a program the clerk is told, and nothing installs it yet."""


class OnDesk(Protocol):
    """The desk thread: does a piece of work in its turn, a clerk's commands first, and returns what it returned."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Do it and wait; raises what it raised."""
        ...


class SnapshotFile(Protocol):
    """An opened snapshot."""

    @property
    def info(self) -> Mapping[str, str]:
        """``scope``, ``ver``, ``incarnation``."""
        ...

    def rows(self, after: int, most: int) -> list[tuple[int, str, str, str, bytes]]:
        """(ver, kind, record, op, body) of the rows after that one, in order."""
        ...


OpenSnapshot = Callable[[Path, str], AbstractContextManager[SnapshotFile]]
"""Opens the packed file under its key (hex). Raises ValueError for one that is none."""


def _no_release(waiting: ReleaseBody, path: Path) -> bool:
    del waiting, path
    return False


def _ignore(_: object) -> None:
    pass


def _straight(work: Callable[[], T]) -> T:
    return work()


@dataclass
class Carrier:
    """Carries tasks out. ``desk`` gives the desk as it is now (the person signed in may change). ``verify`` checks a
    signature of the centre: (signature, bytes) -> bool. ``take_release`` keeps a verified file and says whether it did;
    ``lost_releases`` names those it kept once and has no more.
    ``tell`` hears of every change."""

    desk: Callable[[], Desk]
    store: SyncStore
    new_id: Callable[[], str]
    verify: Callable[[str, bytes], bool]
    open_snapshot: OpenSnapshot
    on_desk: OnDesk = _straight
    tell: Callable[[Changes], object] = _ignore
    take_release: Callable[[ReleaseBody, Path], bool] = _no_release
    lost_releases: Callable[[], Sequence[ReleaseBody]] = tuple
    compared: Callable[[str], object] = _ignore

    def carry_out(self, task: Task) -> Outcome:
        """Do it. What disk, keys or a defect prevent is ``TaskFailed`` with a stable code; nothing else is raised."""
        try:
            return _DOERS[type(task)](self, task)
        except (KnownTrouble, DeskRefusal) as trouble:
            return TaskFailed(trouble.code)
        except Exception as error:
            # A defect must not end the thread: the round ends, and the next one tries again.
            return TaskFailed(f"defect_{type(error).__name__}")

    # -- reading ---------------------------------------------------------------------------------

    def _read(self, question: Callable[[SyncReading], T]) -> T:
        with self.store.sync_reading() as reading:
            return question(reading)

    def _read_ops(self, task: ReadOps) -> Outcome:
        try:
            return self._read(lambda reading: reading.ops_after(task.after, task.most_ops, task.most_bytes))
        except ValueError:
            return NotThere("inside_op")

    def _read_op_ids(self, task: ReadOpIds) -> Outcome:
        return self._read(lambda reading: reading.op_ids_before(task.before, task.most))

    def _read_blobs(self, task: ReadBlobs) -> Outcome:
        return self._read(lambda reading: reading.blobs_waiting(task.limit))

    def _read_chunk(self, task: ReadChunk) -> Outcome:
        try:
            return self._read(lambda reading: reading.blob_bytes(task.sha256, task.offset, task.length))
        except (KeyError, KnownTrouble):
            return NotThere("blob")

    def _read_digest(self, task: ReadDigest) -> Outcome:
        digest = self._read(lambda reading: reading.scope_digest(task.scope))
        self.compared(task.scope)
        return digest

    def _read_releases(self, _: ReadReleases) -> Outcome:
        held = self._read(lambda reading: reading.held_rows())
        found = []
        for row in held:
            if row.reason == RELEASE:
                body = decode(bytes(read_held(row).body), ReleaseBody)
                if body.release_kind == CATALOGUE:
                    found.append(WaitingRelease(row.scope, row.ver, body))
        told = {each.body.number for each in found}
        lost = [WaitingRelease("", 0, body) for body in self.lost_releases() if body.number not in told]
        return (*found, *lost)

    def _new_id(self, _: NewId) -> Outcome:
        return self.new_id()

    # -- writing ---------------------------------------------------------------------------------

    def _write(self, work: Callable[[], Changes]) -> Changes:
        changes = self.on_desk(work)
        self.tell(changes)
        return changes

    def _record_push(self, task: RecordPush) -> Outcome:
        held = [(each.op_id, each.reason) for each in task.statuses if each.state == "held"]
        return self._write(lambda: sync_apply.record_push(self.desk(), self.store, task.ack, held))

    def _apply_rows(self, task: ApplyRows) -> Outcome:
        rows = [read_row(row) for row in task.rows]
        return self._told(
            self.on_desk(lambda: sync_apply.apply_rows(self.desk(), self.store, task.scope, rows, task.ver))
        )

    def _told(self, applied: Applied) -> RowsApplied:
        self.tell(applied.changes)
        return RowsApplied(applied.changes, applied.lease_until, applied.revoked, applied.releases)

    def _replay_held(self, _: ReplayHeld) -> Outcome:
        held = self._read(lambda reading: reading.held_rows())
        rows = [(row.scope, read_row(read_held(row))) for row in held if row.reason != RELEASE]
        return self._told(self.on_desk(lambda: sync_apply.replay_rows(self.desk(), self.store, rows)))

    def _forget_scope(self, task: ForgetScope) -> Outcome:
        return self._write(lambda: sync_apply.forget_scope(self.store, task.scope))

    def _take_desk_code(self, task: TakeDeskCode) -> Outcome:
        def work() -> None:
            with self.store.sync_unit() as uow:
                uow.take_desk_code(task.desk_code, task.epoch, task.first)
                uow.commit()

        self.on_desk(work)
        return None

    def _note_centre(self, task: NoteCentre) -> Outcome:
        def work() -> None:
            with self.store.sync_unit() as uow:
                uow.note_centre(task.incarnation, task.request_seq, _moment(task.lease_until))
                uow.commit()

        self.on_desk(work)
        return None

    def _note_blob(self, task: NoteBlob) -> Outcome:
        def work() -> Changes:
            with self.store.sync_unit() as uow:
                at = self.desk().now()
                uow.blob_progress(task.sha256, task.offset, complete=task.complete, at=at)
                uow.commit()
            return Changes(worklists=task.complete)

        return self._write(work)

    def _take_snapshot(self, task: TakeSnapshot) -> Outcome:
        path = Path(task.path)
        sealed = snapshot_bytes(task.scope, task.ver, task.sha256, task.incarnation)
        try:
            if not self.verify(task.signature, sealed):
                return NotThere("signature_wrong")
            with self.open_snapshot(path, task.key) as file:
                if file.info.get("scope") != task.scope or file.info.get("ver") != str(task.ver):
                    return NotThere("snapshot_wrong")
                return self._take_in(file, task)
        except ValueError:
            return NotThere("snapshot_wrong")
        finally:
            path.unlink(missing_ok=True)

    def _take_in(self, file: SnapshotFile, task: TakeSnapshot) -> RowsApplied:
        applied = RowsApplied(Changes(worklists=True))
        is_first = True
        for rows, is_last in _parts(file, task.part):
            read = [read_row(row) for row in rows]
            part = self._apply_part(task, read, is_first=is_first, is_last=is_last)
            applied = RowsApplied(
                applied.changes,
                part.lease_until or applied.lease_until,
                applied.revoked if part.revoked is None else part.revoked,
                applied.releases or part.releases,
            )
            is_first = False
        return applied

    def _apply_part(self, task: TakeSnapshot, rows: list[Any], *, is_first: bool, is_last: bool) -> RowsApplied:
        ver = task.ver if is_last else None

        def work() -> Applied:
            return sync_apply.apply_part(self.desk(), self.store, task.scope, rows, first=is_first, ver=ver)

        return self._told(self.on_desk(work))

    def _take_release(self, task: TakeRelease) -> Outcome:
        body, path = task.waiting.body, Path(task.path)
        sealed = release_bytes(body.release_kind, body.number, body.sha256, body.effective_at)
        try:
            if not self.verify(body.signature, sealed) or not self.take_release(body, path):
                return False
        finally:
            path.unlink(missing_ok=True)

        def work() -> None:
            with self.store.sync_unit() as uow:
                uow.release_held(task.waiting.scope, task.waiting.ver)
                uow.commit()

        self.on_desk(work)
        return True


_DOERS: Final[Mapping[type, Callable[[Carrier, Any], Outcome]]] = {
    ReadOps: Carrier._read_ops,
    ReadOpIds: Carrier._read_op_ids,
    ReadBlobs: Carrier._read_blobs,
    ReadChunk: Carrier._read_chunk,
    ReadReleases: Carrier._read_releases,
    ReadDigest: Carrier._read_digest,
    NewId: Carrier._new_id,
    RecordPush: Carrier._record_push,
    ApplyRows: Carrier._apply_rows,
    TakeDeskCode: Carrier._take_desk_code,
    NoteCentre: Carrier._note_centre,
    ForgetScope: Carrier._forget_scope,
    TakeSnapshot: Carrier._take_snapshot,
    NoteBlob: Carrier._note_blob,
    TakeRelease: Carrier._take_release,
    ReplayHeld: Carrier._replay_held,
}


def _parts(file: SnapshotFile, most: int) -> Iterator[tuple[list[LogRow], bool]]:
    """The rows in parts, and whether it is the last one. Rows of a snapshot have no place in the log: their numbers are
    negative, so that one that is kept stands in nobody's way."""
    rows = file.rows(0, most)
    while True:
        following = file.rows(rows[-1][0], most) if rows else []
        yield (
            [
                LogRow(ver=-ver, kind=kind, record=record, op_id=op_id, body=msgspec.Raw(body))
                for ver, kind, record, op_id, body in rows
            ],
            not following,
        )
        if not following:
            return
        rows = following


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@dataclass
class FactsReader:
    """Reads what a round begins with. ``about`` adds what only the machine knows to the report (printer, disk)."""

    desk: Callable[[], Desk]
    store: SyncStore
    report: Callable[[], DeviceReport]
    digest_due: Callable[[], bool] = lambda: False
    replayed: bool = False

    def read(self) -> DeskFacts:
        """The desk as it is now. Kept rows are tried again once after a start, and those that wait for unsent work once
        it is sent."""
        with self.store.sync_reading() as reading:
            replica, enrolment = reading.replica(), reading.enrolment()
            unsent, held = reading.unsent(), reading.held_rows()
            attention = reading.record_syncs("", ("needs_attention",), 1, 0).total
        readable = [row for row in held if row.reason != RELEASE and (row.reason != UNSENT or not unsent.entries)]
        is_due = any(row.reason == UNSENT for row in readable) or (bool(readable) and not self.replayed)
        self.replayed = True
        report = msgspec.structs.replace(
            self.report(),
            unsent=unsent.entries,
            oldest_unsent_at=unsent.oldest_at.isoformat() if unsent.oldest_at is not None else "",
            needs_attention=attention,
            blobs_waiting=unsent.blobs,
            now=self.desk().now().isoformat(),
        )
        return DeskFacts(
            device=self.desk().identity.device,
            replica=replica,
            report=report,
            lease_until=enrolment.lease_until.isoformat() if enrolment is not None else "",
            digest_due=self.digest_due(),
            held_rows=is_due,
        )
