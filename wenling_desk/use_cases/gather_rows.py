"""What a form begins with: tables filled from the entries of another ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from wenling_desk.domain.ledger_clocks import facts_in_force
from wenling_desk.domain.ledger_gathering import Gathering, StandingEntry, gather
from wenling_desk.domain.ledger_values import MOST_ROWS
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_reading import entry_values, ledger_called
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sync_heads import MALFORMED

PAGE: Final = 200


class GatheringShelf(Protocol):
    """Which tables are filled from other ledgers."""

    def gatherings(self, kind: str) -> Sequence[Gathering]:
        """Those of a ledger; none for one without any."""
        ...


def gathered_values(
    desk: Desk, reading: Reading, shelf: GatheringShelf, kind: str, action_id: str, own: Mapping[str, Any]
) -> dict[str, Any]:
    """The tables of an act that are filled from other ledgers, by field, as an act would keep them; ``own`` are the
    values of the entry. At most as many rows as a table may have. Refuses with ``no_such_ledger``."""
    ledger = ledger_called(desk, kind)
    asked = {ask.field_id for ask in ledger.acts[action_id].asks}
    found: dict[str, Any] = {}
    for gathering in shelf.gatherings(kind):
        if gathering.field_id in asked:
            table = ledger.fields[gathering.field_id]
            source = ledger_called(desk, gathering.ledger)
            rows = gather(gathering, table, source, _entries(desk, reading, gathering), own, desk.today())
            found[gathering.field_id] = rows[: table.maximum or MOST_ROWS]
    return found


def _entries(desk: Desk, reading: Reading, gathering: Gathering) -> Iterator[StandingEntry]:
    """The entries that may count, in the order they came in; those whose facts are at another desk are left out."""
    ledger = ledger_called(desk, gathering.ledger)
    offset = 0
    while True:
        query = WorkQuery(
            kind=ledger.kind,
            open_only=False,
            statuses=gathering.statuses,
            order="received",
            limit=PAGE,
            offset=offset,
        )
        rows = reading.worklist(query).rows
        for head in rows:
            book = _opened(desk, reading, ledger.kind, head.record_id)
            if book is not None:
                lane = book.record.lanes.get("")
                since = lane.since if lane is not None else facts_in_force(book.record, book.workflow)[0].at
                yield StandingEntry(head.status, since.date(), entry_values(book, ledger))
        if len(rows) < PAGE:
            return
        offset += PAGE


def _opened(desk: Desk, reading: Reading, kind: str, record_id: str) -> RecordBook | None:
    try:
        book = RecordBook(desk, reading, kind)
        book.open(record_id)
        return book if book.record.facts else None
    except MALFORMED:
        return None
