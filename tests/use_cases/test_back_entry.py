"""补录: which members still want a number, what was entered over there, and what the other system asks in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.support.counter_acts import granted, taken_in
from tests.support.fakes import Counter
from tests.support.law_catalogue import CHAIN, LICENCE
from tests.support.platform import platform_files
from tests.ui.record.counter import Counter as Restaurant
from tests.ui.record.counter import agent, marriage_sheet, person, restaurant_sheet
from wenling_desk.domain.acceptance import CaseMember
from wenling_desk.domain.back_entry import BackEntry, FieldState, read_back_entry
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.record import RecordState
from wenling_desk.use_cases import back_entry_list
from wenling_desk.use_cases.back_entry import NoteBackEntry, TakePlatformRow, WaiveBackEntry
from wenling_desk.use_cases.back_entry_list import BackEntryBook, BackEntryList
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.platform_fields import MemberSheet, member_sheet
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.take_in import TakeIn

NUMBER = "331081202611030001"


@pytest.fixture
def counter() -> Counter:
    return Counter()


def book_of(counter: Counter) -> BackEntryBook:
    return BackEntryBook(lambda: counter.desk, platform_files().rule)


def look(counter: Counter, book: BackEntryBook | None = None) -> BackEntryList:
    with counter.store.reading() as reading:
        return (book or book_of(counter)).look_at_all(reading)


def members(found: BackEntryList) -> list[str]:
    return [task.member.code for task in found.tasks]


def sheet_of(counter: Restaurant, record_id: str, member: str) -> MemberSheet:
    with counter.store.reading() as reading:
        return member_sheet(counter.desk, reading, platform_files(), record_id, member)


# -- the list ------------------------------------------------------------------------------------------------


def test_every_case_without_a_number_is_on_the_list_until_it_has_one(counter: Counter) -> None:
    record_id = taken_in(counter)
    assert members(look(counter)) == [LICENCE]
    counter.do(RecordOfficialNumber, record_id=record_id, official_number=NUMBER)
    assert look(counter).tasks == ()


def test_each_member_of_a_joint_case_wants_its_own(counter: Counter) -> None:
    record_id = taken_in(counter, CHAIN)
    first = counter.case(record_id).members[0].code
    waiting = [member.code for member in counter.case(record_id).members if member.status == "waiting_predecessor"]
    assert waiting, "the chain has members that have not begun"
    wanted = members(look(counter))
    assert first in wanted
    assert not set(wanted) & set(waiting), "what has not begun is not entered over there"
    counter.do(RecordOfficialNumber, record_id=record_id, members=(first,), official_number=NUMBER)
    assert first not in members(look(counter))


def test_a_number_for_the_whole_case_serves_all_its_members(counter: Counter) -> None:
    record_id = taken_in(counter, CHAIN)
    counter.do(RecordOfficialNumber, record_id=record_id, official_number=NUMBER)
    assert look(counter).tasks == ()


def test_what_need_not_be_entered_leaves_the_list_with_its_reason(counter: Counter) -> None:
    record_id = taken_in(counter)
    with pytest.raises(DeskRefusal, match="value_needed"):
        counter.do(WaiveBackEntry, record_id=record_id, members=(LICENCE,), reason="  ")
    with pytest.raises(DeskRefusal, match="no_such_member"):
        counter.do(WaiveBackEntry, record_id=record_id, members=("X",), reason="部门系统办")
    counter.do(WaiveBackEntry, record_id=record_id, members=(LICENCE,), reason="部门系统办")
    assert look(counter).tasks == ()
    fact = counter.facts(record_id)[-1]
    assert (fact.kind, dict(fact.body), fact.clerk) == ("BackEntryWaived", {"reason": "部门系统办"}, "0101")


def test_what_has_a_number_cannot_be_waived(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.do(RecordOfficialNumber, record_id=record_id, members=(LICENCE,), official_number=NUMBER)
    with pytest.raises(DeskRefusal, match="number_already_there"):
        counter.do(WaiveBackEntry, record_id=record_id, members=(LICENCE,), reason="部门系统办")


def test_after_four_hours_a_number_is_late(counter: Counter) -> None:
    taken_in(counter)
    counter.later(hours=4)
    assert look(counter).late == 0
    counter.later(minutes=1)
    found = look(counter)
    assert (found.late, found.tasks[0].late) == (1, True)
    assert platform_files().rule.status == "inferred", "no published rule says four hours"


def test_none_of_it_changes_the_status_of_the_case(counter: Counter) -> None:
    record_id = taken_in(counter)
    before = counter.statuses(record_id)
    counter.do(WaiveBackEntry, record_id=record_id, members=(LICENCE,), reason="部门系统办")
    values = {"official_number": NUMBER, "status": "已退回", "as_of": "2026-11-03", "source": "f" * 64}
    counter.do(TakePlatformRow, record_id=record_id, member=LICENCE, **values)
    assert counter.statuses(record_id) == before


def test_a_closed_case_without_a_number_stays_on_the_list(counter: Counter) -> None:
    granted(counter)
    counter.later(days=60)
    assert look(counter).late == 1


# -- the book ------------------------------------------------------------------------------------------------


def test_the_book_reads_a_record_again_only_when_it_has_changed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    plain = read_back_entry

    def watched(record: RecordState, number: str) -> BackEntry | None:
        read.append(number)
        return plain(record, number)

    monkeypatch.setattr(back_entry_list, "read_back_entry", watched)
    book = book_of(counter)
    first = taken_in(counter)
    counter.later(minutes=1)
    taken_in(counter)
    look(counter, book)
    assert len(read) == 2
    look(counter, book)
    assert len(read) == 2, "nothing changed"
    counter.later(minutes=1)
    counter.do(RecordOfficialNumber, record_id=first, official_number=NUMBER)
    assert len(look(counter, book).tasks) == 1
    assert len(read) == 3


def test_a_change_told_by_its_record_is_seen_even_within_the_same_moment(counter: Counter) -> None:
    book = book_of(counter)
    record_id = taken_in(counter)
    look(counter, book)
    counter.do(RecordOfficialNumber, record_id=record_id, official_number=NUMBER)
    with counter.store.reading() as reading:
        assert book.look(reading, {record_id}).tasks == ()


def test_years_of_cases_are_read_in_slices_and_none_is_forgotten(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(back_entry_list, "SLICE", 3)
    for _ in range(11):
        counter.later(minutes=1)
        taken_in(counter)
    book = book_of(counter)
    seen: list[BackEntryList] = []
    with counter.store.reading() as reading:
        while not seen or not seen[-1].complete:
            seen.append(book.look(reading))
            # Somebody goes on working between two slices.
            counter.later(minutes=1)
            taken_in(counter)
        last = book.look(reading)
    assert [len(found.tasks) for found in seen[:2]] == [3, 6]
    assert len(last.tasks) == 11 + len(seen)


def test_rows_of_other_desks_without_their_facts_are_theirs_to_fill_in(counter: Counter) -> None:
    taken_in(counter)
    counter.store.shelves.facts.clear()
    assert look(counter).tasks == ()


# -- what was entered over there -----------------------------------------------------------------------------


def test_a_note_keeps_which_fields_who_and_when_but_no_value(counter: Counter) -> None:
    record_id = taken_in(counter)
    fields = {"applicant.name": FieldState.ENTERED, "applicant.phone": FieldState.LEFT_OUT}
    counter.do(NoteBackEntry, record_id=record_id, member=LICENCE, form_id="generic", fields=fields)
    counter.later(minutes=2)
    counter.do(NoteBackEntry, record_id=record_id, member=LICENCE, form_id="generic",
               fields={"applicant.phone": FieldState.ENTERED})  # fmt: skip
    (task,) = look(counter).tasks
    assert task.member.notes is not None
    noted = {key: (note.state, note.clerk) for key, note in task.member.notes.items()}
    assert noted == {
        "applicant.name": (FieldState.ENTERED, "0101"),
        "applicant.phone": (FieldState.ENTERED, "0101"),
    }
    assert task.member.notes["applicant.phone"].at - task.member.notes["applicant.name"].at == timedelta(minutes=2)


def test_a_note_about_nothing_is_refused(counter: Counter) -> None:
    with pytest.raises(DeskRefusal, match="value_needed"):
        counter.do(NoteBackEntry, record_id=taken_in(counter), member=LICENCE, form_id="generic", fields={})


# -- what the other system asks ------------------------------------------------------------------------------


def test_an_item_with_its_own_order_is_filled_in_that_order() -> None:
    counter = Restaurant()
    record_id = counter.do(TakeIn(command_id="c1", sheet=marriage_sheet())).record_id
    sheet = sheet_of(counter, record_id, "MZ003")
    assert sheet.form.form_id == "marriage_reissue"
    labels = [line.label for line in sheet.lines]
    assert labels[:6] == ["申请人姓名", "身份证件号", "出生日期", "联系电话", "配偶姓名", "配偶身份证件号"]
    values = {line.label: line.value for line in sheet.lines}
    assert values["申请人姓名"] == "林见秋"
    assert values["出生日期"] == "1990-01-01"
    assert values["申请时间"] == "2026年11月23日"
    keys = [line.key for line in sheet.lines]
    assert len(keys) == len(set(keys)), "a field that was named is not asked again with the rest"


def test_any_other_item_gets_the_usual_order_and_says_it_is_inferred() -> None:
    counter = Restaurant()
    record_id = counter.do(TakeIn(command_id="c1", sheet=restaurant_sheet())).record_id
    member = next(m.code for m in members_of(counter, record_id) if m.status == "taken_in")
    sheet = sheet_of(counter, record_id, member)
    assert (sheet.form.form_id, sheet.form.status) == ("generic", "inferred")
    keys = [line.key for line in sheet.lines]
    assert keys[:3] == ["case.item_name", "applicant.kind", "applicant.name"]
    assert keys[-2:] == ["case.delivery_way", "case.number"]
    assert not any(key.startswith("agent.") for key in keys), "nobody acts for the applicant"
    assert any(key.startswith("form.") for key in keys)
    assert any(key.startswith("material.") for key in keys)


def test_an_agent_is_asked_for_only_where_there_is_one() -> None:
    counter = Restaurant()
    sheet = marriage_sheet(parties=(person(), agent()))
    record_id = counter.do(TakeIn(command_id="c1", sheet=sheet)).record_id
    files = platform_files()
    generic = next(form for form in files.forms if not form.items)
    with counter.store.reading() as reading:
        only_generic = type(files)((generic,), files.rule, files.list_shape)
        lines = member_sheet(counter.desk, reading, only_generic, record_id, "MZ003").lines
    assert {line.key: line.value for line in lines}["agent.name"] == "周望舒"


def members_of(counter: Restaurant, record_id: str) -> Sequence[CaseMember]:
    with counter.store.reading() as reading:
        case = view_record(counter.desk, reading, record_id).case
    assert case is not None
    return case.members


def test_many_consultations_hide_no_case_behind_them(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_entry_list, "SLICE", 3)
    book = book_of(counter)
    look(counter, book)
    taken_in(counter)
    for _ in range(7):
        counter.later(minutes=1)
        counter.do(Consult, question="开店要什么")
    with counter.store.reading() as reading:
        assert len(book.look(reading).tasks) == 1
