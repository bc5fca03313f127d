"""出件: where a result lies between its decision and its applicant, read from the facts, and who is owed a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState

COLLECTED: Final = frozenset({
    "completed", "denied", "acceptance_refused", "not_required", "deemed_withdrawn", "acceptance_revoked",
})  # fmt: skip
"""Endings with a paper for the applicant: a result, or a refusal that has to be served."""

TO_SHELVE, ON_SHELF, TO_NOTIFY, SENT_OUT = "to_shelve", "on_shelf", "to_notify", "sent_out"
"""Kinds of errands."""

RESULT_READY, CORRECTION_DUE, MEMBER_STARTED = "result_ready", "correction_due", "member_started"
DEFERRAL_DUE, FEE_DUE, OTHER = "deferral_due", "fee_due", "other"
ABOUT: Final = (RESULT_READY, CORRECTION_DUE, MEMBER_STARTED, DEFERRAL_DUE, FEE_DUE, OTHER)
"""What an applicant is told of."""

PHONE, MESSAGE = "phone", "message"
REACHED, NO_ANSWER, SENT, FAILED = "reached", "no_answer", "sent", "failed"
OUTCOMES: Final = {PHONE: (REACHED, NO_ANSWER), MESSAGE: (SENT, FAILED)}
"""How telling somebody can end, by its way."""
TOLD: Final = frozenset({REACHED, SENT})

COURIER, LOCKER, ELECTRONIC, COUNTER = "courier", "locker", "electronic", "counter"
SENT_WAYS: Final = (COURIER, LOCKER)

_SERVED: Final = frozenset({
    "completion_notice", "refusal_notice", "not_required_notice", "deemed_withdrawal_notice", "acceptance_revocation",
})  # fmt: skip
_FEE_SETTLED: Final = frozenset({"FeePaid", "FeeCancelled", "FeeRefunded"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the result of one member is (上架, 寄出, 入柜).

    ``place`` is where it lies in this hall, empty when it does not; ``since`` when it was put there first, moving it
    does not begin anew. ``sent_way`` is ``courier`` or ``locker`` while it is out of the hall and not delivered.
    ``notified_*`` are the last try to say that it is ready since it lies there; ``attempts`` all of them.
    """

    member: str
    result_number: str = ""
    place: str = ""
    since: datetime | None = None
    notified_at: datetime | None = None
    notified_way: str = ""
    notified_outcome: str = ""
    attempts: int = 0
    sent_way: str = ""
    sent_at: datetime | None = None
    carrier: str = ""
    tracking: str = ""
    box: str = ""
    code_hint: str = ""
    came_back_at: datetime | None = None
    came_back_because: str = ""
    delivered_at: datetime | None = None
    delivered_way: str = ""

    @property
    def is_on_shelf(self) -> bool:
        """Whether it lies in the hall."""
        return bool(self.place)

    @property
    def is_out(self) -> bool:
        """Whether it is on its way, or in a locker, and nobody has it yet."""
        return bool(self.sent_way)

    @property
    def is_told(self) -> bool:
        """Whether the applicant knows that it is ready."""
        return self.notified_outcome in TOLD


def shelf_of(record: RecordState, member: str) -> Shelf:
    """The fold of one member's result; the same facts always give the same answer."""
    shelf = Shelf(member)
    passed_over = frozenset(record.out_of_table)
    for fact in record.facts:
        if fact.kind not in _STEPS or (fact.members and member not in fact.members):
            continue
        if fact.fact_id not in passed_over:
            shelf = _STEPS[fact.kind](shelf, fact)
    return shelf


def _decided(shelf: Shelf, fact: Fact) -> Shelf:
    return replace(shelf, result_number=_text(fact, "result_number") or shelf.result_number)


def _served(shelf: Shelf, fact: Fact) -> Shelf:
    is_named = not shelf.result_number and _text(fact, "paper_kind") in _SERVED
    return replace(shelf, result_number=_text(fact, "number")) if is_named else shelf


