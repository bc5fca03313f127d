"""A whole day at one counter, 8:20 to 17:00, with twelve people, and the line to the centre cut from 10:30 to 14:00.

Every act goes through the dispatcher of a desk that has joined the real centre; what is printed is reported as printed.
At five everything is accounted for: here by 日清, there by the centre.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.support.acts_handover import handover_rules
from tests.support.fakes import CHINA, LEADER
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SIGN, agent, applicant, sheet_for
from tests.support.rosters import number_of, roster, row
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.desk_day import day_record_id
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.fees import fees_of
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.bookings import ArriveBooking, Book, MissBooking
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import CloseConsultation, Consult
from wenling_desk.use_cases.day_view import DayView, view_day
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.desk_day import CloseDay, CountersignDay, HandOverShift, OpenDay
from wenling_desk.use_cases.fees import NotifyFee, RecordPayment
from wenling_desk.use_cases.find_progress import find_progress, understand
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.handover_views import view_handover
from wenling_desk.use_cases.import_results import ImportResults, ResultRow
from wenling_desk.use_cases.leave_half_way import LeaveHalfWay, materials_at_hand
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.opening_card import OpeningCard, view_opening
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.seals import RegisterSeal, UseSeal
from wenling_desk.use_cases.shelve_results import ShelveResult
from wenling_desk.use_cases.sign_list import ReturnToCounter, SignList
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.void_case import VoidCase

THE_DAY = date(2026, 11, 3)
CHEN = Session("0101", "陈晓", (Role.CLERK,))
LIN = Session("0102", "林岚", (Role.CLERK, Role.TEAM_LEADER))
SHELVES = HallShelves((ShelfUnit("1", 24, 1), ShelfUnit("2", 24, 1)))
FOOD = {"way": "signed_paper", "officer": "王科"}


def person(name: str, n: int, **more: Any) -> tuple[Any, ...]:
    """An applicant with a valid invented number."""
    return (applicant(name=name, identity_number=number_of(n), phone=f"1380000{n:04d}", **more),)


@dataclass
class Day:
    """The desk, its centre, the records by whose they are, and what was seen on the way."""

    desk: SyncedDesk
    records: dict[str, str] = field(default_factory=dict)
    card: OpeningCard | None = None
    asked: dict[str, int] = field(default_factory=dict)
    online: bool = True
    refused: dict[str, str] = field(default_factory=dict)
    before_noon: Mapping[str, str] = field(default_factory=dict)

    def at(self, hour: int, minute: int = 0) -> None:
        """It is that time; when there is a line, what was done goes up."""
        self.desk.clock.moment = datetime.combine(THE_DAY, time(hour, minute), tzinfo=CHINA)
        self.desk.site.centre.parts.clock.moment = self.desk.clock.moment  # type: ignore[attr-defined]
        done = self.desk.sync()
        assert done.is_done is self.online

    def do(self, kind: type[Command], /, **values: Any) -> Changes:
        """An act, and the printer prints what it should."""
        changes = self.desk.do(kind, **values)
        for number in changes.to_print:
            self.desk.do(ReportPrinted, number=number, printed=True)
        return changes

    def case(self, who: str, kind: type[Command], sheet: IntakeSheet, **values: Any) -> str:
        """A new case of that person."""
        self.records[who] = self.do(kind, sheet=sheet, **values).record_id
        return self.records[who]

    def numbers(self, kind: str) -> list[str]:
        """The numbers of all papers of a kind, in the order they were made."""
        papers = self.desk.store.shelves.papers.values()
        return [paper.number for paper in papers if paper.kind == kind and paper.voided_at is None]

    def ask(self, typed: str) -> int:
        """How many cases 查进度 finds for what was said."""
        index = PeopleIndex(self.desk.store.unit_of_work().__enter__().subject_key)
        with self.desk.store.reading() as reading:
            while not index.read_on(reading, self.desk.desk.catalogue().fields):
                pass
            return len(find_progress(self.desk.desk, reading, index, understand(typed, THE_DAY)).hits)

    def hand_over(self, department: str) -> tuple[str, str]:
        """Everything that waits for a department on one list: its record and its number."""
        with self.desk.store.reading() as reading:
            view = view_handover(self.desk.desk, reading, handover_rules())
        rows = tuple(HandoverRow(papers.record_id) for papers in view.waiting[department])
        made = self.do(MakeHandoverList, department_key=department, rows=rows)
        return made.record_id, made.number

    def closing(self) -> DayView:
        """The day as 日清 sees it now."""
        with self.desk.store.reading() as reading:
            return view_day(self.desk.desk, reading, THE_DAY, unfilled=0)

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """No line to the centre."""
        self.desk.line.spoil = lambda request: Failure(FailureKind.OFFLINE, "offline", {})
        self.online = False
        yield
        self.desk.line.spoil = lambda request: None
        self.online = True


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("day")
    site = Site(folder, make_centre(files=folder / "centre"))
    day = Day(site.desk("desk-1"))
    day.desk.sign_in(LIN)
    prepare(day)
    day.desk.sign_in(CHEN)
    morning(day)
    with day.cut_off():
        without_a_line(day)
    afternoon(day)
    return day


def prepare(day: Day) -> None:
    """The day before: a booking, the seals, cases whose results come tomorrow, an officer who is away."""
    desk = day.desk
    desk.clock.moment = datetime(2026, 11, 2, 16, tzinfo=CHINA)
    for mandate in desk.desk.catalogue().delegations:
        values = {"holder": CHEN.clerk, "holder_name": CHEN.clerk_name, "place": "3 号窗口抽屉"}
        desk.do(RegisterSeal, title=mandate.seal, number=f"Y-{mandate.department_key}", **values)
    for name, n, slot in (("林小满", 1, "08:30"), ("顾清和", 2, "09:00")):
        booked = day.do(
            Book, name=name, phone=f"1380000{n:04d}", title="食品经营许可", day=THE_DAY, slot=slot, target_code=LICENCE
        )
        day.records[f"booking {n}"] = booked.record_id
    day.do(
        NoteAbsence, name="王科", who="0201", department_key="FOOD", first=THE_DAY, last=THE_DAY,
        stand_in_name="李科", stand_in="0202",
    )  # fmt: skip
    for n in range(30):
        record_id = day.case(f"licence {n}", AcceptCase, sheet_for(LICENCE, parties=person(f"章{n}", 100 + n)))
        day.do(DecideCase, record_id=record_id, granted=True, result_number=f"JY2331081{n:07d}", **FOOD)
    day.do(UseSeal, record_id=seal_of(day, "FOOD"), numbers=tuple(day.numbers("acceptance_notice")), purpose="文书用印")


def seal_of(day: Day, department: str) -> str:
    """The record of a department's seal."""
    errands = day.desk.store.shelves.errands
    held = (each for rows in errands.values() for each in rows if each.kind == "seal_held")
    return next(each.record_id for each in held if each.number == f"Y-{department}")


