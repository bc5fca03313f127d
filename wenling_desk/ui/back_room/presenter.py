"""后台 without its widgets: the rows, what can be done with each, and the two acts done on the spot. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import DueWords, due_words, short_moment
from wenling_desk.ui.record.scan_files import ScanTray, read_scan
from wenling_desk.ui.told import DeskBridge, Told, ToldKind
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.back_room_list import (
    ADVISED,
    NO_SCAN,
    SECTIONS,
    BackRoom,
    BackRow,
    opinion_on,
    own_department,
    view_back_room,
)
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.handover_views import department_name
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.sign_list import SignList

INITIATOR = "back_room"

RECORD_ACTS = {
    "review": frozenset({"accepted", "accepted_deferred", "special_procedure"}),
    "advise_correction": frozenset({"taken_in", "accepted_deferred"}),
    "start_special_procedure": frozenset({"accepted"}),
    "end_special_procedure": frozenset({"special_procedure"}),
    "extend": frozenset({"accepted"}),
    "decide": frozenset({"accepted", "accepted_deferred"}),
    "explain_delay": frozenset({"accepted"}),
}
"""Acts of the record page this page opens at, and the statuses that have them."""
LETTERS = {
    "S": "sign", "Y": "review", "B": "advise_correction", "G": "request_correction", "T": "start_special_procedure",
    "J": "end_special_procedure", "E": "extend", "D": "decide", "M": "explain_delay", "A": "attach",
}  # fmt: skip
"""Letter on the row -> act."""


@dataclass(frozen=True, slots=True)
class BackRoomTools:
    """The page's hands; ``desk`` is asked each time: the person signed in may change. ``tray`` is where scans are."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    tray: ScanTray


@dataclass(frozen=True, slots=True)
class BackLine:
    """A row in words; ``acts`` are those its state has."""

    key: str
    row: BackRow
    step: str
    number: str
    item: str
    applicant: str
    department: str
    status: str
    papers: str
    due: DueWords
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class BackView:
    """What the page shows: where, the lines of the section chosen, the counts of all, and a remark."""

    place: str
    lines: tuple[BackLine, ...]
    counts: tuple[tuple[str, int], ...]
    total: int
    is_cut: bool


