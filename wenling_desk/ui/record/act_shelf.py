"""The acts at the bottom of the record page: those of its workflow in a row, the ever possible ones beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class ActShelf(QWidget):
    """Buttons by act; the next natural one stands out. Reasons stand beneath, each said once."""

    def __init__(
        self,
        kit: Kit,
        row: Sequence[tuple[str, str, str]],
        aside: Sequence[tuple[str, str, str]],
        start: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        """``row`` and ``aside`` are acts with verb and key hint; ``start`` is called with the act."""
        super().__init__(parent)
        self._buttons: dict[str, KeyButton] = {}
        self._joined = kit.texts("record.joined")
        gap = kit.theme.space("small")
        main, side = FlowLayout(gap, gap), FlowLayout(0, 0)
        for layout, acts, look in ((main, row, "normal"), (side, aside, "flat")):
            for act, verb, hint in acts:
                button = KeyButton(kit, verb, hint, look)
                button.clicked.connect(lambda _=False, act=act: start(act))
                button.hide()
                self._buttons[act] = button
                layout.addWidget(button)
        self._row = tuple(act for act, _, _ in row)
        self._reasons = PlainLabel("", "hint", wrap=True)
        self._reasons.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._nothing = PlainLabel(kit.texts("record.act.none"), "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(self._nothing)
        column.addLayout(main)
        column.addLayout(side)
        column.addWidget(self._reasons)

    def show_acts(self, reasons: dict[str, str], natural: str, sentences: Sequence[str]) -> None:
        """Show the acts named, each with the reason against it; ``sentences`` are those reasons for reading."""
        for act, button in self._buttons.items():
            button.setVisible(act in reasons)
            button.set_reason(reasons.get(act, ""))
            if act in self._row:
                button.set_look("primary" if act == natural else "normal")
        self._reasons.setText(self._joined.join(sentences))
        self._reasons.setVisible(bool(sentences))
        self._nothing.setVisible(not any(act in reasons for act in self._row))

    def button(self, act: str) -> KeyButton:
        """The button of an act; raises ``KeyError``."""
        return self._buttons[act]

    def reasons(self) -> str:
        """The reasons as shown."""
        return self._reasons.shown()


def key_hint(keys: Sequence[str]) -> str:
    """The first key of an act as its button shows it."""
    return keys[0].replace("Shift+F", "⇧F") if keys else ""
