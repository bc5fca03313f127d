"""Holds for every test: no screen, no real data folder, absent programs named, minutes per area shown."""

from __future__ import annotations

import os
from collections import defaultdict
from itertools import count
from pathlib import Path

import hypothesis
import pytest

import desk

# Before Qt makes its application; a developer may still ask for a real platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

IN_CI = os.environ.get("CI") == "true"

hypothesis.settings.register_profile("desk", deadline=None, print_blob=True, derandomize=IN_CI)
hypothesis.settings.load_profile("desk")

_seconds: dict[str, float] = defaultdict(float)
_states = count()


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory):
    """No test reads or writes the data of a desk that lives on this machine."""
    patch = pytest.MonkeyPatch()
    patch.setenv("WENLING_DESK_HOME", str(tmp_path_factory.mktemp("home")))
    yield patch
    patch.undo()


@pytest.fixture(autouse=True)
def _own_state(_own_home: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """Each test is a computer of its own: a home copied for many of them is no clone, and none looks put back."""
    state = str(tmp_path_factory.getbasetemp() / f"state-{next(_states)}")
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        _own_home.setenv(name, state)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs_program"):
        (program,) = mark.args
        if program not in desk.TEST_PROGRAMS:
            pytest.fail(f"add {program} to TEST_PROGRAMS in desk.py, which installs and names it")
        if desk.find_program(program) is None:
            said = f"{program} is not present: {desk.TEST_PROGRAMS[program][1]}"
            if IN_CI:
                pytest.fail(said)
            pytest.skip(said)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    parts = Path(report.nodeid.partition("::")[0]).parts
    _seconds[parts[1] if len(parts) > 2 else "other"] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if len(_seconds) > 1:
        terminalreporter.section("minutes per area (docs/tests.md)")
        for area, seconds in sorted(_seconds.items(), key=lambda each: -each[1]):
            terminalreporter.write_line(f"{seconds / 60:6.2f}  {area}")
