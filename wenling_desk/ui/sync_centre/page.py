"""The page 同步: what is on this machine only, what the centre has, and what a person must look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.sync_centre.detail import OPEN, OTHER, DetailPanel
from wenling_desk.ui.sync_centre.presenter import SyncPresenter, SyncTools
from wenling_desk.ui.sync_centre.reader import ADOPT, PUT_IN_FORCE, SET_ASIDE, UPHOLD, SyncDetail, SyncLine, SyncView
from wenling_desk.ui.sync_centre.state_chips import state_chip
from wenling_desk.ui.sync_centre.state_words import STATE_WORDS, state_word
from wenling_desk.ui.sync_centre.warning_list import WarningList
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Cell, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.search_line import FilterLine
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import STATES

NEAR_END = 20
DETAIL_WIDTH = 376
KEYS = {ADOPT: "F6", SET_ASIDE: "F7", UPHOLD: "⇧F6", PUT_IN_FORCE: "⇧F7", OTHER: "F4", OPEN: "Enter"}
"""Act -> the key shown on its button."""
WITH_STRIP = frozenset({UPHOLD, PUT_IN_FORCE})
"""What decides over a paper is asked once more."""


@dataclass(frozen=True, slots=True)
class SyncNeeds:
    """What the page is given: where a record is opened."""

    tools: SyncTools
    open_record: Callable[[str], None]


class SyncPage(Page):
    """Counts as filters, the list, and the record in focus with both sides of what is open on it."""

    page_id = "sync"

    def __init__(self, frame: Frame, needs: SyncNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = SyncPresenter(needs.tools)
        self._entering = False
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.filter = FilterLine(texts("sync.filter"), texts("sync.filter_name"))
        self.filter.rested.connect(self._filter_now)
        self.filter.returnPressed.connect(self._to_rows)
        self.contact = ElidedLabel("", "hint")
        self.send = KeyButton(kit, texts("sync.send_now"), "Ctrl+Enter", "primary")
        self.send.clicked.connect(self.send_now)
        self.counts: dict[str, KeyButton] = {}
        for at, state in enumerate(STATES, 1):
            button = self.counts[state] = KeyButton(kit, state_word(texts, state), f"Alt+{at}")
            button.clicked.connect(self._choosing(state))
        self.warnings = WarningList(kit)
        self.list = Panel(kit, texts("sync.list"), hint="F3")
        self.table = RowTable(kit, texts("sync.list"), self._columns())
        self.table.opened.connect(lambda row: self._needs.open_record(row.key))
        self.table.moved.connect(lambda row: self._pick(row.key))
        self.table.verticalScrollBar().valueChanged.connect(lambda _: self._look_for_end())
        self._empty = EmptyState(kit, texts("sync.empty.all"))
        self.list.body.addWidget(self.table, 1)
        self.list.body.addWidget(self._empty, 1)
        self.table.hide()
        self._others = PlainLabel("", "hint", wrap=True)
        self._blobs = PlainLabel("", "hint", wrap=True)
        self.list.body.addWidget(self._others)
        self.list.body.addWidget(self._blobs)
        self.detail = DetailPanel(kit, KEYS)
        self.detail.wanted.connect(self._act)

    def _columns(self) -> tuple[Column, ...]:
        texts = self._texts
        if self._kit.theme.large:  # the moment and the remark stand at the right
            return (
                Column(texts("sync.column.state"), 84),
                Column(texts("sync.column.number"), 128),
                Column(texts("sync.column.name")),
                Column(texts("sync.column.applicant"), 80),
            )
        return (
            Column(texts("sync.column.state"), 82),
            Column(texts("sync.column.number"), 190),
            Column(texts("sync.column.name")),
            Column(texts("sync.column.applicant"), 80),
            Column(texts("sync.column.since"), 88),
            Column(texts("sync.column.remark"), 130),
        )

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("sync.name"), "title"))
        head.addWidget(self.contact, 1)
        head.addWidget(self.send)
        counts = QHBoxLayout()
        counts.setSpacing(space("small"))
        for button in self.counts.values():
            counts.addWidget(button)
        counts.addStretch(1)
        self.filter.setFixedWidth(320)
        counts.addWidget(self.filter)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self.list, 1)
        self.detail.setFixedWidth(self._kit.theme.scaled(DETAIL_WIDTH))
        columns.addWidget(self.detail)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(self.warnings)
        column.addLayout(counts)
        column.addLayout(columns, 1)
        tab_through(
            self.send,
            *self.counts.values(),
            self.filter,
            self.table,
            self.detail.reason,
            *self.detail.buttons.values(),
        )

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """同步中心."""
        return self._texts("sync.name")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("sync.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Read anew; ``state`` shows one state only, ``record_id`` goes to that row."""
        self._entering = True
        if state := str(arguments.get("state", "")):
            self._presenter.state = state
        if record := str(arguments.get("number", "")):
            self._presenter.choose_state("")
            self.filter.setText(record)
            self._presenter.set_filter(record)
        self.read()

    def on_leave(self) -> str:
        """Nothing of a record stays on the page."""
        self._presenter.forget()
        self.detail.show_nothing()
        return ""

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered by the lock: nobody's text stays on the screen."""
        self._presenter.forget()
        self.detail.show_nothing()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Back from another page or from the lock: read anew what may have changed meanwhile."""
        super().showEvent(event)
        if self._presenter.view is not None:
            self.read()

    def on_changes(self, changes: Changes) -> None:
        """A record changed, or the runner did something."""
        if self._presenter.concerns(changes) and self.isVisible():
            self.read()

    def on_link(self) -> None:
        """The desk's standing towards the centre changed."""
        if self.isVisible():
            self._show_standing()

    def on_back(self) -> bool:
        """Esc clears the search first, then the state chosen."""
        if self.filter.text():
            self.filter.clear()
            self._filter_now()
            return True
        if self._presenter.state:
            self._choose("")
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The list where it has rows, else the search."""
        return self.table if self.table.rows.rows else self.filter

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        states = tuple(
            DeskAction(f"sync-{state}", STATE_WORDS[state], self._choosing(state), (f"Alt+{at}",))
            for at, state in enumerate(STATES, 1)
        )
        acts = tuple(
            DeskAction(f"sync-{act}", f"sync.act.{act}", self._acting(act), (key.replace("⇧", "Shift+"),), against)
            for act, key, against in (
                (ADOPT, KEYS[ADOPT], self._against(ADOPT)),
                (SET_ASIDE, KEYS[SET_ASIDE], self._against(SET_ASIDE)),
                (UPHOLD, KEYS[UPHOLD], self._against(UPHOLD)),
                (PUT_IN_FORCE, KEYS[PUT_IN_FORCE], self._against(PUT_IN_FORCE)),
                (OTHER, KEYS[OTHER], self._no_other),
            )
        )
        return (
            DeskAction("sync-send", "sync.act.send_now", self.send_now, ("Ctrl+Enter",)),
            DeskAction("sync-filter", "sync.act.filter", self.filter.setFocus, ("Ctrl+F",)),
            DeskAction("sync-list", "sync.act.list", self._to_rows, ("F3",)),
            *states,
            *acts,
        )

    def _against(self, act: str) -> Callable[[], str]:
        return lambda: self._presenter.reason_against(act)

    def _acting(self, act: str) -> Callable[[], None]:
        return lambda: self._act(act)

    def _choosing(self, state: str) -> Callable[[], None]:
        return lambda: self._choose(state)

    def _no_other(self) -> str:
        trouble = self._presenter.trouble()
        return "" if trouble is not None and trouble.other_record else self._texts("sync.act.no_other")

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask for the rows."""
        self._presenter.read(self._show, self._frame.tell_told)

    def send_now(self) -> None:
        """现在就送."""
        self._presenter.send_now()
        self._show_standing()

    def _show(self, view: SyncView) -> None:
        self._show_standing()
        for state, count in self._presenter.counted_states():
            button = self.counts[state]
            button.set_verb(self._texts("sync.counted", word=state_word(self._texts, state), count=count))
            button.set_look("primary" if state == self._presenter.state else "normal")
        self.table.set_rows([Row(line.record_id, self._cells(line), line) for line in view.rows])
        self.table.setVisible(bool(view.rows))
        self._empty.say(self._presenter.empty_words())
        self._empty.setVisible(not view.rows)
        key = "sync.count" if len(view.rows) == view.total else "sync.count_first"
        remark = self._texts(key, count=len(view.rows), total=view.total) if view.total else ""
        self.list.set_heading(self._texts("sync.list"), remark)
        for label, words in (
            (self._others, self._presenter.others_words()),
            (self._blobs, self._presenter.blobs_words()),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self._after_rows(view)

    def _after_rows(self, view: SyncView) -> None:
        if view.rows and self.table.current_row() is None:
            self.table.go_to(view.rows[0].record_id)
        focus = self.first_focus()
        if self._entering and focus is not None and self.isVisible() and not self.filter.hasFocus():
            focus.setFocus()
        self._entering = False
        row = self.table.current_row()
        if row is None or not view.rows:
            self._presenter.forget()
            self.detail.show_nothing()
            self._frame.refresh_actions()
        else:
            self._pick(row.key)

    def _cells(self, line: SyncLine) -> tuple[Cell, ...]:
        number = short_number(line.number) if self._kit.theme.large else line.number
        whose = line.applicant or (self._texts("sync.row.by", clerk=line.clerk) if line.is_others else "")
        cells: tuple[Cell, ...] = (state_chip(self._texts, line.state), number, line.title, whose)
        return cells if self._kit.theme.large else (*cells, line.since, line.remark)

    def _show_standing(self) -> None:
        self.contact.setText(self._presenter.contact())
        self.warnings.show_sentences(self._presenter.warnings())
        self.send.set_reason(self._texts("sync.link.sending") if self._presenter.status().is_sending else "")

    def _pick(self, record_id: str) -> None:
        self._presenter.open(record_id, self._show_detail, self._frame.tell_told)

    def _show_detail(self, detail: SyncDetail) -> None:
        row = self.table.current_row()
        if row is not None and row.key == detail.record_id and self.isVisible():
            self.detail.show_detail(detail)
            self._frame.refresh_actions()

    def _look_for_end(self) -> None:
        bar = self.table.verticalScrollBar()
        last = self.table.rows.rowCount() - 1
        shown = self.table.rowAt(self.table.viewport().height() - 1)
        seen = last if bar.value() >= bar.maximum() or shown < 0 else shown
        if last >= 0 and seen >= last - NEAR_END and self._presenter.wants_more():
            self.read()

    def _choose(self, state: str) -> None:
        self._presenter.choose_state(state)
        self._entering = True
        self.read()

    def _filter_now(self) -> None:
        self.filter.settle()
        if self._presenter.set_filter(self.filter.text()):
            self.read()

    def _to_rows(self) -> None:
        self._filter_now()
        if (focus := self.first_focus()) is not None:
            focus.setFocus()

    # -- acts ------------------------------------------------------------------------------------

    def _act(self, act: str) -> None:
        row = self.table.current_row()
        trouble = self._presenter.trouble()
        if act == OPEN:
            if row is not None:
                self._needs.open_record(row.key)
        elif act == OTHER:
            if trouble is not None and trouble.other_record:
                self._needs.open_record(trouble.other_record)
        elif act in WITH_STRIP and self.detail.reason.text().strip():
            sentence, verb = self._presenter.strip(act)
            self._frame.confirm(sentence, verb, lambda: self._settle(act))
        else:
            self._settle(act)

    def _settle(self, act: str) -> None:
        self._presenter.settle(act, self.detail.reason.text(), self._settled, self._not_settled)

    def _settled(self, sentence: str) -> None:
        self.detail.reason.clear()
        self._frame.tell(Notice(sentence))
        self.read()

    def _not_settled(self, told: Told) -> None:
        self.detail.tell(told.sentence)
        if told.code == "reason_needed":
            self.detail.reason.setFocus()
