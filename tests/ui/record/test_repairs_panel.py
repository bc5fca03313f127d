"""更正/作废, 缴费 and 撤回 on the record page: what is asked, what is never filled in beforehand, what follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.hands import press
from tests.support.scenes import grab
from tests.ui.conftest import Ticks
from tests.ui.record.conftest import Stage, make_stage
from tests.ui.record.counter import Counter, agent, entry, person, restaurant_sheet
from wenling_desk.domain.authority import Role
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.fees import fees_of
from wenling_desk.ui.record.act_panel import ActPanel
from wenling_desk.ui.record.repair_forms import TAKEN_BACK
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.fees import NotifyFee, RecordPayment
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.take_in import TakeIn

ALT = Qt.KeyboardModifier.AltModifier


def taken_in(counter: Counter) -> str:
    sheet = restaurant_sheet({"m_zd": entry("original"), "m_lct": entry("copy")}, parties=(person(), agent()))
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet)).record_id


def panel_of(stage: Stage, record_id: str, act: str) -> ActPanel:
    page = stage.open(record_id)
    page.start(act)
    panel = page.panel()
    assert panel is not None
    return panel


def papers(stage: Stage, record_id: str) -> tuple[Paper, ...]:
    with stage.counter.store.reading() as reading:
        return reading.papers_of(record_id)


def values(panel: ActPanel) -> dict[str, Any]:
    return dict(panel.filled().values)


def fill(panel: ActPanel, **typed: Any) -> None:
    for key, value in typed.items():
        panel.set_value(key, value)


def confirm(stage: Stage, ticks: Ticks) -> None:
    assert stage.window.strip.is_open()
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)


def test_nothing_of_a_correction_is_answered_beforehand(stage: Stage) -> None:
    panel = panel_of(stage, taken_in(stage.counter), "amend_paper")
    found = values(panel)
    assert found["what"] == "amend"
    assert (found["field"], found["collected"], found["reason"]) == ("", "", "")
    panel.submit()
    assert not stage.window.strip.is_open()
    assert panel.editor("collected").fault()


def test_a_phone_is_mended_with_the_old_one_in_view(stage: Stage, ticks: Ticks) -> None:
    record_id = taken_in(stage.counter)
    panel = panel_of(stage, record_id, "amend_paper")
    phone = party_field("p1", "phone")
    choices = dict(next(field.choices for field in panel.form.fields if field.field_id == "field"))
    assert "13800005678" in choices[phone]
    assert "before" not in values(panel)
    number = papers(stage, record_id)[0].number
    fill(panel, paper=number, field=phone, after="13800005679", reason="输错", collected="no")
    panel.submit()
    assert "13800005679" not in stage.window.strip.sentence()
    confirm(stage, ticks)
    kinds = [paper.kind for paper in papers(stage, record_id)]
    assert kinds[-1] == "amendment_notice"
    case = stage.page.sheet()
    assert case is not None
    assert case.case is not None
    assert case.case.sheet.applicant is not None
    assert case.case.sheet.applicant.phone == "13800005679"
    assert any("以 " in line.sentence and "为准" in line.sentence for line in case.timeline)
    edited = [line.sentence for line in case.timeline if line.sentence.startswith("更正表单")]
    assert edited == ["更正表单：申请人的联系电话"]


def test_the_words_on_the_paper_are_asked_only_for_words(stage: Stage) -> None:
    panel = panel_of(stage, taken_in(stage.counter), "amend_paper")
    panel.set_value("field", "wording")
    assert "before" in values(panel)


def test_a_wrong_item_goes_on_as_the_right_one(stage: Stage, ticks: Ticks) -> None:
    record_id = taken_in(stage.counter)
    panel = panel_of(stage, record_id, "void_case")
    assert values(panel)["what"] == "void"
    asked = [key for key in values(panel) if key.startswith(TAKEN_BACK)]
    assert len(asked) == len([paper for paper in papers(stage, record_id) if not paper.applicant_paper])
    for key in asked:
        panel.set_value(key, "yes")
    panel.set_value("copy_to", "SC006")
    panel.set_value("reason", "事项选错")
    panel.submit()
    confirm(stage, ticks)
    (draft,) = stage.went.drafts
    assert draft in stage.counter.store.shelves.drafts
    sheet = stage.page.sheet()
    assert sheet is not None
    assert {line.status for line in sheet.members} == {"已作废"}


def test_by_keyboard_alone_a_paper_is_corrected(stage: Stage, qtbot: Any) -> None:
    record_id = taken_in(stage.counter)
    stage.open(record_id)
    press(Qt.Key.Key_V, ALT)
    panel = stage.page.panel()
    assert panel is not None
    assert panel.form.act.act == "amend_paper"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel.isAncestorOf(focused)
    press(Qt.Key.Key_Escape)
    assert stage.page.panel() is None


def test_a_fee_is_told_paid_and_given_back_at_one_place(stage: Stage, ticks: Ticks) -> None:
    record_id = taken_in(stage.counter)
    panel = panel_of(stage, record_id, "fee")
    panel.set_value("title", "工本费")
    panel.set_value("amount", "12.345")
    panel.set_value("basis", "《示例》")
    if "member" in values(panel):
        panel.set_value("member", stage.page.sheet().case.members[0].code)  # type: ignore[union-attr]
    panel.submit()
    assert panel.editor("amount").fault()
    panel.set_value("amount", "12.5")
    panel.submit()
    assert "12.50 元" in stage.window.strip.sentence()
    confirm(stage, ticks)
    panel = panel_of(stage, record_id, "fee")
    assert values(panel)["what"] == "record_payment"
    assert any("待缴" in line for line in panel.form.before)
    panel.set_value("way", "pos")
    panel.submit()
    confirm(stage, ticks)
    panel = panel_of(stage, record_id, "fee")
    panel.set_value("what", "refund_fee")
    panel.set_value("refund", "12.50")
    panel.set_value("reason", "按政策免收")
    panel.submit()
    confirm(stage, ticks)
    sheet = stage.page.sheet()
    assert sheet is not None
    (fee,) = fees_of(sheet.record)
    assert (fee.state, fee.left_fen) == ("refunded", 0)


def test_a_request_is_printed_signed_and_then_withdrawn(stage: Stage, ticks: Ticks) -> None:
    record_id = taken_in(stage.counter)
    panel = panel_of(stage, record_id, "withdraw")
    panel.set_value("step", "print")
    panel.set_value("reason", "另行选址")
    assert "request_received" not in values(panel)
    panel.submit()
    confirm(stage, ticks)
    assert papers(stage, record_id)[-1].kind == "withdrawal_request"
    panel = panel_of(stage, record_id, "withdraw")
    panel.set_value("request_received", True)
    panel.submit()
    confirm(stage, ticks)
    kinds = [paper.kind for paper in papers(stage, record_id)]
    assert (kinds.count("withdrawal_request"), kinds[-1]) == (1, "material_return_list")


def test_from_the_page_of_papers_the_panel_opens_on_that_paper(stage: Stage) -> None:
    record_id = taken_in(stage.counter)
    number = papers(stage, record_id)[1].number
    stage.window.go("record", record_id=record_id, act="amend_paper", member=number)
    panel = stage.page.panel()
    assert panel is not None
    assert values(panel)["paper"] == number


def test_what_a_department_has_is_named_and_cannot_be_ticked(stage: Stage) -> None:
    record_id = taken_in(stage.counter)
    with stage.counter.store.unit_of_work() as uow:
        writer = RecordWriter(stage.counter.get_desk(), uow, Command(command_id=stage.counter.new_id()))
        writer.open(record_id)
        body = {"list": "l", "number": "L", "department_key": "SC", "papers": [], "originals": 0}
        writer.add("HandedOver", tuple(writer.record.lanes), body, Role.CLERK)
        writer.finish()
    panel = panel_of(stage, record_id, "withdraw")
    assert any("待部门退回" in line for line in panel.form.before)
    assert "returned" not in values(panel)
    asked = {field.field_id: field for field in panel_of(stage, record_id, "amend_paper").form.fields}
    assert asked["reply_by"].required
    assert asked["reply_note"].required


# -- pictures ------------------------------------------------------------------------------------------------


def show_amending(stage: Stage) -> None:
    panel = panel_of(stage, taken_in(stage.counter), "amend_paper")
    panel.set_value("field", party_field("p1", "phone"))


def show_faults(stage: Stage) -> None:
    panel_of(stage, taken_in(stage.counter), "amend_paper").submit()


def show_voiding(stage: Stage) -> None:
    record_id = taken_in(stage.counter)
    stage.counter.do(AcceptCase(command_id=stage.counter.new_id(), record_id=record_id, members=("SC006",)))
    panel_of(stage, record_id, "void_case")


def show_fee(stage: Stage) -> None:
    panel_of(stage, taken_in(stage.counter), "fee")


def show_payment(stage: Stage) -> None:
    record_id = taken_in(stage.counter)
    for title, fen in (("食品经营许可证工本费（含副本两份，邮寄费另计，按现行规定）", 1250), ("检验费", 8000000)):
        stage.counter.do(
            NotifyFee(
                command_id=stage.counter.new_id(), record_id=record_id, title=title, amount_fen=fen,
                payment_code="33108126000000012345", basis="《示例》",
            )
        )  # fmt: skip
    sheet = stage.open(record_id).sheet()
    assert sheet is not None
    first = fees_of(sheet.record)[0]
    stage.counter.do(
        RecordPayment(
            command_id=stage.counter.new_id(), record_id=record_id, fee_id=first.fee_id, amount_fen=1250, way="pos"
        )
    )
    panel_of(stage, record_id, "fee")


def show_withdrawal(stage: Stage) -> None:
    panel_of(stage, taken_in(stage.counter), "withdraw")


SCENES: dict[str, Callable[[Stage], None]] = {
    "repair-amend": show_amending,
    "repair-faults": show_faults,
    "repair-void": show_voiding,
    "repair-fee": show_fee,
    "repair-payment": show_payment,
    "repair-withdraw": show_withdrawal,
}


@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, counter: Counter, kit: Kit, qtbot: Any, tmp_path: Path) -> None:
    stage = make_stage(counter, kit, qtbot)
    stage.window.resize(1366, 768)
    SCENES[name](stage)
    grab(stage.window, name)
