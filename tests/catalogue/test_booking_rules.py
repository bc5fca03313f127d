"""The slots, the canned answers and an online list: what the shipped files say, and what is said of broken ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.platform import write_csv, write_xlsx
from tests.support.small_catalogue import small_calendar
from wenling_desk import resources
from wenling_desk.catalogue.booking_list import read_booking_list
from wenling_desk.catalogue.counter_files import read_answer_book, read_booking_rules
from wenling_desk.catalogue.findings import CatalogueBroken, describe
from wenling_desk.domain.bookings import BookingRules, read_time
from wenling_desk.domain.canned_answers import PLACES, CannedAnswer, places_of, speak
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.use_cases.booking_list import BookingList

TODAY = date(2026, 11, 23)
HEADERS = ("预约编号", "姓名", "手机号码", "事项名称", "预约日期", "预约时段", "预约大厅", "预约状态")
GOOD = ("YY-1", "林见秋", "13800005678", "补领婚姻登记证", "2026-11-24", "9:30-10:30", "城东大厅", "待办理")
HALL = ("CD", "城东大厅")


def rules() -> BookingRules:
    return read_booking_rules(resources.path("counter", "bookings.yaml"))


def read(path: Path) -> BookingList:
    return read_booking_list(path, rules(), HALL, TODAY)


# -- the slots ------------------------------------------------------------------------------------------------


def test_the_shipped_slots_say_where_they_are_from() -> None:
    found = rules()
    assert (found.status, bool(found.source)) == ("inferred", True)
    assert all(slot.capacity > 0 for slot in found.default.slots)
    assert found.of("nowhere") is found.default


def test_the_days_that_can_be_booked_are_open_days() -> None:
    days = rules().open_days("CD", date(2026, 9, 29), small_calendar())
    assert len(days) == rules().days_ahead
    assert days[:4] == (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 9), date(2026, 10, 10))
    assert date(2026, 10, 1) not in days


def test_a_hall_may_be_open_on_saturdays_but_not_on_a_holiday() -> None:
    open_hall = replace(rules().default, extra_weekdays=frozenset({6}))
    assert open_hall.is_open(date(2026, 11, 28), small_calendar())
    assert not open_hall.is_open(date(2026, 11, 29), small_calendar())
    assert not open_hall.is_open(date(2026, 10, 3), small_calendar()), "a Saturday within the national day"


def test_a_moment_belongs_to_the_slot_it_lies_in() -> None:
    hall = rules().default
    inside, exact = hall.slot("09:00"), hall.slot("09:30")
    assert inside is not None
    assert exact is not None
    assert (inside.start, exact.start, hall.slot("12:00")) == ("08:30", "09:30", None)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:30-10:30", "09:30"), ("09：00～10：00", "09:00"), ("上午9点", "09:00"), ("下午 2:30", "14:30"),
        ("2026-11-24 13:30", "13:30"), ("下午13:30", "13:30"), ("随到随办", ""), ("25:00", ""), ("9:99", ""), ("", ""),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text: str, time: str) -> None:
    assert read_time(text, rules().list_shape) == time


FIRST = "{from: '08:30', until: '09:30', capacity: 4}"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (FIRST, "{from: '9:30', until: '09:30', capacity: 4}", "slot_spelling"),
        (FIRST, "{from: '08:30', until: '08:00', capacity: 4}", "slot_spelling"),
        (FIRST, "{from: '08:30', until: '09:45', capacity: 4}", "slots_overlap"),
        (FIRST, "{from: '08:30', until: '09:30', capacity: 0}",
         "whole_out_of_range"),
        (FIRST, "{from: 8:30, until: '09:30', capacity: 4}",
         "text_reads_as_number"),
        ("days_ahead: 10", "days_ahead: many", "number_spelling"),
        ("extra_weekdays: []", "extra_weekdays: ['8']", "whole_out_of_range"),
        ("source_id: [预约编号, 预约号, 预约单号, 订单号]", "source_id: []", "columns_missing"),
        ("(?P<hour>", "(?P<clock>", "pattern_broken"),
        ("status: inferred", "status: sure", "word_unknown"),
    ],
)  # fmt: skip
def test_a_broken_file_says_file_line_and_what_to_do(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = resources.path("counter", "bookings.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "bookings.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_booking_rules(tmp_path / "bookings.yaml")
    texts = Texts(resources.path("texts", "zh_CN"))
    found = caught.value.findings
    assert code in [finding.code for finding in found]
    assert all(finding.line > 0 and describe(finding, texts) for finding in found)
    assert "bookings.yaml" in texts.sentence(caught.value)


# -- canned answers -------------------------------------------------------------------------------------------


def test_the_shipped_answers_have_each_a_letter_and_only_say_what_is_known() -> None:
    book = read_answer_book(resources.path("counter", "answers.yaml"))
    assert [answer.key for answer in book.answers] == list("MSDFJZB")
    for answer in book.answers:
        assert all(places_of(sentence) <= PLACES for sentence in (answer.sentence, *answer.without))
        assert book.by_key(answer.key.lower()) is answer
        assert speak(answer, dict.fromkeys(PLACES, "x"))
        assert speak(answer, dict.fromkeys(("hall", "hours"), "x")), "with nothing named there is still an answer"
    assert book.by_key("N") is None
    assert book.by_key("Y") is None


def test_what_is_not_known_is_not_said() -> None:
    answer = CannedAnswer("M", "materials", "材料", "带{materials}", ("去{hall}问", "不知道"))
    assert speak(answer, {"materials": "身份证", "hall": ""}) == "带身份证"
    assert speak(answer, {"materials": "", "hall": "大厅"}) == "去大厅问"
    assert speak(answer, {"materials": "", "hall": ""}) == "不知道"
    assert speak(replace(answer, without=()), {"materials": ""}) == ""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("key: M", "key: N", "answer_key_spelling"),
        ("key: M", "key: m", "answer_key_spelling"),
        ("key: M", "key: S", "answer_key_spelling"),
        ("{materials}", "{name}", "answer_place_unknown"),
        ("{materials}", "{", "answer_place_unknown"),
        ("most_materials: 6", "most_materials: 0", "whole_out_of_range"),
    ],
)
def test_a_broken_book_of_answers_is_found(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = resources.path("counter", "answers.yaml").read_text(encoding="utf-8")
    at = text.index("answers:\n") if old.startswith(("key", "{")) else 0
    (tmp_path / "a.yaml").write_text(text[:at] + text[at:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_answer_book(tmp_path / "a.yaml")
    assert code in [finding.code for finding in caught.value.findings]


# -- an online list -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_list_is_read_row_by_row(tmp_path: Path, suffix: str) -> None:
    make = write_xlsx if suffix == "xlsx" else write_csv
    listed = read(make(tmp_path / f"a.{suffix}", [GOOD], HEADERS))
    (row,) = listed.rows
    assert (row.row, row.source_id, row.name, row.phone) == (2, "YY-1", "林见秋", "13800005678")
    assert (row.item, row.day, row.slot) == ("补领婚姻登记证", date(2026, 11, 24), "09:30")
    assert "见秋" not in repr(listed)


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (0, "", "source_missing"), (1, "", "name_missing"), (1, "字" * 61, "name_too_long"), (2, "", "phone_missing"),
        (2, "12345", "phone_odd"), (3, "", "item_missing"), (4, "", "day_missing"), (4, "明天", "day_odd"),
        (4, "2026-11-20", "day_past"), (5, "", "slot_missing"), (5, "随到随办", "slot_odd"),
        (6, "太平大厅", "other_hall"), (7, "已取消", "state_dropped"), (1, "=A1", "cell_is_formula"),
    ],
)  # fmt: skip
def test_one_wrong_cell_refuses_its_row_only(tmp_path: Path, at: int, value: str, code: str) -> None:
    wrong = (*GOOD[:at], value, *GOOD[at + 1 :])
    listed = read(write_xlsx(tmp_path / "a.xlsx", [wrong, ("YY-2", *GOOD[1:])], HEADERS))
    assert [(row.row, row.code) for row in listed.refused] == [(2, code)]
    assert [row.source_id for row in listed.rows] == ["YY-2"]


def test_a_source_number_twice_is_taken_once(tmp_path: Path) -> None:
    listed = read(write_xlsx(tmp_path / "a.xlsx", [GOOD, GOOD], HEADERS))
    assert [(row.row, row.code, row.value) for row in listed.refused] == [(3, "source_twice", "2")]


def test_something_else_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="counter_list_columns"):
        read(write_xlsx(tmp_path / "a.xlsx", [("a", "b")], ("x", "y")))
