"""Pictures of the record page, looked at by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press, type_text
from tests.support.scenes import grab
from tests.ui.record.conftest import Stage, make_stage
from tests.ui.record.counter import LEADER, PERSON, Counter, agent, entry, marriage_sheet, person, restaurant_sheet
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.import_results import ResultRow
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


def taken_in(counter: Counter) -> str:
    materials = {"m_lct": entry("missing"), "m_jk": entry("missing"), "m_zd": entry("original")}
    sheet = restaurant_sheet(materials, parties=(person(), agent()))
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet)).record_id


def accepted(counter: Counter) -> str:
    record_id = taken_in(counter)
    counter.clock.on(days=1, hours=1)
    counter.do(AcceptCase(command_id=counter.new_id(), record_id=record_id, members=("SC006",)))
    counter.clock.on(minutes=20)
    return record_id


def bare(counter: Counter) -> str:
    """An 即办件 with everything missing."""
    sheet = marriage_sheet({}, form={}, parties=(person(identity_number="", identity_kind=IdentityKind.NONE),))
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet)).record_id


def show_bundle(stage: Stage) -> None:
    stage.open(accepted(stage.counter))


def show_correction(stage: Stage) -> None:
    stage.open(bare(stage.counter)).start("request_correction")


def show_refusal(stage: Stage) -> None:
    page = stage.open(accepted(stage.counter))
    page.start("withdraw")


def show_decision(stage: Stage) -> None:
    record_id = accepted(stage.counter)
    page = stage.open(record_id)
    number = next(iter(stage.counter.store.shelves.papers))
    stage.rows += [
        ResultRow(number, "SC006", True, "李科", "92331081MA00000000"),
        ResultRow(number, "SC006", True, "李科"),
        ResultRow("331081-26-K7QX-000999-0", "", False, "李科", reasons=("场所不符",)),
    ]
    page.start("decide")
    panel = page.panel()
    assert panel is not None
    panel.set_value("way", "imported")
    assert panel.results is not None
    panel.results.read(Path("results.csv"))


def show_consultation(stage: Stage) -> None:
    consult = Consult(
        command_id=stage.counter.new_id(),
        question="我想开个小饭店要哪些证",
        answer="先办营业执照，再办食品经营许可",
        call_back=True,
        phone="13800005678",
    )
    stage.open(stage.counter.do(consult).record_id).start("close_consultation")


def show_masked(stage: Stage) -> None:
    """Somebody else's case, delivered and rated."""
    counter = stage.counter
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    grant = DecideCase(
        command_id=counter.new_id(), record_id=record_id, granted=True, result_number="婚补-2026-001",
        way="signed_paper", officer="王科",
    )  # fmt: skip
    counter.do(grant)
    counter.do(DeliverResult(command_id=counter.new_id(), record_id=record_id, way="counter", receiver=PERSON))
    counter.do(RateCase(command_id=counter.new_id(), record_id=record_id, grade="satisfied"))
    counter.sign_in(LEADER)
    stage.open(record_id)


def show_supplement(stage: Stage) -> None:
    counter = stage.counter
    due = counter.clock.now().date() + timedelta(days=2)
    sheet = restaurant_sheet({"m_lct": entry("missing"), "m_jk": entry("missing"), "m_sfz": entry("missing")},
                             answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)})  # fmt: skip
    record_id = counter.do(RequestCorrection(command_id=counter.new_id(), sheet=sheet, due=due)).record_id
    page = stage.open(record_id)
    page.start("receive_supplement")
    press(Qt.Key.Key_Space)
    type_text("1")


def show_strip(stage: Stage) -> None:
    counter = stage.counter
    sheet = restaurant_sheet(answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)})
    stage.open(counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet)).record_id)
    press(Qt.Key.Key_F8)


SCENES: dict[str, Callable[[Stage], None]] = {
    "bundle": show_bundle,
    "correction": show_correction,
    "withdraw": show_refusal,
    "results": show_decision,
    "consultation": show_consultation,
    "masked": show_masked,
    "supplement": show_supplement,
    "strip": show_strip,
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(stage: Stage, scene: str, size: str) -> None:
    SCENES[scene](stage)
    assert grab(stage.window, f"record-{scene}-{size}", SIZES[size]).stat().st_size > 10_000


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any) -> None:
    """All in one test: giving the whole program another look takes seconds."""
    for scene, show in SCENES.items():
        stage = make_stage(Counter(), kit, qtbot)
        show(stage)
        for size, pixels in SIZES.items():
            grab(stage.window, f"record-{scene}-{size}-large", pixels)
        assert (stage.window.width(), stage.window.height()) == pixels, "nothing makes the window larger"
        stage.window.hide()
