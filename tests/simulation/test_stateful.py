"""Push, pull and merge against the real centre, step by step as hypothesis likes it; the checker judges every end."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.simulation.centre_state import gather
from tests.simulation.checker import check
from tests.simulation.history import (
    Acked,
    CentreState,
    ClientState,
    Committed,
    Did,
    Entry,
    Event,
    HeadRow,
    History,
    OpRow,
    Printed,
)
from tests.simulation.tables import table
from tests.support.counter_acts import taken_in
from tests.support.fakes import CHINA, MORNING, Counter, FakeIds
from tests.support.law_catalogue import LICENCE, RELEASE
from tests.support.small_centre import REGION, WireDesk, make_centre
from wenling_desk.domain.facts import Fact
from wenling_desk.protocol.codec import decode
from wenling_desk.protocol.messages import FactsBody, HeadBody, PushAnswer, PushRequest
from wenling_desk.protocol.ops import Op
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre.store import MemoryCentreStore

PLACES = st.integers(0, 1_000_000)
CLERK: dict[str, Any] = {"clerk": "0101", "role": "clerk", "counter": "A01", "catalogue_release": RELEASE}


@cache
def taken_in_body() -> dict[str, Any]:
    """The body of a real fact."""
    counter = Counter()
    return dict(counter.facts(taken_in(counter, LICENCE))[0].body)


class SyncMachine(RuleBasedStateMachine):
    """Three desks of two halls and one centre."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = FakeIds()
        self.store = MemoryCentreStore(REGION)
        self.centre = make_centre(store=self.store, ids=self.ids)
        self.desks = [WireDesk(self.centre, f"desk-{n}", f"H{n % 2 + 1}") for n in range(3)]
        self.events: list[Event] = []
        self.sent: list[tuple[str, PushRequest]] = []
        self.serial = 0
        self.edits: dict[str, str | None] = {}
        self.heads: dict[str, int] = {}

    @initialize()
    def enrol(self) -> None:
        for desk in self.desks:
            desk.enrol()

    # -- acting --

    def _fact(self, desk: WireDesk, op_id: str, record: str, kind: str, **body: object) -> Fact:
        members = (LICENCE,) if kind in ("TakenIn", "Accepted", "Withdrawn") else ()
        self.serial += 1
        return Fact(
            f"f-{self.serial:05d}", "acceptance", record, kind, MORNING.astimezone(CHINA), command_id=op_id,
            device=desk.device, members=members, body=body, **CLERK,
        )  # fmt: skip

    def _write(self, desk: WireDesk, facts: list[Fact], op_id: str) -> None:
        op = desk.write(*facts, op_id=op_id)
        self.events.append(Did(desk.device, op_id, "ok", tuple(entry.id for entry in op.entries), facts[0].record_id))

    def _paper(self, desk: WireDesk, op_id: str, record: str) -> Fact:
        number = f"{REGION}-26-{desk.desk_code}-{self.serial:06d}-C"
        self.events.append(Printed(desk.device, number, record, op_id))
        return self._fact(desk, op_id, record, "PaperIssued", number=number, paper_kind="x", sha256="", copies=1)

    @rule(place=PLACES)
    def take_in(self, place: int) -> None:
        desk = self.desks[place % 3]
        op_id, record = f"op-{self.serial:05d}", f"case-{self.serial:05d}"
        body = {**taken_in_body(), "hall_code": desk.hall}
        self._write(desk, [self._fact(desk, op_id, record, "TakenIn", **body), self._paper(desk, op_id, record)], op_id)
        self.edits[record] = None

    @precondition(lambda self: self.edits)
    @rule(place=PLACES, case=PLACES, new=st.sampled_from("甲乙丙"))
    def edit(self, place: int, case: int, new: str) -> None:
        """Any desk edits any case, with whatever value it saw last: conflicts are the rule here."""
        desk, record = self.desks[place % 3], sorted(self.edits)[case % len(self.edits)]
        op_id = f"op-{self.serial:05d}"
        body = {"field": "address", "seen": self.edits[record], "new": new}
        self._write(desk, [self._fact(desk, op_id, record, "FormFieldEdited", **body)], op_id)
        if place % 2:
            self.edits[record] = new

    @precondition(lambda self: self.edits)
    @rule(place=PLACES, case=PLACES, kind=st.sampled_from(("Accepted", "Withdrawn")), paper=st.booleans())
    def change_status(self, place: int, case: int, kind: str, paper: bool) -> None:
        """Allowed or not, with a paper in the citizen's hand or without."""
        desk, record = self.desks[place % 3], sorted(self.edits)[case % len(self.edits)]
        op_id = f"op-{self.serial:05d}"
        body: dict[str, object] = {"request_received": True, "accepted_at": MORNING.isoformat(), "limit": {}}
        facts = [self._fact(desk, op_id, record, kind, **body)]
        if paper:
            facts.append(self._paper(desk, op_id, record))
        self._write(desk, facts, op_id)

    @rule(place=PLACES)
    def look(self, place: int) -> None:
        desk = self.desks[place % 3]
        self.serial += 1
        op = desk.look(f"look-{self.serial:05d}")
        self.events.append(Did(desk.device, op.op_id, "ok", (op.op_id,)))

    # -- sending --

    def _push(self, desk: WireDesk, request: PushRequest) -> PushAnswer:
        before = {row.op_id for row in gather(self.store).ops}
        answer = self.centre.push(desk.device, request)
        self.events.append(Committed(tuple(op.op_id for op in request.ops if op.op_id not in before)))
        told = tuple((op.op_id, op.sha256) for op in request.ops if op.last <= answer.ack)
        self.events.append(Acked(desk.device, told))
        assert [status.op_id for status in answer.statuses] == [op.op_id for op in request.ops]
        return answer

    def _acked(self, desk: WireDesk) -> int:
        """How many of its ops the centre holds in this epoch, told by itself."""
        last = desk.hello().last_seq
        return sum(1 for op in desk.ops if op.last <= last)

    @rule(place=PLACES, count=st.integers(1, 6), lost=st.booleans())
    def push(self, place: int, count: int, lost: bool) -> None:
        desk = self.desks[place % 3]
        start = self._acked(desk)
        request = desk.request(start, start + count)
        answer = self._push(desk, request)
        self.sent.append((desk.device, request))
        if lost:
            assert self._push(desk, request).statuses == answer.statuses

    @precondition(lambda self: self.sent)
    @rule(which=PLACES)
    def resend(self, which: int) -> None:
        """I15: what was sent before changes nothing, whenever it comes again."""
        device, request = self.sent[which % len(self.sent)]
        before = self._frozen()
        code = self._code_of(device, request)
        assert code in ("", "epoch_closed")
        assert self._frozen() == before

    @rule(place=PLACES, start=PLACES)
    def push_with_a_gap(self, place: int, start: int) -> None:
        desk = self.desks[place % 3]
        acked = self._acked(desk)
        later = acked + 1 + start % 3
        if later < len(desk.ops):
            self._refused(desk, desk.request(later), "gap")

    @rule(place=PLACES)
    def push_a_fork(self, place: int) -> None:
        """Another op where one stands already, as a restored image sends it."""
        desk = self.desks[place % 3]
        acked = self._acked(desk)
        if acked:
            self.serial += 1
            fork = WireDesk(self.centre, desk.device, desk.hall, epoch=desk.epoch)
            fork.ops, fork.heads = desk.ops[: acked - 1], desk.heads[:acked]
            fork.look(f"fork-{self.serial:05d}")
            self._refused(desk, fork.request(acked - 1), "forked", "gap")

    @rule(place=PLACES)
    def push_what_was_spoiled(self, place: int) -> None:
        desk = self.desks[place % 3]
        request = desk.request(self._acked(desk))
        if request.ops:
            first: Op = request.ops[0]
            spoiled = first.entries[0].__class__(
                id=first.entries[0].id + "x", kind="fact", record="r", body=first.entries[0].body
            )
            op = Op(op_id=first.op_id, first=first.first, entries=(spoiled,), hash=first.hash, sha256=first.sha256)
            ops = (op, *request.ops[1:])
            again = PushRequest(
                device=desk.device, epoch=desk.epoch, protocol=1, schema=1, previous=request.previous, ops=ops
            )
            self._refused(desk, again, "bad_digest", "bad_message")

    def _refused(self, desk: WireDesk, request: PushRequest, *codes: str) -> None:
        before = self._frozen()
        assert self._code_of(desk.device, request) in codes
        assert self._frozen() == before

    def _code_of(self, device: str, request: PushRequest) -> str:
        """The code a push is refused with, empty when it is taken."""
        try:
            self.centre.push(device, request)
        except Refused as refused:
            return refused.code
        return ""

    @rule(place=PLACES, back=st.integers(0, 4))
    def new_epoch(self, place: int, back: int) -> None:
        """A new epoch begins with any op sent before; it is the centre's business to know them."""
        desk = self.desks[place % 3]
        if not desk.ops:
            return
        self.serial += 1
        start = max(self._acked(desk) - back, 0)
        request_id = f"q-{self.serial:05d}"
        answer = desk.new_epoch(request_id, start)
        desk.epoch -= 1
        assert desk.new_epoch(request_id, start) == answer

    @rule(count=st.integers(1, 500))
    def restart(self, count: int) -> None:
        """The centre's process ends; nothing was in its memory alone."""
        self.centre = make_centre(store=self.store, ids=self.ids)
        for desk in self.desks:
            desk.centre = self.centre

    # -- receiving --

    @rule(place=PLACES, limit=st.integers(1, 30))
    def pull(self, place: int, limit: int) -> None:
        desk = self.desks[place % 3]
        for scope in (f"device:{desk.device}", f"hall:{desk.hall}"):
            desk.pull(scope, limit)

    @precondition(lambda self: self.edits)
    @rule(place=PLACES, case=PLACES)
    def fetch(self, place: int, case: int) -> None:
        desk, record = self.desks[place % 3], sorted(self.edits)[case % len(self.edits)]
        if all(row.record != record for row in gather(self.store).records):
            with pytest.raises(Refused) as refused:
                self.centre.fetch_record(desk.device, record)
            assert refused.value.code == "not_found"
        else:
            answer = self.centre.fetch_record(desk.device, record)
            assert [fact.rank for fact in answer.facts] == list(range(1, len(answer.facts) + 1))

    # -- judging --

    def _frozen(self) -> CentreState:
        return dataclasses.replace(gather(self.store))

    @invariant()
    def heads_go_forward(self) -> None:
        heads = gather(self.store).heads
        assert all(heads.get(scope, 0) >= ver for scope, ver in self.heads.items())
        self.heads = heads

    def teardown(self) -> None:
        for desk in self.desks:
            if desk.epoch:
                while (start := self._acked(desk)) < len(desk.ops):
                    self._push(desk, desk.request(start, start + 50))
        clients = [client_of(desk) for desk in self.desks if desk.epoch]
        findings = check(History(self.events, gather(self.store), clients), table)
        assert findings == [], "\n".join(map(str, findings))