class BackRoomPresenter:
    """Reads the rows, filters them by section, says what can be done."""

    def __init__(self, tools: BackRoomTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.section = ""
        self._lines: tuple[BackLine, ...] = ()
        self._room: BackRoom | None = None
        self._command_ids: dict[str, str] = {}

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[BackView], None], on_failed: Callable[[Told], None]) -> None:
        """Read everything anew."""
        desk = self._tools.desk()

        def question(reading: Reading) -> BackRoom:
            return view_back_room(desk, reading)

        def keep(room: BackRoom) -> None:
            self._room = room
            catalogue, today = desk.catalogue(), desk.today()
            self._lines = tuple(self._line(row, catalogue, today) for row in room.rows)
            on_read(self.view())

        self._tools.bridge.ask(question, keep, "back_room", on_failed)

    def view(self) -> BackView:
        """What is shown now."""
        room = self._room
        counts = room.counts if room is not None else {}
        shown = tuple(line for line in self._lines if self.section in ("", line.row.section))
        return BackView(
            place=self._place(),
            lines=shown,
            counts=(("", len(self._lines)), *((section, counts.get(section, 0)) for section in SECTIONS)),
            total=len(shown),
            is_cut=room is not None and room.is_cut,
        )

    def _place(self) -> str:
        desk = self._tools.desk()
        department = own_department(desk)
        if not department:
            return self._texts("back_room.whole_hall")
        known = desk.catalogue().departments.get(department)
        return known.name if known is not None else department

    def choose_section(self, section: str) -> BackView:
        """Show one section only; the same again shows all."""
        self.section = "" if section == self.section else section
        return self.view()

    def line(self, key: str) -> BackLine | None:
        """A line by its key."""
        return next((line for line in self._lines if line.key == key), None)

    def concerns(self, changes: Changes) -> bool:
        """Whether a change shows here."""
        return changes.worklists or bool(changes.records)

    def detail(self, line: BackLine, on_words: Callable[[str], None]) -> None:
        """The department's latest word on a member; only that of the row asked for last is told."""
        row = line.row
        today = self._tools.desk().today()

        def worded(found: tuple[str, str, datetime | None]) -> None:
            by, opinion, at = found
            if not opinion:
                on_words(self._texts("back_room.opinion_none"))
                return
            moment = short_moment(self._texts, at, today) if at is not None else ""
            on_words(self._texts("back_room.opinion", by=by, moment=moment, opinion=opinion))

        self._tools.bridge.ask(
            lambda reading: opinion_on(reading, row.record_id, row.member), worded, "back_room_detail"
        )

    def _line(self, row: BackRow, catalogue: Catalogue, today: date) -> BackLine:
        texts = self._texts
        papers = "unsigned" if row.list_id else row.papers
        return BackLine(
            key=row.key,
            row=row,
            step=texts(f"back_room.section.{row.section}"),
            number=row.number,
            item=row.item,
            applicant=row.applicant,
            department=department_name(catalogue, row.department_key),
            status=texts(f"case.status.{row.status}"),
            papers=texts(f"back_room.papers.{papers}") if papers else "",
            due=due_words(texts, row.due, row.due_kind, today, catalogue.calendar),
            acts=_acts(row, today),
        )

    # -- acts ------------------------------------------------------------------------------------

    def reason_against(self, act: str, line: BackLine | None) -> str:
        """Why an act cannot be done on that row; empty when it can."""
        if line is None:
            return self._texts("back_room.choose_row")
        if act in line.acts:
            return ""
        short = {"sign": "back_room.no_list", "attach": "back_room.no_scan_due"}
        return self._texts(short.get(act, "back_room.not_now"))

    def sign_sentence(self, line: BackLine) -> str:
        """What the strip says before a list is signed for."""
        by = self._tools.desk().session.clerk_name
        return self._texts("back_room.sign_sentence", number=line.row.list_number, by=by)

    def sign(self, line: BackLine, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """签收 the whole list the row stands on. Pressed twice it is one signature."""
        list_id = line.row.list_id
        command_id = self._command_ids.setdefault(list_id, self._tools.desk().ids.new_id())
        command = SignList(
            command_id=command_id,
            initiator=INITIATOR,
            list_id=list_id,
            by=self._tools.desk().session.clerk_name,
        )

        def done(_: Changes) -> None:
            self._command_ids.pop(list_id, None)
            on_done(self._texts("back_room.signed", number=line.row.list_number))

        def failed(told: Told) -> None:
            self._command_ids.pop(list_id, None)
            on_failed(told)

        self._tools.bridge.submit(command, done, failed, failed)

    def take_scan(self, line: BackLine, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """The newest scan to the decision's paper; where there is none, ask for a file."""

        def attach(file: Path) -> None:
            self._attach(line, file, on_done, on_failed)

        newest = self._tools.tray.newest()
        if newest is not None:
            attach(newest)
        else:
            self._tools.tray.choose(attach)

    def _attach(
        self, line: BackLine, file: Path, on_done: Callable[[str], None], on_failed: Callable[[Told], None]
    ) -> None:
        scan = read_scan(file)
        if scan.fault:
            on_failed(Told(ToldKind.REFUSAL, scan.fault, self._texts(scan.fault, name=file.name)))
            return
        command = AttachScan(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=line.row.record_id,
            data=scan.data,
            media_type=scan.media_type,
            members=(line.row.member,),
            paper=line.row.paper,
        )
        self._tools.bridge.submit(
            command, lambda _: on_done(self._texts("back_room.scan.attached")), on_failed, on_failed
        )


def _acts(row: BackRow, today: date) -> frozenset[str]:
    """What the row's state has; the record page and the rules behind it say the rest."""
    if row.section == NO_SCAN:
        return frozenset({"attach"})
    acts = {act for act, statuses in RECORD_ACTS.items() if row.status in statuses}
    is_late = row.due is not None and row.due < today
    acts -= {"extend"} if is_late else {"explain_delay"}
    if row.list_id:
        acts.add("sign")
    if row.section == ADVISED and row.status == "taken_in":
        acts.add("request_correction")
    return frozenset(acts)
