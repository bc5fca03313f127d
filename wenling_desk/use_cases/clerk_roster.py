"""名册: who is on the roster of clerks in a period, at which post, and what was noted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from wenling_desk.domain.assessment import NoteTaken
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import Period
from wenling_desk.domain.ledger_clocks import facts_in_force
from wenling_desk.domain.ledger_entry import standing_values
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

CLERK_ROSTER: Final = "clerk_roster"
ENROLLED: Final = "ClerkEnrolled"
ATTENDANCE: Final = "ClerkAttendanceNoted"
MERIT: Final = "ClerkMeritNoted"
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class RosterPlace:
    """Somebody on the roster (综合受理员): ``clerk`` is the number they sign in with."""

    record_id: str
    clerk: str
    name: str
    post: str
    level: str


@dataclass(frozen=True, slots=True)
class RosterNotes:
    """Notes of the period by clerk."""

    attendance: Mapping[str, tuple[NoteTaken, ...]]
    merits: Mapping[str, tuple[NoteTaken, ...]]


@dataclass(frozen=True, slots=True)
class RosterOfPeriod:
    """The roster as it stood at the end of a period; who left before it is not there, who left in it is."""

    places: tuple[RosterPlace, ...]
    notes: RosterNotes

    def place_of(self, clerk: str) -> RosterPlace | None:
        """Somebody's place, ``None`` for nobody of the roster."""
        return next((place for place in self.places if place.clerk == clerk), None)


def read_roster(desk: Desk, reading: Reading, period: Period) -> RosterOfPeriod:
    """Everybody who was there on a day of the period."""
    ledger, workflow = desk.ledgers.ledger(CLERK_ROSTER), desk.workflows.workflow(CLERK_ROSTER)
    places: list[RosterPlace] = []
    notes: dict[str, dict[str, list[NoteTaken]]] = {ATTENDANCE: defaultdict(list), MERIT: defaultdict(list)}
    for record_id in _records(reading):
        told = [fact for fact in reading.facts_of(record_id) if fact.at.date() <= period.last]
        if not told:
            continue
        record = fold(told, workflow)
        values = standing_values(record, ledger, workflow)
        joined, left = _day(values.get("joined_on")), _day(values.get("left_on"))
        clerk = str(values.get("clerk", ""))
        if not clerk or joined is None or joined > period.last or (left is not None and left < period.first):
            continue
        texts = {name: str(values.get(name, "")) for name in ("name", "post", "level")}
        places.append(RosterPlace(record_id, clerk, texts["name"], texts["post"], texts["level"]))
        for fact in facts_in_force(record, workflow):
            note = _note(fact)
            if note is not None and period.first <= note.day <= period.last:
                notes[fact.kind][clerk].append(note)
    return RosterOfPeriod(
        tuple(places),
        RosterNotes(*({clerk: tuple(each) for clerk, each in notes[kind].items()} for kind in (ATTENDANCE, MERIT))),
    )


def _records(reading: Reading) -> Iterator[str]:
    """Every record of the roster."""
    after = ""
    while page := reading.facts_of_kinds((ENROLLED,), after, PAGE):
        yield from (fact.record_id for fact in page)
        after = page[-1].fact_id


def _note(fact: Fact) -> NoteTaken | None:
    kind = {ATTENDANCE: "attendance", MERIT: "merit"}.get(fact.kind)
    if kind is None:
        return None
    day = _day(fact.body.get(f"{kind}_on")) or fact.at.date()
    points = Fraction(int(fact.body.get("merit_points") or 0), 10) if kind == "merit" else Fraction(0)
    said = str(fact.body.get(f"{kind}_said", ""))
    return NoteTaken(fact.fact_id, fact.record_id, day, str(fact.body[f"{kind}_kind"]), said, points)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
