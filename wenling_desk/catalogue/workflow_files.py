"""Loads and checks the workflow files in ``resources/workflows``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from wenling_desk.domain.authority import Authority, Role
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
_CLOCK_KEYS = {"starts_on", "stops_on", "limit", "basis", "applies_to", "amber_days"}


class WorkflowFileError(KnownTrouble):
    """A workflow file or the authority table cannot be used: code ``workflow_broken`` (``place``, ``detail``).

    ``place`` is the file, with its line where one is known; ``detail`` names the flaws by code.
    """

    def __init__(self, file: str, detail: str, line: int = 0) -> None:
        self.place = f"{file}:{line}" if line else file
        super().__init__("workflow_broken", place=self.place, detail=detail[:200])


def read_workflow(text: str, file: str = "") -> Workflow:
    """The workflow of a file's text; raises :class:`WorkflowFileError` with every flaw found."""
    plain = _plain(text, file)
    try:
        return _checked(plain, file)
    except KeyError as error:
        raise WorkflowFileError(file, f"no {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise WorkflowFileError(file, str(error)) from error


def _plain(text: str, file: str) -> Mapping[str, Any]:
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


def _text_of(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WorkflowFileError(file, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise WorkflowFileError(file, "no UTF-8", error.object[: error.start].count(b"\n") + 1) from error


def _checked(plain: Mapping[str, Any], file: str) -> Workflow:
    flaws = list(_unknown_keys(plain))
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
    flaws += find_flaws(workflow, GUARDS)
    if flaws:
        raise WorkflowFileError(file, "; ".join(f"{flaw.code} {dict(flaw.values)}" for flaw in flaws))
    return workflow


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
    return WorkflowClock(
        clock_id=name,
        starts_on=tuple(row["starts_on"]),
        stops_on=tuple(row["stops_on"]),
        limit=TimeLimit(int(limit["amount"]), TimeUnit(limit["unit"])) if limit else None,
        basis=row["basis"],
        applies_to=_types(row),
        amber_days=int(row.get("amber_days", 1)),
    )


class FileWorkflows:
    """ports.WorkflowShelf over a folder; each file is read when its kind is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Workflow] = {}

    def kinds(self) -> tuple[str, ...]:
        """The kinds of records there are files for."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.yaml")))

    def workflow(self, kind: str) -> Workflow:
        """The workflow of a kind; raises ``KeyError`` where there is no file, ``WorkflowFileError`` for a bad one."""
        if kind not in self._read:
            path = self._folder / f"{kind}.yaml"
            if not path.is_file():
                raise KeyError(kind)
            file = f"{self._folder.name}/{path.name}"
            self._read[kind] = read_workflow(_text_of(path, file), file)
        return self._read[kind]


def read_authority(file: Path, workflows: FileWorkflows) -> Authority:
    """The one table: rows of ``authority.yaml`` and the roles every workflow file gives its own actions.

    Raises :class:`WorkflowFileError` for a row written twice or a role or scope nobody knows.
    """
    name = file.name
    plain = _plain(_text_of(file, name), name)
    table = {action: _scopes(name, action, row) for action, row in plain.items()}
    for kind in workflows.kinds():
        for action in workflows.workflow(kind).actions.values():
            if action.action_id in table:
                raise WorkflowFileError(name, f"{kind}: {action.action_id} stands in the authority table twice")
            if not action.automatic:
                table[action.action_id] = _scopes(f"{kind}.yaml", action.action_id, action.roles)
    return table


def _scopes(file: str, action: str, row: object) -> dict[str, Scope]:
    if not isinstance(row, Mapping):
        raise WorkflowFileError(file, f"{action}: no roles")
    try:
        return {Role(role): Scope(scope) for role, scope in row.items()}
    except ValueError as error:
        raise WorkflowFileError(file, f"{action}: {error}") from None
