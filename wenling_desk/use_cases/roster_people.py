"""People of a roster who have an open case on the same item already: in their own name, or on another roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wenling_desk.domain.roster import RosterRow
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.ports import Reading, WorkQuery

SLICE = 100
"""Rows asked for at a time: a reader that has other questions to answer is held up no longer than a blink."""


def open_cases_of(
    reading: Reading,
    index: PeopleIndex,
    subject_key: Callable[[str], str],
    rows: Sequence[RosterRow],
    codes: frozenset[str],
    own_record: str = "",
) -> dict[int, str]:
    """Position -> the number of the person's open case on one of these items; nobody without one. ``own_record`` is the
    case the roster belongs to."""
    found: dict[int, str] = {}
    for row in rows:
        if not row.identity_number:
            continue
        key = subject_key(row.identity_number)
        records = {*(reading.recent_people(key) if key else ()), *index.find("number", row.identity_number)}
        records.discard(own_record)
        if not records:
            continue
        page = reading.worklist(WorkQuery(records=tuple(sorted(records)), open_only=True, limit=200))
        number = next((head.number for head in page.rows if head.member in codes), "")
        if number:
            found[row.position] = number
    return found
