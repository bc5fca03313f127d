"""The record page without widgets: what is lawful, what a panel asks, and that its command does it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.ui.record.counter import (
    LEADER,
    PERSON,
    REVIEWER,
    Counter,
    agent,
    entry,
    marriage_sheet,
    person,
    restaurant_sheet,
)
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.ui.record.act_commands import Filled
from wenling_desk.ui.record.act_forms import ActForm
from wenling_desk.ui.record.confirm_words import papers_of
from wenling_desk.ui.record.presenter import Done, RecordPresenter
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import StartSpecialProcedure
from wenling_desk.use_cases.take_in import TakeIn

TOMORROW = timedelta(days=1)


class Talk:
    """What the presenter answered."""

    def __init__(self, counter: Counter, presenter: RecordPresenter) -> None:
        self.counter = counter
        self.presenter = presenter
        self.done: list[Done] = []
        self.told: list[Told] = []

    def open(self, record_id: str) -> RecordSheet:
        self.presenter.open(record_id, lambda sheet: None, self.told.append)
        assert not self.told
        return self.sheet

    @property
    def sheet(self) -> RecordSheet:
        assert self.presenter.sheet is not None
        return self.presenter.sheet

    def fill(self, act: str, **values: Any) -> tuple[ActForm, Filled]:
        """A panel as the clerk leaves it: what was prefilled, and these values over it."""
        form = self.presenter.form(act)
        first = {field.field_id: field.initial for field in form.fields}
        chosen = {**first, **values}
        asked = {key: value for key, value in chosen.items() if _asked(form, key, chosen)}
        return form, Filled(asked, form.act.members)

    def send(self, form: ActForm, filled: Filled) -> Done:
        faults = self.presenter.faults(form, filled)
        assert not faults, faults
        self.presenter.send(form, filled, self.done.append, self.told.append)
        assert not self.told, self.told
        self.presenter.read(lambda sheet: None, self.told.append)
        return self.done[-1]

    def act(self, act: str, **values: Any) -> Done:
        """Do it and check that the strip promised exactly the papers that came."""
        form, filled = self.fill(act, **values)
        sentence, verb = self.presenter.strip(form, filled)
        assert verb in sentence
        promised = sorted(kind for kind, count in papers_of(form, filled) for _ in range(count))
        done = self.send(form, filled)
        papers = self.counter.store.shelves.papers
        assert sorted(papers[number].kind for number in done.papers) == promised
        return done


def _asked(form: ActForm, key: str, values: dict[str, Any]) -> bool:
    return next((field.applies(values) for field in form.fields if field.field_id == key), True)


@pytest.fixture
def talk(counter: Counter, presenter: RecordPresenter) -> Talk:
    return Talk(counter, presenter)


def take_in(counter: Counter, sheet: Any = None) -> str:
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet or marriage_sheet())).record_id


def accept(counter: Counter, sheet: Any = None) -> str:
    return counter.do(AcceptCase(command_id=counter.new_id(), sheet=sheet or marriage_sheet())).record_id


def grant(counter: Counter, record_id: str, *members: str) -> None:
    counter.do(
        DecideCase(
            command_id=counter.new_id(), record_id=record_id, members=members, granted=True, way="signed_paper",
            officer="王科",
        )
    )  # fmt: skip


# -- what is lawful --------------------------------------------------------------------------------


def test_what_is_complete_may_be_accepted_and_nothing_is_told(talk: Talk) -> None:
    sheet = talk.open(take_in(talk.counter))
    assert sheet.acts["accept"].possible
    assert sheet.natural == "accept"
    assert talk.presenter.reason_against("request_correction") == "没有缺什么"
    assert "一次性告知、先予受理：没有缺什么" in talk.presenter.reasons(tuple(sheet.acts))


def test_what_is_incomplete_is_told_and_not_accepted(talk: Talk) -> None:
    sheet = talk.open(take_in(talk.counter, marriage_sheet({})))
    assert sheet.natural == "request_correction"
    assert not sheet.acts["accept"].possible
    assert sheet.acts["accept"].reason, "the reason stands on the disabled act"


def test_an_organ_that_delegated_nothing_accepts_itself(talk: Talk) -> None:
    sheet = talk.open(take_in(talk.counter, restaurant_sheet()))
    assert sheet.acts["accept"].members == ("SC006",)
    line = next(line for line in sheet.members if line.code == "ZF001")
    assert dict(line.facts)["用章"] == "部门没有委托受理，由部门盖章"


def test_acts_of_another_role_are_not_on_this_page(talk: Talk) -> None:
    record_id = accept(talk.counter)
    assert "extend" not in talk.open(record_id).acts
    talk.counter.sign_in(LEADER)
    assert talk.open(record_id).acts["extend"].possible


def test_an_act_the_record_does_not_have_says_so(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    assert talk.presenter.act("extend") is None
    assert talk.presenter.reason_against("extend") == "这件现在没有这一步"
    with pytest.raises(KeyError):
        talk.presenter.form("extend")


def test_people_come_before_their_fields_are_edited(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    assert "F4" in talk.presenter.reason_against("edit_field")
    talk.presenter.look("", lambda: None, talk.told.append, talk.told.append)
    assert talk.presenter.reason_against("edit_field") == ""


# -- the three ways ---------------------------------------------------------------------------------


def ways(talk: Talk, act: str) -> list[str]:
    form = talk.presenter.form(act)
    return [way for way, _ in next(field for field in form.fields if field.field_id == "way").choices]


def test_the_counter_enters_papers_and_lists(talk: Talk) -> None:
    talk.open(accept(talk.counter))
    assert ways(talk, "decide") == ["signed_paper", "imported"]
    assert ways(talk, "review") == ["signed_paper"]


def test_the_department_decides_at_its_own_seat(talk: Talk) -> None:
    record_id = accept(talk.counter)
    talk.counter.sign_in(REVIEWER)
    talk.open(record_id)
    assert ways(talk, "decide") == ["seat"]
    done = talk.act("decide", way="seat", outcome="grant", result_number="婚补-001")
    assert len(done.papers) == 1
    assert talk.sheet.member("MZ003").status == "completed"
    assert talk.sheet.record.facts_of("Granted")[0].role == "reviewer"


def test_one_person_may_hold_both(talk: Talk) -> None:
    record_id = accept(talk.counter)
    talk.counter.sign_in(Session("b001", "周全", (Role.CLERK, Role.REVIEWER)))
    talk.open(record_id)
    assert ways(talk, "decide") == ["seat", "signed_paper", "imported"]
    talk.act("decide", way="seat", outcome="deny", reasons="场所不符\n\n人员不符")
    fact = talk.sheet.record.facts_of("Denied")[0]
    assert (fact.role, fact.body["way"]) == ("reviewer", "seat")
    assert fact.body["reasons"] == ["场所不符", "人员不符"]


def test_a_signed_paper_names_its_officer(talk: Talk) -> None:
    talk.open(accept(talk.counter))
    form, filled = talk.fill("decide", outcome="grant")
    assert set(talk.presenter.faults(form, filled)) == {"officer"}
    talk.act("decide", outcome="grant", officer="王科", result_number="X-1")
    fact = talk.sheet.record.facts_of("Granted")[0]
    assert (fact.body["way"], fact.body["officer"], fact.body["decided_on"]) == ("signed_paper", "王科", "2026-11-23")


# -- one act after the other ------------------------------------------------------------------------


def test_accepting_promises_papers_copies_and_seal(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    form, filled = talk.fill("accept")
    assert form.is_empty
    sentence, verb = talk.presenter.strip(form, filled)
    assert verb == "受理"
    assert sentence == "将受理 补领婚姻登记证，出文书 2 份（受理通知书 2），加盖温岭市民政局受理专用章。"
    done = talk.act("accept")
    assert "2 份" not in done.sentence, "one paper was issued, in two copies"
    assert talk.counter.printed == list(done.papers)


def test_telling_once_with_deadline_wording_and_consequence(talk: Talk) -> None:
    talk.open(take_in(talk.counter, marriage_sheet({})))
    form = talk.presenter.form("request_correction")
    assert [gap.label for gap in form.gaps] == ["身份证", "声明书"]
    assert not form.before
    _, filled = talk.fill("request_correction")
    filled = Filled(filled.values, filled.members, {form.gaps[0].ref: "请带身份证原件，今天就能补"})
    sentence, _ = talk.presenter.strip(form, filled)
    assert sentence.endswith("最迟 12-07 周一 补正，逾期视为撤回申请。")
    talk.send(form, filled)
    told = talk.sheet.record.facts_of("CorrectionRequested")[0].body["gaps"]
    assert told[0]["remedy"] == "请带身份证原件，今天就能补"
    assert talk.sheet.natural == "receive_supplement"


def test_a_second_notice_shows_the_first_and_asks_why(talk: Talk) -> None:
    counter = talk.counter
    record_id = take_in(counter, marriage_sheet({}))
    due = counter.clock.now().date() + TOMORROW
    counter.do(RequestCorrection(command_id=counter.new_id(), record_id=record_id, due=due))
    talk.open(record_id)
    form, filled = talk.fill("receive_supplement")
    talk.send(form, Filled(filled.values, filled.members, materials={"m_sfz": entry("original")}))
    form, filled = talk.fill("request_correction")
    assert form.before[0] == "11-23 周一 已经告知过 2 处："
    assert set(talk.presenter.faults(form, filled)) == {"not_seen_before_because"}
    talk.act("request_correction", not_seen_before_because="补交的照片看不清")
    assert talk.sheet.record.facts_of("CorrectionRequested")[-1].body["ordinal"] == 2


def test_a_supplement_brings_something(talk: Talk) -> None:
    counter = talk.counter
    nobody = person(identity_number="", identity_kind=IdentityKind.NONE)
    sheet = marriage_sheet({}, form={}, parties=(nobody, agent(False)))
    record_id = take_in(counter, sheet)
    due = counter.clock.now().date() + TOMORROW
    counter.do(RequestCorrection(command_id=counter.new_id(), record_id=record_id, due=due))
    talk.open(record_id)
    form, filled = talk.fill("receive_supplement")
    assert set(talk.presenter.faults(form, filled)) == {"materials"}
    kinds = {field.field_id.partition(":")[0] for field in form.fields}
    assert kinds >= {"mandate", "identity"}
    values = dict(filled.values)
    for field in form.fields:
        kind, _, ref = field.field_id.partition(":")
        if kind == "mandate":
            values[field.field_id] = True
        elif field.kind == "choice":
            values[field.field_id] = field.choices[0][0]
        else:
            values[field.field_id] = "社保卡" if kind == "identity" else f"值 {ref}"
    materials = {"m_sfz": entry("original"), "m_sms": entry("original")}
    talk.send(form, Filled(values, filled.members, materials=materials))
    assert talk.sheet.acts["accept"].possible
    parties = talk.sheet.case.sheet.parties if talk.sheet.case is not None else ()
    assert parties[0].alternative_proof == "社保卡"
    assert parties[1].mandate is not None
    assert parties[1].mandate.received


def test_deferral_and_its_end(talk: Talk) -> None:
    counter = talk.counter
    materials = {"m_jk": entry("missing"), "m_zd": entry("original")}
    record_id = take_in(counter, restaurant_sheet(materials))
    counter.do(AcceptCase(command_id=counter.new_id(), record_id=record_id, members=("SC006",)))
    grant(counter, record_id, "SC006")
    talk.open(record_id)
    assert talk.sheet.member("SC017").status == "taken_in", "the serial member started"
    form, filled = talk.fill("defer")
    assert form.act.members == ("SC017",)
    assert form.before == ("容缺：从业人员健康证明",)
    talk.act("defer")
    assert talk.sheet.member("SC017").status == "accepted_deferred"
    form, filled = talk.fill("receive_supplement")
    assert form.materials == ("m_jk",)
    done = talk.send(form, Filled(filled.values, filled.members, materials={"m_jk": entry("copy")}))
    assert talk.sheet.member("SC017").status == "accepted"
    assert len(done.papers) == 1


def test_a_decision_says_which_member_starts_with_it(talk: Talk) -> None:
    record_id = accept(talk.counter, restaurant_sheet())
    talk.open(record_id)
    form, filled = talk.fill("decide", outcome="grant", officer="王科")
    filled = Filled(filled.values, ("SC006",))
    sentence, verb = talk.presenter.strip(form, filled)
    assert verb == "准予"
    assert sentence.endswith("② 食品经营许可核发随之开始办理。")


def test_refusing_names_the_right_organ(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    form, filled = talk.fill("refuse_acceptance", ground="not_this_organ", reasons="不归民政局管")
    assert set(talk.presenter.faults(form, filled)) == {"right_organ"}
    talk.act("refuse_acceptance", ground="not_this_organ", reasons="不归民政局管", right_organ="公安局")
    assert talk.sheet.member("MZ003").status == "acceptance_refused"
    assert talk.sheet.natural == "deliver_result", "a refusal is served too"


def test_withdrawing_needs_the_signed_request_and_gives_materials_back(talk: Talk) -> None:
    talk.open(take_in(talk.counter, marriage_sheet({"m_sfz": entry("original"), "m_sms": entry("original")})))
    form, filled = talk.fill("withdraw")
    assert set(talk.presenter.faults(form, filled)) == {"request_received"}
    returned = next(field for field in form.fields if field.field_id == "returned")
    assert [name for _, name in returned.choices] == ["身份证", "声明书"]
    form, filled = talk.fill("withdraw", request_received=True, returned=("m_sfz",))
    assert talk.presenter.strip(form, filled)[0].endswith("退还材料 1 份。")
    talk.act("withdraw", request_received=True, returned=("m_sfz",))
    assert talk.sheet.record.facts_of("Withdrawn")[0].body["returned"] == ["m_sfz"]
    assert not talk.sheet.is_open


def test_deem_withdrawn_only_after_the_last_day(talk: Talk) -> None:
    counter = talk.counter
    record_id = take_in(counter, marriage_sheet({}))
    due = counter.clock.now().date() + TOMORROW
    counter.do(RequestCorrection(command_id=counter.new_id(), record_id=record_id, due=due))
    assert not talk.open(record_id).acts["deem_withdrawn"].possible
    counter.clock.on(days=2)
    talk.open(record_id)
    talk.act("deem_withdrawn")
    assert talk.sheet.member("MZ003").status == "deemed_withdrawn"


def test_revoking_early_needs_what_is_still_wrong(talk: Talk) -> None:
    counter = talk.counter
    materials = {"m_jk": entry("missing"), "m_cs": entry("missing"), "m_zd": entry("original")}
    record_id = take_in(counter, restaurant_sheet(materials, answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)}))
    due = counter.clock.now().date() + TOMORROW
    counter.do(DeferMaterials(command_id=counter.new_id(), record_id=record_id, due=due))
    counter.sign_in(LEADER)
    assert talk.open(record_id).acts["revoke_acceptance"].reason == "期限还没有过"
    form, filled = talk.fill("receive_supplement")
    talk.send(form, Filled(filled.values, filled.members, materials={"m_cs": entry("copy")}))
    form, filled = talk.fill("revoke_acceptance", reasons="健康证明过期")
    assert set(talk.presenter.faults(form, filled)) == {"still_wrong"}
    counter.clock.on(days=3)
    talk.open(record_id)
    form, filled = talk.fill("revoke_acceptance", reasons="健康证明没有补")
    assert not talk.presenter.faults(form, filled)
    talk.act("revoke_acceptance", reasons="健康证明没有补")
    assert talk.sheet.member("SC017").status == "acceptance_revoked"


def test_special_procedure_pauses_and_says_how_the_day_was_counted(talk: Talk) -> None:
    counter = talk.counter
    record_id = accept(counter, restaurant_sheet(answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)}))
    counter.sign_in(LEADER)
    talk.open(record_id)
    end = (counter.clock.now().date() + timedelta(days=3)).isoformat()
    values = {"procedure": "expert_review", "reason": "布局要专家看", "expected_end": end, "approver": "李局"}
    talk.act("start_special_procedure", **values)
    line = talk.sheet.members[0]
    assert line.due.state == "paused"
    assert line.count.startswith("11-23 起进入特别程序，不计期限")
    counter.clock.on(days=3)
    talk.open(record_id)
    talk.act("end_special_procedure", result="通过")
    assert "扣除特别程序 3 天" in talk.sheet.members[0].count
    assert talk.sheet.members[0].count.startswith("受理 11-23，次日起算，5 个工作日")


def test_extending_takes_whole_days(talk: Talk) -> None:
    record_id = accept(talk.counter, restaurant_sheet(answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)}))
    talk.counter.sign_in(LEADER)
    talk.open(record_id)
    form, filled = talk.fill("extend", days="1.5", reason="复杂", approver="李局")
    assert set(talk.presenter.faults(form, filled)) == {"days"}
    talk.act("extend", days="10", reason="案情复杂", approver="李局")
    assert "含延期 10 个工作日" in talk.sheet.members[0].count


def test_terminating_prints_the_summary(talk: Talk) -> None:
    record_id = accept(talk.counter)
    talk.counter.sign_in(LEADER)
    talk.open(record_id)
    talk.act("terminate", reasons="对象不存在了")
    assert talk.sheet.member("MZ003").status == "terminated"


def test_delivering_by_proxy_needs_the_proof(talk: Talk) -> None:
    counter = talk.counter
    record_id = accept(counter)
    grant(counter, record_id)
    talk.open(record_id)
    form, filled = talk.fill("deliver_result", receiver=PERSON, by_proxy=True)
    assert set(talk.presenter.faults(form, filled)) == {"proof"}
    sentence, _ = talk.presenter.strip(form, filled)
    assert PERSON not in sentence, "the strip may be read by the next in line"
    talk.act("deliver_result", receiver=PERSON, by_proxy=True, proof="委托书", relation="夫妻")
    assert talk.sheet.member("MZ003").delivered
    assert talk.sheet.natural == ""


def test_delivering_again_says_why(talk: Talk) -> None:
    counter = talk.counter
    record_id = accept(counter)
    grant(counter, record_id)
    counter.do(DeliverResult(command_id=counter.new_id(), record_id=record_id, way="courier", receiver=PERSON))
    talk.open(record_id)
    form, filled = talk.fill("deliver_result", receiver=PERSON)
    assert set(talk.presenter.faults(form, filled)) == {"again_because"}
    talk.act("deliver_result", receiver=PERSON, again_because="快递退回")
    assert len(talk.sheet.record.facts_of("ResultDelivered")) == 2


def test_the_official_number_is_never_ours(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    form, filled = talk.fill("record_official_number", official_number="331081202611230001")
    assert not talk.presenter.needs_strip(form)
    talk.send(form, filled)
    assert dict(talk.sheet.members[0].facts)["办件编号"] == "331081202611230001"
    assert talk.sheet.headline.number.startswith("331081-26-")


def test_editing_a_field_keeps_what_was_seen(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    form, filled = talk.fill("edit_field", field="marriage_reissue_reason", new="损毁")
    talk.send(form, filled)
    fact = talk.sheet.record.facts_of("FormFieldEdited")[0]
    assert (fact.body["seen"], fact.body["new"]) == ("遗失", "损毁")


def test_on_the_spot_corrections_need_no_notice(talk: Talk) -> None:
    talk.open(take_in(talk.counter, marriage_sheet({"m_sfz": entry("exempt")})))
    form, filled = talk.fill("correct_on_the_spot", what="补签声明书")
    talk.send(form, Filled(filled.values, filled.members, materials={"m_sms": entry("original")}))
    assert talk.sheet.acts["accept"].possible


def test_the_summary_prints(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    talk.act("issue_case_summary")


# -- refusals, rating, looks ------------------------------------------------------------------------


def test_a_refused_act_changes_nothing_and_can_be_tried_again(talk: Talk) -> None:
    counter = talk.counter
    record_id = take_in(counter, marriage_sheet({}))
    talk.open(record_id)
    form, filled = talk.fill("request_correction", due="2026-11-20")
    talk.presenter.send(form, filled, talk.done.append, talk.told.append)
    assert [told.code for told in talk.told] == ["deadline_not_ahead"]
    assert not counter.printed
    talk.told.clear()
    talk.act("request_correction")


def test_pressing_twice_is_one_act(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.open(take_in(talk.counter))
    form, filled = talk.fill("accept")
    ids = []

    def held(command: Any, *_: Any) -> None:
        ids.append(command.command_id)

    monkeypatch.setattr(talk.counter.bridge, "submit", held)
    for _ in range(2):
        talk.presenter.send(form, filled, talk.done.append, talk.told.append)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_the_receiver_is_filled_in_only_where_the_people_are_shown(talk: Talk) -> None:
    record_id = accept(talk.counter)
    grant(talk.counter, record_id)
    talk.open(record_id)
    assert talk.fill("deliver_result")[1].text("receiver") == ""
    talk.presenter.look("申请人来取", lambda: None, talk.told.append, talk.told.append)
    assert talk.fill("deliver_result")[1].text("receiver") == PERSON


def test_wording_of_gaps_of_members_left_out_is_left_out(talk: Talk) -> None:
    materials = {"m_djs": entry("missing"), "m_zp": entry("missing")}
    talk.open(take_in(talk.counter, restaurant_sheet(materials)))
    form, filled = talk.fill("request_correction")
    assert {gap.ref for gap in form.gaps} == {"m_djs", "m_zp"}
    filled = Filled(filled.values, ("SC006",), {"m_djs": "请签字", "m_zp": "请带照片"})
    talk.send(form, filled)
    told = talk.sheet.record.facts_of("CorrectionRequested")[0].body["gaps"]
    assert [gap["remedy"] for gap in told] == ["请签字"]


def test_a_rating_is_the_applicants_and_once(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    assert next(name for name, _ in talk.presenter.grades()) == "very_satisfied"
    talk.presenter.rate("fair", "touch", talk.told.append)
    talk.presenter.read(lambda sheet: None, talk.told.append)
    assert ("已评价：基本满意", "quiet") in talk.sheet.headline.marks
    assert not talk.sheet.acts["rate"].possible


def test_the_own_open_case_is_looked_at_silently_and_logged(talk: Talk) -> None:
    talk.open(take_in(talk.counter))
    assert talk.presenter.look_silently()
    shown: list[bool] = []
    talk.presenter.look("", lambda: shown.append(True), talk.told.append, talk.told.append)
    assert shown
    assert [look.kind for look in talk.counter.store.shelves.looks] == ["PersonLookedAt"]
    talk.presenter.hide_people()
    assert not talk.presenter.looked


def test_anybody_elses_case_needs_a_reason(talk: Talk) -> None:
    record_id = take_in(talk.counter)
    talk.counter.sign_in(LEADER)
    talk.open(record_id)
    assert not talk.presenter.look_silently()
    talk.presenter.look("  ", lambda: pytest.fail("shown without a reason"), talk.told.append, talk.told.append)
    assert [told.code for told in talk.told] == ["reveal_needs_reason"]
    assert not talk.counter.store.shelves.looks
    shown: list[bool] = []
    talk.presenter.look("申请人来电查进度", lambda: shown.append(True), talk.told.append, talk.told.append)
    assert shown
    assert talk.counter.store.shelves.looks[0].reason == "申请人来电查进度"


def test_the_next_record_begins_masked_and_empty(talk: Talk) -> None:
    first, second = take_in(talk.counter), take_in(talk.counter, restaurant_sheet())
    talk.open(first)
    talk.presenter.look("", lambda: None, talk.told.append, talk.told.append)
    talk.open(second)
    assert not talk.presenter.looked
    assert talk.sheet.record_id == second


def test_a_record_that_is_not_here_is_said(talk: Talk) -> None:
    talk.presenter.open("nowhere", lambda sheet: pytest.fail("there is none"), talk.told.append)
    assert [told.code for told in talk.told] == ["no_such_record"]


def test_a_special_procedure_of_the_use_case_reads_the_same(talk: Talk) -> None:
    counter = talk.counter
    record_id = accept(counter)
    counter.sign_in(LEADER)
    end = counter.clock.now().date() + timedelta(days=9)
    counter.do(
        StartSpecialProcedure(
            command_id=counter.new_id(), record_id=record_id, procedure="hearing", reason="听证", expected_end=end,
            approver="李局",
        )
    )  # fmt: skip
    assert talk.open(record_id).timeline[0].sentence == "特别程序：听证，预计到 12-02 周三，听证，李局批准"
