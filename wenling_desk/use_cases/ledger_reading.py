"""An entry of a ledger opened from its record, and what is read beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.ledger import Ledger, ValueType
from wenling_desk.domain.ledger_clocks import is_entry
from wenling_desk.domain.ledger_entry import marks_of, standing_values
from wenling_desk.domain.ledger_values import Surroundings
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook


def ledger_called(desk: Desk, kind: str) -> Ledger:
    """A ledger of this desk; refuses with ``no_such_ledger`` (kind of record)."""
    try:
        return desk.ledgers.ledger(kind)
    except KeyError:
        raise DeskRefusal("no_such_ledger", ledger=kind) from None


def entry_values(book: RecordBook, ledger: Ledger) -> dict[str, Any]:
    """The values of the entry that is open; none before its first fact."""
    return standing_values(book.record, ledger, book.workflow) if book.facts else {}


def entry_marks(book: RecordBook) -> Sequence[tuple[str, str]]:
    """What the list finds the open record by; nothing for a record that is no entry of a ledger of this desk."""
    if not book.facts or not is_entry(book.record):
        return ()
    try:
        ledger = book.desk.ledgers.ledger(book.kind)
    except KeyError:
        return ()
    return marks_of(ledger, entry_values(book, ledger))


def sound_ledgers(desk: Desk) -> tuple[Ledger, ...]:
    """The ledgers that can be used; a flaw in one closes that one only."""
    found = []
    for kind in desk.ledgers.kinds():
        try:
            found.append(desk.ledgers.ledger(kind))
        except (KeyError, KnownTrouble):
            continue
    return tuple(found)


def filters_stamp(desk: Desk) -> str:
    """The state of what the lists are narrowed by: another one where a ledger gets another filter or reference."""
    lines = []
    for ledger in sound_ledgers(desk):
        references = [name for name, each in ledger.fields.items() if each.type is ValueType.RECORD]
        lines.append(f"{ledger.kind}:{','.join((*ledger.list_view.filters, *references))}")
    return hashlib.blake2b("|".join(lines).encode(), digest_size=8).hexdigest()


def surroundings(desk: Desk, reading: Reading, own: Mapping[str, str]) -> Surroundings:
    """What values are checked against; ``own`` are the kinds of records this command has only begun."""

    def kind_of(record_id: str) -> str:
        if record_id in own:
            return own[record_id]
        facts = reading.facts_of(record_id)
        if facts:
            return facts[0].record_kind
        rows = reading.worklist(WorkQuery(records=(record_id,), open_only=False, limit=1)).rows
        return rows[0].record_kind if rows else ""

    return Surroundings(desk.catalogue(), desk.today(), desk.session.clerk, kind_of)
