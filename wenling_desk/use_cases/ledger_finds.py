"""Values of a ledger's act that nobody types: the desk finds them in its facts at the moment of the act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from wenling_desk.domain.ledger_clocks import due_of
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.visit_day import VISIT, visit_here
from wenling_desk.use_cases.visit_return import return_values

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not mistaken for one another on paper: no I, L, O, U."""

CODE_LENGTH: Final = 8

Finder = Callable[[Desk, Reading, str], Mapping[str, Any]]


def _visit_of_the_desk(desk: Desk, reading: Reading, _record_id: str) -> Mapping[str, Any]:
    """A line of the register belongs to the visit the desk is out on; three keys are enough for it."""
    visit = visit_here(desk, reading)
    return {VISIT: visit.record_id} if visit is not None else {}


def _rating_code(desk: Desk, _reading: Reading, _record_id: str) -> Mapping[str, Any]:
    """A code of its own for every rating: it leads to the rating and says nothing of a person."""
    digest = hashlib.blake2b(desk.ids.new_id().encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    return {"code": "".join(CROCKFORD[number >> 5 * place & 31] for place in range(CODE_LENGTH))}


def _in_time(desk: Desk, reading: Reading, record_id: str) -> Mapping[str, Any]:
    """Whether an answer is in time, by the day that was promised: kept in the fact, so that no later change of a limit
    makes an old answer late. Nothing where no clock runs."""
    facts = reading.facts_of(record_id)
    workflow = desk.workflows.workflow(facts[0].record_kind)
    running = due_of(fold(facts, workflow), workflow)
    return {"in_time": desk.today() <= running.day} if running is not None else {}


ANSWERS: Final = ("answer_matter", "solve_at_once", "answer_rater", "tell_complainant", "answer_online_question")
"""Acts that answer somebody who was promised a day."""

FINDERS: Mapping[str, Finder] = {
    **dict.fromkeys(ANSWERS, _in_time),
    "check_return": return_values,
    "note_line": _visit_of_the_desk,
    "ask_rating": _rating_code,
}
"""By action: what stands in its fact beside what its form asks for. What somebody typed goes before it."""


def found_values(desk: Desk, reading: Reading, action_id: str, record_id: str) -> dict[str, Any]:
    """What the desk finds for an act on an entry (an empty id: on a new one)."""
    finder = FINDERS.get(action_id)
    return dict(finder(desk, reading, record_id)) if finder is not None else {}
