"""What clerks do besides the lawful steps of a case: lists for departments, shelves, seals, fees, bookings, the day."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Protocol

from tests.support.acts_bookings import a_past_case
from tests.support.law_catalogue import CARD, FILING, LICENCE, law_catalogue, sheet_for
from tests.support.rosters import roster, row
from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.use_cases.absence import EndAbsence, NoteAbsence
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.archive_case import ArchiveCase
from wenling_desk.use_cases.back_room_acts import AdviseCorrection
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.bookings import ArriveBooking, Book, CancelBooking, MissBooking, MoveBooking
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.desk_day import CloseDay, CountersignDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.fees import CancelFee, NotifyFee, RecordPayment, RefundFee
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.import_past_cases import ImportPastCase
from wenling_desk.use_cases.leave_half_way import GiveMaterialsBack, LeaveHalfWay
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.seals import HandOverSeal, RegisterSeal, RetireSeal, UseSeal
from wenling_desk.use_cases.send_result import IssueCollectionNotice, NoteCameBack, SendResult
from wenling_desk.use_cases.shelve_results import MoveResult, ShelveResult
from wenling_desk.use_cases.sign_list import ReturnToCounter, SignList
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.void_case import VoidCase

Values = dict[str, Any]
Plan = tuple[type[Command], Values]

SHELVES: Final = HallShelves((ShelfUnit("1", 9, 3), ShelfUnit("2", 9, 3)))
DEPARTMENTS: Final = ("FOOD", "SEAL", "SIGN", "CARD")
PLACES: Final = ("1-1", "1-5", "2-3", "9-9")
COLLEAGUES: Final = (("0198", "周琴"), ("0199", "林岚"), ("0103", "周全"))
LONG_AGO: Final = date(2026, 10, 20)
MOST_ROWS: Final = 6
"""Cases of one list."""
HANDED: Final = ("to_hand_over", "returned")


class Counter(Protocol):
    """A desk as far as this work needs it."""

    draw: random.Random
    is_dated: bool
    """Whether what is done here may depend on the date: two clocks never have the same one."""

    def today(self) -> date:
        """The desk's own date."""
        ...

    def held_records(self) -> Sequence[str]:
        """Records whose facts are here."""
        ...

    def status(self, record_id: str) -> tuple[str, str]:
        """The target and the status of a record's first open member."""
        ...

    def facts(self, record_id: str) -> Sequence[Fact]:
        """The facts of a record, in order."""
        ...

    def waiting(self) -> Sequence[Errand]:
        """What waits at this counter, always in one order."""
        ...


def plan_of(counter: Counter) -> Plan | None:
    """Something of this work; ``None`` when what was thought of has nothing to do."""
    return counter.draw.choice(_WORK)(counter)


def _attend(counter: Counter) -> Plan | None:
    """Something that waits; what is seldom there comes as often as what is always there."""
    draw, found = counter.draw, counter.waiting()
    kind = draw.choice(sorted({each.kind for each in found})) if found else ""
    ways = _BY_ERRAND.get(kind)
    return draw.choice(ways)(counter, draw.choice([each for each in found if each.kind == kind])) if ways else None


# -- departments ---------------------------------------------------------------------------------------


def _list(counter: Counter) -> Plan | None:
    """Several cases for one department; now and then one among them that is not for it, or not there any more."""
    draw = counter.draw
    waiting = [each for each in counter.waiting() if each.kind in HANDED]
    if not waiting:
        return None
    place = draw.choice(waiting).place
    records = list(dict.fromkeys(each.record_id for each in waiting if each.place == place))
    chosen = draw.sample(records, draw.randrange(1, 1 + min(MOST_ROWS, len(records))))
    if draw.random() < 0.1:
        chosen.append(draw.choice(list(counter.held_records())))
    elsewhere = draw.random() < 0.1
    department = draw.choice(DEPARTMENTS) if elsewhere else place
    rows = tuple(HandoverRow(record_id, why="错派后改送" if elsewhere else "") for record_id in chosen)
    return MakeHandoverList, {"department_key": department, "rows": rows}


def _sign(counter: Counter, errand: Errand) -> Plan:
    missing = (errand.record_id,) if counter.draw.random() < 0.2 else ()
    way = counter.draw.choice(("signature", "barcode"))
    return SignList, {"list_id": errand.key, "by": "王科", "way": way, "missing": missing}


def _send_back(counter: Counter, errand: Errand) -> Plan:
    reason = counter.draw.choice(("wrong_department", "pages_missing", "content"))
    return ReturnToCounter, {"record_id": errand.record_id, "reason_class": reason, "note": "对不上", "by": "王科"}


