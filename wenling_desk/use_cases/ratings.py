"""好差评 away from a case's page: an applicant grades on a screen of his own or by a code, and may add to it once.

A case's grade is its fact ``Rated``. The ledger of ratings has an entry beside it, written in the same database
transaction: the list of all that was rated, and where a bad grade goes on from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guards_outreach import SCREEN
from wenling_desk.use_cases.act_in_ledger import act_beside, act_with
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_reading import entry_values, ledger_called
from wenling_desk.use_cases.ports import Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

RATING: Final = "rating"
ASKED, GIVEN = "rating_asked", "rating_given"
ABOUT_LENGTH: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRating(Command):
    """The grade an applicant pressed for the rating he was asked for. ``means`` says by what: ``touch``, ``mouse``,
    ``key``."""

    record_id: str
    grade: str
    options: tuple[str, ...] = ()
    words: str = field(default="", repr=False)
    means: str = SCREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRating(Command):
    """追评: what the applicant adds to his rating, once."""

    record_id: str
    comment: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RatingCard:
    """What the applicant's screen needs of a rating: what is rated, and whether a grade or an addition is open."""

    record_id: str
    about: str
    window: str
    grade: str = ""
    may_comment: bool = False


def find_rating(reading: Reading, code: str) -> RatingCard | None:
    """The rating of a code; ``None`` for a code nobody gave out. A code says nothing of a person, nor of a case."""
    wanted = code.strip().upper()
    query = WorkQuery(number=wanted, statuses=(ASKED, GIVEN), open_only=False, limit=2)
    rows = reading.worklist(query).rows if wanted else ()
    if len(rows) != 1 or not (facts := reading.facts_of(rows[0].record_id)):
        return None
    values: dict[str, Any] = {}
    for fact in facts:
        values.update(fact.body)
    rated = rows[0].status == GIVEN
    return RatingCard(
        record_id=rows[0].record_id,
        about=str(values.get("about", "")),
        window=str(values.get("window") or ""),
        grade=str(values.get("grade") or "") if rated else "",
        may_comment=rated and not any(fact.kind == "RatingCommented" for fact in facts),
    )


def give_rating(desk: Desk, uow: UnitOfWork, command: GiveRating) -> Changes:
    """The grade as a fact of the entry; of its case as well, where it has one that is here and not rated yet.

    Refuses with ``grade_by_applicant_only``, ``choice_unknown`` and ``not_allowed_now``.
    """
    writer = RecordWriter(desk, uow, command, RATING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    ledger = ledger_called(desk, RATING)
    typed: dict[str, Any] = {"grade": command.grade, "options": list(command.options), "words": command.words}
    act_with(writer, ledger, "give_rating", typed, {"means": command.means})
    _rate_its_case(writer, str(entry_values(writer, ledger).get("case") or ""), command)
    return writer.finish()


def _rate_its_case(writer: RecordWriter, case_id: str, command: GiveRating) -> None:
    facts = writer.uow.facts_of(case_id) if case_id else ()
    if not facts or facts[0].record_kind != ACCEPTANCE:
        return
    case = writer.beside("case", ACCEPTANCE)
    case.open(case_id)
    if case.record.last("Rated") is None:
        codes = tuple(member.code for member in case.case.members)
        case.do("rate", codes, {"grade": command.grade, "words": command.words, "rating": writer.record_id})


def comment_rating(desk: Desk, uow: UnitOfWork, command: CommentRating) -> Changes:
    """The addition as a fact. Refuses with ``comment_given`` for a second one."""
    writer = RecordWriter(desk, uow, command, RATING)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    act_with(writer, ledger_called(desk, RATING), "comment_rating", {"comment": command.comment}, {})
    return writer.finish()


def enter_in_ledger(writer: RecordWriter, codes: Iterable[str], grade: str, words: str, means: str) -> None:
    """The entry of the ledger that goes with a grade given on a case's page; nothing on a desk without that ledger."""
    try:
        ledger = ledger_called(writer.desk, RATING)
    except DeskRefusal:
        return
    sheet, catalogue = writer.case.sheet, writer.catalogue
    first = next(iter(codes), sheet.target_code)
    bundle = catalogue.bundles.get(sheet.target_code) if sheet.is_bundle else None
    about = bundle.name if bundle is not None else writer.case.member(first).name
    typed: Mapping[str, Any] = {"about": about[:ABOUT_LENGTH], "grade": grade, "words": words}
    unasked = {"means": means, "case": writer.record_id, "item": first, "window": writer.desk.identity.counter}
    act_beside(writer, ledger, "", "give_rating", typed, unasked)
