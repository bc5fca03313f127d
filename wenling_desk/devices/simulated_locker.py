"""The 24-hour locker's simulated twin: boxes that fill up, a door that is slow, a locker that never answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.counter_ports import LineState, LockerAnswer, LockerParcel
from wenling_desk.use_cases.ports import Clock

FOREVER: Final = float("inf")
FULL, UNKNOWN = "full", "unknown_reference"
"""Words of the twin for a refusal where its script names no others."""


@dataclass(frozen=True, slots=True)
class LockerScript:
    """What the twin does: ``states`` from which moment on; ``boxes`` it has; ``delay_seconds`` for each call;
    ``never_answers``: it waits for ever; ``lost_answers``: so many parcels are kept whose answer gets lost;
    ``full_words`` is how it says that every box is taken."""

    states: Sequence[tuple[datetime, LineState]] = ()
    boxes: int = 12
    delay_seconds: float = 0.0
    never_answers: bool = False
    lost_answers: int = 0
    full_words: str = FULL
    unknown_words: str = UNKNOWN


class SimulatedLocker:
    """``LockerPort`` by a script. ``kept`` maps the reference of each parcel to its box."""

    def __init__(self, script: LockerScript, clock: Clock, wait: Callable[[float], object]) -> None:
        self._script = script
        self._clock = clock
        self._wait = wait
        self._to_lose = script.lost_answers
        self.kept: dict[str, str] = {}

    def state(self) -> LineState:
        """The state the script gives for now; up before its first line."""
        now = self._clock.now()
        return next((state for since, state in reversed(self._script.states) if since <= now), LineState.UP)

    def put(self, parcel: LockerParcel) -> LockerAnswer:
        """The first free box; the same reference gets the box it has."""
        self._answer()
        box = self.kept.get(parcel.reference, "")
        if not box:
            taken = set(self.kept.values())
            free = [name for name in self._boxes(parcel.locker) if name not in taken]
            if not free:
                return LockerAnswer(refusal=self._script.full_words)
            box = self.kept[parcel.reference] = free[0]
            self._lose()
        return LockerAnswer(box, code_hint=f"{sum(map(ord, parcel.reference)) % 100:02d}")

    def take_back(self, reference: str) -> LockerAnswer:
        """The box the parcel lay in, free again."""
        self._answer()
        box = self.kept.pop(reference, "")
        return LockerAnswer(box) if box else LockerAnswer(refusal=self._script.unknown_words)

    def _boxes(self, locker: str) -> list[str]:
        return [f"{locker}-{number:02d}" for number in range(1, self._script.boxes + 1)]

    def _answer(self) -> None:
        state = self.state()
        if state is not LineState.UP:
            raise KnownTrouble("locker_down" if state is LineState.DOWN else "locker_absent")
        if self._script.never_answers:
            self._wait(FOREVER)
            raise KnownTrouble("locker_silent")
        if self._script.delay_seconds:
            self._wait(self._script.delay_seconds)

    def _lose(self) -> None:
        if self._to_lose:
            self._to_lose -= 1
            raise KnownTrouble("locker_silent")
