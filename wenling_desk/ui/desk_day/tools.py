"""What the page of the day is given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.day_rules import DayRules, DeviceCheckKind
from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.desk import Desk

GOOD, LOOK, BAD = "good", "look", "bad"
"""How a look at the desk itself ended: fine, worth a look, not usable."""


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    """One thing of the desk itself: ``state`` and a sentence that says what was seen and what to do."""

    kind: DeviceCheckKind
    state: str
    sentence: str


OnChecks = Callable[[Sequence[DeviceCheck]], None]


@dataclass(frozen=True, slots=True)
class DayTools:
    """``look_at_devices`` answers later on the screen's thread; a printer may take long. ``unfilled`` is the count of
    the 补录 list, ``None`` while it is read. ``alarm_rules`` is ``None`` where their file is broken."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    rules: DayRules
    alarm_rules: AlarmRules | None
    print_papers: Callable[[Sequence[str]], None]
    look_at_devices: Callable[[OnChecks], None]
    unfilled: Callable[[], int | None]
    clerk_name: Callable[[str], str]
