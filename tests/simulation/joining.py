"""A desk joins its centre: one code, one key, and as many tries as the line needs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.simulation.virtual import SECOND
from tests.support.small_centre import REGION
from wenling_desk.protocol.messages import EnrolAnswer, EnrolRequest
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.use_cases.sync_ports import Enrolment

if TYPE_CHECKING:
    from tests.simulation.machine import Machine
    from tests.simulation.world import World


def enrol(world: World, machine: Machine) -> None:
    """Join before the day begins."""
    code = world.host.centre.make_enrolment_code(machine.hall, f"{machine.hall} 大厅", machine.kind)
    request = EnrolRequest(
        code=code, device=machine.disk.device, public_key=f"ed25519:{machine.name}", kind=machine.kind,
        counter="A01", app_version="0.3", protocol=PROTOCOL, epoch=machine.disk.shelves.epoch,
        ledger_length=machine.disk.length(),
    )  # fmt: skip

    def ask() -> None:
        world.network.ask(machine.name, machine.disk.device, request, heard, online=True)

    def heard(answer: Any) -> None:
        if not isinstance(answer, EnrolAnswer):
            world.scheduler.after(10 * SECOND, ask)
            return
        with machine.process.store.sync_unit() as unit:
            unit.keep_enrolment(_enrolment(machine, answer))
            unit.take_desk_code(answer.desk_code, answer.epoch, 1)
            unit.note_centre(answer.incarnation, 0, datetime.fromisoformat(answer.lease_until))
            unit.commit()
        world.scheduler.say(machine.name, f"enrolled, epoch {answer.epoch}, code {answer.desk_code}")
        machine.wake_at(world.scheduler.now)

    ask()


def _enrolment(machine: Machine, answer: EnrolAnswer) -> Enrolment:
    return Enrolment(
        server="https://centre", device=machine.disk.device, kind=machine.kind, region=REGION,
        hall_code=answer.hall_code, hall_name=answer.hall_name, centre_key=answer.centre_key,
        escrow_key=answer.escrow_key, authority="", lease_until=datetime.fromisoformat(answer.lease_until),
        private_key=bytes(32),
    )  # fmt: skip
