"""Facts of invented cases as a desk would write them, from the real use cases."""

from __future__ import annotations

import dataclasses
from itertools import count, groupby
from typing import Any
from weakref import WeakKeyDictionary

from tests.support.counter_acts import accepted, taken_in
from tests.support.fakes import EVERYTHING, MORNING, Counter
from tests.support.law_catalogue import LICENCE
from tests.support.small_centre import WireDesk
from wenling_desk.domain.facts import Fact
from wenling_desk.server.centre import Centre

_PLACE = count(1)

# By the centre itself and not by its address: a later centre may stand where one was that is gone.
_COUNTERS: WeakKeyDictionary[Centre, dict[tuple[str, str], Counter]] = WeakKeyDictionary()


def counter_of(desk: WireDesk) -> Counter:
    """The counter of that desk: its ids and numbers go on; its ids are nobody else's."""
    known, key = _COUNTERS.setdefault(desk.centre, {}), (desk.device, desk.desk_code)
    if key not in known:
        counter = known[key] = Counter(session=EVERYTHING)
        counter.ids.count = next(_PLACE) * 100_000
        code = desk.desk_code or counter.desk.identity.desk_code
        identity = dataclasses.replace(counter.desk.identity, device=desk.device, hall_code=desk.hall, desk_code=code)
        counter.become(identity=identity)
    return known[key]


def write_record(desk: WireDesk, counter: Counter, record_id: str) -> None:
    """What the counter did to a record and the desk has not in its ledger yet."""
    known = {op.op_id for op in desk.ops}
    for command_id, facts in groupby(counter.facts(record_id), key=lambda fact: fact.command_id):
        found = list(facts)
        if command_id not in known and found[0].device == desk.device:
            desk.write(*found)


def case_of(desk: WireDesk, *, is_accepted: bool = False, **more: Any) -> tuple[Counter, str]:
    """A case taken in at that desk, in its ledger."""
    counter = counter_of(desk)
    record_id = accepted(counter) if is_accepted else taken_in(counter, **more)
    write_record(desk, counter, record_id)
    return counter, record_id


def fact(desk: WireDesk, record_id: str, kind: str, number: int, **more: Any) -> Fact:
    """A single fact by hand, its command of the same number."""
    values: dict[str, Any] = {
        "fact_id": f"{desk.device}-fact-{number}", "record_kind": "acceptance", "record_id": record_id, "kind": kind,
        "at": MORNING, "clerk": "0101", "role": "clerk", "counter": "A01", "device": desk.device,
        "command_id": f"{desk.device}-command-{number}", "catalogue_release": "law.1",
    }  # fmt: skip
    return Fact(**{**values, **more})


def edit(desk: WireDesk, record_id: str, number: int, name: str, seen: Any, new: Any) -> Fact:
    """An edited form field."""
    body = {"field": name, "seen": seen, "new": new}
    return fact(desk, record_id, "FormFieldEdited", number, members=(LICENCE,), body=body)
