"""The page 取件."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.collecting.collect_presenter import CollectPresenter
from wenling_desk.ui.collecting.collect_view import CollectView
from wenling_desk.ui.collecting.hand_panel import OWN
from wenling_desk.ui.collecting.notices_view import NoticesView
from wenling_desk.ui.collecting.shelving_view import ShelvingView
from wenling_desk.ui.collecting.tools import CollectingTools
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.record.scans import scanned_number
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.search_line import AskBox
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

KEY = "Ctrl+G"
COLLECT, SHELVE, NOTICES = "collect", "shelve", "notices"


@dataclass(frozen=True, slots=True)
class CollectingNeeds:
    """What the page is given. ``open_record`` opens a case, with what is known of one another desk holds."""

    tools: CollectingTools
    open_record: Callable[[str, str], None]


def collecting_descriptor(make_needs: Callable[[Frame], CollectingNeeds]) -> PageDescriptor:
    """取件, reached from anywhere by Ctrl+G."""
    return PageDescriptor(
        "collecting",
        "collecting.title",
        lambda frame: CollectingPage(frame, make_needs(frame)),
        keys=(KEY,),
        words=("qujian", "qj", "shangjia", "tongzhi"),
    )


class CollectingPage(Page):
    """One box; beneath it 取件 (F3), 上架 (F5) or 待通知 (F6)."""

    page_id = "collecting"

    def __init__(self, frame: Frame, needs: CollectingNeeds) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._needs = needs
        self._returning = False
        self.mode = COLLECT
        tools = needs.tools
        carriers = tuple(carrier.name for carrier in tools.rules.carriers)
        self.collect = CollectView(frame, CollectPresenter(tools), carriers, self._open_record, self._focus_box)
        self.shelve = ShelvingView(frame.kit, tools)
        self.notices = NoticesView(frame, tools)
        self._make_parts()
        self._lay_out()
        self._show_mode(COLLECT)

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.box = AskBox()
        self.box.returnPressed.connect(self.enter_typed)
        self.box.down.connect(self._to_found)
        self.buttons = {
            COLLECT: KeyButton(kit, texts("collecting.mode.collect"), "F3"),
            SHELVE: KeyButton(kit, texts("collecting.mode.shelve"), "F5"),
            NOTICES: KeyButton(kit, texts("collecting.mode.notices"), "F6"),
        }
        for mode, button in self.buttons.items():
            button.clicked.connect(lambda _=False, mode=mode: self.show_mode(mode))
        self._views = QStackedWidget()
        for view in (self.collect, self.shelve, self.notices):
            self._views.addWidget(view)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("collecting.title"), "title"))
        head.addWidget(self.box, 1)
        self._instead = QWidget()
        head.addWidget(self._instead, 1)
        for button in self.buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(self._views, 1)
        panel = self.collect.panel
        tab_through(
            self.box, self.collect.table, self.collect.lying, panel.table, panel.who, panel.receiver,
            panel.relation, panel.proof, panel.slip, panel.checks, panel.go, panel.send, panel.locker,
            panel.move_button, panel.back, panel.open, panel.print,
        )  # fmt: skip

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """取件."""
        return self._texts("collecting.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("collecting.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """An empty box; back from the case just opened, what was there before it. ``mode`` and ``scan`` say what is
        wanted."""
        if self._returning:
            self._returning = False
            self.collect.read_again()
            return
        self.show_mode(str(arguments.get("mode", COLLECT)))
        if scan := str(arguments.get("scan", "")):
            self.on_scan(scan)

    def on_leave(self) -> str:
        """Nothing of this person stays, unless it is their case that is opened now."""
        if not self._returning:
            self.collect.presenter.forget()
            self.collect.panel.forget()
            self.notices.forget()
            self.box.clear()
        return ""

    def on_changes(self, changes: Changes) -> None:
        """Something was written: the lists in view follow."""
        if not self.isVisible() or not (changes.worklists or changes.records):
            return
        if self.mode == NOTICES:
            self.notices.presenter.read()
        elif self.mode == SHELVE:
            self.shelve.presenter.look()
        elif self.collect.presenter.results is None or self.collect.presenter.concerns(changes):
            self.collect.read_again()

    def on_scan(self, text: str) -> bool:
        """A slip or a licence: onto the pile while shelving, else whose it is."""
        written = scanned_number(text) or text.strip()
        if not written:
            return False
        if self.mode == SHELVE:
            self.shelve.presenter.scan(written)
        else:
            self.show_mode(COLLECT)
            self._find(written)
        return True

    def on_back(self) -> bool:
        """Esc: one step back inside the view, then to 取件, then out."""
        back = {COLLECT: self.collect.back, SHELVE: self.shelve.back, NOTICES: self.notices.back}[self.mode]
        if self.box.text() and self.mode == SHELVE:
            self.box.clear()
        elif not back():
            if self.mode == COLLECT:
                return False
            self.show_mode(COLLECT)
        self._frame.refresh_actions()
        return True

    def first_focus(self) -> QWidget | None:
        """The list of notices, else the box: what is typed is the next person's and replaces what stands there."""
        if self.mode == NOTICES:
            return self.notices.table
        self.box.selectAll()
        return self.box

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        view, panel = self.collect, self.collect.panel
        return (
            DeskAction("collecting-collect", "collecting.mode.collect", lambda: self.show_mode(COLLECT), ("F3",)),
            DeskAction("collecting-shelve", "collecting.mode.shelve", lambda: self.show_mode(SHELVE), ("F5",)),
            DeskAction("collecting-notices", "collecting.mode.notices", lambda: self.show_mode(NOTICES), ("F6",)),
            DeskAction("collecting-open", "collecting.act.open", view.open_case, ("F4",), self._nobody),
            DeskAction("collecting-print", "collecting.act.print", view.print_notice, ("Ctrl+P",), self._nobody),
            DeskAction(
                "collecting-own", "collecting.who.own", lambda: panel.choose_who(OWN), ("Alt+1",), self._nobody
            ),
            DeskAction("collecting-proxy", "collecting.who.proxy", view.choose_proxy, ("Alt+2",), self._nobody),
            DeskAction("collecting-lost", "collecting.slip.lost", panel.lose_slip, ("Alt+3",), self._nobody),
            DeskAction("collecting-send", "collecting.act.send", panel.send.click, ("Alt+K",), self._of(panel.send)),
            DeskAction(
                "collecting-locker", "collecting.act.locker", view.put_in_locker, ("Alt+G",), self._of(panel.locker)
            ),
            DeskAction(
                "collecting-move", "collecting.act.move", panel.move_button.click, ("Alt+M",),
                self._of(panel.move_button),
            ),
            DeskAction("collecting-back", "collecting.act.back", panel.back.click, ("Alt+B",), self._of(panel.back)),
        )  # fmt: skip

    def _of(self, button: KeyButton) -> Callable[[], str]:
        return lambda: self._nobody() or button.reason

    def _nobody(self) -> str:
        if self.mode == COLLECT and self.collect.presenter.results is not None:
            return ""
        return self._texts("collecting.against.nobody")

    # -- the box ---------------------------------------------------------------------------------

    def show_mode(self, mode: str) -> None:
        """Go to one of the views; the box is ready for the next number."""
        self.collect.presenter.forget()
        self.collect.panel.forget()
        self.notices.forget()
        self.box.clear()
        self._show_mode(mode if mode in self.buttons else COLLECT)
        if self.isVisible() and (focus := self.first_focus()) is not None:
            focus.setFocus()
        self._frame.refresh_actions()

    def _show_mode(self, mode: str) -> None:
        self.mode = mode
        view = {COLLECT: self.collect, SHELVE: self.shelve, NOTICES: self.notices}[mode]
        self._views.setCurrentWidget(view)
        for name, button in self.buttons.items():
            button.set_look("primary" if name == mode else "normal")
        said = {COLLECT: "collecting.box", SHELVE: "collecting.shelve.box"}.get(mode, "")
        self.box.setVisible(bool(said))
        self._instead.setVisible(not said)
        if said:
            self.box.setPlaceholderText(self._texts(said))
            self.box.setAccessibleName(self._texts(said))
        if mode == COLLECT:
            self.collect.show_shelves()
        elif mode == SHELVE:
            self.shelve.enter()
        else:
            self.notices.enter()

    def enter_typed(self) -> None:
        """Enter in the box does what a scan does."""
        typed = self.box.text()
        if not typed.strip():
            return
        if self.mode == SHELVE:
            self.shelve.presenter.scan(scanned_number(typed) or typed)
            self.box.clear()
        else:
            self._find(scanned_number(typed) or typed)

    def _find(self, typed: str) -> None:
        self.box.setText(self.collect.presenter.find(typed, self.collect.show_found, self._frame.tell_told))
        self.box.selectAll()

    def _focus_box(self) -> None:
        if self.isVisible() and self.mode != NOTICES:
            self.box.setFocus()
            self.box.selectAll()

    def _to_found(self) -> None:
        part = self.collect.table if self.collect.table.isVisibleTo(self) else self.collect.lying
        if self.mode == SHELVE:
            part = self.shelve.table
        part.setFocus()

    def _open_record(self, record_id: str, known: str) -> None:
        self._returning = True
        self._needs.open_record(record_id, known)
