"""The page asks other halls: after a pause, beside the clerk's typing, and nobody hears an answer for somebody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.hands import focused, press, type_text
from tests.support.scenes import grab
from tests.support.small_catalogue import RESTAURANT, SOCIAL_CARD
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER, AcceptanceDesk
from tests.ui.acceptance.asked_centre import AWAY, NOTHING, AskedCentre, found, there
from tests.ui.acceptance.conftest import Stage, make_stage
from wenling_desk.domain.party import APPLICANT
from wenling_desk.ui.acceptance import asking_timer
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel

Key = Qt.Key
SMALL = (1366, 768)


@pytest.fixture
def centre() -> AskedCentre:
    return AskedCentre()


@pytest.fixture
def asking(desk: AcceptanceDesk, kit: Kit, qtbot: Any, centre: AskedCentre, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The page over a centre that waits; the pause is short."""
    monkeypatch.setattr(asking_timer, "PAUSE_MS", 30)
    return make_stage(desk, kit, qtbot, ask_elsewhere=centre)


def sheet_of(stage: Stage) -> SheetPresenter:
    presenter = stage.page.presenter
    assert presenter is not None
    return presenter


def enter(stage: Stage, number: str = HER_NUMBER, name: str = "颇文娟") -> None:
    sheet = sheet_of(stage)
    sheet.set_party(replace(sheet.opened.party(APPLICANT), name=name, identity_number=number))


def head_of(stage: Stage) -> str:
    return (
        " ".join(label.shown() for label in stage.page.head.findChildren(PlainLabel)) + stage.page.head._remark.text()
    )


def test_many_changes_are_one_question(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    asking.open(SOCIAL_CARD)
    for name in ("颇", "颇文", "颇文娟"):
        enter(asking, name=name)
    assert centre.asked == [], "not at every key"
    qtbot.waitUntil(lambda: bool(centre.asked))
    qtbot.wait(80)
    assert centre.asked == [(HER_NUMBER, (SOCIAL_CARD,))]
    centre.answer(found(there()))
    assert asking.said().startswith("疑似重复：社会保障卡申领 331081-26-M8RY-000007-D，城西便民服务中心")
    assert "各大厅有 1 件同样的件没办完" in head_of(asking)


def test_a_draft_taken_up_again_is_asked_about(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    asking.open(SOCIAL_CARD)
    enter(asking)
    asking.page.put_away()
    qtbot.wait(80)
    assert centre.asked == [], "put away before the pause was over"
    (draft_id,) = asking.desk.store.shelves.drafts
    asking.window.go("acceptance", draft_id=draft_id)
    qtbot.waitUntil(lambda: bool(centre.asked))
    assert centre.asked == [(HER_NUMBER, (SOCIAL_CARD,))]


def test_the_answer_leaves_what_is_being_typed_alone(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    page = asking.open(SOCIAL_CARD)
    enter(asking)
    area = page.area
    assert area is not None
    block = area.people.block(APPLICANT)
    assert block is not None
    block.phone.setFocus()
    line = focused()
    type_text("1380000")
    qtbot.waitUntil(lambda: bool(centre.asked))
    centre.answer(found(there()))
    QApplication.processEvents()
    assert focused() is line
    type_text("5678")
    press(Key.Key_Return)
    assert sheet_of(asking).opened.party(APPLICANT).phone == "13800005678"


def test_an_answer_after_the_next_person_has_begun_is_heard_by_nobody(
    asking: Stage, centre: AskedCentre, qtbot: Any
) -> None:
    page = asking.open(SOCIAL_CARD)
    enter(asking)
    qtbot.waitUntil(lambda: bool(centre.asked))
    page.put_away()
    asking.window.notices.clear()
    centre.answer(found(there()))
    assert asking.said() == ""
    page = asking.open(SOCIAL_CARD)
    enter(asking, HIS_NUMBER, "别人")
    assert "各大厅" not in head_of(asking)
    assert asking.said() == ""
    qtbot.waitUntil(lambda: len(centre.asked) == 2)
    centre.answer(NOTHING)
    assert "各大厅没有同样的件" in head_of(asking)
    assert asking.said() == ""


def test_an_answer_behind_a_notice_form_is_told_too(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    page = asking.open(SOCIAL_CARD)
    enter(asking)
    qtbot.waitUntil(lambda: bool(centre.asked))
    page.open_ending()
    centre.answer(found(there()))
    assert asking.said().startswith("疑似重复")
    assert page.sub is not None


def test_without_the_centre_it_is_one_quiet_line(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    asking.open(SOCIAL_CARD)
    centre.at_once = AWAY
    enter(asking)
    qtbot.waitUntil(lambda: bool(centre.asked))
    assert "别的大厅没问到，只查了本大厅" in head_of(asking)
    assert asking.said() == ""
    enter(asking, name="颇文涓")
    qtbot.wait(80)
    assert len(centre.asked) == 1
    sheet_of(asking).take_in()
    assert asking.page.done is not None


def test_nothing_is_asked_for_an_application_that_was_taken_in(asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    asking.open(SOCIAL_CARD)
    enter(asking)
    sheet_of(asking).take_in()
    qtbot.wait(80)
    assert centre.asked == []


@pytest.mark.parametrize("scene", ["found", "many", "away", "none"])
def test_scenes(scene: str, asking: Stage, centre: AskedCentre, qtbot: Any) -> None:
    page = asking.open(RESTAURANT)
    sheet = sheet_of(asking)
    for question, chosen in (("q1", "b"), ("q2", "b"), ("q4", "a")):
        sheet.change(sheet.opened.answer(question, (chosen,)))
    enter(asking, name="𬱖䶮㛃")
    qtbot.waitUntil(lambda: bool(centre.asked))
    items = centre.asked[0][1]
    row = there(item_code=items[0], hall="温岭市示例经济开发区上马工业集聚区便民服务中心", hall_code="H7")
    answers = {
        "found": found(row),
        "many": found(*(replace(row, number=f"331081-26-M8RY-00000{place}-D") for place in range(9)), total=23),
        "away": AWAY,
        "none": NOTHING,
    }
    centre.answer(answers[scene])
    grab(asking.window, f"acceptance-elsewhere-{scene}-1366", SMALL)
    assert page.area is not None
    assert asking.said().startswith("疑似重复") is (scene in ("found", "many"))
