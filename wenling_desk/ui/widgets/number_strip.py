"""After the act: the paper's number, large, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, StatusChip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class NumberStrip(QFrame):
    """The number as the applicant will ask for it, the printer's state beside it, the next acts as buttons."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("panel", "done")
        self._title = PlainLabel("", "heading")
        self._number = PlainLabel("", "number")
        self._detail = PlainLabel("", "hint", wrap=True)
        self._printing = StatusChip(kit, Chip(""))
        words = QVBoxLayout()
        words.setSpacing(kit.theme.space("hair"))
        words.addWidget(self._title)
        line = QHBoxLayout()
        line.setSpacing(kit.theme.space("medium"))
        line.addWidget(self._number)
        line.addWidget(self._printing)
        line.addStretch()
        words.addLayout(line)
        words.addWidget(self._detail)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(kit.theme.space("small"))
        row = QHBoxLayout(self)
        side, top = kit.theme.space("large"), kit.theme.space("medium")
        row.setContentsMargins(side, top, side, top)
        row.addLayout(words, 1)
        row.addLayout(self._acts)
        self.hide()

    def show_number(self, title: str, number: str, detail: str = "", acts: Sequence[KeyButton] = ()) -> None:
        """Show a new number; the first act takes the focus."""
        self._title.setText(title)
        self._number.setText(number)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{title} {number}")
        self._printing.set_chip(Chip(""))
        while (slot := self._acts.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        for act in acts:
            self._acts.addWidget(act)
            act.show()
        self.show()
        if acts:
            acts[0].setFocus()

    def number(self) -> str:
        """The number shown."""
        return self._number.shown()

    def set_printing(self, chip: Chip) -> None:
        """Printed, printing, or why not."""
        self._printing.set_chip(chip)
