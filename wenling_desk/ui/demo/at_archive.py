"""归档 by keys."""

from __future__ import annotations

from pathlib import Path

from wenling_desk.ui.archive.page import ArchivePage
from wenling_desk.ui.demo.at_dialog import AtDialog
from wenling_desk.ui.demo.stage import Stage


class AtArchive:
    """Hands that know their way about the archive."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> ArchivePage:
        """The page."""
        return self._stage.page(ArchivePage)

    def open(self, picture: str) -> None:
        """Ctrl+K, its name; every closed case is looked at."""
        self._stage.command(self._stage.texts("archive.title"))
        page = self.page
        self._hands.until(lambda: bool(page.table.rows.rows), "demo.wait.found")
        self._stage.settle()
        self._stage.picture(picture)

    def make(self, folder: Path) -> str:
        """F8, the folder's name, Enter: a package for every complete case; the sentence that says how many."""
        dialog = AtDialog(self._hands)
        said = self._stage.carry_out(lambda: dialog.choose("F8", folder))
        self._hands.until(lambda: bool(self.page.button.reason), "demo.wait.done")
        self._stage.settle()
        return said
