"""What these pages need from outside: the runner, the fleet's answers, the commands that settle. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar, cast

from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.sync_ports import SyncReading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that stays true until somebody does something about it: the text is ``sync.warning.<code>``."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How this desk stands towards the centre.

    ``online`` is ``None`` before the first round. ``reason`` is the sentence why the last round failed, empty when it
    went well. ``lease_until`` is the end of the lease (授权期).
    """

    online: bool | None = None
    is_sending: bool = False
    last_contact: datetime | None = None
    next_try: datetime | None = None
    reason: str = ""
    lease_until: datetime | None = None
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class FleetDevice:
    """One device of the hall as the centre knows it. ``unsent`` and ``oldest_unsent_at`` are what it said when it was
    last seen; ``free_mb`` 0 where it said nothing."""

    device: str
    hall: str
    kind: str
    counter: str
    desk_code: str
    is_revoked: bool
    last_seen_at: datetime | None
    lease_until: datetime | None
    held: int
    app_version: str = ""
    release: str = ""
    unsent: int = 0
    oldest_unsent_at: datetime | None = None
    needs_attention: int = 0
    blobs_waiting: int = 0
    free_mb: int = 0
    printer: str = ""
    printer_state: str = ""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The devices of the hall; ``at`` is the centre's time of the answer."""

    at: datetime
    devices: tuple[FleetDevice, ...]


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record a device held, masked."""

    record_id: str
    number: str
    item_name: str
    applicant: str
    status: str
    is_open: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldThere:
    """What a device held, as far as the centre knows; ``unsent_then`` is what it had not sent when last seen."""

    device: str
    last_seen_at: datetime | None
    unsent_then: int
    total: int
    rows: tuple[HeldRecord, ...]


class SyncHands(Protocol):
    """The runner as these pages see it. Answers come later, on the GUI thread; exactly one of the two is called."""

    def status(self) -> LinkStatus:
        """How it stands now."""
        ...

    def send_now(self) -> None:
        """Do not wait for the next try."""
        ...

    def fleet(self, done: Callable[[Fleet], object], failed: Callable[[Told], object]) -> None:
        """Ask for the devices of the hall."""
        ...

    def held(self, device: str, done: Callable[[HeldThere], object], failed: Callable[[Told], object]) -> None:
        """Ask what a device held."""
        ...

    def fetch(self, record_id: str, done: Callable[[], object], failed: Callable[[Told], object]) -> None:
        """Fetch another desk's case; audited at the centre."""
        ...


class SettleActs(Protocol):
    """The commands by which a person settles what needs attention."""

    def adopt(self, trouble_id: str, record_id: str) -> Command:
        """采用我的内容: the own text is put in as a new edit."""
        ...

    def set_aside(self, trouble_id: str, record_id: str) -> Command:
        """搁置: looked at; the own text stays as 冲突稿."""
        ...

    def settle_dispute(self, trouble_id: str, record_id: str, *, in_force: bool, reason: str) -> Command:
        """核处 a dispute: what came first stays, or the disputed facts take effect."""
        ...


def ask_sync(
    bridge: DeskBridge,
    query: Callable[[SyncReading], T],
    on_result: Callable[[T], object],
    key: str = "",
    on_failed: Callable[[Told], object] | None = None,
) -> None:
    """Ask the reader of an enrolled desk, which reads for the sync as well."""

    def asked(reading: Reading) -> T:
        return query(cast(SyncReading, reading))

    bridge.ask(asked, on_result, key, on_failed)
