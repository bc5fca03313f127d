"""A desk that is killed: run as a program with a home folder, a first number and the step at which it dies.

A step is a statement on the writing connection, a flush or a rename. After each durable command it says ``acked N``.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock
from wenling_desk.store import transaction
from wenling_desk.store.desk_store import open_store

CASES = 2


class _DyingCursor:
    def __init__(self, cursor: Any, step: Callable[[], None]) -> None:
        self._cursor = cursor
        self._step = step

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *arguments: Any) -> Any:
        self._step()
        return self._cursor.execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self._step()
        return self._cursor.executemany(*arguments)


def main(home: Path, first: int, dies_at: int) -> None:
    """Open, accept, close; die on the way."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == dies_at:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    def stepping(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            step()
            return real(*arguments)

        return call

    begin = transaction.Transaction.__init__

    def begin_dying(self: Any, connection: Any) -> None:
        begin(self, connection)
        self._cursor = _DyingCursor(self._cursor, step)

    transaction.Transaction.__init__ = begin_dying  # type: ignore[method-assign]
    os.fsync = stepping(os.fsync)
    Path.replace = stepping(Path.replace)  # type: ignore[method-assign]
    store = open_store(home, KEY, IDENTITY, TestClock())
    for number in range(first, first + CASES):
        accept(store, number)
        sys.stdout.write(f"acked {number}\n")
        sys.stdout.flush()
    store.close()
    sys.stdout.write(f"steps {steps}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
