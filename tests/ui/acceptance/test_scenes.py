"""Pictures of the page for people to look at; the tests make sure that nothing is cut off or left empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.scenes import grab
from tests.support.small_catalogue import COMPANY, MARRIAGE, RESTAURANT, small_catalogue, with_many_materials
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER, AcceptanceDesk
from tests.ui.acceptance.conftest import Stage, make_stage
from wenling_desk.domain.party import AGENT, APPLICANT
from wenling_desk.ui.acceptance.material_keys import Asking
from wenling_desk.ui.acceptance.notice import NoticeKind
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.kit import Kit

SMALL, LARGE = (1366, 768), (1920, 1080)


def sheet_of(stage: Stage) -> SheetPresenter:
    presenter = stage.page.presenter
    assert presenter is not None
    return presenter


def enter(sheet: SheetPresenter, party_id: str, name: str, number: str = "", phone: str = "", **more: Any) -> None:
    party = sheet.opened.party(party_id)
    sheet.set_party(replace(party, name=name, identity_number=number, phone=phone, **more))


def restaurant(stage: Stage) -> SheetPresenter:
    """The sketch: an individual opens a restaurant with a sign."""
    stage.open(RESTAURANT)
    sheet = sheet_of(stage)
    for question, chosen in (("q1", "b"), ("q2", "b"), ("q4", "a")):
        sheet.change(sheet.opened.answer(question, (chosen,)))
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678", sources={"identity_number": "card", "name": "card"})
    sheet.change(sheet.opened.set_value("entity_name", "温岭市城东海味小馆"))
    for material, letters in (
        ("m_djs", "P"), ("m_sfz", "M"), ("m_cs", "2V"), ("m_spsq", "P"), ("m_zd", "C"), ("m_lct", "Q"), ("m_jk", "Q"),
        ("m_zp", "3"),
    ):  # fmt: skip
        for letter in letters:
            sheet.press(material, letter)
    stage.window.notices.clear()
    return sheet


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_restaurant(stage: Stage, size: tuple[int, int]) -> None:
    restaurant(stage)
    area = stage.page.area
    assert area is not None
    area.to_materials()
    grab(stage.window, f"acceptance-restaurant-{size[0]}", size)
    assert area.acts.gaps.shown().startswith("主要设备设施、操作流程与布局图")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_company_with_agent_and_rare_name(stage: Stage, size: tuple[int, int]) -> None:
    stage.open(COMPANY)
    sheet = sheet_of(stage)
    sheet.change(sheet.opened.answer("q5", ("b",)))
    enter(sheet, APPLICANT, "𬱖䶮㛃", HER_NUMBER, "13800005678", address="温岭市城东街道示例路 2 号")
    enter(sheet, AGENT, "阿卜杜拉·买买提·示例", HIS_NUMBER, "13800005679")
    enter(sheet, "entity", "温岭市示例海味贸易有限公司")
    sheet.change(sheet.opened.set_same_as_applicant("finance_head", True))
    area = stage.page.area
    assert area is not None
    area.to_people()
    grab(stage.window, f"acceptance-company-people-{size[0]}", size)
    area.to_form()
    grab(stage.window, f"acceptance-company-form-{size[0]}", size)
    area.to_materials()
    grab(stage.window, f"acceptance-company-materials-{size[0]}", size)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_empty(stage: Stage, size: tuple[int, int]) -> None:
    grab(stage.window, f"acceptance-empty-{size[0]}", size)
    restaurant(stage)
    stage.page.put_away()
    stage.window.notices.clear()
    stage.page.entry.line.setText("登记")
    grab(stage.window, f"acceptance-found-{size[0]}", size)
    stage.page.entry.line.setText("没有这样的事")
    grab(stage.window, f"acceptance-not-found-{size[0]}", size)


def test_sixty_materials(kit: Kit, qtbot: Any) -> None:
    stage = make_stage(AcceptanceDesk(with_many_materials(small_catalogue(), 60)), kit, qtbot)
    stage.open(MARRIAGE)
    area = stage.page.area
    assert area is not None
    area.to_materials()
    grab(stage.window, "acceptance-60-1366", SMALL)
    assert area.materials.table.rows.rowCount() == 60


def test_errors(stage: Stage) -> None:
    stage.open(MARRIAGE)
    sheet = sheet_of(stage)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER[:-1] + "5", "138000")
    area = stage.page.area
    assert area is not None
    area.to_people()
    area.materials.open_prompt("m_sms", Asking.DEFECT)
    sheet.accept()
    grab(stage.window, "acceptance-errors-1366", SMALL)


def test_notice(stage: Stage) -> None:
    restaurant(stage)
    stage.page.open_notice(NoticeKind.CORRECTION)
    grab(stage.window, "acceptance-notice-1366", SMALL)
    stage.page.close_sub()
    stage.page.open_ending()
    grab(stage.window, "acceptance-ending-1366", SMALL)
    stage.page.close_sub()
    sheet_of(stage).take_in()
    grab(stage.window, "acceptance-done-1366", SMALL)


def test_large_type(large_type: Any, desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> None:
    stage = make_stage(desk, kit, qtbot)
    restaurant(stage)
    grab(stage.window, "acceptance-large-1366", SMALL)
    grab(stage.window, "acceptance-large-1920", LARGE)
