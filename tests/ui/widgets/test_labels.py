"""Words on the screen stay words, masked values stay masked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.support.hands import child
from wenling_desk.ui.widgets.chips import Chip, Shape, StatusChip, Tone, chip_size
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, MaskedLabel, PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel

PHONE = "13800005678"
MASKED = "138****5678"


@pytest.mark.parametrize("text", ["<b>张三</b>", "<img src=file:///etc/passwd>", "R&D & Co", "a\u202eb", "", "颇·阿依"])
@pytest.mark.parametrize("with_buddy", [False, True])
def test_label_shows_the_text_itself(kit: Kit, qtbot, text: str, with_buddy: bool) -> None:
    label, line = PlainLabel(text), QLineEdit()
    qtbot.addWidget(label)
    qtbot.addWidget(line)
    if with_buddy:
        label.setBuddy(line)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.shown() == text
    label.setText(text + "!")
    assert label.shown() == text + "!"
    name = QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name)
    assert name == text + "!"


def test_label_names_its_buddy(kit: Kit, qtbot) -> None:
    label, line = PlainLabel("经营范围 A&B"), QLineEdit()
    qtbot.addWidget(label)
    qtbot.addWidget(line)
    label.setBuddy(line)
    assert QAccessible.queryAccessibleInterface(line).text(QAccessible.Text.Name) == "经营范围 A&B"


def test_elided_label_gives_way_at_its_end(kit: Kit, qtbot) -> None:
    label = ElidedLabel("温岭市城东街道某某餐饮服务有限公司第二分公司")
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.text().startswith("温岭市")
    assert label.text().endswith("…")
    assert label.accessibleName() == label.shown() == "温岭市城东街道某某餐饮服务有限公司第二分公司"
    label.resize(label.sizeHint())
    assert label.text() == label.shown()


class Reveals:
    """Keeps the questions; a test answers when it likes."""

    def __init__(self) -> None:
        self.gives: list[Callable[[str], None]] = []

    def __call__(self, give: Callable[[str], None]) -> None:
        self.gives.append(give)


@pytest.fixture
def reveals() -> Reveals:
    return Reveals()


@pytest.fixture
def masked(kit: Kit, qtbot, reveals: Reveals) -> MaskedLabel:
    label = MaskedLabel(kit, "电话", MASKED, reveals)
    qtbot.addWidget(label)
    label.show()
    return label


def press(label: MaskedLabel, qtbot) -> None:
    button = child(label, QPushButton)
    assert button is not None
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_masked_until_asked(masked: MaskedLabel, reveals: Reveals, qtbot) -> None:
    assert masked.is_masked()
    assert masked.shown() == MASKED
    press(masked, qtbot)
    assert masked.shown() == MASKED  # the reason is still being asked
    reveals.gives[0](PHONE)
    assert masked.shown() == PHONE
    press(masked, qtbot)
    assert masked.shown() == MASKED
    assert len(reveals.gives) == 1


def test_masked_again_in_time(masked: MaskedLabel, reveals: Reveals, qtbot) -> None:
    press(masked, qtbot)
    reveals.gives[0](PHONE)
    masked._timer.timeout.emit()
    assert masked.shown() == MASKED
    assert masked.is_masked()


def test_masked_again_when_hidden(masked: MaskedLabel, reveals: Reveals, qtbot) -> None:
    press(masked, qtbot)
    reveals.gives[0](PHONE)
    masked.hide()
    assert masked.shown() == MASKED
    masked.show()
    assert masked.shown() == MASKED


def test_late_answer_shows_nothing(masked: MaskedLabel, reveals: Reveals, qtbot) -> None:
    press(masked, qtbot)
    masked.hide()
    masked.show()
    reveals.gives[0](PHONE)
    assert masked.shown() == MASKED
    press(masked, qtbot)
    masked.set_masked("139****0000")
    reveals.gives[1](PHONE)
    assert masked.shown() == "139****0000"


def test_value_without_a_way_to_reveal_has_no_button(kit: Kit, qtbot) -> None:
    for label in (MaskedLabel(kit, "电话", MASKED), MaskedLabel(kit, "电话", "", lambda give: None)):
        qtbot.addWidget(label)
        label.show()
        assert not child(label, QPushButton).isVisible()


def test_masked_value_says_what_it_is(masked: MaskedLabel, reveals: Reveals, qtbot) -> None:
    assert child(masked, QPushButton).accessibleName() == "显示电话"
    press(masked, qtbot)
    reveals.gives[0](PHONE)
    assert child(masked, QPushButton).accessibleName() == "遮住电话"


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("tone", list(Tone))
def test_chip_is_colour_word_and_shape(kit: Kit, qtbot, tone: Tone, shape: Shape) -> None:
    chip = StatusChip(kit, Chip("临期", tone, shape))
    qtbot.addWidget(chip)
    chip.show()
    picture = chip.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    ground = {"quiet": "ground", "act": "blue_soft", "good": "green_soft", "soon": "amber_soft", "late": "red_soft"}
    assert kit.theme.colour(ground[tone]).name() in colours
    assert len(colours) > 3
    assert chip.accessibleName() == "临期"
    assert (shape is Shape.NONE) == (chip.sizeHint() == chip_size(kit.theme, Chip("临期", tone)))


def test_shapes_differ_without_colour(kit: Kit, qtbot) -> None:
    pictures = set()
    for shape in Shape:
        chip = StatusChip(kit, Chip("状态", Tone.ACT, shape))
        qtbot.addWidget(chip)
        chip.show()
        pictures.add(bytes(chip.grab().toImage().convertToFormat(chip.grab().toImage().format()).constBits()))
    assert len(pictures) == len(Shape)


def test_chip_without_a_word_is_not_there(kit: Kit, qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    chip = StatusChip(kit, Chip(""))
    QVBoxLayout(holder).addWidget(chip)
    holder.show()
    assert not chip.isVisible()
    chip.set_chip(Chip("读卡", Tone.GOOD))
    assert chip.isVisible()


def test_fact_table(kit: Kit, qtbot) -> None:
    table = FactTable(kit)
    qtbot.addWidget(table)
    table.add("收件时间", "2026-11-23")
    table.add("状态", Chip("已收件", Tone.ACT))
    masked = MaskedLabel(kit, "电话", MASKED, lambda give: give(PHONE))
    assert table.add("电话", masked) is masked
    table.show()
    table.set_value("收件时间", "<i>2026-11-24</i>")
    shown = [label.shown() for label in table.findChildren(PlainLabel)]
    assert shown == ["收件时间", "<i>2026-11-24</i>", "状态", "电话", MASKED]
    with pytest.raises(KeyError):
        table.set_value("没有", "x")
    press(masked, qtbot)
    assert masked.shown() == PHONE
    table.clear()
    assert masked.shown() == MASKED
    assert not masked.isVisible()


def test_panel_and_its_kin_say_their_words(kit: Kit, qtbot) -> None:
    panel, head, empty = (
        Panel(kit, "材料", "8 份", "F3"),
        PageHead(kit, "受理"),
        EmptyState(kit, "还没有", "会出现在这里"),
    )
    for widget in (panel, head, empty):
        qtbot.addWidget(widget)
        widget.show()
    panel.set_heading("材料", "9 份")
    head.say("受理 · 开办餐饮店", "票号 A036", "F2", Chip("一件事", Tone.ACT))
    empty.say("没有", "")
    assert [label.shown() for label in panel.findChildren(PlainLabel)] == ["材料", "9 份", "F3"]
    assert child(head, StatusChip).chip.word == "一件事"
    assert [label.isVisible() for label in empty.findChildren(PlainLabel)] == [True, False]
    assert panel.accessibleName() == "材料"
