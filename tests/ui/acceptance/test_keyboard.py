"""The acceptance page without a mouse: keys go to whatever has the focus, and are counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from tests.support.hands import CTRL, SHIFT, focused, press, type_text
from tests.support.small_catalogue import MARRIAGE, RESTAURANT, SOCIAL_CARD
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER
from tests.ui.acceptance.conftest import Stage
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.party import APPLICANT
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS

Key = Qt.Key


class KeyCounter(QObject):
    """Counts keys as the window system delivers them; what is typed into a line is data."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is focused():
            typed = isinstance(watched, QLineEdit | QPlainTextEdit) and event.text().isprintable() and event.text()
            if not (typed and event.modifiers() in (Qt.KeyboardModifier.NoModifier, SHIFT)):
                self.count += 1
        return False


@pytest.fixture
def keys(qapp: QApplication) -> Iterator[KeyCounter]:
    counter = KeyCounter()
    qapp.installEventFilter(counter)
    yield counter
    qapp.removeEventFilter(counter)


def say_yes(stage: Stage, ticks: Any) -> None:
    """Enter on the strip, once the guard is over."""
    assert stage.window.strip.is_open()
    ticks.advance(GUARD_MS + 100)
    press(Key.Key_Return)


def only_case(stage: Stage) -> str:
    (record_id,) = stage.desk.store.shelves.heads
    return record_id


def test_a_returning_person_s_matter_is_finished_in_twenty_keys(stage: Stage, ticks: Any, keys: KeyCounter) -> None:
    first = stage.open(SOCIAL_CARD).presenter
    assert first is not None
    first.set_party(
        first.opened.party(APPLICANT).__class__(
            APPLICANT, APPLICANT, first.opened.party(APPLICANT).kind, "颇文娟", identity_number=HER_NUMBER,
            phone="13800005678",
        )
    )  # fmt: skip
    first.take_in()
    press(Key.Key_F2)
    before = set(stage.desk.store.shelves.heads)
    keys.count = 0
    type_text("补领")
    press(Key.Key_Return)
    type_text(HER_NUMBER)
    press(Key.Key_Return)
    applicant = stage.page.presenter.sheet.applicant  # type: ignore[union-attr]
    assert applicant is not None
    assert (applicant.name, applicant.phone) == ("颇文娟", "13800005678")
    type_text("示例夫")
    press(Key.Key_Return)
    type_text(HIS_NUMBER)
    press(Key.Key_Return)
    press(Key.Key_Space)  # 补领原因: the first choice
    press(Key.Key_F3)
    press(Key.Key_M)
    press(Key.Key_Space)
    press(Key.Key_1)
    press(Key.Key_F8, SHIFT)
    say_yes(stage, ticks)
    (record,) = set(stage.desk.store.shelves.heads) - before
    assert {"Accepted", "Granted", "ResultDelivered"} <= set(stage.desk.kinds(record))
    assert keys.count <= 20, keys.count


