"""Identity numbers warn and never wall anybody out; checked against python-stdnum. Masks never leak."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from wenling_desk.domain.identity import (
    CARRIES_RESIDENT_NUMBER,
    IdentityKind,
    age_on,
    birth_date,
    identity_problem,
    mask_name,
    mask_number,
    mask_phone,
    normal_number,
    phone_problem,
    resident_number_problem,
    uscc_problem,
)
from wenling_desk.domain.party import Mandate, Party, PartyKind

TODAY = date(2026, 11, 3)
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOVERNMENT_CODES = ["113306837320115228", "11370883MB2857374H", "12441500196720244T"]


def resident_number(region: str, born: date, order: int) -> str:
    """A number with its check character, by python-stdnum."""
    bare = f"{region}{born.year:04d}{born.month:02d}{born.day:02d}{order:03d}"
    return bare + ric.calc_check_digit(bare + "0")


numbers = st.builds(
    resident_number,
    st.sampled_from(["331081", "110101", "810000", "830000"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


# -- resident identity numbers (GB 11643) ---------------------------------------------------------------


@settings(max_examples=100)
@given(numbers)
def test_a_valid_number_passes_and_tells_its_birth_date(number: str) -> None:
    assert resident_number_problem(number, TODAY) is None
    assert birth_date(number) == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


@settings(max_examples=150)
@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_is_noticed(number: str, place: int, wrong: str) -> None:
    assume(number[place] != wrong)
    changed = number[:place] + wrong + number[place + 1 :]
    assert resident_number_problem(changed, TODAY) is not None


@settings(max_examples=100)
@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert resident_number_problem(swapped, TODAY) is not None


@settings(max_examples=100)
@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_any_eighteen_characters_as_stdnum_judges_them(number: str) -> None:
    born = birth_date(number)
    check = ric.calc_check_digit(number) == number[-1]
    expected = born is not None and born <= TODAY and check
    assert (resident_number_problem(number, TODAY) is None) is expected


WITH_X = next(
    made for order in range(100) if (made := resident_number("331081", date(1990, 1, 1), order)).endswith("X")
)


@pytest.mark.parametrize(
    "typed",
    [WITH_X, WITH_X.lower(), f" {WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]} ", WITH_X[:-1] + "Ｘ", WITH_X[:-1] + "ｘ"],
)
def test_the_x_may_be_small_wide_or_spaced(typed: str) -> None:
    assert normal_number(typed) == WITH_X
    assert identity_problem(IdentityKind.RESIDENT_ID_CARD, typed, TODAY) is None


def test_a_small_x_is_accepted_and_stored_large() -> None:
    party = Party("p1", "applicant", PartyKind.NATURAL_PERSON, "林", identity_number=WITH_X.lower())
    assert party.identity_number == WITH_X
    assert party.warnings(TODAY) == {}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("331081900307782", "id_old_15"),
        ("33108119900307782", "id_form"),
        ("A31081199003077828", "id_form"),
        ("031081199003077828", "id_form"),
        ("331081199013077828", "id_birth_date"),
        ("331081199002307828", "id_birth_date"),
        ("331081202611047821", "id_birth_future"),
        ("331081199003077827", "id_check_digit"),
        ("３３１０８１１９９００３０７７８２８", None),
    ],
)
def test_what_looks_wrong_has_a_code(number: str, code: str | None) -> None:
    assert identity_problem(IdentityKind.RESIDENT_ID_CARD, number, TODAY) == code


@pytest.mark.parametrize(
    "kind", sorted(set(IdentityKind) - CARRIES_RESIDENT_NUMBER - {IdentityKind.USCC, IdentityKind.NONE})
)
def test_foreign_and_other_papers_have_no_check_digit(kind: IdentityKind) -> None:
    assert identity_problem(kind, "E12345678", TODAY) is None
    assert identity_problem(kind, "", TODAY) == "number_empty"


def test_who_shows_nothing_needs_no_number() -> None:
    assert identity_problem(IdentityKind.NONE, "", TODAY) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2012, 11, 3), TODAY, 14),
        (date(2012, 11, 4), TODAY, 13),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (TODAY, TODAY, 0),
    ],
)
def test_full_years_of_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


# -- unified social credit codes (GB 32100) -------------------------------------------------------------


@pytest.mark.parametrize("code", GOVERNMENT_CODES)
def test_real_government_codes_pass(code: str) -> None:
    assert uscc_problem(code) is None


@settings(max_examples=100)
@given(st.text(USCC_LETTERS, min_size=17, max_size=17))
def test_codes_as_stdnum_computes_them(bare: str) -> None:
    code = bare + uscc.calc_check_digit(bare)
    assert uscc_problem(code) is None
    for letter in USCC_LETTERS:
        if letter != code[-1]:
            assert uscc_problem(bare + letter) == "uscc_check_digit"


@settings(max_examples=100)
@given(st.text(USCC_LETTERS, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(USCC_LETTERS))
def test_every_single_wrong_character_of_a_code_is_noticed(bare: str, place: int, wrong: str) -> None:
    code = bare + uscc.calc_check_digit(bare)
    assume(code[place] != wrong)
    assert uscc_problem(code[:place] + wrong + code[place + 1 :]) is not None


@pytest.mark.parametrize("code", ["", "11370883MB2857374", "11370883MB2857374I", "11370883MB2857374H0"])
def test_a_code_of_wrong_form(code: str) -> None:
    assert uscc_problem(code) == "uscc_form"


def test_a_code_typed_small_is_understood() -> None:
    assert identity_problem(IdentityKind.USCC, "11370883mb2857374h", TODAY) is None


# -- phones -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phone",
    ["", "13800005678", "138 0000 5678", "0576-86100001", "057686100001", "86100001", "0576-86100001-8001",
     "+852-91234567", "886912345678", "400-800-1234"],
)  # fmt: skip
def test_phones_people_have(phone: str) -> None:
    assert phone_problem(phone) is None


@pytest.mark.parametrize("phone", ["12800005678", "1380000567", "138000056789", "abc", "110", "+1-202-555-0100"])
def test_phones_that_look_wrong(phone: str) -> None:
    assert phone_problem(phone) == "phone_form"


# -- masks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", ""),
        ("林", "*"),
        ("林晓", "林*"),
        ("林小满", "林**"),
        ("阿卜杜热合曼·买买提吐尔逊", "阿**"),
        ("𬱖文娟", "𬱖**"),
    ],
)
def test_a_name_shows_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=60))
def test_a_masked_name_hides_at_least_one_character_and_its_length(name: str) -> None:
    shown = mask_name(name)
    assert shown.count("*") >= 1
    assert len(shown) <= 3
    assert set(shown[1:]) <= {"*"}
    assert shown[:1] in ("*", name[:1])


@settings(max_examples=150)
@given(st.text("0123456789X", min_size=1, max_size=30))
def test_masked_numbers_never_show_more_than_seven_characters_nor_half_of_a_short_one(number: str) -> None:
    for shown in (mask_number(number), mask_phone(number)):
        assert len(shown) == len(number)
        visible = sum(character != "*" for character in shown)
        assert visible <= 7
        assert visible < len(number)
        if len(number) < 11:
            assert visible * 2 < len(number)


def test_usual_masks() -> None:
    assert mask_number("331081199003077828") == "331***********7828"
    assert mask_phone("13800005678") == "138****5678"
    assert mask_number("E12345678") == "*******78"


def test_repr_of_a_person_shows_neither_name_nor_number_nor_phone() -> None:
    party = Party(
        "p1",
        "applicant",
        PartyKind.NATURAL_PERSON,
        "林小满",
        identity_number="331081199003077828",
        phone="13800005678",
        address="示例路 1 号",
        alternative_proof="户口簿",
    )
    for secret in ("小满", "19900307", "13800005678", "示例路", "户口簿"):
        assert secret not in repr(party)
    assert party.masked_name == "林**"


def test_an_organisations_name_is_public() -> None:
    party = Party("p1", "applicant", PartyKind.LEGAL_PERSON, "温岭市某某公司")
    assert party.masked_name == "温岭市某某公司"
    assert party.age(TODAY) is None


# -- parties ----------------------------------------------------------------------------------------------


def test_a_warning_is_set_aside_with_a_reason_only() -> None:
    wrong = Party("p1", "applicant", PartyKind.NATURAL_PERSON, "林", identity_number="331081199003077827", phone="1")
    assert wrong.warnings(TODAY) == {"identity_number": "id_check_digit", "phone": "phone_form"}
    overridden = Party(
        "p1",
        "applicant",
        PartyKind.NATURAL_PERSON,
        "林",
        identity_number="331081199003077827",
        phone="1",
        overrides={"identity_number": "证件如此", "phone": ""},
    )
    assert overridden.warnings(TODAY) == {"phone": "phone_form"}


def test_an_alternative_proof_stands_for_the_document() -> None:
    party = Party("p1", "applicant", PartyKind.NATURAL_PERSON, "林", alternative_proof="户口簿与单位证明")
    assert party.warnings(TODAY) == {}


texts = st.text(max_size=12)
parties = st.builds(
    Party,
    st.text(min_size=1, max_size=4),
    st.sampled_from(["applicant", "agent", "guardian"]),
    st.sampled_from(PartyKind),
    st.text(max_size=60),
    st.sampled_from(IdentityKind),
    texts,
    texts,
    texts,
    st.booleans(),
    texts,
    st.none() | st.builds(Mandate, st.booleans(), texts, texts),
    st.dictionaries(texts, texts, max_size=2),
    st.dictionaries(texts, texts, max_size=2),
    texts,
)


@settings(max_examples=60)
@given(parties)
def test_a_party_survives_the_way_to_paper_and_back(party: Party) -> None:
    assert Party.from_plain(party.to_plain()) == party
