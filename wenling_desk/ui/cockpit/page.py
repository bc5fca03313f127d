"""The page 驾驶舱: pages of figures, a period, a column of halls; Enter opens what stands behind a mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from wenling_desk.domain.cockpit import Choice
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.cockpit.bars import ExportStrip, TabBar, WhenBar
from wenling_desk.ui.cockpit.behind import BehindPanel
from wenling_desk.ui.cockpit.board import Board
from wenling_desk.ui.cockpit.outgoing import Outgoing
from wenling_desk.ui.cockpit.presenter import CockpitPresenter
from wenling_desk.ui.cockpit.strip import MakingStrip
from wenling_desk.ui.cockpit.tools import CockpitNeeds
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.charts.look import Mark
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.panels import PageHead
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+Shift+K"
CHOICES = ((Choice.DAY, "F5"), (Choice.WEEK, "F6"), (Choice.MONTH, "F7"), (Choice.YEAR, "F8"))


def cockpit_descriptor(needs: Callable[[Frame], CockpitNeeds]) -> PageDescriptor:
    """驾驶舱, among the pages by role."""
    return PageDescriptor(
        "cockpit",
        "cockpit.title",
        lambda frame: CockpitPage(frame, needs(frame)),
        group=1,
        keys=(KEY,),
        words=("jiashicang", "jsc", "koujing", "ribao", "yuejie", "zhibiao"),
    )


class CockpitPage(Page):
    """Figures above, how the one in focus is made below; nothing here changes a case."""

    page_id = "cockpit"

    def __init__(self, frame: Frame, needs: CockpitNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self.presenter = CockpitPresenter(needs.tools)
        self.outgoing = Outgoing(needs.tools, self.presenter, frame.kit.theme)
        self._returning = False
        self._was_at = ("", "")
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts, tools = self._kit, self._texts, self._needs.tools
        self._head = PageHead(kit, texts("cockpit.title"))
        self._buttons = {
            "daily": self._button("cockpit.daily.act", "Ctrl+R", self.make_daily),
            "close": self._button("cockpit.closing.act", "Ctrl+M", self.close_month),
            "export": self._button("cockpit.export.act", "Ctrl+E", self.open_export),
            "print": self._button("cockpit.act.print", "Ctrl+P", self.print_page),
        }
        self.tabs = TabBar(kit, [page.name for page in tools.layout.pages])
        self.tabs.chosen.connect(self.go_page)
        self.when = WhenBar(kit, [(texts(f"cockpit.period.{choice}"), key) for choice, key in CHOICES])
        self.when.chosen.connect(lambda at: self.choose(CHOICES[at][0]))
        self.when.day_typed.connect(self.look_at)
        self.when.column_wanted.connect(self.next_column)
        self.export = ExportStrip(kit)
        self.export.chosen.connect(self._export)
        self.export.hide()
        self.board = Board(kit)
        self.board.moved.connect(self._moved)
        self.board.opened.connect(self.open_mark)
        self.strip = MakingStrip(kit)
        self.behind = BehindPanel(kit)
        self.behind.opened.connect(self._open_line)
        self.behind.turned.connect(self._turn)
        self.behind.hide()

    def _button(self, key: str, hint: str, act: Callable[[], object]) -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        # In normal type the pages fit beside the title and the acts beside the period: the charts get the room.
        is_large = self._kit.theme.large
        rows: tuple[QWidget, ...] = (self._head, self.tabs, self.when, self.export)
        if not is_large:
            self._head.right.addWidget(self.tabs)
            rows = (self._head, self.when, self.export)
        for button in self._buttons.values():
            (self._head.right if is_large else self.when.right).addWidget(button)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        for widget in rows:
            column.addWidget(widget)
        column.addWidget(self.board, 1)
        column.addWidget(self.behind, 1)
        column.addWidget(self.strip)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """驾驶舱."""
        return self._texts("cockpit.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("cockpit.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Read anew; back from a case, the list it was opened from still stands."""
        self.presenter.begin()
        self._show_places()
        self._read()
        self._returning = False

    def on_leave(self) -> str:
        """The export strip closes; the list behind a figure stays only while one of its cases is looked at."""
        self.export.hide()
        if not self._returning:
            self._close_behind()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Something was written: the figures may have changed."""
        if self.isVisible() and changes.worklists:
            self._read()

    def on_back(self) -> bool:
        """Esc: the export strip, then the list behind a figure, then out."""
        if self.export.isVisibleTo(self):
            self.export.hide()
            self._focus_board()
        elif self.presenter.behind is not None:
            self._close_behind()
            self._focus_board()
        else:
            return False
        self._frame.refresh_actions()
        return True

    def first_focus(self) -> QWidget | None:
        """The list where one is open, else the chart stood on before, else the first."""
        if self.presenter.behind is not None:
            return self.behind.table
        return self.board.views.get(self._was_at[0]) or self.board.first()

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        outgoing, pages = self.outgoing, self._needs.tools.layout.pages
        return (
            *(
                DeskAction(f"cockpit-{choice}", f"cockpit.period.{choice}", partial(self.choose, choice), (key,))
                for choice, key in CHOICES
            ),
            DeskAction("cockpit-on", "cockpit.act.on", self.when.focus_day, ("F3",)),
            DeskAction("cockpit-columns", "cockpit.act.columns", self.next_column, ("F9",)),
            *(
                DeskAction(
                    f"cockpit-page-{at}", "cockpit.act.pages", partial(self.go_page, at), (f"Alt+{at + 1}",),
                    listed=False,
                )
                for at in range(min(len(pages), 9))
            ),
            DeskAction("cockpit-export", "cockpit.export.act", self.open_export, ("Ctrl+E",), outgoing.against_export),
            DeskAction("cockpit-print", "cockpit.act.print", self.print_page, ("Ctrl+P",), self._unread),
            DeskAction("cockpit-daily", "cockpit.daily.act", self.make_daily, ("Ctrl+R",), outgoing.against_daily),
            DeskAction("cockpit-copy", "cockpit.daily.copy", self.copy_lines, ("Ctrl+Shift+C",)),
            DeskAction("cockpit-close", "cockpit.closing.act", self.close_month, ("Ctrl+M",), outgoing.against_closing),
            DeskAction("cockpit-next", "cockpit.act.next", partial(self._turn, 1), ("Ctrl+PgDown",), listed=False),
            DeskAction("cockpit-last", "cockpit.act.prev", partial(self._turn, -1), ("Ctrl+PgUp",), listed=False),
        )  # fmt: skip

    def _unread(self) -> str:
        return "" if self.presenter.view is not None else self._texts("cockpit.reading")

    # -- what is looked at -----------------------------------------------------------------------

    def choose(self, choice: Choice) -> None:
        """Another period."""
        self.presenter.choose(choice)
        self._again()

    def look_at(self, typed: str) -> None:
        """Another day, as typed; a wrong one is explained at its field."""
        fault = self.presenter.look_at(typed)
        self.when.say_fault(fault)
        if not fault:
            self._again()
            self._focus_board()

    def next_column(self) -> None:
        """The next column of halls."""
        self.presenter.next_column()
        self._again()

    def go_page(self, at: int) -> None:
        """Another page."""
        if self.presenter.go_page(at):
            self._was_at = ("", "")
            self._again()

    def _again(self) -> None:
        self.behind.hide()
        self.board.show()
        self._show_places()
        self._read()

    def _show_places(self) -> None:
        presenter = self.presenter
        pages = self._needs.tools.layout.pages
        self.tabs.mark([page.page_id for page in pages].index(presenter.page.page_id))
        chosen = [choice for choice, _ in CHOICES].index(presenter.question.choice)
        self.when.show_state(chosen, presenter.question.on.isoformat(), presenter.column.label)

    # -- showing ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self._say_head()
        self.presenter.read(self._show, self._frame.tell_told)

    def _show(self) -> None:
        presenter, outgoing = self.presenter, self.outgoing
        self._say_head()
        self._show_places()
        had_focus = self.board.view_in_focus() is not None
        self.board.show_page(presenter.page, presenter.sheets)
        self._say_making()
        self._buttons["export"].set_reason(outgoing.against_export())
        self._buttons["daily"].set_reason(outgoing.against_daily())
        self._buttons["close"].set_reason(outgoing.against_closing())
        self._buttons["close"].setVisible(outgoing.closes_months())
        if self.isVisible() and presenter.behind is None and (had_focus or not self._has_focus_inside()):
            self._focus_board()
        self._frame.refresh_actions()

    def _say_head(self) -> None:
        presenter = self.presenter
        remark = presenter.remark() if self._kit.theme.large else presenter.brief_remark()
        self._head.say(self._texts("cockpit.title"), remark)

    def _say_making(self) -> None:
        """The strip is about what is stood on now; a page that has nothing to stand on yet says how to begin."""
        view = self.board.views.get(self._was_at[0]) or next(iter(self.board.views.values()), None)
        mark = view.current() if view is not None else None
        self.strip.say(
            self.presenter.about(mark.brief or mark.words, mark.key) if mark is not None and self._was_at[1] else None
        )

    def _has_focus_inside(self) -> bool:
        widget = QApplication.focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    def _focus_board(self) -> None:
        place, key = self._was_at
        view = self.board.views.get(place) or self.board.first()
        if view is not None:
            view.setFocus()
            if key:
                self.board.views[place].go_to(key)

    def _moved(self, place: str, mark: Mark) -> None:
        self._was_at = (place, mark.key)
        self.strip.say(self.presenter.about(mark.brief or mark.words, mark.key))

    # -- behind ----------------------------------------------------------------------------------

    def open_mark(self, place: str, key: str) -> None:
        """Enter on a mark: its cases, or the entry it is."""
        self._was_at = (place, key)
        record_id = self.presenter.record_of(key)
        if record_id:
            self._needs.open_record(record_id, None)
            return
        self.presenter.open(place, key, self._show_behind, self._frame.tell_told)

    def _show_behind(self) -> None:
        view = self.presenter.behind
        if view is None:
            return
        self.behind.show_view(view, self.presenter)
        self.board.hide()
        self.behind.show()
        if self.isVisible():
            self.behind.focus_list()
        self._frame.refresh_actions()

    def _close_behind(self) -> None:
        self.presenter.close()
        self.behind.hide()
        self.board.show()

    def _turn(self, by: int) -> None:
        if self.presenter.behind is None:
            if self.presenter.step_page(by):
                self._was_at = ("", "")
                self._again()
            return
        self.presenter.turn(by, self._show_behind, self._frame.tell_told)

    def _open_line(self, at: int) -> None:
        view = self.presenter.behind
        if view is not None and 0 <= at < len(view.lines):
            line = view.lines[at]
            if line.key:
                self.presenter.open(self._was_at[0], line.key, self._show_behind, self._frame.tell_told)
                return
            self._returning = True
            self._needs.open_record(line.record_id, line.head)

    # -- going out -------------------------------------------------------------------------------

    def open_export(self) -> None:
        """The strip of what can be exported."""
        if reason := self.outgoing.against_export():
            self._frame.tell(Notice(reason, NoticeKind.REFUSAL))
            return
        self.export.show_choices(self.outgoing.choices())
        self.export.show()
        self.export.focus_first()

    def _export(self, at: int) -> None:
        self.export.hide()
        self._focus_board()
        self.outgoing.export(at, self._say, self._frame.tell_told)

    def print_page(self) -> None:
        """The page as it stands, on A4."""
        if not self._unread():
            self.outgoing.print_page(self._say)

    def make_daily(self) -> None:
        """日报: one page of paper, numbered."""
        self.outgoing.make_daily(self._say, self._frame.tell_told)

    def copy_lines(self) -> None:
        """日报 as eight lines of text to paste."""
        self.outgoing.copy_lines(self._say, self._frame.tell_told)

    def close_month(self) -> None:
        """月结: asked once more, because it stays."""
        if reason := self.outgoing.against_closing():
            self._frame.tell(Notice(reason, NoticeKind.REFUSAL))
            return
        month = self.outgoing.month_to_close()
        sentence = self._texts("cockpit.closing.sure", month=month)
        verb = self._texts("cockpit.closing.act")
        self._frame.confirm(sentence, verb, lambda: self.outgoing.close_month(self._closed, self._frame.tell_told))

    def _closed(self, sentence: str) -> None:
        self._say(sentence)
        self._read()

    def _say(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))
