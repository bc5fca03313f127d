"""The box for a number: typed, or scanned into it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.handover.side_presenter import Found, SidePresenter
from wenling_desk.ui.page import Frame
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.search_line import SearchLine
from wenling_desk.use_cases.handover_views import CASE, LIST

OnFound = Callable[[Found, bool], object]


class NumberBox(QWidget):
    """Looks up what a number belongs to and gives it to ``on_found``, with whether it was scanned; a number this desk
    can do nothing with gets its own sentence and stays to be mended."""

    def __init__(self, frame: Frame, presenter: SidePresenter, on_found: OnFound) -> None:
        super().__init__()
        self._frame = frame
        self._presenter = presenter
        self._on_found = on_found
        texts = frame.kit.texts
        self.line = SearchLine(texts("handover.page.box"), texts("handover.page.box_name"))
        self.line.returnPressed.connect(self.take)
        self.button = KeyButton(frame.kit, texts("handover.page.find"), "Enter")
        self.button.clicked.connect(self.take)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(frame.kit.theme.space("small"))
        row.addWidget(self.line, 1)
        row.addWidget(self.button)

    def focus(self) -> None:
        """Ready to type over what stands there."""
        self.line.setFocus()
        self.line.selectAll()

    def take(self) -> None:
        """What stands in the box."""
        if typed := self.line.text().strip():
            self.look_up(typed, scanned=False)

    def look_up(self, text: str, *, scanned: bool) -> None:
        """What a number belongs to."""

        def found(each: Found) -> None:
            if each.scanned.kind in (LIST, CASE):
                self.line.clear()
                self._on_found(each, scanned)
            else:
                self.line.selectAll()
                self._frame.tell(Notice(self._presenter.against(each.scanned)))

        self._presenter.look_up(text, found, self._frame.tell_told)
