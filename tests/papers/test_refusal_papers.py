"""Every "no" has its own paper, its reasons, the remedies, and what goes back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.papers.paper_desk import PaperDesk
from tests.papers.stories import COMPANY, FOOD, RESTAURANT, without_remedies
from wenling_desk.domain.paper import PaperIncomplete

REVIEW = (
    "可以自收到之日起六十日内向温岭市人民政府申请行政复议，也可以自收到之日起六个月内直接向温岭市人民法院提起行政诉讼。"
)


def refused(desk: PaperDesk, code: str = FOOD, **more: Any) -> str:
    script = {"ground": "not_lawful", "reasons": ["场所不符合规定。"], **more}
    return desk.run(target=code, other_materials="complete", act="refuse_acceptance", **script)


def test_a_wrong_door_names_the_right_one(desk: PaperDesk) -> None:
    """Licensing Law art. 32(2)."""
    record_id = refused(
        desk, ground="not_this_organ", reasons=["特殊食品由台州市局负责。"], right_organ="台州市市场监督管理局"
    )
    text = desk.text(record_id, "refusal_notice")
    assert "温岭市市场监督管理局不予受理通知书" in text
    assert (
        "该事项依法不属于温岭市市场监督管理局的职权范围。（《中华人民共和国行政许可法》第三十二条第一款第二项）" in text
    )
    assert "请向台州市市场监督管理局申请。" in text
    assert REVIEW in text
    assert "温岭市市场监督管理局受理专用章" in text


def test_still_wrong_after_the_correction_says_so(desk: PaperDesk) -> None:
    """Zhejiang rules art. 11(3)."""
    record_id = desk.run(target=FOOD, other_materials="missing", act="request_correction", due="2026-11-20")
    desk.act(record_id, act="receive_supplement", materials={"m_sqs": "original"})
    desk.act(
        record_id, act="refuse_acceptance", ground="still_wrong_after_correction", reasons=["布局流程图与现场不符。"]
    )
    text = desk.text(record_id, "refusal_notice")
    assert "补正后仍然不符合要求。（《浙江省保障“最多跑一次”改革规定》第十一条第三款）" in text
    assert "理由布局流程图与现场不符。" in text


def test_no_licence_needed_is_another_answer(desk: PaperDesk) -> None:
    """Licensing Law art. 32(1)."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="declare_not_required", reasons=["只需备案。"])
    text = desk.text(record_id, "not_required_notice")
    assert "不受理告知书" in text
    assert "依法不需要取得行政许可，温岭市市场监督管理局不受理。" in text
    assert REVIEW in text


@pytest.mark.parametrize("code", ["MZ004", "RS001", "SC023"])
def test_other_types_name_the_remedies_and_no_licence_law(desk: PaperDesk, code: str) -> None:
    text = desk.text(refused(desk, code), "refusal_notice")
    assert REVIEW in text
    assert "行政许可法" not in text


def test_a_public_service_names_whom_to_complain_to(desk: PaperDesk) -> None:
    text = desk.text(refused(desk, "RS008"), "refusal_notice")
    assert "可以向温岭市人力资源和社会保障局反映，也可以拨打12345政务服务便民热线。" in text


def test_an_enterprise_refuses_without_review_or_court(desk: PaperDesk) -> None:
    record_id = desk.run(target="GY001", other_materials="complete", act="take_in")
    desk.act(record_id, act="refuse_acceptance", ground="not_lawful", reasons=["没有管网。"], as_role="reviewer")
    text = desk.text(record_id, "refusal_notice")
    assert "业务不予办理告知单" in text
    assert "12345" in text
    assert "复议" not in text
    assert "受理决定" not in text


