"""The workflow files in ``resources/workflows``, those of the ledgers, and the table of who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.read_workflow import WorkflowFileError, plain_of, read_workflow, text_of
from wenling_desk.domain.authority import Authority, Role
from wenling_desk.domain.workflow import Scope, Workflow

__all__ = ["FileWorkflows", "WorkflowFileError", "read_authority", "read_workflow"]


class FileWorkflows:
    """ports.WorkflowShelf over a folder and the ledgers beside it; a file is read when its kind is first asked for."""

    def __init__(self, folder: Path, ledgers: LedgerShelf | None = None) -> None:
        """``ledgers`` are those of ``ledgers`` beside the folder where none are given."""
        self._folder = folder
        self._read: dict[str, Workflow] = {}
        self.ledgers = ledgers if ledgers is not None else LedgerShelf(folder.parent / "ledgers")

    def kinds(self) -> tuple[str, ...]:
        """The kinds of records there are files for."""
        return tuple(sorted({path.stem for path in self._folder.glob("*.yaml")} | set(self.ledgers.kinds())))

    def workflow(self, kind: str) -> Workflow:
        """The workflow of a kind; raises ``KeyError`` where there is no file, ``WorkflowFileError`` for a bad one."""
        if kind not in self._read:
            path = self._folder / f"{kind}.yaml"
            if not path.is_file():
                return self.ledgers.workflow(kind)
            file = f"{self._folder.name}/{path.name}"
            self._read[kind] = read_workflow(text_of(path, file), file)
        return self._read[kind]


def read_authority(file: Path, workflows: FileWorkflows) -> Authority:
    """The one table: rows of ``authority.yaml`` and the roles every workflow file gives its own actions.

    Raises :class:`WorkflowFileError` for a row written twice or a role or scope nobody knows.
    """
    name = file.name
    plain = plain_of(text_of(file, name), name)
    table = {action: _scopes(name, action, row) for action, row in plain.items()}
    for kind in workflows.kinds():
        try:
            workflow = workflows.workflow(kind)
        except CatalogueBroken:
            # A flaw in a ledger closes the ledgers, never the counter: nobody may do anything in them until then.
            continue
        for action in workflow.actions.values():
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
