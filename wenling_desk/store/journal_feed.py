"""What feeds the issue journal from the ledger: after every commit, and whatever it misses once its path is back."""

from __future__ import annotations

import errno
import json
import math
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.exc import DBAPIError

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import schema, series
from wenling_desk.store.issue_journal import DeskCode, IssueJournal, JournalEntry, JournalPoint, JournalRecord
from wenling_desk.store.ledger import HEAD, LAST_MOMENT, NO_HASH

MERGED: Final = "guard.journal_merged"
"""Heads (hex) of journals that went another way than the ledger and were taken back into it."""

SEEN_CONFIRMED: Final = "guard.journal_confirmed"
FIRST_ENTRIES: Final = 2_000
"""An empty journal begins with this many of the latest entries: those before are in the backups."""

MOST_ENTRIES: Final = 2_000
"""Entries caught up at once; the clerk waits for them."""

_RECORD_ENTRIES: Final = 200
_RECORD_BYTES: Final = 1 << 20
_SLOW_SECONDS: Final = 0.5
_LONGEST_REST_SECONDS: Final = 300.0

_T = schema.ledger
_S = schema.desk_series
_AFTER: Final = (
    select(_T.c.seq, _T.c.entry_id, _T.c.command_index, _T.c.record_id, _T.c.kind, _T.c.body, _T.c.hash)
    .add_columns(_T.c.epoch, _T.c.at)
    .where(_T.c.seq > bindparam("after"))
    .order_by(_T.c.seq)
    .limit(bindparam("most"))
)
_BEGINNING: Final = (
    select(_T.c.seq, _T.c.prev_hash)
    .where(_T.c.seq >= bindparam("least"), or_(_T.c.command_index.is_(None), _T.c.command_index == 0))
    .order_by(_T.c.seq)
    .limit(1)
)
_HASH: Final = select(_T.c.hash).where(_T.c.seq == bindparam("seq"))
_CODES: Final = select(_S).order_by(_S.c.epoch, _S.c.desk_code)
_UNCONFIRMED: Final = (
    select(_T.c.seq)
    .where(_T.c.seq > bindparam("after"), _T.c.seq <= bindparam("through"), _T.c.state != "confirmed")
    .limit(1)
)


class JournalFeed:
    """Keeps the journal up with the ledger. Nothing here raises: what is wrong is remembered as ``trouble``."""

    def __init__(self, journal: IssueJournal) -> None:
        self.journal = journal
        self.trouble: KnownTrouble | None = None
        self._at: JournalPoint | None = None
        self._rests_until = 0.0

    @property
    def is_ahead(self) -> bool:
        """Whether the journal holds what the database does not: it was put back while the journal was away."""
        return self.trouble is not None and self.trouble.code == "journal_ahead"

    def follow(self, connection: Connection) -> None:
        """Append what the ledger has and the journal has not, whole commands only."""
        if time.monotonic() < self._rests_until:
            return
        begun = time.monotonic()
        try:
            self._follow(connection)
            self.trouble = None
        except (OSError, DBAPIError, KnownTrouble, ValueError, KeyError, TypeError) as error:
            self._at = None
            self.journal.let_go()
            self.trouble = as_trouble(error, self.journal)
            if self.is_ahead:  # only another opening of the desk can put this right
                self._rests_until = math.inf
            took = time.monotonic() - begun
            if took > _SLOW_SECONDS:  # a share that answers after seconds must not cost every act those seconds
                rest = min(60 * took, _LONGEST_REST_SECONDS)
                self._rests_until = max(self._rests_until, time.monotonic() + rest)

    def prune(self, connection: Connection, now: datetime) -> str | None:
        """Delete files whose time is over; the new value of :data:`SEEN_CONFIRMED`, ``None`` where it stays."""
        latest = connection.execute(LAST_MOMENT).scalar()
        # A clock set years ahead must not empty the journal.
        today = min(now, datetime.fromisoformat(latest)) if latest else now
        before = read_list(connection, SEEN_CONFIRMED)
        try:
            seen = self.journal.prune(today, lambda a, b: _are_confirmed(connection, a, b), dict(before))
        except (OSError, KnownTrouble, ValueError, KeyError, TypeError) as error:
            self.trouble = self.trouble or as_trouble(error, self.journal)
            return None
        after = json.dumps(sorted(seen.items()))
        return after if after != json.dumps(before) else None

    def _follow(self, connection: Connection) -> None:
        at = self._at or self._place(connection)
        ops = _ops_after(connection, at)
        if not ops:
            self._at = at
            return
        codes = codes_of(connection)
        for rows in _batches(ops):
            record = JournalRecord(
                first=rows[0].seq,
                head=rows[-1].hash.hex(),
                epoch=max(row.epoch for row in rows),
                codes=codes,
                entries=tuple(JournalEntry(row.entry_id, row.kind, row.record_id or "", row.body) for row in rows),
            )
            self.journal.append(record, at, datetime.fromisoformat(rows[0].at))
            self._at = at = record.last

    def _place(self, connection: Connection) -> JournalPoint:
        last = self.journal.last()
        if last is not None and holds(connection, last):
            return last
        if last is not None and last.head not in read_list(connection, MERGED):
            raise KnownTrouble("journal_ahead", folder=str(self.journal.folder))
        head = connection.execute(HEAD).first()
        row = connection.execute(_BEGINNING, {"least": (head.seq if head else 0) - FIRST_ENTRIES + 1}).first()
        return JournalPoint(row.seq - 1, row.prev_hash.hex()) if row else JournalPoint(0, NO_HASH.hex())


