"""Many light devices at once: enrolled, signing, sending real ops over TLS, and coming again as a desk does."""

from __future__ import annotations

import asyncio
import hashlib
import random
import secrets
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import msgspec
from sqlalchemy import func, select

from tests.benchmarks.sync_cases import CaseTemplate, Made, Serials, copies
from tests.benchmarks.sync_desks import HALL, RunningCentre
from wenling_desk.protocol import codec, signing
from wenling_desk.protocol.messages import EnrolAnswer, EnrolRequest, PushAnswer, PushRequest
from wenling_desk.protocol.ops import Op, WireEntry, chained, op_digest
from wenling_desk.protocol.signing import RequestSeal
from wenling_desk.protocol.versions import FACT_SCHEMA, PROTOCOL
from wenling_desk.security.signatures import SigningKey
from wenling_desk.server import bootstrap as centre_bootstrap
from wenling_desk.store.centre import tables
from wenling_desk.sync.backoff import pause_ms

PUSH = "/v1/push"
TURNED_AWAY = (429, 503)
PATIENCE_SECONDS = 180.0
_COUNTS = [select(func.count()).select_from(table) for table in (tables.op_ledger, tables.fact)]


@dataclass
class LightDevice:
    """A device without a database: what it sends is made beforehand."""

    number: int
    key: SigningKey = field(default_factory=SigningKey.generate)
    epoch: int = 0
    desk_code: str = ""
    seq: int = 0
    bodies: list[bytes] = field(default_factory=list)
    last: int = 0
    head: bytes = bytes(32)

    @property
    def name(self) -> str:
        """Its device id."""
        return f"desk-{self.number:016x}"

    def prepare(self, ops: list[tuple[Made, ...]], batch: int) -> None:
        """Pack ops that follow on those before."""
        for begin in range(0, len(ops), batch):
            previous, packed = self.head, []
            for facts in ops[begin : begin + batch]:
                entries = tuple(
                    WireEntry(id=made.fact_id, kind="fact", record=made.record_id, body=msgspec.Raw(made.body))
                    for made in facts
                )
                self.head = chained(self.head, entries)
                op = Op(
                    op_id=facts[0].op_id, first=self.last + 1, entries=entries, hash=self.head.hex(),
                    sha256=op_digest(entries),
                )  # fmt: skip
                self.last = op.last
                packed.append(op)
            request = PushRequest(
                device=self.name, epoch=self.epoch, protocol=PROTOCOL, schema=FACT_SCHEMA, previous=previous.hex(),
                ops=tuple(packed),
            )  # fmt: skip
            self.bodies.append(codec.pack(codec.encode(request)))

    def headers(self, body: bytes) -> dict[str, str]:
        """Signed, under the next request number."""
        self.seq += 1
        now = datetime.now(UTC).isoformat()
        seal = RequestSeal(
            "POST", PUSH, hashlib.sha256(body).hexdigest(), self.name, self.seq, secrets.token_hex(12), now
        )
        return {
            "content-type": codec.MEDIA_TYPE, "content-encoding": codec.ZSTD, "accept-encoding": codec.ZSTD,
            signing.DEVICE: seal.device, signing.SEQ: str(seal.seq), signing.NONCE: seal.nonce,
            signing.TIME: seal.at, signing.DIGEST: seal.digest, signing.SIGNATURE: self.key.sign(seal.to_bytes()),
        }  # fmt: skip


@dataclass
class StormReport:
    """What happened."""

    ops: int = 0
    facts: int = 0
    seconds: list[float] = field(default_factory=list)
    resent: int = 0
    turned_away: int = 0
    errors: list[str] = field(default_factory=list)


def join(centre: RunningCentre, amount: int, context: ssl.SSLContext, first: int = 0) -> list[LightDevice]:
    """So many devices of the hall."""
    devices = [LightDevice(first + number + 1) for number in range(amount)]
    with centre_bootstrap.opened(centre.home) as found:
        codes = [found.make_code(HALL, "一号大厅", "counter")[0] for _ in devices]
    with httpx.Client(base_url=centre.address, verify=context, trust_env=False, timeout=30) as client:
        for device, code in zip(devices, codes, strict=True):
            message = EnrolRequest(
                code=code, device=device.name, public_key=device.key.public, kind="counter", counter="1",
                app_version="1", protocol=PROTOCOL,
            )  # fmt: skip
            kind = {"content-type": codec.MEDIA_TYPE}
            response = client.post("/v1/enrol", content=codec.encode(message), headers=kind)
            response.raise_for_status()
            answer = codec.decode(response.content, EnrolAnswer)
            device.epoch, device.desk_code = answer.epoch, answer.desk_code
    return devices


