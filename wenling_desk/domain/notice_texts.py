"""Messages to applicants: one text for each thing they are told of, and what such a text may say.

A message lies on a telephone for years: it never carries an identity number, and a person's name is shortened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Final

from wenling_desk.domain.errors import DeskRefusal

PLACEHOLDERS: Final = frozenset({"name", "item", "before", "hall", "due", "phone", "until"})
"""What a text may say: the shortened name, the item, the items completed before it, the hall, a day, the hall's phone,
the last day of a box."""
MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_IDENTITY: Final = re.compile(r"(?<![0-9])[0-9]{6}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9])")
_OLD_IDENTITY: Final = re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])")


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The text of one message. ``wish`` narrows it to one way of handing over; empty means every one."""

    text_id: str
    about: str
    text: str
    wish: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """What it asks for."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name is not None)


@dataclass(frozen=True, slots=True)
class NoticeTexts:
    """Every text; ``longest`` counts the characters of a message once it is filled."""

    longest: int
    texts: tuple[NoticeText, ...]
    status: str
    source: str

    def find(self, about: str, wish: str = "") -> NoticeText | None:
        """The text for what somebody is told of, the one for their way first; ``None`` where nothing is sent."""
        found = [text for text in self.texts if text.about == about and text.wish in ("", wish)]
        return max(found, key=lambda text: bool(text.wish), default=None)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it leaves: to one phone, with an id the desk made, so that it is never sent twice."""

    message_id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    text_id: str = ""


def compose(texts: NoticeTexts, text: NoticeText, values: Mapping[str, str]) -> str:
    """The text filled in. Refuses with ``message_says_too_much`` where an identity number stands in it, and with
    ``message_too_long``."""
    filled = text.text.format_map({name: values.get(name, "") for name in PLACEHOLDERS})
    if has_identity_number(filled):
        raise DeskRefusal("message_says_too_much")
    if len(filled) > texts.longest:
        raise DeskRefusal("message_too_long", most=texts.longest)
    return filled


def has_identity_number(text: str) -> bool:
    """Whether anything in it is written like an identity number."""
    return bool(_IDENTITY.search(text) or _OLD_IDENTITY.search(text))
