"""How a place on a shelf is said: by the clerk's screen, by a paper, in a refusal."""

from __future__ import annotations

from wenling_desk.domain.collecting import split_place
from wenling_desk.use_cases.ports import Words


def place_words(words: Words, place: str) -> str:
    """3 号柜 12 格; a place written in another way as it is."""
    shelf, slot = split_place(place)
    return words("collecting.place", shelf=shelf, slot=slot) if slot else place
