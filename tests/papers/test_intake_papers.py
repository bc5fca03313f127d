"""收件凭证 and 一件事综合受理单: the centre's own papers, which accept nothing (Zhejiang rules art. 5(2), 5(3))."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.paper_desk import AGENT, PERSON, PaperDesk, bring
from tests.papers.stories import COMPANY, FOOD, HOUSE, RESTAURANT
from wenling_desk.use_cases.record_writer import RecordWriter

MIXED = "WL-QY-34"
"""开办养老机构: a licence, a filing and a public service of three organs at once."""
NETWORKS = "WL-XM-01"
"""水电气网联合报装: enterprises only."""
FIFTH_DAY = "2026年11月10日（星期二）"
"""Five working days after the Tuesday the stories begin on."""


def taken_in(desk: PaperDesk, target: str, **more: Any) -> str:
    script = {"target": target, "other_materials": "complete", "act": "take_in", **more}
    return desk.text(desk.run(**script), "intake_receipt")


def test_a_receipt_says_what_came_when_and_from_whom(desk: PaperDesk) -> None:
    materials = {
        "m_sqs": {"mark": "original", "copies": 2, "pages": 4},
        "m_bjlct": {"mark": "copy", "checked_against_original": True},
        "m_spaqzd": "electronic",
    }
    text = taken_in(desk, FOOD, materials=materials, agent=AGENT)
    assert "您办理“食品经营许可核发”的材料已经收到，共3项。" in text
    assert "收件时间2026年11月3日09时30分" in text
    assert "证件号码居民身份证331***********7828" in text
    assert "代理人林晓（139****1234）" in text
    assert "1申请书原件24提交查验原件" in text
    assert "2布局流程图复印件1提交与原件核对无异" in text
    assert "3食品安全制度电子件提交查看电子件" in text
    assert "交件人签名或手印" in text
    assert "收件人签名" in text


def test_a_receipt_is_no_acceptance_and_says_so(desk: PaperDesk) -> None:
    text = taken_in(desk, FOOD)
    assert "以自己的名义出具，只证明收到了材料，不是受理决定；是否受理，由温岭市市场监督管理局依法决定。" in text
    assert "受理通知书" not in text
    assert "专用章" not in text


def test_silence_accepts_a_licence_from_the_day_of_receipt(desk: PaperDesk) -> None:
    """Licensing Law art. 32(4): five (working, art. 82) days."""
    text = taken_in(desk, FOOD)
    assert f"最迟{FIFTH_DAY}，温岭市市场监督管理局答复您" in text
    assert "逾期没有告知的，自收件之日起即为受理。（《中华人民共和国行政许可法》第三十二条第一款第四项）" in text


def test_silence_accepts_nothing_else(desk: PaperDesk) -> None:
    text = taken_in(desk, "MZ004")
    assert f"最迟{FIFTH_DAY}，温岭市民政局会答复您" in text
    assert "即为受理" not in text
    assert "行政许可法" not in text


def test_of_several_organs_only_those_of_licences_accept_by_silence(desk: PaperDesk) -> None:
    text = taken_in(desk, MIXED)
    assert f"最迟{FIFTH_DAY}，温岭市市场监督管理局、" in text
    assert "温岭市市场监督管理局逾期没有告知的，自收到材料之日起即为受理。" in text
    assert text.count("逾期没有告知的") == 1
    assert "是否受理，由各办理部门分别依法决定。" in text


def test_enterprises_answer_whether_they_can(desk: PaperDesk) -> None:
    text = taken_in(desk, NETWORKS)
    assert f"最迟{FIFTH_DAY}，温岭市供水企业、" in text
    assert "可以办理的，出具业务受理回执" in text
    assert "不予受理" not in text
    assert "行政许可" not in text


def test_of_a_serial_bundle_only_the_first_organ_answers_now(desk: PaperDesk) -> None:
    """Art. 5(3): the later ones are received when their predecessor is completed."""
    text = taken_in(desk, COMPANY)
    (reply,) = re.findall("最迟(.*?)答复您", text)
    assert reply == f"{FIFTH_DAY}，温岭市市场监督管理局"
    assert "①公司设立登记市监局已收件②" in text
    assert text.count("已收件，待①办结之日受理") == 4
    assert "已受理" not in text
    assert "届时另行通知，不用再跑一趟" in text


def test_a_receipt_for_the_rest_names_no_day_for_those_that_wait(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, other_materials="complete", act="accept")
    text = desk.text(record_id, "intake_receipt")
    assert "公司设立登记" not in text
    assert "最迟" not in text
    assert text.count("已收件，待①办结之日受理") == 4
    assert "共2项" in text  # the materials these four need, not all of the bundle's


def test_an_ordinary_company_fits_on_one_page_each(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, agent=AGENT, other_materials="complete", act="take_in")
    assert desk.pages(record_id, "intake_receipt") == 1
    assert desk.pages(record_id, "joint_acceptance") == 1


def test_it_fits_with_the_centres_telephones_too(desk: PaperDesk) -> None:
    centre = replace(
        desk.catalogue.centre,
        address="温岭市某某街道某某大道 1 号",
        phone="0576-86100000",
        supervision_phone="0576-86100099",
        query="浙里办“办事进度”",
    )
    desk.change_catalogue(replace(desk.catalogue, centre=centre))
    record_id = desk.run(target=COMPANY, agent=AGENT, other_materials="complete", act="take_in")
    assert "监督电话：0576-86100099" in desk.text(record_id, "intake_receipt")
    assert desk.pages(record_id, "intake_receipt") == 1
    assert desk.pages(record_id, "joint_acceptance") == 1


def test_a_joint_sheet_stands_for_no_organs_voucher(desk: PaperDesk) -> None:
    record_id = desk.run(target=HOUSE, other_materials="complete", act="take_in")
    text = desk.text(record_id, "joint_acceptance")
    assert "本单不代替各部门受理凭证，各事项是否受理，以各部门出具的凭证为准。" in text
    assert "有先后次序的，后一事项自收到前一事项办结通知之日受理" in text
    assert "某一事项不予受理或者不予批准的，不影响其他事项办理。" in text
    assert "共用的材料（只收一套）" in text
    assert "部门印章" not in text
    assert "受理后当场办结" in text


def test_a_joint_sheet_has_a_seal_cell_and_a_state_for_each_member(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, other_materials="complete", act="accept")
    text = desk.text(record_id, "joint_acceptance")
    assert "部门印章" in text
    assert text.count("不在本单盖章") == 4
    assert f"公司设立登记已受理{desk.paper(record_id, 'acceptance_notice').number}" in text
    assert "温岭市市场监督管理局受理专用章" in text
    assert text.count("待①办结之日受理") == 4


def test_nothing_handed_in_yet_still_gets_a_paper(desk: PaperDesk) -> None:
    text = taken_in(desk, FOOD, other_materials="missing")
    assert "共0项" in text
    assert "收到的材料" not in text


def test_another_proof_of_identity_is_named(desk: PaperDesk) -> None:
    """Zhejiang rules art. 9: what proved the identity is recorded."""
    person = {"name": "王禾", "identity_kind": "none", "alternative_proof": "社会保障卡"}
    text = taken_in(desk, FOOD, applicant=person)
    assert "证件号码其他方式证明社会保障卡" in text


def test_whose_data_it_is_stands_beside_who_applies(desk: PaperDesk) -> None:
    parties = [{"role": "deceased", "name": "王老禾", "identity_kind": "none", "is_data_subject": True}]
    text = taken_in(desk, "MZ014", parties=parties)
    assert "当事人王老禾" in text
    assert f"申请人{PERSON['name']}" in text


def test_an_organisations_code_is_public_a_persons_number_is_not(desk: PaperDesk) -> None:
    company = {"name": "温岭市晓风海味有限公司", "kind": "legal_person", "identity_number": "91331081MA2TEST0XX"}
    company["overrides"] = {"identity_number": "演示"}  # type: ignore[assignment]
    text = taken_in(desk, FOOD, applicant=company)
    assert "统一社会信用代码91331081MA2TEST0XX" in text


def test_a_second_part_can_be_cut_off(desk: PaperDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = RecordWriter._paper_context
    monkeypatch.setattr(RecordWriter, "_paper_context", lambda writer: replace(plain(writer), with_stub=True))
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    text = desk.text(record_id, "intake_receipt")
    assert "沿此线裁开" in text
    assert text.count(desk.paper(record_id, "intake_receipt").number) == 3


def test_the_privacy_notice_stands_on_the_first_paper_of_every_case(desk: PaperDesk) -> None:
    """PIPL art. 35: the duty to notify stays, consent or not."""
    assert "个人信息告知" in taken_in(desk, FOOD)
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    assert "个人信息告知：温岭市市场监督管理局收集您的信息" in desk.text(record_id, "acceptance_notice")
    desk.act(record_id, act="decide", granted=True, way="signed_paper", officer="王科长")
    assert "个人信息告知" not in desk.text(record_id, "completion_notice")
    marks = bring(["m_cs"], "missing")
    record_id = desk.run(
        target=RESTAURANT, materials=marks, other_materials="complete", act="request_correction", due="2026-11-20"
    )
    assert "个人信息告知" in desk.text(record_id, "correction_notice")


def test_no_paper_knows_a_made_up_code_of_the_province(desk: PaperDesk) -> None:
    """实施编码 and 办件编号 are the platform's; our own codes are never shown as those."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in", then=[{"act": "accept"}])
    for kind in ("intake_receipt", "acceptance_notice"):
        text = desk.text(record_id, kind)
        assert "实施编码" not in text
        assert "办件编号" not in text
        assert FOOD not in text
