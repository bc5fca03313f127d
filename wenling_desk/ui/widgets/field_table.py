"""A field of several rows: shareholders, staff, equipment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from wenling_desk.ui.widgets.field import FieldEditor, FieldValue
from wenling_desk.ui.widgets.field_kinds import Check
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.typed_values import READERS, UnreadableError, group_thousands

MOST_ROWS = 200
CELL_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table field; ``kind`` as in ``READERS``, or ``choice``. With ``mask`` a cell shows its value masked
    while the focus is elsewhere.
    """

    column_id: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    mask: Callable[[str], str] | None = None


class MaskedCell(QLineEdit):
    """A cell whose text is seen only while it is worked on."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        super().__init__()
        self._mask = mask
        self._plain: str | None = None

    def plain(self) -> str:
        """The text itself, masked or not."""
        return self.text() if self._plain is None else self._plain

    def put(self, text: str) -> None:
        """Another text, masked unless the focus is here."""
        self._plain = None
        self.setText(text)
        if not self.hasFocus():
            self.cover()

    def cover(self) -> None:
        """Mask it."""
        if self._plain is None and self.text():
            self._plain = self.text()
            self.setText(self._mask(self._plain))
            self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus comes: show the text."""
        if self._plain is not None:
            self.put(self._plain)
        super().focusInEvent(event)


