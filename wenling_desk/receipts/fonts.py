"""The carried fonts: packed in ``resources/fonts``, unpacked once into a cache folder, checked by hash.

Standard library only, so that the screen can have its fonts before ReportLab is imported.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wenling_desk import resources
from wenling_desk.domain.errors import KnownTrouble

SCREEN_FONTS = ("sans", "sans_medium")
"""What the screen needs; papers ask for theirs when they need them."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One carried font. ``size`` (bytes) and ``sha256`` describe the unpacked file."""

    name: str
    file: str
    size: int
    sha256: str

    def unpacked(self, cache: Path) -> Path:
        """Where the file stands in ``cache``. The name carries the hash, so a new version never meets an
        old file.
        """
        stem, suffix = self.file.rsplit(".", 1)
        return cache / f"{stem}-{self.sha256[:12]}.{suffix}"


@lru_cache(maxsize=1)
def font_files() -> dict[str, FontFile]:
    """Every carried font by name, as ``resources/fonts/fonts.toml`` lists them."""
    table = tomllib.loads(resources.path("fonts", "fonts.toml").read_text(encoding="utf-8"))
    fonts = [FontFile(row["name"], row["file"], row["bytes"], row["sha256"]) for row in table["font"]]
    return {font.name: font for font in fonts}


def unpack(cache: Path, names: Iterable[str] | None = None, *, verify: bool = False) -> dict[str, Path]:
    """Paths of usable font files in ``cache``, unpacked there if they are not yet.

    ``names`` defaults to all. A file that is there is trusted by its size; ``verify`` hashes it again and
    replaces it when it has changed. Raises ``KnownTrouble``: ``font_damaged`` (file) when the packed font
    is missing or broken, ``font_cache_unwritable`` (folder, reason) when the cache cannot be written.
    """
    wanted = font_files().keys() if names is None else names
    return {name: _unpack_one(font_files()[name], cache, verify) for name in wanted}


def _unpack_one(font: FontFile, cache: Path, verify: bool) -> Path:
    target = font.unpacked(cache)
    if _is_good(target, font, verify):
        return target
    try:
        data = lzma.decompress(resources.path("fonts", f"{font.file}.xz").read_bytes())
    except (OSError, lzma.LZMAError) as error:
        raise KnownTrouble("font_damaged", file=font.file) from error
    if hashlib.sha256(data).hexdigest() != font.sha256:
        raise KnownTrouble("font_damaged", file=font.file)
    try:
        _write_whole(target, data)
    except OSError as error:
        raise KnownTrouble("font_cache_unwritable", folder=str(cache), reason=error.strerror or "") from error
    return target


def _is_good(path: Path, font: FontFile, verify: bool) -> bool:
    try:
        if path.stat().st_size != font.size:
            return False
        return not verify or hashlib.sha256(path.read_bytes()).hexdigest() == font.sha256
    except OSError:
        return False


def _write_whole(target: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that no other process ever sees half a font."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".font-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
