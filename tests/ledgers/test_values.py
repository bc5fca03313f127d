"""One value: what each type accepts, how it is kept, at which field and why it is refused, what is worked out of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fakes import texts
from tests.support.law_catalogue import law_catalogue
from tests.support.ledgers import SAMPLES
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger import Computed, Ledger, LedgerField, ListView, ValueType
from wenling_desk.domain.ledger_computing import compute, rounded, with_rows
from wenling_desk.domain.ledger_values import Surroundings, asked_now, check_value, plain_number

TODAY = date(2026, 11, 3)
T = ValueType
CHOICES = {"a": "甲", "b": "乙"}
RESIDENT = "11010519491231002X"


def field(kind: ValueType, **more: Any) -> LedgerField:
    return LedgerField("x", "栏目", kind, **more)


@pytest.mark.parametrize(
    ("asked", "given_", "kept"),
    [
        (field(T.TEXT), "  一 \n二 ", "一 二"),
        (field(T.PARAGRAPH), " 一\r\n二 ", "一\n二"),
        (field(T.NAME), "欧阳 小满", "欧阳 小满"),
        (field(T.PHONE), "0576 8612 3456", "057686123456"),
        (field(T.ID_NUMBER), "11010519491231002x", RESIDENT),
        (field(T.ID_NUMBER), "E12345678", "E12345678"),
        (field(T.NUMBER), 0, 0),
        (field(T.NUMBER), "7", 7),
        (field(T.NUMBER, places=2), "96.85", 9685),
        (field(T.NUMBER, places=2), 9685, 9685),
        (field(T.DATE), "2026-02-28", "2026-02-28"),
        (field(T.MONTH), "2026-12", "2026-12"),
        (field(T.TIME), "09:30", "09:30"),
        (field(T.YES_NO), "yes", True),
        (field(T.YES_NO), False, False),
        (field(T.CHOICE, choices=CHOICES), "b", "b"),
        (field(T.CHOICES, choices=CHOICES), ["b", "a", "b"], ["b", "a"]),
        (
            field(T.EVIDENCE),
            [{"name": "照片", "sha256": "f" * 64, "path": "C:/"}],
            [{"name": "照片", "sha256": "f" * 64}],
        ),
        (field(T.TABLE, columns=(LedgerField("n", "数", T.NUMBER),)), [{"n": "3"}, {"n": ""}], [{"n": 3}]),
        (field(T.TEXT), "  ", None),
        (field(T.TABLE, columns=(LedgerField("n", "数", T.NUMBER),)), [{}], None),
    ],
)
def test_what_is_kept(asked: LedgerField, given_: Any, kept: Any) -> None:
    assert check_value(asked, given_, {}, TODAY) == kept


@pytest.mark.parametrize(
    ("asked", "given_", "code"),
    [
        (field(T.TEXT), 5, "value_wrong"),
        (field(T.TEXT), "a" * 201, "text_too_long"),
        (field(T.TEXT, minimum=5), "abcd", "text_too_short"),
        (field(T.TEXT, pattern="[0-9]{3}", rule="三位数字"), "12", "value_form"),
        (field(T.TEXT), "\ue000", "value_characters"),
        (field(T.TEXT), "a\x00b", "value_characters"),
        (field(T.PHONE), "138", "value_phone"),
        (field(T.ID_NUMBER), "110105194912310021", "value_id_number"),
        (field(T.ID_NUMBER), "一二三四五六", "value_id_number"),
        (field(T.NUMBER), True, "value_not_a_number"),
        (field(T.NUMBER), 1.5, "value_not_a_number"),
        (field(T.NUMBER), "1.5", "value_not_a_number"),
        (field(T.NUMBER, places=2), "1.555", "value_not_a_number"),
        (field(T.NUMBER), "NaN", "value_not_a_number"),
        (field(T.NUMBER), "1e20", "value_too_great"),
        (field(T.NUMBER), "1e999999999", "value_not_a_number"),
        (field(T.NUMBER, minimum=1), 0, "value_too_small"),
        (field(T.NUMBER, maximum=100), 101, "value_too_great"),
        (field(T.DATE), "2026-02-30", "value_not_a_day"),
        (field(T.MONTH), "2026-13", "value_not_a_month"),
        (field(T.TIME), "24:00", "value_not_a_time"),
        (field(T.YES_NO), "maybe", "choice_unknown"),
        (field(T.CHOICE, choices=CHOICES), "c", "choice_unknown"),
        (field(T.CHOICES, choices=CHOICES), "a", "value_wrong"),
        (field(T.CHOICES, choices=CHOICES), ["a", "c"], "choice_unknown"),
        (field(T.EVIDENCE), [{"name": "x", "sha256": "12"}], "value_wrong"),
        (field(T.TABLE), "x", "value_wrong"),
        (field(T.TABLE, maximum=1), [{}, {}], "rows_too_many"),
        (field(T.TABLE, minimum=1, columns=(LedgerField("n", "数", T.NUMBER),)), [{}], "rows_too_few"),
        (field(T.TABLE), [{"n": 1}], "value_not_asked"),
    ],
)
def test_what_is_refused_names_its_field_and_has_a_sentence(asked: LedgerField, given_: Any, code: str) -> None:
    with pytest.raises(DeskRefusal) as caught:
        check_value(asked, given_, {}, TODAY)
    assert (caught.value.code, caught.value.values["field"]) == (code, "x")
    sentence = texts().sentence(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1


@pytest.mark.parametrize(
    ("bounds", "value", "code"),
    [
        ({"not_before": "today"}, "2026-11-02", "value_too_early"),
        ({"not_before": "today"}, "2026-11-03", ""),
        ({"not_after": "today"}, "2026-11-04", "value_too_late"),
        ({"not_before": "start"}, "2026-10-31", "value_too_early"),
        ({"not_after": "end"}, "2026-12-31", ""),
        ({"not_before": "nothing"}, "1990-01-01", ""),
    ],
)
def test_days_are_bound_by_today_and_by_other_days(bounds: dict[str, str], value: str, code: str) -> None:
    found = ""
    try:
        check_value(field(T.DATE, **bounds), value, {"start": "2026-11-01", "end": "2026-12-31"}, TODAY)
    except DeskRefusal as refusal:
        found = refusal.code
    assert found == code


def test_a_month_is_bound_by_the_month_of_a_day() -> None:
    month = field(T.MONTH, not_after="today")
    assert check_value(month, "2026-11", {}, TODAY) == "2026-11"
    with pytest.raises(DeskRefusal, match="value_too_late"):
        check_value(month, "2026-12", {}, TODAY)


@given(kept=st.integers(-(10**14), 10**14), places=st.integers(0, 4))
def test_a_number_comes_back_from_what_is_shown(kept: int, places: int) -> None:
    asked = field(T.NUMBER, places=places)
    assert check_value(asked, plain_number(asked, kept), {}, TODAY) == kept


ANYTHING: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(value=ANYTHING, kind=st.sampled_from(list(ValueType)))
def test_nothing_but_a_refusal_comes_of_nonsense(value: Any, kind: ValueType) -> None:
    columns = (LedgerField("n", "数", T.NUMBER), LedgerField("d", "日", T.DATE))
    asked = field(kind, choices=CHOICES, columns=columns)
    try:
        kept = check_value(asked, value, {}, TODAY)
    except DeskRefusal as refusal:
        assert refusal.values["field"] == "x"  # noqa: PT017 - that nothing else is raised is what is looked at
    else:
        assert kept is None or check_value(asked, kept, {}, TODAY) == kept, "what is kept is accepted again"


# -- what is asked, and what is worked out ------------------------------------------------------------


def ledger_of(*fields: LedgerField) -> Ledger:
    return Ledger(
        "k", "名", "g", "", "1", "", "inferred", "", {each.field_id: each for each in fields}, {}, {}, ListView(())
    )


def computed(by: str, *of: str, places: int = 0) -> LedgerField:
    return LedgerField("out", "得", T.NUMBER, places=places, computed=Computed(by, of))


DAYS = (LedgerField("first", "起", T.DATE), LedgerField("last", "止", T.DATE))
CALENDAR = law_catalogue().calendar


def worked_out(by: str, values: dict[str, Any], *fields: LedgerField, places: int = 0) -> Any:
    ledger = ledger_of(*fields, computed(by, *(each.field_id for each in fields), places=places))
    return compute(ledger, values, CALENDAR).get("out")


@pytest.mark.parametrize(
    ("by", "first", "last", "found"),
    [
        ("days_between", "2026-11-03", "2026-11-10", 7),
        ("days_between", "2026-11-10", "2026-11-03", -7),
        ("months_between", "2026-11-03", "2027-01-03", 2),
        ("months_between", "2026-11-03", "2027-01-02", 1),
        ("months_between", "2027-01-20", "2026-11-20", -2),
        ("working_days_between", "2026-11-03", "2026-11-10", 5),
        ("working_days_between", "2026-11-03", "", None),
    ],
)
def test_days_between(by: str, first: str, last: str, found: int | None) -> None:
    assert worked_out(by, {"first": first, "last": last}, *DAYS) == found


def test_sums_shares_and_means() -> None:
    a, b = LedgerField("a", "甲", T.NUMBER, places=2), LedgerField("b", "乙", T.NUMBER)
    assert worked_out("percent", {"a": 200, "b": 3}, a, b, places=2) == 6667
    assert worked_out("percent", {"a": 200, "b": 0}, a, b) is None
    assert worked_out("difference", {"a": 150, "b": 1}, a, b, places=2) == 50
    assert worked_out("sum", {"a": 150}, a, b, places=2) == 150
    assert worked_out("sum", {}, a, b) is None
    table = LedgerField("t", "表", T.TABLE, columns=(LedgerField("n", "数", T.NUMBER),))
    column = ledger_of(table, computed("mean", "t.n", places=1))
    assert compute(column, {"t": [{"n": 1}, {"n": 2}, {}]}, CALENDAR) == {"out": 15}
    assert compute(column, {"t": []}, CALENDAR) == {}
    counted = ledger_of(table, computed("count_rows", "t"))
    assert compute(counted, {"t": [{}, {}]}, CALENDAR) == {"out": 2}


@given(value=st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4), places=st.integers(0, 3))
def test_rounding_is_half_away_from_zero(value: Fraction, places: int) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) == value:
        assert rounded(value, places) == int(exact.scaleb(places).quantize(Decimal(1), ROUND_HALF_UP))
    assert abs(Fraction(rounded(value, places), 10**places) - value) <= Fraction(1, 2 * 10**places)


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.integers(0, 2000))
def test_months_between_never_overshoot(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    months = worked_out("months_between", {"first": start.isoformat(), "last": end.isoformat()}, *DAYS)
    assert 0 <= months <= days // 28 + 1
    assert worked_out("months_between", {"first": end.isoformat(), "last": start.isoformat()}, *DAYS) == -months


@given(rows=st.lists(st.lists(st.integers(), min_size=1, max_size=3), max_size=5))
def test_rows_that_grow_are_all_there_in_order(rows: list[list[int]]) -> None:
    ledger = ledger_of(LedgerField("t", "表", T.TABLE, grows=True), LedgerField("u", "表", T.TABLE))
    values: dict[str, Any] = {}
    for given_ in rows:
        values = with_rows(ledger, values, {"t": [{"n": n} for n in given_], "u": [{"n": n} for n in given_]})
    assert [row["n"] for row in values.get("t", ())] == [n for given_ in rows for n in given_]
    assert [row["n"] for row in values.get("u", ())] == (rows[-1] if rows else [])


def test_a_field_that_is_not_asked_makes_no_condition_hold() -> None:
    ledger = LedgerShelf(Path(SAMPLES)).ledger("wish")
    around = Surroundings(law_catalogue(), TODAY, "0101", lambda _: "")
    assert "why_large" not in asked_now(ledger, "tell_wish", {}, {}, around)
    assert "why_large" in asked_now(ledger, "tell_wish", {"size": "large"}, {}, around)
    assert "why_large" in asked_now(ledger, "drop_wish", {}, {"size": "small"}, around)
