"""What desks receive: pages without a hole, floors, whole records, digests; and the properties behind them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given, settings

from tests.server.core_acts import case_of, edit, fact
from tests.support.fakes import FakeClock
from tests.support.law_catalogue import LICENCE
from tests.support.small_centre import REGION, WireDesk, make_centre
from wenling_desk.protocol.messages import FactsBody
from wenling_desk.server.centre import Centre
from wenling_desk.server.pull import digest_of
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import keeping, log, ops
from wenling_desk.store.centre.store import CentreStore, MemoryCentreStore


def test_pages_of_any_size_tell_the_same(centre_store: CentreStore) -> None:  # invariant I18
    centre = make_centre(store=centre_store)
    desk = WireDesk(centre)
    desk.enrol()
    for _ in range(5):
        case_of(desk)
    desk.push()
    for scope in ("device:desk-1", "hall:H1"):
        found = []
        for size in (1, 2, 3, 500):
            desk.cursors.clear()
            found.append([(row.ver, row.kind, row.record, bytes(row.body)) for row in desk.pull(scope, size)])
        assert all(each == found[0] for each in found)
    assert centre.pull("desk-1", "hall:H1", 10_000, 10).rows == (), "a cursor ahead of the log hears the head"


def test_a_fetched_record_comes_whole_and_stays_held(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    desk, other = WireDesk(centre), WireDesk(centre, "desk-2")
    for each in (desk, other):
        each.enrol()
    _, record_id = case_of(desk)
    desk.push()
    answer = centre.fetch_record("desk-2", record_id)
    assert [bytes(each.body) for each in answer.facts] == [bytes(entry.body) for entry in desk.ops[0].entries]
    assert [row.op_id for row in other.own()] == [desk.ops[0].op_id], "told once more: a lost answer loses nothing"
    centre.fetch_record("desk-2", record_id)
    assert other.own() == []
    desk.write(fact(desk, record_id, "PaperPrinted", 1, body={"number": "x"}))
    desk.push(1)
    assert [row.op_id for row in other.own()] == [desk.ops[1].op_id]
    with pytest.raises(Refused, match="not_found"):
        centre.fetch_record("desk-2", "nothing")


def test_below_the_floor_only_a_snapshot_helps(centre_store: CentreStore) -> None:  # fault 30
    clock = FakeClock()
    centre = make_centre(store=centre_store, clock=clock)
    desk = WireDesk(centre)
    desk.enrol()
    case_of(desk)
    desk.push()
    clock.moment += timedelta(days=500)
    case_of(desk)
    desk.push(1)
    assert centre.housekeeping(clock.now().date()).cut_scopes == 2
    with pytest.raises(Refused, match="below_floor") as refused:
        desk.own()
    floor = int(refused.value.values["floor"])
    desk.cursors["device:desk-1"] = floor
    assert [row.op_id for row in desk.own()] == [desk.ops[1].op_id]


def test_an_older_desk_may_push_and_not_pull() -> None:
    centre = make_centre()
    WireDesk(centre).enrol()
    with pytest.raises(Refused, match="upgrade_needed"):
        centre.pull("desk-1", "hall:H1", 0, 10, protocol=0)


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(1, 9), max_size=5))
def test_a_digest_does_not_depend_on_the_order(records: dict[str, int]) -> None:
    rows = list(records.items())
    assert digest_of(rows) == digest_of(rows[::-1])
    (one,) = (digest_of([("r", 3)]),)
    assert one == (1, hashlib.sha256(b"r3").hexdigest())


def _write_story(desks: list[WireDesk], shared: str, acts: list[tuple[int, int]]) -> None:
    """Acts of several desks, some on one case they all hold."""
    for number, (place, act) in enumerate(acts):
        desk = desks[place]
        match act:
            case 0:
                case_of(desk)
            case 1:
                desk.write(edit(desk, shared, number, "entity_name", "旧名", f"{place}-{number}"))
            case 2:
                body = {"request_received": True}
                desk.write(fact(desk, shared, "Withdrawn", number, members=(LICENCE,), body=body))
            case 3:
                desk.look(f"{desk.device}-look-{number}")
            case _:
                desk.write(fact(desk, shared, "OfALaterProgram", number))


def _everything(centre: Centre) -> Any:
    """The facts of every record in order, and its head."""

    def read(session: Any) -> Any:
        records = [row[0] for name in ("desk-0", "desk-1", "desk-2") for row in log.device_records(session, name)]
        for scope, head in keeping.scopes(session):
            assert tuple(log.extent(session, scope)) == (head, 1, head)
        return {
            row[0]: (row, [fact_row[:4] + fact_row[5:] for fact_row in ops.fact_rows(session, row[0])])
            for row in ops.records(session, sorted(set(records)))
        }

    return centre.parts.store.read(read)


ACTS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), min_size=3, max_size=14)


@settings(max_examples=20)
@given(acts=ACTS, data=st.data())
def test_any_split_into_batches_and_any_resend_ends_alike(acts: list[tuple[int, int]], data: st.DataObject) -> None:
    # invariants I4, I15: same order of commits, same records.
    empty = MemoryCentreStore(REGION)
    first = make_centre(store=empty)
    desks = [WireDesk(first, f"desk-{place}") for place in range(3)]
    for desk in desks:
        desk.enrol()
    _, shared = case_of(desks[0], form={"entity_name": "旧名"})
    desks[0].push()
    for desk in desks[1:]:
        first.fetch_record(desk.device, shared)
    begun = [len(desk.ops) for desk in desks]
    image = empty.image()
    _write_story(desks, shared, acts)
    order = data.draw(st.permutations(range(3)))
    results = []
    for is_split in (False, True):
        centre = make_centre(store=MemoryCentreStore(REGION, image))
        for place in order:
            desk, start = desks[place], begun[place]
            desk.centre = centre
            if not is_split:
                if len(desk.ops) > start:
                    desk.push(start)
                continue
            at = start
            while at < len(desk.ops):
                stop = data.draw(st.integers(at + 1, len(desk.ops)))
                answer = desk.push(at, stop)
                if data.draw(st.booleans()):
                    back = data.draw(st.integers(0, at))
                    assert desk.push(back, stop).statuses[at - back :] == answer.statuses
                at = stop
        results.append(_everything(centre))
    assert results[0] == results[1]
    _all_desks_agree(desks, results[1])


def _all_desks_agree(desks: list[WireDesk], records: Any) -> None:
    """Invariant I5: what a desk pulled is what the centre has."""
    for desk in desks:
        desk.cursors.clear()
        ranked: dict[str, dict[int, bytes]] = {}
        for row in desk.own():
            if row.kind == "facts":
                for each in msgspec.json.decode(row.body, type=FactsBody).facts:
                    ranked.setdefault(row.record, {})[each.rank] = bytes(each.body)
        for record_id, facts in ranked.items():
            assert [facts[rank] for rank in sorted(facts)] == [bytes(row[-1]) for row in records[record_id][1]]
