"""Another desk's open case is fetched on opening: an audited look, written together with what came."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.domain.facts import Fact
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Look
from wenling_desk.use_cases.sync_heads import save_record_heads
from wenling_desk.use_cases.sync_ports import PulledFact, SyncStore

FETCHED = "RecordFetched"
"""The kind of look in the device ledger."""


def may_fetch(desk: Desk) -> None:
    """Refuse with ``not_permitted`` before the centre is asked."""
    desk.role_for("fetch_record")


def keep_fetched(
    desk: Desk, store: SyncStore, record_id: str, facts: Sequence[tuple[Fact, PulledFact]], reason: str = ""
) -> Changes:
    """Keep the facts of a record and the look, in one database transaction. Refuses with ``not_permitted``."""
    role = desk.role_for("fetch_record")
    with store.sync_unit() as uow:
        uow.add_look(Look(FETCHED, desk.session.clerk, str(role), desk.now(), record_id, reason))
        uow.add_pulled(facts)
        save_record_heads(desk, uow, record_id)
        uow.commit()
    return Changes(records=frozenset({record_id}), worklists=True, record_id=record_id)
