"""Backup and restore: one folder with the encrypted database, the key slots and the kept files, and a manifest.

A restored desk shows everything and issues nothing: what was issued after the backup is unknown to it, so it waits
for a desk code it has never had (``series``).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_file, flush_folder_of, write_durably
from wenling_desk.store import copying, engine, health, ledger, schema, series
from wenling_desk.store.desk_store import BORN, SqlStore
from wenling_desk.store.kept_files import FOLDER
from wenling_desk.store.transaction import Transaction
from wenling_desk.store.trouble import translating

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
BESIDE: Final = ("keys.json", "keys.copy.json", "settings.toml")
"""Files of the home folder that go along where they exist; the slots in the first two are themselves encrypted."""

NO_DESK: Final = ("cache", "practice", "logs")
"""What may lie in a home that is restored into: it is kept."""

_NAME: Final = re.compile(r"desk\.db|keys\.json|keys\.copy\.json|settings\.toml|papers/[0-9a-f]{40}")
_PARTIAL: Final = ".partial"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``files`` maps relative names to SHA-256; ``missing`` are kept files that were gone."""

    made_at: str
    region: str
    desk_code: str
    device: str
    schema_version: int
    database_guid: str
    counts: Mapping[str, int]
    ledger: ledger.LedgerAnchor
    files: Mapping[str, str]
    missing: tuple[str, ...]


def backup(store: SqlStore, target: Path, now: datetime) -> Manifest:
    """Write a backup of an open store into the new folder ``target``; work may go on meanwhile.

    The folder appears whole or not at all. Raises ``backup_target_not_empty`` (folder), and ``disk_full``,
    ``database_read_only`` or ``store_failed`` (folder) for the target's disk.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KnownTrouble("backup_target_not_empty", folder=str(target))
    with translating(target), _built_aside(target) as part:
        (part / FOLDER).mkdir()
        contents = store.copy_to(part / engine.FILE_NAME)
        files = {engine.FILE_NAME: _digest(part / engine.FILE_NAME)}
        missing: list[str] = []
        sources = [(name, store.home / name) for name in BESIDE]
        sources += [(f"{FOLDER}/{name}", store.home / FOLDER / name) for name in contents.files]
        for name, source in sources:
            if source.is_file():
                files[name] = _copy(source, part / name)
            elif name not in BESIDE:
                missing.append(name)
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            region=store.identity.region,
            desk_code=store.identity.desk_code,
            device=store.identity.device,
            schema_version=contents.schema_version,
            database_guid=contents.database_guid,
            counts=contents.counts,
            ledger=ledger.LedgerAnchor(contents.ledger_seq, contents.ledger_hash),
            files=files,
            missing=tuple(missing),
        )
        write_durably(part / MANIFEST, _to_json(manifest))
    return manifest


def require_manifest(source: Path) -> None:
    """Raise ``backup_damaged`` (file) where a folder holds no manifest of a backup at all."""
    if not (source / MANIFEST).is_file():
        raise KnownTrouble("backup_damaged", file=MANIFEST)


def check_backup(source: Path) -> Manifest:
    """Read the manifest and compare every file with it, without any key.

    Raises ``backup_damaged`` (file), ``backup_newer`` (found, known), ``store_failed`` (folder).
    """
    with translating(source):
        manifest = _read_manifest(source)
        for name, digest in manifest.files.items():
            file = source / name
            if file.is_symlink() or not file.is_file() or _digest(file) != digest:
                raise KnownTrouble("backup_damaged", file=name)
    return manifest


def restore(source: Path, home: Path, key: bytes, now: datetime) -> Manifest:
    """Make a home folder from a backup, after checking files, amounts and the whole chain of the ledger.

    The home appears whole or not at all and then waits for a new desk code; a practice desk in it is kept. Raises
    what :func:`check_backup` does, ``restore_target_not_empty`` (folder), ``wrong_key`` (folder) and ``disk_full``
    (folder).
    """
    manifest = check_backup(source)
    if home.exists() and (not home.is_dir() or any(entry.name not in NO_DESK for entry in home.iterdir())):
        raise KnownTrouble("restore_target_not_empty", folder=str(home))
    with translating(home):
        home.parent.mkdir(parents=True, exist_ok=True)
        with _built_aside(home) as part:
            (part / FOLDER).mkdir()
            for name in manifest.files:
                _copy(source / name, part / name)
            _check_contents(part, key, manifest)
            _mark_as_restored(part, key, manifest, now)
            write_durably(part / BORN, json.dumps({"restored": manifest.made_at}).encode("ascii"))
    return manifest


@contextmanager
def _built_aside(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that becomes ``target`` at the end, or vanishes."""
    part = target.with_name(target.name + _PARTIAL)
    _clear_away(part, target)
    part.mkdir(parents=True)
    try:
        yield part
        if target.exists():
            for entry in target.iterdir():
                entry.rename(part / entry.name)
            target.rmdir()
        part.rename(target)
        flush_folder_of(target)
    except BaseException:
        _clear_away(part, target)
        raise


