"""印章: registered, handed on, used, retired; each stamped paper is ticked on its case and in the seal's own book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.seals import PAPER_SEALED, SEAL, SEAL_HELD, Seal, papers_to_seal, read_seal
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, Paper, UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSeal(Command):
    """Enter a seal: ``title`` in full as the delegation names it, ``number`` as on its tag, ``holder`` a clerk's number
    or a post, ``place`` where it is kept."""

    title: str
    number: str
    holder: str
    place: str
    holder_name: str = ""
    may_leave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverSeal(Command):
    """Another person has the seal from now on; ``reason`` is one of ``domain.seals.REASONS``."""

    record_id: str
    to: str
    to_name: str = ""
    place: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSeal(Command):
    """Tick papers as stamped with the seal. Without ``numbers`` it was used for something else, which ``purpose``
    says. Numbers that are ticked already, void or of somebody else's seal are left out as long as one remains."""

    record_id: str
    numbers: tuple[str, ...] = ()
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireSeal(Command):
    """The seal is used no more: worn, replaced, taken back by its organ."""

    record_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSealRegister(Command):
    """Print the 印章使用登记 of a seal and a day; today where ``day`` is ``None``."""

    record_id: str
    day: date | None = None


def register_seal(desk: Desk, uow: UnitOfWork, command: RegisterSeal) -> Changes:
    """A new record. Refuses with ``seal_already_there`` where that number is held by somebody already."""
    writer = RecordWriter(desk, uow, command, SEAL)
    if (earlier := writer.earlier()) is not None:
        return earlier
    number, title = command.number.strip(), command.title.strip()
    if number and uow.errands(ErrandQuery(kinds=(SEAL_HELD,), number=number, limit=1)).total:
        raise DeskRefusal("seal_already_there", number=number)
    writer.begin()
    mandate = next((row for row in writer.catalogue.delegations if row.seal == title), None)
    department = writer.catalogue.get_department(mandate.department_key) if mandate is not None else None
    writer.do(
        "register_seal",
        (),
        {
            "title": title,
            "organ": department.name if department is not None else "",
            "department_key": department.key if department is not None else "",
            "number": number,
            "holder": command.holder.strip(),
            "holder_name": command.holder_name.strip(),
            "place": command.place.strip(),
            "may_leave": command.may_leave,
        },
    )
    return writer.finish()


def hand_over_seal(desk: Desk, uow: UnitOfWork, command: HandOverSeal) -> Changes:
    """Refuses with ``seal_may_not_leave`` for a visit with a seal that stays in the office."""
    writer = RecordWriter(desk, uow, command, SEAL)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    pass_on(writer, command.to.strip(), command.to_name.strip(), command.place.strip(), command.reason)
    return writer.finish()


def pass_on(writer: RecordWriter, to: str, to_name: str, place: str, reason: str) -> Fact:
    """The seal of an opened record goes to another hand; it stays at its place where none is named."""
    place = place or read_seal(writer.record).place
    return writer.do("hand_over_seal", (), {"to": to, "to_name": to_name, "place": place, "with": reason})


@dataclass
class _Stamped:
    """The papers of one record that this seal stamped."""

    writer: RecordWriter
    numbers: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


def use_seal(desk: Desk, uow: UnitOfWork, command: UseSeal) -> Changes:
    """The use as a fact of the seal, the tick as a fact of each case, in one database transaction.

    Refuses with ``no_such_paper``, ``paper_is_void``, ``other_seal`` for a single number, with ``nothing_to_seal``
    where of several none is left.
    """
    writer = RecordWriter(desk, uow, command, SEAL)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    seal = read_seal(writer.record)
    found = _papers(uow, seal, command.numbers)
    if command.numbers and not found:
        raise DeskRefusal("nothing_to_seal")
    body = {
        "papers": [paper.number for paper in found],
        "kinds": [paper.kind for paper in found],
        "purpose": command.purpose.strip(),
    }
    writer.do("use_seal", (), body)
    stamped: dict[str, _Stamped] = {}
    for paper in found:
        if paper.record_id not in stamped:
            other = writer.beside(f"paper{len(stamped) + 1}", paper.record_kind)
            other.open(paper.record_id)
            stamped[paper.record_id] = _Stamped(other)
        stamped[paper.record_id].numbers.append(paper.number)
        stamped[paper.record_id].members += paper.members
    for each in stamped.values():
        tick = {"numbers": each.numbers, "seal": seal.number, "title": seal.title, "seal_id": seal.record_id}
        role = desk.role_for("use_seal")
        each.writer.add(PAPER_SEALED, tuple(dict.fromkeys(each.members)), tick, role)
    return writer.finish()


def _papers(uow: UnitOfWork, seal: Seal, numbers: Iterable[str]) -> list[Paper]:
    """The papers that this seal may tick now. A single number that it may not tick is told why."""
    wanted = list(dict.fromkeys(number.strip() for number in numbers))
    found = []
    for number in wanted:
        try:
            found.append(_paper(uow, seal, number))
        except DeskRefusal:
            if len(wanted) == 1:
                raise
    return found


def _paper(uow: UnitOfWork, seal: Seal, number: str) -> Paper:
    paper = uow.paper(number)
    facts = uow.facts_of(paper.record_id) if paper is not None else ()
    issued = next((fact for fact in facts if fact.kind == "PaperIssued" and fact.body.get("number") == number), None)
    if paper is None or issued is None:
        raise DeskRefusal("no_such_paper", number=number)
    if paper.voided_at is not None:
        raise DeskRefusal("paper_is_void", number=number)
    borne = [str(title) for title in issued.body.get("seals", ())]
    if borne and seal.title not in borne:
        raise DeskRefusal("other_seal", number=number, seal=borne[0])
    waits = any(each.number == number and each.title == seal.title for each in papers_to_seal(facts))
    ticked = any(
        fact.kind == PAPER_SEALED and number in fact.body.get("numbers", ()) and fact.body.get("title") == seal.title
        for fact in facts
    )
    if ticked or (borne and not waits):
        raise DeskRefusal("nothing_to_seal")
    return paper


def retire_seal(desk: Desk, uow: UnitOfWork, command: RetireSeal) -> Changes:
    """The end of the record; its book stays."""
    writer = RecordWriter(desk, uow, command, SEAL)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    writer.do("retire_seal", (), {"reason": command.reason.strip()})
    return writer.finish()


def issue_seal_register(desk: Desk, uow: UnitOfWork, command: IssueSealRegister) -> Changes:
    """The book of one seal and one day as a paper."""
    writer = RecordWriter(desk, uow, command, SEAL)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    writer.issue("seal_register", (), {"day": (command.day or writer.now.date()).isoformat()})
    return writer.finish()
