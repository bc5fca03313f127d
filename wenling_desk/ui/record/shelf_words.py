"""Facts about a result between its decision and its applicant, as sentences. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.shelf import LOCKER

ABOUT_WORDS: Final[Mapping[str, str]] = {
    "result_ready": "collecting.about.result_ready",
    "correction_due": "collecting.about.correction_due",
    "member_started": "collecting.about.member_started",
    "deferral_due": "collecting.about.deferral_due",
    "fee_due": "collecting.about.fee_due",
    "other": "collecting.about.other",
}
"""What an applicant is told of -> how the counter calls it."""
OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "reached": "collecting.outcome.reached",
    "no_answer": "collecting.outcome.no_answer",
    "sent": "collecting.outcome.sent",
    "failed": "collecting.outcome.failed",
}
"""How telling somebody ended -> its words."""


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def plain(self, key: str) -> str:
        """A sentence without values."""
        ...

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...


def shelved(words: Says, fact: Fact) -> str:
    """上架, and where."""
    return words.of_members("collecting.fact.shelved", fact, place=fact.body.get("place", ""))


def moved(words: Says, fact: Fact) -> str:
    """移位, and where to."""
    return words.of_members("collecting.fact.moved", fact, place=fact.body.get("place", ""))


def notified(words: Says, fact: Fact) -> str:
    """通知申请人: what about and how it ended; never the phone, never the text."""
    about = ABOUT_WORDS.get(str(fact.body.get("about")), ABOUT_WORDS["other"])
    outcome = OUTCOME_WORDS.get(str(fact.body.get("outcome")), OUTCOME_WORDS["failed"])
    return words.of_members("collecting.fact.notified", fact, about=words.plain(about), outcome=words.plain(outcome))


def sent(words: Says, fact: Fact) -> str:
    """寄出 or 入柜, with what it is found by."""
    body = fact.body
    if body.get("way") == LOCKER:
        return words.of_members("collecting.fact.in_locker", fact, box=body.get("box", ""))
    carrier, tracking = body.get("carrier", ""), body.get("tracking", "")
    return words.of_members("collecting.fact.sent", fact, carrier=carrier, tracking=tracking)


def came_back(words: Says, fact: Fact) -> str:
    """退回, and why."""
    return words.of_members("collecting.fact.came_back", fact, reason=fact.body.get("reason", ""))


WRITERS: Final[Mapping[str, Callable[[Says, Fact], str]]] = {
    "ResultShelved": shelved,
    "ResultMoved": moved,
    "ApplicantNotified": notified,
    "ResultSent": sent,
    "ResultCameBack": came_back,
}
"""Fact kind -> its sentence."""
