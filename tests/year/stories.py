"""How each case of the year goes: commands of real use cases, each on its day."""

from __future__ import annotations

import random
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from stdnum.cn import ric

from tests.support.fakes import Counter
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, applicant, law_catalogue, marks, sheet_for
from tests.year.plan import Arrival
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn

SEAT: Final[Mapping[str, Any]] = MappingProxyType({"way": "signed_paper", "officer": "测试人乙"})
SURNAMES, NAMES = "林陈王李张黄叶郑吴徐", "小明海燕建国丽华志强秀英"


@dataclass(frozen=True, slots=True)
class Later:
    """What comes next for a case, and on which day at the earliest."""

    on: date
    arrival: Arrival
    record_id: str
    step: str


Step = Callable[[Counter, str, Arrival, random.Random], None]


def begin(counter: Counter, arrival: Arrival, draw: random.Random, done: Tally[str]) -> Later | None:
    """The first command of a case, and what follows."""
    sheet = sheet_of(arrival, draw)
    match arrival.story:
        case "on_the_spot":
            changes = counter.do(FinishOnTheSpot, sheet=sheet)
        case "corrected":
            without = marks(law_catalogue(), LICENCE, m_main=MaterialMark.MISSING)
            missing = IntakeSheet(LICENCE, False, sheet.catalogue_release, parties=sheet.parties, materials=without)
            changes = counter.do(RequestCorrection, sheet=missing, due=counter.today + timedelta(days=14))
        case "refused":
            record = counter.do(TakeIn, sheet=sheet)
            _print(counter, record.to_print, done)
            values = {"ground": "not_lawful", "reasons": ("不属于本条例所称的许可",)}
            changes = counter.do(RefuseAcceptance, record_id=record.record_id, **values)
            done["commands"] += 1
        case "joint":
            changes = counter.do(TakeIn, sheet=sheet)
        case _:
            changes = counter.do(AcceptCase, sheet=sheet)
    done["commands"] += 1
    _print(counter, changes.to_print, done)
    step = _NEXT.get(arrival.story, "")
    if not step:
        return None
    on = _days_on(counter, draw) + timedelta(days=LONG_DAYS if arrival.story == "long" else 0)
    return Later(on, arrival, changes.record_id, step)


def go_on(counter: Counter, later: Later, draw: random.Random, done: Tally[str]) -> Later | None:
    """The next command of a case that waited."""
    record_id, step = later.record_id, later.step
    match step:
        case "supplement":
            changes = counter.do(ReceiveSupplement, record_id=record_id, materials={"m_main": _ORIGINAL})
            following = "accept"
        case "accept":
            # Not every organ of a joint case delegates: there its own reviewer accepts.
            role = "reviewer" if later.arrival.story == "joint" else ""
            changes = counter.do(AcceptCase, record_id=record_id, as_role=role)
            following = "grant"
        case "deny":
            changes = counter.do(DecideCase, record_id=record_id, granted=False, reasons=("场所不合规定",), **SEAT)
            following = "deliver"
        case "grant":
            changes = counter.do(DecideCase, record_id=record_id, granted=True, **SEAT)
            is_over = later.arrival.story != "joint" or not counter.case(record_id).is_open
            following = "deliver" if is_over else "accept"
        case _:
            changes = counter.do(DeliverResult, record_id=record_id, way="counter", receiver="本人")
            following = ""
    done["commands"] += 1
    _print(counter, changes.to_print, done)
    return Later(_days_on(counter, draw), later.arrival, record_id, following) if following else None


def sheet_of(arrival: Arrival, draw: random.Random) -> IntakeSheet:
    """A complete application of a person of its own."""
    target = {"on_the_spot": FILING, "joint": CHAIN}.get(arrival.story, LICENCE)
    plain = _complete(target)
    name = draw.choice(SURNAMES) + "".join(draw.sample(NAMES, 2))
    person = applicant(name=name, identity_number=identity_number(arrival.number))
    return IntakeSheet(
        target, plain.is_bundle, plain.catalogue_release, answers=plain.answers, parties=(person,),
        materials=plain.materials,
    )  # fmt: skip


def identity_number(number: int) -> str:
    """A resident identity number with a right check digit for each number: invented."""
    born = date(1950, 1, 1) + timedelta(days=number % 20_000)
    stem = f"331081{born:%Y%m%d}{(number // 20_000) % 1_000:03d}"
    return stem + str(ric.calc_check_digit(f"{stem}0"))


_ORIGINAL = MaterialEntry(MaterialMark.ORIGINAL)
_NEXT: Final = MappingProxyType({
    "granted": "grant", "denied": "deny", "corrected": "supplement", "long": "grant", "joint": "accept",
})  # fmt: skip
LONG_DAYS: Final = 40


@cache
def _complete(target: str) -> IntakeSheet:
    return sheet_for(target)


def _print(counter: Counter, numbers: tuple[str, ...], done: Tally[str]) -> None:
    for number in numbers:
        counter.do(ReportPrinted, number=number, printed=True)
        done["commands"] += 1
        done["papers"] += 1


def _days_on(counter: Counter, draw: random.Random) -> date:
    return counter.today + timedelta(days=1 + draw.randrange(9))
