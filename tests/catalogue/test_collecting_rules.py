"""The files of shelves and messages: what stands in them is usable, and each flaw is named with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.fakes import MORNING
from wenling_desk import resources
from wenling_desk.catalogue.collecting_files import (
    COLLECTING_FILE,
    MESSAGES_FILE,
    read_collecting,
    read_messages,
)
from wenling_desk.domain.collecting import ANY_HALL
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.notice_texts import PLACEHOLDERS, compose, has_identity_number
from wenling_desk.domain.shelf import ABOUT

COUNTER = resources.path("counter")
RULES = read_collecting(COUNTER)
TEXTS = read_messages(COUNTER)
IDENTITY = "331081199001011235"


def broken(tmp_path: Path, file: str, old: str, new: str) -> str:
    """What is said of our own file with one thing changed."""
    for name in (COLLECTING_FILE, MESSAGES_FILE):
        text = (COUNTER / name).read_text(encoding="utf-8")
        if name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        (read_collecting if file == COLLECTING_FILE else read_messages)(tmp_path)
    assert caught.value.code == "counter_data_broken"
    assert caught.value.values["file"] == file
    return str(caught.value.values["detail"])


def test_our_files_say_what_the_hall_does_and_that_it_is_inferred() -> None:
    assert (RULES.amber_days, RULES.locker_days) == (15, 7)
    assert (RULES.status, TEXTS.status) == ("inferred", "inferred")
    assert RULES.source
    assert TEXTS.source
    assert RULES.shelves_of("no such hall") == RULES.halls[ANY_HALL]


def test_a_result_turns_amber_on_the_sixteenth_day() -> None:
    assert not RULES.is_amber(MORNING, MORNING.date() + timedelta(days=15))
    assert RULES.is_amber(MORNING, MORNING.date() + timedelta(days=16))
    assert RULES.locker_end(MORNING) == MORNING.date() + timedelta(days=7)


def test_a_reminder_is_owed_only_near_its_day_and_everything_else_at_once() -> None:
    today = MORNING.date()
    assert RULES.is_owed("correction_due", today + timedelta(days=3), today)
    assert not RULES.is_owed("correction_due", today + timedelta(days=4), today)
    assert RULES.is_owed("result_ready", None, today)


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("amber_days: 15", "amber_days: 0", "line 7: amber_days is no number from 1 to 365"),
        ("amber_days: 15", "amber_days: true", "line 7: amber_days is no number from 1 to 365"),
        ("correction_due: 3", "rain: 3", "line 11: remind_days rain"),
        ("messages: 15, ", "", "line 13: messages is no number from 1 to 120"),
        ('shelf: "2"', 'shelf: "1"', "line 19: shelf 1"),
        ('shelf: "2"', "shelf: 一号", "line 19: shelf 一号"),
        ("slots: 24, holds: 6", "slots: 0, holds: 6", "line 18: slots is no number from 1 to 999"),
        ("SF[0-9]", "SF[0-9", "line 25: tracking"),
        ("status: inferred", "status: guessed", "line 3: status guessed"),
        ("schema: wenling-desk/collecting@1", "schema: x", "schema is not wenling-desk/collecting@1"),
        ("halls:", "halls: [", "line "),
    ],
)
def test_a_flaw_of_the_shelves_is_named_with_its_line(tmp_path: Path, old: str, new: str, detail: str) -> None:
    assert broken(tmp_path, COLLECTING_FILE, old, new).startswith(detail)


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("{item}”结果出来了，请带", "{identity_number}”结果出来了，请带", "line 11: may not say identity_number"),
        ("{item}”结果出来了，请带", f"{IDENTITY}”结果出来了，请带", "line 11: an identity number"),
        ("{item}”结果出来了，请带", "{item”结果出来了，请带", "line 11: "),
        ("{item}”结果出来了，请带", "很" * 200, "line 11: too long"),
        ("about: fee_due", "about: weather", "line 26: about weather"),
        ("about: fee_due", "about: started", "line 26: about started"),
        ("wish: electronic", "wish: pigeon", "line 14: wish pigeon"),
        ("id: started", "id: fee", "line 25: fee stands twice"),
        ("longest: 180", "longest: none", "line 6: longest is no number from 1 to 500"),
        ("about: fee_due", "about: result_ready", "line 25: fee stands twice"),
    ],
)
def test_a_flaw_of_a_message_is_named_with_its_line(tmp_path: Path, old: str, new: str, detail: str) -> None:
    assert broken(tmp_path, MESSAGES_FILE, old, new).startswith(detail)


def test_a_text_is_missing_for_nothing_an_applicant_is_told_of(tmp_path: Path) -> None:
    text = (COUNTER / MESSAGES_FILE).read_text(encoding="utf-8")
    (tmp_path / MESSAGES_FILE).write_text(text[: text.index("  - id: fee")], encoding="utf-8")
    with pytest.raises(KnownTrouble, match="counter_data_broken") as caught:
        read_messages(tmp_path)
    assert "no text for fee_due" in str(caught.value.values["detail"])


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    for read in (read_collecting, read_messages):
        with pytest.raises(KnownTrouble):
            read(tmp_path)


# -- what a message may say ---------------------------------------------------------------------------------


VALUES = {
    "name": "林**", "item": "食品经营许可证核发（含网络经营）", "before": "公章刻制备案、企业设立登记",
    "hall": "城东街道便民服务中心", "due": "2026年11月30日", "phone": "0576-86100000",
}  # fmt: skip


@pytest.mark.parametrize("about", [about for about in ABOUT if about != "other"])
def test_every_message_fits_and_says_who_what_and_where_to_ask(about: str) -> None:
    found = TEXTS.find(about, "counter")
    assert found is not None
    said = compose(TEXTS, found, VALUES)
    assert "{" not in said
    assert {"name", "item", "phone"} <= found.placeholders <= PLACEHOLDERS
    assert VALUES["item"] in said


def test_the_text_of_a_wish_comes_before_the_one_for_all() -> None:
    electronic, counter = TEXTS.find("result_ready", "electronic"), TEXTS.find("result_ready", "locker")
    assert electronic is not None
    assert counter is not None
    assert (electronic.text_id, counter.text_id) == ("ready_electronic", "ready_counter")
    assert TEXTS.find("other") is None


@pytest.mark.parametrize("number", [IDENTITY, "33108119900101123x", "331081900101123"])
def test_an_identity_number_never_goes_out(number: str) -> None:
    found = TEXTS.find("result_ready", "counter")
    assert found is not None
    with pytest.raises(DeskRefusal, match="message_says_too_much"):
        compose(TEXTS, found, {**VALUES, "item": f"证件 {number}"})


@pytest.mark.parametrize("number", ["331081202611230000456", "13800005678", "JY23310810000001", "91331081MA2TEST01X"])
def test_other_numbers_are_none(number: str) -> None:
    assert not has_identity_number(f"编号{number}。")


def test_a_message_too_long_is_not_cut_but_refused() -> None:
    found = TEXTS.find("result_ready", "counter")
    assert found is not None
    with pytest.raises(DeskRefusal, match="message_too_long"):
        compose(TEXTS, found, {**VALUES, "item": "很长的事项" * 40})
