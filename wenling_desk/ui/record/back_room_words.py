"""What a department said, as sentences of a record's story. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from wenling_desk.domain.facts import Fact


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...

    def named_day(self, plain: object) -> str:
        """11-30 周一."""
        ...


def correction_advised(words: Says, fact: Fact) -> str:
    """补正意见 and who gave it."""
    opinion, by = fact.body.get("opinion", ""), fact.body.get("by", "")
    return words.of_members("back_room.fact.correction_advised", fact, opinion=opinion, by=by)


def delay_explained(words: Says, fact: Fact) -> str:
    """超期说明: the public reason and the day expected."""
    body = fact.body
    return words.of_members(
        "back_room.fact.delay_explained",
        fact,
        public=body.get("public", ""),
        day=words.named_day(body["expected"]),
        by=body.get("by", ""),
    )


WRITERS: Mapping[str, Callable[[Says, Fact], str]] = {
    "CorrectionAdvised": correction_advised,
    "DelayExplained": delay_explained,
}
"""Fact kind -> its sentence."""
