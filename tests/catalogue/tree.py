"""A catalogue folder with one of everything, valid to the last line, to be broken in one place per test."""

from __future__ import annotations

from pathlib import Path

RELEASE = """\
schema: wenling-desk/release@1
release: '2026.11'
effective_from: 2026-11-01
region: '331081'
centre: {name: 行政服务中心, status: documented}
"""
DEPARTMENTS = """\
schema: wenling-desk/departments@1
departments:
  - key: SCJG
    name: 市场监督管理局
    short_name: 市监局
    remedy: {review_organ: 市人民政府, court: 市人民法院, basis: 行政复议法, status: documented}
    status: documented
  - {key: YH, name: 开户银行, short_name: 银行, is_organ: false, status: documented}
"""
DELEGATION = """\
schema: wenling-desk/delegation@1
delegations:
  - department: SCJG
    items: [SC001]
    effective_from: 2026-01-01
    document: 委托书
    seal: 专用章
    seal_holder: 保管岗
"""
CALENDAR = """\
schema: wenling-desk/calendar@1
year: 2026
source: 通知
holidays:
  - {name: 元旦, days_off: [2026-01-01], make_up: [2026-01-04]}
  - {name: 春节、清明节、劳动节、端午节、中秋节, days_off: [2026-02-17]}
  - {name: 国庆节, days_off: [2026-10-01]}
"""
ITEMS = """\
schema: wenling-desk/items@1
department: SCJG
effective_from: 2023-01-01
items:
  - code: SC001
    name: 设立登记
    item_type: licence
    handling_kind: immediate
    statutory_time_limit: {amount: 3, unit: working_days, status: documented}
    committed_time_limit: {unit: on_the_spot, status: documented}
    legal_basis:
      - {citation: 《条例》第十九条, status: documented}
    result_name: 营业执照
    fee: {text: 不收费, status: documented}
    materials:
      - {id: m_sqs, name: 申请书, source: desk_form}
    status: documented
    sources: [部门公布]
  - code: SC017
    name: 食品经营许可
    item_type: licence
    handling_kind: time_limited
    statutory_time_limit: {amount: 20, unit: working_days, status: documented}
    committed_time_limit: {amount: 5, unit: working_days, status: documented}
    legal_basis:
      - {citation: 《食品安全法》第三十五条, status: documented}
    result_name: 食品经营许可证
    materials:
      - {id: m_lct, name: 流程图}
    status: documented
"""
BUNDLE = """\
schema: wenling-desk/bundle@1
code: WL-QY-01
name: 开办小店
audience: enterprise
bundle_status: in_force
effective_from: 2023-01-01
lead_department: SCJG
participating_departments: [YH]
status: documented
members:
  - {item: SC001, default: true}
  - {item: SC017, default: false, after: [SC001]}
questions:
  - id: q1
    ask: 有没有营业执照?
    options:
      - {id: a, label: 没有}
      - {id: b, label: 有, hint: 只办许可, drop_items: [SC001], add_materials: [m_zz]}
  - id: q2
    ask: 还办什么?
    multiple: true
    options:
      - {id: a, label: 食品经营许可, add_items: [SC017]}
      - {id: b, label: 都不办, exclusive: true}
materials:
  - {id: m_sqs, name: 申请书, form: original, copies: 1, source: desk_form, used_by: [SC001, SC017]}
  - {id: m_zz, name: 营业执照副本, default: false, used_by: [SC017]}
"""
FIELDS = """\
schema: wenling-desk/fields@1
patterns:
  four: {regex: '^[0-9]{4}$'}
roles:
  applicant: 申请人
fields:
  - {id: entity_name, label: 名称, type: name}
  - {id: capital, label: 注册资本, type: money, unit: 万元, minimum: 0}
  - {id: kind, label: 类型, type: choice, choices: [公司, 个体]}
  - {id: year, label: 年份, type: text, pattern: four}
"""
FORM = """\
schema: wenling-desk/form@1
code: WL-QY-01
status: inferred
default_answers: {q1: [a], q2: [b]}
typical_answers: {q1: [b], q2: [a]}
parties:
  - role: applicant
    label: 经营者
    needed: always
    fields: [entity_name]
    signs:
      - {material: m_sqs, as: 签字}
items:
  - item: SC001
    name: 登记申请书
    produces: [year]
    sheets:
      - material: m_sqs
        fields: [entity_name, capital]
  - item: SC017
    name: 许可申请书
    sheets:
      - material: m_sqs
        fields:
          - entity_name
          - {field: kind, required: false, when: {q1: [b]}}
"""
ITEM_FORM = """\
schema: wenling-desk/form@1
code: SC001
status: inferred
parties:
  - role: applicant
    label: 申请人
    needed: always
    signs:
      - {material: m_sqs, as: 签字}
items:
  - item: SC001
    name: 登记申请书
    sheets:
      - {material: m_sqs, fields: [entity_name]}
"""
FILES = {
    "catalogue/release.yaml": RELEASE,
    "catalogue/departments.yaml": DEPARTMENTS,
    "catalogue/delegation.yaml": DELEGATION,
    "catalogue/calendars/2026.yaml": CALENDAR,
    "catalogue/items/SCJG.yaml": ITEMS,
    "catalogue/bundles/WL-QY-01.yaml": BUNDLE,
    "forms/fields.yaml": FIELDS,
    "forms/WL-QY-01.yaml": FORM,
    "forms/SC001.yaml": ITEM_FORM,
}


def write_tree(root: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the folder; ``changes`` replaces whole files, ``None`` leaves one out."""
    contents: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
    for name, text in contents.items():
        if text is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return root


def changed(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """One file with one place replaced; the place must be there."""
    assert old in FILES[name], f"{old!r} is not in {name}"
    return {name: FILES[name].replace(old, new, 1)}


def line_of(name: str, text: str, changes: dict[str, str | bytes | None]) -> int:
    """The line, from 1, on which ``text`` stands in the changed file."""
    content = changes.get(name, FILES[name])
    assert isinstance(content, str)
    return next(number for number, line in enumerate(content.splitlines(), start=1) if text in line)
