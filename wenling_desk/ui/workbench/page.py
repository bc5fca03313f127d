"""The workbench: 等我处理, 在办, 今天; drafts to recover and papers to print beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.member_rows import due_chip
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.scans import find_record, scanned_number
from wenling_desk.ui.sync_centre.state_chips import state_chip
from wenling_desk.ui.sync_centre.state_words import ELSEWHERE
from wenling_desk.ui.widgets.chips import Chip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import scrolled_column
from wenling_desk.ui.widgets.row_model import Cell, Row
from wenling_desk.ui.widgets.search_line import FilterLine
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.ui.workbench.bands import Band, SideList, TodayPanel
from wenling_desk.ui.workbench.lines import PaperLine, WorkLine
from wenling_desk.ui.workbench.presenter import BenchView, WorkbenchPresenter, WorkbenchTools
from wenling_desk.ui.workbench.reminders import Reminders
from wenling_desk.use_cases.changes import Changes


@dataclass(frozen=True, slots=True)
class WorkbenchNeeds:
    """What the workbench is given: where a record, a draft and a paper are opened. ``open_elsewhere`` opens a record
    another desk holds, with what is known of it in words."""

    tools: WorkbenchTools
    open_record: Callable[[str], None]
    restore_draft: Callable[[str], None]
    open_papers: Callable[[str], None]
    open_elsewhere: Callable[[str, str], None] | None = None
    late_numbers: Callable[[Kit], SideList] | None = None
    """Makes the list of official numbers that are late, where this desk watches them."""
    reminders: Callable[[Kit], Reminders] | None = None
    """Makes the list of what has to be looked at by whom and when, where the hall's rules are known."""


