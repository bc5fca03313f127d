"""Parts of the page by themselves: the masked line, the way of Tab, areas that follow the focus."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.support.hands import bring_up, type_text
from tests.ui.acceptance.acceptance_desk import HER_NUMBER
from wenling_desk.domain.identity import mask_number
from wenling_desk.ui.acceptance.field_labels import set_label
from wenling_desk.ui.acceptance.masked_line import MaskedLineField
from wenling_desk.ui.acceptance.sections import FollowArea
from wenling_desk.ui.acceptance.tab_walk import step, stops_of
from wenling_desk.ui.widgets.field import Source
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class Lines(QWidget):
    """Some lines beneath one another."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        for widget in widgets:
            column.addWidget(widget)


def masked(kit: Kit, qtbot: Any, **more: Any) -> tuple[MaskedLineField, QLineEdit]:
    field = MaskedLineField(kit, "号码", "id_number", mask_number, **more)
    other = QLineEdit()
    bring_up(qtbot, Lines(field, other))
    field.line.setFocus()
    return field, other


# -- the masked line -----------------------------------------------------------------------------


def test_a_number_is_covered_once_left_and_shown_again(kit: Kit, qtbot: Any) -> None:
    field, other = masked(kit, qtbot)
    type_text(HER_NUMBER)
    assert field.line.text() == HER_NUMBER
    other.setFocus()
    assert field.is_covered()
    assert field.line.text() == mask_number(HER_NUMBER)
    assert field.value() == HER_NUMBER
    field.line.setFocus()
    assert field.line.text() == HER_NUMBER


def test_what_is_brought_in_is_covered_at_once(kit: Kit, qtbot: Any) -> None:
    field, other = masked(kit, qtbot)
    other.setFocus()
    field.set_value(HER_NUMBER, Source.CARD)
    assert field.is_covered()
    field.set_value("")
    assert not field.is_covered()
    assert field.line.text() == field.value() == ""


def test_what_cannot_be_read_stays_in_sight(kit: Kit, qtbot: Any) -> None:
    field = MaskedLineField(kit, "出生", "date", mask_number)
    other = QLineEdit()
    bring_up(qtbot, Lines(field, other))
    field.line.setFocus()
    type_text("2026-13-45")
    other.setFocus()
    assert field.fault()
    assert not field.is_covered()
    assert field.line.text() == "2026-13-45"


def test_a_warning_is_about_the_value_and_not_about_its_mask(kit: Kit, qtbot: Any) -> None:
    field, other = masked(kit, qtbot, check=lambda value: "" if "*" not in str(value) else "遮住的不是号码")
    type_text(HER_NUMBER)
    other.setFocus()
    field.look_again()
    assert field.warning() == ""


# -- the way of Tab ------------------------------------------------------------------------------


def test_tab_follows_the_order_said_and_leaves_at_the_end(kit: Kit, qtbot: Any) -> None:
    before, late, early, behind = (QLineEdit() for _ in range(4))
    area = Lines(late, early)
    bring_up(qtbot, Lines(before, area, behind))
    stops = [early, late]
    early.setFocus()
    assert step(area, stops, onward=True)
    assert late.hasFocus()
    assert step(area, stops, onward=True)
    assert behind.hasFocus()
    early.setFocus()
    assert step(area, stops, onward=False)
    assert before.hasFocus()


def test_the_end_of_the_window_leads_to_its_beginning(kit: Kit, qtbot: Any) -> None:
    before, inner = QLineEdit(), QLineEdit()
    area = Lines(inner)
    bring_up(qtbot, Lines(before, area))
    inner.setFocus()
    assert step(area, [inner], onward=True)
    assert before.hasFocus()


def test_an_area_alone_in_its_window_has_nowhere_to_go(kit: Kit, qtbot: Any) -> None:
    inner = QLineEdit()
    area = Lines(inner)
    bring_up(qtbot, area)
    inner.setFocus()
    assert not step(area, [inner], onward=True)


def test_what_is_hidden_or_disabled_is_no_stop(kit: Kit, qtbot: Any) -> None:
    shown, hidden, disabled = (QLineEdit() for _ in range(3))
    group = Lines(shown, hidden, disabled)
    bring_up(qtbot, group)
    hidden.hide()
    disabled.setEnabled(False)
    assert stops_of([group]) == [shown]


def test_looking_for_the_way_makes_nobody_a_ward(kit: Kit, qtbot: Any) -> None:
    """Whatever is torn down later must not take the window's other widgets along."""
    before, inner = QLineEdit(), QLineEdit()
    area = Lines(inner)
    window = Lines(before, area)
    bring_up(qtbot, window)
    inner.setFocus()
    step(area, [inner], onward=True)
    step(area, [inner], onward=False)
    area.hide()
    area.deleteLater()
    QApplication.sendPostedEvents(area)
    QApplication.processEvents()
    assert before.isVisible()
    assert window.layout() is not None


# -- areas that follow ---------------------------------------------------------------------------


def test_all_of_what_has_the_focus_is_scrolled_into_view(kit: Kit, qtbot: Any) -> None:
    lines = [QLineEdit() for _ in range(30)]
    area = FollowArea()
    area.setWidget(Lines(*lines))
    area.resize(300, 200)
    bring_up(qtbot, area)
    for line in (lines[-1], lines[0], lines[15]):
        line.setFocus()
        assert line.visibleRegion().boundingRect().height() == line.height()


def test_another_word_for_a_field(kit: Kit, qtbot: Any) -> None:
    field = LineField(kit, "姓名", "name")
    bring_up(qtbot, Lines(field))
    set_label(field, "名称")
    assert [label.shown() for label in field.findChildren(PlainLabel) if label.isVisible()] == ["名称"]
