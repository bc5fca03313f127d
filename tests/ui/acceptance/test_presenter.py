"""One application from the first key to the act, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.small_catalogue import COMPANY, MARRIAGE, RESTAURANT, SOCIAL_CARD, small_catalogue
from tests.ui.acceptance.acceptance_desk import (
    HER_NUMBER,
    HIS_NUMBER,
    AcceptanceDesk,
    NoScreen,
)
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import AGENT, APPLICANT, Mandate, Party, PartyKind
from wenling_desk.ui.acceptance.entry import EntryPresenter
from wenling_desk.ui.acceptance.material_keys import Asking
from wenling_desk.ui.acceptance.open_sheet import MemberState
from wenling_desk.ui.acceptance.people import carried_parties
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn


def open_item(desk: AcceptanceDesk, code: str, **kept) -> tuple[SheetPresenter, NoScreen]:
    screen = NoScreen()
    entry = EntryPresenter(desk.tools(), screen.tell_told)
    sheet = entry.begin(code, is_bundle=code in desk.catalogue.bundles, **kept)
    return SheetPresenter(desk.tools(), screen, sheet, f"draft-{code}"), screen


def enter(sheet: SheetPresenter, party_id: str, name: str, number: str = "", phone: str = "", **more) -> None:
    party = sheet.opened.party(party_id)
    sheet.set_party(replace(party, name=name, identity_number=number, phone=phone, **more))


def complete_marriage(sheet: SheetPresenter) -> None:
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678")
    enter(sheet, "spouse", "示例夫", HIS_NUMBER)
    sheet.change(sheet.opened.set_value("marriage_reissue_reason", "遗失"))
    sheet.press("m_sfz", "M")
    sheet.press("m_sms", "1")


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


def test_usual_answers_are_given_and_nothing_is_kept_before_something_changes(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, COMPANY)
    assert sheet.sheet.answers == {"q1": ("a",), "q4": ("d",), "q5": ("a",)}
    assert [row.item.code for row in sheet.opened.view.rows] == ["SC001", "GA001", "SW001", "RS001"]
    sheet.save()
    assert desk.bridge.sent == []


def test_every_change_is_kept_as_a_draft(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    enter(sheet, APPLICANT, "颇文娟")
    (draft,) = desk.store.shelves.drafts.values()
    assert draft.draft_id == f"draft-{MARRIAGE}"
    assert draft.title == "补领婚姻登记证 · 颇**"
    assert IntakeSheet.from_plain(draft.sheet) == sheet.sheet
    assert sheet.keeper.saved_at == desk.clock.now()
    assert screen.refreshed


def test_take_in_needs_no_strip_prints_and_forgets_the_draft(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    sheet.take_in()
    assert screen.asked == []
    (outcome,) = screen.outcomes
    assert desk.kinds(f"draft-{SOCIAL_CARD}")[:2] == ["TakenIn", "PaperIssued"]
    assert outcome.number in desk.store.shelves.papers
    assert outcome.to_print == (outcome.number,)
    assert desk.store.shelves.drafts == {}


def test_pressing_twice_is_one_case(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    desk.bridge.at_once = False
    sheet.take_in()
    sheet.take_in()
    assert "正在办" in screen.sentences[-1]
    desk.bridge.run()
    assert len([command for command in desk.bridge.sent if isinstance(command, TakeIn)]) == 1
    assert len(screen.outcomes) == 1


def test_after_disk_trouble_the_same_command_is_sent_again_and_the_draft_stays(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    desk.store.trouble = KnownTrouble("disk_full", path="x")
    sheet.take_in()
    assert screen.outcomes == []
    assert len(screen.told) == 1
    assert f"draft-{SOCIAL_CARD}" in desk.store.shelves.drafts
    sheet.take_in()
    first, second = (command for command in desk.bridge.sent if isinstance(command, TakeIn))
    assert first.command_id == second.command_id
    assert len(screen.outcomes) == 1


def test_no_draft_comes_back_behind_the_act(desk: AcceptanceDesk) -> None:
    """A field left while the act is on its way must not make the draft anew."""
    sheet, screen = open_item(desk, SOCIAL_CARD)
    desk.bridge.at_once = False
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    sheet.take_in()
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678")
    desk.bridge.run()
    sheet.save()
    desk.bridge.run()
    assert len(screen.outcomes) == 1
    assert desk.store.shelves.drafts == {}


def test_accept_opens_the_strip_with_papers_seal_and_rule(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    complete_marriage(sheet)
    assert sheet.reason_against("accept") == ""
    before = len(desk.store.shelves.facts)
    sheet.accept()
    assert len(desk.store.shelves.facts) == before
    sentence = screen.yes()
    assert sentence.startswith(
        "将受理 1 项，打印 2 张（受理通知书 2），加盖温岭市民政局受理专用章。《行政许可法》第三十二条"
    )
    assert "Accepted" in desk.kinds(screen.outcomes[0].record_id)


def test_the_strip_tells_the_application_as_it_is_when_it_opens(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    complete_marriage(sheet)
    desk.bridge.at_once = False
    sheet.accept()
    enter(sheet, "spouse", "示例夫君", HIS_NUMBER)
    desk.bridge.run()
    screen.yes()
    desk.bridge.run()
    taken = next(fact for fact, _ in desk.store.shelves.facts if fact.kind == "TakenIn")
    assert "示例夫君" in str(taken.body)


def test_a_character_no_font_has_stops_before_the_strip(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    complete_marriage(sheet)
    enter(sheet, APPLICANT, "示例\ue000", HER_NUMBER)
    sheet.accept()
    assert screen.asked == []
    assert screen.told[0].code == "glyph_missing"
    assert not any(fact.kind == "TakenIn" for fact, _ in desk.store.shelves.facts)


def test_accept_says_why_not(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    assert sheet.reason_against("accept") == "社会保障卡申领未委托窗口受理，先收件"
    sheet.accept()
    assert screen.sentences == ["受理：社会保障卡申领未委托窗口受理，先收件"]
    assert screen.asked == []


def test_on_the_spot_prints_the_result_slip_only(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    complete_marriage(sheet)
    sheet.finish()
    assert f"打印 1 张（{desk.texts('case.paper.result_slip')} 1）" in screen.yes()
    record = screen.outcomes[0].record_id
    assert [kind for kind in desk.kinds(record) if kind != "ApplicantPaperSigned"][:4] == [
        "TakenIn", "Accepted", "Granted", "ResultDelivered",
    ]  # fmt: skip


def test_only_the_complete_members_are_accepted_the_others_taken_in(desk: AcceptanceDesk) -> None:
    """① is complete, ② waits for it, ③ has no delegation."""
    sheet, screen = open_item(desk, RESTAURANT)
    sheet.change(sheet.opened.answer("q1", ("b",)))
    sheet.change(sheet.opened.answer("q4", ("a",)))
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678")
    for field, value in (
        ("premises_address", "温岭市城东街道示例路 2 号"), ("premises_tenure", "租赁"), ("business_scope", "餐饮"),
    ):  # fmt: skip
        sheet.change(sheet.opened.set_value(field, value))
    for material in ("m_djs", "m_sfz", "m_cs"):
        sheet.press(material, "1")
    assert sheet.members_of("accept") == ("SC006",)
    sheet.accept()
    assert "受理通知书 2、收件凭证 1、一件事综合受理单 1" in screen.yes()
    states = {row.item_name: row.status for row in desk.store.shelves.heads[screen.outcomes[0].record_id]}
    assert states == {
        "个体工商户设立登记": "accepted",
        "食品经营许可核发": "waiting_predecessor",
        "户外招牌设施设置规范管理": "taken_in",
    }


def test_member_done_before_frees_its_successor_and_asks_what_it_produced(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, RESTAURANT)
    sheet.change(sheet.opened.answer("q1", ("b",)))
    assert sheet.opened.view.rows[1].waits_for == (1,)
    sheet.change(sheet.opened.set_member("SC006", MemberState.ALREADY_DONE))
    (row,) = sheet.opened.view.rows
    assert row.waits_for == ()
    assert sheet.sheet.already_done["SC006"] == {"evidence": "已有营业执照"}
    uscc = next(field for field in sheet.opened.view.fields if field.field_id == "uscc")
    assert not uscc.produced
    sheet.change(sheet.opened.set_member("SC006", MemberState.HANDLED_NOW))
    assert sheet.opened.view.rows[1].waits_for == (1,)


def test_a_party_fills_its_fields_and_nothing_is_asked_twice(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, COMPANY)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678", address="温岭市城东街道示例路 2 号")
    form = sheet.sheet.form
    assert form["legal_rep_name"] == "颇文娟"
    assert form["legal_rep_id_no"] == HER_NUMBER
    assert form["legal_rep_id_type"] == "居民身份证"
    assert form["legal_rep_address"] == "温岭市城东街道示例路 2 号"
    hidden = sheet.opened.hidden()
    assert {"legal_rep_name", "legal_rep_id_no", "legal_rep_id_type", "legal_rep_phone", "legal_rep_address"} <= hidden
    assert {"finance_head_name", "agent_name", "agent_phone", "entity_name"} <= hidden
    assert "business_scope" not in hidden


def test_birth_date_follows_from_a_number_that_checks_only(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, MARRIAGE)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    assert sheet.sheet.form["subject_birth_date"] == "1990-01-01"
    assert "subject_birth_date" in sheet.opened.hidden()
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER[:-1] + ("1" if HER_NUMBER[-1] != "1" else "2"))
    assert "subject_birth_date" not in sheet.sheet.form
    assert "subject_birth_date" not in sheet.opened.hidden()


def test_same_person_as_the_applicant_changes_along(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, COMPANY)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER, "13800005678")
    sheet.change(sheet.opened.set_same_as_applicant("finance_head", True))
    assert sheet.sheet.form["finance_head_name"] == "颇文娟"
    enter(sheet, APPLICANT, "颇文涓", HER_NUMBER, "13800005678")
    assert sheet.sheet.form["finance_head_name"] == "颇文涓"
    sheet.change(sheet.opened.set_same_as_applicant("finance_head", False))
    assert "finance_head_name" not in sheet.sheet.form


def test_an_agents_mandate_is_one_thing_in_people_and_in_materials(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, COMPANY)
    sheet.change(sheet.opened.answer("q5", ("b",)))
    assert sheet.opened.parties.row(AGENT) is not None
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    enter(sheet, AGENT, "示例代", HIS_NUMBER)
    assert [gap.code for gap in sheet.opened.view.gaps if gap.kind == "mandate"] == ["mandate_missing"]
    sheet.make_mandate()
    assert sheet.sheet.entry("m_wt").mark is MaterialMark.GENERATED
    assert desk.printed
    made = next(command for command in desk.bridge.sent if isinstance(command, MakeApplicantPaper))
    assert (made.paper_kind, made.material_id) == ("power_of_attorney", "m_wt")
    sheet.press("m_wt", "1")
    agent = sheet.sheet.party(AGENT)
    assert agent is not None
    assert agent.mandate == Mandate(received=True)
    signed = [command for command in desk.bridge.sent if isinstance(command, MarkApplicantPaper)]
    assert [command.state for command in signed] == ["signed"]
    assert screen.told == []
    sheet.press("m_wt", "Q")
    agent = sheet.sheet.party(AGENT)
    assert agent is not None
    assert agent.mandate == Mandate(received=False)


def test_a_mandate_ticked_settles_the_material(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, COMPANY)
    sheet.change(sheet.opened.answer("q5", ("b",)))
    enter(sheet, AGENT, "示例代", HIS_NUMBER)
    sheet.change(sheet.opened.set_mandate(received=True))
    assert sheet.sheet.entry("m_wt").mark is MaterialMark.ORIGINAL


def test_a_form_is_printed_on_the_draft_and_becomes_an_original_when_signed(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, MARRIAGE)
    complete_marriage(sheet)
    sheet.press("m_sms", "0")
    sheet.press("m_sms", "P")
    assert sheet.sheet.entry("m_sms").mark is MaterialMark.GENERATED
    (number,) = desk.printed[-1]
    assert desk.store.shelves.papers[number].applicant_paper
    assert sheet.reason_against("accept") == "补领婚姻登记证还差 1 项"
    sheet.press("m_sms", "1")
    assert sheet.sheet.entry("m_sms").mark is MaterialMark.ORIGINAL
    assert "ApplicantPaperSigned" in desk.kinds(sheet.draft_id)
    sheet.take_in()
    assert desk.kinds(sheet.draft_id)[:3] == ["ApplicantPaperMade", "ApplicantPaperSigned", "TakenIn"]


def test_all_forms_are_printed_with_one_key(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, COMPANY)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    sheet.make_all_papers()
    marks = {key: entry.mark for key, entry in sheet.sheet.materials.items()}
    assert marks == {"m_sqs": MaterialMark.GENERATED, "m_zc": MaterialMark.GENERATED}
    sheet.make_all_papers()
    assert "没有要打印" in screen.sentences[-1]


def test_undo_and_redo_inside_the_draft(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, MARRIAGE)
    sheet.press("m_sfz", "1")
    sheet.press("m_sfz", "1")
    assert sheet.sheet.entry("m_sfz").copies == 2
    sheet.undo()
    assert sheet.sheet.entry("m_sfz").copies == 1
    sheet.undo()
    assert sheet.sheet.entry("m_sfz") == MaterialEntry()
    sheet.undo()
    assert screen.sentences == ["已经是打开时的样子了。"]
    sheet.redo()
    sheet.redo()
    assert sheet.sheet.entry("m_sfz").copies == 2
    (draft,) = desk.store.shelves.drafts.values()
    assert IntakeSheet.from_plain(draft.sheet) == sheet.sheet


def test_nobody_entered_is_no_wall_but_a_gap(desk: AcceptanceDesk) -> None:
    """A finance head without a number: the field is missing on the form, the desk takes in all the same."""
    sheet, screen = open_item(desk, COMPANY)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    enter(sheet, "finance_head", "示例会")
    sheet.press("m_sqs", "P")
    assert sheet.reason_against("take_in") == ""
    assert "finance_head_id_no" in {gap.ref for gap in sheet.opened.view.gaps}
    sheet.take_in()
    assert len(screen.outcomes) == 1


def test_an_added_person_without_a_name_is_told(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, MARRIAGE)
    enter(sheet, APPLICANT, "颇文娟", HER_NUMBER)
    party_id = (
        sheet.opened.add_party("guardian")
        if "guardian" in desk.catalogue.roles
        else sheet.opened.add_party("shareholder")
    )
    assert "还没有填姓名" in sheet.reason_against("take_in")
    sheet.change(sheet.opened.remove_party(party_id))
    assert sheet.reason_against("take_in") == ""


def test_a_warning_needs_a_reason(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    wrong = HER_NUMBER[:-1] + ("1" if HER_NUMBER[-1] != "1" else "2")
    enter(sheet, APPLICANT, "颇文娟", wrong)
    assert sheet.reason_against("take_in") == "颇**的信息有提示，核对或写明原因"
    enter(sheet, APPLICANT, "颇文娟", wrong, overrides={"identity_number": "户籍底册如此"})
    assert sheet.reason_against("take_in") == ""
    sheet.take_in()
    assert len(screen.outcomes) == 1


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提·" * 8, "𬱖䶮㛃𠅤", "Ærøskøbing-Ångström Łukasz", "张<b>三</b>&amp;"])
def test_names_of_any_script_and_length(desk: AcceptanceDesk, name: str) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    enter(sheet, APPLICANT, name, HER_NUMBER)
    sheet.take_in()
    taken = next(fact for fact, _ in desk.store.shelves.facts if fact.kind == "TakenIn")
    assert taken.body["sheet"]["parties"][0]["name"] == name
    assert len(screen.outcomes) == 1


def test_somebody_seen_before_is_recognised_by_number(desk: AcceptanceDesk) -> None:
    first, _ = open_item(desk, SOCIAL_CARD)
    enter(first, APPLICANT, "颇文娟", HER_NUMBER, "13800005678", address="示例路 3 号")
    first.take_in()
    again, screen = open_item(desk, MARRIAGE)
    enter(again, APPLICANT, "", HER_NUMBER.lower())
    applicant = again.sheet.applicant
    assert applicant is not None
    assert (applicant.name, applicant.phone, applicant.address) == ("颇文娟", "13800005678", "示例路 3 号")
    assert applicant.sources["phone"] == "reused"
    assert again.seen is not None
    assert again.seen.open_cases == 1
    assert screen.sentences == []


def test_another_name_under_the_same_number_brings_nothing_in(desk: AcceptanceDesk) -> None:
    first, _ = open_item(desk, SOCIAL_CARD)
    enter(first, APPLICANT, "颇文娟", HER_NUMBER, "13800005678")
    first.take_in()
    again, _ = open_item(desk, MARRIAGE)
    enter(again, APPLICANT, "别人", HER_NUMBER)
    applicant = again.sheet.applicant
    assert applicant is not None
    assert applicant.phone == ""


def test_a_likely_duplicate_is_told_never_merged(desk: AcceptanceDesk) -> None:
    first, _ = open_item(desk, SOCIAL_CARD)
    enter(first, APPLICANT, "颇文娟", HER_NUMBER)
    first.take_in()
    again, screen = open_item(desk, SOCIAL_CARD)
    enter(again, APPLICANT, "颇文娟", HER_NUMBER)
    assert screen.sentences[-1].startswith("疑似重复：社会保障卡申领")
    again.draft_id = "another"
    again.take_in()
    assert len(screen.outcomes) == 1


def test_what_the_next_item_of_the_same_person_begins_with() -> None:
    applicant = Party(
        APPLICANT, APPLICANT, PartyKind.NATURAL_PERSON, "甲", phone="13800005678", sources={"name": "card"}
    )
    agent = Party(
        AGENT,
        AGENT,
        PartyKind.NATURAL_PERSON,
        "乙",
        represented=APPLICANT,
        mandate=Mandate(received=True, scope="设立"),
    )
    other = Party("spouse", "spouse", PartyKind.NATURAL_PERSON, "丙", identity_kind=IdentityKind.NONE)
    kept = carried_parties((applicant, agent, other))
    assert [party.name for party in kept] == ["甲", "乙"]
    assert kept[1].mandate is None
    assert set(kept[0].sources.values()) == {"reused"}


def test_a_reason_is_asked_before_the_mark_holds(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, SOCIAL_CARD)
    pressed = sheet.press("m_zp", "X")
    assert pressed is not None
    assert pressed.asking is Asking.REASON
    assert sheet.sheet.entry("m_zp") == MaterialEntry()
    assert sheet.answer("m_zp", Asking.REASON, "  ")
    assert sheet.answer("m_zp", Asking.REASON, " 卡面免照片 ") == ""
    assert sheet.sheet.entry("m_zp").reason == "卡面免照片"


def test_what_the_guide_does_not_allow_is_refused(desk: AcceptanceDesk) -> None:
    sheet, screen = open_item(desk, SOCIAL_CARD)
    sheet.press("m_sfz", "R")
    assert screen.told[0].code == "not_deferrable"
    assert sheet.sheet.entry("m_sfz") == MaterialEntry()


def test_a_draft_of_an_old_release_waits_for_the_clerk() -> None:
    old = small_catalogue("2026.10")
    desk = AcceptanceDesk(old, replace(small_catalogue("2026.12"), effective_from=date(2026, 11, 20)))
    screen = NoScreen()
    sheet = IntakeSheet(RESTAURANT, True, "2026.10", answers={"q1": ("a",), "q2": ("z",), "q4": ("d",)})
    presenter = SheetPresenter(desk.tools(), screen, sheet, "d1", is_draft=True)
    enter(presenter, APPLICANT, "颇文娟", HER_NUMBER)
    assert presenter.opened.is_outdated
    assert presenter.reason_against("take_in") == "办事指南已换到 2026.12 版，先看变化"
    presenter.change(presenter.opened.adopt_release())
    assert presenter.sheet.answers == {"q1": ("a",), "q4": ("d",)}
    assert "先答" in presenter.reason_against("take_in")
    presenter.change(presenter.opened.answer("q2", ("b",)))
    assert presenter.reason_against("take_in") == ""


def test_a_save_in_flight_is_followed_by_the_latest_only(desk: AcceptanceDesk) -> None:
    sheet, _ = open_item(desk, SOCIAL_CARD)
    desk.bridge.at_once = False
    for name in ("颇", "颇文", "颇文娟"):
        enter(sheet, APPLICANT, name)
    desk.bridge.run()
    saved = [command for command in desk.bridge.sent if isinstance(command, SaveDraft)]
    assert [command.sheet.parties[0].name for command in saved] == ["颇", "颇文娟"]
