"""The people of a record: masked, until a look was written into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.record.people import WAITING_ROSTER, PersonLine, PersonValue
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import REVEAL_SECONDS, PlainLabel
from wenling_desk.ui.widgets.panels import Panel

ROSTER_KEY = "Alt+L"


class PeoplePanel(Panel):
    """Role, name, number, phone of each person.

    ``look_wanted`` carries the reason typed (empty for the clerk's own open case); the page answers with ``reveal``.
    Hidden again by the page (``cover``) when it is left or the desk is locked, by the same key, and after half a
    minute where a reason had to be given. A panel that opens over the people for a moment hides nothing for good.
    """

    look_wanted = Signal(str)
    hidden_again = Signal()
    roster_wanted = Signal()
    """People of the roster are to be received."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("record.people.heading"), parent=parent)
        self._kit = kit
        self._lines: Sequence[PersonLine] = ()
        self._labels: list[tuple[PlainLabel, PersonValue]] = []
        self._own = False
        self._shown = False
        texts = kit.texts
        self._holder: QWidget | None = None
        self._toggle = KeyButton(kit, texts("record.people.show"), "F4", "link")
        self._toggle.clicked.connect(self.toggle)
        self._roster = KeyButton(kit, texts("batch.act.receive"), ROSTER_KEY, "link")
        self._roster.clicked.connect(self.roster_wanted)
        self._roster.hide()
        self.heading_row.addWidget(self._roster)
        self.heading_row.addWidget(self._toggle)
        self._reason = QLineEdit()
        self._reason.setMaxLength(120)
        self._reason.setPlaceholderText(texts("record.people.reason_hint"))
        self._reason.setAccessibleName(texts("record.people.reason"))
        self._reason.returnPressed.connect(self._ask)
        self._told = PlainLabel("", "fault", wrap=True)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._told)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_SECONDS * 1000)
        self._timer.timeout.connect(self.cover)

    def set_people(self, lines: Sequence[PersonLine], *, own: bool) -> None:
        """Show these people; what was revealed stays revealed where they are the same people."""
        keep = self._shown and [line.key for line in lines] == [line.key for line in self._lines]
        self._lines, self._own = lines, own
        self._roster.setVisible(self._has_roster())
        self._labels = []
        if self._holder is not None:
            self._holder.hide()
            self.body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._holder = self._table(lines)
        self.body.insertWidget(0, self._holder)
        self.setVisible(bool(lines))
        if keep:
            self._write()
        else:
            self.cover()

    def desk_actions(self, no_case: Callable[[], str]) -> tuple[DeskAction, ...]:
        """The keys of the panel."""
        return (
            DeskAction("record-people", "record.act.people", self.toggle, ("F4",), no_case),
            DeskAction("record-roster", "batch.act.receive", self.roster_wanted.emit, (ROSTER_KEY,), self._no_roster),
        )

    def _has_roster(self) -> bool:
        return any(line.key == WAITING_ROSTER for line in self._lines)

    def _no_roster(self) -> str:
        return "" if self._has_roster() else self._kit.texts("batch.roster_complete")

    def _table(self, lines: Sequence[PersonLine]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._kit.theme.space("medium"))
        grid.setVerticalSpacing(self._kit.theme.space("hair"))
        grid.setColumnStretch(3, 1)
        row = 0
        for line in lines:
            row = self._add_narrow(grid, row, line) if self._kit.theme.large else self._add_wide(grid, row, line)
            if line.remark:
                grid.addWidget(PlainLabel(line.remark, "warning" if line.warns else "hint", wrap=True), row, 1, 1, 3)
                row += 1
        return holder

    def _add_wide(self, grid: QGridLayout, row: int, line: PersonLine) -> int:
        """Role, name and number; phone and address beneath. Returns the next free row."""
        grid.addWidget(PlainLabel(line.role, "label"), row, 0)
        for values in (line.values, line.beneath):
            for at, value in enumerate(values):
                label = self._value(value, strong=at == 0 and values is line.values)
                grid.addWidget(label, row, at + 1, 1, 1 if at + 1 < len(values) else 3 - at)
            row += 1 if values else 0
        return row

    def _add_narrow(self, grid: QGridLayout, row: int, line: PersonLine) -> int:
        """One value under the other, in large type. Returns the next free row."""
        grid.addWidget(PlainLabel(line.role, "label", wrap=True), row, 0)
        for at, value in enumerate((*line.values, *line.beneath)):
            grid.addWidget(self._value(value, strong=at == 0), row, 1, 1, 3)
            row += 1
        return row

    def _value(self, value: PersonValue, *, strong: bool) -> PlainLabel:
        label = PlainLabel(value.masked, "strong" if strong else "", wrap=value.wraps)
        label.setAccessibleDescription(value.label)
        self._labels.append((label, value))
        return label

    def is_shown(self) -> bool:
        """Whether the plain values are on the screen."""
        return self._shown

    def words(self) -> tuple[str, ...]:
        """What stands on the screen now."""
        return tuple(label.shown() for label, _ in self._labels)

    def toggle(self) -> None:
        """F4: show, or hide again."""
        if self._shown:
            self.cover()
        elif self._own:
            self.look_wanted.emit("")
        elif self._reason.isVisible() and self._reason.text().strip():
            self._ask()
        else:
            self._reason.setFocus()

    def reveal(self) -> None:
        """The look is in the ledger: show."""
        self._shown = True
        self._reason.clear()
        self._write()
        if not self._own:
            self._timer.start()

    def cover(self) -> None:
        """Hide the plain values."""
        was_shown, self._shown = self._shown, False
        self._timer.stop()
        self._write()
        if was_shown:
            self.hidden_again.emit()

    def tell(self, sentence: str) -> None:
        """Say why the people are not shown."""
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))

    def _ask(self) -> None:
        self.look_wanted.emit(self._reason.text().strip())

    def _write(self) -> None:
        texts = self._kit.texts
        for label, value in self._labels:
            label.setText(value.plain if self._shown else value.masked)
        self._reason.setVisible(not self._own and not self._shown)
        self._toggle.set_verb(texts("record.people.hide" if self._shown else "record.people.show"))
        kept = "record.people.own_look" if self._own else "record.people.look_kept"
        self.set_heading(texts("record.people.heading"), texts(kept))
        self.tell("")
