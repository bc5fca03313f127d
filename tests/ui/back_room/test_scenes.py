"""Pictures of 后台, of a result list and of the reminders, looked at by people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import CTRL, press, type_text
from tests.support.scenes import grab
from tests.ui.back_room.conftest import MANY_HATS, Seat, accepted, bundle, make_seat, row, scan_file, taken_in
from tests.ui.record.counter import Counter, marriage_sheet, person
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.back_room_acts import AdviseCorrection
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.import_results import ListedResult
from wenling_desk.use_cases.special_procedure import StartSpecialProcedure

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"
RARE = "欧阳𬱖"
SIGNED: dict[str, Any] = {"way": "signed_paper", "officer": "李科"}


def a_week(counter: Counter) -> None:
    """Something in every section: late, near, on time, long names and rare ones."""
    counter.sign_in(MANY_HATS)
    late = accepted(counter)
    counter.clock.on(days=7)
    listed = [taken_in(counter), taken_in(counter)]
    rows = tuple(HandoverRow(record_id) for record_id in listed)
    counter.do(MakeHandoverList(command_id=counter.new_id(), department_key="MZJ", rows=rows))
    bundle(counter)
    for name in (LONG, RARE):
        sheet = marriage_sheet(parties=(person(name=name),))
        counter.do(AcceptCase(command_id=counter.new_id(), sheet=sheet))
    deciding, halted, advised, done = accepted(counter), accepted(counter), taken_in(counter), accepted(counter)
    counter.do(ReviewCase(command_id=counter.new_id(), record_id=deciding, opinion="材料真实，同意补领", **SIGNED))
    counter.do(
        StartSpecialProcedure(
            command_id=counter.new_id(),
            record_id=halted,
            procedure="appraisal",
            reason="笔迹要鉴定",
            expected_end=counter.clock.now().date(),
            approver="张局",
        )
    )
    opinion = "照片不是近期的，尺寸也不对；声明书上的日期没有填，请当面补签。"
    advice: dict[str, Any] = {"opinion": opinion, "by": "李科", "way": "phone"}
    counter.do(AdviseCorrection(command_id=counter.new_id(), record_id=advised, **advice))
    counter.do(DecideCase(command_id=counter.new_id(), record_id=done, granted=True, **SIGNED))
    counter.clock.on(days=1, hours=5)
    assert late


def stage(seat: Seat, scene: str, tmp_path: Path) -> None:
    counter = seat.counter
    if scene != "empty":
        a_week(counter)
    if scene == "many":
        for _ in range(60):
            accepted(counter)
    if scene.startswith("list"):
        good = [accepted(counter) for _ in range(3)]
        seat.rows += [row(counter, record_id, line) for line, record_id in enumerate(good, 2)]
        seat.rows += [
            row(counter, good[0], 5),
            ListedResult(6, "331081-26-K7QX-000999-0", None, "决定日期", "某天"),
            row(counter, taken_in(counter), 7),
            row(counter, good[1], 8, number="331081-26-M3TW-000417-5"),
        ]
        seat.window.go("result_list")
        press(Qt.Key.Key_I, CTRL)
        if scene == "list_entered":
            press(Qt.Key.Key_Return, CTRL)
        return
    if scene == "workbench":
        seat.window.go("workbench")
        return
    press(Qt.Key.Key_H, CTRL)
    if scene == "advised":
        press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    if scene in ("advise", "explain", "decide", "tell"):
        page = seat.page
        wanted = {"advise": "to_sign", "explain": "reviewing", "decide": "to_decide", "tell": "advised"}[scene]
        line = next(each for each in page.table.rows.rows if each.payload.row.section == wanted)  # type: ignore[attr-defined]
        page.table.go_to(line.key)
        type_text({"advise": "b", "explain": "m", "decide": "d", "tell": "g"}[scene])
        panel = seat.record.panel()
        assert panel is not None
        if scene == "decide":
            seat.tray.folder = str(tmp_path)
            scan_file(tmp_path, counter, name="20261201-0001.pdf")
            panel.set_value("way", "signed_paper")
            panel.set_value("officer", "李科")
            panel.set_value("outcome", "grant")
            press(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)


SCENES = (
    "empty", "week", "many", "advised", "advise", "explain", "decide", "tell", "list", "list_entered", "workbench",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(seat: Seat, scene: str, size: str, tmp_path: Path) -> None:
    stage(seat, scene, tmp_path)
    assert grab(seat.window, f"back-room-{scene}-{size}", SIZES[size]).stat().st_size > 10_000


@pytest.mark.parametrize("scene", ["week", "list", "workbench"])
def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, scene: str, tmp_path: Path) -> None:
    seat = make_seat(Counter(), kit, qtbot)
    stage(seat, scene, tmp_path)
    for size, pixels in SIZES.items():
        grab(seat.window, f"back-room-{scene}-{size}-large", pixels)
        assert (seat.window.width(), seat.window.height()) == pixels, "nothing makes the window larger"
