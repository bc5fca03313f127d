"""日清: everything of a day on one page, asked in a handful of questions however many cases there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import (
    DESK_DAY,
    Balance,
    DayLine,
    DeskDay,
    LineRow,
    balance,
    day_record_id,
    read_day,
)
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.record import fold
from wenling_desk.domain.seals import SEAL, SEAL_HELD, TO_SEAL, uses_on
from wenling_desk.domain.shelf import TO_NOTIFY
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.use_cases.day_papers import day_papers, papers_of_day, serial_before
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.handover_views import department_name
from wenling_desk.use_cases.own_numbers import own_number
from wenling_desk.use_cases.ports import Draft, ErrandQuery, Paper, Reading, WaitingRow, WorkPage, WorkQuery

MOST_ERRANDS: Final = 5_000
MOST_ROWS: Final = 50
"""Rows of one line that are listed: what is more is a figure."""
CALL_BACK: Final = "call_back_due"

LINE_OF: Final[Mapping[str, ClosingLine]] = {
    "to_hand_over": ClosingLine.TO_HAND_OVER,
    "unsigned": ClosingLine.UNSIGNED,
    "returned": ClosingLine.RETURNED,
    "to_shelve": ClosingLine.TO_SHELVE,
    "on_shelf": ClosingLine.ON_SHELF,
    SEAL_HELD: ClosingLine.SEALS,
    TO_SEAL: ClosingLine.TO_SEAL,
    TO_NOTIFY: ClosingLine.TO_NOTIFY,
    "fee_due": ClosingLine.FEES,
    "materials_kept": ClosingLine.KEPT,
}
"""Kind of errand -> the line it stands in."""

WITH_ORIGINALS: Final = frozenset({"to_hand_over", "returned"})
"""Errands whose amount is a count of originals in the drawer."""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of this desk as it stands now.

    ``lines`` are all there are, by their name; ``counts`` the day's summaries. ``after_closing`` papers were issued
    since the latest closing. ``stamped`` is how many papers the seals here stamped that day. ``unfilled`` is ``None``
    where nobody has counted.
    """

    day: DeskDay
    balance: Balance
    lines: Mapping[ClosingLine, DayLine]
    counts: Mapping[str, int]
    after_closing: int
    stamped: int
    unfilled: int | None

    @property
    def originals(self) -> int:
        """Originals in the drawer."""
        return self.lines[ClosingLine.ORIGINALS].count

    def figures(self) -> dict[str, Any]:
        """The day in figures, as they stand in the fact of its closing."""
        return {
            "papers": {
                "issued": self.balance.issued,
                "missing": self.balance.missing,
                **{str(outcome): count for outcome, count in self.balance.counts.items()},
            },
            "first": self.balance.first,
            "last": self.balance.last,
            "lines": {str(line): found.count for line, found in self.lines.items()},
            "counts": dict(self.counts),
            "after_closing": self.after_closing,
            "stamped": self.stamped,
            "unfilled": self.unfilled,
        }


def view_day(desk: Desk, reading: Reading, on: date, unfilled: int | None = None) -> DayView:
    """The day as it stands now. ``unfilled`` is the count of the 补录 list, which keeps its own book."""
    facts = reading.facts_of(day_record_id(desk.identity.device, on))
    day = read_day(fold(facts, desk.workflows.workflow(DESK_DAY)), on) if facts else DeskDay(on)
    papers, drafts = papers_of_day(desk, reading, on), reading.drafts()
    listed = day_papers(desk, reading, papers, (draft.draft_id for draft in drafts))
    errands = reading.errands(ErrandQuery(kinds=tuple(LINE_OF), limit=MOST_ERRANDS))
    next_day = desk.catalogue().calendar.next_working_day(desk.today() + ONE_DAY)
    rows = [row for row in errands.rows if _counts(desk, row.errand, next_day)]
    found = balance(listed, serial_before(desk, reading, on), day.named)
    lines = {line: DayLine(line, 0) for line in ClosingLine}
    lines |= _errand_lines(desk, rows, {draft.draft_id: draft.title for draft in drafts})
    lines |= _other_lines(desk, reading, next_day, drafts, unfilled)
    lines[ClosingLine.ORIGINALS] = DayLine(ClosingLine.ORIGINALS, _originals(row.errand for row in rows))
    lines[ClosingLine.PAPERS] = DayLine(ClosingLine.PAPERS, found.issued)
    return DayView(
        day=day,
        balance=found,
        lines=lines,
        counts=reading.counts(on),
        after_closing=_after_closing(day, papers, day_record_id(desk.identity.device, on)),
        stamped=_stamped(desk, reading, rows, on),
        unfilled=unfilled,
    )


