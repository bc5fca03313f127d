"""The first run, cut off at every step, and in places people really put things."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

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
from wenling_desk import bootstrap
from wenling_desk.bootstrap import home_state
from wenling_desk.bootstrap.home_state import HomeState, state_of
from wenling_desk.cli import main
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.settings import load_settings
from wenling_desk.texts import Texts
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.setup.first_run import FirstRunSurface, RecoveryCodeSurface
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.widgets.labels import PlainLabel

REPOSITORY = Path(__file__).parents[2]
SETUP = (
    "setup", "--hall", "城东街道大厅", "--hall-code", "H01", "--desk-code", "K7QX", "--counter", "3", "--clerk", "1001",
    "--clerk-name", "陈晓",
)  # fmt: skip


class PowerCutError(BaseException):
    """The current is gone."""


def _cut(*_arguments: Any, **_named: Any) -> None:
    raise PowerCutError


STEPS = {
    "before the keys": "wenling_desk.security.keys.create",
    "between the two copies of the keys": "wenling_desk.security.keys.write_durably",
    "before the database": "wenling_desk.store.desk_store._create",
    "before the database is known to be born": "wenling_desk.store.desk_store.write_durably",
    "before the clerk is noted": "wenling_desk.store.desk_store.SqlStore.keep_note",
    "before the settings": "wenling_desk.bootstrap.opening.save_settings",
    "before the mark is taken away": "wenling_desk.bootstrap.home_state.finish_set_up",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_set_up_that_was_cut_off_begins_anew(
    step: str, new_home: Path, commands: Commands, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(STEPS[step], _cut)
        with pytest.raises(PowerCutError):
            bootstrap.set_up(new_home, REQUEST, PASSWORD)
    assert state_of(new_home) is HomeState.UNFINISHED
    answer = commands.accept(new_home, intake())
    assert (answer.status, answer.out) == (1, "")  # no case is taken in on half a desk, and none as practice
    assert_one_sentence(answer.told)
    assert isinstance(screen.start(new_home).window.currentWidget(), FirstRunSurface)
    screen.stop()
    code = bootstrap.set_up(new_home, REQUEST, "Another-Horse-7")
    bootstrap.open_with_recovery_code(new_home, code, PASSWORD).close()
    assert commands.accept(new_home, intake()).lines[0]["number"].startswith("331081-26-K7QX-000001-")
    assert len(heads_of(new_home)) == 1


def test_a_desk_killed_at_the_recovery_code_is_set_up_again(new_home: Path, screen: Screen, commands: Commands) -> None:
    """Nobody works on a desk whose recovery code nobody has."""
    app = screen.start(new_home)
    _answer(screen, app)
    code = app.window.currentWidget()
    assert isinstance(code, RecoveryCodeSurface)
    screen.stop()  # the window is closed before the code was kept
    answer = commands.accept(new_home, intake())
    assert answer.status == 1
    assert_one_sentence(answer.told)
    app = screen.start(new_home)
    _answer(screen, app)
    surface = app.window.currentWidget()
    assert isinstance(surface, RecoveryCodeSurface)
    shown = next(label.shown() for label in surface.findChildren(PlainLabel) if label.shown().count("-") == 7)
    surface.check.setText(shown[-4:])
    surface._go_on()
    screen.until(lambda: isinstance(app.window.currentWidget(), MainWindow))
    screen.stop()
    bootstrap.open_with_recovery_code(new_home, shown, PASSWORD).close()  # the code that was shown is the right one
    assert len(list((new_home / home_state.ASIDE).iterdir())) == 1


def _answer(screen: Screen, app: Any) -> None:
    surface = app.window.currentWidget()
    assert isinstance(surface, FirstRunSurface)
    answers = ("城东街道大厅", "H01", " ｋ７ｑｘ", "3 号", "1001", "陈晓", PASSWORD, PASSWORD)
    for line, text in zip(surface.lines.values(), answers, strict=True):
        line.setText(text)
    surface._try()
    screen.until(lambda: isinstance(app.window.currentWidget(), RecoveryCodeSurface))


@pytest.mark.parametrize("typed", ["k7qx", "K7QX", "Ｋ７ＱＸ", "ｋ７ｑｘ", " K7 QX "])
def test_a_desk_code_is_written_one_way(typed: str, new_home: Path) -> None:
    bootstrap.set_up(new_home, replace(REQUEST, desk_code=typed), PASSWORD)
    assert load_settings(new_home).desk_code == "K7QX"
    assert bootstrap.change_desk_code(new_home, "ｍ２ａｂ") == "M2AB"


@pytest.mark.parametrize("typed", ["", "K7Q", "K7QXX", "OOOO", "IL00", "X000", "x000", "K7Q-", "K7Q\0", "四位代码"])
def test_a_wrong_desk_code_makes_nothing(typed: str, new_home: Path, texts: Texts) -> None:
    with pytest.raises(DeskRefusal) as refusal:
        bootstrap.set_up(new_home, replace(REQUEST, desk_code=typed), PASSWORD)
    assert_one_sentence(texts.sentence(refusal.value))
    assert state_of(new_home) is HomeState.NEW


@pytest.mark.parametrize("name", ["hall_name", "hall_code", "counter", "clerk", "clerk_name"])
def test_names_of_the_desk_are_words_that_can_be_printed(name: str, new_home: Path, texts: Texts) -> None:
    def with_name(value: str) -> bootstrap.SetUp:
        changed: dict[str, Any] = {name: value}
        return replace(REQUEST, **changed)

    for wrong in ("", " \u3000", "\u202e\u200b", "长" * 61, "长" * 1_000_000):
        with pytest.raises(DeskRefusal) as refusal:
            bootstrap.set_up(new_home, with_name(wrong), PASSWORD)
        assert_one_sentence(texts.sentence(refusal.value))
        assert state_of(new_home) is HomeState.NEW
    bootstrap.set_up(new_home, with_name(" \ud800<b>\u202e一\n号\0 "), PASSWORD)
    desk = bootstrap.open_desk(new_home, PASSWORD).current
    shown = {
        "hall_name": desk.identity.hall_name,
        "hall_code": desk.identity.hall_code,
        "counter": desk.identity.counter,
        "clerk": desk.session.clerk,
        "clerk_name": desk.session.clerk_name,
    }
    assert shown[name] == "<b> 一 号"
    desk.store.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("password", ["", "short", "password1", "aaaaaaaaaaaa"])
def test_a_weak_password_makes_nothing(password: str, new_home: Path, commands: Commands) -> None:
    answer = commands(new_home, *SETUP, password=password)
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    assert state_of(new_home) is HomeState.NEW


def test_nothing_is_set_up_twice(home: Path, commands: Commands) -> None:
    answer = commands(home, *SETUP)
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    assert len(heads_of(home)) == 1


def test_a_new_recovery_code_for_one_that_was_lost(home: Path, commands: Commands, texts: Texts) -> None:
    answer = commands(home, "recovery-code", password="Wrong-Horse-9")
    assert answer.status == 1
    assert_one_sentence(answer.told)
    answer = commands(home, "recovery-code")
    assert says(texts, "cli.recovery_code.done", answer.out)
    code = answer.out.strip()[-47:]
    bootstrap.open_with_recovery_code(home, code, "New-Horse-99").close()
    assert len(heads_of(home, "New-Horse-99")) == 1


def _nowhere(home: Path) -> Path:
    return Path("/proc/no/such") if os.name == "posix" else home / "no\0where"


def _file(home: Path) -> Path:
    (home / "file").write_text("", encoding="utf-8")
    return home / "file"


def _inside_a_file(home: Path) -> Path:
    return _file(home) / "home"


def _too_long(home: Path) -> Path:
    return home / ("长" * 300)


@pytest.mark.parametrize("place", [_nowhere, _file, _inside_a_file, _too_long])
def test_a_place_that_is_none(
    place: Callable[[Path], Path], tmp_path: Path, commands: Commands, screen: Screen, texts: Texts
) -> None:
    home = place(tmp_path)
    for arguments in (SETUP, ("desk-code", "K7QX"), ("backup", tmp_path / "backup")):
        answer = commands(home, *arguments, password=None if arguments[0] == "desk-code" else PASSWORD)
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
    app = screen.start(home)
    assert isinstance(app.window.currentWidget(), StartTroubleSurface)
    assert says(texts, "trouble.home_unusable", screen.fault(app))


def test_practice_whose_key_was_lost(new_home: Path, commands: Commands) -> None:
    assert commands.accept(new_home, intake(), password=None).lines[0]["practice"]
    key = new_home / "practice" / "practice.key"
    for damage in (b"", b"zz", "钥匙".encode(), None):
        if damage is None:
            key.unlink()
        else:
            key.write_bytes(damage)
        answer = commands.accept(new_home, intake(), password=None)
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
    (new_home / "practice").rename(new_home / "old practice")  # as the sentence says
    assert commands.accept(new_home, intake(), password=None).status == 0


@pytest.mark.parametrize("name", ["", "  "])
def test_a_home_without_a_name_is_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a script gives it whose variable is not set."""
    monkeypatch.chdir(tmp_path)
    for command in (["deadline", "2026-11-24", "3"], ["catalogue", "search", "饭店"], []):
        assert main(["--home", name, *command]) == 1
        assert_one_sentence(capsys.readouterr().err)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="HOME is a matter of POSIX")
