"""Where the runner's thread meets these pages: whatever it says arrives on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import log_defect
from wenling_desk.ui.elsewhere import Elsewhere
from wenling_desk.ui.sync_centre.ports import Fleet, HeldThere, LinkStatus
from wenling_desk.ui.told import Told, ToldKind, tell

T = TypeVar("T")
Done = Callable[[T], object]
Failed = Callable[[Exception], object]


class CentreDoors(Protocol):
    """What may be asked of the centre; the answer comes on any thread, as a value or as the error that says why not."""

    def fleet(self, done: Done[Fleet], failed: Failed) -> None:
        """The devices of the hall."""
        ...

    def held(self, device: str, done: Done[HeldThere], failed: Failed) -> None:
        """What a device held."""
        ...

    def fetch(self, record_id: str, done: Done[object], failed: Failed) -> None:
        """Another desk's case; kept before the answer comes."""
        ...

    def duplicates(self, number: str, items: tuple[str, ...], done: Done[Elsewhere], failed: Failed) -> None:
        """Open cases of a person in any hall."""
        ...

    def send_now(self) -> None:
        """Wake the runner."""
        ...


@dataclass(frozen=True, slots=True)
class Reason(Exception):  # noqa: N818 - a reason, not an error of this program
    """Why the centre did not answer, as one sentence."""

    sentence: str
    code: str = ""


class SyncLink(QObject):
    """Implements ``SyncHands``. ``show`` may be called from any thread."""

    changed = Signal()
    """The standing has changed."""
    _arrived = Signal(object)

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.doors: CentreDoors | None = None
        """Set before the first page asks."""
        self._texts = texts
        self._status = LinkStatus()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def show(self, status: LinkStatus) -> None:
        """The runner stands like this now."""
        self._arrived.emit(partial(self._take, status))

    @Slot(object)
    def _deliver(self, call: partial[object]) -> None:
        owner = getattr(call.func, "__self__", None)
        if not (isinstance(owner, QObject) and not isValid(owner)):
            call()

    def _take(self, status: LinkStatus) -> None:
        if status != self._status:
            self._status = status
            self.changed.emit()

    def status(self) -> LinkStatus:
        """See ``SyncHands``."""
        return self._status

    def send_now(self) -> None:
        """See ``SyncHands``."""
        if self.doors is not None:
            self.doors.send_now()

    def fleet(self, done: Done[Fleet], failed: Callable[[Told], object]) -> None:
        """See ``SyncHands``."""
        if self.doors is not None:
            self.doors.fleet(self._here(done), self._failing(failed))

    def held(self, device: str, done: Done[HeldThere], failed: Callable[[Told], object]) -> None:
        """See ``SyncHands``."""
        if self.doors is not None:
            self.doors.held(device, self._here(done), self._failing(failed))

    def fetch(self, record_id: str, done: Callable[[], object], failed: Callable[[Told], object]) -> None:
        """See ``SyncHands``."""
        if self.doors is not None:
            self.doors.fetch(record_id, lambda _: self._arrived.emit(partial(done)), self._failing(failed))

    def duplicates(
        self, number: str, items: tuple[str, ...], done: Done[Elsewhere], failed: Callable[[Told], object]
    ) -> None:
        """Ask which open cases of these items a person has in any hall."""
        if self.doors is not None:
            self.doors.duplicates(number, items, self._here(done), self._failing(failed))

    def _here(self, done: Done[T]) -> Done[T]:
        """Called on any thread, it calls ``done`` on the GUI thread."""
        return lambda value: self._arrived.emit(partial(done, value))

    def _failing(self, failed: Callable[[Told], object]) -> Failed:
        return lambda error: self._arrived.emit(partial(self._tell, failed, error))

    def _tell(self, failed: Callable[[Told], object], error: Exception) -> None:
        if isinstance(error, Reason):
            failed(Told(ToldKind.TROUBLE, error.code, error.sentence))
            return
        told = tell(error, self._texts)
        if told.kind is ToldKind.DEFECT:
            log_defect(error)
        failed(told)
