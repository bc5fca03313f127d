"""Guards of the monthly assessment (月度考评): who may speak, who may decide, and when silence counts."""

from __future__ import annotations

from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard
from wenling_desk.domain.guards_projects import entry_value
from wenling_desk.domain.ledger_clocks import DUES

OWN_WORD = "own_word"
"""The clock in which the assessed clerk says yes or appeals."""


@guard
def assessed_says(question: Question) -> None:
    """To agree or to appeal is the assessed clerk's own word."""
    if question.clerk and question.clerk != str(entry_value(question, "clerk") or ""):
        raise DeskRefusal("assessed_speaks_alone")


@guard
def neither_side_decides(question: Question) -> None:
    """An appeal is decided by somebody who is neither assessed nor issued the assessment."""
    issued = question.record.last("AssessmentIssued") if question.record is not None else None
    sides = {str(entry_value(question, "clerk") or ""), issued.clerk if issued is not None else ""} - {""}
    if question.clerk in sides:
        raise DeskRefusal("another_person_needed")


@guard
def own_word_over(question: Question) -> None:
    """An assessment is filed without the clerk's word only once the days for it are over."""
    issued = question.record.last("AssessmentIssued") if question.record is not None else None
    due = str(issued.body.get(DUES, {}).get(OWN_WORD, "")) if issued is not None else ""
    if not due or question.today <= date.fromisoformat(due):
        raise DeskRefusal("own_word_still_open", due=due)
