"""The carried fonts: whole, licensed, small, unpacked once and never half."""

from __future__ import annotations

import hashlib
import lzma
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.receipts import fonts
from wenling_desk.receipts.fonts import FontFile, font_files, unpack


def test_every_packed_font_is_the_one_listed(font_cache: Path) -> None:
    paths = unpack(font_cache, verify=True)
    assert paths.keys() == {"sans", "sans_medium", "serif", "foreign", "rare_han"}
    for name, path in paths.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == font_files()[name].sha256


def test_fonts_are_licensed_and_small() -> None:
    folder = resources.path("fonts")
    packed = list(folder.glob("*.ttf.xz"))
    assert {file.name for file in packed} == {f"{font.file}.xz" for font in font_files().values()}
    assert sum(file.stat().st_size for file in packed) < 35_000_000
    for name in ("NotoSansSC", "NotoSerifSC", "HanaMinB", "DejaVuSerif"):
        licence = (folder / f"LICENSE-{name}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper() or "Bitstream" in licence


def test_screen_fonts_are_carried() -> None:
    assert set(fonts.SCREEN_FONTS) <= font_files().keys()


def test_unpacked_once(tmp_path: Path) -> None:
    (first,) = unpack(tmp_path, ["foreign"]).values()
    before = first.stat().st_mtime_ns
    assert unpack(tmp_path, ["foreign"]) == {"foreign": first}
    assert first.stat().st_mtime_ns == before
    assert [file.name for file in tmp_path.iterdir()] == [first.name]


def test_cut_file_is_replaced(tmp_path: Path) -> None:
    (path,) = unpack(tmp_path, ["foreign"]).values()
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    unpack(tmp_path, ["foreign"])
    assert path.read_bytes() == whole


def test_changed_file_of_the_same_size_is_found_when_verified(tmp_path: Path) -> None:
    (path,) = unpack(tmp_path, ["foreign"]).values()
    whole = path.read_bytes()
    path.write_bytes(b"x" + whole[1:])
    assert unpack(tmp_path, ["foreign"])["foreign"].read_bytes() != whole
    unpack(tmp_path, ["foreign"], verify=True)
    assert path.read_bytes() == whole


@pytest.fixture
def other_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose font resources are broken."""
    folder = tmp_path / "resources"
    (folder / "fonts").mkdir(parents=True)
    monkeypatch.setattr(resources, "root", lambda: folder)
    listed = {"a": FontFile("a", "A.ttf", 3, hashlib.sha256(b"abc").hexdigest())}
    monkeypatch.setattr(fonts, "font_files", lambda: listed)
    return folder / "fonts"


@pytest.mark.parametrize("packed", [None, b"no xz at all", b""], ids=["absent", "broken", "empty"])
def test_broken_font_is_named(other_resources: Path, tmp_path: Path, packed: bytes | None) -> None:
    if packed is not None:
        (other_resources / "A.ttf.xz").write_bytes(packed)
    with pytest.raises(KnownTrouble) as caught:
        unpack(tmp_path / "cache")
    assert (caught.value.code, caught.value.values) == ("font_damaged", {"file": "A.ttf"})


def test_wrong_font_is_not_written(other_resources: Path, tmp_path: Path) -> None:
    (other_resources / "A.ttf.xz").write_bytes(lzma.compress(b"abd"))
    with pytest.raises(KnownTrouble, match="font_damaged"):
        unpack(tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_unwritable_cache_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(KnownTrouble) as caught:
        unpack(blocked / "cache", ["foreign"])
    assert caught.value.code == "font_cache_unwritable"
    assert caught.value.values["folder"] == str(blocked / "cache")


def test_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wenling_desk.receipts.fonts.os.fsync", full)
    with pytest.raises(KnownTrouble) as caught:
        unpack(tmp_path, ["foreign"])
    assert caught.value.values["reason"] == "No space left on device"
    assert list(tmp_path.iterdir()) == []
