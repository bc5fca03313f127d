"""The frame around the pages: top bar, rail, page stack, notices, the confirming strip, status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.ui.actions import FRAME, PAGE, ActionRegistry, DeskAction
from wenling_desk.ui.frame_clock import FrameClock
from wenling_desk.ui.leave_guard import LeaveGuard
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.theme import BASE_SIZE
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.chips import Chip
from wenling_desk.ui.widgets.confirm_strip import ConfirmStrip, Veil
from wenling_desk.ui.widgets.frame_bars import PracticeBanner, Rail, RailEntry, StatusField, StatusLine, TopBar
from wenling_desk.ui.widgets.help_panel import HelpPanel
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from wenling_desk.ui.widgets.page_room import PageRoom
from wenling_desk.ui.widgets.search_box import SearchBox, SearchHit
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import Clock

MOST_STEPS_BACK = 20
Search = Callable[[str, Callable[[Sequence[SearchHit]], None]], None]

KINDS = {
    ToldKind.REFUSAL: NoticeKind.REFUSAL,
    ToldKind.TROUBLE: NoticeKind.TROUBLE,
    ToldKind.DEFECT: NoticeKind.TROUBLE,
}


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What the frame says about the desk. ``place`` is hall, counter and clerk; ``next_page`` the page F2 opens."""

    hall_name: str
    place: str
    practice: bool = False
    next_page: str = "acceptance"