def _advise(counter: Counter) -> Plan | None:
    record_id = _held(counter, "taken_in")
    values = {"record_id": record_id, "opinion": "平面图没有标面积", "by": "王科", "way": "phone"}
    return (AdviseCorrection, values) if record_id else None


def _away(counter: Counter) -> Plan:
    today = counter.today()
    return NoteAbsence, {
        "name": "王科", "who": "0201", "department_key": "FOOD", "first": today, "last": today + timedelta(days=2),
        "stand_in_name": "李科", "stand_in": "0202",
    }  # fmt: skip


# -- results -------------------------------------------------------------------------------------------


def _shelve(counter: Counter, errand: Errand) -> Plan:
    numbers = [str(fact.body["number"]) for fact in counter.facts(errand.record_id) if fact.kind == "PaperIssued"]
    scan = errand.number or (numbers[0] if numbers else "JY0")
    return ShelveResult, {"scan": scan, "member": errand.member, "shelves": SHELVES}


def _move(counter: Counter, errand: Errand) -> Plan:
    return MoveResult, {"record_id": errand.record_id, "place": counter.draw.choice(PLACES), "shelves": SHELVES}


def _send(counter: Counter, errand: Errand) -> Plan:
    if counter.draw.random() < 0.5:
        return SendResult, {"record_id": errand.record_id, "way": "locker", "box": "07", "code_hint": "61"}
    tracking = f"EX{counter.draw.randrange(10**9):09d}CN"
    return SendResult, {"record_id": errand.record_id, "way": "courier", "carrier": "邮政 EMS", "tracking": tracking}


def _deliver(counter: Counter, errand: Errand) -> Plan:
    return DeliverResult, {"record_id": errand.record_id, "way": "counter", "receiver": "林小满", "slip": "shown"}


def _came_back(counter: Counter, errand: Errand) -> Plan:
    return NoteCameBack, {"record_id": errand.record_id, "reason": "没有人收"}


def _notify(counter: Counter, errand: Errand) -> Plan:
    draw = counter.draw
    values: Values = {"record_id": errand.record_id, "about": errand.state or "result_ready"}
    if draw.random() < 0.5:
        return NotifyApplicant, {**values, "way": "phone", "outcome": draw.choice(("reached", "no_answer"))}
    sent = {"way": "message", "outcome": draw.choice(("sent", "failed")), "message_id": f"m-{draw.randrange(10**9)}"}
    return NotifyApplicant, {**values, **sent, "text_id": "collecting.message.result_ready"}


def _notice(counter: Counter, errand: Errand) -> Plan:
    return IssueCollectionNotice, {"record_id": errand.record_id, "locker_days": 7}


def _archive(counter: Counter) -> Plan | None:
    record_id = _held(counter, "completed", "denied", "acceptance_refused", "withdrawn", "terminated")
    return (ArchiveCase, {"record_id": record_id}) if record_id else None


# -- repairs, fees, what is left at the counter --------------------------------------------------------


def _amend(counter: Counter) -> Plan | None:
    record_id = _held(counter, "taken_in", "accepted")
    numbers = [str(fact.body["number"]) for fact in counter.facts(record_id) if fact.kind == "PaperIssued"]
    if not numbers:
        return None
    mending = Mending(party_field("p1", "phone"), f"138{counter.draw.randrange(10**8):08d}")
    values = {"changes": (mending,), "reason": "电话输错一位", "collected": True}
    return AmendPaper, {"number": counter.draw.choice(numbers), **values}


def _void(counter: Counter) -> Plan | None:
    record_id = _held(counter, "taken_in", "accepted")
    if not record_id:
        return None
    draw = counter.draw
    numbers = [str(fact.body["number"]) for fact in counter.facts(record_id) if fact.kind == "PaperIssued"]
    values: Values = {"record_id": record_id, "reasons": ("事项选错",), "collected": dict.fromkeys(numbers, True)}
    values |= {"reply_by": "王科", "reply_note": "同意作废"} if draw.random() < 0.5 else {}
    return VoidCase, values | {"copy_to": draw.choice((FILING, CARD)), "new_draft": f"draft-{draw.randrange(10**9)}"}


def _tell_fee(counter: Counter) -> Plan | None:
    record_id = _held(counter, "taken_in", "accepted")
    amount = counter.draw.choice((1000, 8000))
    values = {"title": "证件工本费", "amount_fen": amount, "payment_code": f"P{counter.draw.randrange(10**6)}"}
    return (NotifyFee, {"record_id": record_id, **values, "basis": "《示例收费管理办法》第三条"}) if record_id else None


