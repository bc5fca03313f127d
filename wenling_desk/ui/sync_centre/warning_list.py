"""The standing warnings over a page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class WarningList(QFrame):
    """The standing warnings, one line each; nothing where there is none."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "notice")
        self.setProperty("kind", "refusal")
        self.setAccessibleName(kit.texts("sync.warnings"))
        self._column = QVBoxLayout(self)
        side = kit.theme.space("medium")
        self._column.setContentsMargins(side, kit.theme.space("hair"), side, kit.theme.space("hair"))
        self._column.setSpacing(kit.theme.space("hair"))
        self._shown: tuple[str, ...] = ()
        self.hide()

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show these instead."""
        if sentences == self._shown:
            return
        self._shown = sentences
        while (slot := self._column.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        for sentence in sentences:
            self._column.addWidget(PlainLabel(sentence, wrap=True))
        self.setVisible(bool(sentences))

    def sentences(self) -> tuple[str, ...]:
        """What stands there."""
        return self._shown
