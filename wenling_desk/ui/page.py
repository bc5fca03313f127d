"""What a page is to the frame, and the frame to a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from wenling_desk.ui.actions import ActionRegistry, DeskAction
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.use_cases.changes import Changes


class Page(QWidget):
    """A page of the desk. The frame calls; a page overrides what it needs.

    A page is made once, when it is first gone to, and kept: what belongs to one person must go in ``on_leave`` or with
    the act that ends it.
    """

    page_id = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def title(self) -> str:
        """The name of the place, for the window's title and the help."""
        raise NotImplementedError

    def help_words(self) -> str:
        """What the place is for (F1)."""
        return ""

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """The page comes to the top; the arguments are those given to ``Frame.go``."""

    def on_again(self) -> None:
        """The page's own key was pressed while it is on top: on a page that answers, the next person asks."""

    def on_leave(self) -> str:
        """The page is about to be left; a reason in words keeps it on top. Drafts are saved here, never thrown away."""
        return ""

    def on_changes(self, _changes: Changes) -> None:
        """Something was written, perhaps by this page (its ``initiator``). Refresh only what is in the set."""

    def on_back(self) -> bool:
        """Esc: one step back inside the page; ``False`` when there is none and the page itself may be left."""
        return False

    def on_scan(self, _text: str) -> bool:
        """A scan arrived; ``False`` when it means nothing here."""
        return False

    def open_case(self) -> str:
        """Why the next person cannot be called now (the case on the table, in words); empty when nothing is open."""
        return ""

    def desk_actions(self) -> Sequence[DeskAction]:
        """What keys do while the page is on top; asked each time it comes there. (``actions`` is Qt's own.)"""
        return ()

    def first_focus(self) -> QWidget | None:
        """Where the keys go when the page comes to the top; ``None`` leaves the focus where it was."""
        return None


class Frame(Protocol):
    """What a page may ask of the frame around it."""

    kit: Kit
    registry: ActionRegistry

    def go(self, page_id: str, **arguments: object) -> bool:
        """Bring a page to the top; ``False`` where it does not exist or the present one does not let go."""
        ...

    def tell(self, notice: Notice) -> None:
        """Show a notice."""
        ...

    def tell_told(self, told: Told) -> None:
        """Show a refusal, trouble or defect as a notice; a defect comes with the offer of the report file."""
        ...

    def confirm(self, sentence: str, verb: str, act: Callable[[], object]) -> None:
        """Open the strip before an act that cannot be undone."""
        ...

    def turn_to_applicant(
        self, surface: QWidget, on_closed: Callable[[], object] | None = None, *, lock_after: bool = False
    ) -> None:
        """Cover the desk with a surface for the applicant until it emits ``closed``; with ``lock_after`` the clerk's
        password opens the desk again.
        """
        ...

    def refresh_actions(self) -> None:
        """The reasons against actions may have changed."""
        ...


@dataclass(frozen=True, slots=True)
class PageDescriptor:
    """A page this build has. ``build`` is called when the page is first gone to.

    ``text_key`` names it in the rail and palette; ``group`` 0 are the counter's pages, 1 those by role. Pages with
    ``in_rail`` False are gone to by others (a record, a preview), and from the palette where they have ``words`` or
    ``keys``. ``keys`` go there from anywhere.
    """

    page_id: str
    text_key: str
    build: Callable[[Frame], Page]
    group: int = 0
    keys: tuple[str, ...] = ()
    in_rail: bool = True
    words: tuple[str, ...] = ()