class MainWindow(QWidget):
    """The desk's window; implements ``Frame`` for the pages."""

    locking = Signal()
    """The clerk locks the desk, or it has been idle."""

    def __init__(
        self,
        kit: Kit,
        words: FrameWords,
        pages: Sequence[PageDescriptor],
        clock: Clock,
        search: Search | None = None,
        save_report: Callable[[], str] | None = None,
    ) -> None:
        """``pages`` are those of this build for this clerk; the first is the home. ``save_report`` writes the report
        file and returns where it lies.
        """
        super().__init__()
        self.kit = kit
        self.registry = ActionRegistry(self, kit.texts)
        self._words = words
        self._descriptors = {page.page_id: page for page in pages}
        self._search_more = search
        self._save_report = save_report
        self._pages: dict[str, Page] = {}
        self._history: list[str] = []
        self._surface: QWidget | None = None
        self._focus_before: QWidget | None = None
        self.setProperty("panel", "window")
        self.setWindowTitle(kit.texts("frame.program"))
        self.resize(*BASE_SIZE)
        self._make_parts(pages)
        self._lay_out()
        self.registry.set_layer(FRAME, self._frame_actions())
        self.registry.hindered.connect(self._tell_hindrance)
        self._time = FrameClock(kit.texts, clock, self.top.set_time, self)

    def _make_parts(self, pages: Sequence[PageDescriptor]) -> None:
        kit, texts = self.kit, self.kit.texts
        self.search = SearchBox(kit, texts("frame.search"), self._find)
        self.search.left.connect(self._focus_page)
        self.top = TopBar(kit, texts("frame.program"), self.search)
        self.top.set_place(self._words.place)
        entries = [
            RailEntry(page.page_id, texts(page.text_key), page.group, page.keys[0] if page.keys else "")
            for page in pages
            if page.in_rail
        ]
        self.rail = Rail(kit, entries, texts("frame.rail"))
        self.rail.chosen.connect(lambda page_id: self.go(page_id))
        self.notices = NoticeBar(kit)
        self.notices.dismissed.connect(self._focus_page)
        self.strip = ConfirmStrip(kit)
        self.strip.closed.connect(self._strip_closed)
        self.leaving = LeaveGuard(self.strip, texts("sync.leave.act"), self)
        self.help = HelpPanel(kit)
        self.help.closed.connect(self._focus_page)
        self.status = StatusLine(kit, texts("frame.status_help"))
        self._stack = QStackedWidget()
        self._veil = Veil(self.strip, self)

    def _lay_out(self) -> None:
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(self.notices)
        centre.addWidget(PageRoom(self._stack), 1)
        centre.addWidget(self.strip)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(centre, 1)
        middle.addWidget(self.help)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.top)
        if self._words.practice:
            body.addWidget(PracticeBanner(self.kit, self.kit.texts("frame.practice")))
        body.addLayout(middle, 1)
        body.addWidget(self.status)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._body)

    def _frame_actions(self) -> list[DeskAction]:
        actions = [
            DeskAction("help", "frame.act.help", self.show_help, ("F1",)),
            DeskAction("search", "frame.act.search", self._focus_search, ("Ctrl+K",), listed=False),
            DeskAction("back", "frame.act.back", self.go_back, ("Esc",), listed=False),
            DeskAction("lock", "frame.act.lock", self.locking.emit, ("Ctrl+L",)),
        ]
        if self._words.next_page in self._descriptors:
            actions.append(
                DeskAction("next_person", "frame.act.next_person", self._next_person, ("F2",), self._case_on_table)
            )
        for page in self._descriptors.values():
            if page.in_rail or page.keys or page.words:
                run = self._going(page.page_id)
                actions.append(DeskAction(f"go-{page.page_id}", page.text_key, run, page.keys, words=page.words))
        return actions

    def add_actions(self, more: Sequence[DeskAction]) -> None:
        """Further keys that work on every page."""
        self.registry.set_layer(FRAME, [*self._frame_actions(), *more])

    def _going(self, page_id: str) -> Callable[[], object]:
        def go() -> None:
            self.go(page_id)

        return go

    # What pages ask of the frame.

    def go(self, page_id: str, **arguments: object) -> bool:
        """Bring a page to the top. ``False``, with the reason as a notice, where the present one does not let go."""
        descriptor = self._descriptors.get(page_id)
        present = self.current_page()
        if descriptor is None or self._surface is not None or self.strip.is_open():
            return False
        if present is not None and present.page_id == page_id:
            if arguments:
                self._bring_up(present, arguments)
            else:
                present.on_again()
            self._focus_page()
            return True
        if present is not None:
            if reason := present.on_leave():
                self.tell(Notice(reason, NoticeKind.REFUSAL))
                return False
            self.notices.drop(NoticeKind.REFUSAL)
            others = [known for known in self._history if known not in (present.page_id, page_id)]
            self._history = [*others[-MOST_STEPS_BACK:], present.page_id]
        page = self._pages.get(page_id)
        if page is None:
            page = self._pages[page_id] = descriptor.build(self)
            page.page_id = page_id
            self._stack.addWidget(page)
        self._bring_up(page, arguments)
        return True

    def _bring_up(self, page: Page, arguments: dict[str, object]) -> None:
        self._stack.setCurrentWidget(page)
        self.rail.show_place(page.page_id)
        self.help.hide()
        page.on_enter(arguments)
        self.registry.set_layer(PAGE, page.desk_actions())
        title = self.kit.texts("frame.window_title", page=page.title(), program=self.kit.texts("frame.program"))
        self.setWindowTitle(title)
        self._focus_page()

    def tell(self, notice: Notice) -> None:
        """Show a notice."""
        self.notices.tell(notice)

    def tell_told(self, told: Told) -> None:
        """Show a refusal, trouble or defect; a defect comes with the offer of the report file."""
        if told.kind is ToldKind.DEFECT and self._save_report is not None:
            verb = self.kit.texts("frame.defect.report")
            self.tell(Notice(told.sentence, NoticeKind.TROUBLE, verb, self._report))
        else:
            self.tell(Notice(told.sentence, KINDS[told.kind]))

    def confirm(self, sentence: str, verb: str, act: Callable[[], object]) -> None:
        """Open the strip; until it is answered no other key does anything and the page takes no click."""
        self._focus_before = QApplication.focusWidget()
        self.registry.sleep(True)
        self._veil.cover(self._stack)
        self.strip.ask(sentence, verb, act)

    def turn_to_applicant(
        self, surface: QWidget, on_closed: Callable[[], object] | None = None, *, lock_after: bool = False
    ) -> None:
        """Cover the whole desk with ``surface`` until its signal ``closed``; then it is deleted."""
        self.cover(surface)

        def back() -> None:
            self.uncover()
            surface.deleteLater()
            if on_closed is not None:
                on_closed()
            if lock_after:
                self.locking.emit()

        surface.closed.connect(back)  # type: ignore[attr-defined]

    def refresh_actions(self) -> None:
        """The reasons against actions may have changed."""
        self.registry.refresh()

    # What the program asks of the frame.

    def cover(self, surface: QWidget) -> None:
        """Hide the desk behind a surface: masked values mask themselves, no key of the desk does anything."""
        self._focus_before = QApplication.focusWidget()
        self._surface = surface
        self.registry.sleep(True)
        self._layers.addWidget(surface)
        self._layers.setCurrentWidget(surface)
        surface.setFocus()

    def uncover(self) -> None:
        """Show the desk again."""
        if self._surface is not None:
            self._layers.setCurrentWidget(self._body)
            self._layers.removeWidget(self._surface)
            self._surface.hide()
            self._surface = None
            if self.strip.is_open():
                self.strip.setFocus()
            else:
                self.registry.sleep(False)
                self._give_focus_back()

    def is_covered(self) -> bool:
        """Whether the desk is locked or turned to the applicant."""
        return self._surface is not None

    def current_page(self) -> Page | None:
        """The page on top."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    def on_changes(self, changes: Changes) -> None:
        """Hand a change to every page that was opened."""
        for page in self._pages.values():
            page.on_changes(changes)
        self.registry.refresh()

    def on_scan(self, text: str) -> None:
        """A scan goes to the page on top; one that means nothing there is said, not lost silently."""
        page = self.current_page()
        if self._surface is None and not self.strip.is_open() and not (page is not None and page.on_scan(text)):
            self.tell(Notice(self.kit.texts("frame.scan_unknown"), NoticeKind.TELL))

    def set_link(self, chip: Chip) -> None:
        """Whether the centre can be reached."""
        self.top.set_link(chip)

    def set_status(self, fields: Sequence[StatusField]) -> None:
        """The fields of the status line."""
        self.status.set_fields(fields)

    def go_back(self) -> None:
        """Esc: one thing after the other, and never work thrown away."""
        page = self.current_page()
        if self.search.is_open() or self.search.hasFocus():
            self.search.close_list()
            self._focus_page()
        elif self.notices.dismiss():
            pass
        elif self.help.isVisible():
            self.help.hide()
            self._focus_page()
        elif not (page is not None and page.on_back()) and self._history:
            earlier = self._history[:-1]
            if self.go(self._history[-1]):
                self._history = earlier

    def show_help(self) -> None:
        """F1: what this place is for and the keys that work here; once more closes it."""
        page = self.current_page()
        if self.help.isVisible():
            self.help.hide()
            self._focus_page()
        elif page is not None:
            keys = [(action.hint, self.registry.name(action)) for action in self.registry.actions() if action.hint]
            self.help.show_help(page.title(), page.help_words(), keys)

    def may_close(self) -> bool:
        """Whether the window may close: the page on top is left as when going elsewhere, and may object; unsent work
        is said once."""
        page = self.current_page()
        reason = page.on_leave() if page is not None and self._surface is None else ""
        if reason:
            self.tell(Notice(reason, NoticeKind.REFUSAL))
            return False
        return self.leaving.allows(self._surface, self.confirm)

    def _find(self, text: str, give: Callable[[Sequence[SearchHit]], None]) -> None:
        kind = self.kit.texts("frame.search_function")
        functions = [
            SearchHit(kind, self.registry.name(action), self._triggering(action.action_id), hint=action.hint)
            for action in self.registry.matching(text)
        ]
        if self._search_more is None:
            give(functions)
        else:
            self._search_more(text, lambda hits: give([*functions, *hits]))

    def _triggering(self, action_id: str) -> Callable[[], object]:
        def trigger() -> None:
            self._focus_page()
            self.registry.trigger(action_id)

        return trigger

    def _case_on_table(self) -> str:
        reasons = (page.open_case() for page in self._pages.values())
        return next((reason for reason in reasons if reason), "")

    def _next_person(self) -> None:
        # What was said about the last person must not be read by the next.
        self.notices.clear()
        self.go(self._words.next_page, next_person=True)

    def _report(self) -> None:
        if self._save_report is not None:
            self.tell(Notice(self.kit.texts("frame.defect.saved", path=self._save_report())))

    def _tell_hindrance(self, act: str, reason: str) -> None:
        self.tell(Notice(self.kit.texts("frame.hindered", act=act, reason=reason), NoticeKind.REFUSAL))

    def _strip_closed(self) -> None:
        self._veil.hide()
        self.registry.sleep(False)
        self._give_focus_back()

    def _give_focus_back(self) -> None:
        before, self._focus_before = self._focus_before, None
        if before is not None and before.isVisible() and before.isEnabled():
            before.setFocus()
        else:
            self._focus_page()

    def _focus_page(self) -> None:
        page = self.current_page()
        target = page.first_focus() if page is not None else None
        if target is not None:
            target.setFocus()
        elif page is not None and page.focusWidget() is not None:
            page.focusWidget().setFocus()

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
