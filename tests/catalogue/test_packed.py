"""The packed copy: the same catalogue, fast, and never an obstacle."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest

from tests.catalogue.tree import changed, write_tree
from wenling_desk import resources
from wenling_desk.catalogue import packed
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.catalogue.packed import PackDamaged, load_packed, pack, source_key, unpack
from wenling_desk.domain.catalogue import Catalogue


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_is_unpacked_is_what_was_packed(bundled: Catalogue) -> None:
    assert unpack(pack(bundled)) == bundled


def test_the_second_time_no_yaml_is_read(tmp_path: Path, bundled: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_packed(resources.root(), tmp_path) == bundled
    monkeypatch.setattr("wenling_desk.catalogue.loader.load_catalogue", pytest.fail)
    assert load_packed(resources.root(), tmp_path) == bundled


def test_it_is_many_times_faster_than_the_files(tmp_path: Path) -> None:
    start = time.perf_counter()
    load_packed(resources.root(), tmp_path)
    cold = time.perf_counter() - start
    warm = []
    for _ in range(3):
        start = time.perf_counter()
        load_packed(resources.root(), tmp_path)
        warm.append(time.perf_counter() - start)
    assert min(warm) < cold / 8, (cold, warm)


def test_a_changed_file_is_read_anew_and_the_old_copy_goes(tmp_path: Path) -> None:
    root, cache = write_tree(tmp_path / "tree"), tmp_path / "cache"
    assert load_packed(root, cache).items["SC001"].name == "设立登记"
    write_tree(root, changed("catalogue/items/SCJG.yaml", "name: 设立登记", "name: 公司设立登记"))
    assert load_packed(root, cache).items["SC001"].name == "公司设立登记"
    assert len(_files(cache)) == 1


@pytest.mark.parametrize("change", ["touched", "added", "removed"])
def test_the_key_sees_every_kind_of_change(tmp_path: Path, change: str) -> None:
    root = write_tree(tmp_path)
    before = source_key(root, samples=False)
    path = root / "forms" / "SC001.yaml"
    if change == "touched":
        os.utime(path, ns=(path.stat().st_mtime_ns + 1, path.stat().st_mtime_ns + 1))
    elif change == "added":
        shutil.copy2(path, root / "forms" / "SC017.yaml")
    else:
        path.unlink()
    assert source_key(root, samples=False) != before


def test_practice_and_earnest_have_different_copies(tmp_path: Path) -> None:
    root = write_tree(tmp_path)
    assert source_key(root, samples=True) != source_key(root, samples=False)


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "garbage", "other magic", "other content"])
def test_a_damaged_copy_is_replaced_without_a_word(tmp_path: Path, damage: str) -> None:
    root, cache = write_tree(tmp_path / "tree"), tmp_path / "cache"
    whole = load_packed(root, cache)
    (copy,) = _files(cache)
    data = bytearray(copy.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 1
    elif damage == "cut":
        del data[-10:]
    elif damage == "empty":
        data.clear()
    elif damage == "garbage":
        data[:] = b"\xc1" * 500
    elif damage == "other magic":
        data[:7] = b"WLCAT0\n"
    else:
        body = b"\x80"
        data[:] = packed.MAGIC + hashlib.blake2b(body, digest_size=16).digest() + body
    with pytest.raises(PackDamaged):
        unpack(bytes(data))
    copy.write_bytes(data)
    assert load_packed(root, cache) == whole
    assert unpack(copy.read_bytes()) == whole


def test_without_a_place_for_the_copy_it_works_all_the_same(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "tree")
    (tmp_path / "file").write_text("a file where the folder should be", encoding="utf-8")
    assert load_packed(root, tmp_path / "file").release == "2026.11"


def test_a_half_written_copy_never_has_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, cache = write_tree(tmp_path / "tree"), tmp_path / "cache"

    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    assert load_packed(root, cache).release == "2026.11"
    assert _files(cache) == []


def test_a_broken_catalogue_is_told_and_not_packed(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "tree", changed("catalogue/items/SCJG.yaml", "amount: 5,", "amount: 25,"))
    with pytest.raises(CatalogueBroken):
        load_packed(root, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_the_shape_of_the_types_is_part_of_the_key() -> None:
    shape = packed._shape()
    for part in ("Catalogue.release", "ServiceItem.committed_time_limit", "Effect.add_items", "TimeLimit.unit"):
        assert part in shape
