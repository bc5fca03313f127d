"""A question at the counter, without a screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.small_catalogue import LIST_ONLY, MARRIAGE, RESTAURANT
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.acceptance.entry import Hit
from wenling_desk.ui.consultation.presenter import ConsultationPresenter
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.save_draft import SaveDraft


class NoPage:
    """ConsultationScreen that remembers."""

    def __init__(self) -> None:
        self.refreshed = 0
        self.sentences: list[str] = []
        self.told: list[Told] = []
        self.kept: list[Changes] = []

    def refresh(self) -> None:
        self.refreshed += 1

    def tell(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def tell_told(self, told: Told) -> None:
        self.told.append(told)

    def recorded(self, changes: Changes) -> None:
        self.kept.append(changes)


def begin(desk: AcceptanceDesk, question: str = "", code: str = "") -> tuple[ConsultationPresenter, NoPage]:
    screen = NoPage()
    asked = ConsultationPresenter(desk.tools(), screen)
    asked.begin(question)
    if code:
        asked.choose(hit_of(asked, code))
    return asked, screen


def hit_of(asked: ConsultationPresenter, code: str) -> Hit:
    return next(hit for hit in asked.entry.find(code) if hit.code == code)


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


def test_a_question_alone_is_enough(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, "周六上班吗？")
    assert asked.reason_against_notice() == "先选事项"
    asked.answer = "上午上班。"
    asked.record()
    (changes,) = screen.kept
    assert desk.kinds(changes.record_id) == ["Consulted"]
    assert changes.to_print == ()
    assert asked.is_empty


def test_nothing_asked_is_not_kept(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk)
    asked.record()
    assert screen.sentences == ["先写问了什么，或者选一个事项"]
    assert desk.bridge.sent == []


def test_the_list_follows_the_situation(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, code=RESTAURANT)
    assert asked.target_name == "开办餐饮店"
    alone = [line.name for line in asked.to_handle()]
    asked.answer_situation("q4", ("a",))
    assert [*alone, "户外招牌设施设置规范管理"] == [line.name for line in asked.to_handle()]
    assert "招牌效果图与设置位置说明" in [line.name for line in asked.to_bring()]
    assert screen.refreshed == 2
    asked.drop_target()
    assert asked.to_bring() == asked.to_handle() == ()


def test_notice_is_printed_and_the_question_made_from_the_matter(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, code=RESTAURANT)
    asked.record(notice=True)
    (changes,) = screen.kept
    assert desk.kinds(changes.record_id)[:1] == ["Consulted"]
    assert desk.printed == [changes.to_print]
    assert desk.store.shelves.papers[changes.number].kind == "consultation_notice"
    (sent,) = desk.bridge.sent
    assert isinstance(sent, Consult)
    assert sent.question == "问“开办餐饮店”怎么办"


def test_a_bundle_without_detail_has_no_list_but_can_be_asked_about(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, code=LIST_ONLY)
    assert asked.reason_against_notice() == "这一件还没有明细，列不出要带什么"
    assert asked.reason_against_case() == "现在不能收件，只能咨询"
    asked.record()
    assert len(screen.kept) == 1


def test_a_call_back_needs_a_phone_and_an_odd_one_is_only_remarked(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, "能不能代办？")
    asked.call_back = True
    asked.record()
    assert screen.sentences == ["答应回电的，先写电话"]
    asked.phone = "138"
    assert asked.phone_warning() == "不像电话号码，请核对"
    asked.record()
    (changes,) = screen.kept
    assert "CallBackPromised" in desk.kinds(changes.record_id)


def test_a_phone_without_a_promise_is_not_kept(desk: AcceptanceDesk) -> None:
    asked, _ = begin(desk, "能不能代办？")
    asked.phone = "13800005678"
    asked.record()
    (sent,) = desk.bridge.sent
    assert isinstance(sent, Consult)
    assert (sent.call_back, sent.phone) == (False, "")


def test_it_becomes_a_case_with_its_answers(desk: AcceptanceDesk) -> None:
    asked, _ = begin(desk, code=RESTAURANT)
    asked.answer_situation("q1", ("a",))
    sheet = asked.for_case()
    assert sheet is not None
    assert sheet.answers["q1"] == ("a",)
    assert sheet.catalogue_release == desk.catalogue.release


def test_the_draft_it_came_from_is_forgotten_with_it(desk: AcceptanceDesk) -> None:
    sheet = IntakeSheet(MARRIAGE, False, desk.catalogue.release)
    desk.do(SaveDraft, draft_id="d", sheet=sheet, title="补领婚姻登记证")
    asked, _ = begin(desk)
    asked.begin("怎么补领？", sheet, "d")
    asked.record()
    assert desk.store.shelves.drafts == {}


def test_pressed_twice_it_is_one_and_after_trouble_the_same_is_sent_again(desk: AcceptanceDesk) -> None:
    asked, screen = begin(desk, "周六上班吗？")
    desk.bridge.at_once = False
    asked.record()
    asked.record()
    assert screen.sentences == ["正在办，请稍等"]
    desk.store.trouble = KnownTrouble("disk_full", path="x")
    desk.bridge.run()
    assert [told.code for told in screen.told] == ["disk_full"]
    asked.record()
    desk.bridge.run()
    assert len({command.command_id for command in desk.bridge.sent}) == 1
    assert len(desk.store.shelves.heads) == 1


def test_the_list_can_be_looked_at_before_it_is_printed(desk: AcceptanceDesk) -> None:
    asked, _ = begin(desk)
    papers: list[Any] = []
    reasons: list[Told] = []
    asked.preview(papers.extend, reasons.append)
    assert [told.sentence for told in reasons] == ["先选事项"]
    asked.choose(hit_of(asked, RESTAURANT))
    asked.preview(papers.extend, reasons.append)
    assert [paper.kind for paper in papers] == ["consultation_notice"]
    assert desk.store.shelves.heads == {}
    assert desk.store.shelves.papers == {}
