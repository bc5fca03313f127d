"""The State Council's calendar of 2023 to 2026, read from the table the tests keep for themselves."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from wenling_desk.domain.working_days import Calendar

FILE = Path(__file__).parents[1] / "domain" / "holidays.csv"


@cache
def state_calendar() -> Calendar:
    """143 rows: days off and make-up working days."""
    with FILE.open(encoding="utf-8") as rows:
        kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(rows)}
    return Calendar(
        version="2023-2026.tests",
        off_days=frozenset(day for day, kind in kinds.items() if kind == "holiday"),
        make_up_days=frozenset(day for day, kind in kinds.items() if kind == "workday"),
        published_from=date(2023, 1, 1),
        published_until=date(2026, 12, 31),
    )
