"""否定报备: which "no"s told at a counter are reported, and which are still owed a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from wenling_desk.domain.facts import Fact

NOS: Final[Mapping[str, str]] = MappingProxyType({
    "AcceptanceRefused": "acceptance_refused",
    "NotRequiredTold": "not_required",
    "Denied": "denied",
})  # fmt: skip
"""Fact of a case -> the kind of "no" as the ledger calls it."""

REPORTED: Final = "RefusalReported"


@dataclass(frozen=True, slots=True)
class OwedReport:
    """A "no" that nobody reported yet."""

    fact_id: str
    record_id: str
    kind: str
    at: datetime
    clerk: str
    members: tuple[str, ...]


def unreported(nos: Iterable[Fact], reports: Iterable[Fact], numbers: Mapping[str, str]) -> tuple[OwedReport, ...]:
    """The "no"s without a report, oldest first; ``numbers`` are those cases are called by, by record.

    A report answers the fact it names. One written by hand names the case and the kind only: it answers one "no" of
    that kind in that case, the oldest of those no other report names.
    """
    by_fact: set[str] = set()
    by_case: dict[tuple[str, str], int] = {}
    for report in reports:
        named = str(report.body.get("refusal_fact") or "")
        if named:
            by_fact.add(named)
        else:
            key = (str(report.body.get("case") or ""), str(report.body.get("kind") or ""))
            by_case[key] = by_case.get(key, 0) + 1
    owed = []
    for fact in sorted(nos, key=lambda each: (each.at, each.fact_id)):
        kind = NOS[fact.kind]
        if fact.fact_id in by_fact:
            continue
        called = numbers.get(fact.record_id, "")
        if called and by_case.get((called, kind), 0):
            by_case[called, kind] -= 1
            continue
        owed.append(OwedReport(fact.fact_id, fact.record_id, kind, fact.at, fact.clerk, fact.members))
    return tuple(owed)
