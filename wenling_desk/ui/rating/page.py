"""The page from which 评价屏 is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.rating.presenter import RatingPresenter, RatingTools
from wenling_desk.ui.rating.screen import RatingScreen
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.labels import PlainLabel


def rating_descriptor(make_tools: Callable[[Frame], RatingTools]) -> PageDescriptor:
    """评价屏, found in the palette: it is opened once, on the screen that stands before the applicants."""
    return PageDescriptor(
        "rating",
        "rating.title",
        lambda frame: RatingDoor(frame, make_tools(frame)),
        group=1,
        in_rail=False,
        words=("pingjiaping", "pjp", "haochaping"),
    )


class RatingDoor(Page):
    """What opening it means, and the one key that does it."""

    page_id = "rating"

    def __init__(self, frame: Frame, tools: RatingTools) -> None:
        super().__init__()
        self._frame, self._tools = frame, tools
        texts, space = frame.kit.texts, frame.kit.theme.space
        self.button = KeyButton(frame.kit, texts("rating.open"), "Enter", "primary")
        self.button.clicked.connect(self.open)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("broad"), space("medium"), space("broad"), space("medium"))
        column.setSpacing(space("medium"))
        column.addWidget(PlainLabel(texts("rating.title"), "title"))
        column.addWidget(PlainLabel(texts("rating.door"), wrap=True))
        column.addWidget(PlainLabel(texts("rating.door_codes"), wrap=True))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def title(self) -> str:
        """评价屏."""
        return self._frame.kit.texts("rating.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._frame.kit.texts("rating.help")

    def first_focus(self) -> QWidget:
        """Enter opens it."""
        return self.button

    def desk_actions(self) -> Sequence[DeskAction]:
        """Opening it."""
        return (DeskAction("open_rating_screen", "rating.open", self.open, keys=("Enter",), primary=True),)

    def open(self) -> None:
        """Cover the desk; coming back asks for the clerk's password."""
        screen = RatingScreen(self._frame.kit, RatingPresenter(self._tools))
        self._frame.turn_to_applicant(screen, lock_after=True)
