"""省平台清单导入: a list of a million rows is counted beside our numbers, and kept as one entry for each month."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.province_list import (
    PROVINCE_LIST,
    Difference,
    OurNumber,
    ProvinceMonth,
    ProvinceRow,
    ProvinceTally,
    RateReading,
)
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_list import LedgerQuery, LedgerRow, ledger_page
from wenling_desk.use_cases.ports import Reading

PAGE: Final = 2_000
MOST_REFUSED: Final = 200
"""Refused rows that are named one by one; all are counted."""

LISTED: Final = "listed"
_TAKEN_IN, _NUMBERED, _ISSUED = "TakenIn", "OfficialNumberRecorded", "PaperIssued"

Differ = Callable[[Difference], None]
"""Takes a difference as it is found: the list of them may be longer than anybody's memory."""


@dataclass(frozen=True, slots=True)
class OurCases:
    """The cases of this desk by official number, and those without one."""

    numbered: dict[str, OurNumber]
    unnumbered: tuple[OurNumber, ...]


@dataclass(slots=True)
class CountedList:
    """A list as counted: its months in order, its rows nobody could read, how many differences there were."""

    file_name: str
    sha256: str
    months: tuple[ProvinceMonth, ...] = ()
    refused: list[RefusedListRow] = field(default_factory=list)
    refused_rows: int = 0
    differences: int = 0

    @property
    def total(self) -> int:
        """All rows counted."""
        return sum(month.total for month in self.months)


def our_cases(reading: Reading) -> OurCases:
    """Every case that was taken in here, from its facts; read page by page."""
    opened: dict[str, Fact] = {}
    official: dict[str, list[str]] = {}
    paper: dict[str, str] = {}
    after = ""
    while page := reading.facts_of_kinds((_TAKEN_IN, _NUMBERED, _ISSUED), after, PAGE):
        for fact in page:
            if fact.kind == _TAKEN_IN:
                opened.setdefault(fact.record_id, fact)
            elif fact.kind == _NUMBERED:
                official.setdefault(fact.record_id, []).append(str(fact.body.get("number", "")))
            else:
                paper.setdefault(fact.record_id, str(fact.body.get("number", "")))
        after = page[-1].fact_id
    numbered: dict[str, OurNumber] = {}
    without: list[OurNumber] = []
    for record_id, fact in opened.items():
        of_case = OurNumber(record_id, paper.get(record_id, ""), "", fact.at.date(), _target(fact))
        numbers = official.get(record_id, ())
        numbered |= {number: replace(of_case, official=number) for number in numbers if number}
        if not numbers:
            without.append(of_case)
    return OurCases(numbered, tuple(without))


def _target(fact: Fact) -> str:
    sheet = fact.body.get("sheet")
    return str(sheet.get("target_code", "")) if isinstance(sheet, dict) else ""


