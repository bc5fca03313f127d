"""Loads and checks ``resources/counter/alarms.yaml``: who looks at what, and by when."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.alarms import (
    AMBER,
    CLOCK,
    DAYS,
    ERRAND,
    ERRAND_DUE,
    HALL_HOURS,
    KINDS,
    RED,
    STATUS,
    WORKING_DAYS,
    AlarmRule,
    AlarmRules,
    AlarmStep,
)
from wenling_desk.domain.authority import Role
from wenling_desk.domain.hall_hours import OpeningHours

SCHEMA: Final = "wenling-desk/alarms@1"
LOOKS_AT: Final = {"clock": CLOCK, "status_of": STATUS, "errand": ERRAND, "errand_due": ERRAND_DUE}
MOST: Final = 200


class _Level(StrEnum):
    AMBER = AMBER
    RED = RED


class _Unit(StrEnum):
    WORKING_DAYS = WORKING_DAYS
    HALL_HOURS = HALL_HOURS
    DAYS = DAYS


def read_alarm_rules(path: Path, hours: OpeningHours) -> AlarmRules:
    """The file, for a hall open at ``hours``. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count,
    file, line of the first flaw)."""
    top, findings = open_counter_file(path, SCHEMA, ("schema", "alarms"))
    top.need("alarms")
    alarms = top.mapping("alarms", tuple(KINDS))
    rules = tuple(_rule(alarms, kind) for kind in alarms.names() if kind in KINDS) if alarms is not None else ()
    close_counter_file(findings)
    return AlarmRules(rules, hours)


def _rule(alarms: YamlMapping, kind: str) -> AlarmRule:
    entry = alarms.mapping(kind, (*LOOKS_AT, "steps", "status", "source"))
    if entry is None:
        return AlarmRule(kind, "", "", (), "", "")
    entry.need("steps", "status", "source")
    looks = [key for key in LOOKS_AT if entry.has(key)]
    if len(looks) != 1:
        entry.error(None, "alarm_looks_at_one", kind=kind)
    looks_at = LOOKS_AT[looks[0]] if looks else CLOCK
    steps = tuple(_step(row, of_a_day=looks_at in (CLOCK, ERRAND_DUE)) for row in _rows(entry))
    if not steps:
        entry.error("steps", "alarm_without_steps", kind=kind)
    return AlarmRule(
        kind,
        looks_at,
        entry.text(looks[0]) if looks else "",
        steps,
        status_of(entry),
        entry.text("source"),
    )


def _rows(entry: YamlMapping) -> list[YamlMapping]:
    return entry.mappings("steps", ("level", "from", "after", "unit", "whom", "by"))


def _step(row: YamlMapping, *, of_a_day: bool) -> AlarmStep:
    row.need("level", "from" if of_a_day else "after", "whom", "by")
    amount = row.whole("from" if of_a_day else "after") or 0
    least = -20 if of_a_day else 0
    if not least <= amount <= MOST:
        row.error(None, "whole_out_of_range", key="from" if of_a_day else "after", least=least, most=MOST)
    return AlarmStep(
        level=str(row.word("level", _Level, _Level.AMBER)),
        amount=amount,
        unit=WORKING_DAYS if of_a_day else str(row.word("unit", _Unit, _Unit.WORKING_DAYS)),
        whom=row.word("whom", Role, Role.CLERK),
        by=_time(row),
    )


def _time(row: YamlMapping) -> time:
    written = row.text("by")
    try:
        return time.fromisoformat(written)
    except ValueError:
        row.error("by", "time_spelling", written=written)
        return time(16, 30)
