"""取件: licences put away one by one, notices, handing over, sending, coming back; and where 查进度 says it lies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.acts_collecting import LICENCE_NUMBER, SHELVES, decided, sent, shelved
from tests.support.fakes import CLERK, EVERYTHING, REVIEWER, Counter, texts
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, law_catalogue, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.collecting_files import read_collecting, read_messages
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import DeliveryWish
from wenling_desk.domain.notice_texts import has_identity_number
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.domain.shelf import ABOUT, OTHER, shelf_of
from wenling_desk.use_cases import locker_parcels
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.collecting import (
    COMING,
    DELIVERED,
    HERE,
    OUT,
    RUNNING,
    URGENCY,
    completed_before,
    lying_results,
    message_for,
    owed_notices,
    results_of,
    taken_places,
)
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.progress import progress_of, speech_of
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.send_result import IssueCollectionNotice, NoteCameBack, SendResult
from wenling_desk.use_cases.shelve_results import MoveResult, ShelveResult, waiting_members
from wenling_desk.use_cases.take_in import TakeIn

RULES = read_collecting(resources.path("counter"))
NOTICE_TEXTS = read_messages(resources.path("counter"))
PARCEL = {"way": "courier", "carrier": "邮政 EMS", "tracking": "ex 123456789 cn"}


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def refused(counter: Counter, kind: Any, **values: Any) -> str:
    """The refusal's sentence; nothing was written."""
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return texts().sentence(caught.value)


def put(counter: Counter, scan: str, **more: Any) -> str:
    return counter.do(ShelveResult, scan=scan, shelves=SHELVES, **more).record_id


def said(counter: Counter, record_id: str, kind: str, part: str) -> Any:
    """A part of what the last paper of that kind says."""
    values: Any = counter.said(record_id, kind).values
    return values[part]


def place(counter: Counter, record_id: str, code: str = LICENCE) -> str:
    return shelf_of(counter.detail(record_id).record, code).place


def read(counter: Counter, question: Any, *more: Any) -> Any:
    with counter.store.reading() as reading:
        return question(counter.desk, reading, *more)


# -- putting away -------------------------------------------------------------------------------------------


def test_a_licence_finds_its_case_by_its_number(counter: Counter) -> None:
    record_id = decided(counter)
    assert put(counter, f" {LICENCE_NUMBER.lower()} ") == record_id
    fact = counter.facts(record_id)[-1]
    assert (fact.kind, fact.members) == ("ResultShelved", (LICENCE,))
    assert fact.body == {"result_number": LICENCE_NUMBER, "place": "1-1"}
    assert counter.statuses(record_id) == {LICENCE: "completed"}, "logistics change no lawful status"


def test_a_slip_of_ours_and_an_official_number_find_it_too(counter: Counter) -> None:
    first, second = decided(counter, "JY1"), decided(counter, "JY2")
    counter.do(RecordOfficialNumber, record_id=second, official_number="331081202611030009")
    assert put(counter, counter.papers(first)[0].number) == first
    assert put(counter, "331081202611030009") == second


def test_thirty_licences_in_a_row_fill_slot_by_slot_and_a_bad_one_stops_no_other(counter: Counter) -> None:
    numbers = [f"JY{at:03d}" for at in range(7)]
    records = [decided(counter, number) for number in numbers]
    sentences = []
    for scan in (*numbers[:3], "JY999", numbers[0], *numbers[3:]):
        try:
            put(counter, scan)
        except DeskRefusal as refusal:
            sentences.append(texts().sentence(refusal))
    assert [place(counter, record_id) for record_id in records] == ["1-1", "1-1", "1-2", "1-2", "1-3", "1-3", "2-1"]
    assert len(sentences) == 2
    assert "对不上" in sentences[0]
    assert "已经在 1 号柜 1 格" in sentences[1]


def test_one_scan_pressed_twice_is_put_away_once(counter: Counter) -> None:
    record_id = decided(counter)
    for _ in range(2):
        put(counter, LICENCE_NUMBER, command_id="scan-1")
    assert counter.kinds(record_id).count("ResultShelved") == 1


def test_what_is_not_decided_says_to_enter_the_decision_first(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    assert "请先录决定" in refused(counter, ShelveResult, scan=counter.papers(record_id)[0].number, shelves=SHELVES)


def test_a_number_of_another_desk_is_told_apart_from_nonsense(counter: Counter) -> None:
    other = str(PaperNumber("331081", 2026, "M3TW", 17))
    assert "别的窗口电脑" in refused(counter, ShelveResult, scan=other, shelves=SHELVES)
    assert "对不上" in refused(counter, ShelveResult, scan="胡扫的", shelves=SHELVES)


def test_a_number_of_a_case_with_several_results_asks_which(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN)).record_id
    granted = {"record_id": record_id, "granted": True, "way": "signed_paper", "officer": "王科"}
    while "accepted" in counter.statuses(record_id).values() or "taken_in" in counter.statuses(record_id).values():
        if "accepted" in counter.statuses(record_id).values():
            counter.do(DecideCase, **granted)
        else:
            counter.do(AcceptCase, record_id=record_id, as_role="reviewer")
    number = counter.papers(record_id)[0].number
    found, members = read(counter, waiting_members, number)
    assert found == record_id
    assert len(members) > 1
    assert f"{len(members)} 个事项" in refused(counter, ShelveResult, scan=number, shelves=SHELVES)
    for member in members:
        put(counter, number, member=member.code)
    assert read(counter, waiting_members, number)[1] == ()


