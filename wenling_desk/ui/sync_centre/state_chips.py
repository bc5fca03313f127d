"""The badge of a record's standing: word, colour and shape."""

from __future__ import annotations

from wenling_desk.texts import Texts
from wenling_desk.ui.sync_centre.ports import LinkStatus
from wenling_desk.ui.sync_centre.state_words import ELSEWHERE, SHAPES, TONES, link_word, state_word
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone


def state_chip(texts: Texts, state: str, clerk: str = "") -> Chip:
    """The badge; a case of another desk carries its clerk instead, and what has no standing an empty one."""
    if state == ELSEWHERE:
        return Chip(texts("sync.state.elsewhere", clerk=clerk))
    if state not in TONES:
        return Chip("")
    return Chip(state_word(texts, state), Tone(TONES[state]), Shape(SHAPES[state]))


def link_chip(texts: Texts, status: LinkStatus) -> Chip:
    """Whether the centre can be reached, for the top bar."""
    word, tone, shape = link_word(texts, status)
    return Chip(word, Tone(tone), Shape(shape))
