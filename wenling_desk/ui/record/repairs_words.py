"""Facts of repairs, fees and half-way applications as sentences, without any person's data. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.leaving import AT_COUNTER
from wenling_desk.use_cases.fee_words import yuan_of


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def plain(self, key: str) -> str:
        """A sentence without values."""
        ...

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...

    def paper(self, key: str, fact: Fact) -> str:
        """Something about a paper."""
        ...


def _because(words: Says, fact: Fact, reason: object) -> str:
    return words.of_members("record.fact.because", fact, value=reason) if reason else ""


def _names(words: Says, fact: Fact, key: str, name: str) -> str:
    return words.plain("case.joined").join(str(each.get(name, "")) for each in fact.body.get(key, ()))


def _amended(words: Says, fact: Fact) -> str:
    """更正, what of it, and which paper counts now."""
    body = fact.body
    named = words.paper("record.fact.paper_amended", fact)
    if not body.get("replaced_by"):
        return named
    what = _names(words, fact, "changes", "what")
    kept = words.plain("record.fact.collected" if body.get("collected") else "record.fact.not_collected")
    return (
        named
        + words.of_members("repairs.fact.replaced", fact, what=what, number=body["replaced_by"])
        + _because(words, fact, body.get("reason", ""))
        + kept
        + _reply(words, fact)
    )


def _voided(words: Says, fact: Fact) -> str:
    body = fact.body
    reasons = words.plain("record.fact.reasons_joined").join(body.get("reasons", ()))
    return (
        words.of_members("repairs.fact.voided", fact)
        + _because(words, fact, reasons)
        + _reply(words, fact)
        + (words.plain("repairs.fact.copied") if body.get("copied_to") else "")
    )


def _reply(words: Says, fact: Fact) -> str:
    reply = fact.body.get("department_reply")
    if not isinstance(reply, Mapping):
        return ""
    return words.of_members("repairs.fact.reply", fact, by=reply.get("by", ""), note=reply.get("note", ""))


def _notified(words: Says, fact: Fact) -> str:
    body = fact.body
    amount = yuan_of(int(body.get("amount_fen", 0)))
    return words.of_members("repairs.fact.fee_notified", fact, title=body.get("title", ""), amount=amount)


def _paid(words: Says, fact: Fact) -> str:
    receipt = fact.body.get("receipt_number", "")
    told = words.of_members("repairs.fact.fee_paid", fact, amount=yuan_of(int(fact.body.get("amount_fen", 0))))
    return told + (words.of_members("repairs.fact.receipt", fact, number=receipt) if receipt else "")


def _refunded(words: Says, fact: Fact) -> str:
    amount = yuan_of(int(fact.body.get("amount_fen", 0)))
    return words.of_members("repairs.fact.fee_refunded", fact, amount=amount) + _because(
        words, fact, fact.body.get("reason", "")
    )


def _cancelled(words: Says, fact: Fact) -> str:
    return words.of_members("repairs.fact.fee_cancelled", fact) + _because(words, fact, fact.body.get("reason", ""))


def _kept(words: Says, fact: Fact) -> str:
    names = _names(words, fact, "materials", "name")
    here = fact.body.get("held_by") == AT_COUNTER
    return words.of_members("repairs.fact.kept" if here else "repairs.fact.taken_home", fact, names=names)


def _given_back(words: Says, fact: Fact) -> str:
    names = _names(words, fact, "materials", "name")
    return words.of_members("repairs.fact.given_back", fact, names=names)


WRITERS: Mapping[str, Callable[[Says, Fact], str]] = {
    "PaperAmended": _amended,
    "CaseVoided": _voided,
    "FeeNotified": _notified,
    "FeePaid": _paid,
    "FeeRefunded": _refunded,
    "FeeCancelled": _cancelled,
    "MaterialsKept": _kept,
    "MaterialsGivenBack": _given_back,
}
"""Fact kind -> its sentence."""
