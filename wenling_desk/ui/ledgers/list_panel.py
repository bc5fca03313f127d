"""The list of a ledger: counts by status, filters, the time axis where it has one, the rows, the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.domain.ledger import LedgerField
from wenling_desk.ui.ledgers.axis import TimeAxis
from wenling_desk.ui.ledgers.list_presenter import RIGHT, EntryLine, EntryList, ListPresenter, WayIn
from wenling_desk.ui.ledgers.names import Pick
from wenling_desk.ui.ledgers.pick_field import PickField
from wenling_desk.ui.record.clock_words import short_day
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.search_line import FilterLine

NEW_KEYS = ("Ctrl+N", "Alt+N", "Ctrl+Shift+N", "Alt+Shift+N")
FILTER_KEYS = ("F7", "F8", "F9", "Shift+F7")
LEAST_TITLE, MOST_NUMBER, DUE_WIDTH = 200, 200, 136
FILTER_WIDTH = 132
"""Pixels of normal type for what stands in every list."""


class ListPanel(QWidget):
    """Shows what the presenter has; the page carries out."""

    opened = Signal(str)
    beginning = Signal(str)
    narrowed = Signal()

    def __init__(self, kit: Kit, presenter: ListPresenter) -> None:
        super().__init__()
        self._kit = kit
        self._texts = kit.texts
        self._presenter = presenter
        self._kind = ""
        self._shown: EntryList | None = None
        self._layout = ("", 0, 0)
        self.head = PageHead(kit, "")
        self._about = ElidedLabel("", "hint")
        self._counts = FlowLayout(kit.theme.space("hair"), kit.theme.space("hair"))
        self.count_buttons: dict[str, KeyButton] = {}
        self.search = FilterLine(kit.texts("ledgers.search"), kit.texts("ledgers.search_name"))
        self.search.setFixedWidth(240)
        self.search.rested.connect(self._search)
        self.filters: dict[str, PickField] = {}
        self._filter_row = FlowLayout(kit.theme.space("medium"), kit.theme.space("hair"))
        self._panel = Panel(kit, kit.texts("ledgers.entries"), hint="F3")
        self._holder = QVBoxLayout()
        self._holder.setSpacing(kit.theme.space("small"))
        self.axis = TimeAxis(kit, kit.texts("ledgers.axis.name"), self._day_words)
        self.table: RowTable | None = None
        self._empty = EmptyState(kit, "")
        self._paging = PlainLabel("", "hint")
        self.new_buttons: list[KeyButton] = []
        self._lay_out()

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._filter_row.addWidget(self.search)
        self._panel.body.addWidget(self.axis, 3)
        self._panel.body.addLayout(self._holder, 2)
        self._panel.body.addWidget(self._empty, 2)
        self._panel.body.addWidget(self._paging)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space("small"))
        column.addWidget(self.head)
        column.addWidget(self._about)
        column.addLayout(self._counts)
        column.addLayout(self._filter_row)
        column.addWidget(self._panel, 1)

    # -- a ledger --------------------------------------------------------------------------------

    def show_ledger(self) -> None:
        """Make what belongs to the ledger that is chosen: its columns, filters and ways in."""
        ledger = self._presenter.ledger()
        if ledger is None or ledger.kind == self._kind:
            return
        self._kind = ledger.kind
        self.head.say(ledger.name)
        source = self._texts("ledgers.inferred") if ledger.status != "documented" else ""
        about = self._texts("ledgers.joined_wide").join(part for part in (ledger.about, source) if part)
        self._about.setText(about)
        self._presenter.read_remark(partial(self._say_remark, ledger.kind, about))
        self.search.clear()
        self.search.settle()
        self._make_counts([("", self._texts("ledgers.all")), *ledger.statuses.items()])
        self._make_filters(self._presenter.filters())
        self._make_new(self._presenter.ways_in())
        self._shown = None

    def _say_remark(self, kind: str, about: str, remark: str) -> None:
        """The ledger's own sentence first: what it is about is known by the second time."""
        if kind == self._kind:
            self._about.setText(self._texts("ledgers.joined_wide").join((remark, about)))

    def _make_counts(self, statuses: Sequence[tuple[str, str]]) -> None:
        for button in self.count_buttons.values():
            _drop(button)
        self.count_buttons = {}
        late = (OVERDUE, self._texts("ledgers.overdue"))
        for status, label in (statuses[0], late, *statuses[1:]):
            at = [known for known, _ in statuses].index(status) if status != OVERDUE else 0
            key = "Alt+L" if status == OVERDUE else f"Alt+{at}" if at < 10 else ""
            button = KeyButton(self._kit, label, key, "flat")
            button.clicked.connect(partial(self.choose_status, status))
            self.count_buttons[status] = button
            self._counts.addWidget(button)
            button.show()

    def _make_filters(self, fields: Sequence[LedgerField]) -> None:
        for old in self.filters.values():
            _drop(old)
        self.filters = {}
        for at, each in enumerate(fields[: len(FILTER_KEYS)]):
            label = self._texts("ledgers.filter_label", label=each.label, key=FILTER_KEYS[at].replace("Shift+F", "⇧F"))
            every = self._texts("ledgers.filter_all")
            field = PickField(self._kit, label, partial(self._find, each.field_id), hint=every)
            field.setFixedWidth(field.label_width_wanted() + self._kit.theme.scaled(FILTER_WIDTH))
            field.left.connect(partial(self._filtered, each.field_id))
            self.filters[each.field_id] = field
            self._filter_row.addWidget(field)
            field.show()

    def _make_new(self, ways: Sequence[WayIn]) -> None:
        for button in self.new_buttons:
            self.head.right.removeWidget(button)
            _drop(button)
        self.new_buttons = []
        for at, way in enumerate(ways[: len(NEW_KEYS)]):
            look = "primary" if at == 0 and not way.reason else "normal"
            button = KeyButton(self._kit, way.label, NEW_KEYS[at], look)
            button.setToolTip(way.reason)
            button.set_reason(way.reason)
            button.clicked.connect(partial(self.beginning.emit, way.action_id))
            self.new_buttons.append(button)
            self.head.right.addWidget(button)
            button.show()

    # -- its list --------------------------------------------------------------------------------

    def show_list(self, shown: EntryList) -> None:
        """Show these rows."""
        self.show_ledger()
        self._shown = shown
        table = self._fitting_table(shown)
        table.set_rows([Row(line.record_id, self._cells(line), line) for line in shown.lines])
        for status, label, count in (("", self._texts("ledgers.all"), shown.all_count), *shown.counts):
            self._count(status, self._texts("ledgers.counted", label=label, count=count), status=status)
        overdue = self._texts("ledgers.overdue_counted", count=shown.late)
        self._count(OVERDUE, overdue, status=OVERDUE)
        table.setVisible(bool(shown.lines))
        self.axis.setVisible(shown.axis is not None)
        if shown.axis is not None:
            today = self._presenter.today()
            self.axis.set_axis(shown.axis, today, self._presenter.axis_words(shown.axis))
        self._empty.say(self.empty_words())
        self._empty.setVisible(not shown.lines)
        words = self._presenter.paging_words()
        self._paging.setText(words)
        self._paging.setVisible(bool(words))
        found = self._texts("ledgers.found", count=shown.total) if shown.lines else ""
        self._panel.set_heading(self._texts("ledgers.entries"), found)
        if shown.lines and table.current_row() is None:
            table.go_to(shown.lines[0].record_id)
        self._mark(table.current_row())

    def _count(self, key: str, words: str, *, status: str) -> None:
        by = self._presenter.by
        button = self.count_buttons.get(key)
        if button is not None:
            on = by.overdue if status == OVERDUE else not by.overdue and by.status == status
            button.set_verb(words)
            button.set_look("primary" if on else "flat")

    def _fitting_table(self, shown: EntryList) -> RowTable:
        """The table with as many columns as there is room for; made anew where that has changed."""
        layout = self._layout_for(shown)
        if self.table is None or layout != self._layout:
            had_focus = self.table is not None and self.table.hasFocus()
            if self.table is not None:
                self._holder.removeWidget(self.table)
                _drop(self.table)
            self._layout = layout
            self.table = self._make_table(shown)
            self.table.show()
            if had_focus:
                self.table.setFocus()
        return self.table

    def _layout_for(self, shown: EntryList) -> tuple[str, int, int]:
        """Ledger, room for its numbers, how many columns of the ledger's own fit beside the title."""
        longest = max((len(_number(shown, line)) for line in shown.lines), default=0)
        numbered = min(MOST_NUMBER, 8 * longest + 20) if longest else 0
        room = self._panel.width() - 2 * self._kit.theme.space("large") - 12
        room -= self._kit.theme.scaled(LEAST_TITLE + DUE_WIDTH + _status_width(shown) + numbered)
        count = 0
        for each in shown.columns:
            room -= self._kit.theme.scaled(_width(each))
            if room < 0:
                break
            count += 1
        return shown.ledger.kind, numbered, count

    def _make_table(self, shown: EntryList) -> RowTable:
        texts = self._texts
        _, numbered, count = self._layout
        columns = (
            *((Column(texts("ledgers.column.number"), numbered),) if numbered else ()),
            Column(shown.ledger.fields[shown.ledger.title].label),
            *(
                Column(each.label, _width(each), Align.RIGHT if each.type in RIGHT else Align.LEFT)
                for each in shown.columns[:count]
            ),
            Column(texts("ledgers.column.status"), _status_width(shown)),
            Column(texts("ledgers.column.due"), DUE_WIDTH),
        )
        table = RowTable(self._kit, shown.ledger.name, columns)
        table.opened.connect(lambda row: self.opened.emit(row.key))
        table.moved.connect(self._mark)
        self._holder.addWidget(table, 1)
        return table

    def _cells(self, line: EntryLine) -> tuple[str | Chip, ...]:
        _, numbered, count = self._layout
        status = Chip(line.status, Tone.ACT if line.is_open else Tone.QUIET)
        number = (_number(self._shown, line),) if numbered and self._shown is not None else ()
        return (*number, line.title, *line.cells[:count], status, due_chip(line.due.words, line.due.state))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wider or narrower: other columns may fit."""
        super().resizeEvent(event)
        if self._shown is not None and self.table is not None and self._layout_for(self._shown) != self._layout:
            self.show_list(self._shown)

    def _mark(self, row: object) -> None:
        if isinstance(row, Row):
            self.axis.mark(row.key)

    def empty_words(self) -> str:
        """What is said where there is no row; empty where there are some."""
        return "" if self._shown is not None and self._shown.lines else self._presenter.empty_words()

    # -- narrowing -------------------------------------------------------------------------------

    def choose_status(self, status: str) -> None:
        """Only entries of this status, or late ones; the same again shows all."""
        by = self._presenter.by
        if status == OVERDUE:
            self._presenter.narrow(overdue=not by.overdue, status="")
        else:
            self._presenter.narrow(status="" if status == by.status else status, overdue=False)
        self.narrowed.emit()

    def _search(self) -> None:
        self.search.settle()
        if self.search.text().strip() != self._presenter.by.text:
            self._presenter.narrow(text=self.search.text().strip())
            self.narrowed.emit()

    def _find(self, field_id: str, text: str, give: Callable[[Sequence[Pick]], None]) -> None:
        give(self._presenter.picks(field_id, text))

    def _filtered(self, field_id: str) -> None:
        code = str(self.filters[field_id].value())
        if code != self._presenter.by.filters.get(field_id, ""):
            self._presenter.filter_by(field_id, code)
            self.narrowed.emit()

    def clear(self) -> bool:
        """Esc: everything is shown again; ``False`` where it is already."""
        if not self._presenter.by.is_narrow():
            return False
        self._presenter.narrow(status="", overdue=False, text="", filters={})
        self.search.clear()
        self.search.settle()
        for field in self.filters.values():
            field.show_pick(None)
        self.narrowed.emit()
        return True

    def first_focus(self) -> QWidget | None:
        """The rows, else the first way in that is open, else the search."""
        if self.table is not None and self.table.rows.rows:
            return self.table
        return next((button for button in self.new_buttons if button.isEnabled()), self.search)

    def _day_words(self, day: date) -> str:
        return short_day(self._texts, day, self._presenter.today())


OVERDUE = "overdue"


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def _number(shown: EntryList, line: EntryLine) -> str:
    """A ledger's own number whole; that of a paper by the part that differs here."""
    return line.number if shown.ledger.number else short_number(line.number)


def _status_width(shown: EntryList) -> int:
    longest = max(len(label) for label in shown.ledger.statuses.values())
    return min(120, max(70, longest * 13 + 34))


def _width(each: LedgerField) -> int:
    """Room for a column by what stands in it."""
    wide = {"date": 96, "month": 78, "time": 60, "number": 70, "yes_no": 60, "phone": 108, "name": 76, "clerk": 76}
    by_type = wide.get(each.type.value)
    if by_type is not None:
        return max(by_type + len(each.unit) * 14, len(each.label) * 13 + 18)
    if each.choices:
        longest = max(len(word) for word in each.choices.values())
        return min(130, max(56, longest * 15 + 18, len(each.label) * 14 + 18))
    return 116