def test_a_slot_may_be_chosen_while_it_has_room(counter: Counter) -> None:
    for number in ("JY1", "JY2", "JY3"):
        decided(counter, number)
    put(counter, "JY1", place="2-1")
    assert "下一个空格是 2 号柜 2 格" in refused(counter, ShelveResult, scan="JY2", shelves=SHELVES, place="2-1")
    assert "没有 9 号柜 9 格" in refused(counter, ShelveResult, scan="JY2", shelves=SHELVES, place="9-9")
    put(counter, "JY2", after="2-1")
    assert read(counter, lambda desk, reading: dict(taken_places(reading))) == {"2-1": 1, "2-2": 1}
    full = HallShelves((ShelfUnit("2", 2, 1),))
    assert "都放满了" in refused(counter, ShelveResult, scan="JY3", shelves=full)
    assert "还没有写" in refused(counter, ShelveResult, scan="JY3", shelves=HallShelves())


def test_a_refusal_is_put_away_by_the_number_of_its_paper(counter: Counter) -> None:
    record_id = counter.do(
        RefuseAcceptance, sheet=sheet_for(LICENCE), ground="not_lawful", reasons=("依法不能受理",)
    ).record_id
    assert put(counter, counter.papers(record_id)[-1].number) == record_id
    assert place(counter, record_id) == "1-1"


def test_moving_needs_something_that_lies_there(counter: Counter) -> None:
    record_id = shelved(counter)
    counter.do(MoveResult, record_id=record_id, place="2-2", shelves=SHELVES)
    assert place(counter, record_id) == "2-2"
    other = decided(counter, "JY9")
    assert "不在柜上" in refused(counter, MoveResult, record_id=other, place="2-1", shelves=SHELVES)


# -- notices ------------------------------------------------------------------------------------------------


def tell(counter: Counter, record_id: str, **more: Any) -> Any:
    values = {"about": "result_ready", "way": "message", "outcome": "sent", "message_id": "m1", **more}
    return counter.do(NotifyApplicant, record_id=record_id, **values)


def test_the_outcome_of_one_message_is_written_once(counter: Counter) -> None:
    record_id = shelved(counter)
    assert not tell(counter, record_id).repeated
    assert tell(counter, record_id).repeated
    assert counter.kinds(record_id).count("ApplicantNotified") == 1


def test_a_message_is_asked_for_again_under_the_same_id_until_its_outcome_is_written(counter: Counter) -> None:
    record_id = shelved(counter)

    def asked() -> Any:
        return read(counter, message_for, NOTICE_TEXTS, record_id, LICENCE, "result_ready")

    first = asked()
    assert asked().message_id == first.message_id
    tell(counter, record_id, outcome="failed", message_id=first.message_id, why="停机")
    assert asked().message_id != first.message_id


def test_a_message_shortens_the_name_and_says_no_number_of_a_person(counter: Counter) -> None:
    record_id = shelved(counter)
    message = read(counter, message_for, NOTICE_TEXTS, record_id, LICENCE, "result_ready")
    applicant = counter.case(record_id).sheet.applicant
    assert applicant is not None
    assert applicant.masked_name in message.text
    assert applicant.name not in message.text
    assert applicant.phone not in message.text
    assert not has_identity_number(message.text)
    assert message.phone == applicant.phone
    assert message.phone not in repr(message)


def test_neither_phone_nor_text_stands_in_the_fact(counter: Counter) -> None:
    record_id = shelved(counter)
    message = read(counter, message_for, NOTICE_TEXTS, record_id, LICENCE, "result_ready")
    tell(counter, record_id, message_id=message.message_id, text_id=message.text_id)
    written = str(counter.facts(record_id)[-1].body)
    assert message.phone not in written
    assert message.text not in written
    assert message.text_id in written


def test_a_landline_gets_no_message(counter: Counter) -> None:
    record_id = shelved(counter, delivery=DeliveryWish("counter", phone="0576-86100000"))
    with pytest.raises(DeskRefusal, match="notice_no_mobile"):
        read(counter, message_for, NOTICE_TEXTS, record_id, LICENCE, "result_ready")


