"""The only door to ``resources/``: in a source checkout, an installed wheel or a frozen build."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def find_root(package: Path, frozen: Path | None) -> Path:
    """The resources folder for a package folder and, in a frozen build, its unpacked folder.

    Raises FileNotFoundError when there is none: the installation is incomplete.
    """
    candidates = [package / "_resources", package.parent / "resources"]
    if frozen is not None:
        candidates.insert(0, frozen / "resources")
    for candidate in candidates:
        if (candidate / "texts").is_dir():
            return candidate
    raise FileNotFoundError("no resources folder at " + ", ".join(map(str, candidates)))


@cache
def root() -> Path:
    """The resources folder of this installation. Raises FileNotFoundError."""
    unpacked = getattr(sys, "_MEIPASS", None)
    return find_root(PACKAGE, Path(unpacked) if unpacked is not None else None)


def path(*parts: str) -> Path:
    """A file or folder below ``resources/``; whether it exists is the caller's question."""
    return root().joinpath(*parts)
