"""批量 by keys: a company's roster from a file, its gaps, one receipt for all."""

from __future__ import annotations

from pathlib import Path

from wenling_desk.ui.batch.page import BatchPage
from wenling_desk.ui.demo.at_dialog import AtDialog
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage


class AtBatch:
    """Hands that know their way about rosters."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> BatchPage:
        """The page."""
        return self._stage.page(BatchPage)

    def load(self, roster: Path) -> None:
        """Ctrl+I, the file's name, Enter."""
        page = self.page
        AtDialog(self._hands).choose("Ctrl+I", roster)
        self._hands.until(lambda: bool(page.presenter.rows), "demo.wait.answer")
        self._stage.settle()

    def mend_first_gap(self, text: str) -> None:
        """F7 goes to the first gap; Enter opens the cell, and takes what was typed."""
        page = self.page
        gaps = self._gaps()
        self._hands.press("F7", "Return", "Ctrl+A")
        self._hands.type(text)
        self._hands.press("Return")
        self._hands.until(lambda: self._gaps() < gaps, "demo.wait.done")
        self._hands.until(lambda: not page.table.is_editing(), "demo.wait.done")

    def _gaps(self) -> int:
        return sum(not line.good for line in self.page.presenter.lines())

    def take_in(self, picture: str) -> str:
        """Ctrl+Enter, read the strip, Enter; the record."""
        before = self._stage.latest_record
        self._hands.press("Ctrl+Return")
        self._stage.confirm(picture)
        self._hands.until(lambda: self._stage.latest_record != before, "demo.wait.done")
        self._stage.settle()
        if not self._stage.latest_record:
            raise StuckError("demo.wait.record")
        return self._stage.latest_record
