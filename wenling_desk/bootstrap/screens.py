"""The windows, wired: what each page is given, and what happens between an act and its paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wenling_desk import bootstrap
from wenling_desk.bootstrap.archive_hands import archive_pages
from wenling_desk.bootstrap.back_room_hands import BackRoomHands, alarm_trouble
from wenling_desk.bootstrap.batch_hands import BatchHands, can_be_batch
from wenling_desk.bootstrap.bookings_hands import BookingsHands
from wenling_desk.bootstrap.clock_doubt import clock_doubt
from wenling_desk.bootstrap.cockpit_hands import CockpitHands
from wenling_desk.bootstrap.collecting_hands import CollectingHands
from wenling_desk.bootstrap.day_hands import DayHands
from wenling_desk.bootstrap.errand_hands import begin_filling
from wenling_desk.bootstrap.handover_hands import HandoverHands
from wenling_desk.bootstrap.ledgers_hands import LedgersHands
from wenling_desk.bootstrap.paper_road import PaperRoad
from wenling_desk.bootstrap.platform_hands import PlatformHands
from wenling_desk.bootstrap.progress_hands import ProgressHands
from wenling_desk.bootstrap.repairs_hands import amending, fee_rules
from wenling_desk.bootstrap.settings_hands import SettingsHands
from wenling_desk.bootstrap.sync_hands import SyncHands
from wenling_desk.catalogue.result_list import read_result_list
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui import app as screens
from wenling_desk.ui.acceptance.descriptor import acceptance_descriptor
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.consultation.page import consultation_descriptor
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.papers.page import PapersNeeds, PapersPage
from wenling_desk.ui.papers.presenter import PaperTools
from wenling_desk.ui.printing import PrinterFound, PrintRoom
from wenling_desk.ui.rating.page import rating_descriptor
from wenling_desk.ui.rating.presenter import RatingTools
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.record.tools import RecordNeeds, RecordTools
from wenling_desk.ui.settings.page import SettingsPage
from wenling_desk.ui.settings.presenter import SettingsTools
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.told import tell
from wenling_desk.ui.widgets.search_box import SearchHit
from wenling_desk.ui.workbench.page import WorkbenchNeeds, WorkbenchPage
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.mark_deemed_acceptance import MarkDeemedAcceptance
from wenling_desk.use_cases.ports import Found, Reading, WorkQuery
from wenling_desk.use_cases.queries import past_telling_wall

PREVIEW_HITS = 8
PREVIEW_CASES = 4


def wire(opened: bootstrap.OpenDesk) -> screens.OpenDesk:
    """An opened desk as the windows want it."""
    identity = opened.current.identity
    words = opened.parts.texts
    session = opened.current.session
    place = words("frame.place", hall=identity.hall_name, counter=identity.counter, clerk=session.clerk_name)
    sync = SyncHands(opened)
    progress = ProgressHands(opened, sync)
    return screens.OpenDesk(
        hall_name=identity.hall_name,
        place=place,
        practice=identity.practice,
        dispatch=sync.dispatch,
        read=partial(_read, opened),
        rasterise=rasterise,
        pages=lambda bridge, room: Wiring(opened, bridge, room, sync, progress).pages(),
        unlock=partial(bootstrap.check_password, opened.parts.home),
        close=opened.close,
        search=lambda bridge: partial(_search, opened, bridge),
        on_open=partial(_begin_day, opened, sync, progress),
        leave=sync.leave,
    )


def _read(opened: bootstrap.OpenDesk, question: Callable[[Reading], Any]) -> Any:
    with opened.store.reading() as reading:
        return question(reading)


def rasterise(pdf: bytes, dpi: int) -> list[tuple[int, int, bytes]]:
    """Pages as pixels; belongs to the one render thread."""
    from wenling_desk.receipts.raster import page_pictures

    return [(page.width, page.height, page.rgba) for page in page_pictures(pdf, dpi)]


def _search(opened: bootstrap.OpenDesk, bridge: Bridge, text: str, show: Callable[[Sequence[SearchHit]], None]) -> None:
    """Ctrl+K: cases by number, item and masked name, then items and bundles, beside what the frame itself finds."""
    frame, words = _frame_of(bridge), opened.parts.texts
    ledgers = LedgersHands(opened, bridge, _app_of(bridge).lane.run)

    def ask(reading: Reading) -> tuple[Sequence[CaseHead], Sequence[Found]]:
        cases = reading.worklist(WorkQuery(text=text, open_only=False, order="changed", limit=PREVIEW_CASES)).rows
        return cases, opened.parts.search.search(text, PREVIEW_HITS)

    def hits(found: tuple[Sequence[CaseHead], Sequence[Found]]) -> None:
        cases, entries = found
        show(
            [
                *ledgers.hits(frame, text),
                *(
                    SearchHit(
                        words("frame.hit.case"),
                        f"{head.item_name} {head.applicant}".strip(),
                        partial(ledgers.opener(frame), head.record_id),
                        f"{head.number} {words(f'case.status.{head.status}')}".strip(),
                    )
                    for head in cases
                ),
                *(
                    SearchHit(
                        words(f"cli.kind.{hit.kind}"),
                        hit.name,
                        partial(frame.go, "acceptance", code=hit.code, is_bundle=hit.kind == "bundle"),
                        hit.code,
                    )
                    for hit in entries
                ),
            ]
        )

    bridge.ask(ask, hits, "palette")


def _app_of(bridge: Bridge) -> screens.DeskApp:
    owner = bridge.parent()
    assert isinstance(owner, screens.DeskApp)
    return owner


def _frame_of(bridge: Bridge) -> Frame:
    main = _app_of(bridge).main
    assert main is not None
    return main


def _begin_day(
    opened: bootstrap.OpenDesk, sync: SyncHands, progress: ProgressHands, bridge: Bridge, main: MainWindow
) -> None:
    """What the desk does by itself once it is open: warm up press and search, state what the law deems accepted."""
    desk = opened.current

    def mark(records: Sequence[str]) -> None:
        for record_id in records:
            command = MarkDeemedAcceptance(command_id=desk.ids.new_id(), record_id=record_id)
            bridge.submit(command, background=True)

    def doubt(found: KnownTrouble | None) -> None:
        if found is not None:
            main.tell_told(tell(found, opened.parts.texts))

    StatusKeeper(
        bridge,
        main,
        opened.parts.texts,
        lambda: opened.current.session.clerk,
        sync.glance(),
        lambda: opened.store.journal_trouble is not None,
    )
    sync.begin(bridge, main)
    HandoverHands(opened).begin(main)
    PlatformHands(opened, bridge, _app_of(bridge).lane.run).begin(main)
    BookingsHands(opened, bridge, _app_of(bridge).lane.run).begin(main)
    bridge.ask(lambda reading: past_telling_wall(reading, desk.today()), mark, "telling_wall")
    bridge.ask(lambda _: clock_doubt(opened), doubt, "clock")
    bridge.ask(lambda _: alarm_trouble(), doubt, "alarm_rules")
    bridge.ask(lambda _: CockpitHands(opened, bridge, _app_of(bridge).lane.run).trouble(), doubt, "cockpit_layout")
    bridge.ask(lambda _: opened.store.journal_trouble, doubt, "journal")
    bridge.ask(lambda _: opened.parts.press.warm_up(), lambda _: None, "warm_up")
    bridge.ask(lambda _: opened.parts.search.warm_up(), lambda _: None, "warm_up_search")
    progress.warm_up(bridge)
    DayHands(opened, bridge, sync).begin(main)
    begin_filling(opened, bridge)


@dataclass
class Wiring:
    """The pages of this build."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    room: PrintRoom
    sync: SyncHands
    progress: ProgressHands

    @property
    def road(self) -> PaperRoad:
        """Where papers go from their acts."""
        return PaperRoad(self.opened, self.bridge, self.room)

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    @property
    def texts(self) -> Texts:
        """The texts."""
        return self.opened.parts.texts

    def pages(self) -> list[PageDescriptor]:
        """In the order of the rail; the first is the home."""
        return [
            PageDescriptor("workbench", "workbench.title", self._workbench, words=("gongzuotai", "gzt")),
            acceptance_descriptor(self.counter_tools()),
            consultation_descriptor(self.counter_tools()),
            self.progress.page(self.bridge, self.road.print_papers),
            *CollectingHands(self.opened, self.progress.index).pages(self.bridge, self.road.print_papers),
            *HandoverHands(self.opened).pages(self.bridge, self.road.print_papers),
            PageDescriptor("record", "record.title", self._record, in_rail=False),
            *BookingsHands(self.opened, self.bridge, _app_of(self.bridge).lane.run).pages(),
            *BatchHands(self.counter_tools(), _app_of(self.bridge).lane.run, self.progress.index).pages(),
            *self._platform().pages(),
            *archive_pages(self.opened, self.bridge, _app_of(self.bridge).lane.run, self.road.print_papers),
            *self._ledgers().pages(self.road.print_papers, self.clerk_name),
            PageDescriptor("papers", "paper_desk.title", self._papers, words=("wenshu", "ws", "daying")),
            *DayHands(self.opened, self.bridge, self.sync).pages(self.room, self.road.print_papers, self.clerk_name),
            *self._back_room().pages(self.road.print_papers),
            *self._cockpit().pages(self.room, self.road.print_papers, self.clerk_name, self._ledgers().opener),
            rating_descriptor(lambda _: RatingTools(self.bridge, self.desk, self.texts)),
            *self.sync.pages(self.bridge, self.clerk_name),
            PageDescriptor("settings", "settings.title", self._settings, group=1, words=("shezhi", "sz")),
        ]

    def _back_room(self) -> BackRoomHands:
        return BackRoomHands(self.opened, self.bridge, _app_of(self.bridge).lane.run)

    def _ledgers(self) -> LedgersHands:
        return LedgersHands(self.opened, self.bridge, _app_of(self.bridge).lane.run)

    def _cockpit(self) -> CockpitHands:
        return CockpitHands(self.opened, self.bridge, _app_of(self.bridge).lane.run)

    def _platform(self) -> PlatformHands:
        return PlatformHands(self.opened, self.bridge, _app_of(self.bridge).lane.run)

    def counter_tools(self) -> CounterTools:
        """What acceptance and consultation are given."""
        return CounterTools(
            bridge=self.bridge,
            desk=self.desk,
            search=self.opened.parts.search,
            texts=self.texts,
            print_papers=self.road.print_papers,
            show_pages=self.room.preview,
            subject_key=self.subject_key,
            by_roster=can_be_batch,
            to_batch=lambda sheet, draft_id: _frame_of(self.bridge).go("batch", sheet=sheet, draft_id=draft_id),
            ask_elsewhere=self.sync.ask_elsewhere(self.bridge),
        )

    def subject_key(self, number: str) -> str:
        """The store's keyed hash of an identity number."""
        return self.opened.store.subject_key(number)

    def _workbench(self, frame: Frame) -> WorkbenchPage:
        tools = WorkbenchTools(self.bridge, self.desk, self.texts, self.clerk_name, self.sync.marks())
        return WorkbenchPage(
            frame,
            WorkbenchNeeds(
                tools,
                open_record=self._ledgers().opener(frame),
                restore_draft=lambda draft_id: _go(frame, "acceptance", draft_id=draft_id),
                open_papers=lambda number: _go(frame, "papers", number=number),
                late_numbers=self._platform().late_numbers_of(frame),
                open_elsewhere=lambda record_id, known: _go(frame, "record", record_id=record_id, known=known),
                reminders=self._back_room().reminders(tools, self._ledgers().opener(frame)),
            ),
        )

    def _record(self, frame: Frame) -> RecordPage:
        back_room = self._back_room()
        tools = RecordTools(
            self.bridge,
            self.desk,
            self.texts,
            self.road.print_papers,
            read_result_list,
            self.clerk_name,
            back_room.rules(),
            fee_rules=fee_rules(),
        )
        return RecordPage(
            frame,
            RecordNeeds(
                tools,
                open_papers=lambda number: _go(frame, "papers", number=number),
                reprint=lambda number: _go(frame, "papers", number=number, act="print"),
                another=lambda record_id: _go(frame, "acceptance", same_person=record_id),
                open_draft=lambda draft_id: _go(frame, "acceptance", draft_id=draft_id),
                tray=back_room.tray(),
                band=self.sync.band(self.bridge),
            ),
        )

    def _papers(self, frame: Frame) -> PapersPage:
        tools = PaperTools(
            self.bridge,
            self.desk,
            self.texts,
            self.road.print_pdf,
            self.room.preview,
            self.opened.parts.press.stamp_reprint,
            self.road.print_papers,
        )
        return PapersPage(
            frame,
            PapersNeeds(
                tools,
                printers=self._printers,
                own_printer=lambda: self.opened.settings.printer_name,
                open_record=self._ledgers().opener(frame),
                amend=amending(frame),
            ),
        )

    def _settings(self, frame: Frame) -> SettingsPage:
        hands = SettingsHands(self.opened)
        app = _app_of(self.bridge)
        return SettingsPage(
            frame,
            SettingsTools(
                desk=self.desk,
                texts=self.texts,
                run=app.lane.run,
                settings=hands.settings,
                save=hands.save,
                paper_kinds=hands.paper_kinds(),
                printers=self._printers,
                set_large_type=app.set_large_type,
                database=hands.database,
                back_up=hands.back_up,
                change_password=hands.change_password,
                new_recovery_code=hands.new_recovery_code,
                may=hands.may,
            ),
        )

    def clerk_name(self, clerk: str) -> str:
        """The name of a clerk's number; the number where it is somebody else's."""
        session = self.desk().session
        return session.clerk_name if clerk == session.clerk else clerk

    def _printers(self, show: Callable[[Sequence[tuple[str, str]]], None]) -> None:
        def found(printers: Sequence[PrinterFound]) -> None:
            show([(printer.name, printer.label) for printer in printers])

        self.room.printers(found)


def _go(frame: Frame, page_id: str, **arguments: object) -> None:
    frame.go(page_id, **arguments)
