"""What clerks do all day: commands chosen from what the workflow table allows, now and then one it does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Protocol

from tests.simulation import counter_work
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, applicant, law_catalogue, sheet_for
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.change_hall import ChangeHall
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.edit_case import CorrectOnTheSpot, EditFormField, RecordOfficialNumber
from wenling_desk.use_cases.end_application import RevokeAcceptance, TerminateCase, WithdrawApplication
from wenling_desk.use_cases.handle_papers import IssueCaseSummary, ReprintPaper, VoidPaper
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.settle_conflict import AdoptLosingText, SetAside
from wenling_desk.use_cases.settle_dispute import OUTCOMES, SettleDispute
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit, StartSpecialProcedure
from wenling_desk.use_cases.sync_ports import Trouble
from wenling_desk.use_cases.take_in import TakeIn

ORIGINAL: Final = MaterialEntry(MaterialMark.ORIGINAL)
FIELDS: Final[Mapping[str, Sequence[str]]] = {
    CHAIN: ("entity_name", "address", "capital"),
    SHOP: ("entity_name", "address"),
}
WORDS: Final = ("甲", "乙", "丙", "示例路 1 号", "示例路 2 号", "100 万元", "𠮷野家样", "=1+1")


def _invented_person(number: int) -> str:
    """A resident identity number with a valid check character; nobody lives by it."""
    first = f"33108119{60 + number % 40}0{1 + number % 9}1{number % 10}{900 + number}"[:17]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
    return first + "10X98765432"[rest]


PEOPLE: Final = tuple(_invented_person(number) for number in range(40))

COUNTER_SHARE: Final = 0.4
"""How much of a day is work that is no lawful step of a case."""
Values = dict[str, Any]
Plan = tuple[type[Command], Values]


class Seat(Protocol):
    """A desk as its clerk sees it."""

    draw: random.Random
    is_dated: bool

    def today(self) -> date:
        """The desk's own date."""
        ...

    def held_records(self) -> Sequence[str]:
        """Records whose facts are here."""
        ...

    def shared_records(self) -> Sequence[str]:
        """Those of them some other desk has too."""
        ...

    def status(self, record_id: str) -> tuple[str, str]:
        """The target and the status of a record's first open member; empty for what no list shows."""
        ...

    def troubles(self, record_id: str) -> Sequence[Trouble]:
        """What a person must look at."""
        ...

    def other_hall(self) -> str:
        """The hall this desk does not belong to."""
        ...

    def facts(self, record_id: str) -> Sequence[Fact]:
        """The facts of a record, in order."""
        ...

    def waiting(self) -> Sequence[Errand]:
        """What waits at this counter, always in one order."""
        ...


@cache
def _sheet(target: str, without: tuple[str, ...], person: str) -> IntakeSheet:
    """Sheets never change: each is made once."""
    return sheet_for(target, without=without, catalogue=law_catalogue(), parties=(applicant(identity_number=person),))


def choose(seat: Seat) -> Plan | None:
    """What the clerk does next; ``None`` when there is nothing to do it to."""
    draw, held = seat.draw, seat.held_records()
    if held and draw.random() < COUNTER_SHARE:
        plan = counter_work.plan_of(seat)
        if plan is not None:
            return plan
    if not held or draw.random() < 0.2:
        return _new_case(seat)
    shared = seat.shared_records()
    record_id = draw.choice(shared if shared and draw.random() < 0.7 else held)
    target, status = seat.status(record_id)
    if not status:
        return None
    if counter_work.is_other(status):
        return counter_work.of_record(seat, record_id, status)
    troubles = seat.troubles(record_id)
    if troubles and draw.random() < 0.3:
        return _settle(seat, record_id, draw.choice(troubles))
    if draw.random() < 0.35 and FIELDS.get(target):
        return _edit(seat, record_id, target)
    if draw.random() < 0.25:
        return _aside(seat, record_id)
    if draw.random() < 0.05:
        status = draw.choice(sorted(_BY_STATUS))
    ways = _BY_STATUS.get(status)
    if not ways:
        return _aside(seat, record_id)
    kind, values = draw.choice(ways)(seat)
    return kind, {"record_id": record_id, **values}


def _new_case(seat: Seat) -> Plan:
    draw = seat.draw
    person = draw.choice(PEOPLE)
    kind, target, without = draw.choice((
        (TakeIn, CHAIN, ()), (TakeIn, CHAIN, ()), (TakeIn, LICENCE, ()), (TakeIn, SHOP, ()), (TakeIn, FILING, ()),
        (AcceptCase, LICENCE, ()), (RequestCorrection, LICENCE, ("m_main",)), (DeferMaterials, LICENCE, ("m_late",)),
    ))  # fmt: skip
    values: Values = {"sheet": _sheet(target, without, person)}
    if without:
        values["due"] = _soon(seat)
    return kind, values


def _edit(seat: Seat, record_id: str, target: str) -> Plan:
    draw = seat.draw
    name = draw.choice(FIELDS[target])
    seen = None
    facts = seat.facts(record_id)
    refused = {fact.body.get("fact_id") for fact in facts if fact.kind == "FactRefused"}
    for fact in facts:
        if fact.kind == "FormFieldEdited" and fact.body.get("field") == name and fact.fact_id not in refused:
            seen = fact.body.get("new")
    new = draw.choice([word for word in WORDS if word != seen])
    return EditFormField, {"record_id": record_id, "field_id": name, "seen": seen, "new": new}


