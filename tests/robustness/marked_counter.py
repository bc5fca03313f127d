"""The rest of the counter's day with the marked person: booking, roster, list, notice, message, kept materials, fee,
repair, an old list, the day's end, and a package taken out of the desk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from tests.robustness.desk_under_test import PASSWORD
from wenling_desk import bootstrap
from wenling_desk.bootstrap.archive_making import make_package
from wenling_desk.bootstrap.collecting_hands import collecting_files
from wenling_desk.devices.simulated_locker import LockerScript, SimulatedLocker
from wenling_desk.devices.simulated_messages import MessageScript, SimulatedMessages
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.notice_texts import Message, NoticeText, compose
from wenling_desk.domain.party import Party
from wenling_desk.domain.past_cases import PastCaseRow
from wenling_desk.domain.roster import RosterRow
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.bookings import ArriveBooking, Book
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.counter_ports import LockerParcel
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.desk_day import CloseDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.fees import NotifyFee
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.import_past_cases import ImportPastCase
from wenling_desk.use_cases.leave_half_way import LeaveHalfWay, materials_at_hand
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.ports import ErrandQuery
from wenling_desk.use_cases.send_result import IssueCollectionNotice
from wenling_desk.use_cases.shelve_results import ShelveResult
from wenling_desk.use_cases.sign_list import ReturnToCounter
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.void_case import VoidCase

ITEM: Final = "SC017"
"""An item of which the department itself accepts at its seat."""
SHELVES: Final = HallShelves((ShelfUnit("1", 9, 3),))
EVERY_ROLE: Final = Session("1001", "陈晓", (Role.CLERK, Role.TEAM_LEADER, Role.REVIEWER))
BOOKED, LEFT = "draft-booked", "draft-left"
"""Drafts that stay."""


class CounterDay:
    """The day of one person at one desk."""

    def __init__(self, desk: bootstrap.OpenDesk, person: Party) -> None:
        self.desk, self.person = desk, person
        desk.dispatcher.sign_in(EVERY_ROLE)

    def do(self, kind: type[Command], **values: Any) -> Changes:
        """One command."""
        return self.desk.dispatcher.dispatch(kind(command_id=self.desk.current.ids.new_id(), **values))

    def sheet(self, roster: Sequence[RosterRow] = ()) -> IntakeSheet:
        """An application of the person's, with all materials."""
        catalogue = self.desk.current.catalogue()
        materials = {
            each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item(ITEM).materials
        }
        return IntakeSheet(
            ITEM, False, catalogue.release, parties=(self.person,), materials=materials, roster=tuple(roster)
        )

    def expected(self) -> None:
        """Booked by phone, and here; the draft of it stays."""
        name, phone = self.person.name, self.person.phone
        today = self.desk.current.today()
        record_id = self.do(
            Book, name=name, phone=phone, title="食品经营许可", target_code=ITEM, day=today, slot="10:30",
            note=f"{name} {phone}",
        ).record_id  # fmt: skip
        self.do(ArriveBooking, record_id=record_id, draft_id=BOOKED)

    def handed_over(self) -> None:
        """An application for several people, on a list for its department, and back again with a note."""
        rows = (
            RosterRow(1, self.person.name, identity_number=self.person.identity_number, phone=self.person.phone),
            RosterRow(2, "示例乙", identity_number="331081198511120410", phone="13800005678"),
        )
        record_id = self.do(TakeIn, sheet=self.sheet(rows)).record_id
        department = self.desk.current.catalogue().get_item(ITEM).department_key
        self.do(MakeHandoverList, department_key=department, rows=(HandoverRow(record_id),))
        self.do(ReturnToCounter, record_id=record_id, reason_class="content", note=f"{self.person.name}的电话不对")

    def collected(self) -> str:
        """Granted, on its shelf, told by a message, put into the locker, handed over; the case."""
        record_id = self.do(AcceptCase, sheet=self.sheet(), as_role="reviewer").record_id
        self.do(NotifyFee, record_id=record_id, title="工本费", amount_fen=8000, basis="《示例收费管理办法》第三条")
        number = "JY13310810000009"
        values = {"granted": True, "way": "signed_paper", "officer": "王科", "result_number": number}
        self.do(DecideCase, record_id=record_id, **values)
        self.do(ShelveResult, scan=number, shelves=SHELVES)
        self.do(IssueCollectionNotice, record_id=record_id, locker_days=3)
        self._tell(record_id)
        self.do(
            DeliverResult, record_id=record_id, way="counter", receiver=self.person.name, slip="lost",
            identity_checked=True, signed=True,
        )  # fmt: skip
        return record_id

    def _tell(self, record_id: str) -> None:
        """A message and a parcel through the twins; an answer is lost, and asked for again."""
        clock, wait = self.desk.current.clock, threading.Event().wait
        messages = SimulatedMessages(MessageScript(lost_answers=1), clock, wait)
        locker = SimulatedLocker(LockerScript(lost_answers=1), clock, wait)
        _, texts = collecting_files()
        text: NoticeText = next(iter(texts.texts))
        said = compose(texts, text, {"name": self.person.name})
        message = Message("message-1", self.person.phone, said, text.text_id)
        parcel = LockerParcel("parcel-1", "L1", self.person.phone)
        for _ in range(2):
            for ask in (lambda: messages.send(message), lambda: locker.put(parcel)):
                try:
                    ask()
                except KnownTrouble:
                    continue
        values = {"about": "result_ready", "way": "message", "outcome": "sent", "message_id": message.message_id}
        self.do(NotifyApplicant, record_id=record_id, **values, text_id=text.text_id)

    def mended(self) -> None:
        """A paper with a typing error, and a case taken in by mistake, with reasons that name the person."""
        record_id = self.do(TakeIn, sheet=self.sheet()).record_id
        with self.desk.store.reading() as reading:
            number = reading.papers_of(record_id)[0].number
        mending = Mending(party_field(self.person.party_id, "phone"), "13800005678")
        self.do(AmendPaper, number=number, changes=(mending,), reason=f"{self.person.name}的电话输错", collected=True)
        with self.desk.store.reading() as reading:
            collected = {paper.number: True for paper in reading.papers_of(record_id)}
        self.do(VoidCase, record_id=record_id, reasons=(f"{self.person.name}选错事项",), collected=collected)

    def left(self) -> None:
        """An application left half-way, with materials in the drawer; and an old list with the person in it."""
        sheet = self.sheet()
        holders = {row.material_id: "counter" for row in materials_at_hand(sheet, self.desk.current)}
        self.do(LeaveHalfWay, draft_id=LEFT, sheet=sheet, title="食品经营许可", holders=holders)
        row = PastCaseRow(
            2, "温食2019-00417", "食品流通许可", "", self.person.name, "欧**", date(2019, 3, 4), date(2019, 3, 20),
            "准予", self.person.phone,
        )  # fmt: skip
        self.do(ImportPastCase, row=row, source=f"{self.person.name}.xlsx", sha256="f" * 64, mapping="通用台账")

    def closed(self) -> None:
        """The card, the shift, and the day's end."""
        self.do(OpenDay, checks={"disk": "good"})
        self.do(HandOverShift, to="1002", to_name="林岚")
        try:
            self.do(CloseDay)
        except DeskRefusal as refusal:
            if refusal.code != "difference_unnamed":
                raise
            with self.desk.store.reading() as reading:
                now = self.desk.current.now()
                papers = reading.papers_issued(now - timedelta(days=1), now + timedelta(days=1))
            for paper in papers:
                self.do(NameDifference, number=paper.number, why=f"{self.person.name}没有等到打印")
            self.do(CloseDay)


def at_the_counter(home: Path, person: Party, package: Path) -> None:
    """All of it; ``package`` is the folder into which the finished case is taken out."""
    desk = bootstrap.open_desk(home, PASSWORD)
    day = CounterDay(desk, person)
    day.expected()
    day.handed_over()
    record_id = day.collected()
    day.mended()
    day.left()
    day.closed()
    with desk.store.reading() as reading:
        kinds = {row.errand.kind for row in reading.errands(ErrandQuery(limit=1_000)).rows}
    if not {"materials_kept", "fee_due", "returned"} <= kinds:
        raise SystemExit(f"only {sorted(kinds)} wait")
    make_package(desk, record_id, package)
    desk.close()
