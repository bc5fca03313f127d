"""Pictures of the cockpit: every page, a list behind a figure, a desk on its first day, large type."""

from __future__ import annotations

import pytest

from tests.support.scenes import grab
from tests.ui.cockpit.city import CitySource
from tests.ui.cockpit.conftest import Desk, Make
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.ui.cockpit.charts import FIGURE, key_of
from wenling_desk.ui.theme import Theme

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
PAGES = ["overview", "cases", "efficiency", "bundles", "ratings", "ledgers", "peers", "closing"]
BLANK = 12_000
"""Bytes a picture of an empty window would have."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page(desk: Desk, page: str, size: str) -> None:
    desk.three_weeks_of_cases()
    desk.a_quarter_of_entries()
    desk.open().go_page(PAGES.index(page))
    assert grab(desk.window, f"cockpit-{page}-{size}", SIZES[size]).stat().st_size > BLANK


@pytest.mark.parametrize("size", SIZES)
def test_a_desk_on_its_first_day(make: Make, shelf: FigureFiles, size: str) -> None:
    desk = make(source=CitySource(shelf.book, empty=True))
    desk.open()
    assert grab(desk.window, f"cockpit-first-day-{size}", SIZES[size]).stat().st_size > BLANK


@pytest.mark.parametrize("size", SIZES)
def test_sixty_cases_behind_a_figure(make: Make, shelf: FigureFiles, size: str) -> None:
    desk = make()
    records = tuple(desk.take_in(bundle=at % 3 == 0) for at in range(60))
    desk.source = CitySource(shelf.book, records_held=records)
    page = desk.open()
    page.open_mark("0.0", key_of(FIGURE, "received_cases"))
    assert grab(desk.window, f"cockpit-behind-{size}", SIZES[size]).stat().st_size > BLANK


def test_large_type(large_type: Theme, desk: Desk) -> None:
    desk.open()
    assert grab(desk.window, "cockpit-large", SIZES["1366"]).stat().st_size > BLANK


def test_the_strip_of_exports(desk: Desk) -> None:
    desk.open().open_export()
    assert grab(desk.window, "cockpit-export", SIZES["1366"]).stat().st_size > BLANK


def test_a_day_that_is_none(desk: Desk) -> None:
    page = desk.open()
    page.when.focus_day()
    page.look_at("2026-13-40")
    assert grab(desk.window, "cockpit-wrong-day", SIZES["1366"]).stat().st_size > BLANK
