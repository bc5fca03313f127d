"""What the sync thread and the sync centre may ask of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from wenling_desk.store import blobs, facts, hall, outbox, replica, standings, troubles
from wenling_desk.store.reading import SqlReading
from wenling_desk.use_cases.sync_ports import (
    BlobWaiting,
    Enrolment,
    HeldRow,
    LedgerOp,
    OpBatch,
    RecordSyncPage,
    Replica,
    Trouble,
    Unsent,
)


class SqlSyncReading(SqlReading):
    """sync_ports.SyncReading."""

    def replica(self) -> Replica:
        """Where the desk stands now."""
        return self._ask(lambda connection: replica.read(connection, self._current))

    def enrolment(self) -> Enrolment | None:
        """How it is enrolled; ``None`` for a stand-alone or a practice desk."""
        return self._ask(replica.enrolment)

    def ops_after(self, seq: int, most_ops: int, most_bytes: int) -> OpBatch:
        """Ops from ledger number ``seq + 1``; an op is never cut, and the first one comes whatever its size.

        Bytes are those of bodies and ids. Raises ValueError where ``seq + 1`` is in the middle of an op.
        """
        return self._ask(lambda connection: outbox.ops_after(connection, seq, most_ops, most_bytes))

    def op_ids_before(self, seq: int, most: int) -> tuple[tuple[str, int, int], ...]:
        """(op id, first, last) of the ops that end before ``seq``, the latest first."""
        return self._ask(lambda connection: outbox.op_ids_before(connection, seq, most))

    def op_of(self, op_id: str) -> LedgerOp | None:
        """An own op."""
        return self._ask(lambda connection: outbox.op_of(connection, op_id))

    def record_sync(self, record_id: str) -> str:
        """The state of a record; ``confirmed`` also for what only came from the centre, empty for an unknown one."""
        return self._ask(lambda connection: standings.state_of(connection, record_id))

    def record_syncs(self, text: str, states: Sequence[str], limit: int, offset: int) -> RecordSyncPage:
        """Records by state, those that need attention first, then the oldest; ``text`` as in the worklist.

        ``entries`` counts those not acknowledged yet; ``oldest_at`` and ``clerk`` are those of the oldest entry in the
        record's state, of a confirmed record those of its first fact.
        """
        return self._ask(lambda connection: standings.read_page(connection, text, states, limit, offset))

    def unsent(self, clerk: str = "") -> Unsent:
        """What is not acknowledged yet; ``blobs`` counts attachments, not the kept papers."""
        return self._ask(
            lambda connection: outbox.unsent(
                connection, replica.acked(connection), clerk, blobs.scans_waiting(connection, clerk)
            )
        )

    def troubles(self, record_id: str = "", *, open_only: bool = True) -> tuple[Trouble, ...]:
        """What a person must look at, oldest first."""
        if record_id:
            query = troubles.OPEN_OF_RECORD if open_only else troubles.OF_RECORD
            rows = self._rows(query, record_id=record_id)
        else:
            rows = self._rows(troubles.OPEN if open_only else troubles.ALL)
        return tuple(troubles.from_row(row) for row in rows)

    def holds_record(self, record_id: str) -> bool:
        """Whether this desk has the record's facts, and not only its head."""
        return self._first(facts.IS_SHOWN, record_id=record_id) is not None

    def scans_missing(self, record_id: str) -> int:
        """Attachments of the record the centre still waits for: as the centre said last, or more that are here."""
        marks = self._first(hall.MARKS, record_id=record_id)
        here = self._ask(lambda connection: blobs.scans_waiting_of(connection, (record_id,)).get(record_id, 0))
        return max(here, marks.scans_missing if marks is not None else 0)

    def scope_digest(self, scope: str) -> tuple[int, str]:
        """Number of records this desk has of a scope, and the XOR of SHA256(record id || rank) over them (hex).

        ``hall:`` counts what the hall's log named, ``device:`` the records held here as far as the centre ranked them.
        """
        rows = self._rows(hall.RANKS if scope.startswith("hall:") else facts.RANKS)
        total = 0
        for row in rows:
            total ^= int.from_bytes(hashlib.sha256(f"{row.record_id}{row.rank}".encode()).digest(), "big")
        return len(rows), f"{total:064x}"

    def held_rows(self) -> tuple[HeldRow, ...]:
        """What this version could not read."""
        return self._ask(replica.held_rows)

    def blobs_waiting(self, limit: int) -> tuple[BlobWaiting, ...]:
        """Attachments to send, those begun first, then the oldest; only of ops the centre has acknowledged."""
        return self._ask(lambda connection: blobs.waiting(connection, replica.acked(connection), limit))

    def blob_bytes(self, sha256: str, offset: int, length: int) -> bytes:
        """A part of an attachment or a kept paper. Raises KeyError, or ``blob_damaged`` (sha256)."""
        if self._first(blobs.ONE, sha256=sha256) is None:
            raise KeyError(sha256)
        with self._guard():
            return self._files.read_blob(sha256)[offset : offset + length]
