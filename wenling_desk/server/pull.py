"""What a desk receives: the logs of its scopes without a gap, whole records, and digests for the nightly comparison."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from wenling_desk.protocol.messages import (
    DigestAnswer,
    FactsBody,
    FetchAnswer,
    KnownAnswer,
    KnownRequest,
    LogRow,
    PullAnswer,
    RankedFact,
)
from wenling_desk.protocol.versions import MOST_PULLED_ROWS, OLDEST_PULLING, PROTOCOL
from wenling_desk.server.joining import ACTIVE, device_row, scopes_of
from wenling_desk.server.parts import Parts
from wenling_desk.server.reading import is_id
from wenling_desk.server.refusals import Refused
from wenling_desk.server.writing import hold_records, merge
from wenling_desk.store.centre import log, ops
from wenling_desk.store.centre.log import LogEntry
from wenling_desk.store.centre.session import Found, Session

MOST_KNOWN: Final = 10_000
REMOVE: Final = "remove"


class Pulling:
    """Reading for desks."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def known(self, device: str, request: KnownRequest) -> KnownAnswer:
        """Which of these ops the centre holds, with their digests."""
        if len(request.op_ids) > MOST_KNOWN:
            raise Refused("too_large", most=MOST_KNOWN)
        ids = [each for each in request.op_ids if is_id(each)]

        def work(session: Session) -> dict[str, str]:
            device_row(session, device)
            return {row[0]: row[4] for row in ops.known_ops(session, ids)}

        return KnownAnswer(known=self.parts.store.read(work), incarnation=self.parts.incarnation())

    def pull(self, device: str, scope: str, after: int, limit: int, protocol: int = PROTOCOL) -> PullAnswer:
        """Rows from ``after + 1``. Refuses ``upgrade_needed``, ``device_revoked``, ``wrong_scope``, ``below_floor``.

        A head is the record's present one, whatever it was when the row was written: a row about a record that has
        left the scope since is told as ``remove``.
        """
        if protocol < OLDEST_PULLING:
            raise Refused("upgrade_needed", oldest=OLDEST_PULLING)
        if after < 0:
            raise Refused("bad_message", field="after")
        most = max(1, min(limit, MOST_PULLED_ROWS))
        return self.parts.store.read(lambda session: self._pull(session, device, scope, after, most))

    def _pull(self, session: Session, device: str, scope: str, after: int, most: int) -> PullAnswer:
        self.check_scope(session, device, scope)
        head, floor = log.heads(session, [scope]).get(scope, (0, 0))
        if after < floor:
            raise Refused("below_floor", floor=floor)
        found = log.page(session, scope, after, most) if after < head else []
        rows = rows_of(session, scope, found)
        return PullAnswer(
            scope=scope,
            rows=tuple(rows),
            next=rows[-1].ver if rows else min(after, head),
            head=head,
            floor=floor,
            incarnation=self.parts.incarnation(),
        )

    def check_scope(self, session: Session, device: str, scope: str) -> None:
        """Refuse ``device_revoked`` and ``wrong_scope``."""
        row = device_row(session, device)
        if row["status"] != ACTIVE:
            raise Refused("device_revoked")
        if scope not in scopes_of(session, device, row["hall_code"]):
            raise Refused("wrong_scope")

    def fetch_record(self, device: str, record_id: str) -> FetchAnswer:
        """A whole record; from now on the device holds it. Noted with device and moment. Refuses ``not_found``."""
        if not is_id(record_id):
            raise Refused("not_found")
        return self.parts.store.write(lambda session: self._fetch(session, device, record_id))

    def _fetch(self, session: Session, device: str, record_id: str) -> FetchAnswer:
        row = device_row(session, device)
        if row["status"] != ACTIVE:
            raise Refused("device_revoked")
        found = ops.records(session, [record_id], lock=True)
        if not found:
            raise Refused("not_found")
        at = self.parts.stamp()
        facts = ops.fact_rows(session, record_id)
        audit = {
            "entry_id": f"fetch-{self.parts.ids.new_id()}", "op_id": record_id, "device_id": device, "kind": "fetch",
            "record_id": record_id, "received_at": at, "body": b"{}",
        }  # fmt: skip
        ops.add_other_entries(session, [audit])
        # Its log tells the record once more, op by op: what this answer brings is then confirmed like everything else.
        entries: dict[str, list[LogEntry]] = {}
        merge(entries, hold_records(session, [record_id], device, at))
        log.publish(session, entries, at)
        return FetchAnswer(
            record=record_id,
            record_kind=found[0][1],
            facts=tuple(RankedFact(rank=f[0], id=f[1], body=msgspec.Raw(bytes(f[5]))) for f in facts),
            head=msgspec.Raw(bytes(found[0][10])),
        )

    def digest(self, device: str, scope: str) -> DigestAnswer:
        """Number of records of a scope and the XOR of SHA256(record || rank) over them."""
        return self.parts.store.read(lambda session: self._digest(session, device, scope))

    def _digest(self, session: Session, device: str, scope: str) -> DigestAnswer:
        self.check_scope(session, device, scope)
        kind, _, name = scope.partition(":")
        rows: list[Found] = []
        if kind == "hall":
            rows = log.hall_records(session, name)
        elif kind == "device":
            rows = log.device_records(session, name)
        count, xor = digest_of(rows)
        ver = log.heads(session, [scope]).get(scope, (0, 0))[0]
        return DigestAnswer(scope=scope, ver=ver, count=count, xor=xor)


def digest_of(records: Iterable[Found]) -> tuple[int, str]:
    """Count and digest of (record, rank); independent of their order."""
    total, count = 0, 0
    for record_id, rank in records:
        total ^= int.from_bytes(hashlib.sha256(f"{record_id}{rank}".encode()).digest(), "big")
        count += 1
    return count, f"{total:064x}"


def rows_of(session: Session, scope: str, found: list[Found]) -> list[LogRow]:
    """The rows of a page of the log with their bodies."""
    if not found:
        return []
    facts: dict[int, list[Found]] = defaultdict(list)
    if any(row[1] == "facts" for row in found):
        for row in log.page_facts(session, scope, found[0][0] - 1, found[-1][0]):
            facts[row[0]].append(row)
    heads = log.record_heads(session, sorted({row[2] for row in found if row[1] in ("facts", "head")}))
    hall = scope.partition(":")[2]
    rows = []
    for ver, kind, record_id, op_id, _, _, body in found:
        content = msgspec.Raw(b"{}")
        record = heads.get(record_id)
        if kind == "facts" and record is not None:
            told = tuple(RankedFact(rank=f[1], id=f[2], body=msgspec.Raw(bytes(f[5]))) for f in facts[ver])
            first = facts[ver][0]
            content = msgspec.Raw(
                msgspec.json.encode(FactsBody(record_kind=record[1], device=first[3], facts=told, received_at=first[4]))
            )
        elif kind == "head":
            if record is None or record[2] != hall or not record[3]:
                kind = REMOVE
            else:
                content = msgspec.Raw(bytes(record[4]))
        elif body is not None:
            content = msgspec.Raw(bytes(body))
        rows.append(LogRow(ver=ver, kind=kind, record=record_id, op_id=op_id, body=content))
    return rows
