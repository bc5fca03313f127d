"""What the sync centre asks: how much is where, one line a record, and both sides of what a person must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.use_cases.sync_ports import STATES, RecordSyncPage, SyncReading, Trouble, Unsent


@dataclass(frozen=True, slots=True)
class SyncOverview:
    """Counts of records by state, what is on this machine only, and how much of it is the clerk's own."""

    counts: Mapping[str, int]
    unsent: Unsent
    own: Unsent
    troubles: int


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One side: the fact and who, when and where; ``value`` of the field concerned; ``papers`` are the numbers of the
    papers issued by the same command."""

    fact_id: str
    kind: str
    clerk: str
    counter: str
    device: str
    at: datetime
    value: Any = field(default=None, repr=False)
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A trouble with both sides; ``theirs`` is ``None`` where nothing stands against it. ``field_id`` is empty unless
    one form field is concerned."""

    trouble: Trouble
    field_id: str
    mine: ConflictSide | None
    theirs: ConflictSide | None


def view_overview(reading: SyncReading, clerk: str) -> SyncOverview:
    """The head of the sync centre."""
    return SyncOverview(
        counts={state: reading.record_syncs("", (state,), 1, 0).total for state in STATES},
        unsent=reading.unsent(),
        own=reading.unsent(clerk),
        troubles=len(reading.troubles()),
    )


def view_records(reading: SyncReading, text: str, states: Sequence[str], limit: int, offset: int = 0) -> RecordSyncPage:
    """One line a record: those that need attention first, then the oldest."""
    return reading.record_syncs(text, states or STATES, limit, offset)


def view_conflicts(reading: SyncReading, record_id: str) -> tuple[ConflictView, ...]:
    """What is open on a record, oldest first, side by side."""
    facts = reading.facts_of(record_id)
    return tuple(_view(trouble, facts) for trouble in reading.troubles(record_id))


def _view(trouble: Trouble, facts: Sequence[Fact]) -> ConflictView:
    by_id = {fact.fact_id: fact for fact in facts}
    said = by_id.get(trouble.trouble_id)
    body: Mapping[str, Any] = said.body if said is not None else {}
    named = [by_id[each] for each in trouble.facts if each in by_id]
    mine = by_id.get(str(body.get("fact_id", ""))) or next(iter(named), None)
    theirs = by_id.get(str(body.get("winner", "")))
    if theirs is None and mine is not None and trouble.code in ("refused", "disputed"):
        theirs = _first_there(facts, mine)
    name = str(mine.body.get("field", "")) if mine is not None and mine.kind == "FormFieldEdited" else ""
    return ConflictView(trouble, name, _side(mine, name, facts), _side(theirs, name, facts))


def _first_there(facts: Sequence[Fact], mine: Fact) -> Fact | None:
    """What stood there before: the last fact of another command about one of its members."""
    members = set(mine.members)
    for fact in reversed(facts[: list(facts).index(mine)]):
        shares = not members or not fact.members or bool(members & set(fact.members))
        if fact.kind not in KEPT_KINDS and fact.command_id != mine.command_id and shares:
            return fact
    return None


def _side(fact: Fact | None, name: str, facts: Sequence[Fact]) -> ConflictSide | None:
    if fact is None:
        return None
    value = fact.body.get("new") if fact.kind == "FormFieldEdited" else _filled(fact.body, name)
    papers = tuple(
        str(each.body.get("number", ""))
        for each in facts
        if each.kind == "PaperIssued" and each.command_id == fact.command_id
    )
    return ConflictSide(
        fact.fact_id, fact.kind, fact.clerk, fact.counter, fact.device, fact.at, value if name else None, papers
    )


def _filled(body: Mapping[str, Any], name: str) -> Any:
    """The value a fact gave the field, be it an application or a supplement."""
    form = body.get("form") or body.get("sheet", {}).get("form", {})
    return form.get(name) if isinstance(form, Mapping) else None
