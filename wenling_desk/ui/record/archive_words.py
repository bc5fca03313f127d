"""归档 as a sentence in a record's timeline. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from wenling_desk.domain.facts import Fact


class Says(Protocol):
    """What a sentence needs of the words of a record's page."""

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        ...


def archived(words: Says, fact: Fact) -> str:
    """Which version, and how much is in it."""
    body = fact.body
    return words.of_members("archive.fact", fact, version=body.get("version", 1), files=body.get("files", 0))


WRITERS: Mapping[str, Callable[[Says, Fact], str]] = {"CaseArchived": archived}
"""Fact kind -> its sentence."""
