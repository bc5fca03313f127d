"""Opening and closing the desk's database."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_folder_of, write_durably
from wenling_desk.store import copying, engine, health, ledger, migrate, papers, schema, series
from wenling_desk.store.derived_keys import DerivedKeys
from wenling_desk.store.desk_lock import DeskLock
from wenling_desk.store.disk_space import DiskSpace
from wenling_desk.store.issue_journal import JournalReport
from wenling_desk.store.kept_files import KeptFiles
from wenling_desk.store.restore_guard import GuardPlaces, RestoreGuard
from wenling_desk.store.series import StoreIdentity
from wenling_desk.store.sync_reading import SqlSyncReading
from wenling_desk.store.sync_unit import SqlSyncUnitOfWork
from wenling_desk.store.transaction import Transaction
from wenling_desk.store.trouble import translating
from wenling_desk.store.unit_of_work import Workshop
from wenling_desk.use_cases.ports import Clock

BORN: Final = "desk.born"
"""A file beside the database that says one was made here: a missing database is then a loss, not a first start."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """A full check: pages, ledger against facts, kept files (numbers of papers whose file is gone or damaged)."""

    has_sound_pages: bool
    ledger: ledger.LedgerReport
    lost_papers: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.has_sound_pages and self.ledger.is_sound and not self.lost_papers


def open_store(
    home: Path,
    key: bytes,
    identity: StoreIdentity,
    clock: Clock,
    *,
    make: bool = True,
    places: GuardPlaces | None = None,
) -> SqlStore:
    """Open the database of a home folder, making it at the first start and migrating an older one.

    With ``make=False`` this is no first start: a database that is not there is ``database_missing``, whatever else is
    gone, for a new one would begin its numbers again. Without ``places`` (practice) there is neither issue journal nor
    restore guard.

    Raises KnownTrouble: ``already_running``, ``wrong_key``, ``database_damaged``, ``database_missing``,
    ``database_read_only``, ``disk_full``, ``store_failed`` (all with folder), ``database_newer`` (found, known),
    ``sqlite_too_old`` (version), ``cipher_missing``, ``setting_refused`` (setting), ``migration_failed`` (copy),
    ``migrations_missing`` (folder). The database is as it was after each of them.
    """
    engine.require_sound_sqlite()
    with translating(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (home / BORN).exists():  # whoever made the folder: its own name must outlive a power cut, too
            flush_folder_of(home)
        lock = DeskLock(home)
        try:
            space = DiskSpace(home)
            space.make_way()
            _prepare(home, key, identity, clock.now(), make=make)
            return SqlStore(home, key, identity, clock, lock, space, places)
        except BaseException:
            lock.release()
            raise


class SqlStore:
    """ports.Store. One thread at a time holds a unit of work; any thread may read."""

    def __init__(
        self,
        home: Path,
        key: bytes,
        identity: StoreIdentity,
        clock: Clock,
        lock: DeskLock,
        space: DiskSpace,
        places: GuardPlaces | None = None,
    ) -> None:
        """Use :func:`open_store`."""
        path = home / engine.FILE_NAME
        keys = DerivedKeys.of(key)
        self.home = home
        self._key = key
        self._clock = clock
        self._lock = lock
        self._turn = threading.Lock()
        self._holder = 0
        self._is_suspect = False
        self._is_closed = False
        self._space = space
        self._files = KeptFiles(home, keys)
        self._writer = engine.make_writer_engine(path, key)
        self._readers = engine.make_reader_engine(path, key)
        self._watch: RestoreGuard | None = None
        try:
            if places is not None:
                self._watch = RestoreGuard(self._writer, home, key, places, clock.now())
            self._current = _begin(self._writer, identity, clock.now())
            space.keep_ballast()
            after = self._watch.committed if self._watch is not None else lambda: None
            self._workshop = Workshop(self._writer, self._files, space, keys, self._current, self._guard, after)
            if self._watch is not None:
                self._watch.opened(self._workshop, clock.now())
        except BaseException:
            if self._watch is not None:
                self._watch.let_go()
            self._writer.dispose()
            raise

    @property
    def identity(self) -> StoreIdentity:
        """Whose store this is. The desk code is the one the centre granted last, where it has granted one."""
        return self._current.identity

    @property
    def is_restored(self) -> bool:
        """Whether the database comes from a backup and waits for a new desk code before it issues numbers."""
        return self._current.series.is_locked

    @property
    def journal_folder(self) -> Path | None:
        """Where the issue journal is written; ``None`` for a desk without one."""
        return self._watch.journal_folder if self._watch is not None else None

    @property
    def journal_trouble(self) -> KnownTrouble | None:
        """Why the issue journal is not up to date; a standing warning, and no reason to stop."""
        return self._watch.journal_trouble if self._watch is not None else None

    def journal_report(self) -> JournalReport | None:
        """Read the whole issue journal; ``None`` for a desk without one. Raises as ``RestoreGuard.report``."""
        with self._turn:
            return self._watch.report() if self._watch is not None else None

    @property
    def epoch(self) -> int:
        """The epoch (换代): one more for every desk code this database has had."""
        return self._current.series.epoch

    @contextmanager
    def sync_unit(self) -> Iterator[SqlSyncUnitOfWork]:
        """A new unit of work; leaving without ``commit`` writes nothing. Raises RuntimeError inside another one."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a unit of work inside another")
        with self._turn:
            self._holder = threading.get_ident()
            unit = SqlSyncUnitOfWork(self._workshop)
            try:
                yield unit
            finally:
                unit.close()
                self._holder = 0

    unit_of_work = sync_unit
    """The same one: a command may keep an attachment, too."""

    @contextmanager
    def sync_reading(self) -> Iterator[SqlSyncReading]:
        """Questions on a connection that only reads; none sees half a command, and none holds the writer up."""
        yield SqlSyncReading(self._readers, self._files, self._current, self._guard)

    reading = sync_reading

    def check(self, anchor: ledger.LedgerAnchor | None = None) -> StoreReport:
        """Check everything; reads all pages and all kept files, so it takes its time, and nothing is written then."""
        with self._turn, self._guard(), self._readers.connect() as connection:
            sound = health.has_sound_pages(connection.connection.dbapi_connection)
            report = ledger.verify(connection, anchor)
            rows = connection.execute(papers.FILES_OF_ALL).all()
        lost = tuple(row.number for row in rows if not self._files.is_whole(row.sha256))
        return StoreReport(sound, report, lost)

    def ledger_length(self) -> int:
        """How many entries the device ledger has."""
        with self._guard(), self._readers.connect() as connection:
            return ledger.head_of(connection).seq

    def last_moment(self) -> datetime | None:
        """When the latest entry of the device ledger was made by this desk's clock; ``None`` before the first."""
        with self._guard(), self._readers.connect() as connection:
            found = connection.execute(ledger.LAST_MOMENT).first()
        return datetime.fromisoformat(found.at) if found is not None else None

    def copy_to(self, target: Path) -> copying.Contents:
        """Copy the committed state into one encrypted file and say what it holds.

        Errors of driver and disk pass through: the disk is that of ``target``.
        """
        copying.copy_database(self.home / engine.FILE_NAME, target, self._key)
        return copying.describe(target, self._key)

    def subject_key(self, identity_number: str) -> str:
        """The keyed hash by which cases of one person find each other; empty for an empty number."""
        return self._workshop.keys.subject_key(identity_number)

    def note(self, name: str) -> str:
        """A short text kept beside the records (who works here, for one); empty when never kept."""
        with self._guard(), self._readers.connect() as connection:
            found = connection.execute(series.READ_META, {"key": f"{series.NOTE}{name}"}).first()
        return str(found.value) if found is not None else ""

    def keep_note(self, name: str, text: str) -> None:
        """Keep or replace a note, in a transaction of its own."""
        with self._turn, self._guard(), self._writer.connect() as connection, Transaction(connection) as transaction:
            transaction.run(series.SET_META, [{"name": f"{series.NOTE}{name}", "value": text}])

    def close(self) -> None:
        """Mark the orderly end, write the log back, free the lock. Nothing committed depends on it.

        A second call does nothing.
        """
        if self._is_closed:
            return
        self._is_closed = True
        try:
            with self._turn, self._guard():
                self._readers.dispose()
                if not self._is_suspect:
                    moment = self._clock.now().isoformat(timespec="seconds")
                    with self._writer.connect() as connection, Transaction(connection) as transaction:
                        transaction.run(series.SET_META, [{"name": health.CLEAN_SHUTDOWN, "value": moment}])
                    with self._writer.connect() as connection:
                        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    if self._watch is not None:
                        self._watch.closing()
        finally:
            if self._watch is not None:
                self._watch.let_go()
            self._writer.dispose()
            self._lock.release()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            with translating(self.home):
                yield
        except KnownTrouble as trouble:
            if trouble.__cause__ is not None:  # it happened, and was not only foreseen
                if trouble.code == "disk_full":
                    self._space.give_up_ballast()
                self._is_suspect |= trouble.code == "database_damaged"
            raise


