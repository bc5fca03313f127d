"""The papers of an act as they would be printed now, beside the page that makes them. Rendered when the hand rests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.pdf_preview import PdfPreview

REST_MS = 350
"""The preview follows when nothing was typed for so long."""

Ask = Callable[[Callable[[Sequence[RehearsedPaper]], None], Callable[[Told], None]], None]


class PaperPreview(QWidget):
    """One paper at a time; with several, a button for each."""

    def __init__(self, kit: Kit, tools: CounterTools, ask: Ask, parent: QWidget | None = None) -> None:
        """``ask`` is given where papers go and where a refusal goes; it may answer later or not at all."""
        super().__init__(parent)
        self._kit = kit
        self._tools = tools
        self._ask = ask
        self._papers: tuple[RehearsedPaper, ...] = ()
        self._at = 0
        self._asked = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.look)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(kit.theme.space("hair"))
        self._reason = PlainLabel("", "warning", wrap=True)
        self.sheet = PdfPreview(kit, kit.texts("acceptance.notice.preview"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(PlainLabel(kit.texts("acceptance.notice.preview"), "heading"))
        column.addLayout(self._buttons)
        column.addWidget(self._reason)
        column.addWidget(self.sheet, 1)
        self._reason.hide()

    def refresh(self) -> None:
        """Something changed: look again soon."""
        self._rest.start()

    def look(self) -> None:
        """Ask for the papers now."""
        self._rest.stop()
        self._asked += 1
        question = self._asked
        self._ask(lambda papers: self._show(question, papers), lambda told: self._tell(question, told.sentence))

    def papers(self) -> tuple[RehearsedPaper, ...]:
        """What is shown."""
        return self._papers

    def say(self, sentence: str) -> None:
        """Why there is nothing to see."""
        self._reason.setText(sentence)
        self._reason.setVisible(bool(sentence))

    def _tell(self, question: int, sentence: str) -> None:
        """What is shown must be what would be printed: without papers there is no picture either."""
        if question == self._asked:
            self._show(question, ())
            self.say(self._kit.texts("acceptance.notice.no_preview", reason=sentence))

    def _show(self, question: int, papers: Sequence[RehearsedPaper]) -> None:
        if question != self._asked:
            return
        self.say("")
        self._papers = tuple(papers)
        self._at = min(self._at, max(0, len(papers) - 1))
        while (slot := self._buttons.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        if len(papers) > 1:
            for at, paper in enumerate(papers):
                button = KeyButton(self._kit, self._kit.texts(f"case.paper.{paper.kind}"), look="link")
                button.clicked.connect(lambda _=False, at=at: self._turn_to(at))
                self._buttons.addWidget(button)
            self._buttons.addStretch()
        self._turn_to(self._at)

    def _turn_to(self, at: int) -> None:
        if not self._papers:
            self.sheet.show_pages(())
            return
        self._at = at
        question = self._asked

        def give(pages: Sequence[Any]) -> None:
            if question == self._asked and at == self._at:
                self.sheet.show_pages(pages)

        self._tools.show_pages(self._papers[at].pdf, give, lambda told: self._tell(question, told.sentence))
