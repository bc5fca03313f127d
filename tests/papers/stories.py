"""Real cases that between them bring out every kind of paper. Nobody in them lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.papers.paper_desk import AGENT, PERSON, PaperDesk, bring, ids_of
from tests.papers.stories_archive import archived, archived_again
from tests.papers.stories_back_room import advised, delayed
from tests.papers.stories_batches import batch, large_batch
from tests.papers.stories_collecting import COLLECTED
from tests.papers.stories_day import DAYS
from tests.papers.stories_handover import HANDOVERS
from tests.papers.stories_repairs import REPAIRS
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance

FOOD = "SC017"
"""食品经营许可: a licence with five working days, accepted here under a delegation."""
COMPANY = "WL-QY-01"
"""企业开办: a company first, the seal, taxes and insurances when it is registered."""
RESTAURANT = "WL-QY-03"
HOUSE = "WL-GR-07"
"""二手房: filing, levy and confirmation, one after the other."""


def new_company(desk: PaperDesk) -> str:
    """Taken in with an agent; the first member is registered, the others start, and the rest is withdrawn."""
    granted = {
        "act": "decide",
        "granted": True,
        "way": "signed_paper",
        "officer": "王科长",
        "result_number": "91331081MA2TEST01X",
    }
    return desk.run(
        target=COMPANY,
        agent=AGENT,
        other_materials="complete",
        act="take_in",
        then=[
            {"act": "accept"},
            {**granted, "wait": 1},
            {"act": "accept"},
            {"act": "deliver", "way": "counter", "receiver": "林晓"},
            {"act": "rate", "grade": "satisfied"},
            {"act": "case_summary"},
            {"act": "withdraw", "wait": 1, "request_received": True, "reason": "不办了。", "returned": ["m_zc"]},
        ],
    )


def accepted_at_once(desk: PaperDesk) -> str:
    """A bundle accepted while the applicant stands there: what is not accepted yet gets its 收件凭证."""
    return desk.run(target=COMPANY, other_materials="complete", act="accept")


def single_licence(desk: PaperDesk) -> str:
    """Accepted, paused by an expert review, extended, refused, and the refusal posted."""
    return desk.run(
        target=FOOD,
        other_materials="complete",
        act="accept",
        delivery={"way": "courier", "address": "温岭市某某路 1 号"},
        then=[
            {
                "act": "start_special_procedure",
                "wait": 1,
                "procedure": "expert_review",
                "reason": "需要专家评审布局方案。",
                "expected_end": "2026-11-10",
                "approver": "张局",
            },
            {"act": "end_special_procedure", "wait": 6},
            {"act": "extend", "days": 10, "reason": "现场核查后需要整改复核。", "approver": "李局"},
            {
                "act": "decide",
                "granted": False,
                "way": "signed_paper",
                "officer": "王科长",
                "reasons": ["经营场所距离污染源不足二十五米。", "没有与品种相适应的冷藏设备。"],
            },
            {"act": "deliver", "way": "courier", "receiver": "欧阳"},
        ],
    )


def corrected(desk: PaperDesk) -> str:
    """Four gaps told at once, half of them mended, a second notice with its reason, then everything."""
    marks = {
        "m_cs": "missing",
        "m_jk": "missing",
        "m_zd": {"mark": "original", "defect": "没有写食品安全管理员"},
        "m_xcy": "generated",
    }
    return desk.run(
        target=RESTAURANT,
        agent={**AGENT, "mandate": {"received": False}},
        materials=marks,
        other_materials="complete",
        act="request_correction",
        due="2026-11-20",
        then=[
            {"act": "receive_supplement", "wait": 3, "materials": {"m_cs": "copy", "m_jk": "original"}},
            {
                "act": "request_correction",
                "due": "2026-11-27",
                "not_seen_before_because": "补交的场所证明上才看出地址不一致。",
            },
            {"act": "case_summary"},
        ],
    )


def mended_and_accepted(desk: PaperDesk) -> str:
    """Everything came after one notice: the clock starts on that day."""
    return desk.run(
        target=FOOD,
        other_materials="missing",
        act="request_correction",
        due="2026-11-20",
        then=[
            {"act": "receive_supplement", "wait": 3, "materials": bring(ids_of(desk, FOOD))},
            {"act": "accept"},
            {"act": "decide", "granted": True, "way": "signed_paper", "officer": "王科长", "result_number": "JY1331"},
            {"act": "deliver", "way": "counter", "receiver": PERSON["name"]},
        ],
    )


def silent(desk: PaperDesk) -> str:
    """Nothing came: the application counts as withdrawn."""
    marks = {"m_sqs": "original", "m_bjlct": "missing", "m_spaqzd": "missing"}
    return desk.run(
        target=FOOD,
        materials=marks,
        act="request_correction",
        due="2026-11-20",
        then=[{"act": "deem_withdrawn", "wait": 21}, {"act": "deliver", "way": "courier", "receiver": "欧阳"}],
    )


def still_wrong(desk: PaperDesk) -> str:
    """Mended but still wrong: refused, and served on a son."""
    return desk.run(
        target=FOOD,
        other_materials="missing",
        act="request_correction",
        due="2026-11-20",
        then=[
            {"act": "receive_supplement", "wait": 3, "materials": {"m_sqs": "original"}},
            {
                "act": "refuse_acceptance",
                "ground": "still_wrong_after_correction",
                "reasons": ["布局流程图与现场不符。"],
            },
            {
                "act": "deliver",
                "way": "counter",
                "receiver": "王禾",
                "by_proxy": True,
                "proof": "授权委托书",
                "relation": "父子",
            },
        ],
    )


def wrong_organ(desk: PaperDesk) -> str:
    """Refused, with the organ to go to."""
    return desk.run(
        target=FOOD,
        other_materials="complete",
        act="refuse_acceptance",
        ground="not_this_organ",
        reasons=["特殊食品由台州市市场监督管理局负责。"],
        right_organ="台州市市场监督管理局",
    )


def not_required(desk: PaperDesk) -> str:
    """No licence is needed."""
    return desk.run(
        target=FOOD, other_materials="complete", act="declare_not_required", reasons=["销售预包装食品只需备案。"]
    )


def on_the_spot(desk: PaperDesk) -> str:
    """An 即办件 finished during the visit."""
    return desk.run(
        target="SC006", other_materials="complete", act="finish_on_the_spot", result_number="92331081MA2TEST01X"
    )


def deferred(desk: PaperDesk) -> str:
    """Two materials may follow; one comes, then the other."""
    return desk.run(
        target=RESTAURANT,
        materials={"m_cs": "deferred", "m_jk": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-11-06",
        then=[
            {"act": "receive_supplement", "wait": 1, "materials": {"m_cs": "copy"}},
            {"act": "receive_supplement", "wait": 1, "materials": {"m_jk": "original"}},
        ],
    )


def revoked(desk: PaperDesk) -> str:
    """The deferred material never came."""
    return desk.run(
        target=COMPANY,
        answers={"q2": "b"},
        agent=AGENT,
        materials={"m_zl": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-12-01",
        then=[{"act": "revoke_acceptance", "wait": 30, "reasons": ["补交期限届满，没有补交租赁合同。"]}],
    )


def withdrawn(desk: PaperDesk) -> str:
    """Two of three materials go back, one stays."""
    returned = ids_of(desk, FOOD)[:2]
    return desk.run(
        target=FOOD,
        agent=AGENT,
        other_materials="complete",
        act="take_in",
        then=[
            {"act": "withdraw", "wait": 1, "request_received": True, "reason": "另行选址。", "returned": list(returned)}
        ],
    )


def terminated(desk: PaperDesk) -> str:
    """Pointless now: the reasons stand in the summary."""
    return desk.run(
        target=FOOD,
        other_materials="complete",
        act="accept",
        then=[{"act": "terminate", "wait": 1, "reasons": ["申请人已经注销，没有必要继续办理。"]}],
    )


def voided_by_the_organ(desk: PaperDesk) -> str:
    """An acceptance notice made void."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    return desk.void(desk.paper(record_id, "acceptance_notice").number)


