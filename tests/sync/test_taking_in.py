"""What comes down is applied, kept or refused: nothing unreadable is lost, nothing wrong is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.counter_acts import accepted, taken_in
from tests.support.law_catalogue import FILING
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.messages import LogRow, OpStatus, RankedFact, ReleaseBody
from wenling_desk.protocol.signing import release_bytes
from wenling_desk.sync.rows import read_facts, read_row
from wenling_desk.sync.tasks import (
    ApplyRows,
    NotThere,
    ReadChunk,
    ReadReleases,
    RecordPush,
    ReplayHeld,
    RowsApplied,
    TakeRelease,
    TakeSnapshot,
    Task,
    TaskFailed,
    WaitingRelease,
)
from wenling_desk.use_cases.sync_ports import HeldRow
from wenling_desk.use_cases.sync_rows import CANNOT_READ, KIND_UNKNOWN, FactsRow, UnreadRow

OWN = "device:desk-1"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def desk(site: Site) -> SyncedDesk:
    return site.desk("desk-1")


def row(ver: int, kind: str, body: object = None, record: str = "r1", op_id: str = "op-1") -> LogRow:
    raw = msgspec.Raw(json.dumps(body if body is not None else {}, ensure_ascii=False).encode())
    return LogRow(ver=ver, kind=kind, record=record, op_id=op_id, body=raw)


def held(desk: SyncedDesk) -> list[tuple[str, int, str]]:
    with desk.store.sync_reading() as reading:
        return [(each.scope, each.ver, each.reason) for each in reading.held_rows()]


def facts_body(*facts: dict[str, Any]) -> dict[str, Any]:
    ranked = [{"rank": rank, "id": fact["fact_id"], "body": fact} for rank, fact in enumerate(facts, 1)]
    return {"record_kind": "acceptance", "device": "desk-2", "facts": ranked}


def fact(**changes: Any) -> dict[str, Any]:
    plain = {
        "fact_id": "f1", "record_kind": "acceptance", "record_id": "r1", "kind": "Accepted", "version": 1,
        "at": "2026-11-03T09:30:00+08:00", "clerk": "9", "role": "clerk", "counter": "B01", "device": "desk-2",
        "command_id": "op-1", "catalogue_release": "law.1", "members": [], "body": {},
    }  # fmt: skip
    return {**plain, **changes}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (row(1, "from_the_future", {"x": "电子证照"}), KIND_UNKNOWN),
        (row(1, "facts", {"x": 1}), CANNOT_READ),
        (row(1, "facts", facts_body(fact(at="yesterday"))), CANNOT_READ),
        (row(1, "facts", facts_body(fact(record_id="another"))), CANNOT_READ),
        (row(1, "facts", facts_body({"fact_id": "f1"})), CANNOT_READ),
        (row(1, "head", {"rank": 1, "hall": "H1", "heads": [{"x": 1}]}), CANNOT_READ),
        (row(1, "lease", {"lease_until": "soon"}), CANNOT_READ),
        (row(1, "release", {"number": 1}), CANNOT_READ),
    ],
)
def test_what_cannot_be_read_is_kept_byte_for_byte_and_the_cursor_moves_on(
    desk: SyncedDesk, told: LogRow, reason: str
) -> None:
    assert isinstance(read_row(told), UnreadRow)
    desk.carrier.carry_out(ApplyRows(OWN, (told,), 1))
    assert held(desk) == [(OWN, 1, reason)]
    with desk.store.sync_reading() as reading:
        (kept,) = reading.held_rows()
        assert reading.replica().cursors[OWN] == 1
    assert msgspec.json.decode(kept.raw, type=LogRow) == told


def test_unknown_kinds_of_facts_are_facts_all_the_same(desk: SyncedDesk) -> None:
    """A later version's fact folds as an unknown one; its body stays as it came."""
    record_id = taken_in(desk, FILING)
    desk.sync()
    own = len(desk.facts(record_id))
    body = fact(kind="TeleportedHome", record_id=record_id, body={"planet": "x"})
    ranked = {"rank": own + 1, "id": "f1", "body": body}
    told = row(2, "facts", {"record_kind": "acceptance", "device": "d", "facts": [ranked]}, record_id)
    with desk.store.sync_reading() as reading:
        ver = reading.replica().cursors[OWN] + 1
    desk.carrier.carry_out(ApplyRows(OWN, (msgspec.structs.replace(told, ver=ver),), ver))
    assert desk.facts(record_id)[-1].body == {"planet": "x"}
    assert desk.detail(record_id).record.unknown == ("f1",)
    assert held(desk) == []


