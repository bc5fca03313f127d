"""``deadline``: a deadline with its arithmetic."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import Deadline, Pause, deadline
from wenling_desk.texts import Texts
from wenling_desk.use_cases.wording import day_with_weekday, limit_words

UNITS = {str(unit): unit for unit in TimeUnit}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """``deadline START AMOUNT [--unit …] [--pause FIRST:LAST] …``."""
    parser = commands.add_parser("deadline", help=texts("cli.deadline.help"))
    parser.add_argument("start", help=texts("cli.deadline.start"))
    parser.add_argument("amount", type=int, help=texts("cli.deadline.amount"))
    parser.add_argument("--unit", choices=sorted(UNITS), default="working_days", help=texts("cli.deadline.unit"))
    parser.add_argument("--pause", action="append", default=[], metavar="A:B", help=texts("cli.deadline.pause"))
    parser.add_argument("--calendar", type=Path, default=None, help=texts("cli.deadline.calendar"))
    parser.set_defaults(run=run_deadline)


def run_deadline(chosen: argparse.Namespace, texts: Texts) -> int:
    """Print the ISO date (or moment, for hours) on the first line, then the reasoning."""
    if chosen.amount < 0 or chosen.amount > 100_000:
        raise DeskRefusal("amount_wrong", amount=chosen.amount)
    calendar = bootstrap.load_calendar(chosen.calendar, chosen.home)
    start = read_start(chosen.start)
    limit = TimeLimit(chosen.amount, UNITS[chosen.unit])
    found = deadline(start, limit, calendar, [read_pause(text) for text in chosen.pause])
    print(found.at.isoformat(timespec="minutes") if found.at is not None else found.day.isoformat())
    for line in reasoning(found, texts):
        print(line)
    return 0


def read_start(text: str) -> date | datetime:
    """``2026-11-24`` or ``2026-11-24T10:30``; refuses with ``date_wrong``."""
    try:
        return datetime.fromisoformat(text) if "T" in text or " " in text else date.fromisoformat(text)
    except ValueError:
        raise DeskRefusal("date_wrong", text=text[:40]) from None


def read_pause(text: str) -> Pause:
    """``2026-10-08:2026-10-14``, both days paused; without the last day it is still open."""
    first, _, last = text.partition(":")
    try:
        return Pause(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    except ValueError:
        raise DeskRefusal("date_wrong", text=text[:40]) from None


def reasoning(found: Deadline, texts: Texts) -> list[str]:
    """Why it is that day: the day not counted, the first counted one, what was left out, what is provisional."""
    lines = [texts("cli.reason.limit", limit=limit_words(texts, found.limit))]
    lines.append(texts("cli.reason.start", day=day_with_weekday(texts, found.start)))
    if found.limit.unit not in {TimeUnit.ON_THE_SPOT, TimeUnit.HOURS} and found.limit.amount:
        lines.append(texts("cli.reason.first", day=day_with_weekday(texts, found.first_counted)))
    if found.skipped:
        days = texts("case.joined").join(day.isoformat() for day in found.skipped)
        lines.append(texts("cli.reason.skipped", days=days))
    if found.made_up:
        days = texts("case.joined").join(day.isoformat() for day in found.made_up)
        lines.append(texts("cli.reason.made_up", days=days))
    if found.paused:
        lines.append(texts("cli.reason.paused", days=found.paused))
    if found.moved_from is not None:
        lines.append(texts("cli.reason.moved", day=found.moved_from.isoformat()))
    lines.append(texts("cli.reason.last", day=day_with_weekday(texts, found.day)))
    if found.provisional:
        lines.append(texts("cli.reason.provisional"))
    return lines
