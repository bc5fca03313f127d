"""The consultation page by keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, SHIFT, focused, press, type_text
from tests.support.scenes import grab
from tests.support.small_catalogue import COMPANY, RESTAURANT
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from tests.ui.consultation.conftest import Place, make_place
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.consult import Consult

Key = Qt.Key


def test_three_keys_for_a_question_over_the_counter(place: Place) -> None:
    type_text("周六上班吗？")
    press(Key.Key_Return, CTRL)
    (sent,) = place.desk.bridge.sent
    assert isinstance(sent, Consult)
    assert sent.question == "周六上班吗？"
    assert place.said() == "咨询已记下。"
    assert place.page.question.toPlainText() == ""
    assert place.page.question.hasFocus()


def test_question_carried_over_matter_answers_and_printed_list(place: Place) -> None:
    place.window.go("consultation", question="我想开个小饭店")
    page = place.page
    assert page.answer.hasFocus()
    press(Key.Key_Backtab, SHIFT)
    assert page.about.finder.hasFocus()
    type_text("餐饮")
    press(Key.Key_Return)
    assert page.about.target.shown() == "关于：开办餐饮店"
    assert not page.about.hits.isVisible()
    press(Key.Key_1)
    press(Key.Key_1)
    press(Key.Key_1)
    press(Key.Key_Return)
    assert page.answer.hasFocus()
    handled = [row.cells[0] for row in page.list.rows.rows][: len(page.presenter.to_handle())]
    assert handled == [line.name for line in page.presenter.to_handle()]
    type_text("先办营业执照。")
    press(Key.Key_F6)
    (sent,) = place.desk.bridge.sent
    assert isinstance(sent, Consult)
    assert (sent.question, sent.answer, sent.notice) == ("我想开个小饭店", "先办营业执照。", True)
    assert sent.sheet is not None
    assert sent.sheet.target_code == RESTAURANT
    assert len(place.desk.printed) == 1
    assert "一次性告知单" in place.said()


def test_a_call_back_by_keys(place: Place) -> None:
    type_text("能不能代办？")
    page = place.page
    page.answer.setFocus()
    press(Key.Key_Tab)
    assert page.call_back.hasFocus()
    press(Key.Key_Space)
    type_text("13800005678")
    press(Key.Key_Return, CTRL)
    (sent,) = place.desk.bridge.sent
    assert isinstance(sent, Consult)
    assert (sent.call_back, sent.phone) == (True, "13800005678")
    assert not page.phone.isVisible()


def test_why_it_cannot_be_kept_is_said(place: Place) -> None:
    page = place.page
    assert not page.record.isEnabled()
    assert page.record.reason == "先写问了什么，或者选一个事项"
    press(Key.Key_F6)
    assert place.said().endswith("先选事项")


def test_it_becomes_a_case_and_leaves_the_page_empty(place: Place) -> None:
    sheet = IntakeSheet(RESTAURANT, True, place.desk.catalogue.release, {"q1": ("a",)})
    place.window.go("consultation", question="我想开个小饭店", sheet=sheet, draft_id="d")
    page = place.page
    press(Key.Key_F8)
    (arguments,) = place.acceptance.arguments
    assert arguments == {"sheet": sheet, "draft_id": "d"}
    assert page.presenter.is_empty
    assert page.question.toPlainText() == ""


def test_the_next_person_starts_from_nothing(place: Place) -> None:
    place.window.go("consultation", question="张三怎么补领", sheet=IntakeSheet(COMPANY, True, "2026.11"))
    page = place.page
    type_text("示例回答")
    press(Key.Key_F2)
    assert "还没有记下" in place.said()
    press(Key.Key_Escape)
    press(Key.Key_Return, CTRL)
    typed = [line.text() for line in page.findChildren(QLineEdit)]
    typed += [box.toPlainText() for box in page.findChildren(QPlainTextEdit)]
    assert set(typed) <= {""}
    assert page.list.rows.rowCount() == 0
    assert page.about.groups == []
    assert page.open_case() == ""


def test_esc_empties_the_search_before_anything_else(place: Place) -> None:
    page = place.page
    page.about.finder.setFocus()
    type_text("餐饮")
    assert page.about.hits.isVisible()
    press(Key.Key_Escape)
    assert page.about.finder.text() == ""
    assert not page.about.hits.isVisible()


def test_names_and_the_way_of_tab(place: Place) -> None:
    place.window.go("consultation", question="我想开个小饭店", sheet=IntakeSheet(RESTAURANT, True, "2026.11"))
    page = place.page
    assert nameless_widgets(place.window) == []
    page.question.setFocus()
    stops = [stop for stop in tab_stops(page) if page.isAncestorOf(stop)]
    assert stops[:2] == [page.question, page.about.finder]
    order = [page.answer, page.call_back, page.case, page.notice, page.record]
    assert [stop for stop in stops if stop in order] == order
    groups = [stop for stop in stops if stop in page.about.groups]
    assert groups == page.about.groups


def test_keys_stay_with_the_box_that_is_written_in(place: Place) -> None:
    type_text("第一行")
    press(Key.Key_Return)
    type_text("第二行")
    assert place.page.presenter.question == "第一行\n第二行"
    assert focused() is place.page.question


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
def test_scenes(place: Place, size: tuple[int, int]) -> None:
    grab(place.window, f"consultation-empty-{size[0]}", size)
    place.window.go(
        "consultation", question="我想开个小饭店，要带什么？", sheet=IntakeSheet(RESTAURANT, True, "2026.11")
    )
    page = place.page
    page.call_back.click()
    grab(place.window, f"consultation-{size[0]}", size)
    assert page.answer.visibleRegion().boundingRect().height() == page.answer.height()


def test_large_type(large_type: Any, desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> None:
    place = make_place(desk, kit, qtbot)
    place.window.go("consultation", question="我想开个小饭店", sheet=IntakeSheet(RESTAURANT, True, "2026.11"))
    grab(place.window, "consultation-large-1366", (1366, 768))
    page = place.page
    assert page.record.visibleRegion().boundingRect().width() == page.record.width()
