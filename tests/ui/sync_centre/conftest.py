"""The sync centre and the fleet in the real frame, over a counter in memory and a centre that answers from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.support.headless_bridge import HeadlessBridge
from tests.support.memory_store import MemoryReading
from tests.ui.record.counter import CLERK, MONDAY, Counter
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.facts import Fact
from wenling_desk.store import canonical
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.sync_centre.fleet_page import FleetPage
from wenling_desk.ui.sync_centre.fleet_presenter import FleetTools
from wenling_desk.ui.sync_centre.page import SyncNeeds, SyncPage
from wenling_desk.ui.sync_centre.ports import (
    Fleet,
    FleetDevice,
    HeldRecord,
    HeldThere,
    LinkStatus,
)
from wenling_desk.ui.sync_centre.presenter import SyncTools
from wenling_desk.ui.told import Told, tell
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.sync_ports import (
    NEEDS_ATTENTION,
    STATES,
    BlobWaiting,
    LedgerLine,
    LedgerOp,
    RecordSync,
    RecordSyncPage,
    Replica,
    Trouble,
    Unsent,
)

NAMES = {"c001": "陈晓", "c002": "李云", "l001": "林岚"}
AWAY = KnownTrouble("centre_away")


@dataclass
class Standing:
    """What the store would say of the sync."""

    rows: list[RecordSync] = field(default_factory=list)
    open_troubles: list[Trouble] = field(default_factory=list)
    blobs: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    waiting: list[BlobWaiting] = field(default_factory=list)
    unsent_ops: dict[str, int] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)


class SyncedReading(MemoryReading):
    """The memory store's reading, with a standing beside it."""

    def __init__(self, counter: Counter, standing: Standing) -> None:
        super().__init__(counter.store.shelves)
        self._standing = standing

    def record_syncs(self, text: str, states: Sequence[str], limit: int, offset: int) -> RecordSyncPage:
        order = (NEEDS_ATTENTION, *STATES[:3])
        found = [
            row
            for row in self._standing.rows
            if row.state in states and any(text in each for each in (row.number, row.title, row.applicant))
        ]
        found.sort(key=lambda row: (order.index(row.state), row.oldest_at))
        return RecordSyncPage(tuple(found[offset : offset + limit]), len(found))

    def unsent(self, clerk: str = "") -> Unsent:
        rows = [row for row in self._standing.rows if row.state == "queued" and clerk in ("", row.clerk)]
        oldest = min((row.oldest_at for row in rows), default=None)
        return Unsent(len(rows), sum(row.entries for row in rows), self._standing.blobs, oldest)

    def troubles(self, record_id: str = "", *, open_only: bool = True) -> tuple[Trouble, ...]:
        return tuple(
            each
            for each in self._standing.open_troubles
            if record_id in ("", each.record_id) and (each.settled_at is None or not open_only)
        )

    def record_sync(self, record_id: str) -> str:
        return next((row.state for row in self._standing.rows if row.record_id == record_id), "")

    def holds_record(self, record_id: str) -> bool:
        return record_id not in self._standing.elsewhere

    def blobs_waiting(self, limit: int) -> tuple[BlobWaiting, ...]:
        return tuple(self._standing.waiting[:limit])

    def op_of(self, op_id: str) -> LedgerOp | None:
        first = self._standing.unsent_ops.get(op_id)
        return LedgerOp(op_id, first, (LedgerLine("e", "fact", "", b""),), b"") if first is not None else None

    def replica(self) -> Replica:
        return Replica(1, "K7QX", 20, 10, "life", 3, {})

    def scans_missing(self, record_id: str) -> int:
        return self._standing.missing.get(record_id, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Command):
    """What the page asked for; the handlers have tests of their own."""

    act: str
    trouble_id: str
    record_id: str
    reason: str = ""


class WatchedSettling:
    """``SettleActs`` that makes commands to be looked at."""

    def adopt(self, trouble_id: str, record_id: str) -> Command:
        return Settled(command_id="1", act="adopt", trouble_id=trouble_id, record_id=record_id)

    def set_aside(self, trouble_id: str, record_id: str) -> Command:
        return Settled(command_id="2", act="set_aside", trouble_id=trouble_id, record_id=record_id)

    def settle_dispute(self, trouble_id: str, record_id: str, *, in_force: bool, reason: str) -> Command:
        act = "put_in_force" if in_force else "uphold"
        return Settled(command_id="3", act=act, trouble_id=trouble_id, record_id=record_id, reason=reason)


@dataclass
class Centre:
    """``SyncHands``: answers at once from what it was given; ``away`` fails every question."""

    counter: Counter
    now: LinkStatus = field(
        default_factory=lambda: LinkStatus(True, False, MONDAY - timedelta(minutes=1), MONDAY + timedelta(seconds=29))
    )
    devices: tuple[FleetDevice, ...] = ()
    holdings: dict[str, HeldThere] = field(default_factory=dict)
    away: bool = False
    sent: int = 0
    fetched: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def status(self) -> LinkStatus:
        return self.now

    def send_now(self) -> None:
        self.sent += 1
        self.now = replace(self.now, is_sending=True)

    def fleet(self, done: Callable[[Fleet], object], failed: Callable[[Told], object]) -> None:
        if self.away:
            failed(tell(AWAY, self.counter.texts))
        else:
            done(Fleet(self.counter.clock.now(), self.devices))

    def held(self, device: str, done: Callable[[HeldThere], object], failed: Callable[[Told], object]) -> None:
        self.asked.append(device)
        if self.away:
            failed(tell(AWAY, self.counter.texts))
        else:
            done(self.holdings.get(device, HeldThere(device, None, 0, 0, ())))

    def fetch(self, record_id: str, done: Callable[[], object], failed: Callable[[Told], object]) -> None:
        self.fetched.append(record_id)
        if self.away:
            failed(tell(AWAY, self.counter.texts))
        else:
            done()


