"""The guide's page says what the scenarios say, and every ledger has its picture."""

from __future__ import annotations

import re

import pytest

from tests.ledgers.guide_pages import HEAD, PAGE, PICTURES, page_text
from tests.ledgers.scenario import kinds
from tests.ledgers.window import LedgerDesk

ELSEWHERE = {"Ctrl+Shift+L", "Ctrl+K", "Enter", "Esc", "Ctrl+Delete", "Alt+S", "Alt+C", *"19"}
"""Keys of the frame, of tables and of fields."""
AGAIN = "the guide is behind the ledgers: run python -m tests.ledgers.guide_pages"


def test_the_page_is_what_the_scenarios_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), AGAIN


def test_every_ledger_has_its_picture_and_no_other_lies_there() -> None:
    assert sorted(each.stem for each in PICTURES.glob("*.png")) == kinds(), AGAIN


@pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
def test_the_keys_of_the_page_exist(desk: LedgerDesk) -> None:
    desk.window.go("ledgers")
    known = {key for action in desk.page.desk_actions() for key in action.keys}
    named = set(re.findall(r"<kbd>([^<]+)</kbd>", HEAD))
    assert named - known - ELSEWHERE == set()
    assert len(named & known) > 12
