"""查进度 for what is no case: a booking, and a case imported from another system. Nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from wenling_desk.domain.bookings import BOOKED, BOOKING, slot_of_number
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.past_cases import PAST_CASE
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.progress import Progress, Speech

_OVER: Final[Mapping[str, str]] = {
    "arrived": "bookings.say.booking_arrived",
    "missed": "bookings.say.booking_missed",
    "cancelled": "bookings.say.booking_cancelled",
}


def words_beside(speech: Speech, head: CaseHead) -> str:
    """How a row that is no case's stands, without its item."""
    words = speech.words
    if head.record_kind == PAST_CASE:
        return words("bookings.say.past_head")
    if head.record_kind == BOOKING and head.status == BOOKED and head.due is not None:
        hall = speech.hall if head.hall_code == speech.hall_code else words("progress.say.other_hall")
        day, slot = speech.day(head.due), slot_of_number(head.number)
        return words("bookings.say.booking", day=day, slot=f" {slot}" if slot else "", hall=hall)
    if head.record_kind == BOOKING and head.status in _OVER:
        return words(_OVER[head.status])
    return words("progress.say.unknown", status=words(f"case.status.{head.status}"))


def progress_beside(speech: Speech, reading: Reading, head: CaseHead) -> Progress:
    """What is said of it: of a past case what its list said, where that is here."""
    facts = reading.facts_of(head.record_id)
    if head.record_kind == PAST_CASE and facts:
        imported = next((fact for fact in facts if fact.kind == "PastCaseImported"), facts[0])
        return Progress(_past_sentence(speech, imported))
    return Progress(speech.sentence(head.item_name, words_beside(speech, head)))


def _past_sentence(speech: Speech, fact: Fact) -> str:
    words, body = speech.words, fact.body
    decided, outcome = str(body.get("decided_on", "")), str(body.get("outcome", ""))
    return words(
        "bookings.say.past",
        title=body.get("title", ""),
        number=body.get("number", ""),
        received=_day(str(body.get("received_on", ""))),
        decided=words("bookings.say.past_decided", day=_day(decided)) if decided else "",
        outcome=words("bookings.say.past_outcome", outcome=outcome) if outcome else "",
    )


def _day(plain: str) -> str:
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        return plain
