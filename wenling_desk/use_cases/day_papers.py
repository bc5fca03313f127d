"""The papers of a day as the balance wants them: what stands behind each number, in a handful of questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from wenling_desk.domain.desk_day import IS_CLOSED, DayPaper, DeskDay, day_record_id, read_day
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.own_numbers import own_number
from wenling_desk.use_cases.ports import Paper, Reading, WorkQuery

CLOSING_PAPER = "day_closing"
"""A closing does not wait for the paper of the one before: both are on the table, or are printed again."""
CHUNK = 400
"""Records asked for in one question."""
ROWS = 4_000
"""Worklist rows read at a time: more than the members of so many cases."""
DAYS_BACK = 10
"""Own days looked back at for the last number before today."""
LONGEST_BREAK, DAYS_AT_ONCE = 366, 61
"""Calendar days looked through for them, and how many are asked for in one question."""


def span_of(desk: Desk, on: date) -> tuple[datetime, datetime]:
    """The moments at which a day begins and ends, in the hall's own offset."""
    start = datetime.combine(on, time.min, desk.now().tzinfo)
    return start, start + timedelta(days=1)


def papers_of_day(desk: Desk, reading: Reading, on: date) -> tuple[Paper, ...]:
    """This desk's own papers of a day."""
    found = reading.papers_issued(*span_of(desk, on))
    return tuple(paper for paper in found if own_number(desk.identity, paper.number) is not None)


def day_papers(desk: Desk, reading: Reading, papers: Iterable[Paper], drafts: Iterable[str]) -> list[DayPaper]:
    """Each paper with whether its case is there, or its draft is kept."""
    kept = tuple(papers)
    known, on_draft = records_on_list(reading, {paper.record_id for paper in kept}), frozenset(drafts)
    found = []
    for paper in kept:
        number = own_number(desk.identity, paper.number)
        if number is not None:
            has_case = paper.record_id in known
            printed = paper.printed_at is not None or paper.kind == CLOSING_PAPER
            voided = paper.voided_at is not None
            has_draft = paper.record_id in on_draft
            found.append(DayPaper(number, paper.kind, paper.record_id, printed, voided, has_case, has_draft))
    return found


def records_on_list(reading: Reading, records: Iterable[str]) -> set[str]:
    """Those records that have a row in the worklist: a case whose intake was refused has none."""
    wanted, found = sorted(records), set()
    for first in range(0, len(wanted), CHUNK):
        chunk, offset = tuple(wanted[first : first + CHUNK]), 0
        while True:
            query = WorkQuery(records=chunk, open_only=False, order="received", limit=ROWS, offset=offset)
            rows = reading.worklist(query).rows
            found |= {head.record_id for head in rows}
            if len(rows) < ROWS:
                break
            offset += ROWS
    return found


def own_days(desk: Desk, reading: Reading, before: date, most: int = DAYS_BACK) -> Iterator[tuple[DeskDay, bool]]:
    """This desk's days before a day, newest first, each with whether it was closed. A day whose facts are not here is
    left out."""
    found = 0
    for first in range(0, LONGEST_BREAK, DAYS_AT_ONCE):
        days = (before - timedelta(days=back) for back in range(first + 1, first + DAYS_AT_ONCE + 1))
        # By their ids: a hall's list holds the days of all its desks, among very many other rows.
        wanted = {day_record_id(desk.identity.device, on): on for on in days}
        query = WorkQuery(records=tuple(wanted), open_only=False, order="received", limit=DAYS_AT_ONCE)
        for head in sorted(reading.worklist(query).rows, key=lambda head: wanted[head.record_id], reverse=True):
            facts = reading.facts_of(head.record_id)
            if facts:
                on, record = wanted[head.record_id], fold(facts, desk.workflows.workflow(head.record_kind))
                yield read_day(record, on), head.status == IS_CLOSED
                found += 1
                if found == most:
                    return


def serial_before(desk: Desk, reading: Reading, on: date) -> int | None:
    """The last serial used before a day, ``None`` where no earlier closing says it: the numbers in between are then
    not missed, since nobody knows where they began."""
    for day, _ in own_days(desk, reading, on):
        if day.closing is not None:
            last = int(day.closing.figures.get("last", 0))
            later = reading.papers_issued(day.closing.at, span_of(desk, on)[0])
            numbers = (own_number(desk.identity, paper.number) for paper in later)
            return max((number.serial for number in numbers if number is not None), default=last) or last
    return None
