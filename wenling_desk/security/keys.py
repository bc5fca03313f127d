"""The key file of a desk: the database key, wrapped in slots, in two copies of which either is enough."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.durable_files import write_durably
from wenling_desk.security import passwords, recovery_code
from wenling_desk.security.slots import (
    KEY_BYTES,
    PASSWORD,
    RECOVERY,
    VERSION,
    Argon2Cost,
    DatabaseKey,
    Slot,
)

FILES: Final = ("keys.json", "keys.copy.json")
FIRST_PASSWORD: Final = "password"
FIRST_RECOVERY: Final = "recovery"

Pepper = Callable[[], bytes]
"""Where a keystore of the system adds a secret of its own; without one, no pepper."""


def no_pepper() -> bytes:
    """No secret beside the password."""
    return b""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One state of the key file; the higher ``generation`` is the newer one."""

    device: str
    generation: int
    slots: tuple[Slot, ...]


def have_keys(home: Path) -> bool:
    """Whether this home has a key file at all: without one it is a first start."""
    return any((home / name).exists() for name in FILES)


def create(
    home: Path, password: str, device: str, *, cost: Argon2Cost | None = None, pepper: Pepper = no_pepper
) -> tuple[DatabaseKey, str]:
    """Make the key of a new desk with a password slot and a recovery slot; the recovery code is shown once.

    ``cost`` is for tests. Refuses with ``password_too_short`` or ``password_too_simple``; raises ``keys_exist`` and
    ``keys_not_saved`` (folder).
    """
    passwords.require_strength(password)
    if have_keys(home):
        raise KnownTrouble("keys_exist", folder=str(home))
    key = DatabaseKey(os.urandom(KEY_BYTES))
    code = recovery_code.new_code()
    slots = (
        _password_slot(key, device, FIRST_PASSWORD, password, cost, pepper),
        Slot.seal(key, device=device, name=FIRST_RECOVERY, kind=RECOVERY, secret=recovery_code.read(code)),
    )
    _save(home, KeyFile(device, 1, slots))
    return key, code


def device_of(home: Path) -> str:
    """The device the key file was made on. Raises as :func:`load`."""
    return load(home).device


def open_with_password(home: Path, password: str, *, pepper: Pepper = no_pepper) -> DatabaseKey:
    """The key by any password slot. Raises ``wrong_password`` and what :func:`load` raises."""
    file = load(home)
    found = _find_by_password(file, password, pepper)
    if found is None:
        raise KnownTrouble("wrong_password")
    return found[1]


def open_with_recovery_code(home: Path, code: str) -> DatabaseKey:
    """The key by the printed code.

    Raises ``recovery_code_incomplete`` (length, expected), ``recovery_code_mistyped`` (group),
    ``wrong_recovery_code`` (a code of another desk, or an older one), and what :func:`load` raises.
    """
    file = load(home)
    secret = recovery_code.read(code)
    for slot in file.slots:
        if slot.kind == RECOVERY and (key := slot.open(secret, device=file.device)) is not None:
            return key
    raise KnownTrouble("wrong_recovery_code")


def change_password(
    home: Path, old: str, new: str, *, cost: Argon2Cost | None = None, pepper: Pepper = no_pepper
) -> None:
    """Replace the password of the slot that ``old`` opens; the key stays.

    Raises ``wrong_password``, ``keys_not_saved`` (folder), and refuses a weak new one.
    """
    passwords.require_strength(new)
    file = load(home)
    found = _find_by_password(file, old, pepper)
    if found is None:
        raise KnownTrouble("wrong_password")
    slot, key = found
    fresh = _password_slot(key, file.device, slot.name, new, cost, pepper)
    _replace_slot(home, file, fresh)


def reset_password(
    home: Path, key: DatabaseKey, new: str, *, cost: Argon2Cost | None = None, pepper: Pepper = no_pepper
) -> None:
    """A new first password for who has opened the desk by its recovery code. Raises ``keys_not_saved`` (folder)."""
    passwords.require_strength(new)
    file = load(home)
    _replace_slot(home, file, _password_slot(key, file.device, FIRST_PASSWORD, new, cost, pepper))


