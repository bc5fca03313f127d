"""Where an item can be handled near a town: read from the ledger of places (就近办), those that are open only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from wenling_desk.domain.ledger_entry import standing_values
from wenling_desk.domain.nearest_place import WAYS, NearPlace, Neighbours, Place, nearest_first
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_reading import ledger_called
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook

LEDGER: Final = "nearby_service"
OPEN: Final = "place_open"
PAGE: Final = 200


def find_nearest_place(
    desk: Desk, reading: Reading, item: str, town: str, neighbours: Neighbours, way: str = ""
) -> tuple[NearPlace, ...]:
    """The places for an item, nearest to ``town`` first. Refuses with ``no_such_ledger`` on a desk without it."""
    return nearest_first(_places(desk, reading, item), town, neighbours, way)


def _places(desk: Desk, reading: Reading, item: str) -> Iterator[Place]:
    ledger, offset = ledger_called(desk, LEDGER), 0
    while True:
        page = reading.worklist(WorkQuery(statuses=(OPEN,), order="received", limit=PAGE, offset=offset))
        for head in page.rows:
            if not reading.facts_of(head.record_id):
                continue  # another desk has the entry, and only its row is here
            book = RecordBook(desk, reading, LEDGER)
            book.open(head.record_id)
            yield _place(head.record_id, standing_values(book.record, ledger, book.workflow), item)
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def _place(record_id: str, values: dict[str, Any], item: str) -> Place:
    offers = [row for row in values.get("offers") or () if row.get("item") == item]
    ways = tuple(way for way in WAYS if any(row.get(way) for row in offers))
    name, town, address, hours, phone = (
        str(values.get(key) or "") for key in ("place", "town", "address", "hours", "phone")
    )
    return Place(record_id, name, town, address, hours, phone, ways)
