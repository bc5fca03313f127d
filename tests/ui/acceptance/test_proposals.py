"""沿用 on the screen: seen with its origin, taken over by Enter, one's own once edited, never in a case unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.support.carry_over_rules import proposing_catalogue
from tests.support.hands import focused, press, type_text
from tests.support.scenes import grab
from tests.support.small_catalogue import COMPANY
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER, AcceptanceDesk
from tests.ui.acceptance.conftest import Stage, make_stage
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import APPLICANT
from wenling_desk.domain.proposals import EMPTIED
from wenling_desk.ui.acceptance.form_panel import FormPanel
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.field import FieldEditor, Source
from wenling_desk.ui.widgets.field_table import MaskedCell, TableField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.use_cases.take_in import TakeIn

Key = Qt.Key
ADDRESS = "温岭市城东街道示例路 2 号"


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk(proposing_catalogue())


@pytest.fixture
def stage(desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> Stage:
    return make_stage(desk, kit, qtbot)


def presenter(stage: Stage) -> SheetPresenter:
    found = stage.page.presenter
    assert found is not None
    return found


def sheet(stage: Stage) -> IntakeSheet:
    return presenter(stage).sheet


def enter(stage: Stage, party_id: str, name: str, number: str = "", **more: Any) -> None:
    opened = presenter(stage).opened
    presenter(stage).set_party(replace(opened.party(party_id), name=name, identity_number=number, **more))


def form(stage: Stage) -> FormPanel:
    area = stage.page.area
    assert area is not None
    return area.form


def company(stage: Stage) -> FormPanel:
    """企业开办 with its people, the focus on the form."""
    stage.open(COMPANY)
    enter(stage, APPLICANT, "颇文娟", HER_NUMBER, phone="13800005678", address=ADDRESS)
    enter(stage, "entity", "温岭市示例海味贸易有限公司")
    presenter(stage).change(presenter(stage).opened.set_same_as_applicant("finance_head", True))
    press(Key.Key_F7)
    return form(stage)


def editor(stage: Stage, field_id: str) -> FieldEditor:
    return form(stage).fields[field_id]


def heading(panel: FormPanel) -> str:
    return "".join(label.shown() for label in panel.findChildren(PlainLabel) if "沿用" in label.shown())


def stands_in(stage: Stage, field_id: str) -> bool:
    return editor(stage, field_id).isAncestorOf(focused())


def test_proposals_stand_in_their_fields_with_their_origin_and_are_counted(stage: Stage) -> None:
    panel = company(stage)
    assert (editor(stage, "registered_address").value(), editor(stage, "registered_address").origin()) == (
        ADDRESS,
        "沿用申请人",
    )
    assert editor(stage, "business_scope").origin() == "通常"
    assert editor(stage, "premises_tenure").origin() == "按问题 1"
    assert editor(stage, "premises_tenure").source() is Source.PROPOSED
    assert "沿用 4 项，请核对，Enter 采用" in heading(panel)
    assert "必填还差 3 栏" in heading(panel)


def test_f7_and_enter_stop_only_where_something_required_is_really_empty(stage: Stage) -> None:
    company(stage)
    assert stands_in(stage, "registered_capital")
    type_text("50")
    press(Key.Key_Return)
    # The roster's row is whole now that the capital is known, and is passed by.
    assert stands_in(stage, "seal_kinds")
    assert sheet(stage).form["shareholders"][0]["amount"] == "50"
    press(Key.Key_Space)
    press(Key.Key_Return)
    area = stage.page.area
    assert area is not None
    assert area.materials.table.hasFocus()
    assert sheet(stage).form_sources["business_scope"] == "proposed:usual"
    assert sheet(stage).form_sources["seal_kinds"] == "typed"
    assert "沿用 5 项，请核对" in heading(form(stage))
    assert "Enter 采用" not in heading(form(stage))


def test_enter_comes_back_for_a_required_field_that_was_passed(stage: Stage) -> None:
    company(stage)
    editor(stage, "seal_kinds").setFocus()
    press(Key.Key_Space)
    press(Key.Key_Return)
    assert stands_in(stage, "registered_capital")


def test_up_and_down_go_field_by_field(stage: Stage) -> None:
    company(stage)
    press(Key.Key_Up)
    assert stands_in(stage, "business_scope")
    press(Key.Key_Up)
    assert stands_in(stage, "registered_address")
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert stands_in(stage, "registered_capital")
    assert "business_scope" not in sheet(stage).form  # looked at, not taken over


def test_an_edited_proposal_is_typed_and_no_longer_follows(stage: Stage) -> None:
    company(stage)
    press(Key.Key_Up)
    focused().selectAll()  # type: ignore[attr-defined]
    type_text("冷链运输")
    assert editor(stage, "business_scope").source() is Source.TYPED
    press(Key.Key_Return)
    assert (sheet(stage).form["business_scope"], sheet(stage).form_sources["business_scope"]) == ("冷链运输", "typed")
    enter(stage, APPLICANT, "颇文娟", HER_NUMBER, phone="13800005678", address="温岭市太平街道示例路 9 号")
    assert sheet(stage).form["registered_address"] == "温岭市太平街道示例路 9 号"  # taken over, and it follows
    assert editor(stage, "registered_address").value() == "温岭市太平街道示例路 9 号"
    assert sheet(stage).form["business_scope"] == "冷链运输"


def test_an_emptied_proposal_stays_empty_and_enter_stops_there(stage: Stage) -> None:
    company(stage)
    press(Key.Key_Up)
    focused().selectAll()  # type: ignore[attr-defined]
    press(Key.Key_Delete)
    press(Key.Key_Down)
    assert "business_scope" not in sheet(stage).form
    assert sheet(stage).form_sources["business_scope"] == EMPTIED
    assert editor(stage, "business_scope").value() == ""
    type_text("50")
    press(Key.Key_Return)
    press(Key.Key_Space)
    press(Key.Key_Return)
    assert stands_in(stage, "business_scope")


def test_taking_over_is_undone_like_anything_else(stage: Stage) -> None:
    company(stage)
    presenter(stage).change(presenter(stage).opened.take_proposals())
    assert sheet(stage).form["business_scope"] == "水产品批发"
    presenter(stage).undo()
    assert "business_scope" not in sheet(stage).form
    assert editor(stage, "business_scope").origin() == "通常"


def test_what_nobody_took_over_is_not_in_the_case(stage: Stage) -> None:
    company(stage)
    presenter(stage).take_in()
    (command,) = [each for each in stage.desk.bridge.sent if isinstance(each, TakeIn)]
    assert command.sheet is not None
    assert not {"business_scope", "bank_account_no"} & set(command.sheet.form)


def test_a_printed_form_carries_the_proposals_for_the_applicant_to_check(stage: Stage) -> None:
    company(stage)
    presenter(stage).make_paper("m_sqs")
    assert sheet(stage).form["business_scope"] == "水产品批发"
    assert sheet(stage).form_sources["registered_address"] == "proposed:party"


def test_the_strip_says_how_much_was_taken_over(stage: Stage) -> None:
    company(stage)
    type_text("50")
    press(Key.Key_Return)
    press(Key.Key_Space)
    press(Key.Key_Return)
    for material, letter in (("m_sqs", "1"), ("m_zc", "1"), ("m_sfz", "M"), ("m_cq", "M")):
        presenter(stage).press(material, letter)
    press(Key.Key_F8)
    assert "表上 5 项是沿用的" in stage.window.strip.sentence()


def test_personal_data_that_is_proposed_is_masked(stage: Stage) -> None:
    company(stage)
    line = editor(stage, "bank_account_no").findChild(QLineEdit)
    assert line is not None
    assert (line.text(), editor(stage, "bank_account_no").value()) == (f"331{'*' * 11}{HER_NUMBER[-4:]}", HER_NUMBER)
    type_text("50")
    press(Key.Key_Return)
    table = editor(stage, "shareholders")
    assert isinstance(table, TableField)
    cell = table.cell(0, 1)
    assert isinstance(cell, MaskedCell)
    assert HER_NUMBER not in cell.text()
    assert table.value() == sheet(stage).form["shareholders"]
    assert table.origin() == "沿用申请人"


def test_a_masked_cell_is_plain_while_somebody_stands_in_it(stage: Stage) -> None:
    company(stage)
    type_text("50")
    press(Key.Key_Return)
    table = editor(stage, "shareholders")
    assert isinstance(table, TableField)
    cell = table.cell(0, 1)
    cell.setFocus()
    assert isinstance(cell, MaskedCell)
    assert cell.text() == HER_NUMBER
    cell.selectAll()
    type_text(HIS_NUMBER)
    press(Key.Key_Return)
    assert HIS_NUMBER not in cell.text()
    assert table.value()[0]["id_no"] == HIS_NUMBER  # type: ignore[index]
    table.cell(0, 0).setFocus()
    form(stage).to_field("seal_kinds")
    assert sheet(stage).form["shareholders"][0]["id_no"] == HIS_NUMBER
    assert sheet(stage).form_sources["shareholders"] == "typed"


def test_enter_in_the_spare_row_leaves_the_roster(stage: Stage) -> None:
    company(stage)
    type_text("50")
    press(Key.Key_Return)
    table = editor(stage, "shareholders")
    assert isinstance(table, TableField)
    table.cell(0, 3).setFocus()
    press(Key.Key_Return)
    assert focused() is table.cell(1, 0)
    press(Key.Key_Return)
    assert stands_in(stage, "seal_kinds")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
def test_scene(stage: Stage, size: tuple[int, int]) -> None:
    panel = company(stage)
    type_text("50")
    press(Key.Key_Return)
    grab(stage.window, f"acceptance-proposals-{size[0]}", size)
    assert panel.lacks_something()
