"""The half year of the centre's report on paper: what came in by 2023-06-15, at a scale; small ledgers stay whole.

Cases, joint cases and the provincial list shrink with the scale. At full scale the list has 940,400 rows, of which
910,800 were handled through the provincial platform, and 101,946 cases are joint.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.year.desks import YearDesk
from tests.year.plan import JOINT_CASES, Arrival, YearPlan
from wenling_desk.domain.province_list import OurNumber
from wenling_desk.use_cases.edit_case import RecordOfficialNumber

FIRST_DAY, AS_OF = date(2023, 1, 3), date(2023, 6, 15)
LISTED, THROUGH = 940_400, 910_800
OTHER_CASES: Final = 200_000
"""Cases of the half year at counters of ours that are no bundles: an invention, the report does not say."""

WINDOW_SHARE: Final = 0.05
ONE_DAY: Final = timedelta(days=1)
HALLS: Final = ("WL01", "WL02", "WL03")


@dataclass(frozen=True)
class HalfYearPlan(YearPlan):
    """The half year at a scale between 0 and 1."""

    first_day: date = FIRST_DAY
    last_day: date = AS_OF

    @cached_property
    def cases(self) -> int:
        """All cases at the counters."""
        return max(1, round(OTHER_CASES * self.scale)) + self.joint_cases

    @cached_property
    def joint_cases(self) -> int:
        """Those that are one-thing bundles."""
        return round(JOINT_CASES * self.scale)

    @cached_property
    def halls(self) -> tuple[str, ...]:
        """The centre's own hall, and two of towns."""
        return HALLS

    @cached_property
    def listed(self) -> int:
        """Rows of the provincial list."""
        return round(LISTED * self.scale)

    @cached_property
    def through(self) -> int:
        """Of these handled through the provincial platform."""
        return round(THROUGH * self.scale)


class ReportDesk(YearDesk):
    """A desk whose cases get an official number, as when they are entered into the provincial platform."""

    numbers: list[OurNumber]

    def work(self, day: date, arrivals: list[Arrival]) -> None:
        """One day, and the numbers of what came in."""
        shelves = self.counter.store.shelves
        before = len(shelves.facts)
        super().work(day, arrivals)
        opened = [fact for fact, *_ in shelves.facts[before:] if fact.kind == "TakenIn"]
        for fact in opened:
            number = f"331081{day:%y%m%d}{self.device.number:03d}{len(self.given):06d}"
            self.counter.do(RecordOfficialNumber, record_id=fact.record_id, official_number=number)
            self.done["commands"] += 1
            self.given.append(OurNumber(fact.record_id, "", number, day, ""))

    @property
    def given(self) -> list[OurNumber]:
        """Every number so far."""
        if "numbers" not in self.__dict__:
            self.numbers = []
        return self.numbers


def write_list(plan: HalfYearPlan, ours: list[OurNumber], file: Path) -> None:
    """The list the provincial platform would export, as CSV in its encoding; our cases are rows of it."""
    draw = random.Random(plan.seed * 7919)
    own = draw.sample(ours, min(len(ours), plan.listed))
    days = (plan.last_day - plan.first_day).days
    through = set(draw.sample(range(plan.listed), plan.through))
    with file.open("w", encoding="gb18030", newline="") as stream:
        stream.write("2023年上半年办件清单,,,,\n办件编号,事项名称,申请时间,申请渠道,是否省平台办理\n")
        for place, (number, day, channel) in enumerate(_rows(plan, own, days, draw)):
            word = "是" if place in through else "否"
            stream.write(f"{number},示例事项,{day} 09:30:00,{channel},{word}\n")


def _rows(plan: HalfYearPlan, own: list[OurNumber], days: int, draw: random.Random) -> Iterator[tuple[str, date, str]]:
    for case in own:
        yield case.official, case.taken_in, "窗口"
    for place in range(plan.listed - len(own)):
        # The last day has a case as well: the list goes as far as the report.
        day = plan.first_day + timedelta(days=days if place == 0 else draw.randrange(days + 1))
        yield f"33108199{place:012d}", day, "窗口" if draw.random() < WINDOW_SHARE else "浙里办"
