"""What other halls have of the person on the counter: asked once, remembered while the application lies here. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from wenling_desk.domain.identity import identity_problem, normal_number
from wenling_desk.ui.acceptance.open_sheet import OpenSheet
from wenling_desk.ui.elsewhere import AskElsewhere, Elsewhere, Reach

UNANSWERED_FOR: Final = timedelta(minutes=1)
"""How long a centre that gave no answer is left alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whose open cases of which items."""

    number: str = field(repr=False)
    items: tuple[str, ...]


def question_of(opened: OpenSheet, today: date) -> Question | None:
    """What is to be asked about the application; ``None`` while whose data it is about has no number that checks, or
    nothing is applied for."""
    person = opened.sheet.data_subject
    number = normal_number(person.identity_number) if person is not None else ""
    items = tuple(sorted({row.item.code for row in opened.view.rows}))
    if person is None or not number or not items or identity_problem(person.identity_kind, number, today) is not None:
        return None
    return Question(number, items)


class OtherHalls:
    """The question of one application and its answers; ``found`` hears of each answer that still fits."""

    def __init__(
        self,
        ask: AskElsewhere,
        question: Callable[[], Question | None],
        now: Callable[[], datetime],
        found: Callable[[Elsewhere], None],
    ) -> None:
        self._ask, self._question, self._now, self._found = ask, question, now, found
        self._known: dict[Question, tuple[Elsewhere, datetime]] = {}
        self._under_way: set[Question] = set()
        self._is_closed = False

    @property
    def answer(self) -> Elsewhere | None:
        """What is known of the application as it stands."""
        question = self._question()
        known = self._known.get(question) if question is not None else None
        return known[0] if known is not None else None

    def wanted(self) -> Question | None:
        """What is not known yet and not on its way; ``None`` when there is nothing to ask."""
        question = None if self._is_closed else self._question()
        if question is None or question in self._under_way:
            return None
        answer, at = self._known.get(question, (None, None))
        if answer is None or at is None:
            return question
        is_again = answer.reach is Reach.HERE_ONLY and self._now() - at >= UNANSWERED_FOR
        return question if is_again else None

    def ask(self) -> None:
        """Ask what is wanted."""
        question = self.wanted()
        if question is not None:
            self._under_way.add(question)
            self._ask(question.number, question.items, lambda answer: self._answered(question, answer))

    def close(self) -> None:
        """The application leaves the counter: nothing is remembered, and what still comes is dropped."""
        self._is_closed = True
        self._known.clear()
        self._under_way.clear()

    def _answered(self, question: Question, answer: Elsewhere) -> None:
        self._under_way.discard(question)
        if self._is_closed or question != self._question():
            return
        self._known[question] = (answer, self._now())
        self._found(answer)
