"""批量: the roster of a company, checked row by row, taken in as one application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.texts import Texts
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.batch.application_panel import ApplicationPanel
from wenling_desk.ui.batch.lines import ItemLine
from wenling_desk.ui.batch.presenter import INITIATOR, BatchPresenter
from wenling_desk.ui.batch.table import RosterTable
from wenling_desk.ui.batch.tools import BatchTools
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.use_cases.changes import Changes

LEFT = 300
KEYS = {
    "load": "Ctrl+I", "template": "Ctrl+M", "add_row": "Alt+N", "next_gap": "F7", "to_sheet": "Ctrl+R",
    "act": "Ctrl+Enter",
}  # fmt: skip


ACTS = {
    "load": "batch.act.load", "template": "batch.act.template", "add_row": "batch.act.add_row",
    "next_gap": "batch.act.next_gap", "to_sheet": "batch.act.to_sheet",
}  # fmt: skip
"""The buttons at the left, and their words."""


@dataclass(frozen=True, slots=True)
class BatchNeeds:
    """What the page asks of its surroundings: the acceptance page and a case, and the system's file dialogs."""

    to_acceptance: Callable[[IntakeSheet, str], object]
    open_record: Callable[[str], object]
    ask_for_roster: Callable[[Callable[[Path], None]], None]
    ask_where: Callable[[str, Callable[[Path], None]], None]


