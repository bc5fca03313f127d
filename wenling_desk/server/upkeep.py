"""Backing a centre up and bringing it back, for the embedded database; PostgreSQL has its own tools."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_file, flush_folder_of, write_durably
from wenling_desk.server import centre_settings, key_file
from wenling_desk.server.key_file import CentreKeys
from wenling_desk.store.centre.store import FILE_NAME as DATABASE_FILE
from wenling_desk.store.copying import copy_database
from wenling_desk.store.trouble import translating

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
KEPT_FOLDERS: Final = ("files/blobs", "files/releases")
"""Snapshots are made anew."""

_NAME: Final = re.compile(r"centre\.db|centre\.keys|centre\.settings|files/(blobs|releases)/[0-9A-Za-z.-]{1,120}")
_PIECE: Final = 1 << 20


def back_up(home: Path, keys: CentreKeys, target: Path, now: datetime) -> int:
    """Write a backup into the new folder ``target`` while the centre goes on; returns how many files it has.

    The database first: attachments it speaks of are there by then. Raises ``backup_target_not_empty`` (folder),
    ``disk_full`` (folder) and the like.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KnownTrouble("backup_target_not_empty", folder=str(target))
    with translating(target), _built_aside(target) as part:
        copy_database(home / DATABASE_FILE, part / DATABASE_FILE, keys.database)
        names = [DATABASE_FILE]
        for name in (key_file.FILES[0], centre_settings.FILE_NAME):
            _copy(home / name, part / name)
            names.append(name)
        for folder in KEPT_FOLDERS:
            for source in sorted((home / folder).glob("*")) if (home / folder).is_dir() else ():
                name = f"{folder}/{source.name}"
                if _NAME.fullmatch(name) and source.is_file():
                    _copy(source, part / name)
                    names.append(name)
        plain = {
            "format": FORMAT,
            "made_at": now.isoformat(timespec="seconds"),
            "files": {name: _digest(part / name) for name in names},
        }
        write_durably(part / MANIFEST, json.dumps(plain, indent=1).encode("ascii"))
    return len(names)


def bring_back(source: Path, home: Path) -> None:
    """Make a home from a backup, after comparing every file with the manifest; whole or not at all.

    Raises ``backup_damaged`` (file), ``backup_newer`` (found, known), ``restore_target_not_empty`` (folder).
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise KnownTrouble("restore_target_not_empty", folder=str(home))
    files = _read_manifest(source)
    with translating(home):
        home.parent.mkdir(parents=True, exist_ok=True)
        with _built_aside(home) as part:
            for name, digest in files.items():
                if not (source / name).is_file() or (source / name).is_symlink():
                    raise KnownTrouble("backup_damaged", file=name)
                _copy(source / name, part / name)
                if _digest(part / name) != digest:
                    raise KnownTrouble("backup_damaged", file=name)


def _read_manifest(source: Path) -> dict[str, str]:
    try:
        plain = json.loads((source / MANIFEST).read_bytes())
        files = {str(name): str(digest) for name, digest in plain["files"].items()}
        found = int(plain["format"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KnownTrouble("backup_damaged", file=MANIFEST) from error
    if found > FORMAT:
        raise KnownTrouble("backup_newer", found=found, known=FORMAT)
    if DATABASE_FILE not in files or not all(_NAME.fullmatch(name) for name in files):
        raise KnownTrouble("backup_damaged", file=MANIFEST)
    return files


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    flush_file(target)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _built_aside(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that becomes it at the end, or vanishes."""
    part = target.with_name(target.name + ".partial")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        yield part
        if target.exists():
            target.rmdir()
        part.rename(target)
        flush_folder_of(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
