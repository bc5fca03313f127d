"""The acceptance page: the empty counter, the application, its notices and endings, and what comes after the act."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Party
from wenling_desk.ui.acceptance.done_view import DoneView
from wenling_desk.ui.acceptance.ending_view import EndingView
from wenling_desk.ui.acceptance.entry import DraftLine, EntryPresenter, Hit
from wenling_desk.ui.acceptance.entry_view import EntryView
from wenling_desk.ui.acceptance.leaving_view import LeavingView
from wenling_desk.ui.acceptance.notice import NoticeKind, NoticePresenter
from wenling_desk.ui.acceptance.notice_view import NoticeView
from wenling_desk.ui.acceptance.outcome_words import read_done
from wenling_desk.ui.acceptance.page_head import show_head
from wenling_desk.ui.acceptance.page_keys import page_actions
from wenling_desk.ui.acceptance.people import carried_parties, parties_of
from wenling_desk.ui.acceptance.presenter import Outcome, SheetPresenter
from wenling_desk.ui.acceptance.preview_view import PreviewView
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.acceptance.work_area import WorkArea
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.notice_bar import NoticeKind as Kind
from wenling_desk.ui.widgets.panels import PageHead
from wenling_desk.use_cases.changes import Changes

CONSULTATION, RECORD = "consultation", "record"
"""Pages this one sends the clerk to."""
HEAD_MS = 30_000

SubView = NoticeView | EndingView | LeavingView | PreviewView


class AcceptancePage(Page):
    """受理.

    ``Frame.go("acceptance", …)`` takes ``next_person=True``, ``code`` with ``is_bundle``, ``draft_id`` with what is
    ``told`` then, ``sheet`` (an ``IntakeSheet``, with ``draft_id`` where it has a draft already), ``same_person`` (a
    record's id) or ``text`` to search for.
    """

    page_id = "acceptance"

    def __init__(self, frame: Frame, tools: CounterTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._tools = tools
        self._entry_presenter = EntryPresenter(tools, self.tell_told)
        self._parties: tuple[Party, ...] = ()
        self._begun_at = 0
        self.presenter: SheetPresenter | None = None
        self.area: WorkArea | None = None
        self.sub: SubView | None = None
        self.done: DoneView | None = None
        self.head = PageHead(self._kit, self._texts("acceptance.title"))
        self.entry = EntryView(self._kit, self._entry_presenter)
        self.entry.chosen.connect(self._chosen)
        self.entry.consulting.connect(lambda text: self.consult(text))
        self.entry.resumed.connect(self._resume)
        self.entry.discarding.connect(self._ask_discard)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.entry)
        space = self._kit.theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(HEAD_MS)
        self._timer.timeout.connect(self._show_head)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """受理."""
        return self._texts("acceptance.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("acceptance.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Begin what is asked for; without arguments go on where it was left."""
        sheet, draft_id = arguments.get("sheet"), str(arguments.get("draft_id", ""))
        if arguments.get("next_person"):
            self._start()
        elif isinstance(sheet, IntakeSheet):
            self.open_sheet(sheet, draft_id or self._new_id(), is_draft=bool(draft_id))
        elif draft_id:
            self._resume(draft_id, str(arguments.get("told", "")))
        elif arguments.get("code"):
            self._begin(str(arguments["code"]), is_bundle=bool(arguments.get("is_bundle")), parties=self._parties)
        elif arguments.get("same_person"):
            record_id = str(arguments["same_person"])
            self._tools.bridge.ask(lambda reading: parties_of(reading, record_id), self._start_again, "same-person")
        elif "text" in arguments:
            self._start(str(arguments["text"]))
        elif self.presenter is None and self.done is None:
            self._ask_drafts()

    def on_leave(self) -> str:
        """The draft is kept; the application stays open here."""
        if self.presenter is not None:
            self.presenter.save()
        return ""

    def open_case(self) -> str:
        """An application with work in it keeps the next person waiting."""
        presenter = self.presenter
        if presenter is None or not presenter.has_work:
            return ""
        return self._texts("acceptance.case.open", name=presenter.opened.name)

    def on_back(self) -> bool:
        """Esc: out of a question, out of a page over the application, out of the application (its draft is kept)."""
        if self.sub is not None:
            if not self.sub.step_back():
                self.close_sub()
            return True
        if self.area is not None and self.presenter is not None:
            if not self.area.step_back():
                self.put_away()
            return True
        if self.done is not None:
            self._start()
            return True
        if self.entry.text():
            self.entry.start()
            return True
        return False

    def on_scan(self, text: str) -> bool:
        """A card's or licence's number goes to the people of the application."""
        return self.area is not None and self.sub is None and self.area.take_scan(text)

    def on_changes(self, changes: Changes) -> None:
        """Papers of the case just done were printed; drafts changed."""
        if self.done is not None and self.done.outcome.record_id in changes.records:
            self._read_done()
        if changes.drafts and self.presenter is None and self.done is None:
            self._ask_drafts()

    def first_focus(self) -> QWidget | None:
        """Where the keys go."""
        if self.sub is not None:
            return self.sub.first_stop()
        if self.area is not None:
            return self.area.last_focus() or self.area.first_stop()
        return self.done.first_stop() if self.done is not None else self.entry.line

    def desk_actions(self) -> Sequence[DeskAction]:
        """Every key of the page; what it does depends on what is open."""
        return page_actions(self, self._texts)

    # -- what keys do ----------------------------------------------------------------------------

    def go_on(self) -> None:
        """Ctrl+Enter: 收件, or the act of the page that lies over the application."""
        if isinstance(self.sub, NoticeView):
            self.sub.presenter.issue()
        elif isinstance(self.sub, EndingView | LeavingView):
            self.sub.send()
        elif self.presenter is not None:
            self.presenter.take_in()
        elif self.done is None:
            self.consult(self.entry.text())

    def has_sub(self) -> bool:
        """Whether a page lies over the application."""
        return self.sub is not None

    def open_notice(self, kind: NoticeKind) -> None:
        """F6 and Shift+F6."""
        if self.presenter is not None:
            view = NoticeView(self._kit, NoticePresenter(self.presenter, kind))
            view.to_field.connect(self._to_gap)
            self._open_sub(view)

    def open_ending(self) -> None:
        """不予受理…"""
        if self.presenter is not None:
            self._open_sub(EndingView(self._kit, self.presenter))

    def open_leaving(self) -> None:
        """暂存离开."""
        if self.presenter is not None:
            self._open_sub(LeavingView(self._kit, self.presenter, self.put_away))

    def open_preview(self) -> None:
        """F9."""
        if self.presenter is not None and not isinstance(self.sub, NoticeView | EndingView | LeavingView):
            self._open_sub(PreviewView(self._kit, self.presenter))

    def again(self) -> None:
        """Ctrl+N: another item for the same person."""
        if self.done is not None:
            self._start_again(carried_parties(self.done.outcome.parties))

    def put_away(self, *, told: bool = True) -> None:
        """F5 and Esc: back to the empty counter; the draft waits there; not ``told`` where it goes on elsewhere."""
        presenter = self.presenter
        if presenter is None:
            return
        presenter.save()
        kept = presenter.has_work
        self._start(self.entry.text())
        if kept and told:
            self._frame.tell(Notice(self._texts("acceptance.draft.kept")))

    # -- the empty counter -----------------------------------------------------------------------

    def _start(self, text: str = "") -> None:
        """Nothing of the last person stays on this page."""
        self._parties = ()
        self._close_case()
        self._show_entry(text, "")

    def _start_again(self, parties: tuple[Party, ...]) -> None:
        self._close_case()
        self._parties = parties
        self._show_entry("", parties[0].masked_name if parties else "")

    def _show_entry(self, text: str, same_person: str) -> None:
        self.entry.start(text, same_person)
        self._stack.setCurrentWidget(self.entry)
        self._ask_drafts()
        self._show_head()
        self._frame.refresh_actions()
        self.entry.line.setFocus()

    def _ask_drafts(self) -> None:
        self._entry_presenter.ask_drafts(self.entry.show_drafts)

    def _chosen(self, hit: Hit) -> None:
        if hit.takes_in:
            self._begin(hit.code, is_bundle=hit.is_bundle, parties=self._parties)
        else:
            self.consult(self.entry.text(), IntakeSheet(hit.code, hit.is_bundle, ""))

    def _begin(self, code: str, *, is_bundle: bool, parties: tuple[Party, ...]) -> None:
        self.open_sheet(self._entry_presenter.begin(code, is_bundle=is_bundle, parties=parties), self._new_id())

    def _new_id(self) -> str:
        return self._tools.desk().ids.new_id()

    def _resume(self, draft_id: str, told: str = "") -> None:
        said = told or self._texts("acceptance.draft.resumed")
        self._entry_presenter.read_draft(draft_id, lambda found, sheet: self.open_sheet(sheet, found, told=said))

    def _ask_discard(self, draft: DraftLine) -> None:
        sentence = self._texts("acceptance.draft.discard_sentence", title=draft.title, told=draft.told)
        self._frame.confirm(
            sentence,
            self._texts("acceptance.entry.discard"),
            lambda: self._entry_presenter.discard(draft.draft_id, self._ask_drafts),
        )

    # -- the application -------------------------------------------------------------------------

    def open_sheet(self, sheet: IntakeSheet, draft_id: str, *, is_draft: bool = False, told: str = "") -> None:
        """Put an application on the counter; one that lies there is put away first. A draft that is resumed is told."""
        self._close_case()
        self._parties = ()
        is_draft = is_draft or bool(told)
        presenter = self.presenter = SheetPresenter(self._tools, self, sheet, draft_id, is_draft=is_draft)
        self.area = WorkArea(self._kit, presenter, self._frame.registry)
        self._begun_at = self._kit.ticks()
        self._show_over(self.area)
        self._timer.start()
        if told:
            self._frame.tell(Notice(told))

    def _show_over(self, view: WorkArea | SubView | DoneView) -> None:
        fresh = self._stack.indexOf(view) < 0
        if fresh:
            self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        self._show_head()
        self._frame.refresh_actions()
        if fresh:
            # Coming back, the stack itself gives the focus to where it was.
            view.first_stop().setFocus()

    def _open_sub(self, view: SubView) -> None:
        self.close_sub()
        self.sub = view
        view.closing.connect(self.close_sub)
        self._show_over(view)

    def close_sub(self) -> None:
        """Back to the application."""
        view, self.sub = self.sub, None
        if view is None or self.area is None:
            return
        self._show_over(self.area)
        self._drop(view)
        (self.area.last_focus() or self.area.first_stop()).setFocus()

    def _to_gap(self, kind: str, ref: str) -> None:
        self.close_sub()
        if self.area is not None:
            self.area.to_gap(kind, ref)

    def _close_case(self) -> None:
        """The widgets of an application die with it; its draft is kept."""
        if self.presenter is not None:
            self.presenter.leave()
        self._timer.stop()
        sub, area, done = self.sub, self.area, self.done
        self.sub = self.area = self.done = self.presenter = None
        for view in (sub, area, done):
            if view is not None:
                self._drop(view)

    def _drop(self, view: QWidget) -> None:
        # Taken out of the stack it would be Python's, and gone at once, with its own signal still being delivered.
        view.hide()
        view.deleteLater()

    def consult(self, question: str = "", sheet: IntakeSheet | None = None) -> None:
        """转咨询: the question and what was answered so far go along; the draft stays until the consultation is
        recorded."""
        draft_id = ""
        if self.presenter is not None:
            self.presenter.save()
            sheet, question = self.presenter.sheet, question or self.entry.text()
            draft_id = self.presenter.draft_id if self.presenter.has_work else ""
        arguments = {"question": question, "sheet": sheet, "draft_id": draft_id}
        if self._frame.go(CONSULTATION, **arguments):
            self._start()

    # -- SheetScreen -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """The application changed."""
        if self.area is None:
            return
        self.area.show_sheet()
        if self.sub is not None:
            self.sub.show_sheet()
        self._show_head()
        self._frame.refresh_actions()

    def kept(self) -> None:
        """The draft is on disk, or the centre has answered."""
        self._show_head()

    def tell(self, sentence: str) -> None:
        """Something to read."""
        self._frame.tell(Notice(sentence, Kind.REFUSAL))

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        self._frame.tell_told(told)

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        """Open the strip."""
        self._frame.confirm(sentence, verb, act)

    def acted(self, outcome: Outcome) -> None:
        """The number large, the papers to the printer, the case's widgets gone."""
        self._close_case()
        done = self.done = DoneView(self._kit, outcome)
        done.next_person.connect(self._next_person)
        done.again.connect(self.again)
        done.opening.connect(lambda: self._frame.go(RECORD, record_id=outcome.record_id))
        self.entry.start()
        self._show_over(done)
        if outcome.to_print:
            self._tools.print_papers(outcome.to_print)
        self._read_done()

    def _next_person(self) -> None:
        # The frame's own key does more than this page can: it clears the notices too.
        if self._frame.registry.find("next_person") is None:
            self._start()
        else:
            self._frame.registry.trigger("next_person")

    def _read_done(self) -> None:
        if self.done is None:
            return
        record_id, desk, view = self.done.outcome.record_id, self._tools.desk(), self.done
        self._tools.bridge.ask(
            lambda reading: read_done(self._texts, desk, reading, record_id), view.show_done, "acceptance-done"
        )

    def _show_head(self) -> None:
        show_head(self._kit, self.head, self.presenter, self.done, self._begun_at)
