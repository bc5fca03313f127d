"""The label of a field: another word, or two lines where it is long."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


def set_label(field: FieldEditor, word: str) -> None:
    """Call a field by another word (姓名 becomes 名称 for an organisation)."""
    label = field.findChild(PlainLabel)
    if label is not None and label.shown() != word:
        label.setText(word)


def wrap_label(field: FieldEditor, width: int) -> None:
    """Give the label a column of ``width`` pixels; a long one takes a second line."""
    label = field.findChild(PlainLabel)
    if label is not None and label.shown():
        label.setWordWrap(True)
        field.set_label_width(width)


def label_above(kit: Kit, field: FieldEditor) -> QWidget:
    """A holder with the label over the field: a roster needs the whole width for its columns."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(kit.theme.space("hair"))
    label = field.findChild(PlainLabel)
    if label is not None:
        column.addWidget(PlainLabel(label.shown(), "label"))
        label.hide()
    column.addWidget(field)
    return holder


def lean_right(group: QWidget, by: int) -> None:
    """Keep a question's words clear of the bar that marks it when it has the focus."""
    layout = group.layout()
    if layout is not None:
        margins = layout.contentsMargins()
        layout.setContentsMargins(by, margins.top(), margins.right(), margins.bottom())
