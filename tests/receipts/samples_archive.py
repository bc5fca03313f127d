"""Invented content for the cover and the list of a volume."""

from __future__ import annotations

from typing import Any

VOLUME = {
    "number": "331081-26-0A3K-000122-6",
    "title": "温岭市晓风小吃店“食品经营许可核发”",
    "organs": "温岭市市场监督管理局",
    "outcome": "办结",
    "received_date": "2026年11月23日",
    "closed_date": "2026年11月27日",
    "documents": "3 份",
    "pages": "4 页",
    "on_paper": "2 种，见卷内目录",
    "version": "第 1 版",
    "scheme": "GB/T 42727-2023",
    "archivist": "陈晓",
    "archived_at": "2026年11月28日 16时20分",
}

ARCHIVE: dict[str, dict[str, Any]] = {
    "volume_cover": {"volume": VOLUME},
    "volume_index": {
        "volume": VOLUME,
        "contents": [
            {
                "no": "1",
                "title": "办结通知",
                "number": "331081-26-0A3K-000123-4",
                "by": "温岭市市场监督管理局",
                "date": "2026-11-27",
                "pages": "1",
            },
            {
                "no": "2",
                "title": "受理通知书",
                "number": "331081-26-0A3K-000121-8",
                "by": "温岭市市场监督管理局",
                "date": "2026-11-23",
                "pages": "2-3",
                "note": "已作废",
            },
            {
                "no": "3",
                "title": "食品安全制度（扫描件）",
                "by": "温岭市晓风小吃店",
                "date": "2026-11-23",
                "pages": "4",
            },
            {"no": "4", "title": "平面布局图", "by": "温岭市晓风小吃店", "pages": "纸2", "note": "纸质"},
        ],
    },
}
"""What a kind needs beside the base."""