def _pay(counter: Counter, errand: Errand) -> Plan:
    return RecordPayment, {
        "record_id": errand.record_id, "fee_id": errand.key, "amount_fen": errand.amount, "way": "pos"
    }  # fmt: skip


def _forgo(counter: Counter, errand: Errand) -> Plan:
    return CancelFee, {"record_id": errand.record_id, "fee_id": errand.key, "reason": "免收"}


def _refund(counter: Counter) -> Plan | None:
    paid = [fact for record in counter.held_records() for fact in counter.facts(record) if fact.kind == "FeePaid"]
    if not paid:
        return None
    fact = counter.draw.choice(paid)
    return RefundFee, {
        "record_id": fact.record_id, "fee_id": fact.body["fee_id"], "amount_fen": 300, "reason": "多收"
    }  # fmt: skip


@cache
def _left_sheet() -> IntakeSheet:
    return sheet_for(LICENCE, catalogue=law_catalogue())


HOLDERS: Final = {"m_main": "counter", "m_late": "counter", "m_word": "applicant", "m_known": "applicant"}


def _leave(counter: Counter) -> Plan:
    values = {"draft_id": f"draft-{counter.draw.randrange(10**9)}", "sheet": _left_sheet(), "title": "食品经营许可"}
    return LeaveHalfWay, {**values, "holders": {**HOLDERS, "m_form": "counter"}}


def _fetch_kept(counter: Counter, errand: Errand) -> Plan:
    some = ("m_main",) if counter.draw.random() < 0.5 else ()
    return GiveMaterialsBack, {"draft_id": errand.record_id, "materials": some, "to": "林小满"}


def _go_on(counter: Counter, errand: Errand) -> Plan:
    """Whoever left comes back, and the draft that carries facts becomes a case."""
    return TakeIn, {"sheet": _left_sheet(), "draft_id": errand.record_id}


# -- seals and the day ---------------------------------------------------------------------------------


def _seal(counter: Counter) -> Plan:
    draw = counter.draw
    holder, name = draw.choice(COLLEAGUES)
    title = draw.choice([each.seal for each in law_catalogue().delegations])
    values = {"title": title, "number": f"SJ-{draw.randrange(10**6):06d}", "holder": holder, "holder_name": name}
    return RegisterSeal, {**values, "place": "3 号窗口抽屉", "may_leave": draw.random() < 0.5}


def _stamp(counter: Counter, errand: Errand) -> Plan | None:
    """Whatever waits for the same seal, from several cases at once."""
    draw = counter.draw
    waiting = [each for each in counter.waiting() if each.kind == "to_seal" and each.place == errand.place]
    numbers = sorted({each.number for each in waiting})
    title = errand.place
    seals = [each for each in counter.waiting() if each.kind == "seal_held"]
    fitting = [each for each in seals if any(fact.body.get("title") == title for fact in counter.facts(each.record_id))]
    if not seals or not numbers:
        return _seal(counter)
    chosen = tuple(draw.sample(numbers, draw.randrange(1, 1 + min(MOST_ROWS, len(numbers)))))
    return UseSeal, {"record_id": draw.choice(fitting or seals).record_id, "numbers": chosen, "purpose": "文书用印"}


def _pass_seal(counter: Counter, record_id: str) -> Plan:
    if counter.draw.random() < 0.1:
        return RetireSeal, {"record_id": record_id, "reason": "磨损，换新"}
    to, name = counter.draw.choice(COLLEAGUES)
    reason = counter.draw.choice(("shift", "visit", "return"))
    return HandOverSeal, {"record_id": record_id, "to": to, "to_name": name, "reason": reason}


def _day(counter: Counter) -> Plan:
    to, name = counter.draw.choice(COLLEAGUES)
    if not counter.is_dated:
        return counter.draw.choice(
            ((CloseDay, {"on": LONG_AGO}), (CountersignDay, {"on": LONG_AGO, "by": to, "name": name}))
        )
    ways: tuple[Plan, ...] = (
        (OpenDay, {"checks": {"disk": "good"}}),
        (HandOverShift, {"to": to, "to_name": name, "waiting": 2}),
        (NameDifference, {"number": "331081-26-K7QX-000001-J", "why": "打印机故障"}),
        (CloseDay, {}),
        (CloseDay, {}),
        (CountersignDay, {"by": to, "name": name}),
    )
    return counter.draw.choice(ways)


