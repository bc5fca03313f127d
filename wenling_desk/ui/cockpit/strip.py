"""口径: how the figure in focus is made, always in view."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from wenling_desk.ui.cockpit.presenter import About
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel


class MakingStrip(QFrame):
    """Two lines: what is said and the formula; what it is counted over, by whose rule, which edition, up to when."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("panel", "sheet")
        space = kit.theme.space
        self._words = ElidedLabel()
        self._formula = ElidedLabel("", "label")
        self._base = ElidedLabel("", "hint")
        self._source = ElidedLabel("", "hint")
        self._hint = PlainLabel("", "hint")
        self._start = kit.texts("cockpit.strip.start")
        column = QVBoxLayout(self)
        column.setContentsMargins(space("large"), space("hair"), space("large"), space("hair"))
        column.setSpacing(2)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(space("large"))
            column.addLayout(row)
        upper.addWidget(self._words, 3)
        upper.addWidget(self._formula, 5)
        upper.addWidget(self._hint)
        lower.addWidget(self._base, 1)
        lower.addWidget(self._source, 1)
        self.say(None)

    def say(self, about: About | None) -> None:
        """Change the words."""
        told = about or About(self._start)
        self._words.setText(told.words)
        self._formula.setText(told.formula)
        self._formula.setVisible(bool(told.formula))
        self._base.setText(told.base)
        self._source.setText(told.source)
        self._hint.setText(told.hint)
        self.setAccessibleName(self.words())

    def words(self) -> str:
        """All of it, as read out."""
        labels = (self._words, self._formula, self._base, self._source)
        return " ".join(label.shown() for label in labels if label.shown())
