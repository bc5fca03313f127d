"""归档 (Ctrl+K 归档): closed cases, what each misses, and one key that makes the packages of all complete ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.archive.presenter import INITIATOR, ArchivePresenter, ArchiveTools, ArchiveView
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

SHAPES = {"act": Shape.DISC, "soon": Shape.HALF, "good": Shape.SQUARE, "late": Shape.TRIANGLE}


@dataclass(frozen=True, slots=True)
class ArchiveNeeds:
    """The hands of the page, and how a record is opened."""

    tools: ArchiveTools
    open_record: Callable[[str], None]


class ArchivePage(Page):
    """The list above, what the row in focus misses below."""

    page_id = "archive"

    def __init__(self, frame: Frame, needs: ArchiveNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = ArchivePresenter(needs.tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("archive.title"))
        self.button = KeyButton(kit, texts("archive.page.act", count=0), "F8", "primary")
        self.button.clicked.connect(self.make)
        self._list = Panel(kit, texts("archive.page.list"))
        columns = (
            Column(texts("archive.column.state"), 104),
            Column(texts("archive.column.number"), 140 if kit.theme.large else 198),
            Column(texts("archive.column.item"), 220),
            Column(texts("archive.column.applicant"), 88),
            Column(texts("archive.column.closed"), 84),
            Column(texts("archive.column.detail")),
        )
        self.table = RowTable(kit, texts("archive.page.list"), columns)
        self.table.opened.connect(lambda row: self._needs.open_record(row.key))
        self.table.moved.connect(lambda row: self._tell_gaps(row.key))
        self._empty = EmptyState(kit, texts("archive.page.asking"))
        self._remarks = PlainLabel("", "hint", wrap=True)
        self.refresh = KeyButton(kit, texts("archive.page.refresh"), "F5")
        self.refresh.clicked.connect(self.read)
        self.precheck = KeyButton(kit, texts("archive.page.check"), "Alt+J")
        self.precheck.clicked.connect(self.check)
        self.folder = KeyButton(kit, texts("archive.page.change_folder"), "Alt+O")
        self.folder.clicked.connect(self.change_folder)
        self._gaps = Panel(kit, texts("archive.page.gaps_of"), hint=texts("archive.page.open"))
        self.gaps_said = PlainLabel(texts("archive.page.pick"), "", wrap=True)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in (self.refresh, self.folder, self.button):
            self._head.right.addWidget(button)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._empty, 1)
        self._list.body.addWidget(self._remarks)
        row = QHBoxLayout()
        row.setSpacing(space("medium"))
        row.addWidget(self.gaps_said, 1)
        row.addWidget(self.precheck)
        self._gaps.body.addLayout(row)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addWidget(self._gaps)
        tab_through(self.table, self.precheck, self.refresh, self.folder, self.button)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """归档."""
        return self._texts("archive.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("archive.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Look anew."""
        self.read()

    def on_leave(self) -> str:
        """Nobody's case stays on the page; packages under way are made to the end."""
        self._clear()
        return ""

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered by the lock: the same."""
        self._clear()
        super().hideEvent(event)

    def on_changes(self, changes: Changes) -> None:
        """Another page wrote; this one's own packages change their rows themselves."""
        if self.isVisible() and changes.initiator != INITIATOR and changes.records and not self._presenter.is_busy:
            self.read()

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.table if self.table.rows.rows else None

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction("archive-make", "archive.page.act_short", self.make, ("F8",), self._nothing, primary=True),
            DeskAction("archive-check", "archive.page.check", self.check, ("Alt+J",), self._no_row),
            DeskAction("archive-folder", "archive.page.change_folder", self.change_folder, ("Alt+O",)),
            DeskAction("archive-refresh", "archive.page.refresh", self.read, ("F5",)),
        )

    def _nothing(self) -> str:
        view = self._presenter.view()
        if view.is_busy:
            return self._texts("archive.page.busy")
        return "" if view.to_make else self._texts("archive.page.nothing")

    def _no_row(self) -> str:
        return "" if self.table.current_row() is not None else self._texts("archive.page.pick")

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Look at every closed case."""
        self._empty.say(self._texts("archive.page.asking"))
        self._presenter.read(self._show, self._not_read)

    def _show(self, view: ArchiveView) -> None:
        if not self.isVisible():
            return
        current = self.table.current_row()
        number = short_number if self._kit.theme.large else str
        self.table.set_rows(
            [
                Row(
                    line.record_id,
                    (
                        Chip(line.state, Tone(line.tone), SHAPES[line.tone]),
                        number(line.number),
                        line.item,
                        line.applicant,
                        line.closed,
                        line.detail,
                    ),
                )
                for line in view.lines
            ]
        )
        self.table.setVisible(bool(view.lines))
        self._empty.say(self._texts("archive.page.asking" if view.is_reading else "archive.page.empty"))
        self._empty.setVisible(not view.lines)
        self._head.say(self._texts("archive.title"), view.summary)
        self._remarks.setText("\n".join(view.remarks))
        self._remarks.setVisible(bool(view.remarks))
        self.button.set_verb(self._texts("archive.page.act", count=view.to_make))
        self.button.set_reason(self._nothing())
        self.precheck.set_reason("" if view.lines else self._texts("archive.page.pick"))
        if view.lines:
            kept = current.key if current is not None else ""
            known = {line.record_id for line in view.lines}
            self.table.go_to(kept if kept in known else view.lines[0].record_id)
            self._tell_gaps(self._current())
            if current is None:
                self.table.setFocus()
        else:
            self.gaps_said.setText(self._texts("archive.page.pick"))
        self._frame.refresh_actions()

    def _current(self) -> str:
        row = self.table.current_row()
        return row.key if row is not None else ""

    def _tell_gaps(self, record_id: str) -> None:
        sentences = self._presenter.gaps(record_id)
        self.gaps_said.setText("\n".join(sentences) or self._texts("archive.page.pick"))

    def _not_read(self, told: Told) -> None:
        self._show(self._presenter.view())
        self._empty.say(told.sentence)

    def _clear(self) -> None:
        self._presenter.forget()
        self.table.set_rows(())
        self.gaps_said.setText(self._texts("archive.page.pick"))

    # -- acts ------------------------------------------------------------------------------------

    def make(self) -> None:
        """Archive every complete case."""
        if not self._nothing():
            self._presenter.make(self._show, self._made)

    def _made(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))
        if self.isVisible():
            self._presenter.read(self._show, self._not_read)

    def change_folder(self) -> None:
        """Choose where packages go."""
        if self._presenter.change_folder():
            self._show(self._presenter.view())

    def check(self) -> None:
        """A precheck of the row in focus."""
        if not self._no_row():
            self._presenter.check(self._current(), self._told, self._told)

    def _told(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))


def archive_descriptor(needs: Callable[[Frame], ArchiveNeeds]) -> PageDescriptor:
    """The page: in the palette, not in the rail."""

    def build(frame: Frame) -> ArchivePage:
        return ArchivePage(frame, needs(frame))

    return PageDescriptor("archive", "archive.title", build, group=1, in_rail=False, words=("guidang", "gd"))


def ask_for_folder(title: str, before: Path | None) -> Path | None:
    """The system's own dialogue; ``None`` where it was closed."""
    chosen = QFileDialog.getExistingDirectory(None, title, str(before or Path.home()))
    return Path(chosen) if chosen else None
