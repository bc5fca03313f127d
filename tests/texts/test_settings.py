"""Settings: where they lie, what survives a round trip, and what a broken file says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.settings import FILE_NAME, Settings, home_folder, load_settings, save_settings

ALL = Settings(
    hall_name='温岭市"市民中心"\n一楼',
    hall_code="331081",
    desk_code="A07",
    counter_label="综窗 7 号",
    large_type=True,
    printer_name="HP\\LaserJet",
    paper_copies={"acceptance_notice": 2, "收件凭证": 1},
    idle_minutes=5,
    practice=False,
)


def write(home: Path, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    (home / FILE_NAME).write_bytes(data)


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"WENLING_DESK_HOME": "/srv/desk", "XDG_DATA_HOME": "/d"}, "linux", Path("/srv/desk")),
        ({"XDG_DATA_HOME": "/d"}, "linux", Path("/d/wenling-desk")),
        ({"XDG_DATA_HOME": "relative"}, "linux", Path.home() / ".local/share/wenling-desk"),
        ({}, "linux", Path.home() / ".local/share/wenling-desk"),
        ({"LOCALAPPDATA": "/c/Local"}, "win32", Path("/c/Local/WenlingDesk")),
        ({}, "win32", Path.home() / "AppData/Local/WenlingDesk"),
    ],
)
def test_home_folder(environ: dict[str, str], platform: str, expected: Path) -> None:
    assert home_folder(environ, platform) == expected


def test_chosen_home_is_absolute() -> None:
    assert home_folder({"WENLING_DESK_HOME": "here"}) == Path.cwd() / "here"


def test_without_a_file_a_desk_practises(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert settings.is_practice


def test_practice_ends_only_with_hall_and_desk() -> None:
    assert not ALL.is_practice
    assert Settings(practice=False, hall_code="331081").is_practice
    assert Settings(practice=True, hall_code="331081", desk_code="A07").is_practice


def test_round_trip(tmp_path: Path) -> None:
    save_settings(tmp_path / "new" / "home", ALL)
    assert load_settings(tmp_path / "new" / "home") == ALL
    assert [each.name for each in (tmp_path / "new" / "home").iterdir()] == [FILE_NAME]


any_text = st.text(st.characters(exclude_categories=["Cs"]))
any_value = st.recursive(
    any_text | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.dates() | st.datetimes() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)


@given(name=any_text, copies=st.dictionaries(any_text, st.integers(1, 9)), other=any_value)
def test_any_text_and_any_unknown_key_survive(
    tmp_path_factory: pytest.TempPathFactory, name: str, copies: dict[str, int], other: object
) -> None:
    home = tmp_path_factory.getbasetemp() / "settings"
    settings = Settings(hall_name=name, paper_copies=copies, unknown={"later": other, "x y": 1})
    save_settings(home, settings)
    assert load_settings(home) == settings


def test_a_file_of_a_newer_version_keeps_its_keys(tmp_path: Path) -> None:
    write(tmp_path, 'desk_code = "A07"\nscale = 1.25\n[centre]\naddress = "x"\n[[shift]]\nfrom = 08:30:00\n')
    settings = load_settings(tmp_path)
    assert settings.desk_code == "A07"
    save_settings(tmp_path, settings)
    assert load_settings(tmp_path).unknown == settings.unknown
    assert settings.unknown["centre"] == {"address": "x"}


def test_a_mark_that_editors_leave_is_no_damage(tmp_path: Path) -> None:
    write(tmp_path, b'\xef\xbb\xbfdesk_code = "A07"\r\n')
    assert load_settings(tmp_path).desk_code == "A07"


@pytest.mark.parametrize("text", ["desk_code = ", b"\xff\xfe", "a = 1\na = 2\n", "[paper_copies\n"])
def test_damaged_file(tmp_path: Path, text: str | bytes) -> None:
    write(tmp_path, text)
    with pytest.raises(KnownTrouble) as caught:
        load_settings(tmp_path)
    assert caught.value.code == "settings_damaged"
    assert caught.value.values["path"] == str(tmp_path / FILE_NAME)
    assert caught.value.values["detail"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("desk_code = 7", "desk_code"),
        ('large_type = "yes"', "large_type"),
        ("large_type = 1", "large_type"),
        ("idle_minutes = 0", "idle_minutes"),
        ("idle_minutes = true", "idle_minutes"),
        ("idle_minutes = 1.5", "idle_minutes"),
        ("idle_minutes = 241", "idle_minutes"),
        ("paper_copies = 2", "paper_copies"),
        ("paper_copies = {a = 0}", "paper_copies"),
        ("paper_copies = {a = 10}", "paper_copies"),
    ],
)
def test_wrong_value_is_named(tmp_path: Path, text: str, key: str) -> None:
    write(tmp_path, text)
    with pytest.raises(KnownTrouble) as caught:
        load_settings(tmp_path)
    assert (caught.value.code, caught.value.values["key"]) == ("settings_value_wrong", key)


def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(KnownTrouble) as caught:
        load_settings(tmp_path)
    assert caught.value.code == "settings_unreadable"


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(tmp_path, ALL)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownTrouble) as caught:
        save_settings(tmp_path, Settings(desk_code="B01"))
    assert caught.value.code == "settings_not_saved"
    assert load_settings(tmp_path) == ALL


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KnownTrouble, match="settings_not_saved"):
        save_settings(tmp_path / "file" / "home", ALL)
