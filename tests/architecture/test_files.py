"""What no file of the project may say, and what the project's own documents must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, Finding, relative, walk_files

# Package indexes are a matter of each machine's own settings, and so are its folders.
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|(deb|security)\.debian\.org|(archive|ports)\.ubuntu\.com"
    r"|mirrors\.\w+\.(com|cn|edu)|tuna\.tsinghua|--(extra-)?index-url\s|--find-links\s"
)
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(work|root|tmp/\w+_jobs)(/|\b(?![\w-]))")
MOST_MINUTES = 8
PROCESSES = 2  # the tests run in so many (desk.TWO_PROCESSES)
BINARY = {".xz", ".ttf", ".png", ".pdf", ".db", ".ico"}


def findings_in(path: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := REGISTRY_HOST.search(line):
            yield Finding(path, number, f"{found[0]}: no package index is named in the project")
        if found := MACHINE_PATH.search(line):
            yield Finding(path, number, f"{found[0]}: a path of one machine")


def text_files() -> Iterator[tuple[str, str]]:
    for file in walk_files(ROOT):
        if file.suffix in BINARY or "museum" in file.parts:
            continue
        data = file.read_bytes()
        if b"\0" not in data[:4096]:
            yield relative(file), data.decode("utf-8")


def test_no_file_names_a_registry_or_a_machine_path() -> None:
    findings = [each for path, text in text_files() for each in findings_in(path, text)]
    assert not findings, "\n" + "\n".join(map(str, findings))


@pytest.mark.parametrize(
    "text",
    [
        "https://py" + "pi.org/simple",
        "pip install --index" + "-url https://a.b/simple x",
        "see /ro" + "ot/.config",
        "cd /wo" + "rk/main",
        "in '/wo" + "rk'",
        "a log under /tmp/ba" + "sh_jobs.0/x",
    ],
)
def test_such_a_line_is_found(text: str) -> None:
    assert [each.line for each in findings_in("a.md", "first\n" + text)] == [2]


@pytest.mark.parametrize("text", ["resources/workflows/x", "docs/work/a", "/workflows", "~/work/x", "/rooted"])
def test_such_a_line_passes(text: str) -> None:
    assert list(findings_in("a.md", text)) == []


def minutes_table(text: str) -> dict[str, float]:
    """Part -> minutes, from the table rows whose second cell is a number."""
    rows = re.findall(r"^\| *`?([\w /-]+?)`? *\| *(\d+\.\d+) *\|", text, re.MULTILINE)
    return {part: float(minutes) for part, minutes in rows}


def test_minutes_table_names_every_part() -> None:
    table = minutes_table((ROOT / "docs" / "tests.md").read_text(encoding="utf-8"))
    areas = {file.relative_to(ROOT / "tests").parts[0] for file in (ROOT / "tests").glob("*/**/test_*.py")}
    assert areas | {"static checks"} <= table.keys(), "docs/tests.md lacks " + str(areas - table.keys())
    checks = table.pop("static checks")
    assert round(checks + sum(table.values()) / PROCESSES, 2) <= MOST_MINUTES


def test_minutes_table_is_read() -> None:
    assert minutes_table("| part | min |\n|---|---|\n| `domain` | 0.3 | law |\n| ui | x |\n") == {"domain": 0.3}


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("name", ["desk.py", ".ci/run"])
def test_entry_says_what_runs_it(name: str) -> None:
    assert Path(ROOT, name).read_bytes().startswith(b"#!/usr/bin/env ")


def test_build_machine_runs_the_same_command() -> None:
    assert "python3 desk.py test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
