"""The table of the desk: read with the arrows, marked with single letters, never edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.chips import Chip, paint_chip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import ALIGNMENTS, CELL_ROLE, Column, Difference, Row, RowModel


class RowTable(QTableView):
    """A table of rows.

    Up and Down move, Space goes to the next row, Enter opens (``opened``), Tab leaves the table. A printable key goes
    to ``row_keys(row, text)``, which says whether it meant something; the page marks the row and the focus stays.
    """

    opened = Signal(object)
    """The row on which Enter or a double click was done."""
    moved = Signal(object)
    """The row the focus moved to."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        columns: Sequence[Column],
        row_keys: Callable[[Row, str], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` is read out before the cells: 材料, 在办."""
        super().__init__(parent)
        self._theme = kit.theme
        self._row_keys = row_keys
        self.rows = RowModel(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(kit.theme, self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Letters mark rows; with the input method on they would open a composition instead.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._lay_out_headers()
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.rows[index.row()]))
        self.selectionModel().currentRowChanged.connect(self._tell_move)

    def _lay_out_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._theme.row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setFixedHeight(self._theme.row_height)
        for at, column in enumerate(self.rows.columns):
            if column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(at, self._theme.scaled(column.width))
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def set_rows(self, rows: Sequence[Row]) -> Difference:
        """Show these rows; the focus stays on its row, or on the same place where that row is gone."""
        row = self.current_row()
        place = self.currentIndex().row()
        difference = self.rows.set_rows(rows)
        if difference.reset and row is not None and not self.go_to(row.key):
            self._focus_place(min(place, len(self.rows.rows) - 1))
        return difference

    def current_row(self) -> Row | None:
        """The row in focus."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def go_to(self, key: str) -> bool:
        """Move the focus to the row of that key; ``False`` when there is none."""
        at = self.rows.position(key)
        if at is not None:
            self._focus_place(at)
        return at is not None

    def _focus_place(self, at: int) -> None:
        if 0 <= at < len(self.rows.rows):
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.rows.index(at, 0), flags.ClearAndSelect | flags.Rows)

    def fit_height(self) -> None:
        """Be as high as the rows are; for short lists inside a panel."""
        self.setFixedHeight(self.horizontalHeader().height() + self._theme.row_height * len(self.rows.rows) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space next, Enter opens, letters mark; all else as tables do."""
        row = self.current_row()
        plain_key = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None and plain_key:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Space and plain_key:
            self._focus_place(self.currentIndex().row() + 1)
        elif self._is_letter(event) and row is not None and self._row_keys is not None:
            if not self._row_keys(row, event.text().upper()):
                event.ignore()
        elif event.key() == Qt.Key.Key_Escape or self._is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _is_letter(event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return bool(event.text().strip()) and event.text().isprintable() and not held

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in by Tab stands on the first row."""
        super().focusInEvent(event)
        if self.current_row() is None:
            self._focus_place(0)

    def _tell_move(self, current: QModelIndex) -> None:
        if 0 <= current.row() < len(self.rows.rows):
            self.moved.emit(self.rows.rows[current.row()])


class RowDelegate(QStyledItemDelegate):
    """Paints cells: text that gives way at its end, chips, and a bar at the row in focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return QSize(0, self._theme.row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        box, state = QRectF(option.rect), option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("blue_soft"))
            table = self.parent()
            if index.column() == 0 and isinstance(table, QWidget) and table.hasFocus():
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), self._theme.colour("blue"))
        inner = box.adjusted(self._theme.space("small"), 0, -self._theme.space("small"), 0)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Chip):
            if cell.word:
                paint_chip(painter, inner, self._theme, cell)
        elif cell:
            self._paint_text(painter, inner, index, str(cell))
        painter.restore()

    def _paint_text(
        self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex, text: str
    ) -> None:
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, RowModel) else Column("")
        painter.setFont(self._theme.font("base", strong=column.strong))
        painter.setPen(self._theme.colour("ink"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, ALIGNMENTS[column.align], shown)
