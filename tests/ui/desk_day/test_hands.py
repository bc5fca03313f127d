"""The looks at the desk itself, at a real practice desk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wenling_desk import bootstrap
from wenling_desk.bootstrap import day_hands
from wenling_desk.bootstrap.day_hands import DayHands, day_rules
from wenling_desk.bootstrap.settings_hands import LAST_BACKUP
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.desk_day.tools import BAD, GOOD, LOOK, DeviceCheck
from wenling_desk.ui.printing import PrinterFound


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bootstrap.OpenDesk]:
    desk = bootstrap.open_practice(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.close()


@pytest.fixture
def hands(opened: bootstrap.OpenDesk) -> DayHands:
    return DayHands(opened, bridge=None, sync=SimpleNamespace(enrolment=None))  # type: ignore[arg-type]


def states(checks: tuple[DeviceCheck, ...]) -> dict[str, str]:
    return {str(check.kind): check.state for check in checks}


def test_a_new_desk_is_sound_but_has_no_backup_and_no_second_copy(hands: DayHands) -> None:
    assert states(hands._machine(day_rules())) == {
        "disk": GOOD, "backup": LOOK, "journal": LOOK, "clock": GOOD,
    }  # fmt: skip
    assert states((hands._link(),)) == {"link": GOOD}
    assert all(check.sentence for check in hands._machine(day_rules()))


def test_an_old_backup_is_worth_a_look_and_a_fresh_one_is_fine(hands: DayHands, opened: bootstrap.OpenDesk) -> None:
    now = opened.parts.clock.now()
    for days, state in ((0, GOOD), (day_rules().backup_days + 1, LOOK)):
        at = (now - timedelta(days=days)).isoformat(timespec="seconds")
        opened.store.keep_note(LAST_BACKUP, json.dumps({"at": at, "folder": "x"}))
        check = hands._backup(day_rules())
        assert (check.state, f"{now - timedelta(days=days):%m-%d}" in check.sentence) == (state, True)


def test_a_full_disk_says_how_much_room_there_is(hands: DayHands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=90_000_000))
    check = hands._disk(day_rules())
    assert check.state == BAD
    assert "只有 90 MB，少于 500 MB" in check.sentence


def test_a_wrong_date_is_said_in_the_words_of_the_start(hands: DayHands, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = KnownTrouble("clock_behind", day="2020-01-01", last="2026-11-23")
    monkeypatch.setattr(day_hands, "clock_doubt", lambda _: trouble)
    check = hands._clock()
    assert (check.state, "2026" in check.sentence) == (BAD, True)


@pytest.mark.parametrize(
    ("chosen", "found", "state"),
    [
        ("hp", [PrinterFound("hp", "HP 3 号窗口", True)], GOOD),
        ("hp", [PrinterFound("other", "other", True)], BAD),
        ("", [PrinterFound("other", "other", True)], LOOK),
        ("hp", [], BAD),
    ],
    ids=["there", "another one", "none chosen", "none at all"],
)
def test_the_printer(
    hands: DayHands, monkeypatch: pytest.MonkeyPatch, chosen: str, found: list[Any], state: str
) -> None:
    monkeypatch.setattr(hands, "opened", SimpleNamespace(
        parts=hands.opened.parts, settings=SimpleNamespace(printer_name=chosen)
    ))  # fmt: skip
    assert hands._printer(found).state == state


def test_a_broken_file_takes_the_pages_away_and_nothing_else(hands: DayHands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KnownTrouble("counter_file_broken", file="day.yaml", count=1, line=3)

    monkeypatch.setattr(day_hands, "day_rules", broken)
    assert hands.pages(room=None, print_papers=lambda _: None, clerk_name=str) == []  # type: ignore[arg-type]
    told: list[Any] = []
    hands.begin(SimpleNamespace(tell_told=told.append))  # type: ignore[arg-type]
    assert [each.code for each in told] == ["counter_file_broken"]
    assert Path("day.yaml").name in told[0].sentence


def test_the_pages_are_the_day_in_the_rail_and_the_seals_in_the_palette(hands: DayHands) -> None:
    day, seals = hands.pages(room=None, print_papers=lambda _: None, clerk_name=str)  # type: ignore[arg-type]
    assert (day.page_id, day.in_rail, day.keys) == ("day", True, ("Ctrl+D", "F12"))
    assert (seals.page_id, seals.in_rail) == ("seals", False)
    assert {"yinzhang", "yz"} <= set(seals.words)
