"""The day and the seals, wired: their rules, the looks at the desk itself, the status line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap.back_room_hands import alarm_rules
from wenling_desk.bootstrap.clock_doubt import clock_doubt
from wenling_desk.bootstrap.settings_hands import LAST_BACKUP
from wenling_desk.bootstrap.sync_hands import SyncHands
from wenling_desk.catalogue.day_file import read_day_rules
from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.day_rules import DayRules, DeviceCheckKind
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.back_entry.watch import BackEntryWatch
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.desk_day.page import DayNeeds, day_descriptor
from wenling_desk.ui.desk_day.tools import BAD, GOOD, LOOK, DayTools, DeviceCheck, OnChecks
from wenling_desk.ui.desk_day.watch import DayWatch
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.printing import PrinterFound, PrintRoom
from wenling_desk.ui.seals.page import seals_descriptor
from wenling_desk.ui.seals.presenter import SealTools
from wenling_desk.ui.status_keeper import StatusKeeper
from wenling_desk.ui.told import tell
from wenling_desk.use_cases.desk import Desk

MEGABYTE = 1_000_000


@cache
def day_rules() -> DayRules:
    """``resources/counter/day.yaml``, read once. Raises ``counter_file_broken``."""
    return read_day_rules(resources.path("counter", "day.yaml"))


@dataclass
class DayHands:
    """What the windows need. The file broken, the desk works without these pages and says so."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    sync: SyncHands

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    def pages(
        self, room: PrintRoom, print_papers: Callable[[Sequence[str]], None], clerk_name: Callable[[str], str]
    ) -> list[PageDescriptor]:
        """日清, and the page of seals."""
        try:
            rules = day_rules()
        except KnownTrouble:
            return []
        texts = self.opened.parts.texts

        def day(frame: Frame) -> DayNeeds:
            tools = DayTools(
                bridge=self.bridge,
                desk=self.desk,
                texts=texts,
                rules=rules,
                alarm_rules=_alarm_rules(),
                print_papers=print_papers,
                look_at_devices=partial(self._look_at_devices, rules, room),
                unfilled=partial(_unfilled, frame),
                clerk_name=clerk_name,
            )
            return DayNeeds(tools, frame.go, lambda record_id: frame.go("record", record_id=record_id))

        seals = SealTools(self.bridge, self.desk, texts, rules, print_papers, clerk_name)
        return [day_descriptor(day), seals_descriptor(seals)]

    def begin(self, main: MainWindow) -> None:
        """The status line, and the card at the first unlock of a day; or what is wrong with the file."""
        try:
            rules = day_rules()
        except KnownTrouble as trouble:
            main.tell_told(tell(trouble, self.opened.parts.texts))
            return
        watch = DayWatch(self.bridge, self.desk, rules, main)
        keeper = main.findChild(StatusKeeper)
        if isinstance(keeper, StatusKeeper):
            watch.looked.connect(keeper.refresh)
        watch.begin()

    # -- the desk itself -------------------------------------------------------------------------

    def _look_at_devices(self, rules: DayRules, room: PrintRoom, answer: OnChecks) -> None:
        """The quick looks on the reader's thread, then the printers, which may take long."""
        link = self._link()

        def with_printers(checks: Sequence[DeviceCheck], found: Sequence[PrinterFound]) -> None:
            answer((*checks, self._printer(found), link))

        def looked(checks: Sequence[DeviceCheck]) -> None:
            answer((*checks, link))
            room.printers(partial(with_printers, checks))

        self.bridge.ask(lambda _: self._machine(rules), looked, "day_devices", lambda _: answer((link,)))

    def _machine(self, rules: DayRules) -> tuple[DeviceCheck, ...]:
        return (self._disk(rules), self._backup(rules), self._journal(), self._clock())

    def _disk(self, rules: DayRules) -> DeviceCheck:
        texts, least = self.opened.parts.texts, rules.disk_megabytes
        room = shutil.disk_usage(self.opened.parts.home).free // MEGABYTE
        if room < least:
            return DeviceCheck(DeviceCheckKind.DISK, BAD, texts("day.check.disk_short", room=room, least=least))
        return DeviceCheck(DeviceCheckKind.DISK, GOOD, texts("day.check.disk_room", room=room))

    def _backup(self, rules: DayRules) -> DeviceCheck:
        texts, kept = self.opened.parts.texts, json.loads(self.opened.store.note(LAST_BACKUP) or "{}")
        if "at" not in kept:
            return DeviceCheck(DeviceCheckKind.BACKUP, LOOK, texts("day.check.backup_never"))
        last = datetime.fromisoformat(kept["at"])
        day = f"{last:%m-%d %H:%M}"
        if (self.desk().today() - last.date()).days > rules.backup_days:
            said = texts("day.check.backup_old", day=day, days=rules.backup_days)
            return DeviceCheck(DeviceCheckKind.BACKUP, LOOK, said)
        return DeviceCheck(DeviceCheckKind.BACKUP, GOOD, texts("day.check.backup_done", day=day))

    def _journal(self) -> DeviceCheck:
        texts, store = self.opened.parts.texts, self.opened.store
        trouble = store.journal_trouble
        if trouble is not None:
            return DeviceCheck(DeviceCheckKind.JOURNAL, BAD, texts.sentence(trouble))
        key = "day.check.journal_done" if store.journal_folder is not None else "day.check.journal_none"
        return DeviceCheck(DeviceCheckKind.JOURNAL, GOOD if store.journal_folder is not None else LOOK, texts(key))

    def _clock(self) -> DeviceCheck:
        texts, doubt = self.opened.parts.texts, clock_doubt(self.opened)
        if doubt is not None:
            return DeviceCheck(DeviceCheckKind.CLOCK, BAD, texts.sentence(doubt))
        now = f"{self.desk().now():%Y-%m-%d %H:%M}"
        return DeviceCheck(DeviceCheckKind.CLOCK, GOOD, texts("day.check.clock_right", now=now))

    def _link(self) -> DeviceCheck:
        texts = self.opened.parts.texts
        if self.sync.enrolment is None:
            return DeviceCheck(DeviceCheckKind.LINK, GOOD, texts("day.check.link_alone"))
        if self.sync.link(self.bridge).status().online:
            return DeviceCheck(DeviceCheckKind.LINK, GOOD, texts("day.check.link_up"))
        return DeviceCheck(DeviceCheckKind.LINK, LOOK, texts("day.check.link_down"))

    def _printer(self, found: Sequence[PrinterFound]) -> DeviceCheck:
        texts, chosen = self.opened.parts.texts, self.opened.settings.printer_name
        own = next((printer for printer in found if printer.name == chosen), None)
        if own is not None:
            return DeviceCheck(DeviceCheckKind.PRINTER, GOOD, texts("day.check.printer_ready", name=own.label))
        if not found:
            return DeviceCheck(DeviceCheckKind.PRINTER, BAD, texts("day.check.printer_none"))
        if chosen:
            return DeviceCheck(DeviceCheckKind.PRINTER, BAD, texts("day.check.printer_other", name=chosen))
        return DeviceCheck(DeviceCheckKind.PRINTER, LOOK, texts("day.check.printer_unset"))


def _alarm_rules() -> AlarmRules | None:
    try:
        return alarm_rules()
    except KnownTrouble:
        return None


def _unfilled(frame: Frame) -> int | None:
    """The count of the 补录 list as last read; its page keeps the book."""
    watch = frame.findChild(BackEntryWatch) if isinstance(frame, MainWindow) else None
    if not isinstance(watch, BackEntryWatch) or watch.latest is None or not watch.latest.complete:
        return None
    return len(watch.latest.tasks)
