"""How bookings, telephone and past cases are wired: a broken file takes its own page away and no other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.back_entry.conftest import run_now
from wenling_desk.bootstrap import counter_lists
from wenling_desk.bootstrap.bookings_hands import BookingsHands
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.kit import Kit


def hands(desk: AcceptanceDesk) -> BookingsHands:
    parts = SimpleNamespace(texts=desk.texts, search=desk.search)
    opened: Any = SimpleNamespace(current=desk.desk, parts=parts)
    bridge: Any = desk.bridge
    return BookingsHands(opened, bridge, run_now)


def broken() -> Any:
    raise KnownTrouble("counter_file_broken", file="x.yaml", count=1, line=3)


def told(found: BookingsHands) -> list[str]:
    heard: list[str] = []

    class Main:
        def tell_told(self, each: Told) -> None:
            heard.append(each.sentence)

    main: Any = Main()
    found.begin(main)
    return heard


def test_every_page_opens_by_its_name(kit: Kit, qtbot: Any) -> None:
    desk = AcceptanceDesk()
    found = hands(desk)
    pages = found.pages()
    window = MainWindow(Kit(desk.texts, kit.theme, kit.ticks), FrameWords("大厅", "3 号"), pages, desk.clock)
    qtbot.addWidget(window)
    for page in pages:
        assert window.go(page.page_id)
        top = window.current_page()
        assert top is not None
        assert top.title() == desk.texts(page.text_key)
        assert top.help_words()
    assert [page.page_id for page in pages if page.in_rail] == ["bookings"]
    assert told(found) == []


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("booking_rules", ["phone", "past_cases"]),
        ("answer_book", ["bookings", "booking_import", "past_cases"]),
    ],
)
def test_a_broken_file_takes_its_own_page_away(monkeypatch: pytest.MonkeyPatch, name: str, left: list[str]) -> None:
    monkeypatch.setattr(counter_lists, name, broken)
    found = hands(AcceptanceDesk())
    assert [page.page_id for page in found.pages()] == left
    (sentence,) = told(found)
    assert sentence.startswith("窗口数据文件 x.yaml 有 1 处错误，第一处在第 3 行")
