"""Situation guidance: questions, options and their effects on members and materials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wenling_desk.domain.errors import DeskRefusal

Answers = Mapping[str, tuple[str, ...]]
"""Question id -> chosen option ids, in the order of the question's options."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one option adds and drops; dropping wins over adding, whatever the order of the answers."""

    add_items: tuple[str, ...] = ()
    drop_items: tuple[str, ...] = ()
    add_materials: tuple[str, ...] = ()
    drop_materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; an ``exclusive`` one cannot be chosen together with others."""

    option_id: str
    label: str
    effect: Effect = field(default_factory=Effect)
    hint: str = ""
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """A question that sorts out the applicant's situation (情形引导)."""

    question_id: str
    ask: str
    options: tuple[Option, ...]
    multiple: bool = False
    required: bool = True

    def option(self, option_id: str) -> Option:
        """The option of that id; raises ``KeyError``."""
        for option in self.options:
            if option.option_id == option_id:
                return option
        raise KeyError(option_id)


def check_answers(questions: Iterable[Situation], answers: Answers, *, complete: bool) -> None:
    """Refuse answers the questions do not allow; with ``complete`` also unanswered required questions.

    Codes: ``unknown_question``, ``unknown_option``, ``one_answer_only``, ``exclusive_answer``,
    ``question_unanswered``.
    """
    by_id = {question.question_id: question for question in questions}
    for question_id, chosen in answers.items():
        question = by_id.get(question_id)
        if question is None:
            raise DeskRefusal("unknown_question", question=question_id)
        known = {option.option_id: option for option in question.options}
        for option_id in chosen:
            if option_id not in known:
                raise DeskRefusal("unknown_option", question=question.ask, option=option_id)
        if len(chosen) > 1 and not question.multiple:
            raise DeskRefusal("one_answer_only", question=question.ask)
        if len(chosen) > 1 and any(known[option_id].exclusive for option_id in chosen):
            raise DeskRefusal("exclusive_answer", question=question.ask)
    if complete:
        for question in by_id.values():
            if question.required and not answers.get(question.question_id):
                raise DeskRefusal("question_unanswered", question=question.ask)


def chosen_effects(questions: Iterable[Situation], answers: Answers) -> list[Effect]:
    """Effects of all chosen options, in question order."""
    return [
        option.effect
        for question in questions
        for option in question.options
        if option.option_id in answers.get(question.question_id, ())
    ]
