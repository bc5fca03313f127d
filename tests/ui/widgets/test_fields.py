"""Fields: filled by hand, card, scan or another case; warned, faulted, settled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QListWidget, QRadioButton, QVBoxLayout, QWidget

from tests.support.hands import CTRL, bring_up, child, focused, press, type_text
from wenling_desk.ui.widgets.chips import StatusChip
from wenling_desk.ui.widgets.choice_line import ChoiceLine
from wenling_desk.ui.widgets.drop_list import DropList
from wenling_desk.ui.widgets.field import FieldEditor, FieldValue, Source
from wenling_desk.ui.widgets.field_kinds import BoolField, ChoiceField, LineField
from wenling_desk.ui.widgets.field_table import MOST_ROWS, TableColumn, TableField
from wenling_desk.ui.widgets.fields import align_labels, field_editor
from wenling_desk.ui.widgets.kit import Kit

MANY = ("餐饮", "零售", "住宿", "批发", "居民服务", "KTV")
FEW = ("窗口领取", "寄递", "电子")


class Form(QWidget):
    """A field between two lines, so that the focus has somewhere to come from and go to."""

    def __init__(self, field: FieldEditor) -> None:
        super().__init__()
        self.before, self.field, self.after = QLineEdit(), field, QLineEdit()
        self.column = QVBoxLayout(self)
        for widget in (self.before, field, self.after):
            self.column.addWidget(widget)
        self.edits = 0
        self.lefts = 0
        field.edited.connect(self._edited)
        field.left.connect(self._left)

    def _edited(self) -> None:
        self.edits += 1

    def _left(self) -> None:
        self.lefts += 1


def show(qtbot, field: FieldEditor) -> Form:
    form = Form(field)
    bring_up(qtbot, form)
    form.before.setFocus()
    press(Qt.Key.Key_Tab)
    return form


def line_of(field: FieldEditor) -> QLineEdit:
    assert isinstance(field, LineField)
    return field.line


def leave() -> None:
    press(Qt.Key.Key_Tab)


def message(field: FieldEditor) -> str:
    return field._message.shown() if field._message.isVisible() else ""


def chip(field: FieldEditor) -> str:
    return child(field, StatusChip).chip.word


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("text", " 海味小馆 ", "海味小馆", "海味小馆"),
        ("name", "阿依古丽·买买提", "阿依古丽·买买提", "阿依古丽·买买提"),
        ("id_number", "33108119900101001x", "33108119900101001X", "33108119900101001X"),
        ("uscc", "91331081ma2abcde1x", "91331081MA2ABCDE1X", "91331081MA2ABCDE1X"),
        ("phone", "138 0000 5678", "13800005678", "13800005678"),
        ("date", "20260131", "2026-01-31", "2026-01-31"),
        ("number", "1,200", "1200", "1200"),
        ("money", "50万", "500000", "500,000"),
        ("area_m2", "86.50", "86.5", "86.5"),
        ("address", "城东街道 1 号", "城东街道 1 号", "城东街道 1 号"),
        ("party", "张三", "张三", "张三"),
    ],
)
def test_typed_value(kit: Kit, qtbot, kind: str, typed: str, value: str, shown: str) -> None:
    field = field_editor(kit, kind, "栏目", required=True)
    form = show(qtbot, field)
    assert not field.is_settled()
    type_text(typed)
    assert form.edits >= 1
    assert field.value() == value  # known before the focus leaves: a draft may be saved any time
    leave()
    assert form.lefts == 1
    assert field.value() == value
    assert line_of(field).text() == shown
    assert field.is_settled()
    assert field.source() is Source.TYPED
    assert form.after.hasFocus()


def test_enter_goes_on(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "date", "出生日期")
    form = show(qtbot, field)
    type_text("20260131")
    press(Qt.Key.Key_Return)
    assert form.after.hasFocus()
    assert field.value() == "2026-01-31"


def test_unreadable_text_stays_with_its_fault(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "date", "出生日期")
    form = show(qtbot, field)
    type_text("2026-13-45")
    assert message(field) == ""
    leave()
    assert message(field) == field.fault() == kit.texts("widgets.field.date_impossible")
    assert line_of(field).text() == "2026-13-45"
    assert field.value() == ""
    assert not field.is_settled()
    assert line_of(field).accessibleDescription() == field.fault()
    form.before.setFocus()
    leave()
    type_text("1")
    assert message(field) == ""


def test_empty_field_has_no_fault(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "number", "人数")
    show(qtbot, field)
    leave()
    assert field.fault() == ""
    assert field.is_settled()


def test_warning_is_set_aside_with_a_reason(kit: Kit, qtbot) -> None:
    asked: list[FieldValue] = []

    def check(value: FieldValue) -> str:
        asked.append(value)
        return "校验码对不上" if value != "OK" else ""

    field = field_editor(kit, "id_number", "身份证", check=check)
    form = show(qtbot, field)
    leave()
    assert asked == []  # nothing typed, nothing to check
    form.before.setFocus()
    leave()
    type_text("123")
    leave()
    assert set(asked) == {"123"}
    assert message(field) == field.warning() == "校验码对不上"
    assert not field.is_settled()
    reason = field._reason
    assert reason.isVisible()
    assert reason.hasFocus()  # the next stop of Tab
    type_text("已核对原件")
    assert field.override_reason() == "已核对原件"
    assert field.is_settled()
    assert field.value() == "123"
    field.set_value("OK", Source.CARD)
    assert message(field) == ""
    assert not reason.isVisible()
    assert field.override_reason() == ""


@pytest.mark.parametrize(("source", "word"), [(Source.CARD, "读卡"), (Source.SCAN, "扫码"), (Source.REUSED, "复用")])
def test_source_is_shown_until_a_hand_touches_the_value(kit: Kit, qtbot, source: Source, word: str) -> None:
    field = field_editor(kit, "name", "姓名")
    form = show(qtbot, field)
    field.set_value("颇𬱖", source)
    assert (field.source(), chip(field)) == (source, word)
    assert form.edits == 0
    leave()
    assert field.source() is source  # passing through is no touch
    form.before.setFocus()
    leave()
    type_text("x")
    verified = source is not Source.REUSED
    assert (field.source(), chip(field)) == (Source.TYPED, "手输" if verified else "")
    type_text("y")
    assert chip(field) == ("手输" if verified else "")


def test_empty_value_has_no_source(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "name", "姓名")
    qtbot.addWidget(field)
    field.set_value("", Source.CARD)
    assert field.source() is Source.TYPED


def test_fault_of_the_page_goes_with_typing(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "name", "姓名")
    show(qtbot, field)
    field.set_fault("请先读卡")
    assert message(field) == "请先读卡"
    type_text("张")
    assert message(field) == ""


def test_huge_paste_is_cut_and_said(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "text", "说明", most=20)
    show(qtbot, field)
    QApplication.clipboard().setText("长" * 10_000_000)
    press(Qt.Key.Key_V, CTRL)
    QApplication.clipboard().clear()
    assert field.value() == "长" * 20
    assert message(field) == kit.texts("widgets.field.too_long", most=20)
    leave()
    assert not field.is_settled()
    line_of(field).setFocus()
    qtbot.keyClick(line_of(field), Qt.Key.Key_Backspace)
    leave()
    assert field.is_settled()


def test_one_key_too_many_is_said(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "text", "说明", most=3)
    show(qtbot, field)
    type_text("abcd")
    assert message(field) == kit.texts("widgets.field.too_long", most=3)


def test_chinese_comes_through_the_input_method(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "name", "姓名")
    form = show(qtbot, field)
    preedit = QInputMethodEvent("zhang", [])
    QApplication.sendEvent(focused(), preedit)
    assert field.value() == ""
    commit = QInputMethodEvent()
    commit.setCommitString("张𬱖")
    QApplication.sendEvent(focused(), commit)
    assert field.value() == "张𬱖"
    assert form.edits > 0


def test_names_of_fifty_characters_and_rare_ones(kit: Kit, qtbot) -> None:
    name = "阿卜杜热依木·" * 9 + "𬱖䶮㛃𠅤"
    field = field_editor(kit, "name", "姓名")
    qtbot.addWidget(field)
    field.set_value(name, Source.CARD)
    assert field.value() == name


def test_few_choices_stand_side_by_side(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "结果", choices=FEW, required=True)
    form = show(qtbot, field)
    buttons = field.findChildren(QRadioButton)
    assert buttons[0].hasFocus()
    assert [button.accessibleName() for button in buttons] == ["结果 窗口领取", "结果 寄递", "结果 电子"]
    assert field.value() == ""
    press(Qt.Key.Key_Space)
    assert field.value() == "窗口领取"
    press(Qt.Key.Key_Right)
    assert field.value() == "寄递"
    assert form.edits == form.lefts == 2
    field.set_value("电子")
    assert field.value() == "电子"
    field.set_value("自提")  # no choice any more
    assert field.value() == ""
    assert not field.is_settled()


def choice_line(field: FieldEditor) -> ChoiceLine:
    line = field.focusProxy()
    assert isinstance(line, ChoiceLine)
    return line


@pytest.mark.parametrize(("typed", "value"), [("居民", "居民服务"), ("餐饮", "餐饮"), ("批", "批发"), ("ktv", "KTV")])
def test_many_choices_are_found_by_typing(kit: Kit, qtbot, typed: str, value: str) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    type_text(typed)
    assert choice_line(field).offered() == (value,)
    leave()
    assert form.after.hasFocus()
    assert not choice_line(field).is_open()
    assert field.value() == choice_line(field).text() == value
    assert field.is_settled()


@pytest.mark.parametrize("typed", ["采矿", "服务业"])
def test_typed_word_that_is_no_choice(kit: Kit, qtbot, typed: str) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    show(qtbot, field)
    type_text(typed)
    assert choice_line(field).offered() == ()
    leave()
    assert field.value() == ""
    assert message(field) == kit.texts("widgets.field.choice_unknown")


def test_typed_part_of_two_choices_is_none(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=("零售", "零食", "批发", "住宿", "餐饮"))
    show(qtbot, field)
    type_text("零")
    assert choice_line(field).offered() == ("零售", "零食")
    leave()
    assert field.value() == ""
    assert not field.is_settled()


def test_choice_by_arrows_and_enter(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    press(Qt.Key.Key_Down)
    assert choice_line(field).offered() == MANY
    press(Qt.Key.Key_Down)
    assert choice_line(field).accessibleDescription() == "零售"
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    assert field.value() == "KTV"
    assert form.edits == 1
    assert form.after.hasFocus()  # one Enter takes it and goes on
    assert field.source() is Source.TYPED


def test_escape_closes_the_choices_and_keeps_the_text(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    escaped: list[bool] = []
    shortcut = QShortcut(QKeySequence("Esc"), form)
    shortcut.activated.connect(lambda: escaped.append(True))
    type_text("居")
    press(Qt.Key.Key_Escape)
    assert not choice_line(field).is_open()
    assert choice_line(field).text() == "居"
    assert escaped == []
    press(Qt.Key.Key_Escape)
    assert escaped == [True]


def test_choices_by_mouse(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    form.resize(400, 600)
    qtbot.mouseClick(choice_line(field), Qt.MouseButton.LeftButton)
    entries = child(form, QListWidget)
    box = entries.visualItemRect(entries.item(2))
    qtbot.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert field.value() == "住宿"
    assert choice_line(field).hasFocus()


def test_choices_open_upwards_at_the_bottom(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    form.column.insertStretch(0)
    form.resize(400, 500)
    qtbot.wait(1)
    press(Qt.Key.Key_Down)
    drop = child(form, DropList)
    assert drop.geometry().bottom() <= choice_line(field).mapTo(form, QPoint()).y()
    assert drop.geometry().top() >= 0


def test_choice_restored(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "choice", "行业", choices=MANY)
    form = show(qtbot, field)
    field.set_value("批发", Source.REUSED)
    assert field.value() == "批发"
    assert chip(field) == "复用"
    assert form.edits == 0
    field.set_value("")
    assert choice_line(field).text() == ""


def test_bool(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "bool", "有代理人 R&D")
    form = show(qtbot, field)
    box = child(field, QCheckBox)
    assert box.text() == "有代理人 R&&D"
    assert field.value() is False
    press(Qt.Key.Key_Space)
    assert field.value() is True
    assert form.edits == form.lefts == 1
    field.set_value(False)
    assert field.value() is False


COLUMNS = (
    TableColumn("name", "姓名", "name"),
    TableColumn("share", "出资额", "money"),
    TableColumn("way", "方式", "choice", ("货币", "实物")),
)


@pytest.fixture
def shareholders(kit: Kit, qtbot) -> Form:
    return show(qtbot, field_editor(kit, "table", "股东", columns=COLUMNS))


def table_of(form: Form) -> TableField:
    assert isinstance(form.field, TableField)
    return form.field


def test_rows_grow_while_typing(shareholders: Form, qtbot) -> None:
    table = table_of(shareholders)
    assert QApplication.focusWidget() is table.cell(0, 0)
    assert table.value() == []
    type_text("张三")
    assert table.row_count() == 2
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is table.cell(0, 1)
    type_text("50万")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is table.cell(1, 0)
    assert table.value() == [{"name": "张三", "share": "500000", "way": "货币"}]
    cell = table.cell(0, 1)
    assert isinstance(cell, QLineEdit)
    assert cell.text() == "500,000"


def test_arrows_and_dropping_a_row(shareholders: Form, qtbot) -> None:
    table = table_of(shareholders)
    table.set_value([{"name": name} for name in ("甲", "乙", "丙")])
    assert table.row_count() == 4
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is table.cell(1, 0)
    press(Qt.Key.Key_Delete, CTRL)
    assert table.value() == [{"name": name, "share": "", "way": ""} for name in ("甲", "丙")]
    assert QApplication.focusWidget() is table.cell(1, 0)
    assert shareholders.edits == 1
    assert table.cell(1, 0).accessibleName() == "股东 第 2 行 姓名"
    press(Qt.Key.Key_Up)
    assert QApplication.focusWidget() is table.cell(0, 0)
    press(Qt.Key.Key_Up)
    assert QApplication.focusWidget() is table.cell(0, 0)


def test_the_last_row_cannot_be_dropped(shareholders: Form, qtbot) -> None:
    table = table_of(shareholders)
    press(Qt.Key.Key_Delete, CTRL)
    assert table.row_count() == 1


def test_cell_that_cannot_be_read_is_named(shareholders: Form, kit: Kit, qtbot) -> None:
    table = table_of(shareholders)
    table.cell(0, 1).setFocus()
    type_text("很多")
    leave()
    assert table.fault().startswith("股东 第 1 行 出资额")
    assert kit.texts("widgets.field.money_unreadable") in table.fault()
    assert not table.is_settled()
    assert table.value() == []


def test_empty_rows_and_unknown_columns_are_left_out(shareholders: Form) -> None:
    table = table_of(shareholders)
    table.set_value([{"name": "甲", "odd": "x"}, {}, {"share": "1"}])
    assert table.value() == [{"name": "甲", "share": "", "way": ""}, {"name": "", "share": "1", "way": ""}]
    table.set_value([])
    assert table.row_count() == 1
    assert table.value() == []


def test_a_table_ends_somewhere(kit: Kit, qtbot) -> None:
    table = TableField(kit, "股东", COLUMNS[:1])
    qtbot.addWidget(table)
    table.set_value([{"name": str(number)} for number in range(MOST_ROWS + 50)])
    assert table.row_count() == MOST_ROWS


def test_labels_in_one_column(kit: Kit, qtbot) -> None:
    fields = [field_editor(kit, "text", label) for label in ("姓名", "统一社会信用代码", "电话")]
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    for field in fields:
        column.addWidget(field)
    align_labels(fields)
    holder.show()
    lefts = {line_of(field).mapTo(holder, line_of(field).rect().topLeft()).x() for field in fields}
    assert len(lefts) == 1
    align_labels([])


def test_required_is_marked(kit: Kit, qtbot) -> None:
    field = field_editor(kit, "text", "姓名", required=True)
    qtbot.addWidget(field)
    assert field._name.shown() == "姓名 *"
    assert line_of(field).accessibleName() == "姓名"


def test_kinds_are_those_of_their_classes(kit: Kit, qtbot) -> None:
    for kind, wanted in (("bool", BoolField), ("choice", ChoiceField), ("table", TableField), ("address", LineField)):
        field = field_editor(kit, kind, "栏目")
        qtbot.addWidget(field)
        assert isinstance(field, wanted)
    with pytest.raises(KeyError):
        field_editor(kit, "colour", "栏目")
