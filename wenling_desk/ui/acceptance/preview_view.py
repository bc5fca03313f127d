"""F9: the papers of the next natural act, large."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.paper_preview import PaperPreview
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.take_in import TakeIn

PAPER_WIDTH = 860
"""A page wider than that is no easier to read, and less of it is seen."""


def natural_command(sheet: SheetPresenter) -> Command | None:
    """The act the papers of which are looked at: 受理 where it is possible, else 收件."""
    if not sheet.reason_against("accept"):
        return AcceptCase(**sheet.target("accept", sheet.members_of("accept")))
    if not sheet.reason_against("take_in"):
        return TakeIn(**sheet.target("take_in"))
    return None


class PreviewView(QWidget):
    """Looks only: Esc goes back."""

    closing = Signal()

    def __init__(self, kit: Kit, sheet: SheetPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self.preview = PaperPreview(kit, sheet.tools, self._ask)
        self.back = KeyButton(kit, kit.texts("acceptance.act.back"), "Esc")
        self.back.clicked.connect(self.closing)
        panel = Panel(kit)
        self.preview.setMaximumWidth(kit.theme.scaled(PAPER_WIDTH))
        sheet_row = QHBoxLayout()
        sheet_row.addStretch(1)
        sheet_row.addWidget(self.preview, 1000)
        sheet_row.addStretch(1)
        panel.body.addLayout(sheet_row, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.back)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        self.preview.look()

    def _ask(self, show: Callable[[Sequence[RehearsedPaper]], None], refused: Callable[[Told], None]) -> None:
        command = natural_command(self._sheet)
        if command is None:
            refused(Told(ToldKind.REFUSAL, "", self._sheet.reason_against("take_in")))
        else:
            self._sheet.rehearse(command, show, refused)

    def show_sheet(self) -> None:
        """The application does not change under a look."""

    def step_back(self) -> bool:
        """Nothing is open inside."""
        return False

    def first_stop(self) -> QWidget:
        """The sheet of paper."""
        return self.preview.sheet
