"""The parts of the workbench: a band of rows, the figures of today, the short lists at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.workbench.lines import FigureLine

NEAR_END = 20
"""Rows before the last at which more are asked for."""
MOST_SHOWN = 4
"""Rows of a short list before it scrolls."""


class Band(Panel):
    """A list by deadline, or the sentence that says what will appear in it."""

    at_end = Signal()
    """The eye has come near the last row that was read."""

    def __init__(
        self, kit: Kit, name: str, empty: str, hint: str, *, marked: bool = False, parent: QWidget | None = None
    ) -> None:
        """``marked``: each row begins with its standing towards the centre."""
        super().__init__(kit, name, hint=hint, parent=parent)
        self._texts = kit.texts
        self._name = name
        self._empty_words = self._said = empty
        self.table = RowTable(kit, name, _columns(kit, marked=marked))
        self._empty = EmptyState(kit, empty)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._empty, 1)
        self.table.hide()
        self.table.verticalScrollBar().valueChanged.connect(lambda _: self._look_for_end())
        self.table.moved.connect(lambda _: self._look_for_end())

    def show_rows(self, rows: Sequence[Row], total: int, *, filtered: bool) -> None:
        """Show these rows of ``total``."""
        self.table.set_rows(rows)
        key = "workbench.count" if len(rows) == total else "workbench.count_first"
        remark = self._texts(key, count=len(rows), total=total) if total else ""
        self.set_heading(self._name, remark)
        self._said = self._texts("workbench.nothing_found") if filtered else self._empty_words
        self._empty.say(self._said)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def empty_words(self) -> str:
        """What is said where there is no row; empty where there are some."""
        return self._said if self.table.isHidden() else ""

    def _look_for_end(self) -> None:
        last = self.table.rows.rowCount() - 1
        bar = self.table.verticalScrollBar()
        shown = self.table.rowAt(self.table.viewport().height() - 1)
        seen = last if bar.value() >= bar.maximum() or shown < 0 else shown
        if last >= 0 and max(seen, self.table.currentIndex().row()) >= last - NEAR_END:
            self.at_end.emit()


def _columns(kit: Kit, *, marked: bool) -> tuple[Column, ...]:
    """The columns of a band; in large type the names keep room for a few characters at least."""
    texts, large = kit.texts, kit.theme.large
    tight = large and marked
    return (
        *((Column(texts("sync.column.state"), 80),) if marked else ()),
        Column(texts("workbench.column.number"), 120 if tight else 140 if large or marked else 198),
        Column(texts("workbench.column.name")),
        Column(texts("workbench.column.applicant"), 60 if tight else 76),
        Column(texts("workbench.column.task"), 122 if tight else 150 if large else 172),
        Column(texts("workbench.column.due"), 130 if tight else 144),
    )


class SideList(Panel):
    """A short list with a line about the row in focus and buttons for what can be done with it."""

    def __init__(self, kit: Kit, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, name, parent=parent)
        self._kit = kit
        self._name = name
        self._acts: dict[str, Callable[[str], None]] = {}
        self.table = RowTable(kit, name, (Column(""),), self._letter)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda row: self._do("Enter", row))
        self.table.moved.connect(self._tell)
        self._detail = ElidedLabel("", "hint")
        self._empty = PlainLabel(empty, "hint", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(kit.theme.space("hair"))
        self._buttons.addStretch()
        self._bar = QWidget()
        self._bar.setLayout(self._buttons)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        for widget in (self._empty, self.table, self._detail, self._bar):
            self.body.addWidget(widget)
        self.show_rows(())

    def add_act(self, verb: str, key: str, act: Callable[[str], None]) -> None:
        """Something that can be done with the row in focus: by its key, or by a button."""
        self._acts[key] = act
        button = KeyButton(self._kit, verb, key, "link")
        button.clicked.connect(lambda: self._do(key, self.table.current_row()))
        self._buttons.addWidget(button)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the payload of a row is the line about it."""
        self.table.set_rows(rows)
        height = self._kit.theme.row_height * min(len(rows), MOST_SHOWN) + 2
        self.table.setFixedHeight(height)
        for widget in (self.table, self._detail, self._bar):
            widget.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.set_heading(self._name, self._kit.texts("workbench.count", count=len(rows)) if rows else "")
        if rows and self.table.current_row() is None:
            self.table.go_to(rows[0].key)
        self._tell(self.table.current_row())

    def _tell(self, row: object) -> None:
        self._detail.setText(str(row.payload) if isinstance(row, Row) else "")

    def _letter(self, row: Row, letter: str) -> bool:
        return self._do(letter, row)

    def _do(self, key: str, row: Row | None) -> bool:
        if row is None or key not in self._acts:
            return False
        self._acts[key](row.key)
        return True


class TodayPanel(Panel):
    """Figures of today: mine and the hall's."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("workbench.today"), parent=parent)
        self._texts = kit.texts
        self._holder: QWidget | None = None

    def show_figures(self, figures: Sequence[FigureLine]) -> None:
        """Show these figures."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(0, 1)
        for at, head in enumerate(("", self._texts("workbench.by_me"), self._texts("workbench.by_hall"))):
            grid.addWidget(_figure(head, "label"), 0, at)
        for row, figure in enumerate(figures, 1):
            mine = self._amount(figure.mine, figure.mine_people)
            hall = self._amount(figure.hall, figure.hall_people)
            name = PlainLabel(figure.name)
            name.setAccessibleName(self._texts("workbench.figure_spoken", name=figure.name, mine=mine, hall=hall))
            grid.addWidget(name, row, 0)
            grid.addWidget(_figure(mine, "strong"), row, 1)
            grid.addWidget(_figure(hall), row, 2)
        self.body.addWidget(self._holder)

    def _amount(self, cases: int, people: int) -> str:
        """1 件 / 28 人, where somebody came with a roster."""
        return self._texts("workbench.with_people", cases=cases, people=people) if people else str(cases)


def _figure(text: str, role: str = "") -> PlainLabel:
    label = PlainLabel(text, role)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
