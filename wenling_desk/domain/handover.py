"""Where the papers of a case lie: at the counter, with a department, or back again; a second fold over its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.record import RecordState

HANDED_OVER, SIGNED_FOR, RETURNED = "HandedOver", "SignedFor", "ReturnedToCounter"
COUNTER, DEPARTMENT, BACK = "counter", "department", "returned"
"""The places of :class:`Whereabouts`."""

WRONG_DEPARTMENT, NOT_RECEIVED = "wrong_department", "not_received"
REASON_CLASSES: Final = frozenset({WRONG_DEPARTMENT, "pages_missing", "content", NOT_RECEIVED})
"""Why papers come back to the counter (退回窗口): 错派, 缺页, 内容; and papers that stood on a list but were not there
when it was signed. ``resources/counter/handover.yaml`` says what each one asks for."""

BY_SIGNATURE, BY_BARCODE, DEEMED = "signature", "barcode", "deemed"
SIGNED_WAYS: Final = frozenset({BY_SIGNATURE, BY_BARCODE, DEEMED})

WAITING_STATUSES: Final = frozenset({"taken_in", "accepted", "accepted_deferred", "special_procedure"})
"""Statuses in which papers that lie at the counter belong with the department. One who still has to correct something
takes the papers home, one whose predecessor runs has not begun, and what has ended goes to the file."""

_BRINGS: Final = frozenset({"SupplementReceived", "DeferredMaterialsReceived", "DeferralClosed"})


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A hand-over nobody has signed for yet (未签收): ``list_id`` is the list's record, ``number`` its paper's."""

    list_id: str
    number: str
    department_key: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a member's papers lie (材料去向).

    ``place`` is ``counter``, ``department`` or ``returned``; ``since`` when they came there. ``department_key`` is the
    department that has them, that they came back from, or that they wait for. ``signed_at`` is ``None`` while the last
    list is unsigned. ``papers_since`` is the moment something for the department came to lie at the counter, ``None``
    where nothing does: a supplement waits there while the rest is in the department. ``reason_class`` and ``note`` say
    why they came back, ``unsigned`` which lists nobody signed.
    """

    place: str
    department_key: str
    since: datetime
    papers_since: datetime | None = None
    list_id: str = ""
    list_number: str = ""
    signed_at: datetime | None = None
    signed_by: str = ""
    signed_way: str = ""
    reason_class: str = ""
    note: str = ""
    unsigned: tuple[Unsigned, ...] = ()

    @property
    def waits_at_counter(self) -> bool:
        """Whether papers lie at the counter that could go to a department."""
        return self.place != DEPARTMENT or self.papers_since is not None


def whereabouts(record: RecordState, member: str) -> Whereabouts:
    """Where the papers of a member lie. What a person has yet to decide about (待核处) moves nothing.

    What a department took in at its own seat never lay at the counter. Raises ``KeyError`` for a member the record
    does not have.
    """
    first, department_key = _taken_in(record, member)
    started = record.last("MemberStarted", member)
    begun = started.at if started is not None else first.at
    if first.role == Role.REVIEWER:
        found = Whereabouts(DEPARTMENT, department_key, begun, signed_at=begun, signed_by=first.clerk)
    else:
        found = Whereabouts(COUNTER, department_key, begun, begun)
    for fact in record.facts:
        if fact.fact_id in record.out_of_table or (fact.members and member not in fact.members):
            continue
        found = _moved(found, fact)
    return found


def _taken_in(record: RecordState, member: str) -> tuple[Fact, str]:
    for fact in record.facts_of("TakenIn"):
        for plain in fact.body.get("members", ()):
            if plain["code"] == member:
                return fact, str(plain["department_key"])
    raise KeyError(member)


def _moved(found: Whereabouts, fact: Fact) -> Whereabouts:
    body = fact.body
    if fact.kind == HANDED_OVER:
        list_id, number, key = (str(body.get(name, "")) for name in ("list", "number", "department_key"))
        given = Unsigned(list_id, number, key, fact.at)
        return Whereabouts(
            place=DEPARTMENT,
            department_key=given.department_key,
            since=fact.at,
            list_id=given.list_id,
            list_number=given.number,
            unsigned=(*(each for each in found.unsigned if each.list_id != given.list_id), given),
        )
    if fact.kind == SIGNED_FOR:
        list_id = str(body.get("list", ""))
        left = tuple(each for each in found.unsigned if each.list_id != list_id)
        if found.place != DEPARTMENT or found.list_id != list_id:
            return replace(found, unsigned=left)
        return replace(
            found,
            unsigned=left,
            signed_at=found.signed_at or _moment(body.get("at"), fact.at),
            signed_by=found.signed_by or str(body.get("by", "")),
            signed_way=found.signed_way or str(body.get("way", "")),
        )
    if fact.kind == RETURNED:
        return Whereabouts(
            place=BACK,
            department_key=found.department_key,
            since=fact.at,
            papers_since=fact.at,
            list_id=found.list_id,
            list_number=found.list_number,
            reason_class=str(body.get("reason_class", "")),
            note=str(body.get("note", "")),
        )
    if fact.kind in _BRINGS and found.place == DEPARTMENT and found.papers_since is None and _on_paper(fact):
        return replace(found, papers_since=fact.at)
    return found


def _moment(text: object, otherwise: datetime) -> datetime:
    """A moment as a fact names it, with its offset; what cannot be read is the fact's own."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return otherwise
    return found if found.tzinfo is not None else otherwise


