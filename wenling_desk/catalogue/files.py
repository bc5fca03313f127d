"""Which files make up the catalogue: names and folders only, so that looking for them costs nothing."""

from __future__ import annotations

import re
from pathlib import Path

TABLES = ("release", "sources", "departments", "divisions", "partners", "delegation")
"""Tables of the catalogue folder in reading order."""

_RELEASE_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")

REQUIRED = frozenset({"release", "departments"})


def locate(root: Path) -> tuple[Path, Path]:
    """The catalogue folder and the forms folder meant by ``root``: it holds both, or is the catalogue folder itself."""
    if (root / "release.yaml").exists():
        return root, root.parent / "forms"
    return root / "catalogue", root / "forms"


def catalogue_files(root: Path, *, samples: bool) -> list[Path]:
    """Every file that makes up the catalogue and exists, in reading order."""
    catalogue, forms = locate(root)
    files = [path for name in TABLES if (path := catalogue / f"{name}.yaml").exists()]
    folders = [catalogue / "calendars", catalogue / "items", catalogue / "bundles", forms]
    for folder in [*folders, catalogue / "samples"] if samples else folders:
        files += sorted(folder.glob("*.yaml"))
    return files


def is_release_number(number: str) -> bool:
    """Whether a release may be called so; the number becomes part of a file name."""
    return _RELEASE_NUMBER.fullmatch(number) is not None


def release_order(number: str) -> tuple[tuple[int, int, str], ...]:
    """Orders release numbers as people count: 2026.9 before 2026.11, 2026.12 before 2026.12.1 and 2026.12a."""
    parts = re.findall(r"\d+|[A-Za-z]+", number)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part.lower()) for part in parts)
