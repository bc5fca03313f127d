"""The parts around every page: top bar, rail, status line, practice banner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.chips import Chip, StatusChip
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel, plain


class TopBar(QFrame):
    """Program, place and person; the search; connection and time."""

    def __init__(self, kit: Kit, program: str, search: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "top")
        self.setFixedHeight(kit.theme.shape("top"))
        space = kit.theme.space
        left = QWidget()
        left_row = QHBoxLayout(left)
        left_row.setContentsMargins(0, 0, 0, 0)
        left_row.setSpacing(space("large"))
        left_row.addWidget(PlainLabel(program, "program"))
        self._place = ElidedLabel("", "label")
        left_row.addWidget(self._place, 1)
        right = QWidget()
        right_row = QHBoxLayout(right)
        right_row.setContentsMargins(0, 0, 0, 0)
        right_row.setSpacing(space("large"))
        right_row.addStretch()
        self._link = StatusChip(kit, Chip(""))
        right_row.addWidget(self._link)
        self._clock = PlainLabel("", "label")
        right_row.addWidget(self._clock)
        row = QHBoxLayout(self)
        row.setContentsMargins(space("large"), 0, space("large"), 0)
        row.setSpacing(space("wide"))
        search.setFixedWidth(420)
        row.addWidget(left, 1)
        row.addWidget(search)
        row.addWidget(right, 1)

    def set_place(self, place: str) -> None:
        """Hall, counter and clerk."""
        self._place.setText(place)

    def set_link(self, chip: Chip) -> None:
        """Whether the centre can be reached."""
        self._link.set_chip(chip)

    def set_time(self, time: str) -> None:
        """Day and time."""
        self._clock.setText(time)


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A place the rail leads to; ``group`` 0 are the counter's own, 1 the others; ``hint`` is its key."""

    place_id: str
    name: str
    group: int = 0
    hint: str = ""


class Rail(QFrame):
    """The places at the left. One stop of the Tab key; Up and Down move, Enter goes there."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, entries: Sequence[RailEntry], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "rail")
        self.setFixedWidth(kit.theme.shape("rail"))
        self.setAccessibleName(name)
        self._kit = kit
        self._buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, kit.theme.space("small"), 0, kit.theme.space("small"))
        column.setSpacing(0)
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                column.addSpacing(kit.theme.space("large"))
                group = entry.group
            column.addWidget(self._button(entry))
        column.addStretch()
        self.show_place(entries[0].place_id if entries else "")

    def _button(self, entry: RailEntry) -> QPushButton:
        button = _RailButton(self, entry)
        button.setProperty("look", "rail")
        button.clicked.connect(lambda: self.chosen.emit(entry.place_id))
        self._buttons[entry.place_id] = button
        return button

    def show_place(self, place_id: str) -> None:
        """Mark where the clerk is; the mark alone takes the Tab key."""
        marked = place_id if place_id in self._buttons else next(iter(self._buttons), "")
        for known, button in self._buttons.items():
            button.setChecked(known == place_id)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if known == marked else Qt.FocusPolicy.ClickFocus)

    def places(self) -> tuple[str, ...]:
        """The places shown, from the top."""
        return tuple(self._buttons)

    def step(self, button: QPushButton, by: int) -> None:
        """Move the focus to a neighbour."""
        buttons = list(self._buttons.values())
        buttons[(buttons.index(button) + by) % len(buttons)].setFocus(Qt.FocusReason.OtherFocusReason)


class _RailButton(QPushButton):
    def __init__(self, rail: Rail, entry: RailEntry) -> None:
        super().__init__(plain(entry.name))
        self._rail = rail
        self.setCheckable(True)
        self.setAccessibleName(entry.name)
        self.setAccessibleDescription(entry.hint)

    def nextCheckState(self) -> None:
        """The mark follows the place, not the click: a page may veto being left."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._rail.step(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class StatusField:
    """A field of the status line; ``run`` opens what it counts."""

    field_id: str
    text: str
    tone: str = "quiet"
    run: Callable[[], object] | None = None


class StatusLine(QFrame):
    """What is on this desk and not yet where it belongs, in words; the two keys that always help at the right."""

    def __init__(self, kit: Kit, help_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "status")
        self.setFixedHeight(kit.theme.shape("status"))
        self._fields: tuple[StatusField, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(kit.theme.space("large"), 0, kit.theme.space("large"), 0)
        self._row.setSpacing(kit.theme.space("wide"))
        self._row.addStretch()
        self._row.addWidget(PlainLabel(help_words, "status"))

    def set_fields(self, fields: Sequence[StatusField]) -> None:
        """Show these fields from the left; the same ones again touch nothing."""
        if tuple(fields) == self._fields:
            return
        self._fields = tuple(fields)
        while self._row.count() > 2:
            slot = self._row.takeAt(0)
            if slot is not None and (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, field in enumerate(self._fields):
            shown = self._show(field)
            self._row.insertWidget(at, shown)
            shown.show()

    def texts(self) -> tuple[str, ...]:
        """What the fields say."""
        return tuple(field.text for field in self._fields)

    def _show(self, field: StatusField) -> QWidget:
        if field.run is None:
            label = PlainLabel(field.text, "status")
            label.setProperty("tone", field.tone)
            return label
        button = QPushButton(plain(field.text))
        button.setProperty("look", "status")
        button.setProperty("tone", field.tone)
        button.setAccessibleName(field.text)
        # Reached by the palette and the mouse: sixteen stops of Tab before the page would be in the way.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(field.run)
        return button


class PracticeBanner(QFrame):
    """Says that nothing done here counts (练习)."""

    def __init__(self, kit: Kit, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "practice")
        row = QHBoxLayout(self)
        row.setContentsMargins(kit.theme.space("large"), 2, kit.theme.space("large"), 2)
        row.addWidget(PlainLabel(sentence, "practice"))
        row.addStretch()
