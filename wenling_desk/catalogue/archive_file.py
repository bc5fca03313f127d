"""Loads and checks ``resources/counter/archive.yaml``: what a hall wants of an archive package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.plain_file import STATUSES, broken_by, read_plain
from wenling_desk.domain.archive_rules import (
    CHECKS,
    EVERY_OTHER,
    FIELDS,
    MAKES,
    NEEDED_CHECKS,
    OPTIONAL,
    RESULT_NUMBER,
    SCAN_ROLES,
    STEPS,
    WANTS,
    ArchiveRules,
    ArchiveStep,
    DocumentGroup,
    Ending,
)

ARCHIVE_SCHEMA: Final = "wenling-desk/archive@1"
PROOFS: Final = ("paper", "scan")
KEEPING: Final = ("kept", "returned")


def read_archive_rules(
    path: Path, papers: frozenset[str], endings: frozenset[str], marks: frozenset[str]
) -> ArchiveRules:
    """The file as rules. ``papers`` are the kinds of papers there are, ``endings`` the statuses that end a member,
    ``marks`` those of a material. Raises ``archive_data_broken`` (file, detail) for the first flaw found; the detail
    says the line where the file cannot be read, and the part where it says something wrong."""
    broken = broken_by("archive_data_broken", path.name)
    plain = read_plain(path, ARCHIVE_SCHEMA, broken)
    try:
        return _rules(plain, papers, endings, marks)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise broken(f"{type(error).__name__} {error}") from error


def _rules(
    plain: Mapping[str, Any], papers: frozenset[str], endings: frozenset[str], marks: frozenset[str]
) -> ArchiveRules:
    parts = ("order", "endings", "materials", "service_proof")
    stated = [_status("top", plain), *(_status(part, plain[part]) for part in parts)]
    return ArchiveRules(
        scheme=_text("scheme", plain["scheme"]),
        steps=_steps(plain["steps"]),
        groups=_groups(plain["order"]["groups"], papers),
        endings=_endings(_without_status(plain["endings"]), papers, endings),
        materials=_materials(_without_status(plain["materials"]), marks),
        needs_signed_service=_one_of("service_proof", plain["service_proof"]["proof"], PROOFS) == "scan",
        metadata=_known("metadata", plain["metadata"], FIELDS),
        inferred="inferred" in stated,
        source=_text("source", plain["source"]),
    )


def _status(part: str, row: Mapping[str, Any]) -> str:
    _text(f"{part}: source", row["source"])
    return _one_of(f"{part}: status", row["status"], sorted(STATUSES))


def _without_status(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items() if key not in {"status", "source"}}


def _text(part: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{part}: nothing")
    return value.strip()


def _one_of(part: str, value: object, known: tuple[str, ...] | list[str]) -> str:
    if value not in known:
        raise ValueError(f"{part}: {value}")
    return str(value)


def _known(part: str, values: object, known: frozenset[str]) -> tuple[str, ...]:
    """A list of names, each known and each once."""
    if not isinstance(values, list):
        raise ValueError(f"{part}: no list")
    names = tuple(str(value) for value in values)
    for name in names:
        if name not in known:
            raise ValueError(f"{part}: {name}")
        if names.count(name) > 1:
            raise ValueError(f"{part}: {name} twice")
    return names


def _steps(rows: object) -> tuple[ArchiveStep, ...]:
    found = tuple(_step(row) for row in rows) if isinstance(rows, list) else ()
    if tuple(step.step for step in found) != STEPS:
        raise ValueError(f"steps are not {'、'.join(STEPS)}")
    checks = [check for step in found for check in step.checks]
    missing = sorted(NEEDED_CHECKS - set(checks))
    if missing or len(set(checks)) != len(checks):
        raise ValueError(f"checks: {'、'.join(missing) or 'twice'}")
    return found


def _step(row: Mapping[str, Any]) -> ArchiveStep:
    name = _one_of("steps", row["step"], STEPS)
    makes = _known(f"{name}: makes", row.get("makes", []), frozenset(MAKES[name]))
    missing = sorted(set(MAKES[name]) - OPTIONAL - set(makes))
    if missing:
        raise ValueError(f"{name}: makes no {'、'.join(missing)}")
    return ArchiveStep(name, makes, _known(f"{name}: checks", row.get("checks", []), frozenset(CHECKS)))


def _groups(rows: object, papers: frozenset[str]) -> tuple[DocumentGroup, ...]:
    groups = tuple(
        DocumentGroup(
            _text("groups: group", row["group"]),
            _known(f"{row['group']}: papers", row.get("papers", []), papers | {EVERY_OTHER}),
            _known(f"{row['group']}: scans", row.get("scans", []), frozenset(SCAN_ROLES)),
        )
        for row in (rows if isinstance(rows, list) else [])
    )
    placed = [name for group in groups for name in (*group.papers, *(f"scan {role}" for role in group.scans))]
    for name in placed:
        if placed.count(name) > 1:
            raise ValueError(f"groups: {name} twice")
    for name in (EVERY_OTHER, *(f"scan {role}" for role in SCAN_ROLES)):
        if name not in placed:
            raise ValueError(f"groups: no place for {name}")
    return groups


def _endings(plain: Mapping[str, Any], papers: frozenset[str], endings: frozenset[str]) -> dict[str, Ending]:
    missing = sorted(endings - set(plain))
    if missing:
        raise ValueError(f"endings: no {'、'.join(missing)}")
    found: dict[str, Ending] = {}
    for status, row in plain.items():
        decision = _known(f"{status}: decision", row["decision"], papers | {RESULT_NUMBER})
        if not decision or not isinstance(row["served"], bool):
            raise ValueError(f"{status}: decision or served")
        found[status] = Ending(
            decision, row["served"], _one_of(f"{status}: materials", row["materials"], KEEPING) == "kept"
        )
    return found


def _materials(plain: Mapping[str, Any], marks: frozenset[str]) -> dict[str, str]:
    for mark in plain:
        _one_of("materials", mark, sorted(marks))
    return {mark: _one_of(f"materials: {mark}", want, sorted(WANTS)) for mark, want in plain.items()}
