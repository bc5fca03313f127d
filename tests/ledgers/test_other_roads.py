"""The roads the scenarios of projects, intermediaries and tenders do not take: protests, claims, pauses, endings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.ledgers.scenario import PEOPLE
from tests.support.fakes import CHINA, Counter
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger_entry import LedgerEntry
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.ledger_list import ledger_entry

Step = tuple[str, str, str, Mapping[str, Any], str]
"""Day, role, act, values, and the status after it; a code with a ``!`` is a refusal."""

LINK = "https://example.invalid/1"
PROJECT = {
    "name": "示例项目", "developer": "示例公司", "trade": "industry", "investment": 1000, "town": "331081001",
    "planned_start": "2027-01-20",
}  # fmt: skip
PLEDGE = {"name": "示例文旅项目", "developer": "示例公司", "sort": "tourism", "investment": 9000, "lead": "WGJ"}
STANDARDS = {"standards": [{"line": "intensity", "promised": "400"}], "signer": "陈示例"}
TENDER = {
    "project_name": "示例工程", "owner": "示例建设公司", "evaluated_on": "2026-11-23", "evaluation_method": "scored",
    "committee": 5, "candidates": [{"name": "甲公司"}], "platform_link": LINK,
}  # fmt: skip
AWARD = {
    "award_way": "draw", "decided_on": "2026-11-24", "decided_by": "王示例", "members": 3, "winner": "乙公司",
    "award_price": 100, "reasons": "抽签抽中",
}  # fmt: skip
COMPANY = {"name": "示例担保公司", "sort": "guarantor", "covers": ["bid"]}
EXPERT = {
    "name": "林示例", "fields_of_work": ["fire"], "title_of_post": "高级工程师", "unit": "示例研究院",
    "term_until": "2026-12-31",
}  # fmt: skip
DEMAND = {"project_name": "示例厂房", "owner": "示例公司", "service_name": "日照分析", "budget": 9000}
SEATS = {
    "project_name": "示例桥梁", "main_place": "台州", "seats": 3, "day": "2026-11-25", "until_day": "2026-11-25",
    "begins": "09:00", "ends": "11:00", "experts_from": "示例县", "booked_by": "示例代理",
}  # fmt: skip
REVIEW = {
    "subject": "示例会审", "step": "design", "convened_by": "陈晓", "ends_on": "2026-11-30",
    "asked": [{"unit": "ZJJ"}, {"unit": "FGJ"}],
}  # fmt: skip

ROADS: Mapping[str, tuple[str, tuple[Step, ...]]] = {
    "a project that leaves the library": ("investment_project", (
        ("2026-11-23", "clerk", "list_project", PROJECT, "listed"),
        ("2026-11-24", "clerk", "amend_project", {"investment": 1200, "reason": "少写了二期"}, "listed"),
        ("2026-11-24", "clerk", "leave_library", {"reason": "企业不投了"}, "!not_permitted"),
        ("2026-11-24", "team_leader", "leave_library", {"reason": "企业不投了"}, "project_left"),
    )),
    "a permit that came too late": ("investment_project", (
        ("2026-11-23", "clerk", "list_project", PROJECT, "listed"),
        ("2026-11-23", "team_leader", "appoint_agent", {"agent": "0301", "wanted_by": "陈示例"}, "served"),
        ("2026-11-23", "team_leader", "change_agent", {"agent": "0302", "reason": "轮岗"}, "served"),
        ("2026-11-24", "project_agent", "log_agent_work", {"visit_log": [{"what": "上门"}]}, "served"),
        ("2026-11-24", "project_agent", "issue_build_permit", {"permit_on": "2026-11-24", "permit_number": "1"},
         "!land_contract_missing"),
        ("2026-11-24", "project_agent", "sign_land_contract", {"land_contract": "2026-11-24"}, "served"),
        ("2026-11-30", "project_agent", "issue_build_permit", {"permit_on": "2026-11-30", "permit_number": "1"},
         "served"),
        ("2026-11-30", "team_leader", "confirm_land_to_build", {"allowed_days": 9}, "!value_too_great"),
        ("2026-11-30", "team_leader", "confirm_land_to_build", {}, "!permit_too_late"),
    )),
    "a pledge that is objected to, kept, broken and revoked": ("pledged_project", (
        ("2026-11-23", "clerk", "apply_pledge", PLEDGE, "applied"),
        ("2026-11-23", "clerk", "check_negative_list", {}, "eligible"),
        ("2026-11-23", "clerk", "sign_pledge", STANDARDS, "pledged"),
        ("2026-11-23", "clerk", "publish_pledge", {"notice_place": "中心网站"}, "in_notice"),
        ("2026-11-24", "clerk", "object_to_pledge", {"objection": "噪声大"}, "disputed_pledge"),
        ("2026-11-25", "team_leader", "decide_on_pledge",
         {"objection_result": "unfounded", "objection_why": "已测，达标"}, "in_notice"),
        ("2026-12-02", "clerk", "end_pledge_notice", {}, "!notice_still_runs"),
        ("2026-12-03", "clerk", "end_pledge_notice", {}, "noticed"),
        ("2026-12-03", "clerk", "file_pledge", {"filing_number": "2612"}, "filed"),
        ("2026-12-04", "team_leader", "find_breach",
         {"breach_line": "other", "breach": "未批先建", "mend_by": "2026-12-10"}, "breached"),
        ("2026-12-11", "team_leader", "revoke_pledge", {"measure": "撤销"}, "!another_person_needed"),
    )),
    "a founded objection ends the pledge": ("pledged_project", (
        ("2026-11-23", "clerk", "apply_pledge", PLEDGE, "applied"),
        ("2026-11-23", "clerk", "check_negative_list", {}, "eligible"),
        ("2026-11-23", "clerk", "sign_pledge", STANDARDS, "pledged"),
        ("2026-11-23", "clerk", "publish_pledge", {"notice_place": "中心网站"}, "in_notice"),
        ("2026-11-24", "clerk", "object_to_pledge", {"objection": "压了红线"}, "disputed_pledge"),
        ("2026-11-25", "team_leader", "revoke_objected_pledge",
         {"objection_result": "founded", "objection_why": "属实"}, "pledge_revoked"),
    )),
    "a project on the negative list takes the ordinary way": ("pledged_project", (
        ("2026-11-23", "clerk", "apply_pledge", PLEDGE, "applied"),
        ("2026-11-23", "clerk", "turn_to_ordinary", {"negative_hits": ["farmland"], "reason": "占基本农田"},
         "not_suited"),
    )),
    "a review with one more department, then called off": ("approval_dispatch", (
        ("2026-11-23", "clerk", "convene_review", REVIEW, "convened"),
        ("2026-11-23", "clerk", "ask_one_more", {"asked": [{"unit": "ZRZY"}]}, "convened"),
        ("2026-11-24", "clerk", "give_opinion", {"opinions": [{"unit": "STHJ", "opinion": "agree"}]},
         "!department_not_asked"),
        ("2026-11-24", "team_leader", "cancel_review", {"reason": "企业撤了方案"}, "cancelled_review"),
    )),
    "a protest stops the letter of award": ("tender_result", (
        ("2026-11-23", "clerk", "register_evaluation", TENDER, "evaluated"),
        ("2026-11-23", "clerk", "amend_evaluation",
         {"candidates": [{"name": "乙公司"}], "reason": "抄错名单"}, "evaluated"),
        ("2026-11-24", "reviewer", "decide_award", {**AWARD, "winner": "甲公司"}, "!winner_not_a_candidate"),
        ("2026-11-24", "reviewer", "decide_award", AWARD, "decided"),
        ("2026-11-24", "clerk", "announce_award", {"announcement_link": "公示栏"}, "!value_form"),
        ("2026-11-24", "clerk", "announce_award", {"announcement_link": LINK}, "announced"),
        ("2026-11-25", "clerk", "take_protest", {"protester": "丙公司", "protest": "业绩造假"}, "protested"),
        ("2026-11-26", "reviewer", "answer_protest", {"reply": "已核，属实有效"}, "announced"),
        ("2026-11-27", "clerk", "issue_award_notice", {"notice_number": "1"}, "!notice_still_runs"),
        ("2026-11-27", "team_leader", "end_without_award", {"reason": "流标"}, "ended_tender"),
    )),
    "a guarantee that is claimed and paid": ("e_guarantee", (
        ("2026-11-24", "clerk", "claim_guarantee", {"claim": "中标人不签约"}, "claimed"),
        ("2026-11-25", "team_leader", "reject_claim", {"reason": "已补签"}, "in_force"),
        ("2026-12-01", "clerk", "claim_guarantee", {"claim": "又不签"}, "claimed"),
        ("2026-12-02", "clerk", "pay_guarantee", {"paid": 1000}, "paid_out"),
    )),
    "a guarantee is not claimed after its last day": ("e_guarantee", (
        ("2026-12-25", "clerk", "claim_guarantee", {"claim": "迟了"}, "!guarantee_expired"),
        ("2026-12-25", "clerk", "extend_guarantee", {"expires_on": "2026-12-24", "reason": "笔误"},
         "!extension_not_later"),
        ("2026-12-25", "clerk", "discharge_guarantee", {"reason": "退回"}, "discharged"),
    )),
    "an expert pauses, comes back and leaves": ("expert", (
        ("2026-11-23", "clerk", "enrol_expert", EXPERT, "enrolled"),
        ("2026-11-24", "team_leader", "pause_expert", {"reason": "出国"}, "paused"),
        ("2026-11-25", "team_leader", "resume_expert", {"reason": "回来了"}, "enrolled"),
        ("2026-11-26", "team_leader", "renew_expert", {"term_until": "2029-12-31"}, "enrolled"),
        ("2026-11-27", "team_leader", "release_expert", {"reason": "退休"}, "left_pool"),
    )),
    "a demand nobody can meet": ("online_deal", (
        ("2026-11-23", "clerk", "post_demand", {**DEMAND, "budget": 1000000}, "!value_too_great"),
        ("2026-11-23", "clerk", "post_demand", DEMAND, "asked"),
        ("2026-11-24", "clerk", "collect_offers", {"offers": [{"agency": "甲", "price": 9500}]}, "offered_to"),
        ("2026-11-24", "clerk", "choose_agency",
         {"way": "owner_choice", "agency": "丁", "price": 1, "choice_note": "熟人", "owner_person": "陈示例"},
         "!agency_made_no_offer"),
        ("2026-11-24", "reviewer", "choose_agency",
         {"way": "owner_choice", "agency": "甲", "price": 1, "choice_note": "好", "owner_person": "陈示例"},
         "!agency_designated"),
        ("2026-11-24", "clerk", "choose_agency",
         {"way": "owner_choice", "chosen_by": "organ", "agency": "甲", "price": 1, "choice_note": "好",
          "owner_person": "陈示例"}, "!owner_choice_needed"),
        ("2026-11-25", "clerk", "fail_deal", {"reason": "超预算"}, "failed"),
    )),
    "seats that move to another day": ("remote_evaluation", (
        ("2026-11-23", "clerk", "book_seats", SEATS, "booked_seats"),
        ("2026-11-24", "clerk", "test_equipment", {"equipment": [{"what": "line", "state": "ready"}]}, "ready"),
        ("2026-11-24", "clerk", "move_seats",
         {"day": "2026-11-27", "until_day": "2026-11-27", "begins": "14:00", "ends": "16:00", "reason": "专家改期"},
         "booked_seats"),
        ("2026-11-25", "clerk", "cancel_seats", {"reason": "项目撤回"}, "cancelled_seats"),
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


class Road:
    """One entry on its way."""

    def __init__(self, counter: Counter, kind: str) -> None:
        self.counter, self.kind, self.record_id = counter, kind, ""

    def act(self, kind: str, day: str, role: str, action: str, values: Mapping[str, Any], record_id: str = "") -> str:
        self.counter.clock.moment = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=CHINA)
        self.counter.sign_in(Session(*PEOPLE[role], (Role(role),)))
        changes = self.counter.do(ActInLedger, kind=kind, record_id=record_id, action=action, values=values)
        return changes.record_id

    def step(self, step: Step) -> None:
        day, role, action, values, wanted = step
        try:
            self.record_id = self.act(self.kind, day, role, action, values, self.record_id)
            found = self.entry().status
        except DeskRefusal as refusal:
            found = f"!{refusal.code}"
        assert found == wanted, (action, values)

    def entry(self) -> LedgerEntry:
        with self.counter.store.reading() as reading:
            return ledger_entry(self.counter.desk, reading, self.record_id).entry


@pytest.mark.parametrize("road", sorted(ROADS))
def test_a_road(road: str, catalogue: Catalogue) -> None:
    kind, steps = ROADS[road]
    walked = Road(Counter(catalogue), kind)
    if kind == "e_guarantee":
        company = walked.act("guarantee_company", "2026-11-23", "clerk", "approve_company", COMPANY)
        guarantee = {
            "guarantee_number": "BH-1", "company": company, "project_name": "示例工程", "bidder": "甲公司",
            "owner": "示例建设公司", "sort": "bid", "amount": 1000, "expires_on": "2026-12-24",
        }  # fmt: skip
        walked.step(("2026-11-23", "clerk", "register_guarantee", guarantee, "in_force"))
    for step in steps:
        walked.step(step)


def test_months_earlier_is_negative_where_work_began_late(catalogue: Catalogue) -> None:
    walked = Road(Counter(catalogue), "investment_project")
    walked.step(("2026-11-23", "clerk", "list_project", {**PROJECT, "planned_start": "2026-11-25"}, "listed"))
    walked.step(("2026-11-23", "team_leader", "appoint_agent", {"agent": "0301", "wanted_by": "陈示例"}, "served"))
    assert not walked.entry().late
    walked.step(("2027-01-04", "project_agent", "start_project", {"actual_start": "2027-01-04"}, "building"))
    assert walked.entry().values["months_earlier"] == -1


def test_a_project_is_late_once_its_planned_start_is_past(catalogue: Catalogue) -> None:
    walked = Road(Counter(catalogue), "investment_project")
    walked.step(("2026-11-23", "clerk", "list_project", {**PROJECT, "planned_start": "2026-11-25"}, "listed"))
    walked.step(("2026-11-24", "team_leader", "appoint_agent", {"agent": "0301", "wanted_by": "陈示例"}, "served"))
    assert (walked.entry().due_clock, walked.entry().late) == ("start", False)
    walked.step(("2026-11-26", "project_agent", "log_agent_work", {"visit_log": [{"what": "上门"}]}, "served"))
    assert walked.entry().late
