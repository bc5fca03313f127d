"""Loads and checks ``resources/counter/handover.yaml``: hours, rounds, limits between windows, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.plain_file import STATUSES, broken_by, read_plain
from wenling_desk.domain.authority import Role
from wenling_desk.domain.counter_clocks import STEPS
from wenling_desk.domain.hall_hours import OpeningHours
from wenling_desk.domain.handover import REASON_CLASSES
from wenling_desk.domain.handover_rules import (
    HALL_HOURS,
    WORKING_DAYS,
    DeemedRule,
    HandoverRules,
    ReasonRule,
    Span,
    StepRule,
)

HANDOVER_SCHEMA: Final = "wenling-desk/handover@1"
TOLD: Final = frozenset({Role.TEAM_LEADER, Role.REVIEWER, Role.CLERK})
MOST: Final = {HALL_HOURS: 200, WORKING_DAYS: 60}


def read_handover_rules(path: Path) -> HandoverRules:
    """The file as rules. Raises ``handover_data_broken`` (file, detail) for the first flaw found; the detail says the
    line where the file cannot be read, and the part where it says something wrong."""
    broken = broken_by("handover_data_broken", path.name)
    plain = read_plain(path, HANDOVER_SCHEMA, broken)
    try:
        return _rules(plain)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise broken(f"{type(error).__name__} {error}") from error


def _rules(plain: Mapping[str, Any]) -> HandoverRules:
    steps = {str(name): _step(f"steps.{name}", row) for name, row in plain["steps"].items()}
    if set(steps) != set(STEPS):
        raise ValueError(f"steps {sorted(set(steps) ^ set(STEPS))}")
    stated = [_status(str(part), row) for part, row in (("top", plain), *plain["steps"].items())]
    spans = [(_time("opening", row["from"]), _time("opening", row["until"])) for row in plain["opening"]]
    return HandoverRules(
        hours=OpeningHours(tuple(spans)),
        rounds=_rounds(plain["rounds"]),
        steps={name: steps[name] for name in STEPS},
        reasons=_reasons(plain["reasons"]),
        deemed=_deemed(plain["deemed_delivery"]),
        inferred="inferred" in stated,
        source=_source("top", plain),
    )


def _status(part: str, row: Mapping[str, Any]) -> str:
    if row["status"] not in STATUSES:
        raise ValueError(f"{part}: status {row['status']}")
    return str(row["status"])


def _source(part: str, row: Mapping[str, Any]) -> str:
    source = str(row["source"]).strip()
    if not source:
        raise ValueError(f"{part}: no source")
    return source


def _time(part: str, text: object) -> time:
    if not isinstance(text, str):  # 11:30 without quotation marks is a number of YAML
        raise ValueError(f"{part}: {text} is no time in quotation marks")
    return time.fromisoformat(text)


def _rounds(texts: object) -> tuple[time, ...]:
    rounds = tuple(_time("rounds", text) for text in texts) if isinstance(texts, list) else ()
    if not rounds or list(rounds) != sorted(set(rounds)):
        raise ValueError("rounds: none, or not in order")
    return rounds


def _span(part: str, plain: Mapping[str, Any]) -> Span:
    amount, unit = plain["amount"], str(plain["unit"])
    if unit not in MOST:
        raise ValueError(f"{part}: unit {unit}")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST[unit]:
        raise ValueError(f"{part}: amount {amount}")
    return Span(amount, unit)


def _step(part: str, plain: Mapping[str, Any]) -> StepRule:
    limit, reminder, role = _span(part, plain["limit"]), plain["reminder"], str(plain["escalate"])
    if not isinstance(reminder, int) or not 0 <= reminder < limit.amount:
        raise ValueError(f"{part}: reminder {reminder}")
    if role not in TOLD:
        raise ValueError(f"{part}: escalate {role}")
    return StepRule(limit, reminder, Role(role), _status(part, plain), _source(part, plain))


def _deemed(plain: Mapping[str, Any]) -> DeemedRule | None:
    if not isinstance(plain["enabled"], bool):
        raise ValueError(f"deemed_delivery: enabled {plain['enabled']}")
    _status("deemed_delivery", plain)
    rule = DeemedRule(_span("deemed_delivery", plain["limit"]), _source("deemed_delivery", plain))
    return rule if plain["enabled"] else None


def _reasons(rows: object) -> tuple[ReasonRule, ...]:
    found = tuple(_reason(row) for row in rows) if isinstance(rows, list) else ()
    codes = [rule.code for rule in found]
    if sorted(codes) != sorted(REASON_CLASSES):
        raise ValueError(f"reasons {sorted(codes)}")
    return found


def _reason(row: Mapping[str, Any]) -> ReasonRule:
    for key in ("by_department", "first_notice"):
        if not isinstance(row[key], bool):
            raise ValueError(f"reasons: {key} {row[key]}")
    return ReasonRule(str(row["code"]), row["by_department"], row["first_notice"])
