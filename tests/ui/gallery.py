"""Every widget once, with words a hall would show: for pictures, for the walk of a screen reader, for the Tab key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.act_bar import ActBar
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, StatusChip, Tone
from wenling_desk.ui.widgets.confirm_strip import ConfirmStrip
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.field import FieldEditor, Source
from wenling_desk.ui.widgets.field_table import TableColumn
from wenling_desk.ui.widgets.fields import align_labels, field_editor
from wenling_desk.ui.widgets.help_panel import HelpPanel
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, MaskedLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from wenling_desk.ui.widgets.number_strip import NumberStrip
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel, Section
from wenling_desk.ui.widgets.pdf_preview import PdfPreview, Raster
from wenling_desk.ui.widgets.questions import Choice, QuestionGroup
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.timeline import Moment, Timeline

STATES = (
    Chip("正常", Tone.GOOD, Shape.DISC),
    Chip("临期", Tone.SOON, Shape.HALF),
    Chip("超期", Tone.LATE, Shape.TRIANGLE),
    Chip("暂停", Tone.QUIET, Shape.SQUARE),
    Chip("已送", Tone.ACT),
)
MATERIALS = (
    ("登记（备案）申请书", "①", "1", "", Chip("待签 · 已生成", Tone.ACT)),
    ("经营者身份证", "① ②", "", "1", Chip("免交 · 读卡核验", Tone.GOOD)),
    ("主要设备设施、操作流程与布局图", "②", "", "", Chip("缺", Tone.SOON, Shape.HALF)),
    ("从业人员健康证明", "②", "", "", Chip("缺 · 可容缺", Tone.LATE, Shape.TRIANGLE)),
)


class Gallery(QWidget):
    """Three columns of widgets."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setProperty("panel", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        for panels in ((self.fields(),), self.middle(), self.right()):
            column = QVBoxLayout()
            for panel in panels:
                column.addWidget(panel)
            column.addStretch()
            row.addLayout(column, 1)

    def panel(self, heading: str, *content: QWidget | QLayout) -> Panel:
        panel = Panel(self.kit, heading)
        for each in content:
            if isinstance(each, QWidget):
                panel.body.addWidget(each)
            else:
                panel.body.addLayout(each)
        return panel

    def fields(self) -> Panel:
        """One field of each kind, some filled, one warned, one at fault."""
        kit = self.kit
        shareholders = (
            TableColumn("name", "姓名", "name"),
            TableColumn("share", "出资额", "money"),
            TableColumn("way", "方式", "choice", ("货币", "实物")),
        )
        named: dict[str, FieldEditor] = {
            "name": field_editor(kit, "name", "姓名", required=True),
            "id": field_editor(kit, "id_number", "身份证", check=lambda value: "末位校验码对不上，请核对原件。"),
            "uscc": field_editor(kit, "uscc", "信用代码"),
            "phone": field_editor(kit, "phone", "电话"),
            "birth": field_editor(kit, "date", "出生日期"),
            "staff": field_editor(kit, "number", "人数"),
            "capital": field_editor(kit, "money", "注册资本"),
            "area": field_editor(kit, "area_m2", "面积"),
            "trade": field_editor(kit, "choice", "行业", choices=("餐饮", "零售", "住宿", "批发", "居民服务")),
            "way": field_editor(kit, "choice", "领取方式", choices=("窗口领取", "寄递", "电子")),
            "holders": field_editor(kit, "table", "股东", columns=shareholders),
        }
        align_labels(named.values())
        named["agent"] = field_editor(kit, "bool", "有代理人")
        named["name"].set_value("颇文娟·阿依 𬱖䶮㛃𠅤", Source.CARD)
        named["id"].set_value("331081199001010011", Source.SCAN)
        named["capital"].set_value("1500000", Source.REUSED)
        named["holders"].set_value([{"name": "张三", "share": "500000", "way": "货币"}])
        named["birth"].set_fault(kit.texts("widgets.field.date_impossible"))
        return self.panel("字段", *named.values())

    def middle(self) -> Sequence[QWidget]:
        """States, facts, a table, a question, the acts."""
        kit = self.kit
        chips = QHBoxLayout()
        for state in STATES:
            chips.addWidget(StatusChip(kit, state))
        chips.addStretch()
        facts = FactTable(kit)
        facts.add("状态", Chip("已收件", Tone.ACT))
        facts.add("电话", MaskedLabel(kit, "电话", "138****5678", lambda give: give("13800005678")))
        facts.add("时限", "收件 11-23，次日起算，扣除特别程序 3 天，最迟 11-30（周一）。")
        columns = (Column("材料"), Column("供", 60), Column("原件", 48, Align.CENTRE), Column("电子", 48, Align.CENTRE))
        table = RowTable(kit, "材料", (*columns, Column("状态", 150)), lambda row, letter: True)
        table.set_rows([Row(str(number), cells) for number, cells in enumerate(MATERIALS)])
        table.fit_height()
        choices = (Choice("have", "有"), Choice("single", "办个体"), Choice("company", "办公司"))
        question = QuestionGroup(kit, "有没有营业执照？", choices, number=1)
        question.choose(["single"])
        accept = KeyButton(kit, "受理", "F8")
        accept.set_reason("市监局未委托本窗口受理，先收件")
        acts = ActBar(kit, [KeyButton(kit, "容缺", "⇧F6")], [accept, KeyButton(kit, "收件", "Ctrl+Enter", "primary")])
        head = PageHead(kit, "")
        head.say("受理 · 开办餐饮店", "票号 A036 · 候 12 分", "F2", Chip("一件事", Tone.ACT))
        section = Section(kit, "要办 3 个事项")
        section.body.addWidget(ElidedLabel("① 个体工商户设立登记"))
        return head, self.panel("状态", chips, facts), self.panel("材料", table, question, section, acts)

    def right(self) -> Sequence[QWidget]:
        """What happened, the paper, the number, what is said."""
        kit = self.kit
        timeline = Timeline(kit, "经过")
        see = ("看文书", lambda: None)
        timeline.set_moments([
            Moment("1", "11-23 10:21", "收件，出具收件凭证", "陈晓 · 3 号窗口", "第三十二条", Tone.ACT, (see,)),
            Moment("2", "11-23 15:02", "市监局受理", "王芳 · 市监局", tone=Tone.GOOD),
        ])  # fmt: skip
        timeline.setFixedHeight(150)
        preview = PdfPreview(kit, "预览")
        preview.show_pages([Raster(60, 85, bytes((255, 255, 255, 255)) * (60 * 85))])
        preview.setFixedHeight(170)
        number = NumberStrip(kit)
        notice = NoticeBar(kit)
        strip = ConfirmStrip(kit)
        help_panel = HelpPanel(kit)
        help_panel.setFixedHeight(150)
        empty = EmptyState(kit, "现在没有等您处理的", "补正回来的、容缺到期的，会出现在这里。")
        widgets = (self.panel("经过", timeline), self.panel("预览", preview), number, notice, strip, help_panel, empty)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            column.addWidget(widget)
        # What opens by itself is opened where it stands, never before.
        number.show_number("已收件", "331081-CD03-000127-K", "开办餐饮店 · 3 个事项")
        number.set_printing(Chip("已打印 2 张", Tone.GOOD, Shape.DISC))
        strip.ask("将受理 3 项，打印 4 张，加盖市监局章。", "受理", lambda: None)
        notice.tell(Notice("打印机没有响应。文书已留存。", NoticeKind.TROUBLE, "补打", lambda: None))
        help_panel.show_help("受理", "从左到右走一遍。", [("F8", "受理")])
        return (holder,)
