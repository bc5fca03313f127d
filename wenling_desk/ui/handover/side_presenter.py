"""What a scan means on this page, papers that come back over the counter, and who stands in. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.handover import DEPARTMENT, whereabouts
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.ui.handover.lines import Words
from wenling_desk.ui.handover.sender import INITIATOR, Sender
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence, StandIn, absences
from wenling_desk.use_cases.handover_views import CASE, ELSEWHERE, UNKNOWN, Scanned, find_scanned
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sign_list import ReturnToCounter

SCANNING, AWAY = "handover_scan", "handover_away"
OnTold = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class Found:
    """What a number belongs to. Of a case: its items in words, and the department that has the papers of its
    ``members``, empty where none has."""

    scanned: Scanned
    item: str = ""
    organ: str = ""
    members: tuple[str, ...] = ()


class SidePresenter:
    """Scans, returns, absences."""

    def __init__(self, tools: HandoverTools, sender: Sender) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._sender = sender
        self.away: tuple[StandIn, ...] = ()

    # -- scans -----------------------------------------------------------------------------------

    def look_up(self, text: str, on_found: Callable[[Found], object], on_failed: OnTold) -> None:
        """What was scanned or typed."""

        def question(reading: Reading) -> Found:
            scanned = find_scanned(reading, text)
            return self._case(reading, scanned) if scanned.kind == CASE else Found(scanned)

        self._tools.bridge.ask(question, on_found, SCANNING, on_failed)

    def _case(self, reading: Reading, scanned: Scanned) -> Found:
        desk = self._tools.desk()
        book = RecordBook(desk, reading)
        try:
            book.open(scanned.record_id)
            case = book.case
        except DeskRefusal:  # a number of something that is neither a case nor a list
            return Found(Scanned(UNKNOWN, "", scanned.number))
        places = {member.code: whereabouts(book.record, member.code) for member in case.members}
        with_them = tuple(code for code, found in places.items() if found.place == DEPARTMENT)
        words = Words(self._texts, desk, self._tools.rules)
        organ = words.organ(places[with_them[0]].department_key) if with_them else ""
        item = self._texts("case.joined").join(member.name for member in case.members)
        return Found(scanned, item, organ, with_them)

    def against(self, scanned: Scanned) -> str:
        """The sentence for a number this desk can do nothing with."""
        if scanned.kind == ELSEWHERE:
            desk_code = parse_paper_number(scanned.number).desk_code
            return self._texts("handover.scan.elsewhere", number=scanned.number, desk=desk_code)
        return self._texts("handover.scan.unknown", text=scanned.number)

    # -- back over the counter -------------------------------------------------------------------

    def reasons(self) -> dict[str, str]:
        """The classes a department may give, in words -> code."""
        words = Words(self._texts, self._tools.desk(), self._tools.rules)
        return {words.reason(rule.code): rule.code for rule in self._tools.rules.reasons if rule.by_department}

    def give_back(
        self, found: Found, reason_class: str, note: str, by: str, on_done: Callable[[str], object], on_failed: OnTold
    ) -> None:
        """退回窗口; what is said about it."""
        words = Words(self._texts, self._tools.desk(), self._tools.rules)
        said = self._texts("handover.give_back.done", item=found.item, reason=words.reason(reason_class))
        record_id = found.scanned.record_id
        self._sender.send(
            ("back", record_id, reason_class, note, by),
            lambda command_id: ReturnToCounter(
                command_id=command_id,
                initiator=INITIATOR,
                record_id=record_id,
                members=found.members,
                reason_class=reason_class,
                note=note,
                by=by,
            ),
            lambda _: on_done(said),
            on_failed,
        )

    # -- who stands in ---------------------------------------------------------------------------

    def read_away(self, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Everybody who is away today or later."""
        today = self._tools.desk().today()

        def keep(found: tuple[StandIn, ...]) -> None:
            self.away = found
            on_read()

        self._tools.bridge.ask(lambda reading: absences(reading, today, coming=True), keep, AWAY, on_failed)

    def departments(self) -> dict[str, str]:
        """Every department by the name it has at the counter -> key."""
        words = Words(self._texts, self._tools.desk(), self._tools.rules)
        keys = self._tools.desk().catalogue().departments
        return {words.organ(key): key for key in sorted(keys, key=words.organ)}

    def note_absence(
        self,
        department_key: str,
        name: str,
        days: tuple[date, date],
        stand_in: str,
        on_done: Callable[[str], object],
        on_failed: OnTold,
    ) -> None:
        """登记不在岗."""
        said = self._texts("handover.absence.saved", name=name, stand_in=stand_in)
        self._sender.send(
            ("away", department_key, name, days, stand_in),
            lambda command_id: NoteAbsence(
                command_id=command_id,
                initiator=INITIATOR,
                name=name,
                department_key=department_key,
                first=days[0],
                last=days[1],
                stand_in_name=stand_in,
            ),
            lambda _: on_done(said),
            on_failed,
        )

    def end_absence(self, away: StandIn, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """登记回岗."""
        said = self._texts("handover.absence.ended", name=away.name)
        self._sender.send(
            ("here", away.absence_id),
            lambda command_id: EndAbsence(command_id=command_id, initiator=INITIATOR, absence_id=away.absence_id),
            lambda _: on_done(said),
            on_failed,
        )
