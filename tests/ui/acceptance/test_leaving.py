"""暂存离开 on the acceptance page: one key a row, nothing assumed, and coming back finds what lies at the counter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.hands import press, type_text
from tests.support.scenes import grab
from tests.support.small_catalogue import MARRIAGE
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.acceptance.conftest import Stage, make_stage
from wenling_desk.domain.authority import Session
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.ui.acceptance.entry import DraftLine, EntryPresenter
from wenling_desk.ui.acceptance.leaving import LeavingPresenter
from wenling_desk.ui.acceptance.leaving_view import LeavingView
from wenling_desk.ui.acceptance.material_words import state_words
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.ports import ErrandQuery

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def begun(stage: Stage, count: int = 2) -> SheetPresenter:
    """An application with some originals on the counter and somebody's name on it."""
    stage.open(MARRIAGE)
    sheet = stage.page.presenter
    assert sheet is not None
    sheet.change(sheet.opened.set_party(replace(sheet.opened.party("applicant"), name="林见秋", phone="13800005678")))
    for row in sheet.opened.view.materials[:count]:
        sheet.press(row.material.material_id, "1")
    return sheet


def kept(desk: AcceptanceDesk) -> list[tuple[str, int]]:
    with desk.store.reading() as reading:
        rows = reading.errands(ErrandQuery(kinds=("materials_kept",))).rows
    return [(row.errand.record_id, row.errand.amount) for row in rows]


def view_of(stage: Stage) -> LeavingView:
    view = stage.page.sub
    assert isinstance(view, LeavingView)
    return view


def test_by_keyboard_alone_two_rows_are_answered_and_put_away(stage: Stage, desk: AcceptanceDesk) -> None:
    sheet = begun(stage)
    press(Qt.Key.Key_F5, SHIFT)
    view = view_of(stage)
    assert view.presenter.holders == {}
    assert view.issue.reason
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_2)
    assert set(view.presenter.holders.values()) == {"counter", "applicant"}
    press(Qt.Key.Key_Return, CONTROL)
    assert stage.page.presenter is None
    assert kept(desk) == [(sheet.draft_id, 1)]
    assert len(desk.printed) == 1


def test_nothing_is_sent_before_all_is_answered(stage: Stage, desk: AcceptanceDesk) -> None:
    begun(stage)
    stage.page.open_leaving()
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Return, CONTROL)
    assert stage.page.sub is not None
    assert kept(desk) == []
    press(Qt.Key.Key_A)
    assert set(view_of(stage).presenter.holders.values()) == {"counter"}
    press(Qt.Key.Key_B)
    assert set(view_of(stage).presenter.holders.values()) == {"applicant"}
    stage.window.notices.clear()
    press(Qt.Key.Key_Escape)
    assert stage.page.sub is None
    assert stage.page.presenter is not None


def test_coming_back_by_the_last_digits_finds_the_draft_and_what_lies_here(stage: Stage, desk: AcceptanceDesk) -> None:
    sheet = begun(stage)
    stage.page.open_leaving()
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Return, CONTROL)
    entry = stage.page.entry
    for typed in ("5678", "见秋", "13800005678"):
        entry.line.setText(typed)
        (row,) = entry.drafts.rows.rows
        assert row.key == sheet.draft_id
        assert row.cells[2] == Chip("窗口存 2 份材料", Tone.SOON)
    entry.resumed.emit(sheet.draft_id)
    assert stage.page.presenter is not None
    stage.page.open_leaving()
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_Return, CONTROL)
    assert kept(desk) == []


def test_a_colleagues_draft_is_found_and_not_opened(stage: Stage, desk: AcceptanceDesk) -> None:
    sheet = begun(stage)
    stage.page.put_away()
    told: list[Told] = []
    opened: list[object] = []
    desk.sign_in(Session("c777", "别人", desk.desk.session.roles))
    presenter = EntryPresenter(desk.tools(), told.append)
    lines: list[tuple[DraftLine, ...]] = []
    presenter.ask_drafts(lines.append, "5678")
    assert [line.draft_id for line in lines[-1]] == [sheet.draft_id]
    presenter.read_draft(sheet.draft_id, lambda *found: opened.append(found))
    assert opened == []
    assert told[-1].code == "not_own"
    presenter.ask_drafts(lines.append, "0000")
    assert lines[-1] == ()


def test_with_no_paper_on_the_counter_it_is_one_key(stage: Stage, desk: AcceptanceDesk) -> None:
    begun(stage, 0)
    stage.page.open_leaving()
    assert view_of(stage).first_stop() is view_of(stage).issue
    press(Qt.Key.Key_Return, CONTROL)
    assert stage.page.presenter is None
    assert (kept(desk), desk.printed) == ([], [])


def test_a_refusal_leaves_the_application_open_and_its_draft_kept(stage: Stage, desk: AcceptanceDesk) -> None:
    sheet = begun(stage)
    leaving = LeavingPresenter(sheet)
    leaving.hold_all("drawer")
    leaving.send(lambda: None)
    assert stage.said()
    assert not sheet.busy
    assert kept(desk) == []


def test_what_was_copied_from_a_wrong_item_has_to_be_looked_at(desk: AcceptanceDesk, stage: Stage) -> None:
    sheet = begun(stage)
    row = sheet.opened.view.materials[0]
    entry = MaterialEntry(MaterialMark.UNSEEN, reused="original")
    sheet.opened.set_entry(row.material.material_id, entry)
    words = state_words(desk.texts, sheet.opened.view.materials[0])
    assert words.word.startswith("复用 原件 1 份")
    assert words.tone == "soon"
    sheet.press(row.material.material_id, "1")
    assert state_words(desk.texts, sheet.opened.view.materials[0]).tone == "good"


def test_scene(desk: AcceptanceDesk, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    stage = make_stage(desk, kit, qtbot)
    begun(stage)
    stage.page.open_leaving()
    press(Qt.Key.Key_1)
    grab(stage.window, "leaving", (1366, 768))
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Return, CONTROL)
    type_text("5678")
    grab(stage.window, "leaving-found", (1366, 768))
