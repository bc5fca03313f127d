"""Invented content for a list of papers that goes to a department."""

from __future__ import annotations

from typing import Any

HANDOVER: dict[str, dict[str, Any]] = {
    "handover_list": {
        "list": {
            "department": "温岭市市场监督管理局",
            "made_at": "2026年11月23日 11时20分",
            "amount": "3 件，其中原件 5 份",
            "stand_in": "王科（2026年11月23日至2026年11月27日不在），由李科签收",
        },
        "handed": [
            {
                "no": "1",
                "number": "331081-26-0A3K-000101-0",
                "short_number": "331081-26-\n0A3K-000101-0",
                "applicant": "林**",
                "item": "食品经营许可",
                "whose": "食品经营许可\n林**",
                "papers": "原件：食品经营许可证申请书、经营场所平面布局图和操作流程图；复印件：营业执照（2 份）",
                "originals": "2",
            },
            {
                "no": "2",
                "number": "331081-26-0A3K-000109-6",
                "short_number": "331081-26-\n0A3K-000109-6",
                "applicant": "欧***",
                "item": "小餐饮店登记",
                "whose": "小餐饮店登记\n欧***",
                "papers": "原件：经营场所使用证明、食品安全规章制度与管理人员名单、从业人员健康证明",
                "originals": "3",
                "remark": "退回后再交",
            },
            {
                "no": "3",
                "number": "331081-26-0A3K-000112-6",
                "short_number": "331081-26-\n0A3K-000112-6",
                "applicant": "陈**",
                "item": "个体工商户设立登记",
                "whose": "个体工商户设立登记\n陈**",
                "papers": "没有纸质材料",
                "remark": "改交：归市监局登记",
            },
        ],
    },
}