class TableField(FieldEditor):
    """Rows of typed cells. The last row is always empty: typing into it opens the next one.

    Enter goes to the next cell, Up and Down between rows, Ctrl+Delete drops the row. Empty rows are no rows.
    """

    def __init__(
        self,
        kit: Kit,
        label: str,
        columns: Sequence[TableColumn],
        *,
        required: bool = False,
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, label, required=required, check=check, parent=parent)
        self._columns = tuple(columns)
        self._rows: list[list[QLineEdit | QComboBox]] = []
        holder = self._holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(kit.theme.space("hair"))
        self._grid.setVerticalSpacing(kit.theme.space("hair"))
        for at, column in enumerate(self._columns):
            self._grid.addWidget(PlainLabel(column.label, "hint"), 0, at)
        self._hint = PlainLabel(kit.texts("widgets.field.table_hint"), "hint")
        self._grid.addWidget(self._hint, 1, 0, 1, max(1, len(self._columns)))
        self._hold(holder)
        self._grow()

    def value(self) -> FieldValue:
        """The rows that are not empty; a cell that cannot be read is an empty text."""
        rows = []
        for cells in self._rows:
            row = {
                column.column_id: self._read(column, cell) for column, cell in zip(self._columns, cells, strict=True)
            }
            if any(row.values()):
                rows.append(row)
        return rows

    def show_value(self, value: FieldValue) -> None:
        """Show these rows; texts of unknown columns are left out."""
        rows = value if isinstance(value, list) else []
        while len(self._rows) > len(rows) + 1:
            self._drop(len(self._rows) - 1)
        while len(self._rows) < min(len(rows) + 1, MOST_ROWS):
            self._grow()
        for at, cells in enumerate(self._rows):
            row = rows[at] if at < len(rows) else {}
            for column, cell in zip(self._columns, cells, strict=True):
                _put(cell, _for_the_eye(column, row.get(column.column_id, "")))

    def cell(self, row: int, column: int) -> QLineEdit | QComboBox:
        """The editor of one cell."""
        return self._rows[row][column]

    def in_spare_row(self, widget: QWidget | None) -> bool:
        """Whether a widget is a cell of the empty row at the end, with filled ones before it."""
        place = self._place(widget) if widget is not None else None
        if place is None or place[0] != len(self._rows) - 1 or place[0] == 0:
            return False
        return not any(_text(cell).strip() for cell in self._rows[-1])

    def row_count(self) -> int:
        """Rows on the screen, the empty one at the end included."""
        return len(self._rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows between rows, Ctrl+Delete, and reading a cell when the focus leaves it."""
        place = self._place(watched)
        if place is not None and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if self._key(place, event):
                return True
        elif place is not None and isinstance(event, QFocusEvent) and event.lostFocus() and not _is_popup(event):
            self._finish_cell(*place)
        return super().eventFilter(watched, event)

    def _key(self, place: tuple[int, int], event: QKeyEvent) -> bool:
        row, column = place
        if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            if len(self._rows) > 1:
                self._drop(row)
                self._rows[min(row, len(self._rows) - 1)][column].setFocus()
                self._changed()
            return True
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or isinstance(self._rows[row][column], QComboBox):
            return False
        if 0 <= row + step < len(self._rows):
            self._rows[row + step][column].setFocus()
        return True

    def _grow(self) -> None:
        number = len(self._rows) + 1
        cells = [self._make_cell(column) for column in self._columns]
        self._rows.append(cells)
        self._grid.addWidget(self._hint, number + 1, 0, 1, max(1, len(self._columns)))
        for at, cell in enumerate(cells):
            self._grid.addWidget(cell, number, at)
            # Now, not with the next turn of the event loop: the focus may be wanted here at once.
            cell.show()
        self._name_cells()
        if number == 1 and cells:
            self._holder.setFocusProxy(cells[0])

    def _make_cell(self, column: TableColumn) -> QLineEdit | QComboBox:
        cell: QLineEdit | QComboBox
        if column.choices:
            cell = QComboBox()
            cell.addItems(["", *column.choices])
            cell.activated.connect(lambda _: self._changed())
        else:
            cell = MaskedCell(column.mask) if column.mask is not None else QLineEdit()
            cell.setMaxLength(CELL_CHARACTERS)
            cell.textEdited.connect(lambda _: self._changed())
        cell.installEventFilter(self)
        return cell

    def _drop(self, row: int) -> None:
        for cell in self._rows.pop(row):
            self._grid.removeWidget(cell)
            cell.removeEventFilter(self)
            cell.hide()
            cell.deleteLater()
        for number, cells in enumerate(self._rows[row:], start=row + 1):
            for at, cell in enumerate(cells):
                self._grid.addWidget(cell, number, at)
        self._name_cells()
        if row == 0 and self._rows:
            self._holder.setFocusProxy(self._rows[0][0])

    def _name_cells(self) -> None:
        for number, cells in enumerate(self._rows, start=1):
            for column, cell in zip(self._columns, cells, strict=True):
                cell.setAccessibleName(
                    self.kit.texts("widgets.field.cell_named", label=self.label, row=number, column=column.label)
                )
        widgets = [cell for cells in self._rows for cell in cells]
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)

    def _place(self, watched: QObject) -> tuple[int, int] | None:
        for row, cells in enumerate(self._rows):
            for column, cell in enumerate(cells):
                if cell is watched:
                    return row, column
        return None

    def _changed(self) -> None:
        last = self._rows[-1]
        if any(_text(cell).strip() for cell in last) and len(self._rows) < MOST_ROWS:
            self._grow()
        self._touched()

    def _finish_cell(self, row: int, column: int) -> None:
        cell = self._rows[row][column]
        if isinstance(cell, QLineEdit) and _text(cell).strip():
            try:
                meant = READERS[self._columns[column].kind](_text(cell))
                _put(cell, _for_the_eye(self._columns[column], meant))
            except UnreadableError as unreadable:
                self.set_fault(f"{cell.accessibleName()}:{self.kit.texts(unreadable.text_key)}")
                self.left.emit()
                return
        self.finish()

    def _read(self, column: TableColumn, cell: QLineEdit | QComboBox) -> str:
        text = _text(cell).strip()
        try:
            return READERS[column.kind](text) if text and not column.choices else text
        except UnreadableError:
            return ""


def _is_popup(event: QFocusEvent) -> bool:
    return event.reason() == Qt.FocusReason.PopupFocusReason


def _for_the_eye(column: TableColumn, text: str) -> str:
    return group_thousands(text) if column.kind == "money" else text


def _text(cell: QLineEdit | QComboBox) -> str:
    if isinstance(cell, MaskedCell):
        return cell.plain()
    return cell.text() if isinstance(cell, QLineEdit) else cell.currentText()


def _put(cell: QLineEdit | QComboBox, text: str) -> None:
    if isinstance(cell, MaskedCell):
        cell.put(text)
    elif isinstance(cell, QLineEdit):
        cell.setText(text)
    else:
        cell.setCurrentIndex(max(0, cell.findText(text)))