class WorkbenchPage(Page):
    """Two lists by deadline at the left, today at the right. Enter opens the row in focus."""

    page_id = "workbench"

    def __init__(self, frame: Frame, needs: WorkbenchNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = WorkbenchPresenter(needs.tools)
        self._entering = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.filter = FilterLine(texts("workbench.filter"), texts("workbench.filter_name"))
        self.filter.rested.connect(self._filter_now)
        self.filter.returnPressed.connect(self._to_rows)
        marked = self._needs.tools.marks is not None
        running_empty = texts("workbench.running_empty")
        self.bands = {
            "mine": Band(kit, texts("workbench.mine"), texts("workbench.mine_empty"), "F3", marked=marked),
            "running": Band(kit, texts("workbench.running"), running_empty, "F4", marked=marked),
        }
        for name, band in self.bands.items():
            band.table.opened.connect(self._open_row)
            band.at_end.connect(partial(self._more, name))
        self.today = TodayPanel(kit)
        self.drafts = SideList(kit, texts("workbench.drafts"), texts("workbench.drafts_empty"))
        self.drafts.add_act(texts("workbench.restore"), "Enter", self._restore)
        self.drafts.add_act(texts("workbench.discard"), "D", self._discard)
        self.papers = SideList(kit, texts("workbench.to_print"), texts("workbench.to_print_empty"))
        self.papers.add_act(texts("workbench.open_paper"), "Enter", self._needs.open_papers)
        self.reminders = self._needs.reminders(kit) if self._needs.reminders is not None else None
        self.late = self._needs.late_numbers(kit) if self._needs.late_numbers is not None else None

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._title = PlainLabel(self._texts("workbench.title"), "title")
        self._day = PlainLabel("", "hint")
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(self._title)
        head.addWidget(self._day)
        head.addStretch(1)
        self.filter.setFixedWidth(320)
        head.addWidget(self.filter)
        left = QVBoxLayout()
        left.setSpacing(space("small"))
        left.addWidget(self.bands["mine"], 1)
        left.addWidget(self.bands["running"], 1)
        beside = (self.reminders, self.today, self.late, self.drafts, self.papers)
        side_column = scrolled_column([part for part in beside if part is not None], space("small"))
        side_column.setFixedWidth(372 if self._kit.theme.large else 330)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addLayout(left, 1)
        columns.addWidget(side_column)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addLayout(columns, 1)
        tab_through(
            self.filter,
            self.bands["mine"].table,
            self.bands["running"].table,
            *[part.table for part in (self.reminders, self.late) if part is not None],
            self.drafts.table,
            self.papers.table,
        )

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """工作台."""
        return self._texts("workbench.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("workbench.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Read anew: lights are computed with today's date, never stored."""
        self._entering = True
        self.read()

    def on_changes(self, changes: Changes) -> None:
        """Rows, drafts or papers changed; a hidden page reads when it comes back."""
        if self._presenter.concerns(changes) and self.isVisible():
            self.read()

    def on_scan(self, text: str) -> bool:
        """A paper of ours: its record."""
        number = scanned_number(text)
        if number:
            find_record(self._needs.tools.bridge, number, self._needs.open_record, self._frame.tell_told)
        return bool(number)

    def on_back(self) -> bool:
        """Esc clears the filter first."""
        if not self.filter.text():
            return False
        self.filter.clear()
        self._filter_now()
        return True

    def first_focus(self) -> QWidget | None:
        """The first band with rows, else the filter."""
        for band in self.bands.values():
            if band.table.rows.rows:
                return band.table
        return self.filter

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        mine, running = self.bands["mine"].table, self.bands["running"].table
        return (
            DeskAction("workbench-filter", "workbench.act.filter", self.filter.setFocus, ("Ctrl+F",)),
            DeskAction("workbench-mine", "workbench.act.mine", mine.setFocus, ("F3",)),
            DeskAction("workbench-running", "workbench.act.running", running.setFocus, ("F4",)),
            *(
                (DeskAction("workbench-reminders", "back_room.act.alarms", self.reminders.table.setFocus, ("F6",)),)
                if self.reminders is not None
                else ()
            ),
            DeskAction("workbench-read", "workbench.act.read", self.read, ("F5",)),
        )

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask for the rows."""
        self._presenter.read(self._show, self._frame.tell_told)
        if self.reminders is not None:
            self.reminders.read()

    def _show(self, view: BenchView) -> None:
        day = self._texts(
            "workbench.day",
            month=view.today.month,
            day=view.today.day,
            weekday=self._texts(f"case.weekday.{view.today.isoweekday()}"),
        )
        self._day.setText(day)
        for name, band in self.bands.items():
            found = view.bands[name]
            rows = [Row(line.key, self._cells(line), line) for line in found.rows]
            band.show_rows(rows, found.total, filtered=bool(self._presenter.filter))
        self.today.show_figures(view.figures)
        self.drafts.show_rows([Row(line.draft_id, (line.title,), line.kept) for line in view.drafts])
        self.papers.show_rows([Row(line.number, (line.name,), self._paper_detail(line)) for line in view.to_print])
        focus = self.first_focus()
        # Covered by the lock or left meanwhile, the page must not take the keys that are typed there.
        if self._entering and focus is not None and not self._presenter.filter and self.isVisible():
            focus.setFocus()
        self._entering = False

    def _cells(self, line: WorkLine) -> tuple[Cell, ...]:
        if self._needs.tools.marks is None:
            number = short_number(line.number) if self._kit.theme.large else line.number
            return (number, line.name, line.applicant, line.task, _due(line))
        mark = state_chip(self._texts, line.mark, line.clerk)
        return (mark, short_number(line.number), line.name, line.applicant, line.task, _due(line))

    def _paper_detail(self, line: PaperLine) -> str:
        return self._texts("workbench.paper_detail", number=line.number, moment=line.issued)

    def _open_row(self, row: Row) -> None:
        line = row.payload
        if not isinstance(line, WorkLine):
            return
        if line.mark == ELSEWHERE and self._needs.open_elsewhere is not None:
            known = (line.number, line.name, line.applicant, line.task, line.due.words)
            words = self._texts("sync.joined_wide").join(part for part in known if part)
            self._needs.open_elsewhere(line.record_id, words)
        else:
            self._needs.open_record(line.record_id)

    def _more(self, band: str) -> None:
        if self._presenter.wants_more(band):
            self.read()

    def _filter_now(self) -> None:
        self.filter.settle()
        if self._presenter.set_filter(self.filter.text()):
            self.read()

    def _to_rows(self) -> None:
        self._filter_now()
        if (focus := self.first_focus()) is not None:
            focus.setFocus()

    def _restore(self, draft_id: str) -> None:
        self._needs.restore_draft(draft_id)

    def _discard(self, draft_id: str) -> None:
        draft = self._presenter.draft(draft_id)
        if draft is None:
            return
        sentence = self._texts("workbench.discard_sentence", title=draft.title, kept=draft.kept)
        self._frame.confirm(
            sentence,
            self._texts("workbench.discard"),
            lambda: self._presenter.discard_draft(draft_id, self._frame.tell_told),
        )


def _due(line: WorkLine) -> Chip:
    return due_chip(line.due.words, line.due.state)
