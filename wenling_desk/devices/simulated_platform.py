"""The provincial platform's simulated twin: up, slow, down, refusing, changing its mind, by a script and a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.platform_ports import PlatformCase, PlatformState, PlatformStatus, Submission
from wenling_desk.use_cases.ports import Clock

ACCEPTED, RETURNED = "accepted", "returned"
"""The words the twin has for a status where its script names none."""
PREFIX = "MN"
"""How the numbers of the twin begin, so that nobody takes one for an official one."""


@dataclass(frozen=True, slots=True)
class SecondThought:
    """Some time after it took a case of this item the platform sends it back, with a reason."""

    item_code: str
    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class PlatformScript:
    """What the twin does: ``states`` from which moment on, in order of time; ``refusals`` by item code; second
    thoughts; ``slow_seconds`` it takes for a call while slow; ``words`` for its statuses."""

    states: Sequence[tuple[datetime, PlatformState]] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    second_thoughts: Sequence[SecondThought] = ()
    slow_seconds: float = 20.0
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Taken:
    number: str
    case: PlatformCase
    at: datetime


class SimulatedPlatform:
    """``Platform`` by a script: the same script and the same calls always give the same answers. ``wait`` is called
    with seconds while it is slow."""

    def __init__(self, script: PlatformScript, clock: Clock, wait: Callable[[float], None]) -> None:
        self._script = script
        self._clock = clock
        self._wait = wait
        self._taken: dict[tuple[str, str], _Taken] = {}

    def state(self) -> PlatformState:
        """The state the script gives for now; up before its first line."""
        now = self._clock.now()
        return next((state for since, state in reversed(self._script.states) if since <= now), PlatformState.UP)

    def submit(self, case: PlatformCase) -> Submission:
        """Take a case, or refuse it with the script's reason; the same reference and item get the same number."""
        self._answer()
        refusal = self._script.refusals.get(case.item_code, "")
        if refusal:
            return Submission(refusal=refusal)
        key = (case.reference, case.item_code)
        if key not in self._taken:
            now = self._clock.now()
            number = f"{PREFIX}{now:%Y%m%d}{len(self._taken) + 1:06d}"
            self._taken[key] = _Taken(number, case, now)
        return Submission(official_number=self._taken[key].number)

    def status_of(self, official_number: str) -> PlatformStatus | None:
        """How a case stands: accepted, or sent back once a second thought has come."""
        self._answer()
        taken = next((each for each in self._taken.values() if each.number == official_number), None)
        if taken is None:
            return None
        for thought in self._script.second_thoughts:
            if thought.item_code == taken.case.item_code and self._clock.now() >= taken.at + thought.after:
                return PlatformStatus(official_number, self._word(RETURNED), thought.reason)
        return PlatformStatus(official_number, self._word(ACCEPTED))

    def numbers(self) -> tuple[str, ...]:
        """The numbers given so far, in order."""
        return tuple(each.number for each in self._taken.values())

    def _word(self, status: str) -> str:
        return self._script.words.get(status, status)

    def _answer(self) -> None:
        """Raises ``platform_down`` while down; takes its time while slow."""
        match self.state():
            case PlatformState.DOWN:
                raise KnownTrouble("platform_down")
            case PlatformState.SLOW:
                self._wait(self._script.slow_seconds)