def test_facts_no_rule_can_fold_are_kept_as_facts_and_tried_again(desk: SyncedDesk) -> None:
    broken = fact(kind="TakenIn", members=["X"], body={"sheet": "no sheet"})
    outcome = desk.carrier.carry_out(ApplyRows(OWN, (row(1, "facts", facts_body(broken)),), 1))
    assert isinstance(outcome, RowsApplied)
    assert [fact.kind for fact in desk.facts("r1")] == ["TakenIn"]
    assert desk.heads("r1") == ()
    assert held(desk) == [(OWN, 1, "cannot_fold")]
    desk.carrier.carry_out(ReplayHeld())
    assert held(desk) == [(OWN, 1, "cannot_fold")]


def test_a_fact_of_an_unknown_kind_of_record_stops_nothing(desk: SyncedDesk) -> None:
    told = row(1, "facts", facts_body(fact(record_kind="moon_permit")))
    assert isinstance(read_row(told), FactsRow)
    outcome = desk.carrier.carry_out(ApplyRows(OWN, (told, row(2, "remove", record="r9")), 2))
    assert isinstance(outcome, RowsApplied)
    assert held(desk) == [(OWN, 1, "cannot_fold")]


def test_a_record_with_unsent_work_leaves_only_when_it_is_sent(desk: SyncedDesk) -> None:
    record_id = taken_in(desk, FILING)
    desk.carrier.carry_out(ApplyRows(OWN, (row(1, "remove", record=record_id),), 1))
    assert held(desk) == [(OWN, 1, "unsent")]
    assert desk.facts(record_id)
    desk.carrier.carry_out(RecordPush(len(desk.facts(record_id)), ()))
    desk.carrier.carry_out(ReplayHeld())
    assert held(desk) == []
    assert desk.heads(record_id) == ()


def test_a_record_that_came_back_does_not_leave_by_the_old_removal(desk: SyncedDesk) -> None:
    record_id = taken_in(desk, FILING)
    told = desk.facts(record_id)
    ranked = [{"rank": n, "id": each.fact_id, "body": each.to_plain()} for n, each in enumerate(told, 1)]
    body = {"record_kind": "acceptance", "device": "desk-1", "facts": ranked}
    desk.carrier.carry_out(ApplyRows(OWN, (row(1, "remove", record=record_id),), 1))
    back = row(2, "facts", body, record_id, told[0].command_id)
    desk.carrier.carry_out(ApplyRows(OWN, (back,), 2))
    assert held(desk) == []
    assert desk.facts(record_id) == told


def test_what_the_centre_cannot_read_is_said_until_it_comes_back(desk: SyncedDesk) -> None:
    record_id = taken_in(desk, FILING)
    facts = desk.facts(record_id)
    op_id = facts[0].command_id
    desk.carrier.carry_out(RecordPush(len(facts), (OpStatus(op_id=op_id, state="held", reason="behind_held"),)))
    (trouble,) = desk.troubles(record_id)
    assert (trouble.code, trouble.op_id, trouble.reason) == ("held", op_id, "behind_held")
    assert desk.state_of(record_id) == "needs_attention"
    ranked = [{"rank": n, "id": each.fact_id, "body": each.to_plain()} for n, each in enumerate(facts, 1)]
    body = {"record_kind": "acceptance", "device": "desk-1", "facts": ranked}
    desk.carrier.carry_out(ApplyRows(OWN, (row(1, "facts", body, record_id, op_id),), 1))
    assert desk.troubles(record_id) == ()
    assert desk.state_of(record_id) == "confirmed"


def test_a_lease_and_its_end_are_heard(desk: SyncedDesk) -> None:
    until = "2026-12-01T09:30:00+08:00"
    outcome = desk.carrier.carry_out(ApplyRows(OWN, (row(1, "lease", {"lease_until": until, "revoked": True}),), 1))
    assert isinstance(outcome, RowsApplied)
    assert outcome.revoked
    with desk.store.sync_reading() as reading:
        enrolment = reading.enrolment()
    assert enrolment is not None
    assert enrolment.lease_until.isoformat() == until