def test_no_home_is_known(tmp_path: Path) -> None:
    """A user without an entry in the system's table and without HOME, as some kiosks start programs."""
    program = (
        "import os, pwd, sys\n"
        "def nobody(*_): raise KeyError('no entry')\n"
        "pwd.getpwuid = pwd.getpwnam = nobody\n"
        "from wenling_desk.cli import main\n"
        "for name, value in (('X', ''), ('HOME', 'here'), ('WENLING_DESK_HOME', '~no-such-user/desk')):\n"
        "    os.environ[name] = value\n"
        "    assert main(['deadline', '2026-11-24', '5']) == 1\n"
        "sys.exit(main(['--home', sys.argv[1], 'deadline', '2026-11-24', '5']))\n"
    )
    environment = {name: value for name, value in os.environ.items() if "HOME" not in name}
    command = [sys.executable, "-c", program, str(tmp_path / "资料 夹")]
    answer = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, check=False,
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("2026-12-01")
    told = answer.stderr.splitlines()
    assert len(told) == 3
    for line in told:
        assert_one_sentence(line)
    assert [entry.name for entry in tmp_path.iterdir()] == ["资料 夹"]


def test_a_real_desk_and_its_practice_keep_their_packed_catalogues(tmp_path: Path, commands: Commands) -> None:
    """They take turns; neither makes the other read everything again."""
    home = tmp_path / "home"
    assert commands(home, "deadline", "2026-11-24", "3", password=None).status == 0
    bootstrap.open_practice(home).close()
    packed = {file.name: file.stat().st_mtime_ns for file in (home / "cache" / "catalogue").iterdir()}
    assert commands(home, "deadline", "2026-11-24", "3", password=None).status == 0
    bootstrap.open_practice(home).close()
    assert {file.name: file.stat().st_mtime_ns for file in (home / "cache" / "catalogue").iterdir()} == packed
    assert sorted(name.partition("-")[0] for name in packed) == ["catalogue", "ledgers", "practice"]


def test_every_state_has_its_answer(new_home: Path, home: Path) -> None:
    assert state_of(new_home) is HomeState.NEW
    with pytest.raises(DeskRefusal, match="not_set_up"):
        home_state.ready_settings(new_home)
    home_state.begin_set_up(new_home)
    with pytest.raises(KnownTrouble, match="setup_unfinished"):
        home_state.ready_settings(new_home)
    assert home_state.ready_settings(home).desk_code == "K7QX"
