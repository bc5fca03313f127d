"""A centre in memory with an invented catalogue, and desks that speak to it without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from tests.support.fakes import FakeClock, FakeIds, FakeShelf, workflows
from tests.support.law_catalogue import law_catalogue
from wenling_desk import resources
from wenling_desk.catalogue.workflow_files import read_authority
from wenling_desk.domain.authority import Authority
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import FigureShelf
from wenling_desk.protocol.messages import (
    DeviceReport,
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    LogRow,
    PushAnswer,
    PushRequest,
)
from wenling_desk.protocol.ops import Op, WireEntry, chained, op_digest
from wenling_desk.protocol.versions import FACT_SCHEMA, PROTOCOL
from wenling_desk.server.centre import Centre
from wenling_desk.server.parts import Clock, IdSource, Limits
from wenling_desk.store.canonical import fact_to_bytes
from wenling_desk.store.centre.store import CentreStore, MemoryCentreStore

REGION = "331081"
HALL, OTHER_HALL = "H1", "H2"


class PlainKeys:
    """server.parts.Keys with nothing secret: a signature is a digest, a sealed piece is marked and turned."""

    public = "ed25519:" + "00" * 32
    escrow = "x25519:" + "00" * 32

    def sign(self, data: bytes) -> str:
        return "ed25519:" + hashlib.sha256(b"sign" + data).hexdigest()

    def subject_key(self, identity_number: str) -> str:
        plain = "".join(identity_number.split()).upper()
        return hashlib.sha256(b"subject" + plain.encode()).hexdigest() if plain else ""

    def seal(self, blob_id: str, offset: int, data: bytes) -> bytes:
        return hashlib.sha256(f"{blob_id}{offset}".encode() + data).digest() + bytes(byte ^ 0x55 for byte in data)

    def open(self, blob_id: str, offset: int, sealed: bytes) -> bytes | None:
        data = bytes(byte ^ 0x55 for byte in sealed[32:])
        return data if self.seal(blob_id, offset, data) == sealed else None


@cache
def authority() -> Authority:
    """The real table."""
    return read_authority(resources.path("authority.yaml"), workflows())


def make_centre(
    *,
    store: CentreStore | None = None,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    catalogue: Catalogue | None = None,
    shelf: Any = None,
    keys: Any = None,
    files: Path | None = None,
    limits: Limits | None = None,
    told: Any = None,
    figures: FigureShelf | None = None,
    ledgers: Any = None,
) -> Centre:
    """A centre; everything not given is a fake, the store is in memory."""
    return Centre(
        store or MemoryCentreStore(REGION),
        clock or FakeClock(),
        ids or FakeIds(),
        shelf or FakeShelf([catalogue or law_catalogue()]),
        workflows(),
        authority(),
        keys or PlainKeys(),
        files=files,
        limits=limits,
        told=told,
        figures=figures,
        ledgers=ledgers,
    )


@dataclass
class WireDesk:
    """A desk as the centre sees it: a ledger of entries, an epoch, and what it pulled."""

    centre: Centre
    device: str = "desk-1"
    hall: str = HALL
    kind: str = "counter"
    ops: list[Op] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=lambda: [bytes(32)])
    epoch: int = 0
    desk_code: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[LogRow]] = field(default_factory=dict)

    def enrol(self) -> EnrolAnswer:
        """Join with a fresh code."""
        code = self.centre.make_enrolment_code(self.hall, f"{self.hall} 大厅", self.kind)
        return self.enrol_with(code)

    def enrol_with(self, code: str) -> EnrolAnswer:
        """Join with that code."""
        request = EnrolRequest(
            code=code, device=self.device, public_key=f"ed25519:{self.device}", kind=self.kind, counter="A01",
            app_version="1", protocol=PROTOCOL, epoch=self.epoch,
        )  # fmt: skip
        answer = self.centre.enrol(request)
        self.epoch, self.desk_code = answer.epoch, answer.desk_code
        return answer

    def hello(self, **report: Any) -> HelloAnswer:
        """The first word of a round."""
        told = DeviceReport(app_version="1", schema=FACT_SCHEMA, unsent=report.pop("unsent", 0), **report)
        return self.centre.hello(
            self.device, HelloRequest(device=self.device, epoch=self.epoch, protocol=PROTOCOL, report=told)
        )

    def write(self, *facts: Fact, op_id: str = "") -> Op:
        """One command's facts into the ledger."""
        entries = [
            WireEntry(id=fact.fact_id, kind="fact", record=fact.record_id, body=msgspec.Raw(fact_to_bytes(fact)))
            for fact in facts
        ]
        return self.write_entries(entries, op_id or facts[0].command_id)

    def write_entries(self, entries: Sequence[WireEntry], op_id: str) -> Op:
        """Entries as they are."""
        first = self.ops[-1].last + 1 if self.ops else 1
        head = chained(self.heads[-1], entries)
        op = Op(op_id=op_id, first=first, entries=tuple(entries), hash=head.hex(), sha256=op_digest(entries))
        self.ops.append(op)
        self.heads.append(head)
        return op

    def look(self, entry_id: str) -> Op:
        """A look without a command."""
        body = json.dumps({"look": "person", "id": entry_id}).encode()
        return self.write_entries([WireEntry(id=entry_id, kind="look", body=msgspec.Raw(body))], entry_id)

    def request(self, start: int = 0, stop: int | None = None) -> PushRequest:
        """Ops ``start`` to ``stop`` (places in the list) as a push."""
        return PushRequest(
            device=self.device, epoch=self.epoch, protocol=PROTOCOL, schema=FACT_SCHEMA,
            previous=self.heads[start].hex(), ops=tuple(self.ops[start:stop]),
        )  # fmt: skip

    def push(self, start: int = 0, stop: int | None = None) -> PushAnswer:
        """Send them."""
        return self.centre.push(self.device, self.request(start, stop))

    def new_epoch(self, request_id: str, from_op: int = 0, reason: str = "forked") -> EpochAnswer:
        """Ask for a new epoch that begins with the op of that place."""
        first = self.ops[from_op - 1].last + 1 if from_op else 1
        request = EpochRequest(
            device=self.device, epoch=self.epoch, request_id=request_id, reason=reason, first=first,
            previous=self.heads[from_op].hex(),
        )  # fmt: skip
        answer = self.centre.epoch(self.device, request)
        self.epoch, self.desk_code = answer.epoch, answer.desk_code
        return answer

    def pull(self, scope: str, limit: int = 500) -> list[LogRow]:
        """Everything new of a scope; a hole fails."""
        fresh: list[LogRow] = []
        while True:
            cursor = self.cursors.get(scope, 0)
            page = self.centre.pull(self.device, scope, cursor, limit)
            for row in page.rows:
                assert row.ver == cursor + 1, "a hole in the log"
                cursor = row.ver
            fresh += page.rows
            self.cursors[scope] = cursor
            if cursor >= page.head:
                self.rows.setdefault(scope, []).extend(fresh)
                return fresh

    def own(self) -> list[LogRow]:
        """Everything new for this device."""
        return self.pull(f"device:{self.device}")

    def of_hall(self) -> list[LogRow]:
        """Everything new of its hall."""
        return self.pull(f"hall:{self.hall}")


def later(moment: datetime, **span: float) -> datetime:
    """Some time after."""
    return moment + timedelta(**span)
