"""The page of the day: one page, one key. Left the lines, right the things behind the line in focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.desk_day.forms import DayForms
from wenling_desk.ui.desk_day.lines import DetailView
from wenling_desk.ui.desk_day.presenter import DayPresenter
from wenling_desk.ui.desk_day.tools import DayTools
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes


@dataclass(frozen=True, slots=True)
class DayNeeds:
    """What the page is given; ``go`` brings another page to the top and says whether there is one."""

    tools: DayTools
    go: Callable[[str], object]
    open_record: Callable[[str], object]


def day_descriptor(needs: Callable[[Frame], DayNeeds]) -> PageDescriptor:
    """日清, last of the counter's pages."""
    return PageDescriptor(
        "day",
        "day.title",
        lambda frame: DayPage(frame, needs(frame)),
        keys=("Ctrl+D", "F12"),
        words=("riqing", "rq", "banqian", "jiaoban", "jiaojieban", "shouban"),
    )


class DayPage(Page):
    """Ctrl+Enter begins the day in the morning and closes it in the evening."""

    page_id = "day"

    def __init__(self, frame: Frame, needs: DayNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = DayPresenter(needs.tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        large = kit.theme.large
        self._head = PageHead(kit, texts("day.title"))
        self._list = Panel(kit, texts("day.closing.panel"), hint="F3")
        self.table = RowTable(
            kit,
            texts("day.act.lines"),
            (
                Column(texts("day.column.line"), 112, strong=True),
                Column(texts("day.column.state"), 132),
                Column(texts("day.column.about")),
            ),
        )
        self.table.moved.connect(self._focus_line)
        self.table.opened.connect(lambda _: self.go_behind())
        self._side = Panel(kit, texts("day.act.things"), hint="F4")
        self.things = RowTable(
            kit,
            texts("day.act.things"),
            (
                Column(texts("day.column.number"), 122 if large else 126),
                Column(texts("day.column.what")),
                Column(texts("day.column.place"), 100 if large else 122),
                Column(texts("day.column.since"), 112),
            ),
        )
        self.things.opened.connect(self._open_thing)
        self.things.moved.connect(lambda _: self._frame.refresh_actions())
        self._empty = EmptyState(kit, texts("day.closing.empty"))
        self.forms = DayForms(kit, self._presenter)
        self.forms.shift.submitted.connect(self._hand_over)
        self.forms.second.submitted.connect(self._countersign)
        self.forms.reason.submitted.connect(self._name)
        self._buttons = {
            "card": self._button("day.act.card", "F5", self.show_card),
            "shift": self._button("day.act.shift", "F6", self.open_shift),
            "seals": self._button("day.act.seals", "F7", lambda: self._needs.go("seals")),
            "second": self._button("day.act.second", "F8", self.open_second),
            "main": self._button("day.act.close", "Ctrl+Enter", self.go_on, "primary"),
        }

    def _button(self, key: str, hint: str, act: Callable[[], object], look: str = "normal") -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint, look)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        for button in self._buttons.values():
            self._head.right.addWidget(button)
        self._list.body.addWidget(self.table, 1)
        self._side.body.addWidget(self.things, 1)
        self._side.body.addWidget(self._empty, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(space("small"))
        for form in self.forms.all:
            right.addWidget(form)
        right.addWidget(self._side, 100)
        right.addStretch()
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self._list, 1)
        columns.addLayout(right, 1)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self._head)
        column.addLayout(columns, 1)
        tab_through(self.table, self.things, *self._buttons.values())

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """班前卡 or 日清."""
        return self._presenter.heading()

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("day.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read the day anew; ``on`` closes a day of the past."""
        on = arguments.get("on")
        self._presenter.look_at_day(on if isinstance(on, date) else None)
        self._show()
        self._presenter.look_at_devices(self._show)
        self._read()

    def on_leave(self) -> str:
        """Forms close; what was typed into them stays."""
        self.forms.close()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Something of the day has changed."""
        if self.isVisible() and (changes.worklists or changes.papers or changes.drafts):
            self._read()

    def on_back(self) -> bool:
        """Esc closes a form, comes back from another day or from the card, then leaves."""
        if self.forms.open_one() is not None:
            self.forms.close()
            self._side.show()
            self.table.setFocus()
            self._refresh()
        elif self._presenter.on is not None:
            self._go_to_day(None)
        elif self._presenter.wants_card:
            self.show_card()
        else:
            return False
        self._frame.refresh_actions()
        return True

    def first_focus(self) -> QWidget | None:
        """The lines."""
        return self.table

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        presenter = self._presenter
        return (
            DeskAction("day-main", "day.act.close", self.go_on, ("Ctrl+Enter",), self._reason_against, primary=True),
            DeskAction("day-card", "day.act.card", self.show_card, ("F5",), self._no_card),
            DeskAction("day-shift", "day.act.shift", self.open_shift, ("F6",)),
            DeskAction("day-seals", "day.act.seals", lambda: self._needs.go("seals"), ("F7",)),
            DeskAction("day-second", "day.act.second", self.open_second, ("F8",), presenter.reason_against_second),
            DeskAction("day-reason", "day.act.reason", self.open_reason, ("F9",), self._no_difference),
            DeskAction("day-lines", "day.act.lines", self.table.setFocus, ("F3",), listed=False),
            DeskAction("day-things", "day.act.things", self.things.setFocus, ("F4",), listed=False),
            *(
                DeskAction(
                    f"day-ready-{at}", "day.form.ready", partial(self._ready, at), (f"Alt+{at}",), self._no_ready,
                    listed=False,
                )
                for at in range(1, 10)
            ),
        )  # fmt: skip

    def _reason_against(self) -> str:
        if self.forms.open_one() is not None or self._presenter.shows_card:
            return ""
        return self._presenter.reason_against_closing()

    def _no_card(self) -> str:
        return "" if self._presenter.can_look_at_card() else self._texts("day.closing.not_closed")

    def _no_difference(self) -> str:
        return self._presenter.reason_against_naming(self._number_in_focus())

    def _no_ready(self) -> str:
        return self._no_difference() if self.forms.open_one() in (None, self.forms.reason) else ""

    def _number_in_focus(self) -> str:
        row = self.things.current_row()
        thing = row.payload if row is not None and self.things.isVisibleTo(self) else None
        return thing.number if isinstance(thing, DetailView) else ""

    # -- showing ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self._presenter.read(self._show, self._frame.tell_told)

    def _show(self) -> None:
        presenter, texts = self._presenter, self._texts
        if presenter.view is None:
            self._head.say(presenter.heading(), presenter.remark())
            return
        word, tone, shape = presenter.standing()
        chip = Chip(word, Tone(tone), Shape(shape))
        self._head.say(presenter.heading(), presenter.remark(), chip=chip)
        self._list.set_heading(texts("day.card.panel" if presenter.shows_card else "day.closing.panel"))
        rows = [
            Row(line.key, (line.name, Chip(line.state, Tone(line.tone), Shape(line.shape)), line.detail), line)
            for line in presenter.lines()
        ]
        self.table.set_rows(rows)
        current = self.table.current_row()
        if rows and (current is None or current.key != presenter.key):
            self.table.go_to(presenter.key)
        main = self._buttons["main"]
        main.set_verb(texts("day.act.open" if presenter.shows_card else "day.act.close"))
        main.set_reason("" if presenter.shows_card else presenter.reason_against_closing())
        self._buttons["second"].set_reason(presenter.reason_against_second())
        self._buttons["card"].setVisible(presenter.can_look_at_card())
        self._show_things()
        self._refresh()

    def _focus_line(self, row: object) -> None:
        if isinstance(row, Row) and row.key != self._presenter.key:
            self._presenter.key = row.key
            self._show_things()
            self._frame.refresh_actions()

    def _show_things(self) -> None:
        presenter, line = self._presenter, self._presenter.line()
        things = presenter.details()
        place = self.things.currentIndex().row()
        self._side.set_heading(line.name if line is not None else "", line.state if line is not None else "")
        self.things.set_rows([Row(thing.key, self._cells(thing), thing) for thing in things])
        self.things.setVisible(bool(things))
        self._empty.setVisible(not things)
        self._empty.say(presenter.empty_words())
        if things and self.things.current_row() is None and place >= 0:
            self.things.go_to(things[min(place, len(things) - 1)].key)

    def _cells(self, thing: DetailView) -> tuple[str | Chip, ...]:
        *cells, last = thing.cells
        if thing.number:
            return (*cells, Chip(last, Tone(thing.tone), Shape.TRIANGLE if thing.tone == "late" else Shape.NONE))
        return (*cells, last)

    # -- acts ------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Ctrl+Enter: the form that is open, else begin or close the day."""
        form = self.forms.open_one()
        if form is not None:
            form.submit()
        elif self._presenter.shows_card:
            self._presenter.open_day(self._done, self._frame.tell_told)
        elif reason := self._presenter.reason_against_closing():
            self._frame.tell(Notice(reason, NoticeKind.REFUSAL))
        else:
            self._presenter.close(self._done, self._frame.tell_told)

    def show_card(self) -> None:
        """The card once more, or back."""
        self._presenter.look_at_card(not self._presenter.wants_card)
        self._read()

    def open_shift(self) -> None:
        """交接班."""
        self.forms.open_shift()
        self._form_opened()

    def open_second(self) -> None:
        """The second signature."""
        if not self._presenter.reason_against_second():
            self.forms.open_second()
            self._form_opened()

    def open_reason(self) -> None:
        """Why the number in focus does not balance; the list stays in view."""
        number = self._number_in_focus()
        if number:
            row = self.things.current_row()
            thing = row.payload if row is not None else None
            self.forms.open_reason(thing.cells[0] if isinstance(thing, DetailView) else number, number)
            self._refresh()

    def _form_opened(self) -> None:
        self._side.hide()
        self._refresh()

    def _refresh(self) -> None:
        """While a form is open, Ctrl+Enter is the form's, and no other button shows it."""
        self._buttons["main"].setVisible(self.forms.open_one() is None)
        self._frame.refresh_actions()

    def _ready(self, position: int) -> None:
        """A ready reason with one key: into the open line, else straight to the number in focus."""
        if self.forms.open_one() is self.forms.reason:
            self.forms.reason.take(position)
            return
        number = self._number_in_focus()
        reasons = self._presenter.ready_reasons(number)
        if position <= len(reasons):
            self._presenter.name(number, reasons[position - 1], self._done, self._frame.tell_told)

    def go_behind(self) -> None:
        """Enter on a line: to its differences or days, to the page where it is worked off, or to what it lists."""
        page = self._presenter.page_behind()
        if self._has_own_rows() or (self.things.rows.rows and not page):
            self.things.setFocus()
            if self.things.current_row() is None:
                self.things.go_to(self.things.rows.rows[0].key)
        elif page:
            self._needs.go(page)

    def _has_own_rows(self) -> bool:
        """Whether what is listed is worked off here: numbers to name, days to close."""
        things = [row.payload for row in self.things.rows.rows if isinstance(row.payload, DetailView)]
        return any(thing.number or thing.day is not None for thing in things)

    def _open_thing(self, row: object) -> None:
        thing = row.payload if isinstance(row, Row) else None
        if not isinstance(thing, DetailView):
            return
        if thing.number:
            self.open_reason()
        elif thing.day is not None:
            self._go_to_day(thing.day)
        elif thing.record_id:
            self._needs.open_record(thing.record_id)

    def _go_to_day(self, on: date | None) -> None:
        self._presenter.look_at_day(on)
        self._read()
        self.table.setFocus()

    def _hand_over(self, values: dict[str, str]) -> None:
        waiting = int(values["waiting"]) if values["waiting"].isdigit() else 0
        self._presenter.hand_over(values["to"], values["to_name"], waiting, self._done_form, self._frame.tell_told)

    def _countersign(self, values: dict[str, str]) -> None:
        self._presenter.countersign(values["by"], values["name"], self._done_form, self._frame.tell_told)

    def _name(self, values: dict[str, str]) -> None:
        self._presenter.name(self.forms.number, values["text"], self._done_form, self._frame.tell_told)

    def _done_form(self, sentence: str) -> None:
        form = self.forms.open_one()
        was_reason = form is self.forms.reason
        self.forms.close()
        if form is not None:
            form.clear()
        self._side.show()
        self._refresh()
        (self.things if was_reason else self.table).setFocus()
        self._done(sentence)

    def _done(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))
        self._read()
