"""Pictures of the page of papers, with papers of the real press, looked at by people."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.scenes import grab
from tests.ui.papers.conftest import Desk, Room, make_desk
from tests.ui.record.counter import Counter, marriage_sheet
from wenling_desk import resources
from wenling_desk.receipts.raster import page_pictures
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.pdf_preview import Raster
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.take_in import TakeIn

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


@pytest.fixture(scope="module")
def press() -> PaperPress:
    cache = Path(tempfile.gettempdir()) / "wenling-desk-test-fonts"
    return PaperPress(Texts(resources.path("texts") / "zh_CN"), cache)


def pictures(pdf: bytes) -> Sequence[Raster]:
    return [Raster(page.width, page.height, page.rgba) for page in page_pictures(pdf, 110)]


def some_papers(counter: Counter) -> str:
    changes = counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.do(ReportPrinted(command_id=counter.new_id(), number=changes.number, printed=True, printer="hp"))
    counter.clock.on(minutes=3)
    accepted = counter.do(AcceptCase(command_id=counter.new_id(), record_id=changes.record_id))
    trouble = "printer_not_ready"
    counter.do(
        ReportPrinted(command_id=counter.new_id(), number=accepted.number, printed=False, printer="hp", trouble=trouble)
    )
    return changes.number


def show(desk: Desk, scene: str) -> None:
    number = some_papers(desk.counter)
    if scene == "record":
        desk.open(number)
    elif scene == "void":
        desk.open(number).do("void")
    else:
        desk.open()


@pytest.mark.parametrize("scene", ["record", "void", "waiting"])
def test_scene(press: PaperPress, kit: Kit, qtbot: Any, scene: str) -> None:
    desk = make_desk(Counter(press=press), Room(rasterise=pictures), kit, qtbot)
    show(desk, scene)
    for size, pixels in SIZES.items():
        assert grab(desk.window, f"papers-{scene}-{size}", pixels).stat().st_size > 10_000
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"


def test_scenes_in_large_type(press: PaperPress, large_type: Theme, kit: Kit, qtbot: Any) -> None:
    desk = make_desk(Counter(press=press), Room(rasterise=pictures), kit, qtbot)
    show(desk, "record")
    for size, pixels in SIZES.items():
        grab(desk.window, f"papers-record-{size}-large", pixels)
        assert (desk.window.width(), desk.window.height()) == pixels
