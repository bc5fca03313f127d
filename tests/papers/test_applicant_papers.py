"""What the applicant signs: filled in, in full, with room for whatever is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.papers.paper_desk import AGENT, PERSON, PaperDesk, bring, ids_of
from tests.papers.stories import COMPANY, FOOD, HOUSE, RESTAURANT
from tests.receipts.reading import page_texts
from wenling_desk.domain.form import FieldType
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.paper import PaperIncomplete

LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·艾合买提江·努尔麦麦提·阿布都克里木·托合提阿吉·吾买尔江·依明尼亚孜·肉孜"
assert len(LONG_NAME) > 50
EXTENSIONS = "\U00020bb7\U0002a701\U0002b741\U0002b83f\U0002ceb1"
"""One character each of CJK extensions B to F."""
SAMPLE = {
    "date": "2026-11-05",
    "phone": "13800005678",
    "id_number": "331081199003077828",
    "address": "温岭市城东街道某某路 18 号 2 幢 301 室",
    "name": "吴𠅤",
}


def filled(desk: PaperDesk, sheet: IntakeSheet, rows: int = 2) -> IntakeSheet:
    """The sheet with every field of its forms filled in."""
    catalogue = desk.catalogue
    form: dict[str, Any] = {}
    for asked in plan_sheet(sheet, catalogue).fields:
        field = catalogue.fields[asked.field_id]
        if field.type is FieldType.TABLE:
            entry = {row.column_id: _sample(str(row.type), row.choices, "表内") for row in field.columns}
            form[asked.field_id] = [{**entry} for _ in range(rows)]
        else:
            form[asked.field_id] = _sample(str(field.type), field.choices, f"值{len(form):03d}")
    return replace(sheet, form=form)


def _sample(kind: str, choices: tuple[str, ...], other: str) -> Any:
    if kind == "bool":
        return True
    return SAMPLE.get(kind) or (choices[0] if choices else other)


def form_text(desk: PaperDesk, sheet: IntakeSheet, **more: Any) -> str:
    return desk.text(desk.make("application_form", sheet, **more), "application_form")


def test_the_joint_form_asks_and_prints_everything_once(desk: PaperDesk) -> None:
    typical = desk.catalogue.forms["WL-QY-24"].typical_answers or {}
    sheet = filled(desk, desk.sheet(target="WL-QY-24", answers=dict(typical)))
    record_id = desk.make("application_form", sheet)
    text = desk.text(record_id, "application_form")
    plan = plan_sheet(sheet, desk.catalogue)
    assert len(plan.fields) > 60
    values = [value for value in sheet.form.values() if isinstance(value, str) and value.startswith("值")]
    produced = {asked.field_id for asked in plan.fields if asked.produced}
    for field_id, value in sheet.form.items():
        if value in values:
            assert text.count(value) == (0 if field_id in produced else 1), field_id
    assert "开办商场超市" in text
    assert "申请人保证：以上填写的内容和提交的材料真实、完整、有效" in text


def test_what_members_share_comes_first_then_item_by_item(desk: PaperDesk) -> None:
    text = form_text(desk, desk.sheet(target=COMPANY, agent=AGENT))
    order = [
        text.index(said)
        for said in (
            "申请人和代理人",
            "各事项共用的内容",
            "①公司设立登记（市监局）",
            "②公章刻制备案（公安局）",
            "⑤医保单位",
        )
    ]
    assert order == sorted(order)
    assert "居民身份证331081199003077828" in text
    assert "居民身份证331081198511120410" in text


def test_empty_fields_leave_room_or_boxes(desk: PaperDesk) -> None:
    record_id = desk.make("application_form", desk.sheet(target=COMPANY))
    text = desk.text(record_id, "application_form")
    assert "场所使用方式□自有□租赁□无偿使用□住所申报承诺□集群(托管)□其他" in text
    assert "实名登记确认□是□否" in text
    groups: Any = desk.content(record_id, "application_form").values["groups"]
    labels = [row["label"] for group in groups for row in group.get("rows", ())]
    assert "邮政编码" not in labels  # optional and empty
    (roster,) = [group for group in groups if group["title"].startswith("股东")]
    assert roster["entries"] == [[""] * len(roster["columns"])] * 3


def test_the_declaration_stands_on_the_page_that_is_signed(desk: PaperDesk) -> None:
    record_id = desk.make("application_form", desk.sheet(target=COMPANY, agent=AGENT))
    (signed,) = [page for page in page_texts(desk.pdf(record_id, "application_form")) if "代理人（签名）" in page]
    assert "申请人保证" in signed
    assert "代理人对本人的身份" in signed


def test_values_are_printed_as_people_write_them(desk: PaperDesk) -> None:
    form = {"charter_date": "2026-11-05", "charter_template": False, "entity_name": f"温岭市{PERSON['name']}有限公司"}
    text = form_text(desk, desk.sheet(target=COMPANY, form=form))
    assert "章程签署日期2026年11月5日" in text
    assert "使用示范章程否" in text
    assert f"温岭市{PERSON['name']}有限公司" in text


def test_thirty_employees_are_a_roster_over_two_pages(desk: PaperDesk) -> None:
    columns = {row.column_id: str(row.type) for row in desk.catalogue.fields["employees"].columns}
    rows = [
        {column: f"员工{n:02d}𬱖" if kind == "name" else SAMPLE.get(kind, "普工") for column, kind in columns.items()}
        for n in range(1, 31)
    ]
    sheet = desk.sheet(target=COMPANY, answers={"q4": ["c"]}, form={"employees": rows})
    record_id = desk.make("application_form", sheet)
    text = desk.text(record_id, "application_form")
    for n in range(1, 31):
        assert text.count(f"{n}员工{n:02d}𬱖") == 1
    assert text.count("331081199003077828") >= 31
    assert desk.pages(record_id, "application_form") <= 4


def test_every_role_the_guide_names_has_its_line(desk: PaperDesk) -> None:
    shareholders = [{"xm": "林小满"}, {"xm": "王禾"}]
    form = {"legal_rep_name": "林小满", "shareholders": shareholders}
    text = form_text(desk, desk.sheet(target=COMPANY, agent=AGENT, form=form))
    assert f"申请人{PERSON['name']}（签名或按手印）：" in text
    assert "法定代表人、股东林小满（签名或按手印）：" in text  # one person, one line
    assert "股东王禾（签名或按手印）：" in text
    assert "代理人（签名）：" in text


def test_whoever_is_not_named_yet_has_a_line_to_sign_on(desk: PaperDesk) -> None:
    text = form_text(desk, desk.sheet(target=COMPANY))
    assert "法定代表人（签名或按手印）：" in text
    assert "股东（签名或按手印）：" in text


def test_buyer_and_seller_sign_the_house_form(desk: PaperDesk) -> None:
    parties = [
        {"role": "buyer", "name": PERSON["name"], "identity_number": PERSON["identity_number"]},
        {"role": "seller", "name": LONG_NAME, "identity_kind": "none"},
    ]
    text = form_text(desk, desk.sheet(target=HOUSE, parties=parties))
    assert f"申请人、买方{PERSON['name']}（签名或按手印）：" in text
    assert f"卖方{LONG_NAME}（签名或按手印）：" in text
    assert "行政许可" not in text


def test_more_signers_than_a_page_holds_sign_on_a_list(desk: PaperDesk) -> None:
    form = {"shareholders": [{"xm": f"股东{n:02d}"} for n in range(1, 14)]}
    text = form_text(desk, desk.sheet(target=COMPANY, form=form))
    assert text.count("股东13") == 1  # in the roster
    assert "股东（签名或按手印）：" in text


def test_one_materials_form_is_addressed_to_its_organ_alone(desk: PaperDesk) -> None:
    sheet = desk.sheet(target=COMPANY, answers={"q2": "c"})
    text = form_text(desk, sheet, material_id="m_zscn")
    assert "申请表住所(经营场所)申报承诺书温岭市市场监督管理局：" in text
    assert "公安局" not in text
    assert "住所承诺人（签名或按手印）：" in text


def test_an_item_without_a_form_still_has_an_application(desk: PaperDesk) -> None:
    code = next(code for code in desk.catalogue.items if code not in desk.catalogue.forms)
    text = form_text(desk, desk.sheet(target=code))
    assert desk.catalogue.items[code].name in text
    assert "申请人（签名或按手印）：" in text


def test_a_missing_mandate_is_prefilled(desk: PaperDesk) -> None:
    agent = {**AGENT, "mandate": {"received": False, "until": "2026-12-31", "scope": "只限本次办理。"}}
    text = desk.text(desk.make("power_of_attorney", desk.sheet(target=COMPANY, agent=agent)), "power_of_attorney")
    assert f"委托人{PERSON['name']}证件号码居民身份证331081199003077828" in text
    assert "受托人林晓证件号码居民身份证331081198511120410" in text
    assert "1公司设立登记市监局2公章刻制备案公安局" in text
    assert "■提交、补正材料■签署申请文件■签收文书■领取办理结果□撤回申请" in text
    assert "委托期限2026年11月3日至2026年12月31日" in text
    assert "委托说明只限本次办理。" in text
    assert "委托人（签名、盖章或按手印）：" in text


def test_free_words_may_end_a_mandate_and_nothing_leaves_it_open(desk: PaperDesk) -> None:
    agent: dict[str, Any] = {**AGENT, "mandate": {"received": False, "until": "办结为止"}}
    text = desk.text(desk.make("power_of_attorney", desk.sheet(target=FOOD, agent=agent)), "power_of_attorney")
    assert "委托期限2026年11月3日至办结为止" in text
    text = desk.text(desk.make("power_of_attorney", desk.sheet(target=FOOD)), "power_of_attorney")
    assert "委托期限2026年11月3日至年月日" in text
    assert "受托人证件号码" in text


def test_a_commitment_stands_for_what_is_marked_so(desk: PaperDesk) -> None:
    sheet = desk.sheet(target=RESTAURANT, materials=bring(["m_cs", "m_zd"], "pledged"), other_materials="complete")
    text = desk.text(desk.make("commitment_letter", sheet), "commitment_letter")
    assert "告知承诺书" in text
    assert "1经营场所使用证明2食品安全规章制度与管理人员名单" in text
    assert "是否采用告知承诺方式，由申请人自愿选择" in text
    assert "承诺不实的，依法终止办理、责令限期整改、撤销决定，记入信用记录，并依法追究责任。" in text
    assert "办理部门可以在事中事后核查承诺内容" in text
    assert "本承诺应当由申请人本人作出，不得由他人代为承诺。" in text
    assert "先予受理" not in text


def test_an_agent_commits_only_where_the_guide_lets_him(desk: PaperDesk) -> None:
    bundle = desk.catalogue.bundles[RESTAURANT]
    materials = tuple(replace(row, pledge_by_agent=True) for row in bundle.materials)
    changed = {**desk.catalogue.bundles, RESTAURANT: replace(bundle, materials=materials)}
    sheet = desk.sheet(target=RESTAURANT, agent=AGENT, materials={"m_cs": "pledged"})
    forbidden = desk.text(desk.make("commitment_letter", sheet), "commitment_letter")
    assert "不得由他人代为承诺" in forbidden
    assert "代理人（签名）" not in forbidden
    desk.change_catalogue(replace(desk.catalogue, bundles=changed))
    allowed = desk.text(desk.make("commitment_letter", sheet), "commitment_letter")
    assert "本承诺由代理人林晓代为签署，授权委托书附后。" in allowed
    assert "代理人（签名）" in allowed


def test_a_commitment_to_one_material_names_that_one(desk: PaperDesk) -> None:
    sheet = desk.sheet(target=RESTAURANT, materials=bring(["m_cs", "m_zd"], "pledged"))
    text = desk.text(desk.make("commitment_letter", sheet, material_id="m_zd"), "commitment_letter")
    assert "食品安全规章制度与管理人员名单" in text
    assert "经营场所使用证明" not in text


def test_a_commitment_to_nothing_is_refused(desk: PaperDesk) -> None:
    with pytest.raises(PaperIncomplete) as caught:
        desk.make("commitment_letter", desk.sheet(target=FOOD, other_materials="complete"))
    assert caught.value.values["kind"] == "commitment_letter"


def test_a_withdrawal_lists_what_went_back_and_what_stayed(desk: PaperDesk) -> None:
    first, second, third = ids_of(desk, FOOD)
    record_id = desk.run(target=FOOD, agent=AGENT, other_materials="complete", act="take_in")
    desk.act(record_id, wait=1, act="withdraw", request_received=True, reason="另行选址。", returned=[first, second])
    text = desk.text(record_id, "withdrawal_request")
    assert "本人（本单位）于2026年11月3日09时30分申请办理“食品经营许可核发”，现自愿撤回申请，请予准许。" in text
    assert "撤回原因：另行选址。" in text
    number = desk.paper(record_id, "intake_receipt").number
    assert f"收件编号{number}" in text
    text = desk.text(record_id, "material_return_list")
    assert f"收件编号{number}，您申请办理的“食品经营许可核发”已经撤回" in text
    gone = text[text.index("当面退还的材料") : text.index("暂时不能退还的材料")]
    assert "1申请书原件12布局流程图原件1" in gone
    assert "食品安全制度" not in gone
    assert "1食品安全制度原件1暂存窗口，可以随时领回" in text
    assert "退还的材料已当面点清。" in text
    assert third


@pytest.mark.parametrize("kind", ["application_form", "power_of_attorney"])
@pytest.mark.parametrize("name", [LONG_NAME, "欧阳𬱖䶮㛃𠅤", EXTENSIONS, "O'Brien Łukasz Ёлкин"])
def test_any_name_is_whole_on_a_form(desk: PaperDesk, kind: str, name: str) -> None:
    sheet = desk.sheet(target=COMPANY, applicant={**PERSON, "name": name})
    text = desk.text(desk.make(kind, sheet), kind)
    assert "".join(name.split()) in text
