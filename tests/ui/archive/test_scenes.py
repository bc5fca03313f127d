"""Pictures of 归档, looked at by people."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.archive.conftest import Archive, Folders, archiving_counter, closed, granted, make_archive
from tests.ui.record.counter import person
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.archive_case import ArchiveCase
from wenling_desk.use_cases.deliver_result import RateCase
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"
RARE = "欧阳𬱖"


def some_cases(archive: Archive) -> None:
    """One of each kind, a long name and a rare one."""
    counter = archive.counter
    done, changed = closed(counter), closed(counter)
    for record_id in (done, changed):
        counter.do(ArchiveCase(command_id=counter.new_id(), record_id=record_id))
    counter.clock.on(days=1)
    counter.do(RateCase(command_id=counter.new_id(), record_id=changed, grade="satisfied"))
    closed(counter, parties=(person(name=LONG),))
    closed(counter, parties=(person(name=RARE),))
    record_id = granted(counter)
    counter.do(MakeApplicantPaper(command_id=counter.new_id(), record_id=record_id, paper_kind="application_form"))


def stage(archive: Archive, scene: str) -> None:
    if scene not in {"empty"}:
        some_cases(archive)
    if scene == "many":
        for _ in range(60):
            closed(archive.counter)
    archive.enter()
    if scene == "gaps":
        rows = archive.page.table.rows.rows
        archive.page.table.go_to(next(row.key for row in rows if "缺" in str(row.cells[0])))
    if scene == "made":
        press(Qt.Key.Key_F8)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", ["empty", "list", "gaps", "many", "made"])
def test_scene(archive: Archive, scene: str, size: str) -> None:
    stage(archive, scene)
    assert grab(archive.window, f"archive-{scene}-{size}", SIZES[size]).stat().st_size > 10_000
    assert (archive.window.width(), archive.window.height()) == SIZES[size], "nothing makes the window larger"


def test_scenes_in_large_type(large_type: Theme, kit: Kit, qtbot: Any, folders: Folders) -> None:
    archive = make_archive(archiving_counter(), kit, folders, qtbot)
    stage(archive, "gaps")
    grab(archive.window, "archive-gaps-large", SIZES["1366"])
    assert (archive.window.width(), archive.window.height()) == SIZES["1366"]
