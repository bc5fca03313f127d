"""Drafts by what somebody who comes back can say: a name, a phone, its last digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wenling_desk.use_cases.people_index import TAIL
from wenling_desk.use_cases.ports import Draft

SHORTEST = 2


def find_drafts(drafts: Iterable[Draft], typed: str) -> tuple[Draft, ...]:
    """The drafts in which a person of that name, phone or last four digits stands; part of a name is enough."""
    text = _plain(typed)
    if len(text) < SHORTEST:
        return ()
    return tuple(draft for draft in drafts if any(_fits(text, party) for party in _parties(draft.sheet)))


def _parties(sheet: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (party for party in sheet.get("parties", ()) if isinstance(party, Mapping))


def _fits(text: str, party: Mapping[str, Any]) -> bool:
    name, phone = _plain(str(party.get("name", ""))), _plain(str(party.get("phone", "")))
    if text.isdecimal():
        return bool(phone) and (phone == text or (len(text) == TAIL and phone.endswith(text)))
    return bool(name) and text in name


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