def _shelved(shelf: Shelf, fact: Fact) -> Shelf:
    number = _text(fact, "result_number") or shelf.result_number
    if shelf.is_on_shelf:
        return replace(shelf, place=_text(fact, "place"), result_number=number)
    return Shelf(
        shelf.member,
        number,
        _text(fact, "place"),
        fact.at,
        came_back_at=shelf.came_back_at,
        came_back_because=shelf.came_back_because,
    )


def _moved(shelf: Shelf, fact: Fact) -> Shelf:
    return replace(shelf, place=_text(fact, "place")) if shelf.is_on_shelf else shelf


def _notified(shelf: Shelf, fact: Fact) -> Shelf:
    if _text(fact, "about") != RESULT_READY:
        return shelf
    return replace(
        shelf,
        notified_at=fact.at,
        notified_way=_text(fact, "way"),
        notified_outcome=_text(fact, "outcome"),
        attempts=shelf.attempts + 1,
    )


def _sent(shelf: Shelf, fact: Fact) -> Shelf:
    return replace(
        shelf,
        place="",
        sent_way=_text(fact, "way"),
        sent_at=fact.at,
        carrier=_text(fact, "carrier"),
        tracking=_text(fact, "tracking"),
        box=_text(fact, "box"),
        code_hint=_text(fact, "code_hint"),
    )


def _came_back(shelf: Shelf, fact: Fact) -> Shelf:
    return Shelf(
        shelf.member,
        shelf.result_number,
        came_back_at=fact.at,
        came_back_because=_text(fact, "reason"),
    )


def _delivered(shelf: Shelf, fact: Fact) -> Shelf:
    return replace(shelf, place="", sent_way="", delivered_at=fact.at, delivered_way=_text(fact, "way"))


_STEPS: Final = {
    "Granted": _decided,
    "Denied": _decided,
    "PaperIssued": _served,
    "ResultShelved": _shelved,
    "ResultMoved": _moved,
    "ApplicantNotified": _notified,
    "ResultSent": _sent,
    "ResultCameBack": _came_back,
    "ResultDelivered": _delivered,
}


def _text(fact: Fact, key: str) -> str:
    value = fact.body.get(key)
    return value if isinstance(value, str) else ""


def errands(record: RecordState, case: CaseView | None) -> Iterable[Errand]:
    """What waits between the decision and the applicant.

    ``to_shelve``: a result or a refusal whose paper lies nowhere yet. ``on_shelf``: its ``place``, ``state`` the way
    the applicant wished. ``sent_out``: ``state`` the way, ``number`` what it is traced by, ``place`` the carrier or the
    box. ``to_notify``: ``state`` what about, ``amount`` how often it was tried in vain; one with a ``due`` is a
    reminder, which is owed only as that day comes near.
    """
    if case is None:
        return
    for member in case.members:
        shelf = shelf_of(record, member.code)
        yield from _of_result(record, case, member, shelf)
        yield from _of_notices(record, case, member, shelf)


def _of_result(record: RecordState, case: CaseView, member: CaseMember, shelf: Shelf) -> Iterator[Errand]:
    if member.status not in COLLECTED or shelf.delivered_at is not None:
        return
    code, wish = member.code, case.sheet.delivery.way
    if shelf.is_on_shelf and shelf.since is not None:
        yield _errand(record, code, ON_SHELF, shelf.since, number=shelf.result_number, place=shelf.place, state=wish)
    elif shelf.is_out and shelf.sent_at is not None:
        place = shelf.box if shelf.sent_way == LOCKER else shelf.carrier
        number = shelf.tracking or shelf.result_number
        yield _errand(record, code, SENT_OUT, shelf.sent_at, number=number, place=place, state=shelf.sent_way)
    elif not (member.status == "completed" and wish == ELECTRONIC):
        since = shelf.came_back_at or member.since
        yield _errand(record, code, TO_SHELVE, since, number=shelf.result_number, state=wish)


