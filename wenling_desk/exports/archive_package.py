"""An archive package on a disk: a folder or one .zip, written whole or not at all, the same bytes each time."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from wenling_desk.domain.archive_manifest import MANIFEST, PRECHECK, SEAL, Verification, verify
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import flush_folder_of

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day a .zip begins to count from: when a file was packed says nothing about it."""
_PIECE: Final = 1 << 20
MOST_BYTES: Final = 4 << 30
"""Of the files of a .zip that is looked at."""


def write_package(files: Mapping[str, bytes], target: Path) -> bool:
    """Write the files (path -> bytes, manifest and seal among them) as a folder, or as one file where ``target`` ends
    with ``.zip``. ``False`` where the very same package lies there already; an earlier precheck gives way.

    Raises ``archive_target_taken`` (file) for anything else that lies there, and ``archive_unwritable`` (file).
    """
    if target.exists():
        lies = _what_lies_at(target)
        if lies is not None and lies.is_whole and lies.sha256 == hashlib.sha256(files[MANIFEST]).hexdigest():
            return False
        if lies is None or lies.kind != PRECHECK:
            raise KnownTrouble("archive_target_taken", file=str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".archive-", dir=target.parent) as name:
            made = Path(name, target.name)
            (_write_zip if target.suffix == ".zip" else _write_folder)(files, made)
            if target.exists():
                target.rename(Path(name, "before"))
            made.rename(target)
        flush_folder_of(target)
    except OSError as error:
        raise KnownTrouble("archive_unwritable", file=str(target)) from error
    return True


def _write_folder(files: Mapping[str, bytes], target: Path) -> None:
    target.mkdir()
    for path, data in files.items():
        file = target.joinpath(*path.split("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _write_zip(files: Mapping[str, bytes], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, files[path])


def _what_lies_at(target: Path) -> Verification | None:
    try:
        return verify_package(target)
    except KnownTrouble:
        return None


def verify_package(place: Path) -> Verification:
    """Check every digest of a folder or .zip. Raises ``archive_unreadable`` (file) for what is no package."""
    try:
        if place.is_dir():
            return _verified(dict(_digests_of_folder(place)), _small_of_folder(place))
        with zipfile.ZipFile(place) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise ValueError("too large")
            small: dict[str, bytes] = {
                name: packed.read(name) for name in (MANIFEST, SEAL) if name in packed.namelist()
            }
            return _verified(dict(_digests_of_zip(packed)), small)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise KnownTrouble("archive_unreadable", file=str(place)) from error


def _verified(found: dict[str, str], small: Mapping[str, bytes]) -> Verification:
    for name in (MANIFEST, SEAL):
        found.pop(name, None)
    return verify(small[MANIFEST], small.get(SEAL), found)


def _small_of_folder(place: Path) -> dict[str, bytes]:
    small = {MANIFEST: (place / MANIFEST).read_bytes()}
    with suppress(FileNotFoundError):
        small[SEAL] = (place / SEAL).read_bytes()
    return small


def _digests_of_folder(place: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(place.rglob("*")):
        if file.is_file() or file.is_symlink():
            with file.open("rb") as data:
                yield file.relative_to(place).as_posix(), _digest(data)


def _digests_of_zip(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for entry in packed.infolist():
        if entry.is_dir():
            continue
        try:
            with packed.open(entry) as data:
                yield entry.filename, _digest(data)  # type: ignore[arg-type]
        except zipfile.BadZipFile:
            yield entry.filename, ""  # its own checksum says that it was changed


def _digest(data: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := data.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
