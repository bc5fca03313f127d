"""Invented content for the centre's progress report."""

from __future__ import annotations

from typing import Any, Final

FIGURES: Final = (
    "tasks_led", "tasks_joined", "province_cases", "province_online", "online_rate", "joint_cases_total",
    "joint_items_total", "bundles_published", "bundle_batches", "bundles_sorted", "visits_held", "visit_people",
    "partner_centres", "partner_chambers", "land_to_build", "projects_total", "projects_investment", "projects_done",
    "projects_done_investment", "projects_months_earlier", "agency_services", "experts", "chief_experts",
    "online_deals", "guarantee_companies",
)  # fmt: skip

REPORT: dict[str, dict[str, Any]] = {
    "progress_report": {
        "report": {
            "as_of": "截至 2023年6月15日",
            "begins": "2023年1月1日",
            "ends": "2023年6月15日",
            "edition": "2026.1",
            "data_time": "2023-06-15 09:30",
            "reading": "省平台办理",
            "scaled": "说明：本报告的数据是样张。",
        },
        "figure": {name: f"{place} 件" for place, name in enumerate(FIGURES, 1)},
        "tasks": [
            {
                "name": "一件事扩面增效",
                "part": "牵头",
                "goal": "新增一批一件事公布并能在窗口联办。",
                "measure": "每月从办件里找候选，逐件征求联办部门意见，成熟一件公布一件。",
                "progress": "60%。已公布两批，第三批在梳理。",
            },
            {
                "name": "电子证照共享应用",
                "part": "参加",
                "goal": "高频证照窗口免提交。",
                "measure": "窗口先行试用，每周反馈用不了的证照。",
                "progress": "40%。已试用十二种。",
            },
        ],
        "figures": [
            {
                "name": "一网通办率",
                "value": "96.85%",
                "formula": "按指定读法算一网通办的件数 ÷ 省平台清单的全部件数",
                "base": "全市、全渠道，按申请月份；不能从窗口的件单独算出来",
                "source": "导入的省平台清单；温岭的算法没有找到文件，读法是推定",
            },
        ],
    },
}
