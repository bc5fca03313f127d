"""Pictures of 批量, looked at by people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView

from tests.support.hands import press, type_text
from tests.support.scenes import grab
from tests.ui.batch.conftest import PERMIT, Batch, line, make_batch, write_roster
from tests.ui.batch.test_page import begin, load, yes
from tests.ui.record.counter import Counter
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

SIZE = (1366, 768)
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"


def everything_wrong(batch: Batch, tmp_path: Path) -> None:
    """What companies send: lost digits, formulas, duplicates, wrong phones, rare characters, long names."""
    people: list[list[Any]] = [line(n) for n in range(1, 9)]
    people[1] = line(2, number=331081199003077828)
    people[2] = line(3, number="=B2")
    people[3] = line(4, number=people[0][2])
    people[4] = line(5, phone="138")
    people[5] = line(6, name="欧阳𬱖")
    people[6] = line(7, name=LONG, number="331081199001011236")
    people[7] = line(8, name=None)
    people += [line(n) for n in range(9, 61)]
    batch.files.append(write_roster(tmp_path / "roster.xlsx", people, "温岭市示例鞋业有限公司招工花名册"))
    press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)


def stage(batch: Batch, scene: str, tmp_path: Path) -> None:
    if scene == "choose":
        batch.window.go("batch")
        return
    begin(batch)
    if scene in ("good", "strip"):
        load(batch, tmp_path, 28, 2 if scene == "strip" else 0)
    if scene == "strip":
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    if scene in ("errors", "editing"):
        everything_wrong(batch, tmp_path)
    if scene == "errors":
        press(Qt.Key.Key_F7)
        press(Qt.Key.Key_F7)
    if scene == "editing":
        press(Qt.Key.Key_F7)
        press(Qt.Key.Key_Return)
        type_text("33108119")
    if scene == "later":
        load(batch, tmp_path, 28, 2)
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        yes(batch)
        record_id = next(iter(batch.counter.store.shelves.heads))
        batch.window.go("other")
        batch.window.go("batch", record_id=record_id)
        batch.page.table.setFocus()


@pytest.mark.parametrize("scene", ["choose", "begun", "good", "errors", "editing", "strip", "later"])
def test_scene(scene: str, counter: Counter, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    batch = make_batch(counter, kit, qtbot)
    batch.window.resize(*SIZE)
    stage(batch, scene, tmp_path)
    assert grab(batch.window, f"batch-{scene}-1366", SIZE).exists()
    header = batch.page.table.horizontalHeader()
    assert header.sectionResizeMode(0) is QHeaderView.ResizeMode.Interactive
    if batch.page.table.isVisible():
        assert header.length() <= batch.page.table.viewport().width() + 1, "a column is beyond the edge"


def test_scene_of_an_item_with_more_columns(counter: Counter, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    batch = make_batch(counter, kit, qtbot)
    batch.window.resize(*SIZE)
    batch.window.go("batch")
    batch.presenter.choose(PERMIT)
    batch.presenter.set_company(name="温岭市示例建筑劳务有限公司")
    batch.presenter.load(write_roster(tmp_path / "permit.xlsx", [line(n) for n in range(1, 13)]))
    assert grab(batch.window, "batch-permit-1366", SIZE).exists()


def test_scene_in_large_type(counter: Counter, kit: Kit, qtbot: Any, tmp_path: Path, large_type: Theme) -> None:
    batch = make_batch(counter, kit, qtbot)
    batch.window.resize(*SIZE)
    stage(batch, "errors", tmp_path)
    assert grab(batch.window, "batch-large-1366", SIZE).exists()