def test_a_company_with_usual_answers_is_accepted_in_forty_five_keys(
    stage: Stage, ticks: Any, keys: KeyCounter
) -> None:
    type_text("企业开办")
    press(Key.Key_Return)
    press(Key.Key_F4)
    for text in ("𬱖䶮㛃", HER_NUMBER, "13800005678", "温岭市城东街道示例路 2 号"):
        type_text(text)
        press(Key.Key_Return)
    type_text("温岭市示例海味贸易有限公司")
    press(Key.Key_Return)
    if focused().accessibleName().startswith("拟设企业"):
        type_text("057680000000")
        press(Key.Key_Return)
    type_text("=")
    press(Key.Key_Return)
    sheet = stage.page.presenter
    assert sheet is not None
    assert sheet.sheet.form["finance_head_name"] == "𬱖䶮㛃"
    for text in ("温岭市城东街道示例路 2 号", "水产品批发", "50"):
        type_text(text)
        press(Key.Key_Return)
    press(Key.Key_Space)  # 场所使用方式: the first choice
    press(Key.Key_Return)
    for text in ("𬱖䶮㛃", HER_NUMBER, "50"):
        type_text(text)
        press(Key.Key_Return)
    press(Key.Key_F7)
    press(Key.Key_Space)  # 刻制印章种类: the first choice
    press(Key.Key_Return)
    type_text("6222000000000000")
    press(Key.Key_Return)
    press(Key.Key_F3)
    for letter in (Key.Key_1, Key.Key_1, Key.Key_M, Key.Key_M):
        press(letter)
        press(Key.Key_Space)
    press(Key.Key_F8)
    say_yes(stage, ticks)
    states = {head.member: head.status for head in stage.desk.store.shelves.heads[only_case(stage)]}
    assert states == {
        "SC001": "accepted", "GA001": "waiting_predecessor", "SW001": "waiting_predecessor",
        "RS001": "waiting_predecessor",
    }  # fmt: skip
    assert keys.count <= 45, keys.count


def test_restaurant_from_question_to_receipt(stage: Stage) -> None:
    type_text("餐饮")
    press(Key.Key_Return)
    press(Key.Key_2)
    press(Key.Key_2)
    press(Key.Key_1)
    press(Key.Key_Return)
    page = stage.page
    assert page.presenter is not None
    assert page.presenter.sheet.answers == {"q1": ("b",), "q2": ("b",), "q4": ("a",)}
    assert page.area is not None
    assert page.area.materials.table.hasFocus()
    press(Key.Key_F4)
    type_text("颇文娟")
    press(Key.Key_Return)
    type_text(HER_NUMBER)
    press(Key.Key_Return)
    press(Key.Key_F3)
    press(Key.Key_P)
    press(Key.Key_Down)
    press(Key.Key_M)
    press(Key.Key_Space)
    press(Key.Key_2)
    press(Key.Key_V)
    press(Key.Key_Space)
    press(Key.Key_Space)
    press(Key.Key_D)
    type_text("图上没有标尺寸")
    press(Key.Key_Return)
    marks = page.presenter.sheet.materials
    assert marks["m_djs"].mark is MaterialMark.GENERATED
    assert marks["m_cs"].checked_against_original
    assert marks["m_lct"].defect == "图上没有标尺寸"
    press(Key.Key_Return, CTRL)
    assert page.done is not None
    assert "TakenIn" in stage.desk.kinds(only_case(stage))


def test_letters_on_a_row_that_need_words(stage: Stage) -> None:
    stage.open(SOCIAL_CARD)
    sheet = stage.page.presenter
    assert sheet is not None
    press(Key.Key_F3)
    press(Key.Key_X)
    press(Key.Key_Return)
    assert "m_zp" not in sheet.sheet.materials
    press(Key.Key_Escape)
    assert stage.page.area is not None
    assert stage.page.area.materials.table.hasFocus()
    press(Key.Key_X)
    type_text("卡面不印照片")
    press(Key.Key_Return)
    assert sheet.sheet.entry("m_zp").reason == "卡面不印照片"
    press(Key.Key_Down)
    press(Key.Key_M)
    type_text("户口簿")
    press(Key.Key_Return)
    assert sheet.sheet.entry("m_sfz").alternative_proof == "户口簿"
    press(Key.Key_Y)
    type_text("12")
    press(Key.Key_Return)
    assert sheet.sheet.entry("m_sfz").pages == 12
    press(Key.Key_Backspace)
    assert sheet.sheet.entry("m_sfz").mark is MaterialMark.UNSEEN