# -- bookings, old cases, rosters ----------------------------------------------------------------------


def _book(counter: Counter) -> Plan:
    draw = counter.draw
    day = counter.today() + timedelta(days=draw.randrange(2))
    values = {"name": "林小满", "phone": "13800005678", "title": "食品经营许可", "target_code": LICENCE}
    return Book, {**values, "day": day, "slot": draw.choice(("09:30", "10:30"))}


def _old_case(counter: Counter) -> Plan:
    old = a_past_case(number=f"温食2019-{counter.draw.randrange(10**5):05d}")
    return ImportPastCase, {"row": old, "source": "旧台账.xlsx", "sha256": "f" * 64, "mapping": "通用台账"}


@cache
def _roster_sheet() -> IntakeSheet:
    return sheet_for(LICENCE, catalogue=law_catalogue(), roster=roster(3, 2))


def _batch(counter: Counter) -> Plan:
    """An application for many people, or the people of one that mend their gaps."""
    for record_id in counter.held_records() if counter.draw.random() < 0.6 else ():
        facts = counter.facts(record_id)
        if facts[0].kind == "TakenIn" and facts[0].body.get("sheet", {}).get("roster"):
            place = counter.draw.choice((4, 5))
            return ReceiveRosterRows, {"record_id": record_id, "rows": (row(place),)}
    return TakeIn, {"sheet": _roster_sheet()}


def _held(counter: Counter, *statuses: str) -> str:
    """A record here that stands so; empty for none."""
    found = [record for record in counter.held_records() if counter.status(record)[1] in statuses]
    return counter.draw.choice(found) if found else ""


_WORK: Final[Sequence[Callable[[Any], Plan | None]]] = (
    *(_list,) * 4, *(_attend,) * 10, _advise, _away, _amend, _amend, _void, _tell_fee, _tell_fee, _refund, _leave,
    _seal, _day, _day, _book, _book, _old_case, _batch, _batch, _archive,
    _archive,
)  # fmt: skip

_BY_ERRAND: Final[Mapping[str, Sequence[Callable[[Any, Errand], Plan | None]]]] = {
    "to_hand_over": (lambda counter, _: _list(counter),),
    "returned": (lambda counter, _: _list(counter),),
    "unsigned": (_sign, _sign, _send_back),
    "to_shelve": (_shelve,),
    "on_shelf": (_move, _send, _deliver, _notice, _notify),
    "sent_out": (_deliver, _came_back),
    "to_notify": (_notify,),
    "fee_due": (_pay, _pay, _forgo),
    "materials_kept": (_fetch_kept, _go_on, _go_on),
    "to_seal": (_stamp,),
    "seal_held": (lambda counter, errand: _pass_seal(counter, errand.record_id),),
}
"""By kind of errand, what is done about it."""

_OF_STATUS: Final[Mapping[str, Sequence[Callable[[Any, str], Plan]]]] = {
    "booked": (
        lambda counter, record: (
            ArriveBooking, {"record_id": record, "draft_id": f"draft-{counter.draw.randrange(10**9)}"}
        ),
        lambda counter, record: (
            (MissBooking if counter.is_dated else ArriveBooking), {"record_id": record}
        ),
        lambda _, record: (CancelBooking, {"record_id": record, "reason": "本人说不来了"}),
        lambda counter, record: (
            MoveBooking, {"record_id": record, "day": counter.today() + timedelta(days=1), "slot": "09:30"}
        ),
    ),
    "absence_noted": (lambda _, record: (EndAbsence, {"absence_id": record}),),
    "seal_held": (lambda counter, record: _pass_seal(counter, record),),
    "list_unsigned": (lambda _, record: (SignList, {"list_id": record, "by": "王科"}),),
}  # fmt: skip
"""By the status of a record that is no case, what is done with it."""
ENDED: Final = frozenset({
    "list_signed", "list_deemed", "arrived", "missed", "cancelled", "absence_ended", "seal_retired", "day_running",
    "day_closed",
})  # fmt: skip
"""Statuses of such records in which nothing is done with them, or nothing that looks at the record."""


def of_record(counter: Counter, record_id: str, status: str) -> Plan | None:
    """What is done with a record that is no case."""
    ways = _OF_STATUS.get(status)
    return counter.draw.choice(ways)(counter, record_id) if ways else None


def is_other(status: str) -> bool:
    """Whether it is the status of a record that is no case."""
    return status in _OF_STATUS or status in ENDED
