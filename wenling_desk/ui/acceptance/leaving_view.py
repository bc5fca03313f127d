"""暂存离开 on the screen: a row for each material on paper, and one key for who has it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.domain.leaving import AT_COUNTER, WITH_APPLICANT
from wenling_desk.ui.acceptance.leaving import LETTERS, LeavingPresenter
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

STATES = {
    AT_COUNTER: ("repairs.leave.at_counter", Tone.SOON),
    WITH_APPLICANT: ("repairs.leave.with_applicant", Tone.GOOD),
}


class LeavingView(QWidget):
    """1 窗口保管, 2 申请人带回 on the row in focus, A and B for all; Ctrl+Enter puts the application away."""

    closing = Signal()

    def __init__(
        self, kit: Kit, sheet: SheetPresenter, on_left: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        """``on_left`` is called once the application is kept: the counter is free."""
        super().__init__(parent)
        self._kit = kit
        self._on_left = on_left
        self.presenter = LeavingPresenter(sheet)
        texts = kit.texts
        self.table = RowTable(
            kit,
            texts("repairs.leave.table"),
            (
                Column(texts("repairs.leave.material")),
                Column(texts("repairs.leave.form"), 90),
                Column(texts("repairs.leave.copies"), 60),
                Column(texts("repairs.leave.holder"), 180),
            ),
            self._letter,
        )
        self._empty = EmptyState(kit, texts("repairs.leave.nothing"))
        self.here = KeyButton(kit, texts("repairs.leave.all_here"), "A")
        self.here.clicked.connect(lambda: self._all(AT_COUNTER))
        self.home = KeyButton(kit, texts("repairs.leave.all_home"), "B")
        self.home.clicked.connect(lambda: self._all(WITH_APPLICANT))
        self.back = KeyButton(kit, texts("acceptance.act.back"), "Esc")
        self.back.clicked.connect(self.closing)
        self.issue = KeyButton(kit, texts("repairs.leave.go"), "Ctrl+Enter", "primary")
        self.issue.clicked.connect(self.send)
        self._reason = PlainLabel(" ", "hint")
        self._lay_out()
        self.show_sheet()

    def _lay_out(self) -> None:
        space, texts = self._kit.theme.space, self._kit.texts
        panel = Panel(self._kit, texts("repairs.leave.title"))
        panel.body.addWidget(PlainLabel(texts("repairs.leave.hint"), "hint", wrap=True))
        panel.body.addWidget(self.table, 1)
        panel.body.addWidget(self._empty, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space("small"))
        foot.addWidget(self.here)
        foot.addWidget(self.home)
        foot.addWidget(self._reason, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.issue)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        tab_through(self.table, self.here, self.home, self.back, self.issue)

    def show_sheet(self) -> None:
        """Show each material with who has it."""
        texts, presenter = self._kit.texts, self.presenter
        rows = []
        for row in presenter.rows:
            key, tone = STATES.get(presenter.holders.get(row.material_id, ""), ("repairs.leave.open", Tone.QUIET))
            form = texts(f"case.form.{row.mark}")
            rows.append(Row(row.material_id, (row.name, form, str(row.copies), Chip(texts(key), tone))))
        current = self.table.current_row()
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        for button in (self.here, self.home):
            button.setVisible(bool(rows))
        if rows:
            self.table.go_to(current.key if current is not None else rows[0].key)
        reason = presenter.reason_against()
        self.issue.set_reason(reason)
        count = presenter.stays()
        self._reason.setText(reason or (texts("repairs.leave.prints", count=count) if count else " "))

    def send(self) -> None:
        """Keep it; the page goes back to the empty counter."""
        self.presenter.send(self._on_left)

    def step_back(self) -> bool:
        """Nothing is open inside."""
        return False

    def first_stop(self) -> QWidget:
        """The materials; the act itself where there are none."""
        return self.table if self.presenter.rows else self.issue

    def _letter(self, row: Row, letter: str) -> bool:
        if not self.presenter.hold(row.key, letter):
            return False
        self.show_sheet()
        keys = [each.material_id for each in self.presenter.rows]
        at = keys.index(row.key) + (letter in LETTERS)
        self.table.go_to(keys[at] if at < len(keys) else self.presenter.next_open() or row.key)
        return True

    def _all(self, holder: str) -> None:
        self.presenter.hold_all(holder)
        self.show_sheet()
