"""The people of a roster as a table whose cells are mended by keyboard: Enter edits, typing replaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from wenling_desk.ui.batch.lines import RosterCell, RosterLine
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone, paint_chip
from wenling_desk.ui.widgets.kit import Kit

NUMBER, STATE = 0, 1
FIRST = 2
"""Columns before the roster's own: the line in the file, and whether the row can be taken in. The last one says why."""
WIDTHS = {"name": 92, "identity_kind": 112, "identity_number": 178, "phone": 116, "address": 150, "household": 150}
OTHERWISE = 100
LINE, CELL = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class RosterModel(QAbstractTableModel):
    """Lines as the presenter gives them; an edit goes to ``edit`` and comes back as new lines."""

    def __init__(self, kit: Kit, edit: Callable[[int, str, str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = kit.texts
        self._edit = edit
        self.columns: tuple[tuple[str, str], ...] = ()
        self.lines: Sequence[RosterLine] = ()
        self.open_row = -1
        """The row in focus: its numbers are shown in full."""

    def show(self, columns: tuple[tuple[str, str], ...], lines: Sequence[RosterLine]) -> None:
        """Other lines; where they are the same people, the view keeps its place."""
        same = columns == self.columns and [line.position for line in lines] == [each.position for each in self.lines]
        if not same:
            self.beginResetModel()
        self.columns, self.lines = columns, lines
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """People."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Line, state, the roster's columns, what is said of the row."""
        return 0 if parent.isValid() else len(self.columns) + FIRST + 1

    def cell(self, index: Index) -> RosterCell | None:
        """The cell of the roster at an index."""
        at = index.column() - FIRST
        return self.lines[index.row()].cells[at] if 0 <= at < len(self.columns) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The roster's own cells can be edited."""
        known = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return known | Qt.ItemFlag.ItemIsEditable if self.cell(index) is not None else known

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What is shown, edited and read out: a cell is read with its column and with what is wrong in it."""
        line, cell = self.lines[index.row()], self.cell(index)
        if role == LINE:
            return line
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.EditRole and cell is not None:
            return cell.text
        shown = self._shown(index, line, cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return " ".join(filter(None, (str(heading), shown, cell.fault if cell is not None else "")))
        return None

    def _shown(self, index: Index, line: RosterLine, cell: RosterCell | None) -> str:
        if cell is not None:
            return cell.text if index.row() == self.open_row else cell.shown
        return {NUMBER: line.number, STATE: line.word}.get(index.column(), line.told)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """An edit; one that changes nothing is none."""
        cell = self.cell(index)
        if role != Qt.ItemDataRole.EditRole or cell is None:
            return False
        if str(value).strip() != cell.text:
            self._edit(self.lines[index.row()].position, cell.column, str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if FIRST <= section < len(self.columns) + FIRST:
            return self.columns[section - FIRST][1]
        return self._texts({NUMBER: "batch.column.no", STATE: "batch.column.state"}.get(section, "batch.column.told"))


class RosterTable(QTableView):
    """Arrows move, Enter edits, typing replaces, Enter takes the edit over, Esc leaves it, Tab leaves the table.

    F2, which edits elsewhere, is the next person on every page and in here too.
    """

    moved = Signal(int)
    """The row in focus."""
    dropped = Signal(int)
    """Ctrl+Delete on the row of that place."""

    def __init__(self, kit: Kit, edit: Callable[[int, str, str], None]) -> None:
        super().__init__()
        self._theme = kit.theme
        self.people = RosterModel(kit, edit, self)
        self.setModel(self.people)
        self.setItemDelegate(RosterDelegate(kit, self))
        self.setAccessibleName(kit.texts("batch.roster"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(kit.theme.row_height)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setFixedHeight(kit.theme.row_height)
        header.setStretchLastSection(True)
        self.selectionModel().currentChanged.connect(self._tell_move)

    def show_lines(self, columns: tuple[tuple[str, str], ...], lines: Sequence[RosterLine]) -> None:
        """Show these people; the focus stays on its row and cell, or near it where the row is gone."""
        at, fresh = self.currentIndex(), columns != self.people.columns
        row, column = at.row(), at.column()
        self.people.show(columns, lines)
        if fresh:
            self._set_widths()
        if lines and not self.currentIndex().isValid():
            self.go_to(min(max(row, 0), len(lines) - 1), max(column, FIRST) - FIRST)

    def _set_widths(self) -> None:
        header, scaled = self.horizontalHeader(), self._theme.scaled
        header.resizeSection(NUMBER, scaled(44))
        header.resizeSection(STATE, scaled(78))
        for at, (column, _) in enumerate(self.people.columns):
            header.resizeSection(at + FIRST, scaled(WIDTHS.get(column, OTHERWISE)))

    def go_to(self, row: int, cell: int = 0) -> None:
        """Put the focus on a cell of the roster."""
        self.setCurrentIndex(self.people.index(row, cell + FIRST))

    def current_line(self) -> RosterLine | None:
        """The person in focus."""
        at = self.currentIndex().row()
        return self.people.lines[at] if 0 <= at < len(self.people.lines) else None

    def is_editing(self) -> bool:
        """Whether a cell is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Ctrl+Delete drops the row, Delete empties the cell."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        line, index = self.current_line(), self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and line is not None:
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete and line is not None:
            if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.dropped.emit(line.position)
            elif plain:
                self.people.setData(index, "")
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in stands on a cell."""
        super().focusInEvent(event)
        if self.people.lines and not self.currentIndex().isValid():
            self.go_to(0)

    def _tell_move(self, current: QModelIndex, before: QModelIndex) -> None:
        self.people.open_row = current.row()
        for row in {current.row(), before.row()} & set(range(len(self.people.lines))):
            last = self.people.columnCount() - 1
            self.people.dataChanged.emit(self.people.index(row, 0), self.people.index(row, last))
        self.moved.emit(current.row())


def _is_enter(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RosterDelegate(QStyledItemDelegate):
    """Paints cells: a wrong one red on red with its triangle, the one in focus with a frame; edits in a line."""

    def __init__(self, kit: Kit, parent: QTableView) -> None:
        super().__init__(parent)
        self._kit = kit
        self._theme: Theme = kit.theme

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line that says for whom and what it is."""
        model = index.model()
        editor = QLineEdit(parent)
        editor.setMaxLength(200)
        if isinstance(model, RosterModel):
            line, heading = model.lines[index.row()], model.headerData(index.column(), Qt.Orientation.Horizontal)
            editor.setAccessibleName(self._kit.texts("batch.edit_named", line=line.number, column=heading))
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter takes the edit over and stays on the cell."""
        if isinstance(event, QKeyEvent) and isinstance(editor, QWidget) and _is_enter(event):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, box = self._theme, QRectF(option.rect)
        line, cell = index.data(LINE), index.data(CELL)
        table = self.parent()
        is_current = isinstance(table, QTableView) and table.currentIndex().row() == index.row()
        inner = box.adjusted(theme.space("small"), 0, -theme.space("hair"), 0)
        painter.save()
        if is_current:
            painter.fillRect(box, theme.colour("blue_soft"))
        wrong = cell is not None and bool(cell.fault)
        if wrong:
            painter.fillRect(box.adjusted(1, 1, -1, -1), theme.colour("red_soft"))
        if index.column() == STATE:
            tone, shape = (Tone.GOOD, Shape.DISC) if line.good else (Tone.LATE, Shape.TRIANGLE)
            paint_chip(painter, inner, theme, Chip(line.word, tone, shape))
        else:
            self._paint_text(painter, inner, str(index.data() or ""), wrong=wrong)
        if option.state & QStyle.StateFlag.State_Selected and cell is not None:
            painter.setPen(theme.colour("blue"))
            painter.drawRect(box.adjusted(0.5, 0.5, -1.5, -1.5))
        painter.restore()

    def _paint_text(self, painter: QPainter, box: QRectF, text: str, *, wrong: bool) -> None:
        if wrong:
            text = f"▲ {text}".rstrip()
        painter.setFont(self._theme.font("base"))
        painter.setPen(self._theme.colour("red" if wrong else "ink"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
