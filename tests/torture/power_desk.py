"""A desk whose every write and flush is written down: several lives, cases in each, a checkpoint, an orderly end.

After each durable command it writes ``acked N``, or ``listed N`` for a list, into ``acks``, which stands in the trace
in its true place. A mutant is a desk with one protection taken away; the torture must find each.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2

from tests.store.acts import accept, hand_over
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock
from wenling_desk.store import engine
from wenling_desk.store.desk_store import open_store

ACKS: Final = "acks"
HOME: Final = "home"
LIST_EVERY: Final = 3
"""The papers of so many cases go on one list."""
LONG_TEXT: Final = {"text": "材料齐全" * 400}
"""Longer than a page: some facts must lie on overflow pages."""


def synchronous_normal() -> None:
    """The log is not flushed at every commit."""
    _weaken("synchronous=FULL", "synchronous=NORMAL", synchronous=1)


def synchronous_off() -> None:
    """Nothing is ever flushed."""
    _weaken("synchronous=FULL", "synchronous=OFF", synchronous=0)


def key_without_salt() -> None:
    """The usual raw key of 64 digits: the salt lies in the first sector of the file."""
    opened = dbapi2.connect

    class Keyed:
        def __init__(self, connection: Any) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> Any:
            return getattr(self._connection, name)

        def execute(self, statement: str, *rest: Any) -> Any:
            return self._connection.execute(statement.replace(KEY.hex(), KEY[:32].hex()), *rest)

    dbapi2.connect = lambda *given, **named: Keyed(opened(*given, **named))


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    "": lambda: None,
    "normal": synchronous_normal,
    "off": synchronous_off,
    "hex64": key_without_salt,
}


def _weaken(setting: str, weaker: str, **proofs: object) -> None:
    opened = engine._open

    def open_weaker(uri: str, key: bytes, *settings: str, **named: Any) -> Any:
        named["proofs"] = dict(named.get("proofs") or {}) | (proofs if setting in settings else {})
        return opened(uri, key, *(weaker if each == setting else each for each in settings), **named)

    engine._open = open_weaker


def main(root: Path, lives: int, cases: int, mutant: str) -> None:
    """Live; ``root`` is the folder the trace is about."""
    MUTANTS[mutant]()
    acks = os.open(root / ACKS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    number = 0
    for _ in range(lives):
        store = open_store(root / HOME, KEY, IDENTITY, TestClock())
        for case in range(cases):
            number += 1
            accept(store, number, LONG_TEXT if case % 3 == 0 else None)
            os.write(acks, f"acked {number}\n".encode())
            if case % LIST_EVERY == LIST_EVERY - 1:
                hand_over(store, number, range(number - LIST_EVERY + 1, number + 1))
                os.write(acks, f"listed {number}\n".encode())
            if case == cases // 2:
                with store._writer.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        store.close()
    os.close(acks)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else "")
