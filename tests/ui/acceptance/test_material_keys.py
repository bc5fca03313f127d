"""One letter on a material row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import Material, MaterialForm, MaterialSource
from wenling_desk.ui.acceptance.material_keys import Asking, answered, given_text, press

PLAIN = Material("m", "场所证明", MaterialForm.COPY, 2)
SHARED = replace(PLAIN, shareable=True)
SOFT = replace(PLAIN, deferrable=True, pledgeable=True)
FORM = replace(PLAIN, source=MaterialSource.DESK_FORM)
NOTHING = MaterialEntry()


def marked(material: Material, entry: MaterialEntry, letter: str) -> MaterialEntry:
    pressed = press(material, entry, letter)
    assert pressed is not None
    assert pressed.entry is not None
    return pressed.entry


@pytest.mark.parametrize(
    ("material", "letter", "mark"),
    [
        (PLAIN, "1", MaterialMark.ORIGINAL),
        (PLAIN, "2", MaterialMark.COPY),
        (PLAIN, "3", MaterialMark.ELECTRONIC),
        (SHARED, "M", MaterialMark.EXEMPT),
        (SOFT, "R", MaterialMark.DEFERRED),
        (SOFT, "C", MaterialMark.PLEDGED),
        (PLAIN, "Q", MaterialMark.MISSING),
    ],
)
def test_a_letter_is_a_state(material: Material, letter: str, mark: MaterialMark) -> None:
    assert marked(material, NOTHING, letter).mark is mark


def test_the_copies_the_guide_asks_for_and_one_more_with_every_further_press() -> None:
    entry = marked(PLAIN, NOTHING, "2")
    assert entry.copies == 2
    assert marked(PLAIN, entry, "2").copies == 3
    assert marked(PLAIN, marked(PLAIN, entry, "1"), "2").copies == 2


@pytest.mark.parametrize("letter", ["0", "\b"])
def test_back_to_unseen(letter: str) -> None:
    assert marked(PLAIN, MaterialEntry(MaterialMark.COPY, copies=3, defect="模糊"), letter) == NOTHING


def test_compared_with_the_original_is_a_toggle_on_a_copy() -> None:
    compared = marked(PLAIN, NOTHING, "V")
    assert (compared.mark, compared.copies, compared.checked_against_original) == (MaterialMark.COPY, 2, True)
    assert not marked(PLAIN, compared, "V").checked_against_original
    assert marked(PLAIN, compared, "2").checked_against_original
    assert not marked(PLAIN, compared, "1").checked_against_original


def test_a_new_mark_is_a_new_judgement() -> None:
    assert marked(PLAIN, MaterialEntry(MaterialMark.COPY, defect="模糊"), "1").defect == ""


@pytest.mark.parametrize(
    ("material", "letter", "asking"),
    [
        (PLAIN, "X", Asking.REASON),
        (PLAIN, "M", Asking.PROOF),
        (PLAIN, "D", Asking.DEFECT),
        (PLAIN, "Y", Asking.PAGES),
    ],
)
def test_some_letters_ask_first(material: Material, letter: str, asking: Asking) -> None:
    pressed = press(material, NOTHING, letter)
    assert pressed is not None
    assert (pressed.entry, pressed.asking) == (None, asking)


def test_what_was_answered_before_holds() -> None:
    given = MaterialEntry(MaterialMark.COPY, reason="本次不涉及", alternative_proof="户口簿")
    assert marked(PLAIN, given, "X").mark is MaterialMark.NOT_APPLICABLE
    assert marked(PLAIN, given, "M").mark is MaterialMark.EXEMPT
    assert given_text(given, Asking.REASON) == "本次不涉及"
    assert given_text(given, Asking.PROOF) == "户口簿"
    assert given_text(replace(given, pages=3), Asking.PAGES) == "3"


@pytest.mark.parametrize("letter", ["R", "C"])
def test_what_the_guide_does_not_allow_is_refused(letter: str) -> None:
    with pytest.raises(DeskRefusal):
        press(PLAIN, NOTHING, letter)


def test_an_agents_commitment_asks_how_the_applicant_signed_it() -> None:
    pressed = press(SOFT, NOTHING, "C", by_agent=True)
    assert pressed is not None
    assert pressed.asking is Asking.SIGNED
    entry = answered(SOFT, NOTHING, Asking.SIGNED, "电子签名", by_agent=True)
    assert (entry.mark, entry.reason) == (MaterialMark.PLEDGED, "电子签名")
    with pytest.raises(DeskRefusal):
        answered(SOFT, NOTHING, Asking.SIGNED, " ", by_agent=True)


def test_only_a_form_of_the_desk_is_printed() -> None:
    assert press(PLAIN, NOTHING, "P") is None
    pressed = press(FORM, NOTHING, "P")
    assert pressed is not None
    assert pressed.make_paper


def test_other_keys_mean_nothing() -> None:
    assert [press(PLAIN, NOTHING, letter) for letter in "4Z? "] == [None] * 4


@pytest.mark.parametrize(("words", "pages"), [("12", 12), ("", None), (" 9999 ", 9999)])
def test_pages(words: str, pages: int | None) -> None:
    assert answered(PLAIN, MaterialEntry(MaterialMark.COPY), Asking.PAGES, words).pages == pages


@pytest.mark.parametrize("words", ["0", "10000", "-1", "三"])
def test_what_is_no_number_of_pages(words: str) -> None:
    with pytest.raises(ValueError, match=words):
        answered(PLAIN, MaterialEntry(MaterialMark.COPY), Asking.PAGES, words)


def test_a_defect_is_noted_and_taken_back() -> None:
    entry = answered(PLAIN, MaterialEntry(MaterialMark.COPY), Asking.DEFECT, "  章 不清 ")
    assert (entry.mark, entry.defect) == (MaterialMark.COPY, "章 不清")
    assert answered(PLAIN, entry, Asking.DEFECT, "").defect == ""


def test_a_reason_is_needed_where_a_material_does_not_apply() -> None:
    with pytest.raises(DeskRefusal, match="reason_needed"):
        answered(PLAIN, NOTHING, Asking.REASON, "  ")
