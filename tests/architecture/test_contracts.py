"""Imports point inward (the contracts in pyproject.toml) and never in a circle."""

from __future__ import annotations

import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.architecture.project import ROOT

LINT = "from importlinter.cli import lint_imports_command as run; run()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def first_cycle(imports: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def test_contracts_are_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


def test_a_broken_contract_is_found(tmp_path: Path) -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")
    (tmp_path / "pyproject.toml").write_text(contracts[1] + contracts[2], encoding="utf-8")
    for file in (ROOT / "wenling_desk").glob("*/__init__.py"):
        folder = tmp_path / "wenling_desk" / file.parent.name
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    for name in ("__init__", "texts", "resources", "settings", "durable_files"):
        (tmp_path / "wenling_desk" / f"{name}.py").touch()
    assert lint(tmp_path).returncode == 0
    (tmp_path / "wenling_desk" / "domain" / "rules.py").write_text("import wenling_desk.store\n")
    assert "Layers point inward BROKEN" in lint(tmp_path).stdout
    (tmp_path / "wenling_desk" / "domain" / "rules.py").unlink()
    (tmp_path / "wenling_desk" / "oddments.py").touch()
    assert lint(tmp_path).returncode != 0, "a module that no layer names must fail"


def test_no_import_cycles() -> None:
    graph = grimp.build_graph("wenling_desk", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert first_cycle(imports) == []


@pytest.mark.parametrize("imports", [{"a": {"b"}, "b": {"a"}}, {"a": {"b"}, "b": {"c"}, "c": {"b"}}])
def test_a_cycle_is_found(imports: dict[str, set[str]]) -> None:
    assert first_cycle(imports)
