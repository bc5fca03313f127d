"""Invented values that every paper may read, and the lists some of them need."""

from __future__ import annotations

from typing import Any

ORGANS: dict[str, dict[str, str]] = {
    "licence": {
        "name": "温岭市市场监督管理局",
        "seal_name": "温岭市市场监督管理局（行政许可专用章）",
        "phone": "0576-86100001",
        "review_organ": "温岭市人民政府",
        "court": "温岭市人民法院",
    },
    "confirmation": {
        "name": "温岭市民政局",
        "seal_name": "温岭市民政局（受理专用章）",
        "phone": "0576-86100002",
        "review_organ": "温岭市人民政府",
        "court": "温岭市人民法院",
    },
    "benefit": {
        "name": "温岭市医疗保障局",
        "seal_name": "温岭市医疗保障局（业务专用章）",
        "phone": "0576-86100003",
        "review_organ": "温岭市人民政府",
        "court": "温岭市人民法院",
    },
    "filing": {
        "name": "温岭市卫生健康局",
        "seal_name": "温岭市卫生健康局（受理专用章）",
        "phone": "0576-86100004",
        "review_organ": "温岭市人民政府",
        "court": "温岭市人民法院",
    },
    "levy": {
        "name": "国家税务总局温岭市税务局",
        "seal_name": "国家税务总局温岭市税务局（业务专用章）",
        "phone": "0576-86100005",
        "review_organ": "国家税务总局台州市税务局",
        "court": "温岭市人民法院",
    },
    "public_service": {
        "name": "温岭市人力资源和社会保障局",
        "seal_name": "温岭市人力资源和社会保障局（业务专用章）",
        "phone": "0576-86100006",
    },
    "enterprise_service": {
        "name": "温岭市某供水有限公司",
        "seal_name": "温岭市某供水有限公司（业务专用章）",
        "phone": "0576-86100007",
    },
}

ITEMS: dict[str, dict[str, str]] = {
    "licence": {"name": "食品经营许可", "handling_item": "食品经营许可新办（热食类制售）", "type_name": "行政许可"},
    "confirmation": {"name": "最低生活保障对象认定", "handling_item": "最低生活保障对象认定", "type_name": "行政确认"},
    "benefit": {"name": "医疗救助对象待遇给付", "handling_item": "门诊医疗救助", "type_name": "行政给付"},
    "filing": {"name": "诊所备案", "handling_item": "诊所备案（新办）", "type_name": "备案"},
    "levy": {"name": "契税申报", "handling_item": "存量房契税申报", "type_name": "行政征收"},
    "public_service": {"name": "社会保障卡申领", "handling_item": "社会保障卡首次申领", "type_name": "公共服务"},
    "enterprise_service": {"name": "用水报装", "handling_item": "居民用水新装", "type_name": "公用企业服务"},
}

MATERIALS: list[dict[str, str]] = [
    {
        "no": "1",
        "name": "食品经营许可证申请书",
        "form": "原件",
        "copies": "1",
        "pages": "4",
        "source": "提交",
        "verification": "与系统一致",
    },
    {
        "no": "2",
        "name": "营业执照",
        "form": "免交",
        "copies": "",
        "pages": "",
        "source": "共享",
        "verification": "电子证照核验",
    },
    {
        "no": "3",
        "name": "经营场所平面布局图和操作流程图",
        "form": "原件",
        "copies": "1",
        "pages": "2",
        "source": "提交",
        "verification": "当面核对",
    },
    {
        "no": "4",
        "name": "法定代表人（负责人）身份证明",
        "form": "复印件",
        "copies": "1",
        "pages": "1",
        "source": "提交",
        "verification": "与原件核对无异",
    },
    {
        "no": "5",
        "name": "食品安全管理制度文本",
        "form": "电子",
        "copies": "1",
        "pages": "12",
        "source": "提交",
        "verification": "当面核对",
    },
]

GAPS: list[dict[str, str]] = [
    {
        "no": "1",
        "name": "经营场所平面布局图",
        "gap": "没有标出操作间与就餐区的分界，没有签名。",
        "remedy": "补画分界线，由负责人签名；可以手绘。",
        "how": "申请人自备",
        "form": "原件",
        "copies": "1",
    },
    {
        "no": "2",
        "name": "从业人员健康证明",
        "gap": "缺少厨师一人的健康证明。",
        "remedy": "到体检机构办理，交复印件并带原件核对。",
        "how": "检测、评估机构；带原件核对",
        "form": "复印件",
        "copies": "1",
    },
]

