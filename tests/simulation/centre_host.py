"""The machine the centre runs on: it may die, come back from a backup, or answer reads from a copy that lags."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.simulation.centre_state import gather
from tests.simulation.history import CentreRestored, CentreState, Committed, Event
from tests.simulation.virtual import Ids, Scheduler, WallClock
from tests.support.fakes import FakeShelf
from tests.support.law_catalogue import law_catalogue
from tests.support.small_centre import REGION, make_centre
from wenling_desk.protocol.codec import decode, encode
from wenling_desk.protocol.messages import (
    BlobOffer,
    EnrolRequest,
    EpochRequest,
    HelloRequest,
    KnownRequest,
    PushAnswer,
    PushRequest,
)
from wenling_desk.server.centre import Centre
from wenling_desk.server.joining import ACTIVE, scopes_of
from wenling_desk.server.parts import Limits
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import log
from wenling_desk.store.centre.store import MemoryCentreStore
from wenling_desk.sync.asking import AskDigest, AskSnapshot, Downloaded, FetchSnapshot, Pull, SendChunk

_SHELF = FakeShelf([law_catalogue()])
ROOM = Path("/dev/shm")
"""Attachments are flushed for each piece: in memory that costs nothing."""
Answer = Any


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """A whole record is asked for."""

    record: str


class Down(Exception):
    """Nobody answers."""


class CentreHost:
    """One centre; ``events`` hears of commits and restores."""

    def __init__(self, scheduler: Scheduler, clock: WallClock, events: list[Event]) -> None:
        self.scheduler, self.clock, self.events = scheduler, clock, events
        self.folder = tempfile.TemporaryDirectory(dir=ROOM if ROOM.is_dir() else None)
        self.ids = Ids("c")
        self.store = MemoryCentreStore(REGION)
        self.replica: Centre | None = None
        self.up = True
        self.limits = Limits(snapshot_versions=0)
        self.known: dict[str, None] = {}
        self.statuses: dict[str, tuple[str, bool, bool, str]] = {}
        """Op -> (state, whether refused, whether disputed, reason): what was decided."""
        self.backup: tuple[bytes, dict[str, None]] | None = None
        self.calls = 0
        self.centre = self._start(self.store)

    def _start(self, store: MemoryCentreStore) -> Centre:
        return make_centre(
            store=store, clock=self.clock, ids=self.ids, shelf=_SHELF, files=Path(self.folder.name), limits=self.limits
        )

    def close(self) -> None:
        """Remove its files."""
        self.store.close()
        self.folder.cleanup()

    # -- what befalls it --

    def restart(self) -> None:
        """The process ended and was started again."""
        self.centre, self.up = self._start(self.store), True

    def take_backup(self) -> None:
        """What a restore will bring back."""
        self.backup = self.store.image(), dict(self.known)

    def restore(self) -> None:
        """Back to the backup, in a new life."""
        assert self.backup is not None
        image, known = self.backup
        lost = tuple(op_id for op_id in self.known if op_id not in known)
        self.store.close()
        self.store = MemoryCentreStore(REGION, image)
        self.replica = None
        self.centre = self._start(self.store)
        self.centre.restore_mark()
        self.known = dict(known)
        self.events.append(CentreRestored(lost))
        self.scheduler.say("centre", f"restored from a backup, {len(lost)} ops forgotten")

    def lag(self) -> None:
        """From now on reads come from a copy as it is at this moment."""
        self.replica = self._start(MemoryCentreStore(REGION, self.store.image()))

    def cut_logs(self) -> None:
        """As if more than a year had passed: the logs' tails are all there is."""
        self.centre.housekeeping(self.clock.now().date() + timedelta(days=401))

    def tell_of_the_future(self, hall: str) -> None:
        """A row of a kind that only a later version can read."""
        row = ("prophecy", "", "", 0, 0, b'{"of":"things to come"}')
        self.store.write(lambda session: log.publish(session, {f"hall:{hall}": [row]}, "2026-11-03T00:00:00+08:00"))

    def scopes_of(self, device: str) -> tuple[str, ...]:
        """What a device may pull."""
        row = self.centre.device_row(device)
        return self.store.read(lambda session: scopes_of(session, device, row.hall)) if row else ()

    def heads_for(self, device: str) -> dict[str, int]:
        """The heads of those scopes."""
        scopes = self.scopes_of(device)
        known = self.store.read(lambda session: log.heads(session, list(scopes)))
        return {scope: ver for scope, (ver, _) in known.items()}

    def today(self) -> date:
        """Its own date."""
        return self.clock.now().date()

    # -- what it is asked --

    def ask(self, device: str, request: Any) -> Answer:
        """The answer, through the codec in both directions. Raises Refused and :class:`Down`."""
        if not self.up:
            raise Down
        self.calls += 1
        match request:
            case Pull(scope, after, limit):
                reader = self.replica or self.centre
                return _wired(reader.pull(device, scope, after, limit))
            case AskDigest(scope):
                return self.centre.digest(device, scope)
            case AskSnapshot(scope):
                return self.centre.snapshot(device, scope)
            case FetchSnapshot(snapshot):
                return self._download(device, snapshot.snapshot_id, snapshot.sha256)
            case SendChunk(sha256, offset, data):
                return self.centre.blob_chunk(device, sha256, offset, data)
            case FetchRecord(record):
                return _wired(self.centre.fetch_record(device, record))
            case PushRequest():
                return self.push(device, request)
        calls: dict[type[Any], Callable[[str, Any], Any]] = {
            HelloRequest: self.centre.hello,
            EpochRequest: self.centre.epoch,
            KnownRequest: self.centre.known,
            BlobOffer: self.centre.blob_offer,
            EnrolRequest: lambda device, message: self.centre.enrol(message),
        }
        return _wired(calls[type(request)](device, _wired(request)))

    def push(self, device: str, request: PushRequest) -> PushAnswer:
        """Ops are taken in, and noted."""
        answer = self.centre.push(device, _wired(request))
        fresh = [op.op_id for op in request.ops if op.op_id not in self.known]
        self.known |= dict.fromkeys(fresh)
        if fresh:
            self.events.append(Committed(tuple(fresh)))
        for status in answer.statuses:
            self.statuses[status.op_id] = (
                status.state, bool(status.refused), bool(status.disputed), status.reason,
            )  # fmt: skip
        return _wired(answer)

    def _download(self, device: str, snapshot_id: str, sha256: str) -> Downloaded:
        size = self.centre.snapshot_size(device, snapshot_id)
        data = b""
        while len(data) < size:
            data += self.centre.snapshot_part(device, snapshot_id, len(data), 1 << 20)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refused("bad_digest")
        path = Path(self.folder.name) / f"down-{self.calls}.snapshot"
        path.write_bytes(data)
        return Downloaded(str(path))

    # -- what is left --

    def _is_active(self, device: str) -> bool:
        row = self.centre.device_row(device)
        return row is not None and row.status == ACTIVE

    def decisions(self, state: CentreState) -> str:
        """A digest of all that was decided: what became of each op, and the order of each record's facts. Looks and
        marks are named by their bytes, the time among them, and are decided on by nobody."""
        decided = sorted(each for each in self.statuses.items() if not each[0].startswith(("look-", "mark-")))
        facts = sorted((row.record, row.rank, row.fact_id) for row in state.facts)
        papers = sorted(number[-13:] for number in state.papers)
        return hashlib.sha256(repr((decided, facts, papers)).encode()).hexdigest()[:16]

    def state(self) -> CentreState:
        """For the checker; attachments by what would be given out."""
        state = gather(self.store)
        active = {device for _, device in state.holders if self._is_active(device)}
        holders = {record: device for record, device in state.holders if device in active}
        named = {sha256: record for sha256, record, _ in state.blob_refs}
        for place, blob in enumerate(state.blobs):
            device = holders.get(named.get(blob.sha256, ""))
            if device is not None:
                data = self.centre.blob_read(device, blob.sha256, 0, blob.size)
                state.blobs[place] = replace(blob, actual=hashlib.sha256(data).hexdigest())
        return state


def _wired(message: Any) -> Any:
    """The message as the other side reads it."""
    return decode(encode(message), type(message))