def _on_paper(fact: Fact) -> bool:
    """Whether a fact brought sheets of paper: what came electronically needs no carrying."""
    if fact.role == Role.REVIEWER:
        return False
    return any(MaterialEntry.from_plain(plain).is_on_paper for plain in fact.body.get("materials", {}).values())


def given_away(record: RecordState) -> tuple[Fact, ...]:
    """The hand-overs of a record whose papers have not come back, in order."""
    facts = [fact for fact in record.facts if fact.fact_id not in record.out_of_table]
    return tuple(
        fact
        for position, fact in enumerate(facts)
        if fact.kind == HANDED_OVER
        and not any(
            later.kind == RETURNED and not set(later.members).isdisjoint(fact.members) for later in facts[position:]
        )
    )


def papers_away(record: RecordState) -> frozenset[str]:
    """Ids of the materials a department has; one that was brought anew since lies at the counter."""
    given = {fact.fact_id: fact for fact in given_away(record)}
    away: set[str] = set()
    for fact in record.facts:
        if fact.fact_id in given:
            away.update(str(paper.get("id", "")) for paper in fact.body.get("papers", ()))
        elif fact.kind in _BRINGS:
            away.difference_update(fact.body.get("materials", {}))
    return frozenset(away)


def originals_here(case: CaseView) -> int:
    """Original documents of a case that lie at the counter: those handed in, without those a department has."""
    away = papers_away(case.record)
    return sum(
        entry.copies or 1
        for material, entry in case.sheet.materials.items()
        if entry.mark is MaterialMark.ORIGINAL and material not in away
    )


def errands(record: RecordState, case: CaseView | None) -> Iterable[Errand]:
    """What of a case waits to be handed over, to be signed for, or lies back at the counter.

    The originals of the case stand as ``amount`` on the first of its members that waits, so that amounts add up.
    """
    if case is None:
        return
    originals: int | None = originals_here(case)
    for member in case.members:
        found = whereabouts(record, member.code)
        for errand in _of_member(case, member, found):
            if errand.kind != "unsigned":
                errand = replace(errand, amount=originals or 0)
                originals = None
            yield errand


def _of_member(case: CaseView, member: CaseMember, found: Whereabouts) -> Iterator[Errand]:
    here = case.record_id, case.record.kind, member.code
    for given in found.unsigned:
        yield Errand(*here, "unsigned", given.list_id, given.since, number=given.number, place=given.department_key)
    if found.papers_since is None or member.status not in WAITING_STATUSES:
        return
    if found.place == BACK:
        yield Errand(
            *here,
            "returned",
            "",
            found.since,
            number=found.list_number,
            place=found.department_key,
            state=found.reason_class,
        )
    else:
        key = "" if found.place == COUNTER else "supplement"
        yield Errand(*here, "to_hand_over", key, found.papers_since, place=found.department_key)