def as_trouble(error: Exception, journal: IssueJournal) -> KnownTrouble:
    """What an error of the journal means to the clerk."""
    if isinstance(error, KnownTrouble):
        return error
    is_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    return KnownTrouble("journal_full" if is_full else "journal_unreachable", folder=str(journal.folder))


def holds(connection: Connection, point: JournalPoint) -> bool:
    """Whether the ledger has passed that very place."""
    if point.seq == 0:
        return True
    row = connection.execute(_HASH, {"seq": point.seq}).first()
    return row is not None and row.hash.hex() == point.head


def codes_of(connection: Connection) -> tuple[DeskCode, ...]:
    """Every series of the database."""
    rows = connection.execute(_CODES).all()
    return tuple(DeskCode(row.region, row.desk_code, row.epoch, row.next_serial) for row in rows)


def read_list(connection: Connection, name: str) -> list[Any]:
    """A list kept in ``meta``; empty where there is none."""
    row = connection.execute(series.READ_META, {"key": name}).first()
    found = json.loads(row.value) if row is not None and row.value else []
    return found if isinstance(found, list) else []


def _ops_after(connection: Connection, at: JournalPoint) -> list[list[Any]]:
    """The next commands, each whole, looks and marks one by one."""
    most = MOST_ENTRIES
    while True:
        rows = connection.execute(_AFTER, {"after": at.seq, "most": most}).all()
        ops: list[list[Any]] = []
        for row in rows:
            if ops and row.command_index:
                ops[-1].append(row)
            else:
                ops.append([row])
        if len(rows) < most:
            return ops
        if len(ops) > 1:
            return ops[:-1]  # the last one may go on behind the slice
        most *= 10


def _batches(ops: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    size = 0
    for op in ops:
        weight = sum(len(row.body) for row in op)
        if batch and (len(batch) + len(op) > _RECORD_ENTRIES or size + weight > _RECORD_BYTES):
            yield batch
            batch, size = [], 0
        batch, size = [*batch, *op], size + weight
    if batch:
        yield batch


def _are_confirmed(connection: Connection, after: JournalPoint, through: JournalPoint) -> bool:
    """Whether the centre has confirmed everything between two places of this very ledger."""
    if not holds(connection, after) or not holds(connection, through):
        return False
    return connection.execute(_UNCONFIRMED, {"after": after.seq, "through": through.seq}).first() is None
