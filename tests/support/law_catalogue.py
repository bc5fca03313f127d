"""A catalogue made to try the law on: every item type, a parallel bundle, a serial chain, and departments with and
without delegation, review organ and court. All of it is invented.

Delegated: ``FOOD`` (all its items), ``SEAL`` (until the end of 2026), ``WATER``. Not delegated: all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.support.calendars import state_calendar
from wenling_desk.domain.catalogue import Catalogue, Centre, Department
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.form import (
    AlreadyDone,
    FieldDefinition,
    FieldType,
    FieldUse,
    FormSet,
    ItemForm,
    Sheet,
)
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import AGENT, APPLICANT, Mandate, Party, PartyKind
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

RELEASE = "law.1"
SINCE = date(2023, 1, 1)

LICENCE = "LIC-FOOD"
"""A licence of 10 working days, delegated."""
SIGN = "LIC-SIGN"
"""A licence of 20 working days whose organ delegates nothing."""
NO_COURT = "LIC-PLAIN"
"""A licence, delegated, whose department has neither review organ nor court."""
CONFIRMATION = "CON-POOR"
BENEFIT = "BEN-AID"
FILING = "FIL-SEAL"
"""An 即办件, delegated."""
CARD = "PUB-CARD"
WATER = "ENT-WATER"
OLD = "LIC-OLD"
"""Abolished on 2026-07-01."""

SHOP = "B-SHOP"
"""Parallel: LICENCE, SIGN and CONFIRMATION; a question drops SIGN."""
CHAIN = "B-CHAIN"
"""Serial: FILING, then LICENCE, then CARD."""
SORTED = "B-SORTED"
NAME_ONLY = "B-NAME"

WD = TimeUnit.WORKING_DAYS
CARD_NUMBER = "331081199003077828"
AGENT_NUMBER = "331081198511120410"

MATERIALS = (
    Material("m_main", "平面图", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT),
    Material("m_late", "健康证明", MaterialForm.COPY, 1, MaterialSource.INTERMEDIARY, deferrable=True),
    Material("m_word", "场所证明", MaterialForm.COPY, 1, MaterialSource.AUTHORITY, pledgeable=True),
    Material("m_known", "身份证", MaterialForm.COPY, 1, MaterialSource.SHARED_DATA, shareable=True),
    Material("m_form", "申请书", MaterialForm.ORIGINAL, 1, MaterialSource.DESK_FORM),
)


def law_catalogue(release: str = RELEASE, effective_from: date = SINCE) -> Catalogue:
    """The catalogue of that release."""
    return Catalogue(
        release=release,
        effective_from=effective_from,
        region="331081",
        centre=Centre("温岭市行政服务中心", "示例路 1 号", "0576-80000000", "0576-80000001", "浙里办"),
        items={item.code: item for item in _items()},
        bundles={bundle.code: bundle for bundle in (_shop(), _chain(), *_not_for_intake())},
        departments={row.key: row for row in _departments()},
        divisions={},
        delegations=(
            Delegation("FOOD", (), SINCE, "委托受理书(样例)甲", "市监局受理专用章", "综合受理区"),
            Delegation(
                "SEAL", (FILING,), SINCE, "委托受理书(样例)乙", "公安局受理专用章", "综合受理区", date(2027, 1, 1)
            ),
            Delegation("PLAIN", (), SINCE, "委托受理书(样例)丙", "文旅局受理专用章", "综合受理区"),
        ),
        fields={row.field_id: row for row in _fields()},
        roles={"applicant": "申请人", "agent": "代理人", "guardian": "监护人"},
        forms={row.code: row for row in (_shop_form(), _chain_form())},
        calendar=state_calendar(),
    )


def _departments() -> tuple[Department, ...]:
    review, court = "温岭市人民政府", "温岭市人民法院"
    return (
        Department("FOOD", "温岭市市场监督管理局", "市监局", phone="1", review_organ=review, court=court),
        Department("SIGN", "温岭市综合行政执法局", "执法局", phone="2", review_organ=review, court=court),
        Department("POOR", "温岭市民政局", "民政局", phone="3", review_organ=review, court=court),
        Department("SEAL", "温岭市公安局", "公安局", phone="4", review_organ=review, court=court),
        Department("AID", "温岭市医疗保障局", "医保局", phone="5", review_organ=review, court=court),
        Department("CARD", "温岭市人力资源和社会保障局", "人社局", phone="6"),
        Department("WATER", "温岭市某供水有限公司", "供水", phone="7", is_organ=False),
        Department("PLAIN", "温岭市文化和广电旅游体育局", "文旅局", phone="8"),
    )


def _item(
    code: str,
    name: str,
    department: str,
    item_type: ItemType,
    limit: TimeLimit,
    materials: tuple[Material, ...] = (),
    **more: Any,
) -> ServiceItem:
    immediate = limit.unit is TimeUnit.ON_THE_SPOT
    return ServiceItem(
        code=code,
        name=name,
        department_key=department,
        item_type=item_type,
        handling_kind=HandlingKind.IMMEDIATE if immediate else HandlingKind.TIME_LIMITED,
        statutory_time_limit=TimeLimit(20, WD),
        committed_time_limit=limit,
        statutory_status=SourceStatus.INFERRED,
        committed_status=SourceStatus.INFERRED,
        legal_basis=(LegalBasis(f"《{name}管理办法(样例)》第九条"),),
        result_name=f"{name}结果",
        materials=materials,
        fee="不收费",
        status=SourceStatus.PARTLY,
        sources=("样例",),
        effective_from=SINCE,
        **more,
    )


def _items() -> tuple[ServiceItem, ...]:
    spot = TimeLimit(0, TimeUnit.ON_THE_SPOT)
    own = (Material("m_own", "证明", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT),)
    return (
        _item(LICENCE, "食品经营许可", "FOOD", ItemType.LICENCE, TimeLimit(10, WD), MATERIALS),
        _item(SIGN, "户外广告许可", "SIGN", ItemType.LICENCE, TimeLimit(20, WD), own),
        _item(NO_COURT, "演出许可", "PLAIN", ItemType.LICENCE, TimeLimit(10, WD), own),
        _item(
            CONFIRMATION, "低保认定", "POOR", ItemType.CONFIRMATION, TimeLimit(30, TimeUnit.NATURAL_DAYS), own
        ),
        _item(BENEFIT, "医疗救助", "AID", ItemType.BENEFIT, TimeLimit(2, TimeUnit.MONTHS), own),
        _item(FILING, "公章刻制备案", "SEAL", ItemType.FILING, spot, own),
        _item(CARD, "社保卡申领", "CARD", ItemType.PUBLIC_SERVICE, TimeLimit(24, TimeUnit.HOURS), own),
        _item(WATER, "用水报装", "WATER", ItemType.ENTERPRISE_SERVICE, TimeLimit(5, WD), own),
        _item(
            OLD, "旧许可", "FOOD", ItemType.LICENCE, TimeLimit(10, WD), own, effective_to=date(2026, 7, 1)
        ),
    )  # fmt: skip


def _bundle(code: str, name: str, members: tuple[BundleMember, ...], **more: Any) -> ServiceBundle:
    values: dict[str, Any] = {
        "audience": Audience.ENTERPRISE,
        "stage": "开办",
        "lead_department": "FOOD",
        "participating_departments": (),
        "item_codes": tuple(member.item_code for member in members),
        "questions": (),
        "materials": (),
        "bundle_status": BundleStatus.IN_FORCE,
        "status": SourceStatus.PARTLY,
        "sources": ("样例",),
        "effective_from": SINCE,
    }
    return ServiceBundle(code=code, name=name, members=members, **{**values, **more})


def _shop() -> ServiceBundle:
    return _bundle(
        SHOP,
        "开店一件事",
        (BundleMember(LICENCE, True), BundleMember(SIGN, True), BundleMember(CONFIRMATION, True)),
        questions=(
            Situation(
                "q1",
                "有没有店招?",
                (Option("yes", "有"), Option("no", "没有", Effect(drop_items=(SIGN,), drop_materials=("m_sign",)))),
            ),
            Situation(
                "q2",
                "还有什么?",
                (
                    Option("online", "网上卖", Effect(add_materials=("m_net",))),
                    Option("sign", "加一块店招", Effect(add_items=(SIGN,), add_materials=("m_sign",))),
                    Option("none", "都没有", exclusive=True),
                ),
                multiple=True,
                required=False,
            ),
        ),
        materials=(
            Material("m_id", "身份证", MaterialForm.COPY, 1, MaterialSource.SHARED_DATA, True,
                     used_by=(LICENCE, SIGN, CONFIRMATION)),
            Material("m_plan", "平面图", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT, used_by=(LICENCE,)),
            Material("m_health", "健康证明", MaterialForm.COPY, 1, MaterialSource.INTERMEDIARY, deferrable=True,
                     used_by=(LICENCE,)),
            Material("m_sign", "效果图", MaterialForm.ELECTRONIC, 1, MaterialSource.APPLICANT, used_by=(SIGN,)),
            Material("m_income", "收入证明", MaterialForm.ORIGINAL, 1, MaterialSource.AUTHORITY,
                     used_by=(CONFIRMATION,)),
            Material("m_net", "网店截图", MaterialForm.ELECTRONIC, 1, MaterialSource.APPLICANT, default=False,
                     used_by=(LICENCE,)),
        ),
    )  # fmt: skip


def _chain() -> ServiceBundle:
    return _bundle(
        CHAIN,
        "企业开办一件事",
        (BundleMember(FILING, True), BundleMember(LICENCE, True, (FILING,)), BundleMember(CARD, True, (LICENCE,))),
        materials=(
            Material("m_deed", "章程", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT, used_by=(FILING,)),
            Material("m_plan", "平面图", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT, used_by=(LICENCE,)),
            Material("m_roll", "名册", MaterialForm.ORIGINAL, 1, MaterialSource.APPLICANT, used_by=(CARD,)),
            Material("m_apply", "申请书", MaterialForm.ORIGINAL, 1, MaterialSource.DESK_FORM,
                     used_by=(FILING, LICENCE)),
        ),
    )  # fmt: skip


def _not_for_intake() -> tuple[ServiceBundle, ...]:
    one = (BundleMember(FILING, True),)
    return (
        _bundle(SORTED, "梳理中的一件事", one, bundle_status=BundleStatus.SORTED),
        _bundle(NAME_ONLY, "只有名字的一件事", ()),
    )


def _fields() -> tuple[FieldDefinition, ...]:
    names = {
        "entity_name": "名称", "address": "地址", "capital": "注册资本", "uscc": "统一社会信用代码",
        "area": "面积", "staff": "人数", "online_shop": "网店名称",
    }  # fmt: skip
    return tuple(FieldDefinition(field_id, label, FieldType.TEXT) for field_id, label in names.items())


def _uses(*required: str, optional: tuple[str, ...] = ()) -> tuple[FieldUse, ...]:
    return (*(FieldUse(name, True) for name in required), *(FieldUse(name, False) for name in optional))


def _chain_form() -> FormSet:
    return FormSet(
        code=CHAIN,
        items=(
            ItemForm(
                FILING,
                "备案表",
                (Sheet("m_apply", _uses("entity_name", "address", optional=("capital",))),),
                produces=("uscc",),
                already_done=AlreadyDone(typical=True, evidence="已有营业执照", capture=("uscc",)),
            ),
            ItemForm(LICENCE, "许可申请书", (Sheet("m_apply", _uses("entity_name", "uscc", "capital", "area")),)),
            ItemForm(CARD, "参保登记表", (Sheet(None, _uses("entity_name", "uscc", "staff")),)),
        ),
        labels={"entity_name": "企业名称"},
    )


def _shop_form() -> FormSet:
    online = FieldUse("online_shop", True, ({"q2": ("online",)},))
    return FormSet(
        code=SHOP,
        items=(
            ItemForm(LICENCE, "许可申请书", (Sheet("m_plan", (*_uses("entity_name", "area"), online)),)),
            ItemForm(SIGN, "店招申请表", (Sheet("m_sign", _uses("entity_name", "address")),)),
        ),
    )


# -- applications -------------------------------------------------------------------------------------


def applicant(**changes: Any) -> Party:
    """A natural person with a valid number; nobody lives by it."""
    values: dict[str, Any] = {
        "party_id": "p1",
        "role": APPLICANT,
        "kind": PartyKind.NATURAL_PERSON,
        "name": "林小满",
        "identity_number": CARD_NUMBER,
        "phone": "13800005678",
    }
    return Party(**{**values, **changes})


def agent(*, mandated: bool = True, **changes: Any) -> Party:
    """An agent with a mandate, or without one yet."""
    values: dict[str, Any] = {
        "party_id": "p2",
        "role": AGENT,
        "name": "王代办",
        "identity_number": AGENT_NUMBER,
        "phone": "13900001234",
        "mandate": Mandate(received=mandated, scope="全部事项"),
    }
    return applicant(**{**values, **changes})


def marks(catalogue: Catalogue, target: str, **changes: MaterialMark | MaterialEntry) -> dict[str, MaterialEntry]:
    """Every material of the target as an original, but for ``changes``."""
    owner = catalogue.bundles.get(target) or catalogue.items[target]
    entries = {material.material_id: MaterialEntry(MaterialMark.ORIGINAL) for material in owner.materials}
    for material_id, change in changes.items():
        entries[material_id] = change if isinstance(change, MaterialEntry) else MaterialEntry(change)
    return entries


ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {SHOP: {"q1": ("yes",)}}


def sheet_for(
    target: str, *, without: tuple[str, ...] = (), catalogue: Catalogue | None = None, **more: Any
) -> IntakeSheet:
    """A complete application for the target, less the materials named in ``without``."""
    catalogue = catalogue or law_catalogue()
    missing = dict.fromkeys(without, MaterialMark.MISSING)
    values: dict[str, Any] = {
        "answers": ANSWERS.get(target, {}),
        "parties": (applicant(),),
        "materials": marks(catalogue, target, **missing),
    }
    return IntakeSheet(target, target in catalogue.bundles, catalogue.release, **{**values, **more})