def test_nothing_of_an_enterprise_speaks_as_an_organ(desk: PaperDesk) -> None:
    """Utilities and banks issue no 受理通知书, decide nothing in law, and cannot be reviewed."""
    seat: dict[str, Any] = {"as_role": "reviewer"}
    record_id = desk.run(target="GY001", other_materials="complete", act="take_in", then=[{"act": "accept", **seat}])
    desk.act(record_id, wait=1, act="extend", days=2, reason="管道施工。", approver="李经理", **seat)
    desk.act(record_id, act="decide", granted=True, result_number="S1", **seat)
    postponed = desk.run(target="WL-XM-01", materials={"m_zpm": "deferred"}, other_materials="complete", act="take_in")
    desk.act(postponed, act="defer", due="2026-11-20", **seat)
    desk.act(postponed, wait=20, act="revoke_acceptance", reasons=["没有补交总平面图。"], **seat)
    for case in (record_id, postponed):
        for paper in desk.papers(case):
            text = desk.text(case, paper.kind).replace("业务受理回执", "").replace("一件事综合受理单", "")
            assert "受理" not in text, paper.kind
            assert "复议" not in text, paper.kind
            assert "行政许可" not in text, paper.kind


@pytest.mark.parametrize("act", ["refuse_acceptance", "declare_not_required"])
def test_without_confirmed_remedies_nothing_is_refused(desk: PaperDesk, act: str) -> None:
    """The paper must name them; until a department's are confirmed the act is refused whole, and nothing is written."""
    desk.change_catalogue(without_remedies(desk.catalogue, "SCJG"))
    more = {"ground": "not_lawful"} if act == "refuse_acceptance" else {}
    with pytest.raises(PaperIncomplete) as caught:
        desk.run(target=FOOD, other_materials="complete", act=act, reasons=["场所不符合规定。"], **more)
    assert caught.value.values["field"] == "organ.review_organ"
    with desk.store.reading() as reading:
        assert reading.papers_to_print() == ()