def renew_recovery_code(home: Path, key: DatabaseKey) -> str:
    """A new recovery code; the printed one no longer opens anything. Raises ``keys_not_saved`` (folder)."""
    file = load(home)
    code = recovery_code.new_code()
    secret = recovery_code.read(code)
    slot = Slot.seal(key, device=file.device, name=FIRST_RECOVERY, kind=RECOVERY, secret=secret)
    _replace_slot(home, file, slot)
    return code


def add_slot(
    home: Path,
    key: DatabaseKey,
    name: str,
    password: str,
    *,
    cost: Argon2Cost | None = None,
    pepper: Pepper = no_pepper,
) -> None:
    """One more password, for another person. Raises ``slot_taken`` (name), ``keys_not_saved`` (folder)."""
    passwords.require_strength(password)
    file = load(home)
    if any(slot.name == name for slot in file.slots):
        raise KnownTrouble("slot_taken", name=name)
    slot = _password_slot(key, file.device, name, password, cost, pepper)
    _save(home, replace(file, generation=file.generation + 1, slots=(*file.slots, slot)))


def load(home: Path) -> KeyFile:
    """The newest whole copy; the other one is healed from it where that is possible.

    Raises ``keys_missing`` (folder), ``keys_damaged`` (folder), ``keys_newer`` (found, known), and ``home_unusable``
    (folder) for files that this user may not read.
    """
    copies = [_read(home / name) for name in FILES]
    whole = [copy for copy in copies if copy is not None]
    if not whole:
        code = "keys_damaged" if have_keys(home) else "keys_missing"
        if any((home / name).exists() and not os.access(home / name, os.R_OK) for name in FILES):
            code = "home_unusable"
        raise KnownTrouble(code, folder=str(home))
    newest = max(whole, key=lambda copy: copy.generation)
    if any(copy != newest for copy in copies):
        with suppress(KnownTrouble):  # a full disk must not lock the desk: one copy is enough to open
            _save(home, newest)
    return newest


def _find_by_password(file: KeyFile, password: str, pepper: Pepper) -> tuple[Slot, DatabaseKey] | None:
    secret = passwords.normalise(password)
    for slot in file.slots:
        if slot.kind == PASSWORD:
            key = slot.open(secret, device=file.device, pepper=pepper())
            if key is not None:
                return slot, key
    return None


def _password_slot(
    key: DatabaseKey, device: str, name: str, password: str, cost: Argon2Cost | None, pepper: Pepper
) -> Slot:
    return Slot.seal(
        key,
        device=device,
        name=name,
        kind=PASSWORD,
        secret=passwords.normalise(password),
        pepper=pepper(),
        cost=cost or Argon2Cost(),
    )


def _replace_slot(home: Path, file: KeyFile, fresh: Slot) -> None:
    others = tuple(slot for slot in file.slots if slot.name != fresh.name)
    _save(home, replace(file, generation=file.generation + 1, slots=(*others, fresh)))


def _read(path: Path) -> KeyFile | None:
    """The file at ``path``, ``None`` where it is missing or damaged."""
    try:
        plain: dict[str, Any] = json.loads(path.read_bytes())
        content = plain["content"]
        if plain["sha256"] != _digest(content):
            return None
        version = content["version"]
        if version > VERSION:
            raise KnownTrouble("keys_newer", found=version, known=VERSION)
        slots = tuple(Slot.from_plain(slot) for slot in content["slots"])
        return KeyFile(str(content["device"]), int(content["generation"]), slots)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _save(home: Path, file: KeyFile) -> None:
    """Write both copies, one after the other: at every moment one of them is whole."""
    content = {
        "version": VERSION,
        "device": file.device,
        "generation": file.generation,
        "slots": [slot.to_plain() for slot in file.slots],
    }
    text = json.dumps({"content": content, "sha256": _digest(content)}, indent=1, sort_keys=True)
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            write_durably(home / name, text.encode("ascii"))
    except OSError as error:
        code = "disk_full" if error.errno == errno.ENOSPC else "keys_not_saved"
        raise KnownTrouble(code, folder=str(home)) from error


def _digest(content: Any) -> str:
    """Finds damage, not forgery: a forged slot does not open."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()