def release(desk: SyncedDesk, signature: str | None = None) -> ReleaseBody:
    sealed = release_bytes("catalogue", "2026-12", "aa", "2026-12-01")
    right = desk.site.centre.parts.keys.sign(sealed)
    return ReleaseBody(
        release_kind="catalogue", number="2026-12", size=3, sha256="aa", effective_at="2026-12-01",
        signature=right if signature is None else signature,
    )  # fmt: skip


@pytest.mark.parametrize("is_right", [True, False])
def test_a_release_is_taken_once_and_only_with_the_centres_signature(
    desk: SyncedDesk, tmp_path: Path, is_right: bool
) -> None:
    body = release(desk, None if is_right else "ed25519:00")
    told = row(1, "release", msgspec.to_builtins(body), record="")
    outcome = desk.carrier.carry_out(ApplyRows("catalogue:331081", (told,), 1))
    assert isinstance(outcome, RowsApplied)
    assert outcome.releases
    waiting = WaitingRelease("catalogue:331081", 1, body)
    assert desk.carrier.carry_out(ReadReleases()) == (waiting,)
    file = tmp_path / "release.part"
    file.write_bytes(b"abc")
    assert desk.carrier.carry_out(TakeRelease(waiting, str(file))) is is_right
    assert desk.releases == (["2026-12 3"] if is_right else [])
    assert bool(held(desk)) is not is_right
    assert not file.exists()


def test_a_snapshot_that_is_none_changes_nothing(desk: SyncedDesk, site: Site, tmp_path: Path) -> None:
    record_id = accepted(desk)
    desk.sync()
    offered = site.centre.snapshot("desk-1", "hall:H1")
    packed = site.centre.snapshot_part("desk-1", offered.snapshot_id, 0, offered.size)

    def task(**changes: Any) -> Task:
        path = tmp_path / "snapshot.part"
        path.write_bytes(changes.pop("data", packed))
        values = {
            "scope": "hall:H1", "path": str(path), "key": offered.key, "ver": offered.ver, "sha256": offered.sha256,
            "signature": offered.signature, "incarnation": offered.incarnation,
        }  # fmt: skip
        return TakeSnapshot(**{**values, **changes})

    for wrong in (
        {"signature": "ed25519:00"},
        {"ver": offered.ver + 1},
        {"key": "00" * 48},
        {"data": b"no zstd"},
        {"data": packed[: len(packed) // 2]},
    ):
        outcome = desk.carrier.carry_out(task(**wrong))
        assert isinstance(outcome, NotThere), wrong
        assert desk.heads(record_id)
    assert isinstance(desk.carrier.carry_out(task()), RowsApplied)
    assert not list(tmp_path.glob("snapshot.*"))
    assert "signature" in repr(task())
    assert offered.key not in repr(task())


def test_facts_fetched_are_believed_whole_or_not_at_all() -> None:
    good = RankedFact(rank=1, id="f1", body=msgspec.Raw(json.dumps(fact()).encode()))
    assert read_facts("r1", (good,))[0][0].fact_id == "f1"
    with pytest.raises(BadMessageError):
        read_facts("r2", (good,))


def test_a_defect_ends_the_task_and_not_the_thread(desk: SyncedDesk) -> None:
    @contextmanager
    def broken() -> Iterator[Any]:
        raise ZeroDivisionError
        yield

    desk.carrier.store = type("Broken", (), {"sync_reading": staticmethod(broken)})()
    assert desk.carrier.carry_out(ReadReleases()) == TaskFailed("defect_ZeroDivisionError")
    assert desk.carrier.carry_out(ReadChunk("aa", 0, 1)) == TaskFailed("defect_ZeroDivisionError")


def test_rows_of_a_snapshot_stand_in_nobodys_way(desk: SyncedDesk) -> None:
    with desk.store.sync_unit() as uow:
        uow.hold(HeldRow(OWN, -3, KIND_UNKNOWN, b'{"ver":-3,"kind":"from_the_future"}'))
        uow.commit()
    desk.carrier.carry_out(ApplyRows(OWN, tuple(row(ver, "what", record="") for ver in (1, 2, 3)), 3))
    assert sorted(ver for _, ver, _ in held(desk)) == [-3, 1, 2, 3]
