"""Where papers went, as the record page tells it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fakes import MORNING, texts
from wenling_desk.domain.facts import Fact
from wenling_desk.ui.record.fact_words import FactWords


def said(kind: str, **body: Any) -> str:
    words = FactWords(
        texts(), MORNING.date(), lambda _: "①", lambda kind, number: kind, lambda field: field, lambda key: key
    )
    return words.sentence(Fact("f", "acceptance", "r", kind, MORNING, "1", "clerk", "", "d", "c", "l", ("A",), body))


PAPERS = [{"id": "m", "name": "申请书", "form": "original", "copies": 1}]


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        (
            "HandedOver",
            {"number": "N-1", "papers": PAPERS, "originals": 1},
            "材料移交部门 ①，清单 N-1，1 样，其中原件 1 份",
        ),
        (
            "HandedOver",
            {"number": "N-1", "papers": [], "why": "归它"},
            "材料移交部门 ①，清单 N-1，0 样；改交这个部门：归它",
        ),
        ("SignedFor", {"way": "signature", "by": "王科"}, "部门签收 ①：王科（签字）"),
        ("SignedFor", {"way": "barcode", "by": "王科"}, "部门签收 ①：王科（扫条码）"),
        ("SignedFor", {"way": "deemed", "rule": "会议纪要"}, "没人签收，按约定视为送达 ①：会议纪要"),
        (
            "ReturnedToCounter",
            {"reason_class": "pages_missing", "note": "缺第 2 页", "by": "王科"},
            "材料退回窗口 ①（缺页），王科退：缺第 2 页",
        ),
        ("ReturnedToCounter", {"reason_class": "of_a_newer_version"}, "材料退回窗口 ①（of_a_newer_version）"),
        ("ListMade", {"rows": [1, 2], "left_out": [1]}, "开交接清单，2 件，另有 1 件没有交成"),
        ("ListSigned", {"by": "王科", "missing": ["r"]}, "王科签收清单，1 件没有收到，回到窗口"),
        ("ListDeemedDelivered", {"rule": "会议纪要"}, "清单没人签收，按约定视为送达：会议纪要"),
        (
            "AbsenceNoted",
            {"name": "王科", "from": "2026-11-02", "to": "2026-11-06", "stand_in_name": "李科"},
            "王科 11-02 至 11-06 不在岗，由李科接着办",
        ),
        ("AbsenceEnded", {}, "回岗"),
    ],
)
def test_each_fact_in_words(kind: str, body: dict[str, Any], sentence: str) -> None:
    assert said(kind, **body) == sentence
