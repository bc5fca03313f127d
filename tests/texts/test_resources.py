"""resources/ is found in a source checkout, an installed wheel and a frozen build."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from wenling_desk import resources

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path) -> Path:
    (folder / "texts").mkdir(parents=True)
    return folder


def test_source_wheel_and_frozen_build(tmp_path: Path) -> None:
    package = tmp_path / "wenling_desk"
    package.mkdir()
    source = make(tmp_path / "resources")
    assert resources.find_root(package, None) == source
    wheel = make(package / "_resources")
    assert resources.find_root(package, None) == wheel
    frozen = make(tmp_path / "frozen" / "resources")
    assert resources.find_root(package, frozen.parent) == frozen


def test_an_incomplete_installation_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no resources folder"):
        resources.find_root(tmp_path / "wenling_desk", tmp_path / "frozen")


def test_this_installation() -> None:
    assert resources.root() == ROOT / "resources"
    assert resources.path("texts", "zh_CN").is_dir()


def test_wheel_and_build_carry_them_where_they_are_looked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["resources"] == "wenling_desk/_resources"
    assert '("resources", "resources")' in (ROOT / "build.spec").read_text(encoding="utf-8")