def _prepare(home: Path, key: bytes, identity: StoreIdentity, now: datetime, *, make: bool) -> None:
    """Bring a database of the current schema about, or say why there is none."""
    path = home / engine.FILE_NAME
    born = home / BORN
    try:
        if not born.exists():
            health.roll_back(path, key)
        finding = health.look_at(path, key) if path.exists() else health.Finding(0, was_closed=True)
    except KnownTrouble as trouble:
        if trouble.code == "database_damaged":
            health.set_aside(home)
        raise
    if finding.schema_version > schema.SCHEMA_VERSION:
        values = {"found": finding.schema_version, "known": schema.SCHEMA_VERSION}
        raise KnownTrouble("database_newer", **values)
    if not finding.schema_version and (born.exists() or not make):
        raise KnownTrouble("database_missing", folder=str(home))
    writer = engine.make_writer_engine(path, key)
    try:
        if not finding.schema_version:
            _create(writer, identity, now)
        elif finding.schema_version < schema.SCHEMA_VERSION:
            migrate.bring_up_to_date(writer, home, key, finding.schema_version, now)
    finally:
        writer.dispose()
    if not born.exists():
        write_durably(born, json.dumps({"made": now.isoformat(timespec="seconds")}).encode("ascii"))


def _create(writer: Engine, identity: StoreIdentity, now: datetime) -> None:
    marks = {
        health.SCHEMA: str(schema.SCHEMA_VERSION),
        health.CLEAN_SHUTDOWN: "",
        "database_guid": os.urandom(16).hex(),
        "created_at": now.isoformat(timespec="seconds"),
        "device": identity.device,
    }
    with writer.connect() as connection, Transaction(connection):
        migrate.create_tables(connection, marks)


def _begin(writer: Engine, identity: StoreIdentity, now: datetime) -> series.Current:
    """Take up the series of the desk code and take back the mark of the orderly end."""
    with writer.connect() as connection, Transaction(connection) as transaction:
        transaction.run(series.SET_META, [{"name": health.CLEAN_SHUTDOWN, "value": ""}])
        return series.open_series(transaction, identity, now)