def _of_notices(record: RecordState, case: CaseView, member: CaseMember, shelf: Shelf) -> Iterator[Errand]:
    code = member.code
    ready = _ready_since(case, member, shelf)
    if ready is not None and not shelf.is_told:
        yield _errand(
            record, code, TO_NOTIFY, ready, key=RESULT_READY, place=shelf.place, state=RESULT_READY,
            number=shelf.result_number, amount=shelf.attempts,
        )  # fmt: skip
    for about, kind, statuses in (
        (CORRECTION_DUE, "CorrectionRequested", ("correction_pending",)),
        (DEFERRAL_DUE, "AcceptedWithDeferral", ("accepted_deferred",)),
    ):
        asked = record.last(kind, code) if member.status in statuses else None
        if asked is not None and member.due is not None:
            tried = _tries(record, code, about, asked.at)
            if not is_told(tried):
                yield _errand(
                    record, code, TO_NOTIFY, asked.at, key=about, state=about, due=member.due.day, amount=len(tried)
                )
    started = record.last("MemberStarted", code)
    if started is not None and not member.terminal:
        tried = _tries(record, code, MEMBER_STARTED, started.at)
        if not is_told(tried):
            yield _errand(
                record, code, TO_NOTIFY, started.at, key=MEMBER_STARTED, state=MEMBER_STARTED, amount=len(tried)
            )
    yield from _of_fees(record, code)


def _ready_since(case: CaseView, member: CaseMember, shelf: Shelf) -> datetime | None:
    """Since when an applicant could come, or look, for a result; ``None`` where it is sent to them, or is not there.

    A locker tells its code itself; a parcel comes to the door.
    """
    if member.status not in COLLECTED or shelf.delivered_at is not None or shelf.is_out:
        return None
    wish = case.sheet.delivery.way
    if shelf.is_on_shelf:
        return None if wish in SENT_WAYS and shelf.came_back_at is None else shelf.since
    return member.since if member.status == "completed" and wish == ELECTRONIC else None


def _of_fees(record: RecordState, code: str) -> Iterator[Errand]:
    """A fee that was set and neither paid nor dropped, and of which nobody has told the applicant."""
    for fee in record.facts_of("FeeNotified"):
        if fee.members and fee.members[0] != code:
            continue
        if not fee.members and next(iter(record.lanes), code) != code:
            continue
        fee_id = fee.body.get("fee_id")
        if any(fact.kind in _FEE_SETTLED and fact.body.get("fee_id") == fee_id for fact in record.facts):
            continue
        tried = _tries(record, code, FEE_DUE, fee.at)
        if not is_told(tried) and not fee.body.get("told_at_counter"):
            number = _text(fee, "payment_code")
            yield _errand(
                record, code, TO_NOTIFY, fee.at, key=f"{FEE_DUE}-{fee_id}", state=FEE_DUE, number=number,
                amount=len(tried),
            )  # fmt: skip


def _tries(record: RecordState, code: str, about: str, since: datetime) -> tuple[Fact, ...]:
    tried = record.facts_of("ApplicantNotified", code)
    return tuple(fact for fact in tried if fact.at >= since and _text(fact, "about") == about)


def is_told(tried: Iterable[Fact]) -> bool:
    """Whether one of these tries came through."""
    return any(_text(fact, "outcome") in TOLD for fact in tried)


def message_id_of(record: RecordState, member: str, about: str) -> str:
    """The id of the next message about this: the same until its outcome is written down, so that a message whose
    answer was lost is asked for again and not sent again."""
    told = [
        fact
        for fact in record.facts_of("ApplicantNotified", member)
        if _text(fact, "about") == about and _text(fact, "way") == MESSAGE
    ]
    return f"{record.record_id}-{member}-{about}-{len(told) + 1}"


def _errand(
    record: RecordState,
    member: str,
    kind: str,
    since: datetime,
    *,
    key: str = "",
    number: str = "",
    place: str = "",
    state: str = "",
    amount: int = 0,
    due: date | None = None,
) -> Errand:
    return Errand(
        record_id=record.record_id,
        record_kind=record.kind,
        member=member,
        kind=kind,
        key=key,
        since=since,
        due=due,
        number=number,
        place=place,
        amount=amount,
        state=state,
    )
