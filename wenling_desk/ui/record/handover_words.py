"""Facts about where papers are (交接), and who stands in for whom, as sentences. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import BY_BARCODE, DEEMED

REASON_WORDS: Final[Mapping[str, str]] = {
    "wrong_department": "handover.reason.wrong_department",
    "pages_missing": "handover.reason.pages_missing",
    "content": "handover.reason.content",
    "not_received": "handover.reason.not_received",
}
"""Why papers came back -> how the counter calls it."""


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def plain(self, key: str) -> str:
        """A sentence without values."""
        ...

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...


def handed_over(words: Says, fact: Fact) -> str:
    """移交: list, papers, originals, and why another department got them."""
    body = fact.body
    papers, originals, why = body.get("papers", ()), body.get("originals", 0), body.get("why", "")
    said = words.of_members("handover.fact.handed_over", fact, number=body.get("number", ""), count=len(papers))
    if originals:
        said += words.of_members("handover.fact.handed_over_originals", fact, count=originals)
    return said + (words.of_members("handover.fact.handed_over_why", fact, why=why) if why else "")


def signed_for(words: Says, fact: Fact) -> str:
    """签收, and how."""
    by, rule = fact.body.get("by", ""), fact.body.get("rule", "")
    keys = {BY_BARCODE: "handover.fact.signed_barcode", DEEMED: "handover.fact.signed_deemed"}
    key = keys.get(str(fact.body.get("way", "")), "handover.fact.signed_signature")
    return words.of_members(key, fact, by=by, rule=rule)


def returned(words: Says, fact: Fact) -> str:
    """退回窗口: the class of the reason, who, and the note."""
    body = fact.body
    key = REASON_WORDS.get(str(body.get("reason_class", "")))
    reason = words.plain(key) if key is not None else str(body.get("reason_class", ""))
    said = words.of_members("handover.fact.returned", fact, reason=reason)
    if body.get("by"):
        said += words.of_members("handover.fact.returned_by", fact, by=body["by"])
    return said + (words.of_members("handover.fact.returned_note", fact, note=body["note"]) if body.get("note") else "")


def list_made(words: Says, fact: Fact) -> str:
    """开清单, and how many rows were left out."""
    said = words.of_members("handover.fact.list_made", fact, count=len(fact.body.get("rows", ())))
    left_out = len(fact.body.get("left_out", ()))
    return said + (words.of_members("handover.fact.list_left_out", fact, count=left_out) if left_out else "")


def list_signed(words: Says, fact: Fact) -> str:
    """签收清单, and how many papers were not there."""
    said = words.of_members("handover.fact.list_signed", fact, by=fact.body.get("by", ""))
    missing = len(fact.body.get("missing", ()))
    return said + (words.of_members("handover.fact.list_missing", fact, count=missing) if missing else "")


def absence_noted(words: Says, fact: Fact) -> str:
    """登记不在岗."""
    body = fact.body
    values = {
        "name": body.get("name", ""),
        "first": str(body.get("from", ""))[5:],
        "last": str(body.get("to", ""))[5:],
        "stand_in": body.get("stand_in_name", ""),
    }
    return words.of_members("handover.fact.absence_noted", fact, **values)


WRITERS: Final[Mapping[str, Callable[[Says, Fact], str]]] = {
    "HandedOver": handed_over,
    "SignedFor": signed_for,
    "ReturnedToCounter": returned,
    "ListMade": list_made,
    "ListSigned": list_signed,
    "ListDeemedDelivered": lambda words, fact: words.of_members(
        "handover.fact.list_deemed", fact, rule=fact.body.get("rule", "")
    ),
    "AbsenceNoted": absence_noted,
    "AbsenceEnded": lambda words, _fact: words.plain("handover.fact.absence_ended"),
}
"""Fact kind -> its sentence."""
