"""The message line's simulated twin: up, down, slow, silent, refusing, losing answers, by a script and a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.notice_texts import Message
from wenling_desk.use_cases.counter_ports import LineState, MessageAnswer
from wenling_desk.use_cases.ports import Clock


@dataclass(frozen=True, slots=True)
class MessageScript:
    """What the twin does: ``states`` from which moment on, in order of time; ``refusals`` by phone; ``delay_seconds``
    for each call; ``lost_answers`` is how many messages are sent whose answer gets lost."""

    states: Sequence[tuple[datetime, LineState]] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    lost_answers: int = 0


class SimulatedMessages:
    """``MessagePort`` by a script. ``wait`` is called with the seconds of a delay; ``sent`` is what really left, each
    id once."""

    def __init__(self, script: MessageScript, clock: Clock, wait: Callable[[float], object]) -> None:
        self._script = script
        self._clock = clock
        self._wait = wait
        self._to_lose = script.lost_answers
        self.sent: dict[str, Message] = {}

    def state(self) -> LineState:
        """The state the script gives for now; up before its first line."""
        now = self._clock.now()
        return next((state for since, state in reversed(self._script.states) if since <= now), LineState.UP)

    def send(self, message: Message) -> MessageAnswer:
        """Send a message once, however often its id is handed over; refuse it for a phone of the script."""
        state = self.state()
        if state is not LineState.UP:
            raise KnownTrouble("messages_down" if state is LineState.DOWN else "messages_absent")
        if self._script.delay_seconds:
            self._wait(self._script.delay_seconds)
        refusal = self._script.refusals.get(message.phone, "")
        if refusal:
            return MessageAnswer(is_taken=False, reason=refusal)
        if message.message_id not in self.sent:
            self.sent[message.message_id] = message
            if self._to_lose:
                self._to_lose -= 1
                raise KnownTrouble("messages_silent")
        return MessageAnswer(is_taken=True)
