"""What one record adds to the measures: worked out anew from its facts as a whole, like its worklist rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from wenling_desk.domain.acceptance import ACCEPTANCE, CaseMember, CaseView
from wenling_desk.domain.case_attributes import (
    CASE_GROUPS,
    CASE_NUMBERS,
    CASE_STANDINGS,
    CONSULTATION_GROUPS,
    ON_SHELF,
    OVERDUE,
    Look,
    is_mobile,
)
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import MOBILE, CountingRule, FigureRow, Measure, Per
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.measure_walk import LONGEST_VALUE, code_of, day_of, put_in_force, walk_statuses
from wenling_desk.domain.record import DISPUTE_SETTLED, DISPUTED, KEPT_KINDS, PUT_IN_FORCE, WHOLE, RecordState
from wenling_desk.domain.shelf import shelf_of
from wenling_desk.domain.workflow import NEW, Workflow
from wenling_desk.domain.working_days import ONE_DAY, Calendar

BUILTIN_GROUPS: Final = ("clerk", "counter", "hour", "weekday", "status")
"""Groups of every kind of record. ``weekday`` is 1 for Monday; ``status`` is that of a standing measure."""
COUNTING_EDITION: Final = 1
"""Raised with the first release that counts the same facts by the same measures in another way: every desk then makes
its rows anew."""
VOIDED: Final = "voided"
_HAPPENED: Final = ("happened_on", "decided_on")

_Key = tuple[str, date, str, tuple[tuple[str, str], ...], int | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What counting needs besides the record: its ``workflow``, the ``calendar`` in force, the ``hall`` where the facts
    name none, and what the book of definitions rules."""

    workflow: Workflow
    calendar: Calendar
    hall: str
    rules: Mapping[str, CountingRule] = field(default_factory=dict)

    def choice(self, rule: str) -> str:
        """What a rule chooses; empty where the book has none."""
        found = self.rules.get(rule)
        return found.choice if found is not None else ""


def figure_rows(
    record: RecordState, case: CaseView | None, ledger: Ledger | None, measures: Iterable[Measure], ground: Ground
) -> tuple[FigureRow, ...]:
    """The rows of a record, in order; the same facts always give the same ones. A case that was never taken in adds
    nothing. What a person has yet to decide about (待核处) counts once it is decided."""
    if record.kind == ACCEPTANCE and case is None:
        return ()
    return _Counting(record, case, ledger, ground).rows(measures)


@dataclass(frozen=True, slots=True)
class _State:
    """How a member stands from one day on: ``status`` empty where it counts nowhere."""

    day: date
    hall: str
    status: str
    position: int


