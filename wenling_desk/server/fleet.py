"""The fleet: which devices there are, when they were last heard of, and what a lost one held."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from wenling_desk.protocol.messages import DeviceReport, FleetAnswer, FleetRow, HeldAnswer, HeldRow
from wenling_desk.server.joining import ACTIVE, device_row
from wenling_desk.server.parts import Parts
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import blobs, devices, keeping
from wenling_desk.store.centre.session import Found, Session

MOST_HELD: Final = 1_000


class Fleet:
    """Reading about devices."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def fleet(self, device: str) -> FleetAnswer:
        """The devices of the halls that device may see. Refuses ``device_revoked``."""
        return self.parts.store.read(lambda session: self._fleet(session, device))

    def _fleet(self, session: Session, device: str) -> FleetAnswer:
        return self._rows(session, devices.of_halls(session, self._halls(session, device)))

    def whole_fleet(self) -> FleetAnswer:
        """All devices, for the administrator."""
        return self.parts.store.read(lambda session: self._rows(session, devices.everyone(session)))

    def _rows(self, session: Session, found: list[dict[str, Any]]) -> FleetAnswer:
        counts = devices.held_counts(session, [row["device_id"] for row in found])
        rows = tuple(
            FleetRow(
                device=row["device_id"],
                hall=row["hall_code"],
                kind=row["kind"],
                counter=row["counter"],
                desk_code=row["desk_code"],
                epoch=row["epoch"],
                status=row["status"],
                enrolled_at=row["enrolled_at"],
                last_seen_at=row["last_seen_at"],
                lease_until=row["lease_until"],
                held=counts.get(row["device_id"], 0),
                report=_report(row["report"]),
            )
            for row in found
        )
        return FleetAnswer(now=self.parts.stamp(), devices=rows)

    def held_by(self, device: str, other: str) -> HeldAnswer:
        """What another device of these halls held. Refuses ``not_found``, ``wrong_scope`` and ``device_revoked``."""
        return self.parts.store.read(lambda session: self._held_by(session, device, other))

    def _held_by(self, session: Session, device: str, other: str) -> HeldAnswer:
        halls = self._halls(session, device)
        row = devices.find(session, other)
        if row is None:
            raise Refused("not_found")
        if row["hall_code"] not in halls:
            raise Refused("wrong_scope")
        return self._held_answer(session, row)

    def held_of(self, other: str) -> HeldAnswer:
        """The same for the administrator: of any hall, revoked or not. Refuses ``not_found``."""

        def work(session: Session) -> HeldAnswer:
            row = devices.find(session, other)
            if row is None:
                raise Refused("not_found")
            return self._held_answer(session, row)

        return self.parts.store.read(work)

    def _held_answer(self, session: Session, row: dict[str, Any]) -> HeldAnswer:
        other = row["device_id"]
        total = devices.held_counts(session, [other]).get(other, 0)
        return HeldAnswer(
            device=other,
            last_seen_at=row["last_seen_at"],
            unsent_then=row["unsent"],
            total=total,
            rows=tuple(_held(found) for found in devices.held(session, other, MOST_HELD)),
        )

    def _halls(self, session: Session, device: str) -> list[str]:
        row = device_row(session, device)
        if row["status"] != ACTIVE:
            raise Refused("device_revoked")
        return [row["hall_code"], *devices.grants(session, device)]

    def ping(self) -> None:
        """Whether the database answers; raises its errors."""
        self.parts.store.read(devices.state)

    def figures(self) -> dict[str, int | str]:
        """Counts for the metrics: ``quarantine``, ``active_devices``, ``oldest_seen_at`` and the sum of versions by
        kind of scope (``hall``, ``device``, ``catalogue``)."""

        def work(session: Session) -> dict[str, int | str]:
            oldest, active = devices.oldest_seen(session)
            sums: dict[str, int | str] = {"hall": 0, "device": 0, "catalogue": 0}
            for scope, ver in keeping.scopes(session):
                kind = scope.partition(":")[0]
                sums[kind] = int(sums.get(kind, 0)) + ver
            return {
                "quarantine": blobs.held_count(session), "active_devices": active, "oldest_seen_at": oldest, **sums,
            }  # fmt: skip

        return self.parts.store.read(work)


def _report(told: bytes | None) -> DeviceReport | None:
    return msgspec.json.decode(bytes(told), type=DeviceReport) if told is not None else None


def _held(row: Found) -> HeldRow:
    record_id, is_open, changed_at, head = row
    heads = msgspec.json.decode(bytes(head)).get("heads") or [{}]
    first = heads[0]
    return HeldRow(
        record=record_id,
        number=str(first.get("number", "")),
        item_name=str(first.get("item_name", "")),
        applicant=str(first.get("applicant", "")),
        status=str(first.get("status", "")),
        open=bool(is_open),
        changed_at=changed_at,
    )
