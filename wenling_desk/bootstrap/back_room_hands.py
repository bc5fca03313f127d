"""后台, result lists and alarms, wired: the rules of the hall, where scans come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from wenling_desk import bootstrap, resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.catalogue.result_list import read_result_list
from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.back_room.page import BackRoomNeeds, back_room_descriptor
from wenling_desk.ui.back_room.presenter import BackRoomTools
from wenling_desk.ui.back_room.results_page import ResultsNeeds, results_descriptor
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.record.scan_field import ask_for_scan
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.record.tools import RecordTools
from wenling_desk.ui.told import Run
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.ui.workbench.reminders import Reminders
from wenling_desk.use_cases.desk import Desk

SCAN_FOLDER = "scan_folder"


@cache
def alarm_rules() -> AlarmRules:
    """``resources/counter/alarms.yaml`` with the hall's hours, read once. Raises ``KnownTrouble``."""
    hours = read_handover_rules(resources.path("counter", "handover.yaml")).hours
    return read_alarm_rules(resources.path("counter", "alarms.yaml"), hours)


def alarm_trouble() -> KnownTrouble | None:
    """What is wrong with the hall's rules; ``None`` where nothing is."""
    try:
        alarm_rules()
    except KnownTrouble as trouble:
        return trouble
    return None


@dataclass
class BackRoomHands:
    """What the windows need. Its files broken, the desk works without alarms and says so."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    run: Run

    def __post_init__(self) -> None:
        self._folder: str | None = None

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    @property
    def texts(self) -> Texts:
        """The texts."""
        return self.opened.parts.texts

    def pages(self, print_papers: Callable[[Sequence[str]], None]) -> list[PageDescriptor]:
        """后台, and the page of result lists."""

        def back_room(frame: Frame) -> BackRoomNeeds:
            def open_record(record_id: str, act: str, member: str) -> None:
                frame.go("record", record_id=record_id, act=act, member=member)

            tools = BackRoomTools(self.bridge, self.desk, self.texts, self.tray())
            return BackRoomNeeds(tools, open_record, open_list=lambda: _go(frame, "result_list"))

        def results(_frame: Frame) -> ResultsNeeds:
            return ResultsNeeds(RecordTools(self.bridge, self.desk, self.texts, print_papers, read_result_list))

        return [back_room_descriptor(back_room), results_descriptor(results)]

    def rules(self) -> AlarmRules | None:
        """When alarms ring; ``None`` where the files are broken."""
        try:
            return alarm_rules()
        except KnownTrouble:
            return None

    def reminders(self, tools: WorkbenchTools, open_record: Callable[[str], None]) -> Callable[[Kit], Reminders] | None:
        """What makes the list on the workbench; ``None`` where the files are broken."""
        rules = self.rules()
        return partial(_reminders, tools, rules, open_record) if rules is not None else None

    def tray(self) -> ScanTray:
        """Where scans come from: the folder used last."""
        ask = partial(ask_for_scan, self.texts)
        return ScanTray(self._scan_folder, self._keep_folder, ask, lambda: self.desk().now())

    def _scan_folder(self) -> str:
        if self._folder is None:
            self._folder = self.opened.store.note(SCAN_FOLDER)
        return self._folder

    def _keep_folder(self, folder: str) -> None:
        if folder != self._folder:
            self._folder = folder
            keep = partial(self.opened.store.keep_note, SCAN_FOLDER, folder)
            self.run(keep, lambda _: None, lambda _: None)


def _reminders(tools: WorkbenchTools, rules: AlarmRules, open_record: Callable[[str], None], kit: Kit) -> Reminders:
    return Reminders(kit, tools, rules, open_record)


def _go(frame: Frame, page_id: str) -> None:
    frame.go(page_id)
