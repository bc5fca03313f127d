"""The first line of the record page."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel


class HeadlineBar(QWidget):
    """Name, number, whose it is (masked), marks and remarks."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._title = PlainLabel("", "title")
        self._number = PlainLabel("", "strong")
        self._applicant = PlainLabel("", "strong")
        self._remarks = ElidedLabel("", "hint")
        self._marks = QHBoxLayout()
        self._marks.setSpacing(kit.theme.space("hair"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("medium"))
        for widget in (self._title, self._number, self._applicant):
            row.addWidget(widget)
        row.addLayout(self._marks)
        row.addWidget(self._remarks, 1)

    def show_headline(self, sheet: RecordSheet) -> None:
        """Show another record."""
        head, texts = sheet.headline, self._kit.texts
        self._title.setText(head.title)
        self._number.setText(head.number)
        self._number.setVisible(bool(head.number))
        self._applicant.setText(head.applicant)
        self._applicant.setVisible(bool(head.applicant))
        self._remarks.setText(texts("record.head.joined").join(head.remarks))
        self._drop_marks()
        own = texts("record.mark.own" if sheet.own else "record.mark.other")
        for word, tone in (*head.marks, (own, "quiet")):
            # With its parent from the start: the bar may be on the screen already.
            self._marks.addWidget(StatusChip(self._kit, Chip(word, Tone(tone)), self))

    def clear(self) -> None:
        """Nothing of the record before stays."""
        for label in (self._title, self._number, self._applicant, self._remarks):
            label.setText("")
        self._drop_marks()

    def marks(self) -> tuple[str, ...]:
        """The words of the marks on the screen."""
        return tuple(chip.chip.word for chip in self.findChildren(StatusChip) if chip.isVisible())

    def _drop_marks(self) -> None:
        while (slot := self._marks.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
