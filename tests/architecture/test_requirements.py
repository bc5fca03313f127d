"""The pins: every dependency of pyproject.toml, by version and hash, with no index named."""

from __future__ import annotations

import re
import tomllib

import desk
from tests.architecture.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+)?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$"
)


def read_pins(name: str) -> dict[str, str]:
    """Package -> version. Fails on a line that is no pin with hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").rstrip("\n")
    pins = {}
    for entry in re.split(r"\n(?! )", text):
        found = PIN.match(entry)
        assert found, f"{name}: {entry[:60]!r} is no pin with hashes"
        pins[found["name"]] = found["version"]
    return pins


def names_of(dependencies: list[str]) -> set[str]:
    found = (re.match(r"[\w-]+", each) for each in dependencies)
    return {each[0].lower().replace("_", "-") for each in found if each}


def test_runtime_pins_cover_the_dependencies() -> None:
    assert names_of(PROJECT["dependencies"]) <= read_pins(desk.RUNTIME).keys()


def test_development_pins_contain_the_runtime_pins() -> None:
    development = read_pins(desk.DEVELOPMENT)
    assert names_of(PROJECT["optional-dependencies"]["dev"]) <= development.keys()
    assert read_pins(desk.RUNTIME).items() <= development.items()


def test_python_range_is_the_same_everywhere() -> None:
    newest = f"{desk.NEWEST[0]}.{desk.NEWEST[1] + 1}"
    assert PROJECT["requires-python"] == f">={desk.OLDEST[0]}.{desk.OLDEST[1]},<{newest}"
