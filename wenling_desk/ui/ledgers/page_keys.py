"""What the keys of the page 台账 do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from wenling_desk.texts import Texts
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.ledgers.entry_view import EntryView
from wenling_desk.ui.ledgers.list_panel import FILTER_KEYS, NEW_KEYS, OVERDUE, ListPanel
from wenling_desk.ui.ledgers.list_presenter import ListPresenter
from wenling_desk.ui.ledgers.shelf_panel import FIND_KEY, ShelfPanel
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind

MOST_STATUS_KEYS = 10


@dataclass(frozen=True, slots=True)
class PageParts:
    """The parts of the page."""

    shelf: ShelfPanel
    list: ListPanel
    entry: EntryView
    presenter: ListPresenter


@dataclass(frozen=True, slots=True)
class PageHands:
    """What the page does for its keys."""

    form: Callable[[], ActForm | None]
    is_on_entry: Callable[[], bool]
    to_list: Callable[[], None]
    to_shelf: Callable[[], None]
    read: Callable[[], None]
    tell: Callable[[Notice], None]


class PageKeys:
    """The same key means the nearest thing: F3 the rows, or the values of an entry."""

    def __init__(self, texts: Texts, parts: PageParts, hands: PageHands) -> None:
        self._texts = texts
        self._parts = parts
        self._hands = hands

    def actions(self) -> Sequence[DeskAction]:
        """All of them; only what has a meaning without its number is offered by the palette."""

        def numbered(name: str, text_key: str, keys: Sequence[str], run: Callable[[int], None]) -> list[DeskAction]:
            return [
                DeskAction(f"ledger-{name}-{at}", text_key, partial(run, at), (key,), listed=False)
                for at, key in enumerate(keys)
            ]

        return (
            DeskAction("ledger-do", "ledgers.act.do", self._submit, ("Ctrl+Enter",), self._no_form, listed=False),
            *numbered("new", "ledgers.act.new", NEW_KEYS, self._new),
            DeskAction("ledger-rows", "ledgers.act.rows", self._to_rows, ("F3",), listed=False),
            DeskAction("ledger-look", "ledgers.act.look", self._find_or_look, (FIND_KEY,), listed=False),
            DeskAction("ledger-shelf", "ledgers.act.shelf", self._hands.to_shelf, ("F6",), listed=False),
            DeskAction("ledger-search", "ledgers.act.search", self._to_search, ("Ctrl+F",), listed=False),
            DeskAction("ledger-overdue", "ledgers.act.overdue", self._overdue, ("Alt+L",)),
            *numbered("filter", "ledgers.act.filter", FILTER_KEYS, self._to_filter),
            *numbered("status", "ledgers.act.status", [f"Alt+{at}" for at in range(MOST_STATUS_KEYS)], self._status),
            DeskAction("ledger-next", "ledgers.act.next_page", partial(self._turn, 1), ("Ctrl+PgDown",), listed=False),
            DeskAction("ledger-back", "ledgers.act.page_before", partial(self._turn, -1), ("Ctrl+PgUp",), listed=False),
            DeskAction("ledger-read", "ledgers.act.read", self._hands.read, ("F5",)),
        )

    def _no_form(self) -> str:
        return "" if self._hands.form() is not None else self._texts("ledgers.no_form")

    def _submit(self) -> None:
        form = self._hands.form()
        if form is not None:
            form.submit()

    def _new(self, at: int) -> None:
        if self._hands.is_on_entry():
            self._hands.to_list()
        buttons = self._parts.list.new_buttons
        if at < len(buttons):
            self._press(buttons[at])

    def _press(self, button: KeyButton) -> None:
        if button.reason:
            sentence = self._texts("widgets.act.reason", act=button.verb, reason=button.reason)
            self._hands.tell(Notice(sentence, NoticeKind.REFUSAL))
        else:
            button.click()

    def _status(self, at: int) -> None:
        statuses = [status for status in self._parts.list.count_buttons if status != OVERDUE]
        if at < len(statuses) and self._on_list():
            self._parts.list.choose_status(statuses[at])

    def _overdue(self) -> None:
        if self._on_list():
            self._parts.list.choose_status(OVERDUE)

    def _to_filter(self, at: int) -> None:
        filters = list(self._parts.list.filters.values())
        lines = self._parts.entry.story.lines()
        if at < len(filters) and self._on_list():
            filters[at].setFocus()
        elif at == 0 and self._hands.is_on_entry() and self._hands.form() is None and lines:
            lines[0].setFocus()

    def _to_search(self) -> None:
        if self._on_list():
            self._parts.list.search.setFocus()

    def _to_rows(self) -> None:
        table = self._parts.list.table
        if self._on_list() and table is not None:
            table.setFocus()
        elif self._hands.is_on_entry():
            self._parts.entry.values.setFocus()

    def _find_or_look(self) -> None:
        if self._hands.is_on_entry():
            self._parts.entry.values.toggle()
        else:
            self._parts.shelf.finder.setFocus()

    def _turn(self, by: int) -> None:
        if self._on_list() and self._parts.presenter.turn(by):
            self._parts.list.narrowed.emit()

    def _on_list(self) -> bool:
        return not self._hands.is_on_entry() and self._hands.form() is None
