"""What a visit's return check finds by itself: nobody types what the facts say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.visit_return import ReturnCount, count_return, span_of
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.visit_day import VISIT

LINE_STATUS = "line_noted"
PAGE = 500


def return_count(desk: Desk, reading: Reading, record_id: str) -> ReturnCount:
    """The count of a visit that has left. Raises ValueError for one that has not."""
    visit = reading.facts_of(record_id)
    (left, _), _ = span_of(visit)
    cases = tuple(_cases(desk, reading, record_id, visit))
    on_the_day = WorkQuery(statuses=(LINE_STATUS,), received_on=left.date(), open_only=False, limit=PAGE)
    lines = [facts for facts in map(reading.facts_of, _rows(reading, on_the_day)) if _last(facts, VISIT) == record_id]
    return count_return(visit, cases, lines)


def return_values(desk: Desk, reading: Reading, record_id: str) -> dict[str, Any]:
    """The values of the act ``check_return`` that nobody types."""
    count = return_count(desk, reading, record_id)
    return {
        "papers_recorded": len(count.papers),
        "originals_recorded": count.originals,
        "slips_entered": count.slips,
        "cases_recorded": count.cases,
        "lines_recorded": count.lines,
        "lists_handed": desk.words("case.joined").join(count.lists),
        "to_hand_over": count.waiting,
    }


def _cases(desk: Desk, reading: Reading, record_id: str, visit: tuple[Fact, ...]) -> Iterator[CaseView]:
    """The cases that were taken in on the visit: their first fact names it."""
    (left, _), _ = span_of(visit)
    seen: set[str] = set()
    for head in _rows(reading, WorkQuery(received_on=left.date(), open_only=False, order="received", limit=PAGE)):
        if head in seen:
            continue
        seen.add(head)
        taken = next((fact for fact in reading.facts_of(head) if fact.kind == "TakenIn"), None)
        if taken is not None and taken.body.get(VISIT) == record_id:
            book = RecordBook(desk, reading)
            book.open(head)
            yield book.case


def _rows(reading: Reading, query: WorkQuery) -> Iterator[str]:
    """The records of a list, page by page."""
    offset = 0
    while True:
        page = reading.worklist(replace(query, offset=offset))
        yield from (row.record_id for row in page.rows)
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def _last(facts: tuple[Fact, ...], name: str) -> Any:
    return next((fact.body[name] for fact in reversed(facts) if name in fact.body), None)