def voided_by_the_centre(desk: PaperDesk) -> str:
    """An intake receipt made void; the old one was not given back."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    return desk.void(desk.paper(record_id, "intake_receipt").number, collected=False)


def deemed_accepted(desk: PaperDesk) -> str:
    """Nobody told the applicant in time: accepted by force of law, then extended."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    desk.later(days=8)
    desk.do(MarkDeemedAcceptance(command_id=desk.ids.new_id(), record_id=record_id))
    desk.clock.moment = desk.clock.moment.replace(day=10)
    return desk.act(record_id, act="extend", days=5, reason="需要现场核查。", approver="李局")


def with_official_number(desk: PaperDesk) -> str:
    """The provincial platform's number came; ours is never shown as that one."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    desk.do(
        RecordOfficialNumber(command_id=desk.ids.new_id(), record_id=record_id, official_number="331081202611030000456")
    )
    return desk.act(record_id, act="accept")


def house(desk: PaperDesk) -> str:
    """No licence among the members."""
    return desk.run(target=HOUSE, other_materials="complete", act="take_in")


def water(desk: PaperDesk) -> str:
    """An enterprise's service: nothing is accepted in the law's sense, nothing can be reviewed."""
    return desk.run(
        target="GY001",
        other_materials="complete",
        act="take_in",
        then=[
            {"act": "accept", "as_role": "reviewer"},
            {"act": "decide", "granted": False, "reasons": ["接水点附近没有管网。"], "as_role": "reviewer"},
            {"act": "deliver", "way": "counter", "receiver": PERSON["name"]},
        ],
    )


def water_corrected(desk: PaperDesk) -> str:
    """An enterprise asks for what is missing, and takes it in."""
    return desk.run(
        target="GY001",
        other_materials="missing",
        act="request_correction",
        as_role="reviewer",
        due="2026-11-20",
        then=[{"act": "receive_supplement", "wait": 1, "materials": bring(ids_of(desk, "GY001"))}],
    )


def practice(desk: PaperDesk) -> str:
    """At the practice desk."""
    desk.practise()
    return desk.run(target=COMPANY, other_materials="complete", act="take_in")


def of_type(code: str, role: str = "") -> Callable[[PaperDesk], str]:
    """Accepted, whatever its type."""

    def story(desk: PaperDesk) -> str:
        taken = desk.run(target=code, other_materials="complete", act="take_in")
        more: dict[str, Any] = {"as_role": role} if role else {}
        return desk.act(taken, act="accept", **more)

    return story


def consultation(desk: PaperDesk) -> str:
    """A bundle asked about: what to bring, which items, how long each takes."""
    sheet = desk.sheet(target=RESTAURANT, answers={"q1": "b", "q3": "a"})
    return desk.do(
        Consult(
            command_id=desk.ids.new_id(),
            question="想开个小饭店，要办什么证？要多久？",
            answer="先办执照，再办食品经营许可。\n可以一次办完。",
            sheet=replace(sheet, parties=()),
            notice=True,
        )
    )


def consultation_on_an_item(desk: PaperDesk) -> str:
    """A single item asked about, without an answer in words."""
    sheet = replace(desk.sheet(target="MZ004"), parties=())
    return desk.do(Consult(command_id=desk.ids.new_id(), question="低保怎么办？", sheet=sheet, notice=True))


def joint_form(desk: PaperDesk) -> str:
    """The joint form of a new company, empty."""
    return desk.make("application_form", desk.sheet(target=COMPANY, agent=AGENT))


def one_form(desk: PaperDesk) -> str:
    """The form of one material of the guide, partly filled in."""
    form = {"entity_name": "温岭市𬱖风海味有限公司", "registered_capital": "50", "charter_date": "2026-11-05"}
    sheet = desk.sheet(target=COMPANY, form=form, answers={"q2": "c"})
    return desk.make("application_form", sheet, material_id="m_zscn")


def mandate(desk: PaperDesk) -> str:
    """A missing mandate, prefilled."""
    return desk.make("power_of_attorney", desk.sheet(target=COMPANY, agent={**AGENT, "mandate": {"received": False}}))


def blank_mandate(desk: PaperDesk) -> str:
    """A mandate for somebody who is not known yet."""
    return desk.make("power_of_attorney", desk.sheet(target=FOOD))


def pledged(desk: PaperDesk) -> str:
    """A commitment that stands for two materials."""
    sheet = desk.sheet(target=RESTAURANT, materials=bring(["m_cs", "m_zd"], "pledged"), other_materials="complete")
    return desk.make("commitment_letter", sheet)


STORIES: dict[str, Callable[[PaperDesk], str]] = {
    story.__name__: story
    for story in (
        new_company, accepted_at_once, single_licence, corrected, mended_and_accepted, silent, still_wrong, wrong_organ,
        not_required, on_the_spot, deferred, revoked, withdrawn, terminated, voided_by_the_organ, voided_by_the_centre,
        deemed_accepted, with_official_number, house, water, water_corrected, practice, consultation,
        consultation_on_an_item, joint_form, one_form, mandate, blank_mandate, pledged,
    )
}  # fmt: skip
STORIES |= {"archived": archived, "archived_again": archived_again}
STORIES |= {"advised": advised, "delayed": delayed}
STORIES |= {"batch": batch, "large_batch": large_batch}
STORIES |= REPAIRS
STORIES |= DAYS
STORIES |= HANDOVERS
STORIES |= COLLECTED
STORIES |= {
    "confirmation": of_type("RS001"),
    "benefit": of_type("MZ004"),
    "filing": of_type("SC023"),
    "levy": of_type("SW008", "reviewer"),
    "public_service": of_type("RS008"),
}


def without_remedies(catalogue: Catalogue, department: str) -> Catalogue:
    """The catalogue before the review organ and the court of a department are confirmed."""
    plain: dict[str, Any] = dict(catalogue.departments)
    plain[department] = replace(plain[department], review_organ="", court="")
    return replace(catalogue, departments=plain)
