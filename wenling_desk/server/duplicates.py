"""Before an application is taken in: which open cases of the same person on the same items are there, in any hall?

Persons are compared by the keyed digest of their number. The number itself is not kept and not logged; what is written
down is who asked, when, and which records were shown.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from wenling_desk.protocol.messages import DuplicateRow, DuplicatesAnswer, DuplicatesRequest
from wenling_desk.server.joining import ACTIVE, device_row
from wenling_desk.server.parts import Parts
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import devices, ops
from wenling_desk.store.centre.session import Found, Session

MOST_ROWS: Final = 20
"""A person with more open cases of one item is asked about them in any case."""

LOOK: Final = "duplicates"
"""The kind of look among the other entries."""


class Duplicates:
    """疑似重复, asked at the counter: shown, never merged, and nothing depends on it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def duplicates(self, device: str, request: DuplicatesRequest) -> DuplicatesAnswer:
        """The newest open cases of that person on these items. Noted with device and moment. Refuses ``wrong_scope``
        for another device's name, ``bad_message`` without number or items, and ``device_revoked``."""
        if request.device != device:
            raise Refused("wrong_scope")
        subject = self.parts.keys.subject_key(request.identity_number)
        if not subject:
            raise Refused("bad_message", field="identity_number")
        if not request.items:
            raise Refused("bad_message", field="items")
        items = sorted(set(request.items))
        return self.parts.store.write(lambda session: self._duplicates(session, device, subject, items))

    def _duplicates(self, session: Session, device: str, subject: str, items: list[str]) -> DuplicatesAnswer:
        if device_row(session, device)["status"] != ACTIVE:
            raise Refused("device_revoked")
        found = ops.newest_open_of(session, subject, items, MOST_ROWS)
        self._note(session, device, sorted({record_id for _, record_id, _, _ in found}))
        names = devices.hall_names(session, sorted({hall for _, _, hall, _ in found})) if found else {}
        rows = tuple(row for each in found if (row := _row(each, names)) is not None)
        return DuplicatesAnswer(total=ops.count_open_of(session, subject, items), rows=rows)

    def _note(self, session: Session, device: str, record_ids: list[str]) -> None:
        """A look at each record that was shown; at none, where there was none: that was asked too."""
        asked, at = f"asked-{self.parts.ids.new_id()}", self.parts.stamp()
        looks = [
            {
                "entry_id": f"{asked}-{place}", "op_id": asked, "device_id": device, "kind": LOOK,
                "record_id": record_id, "received_at": at, "body": b"{}",
            }
            for place, record_id in enumerate(record_ids or [""])
        ]  # fmt: skip
        ops.add_other_entries(session, looks)


def _row(found: Found, names: dict[str, str]) -> DuplicateRow | None:
    item, _, hall, head = found
    heads: list[dict[str, Any]] = msgspec.json.decode(bytes(head)).get("heads") or []
    member = next((each for each in heads if each.get("member") == item), None)
    if member is None:
        return None
    return DuplicateRow(
        hall=hall,
        hall_name=names.get(hall) or hall,
        number=str(member.get("number", "")),
        item_code=item,
        status=str(member.get("status", "")),
        received_at=str(member.get("received_at", "")),
    )
