"""The sync of an enrolled desk as the windows have it: one runner a desk, its pages, badges and warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from wenling_desk import bootstrap
from wenling_desk.bootstrap.elsewhere_hands import ask_over
from wenling_desk.bootstrap.enrolment import enrolment_of
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.record import PUT_IN_FORCE
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.elsewhere import AskElsewhere, ask_nobody
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.record.band import RecordBand
from wenling_desk.ui.status_keeper import SyncGlance
from wenling_desk.ui.sync_centre.fleet_page import FleetPage
from wenling_desk.ui.sync_centre.fleet_presenter import FleetTools
from wenling_desk.ui.sync_centre.link import SyncLink
from wenling_desk.ui.sync_centre.link_chip import LinkChip
from wenling_desk.ui.sync_centre.page import SyncNeeds, SyncPage
from wenling_desk.ui.sync_centre.presenter import SyncTools
from wenling_desk.ui.sync_centre.record_band import SyncBand
from wenling_desk.ui.sync_centre.record_standing import Scan, StandingTools
from wenling_desk.ui.sync_centre.state_words import read_marks
from wenling_desk.ui.workbench.presenter import ReadMarks
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import LET_STAND, SettleDispute
from wenling_desk.use_cases.sync_ports import SyncReading

if TYPE_CHECKING:
    from wenling_desk.bootstrap.syncing import SyncParts

KEY = "Ctrl+Y"


@dataclass(frozen=True, slots=True)
class SettleCommands:
    """``SettleActs``: the commands, each with a new id."""

    new_id: Callable[[], str]

    def adopt(self, trouble_id: str, record_id: str) -> Command:
        """采用我的内容."""
        return AdoptLosingText(command_id=self.new_id(), record_id=record_id, trouble_id=trouble_id)

    def set_aside(self, trouble_id: str, record_id: str) -> Command:
        """搁置."""
        return SetAside(command_id=self.new_id(), record_id=record_id, trouble_id=trouble_id)

    def settle_dispute(self, trouble_id: str, record_id: str, *, in_force: bool, reason: str) -> Command:
        """核处."""
        outcome = PUT_IN_FORCE if in_force else LET_STAND
        return SettleDispute(
            command_id=self.new_id(), record_id=record_id, dispute=trouble_id, outcome=outcome, reason=reason
        )


@dataclass
class SyncHands:
    """The sync of one open desk. On a stand-alone and on a practice desk nothing is started, and nothing is shown."""

    opened: bootstrap.OpenDesk
    _link: SyncLink | None = field(default=None, repr=False)
    _parts: SyncParts | None = field(default=None, repr=False)
    _is_started: bool = False

    def __post_init__(self) -> None:
        self.enrolment = enrolment_of(self.opened)

    def dispatch(self, command: Command) -> Changes:
        """Carry a command out; what it wrote is sent soon."""
        changes = self.opened.dispatcher.dispatch(command)
        if self._parts is not None:
            self._parts.runner.local_work()
        return changes

    def leave(self) -> None:
        """The thread ends before the bridge it works through."""
        if self._parts is not None:
            self._parts.stop()

    def link(self, bridge: Bridge) -> SyncLink:
        """The one link of the desk; made with the first window."""
        if self._link is None:
            self._link = SyncLink(self.opened.parts.texts, bridge)
            if self.enrolment is not None:
                # The line and its library are loaded for a desk that has somebody to talk to.
                from wenling_desk.bootstrap.sync_doors import open_doors

                self._parts = open_doors(self.opened, self.enrolment, bridge, self._link)
        return self._link

    # -- what the windows show -------------------------------------------------------------------

    def pages(self, bridge: Bridge, clerk_name: Callable[[str], str]) -> list[PageDescriptor]:
        """同步, and 设备 for who may see them."""
        if self.enrolment is None:
            return []
        link, texts = self.link(bridge), self.opened.parts.texts
        settle = SettleCommands(self.opened.parts.ids.new_id)
        tools = SyncTools(bridge, lambda: self.opened.current, texts, link, settle, clerk_name)

        def sync(frame: Frame) -> SyncPage:
            page = SyncPage(frame, SyncNeeds(tools, lambda record_id: _go(frame, record_id)))
            link.changed.connect(page.on_link)
            return page

        pages = [PageDescriptor("sync", "sync.title", sync, group=1, keys=(KEY,), words=("tongbu", "tb"))]
        if self._may("see_fleet"):
            fleet = FleetTools(lambda: self.opened.current, texts, link)
            pages.append(
                PageDescriptor(
                    "fleet", "sync.fleet.title", lambda frame: FleetPage(frame, fleet), group=1, words=("shebei",)
                )
            )
        return pages

    def ask_elsewhere(self, bridge: Bridge) -> AskElsewhere:
        """What the acceptance page asks of other halls."""
        return ask_over(self.link(bridge)) if self.enrolment is not None else ask_nobody

    def marks(self) -> ReadMarks | None:
        """The badges of the worklist."""
        return read_marks if self.enrolment is not None else None

    def glance(self) -> SyncGlance | None:
        """What the status line asks."""
        if self.enrolment is None:
            return None
        return SyncGlance(
            lambda reading: cast(SyncReading, reading).unsent(),
            lambda reading: len(cast(SyncReading, reading).troubles()),
            lambda: self.opened.current.today(),
        )

    def band(self, bridge: Bridge) -> Callable[[Frame], RecordBand] | None:
        """The line of the record page."""
        if self.enrolment is None:
            return None
        link, new_id = self.link(bridge), self.opened.parts.ids.new_id

        def attach(scan: Scan) -> Command:
            return AttachScan(command_id=new_id(), record_id=scan.record_id, data=scan.data, media_type=scan.media_type)

        def make(frame: Frame) -> RecordBand:
            tools = StandingTools(
                bridge=bridge,
                desk=lambda: self.opened.current,
                texts=self.opened.parts.texts,
                hands=link,
                attach=attach,
                open_record=lambda record_id: _go(frame, record_id),
                open_sync=lambda number: _go_sync(frame, number),
            )
            return SyncBand(frame, tools)

        return make

    def begin(self, bridge: Bridge, main: MainWindow) -> None:
        """The window is open: show the link, start the thread once."""
        if self.enrolment is None:
            return
        LinkChip(self.link(bridge), main)
        if not self._is_started and self._parts is not None:
            self._is_started = True
            self._parts.runner.start()

    def _may(self, act: str) -> bool:
        try:
            self.opened.current.role_for(act)
        except DeskRefusal:
            return False
        return True


def _go(frame: Frame, record_id: str) -> None:
    frame.go("record", record_id=record_id)


def _go_sync(frame: Frame, number: str) -> None:
    frame.go("sync", number=number)
