"""A question whose long options take a second line instead of running out of a narrow panel."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractButton

from wenling_desk.ui.widgets.labels import plain
from wenling_desk.ui.widgets.questions import QuestionGroup

LEAST_INDENT = 24
LEAST_WIDTH = 80


class WrappingQuestion(QuestionGroup):
    """As ``QuestionGroup``; the words of an option are broken to the width there is. Screen readers hear them whole."""

    def minimumSizeHint(self) -> QSize:
        """A long option is no reason for a wide panel."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        buttons = self.findChildren(QAbstractButton)
        indent = min((button.x() for button in buttons), default=0)
        for button in buttons:
            _wrap(button, event.size().width() - max(indent, LEAST_INDENT))


def _wrap(button: QAbstractButton, width: int) -> None:
    """Break a button's words so that it is no wider than ``width`` pixels, mark and margins included."""
    metrics, words = QFontMetrics(button.font()), button.accessibleName()
    shown = max(metrics.horizontalAdvance(line) for line in button.text().replace("&&", "&").split("\n"))
    margins = button.sizeHint().width() - shown
    wrapped = plain("\n".join(broken(words, metrics, max(LEAST_WIDTH, width - margins))))
    if wrapped != button.text():
        button.setText(wrapped)


def broken(words: str, metrics: QFontMetrics, width: int) -> Iterator[str]:
    """Lines no wider than ``width`` pixels, as full as they go."""
    line = ""
    for character in words:
        if line and metrics.horizontalAdvance(line + character) > width:
            yield line
            line = ""
        line += character
    yield line
