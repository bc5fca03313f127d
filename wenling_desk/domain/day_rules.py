"""Which lines the opening card and the closing of a day have, and their limits: data, not law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from wenling_desk.domain.desk_day import Outcome


class CardLine(StrEnum):
    """A line of the opening card (班前卡)."""

    BOOKED = "booked"
    DUE_TODAY = "due_today"
    ALARMS = "alarms"
    ABSENT = "absent"
    CATALOGUE = "catalogue"
    UNCLOSED = "unclosed"
    TAKEN_OVER = "taken_over"


class ClosingLine(StrEnum):
    """A line of the closing (日清)."""

    PAPERS = "papers"
    TO_HAND_OVER = "to_hand_over"
    UNSIGNED = "unsigned"
    RETURNED = "returned"
    ORIGINALS = "originals"
    TO_SHELVE = "to_shelve"
    ON_SHELF = "on_shelf"
    SEALS = "seals"
    TO_SEAL = "to_seal"
    CALLS = "calls"
    TO_NOTIFY = "to_notify"
    UNFILLED = "unfilled"
    DRAFTS = "drafts"
    FEES = "fees"
    KEPT = "kept"
    DUE_NEXT = "due_next"


class DeviceCheckKind(StrEnum):
    """What of the desk itself is looked at before the hall opens."""

    PRINTER = "printer"
    DISK = "disk"
    BACKUP = "backup"
    JOURNAL = "journal"
    CLOCK = "clock"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """A line of the closing; ``listed`` ones print what is left thing by thing, the others only how many."""

    line: ClosingLine
    listed: bool


@dataclass(frozen=True, slots=True)
class DayRules:
    """How a day is opened and closed here (日清规则).

    ``opens`` and ``closes`` are the hall's hours, ``disk_megabytes`` what must be free on the disk, ``backup_days``
    how old a backup may be. ``reasons`` are ready reasons for a difference, by what became of the number; the first
    nine have a figure as their key.
    """

    opens: time
    closes: time
    card: tuple[CardLine, ...]
    checks: tuple[DeviceCheckKind, ...]
    closing: tuple[ClosingRule, ...]
    reasons: Mapping[Outcome, tuple[str, ...]]
    purposes: tuple[str, ...]
    disk_megabytes: int
    backup_days: int
    status: str
    source: str

    @property
    def listed(self) -> frozenset[str]:
        """The lines whose things stand on the paper one by one."""
        return frozenset(str(rule.line) for rule in self.closing if rule.listed)
