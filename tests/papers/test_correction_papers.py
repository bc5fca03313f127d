"""补正: told once, whole, with a day and what happens after it (Zhejiang rules art. 11(3))."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.paper_desk import AGENT, PERSON, PaperDesk, bring, ids_of
from tests.papers.stories import COMPANY, FOOD, RESTAURANT
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Mandate, Party
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement

RESTAURANT_GAPS = {
    "m_cs": "missing",
    "m_jk": "missing",
    "m_zd": {"mark": "original", "defect": "没有写食品安全管理员"},
}


def asked(desk: PaperDesk, target: str = RESTAURANT, **more: Any) -> str:
    script = {"materials": RESTAURANT_GAPS, "other_materials": "complete", "due": "2026-11-20", **more}
    return desk.run(target=target, act="request_correction", **script)


def test_everything_is_told_once_with_a_day_and_the_consequence(desk: PaperDesk) -> None:
    text = desk.text(asked(desk), "correction_notice")
    assert "经审查，有3项需要补正，请在2026年11月20日（星期五）前补交。" in text
    assert "（《浙江省保障“最多跑一次”改革规定》第十一条第三款）" in text
    told = text[text.index("怎样补正") : text.index("逾期没有补交的")]
    for name in ("经营场所使用证明", "从业人员健康证明", "食品安全规章制度与管理人员名单"):
        assert told.count(name) == 1
    assert "逾期没有补交的，视为撤回申请；补交后仍不符合要求的，不予受理，并书面说明理由。" in text
    assert "补正期间不计算办理时限；材料补齐之日受理，办理时限从受理之日起算。" in text
    assert "温岭市市场监督管理局受理专用章(练习)" in text


def test_a_licence_cites_both_laws(desk: PaperDesk) -> None:
    text = desk.text(asked(desk, FOOD, materials={}, other_materials="missing"), "correction_notice")
    assert (
        "《中华人民共和国行政许可法》第三十二条第一款第四项、《浙江省保障“最多跑一次”改革规定》第十一条第三款" in text
    )


def test_a_remedy_says_form_copies_source_and_what_the_guide_adds(desk: PaperDesk) -> None:
    text = desk.text(asked(desk), "correction_notice")
    assert "请补交复印件1份，带原件核对（办事指南：一份供各事项共用）。" in text
    assert "请补交复印件1份，由检测、评估等机构出具，带原件核对。" in text
    assert "请补交原件1份（办事指南：可用示范文本承诺）。" in text


def test_a_guide_note_that_is_not_settled_is_never_printed(desk: PaperDesk) -> None:
    notes = [row.note for row in desk.catalogue.bundles[RESTAURANT].materials]
    assert any("待核" in note for note in notes)
    assert "待核" not in desk.text(asked(desk), "correction_notice")


def test_the_clerks_own_wording_wins_and_ends_with_a_stop(desk: PaperDesk) -> None:
    text = desk.text(asked(desk, remedies={"m_cs": "请房东在租赁合同上签名"}), "correction_notice")
    assert "请房东在租赁合同上签名。" in text
    assert "一份供各事项共用" not in text


def test_what_is_wrong_is_not_listed_as_right(desk: PaperDesk) -> None:
    text = desk.text(asked(desk), "correction_notice")
    assert "没有写食品安全管理员。" in text
    present = text[text.index("已经符合要求") :]
    assert "营业执照" in present
    assert "食品安全规章制度" not in present


def test_the_empty_fields_of_one_form_are_one_gap_under_its_title(desk: PaperDesk) -> None:
    materials = {"m_sqs": "generated", "m_zscn": "generated"}
    record_id = asked(desk, COMPANY, answers={"q2": "c"}, materials=materials, form={"entity_name": "某某公司"})
    text = desk.text(record_id, "correction_notice")
    told = text[text.index("怎样补正") : text.index("逾期没有补交的")]
    assert told.count("企业登记(备案)申请书") == 1
    assert told.count("没有填完，也还没有签名。没有填写的：") >= 1
    assert "单位(市场主体)名称" not in told  # it is filled in
    assert "法定代表人证件号码" in told
    gaps: Any = desk.content(record_id, "correction_notice").values["gaps"]
    names = [row["name"] for row in gaps]
    assert len(names) == len(set(names))
    assert f"有{len(gaps)}项需要补正" in text


def test_people_are_named_in_full_on_their_own_notice(desk: PaperDesk) -> None:
    """Lists mask names; a notice to the person does not."""
    agent = {**AGENT, "mandate": {"received": False}}
    text = desk.text(asked(desk, agent=agent, applicant={"name": "王禾", "identity_kind": "none"}), "correction_notice")
    assert "王禾还没有核对身份。请出示身份证件，或者用户口簿、社会保障卡等其他方式证明。" in text
    assert "授权委托书由他人代办，没有提交授权委托书。请委托人在授权委托书上签名，窗口可以打印。" in text
    assert "*" not in re.sub(r"\d\*+\d", "", text)


def test_a_child_needs_a_guardian(desk: PaperDesk) -> None:
    child = {"name": "林小禾", "identity_number": "331081202003070025", "overrides": {"identity_number": "演示"}}
    text = desk.text(asked(desk, applicant=child), "correction_notice")
    assert "林小禾未满十六周岁，应当由监护人代为办理。请监护人到场，带身份证件和监护关系证明。" in text


def test_a_second_notice_says_why_it_was_not_told_the_first_time(desk: PaperDesk) -> None:
    record_id = asked(desk)
    first = desk.paper(record_id, "correction_notice").number
    desk.act(record_id, wait=1, act="receive_supplement", materials={"m_cs": "copy"})
    desk.act(
        record_id,
        act="request_correction",
        due="2026-11-27",
        not_seen_before_because="补交的场所证明上才看出地址不一致。",
    )
    text = desk.text(record_id, "correction_notice")
    assert f"这是第2次告知。上一次告知书编号{first}，日期2026年11月3日。" in text
    assert "再次告知的原因：补交的场所证明上才看出地址不一致。" in text
    assert "这是第" not in desk.text(record_id, "correction_notice", which=0)


def test_a_receipt_answers_its_notice_and_starts_the_five_days_again(desk: PaperDesk) -> None:
    record_id = asked(desk, FOOD, materials={}, other_materials="missing")
    notice = desk.paper(record_id, "correction_notice").number
    desk.act(record_id, wait=3, act="receive_supplement", materials=bring(ids_of(desk, FOOD)))
    text = desk.text(record_id, "supplement_receipt")
    assert "温岭市行政服务中心补交材料接收单" in text
    assert (
        f"按照《补正材料一次性告知书》（编号{notice}），您补交的“食品经营许可核发”材料已于2026年11月6日09时30分收到"
        in text
    )
    assert "告知需要补交的内容已经交齐。" in text
    assert "最迟2026年11月13日（星期五），温岭市市场监督管理局会书面答复是否受理" in text
    assert "只证明收到了补交的材料；是否符合要求由温岭市市场监督管理局审查。" in text


def test_only_what_came_now_is_listed(desk: PaperDesk) -> None:
    record_id = asked(desk)
    desk.act(record_id, wait=1, act="receive_supplement", materials={"m_cs": "copy"})
    text = desk.text(record_id, "supplement_receipt")
    came = text[text.index("本次收到的材料") : text.index("还没有补交的材料")]
    assert "经营场所使用证明" in came
    assert "营业执照" not in came
    left = text[text.index("还没有补交的材料") :]
    assert "从业人员健康证明" in left
    assert "食品安全规章制度" in left
    assert "请在2026年11月20日（星期五）前补交。" in left


def test_after_the_day_the_organ_says_what_follows(desk: PaperDesk) -> None:
    record_id = asked(desk)
    desk.act(record_id, wait=20, act="receive_supplement", materials={"m_cs": "copy"})
    text = desk.text(record_id, "supplement_receipt")
    assert "补交期限已过，上面所列内容是否还需要补交，由温岭市市场监督管理局书面答复。" in text
    assert "2026年11月20日" not in text


def test_forms_and_people_can_be_supplemented_without_a_sheet_of_paper(desk: PaperDesk) -> None:
    agent = {**AGENT, "mandate": {"received": False}}
    record_id = asked(desk, agent=agent, materials={"m_cs": "missing"})
    with desk.store.reading() as reading:
        sheet = IntakeSheet.from_plain(reading.facts_of(record_id)[0].body["sheet"])
    parties = tuple(_with_mandate(party, Mandate(received=True)) for party in sheet.parties)
    desk.do(ReceiveSupplement(command_id="paperless", record_id=record_id, parties=parties))
    text = desk.text(record_id, "supplement_receipt")
    assert "同时补填、补办：" in text
    assert "本次收到的材料" not in text
    assert "授权委托书" not in text[text.index("还没有补交的材料") :]


def _with_mandate(party: Party, mandate: Mandate) -> Party:
    return replace(party, mandate=mandate) if party.role == "agent" else party


def test_an_enterprise_asks_in_its_own_words(desk: PaperDesk) -> None:
    record_id = desk.run(
        target="GY001",
        other_materials="missing",
        act="request_correction",
        as_role="reviewer",
        due="2026-11-20",
        then=[{"act": "receive_supplement", "wait": 1, "materials": bring(ids_of(desk, "GY001"))}],
    )
    text = desk.text(record_id, "correction_notice")
    assert "材料补充一次性告知单" in text
    assert "需要补充的内容（已一次列全）" in text
    assert "逾期没有补交的，本次业务申请自动结束，可以随时重新申请。" in text
    assert "补正期间" not in text
    text = desk.text(record_id, "supplement_receipt")
    assert "按照《材料补充一次性告知单》" in text
    assert "温岭市供水企业会答复您能否办理。" in text
    assert "受理" not in text.replace("不是受理", "")


def test_several_organs_sign_one_below_the_other(desk: PaperDesk) -> None:
    record_id = desk.run(
        target="WL-QY-34", other_materials="missing", act="request_correction", due="2026-11-20", as_role="reviewer"
    )
    text = desk.text(record_id, "correction_notice")
    organs = [desk.catalogue.get_department(key).name for key in ("SCJG", "MZJ")]
    for organ in organs:
        assert text.count(organ) >= 2
    assert "（盖章处）" in text


@pytest.mark.parametrize(
    "name", ["阿卜杜热合曼·买买提吐尔逊·艾合买提江·努尔麦麦提·阿布都克里木·托合提阿吉·吾买尔江·依明", "𬱖"]
)
def test_names_of_any_length_are_whole(desk: PaperDesk, name: str) -> None:
    record_id = asked(desk, applicant={**PERSON, "name": name})
    text = desk.text(record_id, "correction_notice")
    assert f"{name}：" in text
    assert f"申请人{name}" in text