def test_reminders_come_onto_the_list_only_as_their_day_comes_near(counter: Counter) -> None:
    due = counter.today + timedelta(days=14)
    counter.do(RequestCorrection, sheet=sheet_for(LICENCE, without=("m_main",)), due=due)
    shelved(counter)
    assert [each.about for each in read(counter, owed_notices, RULES)] == ["result_ready"]
    counter.later(days=11)
    owed = read(counter, owed_notices, RULES)
    assert sorted(each.about for each in owed) == ["correction_due", "result_ready"]
    assert all(each.head is not None and "*" in each.head.applicant for each in owed)


def chain_begun(counter: Counter) -> str:
    """A bundle whose first member is completed: the second has started."""
    record_id = counter.do(AcceptCase, sheet=sheet_for(CHAIN)).record_id
    first = next(code for code, status in counter.statuses(record_id).items() if status == "accepted")
    granted = {"granted": True, "way": "signed_paper", "officer": "王科"}
    counter.do(DecideCase, record_id=record_id, members=(first,), **granted)
    return record_id


def test_results_stand_before_reminders_and_these_before_what_goes_on_by_itself(counter: Counter) -> None:
    started = [chain_begun(counter), chain_begun(counter)]
    due = counter.today + timedelta(days=14)
    counter.do(RequestCorrection, sheet=sheet_for(LICENCE, without=("m_main",)), due=due)
    counter.later(days=11)
    ready = [shelved(counter, "JY23310810000001")]
    counter.later(days=1)
    ready.append(shelved(counter, "JY23310810000002"))
    owed = read(counter, owed_notices, RULES)
    assert [each.about for each in owed] == [
        "result_ready", "result_ready", "correction_due", "member_started", "member_started",
    ]  # fmt: skip
    assert [each.errand.record_id for each in owed if each.about == "result_ready"] == ready
    assert [each.errand.record_id for each in owed if each.about == "member_started"] == started


def test_every_kind_of_notice_has_its_urgency() -> None:
    assert set(URGENCY) == set(ABOUT) - {OTHER}


def test_who_is_told_that_the_next_item_goes_on_hears_which_is_done(counter: Counter) -> None:
    record_id = chain_begun(counter)
    (owed,) = (each for each in read(counter, owed_notices, RULES) if each.about == "member_started")
    items = counter.desk.catalogue().items
    assert read(counter, completed_before, record_id, owed.errand.member) == (items[FILING].name,)
    assert read(counter, completed_before, record_id, FILING) == ()
    message = read(counter, message_for, NOTICE_TEXTS, record_id, owed.errand.member, "member_started")
    assert f"“{items[FILING].name}”办好了，后面的“{items[owed.errand.member].name}”可以接着办" in message.text


def test_the_reviewer_of_a_department_notifies_nobody(counter: Counter) -> None:
    record_id = shelved(counter)
    counter.sign_in(REVIEWER)
    with pytest.raises(DeskRefusal, match="not_permitted"):
        tell(counter, record_id)


# -- handing over -------------------------------------------------------------------------------------------


def hand_over(counter: Counter, record_id: str, **more: Any) -> Any:
    return counter.do(DeliverResult, record_id=record_id, **{"way": "counter", "receiver": "林小满", **more})


def test_handing_over_takes_it_from_the_shelf_with_its_proof(counter: Counter) -> None:
    record_id = shelved(counter)
    changes = hand_over(counter, record_id, slip="shown")
    assert len(changes.to_print) == 1
    assert counter.paper_kinds(record_id)[-1] == "delivery_record"
    assert place(counter, record_id) == ""
    body = next(fact for fact in counter.facts(record_id) if fact.kind == "ResultDelivered").body
    assert (body["slip"], body["identity_checked"], body["signed"]) == ("shown", False, False)
    assert "已经送达过" in refused(counter, DeliverResult, record_id=record_id, way="counter", receiver="林小满")


def test_a_lost_slip_is_made_up_for_and_the_proof_says_so(counter: Counter) -> None:
    record_id = shelved(counter)
    values = {"record_id": record_id, "way": "counter", "receiver": "林小满", "slip": "lost"}
    assert "凭证" in refused(counter, DeliverResult, **values, identity_checked=True)
    counter.do(DeliverResult, **values, identity_checked=True, signed=True)
    assert "领取凭证遗失" in said(counter, record_id, "delivery_record", "delivery")["note"]


def test_a_proxy_shows_a_proof(counter: Counter) -> None:
    record_id = shelved(counter)
    values = {"record_id": record_id, "way": "counter", "receiver": "周望舒", "by_proxy": True, "slip": "shown"}
    assert "代领" in refused(counter, DeliverResult, **values)
    counter.do(DeliverResult, **values, proof="授权委托书", relation="同事")
    assert said(counter, record_id, "delivery_record", "delivery")["method"] == "proxy"