def _counts(desk: Desk, errand: Errand, next_day: date) -> bool:
    """A paper is stamped at the desk that issued it; a reminder is owed once its day has come near. Everything else
    waits wherever its record is held."""
    if errand.kind == TO_SEAL:
        return own_number(desk.identity, errand.number) is not None
    return errand.kind != TO_NOTIFY or errand.due is None or errand.due <= next_day


def _originals(errands: Iterable[Errand]) -> int:
    return sum(errand.amount for errand in errands if errand.kind in WITH_ORIGINALS)


def _errand_lines(desk: Desk, rows: list[WaitingRow], titles: Mapping[str, str]) -> dict[ClosingLine, DayLine]:
    by_line: dict[ClosingLine, list[WaitingRow]] = {}
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        errand = row.errand
        if errand.kind in WITH_ORIGINALS:  # the papers of a case go to a department together, whatever they are for
            papers = (errand.kind, errand.record_id, errand.place)
            if papers in seen:
                continue
            seen.add(papers)
        by_line.setdefault(LINE_OF[errand.kind], []).append(row)
    return {
        line: DayLine(
            line,
            len(found),
            tuple(_row(desk, each, titles) for each in found[:MOST_ROWS]),
            Counter(_place(desk, each.errand) for each in found if each.errand.place),
        )
        for line, found in by_line.items()
    }


def _place(desk: Desk, errand: Errand) -> str:
    """A department by its short name; a shelf or a drawer as it is called."""
    return department_name(desk.catalogue(), errand.place)


def paper_word(desk: Desk, kind: str) -> str:
    """What a kind of paper is called; nothing for one of a newer version."""
    try:
        return desk.words(f"case.paper.{kind}")
    except LookupError:
        return ""


def _row(desk: Desk, row: WaitingRow, titles: Mapping[str, str]) -> LineRow:
    """A row; materials kept for an application that is still a draft are called by the draft's title."""
    errand, head = row.errand, row.head
    name = head.item_name if head is not None else titles.get(errand.record_id, "")
    if errand.kind == TO_SEAL:
        name = paper_word(desk, errand.state)
    elif errand.kind == SEAL_HELD:
        name = head.item_name if head is not None else errand.number
    return LineRow(
        number=errand.number or (head.number if head is not None else ""),
        name=name,
        place=_place(desk, errand),
        since=errand.since,
        record_id=errand.record_id,
        amount=errand.amount,
    )


def _other_lines(
    desk: Desk, reading: Reading, next_day: date, drafts: tuple[Draft, ...], unfilled: int | None
) -> dict[ClosingLine, DayLine]:
    calls = reading.worklist(WorkQuery(tasks=(CALL_BACK,), limit=MOST_ROWS))
    late = reading.worklist(WorkQuery(due_until=desk.today(), limit=1)).total
    due = reading.worklist(WorkQuery(due_until=next_day, limit=MOST_ROWS, offset=late))
    return {
        ClosingLine.CALLS: _head_line(ClosingLine.CALLS, calls),
        ClosingLine.DUE_NEXT: _head_line(ClosingLine.DUE_NEXT, due, late),
        ClosingLine.UNFILLED: DayLine(ClosingLine.UNFILLED, unfilled or 0),
        ClosingLine.DRAFTS: DayLine(
            ClosingLine.DRAFTS,
            len(drafts),
            tuple(
                LineRow("", draft.title, draft.clerk, draft.saved_at, draft.draft_id) for draft in drafts[:MOST_ROWS]
            ),
        ),
    }


def _head_line(line: ClosingLine, page: WorkPage, before: int = 0) -> DayLine:
    rows = tuple(LineRow(head.number, head.item_name, "", head.received_at, head.record_id) for head in page.rows)
    return DayLine(line, max(0, page.total - before), rows)


def _after_closing(day: DeskDay, papers: Iterable[Paper], record_id: str) -> int:
    closing = day.closing
    if closing is None:
        return 0
    return sum(paper.issued_at > closing.at and paper.record_id != record_id for paper in papers)


def _stamped(desk: Desk, reading: Reading, rows: Iterable[WaitingRow], on: date) -> int:
    """Papers ticked that day in the books of the seals in use: as many questions as there are seals."""
    workflow = desk.workflows.workflow(SEAL)
    seals = [row.errand.record_id for row in rows if row.errand.kind == SEAL_HELD]
    books = (fold(reading.facts_of(record_id), workflow) for record_id in seals)
    return sum(len(use.papers) for book in books for use in uses_on(book, on))