class BatchPage(Page):
    """``Frame.go("batch", …)`` takes ``sheet`` with ``draft_id`` (from acceptance), or ``record_id`` (the people of a
    case that were not taken in); without arguments it goes on with the draft it was left with."""

    page_id = "batch"

    def __init__(self, frame: Frame, tools: BatchTools, needs: BatchNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._left_with = ""
        self._was_open = self._to_roster = False
        self.presenter = BatchPresenter(tools, self)
        self._make_parts()
        self._lay_out()
        self.refresh()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.head = PageHead(kit, texts("batch.title"))
        self.application = ApplicationPanel(kit, self.presenter)
        self.application.chosen.connect(self._chosen)
        self._list = Panel(kit, texts("batch.roster"), hint=texts("batch.hint"))
        self.table = RosterTable(kit, self.presenter.edit)
        self.table.moved.connect(lambda _: self._show_detail())
        self.table.dropped.connect(self.presenter.drop_row)
        self.empty = EmptyState(kit, texts("batch.roster_choose"))
        self.detail = PlainLabel("", "", wrap=True)
        self.reason = ElidedLabel(" ", "hint")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.buttons = {name: KeyButton(kit, texts(ACTS[name]), KEYS[name]) for name in ACTS}
        self.act_button = KeyButton(kit, texts("batch.act.take_in"), KEYS["act"], "primary")
        doers = {
            "load": self.choose_file, "template": self.save_template, "add_row": self.add_row,
            "next_gap": self.next_gap, "to_sheet": self.to_sheet,
        }  # fmt: skip
        for name, button in self.buttons.items():
            button.clicked.connect(doers[name])
        self.act_button.clicked.connect(self.act)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self.empty, 1)
        self._list.body.addWidget(self.detail)
        gap = space("small")
        side, row = FlowLayout(gap, gap), QHBoxLayout()
        row.setSpacing(gap)
        for button in self.buttons.values():
            side.addWidget(button)
        row.addLayout(side, 1)
        row.addWidget(self.act_button, 0, Qt.AlignmentFlag.AlignTop)
        self._list.body.addLayout(row)
        self._list.body.addWidget(self.reason)
        middle = QHBoxLayout()
        middle.setSpacing(space("small"))
        self.application.setFixedWidth(self._kit.theme.scaled(LEFT))
        middle.addWidget(self.application)
        middle.addWidget(self._list, 1)
        column = QVBoxLayout(self)
        edge = space("medium")
        column.setContentsMargins(edge, space("small"), edge, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self.head)
        column.addLayout(middle, 1)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """批量."""
        return self._texts("batch.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("batch.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Open what is brought along, or go on."""
        sheet, record_id = arguments.get("sheet"), str(arguments.get("record_id", ""))
        if isinstance(sheet, IntakeSheet):
            self.presenter.open_sheet(sheet, str(arguments["draft_id"]))
        elif record_id:
            self.presenter.open_record(record_id)
        elif self._left_with and self.presenter.sheet is None:
            self.presenter.open_draft(self._left_with)
        self._left_with = ""
        self.refresh()

    def on_leave(self) -> str:
        """Nothing of anybody stays on the page: the draft is kept and opened again on coming back."""
        self._left_with = self.presenter.draft_id if self.presenter.has_work else ""
        self.presenter.put_away()
        return ""

    def open_case(self) -> str:
        """A roster with work in it keeps the next person waiting."""
        presenter = self.presenter
        return self._texts("batch.still_open", name=presenter.item_name) if presenter.has_work else ""

    def on_back(self) -> bool:
        """Esc: out of the batch; its draft is kept."""
        if self.presenter.sheet is None:
            return False
        kept = bool(self.presenter.draft_id) and self.presenter.has_work
        self.presenter.put_away()
        if kept:
            self._frame.tell(Notice(self._texts("acceptance.draft.kept")))
        self.application.first_stop().setFocus()
        return True

    def on_changes(self, changes: Changes) -> None:
        """Somebody else received people of the case that is open here."""
        record_id = self.presenter.record_id
        if record_id and record_id in changes.records and changes.initiator != INITIATOR:
            self.presenter.open_record(record_id)

    def first_focus(self) -> QWidget | None:
        """The items, the company, or the roster."""
        return self.table if self.presenter.rows else self.application.first_stop()

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        reason = self.presenter.reason_against
        acts = (
            ("load", self.choose_file, self._no_new), ("template", self.save_template, self._no_form),
            ("add_row", self.add_row, self._no_new), ("next_gap", self.next_gap, self._no_gap),
            ("to_sheet", self.to_sheet, self._no_sheet),
        )  # fmt: skip
        return (
            DeskAction("batch-act", "batch.act.take_in", self.act, (KEYS["act"],), reason, primary=True),
            *(DeskAction(f"batch-{name}", ACTS[name], run, (KEYS[name],), against) for name, run, against in acts),
        )

    # -- why not ---------------------------------------------------------------------------------

    def _no_form(self) -> str:
        return "" if self.presenter.form is not None else self._texts("batch.no_item")

    def _no_new(self) -> str:
        return self._texts("batch.no_more_rows") if self.presenter.is_later else self._no_form()

    def _no_gap(self) -> str:
        return "" if self.presenter.next_gap(0) is not None else self._texts("batch.no_gap")

    def _no_sheet(self) -> str:
        return "" if self.presenter.sheet is not None else self._texts("batch.no_sheet")

    # -- BatchScreen -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is now."""
        presenter, texts = self.presenter, self._texts
        lines = presenter.lines()
        is_here = self._is_here()
        self.application.show_state()
        name = presenter.item_name
        title = texts("batch.title_of", name=name) if name else texts("batch.title")
        self.head.say(title, presenter.company.masked_name if name else "", chip=self._chip())
        self.table.show_lines(presenter.columns(), lines)
        self.table.setVisible(bool(lines))
        self.empty.say(self._empty_words())
        self.empty.setVisible(not lines)
        self._show_detail()
        later = presenter.is_later
        self.act_button.set_verb(texts("batch.act.take_later" if later else "batch.act.take_in"))
        reason = presenter.reason_against()
        self.act_button.set_reason(reason)
        self.reason.setText(reason or " ")
        against = {"load": self._no_new(), "template": self._no_form(), "add_row": self._no_new(),
                   "next_gap": self._no_gap(), "to_sheet": self._no_sheet()}  # fmt: skip
        for name, button in self.buttons.items():
            button.set_reason(against[name])
        self.buttons["to_sheet"].set_verb(texts("batch.act.to_record" if later else "batch.act.to_sheet"))
        self._frame.refresh_actions()
        self._lead_focus(is_here=is_here)

    def _is_here(self) -> bool:
        """Whether the keys go to this page: nobody types anywhere else."""
        focus = QApplication.focusWidget()
        return self.isVisible() and (focus is None or focus is self or self.isAncestorOf(focus))

    def _lead_focus(self, *, is_here: bool) -> None:
        """To the roster once its file is read, and to the items once an application has gone from the page."""
        presenter, was_open = self.presenter, self._was_open
        self._was_open = presenter.sheet is not None
        if self._to_roster and not presenter.reading:
            self._to_roster = False
            if presenter.rows and is_here:
                self.table.setFocus()
        elif was_open and not self._was_open and is_here:
            self.application.first_stop().setFocus()

    def _chip(self) -> Chip:
        count = self.presenter.count()
        if not count:
            return Chip("")
        whole = self.presenter.next_gap(0) is None
        return Chip(count, Tone.GOOD if whole else Tone.LATE, Shape.DISC if whole else Shape.TRIANGLE)

    def _empty_words(self) -> str:
        presenter = self.presenter
        if presenter.reading:
            return self._texts("batch.reading")
        if presenter.is_later:
            return self._texts("batch.roster_complete")
        return self._texts("batch.roster_none" if presenter.form is not None else "batch.roster_choose")

    def _show_detail(self) -> None:
        line = self.table.current_line()
        if line is None or not self.presenter.rows:
            self.detail.setText(" ")
            return
        name = next((cell.text for cell in line.cells if cell.column == "name"), "") or self._texts("batch.no_name")
        if line.told:
            self.detail.setText(self._texts("batch.row_told", line=line.number, name=name, told=line.told))
        else:
            self.detail.setText(self._texts("batch.row_good", line=line.number, name=name))

    def tell(self, sentence: str) -> None:
        """Something to read."""
        self._frame.tell(Notice(sentence))

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        self._frame.tell_told(told)

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        """Open the strip."""
        self._frame.confirm(sentence, verb, act)

    # -- what keys do ----------------------------------------------------------------------------

    def _chosen(self, line: object) -> None:
        if isinstance(line, ItemLine):
            self.presenter.choose(line.code, is_bundle=line.is_bundle)
            self.application.first_stop().setFocus()

    def choose_file(self) -> None:
        """Ctrl+I."""
        if not self._no_new():
            self._needs.ask_for_roster(self._load)

    def _load(self, path: Path) -> None:
        self._to_roster = True
        self.presenter.load(path)

    def save_template(self) -> None:
        """Ctrl+M."""
        if not self._no_form():
            name = self._texts("batch.template_name", item=self.presenter.item_name)
            self._needs.ask_where(name, self.presenter.save_template)

    def add_row(self) -> None:
        """Alt+N."""
        if not self._no_new():
            self.presenter.add_row()
            self.table.go_to(len(self.table.people.lines) - 1)
            self.table.setFocus()

    def next_gap(self) -> None:
        """F7."""
        self._close_cell()
        line = self.table.current_line()
        found = self.presenter.next_gap(line.position if line is not None and self.table.hasFocus() else 0)
        if found is not None:
            self.table.go_to(*found)
            self.table.setFocus()

    def to_sheet(self) -> None:
        """Ctrl+R: the application with its materials, or the case."""
        presenter = self.presenter
        sheet, draft_id, record_id = presenter.sheet, presenter.draft_id, presenter.record_id
        if sheet is None:
            return
        presenter.put_away()
        if record_id:
            self._needs.open_record(record_id)
        else:
            self._needs.to_acceptance(sheet, draft_id)

    def act(self) -> None:
        """Ctrl+Enter; a cell that is open is taken over first."""
        self._close_cell()
        self.presenter.act()

    def _close_cell(self) -> None:
        if self.table.is_editing():
            self.table.setFocus()


def batch_descriptor(build: Callable[[Frame], BatchPage]) -> PageDescriptor:
    """批量, for the palette."""
    return PageDescriptor("batch", "batch.title", build, in_rail=False, words=("piliang", "pl", "mingdan"))


def ask_for_roster(texts: Texts, give: Callable[[Path], None]) -> None:
    """The system's file dialog."""
    name, _ = QFileDialog.getOpenFileName(None, texts("batch.act.load"), "", texts("batch.files"))
    if name:
        give(Path(name))


def ask_where(texts: Texts, suggested: str, give: Callable[[Path], None]) -> None:
    """The system's dialog for a file to write."""
    name, _ = QFileDialog.getSaveFileName(None, texts("batch.act.template"), suggested, texts("batch.workbooks"))
    if name:
        give(Path(name) if name.lower().endswith(".xlsx") else Path(f"{name}.xlsx"))
