"""Every kind of field, filled in by keys alone. The keys pressed are those a person needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QRadioButton

from wenling_desk.ui.demo.hands import Hands, StuckError
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_table import TableField


def fill(hands: Hands, editor: FieldEditor, value: object) -> None:
    """Give a field, in which the focus stands, its value. The focus stays in the field, or goes on where taking a
    choice goes on by itself."""
    if isinstance(editor, TableField):
        _fill_rows(hands, editor, value)
    elif radios := editor.findChildren(QRadioButton):
        _choose(hands, radios, str(value))
    elif boxes := editor.findChildren(QCheckBox):
        _tick(hands, boxes, wanted=bool(value))
    else:
        _type(hands, editor, str(value))


def _tick(hands: Hands, boxes: Sequence[QCheckBox], *, wanted: bool) -> None:
    """Each box of the field is to be ticked, or not."""
    for at, box in enumerate(boxes):
        if at:
            hands.press("Tab")
        if box.isChecked() is not wanted:
            hands.press("Space")


def _type(hands: Hands, editor: FieldEditor, text: str) -> None:
    if editor.value() == text:
        return
    if editor.value():
        hands.press("Ctrl+A")
    hands.type(text)


def _choose(hands: Hands, radios: Sequence[QRadioButton], word: str) -> None:
    """Arrows move between the choices; the first is taken with the space bar."""
    words = [radio.text() for radio in radios]
    if word not in words:
        raise StuckError("demo.wait.choice")
    if radios[words.index(word)].isChecked():
        return
    focused = hands.focused()
    steps = words.index(word) - next(at for at, radio in enumerate(radios) if radio is focused)
    for _ in range(abs(steps)):
        hands.press("Right" if steps > 0 else "Left")
    if not radios[words.index(word)].isChecked():
        hands.press("Space")


def _fill_rows(hands: Hands, editor: TableField, value: object) -> None:
    rows = value if isinstance(value, list) else []
    for row_at, row in enumerate(rows):
        for column_at, text in enumerate(row.values() if isinstance(row, Mapping) else row):
            if row_at or column_at:
                hands.press("Tab")
            cell = editor.cell(row_at, column_at)
            if hands.focused() is not cell:
                raise StuckError("demo.wait.focus")
            if isinstance(cell, QComboBox):
                _pick(hands, cell, str(text))
            else:
                hands.type(str(text))


def _pick(hands: Hands, cell: QComboBox, word: str) -> None:
    wanted = cell.findText(word)
    if wanted < 0:
        raise StuckError("demo.wait.choice")
    while cell.currentIndex() < wanted:
        hands.press("Down")


def holds_focus(hands: Hands, editor: FieldEditor) -> bool:
    """Whether the focus stands in a field."""
    focused = hands.focused()
    return focused is editor or editor.isAncestorOf(focused)
