"""查进度 says where the papers are: at the counter and when they go, or with which department and for how long."""

from __future__ import annotations

import pytest

from tests.support.acts_handover import handover_rules
from tests.ui.record.counter import Counter, marriage_sheet
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.progress import progress_of, speech_of
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sign_list import ReturnToCounter
from wenling_desk.use_cases.take_in import TakeIn

ITEM = "补领婚姻登记证"


@pytest.fixture
def counter() -> Counter:
    return Counter()


def said(counter: Counter, record_id: str) -> str:
    with counter.store.reading() as reading:
        book = RecordBook(counter.desk, reading, ACCEPTANCE)
        book.open(record_id)
        return progress_of(speech_of(counter.desk, handover_rules()), book.case, book.catalogue).first


def taken_in(counter: Counter) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def accepted(counter: Counter) -> str:
    return counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id


def give(counter: Counter, record_id: str, department_key: str = "MZJ", why: str = "") -> None:
    row = HandoverRow(record_id, ("MZ003",), why)
    counter.do(MakeHandoverList(command_id=counter.new_id(), department_key=department_key, rows=(row,)))


@pytest.mark.parametrize(
    ("hours", "days", "when"),
    [(0, 0, "今天上午"), (4, 0, "今天下午"), (9, 0, "明天上午"), (9, 4, "周一上午")],
    ids=["morning", "afternoon", "evening", "friday"],
)
def test_before_the_hand_over_it_says_when_they_go(counter: Counter, hours: int, days: int, when: str) -> None:
    counter.clock.on(days=days, hours=hours)
    assert said(counter, taken_in(counter)).endswith(f"答复受不受理，还在窗口，{when}交民政局。")


def test_an_accepted_case_too(counter: Counter) -> None:
    assert said(counter, accepted(counter)) == f"{ITEM}，最迟今天 11-23 办好，还在窗口，今天上午交民政局。"


def test_late_and_still_at_the_counter_is_said_honestly(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.clock.on(days=2)
    assert said(counter, record_id).endswith("已超期 2 个工作日，还在窗口，今天上午交民政局。")


def test_with_the_department_the_days_are_those_since_it_got_them(counter: Counter) -> None:
    record_id = taken_in(counter)
    counter.clock.on(days=1)
    give(counter, record_id)
    assert said(counter, record_id).endswith("答复受不受理，现在在民政局。")
    counter.clock.on(days=2)
    assert said(counter, record_id).endswith("现在在民政局，第 2 天。")


def test_an_accepted_case_counts_from_the_hand_over(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.clock.on(days=2)
    give(counter, record_id)
    counter.clock.on(days=1)
    assert said(counter, record_id).endswith("现在在民政局，第 1 天。")


def test_what_came_back_is_at_the_counter_again_and_goes_where_it_belongs(counter: Counter) -> None:
    record_id = accepted(counter)
    give(counter, record_id)
    command = ReturnToCounter(
        command_id=counter.new_id(), record_id=record_id, reason_class="pages_missing", note="缺反面"
    )
    counter.do(command)
    assert said(counter, record_id).endswith("还在窗口，今天上午交民政局。")


def test_where_it_was_sent_instead_is_named(counter: Counter) -> None:
    record_id = accepted(counter)
    give(counter, record_id, "SCJG", "由它并案办理")
    assert said(counter, record_id).endswith("现在在市监局。")
