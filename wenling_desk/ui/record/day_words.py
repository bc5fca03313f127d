"""Facts about seals and a desk's day, as sentences. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.seals import RETURN, SHIFT, VISIT

HANDOVER_WORDS: Final[Mapping[str, str]] = {
    SHIFT: "day.seal.with_shift",
    VISIT: "day.seal.with_visit",
    RETURN: "day.seal.with_return",
}
"""Why a seal changes hands -> its words."""


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def plain(self, key: str) -> str:
        """A sentence without values."""
        ...

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence with values."""
        ...


def sealed(words: Says, fact: Fact) -> str:
    """盖章登记: how many papers, and which seal."""
    body = fact.body
    return words.of_members(
        "day.fact.sealed", fact, count=len(body.get("numbers", ())), seal=body.get("title") or body.get("seal", "")
    )


def registered(words: Says, fact: Fact) -> str:
    """登记印章."""
    body = fact.body
    values = {name: body.get(name, "") for name in ("title", "number", "place")}
    return words.of_members(
        "day.fact.registered", fact, holder=body.get("holder_name") or body.get("holder", ""), **values
    )


def handed_over(words: Says, fact: Fact) -> str:
    """交接印章."""
    body = fact.body
    why = HANDOVER_WORDS.get(str(body.get("with")), HANDOVER_WORDS[RETURN])
    return words.of_members(
        "day.fact.handed_over", fact, why=words.plain(why), to=body.get("to_name") or body.get("to", "")
    )


def used(words: Says, fact: Fact) -> str:
    """用印."""
    count = len(fact.body.get("papers", ()))
    key = "day.fact.used_papers" if count else "day.fact.used"
    return words.of_members(key, fact, count=count, purpose=fact.body.get("purpose", ""))


def shift_over(words: Says, fact: Fact) -> str:
    """交接班."""
    body = fact.body
    return words.of_members(
        "day.fact.shift_over",
        fact,
        to=body.get("to_name", ""),
        drafts=len(body.get("drafts", ())),
        waiting=body.get("waiting", 0),
        originals=body.get("originals", 0),
        seals=len(body.get("seals", ())),
    )


def closed(words: Says, fact: Fact) -> str:
    """日清."""
    named = len(fact.body.get("named", ()))
    return words.of_members("day.fact.closed_named" if named else "day.fact.closed", fact, count=named)


WRITERS: Final[Mapping[str, Callable[[Says, Fact], str]]] = {
    "PaperSealed": sealed,
    "SealRegistered": registered,
    "SealHandedOver": handed_over,
    "SealUsed": used,
    "SealRetired": lambda words, fact: words.of_members("day.fact.retired", fact, reason=fact.body.get("reason", "")),
    "DayOpened": lambda words, _fact: words.plain("day.fact.opened"),
    "ShiftHandedOver": shift_over,
    "DifferenceNamed": lambda words, fact: words.of_members(
        "day.fact.named", fact, number=fact.body.get("number", ""), why=fact.body.get("why", "")
    ),
    "DayClosed": closed,
    "DayCountersigned": lambda words, fact: words.of_members(
        "day.fact.countersigned", fact, name=fact.body.get("name", "")
    ),
}
"""Fact kind -> its sentence."""
