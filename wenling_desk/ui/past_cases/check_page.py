"""The page on which a list is looked at row by row and then taken over: online bookings, past cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.past_cases.check import CheckView, ListCheck
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Align, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

MOST_REFUSED = 8
"""Rows not taken that are listed at once; the rest is counted."""


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The ids of what the page says about its list."""

    page_id: str
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class FurtherFile:
    """Another file the list is read by (对照): its verb, its key, what is said of it, and how one is chosen."""

    verb: str
    key: str
    said: Callable[[], str]
    choose: Callable[[], None]


class RowCheckPage(Page):
    """``Frame.go(page_id, file=…)`` reads a list, ``again=True`` the same one once more; Ctrl+I asks for one, F8 takes
    over what is new."""

    def __init__(
        self,
        frame: Frame,
        words: CheckWords,
        check: ListCheck,
        choose_file: Callable[[], None],
        further: FurtherFile | None = None,
    ) -> None:
        super().__init__()
        self.page_id = words.page_id
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._words = words
        self._check = check
        self._choose_file = choose_file
        self._further = further
        self._file: Path | None = None
        self._make_parts()
        self._lay_out()
        self._show()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._head = PageHead(kit, texts(self._words.title))
        self.buttons = [self._button("list-choose", texts("bookings.check.choose_file"), "Ctrl+I")]
        if self._further is not None:
            self.buttons.append(self._button("list-further", texts(self._further.verb), self._further.key))
        self.take_button = self._button("list-take", texts("bookings.check.take_act"), "F8", "primary")
        columns = (
            Column(texts("bookings.check_column.row"), 52, Align.RIGHT),
            Column(texts("bookings.check_column.standing"), 118),
            *(Column(texts(key), width) for key, width in self._check.source.columns),
        )
        self._list = Panel(kit, texts("bookings.check.heading"))
        self.table = RowTable(kit, texts("bookings.check.heading"), columns)
        self._empty = EmptyState(kit, texts("bookings.check.empty"), texts("bookings.check.empty_detail"))
        self.refused_panel = Panel(kit, texts("bookings.check.refused"))
        self._refused = PlainLabel("", wrap=True)

    def _button(self, action_id: str, verb: str, hint: str, look: str = "normal") -> KeyButton:
        button = KeyButton(self._kit, verb, hint, look)
        button.clicked.connect(lambda: self._frame.registry.trigger(action_id))
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in (*self.buttons, self.take_button):
            self._head.right.addWidget(button)
        self._list.body.addWidget(self.table, 1)
        self._list.body.addWidget(self._empty, 1)
        self.refused_panel.body.addWidget(self._refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addWidget(self.refused_panel)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """The list's name."""
        return self._texts(self._words.title)

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts(self._words.help)

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read the file that is brought along; without one go on where it was left."""
        file = arguments.get("file") or (self._file if arguments.get("again") else None)
        if isinstance(file, Path):
            self.read(file)
        else:
            self._show()

    def on_leave(self) -> str:
        """Nothing of the list stays, unless it is being taken over now."""
        if self._check.busy:
            return self._texts("bookings.check.busy")
        self._check.forget()
        self._file = None
        self._show()
        return ""

    def first_focus(self) -> QWidget | None:
        """The rows, or the button that asks for a list."""
        return self.table if self.table.rows.rows else self.buttons[0]

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        actions = [
            DeskAction("list-choose", "bookings.check.choose_file", self._choose_file, ("Ctrl+I",), self._while_busy),
            DeskAction("list-take", "bookings.check.take_act", self.take, ("F8",), self._nothing, primary=True),
        ]
        if self._further is not None:
            further = self._further
            actions.append(DeskAction("list-further", further.verb, further.choose, (further.key,), self._while_busy))
        return actions

    def _while_busy(self) -> str:
        return self._texts("bookings.check.busy") if self._check.busy else ""

    def _nothing(self) -> str:
        return self._while_busy() or ("" if self._check.view().to_take else self._texts("bookings.check.nothing"))

    # -- acts ------------------------------------------------------------------------------------

    def read(self, file: Path) -> None:
        """Look at a list."""
        self._file = file
        self._empty.say(self._texts("bookings.check.reading"))
        self._check.read(file, self._read_done, self._not_read)

    def _read_done(self) -> None:
        self._show()
        if self.table.rows.rows:
            self.table.go_to(self.table.rows.rows[0].key)
            if self.isVisible():
                self.table.setFocus()

    def _not_read(self, told: Told) -> None:
        self._show()
        self._empty.say(told.sentence)

    def take(self) -> None:
        """Take over what is new."""
        self._check.take(self._stepped, self._taken, self._frame.tell_told)
        self._show_reasons()

    def _stepped(self, sentence: str) -> None:
        self._head.say(self._texts(self._words.title), sentence)

    def _taken(self, sentence: str) -> None:
        self._show()
        self._frame.tell(Notice(sentence))

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        texts, view = self._texts, self._check.view()
        further = self._further.said() if self._further is not None else ""
        self._head.say(texts(self._words.title), view.summary or further)
        self.table.set_rows(
            [
                Row(line.key, (line.row, Chip(line.standing, Tone(line.tone), Shape(line.shape)), *line.cells))
                for line in view.lines
            ]
        )
        self.table.setVisible(bool(view.lines))
        self._empty.say(texts("bookings.check.empty"), texts("bookings.check.empty_detail"))
        self._empty.setVisible(not view.lines)
        self._show_refused(view)
        self.take_button.set_verb(
            texts("bookings.check.take", count=view.to_take) if view.to_take else texts("bookings.check.take_act")
        )
        self._show_reasons()

    def _show_refused(self, view: CheckView) -> None:
        lines = list(view.refused[:MOST_REFUSED])
        if len(view.refused) > MOST_REFUSED:
            lines.append(self._texts("bookings.check.more_refused", count=len(view.refused) - MOST_REFUSED))
        self.refused_panel.setVisible(bool(lines))
        self._refused.setText("\n".join(lines))

    def _show_reasons(self) -> None:
        self.take_button.set_reason(self._nothing())
        self._frame.refresh_actions()


def ask_for_list(texts: Texts, title_key: str, give: Callable[[Path], None]) -> None:
    """The system's file dialog for a list."""
    name, _ = QFileDialog.getOpenFileName(None, texts(title_key), "", texts("bookings.check.kinds"))
    if name:
        give(Path(name))


def ask_for_mapping(texts: Texts, give: Callable[[Path], None]) -> None:
    """The system's file dialog for a mapping."""
    name, _ = QFileDialog.getOpenFileName(
        None, texts("bookings.past.choose_mapping"), "", texts("bookings.past.mapping_kinds")
    )
    if name:
        give(Path(name))
