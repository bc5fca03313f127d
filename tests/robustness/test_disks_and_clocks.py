"""Disks that are full or may not be written, as the system gives them; clocks that cannot be right."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.robustness.conftest import Clock
from tests.robustness.desk_under_test import (
    PASSWORD,
    REQUEST,
    Commands,
    Screen,
    assert_one_sentence,
    heads_of,
    intake,
    says,
)
from tests.robustness.stopped_clock import MORNING
from wenling_desk import bootstrap
from wenling_desk.texts import Texts

REPOSITORY = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and rights as POSIX has them")
DROP_FROM_BOUNDS = 24
OVERRIDE_RIGHTS, READ_ANYTHING = 1, 2


def as_nobody_special() -> None:
    """From the next exec on rights hold for root as well."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for right in (OVERRIDE_RIGHTS, READ_ANYTHING):
            library.prctl(DROP_FROM_BOUNDS, right, 0, 0, 0)


def small_files() -> None:
    """No file grows beyond 70,000 bytes: writing fails in the middle, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))


def process(home: Path, folder: Path, before: Callable[[], None] | None, *words: str) -> Any:
    """A command in a process of its own, after ``before``."""
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    command = [sys.executable, "-m", "tests.robustness.desk_process", "--home", str(home), *words]
    command += ["--password-file", str(password)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=REPOSITORY, preexec_fn=before, check=False, timeout=60
    )


def accept(home: Path, folder: Path, before: Callable[[], None] | None) -> str:
    """``accept`` where it cannot succeed; the sentence."""
    script = folder / "script.json"
    script.write_text(f"[{_JSON}]", encoding="utf-8")
    answer = process(home, folder, before, "accept", str(script), "--out", str(folder / "out"))
    assert (answer.returncode, answer.stdout) == (1, ""), answer.stderr
    assert_one_sentence(answer.stderr)
    return str(answer.stderr).strip()


_JSON = (
    '{"target": "SC001", "applicant": {"name": "示例甲", "identity_number": "331081198511120410"},'
    ' "other_materials": "complete"}'
)


@POSIX
def test_a_disk_that_takes_no_more(home: Path, tmp_path: Path) -> None:
    accept(home, tmp_path, small_files)
    assert len(heads_of(home)) == 1


@POSIX
@pytest.mark.parametrize("what", ["", "desk.db", "papers", "keys.json keys.copy.json"])
def test_a_folder_that_may_not_be_written(what: str, home: Path, tmp_path: Path, texts: Texts) -> None:
    names = [home / name for name in what.split()] or [home]
    rights = {path: path.stat().st_mode for path in names}
    for path in names:
        path.chmod(0o000 if "keys" in what else 0o555 if path.is_dir() else 0o444)
    try:
        told = accept(home, tmp_path, as_nobody_special)
    finally:
        for path, mode in rights.items():
            path.chmod(mode)
    assert says(texts, "trouble.home_unusable" if "keys" in what else "trouble.database_read_only", told)
    assert len(heads_of(home)) == 1


@POSIX
def test_the_windows_on_a_folder_that_may_not_be_written(home: Path, texts: Texts) -> None:
    program = (
        "import sys, pathlib\n"
        "from wenling_desk import resources\n"
        "from wenling_desk.bootstrap.first_window import desk_ports\n"
        "from wenling_desk.texts import Texts\n"
        "from wenling_desk.ui.app import DeskApp, application\n"
        "from wenling_desk.ui.told import tell\n"
        "texts = Texts(resources.path('texts', 'zh_CN'))\n"
        "ports = desk_ports(pathlib.Path(sys.argv[1]), texts)\n"
        "desk = DeskApp(application(), ports)\n"
        "desk.start()\n"
        "print(type(desk.window.currentWidget()).__name__, tell(ports.start_trouble, texts).sentence)\n"
        "desk.window.close()\n"
    )
    home.chmod(0o555)
    try:
        answer = subprocess.run(
            [sys.executable, "-c", program, str(home)],
            capture_output=True, text=True, cwd=REPOSITORY, preexec_fn=as_nobody_special, check=False, timeout=60,
        )  # fmt: skip
    finally:
        home.chmod(0o755)
    surface, _, told = answer.stdout.strip().partition(" ")
    assert (answer.returncode, surface) == (0, "StartTroubleSurface"), answer.stderr
    assert says(texts, "trouble.home_unusable", told)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of that size; skips where this user may not mount one."""
    with tempfile.TemporaryDirectory() as name:
        may_mount = os.name == "posix" and os.geteuid() == 0
        if not (may_mount and _ran("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name)):
            pytest.skip("mounting a small disk needs rights this user has not")
        try:
            yield Path(name)
        finally:
            assert _ran("umount", name)


def fill(disk: Path) -> None:
    """Write until nothing more is taken."""
    with (disk / "filling").open("wb", buffering=0) as filling, suppress(OSError):
        while True:
            filling.write(bytes(4096))
    assert shutil.disk_usage(disk).free < 4096


def _ran(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_disk_that_is_really_full(commands: Commands, shared_cache: Path, texts: Texts) -> None:
    """Set up on a disk with room for the data alone: no case is taken in, and what is there can be read."""
    with small_disk(30) as disk:
        home = disk / "资料 夹"
        home.mkdir()
        (home / "cache").symlink_to(shared_cache, target_is_directory=True)
        bootstrap.set_up(home, REQUEST, PASSWORD)
        answer = commands.accept(home, intake())
        assert (answer.status, answer.out) == (1, "")
        assert says(texts, "trouble.disk_full", answer.told)
        fill(disk)
        answer = commands.accept(home, intake())
        assert (answer.status, answer.out) == (1, "")
        assert says(texts, "trouble.disk_full", answer.told.splitlines()[-1])
        answer = commands(home, "backup", disk / "backup")
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
        assert not (disk / "backup").exists()
        answer = commands(disk / "second", "setup", "--hall", "a", "--hall-code", "H", "--desk-code", "K7QX",
                          "--counter", "1", "--clerk", "1", "--clerk-name", "x")  # fmt: skip
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
        (disk / "filling").unlink()
        assert heads_of(home) == []  # and the desk is whole


# -- clocks -------------------------------------------------------------------------------------------


def beijing(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=bootstrap.CHINA)  # type: ignore[arg-type,misc]


def test_a_clock_of_1970_is_told_before_anything(home: Path, commands: Commands, clock: Clock, texts: Texts) -> None:
    clock.set(beijing(1970, 1, 1, 8))
    answer = commands.accept(home, intake())
    assert answer.status == 1
    assert says(texts, "trouble.clock_behind", answer.told)
    assert answer.lines[0]["refused"] == "item_not_in_force"
    clock.set(MORNING)
    assert commands.accept(home, intake()).status == 0
    assert len(heads_of(home)) == 2


def test_a_clock_that_went_back_a_day_is_told(home: Path, commands: Commands, clock: Clock, texts: Texts) -> None:
    clock.set(beijing(2026, 11, 23, 9))
    answer = commands.accept(home, intake())
    assert answer.status == 0
    assert says(texts, "trouble.clock_behind", answer.told)
    clock.set(beijing(2026, 11, 23, 8, 30))  # a clock that is put right by minutes is none
    assert commands.accept(home, intake(note="again")).told == ""


def test_days_beyond_the_calendar_are_provisional_and_said_so(
    home: Path, commands: Commands, clock: Clock, screen: Screen, texts: Texts
) -> None:
    (line,) = commands.accept(home, intake()).lines
    assert [member["provisional"] for member in line["members"]] == [False]
    clock.set(beijing(2099, 6, 1, 10))
    (line,) = commands.accept(home, intake()).lines
    assert [member["provisional"] for member in line["members"]] == [True]
    assert line["members"][0]["due"] == "2099-06-08"
    assert line["number"].startswith("331081-99-K7QX-")
    main = screen.open(home)
    screen.until(lambda: says(texts, "trouble.calendar_ended", screen.said(main)))
    assert_one_sentence(screen.said(main))
    screen.stop()
    clock.set(MORNING)  # put right: told once more, until the next act
    main = screen.open(home)
    screen.until(lambda: says(texts, "trouble.clock_behind", screen.said(main)))
    screen.stop()
    assert says(texts, "trouble.clock_behind", commands.accept(home, intake(note="again")).told)
    assert commands.accept(home, intake(note="and again")).told == ""
    assert len(heads_of(home)) == 5


@pytest.mark.parametrize("moment", [(1, 1, 1, 0), (9999, 12, 31, 23, 59), (1969, 12, 31, 23)])
def test_the_ends_of_time_end_in_a_sentence(
    moment: tuple[int, ...], home: Path, new_home: Path, commands: Commands, clock: Clock
) -> None:
    clock.set(beijing(*moment))
    answer = commands.accept(home, intake())
    assert answer.status == 1
    for line in (*answer.told.splitlines(), *(line["reason"] for line in answer.lines)):
        assert_one_sentence(line)
    bootstrap.set_up(new_home, REQUEST, PASSWORD)
    clock.set(MORNING)
    assert commands.accept(new_home, intake()).lines[0]["number"].startswith("331081-26-K7QX-000001-")
    assert len(heads_of(home)) == 1
