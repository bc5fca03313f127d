"""受理, 先予受理 and what moves the promise afterwards: dates with their weekday, the organ's seal, the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.papers.paper_desk import PaperDesk, bring, ids_of
from tests.papers.stories import COMPANY, FOOD, RESTAURANT
from tests.support.fakes import CHINA
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance

RULES_11_2 = "（《浙江省保障“最多跑一次”改革规定》第十一条第二款）"
RULES_5_3 = "（《浙江省保障“最多跑一次”改革规定》第五条第三款）"


def accepted(desk: PaperDesk, code: str = FOOD, **more: Any) -> str:
    return desk.run(target=code, other_materials="complete", act="accept", **more)


def test_a_licence_is_accepted_by_its_organ_for_a_day(desk: PaperDesk) -> None:
    text = desk.text(accepted(desk), "acceptance_notice")
    assert "温岭市市场监督管理局行政许可申请受理通知书" in text
    assert "材料齐全、符合法定形式，温岭市市场监督管理局自2026年11月3日起受理。" in text
    assert "（《中华人民共和国行政许可法》第三十二条第一款第五项）" in text
    assert "我们将在2026年11月10日（星期二）前办结，承诺时限以部门公布为准。" in text
    assert "日期的算法：2026年11月3日起算，次日为第一日，共5个工作日。" in text
    assert "温岭市市场监督管理局受理专用章(练习)2026年11月3日（盖章处）" in text
    assert "法定时限10个工作日" in text
    assert "承诺时限5个工作日" in text
    assert "中心" not in text


def test_the_organs_own_seat_seals_in_the_organs_name(desk: PaperDesk) -> None:
    record_id = desk.run(target="SW008", other_materials="complete", act="take_in")
    text = desk.text(desk.act(record_id, act="accept", as_role="reviewer"), "acceptance_notice")
    assert "国家税务总局温岭市税务局2026年11月3日（盖章处）" in text
    assert "专用章" not in text


def test_what_is_decided_on_the_spot_is_promised_for_no_day(desk: PaperDesk) -> None:
    text = desk.text(accepted(desk, "SC006"), "acceptance_notice")
    assert "本事项为即办件，当场办结；承诺时限以部门公布为准。" in text
    assert "前办结" not in text
    assert "日期的算法" not in text


def test_a_promise_beyond_the_published_calendar_is_provisional(desk: PaperDesk) -> None:
    desk.clock.moment = datetime(2026, 12, 30, 9, 30, tzinfo=CHINA)
    text = desk.text(accepted(desk), "acceptance_notice")
    assert "下一年度的放假安排尚未公布，上面的办结日期是暂定的" in text
    assert "前办结" in text


def test_a_later_member_is_accepted_because_the_one_before_is_completed(desk: PaperDesk) -> None:
    record_id = accepted(desk, COMPANY)
    desk.act(record_id, wait=1, act="decide", granted=True, way="signed_paper", officer="王科长")
    desk.act(record_id, wait=1, act="accept")
    text = desk.text(record_id, "acceptance_notice", which=1)
    assert f"前一事项“公司设立登记”已经办结，本事项自收到办结通知之日受理。{RULES_5_3}" in text
    assert "温岭市公安局于2026年11月4日收讫" in text
    assert "收件时间2026年11月4日09时30分" in text


def test_result_never_before_the_last_material(desk: PaperDesk) -> None:
    record_id = desk.run(
        target=RESTAURANT,
        materials={"m_cs": "deferred", "m_jk": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-11-06",
    )
    text = desk.text(record_id, "deferred_acceptance_notice")
    assert f"温岭市市场监督管理局自2026年11月3日起先予受理。{RULES_11_2}" in text
    assert "1经营场所使用证明复印件1申请人自备" in text
    assert "2从业人员健康证明复印件1检测、评估机构" in text
    assert (
        "请在2026年11月6日（星期五）前补交。逾期没有补交，或者补交后仍不符合要求的，撤销受理，并书面说明理由。" in text
    )
    assert "结果不先于补齐发出" in text
    letter = desk.text(record_id, "commitment_letter")
    assert "在2026年11月6日（星期五）前补交上列材料" in letter
    assert "知道结果不先于补齐发出" in letter
    assert "接受撤销受理" in letter


def test_half_of_the_deferred_materials_leave_the_rest_owing(desk: PaperDesk) -> None:
    record_id = desk.run(
        target=RESTAURANT,
        materials={"m_cs": "deferred", "m_jk": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-11-06",
    )
    notice = desk.paper(record_id, "deferred_acceptance_notice").number
    desk.act(record_id, wait=1, act="receive_supplement", materials={"m_cs": "copy"})
    text = desk.text(record_id, "supplement_receipt")
    assert f"按照《先予受理（容缺）通知书》（编号{notice}）" in text
    assert "还没有补交的材料序号材料、内容存在的问题怎样补正1从业人员健康证明没有提交。" in text
    assert "请在2026年11月6日（星期五）前补交。" in text
    assert "已经交齐" not in text
    assert "办结日期" not in text
    desk.act(record_id, wait=1, act="receive_supplement", materials={"m_jk": "original"})
    text = desk.text(record_id, "supplement_receipt")
    assert "告知需要补交的内容已经交齐。" in text
    assert "还没有补交的材料" not in text
    assert "办结日期为2026年11月6日（星期五）。" in text


def test_a_deferral_that_outlasts_the_promise_says_so(desk: PaperDesk) -> None:
    record_id = desk.run(
        target=RESTAURANT, materials={"m_cs": "deferred"}, other_materials="complete", act="defer", due="2026-11-20"
    )
    desk.act(record_id, wait=10, act="receive_supplement", materials={"m_cs": "copy"})
    text = desk.text(record_id, "supplement_receipt")
    assert "原定办结日期2026年11月6日（星期五）已过，材料现已补齐，由温岭市市场监督管理局尽快办结。" in text


def test_what_is_decided_on_the_spot_is_decided_when_the_last_material_came(desk: PaperDesk) -> None:
    record_id = desk.run(
        target=COMPANY,
        answers={"q2": "b"},
        materials={"m_zl": "deferred"},
        other_materials="complete",
        act="defer",
        due="2026-11-20",
    )
    assert "办结日期材料补齐后当场办结" in desk.text(record_id, "deferred_acceptance_notice")
    desk.act(record_id, wait=7, act="receive_supplement", materials={"m_zl": "copy"})
    assert "材料已经补齐，本事项当场办结。" in desk.text(record_id, "supplement_receipt")


def special_procedure(desk: PaperDesk, code: str) -> str:
    record_id = accepted(desk, code)
    desk.act(
        record_id,
        wait=1,
        act="start_special_procedure",
        procedure="expert_review",
        reason="需要专家评审布局方案。",
        expected_end="2026-11-10",
        approver="张局",
    )
    return record_id


def test_a_special_procedure_tells_how_long_and_where_the_promise_moves(desk: PaperDesk) -> None:
    """Licensing Law art. 45: four working days from the day after it was told are not counted."""
    record_id = special_procedure(desk, FOOD)
    text = desk.text(record_id, "special_procedure_notice")
    assert f"（受理文书编号{desk.paper(record_id, 'acceptance_notice').number}），依法需要进行下列程序" in text
    assert "程序种类专家评审" in text
    assert "依据《中华人民共和国行政许可法》第四十五条" in text
    assert "预计需要4个工作日，预计到2026年11月10日（星期二）" in text
    assert "办结日期2026年11月16日（星期一），按预计用时推算，随程序实际结束日期调整" in text
    assert "温岭市市场监督管理局2026年11月4日（盖章处）" in text


def test_a_special_procedure_of_a_benefit_cites_no_licence_law(desk: PaperDesk) -> None:
    text = desk.text(special_procedure(desk, "MZ004"), "special_procedure_notice")
    assert "依据部门公布的办事指南" in text
    assert "行政许可" not in text


def test_an_extension_names_reason_approver_and_both_dates(desk: PaperDesk) -> None:
    """Licensing Law art. 42."""
    record_id = accepted(desk)
    desk.act(record_id, wait=1, act="extend", days=10, reason="需要再次核查。", approver="李局")
    text = desk.text(record_id, "extension_notice")
    assert "不能在2026年11月10日前作出决定，经李局批准延长10个工作日，期限改为2026年11月24日（星期二）。" in text
    assert "延期原因需要再次核查。" in text
    assert "批准人李局批准日期2026年11月4日" in text
    assert "（《中华人民共和国行政许可法》第四十二条）" in text


def test_what_the_law_accepted_has_no_voucher_to_refer_to(desk: PaperDesk) -> None:
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    desk.clock.moment = datetime(2026, 11, 11, 9, 30, tzinfo=CHINA)
    desk.do(MarkDeemedAcceptance(command_id="deemed", record_id=record_id))
    desk.clock.moment = datetime(2026, 11, 10, 9, 30, tzinfo=CHINA)
    desk.act(record_id, act="extend", days=5, reason="需要核查。", approver="李局")
    assert "（自2026年11月3日起视为受理）" in desk.text(record_id, "extension_notice")


def test_the_result_says_what_came_of_it_and_where_to_fetch_it(desk: PaperDesk) -> None:
    record_id = accepted(desk)
    desk.later(days=3)
    desk.act(record_id, act="decide", granted=True, way="signed_paper", officer="王科长", result_number="JY13310810001")
    text = desk.text(record_id, "completion_notice")
    assert "准予行政许可决定办结通知书" in text
    assert "温岭市市场监督管理局于2026年11月6日作出准予行政许可的决定。" in text
    assert "结果编号JY13310810001" in text
    assert "到城东街道大厅领取" in text
    assert "复议" not in text
    assert "专用章" not in text  # a decision bears the organ's own seal


def test_a_decision_entered_later_keeps_its_own_day(desk: PaperDesk) -> None:
    record_id = accepted(desk)
    desk.later(days=3)
    command = DecideCase(
        command_id="late",
        record_id=record_id,
        granted=True,
        way="signed_paper",
        officer="王科长",
        decided_on=datetime(2026, 11, 5).date(),
    )
    desk.do(command)
    assert "于2026年11月5日作出准予行政许可的决定" in desk.text(record_id, "completion_notice")


def test_on_the_spot_there_is_one_slip_and_it_lists_what_was_left(desk: PaperDesk) -> None:
    record_id = desk.run(
        target="SC006", other_materials="complete", act="finish_on_the_spot", result_number="92331081MA2TEST01X"
    )
    assert desk.kinds(record_id) == ["result_slip"]
    text = desk.text(record_id, "result_slip")
    assert "温岭市市场监督管理局已于2026年11月3日当场办结。" in text
    assert "结果名称营业执照结果编号92331081MA2TEST01X" in text
    assert "收取的材料" in text
    assert "当场办结，不再另发受理凭证。" in text


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("RS001", "行政确认申请受理通知书"),
        ("MZ004", "待遇申请受理单"),
        ("SC023", "备案材料收讫通知单"),
        ("RS008", "公共服务事项受理单"),
    ],
)
def test_other_types_have_their_own_titles_and_no_licence_law(desk: PaperDesk, code: str, title: str) -> None:
    text = desk.text(accepted(desk, code), "acceptance_notice")
    assert title in text
    assert "行政许可" not in text
    assert "承诺时限以部门公布为准" in text


def test_sixty_materials_with_the_signatures_on_the_last_page(desk: PaperDesk) -> None:
    item = desk.catalogue.get_item(FOOD)
    material = item.materials[0]
    many = tuple(replace(material, material_id=f"m{n}", name=f"第{n}份技术资料") for n in range(1, 61))
    items = {**desk.catalogue.items, FOOD: replace(item, materials=many)}
    desk.change_catalogue(replace(desk.catalogue, items=items))
    record_id = desk.run(target=FOOD, materials=bring(ids_of(desk, FOOD)), act="accept")
    text = desk.text(record_id, "acceptance_notice")
    assert all(text.count(f"第{n}份技术资料") == 1 for n in range(1, 61))
    assert desk.pages(record_id, "acceptance_notice") == 3
    last = text[text.index("第2页共3页") :]
    assert "第60份技术资料" in last
    assert "申请人或代理人签名" in last
