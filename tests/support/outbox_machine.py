"""The outbox under any sequence of acts, answers, new desk codes, crashes and reopenings, against a plain model."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.support.store_samples import NINE, fact, look
from tests.support.sync_samples import do, trouble
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    LedgerOp,
    SyncStore,
)

RECORDS = ("case-1", "case-2", "case-3")
CODES = tuple(f"C{number:03d}" for number in range(40))


@dataclass
class ModelOp:
    """What is known of one op; ``open_troubles`` are those nobody has settled."""

    op_id: str
    records: tuple[str, ...]
    entries: int
    state: str = QUEUED
    open_troubles: list[str] = field(default_factory=list)


class OutboxMachine(RuleBasedStateMachine):
    """Subclasses say how a store is made and opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.store = self.make()
        with self.store.sync_reading() as reading:
            before = reading.ops_after(0, 99, 1 << 20).ops
            self.epoch = reading.replica().epoch
        self.ops = [ModelOp(op.op_id, (), len(op.lines)) for op in before]
        self.acked = 0  # ops
        self.numbers = 0
        self.codes = 0
        self.serial = 1

    def make(self) -> SyncStore:
        raise NotImplementedError

    def open_again(self) -> SyncStore:
        raise NotImplementedError

    # -- what happens -----------------------------------------------------------------------------------

    @rule(records=st.lists(st.sampled_from(RECORDS), min_size=1, max_size=3), looks=st.integers(0, 2))
    def act(self, records: list[str], looks: int) -> None:
        """A command on some records, with looks between its facts; what is not committed leaves nothing."""
        command = f"command-{self.numbers}"
        with self.store.unit_of_work() as unit:
            for place, record in enumerate(records):
                unit.append([fact(self.numbers * 10 + place, record, command)])
                if place < looks:
                    unit.add_look(look(f"{record}-{self.numbers}"))
            assert unit.next_serial() == self.serial
            unit.commit()
        self.numbers += 1
        self.serial += 1
        self.ops.append(ModelOp(command, tuple(records), len(records)))
        with self.store.sync_reading() as reading:
            after = reading.ops_after(self._seq(len(self.ops)), 9, 1 << 20).ops
        self.ops += [ModelOp(op.op_id, (), 1) for op in after]
        assert len(after) == min(looks, len(records))

    @rule(record=st.sampled_from(RECORDS))
    def crash_before_commit(self, record: str) -> None:
        with self.store.unit_of_work() as unit:
            unit.append([fact(999_999, record)])
            unit.next_serial()

    @precondition(lambda self: self.acked < len(self.ops))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """The centre acknowledges up to some op, perhaps an answer that is late."""
        through = data.draw(st.integers(0, len(self.ops)))
        do(self.store, "acknowledge", self._seq(through))
        for op in self.ops[self.acked : through]:
            if op.state == QUEUED:
                op.state = ACKED if op.records else CONFIRMED
        self.acked = max(self.acked, through)

    @rule(data=st.data())
    def return_through_the_log(self, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.integers(0, len(self.ops)), max_size=4))
        ops = [self.ops[place] for place in chosen if place < len(self.ops)]
        do(self.store, "confirm", [op.op_id for op in ops])
        for op in ops:
            if op.state in (QUEUED, ACKED):
                op.state = CONFIRMED

    @precondition(lambda self: any(op.records for op in self.ops))
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        op = data.draw(st.sampled_from([op for op in self.ops if op.records]))
        name = f"trouble-{len(op.open_troubles)}-{self.numbers}-{op.op_id}"
        do(self.store, "need_attention", trouble(name, op.op_id, record_id=op.records[0]))
        if name not in op.open_troubles:
            op.open_troubles.append(name)
        op.state = NEEDS_ATTENTION
        self.numbers += 1

    @precondition(lambda self: any(op.open_troubles for op in self.ops))
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        op = data.draw(st.sampled_from([op for op in self.ops if op.open_troubles]))
        do(self.store, "settle", op.open_troubles.pop(), NINE)
        if not op.open_troubles:
            op.state = QUEUED if self.ops.index(op) >= self.acked else CONFIRMED

    @precondition(lambda self: self.codes < len(CODES))
    @rule(data=st.data(), jump=st.integers(1, 3))
    def take_a_new_code(self, data: st.DataObject, jump: int) -> None:
        first = data.draw(st.integers(0, len(self.ops)))
        self.epoch += jump
        do(self.store, "take_desk_code", CODES[self.codes], self.epoch, self._seq(first) + 1)
        self.codes += 1
        self.serial = 1
        self.acked = first
        for op in self.ops[:first]:
            if op.state == QUEUED:
                op.state = ACKED if op.records else CONFIRMED
        for op in self.ops[first:]:
            if op.state != NEEDS_ATTENTION:
                op.state = QUEUED

    @rule()
    def end_and_begin(self) -> None:
        self.store = self.open_again()

    # -- what always holds ------------------------------------------------------------------------------

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        unsent = [op for op in self.ops[self.acked :] if op.state in (QUEUED, NEEDS_ATTENTION)]
        with self.store.sync_reading() as reading:
            replica = reading.replica()
            assert (replica.length, replica.acked) == (self._seq(len(self.ops)), self._seq(self.acked))
            assert (replica.epoch, replica.is_locked) == (self.epoch, False)
            assert replica.desk_code == (CODES[self.codes - 1] if self.codes else "K7QX")
            found = reading.unsent()
            assert found.entries == sum(op.entries for op in unsent)
            assert found.records == len({record for op in unsent for record in op.records})
            for record in RECORDS:
                assert reading.record_sync(record) == self._state(record)
            to_send = reading.ops_after(replica.acked, 999, 1 << 20).ops
            assert [op.op_id for op in to_send] == [op.op_id for op in self.ops[self.acked :]]
            self._assert_gapless(to_send, replica.acked)
            before = reading.op_ids_before(replica.acked + 1, 999)
            assert [name for name, _, _ in reversed(before)] == [op.op_id for op in self.ops[: self.acked]]

    def _state(self, record: str) -> str:
        states = {op.state for op in self.ops if record in op.records}
        return next((each for each in (NEEDS_ATTENTION, QUEUED, ACKED, CONFIRMED) if each in states), "")

    def _seq(self, ops: int) -> int:
        return sum(op.entries for op in self.ops[:ops])

    def _assert_gapless(self, ops: tuple[LedgerOp, ...], seq: int) -> None:
        for op in ops:
            assert op.first == seq + 1
            seq = op.last