# -- sending ------------------------------------------------------------------------------------------------


def test_a_parcel_is_on_its_way_and_arrives(counter: Counter) -> None:
    record_id = shelved(counter)
    counter.do(SendResult, record_id=record_id, **PARCEL)
    assert "还在原处" in refused(
        counter, SendResult, record_id=shelved(counter, "JY2"), way="courier", carrier="顺丰速运"
    )
    assert "已经寄出" in refused(counter, SendResult, record_id=record_id, **PARCEL)
    hand_over(counter, record_id, way="courier")
    assert said(counter, record_id, "delivery_record", "delivery")["tracking"] == "EX123456789CN"


def test_a_parcel_that_came_back_is_put_away_again(counter: Counter) -> None:
    record_id = sent(counter)
    counter.do(NoteCameBack, record_id=record_id, reason=" 没有人收 ")
    assert counter.facts(record_id)[-1].body == {"reason": "没有人收"}
    assert put(counter, LICENCE_NUMBER) == record_id


def test_a_parcel_keeps_its_reference_until_it_is_written_down(counter: Counter) -> None:
    record_id = shelved(counter)

    def asked() -> str:
        return str(read(counter, locker_parcels.next_parcel, record_id, LICENCE, "Z1").reference)

    first = asked()
    assert asked() == first
    counter.do(SendResult, record_id=record_id, way="locker", box="Z1-01", code_hint="42")
    assert read(counter, locker_parcels.last_reference, record_id, LICENCE) == first
    assert asked() != first


def test_the_notice_says_what_where_and_which_way(counter: Counter) -> None:
    record_id = shelved(counter, delivery=DeliveryWish("locker", address="某路 1 号"))
    counter.do(IssueCollectionNotice, record_id=record_id, locker_days=7)
    collection = said(counter, record_id, "collection_notice", "collection")
    assert collection["place"] == "1 号柜 1 格"
    assert (collection["way"], collection["locker_days"]) == ("locker", "7")
    assert said(counter, record_id, "collection_notice", "results")[0]["number"] == LICENCE_NUMBER
    running = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    counter.do(IssueCollectionNotice, record_id=running)
    assert not said(counter, running, "collection_notice", "collection")["ready"]


# -- what the counter is shown ------------------------------------------------------------------------------


def standing(counter: Counter, record_id: str) -> str:
    return str(read(counter, results_of, RULES, record_id).lines[0].standing)


def test_where_a_result_is_from_the_decision_to_the_applicant(counter: Counter) -> None:
    record_id = counter.do(AcceptCase, sheet=sheet_for(LICENCE)).record_id
    assert standing(counter, record_id) == RUNNING
    counter.do(
        DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科", result_number=LICENCE_NUMBER
    )
    assert standing(counter, record_id) == COMING
    put(counter, LICENCE_NUMBER)
    assert standing(counter, record_id) == HERE
    counter.do(SendResult, record_id=record_id, **PARCEL)
    assert standing(counter, record_id) == OUT
    hand_over(counter, record_id, way="courier")
    assert standing(counter, record_id) == DELIVERED


def test_the_shelves_name_the_longest_first_and_count_the_amber_ones(counter: Counter) -> None:
    old = shelved(counter, "JY1")
    counter.later(days=16)
    shelved(counter, "JY2")
    lying = read(counter, lying_results, RULES)
    assert (lying.total, lying.amber) == (2, 1)
    assert lying.rows[0].errand.record_id == old
    assert [(row.days, row.is_amber) for row in lying.rows] == [(16, True), (0, False)]


def test_names_and_phones_stay_out_of_what_may_be_logged(counter: Counter) -> None:
    record_id = shelved(counter)
    shown = repr(read(counter, results_of, RULES, record_id))
    applicant = counter.case(record_id).sheet.applicant
    assert applicant is not None
    assert applicant.name not in shown
    assert applicant.phone not in shown


@pytest.mark.parametrize(
    ("way", "act", "sentence"),
    [
        ("counter", "", "已经办好，可以到城东大厅来取（在 1 号柜 1 格）"),
        ("courier", "", "已经办好，按登记的地址寄，还没有登记寄出（在 1 号柜 1 格）"),
        ("courier", "send", "已经办好，已经寄出，邮政 EMS单号 EX123456789CN"),
    ],
    ids=["counter", "to_be_sent", "sent"],
)
def test_progress_says_where_it_lies(counter: Counter, way: str, act: str, sentence: str) -> None:
    record_id = shelved(counter, delivery=DeliveryWish(way, address="某路 1 号"))
    if act:
        counter.do(SendResult, record_id=record_id, **PARCEL)
    counter.sign_in(CLERK)
    progress = progress_of(speech_of(counter.desk), counter.case(record_id), counter.desk.catalogue())
    assert sentence in progress.first
