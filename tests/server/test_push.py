"""What the centre does with ops: kept once, judged where they stand, told to everyone concerned. On every engine."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.server.core_acts import case_of, counter_of, edit, fact, write_record
from tests.support.counter_acts import granted
from tests.support.fakes import MORNING, FakeClock
from tests.support.law_catalogue import LICENCE
from tests.support.small_centre import OTHER_HALL, WireDesk, make_centre
from wenling_desk.protocol.messages import FactsBody, HeadBody, LogRow, PushRequest
from wenling_desk.protocol.ops import WireEntry
from wenling_desk.server.centre import Centre
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import log, ops
from wenling_desk.store.centre.store import CentreStore


@pytest.fixture
def centre(centre_store: CentreStore) -> Centre:
    return make_centre(store=centre_store)


@pytest.fixture
def desk(centre: Centre) -> WireDesk:
    return enrolled(centre, "desk-1")


def enrolled(centre: Centre, device: str, **more: Any) -> WireDesk:
    found = WireDesk(centre, device, **more)
    found.enrol()
    return found


def facts_in(rows: list[LogRow]) -> list[tuple[int, str]]:
    """(rank, kind) of all facts of these rows."""
    found = []
    for row in rows:
        if row.kind == "facts":
            for ranked in msgspec.json.decode(row.body, type=FactsBody).facts:
                found.append((ranked.rank, msgspec.json.decode(ranked.body)["kind"]))
    return found


def head_in(row: LogRow) -> HeadBody:
    return msgspec.json.decode(row.body, type=HeadBody)


def no_hole(centre: Centre) -> None:
    """Invariant I4: every log is whole from its floor to its head."""

    def check(session: Any) -> None:
        from wenling_desk.store.centre import keeping

        for scope, head in keeping.scopes(session):
            assert tuple(log.extent(session, scope)) == (head, 1, head)

    centre.parts.store.read(check)


def test_an_op_comes_back_to_its_desk_and_its_head_to_the_hall(centre: Centre, desk: WireDesk) -> None:
    other = enrolled(centre, "desk-2")
    _, record_id = case_of(desk, is_accepted=True)
    answer = desk.push()
    assert (answer.ack, [status.state for status in answer.statuses]) == (desk.ops[-1].last, ["applied"])
    (own,) = desk.own()
    assert (own.op_id, own.record) == (desk.ops[0].op_id, record_id)
    assert [rank for rank, _ in facts_in([own])] == [1, 2, 3]
    assert [bytes(each.body) for each in msgspec.json.decode(own.body, type=FactsBody).facts] == [
        bytes(entry.body) for entry in desk.ops[0].entries
    ]
    (row,) = other.of_hall()
    head = head_in(row)
    assert (head.rank, head.hall, head.heads[0]["status"], head.heads[0]["applicant"]) == (3, "H1", "accepted", "林**")
    assert other.own() == []
    no_hole(centre)


def test_sending_again_changes_nothing(centre: Centre, desk: WireDesk) -> None:  # fault 7, invariant I15
    for _ in range(3):
        case_of(desk)
    desk.look("look-1")
    first = desk.push()
    desk.own(), desk.of_hall()
    assert desk.push().statuses == first.statuses
    assert desk.push(1, 3).ack == desk.ops[2].last, "an answer goes as far as what was verified, not as far as is known"
    assert desk.push(0, 1).ack == desk.ops[0].last
    assert (desk.own(), desk.of_hall()) == ([], [])
    no_hole(centre)


def test_the_same_push_at_once_on_two_connections(centre: Centre, desk: WireDesk) -> None:  # faults 8, 20
    other = enrolled(centre, "desk-2")
    for each in (desk, other):
        for _ in range(4):
            case_of(each)
    answers: list[Any] = []

    def send(each: WireDesk) -> None:
        answers.append((each.device, each.push()))

    threads = [threading.Thread(target=send, args=(each,)) for each in (desk, other, desk, other, desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5
    assert {tuple(answer.statuses) for device, answer in answers if device == "desk-1"} == {
        next(tuple(answer.statuses) for device, answer in answers if device == "desk-1")
    }
    assert len(facts_in(desk.own())) == 8
    assert len({row.record for row in desk.of_hall()}) == 8
    no_hole(centre)


def test_a_gap_says_where_to_go_on(desk: WireDesk) -> None:  # fault 9
    for _ in range(3):
        case_of(desk)
    desk.push(0, 1)
    with pytest.raises(Refused, match="gap") as refused:
        desk.push(2)
    assert refused.value.values == {"expected": str(desk.ops[1].first)}
    assert desk.push(0).ack == desk.ops[-1].last, "an overlap is verified and the rest applied"


def test_another_history_under_the_same_numbers_is_a_fork(centre: Centre, desk: WireDesk) -> None:  # faults 11, 12
    case_of(desk)
    image = replace(desk, ops=list(desk.ops), heads=list(desk.heads))
    case_of(desk)
    desk.push()
    case_of(image)
    with pytest.raises(Refused, match="forked"):
        image.push()
    with pytest.raises(Refused, match="forked"):
        image.push(1)
    case_of(image)
    with pytest.raises(Refused, match="forked") as refused:
        image.push(2)
    assert refused.value.values == {"seq": str(image.ops[2].first)}, "what came before it is not what is here"
    assert len(facts_in(desk.own())) == 4, "nothing of a refused push is stored"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda op: {"sha256": "0" * 64}, "bad_digest"),
        (lambda op: {"hash": "0" * 64}, "bad_digest"),
        (lambda op: {"entries": ()}, "bad_message"),
        (lambda op: {"first": 0}, "bad_message"),
        (lambda op: {"op_id": "x" * 81}, "bad_message"),
        (lambda op: {"op_id": "a\0b"}, "bad_message"),
    ],
)
def test_a_damaged_push_is_refused_whole(desk: WireDesk, damage: Any, code: str) -> None:
    case_of(desk)
    request = desk.request()
    spoiled = msgspec.structs.replace(request.ops[0], **damage(request.ops[0]))
    with pytest.raises(Refused, match=code):
        desk.centre.push(desk.device, msgspec.structs.replace(request, ops=(spoiled,)))
    assert desk.push().ack == desk.ops[-1].last


def _poison(desk: WireDesk, record_id: str, how: str) -> None:
    """An op no rule can read."""
    number = len(desk.ops) + 1
    made = fact(desk, record_id, "TakenIn", number, members=(LICENCE,), body={"sheet": 7, "members": "x"})
    match how:
        case "no_fact":
            desk.write_entries(
                [WireEntry(id=f"e{number}", kind="fact", record=record_id, body=msgspec.Raw(b"[1]"))], f"o{number}"
            )
        case "entry_differs":
            desk.write(replace(made, device="desk-99"))
        case "record_kind_unknown":
            desk.write(replace(made, record_kind="of_a_later_program"))
        case "centre_only":
            desk.write(replace(made, kind="FactRefused", body={"fact_id": "x"}))
        case "cannot_apply":
            desk.write(made)
        case "number_wrong":
            desk.write(replace(made, kind="PaperIssued", body={"number": "a\0b"}))
        case "no_offset":
            desk.write(replace(made, at=MORNING.replace(tzinfo=None)))
        case "entry_kind_unknown":
            desk.write_entries([WireEntry(id=f"e{number}", kind="dance", body=msgspec.Raw(b"{}"))], f"o{number}")
        case _:
            desk.write_entries(
                [WireEntry(id="e\0", kind="fact", record=record_id, body=msgspec.Raw(b"{}"))], f"o{number}"
            )


@pytest.mark.parametrize(
    "how",
    [
        "no_fact", "entry_differs", "record_kind_unknown", "centre_only", "cannot_apply", "number_wrong", "no_offset",
        "entry_kind_unknown", "id_wrong",
    ],
)  # fmt: skip
def test_poison_is_kept_and_stops_nobody_else(desk: WireDesk, how: str) -> None:  # fault 21
    case_of(desk)
    _poison(desk, "record-of-poison", how)
    desk.write(fact(desk, "record-of-poison", "ScanAttached", 900, body={"sha256": "0" * 64}))
    case_of(desk)
    statuses = desk.push().statuses
    behind = "applied" if how == "entry_kind_unknown" else "held"
    assert [status.state for status in statuses] == ["applied", "held", behind, "applied"]
    assert statuses[1].reason == how
    assert desk.centre.held_ops()[0].op_id == desk.ops[1].op_id
    kept = msgspec.json.decode(desk.centre.held_ops()[0].body)
    assert kept["sha256"] == desk.ops[1].sha256
    assert desk.push().statuses == statuses, "and never loops"
    no_hole(desk.centre)


def test_a_body_that_spoils_the_list_is_found_and_held(desk: WireDesk) -> None:
    _, record_id = case_of(desk)
    body = {"what": "电话", "materials": {"m": {"mark": "?"}}}
    broken = fact(desk, record_id, "CorrectedOnTheSpot", 50, members=(LICENCE,), body=body)
    desk.write(broken)
    desk.write(fact(desk, record_id, "PaperPrinted", 51, body={}))
    case_of(desk)
    assert [(each.state, each.reason) for each in desk.push().statuses] == [
        ("applied", ""), ("held", "cannot_apply"), ("held", "behind_held"), ("applied", ""),
    ]  # fmt: skip
    desk.centre.set_aside(desk.ops[1].op_id, "管理员")
    assert desk.centre.apply_held("管理员") == 1
    assert [status.state for status in desk.push().statuses] == ["applied", "held", "applied", "applied"]
    assert desk.centre.held_ops() == ()


def test_unknown_kinds_of_facts_are_stored_and_published(desk: WireDesk) -> None:  # fault 22
    _, record_id = case_of(desk)
    desk.write(fact(desk, record_id, "OfALaterProgram", 7, version=9, body={"new": ["things"]}))
    assert [status.state for status in desk.push().statuses] == ["applied", "applied"]
    assert facts_in(desk.own())[-1] == (3, "OfALaterProgram")


def _two_on_one_case(centre: Centre, desk: WireDesk) -> tuple[WireDesk, str]:
    """Two laptops with the same case, both about to act on it without a network."""
    other = enrolled(centre, "desk-2")
    _, record_id = case_of(desk, form={"entity_name": "旧名"})
    desk.push()
    fetched = centre.fetch_record(other.device, record_id)
    assert [each.rank for each in fetched.facts] == [1, 2]
    other.own(), desk.own()
    return other, record_id


@pytest.mark.parametrize("turned", [False, True])
def test_two_edits_of_one_field_the_first_wins_and_the_other_is_kept(
    centre: Centre, desk: WireDesk, turned: bool
) -> None:  # fault 31, invariant I10
    other, record_id = _two_on_one_case(centre, desk)
    desk.write(edit(desk, record_id, 1, "entity_name", "旧名", "甲"))
    other.write(edit(other, record_id, 1, "entity_name", "旧名", "乙"))
    first, second = (other, desk) if turned else (desk, other)
    assert first.push(len(first.ops) - 1).statuses[0].refused == ()
    (status,) = second.push(len(second.ops) - 1).statuses
    assert (status.state, status.reason, status.refused) == ("applied", "field_conflict", (f"{second.device}-fact-1",))
    for each in (desk, other):
        rows = each.own()
        assert [kind for _, kind in facts_in(rows)] == ["FormFieldEdited", "FormFieldEdited", "FactRefused"]
        refusal = msgspec.json.decode(msgspec.json.decode(rows[-1].body, type=FactsBody).facts[0].body)
        assert refusal["body"] == {
            "fact_id": f"{second.device}-fact-1", "reason": "field_conflict", "winner": f"{first.device}-fact-1",
        }  # fmt: skip
        assert rows[-1].op_id == f"centre-{second.ops[-1].op_id}"
    assert second.push(len(second.ops) - 1).statuses == (status,)
    no_hole(centre)


def test_a_fact_behind_a_paper_is_published_and_disputed(centre: Centre, desk: WireDesk) -> None:  # invariant I9
    other, record_id = _two_on_one_case(centre, desk)
    desk.write(fact(desk, record_id, "Withdrawn", 1, members=(LICENCE,), body={"request_received": True}))
    desk.push(len(desk.ops) - 1)
    command = {"command_id": "late"}
    other.write(
        fact(other, record_id, "CorrectionRequested", 2, members=(LICENCE,),
             body={"due": "2026-12-01", "gaps": [{"code": "x"}]}, **command),
        fact(other, record_id, "PaperIssued", 3, body={"number": "N-1", "sha256": "0" * 64}, **command),
    )  # fmt: skip
    (status,) = other.push().statuses
    assert (status.state, status.reason, status.disputed) == ("applied", "not_allowed_now", (record_id,))
    assert [kind for _, kind in facts_in(desk.own())][-3:] == ["CorrectionRequested", "PaperIssued", "Disputed"]
    head = head_in(desk.of_hall()[-1])
    assert head.disputed
    assert head.heads[0]["status"] == "withdrawn", "the table is not left without a person's decision"
    settled = fact(
        desk, record_id, "DisputeSettled", 4, role="team_leader",
        body={"facts": ["desk-2-fact-2"], "outcome": "put_in_force"},
    )  # fmt: skip
    desk.write(settled)
    assert desk.push(len(desk.ops) - 1).statuses[0].refused == ()
    head = head_in(desk.of_hall()[-1])
    assert (head.disputed, head.heads[0]["status"]) == (False, "correction_pending")


def test_without_a_paper_it_is_refused_whole(centre: Centre, desk: WireDesk) -> None:  # invariant I8
    _, record_id = case_of(desk)
    command = {"command_id": "both"}
    desk.write(
        fact(desk, record_id, "Reviewed", 1, members=(LICENCE,), body={"opinion": "x"}, **command),
        fact(desk, record_id, "CorrectedOnTheSpot", 2, members=(LICENCE,), body={"what": "电话"}, **command),
    )
    status = desk.push().statuses[1]
    assert (status.refused, status.reason) == (("desk-1-fact-1", "desk-1-fact-2"), "not_allowed_now")
    assert [kind for _, kind in facts_in(desk.own())][-2:] == ["FactRefused", "FactRefused"]
    assert head_in(desk.of_hall()[-1]).heads[0]["status"] == "taken_in"


def test_a_number_two_records_share_stays_with_the_first(centre: Centre, desk: WireDesk) -> None:  # invariant I2
    other = enrolled(centre, "desk-2")
    _, first = case_of(desk)
    counter = counter_of(replace(other, desk_code=desk.desk_code))
    second = counter.do(*_take_in()).record_id
    write_record(other, counter, second)
    desk.push()
    (status,) = other.push().statuses
    assert (status.state, status.reason, status.disputed) == ("applied", "number_shared", (second,))
    number = counter.papers(second)[0].number
    rows = centre.parts.store.read(lambda session: (ops.papers(session, [number]), ops.aliases(session, [number])))
    assert [row[1] for row in rows[0]] == [first]
    assert [row[1] for row in rows[1]] == [second]
    assert facts_in(other.own())[-1][1] == "Disputed"
    assert other.push().statuses == (status,)


def _take_in() -> tuple[Any]:
    from functools import partial

    from tests.support.law_catalogue import sheet_for
    from wenling_desk.use_cases.take_in import TakeIn

    return (partial(TakeIn, sheet=sheet_for(LICENCE)),)


def test_one_deemed_acceptance_of_two_desks(centre: Centre, desk: WireDesk) -> None:
    other, record_id = _two_on_one_case(centre, desk)
    body = {"accepted_at": "2026-11-11"}
    for each in (desk, other):
        deemed = fact(each, record_id, "DeemedAccepted", 1, members=(LICENCE,), body=body, fact_id="deemed-1")
        each.write(deemed)
        assert each.push(len(each.ops) - 1).statuses[0].refused == ()
    assert [(row.op_id, facts_in([row])) for row in other.own()] == [
        ("desk-1-command-1", [(3, "DeemedAccepted")]), ("desk-2-command-1", [(3, "DeemedAccepted")]),
    ]  # fmt: skip


def test_a_case_handed_on_leaves_one_hall_and_comes_to_the_other(centre: Centre, desk: WireDesk) -> None:  # fault 28
    there = enrolled(centre, "desk-2", hall=OTHER_HALL)
    _, record_id = case_of(desk)
    desk.push()
    desk.write(
        fact(desk, record_id, "HallChanged", 1, role="team_leader", members=(LICENCE,),
             body={"to_hall": OTHER_HALL, "reason": "就近办理"})
    )  # fmt: skip
    assert desk.push(1).statuses[0].refused == ()
    assert [(row.kind, row.record) for row in desk.of_hall()] == [("remove", record_id), ("remove", record_id)]
    (row,) = there.of_hall()
    assert (head_in(row).hall, head_in(row).heads[0]["hall_code"]) == (OTHER_HALL, OTHER_HALL)
    assert centre.digest(desk.device, "hall:H1").count == 0
    assert centre.digest(there.device, "hall:H2").count == 1
    no_hole(centre)


def test_a_suspected_duplicate_is_shown_on_both_sides_and_gone_when_one_ends(centre: Centre, desk: WireDesk) -> None:
    there = enrolled(centre, "desk-2", hall=OTHER_HALL)
    _, first = case_of(desk)
    desk.push()
    _, second = case_of(there)
    there.push()
    assert head_in(there.of_hall()[-1]).duplicates == (first,)
    assert head_in(desk.of_hall()[-1]).duplicates == (second,)
    there.write(fact(there, second, "Withdrawn", 1, members=(LICENCE,), body={"request_received": True}))
    there.push(1)
    assert head_in(desk.of_hall()[-1]).duplicates == ()
    assert head_in(there.of_hall()[-1]).duplicates == ()


def test_looks_are_kept_and_not_published(centre: Centre, desk: WireDesk) -> None:
    desk.look("look-1")
    assert desk.push().statuses[0].state == "applied"
    assert desk.own() == []
    assert centre.known(desk.device, _known("look-1", "nothing")).known == {"look-1": desk.ops[0].sha256}


def _known(*op_ids: str) -> Any:
    from wenling_desk.protocol.messages import KnownRequest

    return KnownRequest(op_ids=op_ids)


def test_a_revoked_device_is_heard_and_never_published_by_itself(centre: Centre, desk: WireDesk) -> None:  # fault 29
    case_of(desk)
    desk.push()
    _, record_id = case_of(desk)
    centre.revoke(desk.device)
    (status,) = desk.push(1).statuses
    assert (status.state, status.reason) == ("held", "revoked_device")
    with pytest.raises(Refused, match="device_revoked"):
        desk.of_hall()
    assert centre.apply_held("管理员") == 0, "an upgrade does not let it in"
    assert centre.publish_held(desk.ops[1].op_id, "管理员")
    centre.take_back(desk.device)
    rows = desk.own()
    assert [row.kind for row in rows] == ["facts", "lease", "facts", "lease"]
    assert rows[2].record == record_id


def test_closed_cases_leave_the_hall_after_thirty_days(centre_store: CentreStore) -> None:
    clock = FakeClock()
    centre = make_centre(store=centre_store, clock=clock)
    desk = enrolled(centre, "desk-1")
    counter = counter_of(desk)
    record_id = granted(counter)
    write_record(desk, counter, record_id)
    desk.push()
    today = counter.today
    assert centre.housekeeping(today.replace(day=today.day + 20)).left_halls == 0
    assert centre.housekeeping(today.replace(month=12, day=3)).left_halls == 1
    assert centre.housekeeping(today.replace(month=12, day=3)).left_halls == 0
    assert [row.kind for row in desk.of_hall()] == ["remove", "remove"]
    assert centre.digest(desk.device, "hall:H1").count == 0
    assert centre.digest(desk.device, "device:desk-1").count == 1


def test_an_empty_push_and_another_device_s_name(centre: Centre, desk: WireDesk) -> None:
    request = PushRequest(device="desk-1", epoch=1, protocol=1, schema=1, previous=bytes(32).hex(), ops=())
    assert centre.push("desk-1", request).ack == 0
    with pytest.raises(Refused, match="wrong_scope"):
        centre.push("desk-2", request)
    with pytest.raises(Refused, match="device_unknown"):
        centre.push("desk-2", msgspec.structs.replace(request, device="desk-2"))
