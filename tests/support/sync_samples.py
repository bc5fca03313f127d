"""Short ways to write to a store as the sync does, and to look at what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.support.store_samples import NINE, fact, look
from wenling_desk.domain.facts import Fact
from wenling_desk.store import canonical
from wenling_desk.use_cases.sync_ports import Enrolment, PulledFact, Replica, SyncStore, Trouble

ENROLMENT = Enrolment(
    server="https://10.0.0.2:8443", device="device-1", kind="counter", region="331081", hall_code="wl-01",
    hall_name="温岭市政务服务中心", centre_key="ed25519:aa", escrow_key="x25519:bb", authority="PEM",
    lease_until=NINE + timedelta(hours=72), private_key=bytes(range(32)),
)  # fmt: skip


def write(store: SyncStore, *facts: Fact, looks: int = 0) -> int:
    """Facts in one unit, then looks; the last ledger number."""
    with store.unit_of_work() as unit:
        unit.append(facts)
        for _ in range(looks):
            unit.add_look(look())
        unit.commit()
    return replica(store).length


def replica(store: SyncStore) -> Replica:
    with store.sync_reading() as reading:
        return reading.replica()


def states(store: SyncStore, *records: str) -> list[str]:
    with store.sync_reading() as reading:
        return [reading.record_sync(record) for record in records]


def do(store: SyncStore, act: str, *values: Any, **more: Any) -> Any:
    """One act of the sync in a unit of its own."""
    with store.sync_unit() as unit:
        answer = getattr(unit, act)(*values, **more)
        unit.commit()
    return answer


def pulled(each: Fact, rank: int) -> tuple[Fact, PulledFact]:
    """A fact as the centre sends it."""
    return each, PulledFact(each.fact_id, rank, canonical.fact_to_bytes(each))


def foreign(number: int, record: str = "case-9", **more: Any) -> Fact:
    """A fact of another desk."""
    return replace(fact(number, record, **more), device="device-2")


def trouble(trouble_id: str = "t-1", op_id: str = "command-000001", **changes: Any) -> Trouble:
    return replace(Trouble(trouble_id, "refused", "case-1", op_id, "not_allowed_now", NINE), **changes)
