"""``desk.py year --profile report``: the half year behind the centre's report, and the report written from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from tests.support.fakes import FakeShelf, texts
from tests.support.law_catalogue import law_catalogue
from tests.year import count
from tests.year.desks import YearDesk
from tests.year.half_year import AS_OF, HalfYearPlan, ReportDesk, write_list
from tests.year.plan import Device
from tests.year.report_entries import entry_acts
from tests.year.run import YearReport, live
from wenling_desk import resources
from wenling_desk.bootstrap.progress_report import progress_content, render_report
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.province_list_file import open_province_list, read_province_rules
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.paper import RenderedPaper
from wenling_desk.domain.province_list import OurNumber
from wenling_desk.server.centre import Centre
from wenling_desk.server.report_source import ReportSource, over_store
from wenling_desk.store.centre.store import CentreStore
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.import_province_list import OurCases, count_list, plan_months

LEDGER_DESK = Device(900, is_laptop=False, hall="WL01")
ORIGIN = "省平台管理端 办件查询 导出（程序生成）"


@dataclass
class HalfYear:
    """The half year as it was lived: the report of the run, and where its figures are asked for."""

    plan: HalfYearPlan
    report: YearReport
    source: ReportSource
    centre: Centre
    desk: YearDesk
    findings: list[str]

    def send(self) -> None:
        """What the desk of the ledgers did since goes to the centre and is counted."""
        self.desk.send()
        self.source.catch_up()


@cache
def real_catalogue() -> Catalogue:
    """The real catalogue, in force since before the half year: departments and towns of the ledgers are its."""
    return replace(load_catalogue(resources.root(), samples=True), effective_from=date(2020, 1, 1))


def live_half_year(
    plan: HalfYearPlan, store: CentreStore, place: Path, say: Callable[[str], None] = lambda _: None
) -> HalfYear:
    """Live it into ``store``: cases at the counters, entries of the ledgers, the provincial list."""
    given: list[OurNumber] = []

    class Desk(ReportDesk):
        @property
        def given(self) -> list[OurNumber]:
            return given

    report, centre, clock = live(plan, store, place / "files", say, kind=Desk)
    findings = count.compare(report, store)
    clock.go_to(plan.first_day)
    centre.parts.judge._shelf = FakeShelf([real_catalogue(), law_catalogue()])
    desk = ledger_desk(centre, plan)
    keep_entries(desk, say)
    desk.counter.clock.go_to(AS_OF)
    import_list(desk, plan, given, place, say)
    clock.go_to(AS_OF)
    desk.send()
    source = over_store(store, place / "cache", clock.now)
    say(f"{source.catch_up()} records counted")
    return HalfYear(plan, report, source, centre, desk, findings)


def ledger_desk(centre: Centre, plan: HalfYearPlan) -> YearDesk:
    """The desk at which the ledgers are kept."""
    desk = YearDesk(LEDGER_DESK, centre, plan.seed)
    desk.counter.become(catalogues=FakeShelf([real_catalogue()]))
    return desk


def keep_entries(desk: YearDesk, say: Callable[[str], None]) -> None:
    """Every act of every small ledger, on its day."""
    names: dict[str, str] = {}
    acts = entry_acts()
    for act in acts:
        desk.counter.clock.go_to(act.day)
        record_id = names[act.on] if act.on else ""
        done = desk.counter.do(ActInLedger, kind=act.kind, record_id=record_id, action=act.action, values=act.values)
        if act.name:
            names[act.name] = done.record_id
    say(f"{len(acts)} acts in {len({act.kind for act in acts})} ledgers")


def import_list(
    desk: YearDesk, plan: HalfYearPlan, ours: list[OurNumber], place: Path, say: Callable[[str], None]
) -> None:
    """The provincial list as a file, counted beside our numbers and kept month by month."""
    rules = read_province_rules(resources.path("counter", "province_list.yaml"))
    file = place / "list.csv"
    write_list(plan, ours, file)
    listed = open_province_list(file, rules)
    cases = OurCases({each.official: each for each in ours}, ())
    counted = count_list(listed.rows(), cases, file.name, listed.sha256, lambda _: None)
    counter = desk.counter
    with counter.store.reading() as reading:
        plans = plan_months(
            counter.desk, reading, counted, rules.in_force, ORIGIN, "", lambda month: f"{month} 省平台办件清单"
        )
    for each in plans:
        if each.command is not None:
            counter.dispatcher.dispatch(each.command)
    say(f"list of {counted.total} rows, {sum(month.ours for month in counted.months)} of them ours")


def write_report(half_year: HalfYear, fonts: Path) -> RenderedPaper:
    """The report as of the day, as the command writes it."""
    scale = f"{half_year.plan.scale * 100:g}%"
    return render_report(progress_content(half_year.source, AS_OF, texts(), scale=scale), texts(), fonts)
