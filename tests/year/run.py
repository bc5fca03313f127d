"""The year itself: every desk works every day and sends in the evening; then everything is counted."""

from __future__ import annotations

import resource
import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.fakes import FakeClock
from tests.support.small_centre import make_centre
from tests.year.desks import YearDesk
from tests.year.plan import YearPlan
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.server.centre import Centre
from wenling_desk.store.centre.store import CentreStore

FORGET_EVERY_DAYS = 7


@dataclass
class YearReport:
    """What was done, how long it took, and what the centre says it holds."""

    scale: float
    cases: int = 0
    devices: int = 0
    done: Tally[str] = field(default_factory=Tally)
    kinds: Tally[str] = field(default_factory=Tally)
    desk_seconds: float = 0.0
    push_seconds: float = 0.0
    peak_mb: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def ops_a_case(self) -> float:
        """Commands that reached the centre, per case."""
        return self.done["ops"] / max(1, self.done["cases"])

    @property
    def ops_a_second(self) -> float:
        """Through the push path, one after the other."""
        return self.done["ops"] / self.push_seconds if self.push_seconds else 0.0


def live(
    plan: YearPlan,
    store: CentreStore,
    files: Path,
    say: Callable[[str], None] = lambda _: None,
    after_month: Callable[[int, Centre, FakeClock], None] = lambda month, centre, clock: None,
    kind: type[YearDesk] = YearDesk,
) -> tuple[YearReport, Centre, FakeClock]:
    """Live the year into ``store``; the report, the centre and its clock. ``after_month`` is told when one is over;
    ``kind`` is how each device works."""
    clock = FakeClock()
    clock.go_to(plan.first_day)
    centre = make_centre(store=store, clock=clock, files=files)
    report = YearReport(plan.scale, plan.cases, len(plan.devices))
    desks = [kind(device, centre, plan.seed) for device in plan.devices]
    for number, (day, arrivals) in enumerate(plan.days()):
        clock.go_to(day)
        begun = time.perf_counter()
        for desk in desks:
            desk.work(day, [each for each in arrivals if each.device == desk.device.number])
        worked = time.perf_counter()
        for desk in desks:
            desk.send()
        report.desk_seconds += worked - begun
        report.push_seconds += time.perf_counter() - worked
        if number % FORGET_EVERY_DAYS == FORGET_EVERY_DAYS - 1:
            for desk in desks:
                desk.forget_what_ended()
        centre.housekeeping(day)
        if (day + ONE_DAY).day == 1:
            say(f"{day:%Y-%m}: {sum(each.done['cases'] for each in desks)} cases")
            after_month(day.month, centre, clock)
    for desk in desks:
        report.done += desk.done
        report.kinds += desk.kinds
    report.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return report, centre, clock
