"""A small, fixed part of the fuzzing; the rest: ``python -m tests.server.fuzz --cases 10000``."""

from __future__ import annotations

from tests.server.door import Door
from tests.server.fuzz import run


def test_every_answer_is_one_the_description_names(door: Door) -> None:
    outcome = run(door, cases=150, seed=20261124)
    statuses = {status for _, status in outcome.statuses}
    assert outcome.cases >= 120
    assert {200, 400, 401} <= statuses
    assert max(statuses) < 500
