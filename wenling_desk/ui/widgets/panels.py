"""Lines instead of shadows: sheets of paper on the ground, and what stands where there is nothing yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.chips import Chip, StatusChip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel


class Panel(QFrame):
    """A sheet with a heading line: name, remark, and at the right the key that jumps to it.

    Put content into ``body``.
    """

    def __init__(
        self, kit: Kit, heading: str = "", remark: str = "", hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", "sheet")
        side, top = kit.theme.space("large"), kit.theme.space("medium")
        column = QVBoxLayout(self)
        column.setContentsMargins(side, top, side, top)
        column.setSpacing(kit.theme.space("small"))
        self._heading = PlainLabel(heading, "heading")
        self._remark = PlainLabel(remark, "hint")
        self._hint = PlainLabel(hint, "hint")
        self.heading_row = QHBoxLayout()
        self.heading_row.setSpacing(kit.theme.space("small"))
        self.heading_row.addWidget(self._heading)
        self.heading_row.addWidget(self._remark)
        self.heading_row.addStretch()
        self.heading_row.addWidget(self._hint)
        if heading:
            column.addLayout(self.heading_row)
            self.setAccessibleName(heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(kit.theme.space("small"))
        column.addLayout(self.body, 1)

    def set_heading(self, heading: str, remark: str = "") -> None:
        """Change the heading line."""
        self._heading.setText(heading)
        self._remark.setText(remark)
        self.setAccessibleName(heading)


class PageHead(QWidget):
    """The line over a page: its name, a chip, what matters now, and at the right a hint or the page's own buttons
    (``right``).
    """

    def __init__(self, kit: Kit, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel(title, "title")
        self._chip = StatusChip(kit, Chip(""))
        self._remark = ElidedLabel("", "label")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("medium"))
        row.addWidget(self._title)
        row.addWidget(self._chip)
        row.addWidget(self._remark, 1)
        self._hint = PlainLabel("", "hint")
        row.addWidget(self._hint)
        self.right = QHBoxLayout()
        self.right.setSpacing(kit.theme.space("small"))
        row.addLayout(self.right)
        self.setMinimumHeight(kit.theme.row_height)

    def say(self, title: str, remark: str = "", hint: str = "", chip: Chip | None = None) -> None:
        """Change the words."""
        self._title.setText(title)
        self._remark.setText(remark)
        self._hint.setText(hint)
        self._chip.set_chip(chip or Chip(""))


class Section(QWidget):
    """A heading and its content inside a panel, with a line above."""

    def __init__(self, kit: Kit, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, kit.theme.space("small"), 0, 0)
        column.setSpacing(kit.theme.space("small"))
        column.addWidget(Rule())
        column.addWidget(PlainLabel(heading, "heading"))
        self.body = QVBoxLayout()
        self.body.setSpacing(kit.theme.space("hair"))
        column.addLayout(self.body)
        self.setAccessibleName(heading)


class Rule(QFrame):
    """A thin line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "rule")
        self.setFixedHeight(1)


class EmptyState(QWidget):
    """What will appear here, said where there is nothing yet."""

    def __init__(self, kit: Kit, sentence: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[kit.theme.space("wide")] * 4)
        column.setSpacing(kit.theme.space("hair"))
        column.addStretch()
        self._lines = (PlainLabel(wrap=True), PlainLabel("", "hint", wrap=True))
        for line in self._lines:
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(line)
        column.addStretch()
        self.say(sentence, detail)

    def say(self, sentence: str, detail: str = "") -> None:
        """Change the words."""
        for line, text in zip(self._lines, (sentence, detail), strict=True):
            line.setText(text)
            line.setVisible(bool(text))


def scrolled_column(widgets: Sequence[QWidget], space: int) -> QScrollArea:
    """Panels one under the other, as high as their content, in a column that scrolls where there is no room."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space)
    for widget in widgets:
        column.addWidget(widget)
    # With a weight of its own the spacer alone takes what is left; panels stay as high as their content.
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
