"""The page 台账: the ledgers at the left, the list of the one chosen or one of its entries at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.ledgers.entry_presenter import CASE, EntryModel, EntryPresenter
from wenling_desk.ui.ledgers.entry_view import EntryView
from wenling_desk.ui.ledgers.form import DraftBook, FormPresenter
from wenling_desk.ui.ledgers.list_panel import ListPanel
from wenling_desk.ui.ledgers.list_presenter import EntryList, ListPresenter
from wenling_desk.ui.ledgers.page_keys import PageHands, PageKeys, PageParts
from wenling_desk.ui.ledgers.shelf_panel import ShelfPanel
from wenling_desk.ui.ledgers.tools import LedgerTools
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.scans import find_record, scanned_number
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+Shift+L"
SHELF_WIDTH, SHELF_LARGE = 316, 356


@dataclass(frozen=True, slots=True)
class LedgerNeeds:
    """What the page is given: where a case and a paper are opened."""

    tools: LedgerTools
    open_record: Callable[[str], None]
    open_papers: Callable[[str], None]


def ledgers_descriptor(make_needs: Callable[[Frame], LedgerNeeds]) -> PageDescriptor:
    """台账, reached from anywhere by its key."""
    return PageDescriptor(
        "ledgers",
        "ledgers.title",
        lambda frame: LedgersPage(frame, make_needs(frame)),
        group=1,
        keys=(KEY,),
        words=("taizhang", "tz"),
    )


class LedgersPage(Page):
    """Left the shelf, right the list; an entry takes the whole width, and so does a new one's form."""

    page_id = "ledgers"

    def __init__(self, frame: Frame, needs: LedgerNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._drafts = DraftBook()
        self.presenter = ListPresenter(needs.tools)
        self.entry_presenter = EntryPresenter(needs.tools)
        self._trail: list[str] = []
        self._to_rows = self._entering = False
        self._make_parts()
        self._lay_out()
        self._keys = PageKeys(
            self._texts,
            PageParts(self.shelf, self.list, self.entry, self.presenter),
            PageHands(self.form, self.is_on_entry, self.to_list, self.on_again, self._read, self._frame.tell),
        )

    def _make_parts(self) -> None:
        kit = self._kit
        self.shelf = ShelfPanel(kit)
        self.shelf.setFixedWidth(SHELF_LARGE if kit.theme.large else SHELF_WIDTH)
        self.shelf.chosen.connect(self._chosen)
        self.shelf.opened.connect(self._opened_ledger)
        self.shelf.finding.connect(lambda _: self._show_shelf())
        self.list = ListPanel(kit, self.presenter)
        self.list.opened.connect(self.open_entry)
        self.list.beginning.connect(self.begin)
        self.list.narrowed.connect(self._read_list)
        self.entry = EntryView(kit, self.entry_presenter)
        self.entry.act_wanted.connect(self.start_act)
        self.entry.tie_wanted.connect(self._open_tie)
        self.entry.paper_wanted.connect(self._needs.open_papers)
        self.new_form: ActForm | None = None
        self._new_holder = QWidget()
        self._new_column = QVBoxLayout(self._new_holder)
        self._new_column.setContentsMargins(0, 0, 0, 0)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        self._right = QStackedWidget()
        self._right.addWidget(self.list)
        self._right.addWidget(self._new_holder)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space("small"))
        row.addWidget(self.shelf)
        row.addWidget(self._right, 1)
        self._both = both
        self._whole = QStackedWidget()
        self._whole.addWidget(both)
        self._whole.addWidget(self.entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.addWidget(self._whole)
        tab_through(self.shelf.finder, self.shelf.table, self.list.search)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """台账, or the name of the ledger."""
        ledger = self.presenter.ledger()
        return ledger.name if ledger is not None else self._texts("ledgers.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("ledgers.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Open a ledger (``kind``), an entry (``record_id``), or go on where the page was left."""
        kind, record_id = str(arguments.get("kind", "")), str(arguments.get("record_id", ""))
        if not self.presenter.kind:
            self.presenter.choose(kind or self.presenter.first_kind())
        if kind and self.presenter.choose(kind):
            self._trail = []
            self._leave_entry()
            self._close_new()
            self.presenter.narrow(status="", overdue=bool(arguments.get("overdue")), text="", filters={})
        self._to_rows = self._entering = bool(kind)
        self._read()
        if record_id:
            self._trail = []
            self.open_entry(record_id)
        elif self.is_on_entry():
            self._read_entry()

    def on_again(self) -> None:
        """The page's own key: back to the ledgers."""
        self._close_form()
        self._leave_entry()
        self._close_new()
        self._to_rows = False
        self.shelf.table.setFocus()

    def on_leave(self) -> str:
        """What was typed into a form is kept."""
        self._keep_draft()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Something was written: count and read again what is shown."""
        if not self.presenter.concerns(changes) or not self.isVisible():
            return
        self._read()
        if self.is_on_entry() and self.entry_presenter.record_id in changes.records:
            self._read_entry()

    def on_scan(self, text: str) -> bool:
        """A paper of ours: its entry or case."""
        number = scanned_number(text)
        if number:
            find_record(self._needs.tools.bridge, number, self._needs.open_record, self._frame.tell_told)
        return bool(number)

    def on_back(self) -> bool:
        """Esc: out of the form, out of the entry, out of the filters, to the ledgers; what was typed stays."""
        if self.form() is not None:
            self._keep_draft()
            self._close_form()
            self._close_new()
            self._focus()
            return True
        if self.is_on_entry():
            if self._trail:
                self._read_into_entry(self._trail.pop())
            else:
                self._leave_entry()
                self._focus()
            return True
        if self.list.clear():
            return True
        if self.list.isAncestorOf(self.focusWidget()) and self.shelf.table.rows.rows:
            self.shelf.table.setFocus()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The form, the entry, the rows, or the shelf."""
        form = self.form()
        if form is not None:
            return form.first_focus()
        if self.is_on_entry():
            return self.entry.first_focus()
        return self.list.first_focus() if self._to_rows else self.shelf.table

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return self._keys.actions()

    # -- where the page is -----------------------------------------------------------------------

    def is_on_entry(self) -> bool:
        """Whether an entry is shown."""
        return self._whole.currentWidget() is self.entry

    def form(self) -> ActForm | None:
        """The form that is open."""
        return self.entry.form if self.is_on_entry() else self.new_form

    def _focus(self) -> None:
        focus = self.first_focus()
        if focus is not None and self.isVisible():
            focus.setFocus()

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self._show_shelf()
        self.list.show_ledger()
        self.presenter.read_totals(self._show_shelf, self._frame.tell_told)
        self._read_list()

    def _read_list(self) -> None:
        self.presenter.read(self._show_list, self._frame.tell_told)

    def _show_shelf(self) -> None:
        self.shelf.show_groups(self.presenter.groups(self.shelf.finder.text()), self.presenter.kind)

    def _show_list(self, shown: EntryList) -> None:
        had_focus = self.list.table is not None and self.list.table.hasFocus()
        self.list.show_list(shown)
        # Who types a filter or looks at the ledgers meanwhile keeps the keys.
        if (self._entering or had_focus) and not self.is_on_entry() and self.form() is None:
            self._focus()
        self._entering = False
        self._frame.refresh_actions()

    def _chosen(self, kind: str) -> None:
        self._to_rows = False
        if self.presenter.choose(kind):
            self._close_new()
            self.list.show_ledger()
            self._read_list()

    def _opened_ledger(self, kind: str) -> None:
        self.presenter.choose(kind)
        self.shelf.stand_on(kind)
        self._to_rows = self._entering = True
        self.list.show_ledger()
        self._read_list()

    def open_entry(self, record_id: str) -> None:
        """Open an entry; the list stays as it was."""
        self._close_form()
        self._read_into_entry(record_id)

    def _read_into_entry(self, record_id: str) -> None:
        self.entry_presenter.record_id = record_id
        self._whole.setCurrentWidget(self.entry)
        self._read_entry(focus=True)

    def _read_entry(self, *, focus: bool = False) -> None:
        def show(model: EntryModel) -> None:
            self._to_rows = True
            if model.kind != self.presenter.kind and self.presenter.choose(model.kind):
                self.shelf.stand_on(model.kind)
                self.list.show_ledger()
                self._read_list()
            self.entry.show_entry(model)
            if focus:
                self._focus()

        def failed(told: Told) -> None:
            self._leave_entry()
            self._frame.tell_told(told)

        self.entry_presenter.read(show, failed)

    def to_list(self) -> None:
        """Out of a form or an entry, to the list."""
        self._close_form()
        self._leave_entry()

    def _leave_entry(self) -> None:
        self._trail = []
        self._whole.setCurrentWidget(self._both)

    def _open_tie(self, sort: str, key: str) -> None:
        if sort == CASE:
            find_record(self._needs.tools.bridge, key, self._needs.open_record, self._frame.tell_told)
        else:
            self._trail.append(self.entry_presenter.record_id)
            self._read_into_entry(key)

    # -- acts ------------------------------------------------------------------------------------

    def begin(self, action_id: str) -> None:
        """The form of a new entry."""
        ledger = self.presenter.ledger()
        if ledger is None:
            return
        self._close_new()
        tools = self._needs.tools
        presenter = FormPresenter(tools, ledger, ledger.acts[action_id], self._drafts)
        form = self.new_form = self._make_form(presenter)
        self._new_column.addWidget(form)
        self._right.setCurrentWidget(self._new_holder)
        form.show()
        form.first_focus().setFocus()
        self._frame.refresh_actions()

    def start_act(self, action_id: str) -> None:
        """The form of an act on the entry that is shown, or the reason why it cannot be done."""
        model, presenter = self.entry_presenter.model, self.entry_presenter
        act = next((act for act in model.acts if act.action_id == action_id), None) if model is not None else None
        if model is None or act is None:
            return
        if act.reason:
            sentence = self._texts("widgets.act.reason", act=act.label, reason=act.reason)
            self._frame.tell(Notice(sentence, NoticeKind.REFUSAL))
            return
        form = self._make_form(presenter.form(action_id, self._drafts))
        self.entry.open_form(form)
        self._frame.refresh_actions()

    def _make_form(self, presenter: FormPresenter) -> ActForm:
        form = ActForm(self._kit, presenter, self._needs.tools.tray)
        form.closed.connect(self.on_back)
        form.submitted.connect(self._go_on)
        return form

    def _go_on(self) -> None:
        form = self.form()
        if form is None:
            return
        presenter = form.presenter
        if presenter.is_irreversible():
            self._frame.confirm(presenter.strip_words(form.typed()), presenter.act.label, partial(self._do, form))
        else:
            self._do(form)

    def _do(self, form: ActForm) -> None:
        presenter = form.presenter

        def done(changes: Changes) -> None:
            self._done(form, changes)

        def failed(told: Told, field_id: str) -> None:
            if field_id:
                form.show_faults({field_id: told.sentence})
            elif told.kind is ToldKind.REFUSAL:
                form.show_other(told.sentence)
            else:
                self._frame.tell_told(told)

        presenter.submit(form.typed(), done, failed)

    def _done(self, form: ActForm, changes: Changes) -> None:
        presenter = form.presenter
        if form is self.form():
            self._close_form()
            self._close_new()
        if changes.to_print:
            self._needs.tools.print_papers(changes.to_print)
        words = presenter.done_words(form.typed(), len(changes.to_print))
        self._frame.tell(Notice(words))
        self._read_into_entry(changes.record_id or presenter.record_id)
        self._frame.refresh_actions()

    def _keep_draft(self) -> None:
        form = self.form()
        if form is not None:
            form.presenter.keep(form.typed())

    def _close_form(self) -> None:
        self._keep_draft_of(self.entry.form)
        self.entry.close_form()

    def _keep_draft_of(self, form: ActForm | None) -> None:
        if form is not None and not form.presenter.is_done:
            form.presenter.keep(form.typed())

    def _close_new(self) -> None:
        form, self.new_form = self.new_form, None
        if form is not None:
            self._keep_draft_of(form)
            self._new_column.removeWidget(form)
            form.hide()
            form.deleteLater()
        self._right.setCurrentWidget(self.list)
