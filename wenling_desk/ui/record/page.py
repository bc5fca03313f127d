"""The page of one record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.act_commands import Filled
from wenling_desk.ui.record.act_forms import ActForm
from wenling_desk.ui.record.act_panel import ActPanel
from wenling_desk.ui.record.act_shelf import ActShelf, key_hint
from wenling_desk.ui.record.acts import ACT_KINDS, ASIDE, BY_ACT, IN_ROW
from wenling_desk.ui.record.band import RecordBand
from wenling_desk.ui.record.board import RecordBoard
from wenling_desk.ui.record.headline_bar import HeadlineBar
from wenling_desk.ui.record.presenter import Done, RecordPresenter
from wenling_desk.ui.record.rating import turn_for_rating
from wenling_desk.ui.record.results import ResultList
from wenling_desk.ui.record.results_panel import ResultsPanel, ask_for_result_list
from wenling_desk.ui.record.scans import find_record, scanned_number
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.record.tools import RecordNeeds
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.panels import EmptyState
from wenling_desk.use_cases.changes import Changes

__all__ = ["RecordNeeds", "RecordPage"]


class RecordPage(Page):
    """Left what happened, in the middle where it stands, right the people and materials or the act being done; at the
    bottom what may be done now.

    ``Frame.go("record", record_id=…)`` opens a record, with ``act`` (and ``member``) at that act; without an id the
    present one is read again.
    """

    page_id = "record"

    def __init__(self, frame: Frame, needs: RecordNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._presenter = RecordPresenter(needs.tools)
        self._kept: dict[str, Filled] = {}
        self._panel: ActPanel | None = None
        self._looking = ""
        self._stale = False
        self._wanted = ("", "")
        self._make_parts()
        self._lay_out()

    # -- building --------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.head = HeadlineBar(kit)
        self.board = RecordBoard(kit, self._needs.open_papers, self._needs.reprint)
        self.people = self.board.people
        self.people.look_wanted.connect(self._look)
        self.people.roster_wanted.connect(lambda: self._frame.go("batch", record_id=self._presenter.record_id))
        self.people.hidden_again.connect(self._presenter.hide_people)
        self.people.hidden_again.connect(self._refresh_acts)
        aside = (*self._verbs(ASIDE), ("another", texts("record.act.another"), "Ctrl+N"))
        self.shelf = ActShelf(kit, self._verbs(IN_ROW), aside, self.start)
        self.band = self._needs.band(self._frame) if self._needs.band is not None else RecordBand()
        self._empty = EmptyState(kit, texts("record.loading"))

    def _verbs(self, acts: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
        return tuple((act, self._texts(BY_ACT[act].text_key), key_hint(BY_ACT[act].keys)) for act in acts)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(space("small"))
        body.addWidget(self.board, 1)
        body.addWidget(self.shelf)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self.head)
        column.addWidget(self.band)
        column.addWidget(self._body, 1)
        column.addWidget(self._empty, 1)
        self._body.hide()

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """办件, and its number once it is read."""
        sheet = self._presenter.sheet
        return sheet.headline.title if sheet is not None else self._texts("record.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("record.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Open the record asked for, or read the present one again."""
        record_id = str(arguments.get("record_id", "")) or self._presenter.record_id
        self.band.enter(record_id, str(arguments.get("known", "")))
        self._wanted = (str(arguments.get("act", "")), str(arguments.get("member", "")))
        if record_id != self._presenter.record_id:
            self._close_panel()
            self._kept.clear()
            self._body.hide()
            self._empty.say(self._texts("record.loading"))
            self._empty.show()
            self.head.clear()
        if record_id:
            self._presenter.open(record_id, self._show, self._not_read)

    def on_leave(self) -> str:
        """What was typed into a panel stays with the record; people are hidden with the page."""
        self._keep_panel()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Read again when this record changed; a hidden page does it when it comes back."""
        if not self._presenter.concerns(changes):
            return
        if self.isVisible():
            self._read_again()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Back from a lock or another page: the own case's people are looked at anew."""
        super().showEvent(event)
        if self._stale and self._presenter.record_id:
            self._presenter.read(self._show, self._not_read)
        else:
            # Not at once: another record may be about to be opened here, whose people alone are looked at then.
            QTimer.singleShot(0, self._look_silently)

    def on_scan(self, text: str) -> bool:
        """A paper of ours: its record."""
        number = scanned_number(text)
        if number:
            find_record(self._needs.tools.bridge, number, self._open_found, self._frame.tell_told)
        return bool(number)

    def _open_found(self, record_id: str) -> None:
        self._frame.go("record", record_id=record_id)

    def hideEvent(self, event: QHideEvent) -> None:
        """Left, locked, or turned to the applicant: nobody's data stay on the screen."""
        self.people.cover()
        super().hideEvent(event)

    def on_back(self) -> bool:
        """Esc: first out of a question, then out of the panel."""
        if self._panel is None:
            return False
        if not self._panel.step_back():
            self._keep_panel()
            self._close_panel()
            self.board.story.timeline.setFocus()
        return True

    def first_focus(self) -> QWidget | None:
        """The panel that is open, else the next natural act."""
        if self._panel is not None:
            return self._panel.first_focus()
        sheet = self._presenter.sheet
        if sheet is None:
            return None
        if sheet.natural:
            return self.shelf.button(sheet.natural)
        return next(iter(self.board.story.timeline.lines()), None)

    def desk_actions(self) -> Sequence[DeskAction]:
        """Every act of the page, with the reason against it."""
        actions = [
            DeskAction(
                f"record-{kind.act}", kind.text_key, self._starting(kind.act), kind.keys, self._against(kind.act)
            )
            for kind in ACT_KINDS
        ]
        return (
            *actions,
            *self.band.desk_actions(),
            DeskAction("record-go-on", "record.act.go_on", self._submit, ("Ctrl+Enter",), self._no_panel, listed=False),
            DeskAction("record-another", "record.act.another", self._another, ("Ctrl+N",), self._no_case),
            *self.people.desk_actions(self._no_case),
            DeskAction("record-materials", "record.act.materials", self._to_materials, ("F3",), self._no_case),
            DeskAction("record-preview", "record.act.preview", self._preview, ("F9",), self._no_paper),
        )

    def _starting(self, act: str) -> Callable[[], None]:
        return lambda: self.start(act)

    def _against(self, act: str) -> Callable[[], str]:
        return lambda: self._presenter.reason_against(act)

    def _no_panel(self) -> str:
        return "" if self._panel is not None else self._texts("record.act.no_panel")

    def _no_case(self) -> str:
        sheet = self._presenter.sheet
        return "" if sheet is not None and sheet.case is not None else self._texts("record.act.not_now")

    def _no_paper(self) -> str:
        sheet = self._presenter.sheet
        return "" if sheet is not None and sheet.papers else self._texts("record.act.no_paper")

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, sheet: RecordSheet) -> None:
        first = self._body.isHidden()
        self._stale = False
        self.head.show_headline(sheet)
        self.band.show_record(sheet.record_id)
        self.board.show_sheet(sheet, own=self._presenter.look_silently())
        self._refresh_acts()
        self._empty.hide()
        self._body.show()
        self._look_silently()
        if first and (focus := self.first_focus()) is not None:
            focus.setFocus()
        self._start_wanted()

    def _start_wanted(self) -> None:
        """Begin the act the page was opened for, or say why it cannot be done; a look on its way is waited for."""
        if self._looking == self._presenter.record_id:
            return
        (act, member), self._wanted = self._wanted, ("", "")
        if not act:
            return
        if reason := self._presenter.reason_against(act):
            self._frame.tell(Notice(reason, NoticeKind.REFUSAL))
            return
        self.start(act)
        if self._panel is not None:
            self._panel.choose_member(member)

    def _refresh_acts(self) -> None:
        sheet = self._presenter.sheet
        if sheet is None:
            return
        reasons = {act: self._presenter.reason_against(act) for act in sheet.acts}
        if sheet.case is not None:
            reasons["another"] = ""
        self.shelf.show_acts(reasons, sheet.natural, self._presenter.reasons((*IN_ROW, *ASIDE)))
        self._frame.refresh_actions()

    def _not_read(self, told: Told) -> None:
        self._body.hide()
        self._empty.show()
        gone = told.code == "no_such_record"
        if not (gone and self.band.fetch(self._presenter.record_id, self._read_again, self._empty.say)):
            self._empty.say(self._texts("record.gone") if gone else told.sentence)

    def _read_again(self) -> None:
        self._presenter.read(self._show, self._not_read)

    # -- people ----------------------------------------------------------------------------------

    def _look_silently(self) -> None:
        if self._presenter.look_silently() and self.isVisible() and not self.people.is_shown():
            self._look("")

    def _look(self, reason: str) -> None:
        if self._looking == self._presenter.record_id:
            return
        self._looking = self._presenter.record_id
        self._presenter.look(reason, self._looked, self._look_refused, self._look_refused)

    def _looked(self) -> None:
        self._looking = ""
        if self.isVisible():
            self.people.reveal()
        else:
            self._presenter.hide_people()
        self._refresh_acts()
        self._start_wanted()

    def _look_refused(self, told: Told) -> None:
        self._looking = ""
        self.people.tell(told.sentence)

    # -- acts ------------------------------------------------------------------------------------

    def start(self, act: str) -> None:
        """Open the panel of an act, or its strip where nothing is asked."""
        if act == "another":
            self._another()
            return
        if act == "rate":
            turn_for_rating(self._frame, self._presenter, self._needs.tools.desk().identity.hall_name)
            return
        form = self._presenter.form(act)
        self._keep_panel()
        self._close_panel()
        if form.is_empty:
            self._confirm(form, Filled({}, form.act.members))
            return
        self._open_panel(form)

    def _open_panel(self, form: ActForm) -> None:
        sheet = self._presenter.sheet
        if sheet is None:
            return
        results = None
        if form.results:
            ask = self._needs.ask_for_file or partial(ask_for_result_list, self, self._texts)
            results = ResultsPanel(self._kit, ResultList(self._needs.tools), ask)
        panel = self._panel = ActPanel(self._kit, form, sheet, results, tray=self._needs.tray)
        if form.act.act in self._kept:
            panel.restore(self._kept[form.act.act])
        panel.submitted.connect(self._go_on)
        panel.closed.connect(self.on_back)
        self.board.open_panel(panel)
        panel.first_focus().setFocus()
        self._frame.refresh_actions()

    def sheet(self) -> RecordSheet | None:
        """The record shown, in words."""
        return self._presenter.sheet

    def members_words(self) -> list[str]:
        """The state of each member as it is shown."""
        sheet = self._presenter.sheet
        return [line.status for line in sheet.members] if sheet is not None else []

    def panel(self) -> ActPanel | None:
        """The panel that is open."""
        return self._panel

    def _submit(self) -> None:
        if self._panel is not None:
            self._panel.submit()

    def _go_on(self, filled: Filled) -> None:
        panel = self._panel
        if panel is None:
            return
        if panel.show_faults(self._presenter.faults(panel.form, filled)):
            return
        if self._presenter.needs_strip(panel.form):
            self._confirm(panel.form, filled)
        else:
            self._send(panel.form, filled)

    def _confirm(self, form: ActForm, filled: Filled) -> None:
        sentence, verb = self._presenter.strip(form, filled)
        self._frame.confirm(sentence, verb, lambda: self._send(form, filled))

    def _send(self, form: ActForm, filled: Filled) -> None:
        self._presenter.send(form, filled, lambda done: self._done(form, done), self._failed)

    def _done(self, form: ActForm, done: Done) -> None:
        self._kept.pop(form.act.act, None)
        self._close_panel()
        if done.draft:
            self._needs.open_draft(done.draft)
        if done.papers and not done.draft:
            verb, look = self._texts("record.act.preview"), partial(self._needs.open_papers, done.papers[0])
            self._frame.tell(Notice(done.sentence, NoticeKind.TELL, verb, look))
        else:
            self._frame.tell(Notice(done.sentence))

    def _failed(self, told: Told) -> None:
        if self._panel is not None:
            self._panel.tell(told.sentence)
        self._frame.tell_told(told)

    def _keep_panel(self) -> None:
        if self._panel is not None:
            self._kept[self._panel.form.act.act] = self._panel.filled()

    def _close_panel(self) -> None:
        panel, self._panel = self._panel, None
        if panel is not None:
            self.board.close_panel(panel)
            self._frame.refresh_actions()

    def _another(self) -> None:
        self._needs.another(self._presenter.record_id)

    def _to_materials(self) -> None:
        self.on_back()
        self.board.materials.table.setFocus()

    def _preview(self) -> None:
        sheet = self._presenter.sheet
        if sheet is not None and sheet.papers:
            self._needs.open_papers(sheet.papers[-1].number)
