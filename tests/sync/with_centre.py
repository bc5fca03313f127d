"""Whole desks in memory that speak to the real centre in process: real use cases, real engine, no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import law_catalogue
from tests.support.small_centre import HALL, make_centre
from wenling_desk.protocol.messages import (
    BlobOffer,
    DeviceReport,
    DuplicatesAnswer,
    DuplicatesRequest,
    EnrolAnswer,
    EnrolRequest,
    EpochRequest,
    FetchAnswer,
    FleetAnswer,
    HeldAnswer,
    HelloRequest,
    KnownRequest,
    PushRequest,
    ReleaseBody,
)
from wenling_desk.server.centre import Centre
from wenling_desk.server.refusals import Refused
from wenling_desk.store.snapshot_in import open_snapshot
from wenling_desk.sync.asking import (
    Answer,
    AskDigest,
    AskSnapshot,
    Downloaded,
    Failure,
    FailureKind,
    FetchRelease,
    FetchSnapshot,
    Pull,
    Request,
    SendChunk,
)
from wenling_desk.sync.carrying import Carrier, FactsReader
from wenling_desk.sync.runner import Chance, Runner, Summary
from wenling_desk.sync.state import Status
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import Enrolment, Trouble


class Direct:
    """sync.runner.Asking straight to a centre. ``spoil`` may turn an answer into a failure."""

    def __init__(self, centre: Callable[[], Centre], device: str, folder: Path) -> None:
        self._centre, self._device, self._folder = centre, device, folder
        self.spoil: Callable[[Request], Failure | None] = lambda request: None
        self.asked: list[Request] = []

    def ask(self, request: Request) -> Answer | Failure:
        self.asked.append(request)
        spoiled = self.spoil(request)
        return spoiled if spoiled is not None else self._refusable(lambda: self._ask(request))

    def fetch_record(self, record_id: str) -> FetchAnswer | Failure:
        return self._refusable(lambda: self._centre().fetch_record(self._device, record_id))

    def fleet(self) -> FleetAnswer | Failure:
        return self._refusable(lambda: self._centre().fleet(self._device))

    def held(self, device: str) -> HeldAnswer | Failure:
        return self._refusable(lambda: self._centre().held_by(self._device, device))

    def duplicates(self, identity_number: str, items: tuple[str, ...]) -> DuplicatesAnswer | Failure:
        request = DuplicatesRequest(device=self._device, identity_number=identity_number, items=items)
        return self._refusable(lambda: self._centre().duplicates(self._device, request))

    def close(self) -> None:
        pass

    def _refusable(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Refused as refused:
            values = {name: str(value) for name, value in refused.values.items()}
            return Failure(FailureKind.REFUSED, refused.code, values)

    def _ask(self, request: Request) -> Any:
        centre, device = self._centre(), self._device
        match request:
            case HelloRequest():
                return centre.hello(device, request)
            case PushRequest():
                return centre.push(device, request)
            case EpochRequest():
                return centre.epoch(device, request)
            case KnownRequest():
                return centre.known(device, request)
            case Pull(scope, after, limit):
                return centre.pull(device, scope, after, limit)
            case AskDigest(scope):
                return centre.digest(device, scope)
            case AskSnapshot(scope):
                return centre.snapshot(device, scope)
            case FetchSnapshot(snapshot):
                path = self._folder / f"{device}-{snapshot.snapshot_id}.part"
                path.write_bytes(centre.snapshot_part(device, snapshot.snapshot_id, 0, snapshot.size))
                return Downloaded(str(path))
            case BlobOffer():
                return centre.blob_offer(device, request)
            case SendChunk(sha256, offset, data):
                return centre.blob_chunk(device, sha256, offset, data)
            case FetchRelease(kind, number, size, sha256):
                path = self._folder / f"{device}-{sha256}.part"
                path.write_bytes(centre.release_read(kind, number, 0, size))
                return Downloaded(str(path))


@dataclass
class Site:
    """A centre and the desks of its halls."""

    folder: Path
    centre: Centre = field(default_factory=make_centre)

    def desk(self, name: str, hall: str = HALL) -> SyncedDesk:
        """A desk that has joined."""
        return SyncedDesk(self, name, hall)


class SyncedDesk(Counter):
    """A counter with its sync."""

    def __init__(self, site: Site, name: str, hall: str) -> None:
        super().__init__(law_catalogue(), EVERYTHING)
        self.site, self.name = site, name
        code = site.centre.make_enrolment_code(hall, f"{hall} 大厅", "counter")
        self.granted: EnrolAnswer = site.centre.enrol(
            EnrolRequest(
                code=code, device=name, public_key=f"ed25519:{name}", kind="counter", counter="A03", app_version="1",
                protocol=1,
                epoch=self.store.shelves.epochs[self.store.shelves.desk_code],
            )
        )  # fmt: skip
        answer = self.granted
        self.become(identity=replace(self.desk.identity, device=name, hall_code=hall, desk_code=answer.desk_code))
        self.ids = _Named(name)  # type: ignore[assignment]
        self.become(ids=self.ids)
        with self.store.sync_unit() as uow:
            uow.keep_enrolment(
                Enrolment(
                    "https://centre", name, "counter", answer.region, hall, hall, answer.centre_key, answer.escrow_key,
                    "PEM", datetime.fromisoformat(answer.lease_until), b"k" * 32,
                )
            )  # fmt: skip
            uow.take_desk_code(answer.desk_code, answer.epoch, 1)
            uow.note_centre(answer.incarnation, 0)
            uow.commit()
        self.milliseconds = 0
        self.shown: list[Status] = []
        self.told: list[Changes] = []
        self.digest_due = False
        self.releases: list[str] = []
        self.line = Direct(lambda: site.centre, name, site.folder)
        self.runner = self.new_runner()

    def new_runner(self) -> Runner:
        """A program that was just started."""
        self.carrier = Carrier(
            desk=lambda: self.desk,
            store=self.store,
            new_id=self.ids.new_id,
            verify=lambda signature, data: signature == self.site.centre.parts.keys.sign(data),
            open_snapshot=open_snapshot,
            tell=self.told.append,
            take_release=self._take_release,
        )
        report = DeviceReport(app_version="1", schema=1, unsent=0)
        facts = FactsReader(lambda: self.desk, self.store, lambda: report, lambda: self.digest_due)
        chance = Chance(self._tick, self.clock.now, lambda: 0.5)
        return Runner(self.line, self.carrier, facts, chance, self.shown.append)

    def _tick(self) -> int:
        self.milliseconds += 1
        return self.milliseconds

    def _take_release(self, body: ReleaseBody, path: Path) -> bool:
        self.releases.append(f"{body.number} {path.stat().st_size}")
        return True

    def sync(self) -> Summary:
        """``sync --once``."""
        return self.runner.run_once()

    def state_of(self, record_id: str) -> str:
        with self.store.sync_reading() as reading:
            return reading.record_sync(record_id)

    def troubles(self, record_id: str = "") -> tuple[Trouble, ...]:
        with self.store.sync_reading() as reading:
            return reading.troubles(record_id)

    def digest(self, scope: str) -> tuple[int, str]:
        with self.store.sync_reading() as reading:
            return reading.scope_digest(scope)

    def fetch(self, record_id: str) -> list[object]:
        """Fetch another desk's case; what came of it."""
        came: list[object] = []
        self.runner.fetch(record_id, came.append, came.append)
        self.runner._do_errands()
        return came


class _Named:
    def __init__(self, name: str) -> None:
        self.name, self.count = name, 0

    def new_id(self) -> str:
        self.count += 1
        return f"{self.name}-{self.count:05d}"
