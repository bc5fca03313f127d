"""The other system's list beside ours: looked at first, then taken over, row by row and never by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.back_entry.import_presenter import ImportPresenter, ImportView
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

MOST_REFUSED = 12
"""Refused rows that are listed; the rest is counted in the summary."""


class ImportPage(Page):
    """``Frame.go("platform_list", file=…)`` reads a list. S or Enter chooses a suggestion, F8 takes over."""

    page_id = "platform_list"

    def __init__(self, frame: Frame, tools: BackEntryTools, choose_file: Callable[[], None]) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._choose_file = choose_file
        self._presenter = ImportPresenter(tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts("platform.import.title"))
        self.button = KeyButton(kit, texts("platform.import.take_act"), "F8", "primary")
        self.button.clicked.connect(self.take)
        self._list = Panel(kit, texts("platform.import.heading"))
        columns = (
            Column(texts("platform.import_column.kind"), 104),
            Column(texts("platform.import_column.number"), 190),
            Column(texts("platform.import_column.status"), 200),
            Column(texts("platform.import_column.item")),
            Column(texts("platform.import_column.applicant"), 76),
            Column(texts("platform.import_column.ours"), 140 if kit.theme.large else 198),
        )
        self.table = RowTable(kit, texts("platform.import.heading"), columns, self._letter)
        self.table.opened.connect(lambda row: self._letter(row, "S"))
        self._empty = EmptyState(kit, texts("platform.import.no_list"))
        self._refused = Panel(kit, texts("platform.import.refused"))
        self._rows = PlainLabel("", wrap=True)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._head.right.addWidget(self.button)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._empty, 1)
        self._refused.body.addWidget(self._rows)
        row = QHBoxLayout()
        row.addWidget(self._refused)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addLayout(row)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """省平台清单."""
        return self._texts("platform.import.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("platform.import.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read the file that is brought along."""
        file = arguments.get("file")
        self._show(self._presenter.view())
        if isinstance(file, Path):
            self._empty.say(self._texts("platform.import.reading"))
            self._presenter.read(file, self._show, self._not_read)

    def on_leave(self) -> str:
        """Nothing of the list stays."""
        self._presenter.forget()
        self._show(self._presenter.view())
        return ""

    def first_focus(self) -> QWidget | None:
        """The comparison."""
        return self.table if self.table.rows.rows else None

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction("platform-take", "platform.import.take_act", self.take, ("F8",), self._nothing, primary=True),
            DeskAction("platform-choose", "platform.import.choose_file", self._choose_file, ("Ctrl+I",)),
        )

    def _nothing(self) -> str:
        return "" if self._presenter.view().to_take else self._texts("platform.import.nothing")

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, view: ImportView) -> None:
        number = short_number if self._kit.theme.large else str
        self._head.say(self._texts("platform.import.title"), view.summary)
        self.table.set_rows(
            [
                Row(
                    line.key,
                    (
                        Chip(line.kind, Tone(line.tone)),
                        line.number,
                        Chip(line.status, Tone.LATE, Shape.TRIANGLE) if line.returned else line.status,
                        line.item,
                        line.applicant,
                        number(line.ours) if line.number_here else line.ours,
                    ),
                )
                for line in view.lines
            ]
        )
        self.table.setVisible(bool(view.lines))
        self._empty.say(self._texts("platform.import.no_list"))
        self._empty.setVisible(not view.lines)
        self._refused.setVisible(bool(view.refused))
        self._rows.setText("\n".join(view.refused[:MOST_REFUSED]))
        self.button.set_verb(self._texts("platform.import.take", count=view.to_take))
        self.button.set_reason("" if view.to_take else self._texts("platform.import.nothing"))
        if view.lines and self.table.current_row() is None:
            self.table.go_to(view.lines[0].key)
            if self.isVisible():
                self.table.setFocus()
        self._frame.refresh_actions()

    def _not_read(self, told: Told) -> None:
        self._show(self._presenter.view())
        self._empty.say(told.sentence)

    def _letter(self, row: Row, letter: str) -> bool:
        """S: this suggestion is the same case, or not after all."""
        if letter != "S" or not self._presenter.toggle(row.key):
            return False
        self._show(self._presenter.view())
        return True

    # -- acts ------------------------------------------------------------------------------------

    def take(self) -> None:
        """Take over what changed and what was chosen."""
        if not self._nothing():
            self._presenter.take(self._taken, self._frame.tell_told)
            self._show(self._presenter.view())

    def _taken(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))
