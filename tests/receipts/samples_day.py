"""Invented content for the papers of a desk's day and of a seal."""

from __future__ import annotations

from typing import Any

DAY: dict[str, dict[str, Any]] = {
    "day_closing": {
        "day": {
            "date": "2026年11月23日",
            "weekday": "星期一",
            "version": "1",
            "opened_at": "2026年11月23日 08时20分",
            "closed_at": "2026年11月23日 17时05分",
            "counts": "收件 26 件，受理 11 项，咨询 9 次，送达 7 项",
            "issued": "41",
            "balance": "收到 37，作废 1，在草稿上 1，没有打出 1，没有办件 1；中间缺号 2 个",
        },
        "figures": [
            {"name": "待移交", "count": "0", "other": "待通知", "other_count": "2"},
            {"name": "未签收", "count": "1", "other": "未回填编号", "other_count": "3"},
            {"name": "抽屉里原件", "count": "4", "other": "下一天到期", "other_count": "5"},
        ],
        "differences": [
            {
                "number": "331081-26-0A3K-000110-1",
                "outcome": "收件凭证，没有打出来",
                "why": "打印机故障，明天补打",
            },
            {
                "number": "331081-26-0A3K-000115-7",
                "outcome": "缺号，到流水号 000116 共 2 个",
                "why": "程序中断，编号没有用出",
            },
        ],
        "left": [
            {
                "line": "未签收",
                "number": "0A3K-000101-0",
                "what": "食品经营许可，市监局",
                "since": "11:40",
            },
            {"line": "草稿", "what": "企业开办 · 林**，陈晓", "since": "16:40"},
        ],
    },
    "shift_handover": {
        "shift": {
            "at": "2026年11月23日 11时30分",
            "from_name": "陈晓",
            "from_number": "0101",
            "to_name": "欧阳𬱖䶮",
            "to_number": "0102",
            "waiting": "2 人",
            "originals": "4 件",
            "draft_count": "1 份",
            "seal_count": "1 枚",
        },
        "drafts": [{"what": "企业开办 · 林**"}],
        "seals": [{"what": "温岭市市场监督管理局受理专用章（SJ-01）"}],
    },
    "seal_register": {
        "seal": {
            "title": "温岭市市场监督管理局受理专用章",
            "number": "SJ-01",
            "day": "2026年11月23日",
            "holder": "陈晓",
            "place": "3 号窗口抽屉",
            "leaves": "不出办公室",
            "times": "2 张文书，其他 1 次",
        },
        "uses": [
            {"time": "09:31", "number": "331081-26-0A3K-000110-1", "what": "受理通知书", "by": "陈晓"},
            {"time": "10:02", "number": "331081-26-0A3K-000112-8", "what": "补正材料一次性告知书", "by": "陈晓"},
            {"time": "10:10", "what": "复印件与原件核对无异", "by": "陈晓"},
        ],
        "moves": [{"time": "11:30", "what": "交接班：交给林岚", "by": "陈晓"}],
    },
}
"""What each kind needs beside the base."""