def test_a_denial_gives_reasons_basis_and_remedies(desk: PaperDesk) -> None:
    """Licensing Law art. 38(2)."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    reasons = ["距离污染源不足二十五米。", "没有冷藏设备。"]
    desk.act(record_id, act="decide", granted=False, way="signed_paper", officer="王科长", reasons=reasons)
    text = desk.text(record_id, "completion_notice")
    assert "不予行政许可决定办结通知书" in text
    assert "1.距离污染源不足二十五米。2.没有冷藏设备。" in text
    assert "依据：《食品安全法》第三十五条" in text
    assert REVIEW in text
    assert "领取" not in text


def test_a_denial_of_a_benefit_is_no_denied_licence(desk: PaperDesk) -> None:
    record_id = desk.run(target="MZ004", other_materials="complete", act="accept")
    desk.act(record_id, act="decide", granted=False, way="signed_paper", officer="王", reasons=["家庭收入高于标准。"])
    text = desk.text(record_id, "completion_notice")
    assert "不予给付决定通知书" in text
    assert "行政许可" not in text
    assert "当前状态不予办理" in desk.text(desk.act(record_id, act="case_summary"), "case_summary")


def test_silence_withdraws_and_names_what_never_came(desk: PaperDesk) -> None:
    marks = {"m_sqs": "original", "m_bjlct": "missing", "m_spaqzd": "missing"}
    record_id = desk.run(target=FOOD, materials=marks, act="request_correction", due="2026-11-20")
    notice = desk.paper(record_id, "correction_notice").number
    desk.act(record_id, wait=21, act="deem_withdrawn")
    text = desk.text(record_id, "deemed_withdrawal_notice")
    assert f"于2026年11月3日发出《补正材料一次性告知书》（编号{notice}），要求在2026年11月20日前补正。" in text
    assert "依照规定视为撤回申请。（《浙江省保障“最多跑一次”改革规定》第十一条第三款）" in text
    assert "1布局流程图没有提交。2食品安全制度没有提交。" in text
    assert "可以领回的材料序号材料名称形式份数1申请书原件1" in text
    assert "材料备齐后，可以随时到窗口或者网上重新申请。" in text
    assert REVIEW in text


def test_a_revocation_rests_on_its_deferral_and_lists_only_what_never_came(desk: PaperDesk) -> None:
    record_id = desk.run(
        target=RESTAURANT,
        materials={"m_cs": "deferred", "m_jk": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-11-06",
    )
    notice = desk.paper(record_id, "deferred_acceptance_notice").number
    desk.act(record_id, wait=1, act="receive_supplement", materials={"m_cs": "copy"})
    desk.act(record_id, wait=8, act="revoke_acceptance", reasons=["补交期限届满，没有补交健康证明。"])
    text = desk.text(record_id, "acceptance_revocation")
    assert f"于2026年11月3日先予受理（文书编号{notice}），约定在2026年11月6日前补交材料。现决定撤销受理。" in text
    assert "（《浙江省保障“最多跑一次”改革规定》第十一条第二款）" in text
    missing = text[text.index("没有补齐的材料") : text.index("材料齐备后")]
    assert "从业人员健康证明" in missing
    assert "经营场所使用证明" not in missing
    assert REVIEW in text


def test_what_another_member_still_needs_is_not_handed_back(desk: PaperDesk) -> None:
    """开办养老机构: the licence is refused, the other members go on with the papers they share."""
    record_id = desk.run(target="WL-QY-34", other_materials="complete", act="take_in")
    desk.act(record_id, act="refuse_acceptance", ground="not_lawful", reasons=["不符合规定。"], members=["SC017"])
    content = desk.content(record_id, "refusal_notice")
    returned: Any = content.values["returned"]
    case = {"SC017"}
    materials = {row.material_id: set(row.used_by) for row in desk.catalogue.bundles["WL-QY-34"].materials}
    assert returned
    assert all(materials[row["id"]] & {"SC017"} for row in returned)
    others = {member.item_code for member in desk.catalogue.bundles["WL-QY-34"].members} - case
    running = {code for code in others if code in {"WJ015", "MZ010"}}
    assert not any(materials[row["id"]] & running for row in returned)


def test_a_termination_tells_its_reasons_and_promises_no_day(desk: PaperDesk) -> None:
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    desk.act(record_id, wait=1, act="terminate", reasons=["申请人已经注销。"])
    text = desk.text(record_id, "case_summary")
    assert "终止办理的理由申请人已经注销。" in text
    assert "当前状态终止" in text
    assert "办结日期" not in text


def test_proof_of_service_names_the_papers_by_their_titles(desk: PaperDesk) -> None:
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    desk.act(record_id, act="decide", granted=False, way="signed_paper", officer="王", reasons=["不符合条件。"])
    denial = desk.paper(record_id, "completion_notice").number
    desk.act(record_id, act="deliver", way="courier", receiver="欧阳")
    text = desk.text(record_id, "delivery_record")
    assert f"1不予行政许可决定办结通知书{denial}1" in text
    assert "食品经营许可证" not in text
    assert "■邮寄送达" in text
    assert "收件人签名的日期为送达日期。" in text


def test_service_on_another_person_names_relation_and_proof(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, other_materials="complete", act="accept")
    desk.act(
        record_id, act="decide", granted=True, way="signed_paper", officer="王", result_number="91331081MA2TEST01X"
    )
    desk.act(
        record_id, act="deliver", way="counter", receiver="王禾", by_proxy=True, proof="授权委托书", relation="父子"
    )
    text = desk.text(record_id, "delivery_record")
    assert "2营业执照91331081MA2TEST01X1" in text
    assert "■代收" in text
    assert "王禾，父子" in text
    assert "授权委托书" in text
    assert "送达地点城东街道大厅" in text


def test_a_void_paper_is_told_by_whoever_spoke_on_it(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, other_materials="complete", act="accept")
    for kind, issuer, title in (
        ("acceptance_notice", "温岭市市场监督管理局", "行政许可申请受理通知书"),
        ("joint_acceptance", "温岭市行政服务中心", "一件事综合受理单"),
    ):
        number = desk.paper(record_id, kind).number
        text = desk.text(desk.void(number), "amendment_notice")
        assert f"{issuer}文书作废通知" in text
        assert f"原文书编号{number}原文书名称{title}" in text
        assert "原因事项选错了。" in text
        assert "原件是否收回■是□否" in text