def test_one_time_notice_by_keys(stage: Stage, ticks: Any) -> None:
    stage.open(SOCIAL_CARD)
    press(Key.Key_F4)
    type_text("颇文娟")
    press(Key.Key_Return)
    type_text(HER_NUMBER)
    press(Key.Key_Return)
    press(Key.Key_F6)
    press(Key.Key_Return)
    focused().selectAll()  # type: ignore[attr-defined]
    type_text("请带一张白底照片")
    press(Key.Key_Return)
    press(Key.Key_Down)
    press(Key.Key_1)
    assert stage.page.sub is not None
    press(Key.Key_Return, CTRL)
    assert "将一次性告知 1 处" in stage.window.strip.sentence()
    say_yes(stage, ticks)
    fact = next(fact for fact, _ in stage.desk.store.shelves.facts if fact.kind == "CorrectionRequested")
    assert [gap["remedy"] for gap in fact.body["gaps"]] == ["请带一张白底照片"]
    assert fact.body["due"] == "2026-12-07"


def test_refusal_by_keys(stage: Stage, ticks: Any) -> None:
    stage.open(MARRIAGE)
    press(Key.Key_F4)
    type_text("颇文娟")
    press(Key.Key_Return)
    type_text(HER_NUMBER)
    press(Key.Key_Return)
    stage.window.registry.trigger("acceptance-refuse")
    press(Key.Key_1)
    press(Key.Key_1)
    type_text("人力")
    press(Key.Key_Return)
    press(Key.Key_Tab)
    type_text("补领要到原登记机关")
    press(Key.Key_Return, CTRL)
    assert "将对 1 项不予受理" in stage.window.strip.sentence()
    say_yes(stage, ticks)
    fact = next(fact for fact, _ in stage.desk.store.shelves.facts if fact.kind == "AcceptanceRefused")
    assert fact.body["ground"] == "not_this_organ"
    assert fact.body["right_organ"] == "温岭市人力资源和社会保障局"
    assert fact.body["reasons"] == ["补领要到原登记机关"]


def test_member_done_before_by_digit(stage: Stage) -> None:
    stage.open(RESTAURANT)
    press(Key.Key_2)
    row = stage.page.area.plan.rows[0]  # type: ignore[union-attr]
    row.setFocus()
    press(Key.Key_2)
    sheet = stage.page.presenter
    assert sheet is not None
    assert sheet.sheet.already_done == {"SC006": {"evidence": "已有营业执照"}}
    focused().selectAll()  # type: ignore[attr-defined]
    type_text("执照原件")
    press(Key.Key_Return)
    assert sheet.sheet.already_done == {"SC006": {"evidence": "执照原件"}}


def test_undo_by_keys_outside_and_inside_a_line(stage: Stage) -> None:
    stage.open(SOCIAL_CARD)
    sheet = stage.page.presenter
    assert sheet is not None
    press(Key.Key_F3)
    press(Key.Key_1)
    press(Key.Key_Z, CTRL)
    assert sheet.sheet.entry("m_zp").mark is MaterialMark.UNSEEN
    press(Key.Key_Z, CTRL | SHIFT)
    assert sheet.sheet.entry("m_zp").mark is MaterialMark.ORIGINAL
    press(Key.Key_F4)
    type_text("颇")
    press(Key.Key_Z, CTRL)
    assert sheet.sheet.entry("m_zp").mark is MaterialMark.ORIGINAL  # the line had something of its own to undo
    press(Key.Key_Z, CTRL)
    assert sheet.sheet.entry("m_zp").mark is MaterialMark.UNSEEN


def test_enter_that_follows_like_a_scanner_is_no_yes(stage: Stage, ticks: Any) -> None:
    stage.open(MARRIAGE)
    sheet = stage.page.presenter
    assert sheet is not None
    press(Key.Key_F4)
    for text in ("颇文娟", HER_NUMBER, "13800005678"):
        type_text(text)
        press(Key.Key_Return)
    sheet.press("m_sfz", "M")
    sheet.press("m_sms", "1")
    press(Key.Key_F8)
    assert stage.window.strip.is_open()
    press(Key.Key_Return)
    assert stage.window.strip.is_open()
    press(Key.Key_Escape)
    assert not stage.window.strip.is_open()
    assert stage.page.presenter is sheet