def _aside(seat: Seat, record_id: str) -> Plan | None:
    """What changes no status: looks, prints, numbers, sums."""
    draw = seat.draw
    numbers = [str(fact.body["number"]) for fact in seat.facts(record_id) if fact.kind == "PaperIssued"]
    ways: list[Plan] = [
        (LookAtPerson, {"record_id": record_id, "reason": "核对"}),
        (LookAtPerson, {"record_id": record_id, "reason": "核对"}),
        (IssueCaseSummary, {"record_id": record_id}),
        (
            RecordOfficialNumber,
            {"record_id": record_id, "official_number": f"3310812026{draw.randrange(10**8):08d}"},
        ),
        (RateCase, {"record_id": record_id, "grade": "satisfied"}),
        (AttachScan, {"record_id": record_id, "data": _scan(draw), "media_type": "image/jpeg"}),
        (ChangeHall, {"record_id": record_id, "to_hall": seat.other_hall(), "reason": "搬家"}),
    ]
    if numbers:
        number = draw.choice(numbers)
        ways += [(ReprintPaper, {"number": number})] * 2
        ways.append((VoidPaper, {"number": number, "reason": "打错", "collected": True}))
    return draw.choice(ways)


def _scan(draw: random.Random) -> bytes:
    """A small picture; now and then one that is there already."""
    return b"\xff\xd8\xff" + draw.randrange(60).to_bytes(2) * draw.choice((20, 400))


def _settle(seat: Seat, record_id: str, trouble: Trouble) -> Plan:
    """A person decides, or leaves it as it is."""
    if trouble.code in ("disputed", "number_shared"):
        outcome = seat.draw.choice(OUTCOMES)
        return SettleDispute, {
            "record_id": record_id,
            "dispute": trouble.trouble_id,
            "outcome": outcome,
            "reason": "核对了原件",
        }
    kind = AdoptLosingText if trouble.code == "field_conflict" and seat.draw.random() < 0.6 else SetAside
    return kind, {"record_id": record_id, "trouble_id": trouble.trouble_id}


def _soon(seat: Seat) -> date:
    return seat.today() + timedelta(days=14)


def _special(seat: Seat) -> Plan:
    values = {"procedure": "testing", "reason": "依法检测", "expected_end": _soon(seat), "approver": "李局"}
    return StartSpecialProcedure, values


def _grant(seat: Seat) -> Plan:
    """With the licence's number, which now and then somebody typed before."""
    number = f"JY{seat.draw.randrange(400):06d}" if seat.draw.random() < 0.7 else ""
    return DecideCase, {"granted": True, **_DECIDED, "result_number": number}


_WITHDRAW: Plan = (WithdrawApplication, {"request_received": True, "reason": "不办了"})
_DECIDED: Values = {"way": "signed_paper", "officer": "王科"}
_REFUSE: Plan = (RefuseAcceptance, {"ground": "not_lawful", "reasons": ("依法不能受理",)})
_TERMINATE: Plan = (TerminateCase, {"reasons": ("主体注销",)})

_BY_STATUS: Final[Mapping[str, Sequence[Callable[[Seat], Plan]]]] = {
    "waiting_predecessor": (lambda seat: _WITHDRAW,),
    "taken_in": (
        lambda seat: (AcceptCase, {}),
        lambda seat: (AcceptCase, {}),
        lambda seat: (AcceptCase, {}),
        lambda seat: (CorrectOnTheSpot, {"what": "电话写错"}),
        lambda seat: _REFUSE,
        lambda seat: _WITHDRAW,
        lambda seat: (RequestCorrection, {"due": _soon(seat)}),
    ),
    "correction_pending": (
        lambda seat: (ReceiveSupplement, {"materials": {"m_main": ORIGINAL}}),
        lambda seat: (ReceiveSupplement, {"materials": {"m_main": ORIGINAL}}),
        lambda seat: _WITHDRAW,
    ),
    "accepted": (
        lambda seat: (ReviewCase, {"opinion": "同意", **_DECIDED}),
        _grant,
        _grant,
        _grant,
        lambda seat: (DecideCase, {"granted": False, "reasons": ("不符合条件",), **_DECIDED}),
        lambda seat: (ExtendTimeLimit, {"days": 5, "reason": "案情复杂", "approver": "李局"}),
        _special,
        lambda seat: _TERMINATE,
        lambda seat: _WITHDRAW,
    ),
    "accepted_deferred": (
        lambda seat: (ReceiveSupplement, {"materials": {"m_late": ORIGINAL}}),
        lambda seat: (RevokeAcceptance, {"reasons": ("逾期未补",)}),
        lambda seat: _TERMINATE,
    ),
    "special_procedure": (lambda seat: (EndSpecialProcedure, {}), lambda seat: _TERMINATE),
    "completed": (lambda seat: (DeliverResult, {"way": "counter", "receiver": "林小满"}),),
    "denied": (lambda seat: (DeliverResult, {"way": "counter", "receiver": "林小满"}),),
}
"""By a member's status, what is usually done next."""
