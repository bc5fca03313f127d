"""Pictures of the workbench, looked at by people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.scenes import grab
from tests.ui.record.counter import Counter, entry, marriage_sheet, restaurant_sheet
from tests.ui.workbench.conftest import Bench, make_bench
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


def a_busy_day(counter: Counter) -> None:
    """Cases in every state the bands tell apart."""
    counter.clock.on(days=-7)
    late = counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet())).record_id
    counter.do(AcceptCase(command_id=counter.new_id(), record_id=late, members=("SC006",)))
    counter.clock.on(days=4)
    gaps = marriage_sheet({"m_sfz": entry("missing")})
    due = counter.clock.now().date() + timedelta(days=4)
    counter.do(RequestCorrection(command_id=counter.new_id(), sheet=gaps, due=due))
    done = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.do(
        DecideCase(command_id=counter.new_id(), record_id=done, granted=True, way="signed_paper", officer="李科")
    )
    counter.clock.on(days=3)
    for _ in range(6):
        counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
        counter.clock.on(minutes=7)
    counter.do(
        Consult(command_id=counter.new_id(), question="我想开个小饭店要哪些证", call_back=True, phone="13800005678")
    )
    for paper in list(counter.store.shelves.papers.values())[:-3]:
        counter.do(ReportPrinted(command_id=counter.new_id(), number=paper.number, printed=True))
    for title in ("开办餐饮店 · 林**", "社会保障卡申领"):
        counter.do(SaveDraft(command_id=counter.new_id(), draft_id=title, sheet=marriage_sheet(), title=title))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", ["busy", "empty"])
def test_scene(bench: Bench, scene: str, size: str) -> None:
    if scene == "busy":
        a_busy_day(bench.counter)
        bench.page.read()
    assert grab(bench.window, f"workbench-{scene}-{size}", SIZES[size]).stat().st_size > 10_000


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any) -> None:
    bench = make_bench(Counter(), kit, qtbot)
    a_busy_day(bench.counter)
    bench.page.read()
    for size, pixels in SIZES.items():
        grab(bench.window, f"workbench-busy-{size}-large", pixels)
        assert (bench.window.width(), bench.window.height()) == pixels, "nothing makes the window larger"
