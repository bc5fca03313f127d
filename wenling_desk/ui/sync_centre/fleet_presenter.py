"""The fleet without its widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day, short_moment
from wenling_desk.ui.sync_centre.ports import Fleet, FleetDevice, HeldThere, SyncHands
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.desk import Desk

SILENT_HOURS = 24
"""Hours after which a device that was not seen stands on top."""
SILENT_DAYS = 3
"""From so many days on its silence is told in days, and late."""
LITTLE_DISK_MB = 2048


@dataclass(frozen=True, slots=True)
class FleetTools:
    """The hands of the fleet page; ``desk`` is asked each time."""

    desk: Callable[[], Desk]
    texts: Texts
    hands: SyncHands


@dataclass(frozen=True, slots=True)
class FleetLine:
    """A device in words. ``state`` is word and tone of when it was last seen."""

    device: str
    state: tuple[str, str]
    counter: str
    code: str
    seen: str
    unsent: str
    version: str
    printer: str
    disk: str
    lease: str


@dataclass(frozen=True, slots=True)
class FleetView:
    """The list, and one sentence about when the centre said so. ``is_old``: the centre does not answer now."""

    lines: tuple[FleetLine, ...]
    said: str
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A record a device held."""

    record_id: str
    number: str
    item: str
    applicant: str
    status: str


@dataclass(frozen=True, slots=True)
class HeldView:
    """What a device held, in words."""

    heading: str
    said: str
    lines: tuple[HeldLine, ...]
    remark: str


class FleetPresenter:
    """Asks the centre, and keeps its last answer for when it cannot be asked."""

    def __init__(self, tools: FleetTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._last: Fleet | None = None
        self._asked = 0

    def read(self, on_read: Callable[[FleetView], None]) -> None:
        """The devices now; offline the last answer with its time."""

        def done(fleet: Fleet) -> None:
            self._last = fleet
            moment = short_moment(self._texts, fleet.at, self._tools.desk().today())
            on_read(self._view(self._texts("sync.fleet.asked", moment=moment)))

        def failed(told: Told) -> None:
            on_read(self._old_view(told))

        self._tools.hands.fleet(done, failed)

    def held(self, device: str, on_read: Callable[[HeldView], None], on_failed: Callable[[Told], None]) -> None:
        """What a device held; of several questions only the last is shown."""
        self._asked += 1
        asked = self._asked

        def done(held: HeldThere) -> None:
            if asked == self._asked:
                on_read(self._held_view(held))

        def failed(told: Told) -> None:
            if asked == self._asked:
                on_failed(told)

        self._tools.hands.held(device, done, failed)

    def forget(self) -> None:
        """Answers still on their way are for nobody any more."""
        self._asked += 1

    def name_of(self, device: str) -> str:
        """How a device is called."""
        devices = self._last.devices if self._last is not None else ()
        return next((self._name(known) for known in devices if known.device == device), device)

    def _old_view(self, told: Told) -> FleetView:
        if self._last is None:
            none = self._texts("sync.fleet.offline_none")
            return FleetView((), self._texts("sync.joined_wide").join((told.sentence, none)), is_old=True)
        moment = short_moment(self._texts, self._last.at, self._tools.desk().today())
        return self._view(self._texts("sync.fleet.offline_last", moment=moment), is_old=True)

    def _view(self, said: str, *, is_old: bool = False) -> FleetView:
        assert self._last is not None
        now = self._last.at
        ordered = sorted(self._last.devices, key=lambda device: _place(device, now))
        return FleetView(tuple(self._line(device, now) for device in ordered), said, is_old)

    def _line(self, device: FleetDevice, now: datetime) -> FleetLine:
        texts, today = self._texts, self._tools.desk().today()
        seen, oldest = device.last_seen_at, device.oldest_unsent_at
        unsent = texts("sync.fleet.nothing_unsent")
        if device.unsent:
            moment = short_moment(texts, oldest, today) if oldest is not None else ""
            key = "sync.fleet.oldest" if moment else "sync.count"
            unsent = texts(key, count=device.unsent, moment=moment)
        return FleetLine(
            device=device.device,
            state=self._state(device, now),
            counter=self._name(device),
            code=device.desk_code,
            seen=short_moment(texts, seen, today) if seen is not None else "",
            unsent=unsent,
            version=device.app_version,
            printer=texts("sync.joined_wide").join(part for part in (device.printer, device.printer_state) if part),
            disk=texts("sync.fleet.disk", size=f"{device.free_mb / 1024:.0f}") if device.free_mb else "",
            lease=short_day(texts, device.lease_until.date(), today) if device.lease_until is not None else "",
        )

    def _name(self, device: FleetDevice) -> str:
        kind = self._texts("sync.fleet.laptop" if device.kind == "laptop" else "sync.fleet.counter")
        return device.counter or kind

    def _state(self, device: FleetDevice, now: datetime) -> tuple[str, str]:
        if device.is_revoked:
            return self._texts("sync.fleet.revoked"), "quiet"
        if device.last_seen_at is None:
            return self._texts("sync.fleet.never_seen"), "soon"
        silence = now - device.last_seen_at
        if silence >= timedelta(days=SILENT_DAYS):
            return self._texts("sync.fleet.silent_days", days=silence.days), "late"
        if silence >= timedelta(hours=SILENT_HOURS):
            return self._texts("sync.fleet.silent", hours=int(silence.total_seconds() // 3600)), "soon"
        return self._texts("sync.fleet.seen"), "good"

    def _held_view(self, held: HeldThere) -> HeldView:
        texts, today = self._texts, self._tools.desk().today()
        moment = short_moment(texts, held.last_seen_at, today) if held.last_seen_at is not None else ""
        if not moment:
            said = texts("sync.fleet.never_seen")
        elif held.unsent_then:
            said = texts("sync.fleet.held_unsent", moment=moment, count=held.unsent_then)
        else:
            said = texts("sync.fleet.held_all_sent", moment=moment)
        key = "sync.count" if len(held.rows) == held.total else "sync.fleet.held_count"
        return HeldView(
            heading=texts("sync.fleet.held_heading", device=self.name_of(held.device)),
            said=said,
            lines=tuple(
                HeldLine(row.record_id, row.number, row.item_name, row.applicant, self._status(row.status))
                for row in held.rows
            ),
            remark=texts(key, total=held.total, count=len(held.rows)) if held.total else "",
        )

    def _status(self, status: str) -> str:
        key = f"case.status.{status}"
        return self._texts(key) if self._texts.has(key) else ""


def _place(device: FleetDevice, now: datetime) -> tuple[bool, bool, datetime]:
    """Those not seen for long first, the longest silence on top; revoked ones last."""
    seen = device.last_seen_at or datetime.min.replace(tzinfo=now.tzinfo)
    is_silent = now - seen >= timedelta(hours=SILENT_HOURS) if device.last_seen_at is not None else True
    return device.is_revoked, not is_silent, seen
