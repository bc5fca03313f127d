"""Lawful examples of the commands of the applicant's own screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.fakes import Counter
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ratings import CommentRating, GiveRating

Values = dict[str, Any]


def asked(counter: Counter, **more: Any) -> str:
    """A rating somebody was asked for; its record id."""
    values = {"about": "食品经营许可", "asked_way": "code", **more}
    return counter.do(ActInLedger, kind="rating", action="ask_rating", values=values).record_id


def code_of(counter: Counter, record_id: str) -> str:
    """The code the desk gave it."""
    return str(counter.facts(record_id)[0].body["code"])


def grading(counter: Counter) -> Values:
    """The applicant presses a grade."""
    return {"record_id": asked(counter), "grade": "satisfied", "means": "touch"}


def adding(counter: Counter) -> Values:
    """He adds to it."""
    given = grading(counter)
    counter.do(GiveRating, **given)
    return {"record_id": given["record_id"], "comment": "后来又打电话来说明了，谢谢"}


RATINGS: tuple[tuple[type[Command], Callable[[Counter], Values], bool], ...] = (
    (GiveRating, grading, False),
    (CommentRating, adding, False),
)
