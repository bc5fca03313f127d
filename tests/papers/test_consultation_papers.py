"""咨询一次性告知单 and 办理情况单: what to bring first, and how a case stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.papers.paper_desk import AGENT, PaperDesk
from tests.papers.stories import COMPANY, FOOD, RESTAURANT, consultation, consultation_on_an_item
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.record_writer import RecordWriter


def test_what_to_bring_comes_first_with_who_issues_it(desk: PaperDesk) -> None:
    text = desk.text(consultation(desk), "consultation_notice")
    order = [text.index(said) for said in ("要带什么", "要办哪些事项", "解答", "咨询的事", "本单供您办事准备")]
    assert order == sorted(order)
    assert "登记(备案)申请书原件1窗口打印，您签字" in text
    assert "从业人员健康证明复印件1检测、评估机构可以容缺后补" in text
    assert "经营场所使用证明复印件1申请人自备一份供各事项共用；可以容缺后补；可以用承诺代替" in text
    assert "经营者(法定代表人)身份证复印件1数据共享" in text
    assert text.index("从业人员健康证明") < text.index("经营者(法定代表人)身份证")  # shared data last


def test_every_item_has_its_own_limit_and_follows_what_it_waits_for(desk: PaperDesk) -> None:
    text = desk.text(consultation(desk), "consultation_notice")
    assert "①个体工商户设立登记市监局当场办结营业执照不收费" in text
    assert "②小餐饮店登记市监局①办结后3个工作日小餐饮店登记证不收费" in text
    assert "承诺时限以部门公布为准" in text


def test_the_situation_it_rests_on_is_told(desk: PaperDesk) -> None:
    text = desk.text(consultation(desk), "consultation_notice")
    assert "本单按下列情形列出，情形不同的，请再问一次：有没有营业执照？没有，办个体工商户；" in text
    assert "目录版本2026.11版" in text


def test_it_is_the_centres_and_no_voucher_and_needs_no_organ(desk: PaperDesk) -> None:
    text = desk.text(consultation(desk), "consultation_notice")
    assert "温岭市行政服务中心咨询一次性告知单" in text
    assert "不是收件或者受理凭证" in text
    assert "除上面列出的材料外，窗口不得要求您提供其他材料" in text
    assert "专用章" not in text
    assert "申请人签名" not in text


def test_a_single_item_tells_its_own_facts(desk: PaperDesk) -> None:
    text = desk.text(consultation_on_an_item(desk), "consultation_notice")
    assert "办理部门温岭市民政局" in text
    assert "法定时限45个工作日承诺时限20个工作日" in text
    assert "要办哪些事项" not in text
    assert "解答人签名" in text


def test_a_bundle_of_twenty_members_is_told_whole(desk: PaperDesk) -> None:
    bundle = desk.catalogue.bundles["WL-QY-24"]
    sheet = replace(desk.sheet(target=bundle.code), parties=())
    record_id = desk.do(Consult(command_id="big", question="开个超市？", sheet=sheet, notice=True))
    members: Any = desk.content(record_id, "consultation_notice").values["members"]
    text = desk.text(record_id, "consultation_notice")
    for row in members:
        assert f"{row['no']}{row['name']}" in text


def test_a_summary_tells_each_act_once_with_the_clerks_name(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, agent=AGENT, other_materials="complete", act="take_in")
    desk.act(record_id, act="accept")
    desk.act(record_id, wait=1, act="decide", granted=True, way="signed_paper", officer="王科长")
    desk.act(record_id, act="rate", grade="dissatisfied")
    text = desk.text(desk.act(record_id, act="case_summary"), "case_summary")
    receipt = desk.paper(record_id, "intake_receipt").number
    assert f"①收件②③④⑤收件，待前序事项办结出具《收件凭证》（{receipt}）" in text
    assert text.count("前序事项办结，开始办理") == 1
    assert "②③④⑤前序事项办结，开始办理" in text
    assert "周全" in text
    assert "0103" not in text  # the clerk's number
    assert "评价" not in text
    assert "不满意" not in text


def test_names_of_other_clerks_come_from_who_knows_them(desk: PaperDesk, monkeypatch: Any) -> None:
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    session = desk.dispatcher.desk.session
    desk.dispatcher.sign_in(replace(session, clerk="0999", clerk_name="林小满"))
    assert "0103" in desk.text(desk.act(record_id, act="case_summary"), "case_summary")
    plain = RecordWriter._paper_context
    names = {"0103": "周全"}
    monkeypatch.setattr(RecordWriter, "_paper_context", lambda writer: replace(plain(writer), clerk_names=names))
    text = desk.text(desk.act(record_id, act="case_summary"), "case_summary")
    assert "周全" in text
    assert "0103" not in text


def test_a_summary_says_what_comes_next(desk: PaperDesk) -> None:
    def after(record_id: str) -> str:
        return desk.text(desk.act(record_id, act="case_summary"), "case_summary")

    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    assert "下一步：2026年11月10日（星期二）前答复是否受理" in after(record_id)
    desk.act(record_id, act="accept")
    assert "下一步：2026年11月10日（星期二）前办结" in after(record_id)
    desk.later(days=10)
    assert "原定2026年11月10日（星期二）前办结，已经超过，请向办理部门查询" in after(record_id)
    desk.act(record_id, act="decide", granted=True, way="signed_paper", officer="王科长")
    assert "下一步：结果已出，请领取" in after(record_id)
    desk.act(record_id, act="deliver", way="counter", receiver="欧阳")
    assert "下一步" not in after(record_id)


def test_a_member_that_waits_in_vain_is_told(desk: PaperDesk) -> None:
    record_id = desk.run(target=COMPANY, other_materials="complete", act="accept")
    desk.act(record_id, act="decide", granted=False, way="signed_paper", officer="王", reasons=["不符合条件。"])
    text = desk.text(desk.act(record_id, act="case_summary"), "case_summary")
    assert "“公司设立登记”没有办成，请到窗口说明怎么办" in text


def test_an_undecided_choice_of_the_restaurant_is_no_obstacle(desk: PaperDesk) -> None:
    """Asked about before any question was answered: the usual case is told."""
    sheet = replace(desk.sheet(target=RESTAURANT), parties=(), answers={})
    record_id = desk.do(Consult(command_id="open", question="开饭店？", sheet=sheet, notice=True))
    text = desk.text(record_id, "consultation_notice")
    assert "要带什么" in text
    assert "本单按下列情形列出" not in text
