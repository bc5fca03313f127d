"""Facts about rosters as sentences, and the people of one as lines. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.roster import RosterRow, line_of
from wenling_desk.texts import Texts
from wenling_desk.ui.record.people import WAITING_ROSTER, PersonLine, PersonValue
from wenling_desk.ui.roster_words import roster_words
from wenling_desk.use_cases.paper_batch import flaw_words

MOST_LINES: Final = 40
"""People of a roster that are listed on the page of a case, those with gaps first; the annex has them all."""


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...


def rows_received(words: Says, fact: Fact) -> str:
    """补收."""
    return words.of_members("batch.fact_came", fact, count=len(fact.body.get("rows", ())))


WRITERS: Final[Mapping[str, Callable[[Says, Fact], str]]] = {"RosterRowsReceived": rows_received}


def roster_lines(texts: Texts, rows: Sequence[RosterRow], *, is_open: bool) -> tuple[PersonLine, ...]:
    """How many there are, then each with state and what is missing; while the case ``is_open`` those with gaps can be
    received."""
    if not rows:
        return ()
    ordered = sorted(rows, key=lambda row: (row.is_taken_in, row.position))
    remark = roster_words(texts, rows)
    if len(rows) > MOST_LINES:
        remark = texts("batch.record_first", told=remark, most=MOST_LINES)
    waits = is_open and not all(row.is_taken_in for row in rows)
    whole = PersonLine(WAITING_ROSTER if waits else "roster", texts("batch.roster"), (), remark=remark)
    return (whole, *(_line(texts, row) for row in ordered[:MOST_LINES]))


def _line(texts: Texts, row: RosterRow) -> PersonLine:
    name = row.name or texts("batch.no_name")
    values = [PersonValue(texts("record.people.name"), row.masked_name or name, name, wraps=True)]
    if row.identity_number:
        kind = texts(f"case.identity_kind.{row.identity_kind}")
        values.append(PersonValue(kind, row.masked_number, row.identity_number))
    beneath = (PersonValue(texts("record.people.phone"), row.masked_phone, row.phone),) if row.phone else ()
    return PersonLine(
        key=f"roster-{row.position}",
        role=texts("batch.record_row", line=line_of(row)),
        values=tuple(values),
        beneath=beneath,
        remark="" if row.is_taken_in else texts("batch.record_gap", told=flaw_words(texts, row.gaps)),
        warns=not row.is_taken_in,
    )
