"""The worklist rows of a record that came from the centre, made by the same fold as those made here."""

from __future__ import annotations

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead, case_heads, first_number, whole_head
from wenling_desk.domain.workflow import NEW
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figures import record_figures
from wenling_desk.use_cases.ledger_reading import entry_marks
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook, record_errands

MALFORMED = (DeskRefusal, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a body no rule of this version can read makes the fold raise."""


def save_record_heads(desk: Desk, uow: UnitOfWork, record_id: str) -> bool:
    """Make the rows of a record anew; ``False`` where its facts cannot be folded by this version: then the rows stay
    as they were."""
    facts = uow.facts_of(record_id)
    if not facts:
        uow.save_heads(record_id, ())
        uow.save_errands(record_id, ())
        uow.save_figures(record_id, ())
        uow.save_marks(record_id, "", ())
        return True
    try:
        book = RecordBook(desk, uow, facts[0].record_kind)
        book.open(record_id)
        heads, errands, figures = record_heads(book, uow), record_errands(book), record_figures(book)
    except MALFORMED:
        return False
    uow.save_heads(record_id, heads)
    uow.save_errands(record_id, errands)
    if desk.figures.measures_of(book.kind):
        uow.save_figures(record_id, figures)
    if marks := entry_marks(book):
        uow.save_marks(record_id, book.kind, marks)
    return True


def record_heads(book: RecordBook, uow: UnitOfWork) -> list[CaseHead]:
    """One row for each member of a case, one for a record without members, none for a draft's papers."""
    if book.kind == ACCEPTANCE and not book.taken_in:
        return []
    record, changed_at = book.record, book.facts[-1].at
    number = first_number(record.facts)
    if book.kind != ACCEPTANCE:
        if record.status_of("") == NEW:
            return []
        return [whole_head(record, book.workflow, number, changed_at, book.desk.identity.hall_code)]
    subject = book.case.sheet.data_subject
    key = uow.subject_key(subject.identity_number) if subject else ""
    return case_heads(book.case, number, changed_at, key)
