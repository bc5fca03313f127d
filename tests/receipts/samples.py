"""Invented content for every kind of paper. Nobody in it lives; numbers carry valid check digits."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.receipts.sample_values import BASE, GAPS, GROUPS, ITEMS, MATERIALS, MEMBERS, ORGANS
from tests.receipts.samples_archive import ARCHIVE
from tests.receipts.samples_day import DAY
from tests.receipts.samples_handover import HANDOVER
from tests.receipts.samples_report import REPORT
from wenling_desk import resources
from wenling_desk.domain.paper import PaperContent

NUMBER = "331081-26-0A3K-000123-4"
OF_CASES = tuple(sorted(file.stem for file in resources.path("papers").glob("*.yaml")))
"""Papers of the program itself. Those of ledgers are data of their folders: docs/add-a-ledger.md says what they may
read, and their scenarios print them (tests/ledgers/test_papers_of_scenarios.py)."""

PRACTICE_NUMBER = "X331081-26-0A3K-000123-4"
VERIFICATION = "WL0:" + NUMBER
SIGNED = "WL1:" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 5 + "ABCDEFGHIJKLMNOPQRST"

RARE_NAME = "欧阳𬱖䶮㛃𠅤"
LONG_NAME = (
    "阿卜杜热合曼·买买提吐尔逊·艾合买提江·努尔麦麦提·阿布都克里木·托合提阿吉·吾买尔江·依明尼亚孜·肉孜买买提·阿不力孜"
)
assert len(LONG_NAME) > 50

_BY_KIND: dict[str, dict[str, Any]] = {
    "joint_acceptance": {
        "bundle": {"name": "企业开办（餐饮店）", "member_count": "6"},
        "members": MEMBERS,
        "materials": [
            dict(entry, serves=where) for entry, where in zip(MATERIALS, ("①②③④", "②③", "⑥", "①⑥", "⑥"), strict=True)
        ],
    },
    "not_required_notice": {
        "reasons": ["您经营的是预包装食品，只需备案，不需要取得食品经营许可。"],
        "advice": ["到本窗口办理“仅销售预包装食品备案”，当场办结，不收费。", "备案后十个工作日内没有其他手续。"],
    },
    "refusal_notice": {
        "refusal": {
            "ground": "not_competent",
            "right_organ": "台州市市场监督管理局",
            "right_organ_phone": "0576-88500000",
            "right_organ_address": "台州市某某大道 100 号",
        },
        "reasons": [
            "您申请的是食品生产许可（特殊食品），由台州市市场监督管理局负责。",
            "您的经营场所在本市范围以外。",
        ],
        "returned": MATERIALS[:2],
    },
    "correction_notice": {"correction": {"count": "2"}, "gaps": GAPS},
    "consultation_notice": {
        "consultation": {
            "question": "想开个小饭店，要办什么证？",
            "person": "王禾",
            "phone": "13800009876",
            "asked_at": "2026年11月23日 09:40",
            "catalogue": "2026年11月1日起施行的事项目录",
        },
        "answers": [
            "先办营业执照，再办食品经营许可证，可以一次办完。",
            "使用面积不超过五十平方米的，按小餐饮店登记。",
        ],
        "materials": [dict(entry, issuer="申请人自备", remedy="一式一份，签名") for entry in MATERIALS],
    },
    "deferred_acceptance_notice": {"deferred": [GAPS[1]]},
    "special_procedure_notice": {
        "acceptance": {"reference": "受理文书编号 331081-26-0A3K-000123-4"},
        "procedure": {
            "kind": "检验检测",
            "reason": "需要对经营场所用水进行检测。",
            "basis": "《中华人民共和国食品安全法实施条例》有关规定",
            "started_date": "2026年11月24日",
            "expected_days": "3 个工作日",
            "expected_date": "2026年11月26日",
            "expected_weekday": "星期四",
        },
        "deadline": {"date": "2026年12月3日", "weekday": "星期四"},
    },
    "extension_notice": {
        "acceptance": {"reference": "受理文书编号 331081-26-0A3K-000123-4"},
        "extension": {
            "reason": "现场核查发现布局与图纸不一致，需要再次核查。",
            "days": "10 个工作日",
            "approver": "温岭市市场监督管理局负责人",
            "approved_date": "2026年11月27日",
            "previous_date": "2026年11月30日",
            "new_date": "2026年12月14日",
            "new_weekday": "星期一",
        },
    },
    "delay_explanation": {
        "acceptance": {"reference": "受理文书编号 331081-26-0A3K-000123-4"},
        "delay": {
            "reason": "需要两名核查人员到场，上周因台风没有成行，已改在本周三。",
            "promised_date": "2026年11月30日",
            "expected_date": "2026年12月4日",
            "expected_weekday": "星期五",
        },
    },
    "batch_annex": {
        "annex": {
            "main": "《收件凭证》（编号 331081-26-0A3K-000123-4）",
            "told": "名单共 3 人，已收 2 人，缺项 1 人",
            "gaps": True,
        },
        "people": [
            {"no": "1", "name": "林晓", "number": "331***********0410", "state": "已收", "missing": ""},
            {"no": "2", "name": "欧阳𬱖", "number": "331***********7828", "state": "已收", "missing": ""},
            {
                "no": "3",
                "name": "周某",
                "number": "",
                "state": "未收",
                "missing": "没有填证件号码；电话号码不对，请核对",
            },
        ],
    },
    "acceptance_revocation": {
        "acceptance": {"number": "331081-26-0A3K-000123-4", "date": "2026年11月23日"},
        "reasons": ["到 2026年12月4日 没有补交从业人员健康证明。"],
        "deferred": [GAPS[1]],
        "returned": MATERIALS[:2],
    },
    "deemed_withdrawal_notice": {
        "correction": {"number": "331081-26-0A3K-000118-9", "date": "2026年11月23日", "deadline": "2026年12月4日"},
        "gaps": GAPS,
        "returned": MATERIALS[:2],
    },
    "completion_notice": {
        "outcome": "granted",
        "result": {
            "date": "2026年11月27日",
            "name": "食品经营许可证",
            "number": "JY23310810000001",
            "valid_until": "2031年11月26日",
            "delivery": "窗口领取",
            "place": "城东街道大厅出件窗口",
        },
    },
    "delivery_record": {
        "delivered": [
            {"name": "行政许可申请受理通知书", "number": NUMBER, "copies": "1"},
            {"name": "食品经营许可证", "number": "JY23310810000001", "copies": "1"},
        ],
        "delivery": {
            "addressee": "温岭市晓风小吃店",
            "place": "城东街道大厅出件窗口",
            "method": "direct",
            "delivered_at": "2026年11月28日 09:10",
        },
    },
    "collection_notice": {
        "results": [
            {"no": "1", "name": "食品经营许可证", "number": "JY23310810000001"},
            {"no": "2", "name": "营业执照", "number": "91331081MA2TEST01X"},
        ],
        "collection": {"ready": True, "way": "locker", "place": "3 号柜 12 格", "locker_days": "7", "box": "Z1-04"},
    },
    "amendment_notice": {
        "issuer": ORGANS["licence"],
        "amendment": {
            "kind": "correction",
            "number": NUMBER,
            "title": "行政许可申请受理通知书",
            "date": "2026年11月23日",
            "reason": "录入时误写。",
            "recalled": "no",
        },
        "changes": [{"what": "申请人联系电话", "before": "13800005687", "after": "13800005678"}],
    },
    "case_summary": {
        "timeline": [
            {
                "time": "2026年11月23日 10时21分",
                "act": "收件\n出具《收件凭证》（331081-26-0A3K-000122-6）",
                "by": "陈晓",
            },
            {"time": "2026年11月23日 10时26分", "act": f"受理\n出具《受理通知书》（{NUMBER}）", "by": "陈晓"},
            {"time": "2026年11月24日 09时00分", "act": "材料移交市场监督管理局", "by": "王禾"},
        ],
    },
    "result_slip": {"result": {"date": "2026年11月23日", "name": "社会保障卡", "number": "A12345678"}},
    "application_form": {
        "form": {"subject": "食品经营许可"},
        "groups": GROUPS,
        "signers": [{"role": "申请人", "name": "陈晓风"}, {"role": "配偶", "name": "林小满"}],
    },
    "commitment_letter": {
        "commitment": {"kind": "deferred"},
        "deferred": [GAPS[1]],
        "pledged": [{"name": "经营场所使用证明", "serves": "①②"}],
    },
    "power_of_attorney": {
        "principal": {"name": "陈晓风", "identity_number": "居民身份证 331***********5678", "phone": "13800005678"},
        "attorney": {"name": "林小满"},
        "items": [
            {"name": "企业设立登记", "organ": "市市场监督管理局"},
            {"name": "食品经营许可", "organ": "市市场监督管理局"},
        ],
        "mandate": {
            "powers": ["submit", "sign", "receive_papers"],
            "from": "2026年11月23日",
            "until": "2027年2月22日",
        },
    },
    "withdrawal_request": {
        "withdrawal": {"reason": "经营场所另行选址。"},
    },
    "material_return_list": {
        "returned": MATERIALS[:2],
        "kept": [dict(MATERIALS[2], why="已移交温岭市市场监督管理局，待部门退回")],
        "at_department": True,
    },
    "kept_materials_list": {"kept": MATERIALS[:2], "with_applicant": MATERIALS[2:3]},
    "fee_notice": {
        "fee": {
            "title": "不动产登记费（住宅）",
            "amount": "80.00",
            "capital": "捌拾元整",
            "payment_code": "33108126000000012345",
            "basis": "不动产登记费：住宅 80 元/件",
        },
    },
}
"""What a kind needs beside the base."""
_BY_KIND |= DAY | ARCHIVE | HANDOVER | REPORT


def content(kind: str, variant: str = "licence", **changes: Any) -> PaperContent:
    """A complete paper of ``kind`` for an item type. ``changes``: dotted paths with ``__`` for the dot."""
    values = deepcopy(BASE)
    values["organ"] = dict(ORGANS[variant])
    values["item"].update(ITEMS[variant])
    for name, value in deepcopy(_BY_KIND.get(kind, {})).items():
        if isinstance(value, dict):
            values.setdefault(name, {}).update(value)
        else:
            values[name] = value
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = values
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last] = value
    return PaperContent(kind, NUMBER, variant, values, VERIFICATION)


def materials(count: int) -> list[dict[str, str]]:
    """``count`` rows of materials."""
    return [
        dict(
            MATERIALS[index % len(MATERIALS)],
            no=str(index + 1),
            name=f"{MATERIALS[index % len(MATERIALS)]['name']}（{index + 1}）",
        )
        for index in range(count)
    ]


def changed(paper: PaperContent, **changes: Any) -> PaperContent:
    """The same paper with other marks, numbers or labels."""
    return replace(paper, **changes)


def with_value(paper: PaperContent, path: str, value: object) -> PaperContent:
    """The same paper with another value at the dotted ``path``."""
    values: dict[str, Any] = deepcopy(dict(paper.values))
    *parents, last = path.split(".")
    target = values
    for parent in parents:
        target = target.setdefault(parent, {})
    target[last] = value
    return replace(paper, values=values)
