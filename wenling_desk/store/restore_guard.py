"""The restore guard: whether this database is the one that issued last, looked at whenever a desk opens.

It is compared with the issue journal, with the high-water mark outside of it, and with the machine and the volume it
lay on. Behind any of them it may not know what was issued, so its desk codes are retired: everything is shown and
nothing issued until the desk has a code it never had. What the journal has and the database has not comes back as it
was. The reverse, a database ahead of journal and mark, is everyday life: a power cut between the two.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import ledger, schema, series
from wenling_desk.store.desk_lock import DeskLock
from wenling_desk.store.high_water import HighWater, Life, Mark
from wenling_desk.store.issue_journal import DeskCode, IssueJournal, JournalEntry, JournalPoint, JournalReport
from wenling_desk.store.journal_feed import MERGED, SEEN_CONFIRMED, JournalFeed, as_trouble, codes_of, holds, read_list
from wenling_desk.store.journal_return import PENDING, mark_by_chance, take_back
from wenling_desk.store.transaction import Transaction
from wenling_desk.store.unit_of_work import Workshop

GUID: Final = "database_guid"
MACHINE: Final = "guard.machine"
VOLUME: Final = "guard.volume"
LIVES: Final = "guard.lives"
SETTLED: Final = "guard.settled"
"""High-water marks (hex) this database was found behind once; its codes of that time are retired."""

_COMMITS_PER_MARK: Final = 32
_CHUNK: Final = 500

_UNREADABLE: Final = (OSError, KnownTrouble, ValueError, KeyError, TypeError)
_ADD_CODE: Final = (
    sqlite.insert(schema.desk_series)
    .values({column.name: bindparam(column.name) for column in schema.desk_series.columns})
    .on_conflict_do_nothing()
)
_KNOWN: Final = select(schema.ledger.c.entry_id).where(
    schema.ledger.c.entry_id.in_(bindparam("ids", expanding=True))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GuardPlaces:
    """Where the guard keeps what it compares with, and what this computer is called.

    ``journal`` is the folder on the second path; with ``makes_journal`` it is made where it is missing. ``state`` is
    the user's own state folder. ``machine`` and ``volume`` are names that stay the same for the life of the computer
    and of the file system the home lies on; empty where they cannot be told, and then not compared.
    """

    journal: Path
    state: Path
    machine: str = ""
    volume: str = ""
    makes_journal: bool = False


@dataclass(slots=True)
class _Finding:
    """What the look at the opening found. ``reasons`` lock; ``lost`` comes back."""

    reasons: list[str] = field(default_factory=list)
    lost: list[JournalEntry] = field(default_factory=list)
    codes: list[DeskCode] = field(default_factory=list)
    merged: str = ""
    settled: str = ""
    trouble: KnownTrouble | None = None


class RestoreGuard:
    """Watches one open database."""

    def __init__(self, engine: Engine, home: Path, key: bytes, places: GuardPlaces, now: datetime) -> None:
        """Look, and retire the desk codes of a database that was put back, before any series is taken up.

        Raises ``already_running`` (folder) where a copy of this database is open on this computer, and errors of the
        driver.
        """
        self._engine = engine
        self._places = places
        with engine.connect() as connection:
            guid = _text(connection, GUID)
            journal = IssueJournal(places.journal, key, guid, places.machine, make_folder=places.makes_journal)
            self._feed = JournalFeed(journal)
            self._water = HighWater(places.state, key, guid)
            self._lock = self._take_lock(home)
            try:
                self._mark = self._water.read()
                self._finding = self._look(connection)
                self._begin_life(connection, now)
            except BaseException:
                self.let_go()
                raise
        self._workshop: Workshop | None = None
        self._written: Mark | None = None
        self._commits = 0

    @property
    def journal_folder(self) -> Path:
        """The second path."""
        return self._places.journal

    @property
    def journal_trouble(self) -> KnownTrouble | None:
        """Why the journal is not up to date: ``journal_unreachable``, ``journal_full``, ``journal_foreign``,
        ``journal_ahead``, ``journal_not_returned`` (all with folder); ``None`` where it is."""
        return self._finding.trouble or self._feed.trouble

    def opened(self, workshop: Workshop, now: datetime) -> None:
        """The store is ready: take back what only the journal has, then bring the journal up to date."""
        self._workshop = workshop
        found = self._finding
        if found.merged:
            try:
                take_back(workshop, found.lost, found.merged, now)
                found.lost = []
            except (*_UNREADABLE, dbapi2.IntegrityError):
                # A full disk, for one. The codes are retired, everything else goes on, the next opening tries again.
                found.trouble = KnownTrouble("journal_not_returned", folder=str(self.journal_folder))
        self.committed()
        with self._engine.connect() as connection:
            seen = None if self.journal_trouble else self._feed.prune(connection, now)
            if seen is not None:
                with Transaction(connection) as transaction:
                    transaction.run(series.SET_META, [{"name": SEEN_CONFIRMED, "value": seen}])
            self._write_mark(connection)

    def committed(self) -> None:
        """A command is on the disk: its copy goes to the journal before anything is printed. Never raises."""
        if self._finding.trouble is not None:  # what the journal has alone must not be written over
            return
        with suppress(DBAPIError, dbapi2.Error), self._engine.connect() as connection:
            was_ahead = self._feed.is_ahead
            self._feed.follow(connection)
            if self._feed.is_ahead and not was_ahead:
                self._lock_if_ahead(connection)
            self._commits += 1
            if self._commits % _COMMITS_PER_MARK == 0:
                self._write_mark(connection)

    def report(self) -> JournalReport:
        """Read the whole journal of this machine. Raises ``journal_unreachable``, ``journal_foreign`` (folder)."""
        try:
            return self._feed.journal.report()
        except _UNREADABLE as error:
            raise as_trouble(error, self._feed.journal) from error

    def closing(self) -> None:
        """The orderly end: the mark stands exactly where the ledger ends."""
        with self._engine.connect() as connection:
            self._write_mark(connection)

    def let_go(self) -> None:
        """Free the lock and the file; a second call does nothing."""
        self._feed.journal.let_go()
        if self._lock is not None:
            self._lock.release()

    def _lock_if_ahead(self, connection: Connection) -> None:
        """The journal came back while the desk works, and holds numbers of a code in use: nothing more is issued. The
        next opening takes back what it holds."""
        found = _Finding()
        with suppress(*_UNREADABLE):
            self._look_at_journal(connection, found)
        if found.reasons and self._workshop is not None:
            current = self._workshop.current
            current.series = replace(current.series, is_locked=True)

    # -- looking ---------------------------------------------------------------------------------

    def _look(self, connection: Connection) -> _Finding:
        found = _Finding()
        places, mark = self._places, self._mark
        for name, here in ((MACHINE, places.machine), (VOLUME, places.volume)):
            before = _text(connection, name)
            if before and here and before != here:
                found.reasons.append(name.removeprefix("guard."))
        if mark is not None:
            if mark.is_ahead_of(_life(connection, mark.place)):
                found.reasons.append("life")
            if not holds(connection, mark.point) and mark.point.head not in read_list(connection, SETTLED):
                found.reasons.append("mark")
                found.settled = mark.point.head
            found.codes += mark.codes if found.reasons else ()
        try:
            self._look_at_journal(connection, found)
        except _UNREADABLE:
            found.lost, found.merged = [], ""  # the feed meets the same and says so
        return found

    def _look_at_journal(self, connection: Connection, found: _Finding) -> None:
        journal = self._feed.journal
        last = journal.last()
        is_known = last is None or holds(connection, last) or last.head in read_list(connection, MERGED)
        from_everywhere = "machine" in found.reasons or bool(_text(connection, PENDING))
        if is_known and not from_everywhere:
            return
        retired = int(_text(connection, series.RETIRED_EPOCH) or 0)
        seen: set[str] = set()
        for record in journal.records(every_machine=from_everywhere):
            missing = _missing(connection, [entry for entry in record.entries if entry.entry_id not in seen])
            seen.update(entry.entry_id for entry in missing)
            found.lost += missing
            if missing:
                found.codes += record.codes
            # Of a copy on another machine that lives on, the codes are its own; here they are only never used.
            if missing and record.epoch > retired and not is_known and "journal" not in found.reasons:
                found.reasons.append("journal")
        found.merged = last.head if last is not None else "-"

    def _take_lock(self, home: Path) -> DeskLock | None:
        try:
            self._water.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return DeskLock(self._water.folder)
        except KnownTrouble as trouble:
            raise KnownTrouble("already_running", folder=str(home)) from trouble
        except OSError:
            return None

    # -- writing ---------------------------------------------------------------------------------

    def _begin_life(self, connection: Connection, now: datetime) -> None:
        """Retire the codes where anything was found, and take up the next life: first in the mark as one that may come,
        then in the database, then in the mark as one that came."""
        mark = self._mark or Mark(place=_new_place())
        reached = _life(connection, mark.place)
        coming: Life | None = None
        with suppress(OSError):
            following = mark.next_life(reached)
            if self._finding.reasons:  # what it stood for is settled below; a crash in between finds it once more
                following = replace(following, life=mark.life)
            self._water.write(following)
            coming = following.coming
        lives = dict(read_list(connection, LIVES))
        settled = [each for each in (*read_list(connection, SETTLED), self._finding.settled) if each][-_CHUNK:]
        life = coming or max(mark.life, reached, key=lambda each: each.count)
        if life.count:
            lives[mark.place] = [life.count, life.chance]
        rows = [{"name": LIVES, "value": json.dumps(sorted(lives.items()))}]
        rows += [{"name": SETTLED, "value": json.dumps(settled)}] if self._finding.settled else []
        rows += [{"name": PENDING, "value": "1"}] if "machine" in self._finding.reasons else []
        rows += [
            {"name": name, "value": here}
            for name, here in ((MACHINE, self._places.machine), (VOLUME, self._places.volume))
            if here
        ]
        with Transaction(connection) as transaction:
            if self._finding.reasons:
                _retire(transaction, self._finding.reasons, self._finding.codes, now)
            else:
                _add_codes(transaction, self._finding.codes, int(_text(connection, series.RETIRED_EPOCH) or 0))
            transaction.run(series.SET_META, rows)
        self._mark = replace(mark, life=life, coming=None) if coming is not None else None

    def _write_mark(self, connection: Connection) -> None:
        """Bring the mark forward; one that cannot be written lags, and that is no harm."""
        if self._mark is None:
            return
        head = ledger.head_of(connection)
        point = JournalPoint(head.seq, head.hash)
        self._mark = replace(self._mark, point=point, codes=codes_of(connection))
        if self._mark != self._written:  # pulled facts move no ledger: nothing to flush for them
            with suppress(OSError):
                self._water.write(self._mark)
                self._written = self._mark


def _retire(transaction: Transaction, reasons: Sequence[str], codes: Sequence[DeskCode], now: datetime) -> None:
    """Nothing is ever issued again under any code this database has had or is known to have had."""
    _add_codes(transaction, codes, max((code.epoch for code in codes), default=0))
    epoch = series.last_epoch(transaction)
    before = transaction.first(series.READ_META, {"key": series.RETIRED_EPOCH})
    retired = max(epoch, int(before[0]) if before is not None else 0)
    marks = [(series.RESTORED_AT, now.isoformat(timespec="seconds")), (series.RETIRED_EPOCH, str(retired))]
    transaction.run(series.SET_META, [{"name": name, "value": value} for name, value in marks])
    ledger.write(transaction, [mark_by_chance("found_put_back", now, reasons=",".join(reasons))], epoch)


def _add_codes(transaction: Transaction, codes: Sequence[DeskCode], latest: int) -> None:
    """Codes of a life that is not in the database: never new to it again. None gets an epoch after ``latest``."""
    rows = {
        (code.region, code.desk_code): {
            "region": code.region,
            "desk_code": code.desk_code,
            "epoch": min(code.epoch, latest),
            "next_serial": code.next_serial,
        }
        for code in codes
    }
    transaction.run(_ADD_CODE, list(rows.values()))


def _missing(connection: Connection, entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    known: set[str] = set()
    for start in range(0, len(entries), _CHUNK):
        ids = [entry.entry_id for entry in entries[start : start + _CHUNK]]
        known.update(row.entry_id for row in connection.execute(_KNOWN, {"ids": ids}).all())
    return [entry for entry in entries if entry.entry_id not in known]


def _new_place() -> str:
    return os.urandom(8).hex()


def _life(connection: Connection, place: str) -> Life:
    """The life that stands in the database for a place of the mark."""
    found = dict(read_list(connection, LIVES)).get(place)
    return Life(*found) if found else Life()


def _text(connection: Connection, name: str) -> str:
    row = connection.execute(series.READ_META, {"key": name}).first()
    return str(row.value) if row is not None else ""
