"""Cases for the sync bench: one case is acted out with the real use cases and the bundled catalogue, then copied for
other people, with numbers and ids of its own, into a desk's ledger. Every act of a copy may stand where it stands.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from stdnum.cn import ric

from tests.support.fakes import FakePress
from tests.support.memory_shelves import Shelves
from tests.support.memory_store import MemoryStore
from wenling_desk.bootstrap.opening import OpenDesk
from wenling_desk.domain.authority import Role
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.store import canonical
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.scripted_intake import command_of, read_script

NAME, IDENTITY_NUMBER = "林晓", "331081198511120410"
CASE: Final[dict[str, Any]] = {
    "target": "SC001",
    "applicant": {"name": NAME, "identity_number": IDENTITY_NUMBER, "phone": "13900001234"},
    "other_materials": "complete",
    "act": "take_in",
    "then": [
        {"act": "accept"},
        {"act": "decide", "granted": True, "way": "signed_paper", "officer": "王科长"},
        {"act": "deliver", "way": "counter", "receiver": NAME},
        {"act": "rate", "grade": "satisfied"},
    ],
}
"""The documented example of the intake schema, without delegation: taken in, accepted by the organ's seated reviewer,
decided, delivered, rated; each paper is reported printed."""
SURNAMES, GIVEN = "林陈王李张黄叶郑吴徐", "明海燕国丽华强秀英文"
WRITTEN_TOGETHER: Final = 250
"""Ops in one database transaction while a bench fills a ledger; a clerk writes one."""


@dataclass(frozen=True, slots=True)
class Body:
    """A fact of the template: its canonical text and the ids in it."""

    fact_id: str
    command_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """A fact of a copy: canonical bytes and ids."""

    fact_id: str
    record_id: str
    op_id: str
    body: bytes

    @property
    def fact(self) -> Fact:
        """Read."""
        return Fact.from_plain(json.loads(self.body))


@dataclass(frozen=True, slots=True)
class CaseTemplate:
    """The facts of each op of a case, in order, and what each copy has of its own instead."""

    ops: tuple[tuple[Body, ...], ...]
    record_id: str
    device: str
    numbers: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def facts(self) -> int:
        """Facts of one case."""
        return sum(len(op) for op in self.ops)

    def copy(self, number: int, papers: list[str], device: str) -> Iterator[tuple[Made, ...]]:
        """The facts of each op for person ``number`` at that device."""
        # As long as a real id, and in the order of their making, as real ones are: a tree grows at its end.
        ids = {each: f"{number:012x}{place:04x}{_tail(device)}" for place, each in enumerate(self.ids)}
        changed = {**ids, **dict(zip(self.numbers, papers, strict=True))}
        changed |= {self.device: device, IDENTITY_NUMBER: identity_number(number), NAME: name(number)}
        for op in self.ops:
            yield tuple(
                Made(ids[each.fact_id], ids[self.record_id], ids[each.command_id], _changed(each.text, changed))
                for each in op
            )


def _tail(device: str) -> str:
    return device.replace("-", "")[-16:].rjust(16, "0")


def _changed(text: str, changed: dict[str, str]) -> bytes:
    for old, new in changed.items():
        if old in text:
            text = text.replace(old, new)
    return text.encode("utf-8")


def name(number: int) -> str:
    """A name that only a few others have."""
    return SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10]


def identity_number(number: int) -> str:
    """A resident identity number with a right check digit for each number: invented."""
    born = date(1950, 1, 1) + timedelta(days=number % 20_000)
    stem = f"331081{born:%Y%m%d}{(number // 20_000) % 1_000:03d}"
    return stem + str(ric.calc_check_digit(f"{stem}0"))


def act_out(desk: Desk, plain: dict[str, Any] = CASE, *, steps: int | None = None) -> CaseTemplate:
    """Do the case once at a desk with a database in memory and a press that only notes what it is given. ``steps``:
    no further than so many acts."""
    identity = desk.identity
    store = MemoryStore(Shelves(identity.region, identity.desk_code, identity.device))
    dispatcher = Dispatcher(replace(desk, store=store, press=FakePress()))
    (case,) = read_script(plain, desk.catalogue())
    record = ""
    for step in case.steps[:steps]:
        dispatcher.sign_in(replace(desk.session, roles=(Role.REVIEWER,)) if step.act == "accept" else desk.session)
        target: dict[str, Any] = {"record_id": record} if record else {"sheet": case.sheet}
        changes = dispatcher.dispatch(command_of(step, desk.ids.new_id(), **target))
        record = changes.record_id
        for printed in changes.to_print:
            dispatcher.dispatch(ReportPrinted(command_id=desk.ids.new_id(), number=printed, printed=True))
    # A rating is an entry of its own ledger beside the case: what is copied is the case.
    facts = [fact for fact, *_ in store.shelves.facts if fact.record_id == record]
    ops = tuple(
        tuple(Body(fact.fact_id, fact.command_id, canonical.fact_to_bytes(fact).decode("utf-8")) for fact in group)
        for _, group in groupby(facts, key=lambda fact: fact.command_id)
    )
    ids = dict.fromkeys((record, *(each for fact in facts for each in (fact.command_id, fact.fact_id))))
    with store.reading() as reading:
        numbers = tuple(paper.number for paper in reading.papers_of(record))
    return CaseTemplate(ops, record, identity.device, numbers, tuple(ids))


class Serials:
    """The next paper numbers of a series, none given twice."""

    def __init__(self, region: str, desk_code: str, year: int, taken: int = 0) -> None:
        self._region, self._desk_code, self._year, self._taken = region, desk_code, year, taken

    def take(self, amount: int) -> list[str]:
        """So many numbers."""
        first = self._taken + 1
        self._taken += amount
        return [str(PaperNumber(self._region, self._year, self._desk_code, first + place)) for place in range(amount)]


def copies(template: CaseTemplate, first: int, ops: int, serials: Serials, device: str) -> Iterator[tuple[Made, ...]]:
    """So many ops of cases ``first`` and following, each with all its facts; the last case may stay open."""
    left = ops
    for number in itertools.count(first):
        for op in template.copy(number, serials.take(len(template.numbers)), device):
            if not left:
                return
            yield op
            left -= 1


def fill(desk: OpenDesk, template: CaseTemplate, first: int, ops: int) -> int:
    """Write so many ops of cases ``first`` and following into the desk's ledger; how many cases were begun."""
    identity = desk.store.identity
    with desk.store.unit_of_work() as unit:
        taken = unit.next_serial() - 1
    serials = Serials(identity.region, identity.desk_code, desk.parts.clock.now().year, taken)
    pending: list[tuple[Made, ...]] = []
    for op in copies(template, first, ops, serials, identity.device):
        pending.append(op)
        if len(pending) == WRITTEN_TOGETHER:
            _write(desk.store, pending)
            pending = []
    _write(desk.store, pending)
    return -(-ops // len(template.ops))


def _write(store: SqlStore, ops: list[tuple[Made, ...]]) -> None:
    with store.unit_of_work() as unit:
        for op in ops:
            facts = [made.fact for made in op]
            for _ in filter(lambda fact: fact.kind == "PaperIssued", facts):
                unit.next_serial()
            unit.append(facts)
        unit.commit()
