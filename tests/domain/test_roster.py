"""A roster is checked row by row: what is wrong with one person says nothing of another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.law_catalogue import LICENCE, law_catalogue, sheet_for
from tests.support.rosters import gap_row, number_of, roster, row, rules
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet, check_sheet
from wenling_desk.domain.roster import (
    RosterForm,
    RosterRow,
    RowFlaw,
    RowState,
    check_roster,
    check_sound,
    check_taken,
    taken_in_rows,
    with_rows,
)

TODAY = date(2026, 11, 3)


def hiring() -> RosterForm:
    form = rules().form_of("RS005")
    assert form is not None
    return form


def codes(rows: tuple[RosterRow, ...], position: int) -> list[tuple[str, str]]:
    found = next(each for each in rows if each.position == position)
    return [(flaw.column, flaw.code) for flaw in found.gaps]


def test_a_sound_roster_is_taken_in_whole() -> None:
    checked = check_roster(roster(30), hiring(), TODAY)
    assert all(each.is_taken_in and not each.gaps and not each.notes for each in checked)


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"name": " "}, "name", "value_missing"),
        ({"name": "长" * 51}, "name", "value_too_long"),
        ({"identity_number": ""}, "identity_number", "value_missing"),
        ({"identity_number": "331081199003077829"}, "identity_number", "id_check_digit"),
        ({"identity_number": "33108119900307782"}, "identity_number", "id_form"),
        ({"identity_number": "331081900307782"}, "identity_number", "id_old_15"),
        ({"identity_number": number_of(7, 2015)}, "identity_number", "too_young"),
        ({"phone": "138"}, "phone", "phone_form"),
        ({"values": {"post": "针" * 61}}, "post", "value_too_long"),
    ],
)
def test_what_is_wrong_stands_in_its_column(changes: dict[str, object], column: str, code: str) -> None:
    rows = (row(1), row(2, **changes), row(3))
    checked = check_roster(rows, hiring(), TODAY)
    assert codes(checked, 2) == [(column, code)]
    assert checked[1].state is RowState.GAP
    assert checked[0].is_taken_in
    assert checked[2].is_taken_in


def test_ages_are_asked_only_where_the_item_asks() -> None:
    child = row(1, identity_number=number_of(7, 2015), values={"address": "温岭市某某路 1 号"})
    permit = rules().form_of("GA017")
    assert permit is not None
    assert check_roster((child,), permit, TODAY)[0].is_taken_in
    old = replace(permit, most_age=60)
    assert codes(check_roster((row(1, identity_number=number_of(7, 1940)),), old, TODAY), 1) == [
        ("identity_number", "too_old"),
        ("address", "value_missing"),
    ] or codes(check_roster((row(1, identity_number=number_of(7, 1940)),), old, TODAY), 1) == [
        ("address", "value_missing"),
        ("identity_number", "too_old"),
    ]


def test_the_second_of_two_equal_numbers_is_the_duplicate_and_names_the_line_of_the_first() -> None:
    checked = check_roster((row(1), row(2, identity_number=number_of(1))), hiring(), TODAY)
    assert checked[0].is_taken_in
    assert checked[1].gaps == (RowFlaw("identity_number", "duplicate", "2"),)


def test_a_shared_phone_is_told_and_hinders_nobody() -> None:
    checked = check_roster((row(1), row(2, phone="138 0000 0001")), hiring(), TODAY)
    assert checked[1].is_taken_in
    assert checked[1].notes == (RowFlaw("phone", "phone_shared", "2"),)


def test_a_passport_has_no_check_digit() -> None:
    foreign = row(1, identity_kind=IdentityKind.PASSPORT, identity_number="e12345678")
    assert check_roster((foreign,), hiring(), TODAY)[0].is_taken_in
    assert foreign.identity_number == "E12345678"


def test_a_flaw_of_the_file_stands_until_somebody_types_into_that_column() -> None:
    lost = row(1, identity_number="", gaps=(RowFlaw("identity_number", "cell_number_lost"),))
    checked = check_roster((lost,), hiring(), TODAY)
    assert codes(checked, 1) == [("identity_number", "cell_number_lost")]
    other = check_roster((checked[0].with_value("name", "赵一"),), hiring(), TODAY)
    assert codes(other, 1) == [("identity_number", "cell_number_lost")]
    mended = check_roster((checked[0].with_value("identity_number", number_of(1)),), hiring(), TODAY)
    assert mended[0].is_taken_in


def test_no_name_and_no_number_in_what_is_logged() -> None:
    shown = repr(row(1)) + repr(sheet_for(LICENCE, roster=roster(2)))
    assert row(1).name not in shown
    assert number_of(1) not in shown
    assert "13800000001" not in shown


def test_old_sheets_keep_their_bytes_and_rosters_come_back_whole() -> None:
    plain = sheet_for(LICENCE).to_plain()
    assert "roster" not in plain
    sheet = sheet_for(LICENCE, roster=check_roster((row(1), gap_row(2)), hiring(), TODAY))
    again = IntakeSheet.from_plain(json.loads(json.dumps(sheet.to_plain())))
    assert again.roster == sheet.roster


def test_a_row_of_another_version_is_read_as_far_as_it_goes() -> None:
    found = RosterRow.from_plain({"position": 3, "name": "赵一", "unknown": 1})
    assert (found.position, found.name, found.state) == (3, "赵一", RowState.GAP)


def test_a_roster_nobody_of_whom_can_be_taken_in_makes_no_application() -> None:
    with pytest.raises(DeskRefusal, match="roster_no_good_row"):
        check_sheet(sheet_for(LICENCE, roster=(gap_row(1),)), law_catalogue(), TODAY)
    check_sheet(sheet_for(LICENCE, roster=(gap_row(1), row(2))), law_catalogue(), TODAY)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((row(1), row(1, identity_number=number_of(2))), "roster_row_twice"),
        ((row(1), row(2, identity_number=number_of(1))), "roster_row_twice"),
        ((row(1), row(2, name="")), "roster_row_unsound"),
        ((row(1), row(2, identity_number="331081199003077829")), "roster_row_unsound"),
    ],
    ids=["place", "person", "nameless", "number"],
)
def test_what_is_called_taken_in_must_be_sound(rows: tuple[RosterRow, ...], code: str) -> None:
    with pytest.raises(DeskRefusal, match=code):
        check_taken(rows, TODAY)


def test_a_row_with_a_gap_is_not_sound() -> None:
    with pytest.raises(DeskRefusal, match="roster_row_unsound"):
        check_sound((gap_row(1),), TODAY)


def test_completed_rows_take_their_places_and_no_others() -> None:
    rows = roster(2, 2)
    later = with_rows(rows, (row(4), row(9)))
    assert [each.position for each in later] == [1, 2, 3, 4]
    assert [each.is_taken_in for each in later] == [True, True, False, True]


TEXTS = st.text(max_size=70)
ROWS = st.lists(
    st.builds(
        lambda n, name, number, phone, post: row(
            n, name=name, identity_number=number, phone=phone, values={"post": post}
        ),
        st.integers(1, 40),
        st.one_of(st.just("赵一"), TEXTS),
        st.one_of(st.integers(1, 9).map(number_of), TEXTS),
        st.one_of(st.just("13800005678"), TEXTS),
        TEXTS,
    ),
    max_size=12,
    unique_by=lambda each: each.position,
)


@given(ROWS)
def test_whatever_was_typed_every_row_is_kept_and_what_is_taken_in_is_sound(rows: list[RosterRow]) -> None:
    checked = check_roster(rows, hiring(), TODAY)
    assert [each.position for each in checked] == [each.position for each in rows]
    assert [each.value("name") for each in checked] == [each.value("name") for each in rows]
    taken = taken_in_rows(checked)
    check_sound(taken, TODAY)
    assert len({each.identity_number for each in taken}) == len(taken)
    assert all(each.gaps for each in checked if not each.is_taken_in)


@given(ROWS)
def test_to_check_twice_changes_nothing_and_a_row_survives_its_json(rows: list[RosterRow]) -> None:
    once = check_roster(rows, hiring(), TODAY)
    assert check_roster(once, hiring(), TODAY) == once
    for each in once:
        again = RosterRow.from_plain(each.to_plain())
        assert replace(again, values=dict(each.values)) == replace(each, values=dict(each.values))
