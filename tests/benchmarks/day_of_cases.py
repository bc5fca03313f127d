"""A counter's day at five o'clock, acted out with the real use cases: what 日清 has to account for.

Every case is one of seven that a day brings; of a hundred cases a third waits for its department, a fifth lies on the
shelf, and so on. Papers are only noted by the press while the day is filled: what is printed on them plays no part.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from tests.benchmarks.sync_cases import identity_number, name
from tests.support.fakes import EVERYTHING, MORNING, Counter
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, applicant, law_catalogue, sheet_for
from tests.support.store_samples import head
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.seals import TO_SEAL
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.day_view import view_day
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.desk_day import CloseDay, NameDifference, OpenDay
from wenling_desk.use_cases.fees import NotifyFee
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.handle_papers import ReportPrinted, VoidPaper
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.ports import ErrandQuery
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.seals import RegisterSeal, UseSeal
from wenling_desk.use_cases.shelve_results import ShelveResult
from wenling_desk.use_cases.sign_list import SignList
from wenling_desk.use_cases.take_in import TakeIn

IDENTITY: Final = StoreIdentity("331081", "K7QX", "desk-K7QX")
SHELVES: Final = HallShelves((ShelfUnit("1", 100, 1), ShelfUnit("2", 100, 1)))
GRANTED: Final[dict[str, Any]] = {"granted": True, "way": "signed_paper", "officer": "王科"}
ON_A_LIST: Final = 20
"""Papers handed over together."""
DRAFTS, CALLS = 8, 6
_AT_A_TIME: Final = 5_000
_CATALOGUE: Final = law_catalogue()


class CounterDay:
    """The desk of a day, over a database on disk."""

    def __init__(self, store: SqlStore) -> None:
        self.counter = Counter(_CATALOGUE, EVERYTHING)
        self.counter.become(store=store)
        self.store = store

    def do(self, kind: type[Command], /, **values: Any) -> Changes:
        """An act, and the printer prints what it should."""
        changes = self.counter.do(kind, **values)
        for number in changes.to_print:
            self.counter.do(ReportPrinted, number=number, printed=True)
        return changes

    def fill(self, cases: int, elsewhere: int) -> None:
        """A closed day before, and a day of so many cases, among ``elsewhere`` rows of other days and desks."""
        self._other_rows(elsewhere)
        self.counter.clock.moment = MORNING - timedelta(days=1)
        for mandate in self.counter.desk.catalogue().delegations:
            held = {"holder": EVERYTHING.clerk, "holder_name": EVERYTHING.clerk_name, "place": "3 号窗口抽屉"}
            self.do(RegisterSeal, title=mandate.seal, number=f"Y-{mandate.department_key}", **held)
        self.do(AcceptCase, sheet=_sheet(LICENCE, cases))
        self.do(CloseDay, unfilled=0)
        self.counter.clock.moment = MORNING
        self.do(OpenDay, checks={"disk": "good"})
        for number in range(cases):
            self.counter.later(seconds=80)
            _KINDS[number % len(_KINDS)](self, number)
        self._hand_over()
        self._stamp()
        self._loose_ends(cases)

    def _other_rows(self, amount: int) -> None:
        for start in range(0, amount, _AT_A_TIME):
            with self.store.unit_of_work() as unit:
                for number in range(start, min(start + _AT_A_TIME, amount)):
                    unit.save_heads(f"other-{number:06d}", [_other_row(number)])
                unit.commit()

    # -- the seven kinds -------------------------------------------------------------------------

    def _waits(self, number: int) -> None:
        self.do(TakeIn, sheet=_sheet(LICENCE, number))

    def _accepted(self, number: int) -> None:
        self.do(AcceptCase, sheet=_sheet(LICENCE, number))

    def _on_the_spot(self, number: int) -> None:
        self.do(FinishOnTheSpot, sheet=_sheet(FILING, number), result_number=f"33108126{number:06d}")

    def _shelved(self, number: int) -> None:
        record_id = self._decided(number)
        self.do(ShelveResult, scan=_licence(number), shelves=SHELVES)
        if number % 2:
            told = {"about": "result_ready", "way": "phone", "outcome": "reached"}
            self.do(NotifyApplicant, record_id=record_id, **told)

    def _decided(self, number: int) -> str:
        record_id = self.do(AcceptCase, sheet=_sheet(LICENCE, number)).record_id
        self.do(DecideCase, record_id=record_id, result_number=_licence(number), **GRANTED)
        return record_id

    def _incomplete(self, number: int) -> None:
        sheet = _sheet(LICENCE, number, without=("m_main",))
        self.do(RequestCorrection, sheet=sheet, due=self.counter.today + timedelta(days=14))

    def _with_a_fee(self, number: int) -> None:
        record_id = self.do(TakeIn, sheet=_sheet(CHAIN, number)).record_id
        fee = {"amount_fen": 8_000, "payment_code": f"P{number:06d}", "basis": "《示例办法》第三条"}
        self.do(NotifyFee, record_id=record_id, title="工本费", **fee)

    # -- what concerns them all ------------------------------------------------------------------

    def _hand_over(self) -> None:
        """Two lists in three go to the department; every other one is signed for."""
        with self.store.reading() as reading:
            found = reading.errands(ErrandQuery(kinds=("to_hand_over",), place="FOOD", limit=5_000)).rows
        records = list(dict.fromkeys(row.errand.record_id for row in found))
        lists = [records[first : first + ON_A_LIST] for first in range(0, len(records) * 2 // 3, ON_A_LIST)]
        for place, chunk in enumerate(lists):
            rows = tuple(HandoverRow(record_id) for record_id in chunk)
            made = self.do(MakeHandoverList, department_key="FOOD", rows=rows)
            if place % 2:
                self.do(SignList, list_id=made.record_id, by="李科", way="signature")

    def _stamp(self) -> None:
        """Nine papers in ten are ticked in the book of their seal."""
        with self.store.reading() as reading:
            waiting = reading.errands(ErrandQuery(kinds=(TO_SEAL,), limit=5_000)).rows
            held = reading.errands(ErrandQuery(kinds=("seal_held",))).rows
        books = {f"Y-{each.department_key}": each.seal for each in self.counter.desk.catalogue().delegations}
        for row in held:
            numbers = [each.errand.number for each in waiting if each.errand.place == books[row.errand.number]]
            numbers = numbers[: len(numbers) * 9 // 10]
            for first in range(0, len(numbers), ON_A_LIST):
                stamped = tuple(numbers[first : first + ON_A_LIST])
                self.do(UseSeal, record_id=row.errand.record_id, numbers=stamped, purpose="文书用印")

    def _loose_ends(self, cases: int) -> None:
        """Drafts, promised calls, one paper voided, one number lost and its reason given."""
        for number in range(DRAFTS):
            self.do(SaveDraft, draft_id=f"draft-{number}", sheet=_sheet(LICENCE, number), title="食品经营许可")
        for number in range(CALLS):
            call = {"channel": "phone", "answer_key": "limit", "call_back": True, "phone": f"1380000{number:04d}"}
            self.do(Consult, question="几天办好", **call)
        spoiled = self.counter.do(TakeIn, sheet=_sheet(LICENCE, cases + 1)).to_print[0]
        self.counter.do(VoidPaper, number=spoiled, reason="卡纸", collected=True)
        with self.store.unit_of_work() as unit:
            unit.next_serial()
            unit.commit()
        self.do(TakeIn, sheet=_sheet(LICENCE, cases + 2))
        with self.store.reading() as reading:
            differences = view_day(self.counter.desk, reading, self.counter.today, 0).balance.differences
        for each in differences:
            self.do(NameDifference, number=each.number, why="打印机断电，号码作废")


_KINDS: Final = (
    CounterDay._waits,
    CounterDay._accepted,
    CounterDay._on_the_spot,
    CounterDay._shelved,
    CounterDay._waits,
    CounterDay._accepted,
    CounterDay._incomplete,
    CounterDay._shelved,
    CounterDay._waits,
    CounterDay._with_a_fee,
)


def _sheet(target: str, number: int, **changes: Any) -> IntakeSheet:
    who = applicant(name=name(number), identity_number=identity_number(number), phone=f"1380001{number:04d}")
    return sheet_for(target, parties=(who,), catalogue=_CATALOGUE, **changes)


def _licence(number: int) -> str:
    return f"JY2331081{number:07d}"


def _other_row(number: int) -> CaseHead:
    """A case another desk holds, of one of the last forty days; every tenth is still open."""
    at: datetime = MORNING - timedelta(minutes=7 * number)
    return head(
        f"other-{number:06d}",
        LICENCE,
        record_kind=ACCEPTANCE,
        number=f"331081-26-M3TW-{number:06d}-A",
        open=number % 10 == 0,
        due=(MORNING + timedelta(days=number % 40 - 5)).date(),
        received_at=at,
        changed_at=at,
    )
