"""The workbench without its widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.sync_centre.state_words import SyncMarks
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.ui.workbench.lines import (
    DraftLine,
    FigureLine,
    PaperLine,
    WorkLine,
    draft_lines,
    figure_lines,
    paper_lines,
    work_line,
)
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.queries import MINE, view_workbench
from wenling_desk.use_cases.save_draft import DiscardDraft

INITIATOR = "workbench"
FIRST_ROWS = 100
"""Rows read at first; more come in steps of as many when the clerk goes on to the end."""
MOST_ROWS = 1000
"""Rows of a band read at most: who looks for one among more types into the filter."""
RUNNING = ("in_department", "special_procedure", "wait_predecessor")
"""Tasks of the band 在办."""
BANDS = {"mine": (MINE, False), "running": (RUNNING, True)}
"""Band -> its tasks, and whether only open members count."""


ReadMarks = Callable[[Reading, Sequence[str]], SyncMarks]


def _as_written(clerk: str) -> str:
    return clerk


@dataclass(frozen=True, slots=True)
class WorkbenchTools:
    """The workbench's hands; ``desk`` is asked each time: the person signed in may change."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    clerk_name: Callable[[str], str] = _as_written
    marks: ReadMarks | None = None
    """The records' standing towards the centre; ``None`` on a desk that is not enrolled."""


@dataclass(frozen=True, slots=True)
class BandView:
    """The rows of a band that were read, and how many there are in all."""

    rows: tuple[WorkLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class BenchView:
    """Everything the workbench shows."""

    today: date
    bands: dict[str, BandView]
    figures: tuple[FigureLine, ...]
    drafts: tuple[DraftLine, ...]
    to_print: tuple[PaperLine, ...]


class WorkbenchPresenter:
    """Reads the bands page by page, filtered by the store; nothing is held but rows in words."""

    def __init__(self, tools: WorkbenchTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._limits = dict.fromkeys(BANDS, FIRST_ROWS)
        self.filter = ""
        self.view: BenchView | None = None

    def read(self, on_read: Callable[[BenchView], None], on_failed: Callable[[Told], None] | None = None) -> None:
        """Read everything anew, as many rows as are shown now."""
        desk, limits, wanted = self._tools.desk(), dict(self._limits), self.filter
        tools = self._tools

        def question(reading: Reading) -> BenchView:
            return read_bench(tools, desk, reading, limits, wanted)

        def keep(view: BenchView) -> None:
            self.view = view
            on_read(view)

        self._tools.bridge.ask(question, keep, key="workbench", on_failed=on_failed)

    def set_filter(self, text: str) -> bool:
        """Filter both bands by number, item or masked name; whether that is another filter than before."""
        wanted = text.strip()
        changed, self.filter = wanted != self.filter, wanted
        if changed:
            self._limits = dict.fromkeys(BANDS, FIRST_ROWS)
        return changed

    def wants_more(self, band: str) -> bool:
        """The clerk has come to the end of what was read: next time more is read. Whether there is more."""
        if self.view is None:
            return False
        known = self.view.bands[band]
        if not self._limits[band] <= len(known.rows) < min(known.total, MOST_ROWS):
            return False
        self._limits[band] += FIRST_ROWS
        return True

    def concerns(self, changes: Changes) -> bool:
        """Whether a change shows on the workbench; on an enrolled desk every record's standing may move."""
        moved = self._tools.marks is not None and bool(changes.records)
        return changes.worklists or changes.drafts or changes.papers or moved

    def discard_draft(self, draft_id: str, on_failed: Callable[[Told], None]) -> None:
        """Forget a draft; asked for and confirmed by the clerk."""
        command = DiscardDraft(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, draft_id=draft_id)
        self._tools.bridge.submit(command, None, on_failed, on_failed)

    def draft(self, draft_id: str) -> DraftLine | None:
        """A draft shown now."""
        drafts = self.view.drafts if self.view is not None else ()
        return next((draft for draft in drafts if draft.draft_id == draft_id), None)


def read_bench(tools: WorkbenchTools, desk: Desk, reading: Reading, limits: dict[str, int], wanted: str) -> BenchView:
    """The workbench of the person signed in, in words; ``wanted`` filters the two bands."""
    texts, today, catalogue = tools.texts, desk.today(), desk.catalogue()
    bench = view_workbench(desk, reading, limit=1)
    departments = catalogue.departments

    def organ(key: str) -> str:
        known = departments.get(key)
        return known.called if known is not None else ""

    def line(head: CaseHead) -> WorkLine:
        return work_line(texts, head, today, catalogue.calendar, organ)

    bands = {}
    for band, (tasks, open_only) in BANDS.items():
        page = reading.worklist(WorkQuery(text=wanted, tasks=tasks, open_only=open_only, limit=limits[band]))
        marks = tools.marks(reading, [head.record_id for head in page.rows]) if tools.marks is not None else {}
        rows = (
            replace(line(head), mark=marks.get(head.record_id, ""), clerk=tools.clerk_name(head.clerk))
            for head in page.rows
        )
        bands[band] = BandView(tuple(rows), page.total)
    return BenchView(
        today=today,
        bands=bands,
        figures=figure_lines(texts, bench.today_mine, bench.today_hall),
        drafts=draft_lines(texts, bench.drafts, today, tools.clerk_name),
        to_print=paper_lines(texts, bench.to_print, today),
    )
