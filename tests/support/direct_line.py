"""A desk's sync without a line: the runner asks the centre's core itself, through the wire's own bytes."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.small_centre import PlainKeys
from wenling_desk.protocol.codec import decode, encode
from wenling_desk.protocol.messages import (
    BlobOffer,
    DeviceReport,
    DuplicatesAnswer,
    EpochRequest,
    FetchAnswer,
    FleetAnswer,
    HeldAnswer,
    HelloRequest,
    KnownRequest,
    PushRequest,
)
from wenling_desk.protocol.versions import FACT_SCHEMA
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
    FetchSnapshot,
    Pull,
    Request,
    SendChunk,
)
from wenling_desk.sync.carrying import Carrier, FactsReader
from wenling_desk.sync.runner import Chance, Runner
from wenling_desk.sync.state import Status
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.sync_ports import SyncStore


class DirectLine:
    """runner.Asking over the core of a centre."""

    def __init__(self, centre: Centre, device: str, folder: Path) -> None:
        self._centre, self._device, self._folder = centre, device, folder
        self.asked: list[type] = []

    def ask(self, request: Request) -> Answer | Failure:
        self.asked.append(type(request))
        try:
            return self._answer(request)
        except Refused as refusal:
            values = {name: str(value) for name, value in refusal.values.items()}
            return Failure(FailureKind.REFUSED, refusal.code, values)

    def _answer(self, request: Request) -> Any:
        centre, device = self._centre, self._device
        match request:
            case Pull(scope, after, limit):
                return _wired(centre.pull(device, scope, after, limit))
            case AskDigest(scope):
                return centre.digest(device, scope)
            case AskSnapshot(scope):
                return centre.snapshot(device, scope)
            case FetchSnapshot(snapshot):
                return self._download(snapshot.snapshot_id, snapshot.sha256)
            case SendChunk(sha256, offset, data):
                return centre.blob_chunk(device, sha256, offset, data)
        calls: dict[type, Callable[[str, Any], Any]] = {
            HelloRequest: centre.hello,
            PushRequest: centre.push,
            EpochRequest: centre.epoch,
            KnownRequest: centre.known,
            BlobOffer: centre.blob_offer,
        }
        return _wired(calls[type(request)](device, _wired(request)))

    def _download(self, snapshot_id: str, sha256: str) -> Downloaded:
        size, data = self._centre.snapshot_size(self._device, snapshot_id), b""
        while len(data) < size:
            data += self._centre.snapshot_part(self._device, snapshot_id, len(data), 1 << 20)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("the snapshot changed on its way")
        path = self._folder / f"{self._device}.snapshot"
        path.write_bytes(data)
        return Downloaded(str(path))

    def fetch_record(self, record_id: str) -> FetchAnswer | Failure:
        try:
            return _wired(self._centre.fetch_record(self._device, record_id))
        except Refused as refusal:
            return Failure(FailureKind.REFUSED, refusal.code)

    def fleet(self) -> FleetAnswer | Failure:
        return Failure(FailureKind.OFFLINE)

    def held(self, device: str) -> HeldAnswer | Failure:
        return Failure(FailureKind.OFFLINE)

    def duplicates(self, identity_number: str, items: tuple[str, ...]) -> DuplicatesAnswer | Failure:
        return Failure(FailureKind.OFFLINE)

    def close(self) -> None: ...


def direct_runner(
    centre: Centre,
    device: str,
    desk: Callable[[], Desk],
    store: SyncStore,
    folder: Path,
    now: Callable[[], datetime],
) -> Runner:
    """A runner whose every task is carried out at once."""
    numbers = itertools.count()
    keys = PlainKeys()
    carrier = Carrier(
        desk,
        store,
        lambda: f"{device}-request-{next(numbers)}",
        lambda sign, data: keys.sign(data) == sign,
        open_snapshot,
    )
    facts = FactsReader(desk, store, lambda: DeviceReport(app_version="1", schema=FACT_SCHEMA, unsent=0))
    chance = Chance(lambda: time.monotonic_ns() // 1_000_000, now, lambda: 0.5)
    return Runner(DirectLine(centre, device, folder), carrier, facts, chance, _ignore)


def _ignore(_: Status) -> None: ...


def _wired(message: Any) -> Any:
    return decode(encode(message), type(message))
