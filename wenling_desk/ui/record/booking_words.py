"""Facts of bookings and past cases as sentences, without any person's plain data. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from wenling_desk.domain.facts import Fact

CHANNEL_WORDS: Final[Mapping[str, str]] = {
    "phone": "bookings.channel.phone",
    "counter": "bookings.channel.counter",
    "online": "bookings.channel.online",
}
"""How a booking came -> its words."""


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def plain(self, key: str) -> str:
        """A sentence without values."""
        ...

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence with values."""
        ...


def booked(words: Says, fact: Fact) -> str:
    """预约: for when, for what, and how it came."""
    body = fact.body
    channel = CHANNEL_WORDS.get(str(body.get("channel")), CHANNEL_WORDS["counter"])
    return words.of_members(
        "record.fact.booked",
        fact,
        day=body.get("day", ""),
        slot=body.get("slot", ""),
        title=body.get("title", ""),
        channel=words.plain(channel),
    )


def moved(words: Says, fact: Fact) -> str:
    """改期."""
    body = fact.body
    return words.of_members("record.fact.booking_moved", fact, day=body.get("day", ""), slot=body.get("slot", ""))


def cancelled(words: Says, fact: Fact) -> str:
    """取消, with the reason."""
    return words.plain("record.fact.booking_cancelled") + _with(
        words, "record.fact.because", fact, fact.body.get("reason")
    )


def past_case(words: Says, fact: Fact) -> str:
    """导入旧件: from where and by whom, and that the other system holds the truth."""
    body = fact.body
    first = words.of_members(
        "record.fact.past_case_imported",
        fact,
        typist=body.get("typist", ""),
        source=body.get("source", ""),
        row=body.get("row", ""),
        number=body.get("number", ""),
        received=body.get("received_on", ""),
    )
    decided = _with(words, "record.fact.past_case_decided", fact, body.get("decided_on"))
    outcome = _with(words, "record.fact.past_case_outcome", fact, body.get("outcome"))
    return first + decided + outcome + words.plain("record.fact.past_case_original")


def _with(words: Says, key: str, fact: Fact, value: object) -> str:
    return words.of_members(key, fact, value=value) if value else ""


WRITERS: Mapping[str, Callable[[Says, Fact], str]] = {
    "Booked": booked,
    "BookingMoved": moved,
    "BookingArrived": lambda words, _fact: words.plain("record.fact.booking_arrived"),
    "BookingMissed": lambda words, _fact: words.plain("record.fact.booking_missed"),
    "BookingCancelled": cancelled,
    "PastCaseImported": past_case,
}
