"""The pages of 一次性告知, 容缺, 不予受理 and 不受理, without a screen; and the rehearsal behind their pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.small_catalogue import MARRIAGE, RESTAURANT, SOCIAL_CARD
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, AcceptanceDesk, NoScreen
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.party import APPLICANT
from wenling_desk.ui.acceptance.ending import EndingKind, EndingPresenter
from wenling_desk.ui.acceptance.entry import EntryPresenter
from wenling_desk.ui.acceptance.notice import NoticeKind, NoticePresenter, may_open
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.rehearsal import rehearse
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


def on_counter(desk: AcceptanceDesk, code: str, **answers: tuple[str, ...]) -> tuple[SheetPresenter, NoScreen]:
    screen = NoScreen()
    begun = EntryPresenter(desk.tools(), screen.tell_told).begin(code, is_bundle=code in desk.catalogue.bundles)
    sheet = SheetPresenter(desk.tools(), screen, replace(begun, answers={**begun.answers, **answers}), "d")
    sheet.set_party(replace(sheet.opened.party(APPLICANT), name="颇文娟", identity_number=HER_NUMBER))
    return sheet, screen


# -- 一次性告知 ----------------------------------------------------------------------------------


def test_everything_missing_is_on_one_page_and_leaves_it_when_mended(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, SOCIAL_CARD)
    notice = NoticePresenter(sheet, NoticeKind.CORRECTION)
    assert [line.label for line in notice.lines()] == ["照片", "身份证或户口簿"]
    assert all(line.serves == "①" for line in notice.lines())
    sheet.press("m_zp", "3")
    assert [line.label for line in notice.lines()] == ["身份证或户口簿"]


def test_the_sentence_can_be_reworded_and_taken_back(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, SOCIAL_CARD)
    notice = NoticePresenter(sheet, NoticeKind.CORRECTION)
    usual = notice.lines()[0].remedy
    notice.set_remedy("m_zp", "  请拍 一寸白底照片 ")
    line = notice.lines()[0]
    assert (line.remedy, line.is_own_wording) == ("请拍 一寸白底照片", True)
    command = notice.command()
    assert isinstance(command, RequestCorrection)
    assert command.remedies == (("m_zp", "请拍 一寸白底照片"),)
    notice.set_remedy("m_zp", usual)
    assert notice.remedies == {}


def test_wording_of_what_was_mended_is_not_sent(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, SOCIAL_CARD)
    notice = NoticePresenter(sheet, NoticeKind.CORRECTION)
    notice.set_remedy("m_zp", "请拍一寸照片")
    sheet.press("m_zp", "3")
    command = notice.command()
    assert isinstance(command, RequestCorrection)
    assert command.remedies == ()


def test_the_period_by_days_or_by_its_last_day(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, SOCIAL_CARD)
    notice = NoticePresenter(sheet, NoticeKind.CORRECTION)
    assert (notice.days, notice.due) == (10, date(2026, 12, 7))
    assert notice.set_days(3)
    assert notice.due == date(2026, 11, 26)
    assert notice.set_due(date(2026, 11, 30))
    assert notice.days == 5
    assert not notice.set_days(0)
    assert not notice.set_days(366)
    assert not notice.set_due(date(2026, 11, 23))
    assert (notice.days, notice.due) == (5, date(2026, 11, 30))


def test_the_default_period_is_the_tools(desk: AcceptanceDesk) -> None:
    screen = NoScreen()
    tools = desk.tools(correction_days=15)
    begun = EntryPresenter(tools, screen.tell_told).begin(SOCIAL_CARD, is_bundle=False)
    assert NoticePresenter(SheetPresenter(tools, screen, begun, "d"), NoticeKind.CORRECTION).days == 15


def test_notice_goes_by_the_strip_and_prints(desk: AcceptanceDesk) -> None:
    sheet, screen = on_counter(desk, SOCIAL_CARD)
    NoticePresenter(sheet, NoticeKind.CORRECTION).issue()
    sentence = screen.yes()
    assert sentence.startswith("将一次性告知 2 处，2026年12月7日（周一）前补齐")
    (outcome,) = screen.outcomes
    assert "CorrectionRequested" in desk.kinds("d")
    assert "correction_notice" in desk.paper_kinds("d")
    assert outcome.to_print


def test_a_deferral_tells_only_what_the_guide_lets_follow(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, MARRIAGE)
    refusal = may_open(sheet, NoticeKind.DEFERRAL)
    assert refusal is not None
    reasons: list[Told] = []
    NoticePresenter(sheet, NoticeKind.DEFERRAL).preview(lambda papers: None, reasons.append)
    assert len(reasons) == 1


# -- 不予受理, 不受理 ----------------------------------------------------------------------------


def test_a_refusal_needs_reasons_and_the_right_organ(desk: AcceptanceDesk) -> None:
    sheet, screen = on_counter(desk, MARRIAGE)
    ending = EndingPresenter(sheet, EndingKind.REFUSAL)
    assert ending.reason_against() == "先写理由"
    ending.reasons = "户籍不在本市\n\n  由户籍地办理 "
    assert ending.reason_against() == "先写应当找哪个机关"
    ending.issue()
    assert screen.sentences == ["先写应当找哪个机关"]
    ending.right_organ = "台州市黄岩区民政局"
    command = ending.command()
    assert isinstance(command, RefuseAcceptance)
    assert command.reasons == ("户籍不在本市", "由户籍地办理")
    assert command.right_organ == "台州市黄岩区民政局"
    ending.ground = "not_lawful"
    command = ending.command()
    assert isinstance(command, RefuseAcceptance)
    assert command.right_organ == ""


def test_a_refused_member_does_not_sink_the_rest(desk: AcceptanceDesk) -> None:
    sheet, screen = on_counter(desk, RESTAURANT, q1=("b",), q4=("a",))
    ending = EndingPresenter(sheet, EndingKind.REFUSAL)
    ending.members = ("SC006",)
    ending.ground, ending.reasons = "not_lawful", "不符合规定"
    ending.issue()
    assert screen.yes().startswith("将对 1 项不予受理")
    statuses = desk.statuses("d")
    assert statuses["SC006"] == "acceptance_refused"
    assert statuses["ZF001"] == "taken_in"


def test_no_member_is_no_answer(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, RESTAURANT, q1=("b",), q4=("a",))
    ending = EndingPresenter(sheet, EndingKind.NOT_REQUIRED)
    ending.members = ()
    assert ending.reason_against() == "至少选一项"


def test_not_required_is_another_answer(desk: AcceptanceDesk) -> None:
    sheet, screen = on_counter(desk, MARRIAGE)
    ending = EndingPresenter(sheet, EndingKind.NOT_REQUIRED)
    ending.reasons = "结婚证没有遗失，不用补领"
    assert isinstance(ending.command(), DeclareNotRequired)
    ending.issue()
    assert screen.yes().startswith("将对 1 项答复不受理")
    assert desk.statuses("d") == {MARRIAGE: "not_required"}


# -- rehearsal -----------------------------------------------------------------------------------


def rehearsed(desk: AcceptanceDesk, command: Any) -> list[str]:
    with desk.store.reading() as reading:
        return [paper.kind for paper in rehearse(desk.desk, reading, command)]


def test_what_is_rehearsed_is_what_is_printed_and_nothing_is_written(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, RESTAURANT, q1=("b",), q4=("a",))
    command = TakeIn(**sheet.target("take_in"))
    before = dict(desk.store.shelves.heads)
    papers = rehearsed(desk, command)
    assert desk.store.shelves.heads == before == {}
    assert desk.store.shelves.papers == {}
    sheet.take_in()
    assert desk.paper_kinds("d") == papers


def test_a_rehearsal_refuses_as_the_act_would(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, SOCIAL_CARD)
    wrong = TakeIn(**{**sheet.target("take_in"), "sheet": replace(sheet.sheet, target_code="XX999")})
    with pytest.raises(DeskRefusal):
        rehearsed(desk, wrong)


def test_pictures_come_with_or_without_a_reason(desk: AcceptanceDesk) -> None:
    sheet, _ = on_counter(desk, MARRIAGE)
    ending = EndingPresenter(sheet, EndingKind.REFUSAL)
    papers: list[Any] = []
    reasons: list[Told] = []
    ending.preview(papers.extend, reasons.append)
    assert [told.sentence for told in reasons] == ["先写理由"]
    ending.reasons, ending.right_organ = "户籍不在本市", "台州市黄岩区民政局"
    ending.preview(papers.extend, reasons.append)
    assert [paper.kind for paper in papers][:1] == ["refusal_notice"]
