"""What the centre could not read or would not publish: kept byte for byte, applied later in each record's order."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from wenling_desk.protocol.ops import Op
from wenling_desk.server.applying import REVOKED_DEVICE
from wenling_desk.server.parts import Parts
from wenling_desk.server.push import prepare
from wenling_desk.server.reading import read_op, records_of
from wenling_desk.server.refusals import Refused
from wenling_desk.server.work import RecordWork, load
from wenling_desk.server.writing import write_records
from wenling_desk.store.centre import blobs, devices, log, ops
from wenling_desk.store.centre.session import Found, Session

APPLIED, SET_ASIDE = "applied", "set_aside"


@dataclass(frozen=True, slots=True)
class HeldOp:
    """An op in quarantine (待核)."""

    op_id: str
    device: str
    reason: str
    received_at: str
    body: bytes


class Quarantine:
    """Looking at held ops and deciding on them."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def held_ops(self) -> tuple[HeldOp, ...]:
        """All that wait, in the order they came."""
        rows = self.parts.store.read(blobs.held)
        return tuple(HeldOp(row[0], row[2], row[5], row[7], bytes(row[6])) for row in rows)

    def apply_held(self, by: str) -> int:
        """Try all again, in order, as after an upgrade; those of revoked devices wait for a person. How many were
        applied."""
        waiting = [held.op_id for held in self.held_ops() if held.reason != REVOKED_DEVICE]
        return sum(self._try(op_id, by) for op_id in waiting)

    def publish_held(self, op_id: str, by: str) -> bool:
        """A person vouches for an op (of a revoked device); whether it could be applied. Refuses ``not_found``."""
        if op_id not in {held.op_id for held in self.held_ops()}:
            raise Refused("not_found")
        return self._try(op_id, by)

    def set_aside(self, op_id: str, by: str) -> None:
        """A person decides that it takes no effect; its bytes stay, what waited behind it may go on. Refuses
        ``not_found``."""

        def work(session: Session) -> None:
            if not blobs.held(session, op_id):
                raise Refused("not_found")
            blobs.resolve(session, op_id, self.parts.stamp(), by, SET_ASIDE)

        self.parts.store.write(work)

    def _try(self, op_id: str, by: str) -> bool:
        works = self.parts.store.write(lambda session: self._apply(session, op_id, by))
        self.parts.cache.keep((work.record_id, work.rank, work.standing) for work in works or () if work.rank)
        return works is not None

    def _apply(self, session: Session, op_id: str, by: str) -> list[RecordWork] | None:
        rows = blobs.held(session, op_id)
        if not rows:
            return None
        row: Found = rows[0]
        position, device, epoch = row[1], row[2], row[3]
        op = msgspec.json.decode(row[6], type=Op)
        found = devices.find(session, device)
        if found is None:
            return None
        now = self.parts.clock.now()
        at = now.isoformat(timespec="microseconds")
        works = load(session, records_of([op]), found["hall_code"], self.parts.cache)
        for work in works.values():
            work.blocked_by.clear()
        for record_id, _, place in ops.blocked(session, list(works)) if works else ():
            if place < position:
                works[record_id].blocked_by.add("earlier")
        read = read_op(op, device)
        applier = prepare(session, self.parts, [read], works, device, now, careful=True)
        status = applier.apply(read, epoch)
        if status.state == "held":
            return None
        entries = write_records(session, self.parts, works, applier.out, device, at)
        ops.set_status(session, op_id, msgspec.json.encode(status))
        blobs.resolve(session, op_id, at, by, APPLIED)
        log.publish(session, entries, at)
        return list(works.values())
