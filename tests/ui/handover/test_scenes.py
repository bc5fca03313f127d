"""Pictures of 交接, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.acts_handover import rules_with_deemed
from tests.support.hands import CTRL, bring_up, press, type_text
from tests.support.scenes import grab
from tests.ui.handover.conftest import Handing, take_in
from tests.ui.record.counter import Counter, person
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.sign_list import ReturnToCounter

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"
RARE = "欧阳𬱖䶮"


def give(counter: Counter, department_key: str, *records: str) -> str:
    rows = tuple(HandoverRow(record_id) for record_id in records)
    command = MakeHandoverList(command_id=counter.new_id(), department_key=department_key, rows=rows)
    return counter.do(command).record_id


def a_day(counter: Counter) -> None:
    """Since yesterday: lists nobody signed, cases that came back, and what was taken in this morning."""
    counter.clock.on(days=-3)  # a Friday
    old = [take_in(counter), take_in(counter, parties=(person(name=RARE),)), take_in(counter)]
    bundle = take_in(counter, bundle=True)
    counter.clock.on(hours=2)
    give(counter, "MZJ", *old[:2])
    for reason, note, case in (
        ("wrong_department", "这件归市监局", bundle),
        ("pages_missing", "身份证复印件缺反面", old[2]),
    ):
        give(counter, "MZJ" if case is old[2] else "SCJG", case)
        counter.do(
            ReturnToCounter(command_id=counter.new_id(), record_id=case, reason_class=reason, note=note, by="王科")
        )
    counter.clock.on(days=3, hours=1)
    for name in ("林见秋", LONG, RARE, "陈小禾"):
        take_in(counter, parties=(person(name=name),))
        counter.clock.on(minutes=7)
    take_in(counter, bundle=True)
    counter.do(
        NoteAbsence(
            command_id=counter.new_id(), name="王科", department_key="MZJ", first=counter.clock.now().date(),
            last=counter.clock.now().date(), stand_in_name="李科",
        )
    )  # fmt: skip


def stage(handing: Handing, scene: str) -> None:
    counter = handing.counter
    if scene != "empty":
        a_day(counter)
    if scene == "many":
        for _ in range(60):
            take_in(counter)
    page = handing.open()
    if scene == "list":
        press(Qt.Key.Key_F5)
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Return, CTRL)
    elif scene == "back":
        page.open_back(page.presenter.back_lines()[-1].key)
        press(Qt.Key.Key_Return, CTRL)
    elif scene == "absence":
        page.open_absences()
    elif scene == "give_back":
        lines = page.presenter.list_lines()
        with counter.store.reading() as reading:
            from wenling_desk.use_cases.handover_views import view_list

            number = view_list(counter.get_desk(), reading, lines[0].list_id).rows[0].number
        page.on_scan(number)
    elif scene == "unknown":
        press(Qt.Key.Key_F3)
        type_text("6901234567892")
        press(Qt.Key.Key_Return)
    elif scene == "printed":
        press(Qt.Key.Key_Return, CTRL)


SCENES = ["empty", "day", "many", "list", "back", "absence", "give_back", "unknown", "printed"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(counter: Counter, kit: Kit, qtbot: Any, scene: str, size: str) -> None:
    handing = Handing(counter, kit, rules_with_deemed() if scene == "list" else None)
    bring_up(qtbot, handing.window)
    stage(handing, scene)
    assert grab(handing.window, f"handover-{scene}-{size}", SIZES[size]).stat().st_size > 10_000
    assert (handing.window.width(), handing.window.height()) == SIZES[size], "nothing makes the window larger"


@pytest.mark.parametrize("scene", ["day", "many", "list", "absence"])
def test_scenes_in_large_type(large_type: Theme, counter: Counter, kit: Kit, qtbot: Any, scene: str) -> None:
    handing = Handing(counter, kit)
    bring_up(qtbot, handing.window)
    stage(handing, scene)
    for size, pixels in SIZES.items():
        grab(handing.window, f"handover-{scene}-{size}-large", pixels)
        assert (handing.window.width(), handing.window.height()) == pixels, "nothing makes the window larger"