BASE: dict[str, Any] = {
    "centre": {
        "name": "温岭市政务服务中心",
        "seal_name": "温岭市政务服务中心（收件专用章）",
        "address": "温岭市某某路 1 号",
        "phone": "0576-86100000",
        "supervision_phone": "0576-86100099",
        "hall": "城东街道大厅",
        "counter": "3 号综合窗口",
        "query": "浙里办“办事进度”，或者拨打 0576-86100000",
    },
    "paper": {"issued_at": "2026年11月23日 10:26", "issued_date": "2026年11月23日"},
    "case": {
        "number": "331081-26-0A3K-000122-6",
        "official_number": "331081202611230000456",
        "received_at": "2026年11月23日 10:21",
        "received_date": "2026年11月23日",
        "accepted_at": "2026年11月23日 10:26",
        "accepted_date": "2026年11月23日",
        "material_count": "5",
        "state": "在办",
        "next_step": "市场监督管理局现场核查，预计 11 月 27 日前联系您。",
    },
    "applicant": {
        "name": "温岭市晓风小吃店",
        "identity_kind": "统一社会信用代码",
        "identity_number": "92331081MA2TEST01X",
        "representative": "陈晓风",
        "phone": "13800005678",
        "address": "温岭市某某街道某某村 8 号",
    },
    "agent": {
        "name": "林小满",
        "identity_kind": "居民身份证",
        "identity_number": "331***********1234",
        "phone": "13800004321",
    },
    "clerk": {"name": "陈晓", "number": "A017"},
    "item": {
        "code": "11331081002672345C4330131016000",
        "kind": "承诺件",
        "legal_basis": "《中华人民共和国食品安全法》第三十五条",
        "result_name": "食品经营许可证",
        "delivery": "窗口领取",
        "statutory_limit": "20 个工作日",
        "committed_limit": "5 个工作日",
        "fee": "不收费",
        "special_procedures": "现场核查",
        "conditions": "有与经营的食品品种、数量相适应的场所、设备和管理人员。",
        "place": "城东街道大厅 3 号综合窗口",
    },
    "deadline": {
        "date": "2026年11月30日",
        "weekday": "星期一",
        "reasoning": "11 月 23 日受理，次日起算 5 个工作日，扣除 11 月 28 日、29 日",
    },
    "reply": {"date": "2026年11月30日", "weekday": "星期一", "organs": "温岭市某某局"},
    "supplement": {
        "date": "2026年12月4日",
        "weekday": "星期五",
        "correction_number": "331081-26-0A3K-000118-9",
        "received_at": "2026年12月2日 14:05",
    },
    "materials": MATERIALS,
}

MEMBERS: list[dict[str, str]] = [
    {
        "no": "①",
        "organ": "市市场监督管理局",
        "name": "企业设立登记",
        "state": "已受理",
        "number": "331081-26-0A3K-000124-2",
        "due": "2026年11月24日",
        "seal_name": "温岭市市场监督管理局",
    },
    {
        "no": "②",
        "organ": "市公安局",
        "name": "公章刻制备案",
        "state": "已收件，待①办结之日受理",
        "due": "①办结后 1 个工作日",
    },
    {
        "no": "③",
        "organ": "市税务局",
        "name": "涉税信息确认",
        "state": "已收件，待①办结之日受理",
        "due": "①办结后 1 个工作日",
    },
    {"no": "④", "organ": "市人力社保局", "name": "企业社会保险登记", "state": "已收件", "due": "11月30日前答复"},
    {"no": "⑤", "organ": "市住房公积金中心", "name": "住房公积金缴存登记", "state": "已办成，本次只作核验", "due": "—"},
    {
        "no": "⑥",
        "organ": "市市场监督管理局",
        "name": "食品经营许可",
        "state": "已先予受理（容缺）",
        "number": "331081-26-0A3K-000125-0",
        "due": "2026年11月30日",
        "seal_name": "温岭市市场监督管理局",
    },
]

GROUPS = [
    {
        "title": "申请人信息",
        "rows": [
            {"label": "名称", "value": "温岭市晓风小吃店"},
            {"label": "统一社会信用代码", "value": "92331081MA2TEST01X"},
            {"label": "法定代表人（负责人）", "value": "陈晓风"},
            {"label": "联系电话", "value": "13800005678"},
            {"label": "经营场所", "value": "温岭市某某街道某某村 8 号", "wide": True},
        ],
    },
    {
        "title": "经营信息",
        "rows": [
            {"label": "主体业态", "value": "餐饮服务经营者（小型餐饮）"},
            {"label": "经营项目", "value": "热食类食品制售"},
            {"label": "经营面积", "value": "86 平方米"},
            {"label": "从业人数", "value": "4"},
        ],
    },
    {
        "title": "从业人员",
        "columns": ["姓名", "岗位", "健康证明编号", "有效期至"],
        "entries": [
            ["陈晓风", "负责人", "ZJ2026001", "2027年5月1日"],
            ["林小满", "厨师", "ZJ2026002", "2027年5月1日"],
            ["王禾", "服务员", "", ""],
        ],
    },
]