def morning(day: Day) -> None:
    """8:20 to 10:30, with a line."""
    day.at(8, 20)
    with day.desk.store.reading() as reading:
        day.card = view_opening(day.desk.desk, reading, None)
    day.do(OpenDay, checks={"disk": "good", "printer": "good"})

    # 1: 林小满 has booked and files; her papers are in order.
    day.at(8, 32)
    day.do(ArriveBooking, record_id=day.records["booking 1"], draft_id="draft-1")
    day.case("林小满", AcceptCase, sheet_for(LICENCE, parties=person("林小满", 1)), draft_id="draft-1")

    # Thirty licences come over from the department and go on the shelf, one after the other.
    day.at(8, 45)
    for n in range(30):
        day.do(ShelveResult, scan=f"JY2331081{n:07d}", shelves=SHELVES)
    with pytest.raises(DeskRefusal) as unknown:
        day.desk.do(ShelveResult, scan="JY9999999999999", shelves=SHELVES)
    day.refused["a licence nobody knows"] = unknown.value.code
    for n in range(3):
        day.do(
            NotifyApplicant, record_id=day.records[f"licence {n}"], about="result_ready", way="phone", outcome="reached"
        )

    # 2 and 3 only ask, one of them on the telephone; 4 wants to know how far it is.
    day.at(9, 5)
    day.do(Consult, question="开店要什么", answer="一次性告知单在这里", sheet=sheet_for(LICENCE), notice=True)
    call = day.do(
        Consult, question="几天办好", channel="phone", answer_key="limit", call_back=True, phone="13800005678"
    )
    day.records["call"] = call.record_id
    day.asked["章5"] = day.ask("章5")

    # 5: a bundle by an agent; the first organ's part is done at once, the others wait for it.
    day.at(9, 20)
    people = (*person("沈知秋", 5), agent())
    day.case("沈知秋", TakeIn, sheet_for(CHAIN, parties=people))

    # 6: thirty people of one company, two with gaps.
    day.at(9, 40)
    day.case("a company", TakeIn, sheet_for(LICENCE, parties=person("示例海味", 6), roster=roster(28, 2)))

    # 7: something is missing.
    day.at(10, 5)
    incomplete = sheet_for(LICENCE, without=("m_main",), parties=person("江一苇", 7))
    day.case("江一苇", RequestCorrection, incomplete, due=date(2026, 11, 17))
    day.at(10, 20)
    day.do(MissBooking, record_id=day.records["booking 2"])


