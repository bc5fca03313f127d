"""What stands beside the tick list: the departments, the unsigned lists, what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from wenling_desk.ui.handover.lines import BackLine, ListLine
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.use_cases.handover_views import DepartmentLine


class Band(Panel):
    """A panel with one table, or a sentence that says what will appear in it."""

    def __init__(self, kit: Kit, heading: str, hint: str, columns: Sequence[Column], empty: str) -> None:
        super().__init__(kit, heading, hint=hint)
        self._heading_words = heading
        self.table = RowTable(kit, heading, columns)
        self._empty = EmptyState(kit, empty)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)

    def show_rows(self, rows: Sequence[Row], remark: str = "") -> None:
        """Show these."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.set_heading(self._heading_words, remark)

    def first_focus(self) -> QWidget | None:
        """The table, where it has rows."""
        return self.table if self.table.rows.rows else None


def departments_band(kit: Kit) -> Band:
    """Departments with what waits for each."""
    texts = kit.texts
    columns = (
        Column(texts("handover.departments.department")),
        Column(texts("handover.departments.waiting"), 54, Align.RIGHT, strong=True),
        Column(texts("handover.departments.unsigned"), 42, Align.RIGHT),
    )
    return Band(kit, texts("handover.departments.heading"), "F4", columns, texts("handover.departments.empty"))


def department_rows(lines: Sequence[DepartmentLine]) -> list[Row]:
    """One row each; nothing is not a nought."""
    return [Row(line.key, (line.name, str(line.waiting or ""), str(line.unsigned or "")), line.key) for line in lines]


def unsigned_band(kit: Kit, open_list: Callable[[str], object]) -> Band:
    """Lists nobody signed for."""
    texts = kit.texts
    columns = (
        Column(texts("handover.column.list"), 122),
        Column(texts("handover.column.organ")),
        Column(texts("handover.column.count"), 30, Align.RIGHT),
        Column(texts("handover.column.waited"), 128),
    )
    band = Band(kit, texts("handover.unsigned.heading"), "F5", columns, texts("handover.unsigned.empty"))
    band.table.opened.connect(lambda row: open_list(row.key))
    return band


def list_rows(lines: Sequence[ListLine]) -> list[Row]:
    """The oldest first."""
    return [
        Row(
            line.list_id,
            (short_number(line.number), line.organ, line.count, due_chip(line.waited.words, line.waited.state)),
            line,
        )
        for line in lines
    ]


def returned_band(kit: Kit, open_back: Callable[[str], object]) -> Band:
    """What came back to the counter."""
    texts = kit.texts
    columns = (
        Column(texts("handover.column.item")),
        Column(texts("handover.column.organ"), 76),
        Column(texts("handover.column.reason"), 118),
    )
    band = Band(kit, texts("handover.returned.heading"), "F7", columns, texts("handover.returned.empty"))
    band.table.opened.connect(lambda row: open_back(row.key))
    return band


def back_rows(lines: Sequence[BackLine]) -> list[Row]:
    """The oldest first; a case may have come back from several departments."""
    rows: dict[str, Row] = {}
    for line in lines:
        chip = Chip(line.reason, Tone.SOON, Shape.HALF)
        rows.setdefault(line.key, Row(line.key, (line.item, line.organ, chip), line))
    return list(rows.values())
