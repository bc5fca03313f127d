"""交接 as commands: one list, many cases, one database transaction; signing, returning, standing in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.acts_handover import ABSENT, handed_over, handover_rules, listed, rules_with_deemed, waiting
from tests.support.fakes import CLERK, EVERYTHING, LEADER, REVIEWER, Counter, texts
from tests.support.law_catalogue import CHAIN, CONFIRMATION, LICENCE, SHOP, SIGN, sheet_for
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.handover import whereabouts
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence, absences, stand_in_for
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.handover_views import find_scanned, view_handover, view_list
from wenling_desk.use_cases.ports import ErrandQuery
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.sign_list import DeemDelivered, ReturnToCounter, SignList
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def refused(counter: Counter, kind: Any, /, **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    assert texts().sentence(caught.value)
    return caught.value.code


def rows(*records: str, why: str = "") -> tuple[HandoverRow, ...]:
    return tuple(HandoverRow(record_id, why=why) for record_id in records)


def made(counter: Counter, list_id: str) -> dict[str, Any]:
    return dict(counter.facts(list_id)[0].body)


def last(counter: Counter, record_id: str) -> dict[str, Any]:
    return dict(counter.facts(record_id)[-1].body)


def errands(counter: Counter, *kinds: str) -> list[tuple[str, str, str]]:
    with counter.store.reading() as reading:
        page = reading.errands(ErrandQuery(kinds=kinds))
    return [(row.errand.kind, row.errand.record_id, row.errand.place) for row in page.rows]


def view(counter: Counter) -> Any:
    with counter.store.reading() as reading:
        return view_handover(counter.desk, reading, handover_rules())


def bundle(counter: Counter) -> str:
    return counter.do(TakeIn, sheet=sheet_for(SHOP)).record_id


# -- a list ---------------------------------------------------------------------------------------


def test_twenty_cases_are_one_list_one_paper_and_one_transaction(counter: Counter) -> None:
    records = [waiting(counter) for _ in range(20)]
    commits = counter.store.shelves.commits
    changes = counter.do(MakeHandoverList, department_key="FOOD", rows=rows(*records))
    assert counter.store.shelves.commits == commits + 1
    assert changes.records == {changes.record_id, *records}
    assert changes.to_print == (changes.number,)
    assert [paper.kind for paper in counter.papers(changes.record_id)] == ["handover_list"]
    for record_id in records:
        fact = counter.facts(record_id)[-1]
        assert (fact.kind, fact.body["list"], fact.body["number"]) == ("HandedOver", changes.record_id, changes.number)
        assert counter.statuses(record_id) == {LICENCE: "taken_in"}, "no status moves"
    assert len({fact.command_id for record_id in records for fact in counter.facts(record_id)[-1:]}) == 20


def test_the_list_says_which_papers_and_how_many_originals(counter: Counter) -> None:
    sheet = sheet_for(LICENCE)
    copied = {"m_late": MaterialEntry(MaterialMark.COPY, copies=2), "m_known": MaterialEntry(MaterialMark.EXEMPT)}
    record_id = counter.do(TakeIn, sheet=replace(sheet, materials={**sheet.materials, **copied})).record_id
    (row,) = made(counter, listed(counter, record_id))["rows"]
    assert (row["no"], row["applicant"], row["item"]) == (1, "林**", counter.member(record_id, LICENCE).name)
    papers = {paper["name"]: (paper["form"], paper["copies"]) for paper in row["papers"]}
    assert papers["健康证明"] == ("copy", 2)
    assert "身份证" not in papers
    assert row["originals"] == sum(form == "original" for form, _ in papers.values())
    assert last(counter, record_id)["papers"] == row["papers"]


def test_only_the_members_of_the_department_go(counter: Counter) -> None:
    record_id = bundle(counter)
    listed(counter, record_id)
    with counter.store.reading() as reading:
        facts = reading.facts_of(record_id)
    assert facts[-1].members == (LICENCE,)
    assert {place for kind, _, place in errands(counter, "to_hand_over")} == {"SIGN", "POOR"}
    assert view(counter).total == 1


def test_a_paper_another_department_has_stands_on_no_second_list(counter: Counter) -> None:
    record_id = bundle(counter)
    first = made(counter, listed(counter, record_id))["rows"][0]["papers"]
    second = counter.do(MakeHandoverList, department_key="SIGN", rows=rows(record_id)).record_id
    ids = {paper["id"] for paper in first}
    assert ids.isdisjoint(paper["id"] for paper in made(counter, second)["rows"][0]["papers"])


def test_a_case_that_cannot_go_has_its_own_refusal_and_the_rest_goes_on(counter: Counter) -> None:
    gone, good = handed_over(counter), waiting(counter)
    foreign = counter.do(TakeIn, sheet=sheet_for(CONFIRMATION)).record_id
    changes = counter.do(MakeHandoverList, department_key="FOOD", rows=rows(gone, good, "nowhere", foreign))
    assert [row["record_id"] for row in made(counter, changes.record_id)["rows"]] == [good]
    left_out = {each["record_id"]: each["code"] for each in made(counter, changes.record_id)["left_out"]}
    assert left_out == {
        gone: "papers_with_department", "nowhere": "no_such_record", foreign: "handover_not_of_department",
    }  # fmt: skip
    with counter.store.reading() as reading:
        found = view_list(counter.desk, reading, changes.record_id)
    assert all(texts().sentence(each.refusal) for each in found.left_out)


def test_pressed_again_after_half_of_it_went_nothing_is_doubled(counter: Counter) -> None:
    one, two = waiting(counter), waiting(counter)
    listed(counter, one)
    counter.do(MakeHandoverList, department_key="FOOD", rows=rows(one, two, two))
    assert counter.kinds(one).count("HandedOver") == 1
    assert counter.kinds(two).count("HandedOver") == 1


def test_what_is_refused_and_why(counter: Counter) -> None:
    record_id = waiting(counter)
    values = {"department_key": "FOOD", "rows": rows(record_id)}
    assert refused(counter, MakeHandoverList, **{**values, "rows": ()}) == "handover_nothing"
    assert refused(counter, MakeHandoverList, **{**values, "department_key": "?"}) == "unknown_department"
    many = tuple(HandoverRow(f"r{n}") for n in range(201))
    assert refused(counter, MakeHandoverList, **{**values, "rows": many}) == "handover_too_many"
    assert refused(counter, MakeHandoverList, **{**values, "rows": rows("nowhere")}) == "no_such_record"
    counter.do(MakeHandoverList, **values)
    assert refused(counter, MakeHandoverList, **values) == "papers_with_department"


def test_who_must_correct_something_takes_the_papers_home(counter: Counter) -> None:
    sheet = sheet_for(LICENCE, without=("m_main",))
    record_id = counter.do(RequestCorrection, sheet=sheet, due=counter.today + timedelta(days=9)).record_id
    assert refused(counter, MakeHandoverList, department_key="FOOD", rows=rows(record_id)) == "handover_not_now"
    original = {"m_main": MaterialEntry(MaterialMark.ORIGINAL)}
    counter.do(ReceiveSupplement, record_id=record_id, materials=original)
    assert made(counter, listed(counter, record_id))["rows"][0]["again"] == ""


def test_a_supplement_goes_after_the_rest_and_alone(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE, without=("m_main",))).record_id
    listed(counter, record_id)
    counter.do(RequestCorrection, record_id=record_id, due=counter.today + timedelta(days=9))
    assert errands(counter, "to_hand_over") == []
    original = {"m_main": MaterialEntry(MaterialMark.ORIGINAL)}
    counter.do(ReceiveSupplement, record_id=record_id, materials=original)
    (row,) = made(counter, listed(counter, record_id))["rows"]
    assert (row["again"], [paper["name"] for paper in row["papers"]]) == ("supplement", ["平面图"])


def test_a_held_member_waits_with_its_papers(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(CHAIN)).record_id
    assert [place for _, _, place in errands(counter, "to_hand_over")] == ["SEAL"]
    assert refused(counter, MakeHandoverList, department_key="FOOD", rows=rows(record_id)) == "handover_not_now"


@pytest.mark.parametrize(
    ("session", "code"), [(CLERK, ""), (LEADER, ""), (REVIEWER, "not_permitted")], ids=["clerk", "leader", "reviewer"]
)
def test_the_counter_hands_over(counter: Counter, session: Session, code: str) -> None:
    record_id = waiting(counter)
    counter.sign_in(session)
    values = {"department_key": "FOOD", "rows": rows(record_id)}
    if code:
        assert refused(counter, MakeHandoverList, **values) == code
    else:
        assert counter.do(MakeHandoverList, **values).to_print


# -- signing --------------------------------------------------------------------------------------


def test_a_signature_signs_for_every_case(counter: Counter) -> None:
    records = [waiting(counter), waiting(counter)]
    list_id = listed(counter, *records)
    counter.later(hours=1)
    changes = counter.do(SignList, list_id=list_id, by=" 王科 ", way="barcode")
    assert changes.records == {list_id, *records}
    for record_id in records:
        found = whereabouts(counter.detail(record_id).record, LICENCE)
        assert (found.signed_by, found.signed_way, found.signed_at) == ("王科", "barcode", counter.clock.now())
    assert errands(counter, "unsigned", "to_hand_over", "returned") == []
    assert counter.heads(list_id)[0].status == "list_signed"


def test_what_was_missing_lies_at_the_counter_again(counter: Counter) -> None:
    there, lost = waiting(counter), waiting(counter)
    list_id = listed(counter, there, lost)
    counter.do(SignList, list_id=list_id, by="王科", missing=(lost, "of-another-list"))
    assert counter.facts(list_id)[-1].body["missing"] == [lost]
    assert errands(counter, "unsigned", "returned") == [("returned", lost, "FOOD")]
    assert last(counter, lost)["reason_class"] == "not_received"
    listed(counter, lost)
    assert errands(counter, "unsigned") == [("unsigned", lost, "FOOD")]


def test_what_came_back_before_the_signing_stays_back(counter: Counter) -> None:
    one, two = waiting(counter), waiting(counter)
    list_id = listed(counter, one, two)
    counter.do(ReturnToCounter, record_id=one, reason_class="content", note="面积对不上")
    counter.do(SignList, list_id=list_id, by="王科")
    assert errands(counter, "unsigned", "returned") == [("returned", one, "FOOD")]


def test_a_list_is_signed_once(counter: Counter) -> None:
    list_id = listed(counter)
    assert refused(counter, SignList, list_id=list_id, by=" ") == "value_needed"
    assert refused(counter, SignList, list_id=list_id, by="王科", way="deemed") == "choice_unknown"
    assert refused(counter, SignList, list_id="nowhere", by="王科") == "no_such_list"
    assert refused(counter, SignList, list_id=waiting(counter), by="王科") == "no_such_list"
    counter.do(SignList, list_id=list_id, by="王科")
    assert refused(counter, SignList, list_id=list_id, by="王科") == "list_already_signed"


def seated(department: str) -> Session:
    return Session("0201", "王科", (Role.REVIEWER,), department_key=department)


def test_a_reviewer_signs_for_the_own_department_only(counter: Counter) -> None:
    list_id = listed(counter)
    counter.sign_in(seated("SIGN"))
    assert refused(counter, SignList, list_id=list_id, by="王科") == "not_your_department"
    counter.sign_in(seated("FOOD"))
    assert counter.do(SignList, list_id=list_id, by="王科").record_id == list_id


def test_after_a_wrong_sending_the_department_that_got_it_signs(counter: Counter) -> None:
    record_id = handed_over(counter)
    counter.do(ReturnToCounter, record_id=record_id, reason_class="wrong_department", note="归执法局")
    row = HandoverRow(record_id, (LICENCE,), "归执法局")
    list_id = counter.do(MakeHandoverList, department_key="SIGN", rows=(row,)).record_id
    assert last(counter, record_id)["why"] == "归执法局"
    counter.sign_in(seated("SIGN"))
    counter.do(SignList, list_id=list_id, by="李科")
    assert whereabouts(counter.detail(record_id).record, LICENCE).department_key == "SIGN"
    counter.do(ReturnToCounter, record_id=record_id, reason_class="content", note="缺图")
    assert errands(counter, "returned") == [("returned", record_id, "SIGN")]


def test_delivered_by_rule_only_where_there_is_one_and_its_time_is_over(counter: Counter) -> None:
    record_id = waiting(counter)
    list_id = listed(counter, record_id)
    assert refused(counter, DeemDelivered, list_id=list_id, rules=handover_rules()) == "deemed_rule_off"
    assert refused(counter, DeemDelivered, list_id=list_id, rules=rules_with_deemed()) == "list_not_due_yet"
    counter.later(days=1, hours=8)
    counter.do(DeemDelivered, list_id=list_id, rules=rules_with_deemed())
    assert counter.facts(list_id)[-1].body["rule"] == "部门会议纪要（样例）"
    found = whereabouts(counter.detail(record_id).record, LICENCE)
    assert (found.signed_way, found.unsigned) == ("deemed", ())
    assert refused(counter, DeemDelivered, list_id=list_id, rules=rules_with_deemed()) == "list_already_signed"


# -- back to the counter --------------------------------------------------------------------------


def test_a_return_is_an_errand_and_never_a_second_notice(counter: Counter) -> None:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE, without=("m_main",))).record_id
    counter.do(RequestCorrection, record_id=record_id, due=counter.today + timedelta(days=9))
    counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": MaterialEntry(MaterialMark.ORIGINAL)})
    listed(counter, record_id)
    papers, statuses = counter.paper_kinds(record_id), counter.statuses(record_id)
    counter.do(ReturnToCounter, record_id=record_id, reason_class="pages_missing", note="缺第 2 页", by="王科")
    assert counter.paper_kinds(record_id) == papers, "no paper goes out"
    assert counter.statuses(record_id) == statuses
    (back,) = view(counter).returned
    assert (back.note, back.by, len(back.notices)) == ("缺第 2 页", "王科", 1)


def test_what_is_refused_of_a_return(counter: Counter) -> None:
    record_id = waiting(counter)
    values = {"record_id": record_id, "reason_class": "content", "note": "面积对不上"}
    assert refused(counter, ReturnToCounter, **values) == "papers_not_with_department"
    listed(counter, record_id)
    assert refused(counter, ReturnToCounter, **{**values, "note": " "}) == "return_note_needed"
    assert refused(counter, ReturnToCounter, **{**values, "reason_class": "mood"}) == "choice_unknown"
    assert refused(counter, ReturnToCounter, **{**values, "members": ("X",)}) == "no_such_member"
    counter.sign_in(seated("SIGN"))
    assert refused(counter, ReturnToCounter, **values) == "not_your_department"


def test_of_a_bundle_each_department_gives_back_its_own(counter: Counter) -> None:
    record_id = bundle(counter)
    listed(counter, record_id)
    counter.do(MakeHandoverList, department_key="SIGN", rows=rows(record_id))
    counter.do(ReturnToCounter, record_id=record_id, members=(SIGN,), reason_class="content", note="尺寸不符")
    assert errands(counter, "returned") == [("returned", record_id, "SIGN")]
    assert whereabouts(counter.detail(record_id).record, LICENCE).place == "department"


def test_handed_over_again_to_the_same_department(counter: Counter) -> None:
    record_id = handed_over(counter)
    counter.do(ReturnToCounter, record_id=record_id, reason_class="pages_missing", note="缺第 2 页")
    (row,) = made(counter, listed(counter, record_id))["rows"]
    assert (row["again"], bool(row["papers"])) == ("returned", True)


def test_wrongly_sent_it_does_not_go_there_again_and_elsewhere_only_with_the_reason(counter: Counter) -> None:
    record_id = handed_over(counter)
    counter.do(ReturnToCounter, record_id=record_id, reason_class="wrong_department", note="归执法局")
    assert refused(counter, MakeHandoverList, department_key="FOOD", rows=rows(record_id)) == "came_back_from_there"
    elsewhere = HandoverRow(record_id, (LICENCE,))
    assert refused(counter, MakeHandoverList, department_key="SIGN", rows=(elsewhere,)) == "why_other_department"
    assert counter.do(
        MakeHandoverList, department_key="SIGN", rows=(replace(elsewhere, why="归执法局"),)
    ).to_print  # fmt: skip


# -- who stands in --------------------------------------------------------------------------------


def test_somebody_stands_in_from_day_to_day(counter: Counter) -> None:
    counter.do(NoteAbsence, **ABSENT)
    with counter.store.reading() as reading:
        away = stand_in_for(reading, "0201", date(2026, 11, 6))
        assert away is not None
        assert (away.stand_in_name, away.first, away.last) == ("李科", date(2026, 11, 2), date(2026, 11, 6))
        assert stand_in_for(reading, "王科", date(2026, 11, 2)) == away
        assert stand_in_for(reading, "0201", date(2026, 11, 7)) is None
        assert stand_in_for(reading, "0202", date(2026, 11, 3)) is None
        assert absences(reading, date(2026, 11, 3), "SIGN") == ()
        assert absences(reading, date(2026, 11, 1)) == ()
        assert absences(reading, date(2026, 11, 1), coming=True) == (away,)


def test_back_earlier_than_noted(counter: Counter) -> None:
    absence_id = counter.do(NoteAbsence, **ABSENT).record_id
    counter.do(EndAbsence, absence_id=absence_id)
    with counter.store.reading() as reading:
        assert stand_in_for(reading, "0201", date(2026, 11, 3)) is None
    assert refused(counter, EndAbsence, absence_id=absence_id) == "absence_already_ended"


def test_what_is_refused_of_an_absence(counter: Counter) -> None:
    early = {**ABSENT, "last": date(2026, 11, 1)}
    assert refused(counter, NoteAbsence, **early) == "absence_dates_wrong"
    assert refused(counter, NoteAbsence, **{**ABSENT, "stand_in": "0201"}) == "absence_stand_in_wrong"
    assert refused(counter, NoteAbsence, **{**ABSENT, "stand_in_name": ""}) == "value_needed"
    counter.sign_in(seated("SIGN"))
    assert refused(counter, NoteAbsence, **ABSENT) == "not_your_department"


def test_the_list_names_who_stands_in(counter: Counter) -> None:
    counter.do(NoteAbsence, **ABSENT)
    list_id = listed(counter)
    (stand_in,) = made(counter, list_id)["stand_ins"]
    assert (stand_in["name"], stand_in["stand_in_name"]) == ("王科", "李科")
    said: Any = counter.said(list_id, "handover_list").values["list"]
    assert said["stand_in"] == "王科（2026年11月2日至2026年11月6日不在），由李科签收"


# -- what the page reads --------------------------------------------------------------------------


def test_the_view_counts_by_department_and_keeps_time(counter: Counter) -> None:
    one = waiting(counter)
    listed(counter, one)
    counter.later(hours=5)
    bundle(counter)
    found = view(counter)
    assert {line.key: (line.waiting, line.unsigned) for line in found.departments} == {
        "FOOD": (1, 1), "SIGN": (1, 0), "POOR": (1, 0),
    }  # fmt: skip
    (open_list,) = found.lists
    assert (open_list.count, open_list.can_deem) == (1, False)
    assert open_list.light is not None
    assert (open_list.light.state, open_list.light.used) == ("near", timedelta(hours=3))


def test_of_a_bundle_the_originals_are_those_of_the_department(counter: Counter) -> None:
    bundle(counter)
    found = view(counter).waiting
    assert {key: each[0].originals for key, each in found.items()}["FOOD"] > 0


def test_numbers_are_told_apart(counter: Counter) -> None:
    record_id = waiting(counter)
    list_id = listed(counter, record_id)
    number = counter.papers(list_id)[0].number
    case_number = counter.papers(record_id)[0].number
    with counter.store.reading() as reading:
        assert find_scanned(reading, f" WL0:{number}\n").record_id == list_id
        assert find_scanned(reading, case_number.lower()).kind == "case"
        assert find_scanned(reading, "331081-26-M3TW-000417-Y").kind == "elsewhere"
        assert find_scanned(reading, "6901234567892").kind == "unknown"
        with pytest.raises(DeskRefusal, match="no_such_list"):
            view_list(counter.desk, reading, record_id)