def without_a_line(day: Day) -> None:
    """10:30 to 14:00: nothing waits for the network."""
    # 8: an 即办件; the printer prints the wrong phone, which is put right.
    day.at(10, 30)
    record_id = day.case("章若谷", TakeIn, sheet_for(SIGN, parties=person("章若谷", 8)))
    (receipt,) = [paper.number for paper in day.desk.papers(record_id) if paper.kind == "intake_receipt"]
    party = day.desk.case(record_id).sheet.applicant
    assert party is not None
    mending = Mending(party_field(party.party_id, "phone"), "13800005679")
    day.do(AmendPaper, number=receipt, changes=(mending,), reason="电话输错一位", collected=True)

    # 9: the wrong item was chosen; the case is void, the right one begins from it.
    day.at(10, 50)
    wrong = day.case("顾清和", AcceptCase, sheet_for(LICENCE, parties=person("顾清和", 9)))
    collected = {paper.number: True for paper in day.desk.papers(wrong)}
    copied = {"copy_to": FILING, "new_draft": "draft-right"}
    day.do(VoidCase, record_id=wrong, reasons=("事项选错",), collected=collected, **copied)
    draft = day.desk.store.shelves.drafts["draft-right"]
    right = sheet_for(FILING, parties=IntakeSheet.from_plain(dict(draft.sheet)).parties)
    day.case("顾清和, right", FinishOnTheSpot, right, draft_id="draft-right", result_number="33108126000001")

    # 10: refused here, another organ's matter; the refusal is served at once.
    day.at(11, 5)
    reasons = ("所申请的事项由水利部门许可",)
    refusal = {"ground": "not_this_organ", "reasons": reasons, "right_organ": "温岭市水利局"}
    refused = day.case("罗素衣", RefuseAcceptance, sheet_for(LICENCE, parties=person("罗素衣", 10)), **refusal)
    day.do(DeliverResult, record_id=refused, way="counter", receiver="罗素衣", slip="shown")

    # Noon: the papers go over. One department signs by scanning the list, one is not there.
    day.at(11, 30)
    food, number = day.hand_over("FOOD")
    day.do(SignList, list_id=food, by="李科", way="barcode")
    day.records["food list"], day.records["sign list"] = food, day.hand_over("SIGN")[0]
    assert number in day.numbers("handover_list")
    day.before_noon = {each: day.desk.state_of(record) for each, record in day.records.items()}

    day.at(12, 0)
    day.do(HandOverShift, to=LIN.clerk, to_name=LIN.clerk_name, waiting=1)
    day.desk.sign_in(LIN)

    # 11: has to leave half-way; the originals stay at the counter, on a list.
    day.at(13, 40)
    half = sheet_for(LICENCE, parties=person("白露", 11))
    holders = {kept.material_id: "counter" for kept in materials_at_hand(half, day.desk.desk)}
    day.do(LeaveHalfWay, draft_id="draft-half", sheet=half, title="食品经营许可 · 白*", holders=holders)


def afternoon(day: Day) -> None:
    """14:00 to 17:00: the line is back."""
    day.at(14, 0)
    # 12: collects for somebody else, without the slip.
    day.at(14, 20)
    with pytest.raises(DeskRefusal) as lost:
        day.desk.do(DeliverResult, record_id=day.records["licence 0"], way="counter", receiver="章0", slip="lost")
    day.refused["a lost slip and nothing else"] = lost.value.code
    day.do(
        DeliverResult, record_id=day.records["licence 0"], way="counter", receiver="章零二", by_proxy=True,
        proof="委托书", relation="兄弟", slip="lost", identity_checked=True, signed=True,
    )  # fmt: skip

    # Results come as a list: one good row, one of a case nobody knows.
    day.at(15, 0)
    number = day.desk.papers(day.records["林小满"])[0].number
    licence = "JY23310810009001"
    row_of: dict[str, Any] = {"member": LICENCE, "granted": True, "officer": "李科", "result_number": licence}
    day.do(ImportResults, row=ResultRow(number=number, **row_of))
    with pytest.raises(DeskRefusal) as unknown:
        day.desk.do(ImportResults, row=ResultRow(number="331081-26-ZZZZ-000001-1", **row_of))
    day.refused["a result nobody asked for"] = unknown.value.code
    day.do(ShelveResult, scan=licence, shelves=SHELVES)
    day.do(NotifyApplicant, record_id=day.records["林小满"], about="result_ready", way="phone", outcome="no_answer")

    # A fee is told and paid; the two people with gaps come after all; the promised call is made.
    day.at(15, 40)
    company = day.records["a company"]
    day.do(
        NotifyFee, record_id=company, title="工本费", amount_fen=8000, payment_code="P2611", basis="《示例办法》第三条"
    )
    fee = fees_of(day.desk.detail(company).record)[0].fee_id
    day.do(RecordPayment, record_id=company, fee_id=fee, amount_fen=8000, way="scan")
    day.do(ReceiveRosterRows, record_id=company, rows=(row(29), row(30)))
    day.do(CloseConsultation, record_id=day.records["call"], answer="十个工作日")

    # A department sends one back: a page is missing. It is an errand, no second notice.
    day.at(16, 10)
    day.do(
        ReturnToCounter,
        record_id=day.records["章若谷"],
        reason_class="pages_missing",
        note="缺第 3 页",
        by="执法局窗口",
    )

    # The stamped papers are ticked; five o'clock.
    day.at(16, 40)
    for department in ("FOOD", "SEAL"):
        waiting = [e.number for rows in day.desk.store.shelves.errands.values() for e in rows if e.kind == "to_seal"]
        day.do(UseSeal, record_id=seal_of(day, department), numbers=tuple(waiting), purpose="文书用印")
    day.at(16, 55)
    day.do(CloseDay, unfilled=0)
    day.do(CountersignDay, by=LEADER.clerk if LEADER.clerk != LIN.clerk else "0199", name="李班")
    day.at(17, 0)


