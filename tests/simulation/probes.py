"""What only a run can try, once all is quiet: resending everything, other pages, equal digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.centre_state import gather
from tests.simulation.history import Probed
from tests.simulation.machine import Machine
from tests.support.small_centre import WireDesk
from wenling_desk.protocol.codec import decode
from wenling_desk.protocol.messages import FactsBody, PushRequest
from wenling_desk.protocol.versions import FACT_SCHEMA, PROTOCOL
from wenling_desk.server.refusals import Refused
from wenling_desk.sync.sending import wire_op

if TYPE_CHECKING:
    from tests.simulation.world import World

RESEND_EVERY, REPAGE_EVERY = 3, 5
"""Every so many seeds: these cost."""


def probe(world: World) -> list[Probed]:
    """The probes of one seed."""
    found = [each for machine in world.machines if not machine.is_revoked for each in _digests(world, machine)]
    if world.seed % RESEND_EVERY == 0:
        found.append(_resend(world))
    if world.seed % REPAGE_EVERY == 0:
        found += [_repage(world, machine) for machine in world.machines if not machine.is_revoked]
    return found


def _digests(world: World, machine: Machine) -> list[Probed]:
    """I5: the nightly comparison finds nothing."""
    found = []
    with machine.process.store.sync_reading() as reading:
        for scope in world.host.scopes_of(machine.disk.device):
            if scope.startswith("catalogue:"):
                continue
            theirs, ours = world.host.centre.digest(machine.disk.device, scope), reading.scope_digest(scope)
            wrong = f"{machine.name} {scope}: {ours}, the centre has {theirs.count, theirs.xor}"
            found.append(Probed("I5", "" if ours == (theirs.count, theirs.xor) else wrong))
    return found


def _resend(world: World) -> Probed:
    """I15: each desk sends what the centre has of its present epoch once more; nothing changes."""
    before = gather(world.host.store)
    for machine in world.machines:
        if machine.is_revoked:
            continue
        shelves = machine.disk.shelves
        base = next(
            (row.base for row in before.epochs if (row.device, row.epoch) == (machine.disk.device, shelves.epoch)), 0
        )
        with machine.process.store.sync_reading() as reading:
            batch = reading.ops_after(base, 500, 16 << 20)
        ops = tuple(wire_op(op) for op in batch.ops)
        request = PushRequest(
            device=machine.disk.device, epoch=shelves.epoch, protocol=PROTOCOL, schema=FACT_SCHEMA,
            previous=batch.previous.hex(), ops=ops,
        )  # fmt: skip
        try:
            world.host.centre.push(machine.disk.device, request)
        except Refused as refused:
            if refused.code != "epoch_closed":  # a cloned disk: the other one has the epoch
                return Probed("I15", f"{machine.name} sent all again and was refused: {refused.code}")
    return Probed("I15", "" if gather(world.host.store) == before else "sending all again changed the centre")


def _repage(world: World, machine: Machine) -> Probed:
    """I18: a desk that pulls its scope in other pages comes to the same facts in the same order."""
    scope = f"device:{machine.disk.device}"
    cold = WireDesk(world.host.centre, machine.disk.device)
    try:
        rows = cold.pull(scope, 1 + world.draw.randrange(7))
    except Refused as refused:
        return Probed("I18", "" if refused.code == "below_floor" else refused.code)
    told: dict[str, dict[int, tuple[str, bytes]]] = {}
    for row in rows:
        if row.kind == "facts":
            for fact in decode(bytes(row.body), FactsBody).facts:
                told.setdefault(row.record, {})[fact.rank] = (fact.id, bytes(fact.body))
    facts = machine.disk.client(machine.name, machine.hall, ()).facts
    for record, ranks in told.items():
        if tuple(ranks[rank] for rank in sorted(ranks)) != facts.get(record, ()):
            return Probed("I18", f"{machine.name} would have read {record} otherwise in other pages")
    return Probed("I18")
