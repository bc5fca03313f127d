"""The bridge's twin without Qt and without threads: everything happens at once, in the order it was asked.

Presenters and scenarios run on it; the same contract tests hold for both bridges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from wenling_desk.texts import Texts
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Reading

T = TypeVar("T")


class PlainSignal:
    """Connect and emit, as Qt's signals do on one thread."""

    def __init__(self) -> None:
        self._takers: list[Callable[[Any], object]] = []

    def connect(self, taker: Callable[[Any], object]) -> None:
        self._takers.append(taker)

    def emit(self, value: object) -> None:
        for taker in self._takers:
            taker(value)


class HeadlessBridge:
    """Implements ``DeskBridge``; ``errors`` keeps what would have been a defect, for a test to look at."""

    def __init__(
        self,
        dispatch: Callable[[Command], Changes],
        read: Callable[[Callable[[Reading], Any]], Any],
        texts: Texts,
    ) -> None:
        self._dispatch = dispatch
        self._read = read
        self._texts = texts
        self.changed = PlainSignal()
        self.told = PlainSignal()
        self.errors: list[BaseException] = []

    def submit(
        self,
        command: Command,
        on_done: Callable[[Changes], object] | None = None,
        on_refused: Callable[[Told], object] | None = None,
        on_trouble: Callable[[Told], object] | None = None,
        *,
        background: bool = False,
    ) -> None:
        try:
            changes = self._dispatch(command)
        except Exception as error:
            self._failed(error, on_refused, on_trouble)
            return
        try:
            if on_done is not None:
                on_done(changes)
        except Exception as error:
            self._defect(error)
        self.changed.emit(changes)

    def ask(
        self,
        query: Callable[[Reading], T],
        on_result: Callable[[T], object],
        key: str = "",
        on_failed: Callable[[Told], object] | None = None,
    ) -> None:
        try:
            answer = self._read(query)
        except Exception as error:
            self._failed(error, on_failed, on_failed)
            return
        try:
            on_result(answer)
        except Exception as error:
            self._defect(error)

    def forget(self, key: str) -> None:
        """Nothing is ever on its way."""

    def stop(self, seconds: float = 5.0) -> bool:
        """Nothing runs."""
        return True

    def _failed(
        self,
        error: Exception,
        on_refused: Callable[[Told], object] | None,
        on_trouble: Callable[[Told], object] | None,
    ) -> None:
        told = tell(error, self._texts)
        taker = on_refused if told.kind is ToldKind.REFUSAL else on_trouble
        if told.kind is ToldKind.DEFECT:
            self.errors.append(error)
        if taker is None or told.kind is ToldKind.DEFECT:
            self.told.emit(told)
        if taker is not None:
            taker(told)

    def _defect(self, error: Exception) -> None:
        self.errors.append(error)
        self.told.emit(tell(error, self._texts))
