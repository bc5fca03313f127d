"""The embedded database when many desks send at once: whoever has the turn writes for all who wait, with one flush."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from wenling_desk.store.centre.session import SQLITE, Session
from wenling_desk.store.centre.store import EmbeddedCentreStore

T = TypeVar("T")

MOST_TOGETHER: Final = 16
"""Works that share one flush: the last of them waits for all the others."""


@dataclass(slots=True)
class _Turn:
    """One work that waits, and then what became of it."""

    work: Callable[[Session], Any]
    is_done: bool = False
    result: Any = None
    error: BaseException | None = None


class GroupCommitStore(EmbeddedCentreStore):
    """Each work stands under a savepoint of its own: one that refuses takes nothing of the others with it. No caller
    hears of a success before the common COMMIT has reached the disk."""

    def __init__(self, path: Path, key: bytes, region: str) -> None:
        """As the embedded store's."""
        super().__init__(path, key, region)
        self._turns: list[_Turn] = []
        self._guard = threading.Lock()

    def write(self, work: Callable[[Session], T]) -> T:
        """As :meth:`CentreStore.write`."""
        turn = _Turn(work)
        with self._guard:
            self._turns.append(turn)
        with self._lock:
            while not turn.is_done:  # else somebody has written it meanwhile
                with self._guard:
                    together, self._turns = self._turns[:MOST_TOGETHER], self._turns[MOST_TOGETHER:]
                self._write_together(together)
        if turn.error is not None:
            raise turn.error
        result: T = turn.result
        return result

    def _write_together(self, turns: list[_Turn]) -> None:
        session = Session(self._writer, SQLITE, self.region)
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for turn in turns:
                self._under_savepoint(session, turn)
            self._writer.execute("COMMIT")
        except BaseException as error:
            for turn in turns:
                turn.error = turn.error or error
            if not isinstance(error, Exception):
                raise
        finally:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            session.close()
            for turn in turns:
                turn.is_done = True

    def _under_savepoint(self, session: Session, turn: _Turn) -> None:
        self._writer.execute("SAVEPOINT turn")
        try:
            turn.result = turn.work(session)
        except Exception as error:
            turn.error = error
            if not self._writer.in_transaction:
                raise  # the database itself gave up: nothing of this group was written
            self._writer.execute("ROLLBACK TO turn")
        self._writer.execute("RELEASE turn")