def prepare(device: LightDevice, template: CaseTemplate, first: int, ops: int, batch: int) -> tuple[int, int]:
    """Make its requests; (ops, facts)."""
    serials = Serials("331081", device.desk_code, datetime.now(UTC).year)
    made = list(copies(template, first, ops, serials, device.name))
    device.prepare(made, batch)
    return len(made), sum(len(op) for op in made)


def prepare_waves(device: LightDevice, template: CaseTemplate, first: int, cases: int, waves: int, batch: int) -> None:
    """Make requests for so many cases: the first op of all of them, then the second of all, as over the days."""
    serials = Serials("331081", device.desk_code, datetime.now(UTC).year)
    numbers = [(first + each, serials.take(len(template.numbers))) for each in range(cases)]
    for wave in range(waves):
        begun = CaseTemplate(
            template.ops[wave : wave + 1], template.record_id, template.device, template.numbers, template.ids
        )
        for place in range(0, cases, batch):
            ops = [
                op
                for number, papers in numbers[place : place + batch]
                for op in begun.copy(number, papers, device.name)
            ]
            device.prepare(ops, batch)


def storm(
    centre: RunningCentre, devices: list[LightDevice], context: ssl.SSLContext, *, again: float = 0.2, seed: int = 1
) -> StormReport:
    """All devices send at once; a share ``again`` of the batches is sent twice, as after a lost answer."""
    return asyncio.run(_storm(centre, devices, context, again, random.Random(seed)))


async def _storm(
    centre: RunningCentre, devices: list[LightDevice], context: ssl.SSLContext, again: float, draw: random.Random
) -> StormReport:
    report = StormReport()
    limits = httpx.Limits(max_connections=len(devices) + 8, max_keepalive_connections=len(devices) + 8)
    timeout = httpx.Timeout(60.0)
    async with httpx.AsyncClient(
        base_url=centre.address, verify=context, trust_env=False, timeout=timeout, limits=limits
    ) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(_send_all(client, each, again, draw, report, begun) for each in devices))
    return report


async def _send_all(
    client: httpx.AsyncClient, device: LightDevice, again: float, draw: random.Random, report: StormReport, begun: float
) -> None:
    for body in device.bodies:
        headers = device.headers(body)
        first = await _sent(client, body, headers, draw, report)
        if draw.random() < again:
            report.resent += 1
            # Half of them byte for byte, as a broken connection is mended; half with a number of their own, as after
            # a restart.
            headers = headers if draw.random() < 0.5 else device.headers(body)
            second = await _sent(client, body, headers, draw, report)
            if (first.ack, first.statuses) != (second.ack, second.statuses):
                report.errors.append("another answer to the same ops")
    report.seconds.append(time.perf_counter() - begun)


async def _sent(
    client: httpx.AsyncClient, body: bytes, headers: dict[str, str], draw: random.Random, report: StormReport
) -> PushAnswer:
    failures, ends = 0, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        response = await client.post(PUSH, content=body, headers=headers)
        if response.status_code == 200:
            content = response.content
            if response.headers.get("content-encoding") == codec.ZSTD and content[:4] == b"\x28\xb5\x2f\xfd":
                content = codec.unpack(content)
            answer = codec.decode(content, PushAnswer)
            report.errors += [status.reason or status.state for status in answer.statuses if _is_wrong(status)]
            return answer
        if response.status_code not in TURNED_AWAY:
            report.errors.append(f"{response.status_code} {response.text[:80]}")
            break
        failures += 1
        report.turned_away += 1
        asked = int(response.headers.get("retry-after", "0")) * 1_000
        await asyncio.sleep(pause_ms(failures, draw.random(), asked) / 1_000)
    raise TimeoutError("; ".join(report.errors[-1:]) or "the storm was not over in time")


def _is_wrong(status: msgspec.Struct) -> bool:
    return bool(getattr(status, "refused", ())) or getattr(status, "state", "") != "applied"


def count(centre: RunningCentre) -> tuple[int, int]:
    """Ops and facts the centre holds."""
    with centre_bootstrap.opened(centre.home) as found:
        ops, facts = found.store.read(lambda session: [session.rows(each)[0][0] for each in _COUNTS])
    return int(ops), int(facts)