def _clear_away(part: Path, target: Path) -> None:
    """Drop what was half built, also by a life that was cut off, and give back what had lain in ``target``."""
    for entry in (part / name for name in NO_DESK):
        if entry.exists():
            target.mkdir(exist_ok=True)
            entry.rename(target / entry.name)
    shutil.rmtree(part, ignore_errors=True)


def _check_contents(part: Path, key: bytes, manifest: Manifest) -> None:
    """The database opens with the key, is whole, and is the one the manifest describes."""
    path = part / engine.FILE_NAME
    try:
        finding = health.look_at(path, key)
    except KnownTrouble as trouble:
        if trouble.code == "database_damaged":
            raise KnownTrouble("backup_damaged", file=engine.FILE_NAME) from trouble
        raise
    if finding.schema_version > schema.SCHEMA_VERSION:
        raise KnownTrouble("backup_newer", found=finding.schema_version, known=schema.SCHEMA_VERSION)
    try:
        contents = copying.describe(path, key)
        report = _verified(path, key, manifest.ledger)
    except (dbapi2.Error, DBAPIError, LookupError, ValueError) as error:  # some database, but not of a desk
        raise KnownTrouble("backup_damaged", file=engine.FILE_NAME) from error
    same = (contents.counts, contents.database_guid) == (manifest.counts, manifest.database_guid)
    if not same or not report.is_sound or report.head != manifest.ledger:
        raise KnownTrouble("backup_damaged", file=engine.FILE_NAME)
    known = {f"{FOLDER}/{name}" for name in contents.files}
    if known != {name for name in manifest.files if name.startswith(FOLDER)} | set(manifest.missing):
        raise KnownTrouble("backup_damaged", file=MANIFEST)


def _verified(path: Path, key: bytes, anchor: ledger.LedgerAnchor) -> ledger.LedgerReport:
    writer = engine.make_writer_engine(path, key)
    try:
        with writer.connect() as connection:
            return ledger.verify(connection, anchor)
    finally:
        writer.dispose()


def _mark_as_restored(part: Path, key: bytes, manifest: Manifest, now: datetime) -> None:
    path = part / engine.FILE_NAME
    writer = engine.make_writer_engine(path, key)
    try:
        with writer.connect() as connection:
            with Transaction(connection) as transaction:
                moment, epoch = now.isoformat(timespec="seconds"), series.last_epoch(transaction)
                marks = [
                    (series.RESTORED_AT, moment),
                    (series.RETIRED_EPOCH, str(epoch)),
                    (health.CLEAN_SHUTDOWN, moment),
                ]
                rows = [{"name": name, "value": value} for name, value in marks]
                transaction.run(series.SET_META, rows)
                mark = ledger.entry_of_mark("restored", now, made_at=manifest.made_at, device=manifest.device)
                ledger.write(transaction, [mark], epoch)
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        writer.dispose()
    flush_file(path)


def _copy(source: Path, target: Path) -> str:
    """Copy durably; the digest of what was read back."""
    shutil.copyfile(source, target)
    flush_file(target)
    return _digest(target)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_json(manifest: Manifest) -> bytes:
    plain = {name: getattr(manifest, name) for name in Manifest.__slots__} | {
        "format": FORMAT,
        "ledger": {"seq": manifest.ledger.seq, "hash": manifest.ledger.hash},
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


def _read_manifest(source: Path) -> Manifest:
    try:
        plain: dict[str, Any] = json.loads((source / MANIFEST).read_bytes())
        if plain["format"] != FORMAT:
            raise KnownTrouble("backup_newer", found=plain["format"], known=FORMAT)
        values = {name: plain[name] for name in Manifest.__slots__}
        values["ledger"] = ledger.LedgerAnchor(plain["ledger"]["seq"], plain["ledger"]["hash"])
        values["missing"] = tuple(plain["missing"])
        manifest = Manifest(**values)
        names = list(manifest.files)
    except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError) as error:
        raise KnownTrouble("backup_damaged", file=MANIFEST) from error
    if engine.FILE_NAME not in names or not all(_NAME.fullmatch(name) for name in names):
        raise KnownTrouble("backup_damaged", file=MANIFEST)
    return manifest
