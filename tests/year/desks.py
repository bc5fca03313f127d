"""The desks of the year: real use cases over a store in memory, and what they send to the centre."""

from __future__ import annotations

import random
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

import msgspec

from tests.support.fakes import EVERYTHING, Counter, FakeIds
from tests.support.memory_shelves import Line, Shelves
from tests.support.memory_store import MemoryStore
from tests.year import stories
from tests.year.plan import Arrival, Device
from tests.year.stories import Later
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import EnrolRequest, PushAnswer, PushRequest
from wenling_desk.protocol.ops import Op, WireEntry, op_digest
from wenling_desk.protocol.versions import FACT_SCHEMA, MOST_OPS, PROTOCOL
from wenling_desk.server.centre import Centre
from wenling_desk.store.ledger import NO_HASH
from wenling_desk.use_cases.ports import DeskIdentity

KEPT_LINES = 2_000
"""Entries whose bytes a desk keeps in memory once they are sent: a year of them would not fit."""


class DeviceIds(FakeIds):
    """Ids that are this device's own."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self._device = device

    def new_id(self) -> str:
        self.count += 1
        return f"{self._device}-{self.count:07d}"


class YearDesk:
    """One device: its people, its cases that wait, and how far the centre has heard."""

    def __init__(self, device: Device, centre: Centre, seed: int) -> None:
        self.device = device
        self._centre = centre
        self._draw = random.Random(seed * 10_007 + device.number)
        self._waiting: list[Later] = []
        self._ended: set[str] = set()
        self._sent = 0
        self._previous = NO_HASH
        self.done: Tally[str] = Tally()
        self.kinds: Tally[str] = Tally()
        kind = "laptop" if device.is_laptop else "counter"
        request = EnrolRequest(
            code=centre.make_enrolment_code(device.hall, f"{device.hall} 大厅", kind), device=device.name, kind=kind,
            public_key=f"ed25519:{device.number:064x}", counter="1", app_version="1", protocol=PROTOCOL,
        )  # fmt: skip
        granted = centre.enrol(request)
        self.epoch = granted.epoch
        self.counter = Counter(session=EVERYTHING)
        self.counter.ids = DeviceIds(device.name)
        self.counter.store = MemoryStore(Shelves(granted.region, granted.desk_code, device.name))
        identity = DeskIdentity(
            granted.region, granted.hall_code, granted.hall_name, granted.desk_code, device.name, "1", practice=False
        )
        self.counter.become(ids=self.counter.ids, store=self.counter.store, identity=identity)

    def work(self, day: date, arrivals: list[Arrival]) -> None:
        """One day at the counter: what waited, then what came."""
        self.counter.clock.go_to(day)
        due = [each for each in self._waiting if each.on <= day]
        self._waiting = [each for each in self._waiting if each.on > day]
        for later in due:
            self._keep(later.record_id, stories.go_on(self.counter, later, self._draw, self.done))
        for arrival in arrivals:
            self.done["cases"] += 1
            self.done["joint"] += arrival.story == "joint"
            self._keep("", stories.begin(self.counter, arrival, self._draw, self.done))

    def send(self) -> None:
        """Push what the centre has not heard, in batches, through the bytes of the wire."""
        for batch in self._batches():
            request = PushRequest(
                device=self.device.name, epoch=self.epoch, protocol=PROTOCOL, schema=FACT_SCHEMA,
                previous=self._previous.hex(), ops=batch,
            )  # fmt: skip
            sent = codec.unpack(codec.pack(codec.encode(request)))
            answer: PushAnswer = self._centre.push(self.device.name, codec.decode(sent, PushRequest))
            if answer.ack != batch[-1].last or any(status.state != "applied" for status in answer.statuses):
                raise ValueError(f"{self.device.name}: the centre did not take {answer}")
            for status in answer.statuses:
                self.done["refused"] += len(status.refused)
                self.done["disputed"] += len(status.disputed)
            self.done["ops"] += len(batch)
            self.done["bytes"] += len(sent)
            self._sent, self._previous = answer.ack, bytes.fromhex(batch[-1].hash)

    def forget_what_ended(self) -> None:
        """Free the memory of cases that ended and of entries that were sent; numbers and chain go on."""
        shelves = self.counter.store.shelves
        ended, self._ended = self._ended, set()
        shelves.facts = [each for each in shelves.facts if each[0].record_id not in ended]
        for number in [number for number, paper in shelves.papers.items() if paper.record_id in ended]:
            shelves.pdfs.pop(shelves.papers.pop(number).sha256, None)
        for record_id in ended:
            shelves.heads.pop(record_id, None)
        shelves._places, shelves._place_of, shelves._parsed, shelves._numbered = {}, {}, [], -1
        for at in range(max(0, self._sent - 2 * KEPT_LINES), self._sent - 1):
            shelves.lines[at] = _FORGOTTEN
        shelves.unsettled.clear()
        shelves.commands.clear()
        shelves.spans.clear()
        shelves.blobs.clear()
        shelves.blob_names.clear()
        self.counter.press.made.clear()

    def _keep(self, record_id: str, later: Later | None) -> None:
        if later is not None:
            self._waiting.append(later)
        elif record_id:
            self._ended.add(record_id)

    def _batches(self) -> Iterator[tuple[Op, ...]]:
        lines = self.counter.store.shelves.lines
        ops: list[Op] = []
        first = self._sent + 1
        for op_id, group in groupby(lines[self._sent :], key=lambda line: line.op_id):
            ops.append(self._op(op_id, first, list(group)))
            first = ops[-1].last + 1
            if len(ops) == MOST_OPS:
                yield tuple(ops)
                ops = []
        if ops:
            yield tuple(ops)

    def _op(self, op_id: str, first: int, lines: list[Line]) -> Op:
        entries = tuple(
            WireEntry(id=line.entry_id, kind=line.kind, record=line.record_id, body=msgspec.Raw(line.body))
            for line in lines
        )
        for line in lines:
            if line.kind == "fact":
                self.kinds[msgspec.json.decode(line.body, type=_Kind).kind] += 1
        return Op(op_id=op_id, first=first, entries=entries, hash=lines[-1].hash.hex(), sha256=op_digest(entries))


class _Kind(msgspec.Struct):
    kind: str


_FORGOTTEN = replace(Line("", "fact", "", "", b"", b"", Counter().clock.now(), ""))
