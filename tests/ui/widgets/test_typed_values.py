"""What is typed and what is meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.texts import Texts
from wenling_desk.ui.widgets.typed_values import (
    READERS,
    UnreadableError,
    group_thousands,
    narrow,
    read_area,
    read_code,
    read_date,
    read_money,
    read_number,
    read_phone,
    read_text,
)


@pytest.mark.parametrize(
    "typed",
    [
        "20260131",
        "2026-1-31",
        "2026-01-31",
        "2026/1/31",
        "2026.1.31",
        "2026年1月31日",
        "２０２６－１－３１",
        " 2026 0131 ",
    ],
)
def test_date(typed: str) -> None:
    assert read_date(typed) == "2026-01-31"


@pytest.mark.parametrize("typed", ["260131", "1-31", "2026-1", "明天", "2026-1-31-2", "²026-1-31", "x", "2026131"])
def test_no_date(typed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_date(typed)
    assert caught.value.text_key == "widgets.field.date_unreadable"


@pytest.mark.parametrize("typed", ["20260230", "2026-13-1", "0000-01-01", "20261301"])
def test_impossible_date(typed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_date(typed)
    assert caught.value.text_key == "widgets.field.date_impossible"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    assert read_date(day.isoformat()) == day.isoformat()
    assert read_date(f"{day:%Y%m%d}") == day.isoformat()
    assert read_date(f"{day.year}/{day.month}/{day.day}") == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        ("1,234.50", "1234.5"),
        ("３．５", "3.5"),
        ("-2", "-2"),
        ("0.10", "0.1"),
        ("007", "7"),
        ("5万", "50000"),
    ],
)
def test_number(typed: str, meant: str) -> None:
    assert read_number(typed) == meant


@pytest.mark.parametrize("typed", ["", "abc", "1e9", "NaN", "inf", "1.2.3", "--1", "1.1234567", "9" * 16, "٣", "十"])
def test_no_number(typed: str) -> None:
    with pytest.raises(UnreadableError):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5000", "5000"),
        ("1,200.50元", "1200.5"),
        ("50万", "500000"),
        ("1.2亿", "120000000"),
        ("0.01", "0.01"),
        ("50万元", "500000"),
    ],
)
def test_money(typed: str, meant: str) -> None:
    assert read_money(typed) == meant


def test_money_is_not_finer_than_fen() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_money("1.234")
    assert caught.value.text_key == "widgets.field.money_finer_than_fen"


@pytest.mark.parametrize("typed", ["86.5", "86.5㎡", "86.50平方米", "86.5m2", "86.5 平米"])
def test_area(typed: str) -> None:
    assert read_area(typed) == "86.5"


def test_no_negative_area() -> None:
    with pytest.raises(UnreadableError):
        read_area("-1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("３３１０８１ 19900101 001x", "33108119900101001X"),
        ("91331081ma2ab", "91331081MA2AB"),
        ("\u3000A 1\u3000", "A1"),
    ],
)
def test_code(typed: str, meant: str) -> None:
    assert read_code(typed) == meant


def test_phone_and_text() -> None:
    assert read_phone("138 0000 5678") == "13800005678"
    assert read_text(" 张\t三\n李\x00四 ") == "张 三 李 四"
    assert read_text("颇𬱖䶮·阿依") == "颇𬱖䶮·阿依"


@given(st.text())
def test_narrowing_keeps_what_is_no_full_width_sign(text: str) -> None:
    assert narrow(narrow(text)) == narrow(text)
    assert len(narrow(text)) <= len(text)


@pytest.mark.parametrize("kind", sorted(READERS))
@given(typed=st.one_of(st.text(max_size=40), st.from_regex(r"[0-9,.\-万亿元㎡]{1,12}", fullmatch=True)))
def test_every_reader_reads_or_says_how_to_write(texts: Texts, kind: str, typed: str) -> None:
    meant, says = "", ""
    try:
        meant = READERS[kind](typed)
    except UnreadableError as unreadable:
        says = texts(unreadable.text_key)
    assert says or READERS[kind](meant) == meant


@pytest.mark.parametrize(
    ("amount", "shown"), [("1500000", "1,500,000"), ("1234.5", "1,234.5"), ("", ""), ("x", "x"), ("12", "12")]
)
def test_thousands(amount: str, shown: str) -> None:
    assert group_thousands(amount) == shown
    assert read_money(shown) == amount if amount not in ("", "x") else True
