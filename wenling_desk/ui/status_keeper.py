"""What the status line says: what is on this desk and not yet where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.widgets.frame_bars import StatusField
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.queries import MINE


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts of the status line."""

    waiting: int
    drafts: int
    to_print: int


def read_standing(clerk: str, reading: Reading) -> Standing:
    """Rows that wait for somebody at the counter, the clerk's drafts, and papers not printed yet."""
    return Standing(
        waiting=reading.worklist(WorkQuery(tasks=MINE, open_only=False, limit=1)).total,
        drafts=len(reading.drafts(clerk)),
        to_print=len(reading.papers_to_print()),
    )


class StatusKeeper(QObject):
    """Refreshes the status line when something it counts has changed; lives and dies with its window."""

    def __init__(self, bridge: Bridge, main: MainWindow, texts: Texts, clerk: Callable[[], str]) -> None:
        super().__init__(main)
        self._bridge = bridge
        self._main = main
        self._texts = texts
        self._clerk = clerk
        bridge.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.worklists or changes.drafts or changes.papers:
            self.refresh()

    def refresh(self) -> None:
        """Ask the store again; a newer question drops the older answer."""
        self._bridge.ask(partial(read_standing, self._clerk()), self._show, "status_line")

    def _show(self, standing: Standing) -> None:
        words, go = self._texts, self._main.go
        self._main.status.set_fields(
            [
                StatusField(
                    "waiting", words("frame.status.waiting", count=standing.waiting), run=partial(go, "workbench")
                ),
                StatusField(
                    "drafts", words("frame.status.drafts", count=standing.drafts), run=partial(go, "workbench")
                ),
                StatusField(
                    "to_print",
                    words("frame.status.to_print", count=standing.to_print),
                    tone="soon" if standing.to_print else "quiet",
                    run=partial(go, "papers"),
                ),
            ]
        )
