"""日报: the day's figures as one page of paper, and as lines of text to paste."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.cockpit import DailyLine, a_year_before
from wenling_desk.domain.figures import Period, figure_words
from wenling_desk.use_cases.act_in_ledger import ActInLedger, act_in_ledger
from wenling_desk.use_cases.alarms import view_alarms
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.cockpit import column_of
from wenling_desk.use_cases.cockpit_source import CellSource
from wenling_desk.use_cases.cockpit_views import FigureSource
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figure_page import OnePage
from wenling_desk.use_cases.ports import Reading, UnitOfWork
from wenling_desk.use_cases.wording import formal_weekday

DAILY_REPORT: Final = "daily_report"
MOST_ALARMS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDailyReport(Command):
    """The report of a day: ``lines`` is how it is worded, ``alarms`` the hall's rules for what rings."""

    on: date
    lines: tuple[DailyLine, ...]
    alarms: AlarmRules | None = None


def make_daily_report(desk: Desk, uow: UnitOfWork, command: MakeDailyReport) -> Changes:
    """An entry of the ledger ``daily_report`` with its paper; the figures come from the cells."""
    source = CellSource(OnePage(uow, desk.figures), desk.figures)
    words = daily_lines(desk, uow, source, command.lines, command.on, command.alarms)
    data_time = _data_time(source, command.lines, command.on)
    act = ActInLedger(
        command_id=command.command_id,
        initiator=command.initiator,
        kind=DAILY_REPORT,
        action="issue_daily_report",
        values={
            "day": command.on.isoformat(),
            "weekday": formal_weekday(desk.words, command.on),
            "edition": source.book.edition.version,
            "data_time": data_time,
            "figures": _figures(source, command.lines, command.on),
            "words": "\n".join(words),
        },
    )
    return act_in_ledger(desk, uow, act)


def daily_lines(
    desk: Desk,
    reading: Reading,
    source: FigureSource,
    lines: tuple[DailyLine, ...],
    on: date,
    alarms: AlarmRules | None,
) -> tuple[str, ...]:
    """The lines with the day's values in them, to paste into a chat or a mail."""
    column, period = column_of(source.book, ""), Period.day(on)
    names = dict.fromkeys(name for line in lines for name in line.figures)
    values = {name: source.value(name, period, column) for name in names}
    rings = view_alarms(desk, reading, alarms, MOST_ALARMS) if alarms is not None else None
    told: dict[str, object] = {name: figure_words(value) for name, value in values.items()}
    told |= {
        "hall": desk.identity.hall_name,
        "day": desk.words("case.day", year=on.year, month=on.month, day=on.day),
        "weekday": formal_weekday(desk.words, on),
        "edition": source.book.edition.version,
        "data_time": _data_time(source, lines, on),
        "alarms": len(rings.rows) if rings is not None else 0,
        "red": rings.red if rings is not None else 0,
    }
    return tuple(line.text.format_map(told) for line in lines)


def _figures(source: FigureSource, lines: tuple[DailyLine, ...], on: date) -> list[dict[str, Any]]:
    """A row for each figure of the lines: the day, the month up to it, the same day a year before."""
    column = column_of(source.book, "")
    day, month = Period.day(on), Period(on.replace(day=1), on)
    names = dict.fromkeys(name for line in lines for name in line.figures)
    return [
        {
            "name": source.book.figures[name].name,
            "value": figure_words(source.value(name, day, column)),
            "month": figure_words(source.value(name, month, column)),
            "before": figure_words(source.value(name, a_year_before(day), column)),
        }
        for name in names
    ]


def _data_time(source: FigureSource, lines: tuple[DailyLine, ...], on: date) -> str:
    """Up to when figures are complete here: the same for every figure of a desk."""
    name = next((name for line in lines for name in line.figures), "")
    at = source.value(name, Period.day(on), column_of(source.book, "")).data_time if name else None
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""