class SyncCounter(Counter):
    """A counter whose desk is enrolled."""

    def __init__(self, session: Any = CLERK) -> None:
        super().__init__(session)
        self.standing = Standing()
        self.settled: list[Settled] = []
        self.looks: list[Command] = []
        self.centre = Centre(self)

        def read(question: Callable[[Any], Any]) -> Any:
            return question(SyncedReading(self, self.standing))

        def dispatch(command: Command) -> Changes:
            if isinstance(command, Settled):
                self.settled.append(command)
                self.standing.open_troubles = [
                    each for each in self.standing.open_troubles if each.trouble_id != command.trouble_id
                ]
                return Changes(records=frozenset({command.record_id}))
            self.looks.append(command)
            return self.dispatcher.dispatch(command)

        self.sync_bridge = HeadlessBridge(dispatch, read, self.texts)

    def tools(self) -> SyncTools:
        return SyncTools(
            bridge=self.sync_bridge,
            desk=self.get_desk,
            texts=self.texts,
            hands=self.centre,
            settle=WatchedSettling(),
            clerk_name=lambda clerk: NAMES.get(clerk, clerk),
        )

    def stands(self, record_id: str, state: str, **more: Any) -> RecordSync:
        """A record as the store would list it."""
        plain = RecordSync(
            record_id=record_id,
            record_kind="acceptance",
            state=state,
            number=f"331081-26-K7QX-{len(self.standing.rows):06d}-C",
            title="补领婚姻登记证",
            applicant="林**",
            clerk="c001",
            entries=2,
            oldest_at=self.clock.now() - timedelta(minutes=len(self.standing.rows)),
        )
        row = replace(plain, **more)
        self.standing.rows.append(row)
        return row

    def trouble(self, record_id: str, code: str, **more: Any) -> Trouble:
        """Something to look at."""
        plain = Trouble(f"t-{code}", code, record_id, "op1", code, self.clock.now())
        trouble = replace(plain, **more)
        self.standing.open_troubles.append(trouble)
        return trouble

    def moved_to(self, record_id: str, fact: Fact) -> tuple[Fact, bytes]:
        """The same fact of another record."""
        moved = replace(fact, record_id=record_id)
        return moved, canonical.fact_to_bytes(moved)

    def add_fact(self, record_id: str, fact_id: str, kind: str, body: dict[str, Any], **more: Any) -> Fact:
        """A fact of the record, as the centre sent it."""
        plain = Fact(
            fact_id=fact_id,
            record_kind="acceptance",
            record_id=record_id,
            kind=kind,
            at=self.clock.now(),
            clerk="c002",
            role="clerk",
            counter="5 号综合窗口",
            device="device-2",
            command_id=f"command of {fact_id}",
            catalogue_release="2026.11",
            body=body,
        )
        fact = replace(plain, **more)
        self.store.shelves.facts.append((fact, canonical.fact_to_bytes(fact)))
        return fact


class HomePage(Page):
    """Somewhere else to go."""

    def title(self) -> str:
        return "home"


@dataclass
class Stage:
    """A window with the sync centre on top, and where it sent the clerk."""

    counter: SyncCounter
    window: MainWindow
    records: list[str]

    @property
    def page(self) -> SyncPage:
        page = self.window.current_page()
        assert isinstance(page, SyncPage)
        return page

    @property
    def fleet(self) -> FleetPage:
        page = self.window.current_page()
        assert isinstance(page, FleetPage)
        return page

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


@pytest.fixture
def counter() -> SyncCounter:
    return SyncCounter()


@pytest.fixture
def stage(counter: SyncCounter, kit: Kit, qtbot: Any) -> Stage:
    return make_stage(counter, kit, qtbot)


def make_stage(counter: SyncCounter, kit: Kit, qtbot: Any, page: str = "sync") -> Stage:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    records: list[str] = []
    needs = SyncNeeds(counter.tools(), records.append)
    fleet = FleetTools(counter.get_desk, counter.texts, counter.centre)
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
            PageDescriptor("sync", "sync.title", lambda frame: SyncPage(frame, needs), keys=("Ctrl+Y",)),
            PageDescriptor("fleet", "sync.fleet.title", lambda frame: FleetPage(frame, fleet)),
        ),
        counter.clock,
    )
    counter.sync_bridge.changed.connect(window.on_changes)
    window.go("home")
    window.go(page)
    bring_up(qtbot, window)
    return Stage(counter, window, records)


def device(name: str, counter: str, seen: datetime | None, **more: Any) -> FleetDevice:
    """A device of the hall."""
    plain = FleetDevice(
        device=name,
        hall="CD",
        kind="counter",
        counter=counter,
        desk_code="K7QX",
        is_revoked=False,
        last_seen_at=seen,
        lease_until=MONDAY + timedelta(hours=72),
        held=12,
        app_version="0.4.0",
        free_mb=48_000,
        printer="HP M404",
        printer_state="就绪",
    )
    return replace(plain, **more)


def held_record(number: int, status: str = "accepted") -> HeldRecord:
    """A record a device held."""
    return HeldRecord(f"h{number}", f"331081-26-M2RT-{number:06d}-3", "食品经营许可核发", "周**", status, True, MONDAY)
