"""What every store must do for the sync: inherit this class and give it a ``store`` fixture.

The store is that of device ``device-1`` in region 331081 under the desk code K7QX, just made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.archive_contract import ArchiveContract
from tests.support.errand_contract import LeavingErrandContract
from tests.support.figure_contract import LeavingFigureContract
from tests.support.store_samples import NINE, draft, fact, head, look, paper, pdf
from tests.support.sync_contract_centre import AttachmentsContract, PulledContract
from tests.support.sync_samples import do, foreign, pulled, replica, states, trouble, write
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import canonical, ledger
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    STATES,
    HallHeads,
    LedgerOp,
    SyncReading,
    SyncStore,
    Unsent,
)


class OutboxContract:
    """Ops of the ledger, and how far the centre has answered."""

    def test_the_ops_are_the_ledger_byte_for_byte(self, store: SyncStore) -> None:
        before = replica(store).length
        facts = [fact(1, command="a"), fact(2, record="case-2", command="a"), fact(3, command="b")]
        with store.unit_of_work() as unit:
            unit.append(facts[:1])
            unit.add_look(look())
            unit.append(facts[1:])
            unit.commit()
        batch = self._ops(store, before)
        assert [(op.op_id, op.first, op.last) for op in batch] == [
            ("a", before + 1, before + 2),
            (batch[1].op_id, before + 3, before + 3),
            ("b", before + 4, before + 4),
        ], "a look between two facts of a command goes behind them"
        assert [line.entry_id for line in batch[0].lines] == [facts[0].fact_id, facts[1].fact_id]
        assert batch[0].lines[1].body == canonical.fact_to_bytes(facts[1])
        assert [(line.kind, line.record_id) for line in (*batch[0].lines, *batch[1].lines)] == [
            ("fact", "case-1"), ("fact", "case-2"), ("look", ""),
        ]  # fmt: skip
        assert batch[1].op_id == batch[1].lines[0].entry_id
        self._assert_chained(store, before, batch)

    def test_a_batch_never_cuts_an_op(self, store: SyncStore) -> None:
        start = replica(store).length
        for number in range(3):
            write(store, *(fact(number * 10 + each, command=f"c{number}") for each in range(4)))
        with store.sync_reading() as reading:
            assert [op.op_id for op in reading.ops_after(start, 2, 1 << 20).ops] == ["c0", "c1"]
            assert [op.op_id for op in reading.ops_after(start, 9, 1).ops] == ["c0"], (
                "the first comes whatever its size"
            )
            size = sum(len(line.body) for op in reading.ops_after(start, 2, 1 << 20).ops for line in op.lines)
            assert [op.op_id for op in reading.ops_after(start, 9, size + 400).ops] == ["c0", "c1"]
            assert reading.ops_after(start + 12, 9, 1 << 20).ops == ()
            assert reading.ops_after(start + 12, 9, 1).previous == reading.ops_after(start, 9, 1 << 20).ops[-1].head
            with pytest.raises(ValueError, match="middle"):
                reading.ops_after(start + 2, 9, 1 << 20)

    def test_more_ops_than_a_slice(self, store: SyncStore) -> None:
        start = replica(store).length
        with store.unit_of_work() as unit:
            unit.append([fact(number, command=f"c{number // 3}") for number in range(500)])
            unit.commit()
        batch = self._ops(store, start)
        assert [op.op_id for op in batch] == [f"c{number}" for number in range(167)]
        assert [len(op.lines) for op in batch] == [3] * 166 + [2]
        self._assert_chained(store, start, batch)
        with store.sync_reading() as reading:
            assert reading.op_ids_before(start + 501, 2) == (
                ("c166", start + 499, start + 500), ("c165", start + 496, start + 498),
            )  # fmt: skip
            assert len(reading.op_ids_before(start + 501, 10_000)) == 167 + start
            assert reading.op_ids_before(start + 500, 1) == (("c165", start + 496, start + 498),), "c166 ends later"
            assert reading.op_ids_before(1, 9) == ()

    def test_an_op_by_its_id(self, store: SyncStore) -> None:
        write(store, fact(1, command="a"), fact(2, command="a"), looks=1)
        whole, (seen,) = self._ops(store, replica(store).length - 3)[0], self._ops(store, replica(store).length - 1)
        with store.sync_reading() as reading:
            assert reading.op_of("a") == whole
            assert reading.op_of(seen.op_id) == seen
            assert reading.op_of(fact(1).fact_id) is None, "an entry of a command is no op of its own"
            assert reading.op_of("nobody") is None

    def test_from_this_machine_to_confirmed(self, store: SyncStore) -> None:
        first = write(store, fact(1), looks=1)
        last = write(store, fact(2, record="case-2"))
        assert states(store, "case-1", "case-2", "nobody") == [QUEUED, QUEUED, ""]
        do(store, "acknowledge", first)
        assert states(store, "case-1", "case-2") == [ACKED, QUEUED]
        assert replica(store).acked == first
        do(store, "acknowledge", first - 1)
        assert replica(store).acked == first, "an old answer moves nothing back"
        do(store, "acknowledge", last)
        do(store, "confirm", ["command-000001", "nobody"])
        assert states(store, "case-1", "case-2") == [CONFIRMED, ACKED]
        do(store, "acknowledge", last)
        assert states(store, "case-1") == [CONFIRMED]
        with pytest.raises(ValueError, match="ledger"):
            do(store, "acknowledge", last + 1)

    def test_what_is_unsent_and_whose(self, store: SyncStore) -> None:
        done = write(store)
        do(store, "acknowledge", done)
        assert self._unsent(store) == Unsent(0, 0, 0)
        other = replace(fact(3, record="case-2"), clerk="chen.yu", at=NINE + timedelta(hours=1))
        middle = write(store, fact(1), fact(2), looks=1)
        write(store, other)
        assert self._unsent(store) == Unsent(2, 4, 0, NINE)
        assert self._unsent(store, "chen.yu") == Unsent(1, 1, 0, other.at)
        assert self._unsent(store, "nobody") == Unsent(0, 0, 0)
        do(store, "acknowledge", middle)
        assert self._unsent(store) == Unsent(1, 1, 0, other.at)
        assert self._unsent(store, "lin.ke") == Unsent(0, 0, 0)

    def test_an_op_that_came_back_before_its_answer(self, store: SyncStore) -> None:
        last = write(store, fact(1))
        do(store, "confirm", ["command-000001"])
        assert states(store, "case-1") == [CONFIRMED]
        assert self._unsent(store).records == 0
        do(store, "acknowledge", last)
        assert states(store, "case-1") == [CONFIRMED]

    def test_needing_attention_and_settling(self, store: SyncStore) -> None:
        last = write(store, fact(1), fact(2, record="case-2"))
        do(store, "acknowledge", last)
        do(store, "need_attention", trouble())
        do(store, "need_attention", trouble("t-2", since=NINE + timedelta(minutes=1), facts=("fact-000001",)))
        do(store, "confirm", ["command-000001", "command-000002"])
        assert states(store, "case-1", "case-2") == [NEEDS_ATTENTION, CONFIRMED]
        with store.sync_reading() as reading:
            assert [each.trouble_id for each in reading.troubles()] == ["t-1", "t-2"]
            assert reading.troubles("case-2") == ()
            assert reading.troubles("case-1")[1].facts == ("fact-000001",)
        do(store, "settle", "t-1", NINE + timedelta(hours=1))
        assert states(store, "case-1") == [NEEDS_ATTENTION]
        do(store, "settle", "t-2", NINE + timedelta(hours=2))
        do(store, "settle", "t-2", NINE + timedelta(hours=3))
        assert states(store, "case-1") == [CONFIRMED]
        do(store, "need_attention", trouble("t-2"))
        assert states(store, "case-1") == [CONFIRMED], "a trouble is added once"
        with store.sync_reading() as reading:
            assert reading.troubles() == ()
            settled = {each.trouble_id: each.settled_at for each in reading.troubles(open_only=False)}
            assert settled == {"t-1": NINE + timedelta(hours=1), "t-2": NINE + timedelta(hours=2)}
        with pytest.raises(KeyError):
            do(store, "settle", "nobody", NINE)

    def test_a_trouble_without_own_op_marks_the_last_own_one(self, store: SyncStore) -> None:
        write(store, fact(1), fact(2))
        do(store, "need_attention", trouble(op_id="command of another desk"))
        do(store, "need_attention", trouble("t-2", op_id="", record_id="case-9"))
        assert states(store, "case-1", "case-9") == [NEEDS_ATTENTION, ""]
        do(store, "acknowledge", replica(store).length)
        do(store, "settle", "t-1", NINE)
        assert states(store, "case-1") == [ACKED], "the other entry still waits to come back"
        do(store, "confirm", ["command-000001"])
        assert states(store, "case-1") == [CONFIRMED]

    def test_a_new_desk_code(self, store: SyncStore) -> None:
        early = write(store, fact(1))
        last = write(store, fact(2, record="case-2"), fact(3, record="case-3"), looks=1)
        do(store, "acknowledge", last)
        do(store, "confirm", ["command-000001", "command-000002"])
        do(store, "need_attention", trouble(op_id="command-000003", record_id="case-3"))
        epoch = replica(store).epoch + 4
        do(store, "take_desk_code", "W3RT", epoch, early + 1)
        now = replica(store)
        assert (now.desk_code, now.epoch, now.acked, now.length) == ("W3RT", epoch, early, last)
        assert states(store, "case-1", "case-2", "case-3") == [CONFIRMED, QUEUED, NEEDS_ATTENTION]
        assert self._unsent(store).entries == 3
        with store.unit_of_work() as unit:
            assert unit.next_serial() == 1
            with pytest.raises(KnownTrouble) as refused:
                unit.add_paper(paper(), pdf())
            unit.add_paper(paper("331081-26-W3RT-000001-A"), pdf())
            unit.commit()
        assert (refused.value.code, refused.value.values) == ("desk_code_changed", {"desk_code": "W3RT"})
        do(store, "settle", "t-1", NINE)
        assert states(store, "case-3") == [QUEUED], "what was settled is still to be sent under the new epoch"
        do(store, "take_desk_code", "W3RT", epoch, 1)
        assert replica(store).acked == 0
        with store.unit_of_work() as unit:
            assert unit.next_serial() == 2, "the same grant again goes on with its serials"

    def test_a_code_or_epoch_that_is_not_new_is_refused(self, store: SyncStore) -> None:
        last = write(store, fact(1, command="a"), fact(2, command="a"))
        epoch = replica(store).epoch
        for code, number, first in (
            ("W3RT", epoch, 1), ("K7QX", epoch + 1, 1), ("W3RT", epoch + 1, 0), ("W3RT", epoch + 1, last + 2),
            ("W3RT", epoch + 1, last),
        ):  # fmt: skip
            with pytest.raises(ValueError, match=r"epoch|ledger"):
                do(store, "take_desk_code", code, number, first)
        assert (replica(store).desk_code, replica(store).epoch) == ("K7QX", epoch)
        do(store, "take_desk_code", "W3RT", epoch + 1, last + 1)
        assert replica(store).acked == last

    def test_a_fact_too_large_for_a_request(self, store: SyncStore) -> None:
        half = {"text": "x" * (5 << 20)}
        with store.unit_of_work() as unit:
            unit.append([fact(1, body=half)])
            unit.append([fact(2, body=half)])
            for each in (fact(3, body={"text": "x" * (8 << 20)}), fact(4, command="command-000001", body=half)):
                with pytest.raises(KnownTrouble) as refused:
                    unit.append([each])
                assert (refused.value.code, refused.value.values) == ("fact_too_large", {"limit": 8})

    def _ops(self, store: SyncStore, seq: int) -> Sequence[LedgerOp]:
        with store.sync_reading() as reading:
            return reading.ops_after(seq, 10_000, 1 << 30).ops

    def _unsent(self, store: SyncStore, clerk: str = "") -> Unsent:
        with store.sync_reading() as reading:
            return reading.unsent(clerk)

    def _assert_chained(self, store: SyncStore, seq: int, ops: Sequence[LedgerOp]) -> None:
        with store.sync_reading() as reading:
            head = reading.ops_after(seq, 1, 1).previous
            whole = reading.ops_after(0, 10_000, 1 << 30)
        assert whole.previous == bytes(32)
        for op in ops:
            for line in op.lines:
                head = ledger.chain(head, line.entry_id, line.body)
            assert op.head == head


class StandingsContract:
    """The list of the sync centre."""

    def test_records_by_state_and_the_oldest_first(self, store: SyncStore) -> None:
        for number in range(1, 6):
            with store.sync_unit() as unit:
                unit.append(
                    [fact(number, f"case-{number}"), fact(number + 50, f"case-{number}", f"command-{number:06d}")]
                )
                unit.save_heads(
                    f"case-{number}", [head(f"case-{number}", "B"), head(f"case-{number}", "A", item_name="注销")]
                )
                unit.commit()
        do(store, "add_pulled", [pulled(foreign(90), 1)])
        length = replica(store).length
        do(store, "acknowledge", length - 2)
        do(store, "confirm", ["command-000001", "command-000002"])
        do(store, "need_attention", trouble(op_id="command-000004", record_id="case-4"))
        do(store, "save_hall_heads", HallHeads("case-7", 4, (head("case-7"),)))
        with store.sync_reading() as reading:
            assert self._list(reading) == [
                ("case-4", NEEDS_ATTENTION), ("case-5", QUEUED), ("case-3", ACKED),
                ("case-1", CONFIRMED), ("case-2", CONFIRMED), ("case-9", CONFIRMED),
            ]  # fmt: skip
            for state, amount in zip(STATES, (1, 1, 3, 1), strict=True):
                page = reading.record_syncs("", (state,), 1, 0)
                assert (page.total, len(page.rows)) == (amount, 1)
            assert self._list(reading, limit=2, offset=2) == [("case-3", ACKED), ("case-1", CONFIRMED)]
            assert self._list(reading, limit=3, offset=4) == [("case-2", CONFIRMED), ("case-9", CONFIRMED)]
            assert self._list(reading, offset=9) == []
            (waiting,) = reading.record_syncs("", (QUEUED,), 9, 0).rows
            assert (waiting.entries, waiting.clerk, waiting.oldest_at) == (2, "lin.ke", fact(5).at)
            assert (waiting.record_kind, waiting.title, waiting.applicant) == ("case", "注销", "测*甲")
            assert waiting.number == head("case-5").number
            confirmed = reading.record_syncs("", (CONFIRMED,), 9, 0).rows
            assert [(row.entries, row.oldest_at) for row in confirmed[:1]] == [(0, fact(1).at)]
            assert (confirmed[-1].record_id, confirmed[-1].number, confirmed[-1].clerk) == ("case-9", "", "lin.ke")

    def test_searching_the_list(self, store: SyncStore) -> None:
        for number in (1, 2):
            with store.sync_unit() as unit:
                unit.append([fact(number, f"case-{number}")])
                unit.save_heads(f"case-{number}", [head(f"case-{number}", item_name=f"事项{number}")])
                unit.commit()
        do(store, "acknowledge", replica(store).length)
        do(store, "confirm", ["command-000001"])
        with store.sync_reading() as reading:
            assert self._list(reading, "事项2") == [("case-2", ACKED)]
            assert self._list(reading, " 事项 ") == [("case-2", ACKED), ("case-1", CONFIRMED)]
            for text in ("没有", "%", "\0", "\ud800", "登" * 10_000):
                assert reading.record_syncs(text, STATES, 9, 0).total == 0
            assert reading.record_syncs("事项1", (QUEUED, ACKED), 9, 0).total == 0

    def test_scans_that_wait_are_counted(self, store: SyncStore) -> None:
        with store.sync_unit() as unit:
            unit.append([fact(1)])
            unit.save_draft(draft())
            for data in (b"a", b"b"):
                unit.add_scan("case-1", data, "image/png")
            unit.commit()
        with store.sync_reading() as reading:
            (row,) = reading.record_syncs("", STATES, 9, 0).rows
            assert row.scans_waiting == 2

    def _list(self, reading: SyncReading, text: str = "", *, limit: int = 99, offset: int = 0) -> list[tuple[str, str]]:
        page = reading.record_syncs(text, STATES, limit, offset)
        return [(row.record_id, row.state) for row in page.rows]


class SyncContract(
    OutboxContract,
    PulledContract,
    AttachmentsContract,
    StandingsContract,
    LeavingErrandContract,
    LeavingFigureContract,
    ArchiveContract,
):
    """All of it."""
