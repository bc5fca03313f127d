"""Reads one workflow file: what it says, and every flaw of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.guards import GUARDS
from wenling_desk.domain.service_item import ItemType, TimeLimit, TimeUnit
from wenling_desk.domain.workflow import (
    Action,
    Scope,
    Status,
    Workflow,
    WorkflowClock,
    WorkflowFlaw,
    find_flaws,
)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_ACTION_KEYS = {
    "fact", "from", "to", "roles", "guards", "requires", "papers", "applies_to", "basis", "irreversible", "automatic",
}  # fmt: skip
_CLOCK_KEYS = {"starts_on", "stops_on", "limit", "limits", "until", "basis", "source", "applies_to", "amber_days"}
_LIMIT_KEYS = {"amount", "unit"}


class WorkflowFileError(KnownTrouble):
    """A workflow file or the authority table cannot be used: code ``workflow_broken`` (``place``, ``detail``).

    ``place`` is the file, with its ``line`` where one is known (else 0); ``detail`` names the flaws by code.
    """

    def __init__(self, file: str, detail: str, line: int = 0) -> None:
        self.place = f"{file}:{line}" if line else file
        self.line = line
        super().__init__("workflow_broken", place=self.place, detail=detail[:200])


def read_workflow(text: str, file: str = "") -> Workflow:
    """The workflow of a file's text; raises :class:`WorkflowFileError` with every flaw found."""
    plain = plain_of(text, file)
    try:
        return _checked(plain, file)
    except KeyError as error:
        raise WorkflowFileError(file, f"no {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise WorkflowFileError(file, str(error)) from error


def plain_of(text: str, file: str) -> Mapping[str, Any]:
    """The mapping a file holds. Raises :class:`WorkflowFileError` with the line."""
    try:
        plain = yaml.load(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise WorkflowFileError(file, error.problem or "", mark.line + 1 if mark is not None else 0) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise WorkflowFileError(file, (str(error).splitlines() or [""])[0]) from error
    if not isinstance(plain, Mapping):
        raise WorkflowFileError(file, "no mapping", 1)
    return plain


def text_of(path: Path, file: str) -> str:
    """What stands in a file. Raises :class:`WorkflowFileError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WorkflowFileError(file, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise WorkflowFileError(file, "no UTF-8", error.object[: error.start].count(b"\n") + 1) from error


def _checked(plain: Mapping[str, Any], file: str) -> Workflow:
    workflow, flaws = workflow_and_flaws(plain)
    if flaws:
        raise WorkflowFileError(file, "; ".join(f"{flaw.code} {dict(flaw.values)}" for flaw in flaws))
    return workflow


def workflow_and_flaws(plain: Mapping[str, Any]) -> tuple[Workflow, list[WorkflowFlaw]]:
    """The workflow a file describes, and every flaw of it. Raises KeyError, ValueError, TypeError or AttributeError for
    one that has not the shape of a workflow."""
    flaws = [*_unknown_keys(plain), *_limit_flaws(plain)]
    if any(flaw.code == "limit_without_unit" for flaw in flaws):
        plain = {**plain, "clocks": {}}
    workflow = Workflow(
        kind=plain["workflow"],
        version=str(plain["version"]),
        statuses={
            name: Status(name, bool((row or {}).get("terminal")), str((row or {}).get("clock", "")))
            for name, row in plain["statuses"].items()
        },
        actions={name: _action(name, row) for name, row in plain["actions"].items()},
        clocks={name: _clock(name, row) for name, row in plain.get("clocks", {}).items()},
    )
    return workflow, flaws + find_flaws(workflow, GUARDS)


def _limit_flaws(plain: Mapping[str, Any]) -> list[WorkflowFlaw]:
    """A limit is an amount and its unit: a number alone means days to one reader and working days to the next."""
    found = []
    for name, row in plain.get("clocks", {}).items():
        limits = [row["limit"]] if row.get("limit") is not None else []
        limits += list((row.get("limits") or {}).get("table", {}).values())
        units = {unit.value for unit in TimeUnit}
        for limit in limits:
            if not isinstance(limit, Mapping) or set(limit) != _LIMIT_KEYS or limit["unit"] not in units:
                found.append(WorkflowFlaw("limit_without_unit", {"clock": name}))
    return found


def _unknown_keys(plain: Mapping[str, Any]) -> list[WorkflowFlaw]:
    found = []
    for section, allowed in (
        ("actions", _ACTION_KEYS),
        ("clocks", _CLOCK_KEYS),
        ("statuses", {"terminal", "clock"}),
    ):
        for name, row in plain.get(section, {}).items():
            found += [WorkflowFlaw("unknown_key", {"in": name, "key": key}) for key in set(row or {}) - allowed]
    return found


def _types(row: Mapping[str, Any]) -> tuple[ItemType, ...]:
    return tuple(ItemType(name) for name in row.get("applies_to", ()))


def _action(name: str, row: Mapping[str, Any]) -> Action:
    return Action(
        action_id=name,
        fact=row["fact"],
        sources=tuple(row["from"]),
        target=row.get("to"),
        roles={role: Scope(scope) for role, scope in row.get("roles", {}).items()},
        guards=tuple(row.get("guards", ())),
        requires=tuple(row.get("requires", ())),
        papers=tuple(row.get("papers", ())),
        applies_to=_types(row),
        basis=row.get("basis", ""),
        irreversible=bool(row.get("irreversible")),
        automatic=bool(row.get("automatic")),
    )


def _clock(name: str, row: Mapping[str, Any]) -> WorkflowClock:
    limit = row.get("limit")
    by_class = row.get("limits") or {}
    return WorkflowClock(
        clock_id=name,
        starts_on=tuple(row["starts_on"]),
        stops_on=tuple(row["stops_on"]),
        limit=_limit(limit) if limit else None,
        basis=row.get("basis") or row["source"],
        applies_to=_types(row),
        amber_days=int(row.get("amber_days", 1)),
        limit_by=str(by_class.get("field", "")),
        limits={name: _limit(each) for name, each in by_class.get("table", {}).items()},
        until=str(row.get("until", "")),
    )


def _limit(plain: Mapping[str, Any]) -> TimeLimit:
    return TimeLimit(int(plain["amount"]), TimeUnit(plain["unit"]))
