"""Made-up service items in any number, for benchmarks and tests: the same number gives the same items every time.

Names read like real ones and share many words, codes and departments repeat the way a province's list does; none of
them is anybody's item.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from wenling_desk.domain.service_item import (
    HandlingKind,
    ItemType,
    LegalBasis,
    Material,
    ServiceItem,
    SourceStatus,
    TimeLimit,
    TimeUnit,
)

MOST_ITEMS = 100_000
SINCE = date(2023, 1, 1)
DEPARTMENTS = ("SCJG", "GAJ", "RSJ", "ZJJ", "WJJ", "MZJ", "JYJ", "JTJ", "NYJ", "WGJ", "ZFJ", "STHJ")
ACTS = (
    "设立登记", "变更登记", "注销登记", "许可新办", "许可变更", "许可延续", "备案", "年度报告", "资格认定", "补贴申领",
    "信息查询", "证书补办", "证书换发", "迁入", "迁出", "审核", "竣工验收", "签章", "公示", "复核",
)  # fmt: skip
THINGS = (
    "公司", "个体工商户", "餐饮店", "药店", "诊所", "幼儿园", "养老机构", "旅馆", "网约车", "货运车辆",
    "渔船", "农药经营", "种子生产", "公共场所卫生", "户外招牌", "排水", "道路挖掘", "树木砍伐", "消防设施",
    "特种设备", "计量器具", "社会保险", "医疗保险", "住房公积金", "户口", "居住证", "婚姻", "收养", "墓地",
    "慈善组织", "民办学校", "教师", "文艺演出", "娱乐场所", "体育场馆", "旅行社", "广播设施", "文物修缮",
    "危险化学品", "烟花爆竹",
)  # fmt: skip
PLACES = ("东片", "西片", "南片", "北片", "中片", "沿海", "山区", "新区", "旧城", "园区")
SIZES = ("大型", "中型", "小型", "微型", "规模以上", "规模以下", "首次", "再次", "跨年", "临时", "长期", "联合", "单独")
_TYPES = tuple(ItemType)


def _names() -> Iterator[str]:
    """104,000 different names; the plain ones come first."""
    for thing, act in product(THINGS, ACTS):
        yield thing + act
    for size, place, thing, act in product(SIZES, PLACES, THINGS, ACTS):
        yield f"{thing}{act}({place}{size})"


def generated_items(number: int) -> dict[str, ServiceItem]:
    """``number`` items (at most 100,000) by code, all names and codes different."""
    if not 0 <= number <= MOST_ITEMS:
        raise ValueError(f"between 0 and {MOST_ITEMS} items")
    return {item.code: item for item in map(_item, range(number), _names())}


def _item(serial: int, name: str) -> ServiceItem:
    department = DEPARTMENTS[serial % len(DEPARTMENTS)]
    code = f"{department}{serial:06}"
    days = serial % 20
    committed = TimeLimit(days, TimeUnit.WORKING_DAYS) if days else TimeLimit(0, TimeUnit.ON_THE_SPOT)
    item_type = _TYPES[serial % len(_TYPES)]
    return ServiceItem(
        code=code,
        name=name,
        department_key=department,
        item_type=item_type,
        handling_kind=HandlingKind.TIME_LIMITED if days else HandlingKind.IMMEDIATE,
        statutory_time_limit=TimeLimit(20, TimeUnit.WORKING_DAYS),
        committed_time_limit=committed,
        statutory_status=SourceStatus.INFERRED,
        committed_status=SourceStatus.INFERRED,
        legal_basis=(LegalBasis("生成的数据,没有依据"),),
        result_name="生成的结果",
        materials=(
            Material("m_sq", "申请表", used_by=(code,)),
            Material("m_sf", "身份证明", used_by=(code,)),
        ),
        fee="不收费",
        status=SourceStatus.INFERRED,
        sources=("生成的数据",),
        effective_from=SINCE,
    )
