"""Pictures of the page 台账, looked at by people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.ledgers.broad import LONG, RARE, broad_counter
from tests.ledgers.conftest import begin, full, make_desk
from tests.ledgers.window import LedgerDesk
from tests.support.hands import CTRL, press, type_text
from tests.support.ledgers import LedgerCounter
from tests.support.scenes import grab
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}


def many(counter: LedgerCounter) -> None:
    """Sixty entries: late ones, long names, rare characters, ended ones."""
    unit = next(iter(counter.desk.catalogue().departments))
    for at in range(60):
        record_id = begin(
            counter,
            what=LONG[: 8 + at % 44],
            person=RARE if at % 7 == 0 else "林见秋",
            sort=("slow", "rude")[at % 2],
            amount=at * 137,
            unit=unit,
            promised=f"2026-11-{3 + at % 14:02d}",
        )
        if at % 11 == 0:
            counter.act("end_broad", record_id, kind="broad")
    counter.later(days=5)


def works(counter: LedgerCounter) -> None:
    """Works on five roads, one without an end, one with a name longer than the axis."""
    roads = ("中华路", "三星大道", "九龙大道（城东街道至太平街道段）", "万泉路", "横湖北路")
    for at in range(11):
        ends = {} if at == 4 else {"ends": f"2026-12-{1 + at * 2:02d}"}
        name = LONG * 2 if at == 6 else LONG[: 12 + 3 * at]
        begins = f"2026-{10 + at % 3:02d}-{5 + at:02d}" if at % 3 < 2 else "2026-11-20"
        values = {"what": name[:110], "road": roads[at % 5], "begins": begins, **ends}
        counter.act("plan_work", kind="street_works", **values)


def stage(desk: LedgerDesk, scene: str) -> None:
    """Come to the scene by keys."""
    counter = desk.counter
    assert isinstance(counter, LedgerCounter)
    record_id = ""
    if scene in ("many", "narrowed"):
        many(counter)
    elif scene == "axis":
        works(counter)
    elif scene not in ("empty", "new", "new_errors", "picking", "draft"):
        record_id = full(counter)
    kind = "street_works" if scene == "axis" else "broad"
    desk.window.go("ledgers", kind=kind, record_id=record_id)
    if scene == "narrowed":
        press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    if scene in ("new", "new_errors", "picking", "draft"):
        press(Qt.Key.Key_N, CTRL)
        type_text(LONG[:40])
    form = desk.page.form()
    if scene == "new_errors":
        assert form is not None
        form.editor("sort").setFocus()
        type_text("3")
        form.editor("promised").setFocus()
        press(Qt.Key.Key_A, CTRL)
        type_text("2026-10-01")
        form.editor("phone").setFocus()
        type_text("12")
        press(Qt.Key.Key_Return, CTRL)
    if scene == "picking":
        assert form is not None
        form.editor("unit").setFocus()
        press(Qt.Key.Key_Down)
    if scene == "draft":
        press(Qt.Key.Key_Escape)
        press(Qt.Key.Key_N, CTRL)
    if scene == "sixty":
        type_text("1")
    if scene == "amending":
        type_text("2")
    if scene == "strip":
        type_text("3")
        press(Qt.Key.Key_Return, CTRL)


SCENES = (
    "empty", "many", "narrowed", "axis", "new", "new_errors", "picking", "draft", "entry", "sixty", "amending", "strip",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_scene(desk: LedgerDesk, scene: str, size: str) -> None:
    desk.window.resize(*SIZES[size])
    stage(desk, scene)
    assert grab(desk.window, f"ledgers-{scene}-{size}", SIZES[size]).stat().st_size > 10_000
    assert (desk.window.width(), desk.window.height()) == SIZES[size], "nothing makes the window larger"
    desk.no_defect()


@pytest.mark.parametrize("scene", ["many", "axis", "new_errors", "entry"])
def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, scene: str, tmp_path: Path) -> None:
    desk = make_desk(broad_counter(tmp_path / "ledgers"), kit, qtbot)
    stage(desk, scene)
    for size, pixels in SIZES.items():
        grab(desk.window, f"ledgers-{scene}-{size}-large", pixels)
        assert (desk.window.width(), desk.window.height()) == pixels, "nothing makes the window larger"
