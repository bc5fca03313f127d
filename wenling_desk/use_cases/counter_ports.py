"""What leaves the counter over a network: messages to applicants, and the 24-hour locker.

No interface of the real ones is known, so a real desk has neither until one is wired. Every call may take long, never
answer, or lose its answer: whoever calls does it off the desk's threads, and asks again with the same id, which never
does a thing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from wenling_desk.domain.notice_texts import Message


class LineState(StrEnum):
    """How a line answers; ``ABSENT`` where none is wired."""

    UP = "up"
    DOWN = "down"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class MessageAnswer:
    """What the other side did with a message: took it, or refused it for a reason in its own words."""

    is_taken: bool
    reason: str = ""


class MessagePort(Protocol):
    """Messages to applicants (短信). Every call may raise ``KnownTrouble``: ``messages_down`` has done nothing;
    ``messages_silent`` may have sent it, and the same id asked again is not sent twice."""

    def state(self) -> LineState:
        """How it answers now; never raises, never waits."""
        ...

    def send(self, message: Message) -> MessageAnswer:
        """Hand a message over."""
        ...


@dataclass(frozen=True, slots=True)
class LockerParcel:
    """A result on its way into a locker. ``reference`` is made by the desk; the locker tells ``phone`` the code."""

    reference: str
    locker: str
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LockerAnswer:
    """Where the locker put it: its ``box`` and the last digits of the code it told the applicant; or why not."""

    box: str = ""
    code_hint: str = ""
    refusal: str = ""


class LockerPort(Protocol):
    """The 24-hour locker (24 小时智能柜). Every call may raise ``KnownTrouble``: ``locker_down`` has done nothing;
    ``locker_silent`` may have, and the same reference asked again gets the same box."""

    def state(self) -> LineState:
        """How it answers now; never raises, never waits."""
        ...

    def put(self, parcel: LockerParcel) -> LockerAnswer:
        """Open a free box for a parcel and keep it."""
        ...

    def take_back(self, reference: str) -> LockerAnswer:
        """Open the box of a parcel nobody took, and free it; refused where it holds none of that reference."""
        ...
