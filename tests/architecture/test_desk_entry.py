"""desk.py's decisions, and its set-up with everything outside the process replaced."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import desk


def test_stamp_depends_on_pins_and_python() -> None:
    stamps = {
        desk.stamp_of(b"a==1", "3.11.7"),
        desk.stamp_of(b"a==2", "3.11.7"),
        desk.stamp_of(b"a==1", "3.12.1"),
    }
    assert len(stamps) == 3
    assert desk.stamp_of(b"a==1", "3.11.7") in stamps


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
    ],
)
def test_display(environ: dict[str, str], platform: str, expected: bool) -> None:
    assert desk.has_display(environ, platform) is expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [([], True), (["--practice"], True), (["--help"], False), (["catalogue", "check"], False)],
)
def test_which_arguments_open_a_window(args: list[str], expected: bool) -> None:
    assert desk.opens_window(args) is expected


def test_apt_line_names_each_package_once() -> None:
    line = desk.apt_line(["qpdf", "poppler-utils", "qpdf"])
    assert line.endswith(" qpdf poppler-utils")
    assert line.startswith("sudo apt-get update && ")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("home = /usr/bin\nversion = 3.12.3\n", (3, 12)),
        ("version_info = 3.11.7\n", (3, 11)),
        ("home = x\n", None),
    ],
)
def test_version_of_an_environment(config: str, expected: tuple[int, int] | None) -> None:
    assert desk.venv_version(config) == expected


def test_last_line_names_what_did_not_run() -> None:
    assert desk.last_line([], {}, True, 3.04) == "3.0 min; all parts passed"
    assert desk.last_line(["tests"], {}, False, 1) == "1.0 min; FAILED: tests"
    assert desk.last_line([], {"qpdf": "soundness"}, False, 1).endswith("skipped: soundness (no qpdf)")
    assert "NOT RUN, an error under CI: soundness" in desk.last_line([], {"qpdf": "soundness"}, True, 1)


def test_pip_keeps_mirrors_and_loses_detours() -> None:
    given = {"PIP_CERT": "c", "PIP_TARGET": "t", "PYTHONPATH": "p", "PIP_USER": "1", "PATH": "x"}
    environ = desk.clean_environment(given)
    assert environ["PIP_CERT"] == "c"
    assert environ["PIP_USER"] == "0"
    assert not environ.keys() & {"PIP_TARGET", "PYTHONPATH"}


class Machine:
    """Records the programs that desk.py would run; ``fails`` are those whose command line contains a word."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands: list[str] = []
        self.fails: set[str] = set()
        self.interrupted = False

    def run(self, command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
        line = " ".join(command)
        self.commands.append(line)
        if "-m venv" in line:
            for file in (desk.VENV / "pyvenv.cfg", desk.VENV_PYTHON):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"version = {sys.version.split()[0]}\n")
        if "pip install" in line and self.interrupted:
            raise KeyboardInterrupt
        return subprocess.CompletedProcess(command, int(any(word in line for word in self.fails)))

    def ran(self, words: str) -> bool:
        return any(words in line for line in self.commands)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    python = tmp_path / ".venv" / desk.VENV_PYTHON.relative_to(desk.VENV)
    monkeypatch.setattr(desk, "HERE", tmp_path)
    monkeypatch.setattr(desk, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(desk, "VENV_PYTHON", python)
    monkeypatch.setattr(desk, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(desk, "UNFINISHED", tmp_path / ".venv-unfinished")
    monkeypatch.setattr(subprocess, "run", machine.run)
    monkeypatch.setattr(desk, "is_root_with_apt", lambda: False)
    for name in (desk.RUNTIME, desk.DEVELOPMENT):
        (tmp_path / name).write_text("a==1\n")
    return machine


def test_set_up_works_once(machine: Machine) -> None:
    desk.set_up(desk.DEVELOPMENT)
    assert machine.ran("-m venv")
    assert machine.ran(f"--require-hashes --only-binary=:all: --quiet -r {desk.DEVELOPMENT}")
    machine.commands.clear()
    desk.set_up(desk.DEVELOPMENT)
    desk.set_up(desk.RUNTIME)  # the development pins contain it
    assert machine.commands == []


def test_new_pins_are_installed_into_the_same_environment(machine: Machine) -> None:
    desk.set_up(desk.RUNTIME)
    machine.commands.clear()
    (machine.folder / desk.RUNTIME).write_text("a==2\n")
    desk.set_up(desk.RUNTIME)
    assert machine.ran("pip install")
    assert not machine.ran("-m venv")


def test_interrupted_set_up_is_made_anew(machine: Machine) -> None:
    machine.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        desk.set_up(desk.RUNTIME)
    machine.interrupted = False
    machine.commands.clear()
    desk.set_up(desk.RUNTIME)
    assert machine.ran("-m venv --clear")
    machine.commands.clear()
    desk.set_up(desk.RUNTIME)
    assert machine.commands == []


@pytest.mark.parametrize("damage", ["pyvenv.cfg", "python", "pip", "other version"])
def test_broken_environment_is_made_anew(machine: Machine, damage: str) -> None:
    desk.set_up(desk.RUNTIME)
    desk.STAMP.unlink()
    machine.commands.clear()
    match damage:
        case "pyvenv.cfg":
            (desk.VENV / "pyvenv.cfg").unlink()
        case "python":
            desk.VENV_PYTHON.unlink()
        case "pip":
            machine.fails = {"import pip"}
        case _:
            (desk.VENV / "pyvenv.cfg").write_text("version = 3.9.1\n")
    desk.set_up(desk.RUNTIME)
    assert machine.ran("-m venv --clear")


def test_failed_installation_is_no_set_up(machine: Machine) -> None:
    machine.fails = {"pip install"}
    with pytest.raises(desk.SetupError, match="pip"):
        desk.set_up(desk.RUNTIME)
    assert not desk.STAMP.exists()
    assert not desk.UNFINISHED.exists(), "pip ended by itself: the environment is sound"


def test_missing_qt_libraries_are_named(machine: Machine) -> None:
    machine.fails = {"import PySide6"}
    with pytest.raises(desk.SetupError, match=r"sudo apt-get .* libegl1 libgl1 "):
        desk.set_up(desk.RUNTIME)


def test_missing_venv_module_is_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(desk.SetupError, match=rf"python3\.{sys.version_info[1]}-venv"):
        desk.set_up(desk.RUNTIME)


def test_root_installs_what_is_missing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "is_root_with_apt", lambda: True)
    assert desk.install_packages(["qpdf", "qpdf"])
    assert [line.split()[-1] for line in machine.commands] == ["update", "qpdf"]
    assert all(line.startswith("apt-get ") for line in machine.commands)


def test_without_display_the_demo_plays(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert desk.main(["run"]) == 0
    assert machine.commands[-1].endswith(f"-m wenling_desk demo --out {desk.DEMO_FOLDER}")
    assert capsys.readouterr().out.rstrip().endswith(str(desk.DEMO_FOLDER))
    assert desk.main(["run", "catalogue", "check"]) == 0
    assert machine.commands[-1].endswith("-m wenling_desk catalogue check")


def test_programs_of_postgresql_are_found_where_debian_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/qpdf" if name == "qpdf" else None)
    monkeypatch.setattr(desk, "POSTGRESQL_HOMES", tmp_path)
    assert desk.find_program("initdb") is None
    assert "initdb" in desk.missing_programs()
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert desk.find_program("initdb") == str(tmp_path / "17" / "bin" / "initdb")
    assert "initdb" not in desk.missing_programs()
    assert desk.find_program("qpdf") == "/usr/bin/qpdf"


def test_parts_that_did_not_run_fail_under_ci(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None if name == "qpdf" else name)
    monkeypatch.delenv("CI", raising=False)
    assert desk.main(["test", "-q"]) == 0
    assert machine.commands[-1].endswith("-m pytest -q")
    assert capsys.readouterr().out.rstrip().endswith("(no qpdf)")
    monkeypatch.setenv("CI", "true")
    assert desk.main(["test"]) == 1


def test_a_failed_part_is_named_and_the_rest_still_runs(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.fails = {"-m mypy"}
    assert desk.main(["check"]) == 1
    assert machine.ran("-m pytest -q tests/architecture")
    assert capsys.readouterr().out.rstrip().endswith("FAILED: mypy --strict")


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["nonsense"], 2), (["--help"], 0)])
def test_usage(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.main(argv) == code
    assert "python3 desk.py test" in capsys.readouterr().out


def test_damaged_stamp_counts_as_none(machine: Machine) -> None:
    desk.set_up(desk.RUNTIME)
    for text in ("{", json.dumps([1])):
        desk.STAMP.write_text(text)
        assert desk.read_stamps() == {}
