"""A catalogue small enough to hold in the head: a handful of items, one serial bundle like 开办餐饮店 and one like
企业开办, one that is only a name in the list. Codes, question and material ids are those of the real catalogue where it
has the same thing, so that a test may be run on either. Nothing here claims to be anybody's guide.

Delegated: SCJG (all), MZJ (all). Not delegated: ZFJ, GAJ, SWJ, RSJ. YH is an enterprise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wenling_desk.domain.catalogue import Catalogue, Centre, Department, Division
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.form import (
    AlreadyDone,
    Autofill,
    Column,
    Condition,
    FieldDefinition,
    FieldType,
    FieldUse,
    FormSet,
    ItemForm,
    PartySlot,
    Sensitivity,
    Sheet,
)
from wenling_desk.domain.service_bundle import Audience, BundleMember, BundleStatus, ServiceBundle
from wenling_desk.domain.service_item import (
    HandlingKind,
    ItemType,
    LegalBasis,
    Material,
    MaterialForm,
    MaterialSource,
    ServiceItem,
    SourceStatus,
    TimeLimit,
    TimeUnit,
)
from wenling_desk.domain.situation import Effect, Option, Situation
from wenling_desk.domain.working_days import Calendar

RELEASE = "2026.11"
RESTAURANT = "WL-QY-03"
COMPANY = "WL-QY-01"
LIST_ONLY = "WL-GR-99"
MARRIAGE = "MZ003"
"""An 即办件 under delegation, two materials."""
SOCIAL_CARD = "RS008"
"""A 承诺件 without delegation."""
SINCE = date(2023, 1, 1)

_SPOT = TimeLimit(0, TimeUnit.ON_THE_SPOT)
_ORIGINAL, _COPY, _ELECTRONIC = MaterialForm.ORIGINAL, MaterialForm.COPY, MaterialForm.ELECTRONIC
_OWN, _FORM, _SHARED = MaterialSource.APPLICANT, MaterialSource.DESK_FORM, MaterialSource.SHARED_DATA


def small_catalogue(release: str = RELEASE) -> Catalogue:
    """The catalogue of that release number."""
    return Catalogue(
        release=release,
        effective_from=date(2026, 11, 1),
        region="331081",
        centre=Centre("温岭市行政服务中心", "温岭市城东街道示例路 1 号", "0576-80000000", "0576-80000001", "浙里办"),
        items={item.code: item for item in _items()},
        bundles={bundle.code: bundle for bundle in (_restaurant(), _company(), _list_only())},
        departments={row.key: row for row in _departments()},
        divisions={"331081001": Division("331081001", "太平街道", "subdistrict")},
        delegations=tuple(
            Delegation(key, (), SINCE, f"委托受理书(样例) {short}", f"{name}受理专用章", "综合受理区", sample=True)
            for key, name, short in (
                ("SCJG", "温岭市市场监督管理局", "市监局"),
                ("MZJ", "温岭市民政局", "民政局"),
            )
        ),
        fields={row.field_id: row for row in _fields()},
        roles={
            "applicant": "申请人", "agent": "代理人(经办人)", "legal_rep": "法定代表人(负责人、经营者)",
            "finance_head": "财务负责人", "shareholder": "股东(投资人)", "subject": "当事人", "spouse": "配偶",
        },
        forms={row.code: row for row in (_restaurant_form(), _company_form(), _marriage_form())},
        calendar=small_calendar(),
    )  # fmt: skip


def small_calendar() -> Calendar:
    """2026 with its national day only, so that sums can be done by hand."""
    holidays = frozenset(date(2026, 10, day) for day in range(1, 9))
    return Calendar("2026-small", holidays, frozenset({date(2026, 10, 10)}), date(2026, 1, 1), date(2026, 12, 31))


def with_many_materials(catalogue: Catalogue, count: int, code: str = MARRIAGE) -> Catalogue:
    """The same catalogue where that item asks for ``count`` materials; names are of many lengths."""
    materials = tuple(
        Material(
            f"m_{number:02d}",
            f"第 {number} 份材料" + "及其附件、说明和历年变更记录" * (number % 4),
            form=(_ORIGINAL, _COPY, _ELECTRONIC)[number % 3],
            copies=1 + number % 2,
            source=(_OWN, MaterialSource.AUTHORITY, _SHARED)[number % 3],
            shareable=number % 3 == 2,
            deferrable=number % 5 == 0,
        )
        for number in range(1, count + 1)
    )
    item = replace(catalogue.items[code], materials=materials)
    return replace(catalogue, items={**catalogue.items, code: item})


def _departments() -> tuple[Department, ...]:
    government, court = "温岭市人民政府", "温岭市人民法院"
    named = (
        ("SCJG", "温岭市市场监督管理局", "市监局"), ("ZFJ", "温岭市综合行政执法局", "综合执法局"),
        ("GAJ", "温岭市公安局", "公安局"), ("SWJ", "国家税务总局温岭市税务局", "税务局"),
        ("RSJ", "温岭市人力资源和社会保障局", "人社局"), ("MZJ", "温岭市民政局", "民政局"),
    )  # fmt: skip
    organs = tuple(Department(key, name, short, "", "0576-80000002", government, court) for key, name, short in named)
    return (*organs, Department("YH", "温岭示例银行", "示例银行", is_organ=False))


def _item(
    code: str,
    name: str,
    department: str,
    limit: TimeLimit,
    materials: tuple[Material, ...] = (),
    *,
    item_type: ItemType = ItemType.LICENCE,
    basis: str = "",
    result: str = "",
) -> ServiceItem:
    return ServiceItem(
        code=code,
        name=name,
        department_key=department,
        item_type=item_type,
        handling_kind=HandlingKind.IMMEDIATE if limit == _SPOT else HandlingKind.TIME_LIMITED,
        statutory_time_limit=TimeLimit(20, TimeUnit.WORKING_DAYS),
        committed_time_limit=limit,
        statutory_status=SourceStatus.INFERRED,
        committed_status=SourceStatus.INFERRED,
        legal_basis=(LegalBasis(basis),) if basis else (),
        result_name=result or f"{name}结果",
        materials=materials,
        fee="不收费",
        status=SourceStatus.PARTLY,
        sources=("样例",),
        effective_from=SINCE,
    )


def _items() -> tuple[ServiceItem, ...]:
    five = TimeLimit(5, TimeUnit.WORKING_DAYS)
    return (
        _item("SC001", "公司设立登记", "SCJG", _SPOT, basis="《市场主体登记管理条例》第十九条", result="营业执照"),
        _item(
            "SC006", "个体工商户设立登记", "SCJG", _SPOT, basis="《市场主体登记管理条例》第十九条", result="营业执照"
        ),
        _item(
            "SC017", "食品经营许可核发", "SCJG", five, basis="《食品经营许可和备案管理办法》", result="食品经营许可证"
        ),
        _item("ZF001", "户外招牌设施设置规范管理", "ZFJ", _SPOT, item_type=ItemType.PUBLIC_SERVICE),
        _item("GA001", "公章刻制备案", "GAJ", _SPOT, item_type=ItemType.FILING),
        _item("SW001", "新办纳税人信息确认与发票领用", "SWJ", _SPOT, item_type=ItemType.CONFIRMATION),
        _item("RS001", "企业社会保险登记", "RSJ", _SPOT, item_type=ItemType.CONFIRMATION),
        _item("YH001", "银行账户开户预约", "YH", five, item_type=ItemType.ENTERPRISE_SERVICE),
        _item(
            MARRIAGE,
            "补领婚姻登记证",
            "MZJ",
            _SPOT,
            (
                Material("m_sfz", "身份证", _ORIGINAL, 1, _SHARED, shareable=True),
                Material("m_sms", "声明书", _ORIGINAL, 1, _FORM),
            ),
            item_type=ItemType.CONFIRMATION,
            basis="《婚姻登记条例》第十七条",
            result="婚姻登记证",
        ),
        _item(
            SOCIAL_CARD,
            "社会保障卡申领",
            "RSJ",
            TimeLimit(3, TimeUnit.WORKING_DAYS),
            (Material("m_zp", "照片", _ELECTRONIC, 1, _OWN, deferrable=True), Material("m_sfz", "身份证或户口簿")),
            item_type=ItemType.PUBLIC_SERVICE,
        ),
    )


def _restaurant() -> ServiceBundle:
    """开办餐饮店: ② waits for ①; ③ beside it."""
    return ServiceBundle(
        code=RESTAURANT,
        name="开办餐饮店",
        audience=Audience.ENTERPRISE,
        stage="准入准营",
        lead_department="SCJG",
        participating_departments=("ZFJ",),
        item_codes=("SC006", "SC017", "ZF001"),
        members=(
            BundleMember("SC006", default=False),
            BundleMember("SC017", default=True, after=("SC006",)),
            BundleMember("ZF001", default=False),
        ),
        questions=(
            Situation(
                "q1",
                "有没有营业执照?",
                (
                    Option("a", "有", Effect()),
                    Option("b", "办个体", Effect(add_items=("SC006",), add_materials=("m_djs",))),
                ),
            ),
            Situation("q2", "经营面积(㎡)?", (Option("a", "≤ 50"), Option("b", "50–300"), Option("c", "≥ 300"))),
            Situation(
                "q4",
                "店招、卖烟?",
                (
                    Option("a", "店招", Effect(add_items=("ZF001",), add_materials=("m_zp",))),
                    Option("d", "都不要", exclusive=True),
                ),
                multiple=True,
            ),
        ),
        materials=(
            Material("m_djs", "登记(备案)申请书", _ORIGINAL, 1, _FORM, default=False, used_by=("SC006",)),
            Material("m_sfz", "经营者身份证", _COPY, 1, _SHARED, shareable=True, used_by=("SC006", "SC017")),
            Material(
                "m_cs", "经营场所使用证明", _COPY, 1, _OWN, deferrable=True, pledgeable=True, used_by=("SC006", "SC017")
            ),
            Material("m_spsq", "食品经营许可申请书", _ORIGINAL, 1, _FORM, used_by=("SC017",)),
            Material(
                "m_lct", "主要设备设施、操作流程与布局图", _ORIGINAL, 1, _OWN, used_by=("SC017",), note="可以手绘"
            ),
            Material("m_zd", "食品安全规章制度与管理人员名单", _ORIGINAL, 1, _OWN, pledgeable=True, used_by=("SC017",)),
            Material(
                "m_jk", "从业人员健康证明", _COPY, 1, MaterialSource.INTERMEDIARY, deferrable=True, used_by=("SC017",)
            ),
            Material("m_zp", "招牌效果图与设置位置说明", _ELECTRONIC, 1, _OWN, default=False, used_by=("ZF001",)),
        ),
        bundle_status=BundleStatus.IN_FORCE,
        status=SourceStatus.PARTLY,
        sources=("样例",),
        effective_from=SINCE,
    )


def _company() -> ServiceBundle:
    """企业开办: three members after the first; the default answers make no choice necessary."""
    after = ("SC001",)
    return ServiceBundle(
        code=COMPANY,
        name="企业开办",
        audience=Audience.ENTERPRISE,
        stage="开办",
        lead_department="SCJG",
        participating_departments=("GAJ", "SWJ", "RSJ", "YH"),
        item_codes=("SC001", "GA001", "SW001", "RS001", "YH001"),
        members=(
            BundleMember("SC001", default=True),
            BundleMember("GA001", default=True, after=after),
            BundleMember("SW001", default=True, after=after),
            BundleMember("RS001", default=True, after=after),
            BundleMember("YH001", default=False, after=after),
        ),
        questions=(
            Situation("q1", "要办的市场主体是哪一类?", (Option("a", "有限责任公司"), Option("b", "合伙企业"))),
            Situation(
                "q4",
                "还要一起办哪些?",
                (Option("b", "银行开户预约", Effect(add_items=("YH001",))), Option("d", "都不要", exclusive=True)),
                multiple=True,
            ),
            Situation(
                "q5",
                "是否委托他人办理?",
                (Option("a", "法定代表人本人办"), Option("b", "委托代办", Effect(add_materials=("m_wt",)))),
            ),
        ),
        materials=(
            Material("m_sqs", "企业登记(备案)申请书", _ORIGINAL, 1, _FORM, used_by=after),
            Material("m_zc", "公司章程(全体股东签署)", _ORIGINAL, 1, _FORM, used_by=after),
            Material(
                "m_sfz",
                "股东、法定代表人身份证",
                _COPY,
                1,
                _SHARED,
                shareable=True,
                used_by=("SC001", "GA001", "SW001"),
            ),
            Material("m_cq", "不动产权属证明", _COPY, 1, _SHARED, shareable=True, deferrable=True, used_by=after),
            Material("m_wt", "授权委托书", _ORIGINAL, 1, _FORM, default=False, used_by=("SC001", "GA001", "SW001")),
        ),
        bundle_status=BundleStatus.IN_FORCE,
        status=SourceStatus.PARTLY,
        sources=("样例",),
        effective_from=SINCE,
    )


def _list_only() -> ServiceBundle:
    """A bundle of the third batch: sorted, not in force, no detail."""
    return ServiceBundle(
        code=LIST_ONLY,
        name="涉企不动产登记",
        audience=Audience.ENTERPRISE,
        stage="经营",
        lead_department="SCJG",
        participating_departments=(),
        item_codes=(),
        members=(),
        questions=(),
        materials=(),
        bundle_status=BundleStatus.SORTED,
        status=SourceStatus.INFERRED,
        sources=("样例",),
        effective_from=SINCE,
    )


def _fields() -> tuple[FieldDefinition, ...]:
    personal, sensitive = Sensitivity.PERSONAL, Sensitivity.SENSITIVE
    card, licence = Autofill.ID_CARD, Autofill.BUSINESS_LICENCE
    rows: list[FieldDefinition] = [
        FieldDefinition("entity_name", "单位(市场主体)名称", FieldType.NAME, autofill=licence, maximum=100),
        FieldDefinition("uscc", "统一社会信用代码", FieldType.USCC, autofill=licence),
        FieldDefinition("entity_phone", "单位联系电话", FieldType.PHONE),
        FieldDefinition("registered_address", "住所(主要经营场所)", FieldType.ADDRESS, rule="写到门牌号、房间号"),
        FieldDefinition("premises_address", "经营场所地址", FieldType.ADDRESS),
        FieldDefinition("premises_area", "经营面积", FieldType.AREA_M2, minimum=1, maximum=100000),
        FieldDefinition("business_scope", "经营范围", FieldType.TEXT),
        FieldDefinition("registered_capital", "注册资本(出资额)(万元)", FieldType.MONEY),
        FieldDefinition("premises_tenure", "场所使用方式", FieldType.CHOICE, choices=("自有", "租赁", "无偿使用")),
        FieldDefinition("open_date", "拟开业日期", FieldType.DATE),
        FieldDefinition("food_online", "是否网络经营", FieldType.BOOL),
        FieldDefinition("seal_kinds", "刻制印章种类", FieldType.CHOICE, choices=("法定名称章", "财务专用章")),
        FieldDefinition("bank_account_no", "银行账号", FieldType.TEXT, sensitive),
        FieldDefinition(
            "shareholders",
            "股东(发起人、投资人)名册",
            FieldType.TABLE,
            sensitive,
            columns=(
                Column("name", "姓名(名称)", FieldType.NAME),
                Column("id_no", "证件号码", FieldType.ID_NUMBER),
                Column("amount", "认缴出资额(万元)", FieldType.MONEY),
                Column("way", "出资方式", FieldType.CHOICE, ("货币", "实物", "知识产权")),
            ),
            minimum=1,
            maximum=50,
        ),
        FieldDefinition("marriage_date", "结婚登记日期", FieldType.DATE, personal),
        FieldDefinition(
            "marriage_reissue_reason", "补领原因", FieldType.CHOICE, choices=("遗失", "损毁", "信息变更", "其他")
        ),
    ]
    for stem, who in (
        ("applicant", "申请人"), ("legal_rep", "法定代表人(经营者)"), ("finance_head", "财务负责人"),
        ("agent", "经办人"), ("subject", "本人"), ("spouse", "另一方"),
    ):  # fmt: skip
        rows += [
            FieldDefinition(f"{stem}_name", f"{who}姓名", FieldType.NAME, personal, card),
            FieldDefinition(f"{stem}_id_no", f"{who}证件号码", FieldType.ID_NUMBER, sensitive, card),
            FieldDefinition(f"{stem}_phone", f"{who}电话", FieldType.PHONE, personal),
        ]
    rows += [
        FieldDefinition(
            "legal_rep_id_type", "证件类型", FieldType.CHOICE, personal, card, choices=("居民身份证", "护照", "其他")
        ),
        FieldDefinition("subject_birth_date", "出生日期", FieldType.DATE, personal, card),
        FieldDefinition("legal_rep_address", "法定代表人住址", FieldType.ADDRESS, personal, card),
    ]
    return tuple(rows)


def _sheet(material_id: str | None, *fields: str, optional: tuple[str, ...] = ()) -> Sheet:
    required = tuple(FieldUse(field, True) for field in fields)
    return Sheet(material_id, (*required, *(FieldUse(field, False) for field in optional)))


def _person(
    role: str,
    label: str,
    needed: str = "always",
    when: Condition = (),
    *,
    data_subject: bool = True,
    signs: tuple[tuple[str, str], ...] = (),
) -> PartySlot:
    fields = (f"{role}_name", f"{role}_id_no", f"{role}_phone")
    return PartySlot(role, label, needed, when, data_subject=data_subject, fields=fields, signs=signs)


def _restaurant_form() -> FormSet:
    done = AlreadyDone(typical=True, evidence="已有营业执照", capture=("uscc",))
    return FormSet(
        code=RESTAURANT,
        items=(
            ItemForm(
                "SC006",
                "个体工商户登记(备案)申请书",
                (
                    _sheet(
                        "m_djs", "premises_address", "premises_tenure", "legal_rep_name", "legal_rep_id_no",
                        "legal_rep_phone", "business_scope", optional=("entity_name", "agent_name", "agent_id_no"),
                    ),
                ),
                produces=("uscc",),
                already_done=done,
            ),
            ItemForm(
                "SC017",
                "食品经营许可申请书",
                (
                    _sheet(
                        "m_spsq", "entity_name", "uscc", "premises_address", "legal_rep_name", "legal_rep_id_no",
                        "premises_area", "food_online", optional=("open_date",),
                    ),
                ),
            ),
            ItemForm("ZF001", "户外招牌设置申请表", (_sheet(None, "entity_name", "premises_address"),)),
        ),
        parties=(
            _person("legal_rep", "经营者(法定代表人)", signs=(("m_djs", "签字"), ("m_spsq", "签字或盖章"))),
            _person("agent", "经办人", "optional"),
        ),
        default_answers={"q1": ("a",), "q2": ("a",), "q4": ("d",)},
        typical_answers={"q1": ("b",), "q2": ("b",), "q4": ("a",)},
        labels={"entity_name": "字号(名称)"},
    )  # fmt: skip


def _company_form() -> FormSet:
    return FormSet(
        code=COMPANY,
        items=(
            ItemForm(
                "SC001",
                "公司登记(备案)申请书",
                (
                    _sheet(
                        "m_sqs", "entity_name", "registered_address", "business_scope", "registered_capital",
                        "premises_tenure", "legal_rep_name", "legal_rep_id_type", "legal_rep_id_no", "legal_rep_phone",
                        "legal_rep_address", "shareholders", "finance_head_name", "finance_head_id_no",
                        "finance_head_phone", optional=("entity_phone", "agent_name", "agent_id_no", "agent_phone"),
                    ),
                    _sheet("m_zc", "entity_name", "registered_capital", "shareholders"),
                ),
                produces=("uscc",),
                already_done=AlreadyDone(typical=True, evidence="已领营业执照", capture=("uscc",)),
            ),
            ItemForm("GA001", "公章刻制备案表", (_sheet(None, "entity_name", "uscc", "seal_kinds"),)),
            ItemForm("SW001", "新办纳税人信息确认表", (_sheet(None, "entity_name", "uscc", "bank_account_no"),)),
            ItemForm("RS001", "社会保险登记表", (_sheet(None, "entity_name", "uscc"),)),
        ),
        parties=(
            PartySlot("entity", "拟设企业", "always", fields=("entity_name",)),
            _person("legal_rep", "法定代表人", signs=(("m_sqs", "申请人签字"),)),
            PartySlot("shareholder", "股东(投资人)", "always", data_subject=True, fields=("shareholders",)),
            _person("finance_head", "财务负责人"),
            _person("agent", "经办人(受托人)", "when", ({"q5": ("b",)},), signs=(("m_wt", "受托人签字"),)),
        ),
        default_answers={"q1": ("a",), "q4": ("d",), "q5": ("a",)},
        typical_answers={"q1": ("a",), "q4": ("b",), "q5": ("b",)},
    )  # fmt: skip


def _marriage_form() -> FormSet:
    """Two people, one of them the applicant; one field the desk can read off the identity number."""
    return FormSet(
        code=MARRIAGE,
        items=(
            ItemForm(
                MARRIAGE,
                "补领婚姻登记证声明书",
                (
                    _sheet(
                        "m_sms", "subject_name", "subject_id_no", "subject_phone", "subject_birth_date", "spouse_name",
                        "spouse_id_no", "marriage_reissue_reason", optional=("marriage_date",),
                    ),
                ),
            ),
        ),
        parties=(
            _person("subject", "本人(一方)", signs=(("m_sms", "当场签字"),)),
            PartySlot("spouse", "另一方", "always", data_subject=True, fields=("spouse_name", "spouse_id_no")),
        ),
    )  # fmt: skip
