"""旧件导入: a record that ends as it begins, found by number and name, counted nowhere, never doubled."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.acts_bookings import PHONE, a_past_case
from tests.support.counter_acts import taken_in
from tests.support.fakes import CLERK, EVERYTHING, Counter
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.past_cases import PastCaseList, PastCaseRow
from wenling_desk.ui.progress.presenter import ProgressTools, read_answer
from wenling_desk.use_cases.find_progress import Hits, find_progress, understand
from wenling_desk.use_cases.import_past_cases import (
    ImportPastCase,
    check_past_cases,
    past_case_command_id,
    past_case_commands,
)
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.queries import view_workbench

DIGEST = "ab" * 32


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def listed(*rows: PastCaseRow, sha256: str = DIGEST) -> PastCaseList:
    return PastCaseList("旧台账.xlsx", sha256, "通用台账", rows, ())


def bring_in(counter: Counter, *rows: PastCaseRow, sha256: str = DIGEST) -> list[str]:
    commands = past_case_commands(counter.desk, listed(*rows, sha256=sha256), rows)
    return [counter.dispatcher.dispatch(command).record_id for command in commands]


def ask(counter: Counter, typed: str) -> Hits:
    with counter.store.reading() as reading:
        index = PeopleIndex(lambda text: f"key {text}")
        return find_progress(counter.desk, reading, index, understand(typed, counter.today))


def test_it_is_marked_with_source_row_digest_and_typist(counter: Counter) -> None:
    (record_id,) = bring_in(counter, a_past_case())
    (fact,) = counter.facts(record_id)
    body = fact.body
    assert (body["source"], body["row"], body["sha256"], body["mapping"]) == ("旧台账.xlsx", 2, DIGEST, "通用台账")
    assert (body["typist"], fact.clerk) == ("周全", "0103")
    assert (body["received_on"], body["decided_on"], body["outcome"]) == ("2019-03-04", "2019-03-20", "准予")


def test_its_row_is_closed_at_once_and_shows_no_name(counter: Counter) -> None:
    (record_id,) = bring_in(counter, a_past_case())
    (row,) = counter.heads(record_id)
    assert (row.status, row.open, row.due, row.due_kind, row.task) == ("imported", False, None, "", "")
    assert (row.number, row.applicant, row.department_key) == ("温食2019-00417", "林**", "FOOD")


def test_it_counts_nowhere_and_waits_for_nobody(counter: Counter) -> None:
    bring_in(counter, a_past_case())
    assert counter.counts() == {}
    with counter.store.reading() as reading:
        bench = view_workbench(counter.desk, reading)
        assert reading.errand_counts() == {}
    assert (bench.mine, bench.running) == ((), ())


def test_the_same_row_again_doubles_nothing(counter: Counter) -> None:
    first = bring_in(counter, a_past_case(), a_past_case(row=3, number="温食2019-00418"))
    before = counter.everything_written()
    assert bring_in(counter, a_past_case(), a_past_case(row=3, number="温食2019-00418")) == first
    assert counter.everything_written() == before


def test_a_list_is_checked_against_what_is_here(counter: Counter) -> None:
    own = taken_in(counter)
    ours = counter.papers(own)[0].number
    bring_in(counter, a_past_case())
    rows = (a_past_case(), a_past_case(row=3, number="新-0001"), a_past_case(row=4, number=ours))
    with counter.store.reading() as reading:
        same = check_past_cases(counter.desk, reading, listed(*rows))
        other = check_past_cases(counter.desk, reading, listed(*rows, sha256="cd" * 32))
    assert [str(each.standing) for each in same] == ["here", "new", "ours"]
    assert [str(each.standing) for each in other] == ["known", "new", "ours"]


def test_a_number_of_ours_is_no_past_case(counter: Counter) -> None:
    number = counter.papers(taken_in(counter))[0].number
    before = counter.everything_written()
    with pytest.raises(DeskRefusal, match="past_case_is_ours"):
        bring_in(counter, a_past_case(number=number))
    assert counter.everything_written() == before


@pytest.mark.parametrize("missing", ["number", "title", "applicant"])
def test_what_it_cannot_do_without(counter: Counter, missing: str) -> None:
    with pytest.raises(DeskRefusal, match="value_needed"):
        bring_in(counter, a_past_case(**{missing: ""}))


@pytest.mark.parametrize("typed", ["林小满", "2019-00417", PHONE[-4:]])
def test_it_is_found_and_the_answer_says_whose_word_counts(counter: Counter, typed: str) -> None:
    (record_id,) = bring_in(counter, a_past_case())
    found = ask(counter, typed)
    assert [hit.record_id for hit in found.hits] == [record_id]
    tools = ProgressTools(
        None, lambda: counter.desk, counter.desk.words, PeopleIndex(lambda text: text), print  # type: ignore[arg-type]
    )  # fmt: skip
    with counter.store.reading() as reading:
        answer = read_answer(tools, reading, record_id)
    assert answer is not None
    assert answer.progress.first == (
        "食品流通许可，编号 温食2019-00417，2019-03-04收件，2019-03-20办结，结果是“准予”；"
        "这是导入的旧件，以原系统为准。"
    )
    assert not answer.is_case
    assert "小满" not in answer.progress.first + answer.heading


def test_a_row_without_its_facts_still_says_so(counter: Counter) -> None:
    (record_id,) = bring_in(counter, a_past_case())
    counter.store.shelves.facts.clear()
    tools = ProgressTools(
        None, lambda: counter.desk, counter.desk.words, PeopleIndex(lambda text: text), print  # type: ignore[arg-type]
    )  # fmt: skip
    with counter.store.reading() as reading:
        answer = read_answer(tools, reading, record_id)
    assert answer is not None
    assert "以原系统为准" in answer.progress.first
    assert not answer.is_held


def test_a_company_is_found_by_a_part_of_its_name(counter: Counter) -> None:
    name = "温岭市示例海味有限公司"
    (record_id,) = bring_in(counter, a_past_case(applicant=name, applicant_masked=name))
    assert [hit.record_id for hit in ask(counter, "示例海味").hits] == [record_id]


def test_commands_of_two_desks_are_two(counter: Counter) -> None:
    assert past_case_command_id("a", DIGEST, 2) != past_case_command_id("b", DIGEST, 2)
    assert past_case_command_id("a", DIGEST, 2) == past_case_command_id("a", DIGEST, 2)
    assert past_case_command_id("a", DIGEST, 12) != past_case_command_id("a", DIGEST, 1)


def test_the_command_keeps_people_out_of_its_repr(counter: Counter) -> None:
    row = a_past_case()
    command = ImportPastCase(command_id="c", row=row, source="旧台账.xlsx", sha256=DIGEST, mapping="m")
    assert "小满" not in repr(command)
    assert PHONE not in repr(command)
    assert row.received_on == date(2019, 3, 4)
    assert CLERK.clerk not in repr(command)