class _Counting:
    """One record on the table."""

    def __init__(self, record: RecordState, case: CaseView | None, ledger: Ledger | None, ground: Ground) -> None:
        self._record = record
        self._case = case
        self._ledger = ledger
        self._ground = ground
        self._facts = record.facts
        self._out = self._without_effect()
        self._halls = list(self._walk_halls())
        self._members: dict[str, CaseMember] = {each.code: each for each in case.members} if case is not None else {}
        left_out = ground.choice(VOIDED) == "left_out"
        self._gone = {name for name, lane in record.lanes.items() if left_out and lane.status == VOIDED}
        self._sums: dict[_Key, Counter[str]] = {}

    def rows(self, measures: Iterable[Measure]) -> tuple[FigureRow, ...]:
        for measure in measures:
            if measure.standing:
                self._count_standing(measure)
            else:
                self._count_facts(measure)
        found = [
            FigureRow(measure, day, hall, dict(groups), each["count"], each["people"], each["total"], spread)
            for (measure, day, hall, groups, spread), each in self._sums.items()
            if any(each.values())
        ]
        found.sort(key=lambda row: (row.measure, row.day, row.hall, sorted(row.groups.items()), row.spread or 0))
        return tuple(found)

    def _without_effect(self) -> set[str]:
        out = set(self._record.out_of_table)
        open_disputes: dict[str, set[str]] = {}
        for fact in self._record.facts:
            if fact.kind == DISPUTED:
                open_disputes[fact.fact_id] = {str(each) for each in fact.body.get("facts", ())}
            elif fact.kind == DISPUTE_SETTLED:
                named = {str(each) for each in fact.body.get("facts", ())}
                open_disputes.pop(str(fact.body.get("dispute", "")), None)
                out = out - named if fact.body.get("outcome") == PUT_IN_FORCE else out | named
        if self._ground.choice("disputed") == "left_out":
            out = out.union(*open_disputes.values())
        return out | self._against_the_table() if self._case is None else out

    def _against_the_table(self) -> set[str]:
        """Facts of a record without members that its workflow forbade where they stand: the fold passes them over in
        silence. One a person put in force counts."""
        walk = list(walk_statuses(self._facts, self._ground.workflow, WHOLE))
        return {self._facts[step.position].fact_id for step in walk if step.is_forbidden} - put_in_force(self._facts)

    def _walk_halls(self) -> Iterator[str]:
        """The hall of each fact: where the record stood with it. A visit's cases count as taken in there (流动)."""
        hall = self._ground.hall
        for fact in self._facts:
            body = fact.body
            named = body.get("to_hall") if fact.kind == "HallChanged" else body.get("hall_code")
            if fact.kind == "TakenIn" and is_mobile(fact):
                named = MOBILE
            if isinstance(named, str) and named and fact.kind not in KEPT_KINDS:
                hall = named
            yield hall

    # -- facts -----------------------------------------------------------------------------------

    def _count_facts(self, measure: Measure) -> None:
        exempt = measure.facts == ("CaseVoided",)
        once = False
        for position, fact in enumerate(self._facts):
            if fact.kind not in measure.facts or once or fact.fact_id in self._out:
                continue
            members = [name for name in self._concerned(fact) if exempt or name not in self._gone]
            if not members:
                continue
            if measure.per is not Per.MEMBER:
                members = members[:1]
            day = self._day(measure, position)
            if day is not None:
                counted = [self._add_fact(measure, position, name, day) for name in members]
                once = measure.per is Per.RECORD and any(counted)

    def _concerned(self, fact: Fact) -> Sequence[str]:
        """The members a fact speaks of; all of a case where it names none."""
        if self._case is None:
            return (WHOLE,)
        return [name for name in fact.members or self._members if name in self._members]

    def _add_fact(self, measure: Measure, position: int, member: str, day: date) -> bool:
        value = self._number(measure.value, position, member, day) if measure.value else 0
        spread = self._number(measure.spread, position, member, day) if measure.spread else None
        people = self._number(measure.people, position, member, day) if measure.people else 1
        if value is None or (measure.spread and spread is None):
            return False
        groups = self._groups(measure, position, member, day)
        if groups is None:
            return False
        total = value if measure.value else spread or 0
        self._add(measure, day, self._halls[position], groups, 1, people or 0, total, spread)
        return True

    def _add(
        self, measure: Measure, day: date, hall: str, groups: Mapping[str, str], count: int, people: int, total: int,
        spread: int | None,
    ) -> None:  # fmt: skip
        key = (measure.measure_id, day, hall, tuple(groups.items()), spread)
        self._sums.setdefault(key, Counter()).update({"count": count, "people": people, "total": total})

    def _day(self, measure: Measure, position: int) -> date | None:
        """The day a fact counts on; ``None`` where the day it names cannot be read."""
        if measure.date:
            return day_of(self._said(measure.date, position))
        return self._own_day(position)

    def _own_day(self, position: int) -> date:
        fact = self._facts[position]
        if self._ground.choice("back_entered") == "on_its_day":
            for key in _HAPPENED:
                if (found := day_of(fact.body.get(key))) is not None:
                    return found
        return fact.at.date()

    def _groups(
        self, measure: Measure, position: int, member: str, day: date, status: str = ""
    ) -> dict[str, str] | None:
        """The values of the measure's groups; ``None`` where ``where`` does not let it count."""
        for name, codes in measure.where.items():
            if self._group(name, position, member, day, status) not in codes:
                return None
        found = ((name, self._group(name, position, member, day, status)) for name in measure.groups)
        return {name: value for name, value in found if value}

    def _group(self, name: str, position: int, member: str, day: date, status: str) -> str:
        fact = self._facts[position]
        if name in BUILTIN_GROUPS:
            return {
                "clerk": fact.clerk, "counter": fact.counter, "hour": f"{fact.at.hour:02d}",
                "weekday": str(fact.at.isoweekday()), "status": status or self._record.status_of(member),
            }[name]  # fmt: skip
        if self._case is not None:
            return CASE_GROUPS[name](self._look(fact, member, day))[:LONGEST_VALUE]
        if self._ledger is None:
            key, otherwise = CONSULTATION_GROUPS.get(name, (name, ""))
            return code_of(self._said(key, position)) or otherwise
        return code_of(self._said(name, position))

    def _number(self, name: str, position: int, member: str, day: date) -> int | None:
        if self._case is not None:
            return CASE_NUMBERS[name](self._look(self._facts[position], member, day))
        found = self._said(name, position)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def _look(self, fact: Fact, member: str, day: date) -> Look:
        assert self._case is not None
        return Look(self._record, self._case, self._members[member], fact, day, self._ground.calendar)

    def _said(self, name: str, position: int) -> Any:
        """What stands in a field at a fact: as the facts leave it before the same thing happens again, so that a value
        which was put right later counts as it is right."""
        kind = self._facts[position].kind
        after = range(position + 1, len(self._facts))
        until = next((place for place in after if self._facts[place].kind == kind), len(self._facts))
        return self._last_said(name, until)

    def _last_said(self, name: str, until: int) -> Any:
        own = (
            fact
            for fact in reversed(self._facts[:until])
            if fact.kind not in KEPT_KINDS and fact.fact_id not in self._out
        )
        return next((fact.body[name] for fact in own if name in fact.body), None)

    # -- states ----------------------------------------------------------------------------------

    def _count_standing(self, measure: Measure) -> None:
        """One more on the day a member comes into one of the statuses, one less on the day it leaves; where only a
        group or the value changes, both on that day."""
        for member in self._members or (WHOLE,):
            if member in self._gone:
                continue
            before: tuple[str, dict[str, str], int, int] | None = None
            for state in self._states(measure, member):
                now = self._stand(measure, member, state) if state.status else None
                if now == before:
                    continue
                for sign, each in ((-1, before), (1, now)):
                    if each is not None:
                        hall, groups, people, total = each
                        self._add(measure, state.day, hall, groups, sign, sign * people, sign * total, None)
                before = now

    def _stand(self, measure: Measure, member: str, state: _State) -> tuple[str, dict[str, str], int, int] | None:
        """What a member counts as while it stands so."""
        said = _Saying(self, state.position) if self._ledger is not None else None
        groups: dict[str, str] = {}
        for name in dict.fromkeys((*measure.where, *measure.groups)):
            if name == "status":
                value = state.status
            elif said is not None and name not in BUILTIN_GROUPS:
                value = said.code(name)
            else:
                value = self._group(name, 0 if name in BUILTIN_GROUPS else state.position, member, state.day, "")
            if name in measure.where and value not in measure.where[name]:
                return None
            if name in measure.groups and value:
                groups[name] = value
        numbers = [
            0 if not name else (said.number(name) if said else self._number(name, state.position, member, state.day))
            for name in (measure.people, measure.value)
        ]
        if numbers[1] is None:
            return None
        return state.hall, groups, (numbers[0] or 0) if measure.people else 1, numbers[1]

    def _states(self, measure: Measure, member: str) -> Iterator[_State]:
        special = [each for each in measure.standing if each in CASE_STANDINGS] if self._case is not None else []
        if special:
            yield from self._special_states(special[0], member)
            return
        for position, status in self._walk_statuses(member):
            counted = status if status in measure.standing else ""
            yield _State(self._day_of_state(measure.date, position), self._halls[position], counted, position)

    def _day_of_state(self, named: str, position: int) -> date:
        """A day its own fact names, else as facts of the counter count."""
        found = day_of(self._facts[position].body.get(named)) if named else None
        return found or self._own_day(position)

    def _walk_statuses(self, member: str) -> Iterator[tuple[int, str]]:
        """The status after each fact that concerns the member, as the fold has it."""
        for step in walk_statuses(self._facts, self._ground.workflow, member):
            if step.status != NEW:
                yield step.position, step.status

    def _special_states(self, which: str, member: str) -> Iterator[_State]:
        last = len(self._facts) - 1
        if which == ON_SHELF:
            shelf = shelf_of(self._record, member)
            if shelf.since is None:
                return
            yield _State(shelf.since.date(), self._halls[self._at(shelf.since)], ON_SHELF, last)
            gone = shelf.delivered_at or (shelf.sent_at if shelf.is_out else None)
            if gone is not None:
                yield _State(gone.date(), "", "", last)
            return
        found = self._members[member]
        if which != OVERDUE or found.promise is None or found.status == "special_procedure":
            return
        begins = found.promise.day + ONE_DAY
        ended = next(
            (
                position
                for position, status in self._walk_statuses(member)
                if status in self._ground.workflow.statuses and self._ground.workflow.statuses[status].terminal
            ),
            None,
        )
        end = self._own_day(ended) if ended is not None else None
        if end is None or begins < end:
            yield _State(begins, self._halls[ended if ended is not None else last], OVERDUE, last)
            if end is not None:
                yield _State(end, "", "", last)

    def _at(self, moment: Any) -> int:
        """The position of the fact of that moment."""
        return next((place for place, fact in enumerate(self._facts) if fact.at == moment), 0)


class _Saying:
    """The values of an entry as they stood after one of its facts."""

    def __init__(self, counting: _Counting, position: int) -> None:
        self._counting = counting
        self._until = position + 1

    def code(self, name: str) -> str:
        return code_of(self._counting._last_said(name, self._until))

    def number(self, name: str) -> int | None:
        found = self._counting._last_said(name, self._until)
        return found if isinstance(found, int) and not isinstance(found, bool) else None
