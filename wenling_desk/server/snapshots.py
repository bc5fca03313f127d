"""Snapshots: a scope as one encrypted file, for a desk that is new or was away too long."""

from __future__ import annotations

import hashlib
import threading

import msgspec

from wenling_desk.protocol.messages import FactsBody, RankedFact, SnapshotAnswer
from wenling_desk.protocol.signing import snapshot_bytes
from wenling_desk.server.blobs import Attachments
from wenling_desk.server.parts import Parts
from wenling_desk.server.pull import Pulling
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import keeping, log, tables
from wenling_desk.store.centre.session import Found, Session
from wenling_desk.store.centre.snapshot_file import SnapshotRow, write_snapshot

_KEY_BYTES = 48


class Snapshots(Pulling, Attachments):
    """Making and giving snapshots."""

    def __init__(self, parts: Parts) -> None:
        Attachments.__init__(self, parts)
        self._building = threading.Lock()

    def snapshot(self, device: str, scope: str) -> SnapshotAnswer:
        """A snapshot of a scope: the newest one while it is not too far behind the log, else a new one.

        Refuses ``wrong_scope`` and ``device_revoked``.
        """
        self.parts.store.read(lambda session: self.check_scope(session, device, scope))
        with self._building:  # one at a time: it reads much and writes much
            found = self.parts.store.read(lambda session: self._newest(session, scope))
            if found is None:
                found = self._build(scope)
        snapshot_id, _, ver, size, sha256, key, signature = found[:7]
        return SnapshotAnswer(
            scope=scope,
            snapshot_id=snapshot_id,
            ver=ver,
            size=size,
            sha256=sha256,
            key=bytes(key).hex(),
            incarnation=self.parts.incarnation(),
            signature=signature,
        )

    def _newest(self, session: Session, scope: str) -> Found | None:
        found = keeping.latest_snapshot(session, scope)
        if found is None or not (self.folder("snapshots") / found[7]).is_file():
            return None
        head, floor = log.heads(session, [scope]).get(scope, (0, 0))
        is_near = floor <= found[2] and head - found[2] <= self.parts.limits.snapshot_versions
        return found if is_near else None

    def _build(self, scope: str) -> Found:
        """Read the scope and its version in one view: the cursor in the file is the seam."""
        snapshot_id = self.parts.ids.new_id()
        ver, rows = self.parts.store.read(lambda session: self._content(session, scope))
        # A signature nobody is ever shown: fresh for each snapshot, and no source of chance is needed.
        secret = self.parts.keys.sign(f"WL1-snapshot-key\n{snapshot_id}".encode())
        key = hashlib.sha512(secret.encode()).digest()[:_KEY_BYTES]
        incarnation = self.parts.incarnation()
        name = f"{hashlib.sha256(snapshot_id.encode()).hexdigest()[:40]}.snapshot"
        info = {"scope": scope, "ver": str(ver), "incarnation": incarnation, "rows": str(len(rows))}
        packed = write_snapshot(self.folder("snapshots") / name, key, rows, info)
        sha256 = hashlib.sha256(packed).hexdigest()
        signature = self.parts.keys.sign(snapshot_bytes(scope, ver, sha256, incarnation))
        row = (snapshot_id, scope, ver, len(packed), sha256, key, signature, name, self.parts.stamp())
        self.parts.store.write(lambda session: session.insert(tables.snapshot, [row]))
        return row

    def _content(self, session: Session, scope: str) -> tuple[int, list[SnapshotRow]]:
        kind, _, name = scope.partition(":")
        ver = log.heads(session, [scope]).get(scope, (0, 0))[0]
        found: list[tuple[str, str, str, bytes]] = []
        if kind == "hall":
            found += [("head", record_id, "", bytes(head)) for record_id, head in keeping.hall_heads(session, name)]
        elif kind == "device":
            found += _facts(keeping.device_facts(session, name))
        told = [(row[0], row[1], row[2], bytes(row[3])) for row in keeping.bodies(session, scope)]
        found += told if kind == "catalogue" else told[-1:]  # of leases the last one says it all
        return ver, [(place, *row) for place, row in enumerate(found, 1)]

    def snapshot_size(self, device: str, snapshot_id: str) -> int:
        """Bytes of the packed file. Refuses ``not_found`` and ``wrong_scope``."""
        return int(self._find(device, snapshot_id)[3])

    def snapshot_part(self, device: str, snapshot_id: str, offset: int, length: int) -> bytes:
        """A part of it. Refuses ``not_found``, ``wrong_scope`` and ``range_wrong`` (size)."""
        found = self._find(device, snapshot_id)
        if not 0 <= offset < found[3] or length < 1:
            raise Refused("range_wrong", size=found[3])
        try:
            with (self.folder("snapshots") / found[7]).open("rb") as stream:
                stream.seek(offset)
                part: bytes = stream.read(length)
                return part
        except OSError:
            raise Refused("not_found") from None

    def _find(self, device: str, snapshot_id: str) -> Found:
        def work(session: Session) -> Found:
            found = keeping.snapshot(session, snapshot_id)
            if found is None:
                raise Refused("not_found")
            self.check_scope(session, device, found[1])
            return found

        return self.parts.store.read(work)


def _facts(rows: list[Found]) -> list[tuple[str, str, str, bytes]]:
    """One row for the facts of one op of one record, as the log has them."""
    groups: list[tuple[Found, list[RankedFact]]] = []
    for row in rows:
        ranked = RankedFact(rank=row[2], id=row[3], body=msgspec.Raw(bytes(row[7])))
        if groups and (groups[-1][0][0], groups[-1][0][4]) == (row[0], row[4]):
            groups[-1][1].append(ranked)
        else:
            groups.append((row, [ranked]))
    return [
        (
            "facts",
            first[0],
            first[4],
            msgspec.json.encode(
                FactsBody(record_kind=first[1], device=first[5], facts=tuple(facts), received_at=first[6])
            ),
        )
        for first, facts in groups
    ]
