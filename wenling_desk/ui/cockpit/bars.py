"""The bars over the charts: pages, period, day, halls; and the strip of exports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.search_line import SearchLine

DAY_WIDTH = 110
CHOSEN_MARK = "● "


class Switch(QWidget):
    """Buttons of which one is chosen: filled, with a mark before its word, and said so."""

    chosen = Signal(int)

    def __init__(self, kit: Kit, names: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._names = [name for name, _ in names]
        self._kit = kit
        self.buttons = [KeyButton(kit, name, hint, "flat") for name, hint in names]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("hair"))
        for at, button in enumerate(self.buttons):
            button.clicked.connect(partial(self.chosen.emit, at))
            row.addWidget(button)
        self.at = -1

    def mark(self, at: int) -> None:
        """Show which one is chosen."""
        if at == self.at:
            return
        self.at = at
        for place, (button, name) in enumerate(zip(self.buttons, self._names, strict=True)):
            button.set_verb(f"{CHOSEN_MARK}{name}" if place == at else name)
            button.set_look("normal" if place == at else "flat")


class TabBar(Switch):
    """The pages, each with its key."""

    def __init__(self, kit: Kit, names: Sequence[str]) -> None:
        super().__init__(kit, [(name, f"Alt+{at + 1}") for at, name in enumerate(names)])
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.addStretch(1)


class WhenBar(QWidget):
    """Period, the day it ends with, the column of halls."""

    chosen = Signal(int)
    day_typed = Signal(str)
    column_wanted = Signal()

    def __init__(self, kit: Kit, periods: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._kit = kit
        texts = kit.texts
        self.periods = Switch(kit, periods)
        self.periods.chosen.connect(self.chosen)
        self.day = DayLine(texts("cockpit.period.on_hint"), texts("cockpit.act.on"))
        self.day.setFixedWidth(kit.theme.scaled(DAY_WIDTH))
        self.day.entered.connect(lambda: self.day_typed.emit(self.day.text()))
        self._fault = PlainLabel("", "fault")
        self._fault.hide()
        self.halls = KeyButton(kit, texts("cockpit.column.act", column=""), "F9")
        self.halls.clicked.connect(self.column_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self.periods)
        label = PlainLabel(texts("cockpit.period.on"), "label")
        row.addWidget(label)
        row.addWidget(self.day)
        row.addWidget(PlainLabel("F3", "hint"))
        row.addWidget(self.halls)
        row.addWidget(self._fault)
        row.addStretch(1)
        self.right = QHBoxLayout()
        self.right.setSpacing(kit.theme.space("small"))
        row.addLayout(self.right)

    def show_state(self, chosen: int, day: str, column: str) -> None:
        """What is looked at now; a day being typed is left alone."""
        self.periods.mark(chosen)
        if not self.day.hasFocus():
            self.day.setText(day)
            self.say_fault("")
        self.halls.set_verb(self._kit.texts("cockpit.column.act", column=column))

    def say_fault(self, fault: str) -> None:
        """What is wrong with the day, beside it."""
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.day.setAccessibleDescription(fault)

    def focus_day(self) -> None:
        """To the day."""
        self.day.setFocus()
        self.day.selectAll()


class DayLine(SearchLine):
    """A day to look at; Enter goes there."""

    entered = Signal()

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__(placeholder, name, 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As lines do, and Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class ExportStrip(Panel):
    """What can be exported, a button each."""

    chosen = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.texts("cockpit.export.heading"), hint="Esc")
        self._kit = kit
        self._row = QHBoxLayout()
        self._row.setSpacing(kit.theme.space("small"))
        self.body.addLayout(self._row)
        self.buttons: list[KeyButton] = []

    def show_choices(self, names: Sequence[str]) -> None:
        """A button for each."""
        while (place := self._row.takeAt(0)) is not None:
            if (widget := place.widget()) is not None:
                widget.deleteLater()
        self.buttons = []
        for at, name in enumerate(names):
            button = KeyButton(self._kit, name, "", "primary" if at == 0 else "normal")
            button.clicked.connect(partial(self.chosen.emit, at))
            self.buttons.append(button)
            self._row.addWidget(button)
        self._row.addStretch(1)

    def focus_first(self) -> None:
        """To the first button."""
        if self.buttons:
            self.buttons[0].setFocus()
