"""Where a result lies, who is owed a word, and the guards of the way in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_guards import ask
from tests.support.acts_collecting import SHELVES, decided, sent, shelved
from tests.support.fakes import EVERYTHING, MORNING, Counter, workflows
from tests.support.law_catalogue import CHAIN, LICENCE, law_catalogue, sheet_for
from wenling_desk.domain.collecting import HallShelves, ShelfUnit, days_lying, read_place, split_place
from wenling_desk.domain.errand_rules import errands_of
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import DeliveryWish
from wenling_desk.domain.record import RecordState, fold
from wenling_desk.domain.shelf import ABOUT, OUTCOMES, Shelf, message_id_of, shelf_of
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.send_result import NoteCameBack, SendResult
from wenling_desk.use_cases.shelve_results import MoveResult, ShelveResult

PARCEL = {"way": "courier", "carrier": "邮政 EMS", "tracking": "EX123456789CN"}
BOX = {"way": "locker", "box": "Z1-01", "code_hint": "42"}


def record(*facts: tuple[str, dict[str, Any]], members: tuple[str, ...] = (LICENCE,)) -> RecordState:
    """A record of one granted member with these facts after the decision, one a day."""
    before: list[tuple[str, dict[str, Any]]] = [
        ("TakenIn", {}), ("Accepted", {}), ("Granted", {"result_number": "JY01"}),
    ]  # fmt: skip
    return fold(
        [
            Fact(
                f"f{n}", "acceptance", "r", kind, MORNING + timedelta(days=n), "0101", "clerk", "A03", "d", f"c{n}",
                "law.1", members, body,
            )
            for n, (kind, body) in enumerate((*before, *facts))
        ],
        workflows().workflow("acceptance"),
    )  # fmt: skip


def shelf(*facts: tuple[str, dict[str, Any]]) -> Shelf:
    return shelf_of(record(*facts), LICENCE)


def day(number: int) -> datetime:
    return MORNING + timedelta(days=number)


PUT = ("ResultShelved", {"result_number": "JY01", "place": "1-2"})


# -- the fold -----------------------------------------------------------------------------------------------


def test_it_lies_where_it_was_put_and_moving_it_starts_nothing_anew() -> None:
    assert shelf(PUT) == Shelf(LICENCE, "JY01", "1-2", day(3))
    moved = shelf(PUT, ("ResultMoved", {"place": "2-1"}))
    assert (moved.place, moved.since) == ("2-1", day(3))
    again = shelf(PUT, ("ResultShelved", {"result_number": "JY01", "place": "1-3"}))
    assert (again.place, again.since) == ("1-3", day(3)), "two desks put it away: the later place, the first day"


def test_what_was_never_put_anywhere_cannot_be_moved() -> None:
    assert shelf(("ResultMoved", {"place": "2-1"})) == Shelf(LICENCE, "JY01")


@pytest.mark.parametrize("body", [PARCEL, BOX], ids=["courier", "locker"])
def test_what_was_sent_is_out_until_it_is_delivered_or_comes_back(body: dict[str, str]) -> None:
    out = shelf(PUT, ("ResultSent", body))
    assert (out.is_out, out.is_on_shelf, out.sent_way, out.sent_at) == (True, False, body["way"], day(4))
    delivered = shelf(PUT, ("ResultSent", body), ("ResultDelivered", {"way": body["way"]}))
    assert (delivered.is_out, delivered.delivered_at, delivered.delivered_way) == (False, day(5), body["way"])
    back = shelf(PUT, ("ResultSent", body), ("ResultCameBack", {"reason": "没有人收"}))
    assert (back.is_out, back.is_on_shelf, back.came_back_because) == (False, False, "没有人收")


def test_put_away_again_after_it_came_back_it_waits_from_that_day_and_nobody_knows_of_it() -> None:
    told = ("ApplicantNotified", {"about": "result_ready", "way": "phone", "outcome": "reached"})
    back = ("ResultCameBack", {"reason": "x"})
    found = shelf(PUT, told, ("ResultSent", PARCEL), back, ("ResultShelved", {"place": "1-4"}))
    assert (found.place, found.since, found.is_told) == ("1-4", day(7), False)


def test_only_a_word_about_the_result_counts_as_told() -> None:
    for about in ABOUT:
        told = ("ApplicantNotified", {"about": about, "way": "phone", "outcome": "reached"})
        assert shelf(PUT, told).is_told == (about == "result_ready")
    assert not shelf(
        PUT, ("ApplicantNotified", {"about": "result_ready", "way": "phone", "outcome": "no_answer"})
    ).is_told


def test_a_refusal_is_found_by_the_number_of_its_paper() -> None:
    facts = [
        Fact(
            f"f{n}", "acceptance", "r", kind, MORNING, "0101", "clerk", "A03", "d", f"c{n}", "law.1", (LICENCE,), body
        )
        for n, (kind, body) in enumerate((
            ("TakenIn", {}), ("AcceptanceRefused", {}),
            ("PaperIssued", {"number": "331081-26-K7QX-000001-1", "paper_kind": "refusal_notice"}),
            ("PaperIssued", {"number": "331081-26-K7QX-000002-2", "paper_kind": "case_summary"}),
        ))
    ]  # fmt: skip
    found = shelf_of(fold(facts, workflows().workflow("acceptance")), LICENCE)
    assert found.result_number == "331081-26-K7QX-000001-1"


def test_facts_the_table_forbids_move_nothing() -> None:
    facts = [
        Fact(f"f{n}", "acceptance", "r", kind, MORNING, "0101", "clerk", "A03", "d", f"c{n}", "law.1", (LICENCE,), body)
        for n, (kind, body) in enumerate((("TakenIn", {}), PUT))
    ]
    assert not shelf_of(fold(facts, workflows().workflow("acceptance")), LICENCE).is_on_shelf


STEPS = {
    "ResultShelved": {"place": "1-1"},
    "ResultMoved": {"place": "2-2"},
    "ResultSent": PARCEL,
    "ResultCameBack": {"reason": "x"},
    "ResultDelivered": {"way": "counter"},
    "ApplicantNotified": {"about": "result_ready", "way": "phone", "outcome": "reached"},
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_a_result_is_never_in_two_places(kinds: list[str]) -> None:
    found = shelf(*((kind, STEPS[kind]) for kind in kinds))
    assert [found.is_on_shelf, found.is_out].count(True) <= 1
    assert found.is_on_shelf == (found.since is not None and bool(found.place))
    if kinds and kinds[-1] == "ResultDelivered":
        assert (found.is_on_shelf, found.is_out) == (False, False)


def test_other_members_are_not_touched() -> None:
    both = record(PUT, members=(LICENCE,))
    assert shelf_of(both, "another") == Shelf("another")


# -- errands ------------------------------------------------------------------------------------------------


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def errands(counter: Counter, record_id: str, *kinds: str) -> list[Errand]:
    found = [each for each in counter.store.shelves.errands.get(record_id, ()) if not kinds or each.kind in kinds]
    case = counter.detail(record_id)
    again = errands_of(case.record, case.case)
    assert [each for each in again if not kinds or each.kind in kinds] == found, "kept is what the facts say"
    return found


RESULT = ("to_shelve", "on_shelf", "sent_out")


def test_a_result_waits_for_a_shelf_then_lies_there_then_is_gone(counter: Counter) -> None:
    record_id = decided(counter)
    (waiting,) = errands(counter, record_id, *RESULT)
    assert (waiting.kind, waiting.number, waiting.place) == ("to_shelve", "JY23310810000001", "")
    counter.do(ShelveResult, scan="JY23310810000001", shelves=SHELVES)
    (lying,) = errands(counter, record_id, *RESULT)
    assert (lying.kind, lying.number, lying.place) == ("on_shelf", "JY23310810000001", "1-1")
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满", slip="shown")
    assert errands(counter, record_id, *RESULT) == []


def test_what_was_sent_waits_until_it_arrives_or_comes_back(counter: Counter) -> None:
    record_id = sent(counter)
    (out,) = errands(counter, record_id, *RESULT)
    assert (out.kind, out.state, out.place, out.number) == ("sent_out", "courier", "邮政 EMS", "EX123456789CN")
    counter.do(NoteCameBack, record_id=record_id, reason="没有人收")
    assert [each.kind for each in errands(counter, record_id, *RESULT)] == ["to_shelve"]


def test_a_refusal_waits_for_its_shelf_as_a_result_does(counter: Counter) -> None:
    record_id = counter.do(
        RefuseAcceptance, sheet=sheet_for(LICENCE), ground="not_lawful", reasons=("依法不能受理",)
    ).record_id
    (waiting,) = errands(counter, record_id, *RESULT)
    assert (waiting.kind, waiting.number) == ("to_shelve", counter.papers(record_id)[-1].number)


def test_an_electronic_result_needs_no_shelf_but_a_word(counter: Counter) -> None:
    record_id = decided(counter, delivery=DeliveryWish("electronic"))
    (owed,) = errands(counter, record_id, *RESULT, "to_notify")
    assert (owed.kind, owed.state) == ("to_notify", "result_ready")


@pytest.mark.parametrize(("way", "owed"), [("counter", 1), ("courier", 0), ("locker", 0)])
def test_who_has_to_come_is_told_and_who_has_not_is_not(counter: Counter, way: str, owed: int) -> None:
    record_id = shelved(counter, delivery=DeliveryWish(way, address="某路 1 号"))
    assert len(errands(counter, record_id, "to_notify")) == owed


def test_what_came_back_is_told_whatever_was_wished(counter: Counter) -> None:
    record_id = shelved(counter, delivery=DeliveryWish("courier", address="某路 1 号"))
    counter.do(SendResult, record_id=record_id, **PARCEL)
    counter.do(NoteCameBack, record_id=record_id, reason="没有人收")
    counter.do(ShelveResult, scan="JY23310810000001", shelves=SHELVES)
    assert len(errands(counter, record_id, "to_notify")) == 1


def test_a_notice_stays_owed_until_somebody_was_reached(counter: Counter) -> None:
    record_id = shelved(counter)
    tell = {"record_id": record_id, "about": "result_ready", "way": "phone"}
    counter.do(NotifyApplicant, **tell, outcome="no_answer")
    (owed,) = errands(counter, record_id, "to_notify")
    assert (owed.amount, owed.state, owed.due) == (1, "result_ready", None)
    counter.do(NotifyApplicant, **tell, outcome="reached")
    assert errands(counter, record_id, "to_notify") == []


@pytest.mark.parametrize(
    ("kind", "gap", "about"),
    [(RequestCorrection, "m_main", "correction_due"), (DeferMaterials, "m_late", "deferral_due")],
    ids=["correction", "deferral"],
)
def test_a_reminder_has_the_day_it_is_about(counter: Counter, kind: Any, gap: str, about: str) -> None:
    due = counter.today + timedelta(days=14)
    record_id = counter.do(kind, sheet=sheet_for(LICENCE, without=(gap,)), due=due).record_id
    (owed,) = errands(counter, record_id, "to_notify")
    assert (owed.state, owed.due) == (about, due)
    counter.do(NotifyApplicant, record_id=record_id, about=about, way="message", outcome="sent", message_id="m1")
    assert errands(counter, record_id, "to_notify") == []


def test_a_member_that_started_is_told_of(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN)).record_id
    assert errands(counter, record_id, "to_notify") == []
    first = next(code for code, status in counter.statuses(record_id).items() if status == "accepted")
    granted = {"granted": True, "way": "signed_paper", "officer": "王科"}
    counter.do(DecideCase, record_id=record_id, members=(first,), **granted)
    started = [each for each in errands(counter, record_id, "to_notify") if each.state == "member_started"]
    assert [each.member for each in started] == [
        code for code, s in counter.statuses(record_id).items() if s == "taken_in"
    ]


def test_the_id_of_a_message_stays_until_its_outcome_is_written() -> None:
    told = ("ApplicantNotified", {"about": "result_ready", "way": "message", "outcome": "failed"})
    called = ("ApplicantNotified", {"about": "result_ready", "way": "phone", "outcome": "no_answer"})
    before, after = record(PUT, called), record(PUT, called, told)
    assert message_id_of(before, LICENCE, "result_ready") == message_id_of(record(PUT), LICENCE, "result_ready")
    assert message_id_of(after, LICENCE, "result_ready") != message_id_of(before, LICENCE, "result_ready")
    assert message_id_of(after, LICENCE, "fee_due") != message_id_of(after, LICENCE, "result_ready")


# -- shelves ------------------------------------------------------------------------------------------------


def test_the_next_free_slot_goes_on_from_the_last_one_and_comes_round() -> None:
    shelves = HallShelves((ShelfUnit("1", 2, 2), ShelfUnit("2", 1, 1)))
    assert shelves.next_free({}) == "1-1"
    assert shelves.next_free({"1-1": 2}) == "1-2"
    assert shelves.next_free({"1-1": 1}, after="1-2") == "1-2"
    assert shelves.next_free({"2-1": 1}, after="2-1") == "1-1"
    assert shelves.next_free({"1-1": 2, "1-2": 2, "2-1": 1}) == ""
    assert HallShelves().next_free({}) == ""
    assert (shelves.holds("1-2"), shelves.holds("9-9")) == (2, 0)


@pytest.mark.parametrize(
    ("said", "place"),
    [("3-12", "3-12"), ("3 12", "3-12"), ("a/4", "A-4"), ("3-012", "3-12"), ("12", ""), ("JY1-2-3", ""), ("", "")],
)
def test_a_place_is_read_as_it_is_said(said: str, place: str) -> None:
    assert read_place(said) == place


def test_a_place_written_otherwise_stays_as_it_is() -> None:
    assert split_place("3-12") == ("3", "12")
    assert split_place("窗口抽屉") == ("窗口抽屉", "")
    assert days_lying(MORNING, MORNING.date() + timedelta(days=16)) == 16


# -- guards -------------------------------------------------------------------------------------------------


def test_what_the_applicant_has_or_what_is_on_its_way_is_not_put_away() -> None:
    assert ask("still_with_us", record=record()) == ""
    assert ask("still_with_us", record=record(PUT)) == ""
    assert ask("still_with_us", record=record(PUT, ("ResultSent", PARCEL))) == "result_on_its_way"
    assert ask("still_with_us", record=record(("ResultDelivered", {}))) == "result_handed_over"
    assert ask("still_with_us", record=record(("ResultDelivered", {}), ("ResultCameBack", {}))) == ""


def test_only_what_lies_there_is_moved() -> None:
    assert ask("lies_on_shelf", record=record(PUT)) == ""
    assert ask("lies_on_shelf", record=record()) == "result_not_on_shelf"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (PARCEL, ""),
        (BOX, ""),
        ({**PARCEL, "tracking": " "}, "sending_unnamed"),
        ({**PARCEL, "carrier": ""}, "sending_unnamed"),
        ({**BOX, "box": ""}, "sending_unnamed"),
        ({"way": "counter"}, "choice_unknown"),
    ],
    ids=["parcel", "box", "no_number", "no_carrier", "no_box", "counter"],
)
def test_what_is_sent_can_be_found_again(body: dict[str, Any], refusal: str) -> None:
    assert ask("sending_named", body=body, record=record(PUT)) == refusal


def test_only_what_was_sent_comes_back() -> None:
    assert ask("was_sent", record=record(PUT)) == "result_not_sent"
    assert ask("was_sent", record=record(PUT, ("ResultSent", BOX))) == ""
    assert ask("was_sent", record=record(("ResultDelivered", {"way": "courier"}))) == ""
    assert ask("was_sent", record=record(("ResultDelivered", {"way": "counter"}))) == "result_not_sent"


def test_a_try_says_what_about_by_which_way_and_how_it_ended() -> None:
    for way, outcomes in OUTCOMES.items():
        for outcome in outcomes:
            assert ask("notice_known", body={"about": "other", "way": way, "outcome": outcome}) == ""
    for wrong in ({"about": "x"}, {"way": "letter"}, {"outcome": "sent"}, {"outcome": "x"}):
        body = {"about": "other", "way": "phone", "outcome": "reached", **wrong}
        assert ask("notice_known", body=body) == "choice_unknown"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, ""),
        ({"slip": "shown"}, ""),
        ({"slip": "lost", "identity_checked": True, "signed": True}, ""),
        ({"slip": "lost", "identity_checked": True}, "slip_lost_needs_identity"),
        ({"slip": "lost", "signed": True}, "slip_lost_needs_identity"),
        ({"slip": "burnt"}, "choice_unknown"),
    ],
    ids=["none", "shown", "lost", "unsigned", "unchecked", "unknown"],
)
def test_a_lost_slip_is_made_up_for_by_identity_and_signature(body: dict[str, Any], refusal: str) -> None:
    assert ask("slip_or_identity", body=body) == refusal


def test_a_move_and_a_rule_know_their_day(counter: Counter) -> None:
    record_id = shelved(counter)
    counter.later(days=16)
    counter.do(MoveResult, record_id=record_id, place="2-1", shelves=SHELVES)
    (lying,) = errands(counter, record_id, "on_shelf")
    assert (lying.place, days_lying(lying.since, counter.today)) == ("2-1", 16)