def test_the_card_of_the_morning_names_what_is_ahead(day: Day) -> None:
    assert day.card is not None
    assert [head.record_id for head in day.card.booked] == [day.records["booking 1"], day.records["booking 2"]]
    assert [each.stand_in_name for each in day.card.absent] == ["李科"]


def test_twelve_people_came_and_each_was_served(day: Day) -> None:
    expected = {
        "林小满": "completed", "a company": "taken_in", "江一苇": "correction_pending", "章若谷": "taken_in",
        "顾清和": "voided", "罗素衣": "acceptance_refused",
    }  # fmt: skip
    for who, status in expected.items():
        assert set(day.desk.statuses(day.records[who]).values()) == {status}, who
    assert set(day.desk.statuses(day.records["顾清和, right"]).values()) == {"completed"}
    assert day.asked == {"章5": 1}


def test_a_company_counts_as_one_case_and_thirty_people(day: Day) -> None:
    assert day.desk.counts()["people"] == 30
    assert len(day.desk.case(day.records["a company"]).sheet.roster) == 30


def test_each_bad_scan_and_row_got_its_own_sentence_and_the_rest_went_on(day: Day) -> None:
    assert day.refused == {
        "a licence nobody knows": "result_unmatched",
        "a lost slip and nothing else": "slip_lost_needs_identity",
        "a result nobody asked for": "result_row_unmatched",
    }
    shelved = [e for rows in day.desk.store.shelves.errands.values() for e in rows if e.kind == "on_shelf"]
    assert len(shelved) == 30  # thirty came, one more from the list, one was collected


def test_nothing_waited_for_the_network(day: Day) -> None:
    """Everything done without a line was safe on the desk, and is at the centre now, once."""
    assert "queued" in day.before_noon.values()
    for record_id in day.records.values():
        assert day.desk.state_of(record_id) == "confirmed", record_id
    with day.desk.store.sync_reading() as reading:
        assert reading.unsent().entries == 0
        assert reading.troubles() == ()
    for scope in (f"device:{day.desk.name}", f"hall:{day.desk.desk.identity.hall_code}"):
        theirs = day.desk.site.centre.digest(day.desk.name, scope)
        assert day.desk.digest(scope) == (theirs.count, theirs.xor)


def test_the_day_balances(day: Day) -> None:
    view = day.closing()
    assert view.balance.is_even
    assert view.balance.missing == 0
    assert view.balance.issued == view.balance.last - view.balance.first + 1
    assert view.day.closing is not None
    assert (view.day.closing.version, view.day.closing.countersigned_name) == (1, "李班")


def test_what_is_left_is_named_and_nothing_else(day: Day) -> None:
    left = {line: count for line, count in day.closing().figures()["lines"].items() if count}
    assert left.pop("papers") == day.closing().balance.issued
    assert left == {
        "to_hand_over": 1,  # the bundle's first part came in before noon, its department was not there
        "returned": 1,
        "originals": 5,
        "on_shelf": 30,
        "to_notify": 28,  # three of thirty were reached, the last one did not answer
        "seals": 3,
        "drafts": 1,
        "kept": 1,
    }


def test_a_return_is_no_second_notice(day: Day) -> None:
    kinds = day.desk.kinds(day.records["章若谷"])
    assert "ReturnedToCounter" in kinds
    assert "CorrectionRequested" not in kinds


def test_the_day_is_one_record_with_two_signatures(day: Day) -> None:
    kinds = day.desk.kinds(day_record_id(day.desk.desk.identity.device, THE_DAY))
    acts = [kind for kind in kinds if not kind.startswith("Paper")]
    assert acts == ["DayOpened", "ShiftHandedOver", "DayClosed", "DayCountersigned"]
