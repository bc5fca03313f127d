"""The other system's list beside ours: matched by number, likened by applicant, item and day, never taken by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import Counter
from tests.support.law_catalogue import FILING, LICENCE, law_catalogue, sheet_for
from tests.support.platform import platform_files
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.back_entry_list import BackEntryBook
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.platform_list import Comparison, RowKind, compare, taking_over
from wenling_desk.use_cases.platform_ports import PlatformList, PlatformRow

NUMBER, OTHER = "331081202611030001", "331081202611030002"
ITEM = law_catalogue().items[LICENCE].name


@pytest.fixture
def counter() -> Counter:
    return Counter()


def row(counter: Counter, number: str = NUMBER, at: int = 2, **more: Any) -> PlatformRow:
    values: dict[str, Any] = {"applicant": applicant_name(), "item_name": ITEM, "applied_on": counter.today, **more}
    return PlatformRow(at, number, str(values.pop("status", "已受理")), **values)


def applicant_name() -> str:
    applicant = sheet_for(LICENCE).applicant
    assert applicant is not None
    return applicant.name


def beside(counter: Counter, *rows: PlatformRow) -> Comparison:
    book = BackEntryBook(lambda: counter.desk, platform_files().rule)
    with counter.store.reading() as reading:
        listed = PlatformList("list.csv", "a" * 64, rows, ())
        return compare(counter.desk, reading, listed, book.look_at_all(reading).tasks)


def kinds(found: Comparison) -> list[RowKind]:
    return [line.kind for line in found.lines]


def numbered(counter: Counter, number: str = NUMBER, target: str = LICENCE) -> str:
    record_id = taken_in(counter, target)
    counter.do(RecordOfficialNumber, record_id=record_id, members=(target,), official_number=number)
    return record_id


def take(counter: Counter, found: Comparison, *chosen: str) -> int:
    commands = taking_over(counter.desk, found, chosen)
    for command in commands:
        counter.dispatcher.dispatch(command)
    return len(commands)


def test_a_row_is_matched_by_its_number_whatever_else_it_says(counter: Counter) -> None:
    record_id = numbered(counter)
    found = beside(counter, row(counter, applicant="别人", item_name="别的事项"))
    assert kinds(found) == [RowKind.CHANGED]
    assert found.lines[0].entry is not None
    assert found.lines[0].entry.record_id == record_id
    assert take(counter, found) == 1
    fact = counter.facts(record_id)[-1]
    assert fact.kind == "PlatformStatusSeen"
    assert {key: fact.body[key] for key in ("number", "status", "source")} == {
        "number": NUMBER,
        "status": "已受理",
        "source": "a" * 64,
    }
    assert kinds(beside(counter, row(counter))) == [RowKind.MATCHED]


def test_a_change_over_there_is_a_further_fact_and_shows_what_it_was(counter: Counter) -> None:
    record_id = numbered(counter)
    take(counter, beside(counter, row(counter)))
    found = beside(counter, row(counter, status="退回", as_of="2026-11-03T11:00:00"))
    assert [(line.kind, line.before) for line in found.lines] == [(RowKind.CHANGED, "已受理")]
    take(counter, found)
    assert counter.kinds(record_id).count("PlatformStatusSeen") == 2
    assert counter.facts(record_id)[-1].body["as_of"] == "2026-11-03T11:00:00"
    assert counter.statuses(record_id) == {LICENCE: "taken_in"}, "their status is never ours"


def test_the_same_list_twice_writes_nothing_the_second_time(counter: Counter) -> None:
    record_id = numbered(counter)
    found = beside(counter, row(counter))
    take(counter, found)
    before = len(counter.facts(record_id))
    assert take(counter, found) == 1, "the same comparison, taken again by mistake"
    assert len(counter.facts(record_id)) == before


def test_applicant_item_and_day_make_a_suggestion_and_nothing_more(counter: Counter) -> None:
    record_id = taken_in(counter)
    found = beside(counter, row(counter))
    assert kinds(found) == [RowKind.SUGGESTED]
    assert take(counter, found) == 0
    assert "OfficialNumberRecorded" not in counter.kinds(record_id)
    assert take(counter, found, found.lines[0].key) == 1
    assert counter.kinds(record_id)[-2:] == ["OfficialNumberRecorded", "PlatformStatusSeen"]
    assert counter.facts(record_id)[-2].body["way"] == "imported"


@pytest.mark.parametrize("wrong", ["applicant", "item_name", "applied_on"])
def test_two_of_the_three_are_not_enough(counter: Counter, wrong: str) -> None:
    taken_in(counter)
    values = {"applicant": "沈听澜", "item_name": "别的事项", "applied_on": None}
    more: dict[str, Any] = {wrong: values[wrong]}
    found = beside(counter, row(counter, **more))
    assert kinds(found) == [RowKind.MISSING_THERE, RowKind.UNKNOWN_HERE]


def test_the_items_code_serves_as_well_as_its_name(counter: Counter) -> None:
    taken_in(counter)
    assert kinds(beside(counter, row(counter, item_name="", item_code=LICENCE))) == [RowKind.SUGGESTED]


def test_where_several_fit_nothing_is_suggested(counter: Counter) -> None:
    taken_in(counter)
    found = beside(counter, row(counter), row(counter, OTHER, 3))
    assert kinds(found) == [RowKind.MISSING_THERE, RowKind.UNKNOWN_HERE, RowKind.UNKNOWN_HERE]
    taken_in(counter)
    found = beside(counter, row(counter))
    assert found.count(RowKind.SUGGESTED) == 0
    assert found.of(RowKind.UNKNOWN_HERE)[0].candidates == 2


def test_what_neither_side_knows_is_named(counter: Counter) -> None:
    taken_in(counter, FILING)
    found = beside(counter, row(counter, OTHER, applicant="沈听澜"))
    assert found.of(RowKind.MISSING_THERE)[0].member is not None
    assert found.of(RowKind.MISSING_THERE)[0].row is None
    unknown = found.of(RowKind.UNKNOWN_HERE)[0]
    assert (unknown.entry, unknown.row is not None and unknown.row.official_number) == (None, OTHER)
    assert taking_over(counter.desk, found) == []


def test_a_number_that_was_filled_in_meanwhile_is_not_taken_twice(counter: Counter) -> None:
    record_id = taken_in(counter)
    found = beside(counter, row(counter))
    (command,) = taking_over(counter.desk, found, [found.lines[0].key])
    counter.do(RecordOfficialNumber, record_id=record_id, members=(LICENCE,), official_number=OTHER)
    with pytest.raises(DeskRefusal, match="number_already_there"):
        counter.dispatcher.dispatch(command)
    numbered(counter, NUMBER, FILING)
    another = taken_in(counter)
    with pytest.raises(DeskRefusal, match="official_number_taken"):
        counter.do(type(command), record_id=another, member=LICENCE, official_number=NUMBER,
                   status="已受理", as_of="", source="")  # fmt: skip


def test_a_paper_number_of_ours_is_not_an_official_number(counter: Counter) -> None:
    record_id = taken_in(counter)
    ours = counter.papers(record_id)[0].number
    found = beside(counter, row(counter, ours, applicant="沈听澜"))
    assert kinds(found) == [RowKind.MISSING_THERE, RowKind.UNKNOWN_HERE]
