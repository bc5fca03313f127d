"""The key file: slots, two copies, damage, and what no wrong secret opens."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.security import keys, recovery_code
from wenling_desk.security.slots import Argon2Cost, DatabaseKey, Slot

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
PASSWORD = "温岭窗口 2026"
OTHER = "another-2027"


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, DatabaseKey, str]:
    key, code = keys.create(tmp_path, PASSWORD, "device-1", cost=CHEAP)
    return tmp_path, key, code


Desk = tuple[Path, DatabaseKey, str]


def test_password_and_recovery_code_open_the_same_key(desk: Desk) -> None:
    home, key, code = desk
    assert len(key.raw) == 48
    assert keys.open_with_password(home, PASSWORD) == key
    assert keys.open_with_recovery_code(home, code.lower().replace("-", "  ")) == key
    assert keys.device_of(home) == "device-1"


def test_full_width_input_is_the_same_password(desk: Desk) -> None:
    home, key, _ = desk
    assert keys.open_with_password(home, "温岭窗口\u3000２０２６") == key


def test_the_real_cost_is_the_documented_one(tmp_path: Path) -> None:
    key, _ = keys.create(tmp_path, PASSWORD, "device-1")
    slots = json.loads((tmp_path / "keys.json").read_bytes())["content"]["slots"]
    assert slots[0]["argon2id"] == {"memory_kib": 65_536, "passes": 3, "lanes": 4}
    assert keys.open_with_password(tmp_path, PASSWORD) == key


@pytest.mark.parametrize("wrong", ["", "温岭窗口 2027", "温岭窗口2026", PASSWORD + " ", "\ud800", "x" * 100_000])
def test_a_wrong_password_opens_nothing(desk: Desk, wrong: str) -> None:
    with pytest.raises(KnownTrouble) as trouble:
        keys.open_with_password(desk[0], wrong)
    assert trouble.value.code == "wrong_password"


def test_the_pepper_is_part_of_the_secret(tmp_path: Path) -> None:
    key, code = keys.create(tmp_path, PASSWORD, "device-1", cost=CHEAP, pepper=lambda: b"from the keystore")
    assert keys.open_with_password(tmp_path, PASSWORD, pepper=lambda: b"from the keystore") == key
    with pytest.raises(KnownTrouble):
        keys.open_with_password(tmp_path, PASSWORD)
    assert keys.open_with_recovery_code(tmp_path, code) == key  # works where the keystore is lost


def test_a_code_of_another_desk_opens_nothing(desk: Desk) -> None:
    with pytest.raises(KnownTrouble) as trouble:
        keys.open_with_recovery_code(desk[0], recovery_code.new_code())
    assert trouble.value.code == "wrong_recovery_code"


def test_changing_the_password(desk: Desk) -> None:
    home, key, code = desk
    with pytest.raises(KnownTrouble, match="wrong_password"):
        keys.change_password(home, OTHER, OTHER, cost=CHEAP)
    with pytest.raises(DeskRefusal, match="password_too_short"):
        keys.change_password(home, PASSWORD, "short", cost=CHEAP)
    keys.change_password(home, PASSWORD, OTHER, cost=CHEAP)
    assert keys.open_with_password(home, OTHER) == key
    with pytest.raises(KnownTrouble, match="wrong_password"):
        keys.open_with_password(home, PASSWORD)
    assert keys.open_with_recovery_code(home, code) == key
    # The old slot is in neither copy.
    assert (home / "keys.json").read_bytes() == (home / "keys.copy.json").read_bytes()


def test_after_the_recovery_code_a_new_password_and_a_new_code(desk: Desk) -> None:
    home, key, code = desk
    keys.reset_password(home, keys.open_with_recovery_code(home, code), OTHER, cost=CHEAP)
    fresh = keys.renew_recovery_code(home, key)
    assert keys.open_with_password(home, OTHER) == key
    assert keys.open_with_recovery_code(home, fresh) == key
    with pytest.raises(KnownTrouble, match="wrong_recovery_code"):
        keys.open_with_recovery_code(home, code)
    assert len(keys.load(home).slots) == 2


def test_a_second_person(desk: Desk) -> None:
    home, key, _ = desk
    keys.add_slot(home, key, "chen.yu", OTHER, cost=CHEAP)
    assert keys.open_with_password(home, OTHER) == key
    assert keys.open_with_password(home, PASSWORD) == key
    with pytest.raises(KnownTrouble, match="slot_taken"):
        keys.add_slot(home, key, "chen.yu", OTHER, cost=CHEAP)
    keys.change_password(home, OTHER, "third-one-2028", cost=CHEAP)
    assert {slot.name for slot in keys.load(home).slots} == {"password", "recovery", "chen.yu"}
    assert keys.open_with_password(home, PASSWORD) == key


def test_keys_are_made_once(desk: Desk) -> None:
    assert keys.have_keys(desk[0])
    with pytest.raises(KnownTrouble, match="keys_exist"):
        keys.create(desk[0], PASSWORD, "device-1", cost=CHEAP)


def test_no_keys_at_all(tmp_path: Path) -> None:
    assert not keys.have_keys(tmp_path)
    with pytest.raises(KnownTrouble, match="keys_missing"):
        keys.open_with_password(tmp_path, PASSWORD)


@pytest.mark.parametrize("name", keys.FILES)
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "flipped", "no json", "foreign json"])
def test_one_damaged_copy_is_healed_from_the_other(desk: Desk, name: str, damage: str) -> None:
    home, key, _ = desk
    whole = (home / name).read_bytes()
    _damage(home / name, damage)
    assert keys.open_with_password(home, PASSWORD) == key
    assert (home / name).read_bytes() == whole


@pytest.mark.parametrize("damage", ["empty", "half", "flipped"])
def test_both_copies_damaged(desk: Desk, damage: str) -> None:
    for name in keys.FILES:
        _damage(desk[0] / name, damage)
    with pytest.raises(KnownTrouble, match="keys_damaged"):
        keys.open_with_password(desk[0], PASSWORD)
    assert all((desk[0] / name).exists() for name in keys.FILES)


def test_every_flipped_bit_is_found(desk: Desk) -> None:
    home, key, _ = desk
    path = home / "keys.json"
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        assert keys.open_with_password(home, PASSWORD) == key


def test_the_newer_copy_wins(desk: Desk) -> None:
    """A crash between the two writes of a changed password."""
    home, key, _ = desk
    old = (home / "keys.copy.json").read_bytes()
    keys.change_password(home, PASSWORD, OTHER, cost=CHEAP)
    (home / "keys.copy.json").write_bytes(old)
    assert keys.open_with_password(home, OTHER) == key
    assert (home / "keys.copy.json").read_bytes() != old


def test_a_crash_at_any_step_of_a_change_leaves_one_password_that_opens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, key, _ = desk
    step = 0
    while True:
        step += 1
        if not _fails_at_step(home, step, monkeypatch):
            break
        opened = [word for word in (PASSWORD, OTHER) if _opens(home, word, key)]
        assert len(opened) == 1
        if opened == [OTHER]:
            keys.change_password(home, OTHER, PASSWORD, cost=CHEAP)
    assert step > 4  # it did fail at several steps
    assert keys.open_with_password(home, OTHER) == key


def test_keys_of_a_newer_program(desk: Desk) -> None:
    for name in keys.FILES:
        plain = json.loads((desk[0] / name).read_bytes())["content"] | {"version": 2}
        digest = keys._digest(plain)
        (desk[0] / name).write_text(json.dumps({"content": plain, "sha256": digest}))
    with pytest.raises(KnownTrouble, match="keys_newer"):
        keys.open_with_password(desk[0], PASSWORD)


def test_a_forged_cost_does_not_stop_the_desk(desk: Desk) -> None:
    plain = keys.load(desk[0]).slots[0].to_plain()
    for cost in ({"memory_kib": 1 << 30}, {"passes": 10**9}, {"lanes": 0}, {"memory_kib": 1}):
        with pytest.raises(ValueError, match="unreasonable"):
            Slot.from_plain(plain | {"argon2id": plain["argon2id"] | cost})


def test_a_slot_is_bound_to_device_and_name() -> None:
    key = DatabaseKey(os.urandom(48))
    slot = Slot.seal(key, device="device-1", name="recovery", kind="recovery", secret=b"x" * 20)
    assert slot.open(b"x" * 20, device="device-1") == key
    assert slot.open(b"x" * 20, device="device-2") is None
    renamed = Slot.from_plain(slot.to_plain() | {"name": "chen.yu"})
    assert renamed.open(b"x" * 20, device="device-1") is None


def test_nothing_shows_the_key(desk: Desk) -> None:
    home, key, code = desk
    assert key.raw.hex() not in repr(key)
    secret = recovery_code.read(code)
    for name in keys.FILES:
        raw = (home / name).read_bytes()
        for plain in (key.raw, key.raw[:32], secret, PASSWORD.encode()):
            assert plain not in raw
            assert plain.hex().encode() not in raw
        assert code.encode() not in raw


def _damage(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    match damage:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "half":
            path.write_bytes(whole[: len(whole) // 2])
        case "flipped":
            path.write_bytes(whole.replace(b'"generation": 1', b'"generation": 3'))
        case "no json":
            path.write_bytes(b"\xff\x00" * 50)
        case "foreign json":
            path.write_text("[" * 100_000)


def _fails_at_step(home: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Change the password while every call that touches the disk fails from the ``step``-th on."""
    calls = 0

    def failing(real):
        def call(*arguments, **more):
            nonlocal calls
            calls += 1
            if calls >= step:
                raise OSError(5, "input/output error")
            return real(*arguments, **more)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(os.fsync))
        patch.setattr(Path, "replace", failing(Path.replace))
        try:
            keys.change_password(home, PASSWORD, OTHER, cost=CHEAP)
        except KnownTrouble as trouble:
            return trouble.code == "keys_not_saved"
    return False


def _opens(home: Path, password: str, key: DatabaseKey) -> bool:
    try:
        return keys.open_with_password(home, password) == key
    except KnownTrouble as trouble:
        if trouble.code != "wrong_password":
            raise
        return False
