"""The page of papers: the kept PDF on the screen as it is printed, and everything that may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.papers.lines import AMEND, PRINT, SAVE, SCAN, SIGN, VOID, PaperLine, PapersView
from wenling_desk.ui.papers.paper_side import KEYS, PaperSide
from wenling_desk.ui.papers.presenter import Job, PapersPresenter, PaperTools
from wenling_desk.ui.record.scans import find_record, scanned_number
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.pdf_preview import PdfPreview
from wenling_desk.ui.widgets.row_model import Cell, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

AskForTarget = Callable[[str, Callable[[Path], None]], None]


@dataclass(frozen=True, slots=True)
class PapersNeeds:
    """What the page of papers is given.

    ``printers`` names the system's printers, later, as pairs of name and label; ``own_printer`` is this desk's.
    ``open_record`` goes to a paper's record, ``amend`` there with the panel that corrects this paper.
    ``ask_for_target`` takes a proposed file name; the file dialog of the system where it is ``None``.
    """

    tools: PaperTools
    printers: Callable[[Callable[[Sequence[tuple[str, str]]], None]], None]
    own_printer: Callable[[], str]
    open_record: Callable[[str], None]
    amend: Callable[[str, str], None] = lambda _record_id, _number: None
    ask_for_target: AskForTarget | None = None


class PapersPage(Page):
    """Left the list, in the middle the paper, right what may be done with it.

    ``Frame.go("papers", number=…)`` shows the papers of that one's record; with ``act="print"`` it also prints it.
    ``Frame.go("papers")`` shows what waits for the printer.
    """

    page_id = "papers"

    def __init__(self, frame: Frame, needs: PapersNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = PapersPresenter(needs.tools)
        self._act_at_once = ""
        self._make_parts()
        self._lay_out()
        needs.printers(self._got_printers)

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._title = PlainLabel(texts("paper_desk.title"), "title")
        self.waiting = KeyButton(kit, texts("paper_desk.waiting"), "F3", "flat")
        self.waiting.clicked.connect(self.show_waiting)
        self.to_record = KeyButton(kit, texts("paper_desk.act.open_record"), "F4", "flat")
        self.to_record.clicked.connect(self._to_record)
        self.print_all = KeyButton(kit, texts("paper_desk.act.print_all"), "Ctrl+Shift+P")
        self.print_all.clicked.connect(self._print_all)
        columns = [Column(texts("paper_desk.column.name"))]
        if not kit.theme.large:
            # In large type the names need the whole width; the state stands beside the paper.
            columns.append(Column(texts("paper_desk.column.state"), 70))
        self.table = RowTable(kit, texts("paper_desk.list"), columns)
        self.table.moved.connect(self._focus_row)
        self._list = Panel(kit, texts("paper_desk.list"))
        self._trouble = PlainLabel("", "fault", wrap=True)
        self.preview = PdfPreview(kit, texts("paper_desk.preview"))
        self.table.opened.connect(self._to_preview)
        self._no_picture = EmptyState(kit, "")
        self._empty = EmptyState(kit, texts("paper_desk.nothing_waiting"))
        self.side = PaperSide(kit, self.do)
        self.side.void_panel.submitted.connect(self._void)
        self.side.void_panel.closed.connect(self.on_back)

    def _got_printers(self, found: Sequence[tuple[str, str]]) -> None:
        self.side.set_printers(found, self._needs.own_printer())

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("small"))
        head.addWidget(self._title)
        head.addStretch(1)
        for button in (self.print_all, self.waiting, self.to_record):
            head.addWidget(button)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._trouble)
        middle = QFrame()
        middle.setProperty("panel", "sheet")
        sheet = QVBoxLayout(middle)
        sheet.setContentsMargins(space("small"), space("hair"), space("small"), space("small"))
        sheet.addWidget(self.preview, 1)
        sheet.addWidget(self._no_picture, 1)
        self._no_picture.hide()
        self._list.setFixedWidth(226 if self._kit.theme.large else 240)
        self.side.setFixedWidth(310 if self._kit.theme.large else 280)
        self._body = QWidget()
        columns = QHBoxLayout(self._body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(space("small"))
        columns.addWidget(self._list)
        columns.addWidget(middle, 1)
        columns.addWidget(self.side)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(self._body, 1)
        column.addWidget(self._empty, 1)
        self._body.hide()
        tab_through(self.table, self.preview, self.side.copies, self.side.printer)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """文书."""
        return self._texts("paper_desk.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("paper_desk.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Show a paper, or what waits for the printer."""
        self._act_at_once = str(arguments.get("act", ""))
        self.side.void_panel.hide()
        self._presenter.open(str(arguments.get("number", "")), self._show, self._not_read)

    def on_leave(self) -> str:
        """Nothing of a paper stays on the screen."""
        self.preview.show_pages(())
        self._presenter.leave()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """A paper was issued, printed or voided."""
        if self.isVisible() and self._presenter.concerns(changes):
            self._presenter.read(self._show, self._not_read)

    def on_scan(self, text: str) -> bool:
        """A paper of ours: itself, with the others of its record."""
        number = scanned_number(text)
        if number:
            show = partial(self._open_scanned, number)
            find_record(self._needs.tools.bridge, number, show, self._frame.tell_told)
        return bool(number)

    def _open_scanned(self, number: str, _record_id: str) -> None:
        self.side.void_panel.hide()
        self._presenter.open(number, self._show, self._not_read)

    def on_back(self) -> bool:
        """Esc closes the voiding first."""
        if self.side.void_panel.isHidden():
            return False
        self.side.void_panel.hide()
        self.table.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.table if not self._body.isHidden() else self.waiting

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        keys = {
            PRINT: "paper_desk.act.print",
            SAVE: "paper_desk.act.save",
            VOID: "paper_desk.act.void",
            SIGN: "paper_desk.act.sign",
            SCAN: "paper_desk.act.scan",
            AMEND: "repairs.amend_one",
        }
        acts = [
            DeskAction(f"papers-{act}", key, partial(self.do, act), (KEYS[act],), partial(self._against, act))
            for act, key in keys.items()
        ]
        return (
            *acts,
            DeskAction("papers-all", "paper_desk.act.print_all", self._print_all, ("Ctrl+Shift+P",), self._not_waiting),
            DeskAction("papers-waiting", "paper_desk.waiting", self.show_waiting, ("F3",)),
            DeskAction("papers-record", "paper_desk.act.open_record", self._to_record, ("F4",), self._no_paper),
            DeskAction(
                "papers-go-on",
                "paper_desk.void.go_on",
                self.side.void_panel.submit,
                ("Ctrl+Enter",),
                self._not_voiding,
                listed=False,
            ),
        )

    def _against(self, act: str) -> str:
        reason = self._presenter.reason_against(act)
        return self._texts("paper_desk.not_for_this") if reason is None else reason

    def _not_waiting(self) -> str:
        view = self._presenter.view
        return "" if view is not None and view.waiting and view.lines else self._texts("paper_desk.nothing_waiting")

    def _no_paper(self) -> str:
        return "" if self._presenter.line() is not None else self._texts("paper_desk.not_for_this")

    def _not_voiding(self) -> str:
        return self._texts("paper_desk.not_for_this") if self.side.void_panel.isHidden() else ""

    # -- showing ---------------------------------------------------------------------------------

    def show_waiting(self) -> None:
        """待打印: what was issued and never came out."""
        self.side.void_panel.hide()
        self._presenter.open("", self._show, self._not_read)

    def _show(self, view: PapersView) -> None:
        first = self._body.isHidden()
        heading = "paper_desk.waiting" if view.waiting else "paper_desk.of_record"
        self._list.set_heading(self._texts(heading), self._texts("paper_desk.count", count=len(view.lines)))
        self._body.setVisible(bool(view.lines))
        self._empty.say(self._texts("paper_desk.nothing_waiting"))
        self._empty.setVisible(not view.lines)
        self.print_all.setVisible(view.waiting and bool(view.lines))
        self.to_record.setVisible(bool(view.lines))
        before = self.table.current_row()
        self.table.set_rows([Row(line.number, self._cells(line)) for line in view.lines])
        if not view.lines:
            return
        wanted = self._presenter.number or (before.key if before is not None else "")
        if not self.table.go_to(wanted):
            self.table.go_to(view.lines[0].number)
        # The row may be the one that was in focus before: its state has changed all the same.
        self._focus_row(self.table.current_row())
        if first:
            self.table.setFocus()
        if self._act_at_once:
            act, self._act_at_once = self._act_at_once, ""
            self.do(act)

    def _cells(self, line: PaperLine) -> tuple[Cell, ...]:
        state = Chip(line.state[0], Tone(line.state[1]))
        return (line.name,) if self._kit.theme.large else (line.name, state)

    def _focus_row(self, row: object) -> None:
        line = self._presenter.line(row.key) if isinstance(row, Row) else None
        if line is None:
            return
        if line.number != self._presenter.number or self.preview.page_number() == (0, 0):
            self.preview.show_pages(())
            self.side.set_copies(line.paper.copies)
            self._presenter.focus(line.number, self._show_pages, self._no_pages)
        reasons = {act: reason for act in line.reasons if (reason := self._presenter.reason_against(act)) is not None}
        self.side.show_line(line, reasons)
        self._trouble.setText(line.trouble)
        self._trouble.setVisible(bool(line.trouble))
        self._frame.refresh_actions()

    def _show_pages(self, pages: Sequence[Any]) -> None:
        self._no_picture.hide()
        self.preview.show()
        self.preview.show_pages(pages)

    def _no_pages(self, told: Told) -> None:
        self.preview.show_pages(())
        self.preview.hide()
        self._no_picture.say(told.sentence)
        self._no_picture.show()

    def _not_read(self, told: Told) -> None:
        self._body.hide()
        self._empty.say(told.sentence)
        self._empty.show()

    def _to_preview(self, _row: object) -> None:
        self.preview.setFocus()

    def _to_record(self) -> None:
        line = self._presenter.line()
        if line is not None:
            self._needs.open_record(line.paper.record_id)

    # -- acts ------------------------------------------------------------------------------------

    def do(self, act: str) -> None:
        """Do something with the paper in focus."""
        if self._presenter.reason_against(act) != "":
            return
        if act == PRINT:
            self._print(self._job())
        elif act == SAVE:
            ask = self._needs.ask_for_target or self._ask_for_target
            ask(self._presenter.file_name(), lambda path: self._print(Job(1, "", path)))
        elif act == VOID:
            self.side.void_panel.open()
            self._frame.refresh_actions()
        elif act == AMEND:
            line = self._presenter.line()
            if line is not None:
                self._needs.amend(line.paper.record_id, line.number)
        else:
            self._presenter.mark("signed" if act == SIGN else "scanned", self._frame.tell_told)

    def _job(self) -> Job:
        return Job(self.side.copies.value(), str(self.side.printer.currentData() or ""))

    def _print(self, job: Job) -> None:
        number = self._presenter.number
        sentence = self._presenter.reprint_sentence(job)
        if sentence:
            verb = self._texts("paper_desk.act.reprint")
            self._frame.confirm(sentence, verb, lambda: self._send(number, job))
        else:
            self._send(number, job)

    def _print_all(self) -> None:
        if self._not_waiting():
            return
        view = self._presenter.view
        printer = self._job().printer
        for line in view.lines if view is not None else ():
            self._send(line.number, Job(line.paper.copies, printer))

    def _send(self, number: str, job: Job) -> None:
        if number == self._presenter.number:
            self.side.state.set_chip(Chip(self._texts("paper_desk.printing_now"), Tone.ACT))
        self._presenter.print(number, job, self._printed, self._print_failed)

    def _printed(self, number: str) -> None:
        self._frame.tell(Notice(self._texts("paper_desk.printed", number=number)))

    def _print_failed(self, _number: str, told: Told) -> None:
        self._frame.tell_told(told)

    def _void(self, reason: str, collected: bool) -> None:
        sentence = self._presenter.void_sentence(reason, collected)
        verb = self._texts("paper_desk.act.void")
        self._frame.confirm(sentence, verb, lambda: self._send_void(reason, collected))

    def _send_void(self, reason: str, collected: bool) -> None:
        self._presenter.void(reason, collected, self._voided, self._frame.tell_told)

    def _voided(self) -> None:
        self.side.void_panel.hide()
        self._frame.tell(Notice(self._texts("paper_desk.void.done", number=self._presenter.number)))

    def _ask_for_target(self, name: str, give: Callable[[Path], None]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self._texts("paper_desk.act.save"), name, self._texts("paper_desk.file_filter")
        )
        if chosen:
            give(Path(chosen))
