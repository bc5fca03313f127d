"""What the status line says: what is on this desk and not yet where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from wenling_desk.texts import Texts
from wenling_desk.ui.back_entry.status import platform_fields
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.desk_day.watch import day_fields
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.sync_centre.state_words import desk_words, leave_words
from wenling_desk.ui.widgets.frame_bars import StatusField
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WorkQuery
from wenling_desk.use_cases.queries import MINE
from wenling_desk.use_cases.sync_ports import Unsent


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts of the status line."""

    waiting: int
    drafts: int
    to_print: int
    unsent: Unsent | None = None
    attention: int = 0
    to_hand_over: int = 0


@dataclass(frozen=True, slots=True)
class SyncGlance:
    """What the status line asks of an enrolled desk: ``unsent`` and the number of open troubles, ``attention``, are
    read on the reader's thread."""

    unsent: Callable[[Reading], Unsent]
    attention: Callable[[Reading], int]
    today: Callable[[], date]


def read_standing(clerk: str, glance: SyncGlance | None, reading: Reading) -> Standing:
    """Rows that wait for somebody at the counter, the clerk's drafts, papers not printed yet, and what of the whole
    desk is not at the centre."""
    return Standing(
        unsent=glance.unsent(reading) if glance is not None else None,
        attention=glance.attention(reading) if glance is not None else 0,
        to_hand_over=_to_hand_over(reading),
        waiting=reading.worklist(WorkQuery(tasks=MINE, open_only=False, limit=1)).total,
        drafts=len(reading.drafts(clerk)),
        to_print=len(reading.papers_to_print()),
    )


def _to_hand_over(reading: Reading) -> int:
    """Cases whose papers lie at the counter though a department should have them, once for each department; beyond a
    page, their members."""
    page = reading.errands(ErrandQuery(kinds=("to_hand_over", "returned")))
    sets = {(row.errand.record_id, row.errand.place) for row in page.rows}
    return len(sets) if page.total <= len(page.rows) else page.total


class StatusKeeper(QObject):
    """Refreshes the status line when something it counts has changed; lives and dies with its window."""

    def __init__(
        self,
        bridge: Bridge,
        main: MainWindow,
        texts: Texts,
        clerk: Callable[[], str],
        glance: SyncGlance | None = None,
        is_journal_behind: Callable[[], bool] = lambda: False,
    ) -> None:
        """``glance`` is ``None`` on a desk that is not enrolled: nothing of it is ever sent. ``is_journal_behind`` says
        whether the issue journal is not up to date: it stands in the line until it is."""
        super().__init__(main)
        self._is_journal_behind = is_journal_behind
        self._glance = glance
        self._bridge = bridge
        self._main = main
        self._texts = texts
        self._clerk = clerk
        bridge.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.worklists or changes.drafts or changes.papers or (self._glance is not None and changes.records):
            self.refresh()

    def refresh(self) -> None:
        """Ask the store again; a newer question drops the older answer."""
        self._bridge.ask(partial(read_standing, self._clerk(), self._glance), self._show, "status_line")

    def _show(self, standing: Standing) -> None:
        words, go = self._texts, self._main.go
        self._main.status.set_fields(
            [
                *self._sync_fields(standing),
                *self._journal_fields(),
                *self._handover_fields(standing),
                *platform_fields(self._main),
                *day_fields(self._main),
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

    def _handover_fields(self, standing: Standing) -> list[StatusField]:
        if not standing.to_hand_over:
            return []
        said = self._texts("frame.status.to_hand_over", count=standing.to_hand_over)
        return [StatusField("to_hand_over", said, run=partial(self._main.go, "handover"))]

    def _journal_fields(self) -> list[StatusField]:
        if not self._is_journal_behind():
            return []
        return [StatusField("journal", self._texts("frame.status.journal"), "soon", partial(self._main.go, "settings"))]

    def _sync_fields(self, standing: Standing) -> list[StatusField]:
        """The state of the whole desk; what is said before leaving goes with it."""
        unsent = standing.unsent
        if unsent is None or self._glance is None:
            return []
        today = self._glance.today()
        words = desk_words(self._texts, unsent, today, standing.attention)
        warning = leave_words(self._texts, unsent, today)
        self._main.leaving.set_unsent(words, warning)
        tone = "soon" if warning or standing.attention else "quiet"
        return [StatusField("sync", words, tone=tone, run=partial(self._main.go, "sync"))]