def count_list(
    rows: Iterable[ProvinceRow | RefusedListRow], ours: OurCases, file_name: str, sha256: str, differ: Differ
) -> CountedList:
    """Count a list row by row; a number that comes twice is refused the second time."""
    found = CountedList(file_name, sha256)
    tally = ProvinceTally(ours.numbered)
    for row in rows:
        refused = row if isinstance(row, RefusedListRow) else None
        if refused is None and isinstance(row, ProvinceRow):
            first = tally.first_row_of(row.number)
            if first:
                refused = RefusedListRow(row.row, "number_twice", "", str(first))
            elif (difference := tally.add(row)) is not None:
                found.differences += 1
                differ(difference)
        if refused is not None:
            found.refused_rows += 1
            if len(found.refused) < MOST_REFUSED:
                found.refused.append(refused)
    for difference in tally.rest(ours.numbered, ours.unnumbered):
        found.differences += 1
        differ(difference)
    found.months = tuple(tally.months[key] for key in sorted(tally.months))
    return found


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What is done with a month: ``command`` is ``None`` where it was checked already, or has this very list."""

    month: ProvinceMonth
    command: ActInLedger | None
    replaces: bool = False


def plan_months(
    desk: Desk,
    reading: Reading,
    counted: CountedList,
    rate: RateReading,
    origin: str,
    why: str,
    what: Callable[[str], str],
) -> tuple[MonthPlan, ...]:
    """A command for each month; ``what`` names the entry of a month. Carried out twice, it changes
    nothing."""
    known = _known_months(desk, reading)
    plans = []
    for month in counted.months:
        entry = known.get(month.month)
        if entry is not None and (entry.status != LISTED or entry.values.get("sha256") == counted.sha256):
            plans.append(MonthPlan(month, None))
            continue
        values: dict[str, Any] = {
            "since": month.first.isoformat(), "until": month.last.isoformat(), "total": month.total,
            "online": month.online, "through": month.through, "reading": rate.reading_id,
            "counted": month.counted(rate), "ours": month.ours, "window_unknown": month.window_unknown,
            "refused_rows": counted.refused_rows, "file_name": counted.file_name, "sha256": counted.sha256,
            "origin": origin,
        }  # fmt: skip
        if entry is None:
            values |= {"what": what(month.month), "month": month.month}
        else:
            values["why"] = why
        command = ActInLedger(
            command_id=_command_id(desk.identity.device, counted.sha256, month.month),
            kind=PROVINCE_LIST,
            record_id=entry.record_id if entry is not None else "",
            action="replace_province_month" if entry is not None else "list_province_month",
            values=values,
        )
        plans.append(MonthPlan(month, command, entry is not None))
    return tuple(plans)


def _known_months(desk: Desk, reading: Reading) -> dict[str, LedgerRow]:
    found: dict[str, LedgerRow] = {}
    offset = 0
    while rows := ledger_page(desk, reading, LedgerQuery(PROVINCE_LIST, limit=200, offset=offset)).rows:
        for row in rows:
            found.setdefault(str(row.values.get("month", "")), row)
        offset += len(rows)
    return found


def _command_id(device: str, sha256: str, month: str) -> str:
    digest = hashlib.sha256(f"{device}\0{sha256}\0{month}".encode()).hexdigest()
    return f"province-{digest[:40]}"


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One line of the three-way reconciliation (三方核对): ours, the provincial list's and the city's figure of the
    same days; ``origin`` says where the city's was read, by whom."""

    figure_id: str
    first: date
    last: date
    ours: int | None
    province: int | None
    city: int
    origin: str
    clerk: str

    @property
    def against_ours(self) -> int | None:
        """The city's minus ours."""
        return None if self.ours is None else self.city - self.ours

    @property
    def against_province(self) -> int | None:
        """The city's minus the province's."""
        return None if self.province is None else self.city - self.province


FROM_PROVINCE: Final = frozenset({"province_cases", "province_online"})
"""Figures that come from the provincial list; the others are counted from our own facts."""

PROVINCE_OF: Final = {"received_cases": "province_cases", "finished_items": "province_cases"}
"""The provincial figure that stands beside one of ours: the list says how many cases there were, whoever took them."""

OURS_OF: Final = {"province_cases": "received_cases"}
"""Ours beside a provincial one."""


def three_way(cities: Sequence[LedgerRow], value: Callable[[str, date, date], int | None]) -> tuple[ThreeWay, ...]:
    """A line for each figure noted from the city; ``value`` is a figure of ours over days. Oldest period first."""
    lines = []
    for row in cities:
        figure = str(row.values.get("figure", ""))
        first, last = date.fromisoformat(row.values["since"]), date.fromisoformat(row.values["until"])
        own = OURS_OF.get(figure, "") if figure in FROM_PROVINCE else figure
        listed = figure if figure in FROM_PROVINCE else PROVINCE_OF.get(figure, "")
        lines.append(
            ThreeWay(
                figure, first, last, value(own, first, last) if own else None,
                value(listed, first, last) if listed else None, int(row.values["value"]),
                str(row.values.get("origin", "")), row.clerk,
            )
        )  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.first, line.last, line.figure_id)))
