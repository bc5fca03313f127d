"""The page 设备: who is where, who was not seen for long, and what a lost device held."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.sync_centre.fleet_presenter import FleetLine, FleetPresenter, FleetTools, FleetView, HeldView
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Cell, Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

SHAPES = {"good": Shape.DISC, "soon": Shape.HALF, "late": Shape.TRIANGLE, "quiet": Shape.SQUARE}


class FleetPage(Page):
    """The devices above, what the chosen one held below."""

    page_id = "fleet"

    def __init__(self, frame: Frame, tools: FleetTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._presenter = FleetPresenter(tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.said = ElidedLabel("", "hint")
        self.refresh = KeyButton(kit, texts("sync.fleet.refresh"), "F5")
        self.refresh.clicked.connect(self.read)
        self.list = Panel(kit, texts("sync.fleet.list"), hint="F3")
        self.table = RowTable(kit, texts("sync.fleet.list"), self._columns())
        self.table.opened.connect(lambda row: self._held(row.key))
        self._empty = EmptyState(kit, texts("sync.fleet.asking"))
        self.list.body.addWidget(self.table, 1)
        self.list.body.addWidget(self._empty, 1)
        self.about = ElidedLabel("", "hint")
        self.list.body.addWidget(self.about)
        self.table.moved.connect(lambda row: self._tell_about(row.payload))
        self.held = Panel(kit, texts("sync.fleet.act.held"), hint="Enter")
        self.held_said = PlainLabel("", "", wrap=True)
        self.held_table = RowTable(
            kit,
            texts("sync.fleet.act.held"),
            (
                Column(texts("sync.fleet.column.number"), 140 if kit.theme.large else 198),
                Column(texts("sync.fleet.column.item")),
                Column(texts("sync.fleet.column.applicant"), 88),
                Column(texts("sync.fleet.column.status"), 150),
            ),
        )
        self._held_empty = EmptyState(kit, texts("sync.fleet.held_pick"))
        self.held.body.addWidget(self.held_said)
        self.held.body.addWidget(self.held_table, 1)
        self.held.body.addWidget(self._held_empty, 1)
        self._clear_held()

    def _columns(self) -> tuple[Column, ...]:
        texts = self._texts
        columns = (
            Column(texts("sync.fleet.column.state"), 136),
            Column(texts("sync.fleet.column.counter")),
            Column(texts("sync.fleet.column.code"), 64),
            Column(texts("sync.fleet.column.seen"), 100),
            Column(texts("sync.fleet.column.unsent"), 190),
            Column(texts("sync.fleet.column.lease"), 72),
        )
        if self._kit.theme.large:  # these stand under the list for the row in focus
            return columns
        return (
            *columns,
            Column(texts("sync.fleet.column.version"), 72),
            Column(texts("sync.fleet.column.printer"), 150),
            Column(texts("sync.fleet.column.disk"), 64),
        )

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("sync.fleet.title"), "title"))
        head.addWidget(self.said, 1)
        head.addWidget(self.refresh)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addWidget(self.list, 3)
        column.addWidget(self.held, 2)
        tab_through(self.refresh, self.table, self.held_table)

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """设备."""
        return self._texts("sync.fleet.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("sync.fleet.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Ask the centre anew."""
        self.read()

    def on_leave(self) -> str:
        """Nobody's records stay on the page."""
        self._presenter.forget()
        self._clear_held()
        return ""

    def hideEvent(self, event: QHideEvent) -> None:
        """Covered by the lock: the same."""
        self._presenter.forget()
        self._clear_held()
        super().hideEvent(event)

    def first_focus(self) -> QWidget | None:
        """The list."""
        return self.table if self.table.rows.rows else self.refresh

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (
            DeskAction("fleet-refresh", "sync.fleet.act.refresh", self.read, ("F5",)),
            DeskAction("fleet-list", "sync.act.list", self.table.setFocus, ("F3",)),
        )

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask the centre."""
        self.said.setText(self._texts("sync.fleet.asking"))
        self._presenter.read(self._show)

    def _show(self, view: FleetView) -> None:
        had_rows = bool(self.table.rows.rows)
        self.said.setText(view.said)
        self.said.set_role("fault" if view.is_old else "hint")
        self.table.set_rows([self._row(line) for line in view.lines])
        self.table.setVisible(bool(view.lines))
        self._empty.say(view.said if view.is_old else self._texts("sync.fleet.empty"))
        self._empty.setVisible(not view.lines)
        remark = self._texts("sync.fleet.devices", count=len(view.lines)) if view.lines else ""
        self.list.set_heading(self._texts("sync.fleet.list"), remark)
        if not had_rows and view.lines and self.isVisible():
            self.table.go_to(view.lines[0].device)
            self.table.setFocus()

    def _row(self, line: FleetLine) -> Row:
        word, tone = line.state
        cells: tuple[Cell, ...] = (
            Chip(word, Tone(tone), SHAPES[tone]),
            line.counter,
            line.code,
            line.seen,
            line.unsent,
            line.lease,
        )
        return Row(
            line.device, cells if self._kit.theme.large else (*cells, line.version, line.printer, line.disk), line
        )

    def _tell_about(self, line: object) -> None:
        if isinstance(line, FleetLine):
            parts = (line.counter, line.version, line.printer, line.disk)
            self.about.setText(self._texts("sync.joined_wide").join(part for part in parts if part))

    def _held(self, device: str) -> None:
        self._clear_held()
        self._held_empty.say(self._texts("sync.fleet.asking"))
        self._presenter.held(device, self._show_held, self._held_failed)

    def _show_held(self, view: HeldView) -> None:
        if not self.isVisible():
            return
        number = short_number if self._kit.theme.large else str
        self.held.set_heading(view.heading, view.remark)
        self.held_said.setText(view.said)
        self.held_said.show()
        self.held_table.set_rows(
            [Row(line.record_id, (number(line.number), line.item, line.applicant, line.status)) for line in view.lines]
        )
        self.held_table.setVisible(bool(view.lines))
        self._held_empty.say(self._texts("sync.fleet.held_none"))
        self._held_empty.setVisible(not view.lines)

    def _held_failed(self, told: Told) -> None:
        self._held_empty.say(told.sentence)

    def _clear_held(self) -> None:
        self.held.set_heading(self._texts("sync.fleet.act.held"))
        self.held_said.hide()
        self.held_table.set_rows(())
        self.held_table.hide()
        self._held_empty.say(self._texts("sync.fleet.held_pick"))
        self._held_empty.show()
