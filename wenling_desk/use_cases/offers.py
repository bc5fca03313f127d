"""Which acts are lawful now, and why the others are not: asked of the same table and guards that carry them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.workflow import NEW
from wenling_desk.use_cases.advice import advice_gaps
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.fees import fee_probe
from wenling_desk.use_cases.finish_on_the_spot import NEEDS, check_all_immediate
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.targets import take_in
from wenling_desk.use_cases.visit_day import VisitHere

SHEET_ACTS = ("accept", "request_correction", "defer", "refuse_acceptance", "declare_not_required")
"""Acts offered on a new application besides 收件, 当场办结 and 转咨询."""

NO_BUTTON = frozenset({
    "take_in", "edit_field", "review", "rate", "receive_deferred", "change_hall", "advise_correction",
    "shelve_result", "move_result",
    "notify_applicant", "send_result", "result_came_back",
    "hand_over", "sign_for", "return_to_counter", "receive_roster_rows",
    "void_case", "notify_fee", "record_payment", "refund_fee", "cancel_fee",
})  # fmt: skip
"""Actions a case page offers elsewhere than in its row of acts."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as a button: ``members`` it would concern; disabled with the ``refusal`` that says why.

    ``basis`` is the text id of the rule; ``irreversible`` acts open the strip first; ``papers`` are what it prints.
    """

    act: str
    members: tuple[str, ...]
    refusal: DeskRefusal | None = None
    basis: str = ""
    irreversible: bool = False
    papers: tuple[str, ...] = ()

    @property
    def enabled(self) -> bool:
        """Whether the act is possible for at least one member."""
        return self.refusal is None


def _to_tell(book: RecordBook, member: str) -> tuple[Gap, ...]:
    return (*book.plan().gaps_of(member), *advice_gaps(book.desk.words, book.record, (member,)))


def _probe(act: str, book: RecordBook, member: str) -> Mapping[str, Any]:
    """A body that answers everything the clerk would still type, so that only the situation decides."""
    tomorrow = (book.now.date() + timedelta(days=1)).isoformat()
    filled: dict[str, Any] = {
        "due": tomorrow,
        "not_seen_before_because": "?",
        "reasons": ["?"],
        "ground": "not_lawful",
        "way": "counter" if act == "deliver_result" else "signed_paper",
        "officer": "?",
        "by": "?",
        "public": "?",
        "expected": tomorrow,
        "approver": "?",
        "reason": "?",
        "procedure": "expert_review",
        "expected_end": tomorrow,
        "days": 1,
        "what": "?",
        "opinion": "?",
        "receiver": "?",
        "grade": "fair",
        "field": "?",
        "to_hall": "?",
        "still_wrong": True,
        "request_received": True,
        "department_reply": {"by": "?", "note": "?"},
        "gaps": [gap.to_plain() for gap in _to_tell(book, member)] if book.taken_in else [],
    }
    filled |= fee_probe(act, book)
    return filled if act in book.workflow.actions else {}


def offer(book: RecordBook, act: str, members: Sequence[str]) -> Offer:
    """The offer of one act over the members that stand where it is possible; the first refusal is kept."""
    action = book.workflow.actions[act]
    possible: list[str] = []
    refusal: DeskRefusal | None = None
    for member in members:
        try:
            book.check(act, (member,), _probe(act, book, member))
        except DeskRefusal as caught:
            refusal = refusal or caught
        else:
            possible.append(member)
    return Offer(
        act=act,
        members=tuple(possible),
        refusal=None if possible else refusal or DeskRefusal("not_allowed_now", act=act, status=NEW, member=""),
        basis=action.basis,
        irreversible=action.irreversible,
        papers=action.papers,
    )


def sheet_offers(
    desk: Desk, reading: Reading, sheet: IntakeSheet, visit: tuple[VisitHere | None] | None = None
) -> tuple[Offer, ...]:
    """The acts on a new application: tried in memory on the case it would become. ``visit`` is the one the desk is out
    on where that is known already; else it is read."""
    book = RecordBook(desk, reading)
    if visit is not None:
        book.seen_on(visit[0])
    action = book.workflow.actions["take_in"]
    try:
        take_in(book, sheet)
    except DeskRefusal as refusal:
        acts = ("take_in", *SHEET_ACTS, "finish_on_the_spot")
        return tuple(Offer(act, (), _not_permitted(desk, act) or refusal) for act in acts)
    members = tuple(member.code for member in book.case.members)
    taken = Offer("take_in", members, basis=action.basis, papers=action.papers)
    started = tuple(member.code for member in book.case.members if member.status == "taken_in")
    others = tuple(offer(book, act, started) for act in SHEET_ACTS)
    return (taken, *others, _on_the_spot(book, others[0]))


def _not_permitted(desk: Desk, act: str) -> DeskRefusal | None:
    """The refusal of the authority table, before anything else is looked at."""
    try:
        for wanted in NEEDS if act == "finish_on_the_spot" else (act,):
            desk.role_for(wanted)
    except DeskRefusal as refusal:
        return refusal
    return None


def _on_the_spot(book: RecordBook, accepting: Offer) -> Offer:
    """当场办结 is possible where acceptance is, every member is an 即办件 that can be finished now, and the person may
    do all of it."""
    refusal = _not_permitted(book.desk, "finish_on_the_spot") or accepting.refusal
    if refusal is not None:
        return Offer("finish_on_the_spot", (), refusal)
    try:
        check_all_immediate(book, accepting.members, whole=True)
    except DeskRefusal as caught:
        return Offer("finish_on_the_spot", (), caught)
    return Offer("finish_on_the_spot", accepting.members, basis=accepting.basis, irreversible=True)


def case_offers(book: RecordBook) -> tuple[Offer, ...]:
    """The acts on an existing record: every action of its workflow that some member's status has, in file order."""
    record = book.record
    members = tuple(record.lanes)
    offers = []
    for action in book.workflow.actions.values():
        standing = [member for member in members if record.status_of(member) in action.sources]
        if action.automatic or action.action_id in NO_BUTTON:
            continue
        if standing:
            offers.append(offer(book, action.action_id, standing))
    return tuple(offers)
