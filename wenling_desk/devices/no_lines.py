"""A counter without a message line and without a locker: who is told is told by phone, who collects comes."""

from __future__ import annotations

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.notice_texts import Message
from wenling_desk.use_cases.counter_ports import LineState, LockerAnswer, LockerParcel, MessageAnswer


class NoMessages:
    """``MessagePort`` where none is wired."""

    def state(self) -> LineState:
        """Absent."""
        return LineState.ABSENT

    def send(self, _message: Message) -> MessageAnswer:
        """Raises ``messages_absent``: nothing is sent."""
        raise KnownTrouble("messages_absent")


class NoLocker:
    """``LockerPort`` where none is wired."""

    def state(self) -> LineState:
        """Absent."""
        return LineState.ABSENT

    def put(self, _parcel: LockerParcel) -> LockerAnswer:
        """Raises ``locker_absent``: nothing is put anywhere."""
        raise KnownTrouble("locker_absent")

    def take_back(self, _reference: str) -> LockerAnswer:
        """Raises ``locker_absent``."""
        raise KnownTrouble("locker_absent")
