"""The provincial platform's list of cases (省平台办件清单) of a period: what its rows say, and their count by month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

PROVINCE_LIST: Final = "province_list"


class Channel(StrEnum):
    """How a case was applied for."""

    ONLINE = "online"
    WINDOW = "window"


class Counted(StrEnum):
    """Which rows a reading of 一网通办率 counts above the line; below it stand all rows of the list."""

    ONLINE = "online"
    THROUGH = "through"


@dataclass(frozen=True, slots=True)
class RateReading:
    """A reading (读法) of 一网通办率: its name, its formula in words, and what it counts above the line."""

    reading_id: str
    name: str
    says: str
    counts: Counted


@dataclass(frozen=True, slots=True)
class ProvinceListRules:
    """How a list is read: spellings of its columns and words, and the reading of the rate in force."""

    sheet: str
    header_rows: int
    columns: Mapping[str, tuple[str, ...]]
    number_shape: re.Pattern[str]
    channels: Mapping[str, Channel]
    platform: Mapping[str, bool]
    readings: Mapping[str, RateReading]
    reading: str
    status: str
    source: str

    @property
    def in_force(self) -> RateReading:
        """The reading the report uses."""
        return self.readings[self.reading]


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A row that could be read: ``row`` as a person counts it in the file."""

    row: int
    number: str
    item: str
    applied_on: date
    channel: Channel
    through: bool


@dataclass(slots=True)
class ProvinceMonth:
    """What a list says of one month. ``ours`` are those whose number is of a case of ours, ``window_unknown`` those
    applied for at a counter that are not; ``first`` and ``last`` the days of the first and the last application."""

    month: str
    first: date
    last: date
    total: int = 0
    online: int = 0
    through: int = 0
    ours: int = 0
    window_unknown: int = 0

    def counted(self, reading: RateReading) -> int:
        """Above the line of that reading."""
        return self.online if reading.counts is Counted.ONLINE else self.through


@dataclass(frozen=True, slots=True)
class OurNumber:
    """A case of ours as the comparison knows it: when it was taken in, its first number, the official one if any."""

    record_id: str
    number: str
    official: str
    taken_in: date
    title: str


class Gap(StrEnum):
    """Why a case stands in the list of differences."""

    NOT_OURS = "not_ours"
    """In the provincial list as applied for at a counter; no case here has its number."""

    NOT_LISTED = "not_listed"
    """A case here with an official number that the list of its time does not have."""

    NO_NUMBER = "no_number"
    """A case here without an official number: it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the difference between the list and our cases (三方核对的差异)."""

    gap: Gap
    number: str
    title: str
    day: date
    row: int = 0


@dataclass
class ProvinceTally:
    """Counts a list row by row beside our numbers; nothing of a row is kept but its number."""

    ours: Mapping[str, OurNumber]
    months: dict[str, ProvinceMonth] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    def first_row_of(self, number: str) -> int:
        """The row that number stood in before, 0 for none."""
        return self.seen.get(number, 0)

    def add(self, row: ProvinceRow) -> Difference | None:
        """Count a row; the difference it makes, if any."""
        self.seen[row.number] = row.row
        key = f"{row.applied_on:%Y-%m}"
        month = self.months.get(key)
        if month is None:
            month = self.months[key] = ProvinceMonth(key, row.applied_on, row.applied_on)
        elif row.applied_on < month.first:
            month.first = row.applied_on
        elif row.applied_on > month.last:
            month.last = row.applied_on
        month.total += 1
        is_online = row.channel is Channel.ONLINE
        month.online += is_online
        month.through += row.through
        if row.number in self.ours:
            month.ours += 1
            self.matched.add(row.number)
            return None
        if is_online:
            return None
        month.window_unknown += 1
        return Difference(Gap.NOT_OURS, row.number, row.item, row.applied_on, row.row)

    def rest(self, ours: Mapping[str, OurNumber], unnumbered: tuple[OurNumber, ...]) -> list[Difference]:
        """After the last row: what is ours within the list's span and not in it."""
        if not self.months:
            return []
        first = min(month.first for month in self.months.values())
        last = max(month.last for month in self.months.values())
        found = [
            Difference(Gap.NOT_LISTED, official, own.title, own.taken_in)
            for official, own in ours.items()
            if official not in self.matched and first <= own.taken_in <= last
        ]
        found += [
            Difference(Gap.NO_NUMBER, own.number, own.title, own.taken_in)
            for own in unnumbered
            if first <= own.taken_in <= last
        ]
        return found
