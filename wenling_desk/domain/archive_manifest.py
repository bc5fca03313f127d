"""The manifest of an archive package: the digest of every file, sealed by its own. Same files, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
METADATA: Final = "metadata.json"
RECORD: Final = "record.json"
ARCHIVE, PRECHECK = "archive", "precheck"
"""What a package is: 归档, or a look beforehand that counts for nothing (预检)."""
MANIFEST_SCHEMA: Final = "wenling-desk/archive-manifest@1"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at a package found. ``is_sealed``: the manifest is the one its seal was made for. A file may be
    ``changed``, ``missing`` or ``extra`` (in no manifest)."""

    sha256: str
    kind: str
    files: int
    is_sealed: bool
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every file is there, as it was, and nothing else."""
        return self.is_sealed and not (self.changed or self.missing or self.extra)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package's files by path, manifest and seal among them; ``sha256`` is that of the manifest."""

    files: Mapping[str, bytes] = field(repr=False)
    sha256: str


def canonical_json(plain: object) -> bytes:
    """The one way JSON is written into a package."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def sealed(files: Mapping[str, bytes], head: Mapping[str, Any]) -> Sealed:
    """The files with their manifest, which begins with ``head``, and its seal."""
    rows = [{"path": path, **_digest(files[path])} for path in sorted(files)]
    manifest = canonical_json({"schema": MANIFEST_SCHEMA, **head, "files": rows})
    sha256 = hashlib.sha256(manifest).hexdigest()
    seal = f"{sha256}  {MANIFEST}\n".encode("ascii")
    return Sealed({**{path: files[path] for path in sorted(files)}, MANIFEST: manifest, SEAL: seal}, sha256)


def _digest(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def read_manifest(manifest: bytes) -> Mapping[str, str]:
    """Path -> digest. Raises ValueError for what is no manifest, or names a place outside of its package."""
    try:
        plain = json.loads(manifest)
        rows = {str(row["path"]): str(row["sha256"]) for row in plain["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("no manifest") from error
    if plain.get("schema") != MANIFEST_SCHEMA:
        raise ValueError("a manifest of another kind")
    for path in rows:
        if any(part in {"", ".", ".."} for part in path.split("/")) or "\\" in path or ":" in path:
            raise ValueError("a file outside of the package")
    return rows


def verify(manifest: bytes, seal: bytes | None, found: Mapping[str, str]) -> Verification:
    """Compare a manifest with what lies there: path -> digest of every file but manifest and seal. Raises as
    :func:`read_manifest`."""
    rows = read_manifest(manifest)
    sha256 = hashlib.sha256(manifest).hexdigest()
    return Verification(
        sha256=sha256,
        kind=str(json.loads(manifest).get("kind", "")),
        files=len(rows),
        is_sealed=seal is not None and seal.split()[:1] == [sha256.encode("ascii")],
        changed=tuple(sorted(path for path in rows if path in found and found[path] != rows[path])),
        missing=tuple(sorted(set(rows) - set(found))),
        extra=tuple(sorted(set(found) - set(rows))),
    )
