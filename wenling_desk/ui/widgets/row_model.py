"""Rows for tables: plain values, changed by difference so that neither the view nor the eye jumps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from wenling_desk.ui.widgets.chips import Chip

Cell = str | Chip
Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
MOST_RUNS = 64
"""Above this many separate runs of rows a reset costs less than telling each run."""


class Align(StrEnum):
    """Where a column's cells stand; figures stand right."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in pixels of normal type, 0 takes what is left (the names' column)."""

    title: str
    width: int = 0
    align: Align = Align.LEFT
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: ``key`` stays the same for the same thing; ``payload`` is the page's own and never compared."""

    key: str
    cells: tuple[Cell, ...]
    payload: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new set of rows changed: rows removed, inserted and changed in place, or everything (``reset``)."""

    removed: int = 0
    inserted: int = 0
    changed: int = 0
    reset: bool = False


class RowModel(QAbstractTableModel):
    """The rows of a table. Holds values, never a cursor; keys are unique."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """The rows now."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> Difference:
        """Show these rows instead; only what differs is told to the view. Raises ValueError for a key that repeats."""
        wanted = list(rows)
        keys = {row.key for row in wanted}
        if len(keys) != len(wanted):
            raise ValueError("a row's key repeats")
        gone = list(_runs([at for at, row in enumerate(self._rows) if row.key not in keys]))
        known = {row.key for row in self._rows}
        new = list(_runs([at for at, row in enumerate(wanted) if row.key not in known]))
        kept_before = [row.key for row in self._rows if row.key in keys]
        kept_after = [row.key for row in wanted if row.key in known]
        if kept_before != kept_after or len(gone) + len(new) > MOST_RUNS:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
            return Difference(reset=True)
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        for first, last in new:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        return Difference(
            removed=sum(last - first + 1 for first, last in gone),
            inserted=sum(last - first + 1 for first, last in new),
            changed=self._change(wanted),
        )

    def _change(self, wanted: list[Row]) -> int:
        # The payload may be new where the cells are equal, so the list is taken over in any case.
        changed = [at for at, row in enumerate(wanted) if self._rows[at] != row]
        self._rows = wanted
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        return len(changed)

    def change_row(self, row: Row) -> bool:
        """Show one row anew; ``False`` when there is no such key."""
        at = self.position(row.key)
        if at is None:
            return False
        self._rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
        return True

    def position(self, key: str) -> int | None:
        """Where the row of that key stands."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows; none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cell; a screen reader hears the word of a chip and the column's title."""
        if not index.isValid():
            return None
        cell = self._rows[index.row()].cells[index.column()]
        word = cell.word if isinstance(cell, Chip) else cell
        if role == Qt.ItemDataRole.DisplayRole:
            return word
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].title} {word}".strip()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles above, aligned as their cells."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNMENTS[self.columns[section].align]
        return None


ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
}


def _runs(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending positions as runs (first, last)."""
    start = 0
    for at in range(1, len(positions) + 1):
        if at == len(positions) or positions[at] != positions[at - 1] + 1:
            yield positions[start], positions[at - 1]
            start = at