def client_of(desk: WireDesk) -> ClientState:
    """What such a desk has after it pulled everything: ranked facts of its own scope, the heads of its hall."""
    desk.own()
    desk.of_hall()
    client = ClientState(desk.device, desk.device, desk.hall, scopes=(f"hall:{desk.hall}", f"device:{desk.device}"))
    for op in desk.ops:
        client.ops.append(OpRow(desk.device, op.op_id, desk.epoch, op.first, op.last, op.sha256, op.hash, "confirmed"))
        client.entries[op.op_id] = tuple(
            Entry(entry.id, entry.kind, entry.record, bytes(entry.body)) for entry in op.entries
        )
    facts: dict[str, dict[int, tuple[str, bytes]]] = defaultdict(dict)
    for row in desk.rows.get(client.scopes[1], ()):
        for fact in decode(bytes(row.body), FactsBody).facts:
            told = (fact.id, bytes(fact.body))
            assert facts[row.record].setdefault(fact.rank, told) == told, "a rank was given twice"
    client.facts = {record: tuple(ranks[rank] for rank in sorted(ranks)) for record, ranks in facts.items()}
    heads: dict[str, HeadRow] = {}
    for row in desk.rows.get(client.scopes[0], ()):
        if row.kind == "remove":
            heads.pop(row.record, None)
        else:
            head = decode(bytes(row.body), HeadBody)
            statuses = {str(each["member"]): str(each["status"]) for each in head.heads}
            heads[row.record] = HeadRow(row.record, head.rank, statuses)
    client.heads = list(heads.values())
    client.cursors = dict(desk.cursors)
    return client


TestSync = SyncMachine.TestCase
TestSync.settings = settings(
    max_examples=50, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
