"""The page of a department's result list: each row is looked at before anything is entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.results import BAD, ENTERED, GOOD, ResultList, ResultTools
from wenling_desk.ui.record.results_panel import ResultsPanel, ask_for_result_list
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.tab_order import tab_through

AskForFile = Callable[[Callable[[Path], None]], None]


@dataclass(frozen=True, slots=True)
class ResultsNeeds:
    """What the page is given; the file dialog of the system asks where ``ask_for_file`` is ``None``."""

    tools: ResultTools
    ask_for_file: AskForFile | None = None


def results_descriptor(make_needs: Callable[[Frame], ResultsNeeds]) -> PageDescriptor:
    """部门结果清单, found in the palette and from 后台."""
    return PageDescriptor(
        "result_list",
        "back_room.results.title",
        lambda frame: ResultsPage(frame, make_needs(frame)),
        in_rail=False,
        words=("jieguoqingdan", "jgqd"),
    )


class ResultsPage(Page):
    """``Frame.go("result_list", file=…)`` reads a list at once. Ctrl+I chooses one, Ctrl+Enter enters the good rows."""

    page_id = "result_list"

    def __init__(self, frame: Frame, needs: ResultsNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._texts = frame.kit.texts
        self.results = ResultList(needs.tools)
        ask = needs.ask_for_file or partial(ask_for_result_list, self, self._texts)
        kit = frame.kit
        self._head = PageHead(kit, self._texts("back_room.results.title"))
        self.button = KeyButton(kit, self._texts("back_room.results.enter", count=0), "Ctrl+Enter", "primary")
        self.button.clicked.connect(self.enter_rows)
        self.list = Panel(kit)
        self.panel = ResultsPanel(kit, self.results, ask, wide=True)
        self.panel.changed.connect(self._show)
        self._empty = EmptyState(
            kit, self._texts("back_room.results.empty"), self._texts("back_room.results.empty_detail")
        )
        self._told_done = False
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        space = self._frame.kit.theme.space
        self._head.right.addWidget(self.panel.choose_button)
        self._head.right.addWidget(self.button)
        self.list.body.addWidget(self.panel, 1)
        self.list.body.addWidget(self._empty, 1)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        tab_through(self.panel.choose_button, self.button, self.panel.table)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """部门结果清单."""
        return self._texts("back_room.results.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("back_room.results.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read the file that is brought along."""
        file = arguments.get("file")
        if isinstance(file, Path):
            self.panel.read(file)

    def on_leave(self) -> str:
        """A list on its way is seen through; else nothing of it stays."""
        if self.results.is_sending:
            return self._texts("back_room.results.sending")
        self.results.forget()
        self.panel.show_again()
        return ""

    def first_focus(self) -> QWidget | None:
        """The rows, else the button that chooses a file."""
        return self.panel.table if self.results.lines else self.panel.choose_button

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction(
                "results-enter", "record.results.import_all", self.enter_rows, ("Ctrl+Enter",), self._nothing,
                primary=True,
            ),
            DeskAction("results-choose", "record.form.results_choose", self.panel.choose, ("Ctrl+I",)),
        )  # fmt: skip

    def _nothing(self) -> str:
        if self.results.is_sending:
            return self._texts("back_room.results.sending")
        return "" if self.results.count(GOOD) else self._texts("back_room.results.nothing")

    # -- showing ---------------------------------------------------------------------------------

    def enter_rows(self) -> None:
        """Enter what is good, row by row."""
        if not self._nothing():
            self._told_done = False
            self.panel.send_all()

    def _show(self) -> None:
        good = self.results.count(GOOD)
        self.button.set_verb(self._texts("back_room.results.enter", count=good))
        self.button.set_reason(self._nothing())
        self.panel.setVisible(bool(self.results.lines))
        self._empty.say(
            self.panel.trouble or self._texts("back_room.results.empty"), self._texts("back_room.results.empty_detail")
        )
        self._empty.setVisible(not self.results.lines)
        done = self.results.count(ENTERED)
        if done and not self.results.is_sending and not self._told_done and self.isVisible():
            self._told_done = True
            words = self._texts("back_room.results.done", done=done, failed=self.results.count(BAD))
            self._frame.tell(Notice(words))
        self._frame.refresh_actions()
