"""The one place where threads meet Qt: commands go to the desk thread, questions to the reader, answers come back as
calls on the GUI thread.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.told import Told, ToldKind, tell

if TYPE_CHECKING:  # the first window opens before the use cases are loaded
    from wenling_desk.use_cases.changes import Changes
    from wenling_desk.use_cases.commands import Command
    from wenling_desk.use_cases.ports import Reading

T = TypeVar("T")
FIRST, CLERK, BACKGROUND, LAST = range(4)
"""Order in the queue: answers of the same rank keep the order in which they were asked."""

_log = logging.getLogger(__name__)


def log_defect(error: BaseException) -> None:
    """Where it happened and what kind it was. Not its message: that may carry a person's data."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("defect %s\n%s", type(error).__qualname__, frames)


class Lane(QObject):
    """One thread that does one piece of work after another and brings each outcome to the GUI thread."""

    defect = Signal(object)
    """An error inside ``done`` or ``failed``, already logged."""
    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.PriorityQueue[tuple[int, int, Callable[[], partial[object]] | None]]
        self._queue = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._stopped = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # A daemon: an answer that never comes (a printer, a network share) must not keep the program alive.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object],
        rank: int = CLERK,
    ) -> bool:
        """Do ``work`` on the lane's thread, then ``done`` or ``failed`` on the GUI thread. ``False`` once stopped.
        May be called from any thread.
        """
        if self._stopped:
            return False

        def step() -> partial[object]:
            try:
                return partial(done, work())
            except Exception as error:
                return partial(failed, error)

        self._queue.put((rank, next(self._numbers), step))
        return True

    def stop(self, seconds: float = 5.0) -> bool:
        """Finish what was asked, take nothing new, deliver nothing more. Whether the thread ended in time."""
        if not self._stopped:
            self._stopped = True
            self._queue.put((LAST, next(self._numbers), None))
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (step := self._queue.get()[2]) is not None:
            outcome = step()
            if not self._stopped:
                self._arrived.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: partial[object]) -> None:
        owner = getattr(outcome.func, "__self__", None)
        if self._stopped or (isinstance(owner, QObject) and not isValid(owner)):
            return
        try:
            outcome()
        except Exception as error:
            log_defect(error)
            self.defect.emit(error)


class Bridge(QObject):
    """Commands and questions of the pages.

    A clerk's command goes before the next slice of background work. What no page takes (``on_refused`` and
    ``on_trouble`` left out, or a defect) is told by ``told``; every command that wrote something by ``changed``.
    """

    changed = Signal(object)
    """``Changes`` of a command, after its ``on_done``."""
    told = Signal(object)
    """``Told`` that no page shows itself; defects always."""

    def __init__(
        self,
        dispatch: Callable[[Command], Changes],
        read: Callable[[Callable[[Reading], Any]], Any],
        texts: Texts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._dispatch = dispatch
        self._read = read
        self._texts = texts
        self._numbers = itertools.count(1)
        self._latest: dict[str, int] = {}
        self._desk = Lane("desk", self)
        self._reader = Lane("reader", self)
        for lane in (self._desk, self._reader):
            lane.defect.connect(self._tell_defect)

    def submit(
        self,
        command: Command,
        on_done: Callable[[Changes], object] | None = None,
        on_refused: Callable[[Told], object] | None = None,
        on_trouble: Callable[[Told], object] | None = None,
        *,
        background: bool = False,
    ) -> None:
        """See ``DeskBridge``; may be called from any thread."""

        def done(changes: Changes) -> None:
            # Whatever the page makes of it, the others must hear of the change.
            try:
                _call(on_done, changes)
            finally:
                self.changed.emit(changes)

        def failed(error: BaseException) -> None:
            self._failed(error, on_refused, on_trouble)

        self._desk.run(lambda: self._dispatch(command), done, failed, BACKGROUND if background else CLERK)

    def ask(
        self,
        query: Callable[[Reading], T],
        on_result: Callable[[T], object],
        key: str = "",
        on_failed: Callable[[Told], object] | None = None,
    ) -> None:
        """See ``DeskBridge``; call it on the GUI thread."""
        number = next(self._numbers)
        if key:
            self._latest[key] = number

        def is_old() -> bool:
            return bool(key) and self._latest.get(key) != number

        def done(answer: tuple[T, ...]) -> None:
            if answer and not is_old():
                _call(on_result, answer[0])

        def failed(error: BaseException) -> None:
            if not is_old():
                self._failed(error, on_failed, on_failed)

        # An older question that still waits is not even asked.
        self._reader.run(lambda: () if is_old() else (self._read(query),), done, failed)

    def carry_out(self, work: Callable[[], T]) -> T:
        """Do background work on the desk thread, a clerk's commands first, and wait for it; for threads other than
        Qt's. Raises what it raised, and ``interrupted`` once the bridge is stopped."""
        outcome: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

        def step() -> None:
            try:
                outcome.put((work(), None))
            except BaseException as error:
                outcome.put((None, error))

        if not self._desk.run(step, _nothing, log_defect, BACKGROUND):
            raise KnownTrouble("interrupted")
        result, error = outcome.get()
        if error is not None:
            raise error
        return cast(T, result)

    def behind_clerks(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object]
    ) -> None:
        """Do background work on the desk thread, a clerk's commands first; the outcome comes to the GUI thread."""
        self._desk.run(work, done, failed, BACKGROUND)

    def announce(self, changes: Changes) -> None:
        """Tell the pages of a change no command of theirs made; from any thread."""
        self._desk.run(lambda: changes, self.changed.emit, log_defect, BACKGROUND)

    def forget(self, key: str) -> None:
        """See ``DeskBridge``."""
        self._latest.pop(key, None)

    def stop(self, seconds: float = 5.0) -> bool:
        """Finish the commands asked for, drop the questions, end both threads. Whether they ended in time."""
        self._latest.clear()
        ended = [self._desk.stop(seconds), self._reader.stop(seconds)]
        return all(ended)

    def _failed(
        self,
        error: BaseException,
        on_refused: Callable[[Told], object] | None,
        on_trouble: Callable[[Told], object] | None,
    ) -> None:
        told = tell(error, self._texts)
        taker = on_refused if told.kind is ToldKind.REFUSAL else on_trouble
        if told.kind is ToldKind.DEFECT:
            log_defect(error)
        if taker is None or told.kind is ToldKind.DEFECT:
            self.told.emit(told)
        _call(taker, told)

    def _tell_defect(self, error: BaseException) -> None:
        self.told.emit(tell(error, self._texts))


def _nothing(_: object) -> None:
    pass


def _call(taker: Callable[[T], object] | None, value: T) -> None:
    """Call a page's method unless the page is gone."""
    owner = getattr(taker, "__self__", None)
    if taker is not None and not (isinstance(owner, QObject) and not isValid(owner)):
        taker(value)
