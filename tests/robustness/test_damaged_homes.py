"""A home in every bad state: one sentence on the terminal and on the screen, and no byte of it changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robustness.desk_under_test import PASSWORD, Commands, Screen, assert_one_sentence, heads_of, intake, says
from wenling_desk import bootstrap
from wenling_desk.bootstrap import home_state
from wenling_desk.settings import load_settings
from wenling_desk.store import backup, derived_keys, desk_store, engine
from wenling_desk.texts import Texts
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.unlock import UnlockSurface

Damage = Callable[[Path], object]


def flip(file: Path, place: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[place] ^= 0x10
    file.write_bytes(raw)


def _make_newer(home: Path) -> None:
    from wenling_desk.security import keys

    connection = engine.open_writer(home / engine.FILE_NAME, keys.open_with_password(home, PASSWORD).raw)
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    connection.close()


def _without(*names: str) -> Damage:
    def change(home: Path) -> None:
        for name in names:
            (home / name).unlink()

    return change


def _settings(text: str) -> Damage:
    return lambda home: (home / "settings.toml").write_text(text, encoding="utf-8")


def _change_settings(old: str, new: str) -> Damage:
    def change(home: Path) -> None:
        file = home / "settings.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def _spoil(*names: str) -> Damage:
    return lambda home: [(home / name).write_bytes(b"{}") for name in names]


def _folder_for(name: str) -> Damage:
    def change(home: Path) -> None:
        file = home / name
        file.unlink()
        file.mkdir()

    return change


KEYS = ("keys.json", "keys.copy.json")
DAMAGES: dict[str, tuple[Damage, str]] = {
    "a page is damaged": (lambda home: flip(home / "desk.db", 4096 + 900), "database_damaged"),
    "the database is something else": (lambda home: (home / "desk.db").write_bytes(b"?" * 8192), "wrong_key"),
    "the database is newer": (_make_newer, "database_newer"),
    "the database is gone": (_without("desk.db"), "database_missing"),
    "the database and its mark are gone": (_without("desk.db", "desk.born"), "database_missing"),
    "the database is empty": (lambda home: (home / "desk.db").write_bytes(b""), "database_missing"),
    "the keys are gone": (_without(*KEYS), "keys_missing"),
    "both keys are damaged": (_spoil(*KEYS), "keys_damaged"),
    "the settings are no TOML": (_settings("hall_name = ["), "settings_damaged"),
    "the settings are gone": (_without("settings.toml"), "settings_missing"),
    "the settings are empty": (_settings(""), "settings_value_wrong"),
    "the settings hold a wrong value": (_change_settings("= false", '= "no"'), "settings_value_wrong"),
    "the desk code is none": (_change_settings("K7QX", "k7qx"), "settings_value_wrong"),
    "the desk code is empty": (_change_settings("K7QX", ""), "settings_value_wrong"),
    "a real desk is called practice": (
        _change_settings('practice" = false', 'practice" = true'),
        "settings_value_wrong",
    ),
    "the settings are a folder": (_folder_for("settings.toml"), "settings_unreadable"),
}


def state_of_files(home: Path) -> dict[str, str]:
    """Digest of every file that is kept; the log, the lock and what can be made again are not."""
    passing = {"logs", "cache", "quarantine"}
    return {
        str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in home.rglob("*")
        if file.is_file()
        and not passing & set(file.relative_to(home).parts)
        and file.name not in ("desk.lock", "ballast.bin", "desk.db-wal", "desk.db-shm")
    }


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_home_is_told_and_left_alone(
    what: str, home: Path, commands: Commands, screen: Screen, texts: Texts
) -> None:
    damage, code = DAMAGES[what]
    damage(home)
    before = state_of_files(home)
    answer = commands.accept(home, intake())
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    assert says(texts, f"trouble.{code}", answer.told)
    app = screen.start(home)
    if isinstance(app.window.currentWidget(), UnlockSurface):
        screen.unlock(app)
        assert app.main is None
    else:
        assert isinstance(app.window.currentWidget(), StartTroubleSurface)
    assert screen.fault(app) == answer.told.strip()
    if what != "a real desk is called practice":  # that one is seen only inside
        assert state_of_files(home) == before


def test_a_wrong_password_opens_nothing(home: Path, commands: Commands, screen: Screen) -> None:
    before = state_of_files(home)
    answer = commands.accept(home, intake(), password="Wrong-Horse-9")
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    app = screen.start(home)
    screen.unlock(app, "Wrong-Horse-9")
    assert screen.fault(app) == answer.told.strip()
    assert state_of_files(home) == before
    screen.unlock(app)  # and the right one opens still
    assert app.main is not None


@pytest.mark.parametrize("code", ["", "K7QD", "0" * 40, "RIGHT-FORM"])
def test_a_wrong_recovery_code_opens_nothing(code: str, home: Path, screen: Screen) -> None:
    from wenling_desk.security import recovery_code
    from wenling_desk.ui.setup.unlock import RecoverySurface

    before = state_of_files(home)
    app = screen.start(home)
    unlock = app.window.currentWidget()
    assert isinstance(unlock, UnlockSurface)
    unlock.forgotten.emit()
    surface = app.window.currentWidget()
    assert isinstance(surface, RecoverySurface)
    surface.code.setText(recovery_code.new_code() if code == "RIGHT-FORM" else code)
    for line in (surface.password, surface.again):
        line.setText("New-Horse-99")
    surface._try()
    screen.until(lambda: not surface.is_busy())
    assert surface.fault()
    if code:
        assert_one_sentence(surface.fault())
    assert app.main is None
    assert state_of_files(home) == before


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("damage", [_spoil, _without])
def test_one_copy_of_the_keys_heals_the_other(
    name: str, damage: Callable[[str], Damage], home: Path, commands: Commands
) -> None:
    whole = (home / name).read_bytes()
    damage(name)(home)
    assert commands.accept(home, intake()).status == 0
    assert (home / name).read_bytes() == whole


def test_settings_that_were_lost_are_made_again(home: Path, commands: Commands, texts: Texts) -> None:
    """As the sentence says: by the same command, with the password that is."""
    (home / "settings.toml").unlink()
    words = ["--hall", "城东街道大厅", "--hall-code", "H01", "--desk-code", "k7qx", "--counter", "3"]
    words += ["--clerk", "1001", "--clerk-name", "陈晓"]
    refused = commands(home, "setup", *words, password="Wrong-Horse-9")
    assert refused.status == 1
    assert_one_sentence(refused.told)
    assert not (home / "settings.toml").exists()
    answer = commands(home, "setup", *words)
    assert (answer.status, answer.out.strip()) == (0, texts("cli.setup.settings_again"))
    assert load_settings(home).desk_code == "K7QX"
    line = commands.accept(home, intake()).lines[0]
    assert line["number"].startswith("331081-26-K7QX-000002-")  # the series goes on


def test_what_stands_beside_the_data_may_be_lost(home: Path, commands: Commands, screen: Screen) -> None:
    """Cache, releases and log can be made again, and where they cannot the desk works without."""
    for name in ("releases", "logs"):
        shutil.rmtree(home / name, ignore_errors=True)
        (home / name).write_text("", encoding="utf-8")
    assert commands.accept(home, intake()).status == 0
    screen.open(home)


def test_a_backup_that_is_none(home: Path, commands: Commands, tmp_path: Path) -> None:
    for source in (tmp_path / "nowhere", tmp_path):
        answer = commands(tmp_path / "restored", "restore", source)
        assert answer.status == 1
        assert_one_sentence(answer.told)
        assert not (tmp_path / "restored" / "desk.db").exists()


def test_the_restored_desk_never_goes_back_to_its_old_code(home: Path, commands: Commands, tmp_path: Path) -> None:
    """Not even after it has worked under a new one: the old numbers may stand on papers of after the backup."""
    assert commands(home, "backup", tmp_path / "backup").status == 0
    restored = tmp_path / "restored"
    assert commands(restored, "restore", tmp_path / "backup").status == 0
    answer = commands.accept(restored, intake())
    assert answer.status == 1
    assert_one_sentence(answer.told)
    assert commands(restored, "desk-code", "m2ab", password=None).status == 0
    assert commands.accept(restored, intake()).lines[0]["number"].startswith("331081-26-M2AB-000001-")
    assert commands(restored, "desk-code", "K7QX", password=None).status == 0
    answer = commands.accept(restored, intake(note="again"))
    assert (answer.status, answer.out) == (1, "")
    assert commands(restored, "desk-code", "M2AB", password=None).status == 0
    assert len(heads_of(restored)) == 2


def test_the_names_of_the_files_are_those_of_the_store() -> None:
    from wenling_desk.security import keys

    assert home_state.KEYS == keys.FILES
    assert home_state.DATABASE == engine.FILE_NAME
    assert home_state.BORN == desk_store.BORN
    assert set(home_state.KEYS) < set(backup.BESIDE)
    assert bootstrap.PRACTICE_KEY_BYTES == derived_keys.KEY_BYTES
