"""An application over a centre in memory, with devices that speak to it as over the network."""

from __future__ import annotations

import itertools
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.server.signed_requests import InProcess, SignedDevice
from tests.support.fakes import FakeClock, FakeIds, FakeShelf, figure_book, texts, workflows
from tests.support.law_catalogue import law_catalogue
from tests.support.small_centre import HALL, REGION, WireDesk, make_centre
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import EnrolRequest
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.security import authority
from wenling_desk.server.admission import Admission
from wenling_desk.server.app import make_app
from wenling_desk.server.centre import Centre
from wenling_desk.server.cockpit.opening import make_door as open_cockpit
from wenling_desk.server.cockpit.routes import CockpitDoor
from wenling_desk.server.exchange import Hands
from wenling_desk.server.key_file import CentreKeys, KeyRing
from wenling_desk.server.metrics import Metrics
from wenling_desk.server.server_log import ServerLog
from wenling_desk.store.centre.opening import open_postgres
from wenling_desk.store.centre.store import CentreStore, MemoryCentreStore


class Lines(logging.Handler):
    """Keeps the lines of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(record.getMessage()))


@dataclass
class Door:
    """The application, and everything behind it."""

    hands: Hands
    centre: Centre
    clock: FakeClock
    http: InProcess
    log: Lines
    tick: list[float] = field(default_factory=lambda: [0.0])
    cockpit: CockpitDoor | None = None

    def close(self) -> None:
        """Let threads and database go."""
        self.http.close()
        self.hands.admission.close()
        self.centre.parts.store.close()

    def enrol(self, name: str = "desk-1", hall: str = HALL, kind: str = "counter") -> SignedDevice:
        """A device that joined over HTTP."""
        device = SignedDevice(name)
        response = self.http.send(self.enrolment(device, self.centre.make_enrolment_code(hall, "大厅", kind)))
        assert response.status_code == 200, response.content
        return device

    def enrolment(self, device: SignedDevice, code: str, **changed: str) -> httpx.Request:
        """The request to join."""
        message = EnrolRequest(
            code=code, device=device.device, public_key=changed.get("public_key", device.key.public), kind="counter",
            counter="A01", app_version="1", protocol=PROTOCOL,
        )  # fmt: skip
        headers = {"content-type": codec.MEDIA_TYPE}
        return httpx.Request("POST", "https://centre/v1/enrol", headers=headers, content=codec.encode(message))

    def ledger(self, device: SignedDevice) -> WireDesk:
        """A ledger for that device, of which pushes are made."""
        return WireDesk(self.centre, device=device.device, epoch=1)


def make_door(
    keys: CentreKeys,
    files: Path,
    *,
    threads: int = 2,
    deadline: float = 30.0,
    database: str = "",
    cockpit: bool = False,
) -> Door:
    """An application over a centre in memory, or in a PostgreSQL database; with the pages of the cockpit where they are
    asked for."""
    clock, lines, tick = FakeClock(), Lines(), [0.0]
    store: CentreStore = open_postgres(database, REGION) if database else MemoryCentreStore(REGION)
    book, ledgers = (figure_book(), workflows().ledgers) if cockpit else (None, None)
    centre = make_centre(
        store=store, clock=clock, ids=FakeIds(), keys=KeyRing(keys), files=files, figures=book, ledgers=ledgers
    )
    ids = itertools.count(1)
    certificate = authority.issue_server(keys.authority, (), clock.now()).certificate
    hands = Hands(
        centre=centre,
        admission=Admission(threads, lambda below: 0, deadline=deadline),
        metrics=Metrics(),
        log=ServerLog(clock.now, lines),
        authority=keys.authority.certificate,
        certificate=lambda: certificate,
        has_room=lambda: True,
        now=clock.now,
        seconds=lambda: tick[0],
        new_id=lambda: f"r{next(ids)}",
    )
    pages = open_cockpit(centre, FakeShelf([law_catalogue()]), ledgers, clock.now, texts()) if ledgers else None
    return Door(hands, centre, clock, InProcess(make_app(hands, pages)), lines, tick, pages)
