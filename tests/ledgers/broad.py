"""A ledger that has every sort of value, and sixty fields; and one that stands on a time axis."""

from __future__ import annotations

from pathlib import Path

from tests.support.ledgers import LedgerCounter, write_ledgers
from wenling_desk.domain.authority import Role, Session

CLERK = Session("c001", "陈晓", (Role.CLERK, Role.TEAM_LEADER))
FURTHER = 43
"""Fields beside those of every type: sixty in all."""
LONG = "温岭市城东街道示例路八号示例大厦十二层示例水产品加工与冷链物流一体化改造提升项目（二期）配套道路管网工程"
RARE = "欧阳𬱖"
PERSON = "331081199001011235"

_LEDGER = """
ledger: broad
name: 样样都有
group: people
about: 每一种栏目都有一个，用来看屏幕。
version: "2026-11"
source: 测试用
status: inferred
title: what
who: person
day: promised
department: unit
statuses: {begun: 已登记, going: 正在办, over: 已办结}
fields:
  what: {label: 反映的事, type: text, max: 60}
  story: {label: 经过, type: paragraph, max: 300, note: 时间、地点、谁说了什么，照原话写}
  person: {label: 反映人, type: name, private: true}
  phone: {label: 联系电话, type: phone, private: true}
  card: {label: 证件号码, type: id_number, private: true}
  amount: {label: 金额, type: number, unit: 万元, places: 2, min: 0}
  promised: {label: 答应的日子, type: date, not_before: today}
  month: {label: 所属月份, type: month}
  time: {label: 几点, type: time}
  urgent: {label: 急不急, type: yes_no}
  sort: {label: 哪一类, type: choice, choices: {slow: 办得慢, rude: 态度不好, refused: 不给办}}
  why: {label: 为什么不给办, type: text}
  many: {label: 涉及哪些环节, type: choices, choices: {ask: 咨询, take: 收件, decide: 审批, give: 送达}}
  stage: {label: 走到哪一步, type: choice, choices: {STAGES}}
  unit: {label: 转给哪个单位, type: department}
  item: {label: 对应事项, type: item}
  bundle: {label: 对应一件事, type: bundle}
  town: {label: 所在镇街, type: town}
  handler: {label: 经办人, type: clerk}
  case: {label: 对应办件, type: case}
  earlier: {label: 以前的一件, type: record, of: broad}
  lines:
    label: 明细
    type: table
    grows: true
    columns:
      name: {label: 名称, type: text}
      copies: {label: 份数, type: number, unit: 份}
      until: {label: 截止, type: date}
      kind: {label: 种类, type: choice, choices: {paper: 纸质, file: 电子}}
  proof: {label: 照片或扫描件, type: evidence}
MORE
acts:
  begin_broad:
    label: 登记
    hint: 照原话记，不替人改口。
    fields: [what*, story, person*, phone, card, amount, {promised: =today}, month, time, urgent, sort*,
             {why*: {sort: [refused]}}, many, stage, unit, item, bundle, town, {handler: =me}, case, earlier, lines,
             proof]
  fill_broad: {label: 补填其余各栏, fields: [FIELDS]}
  amend_broad: {label: 更正, fields: [what, amount, sort, urgent]}
  end_broad: {label: 办结}
list:
  columns: [person, sort, unit, amount, promised]
  filters: [sort, unit, urgent]
  empty: 还没有登记。按 Ctrl+N 登记第一件。
"""

_WORKFLOW = """
workflow: broad
version: "1"
statuses:
  begun: {}
  going: {}
  over: {terminal: true}
actions:
  begin_broad: {from: [new], to: begun, fact: BroadBegun, roles: {clerk: hall}}
  fill_broad: {from: [begun, going], to: going, fact: BroadFilled, roles: {clerk: hall}}
  amend_broad: {from: [begun, going], fact: BroadAmended, roles: {clerk: hall}}
  end_broad: {from: [begun, going], to: over, fact: BroadEnded, irreversible: true, roles: {clerk: hall}}
"""

_AXIS_LEDGER = """
ledger: street_works
name: 道路施工
group: projects
about: 哪条路什么时候挖。
version: "2026-11"
source: 测试用
title: what
day: ends
statuses: {planned: 已排期, done: 已完工}
fields:
  what: {label: 工程, type: text, max: 120}
  road: {label: 路段, type: text}
  begins: {label: 开工, type: date}
  ends: {label: 完工, type: date, not_before: begins}
acts:
  plan_work: {label: 排期, fields: [what*, road*, begins*, ends]}
  finish_work: {label: 完工}
list: {columns: [road, begins, ends], shape: axis, begins: begins, ends: ends, lines: road, empty: 还没有排期。}
"""

_AXIS_WORKFLOW = """
workflow: street_works
version: "1"
statuses:
  planned: {}
  done: {terminal: true}
actions:
  plan_work: {from: [new], to: planned, fact: WorkPlanned, roles: {clerk: hall, team_leader: hall}}
  finish_work: {from: [planned], to: done, fact: WorkFinished, roles: {team_leader: hall}}
"""

GROUPS = "groups: {people: 群众反映和评价, projects: 投资项目}\n"


def broad_ledgers(folder: Path) -> Path:
    """Both ledgers in a folder."""
    stages = ", ".join(f"s{at}: 第 {at} 步办理环节（示例名称）" for at in range(1, 13))
    names = ["story", "amount", *(f"more_{at}" for at in range(1, FURTHER + 1))]
    more = "\n".join(
        f"  more_{at}: {{label: 其余第 {at} 栏{'的名称特别长要换行' if at % 9 == 0 else ''}, type: text}}"
        for at in range(1, FURTHER + 1)
    )
    ledger = _LEDGER.replace("STAGES", stages).replace("MORE", more).replace("FIELDS", ", ".join(names))
    write_ledgers(
        folder,
        broad={"ledger.yaml": ledger, "workflow.yaml": _WORKFLOW},
        street_works={"ledger.yaml": _AXIS_LEDGER, "workflow.yaml": _AXIS_WORKFLOW},
    )
    (folder / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    return folder


def broad_counter(folder: Path) -> LedgerCounter:
    """A counter that keeps both."""
    return LedgerCounter(broad_ledgers(folder), CLERK)
