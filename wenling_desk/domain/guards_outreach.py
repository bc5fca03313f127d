"""Guards of outreach, partners in other places, ratings and answers: what may be said away from the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard, item_name
from wenling_desk.domain.guards_projects import entry_rows, entry_value

CHAMBER: Final = "chamber"
"""The kind of a partner (合作方) that is a chamber of commerce (商会) and no organ."""

GUIDE_ONLY: Final = frozenset({"guide", "pass_on"})
"""What a chamber may do: guide people and pass papers on."""

PAPER_MODES: Final = frozenset({"by_proxy", "joint"})
"""Modes of handling across provinces in which paper travels."""

SCREEN: Final = "screen"
"""A grade pressed on the screen turned to the applicant, where nobody noted with what."""

APPLICANT_MEANS: Final = frozenset({SCREEN, "touch", "mouse", "key"})
"""How an applicant presses a grade on his own screen."""


def _rows(question: Question, field_id: str) -> list[Mapping[str, Any]]:
    """The rows this act brings for a table."""
    table = question.body.get(field_id)
    return [row for row in table if isinstance(row, Mapping)] if isinstance(table, list) else []


@guard
def seal_named_on_visit(question: Question) -> None:
    """On a visit (流动捷办) the rule is 收件: an organ's act (受理 and the like) needs that organ's seal, named on the
    visit with its holder. At the counter, and for the organ itself, the guard has nothing to say."""
    visit = question.body.get("visit")
    if not isinstance(visit, Mapping) or question.role is Role.REVIEWER:
        return
    department = question.item.department_key if question.item is not None else ""
    if department not in visit.get("seals", ()):
        raise DeskRefusal("seal_not_on_visit", item=item_name(question))


@guard
def seals_named_in_full(question: Question) -> None:
    """A seal leaves the office only with its organ, its number and who holds it."""
    for row in _rows(question, "seals"):
        if not all(str(row.get(key) or "").strip() for key in ("organ", "number", "holder")):
            raise DeskRefusal("seal_row_incomplete", field="seals")


@guard
def pad_serials_known(question: Question) -> None:
    """A slip of the carbon pad (复写本) is entered once, and only from the run of serials carried on the visit."""
    first, last = entry_value(question, "pad_from"), entry_value(question, "pad_to")
    brought = [row.get("serial") for row in _rows(question, "slips")]
    facts = question.record.facts if question.record is not None else ()
    tables = [fact.body.get("slips") for fact in facts]
    earlier = {row.get("serial") for table in tables if isinstance(table, list) for row in table}
    for at, serial in enumerate(brought):
        if not (isinstance(serial, int) and isinstance(first, int) and isinstance(last, int)):
            raise DeskRefusal("pad_serial_unknown", serial=serial or "", field="slips")
        if not first <= serial <= last:
            raise DeskRefusal("pad_serial_unknown", serial=serial, field="slips")
        if serial in earlier or serial in brought[:at]:
            raise DeskRefusal("pad_serial_twice", serial=serial, field="slips")


@guard
def pad_run_in_order(question: Question) -> None:
    """The run of serials of a carbon pad begins before it ends."""
    first, last = question.body.get("pad_from"), question.body.get("pad_to")
    if isinstance(first, int) and isinstance(last, int) and first > last:
        raise DeskRefusal("pad_run_reversed", field="pad_to")


@guard
def return_adds_up(question: Question) -> None:
    """What comes home from a visit is what the facts say went out of hand: papers, originals and the slips of the pad;
    a difference is named before the visit is closed."""
    open_ends = (
        ("papers_counted", _differs(question, "papers_counted", "papers_recorded")),
        ("originals_counted", _differs(question, "originals_counted", "originals_recorded")),
        ("slips_counted", _differs(question, "slips_counted", "slips_entered")),
    )
    if str(question.body.get("difference") or "").strip():
        return
    for field_id, differs in open_ends:
        if differs:
            raise DeskRefusal("return_differs", field=field_id)


def _differs(question: Question, counted: str, recorded: str) -> bool:
    return (question.body.get(counted) or 0) != (question.body.get(recorded) or 0)


@guard
def chamber_only_guides(question: Question) -> None:
    """A chamber of commerce is no organ: an agreement lets it guide and pass papers on, never check originals, accept
    or serve."""
    rights = entry_value(question, "rights") or ()
    if entry_value(question, "partner_kind") == CHAMBER and not GUIDE_ONLY.issuperset(rights):
        raise DeskRefusal("chamber_certifies_nothing", field="rights")


@guard
def chamber_checks_no_original(question: Question) -> None:
    """Originals a chamber has looked at count as not looked at (异地代收 needs a centre that checks them)."""
    checked = {row.get("checked_by") for row in _rows(question, "materials")}
    if entry_value(question, "via") == CHAMBER and "partner" in checked:
        raise DeskRefusal("chamber_certifies_nothing", field="materials")


@guard
def papers_arrived(question: Question) -> None:
    """Where paper travels, the organ of the place accepts once it has arrived, not while the courier has it."""
    if entry_value(question, "mode") in PAPER_MODES and not entry_value(question, "arrived_on"):
        raise DeskRefusal("papers_not_arrived")


@guard
def appeal_heard_elsewhere(question: Question) -> None:
    """An appeal against a bad rating (差评申诉) is decided by a body other than the unit that was rated."""
    unit, body = entry_value(question, "unit"), entry_value(question, "appeal_body")
    if unit and unit == body:
        raise DeskRefusal("appeal_heard_by_itself", field="appeal_body")


@guard
def rated_by_applicant(question: Question) -> None:
    """A grade is the applicant's own (好差评): only the screen turned to him says by what it was pressed. No form of a
    ledger asks for that, so nobody at the desk fills a grade in."""
    if question.body.get("means") not in APPLICANT_MEANS:
        raise DeskRefusal("grade_by_applicant_only")


@guard
def comment_once(question: Question) -> None:
    """Who rated may add to it once (追评)."""
    if question.record is not None and question.record.last("RatingCommented") is not None:
        raise DeskRefusal("comment_given")


@guard
def booked_once(question: Question) -> None:
    """On one visit nobody is booked twice under one telephone."""
    phones = [str(row.get("phone") or "") for row in entry_rows(question, "bookings")]
    new = [str(row.get("phone") or "") for row in _rows(question, "bookings")]
    for phone in new:
        if phone and phones.count(phone) > 1:
            raise DeskRefusal("booked_on_visit_before", field="bookings")


@guard
def complainant_told(question: Question) -> None:
    """A complaint (投诉) is closed once whoever complained has been told."""
    record = question.record
    answered = record.last("ComplaintAnswered") if record is not None else None
    told = record.last("ComplainantTold") if record is not None else None
    if told is None or (answered is not None and told.at < answered.at):
        raise DeskRefusal("complainant_not_told")


@guard
def person_acted_himself(question: Question) -> None:
    """Help (帮办) with a form or a filing leaves password, code and signature to the person helped."""
    if question.body.get("own_hand") is False:
        raise DeskRefusal("person_must_act", field="own_hand")


@guard
def offered_at_place(question: Question) -> None:
    """What is counted at a place near by (就近办) is what the place offers: an item, and how far it goes there."""
    item, how = question.body.get("item"), str(question.body.get("how"))
    rows = entry_value(question, "offers") or ()
    offered = [row for row in rows if isinstance(row, Mapping) and row.get("item") == item]
    if not any(row.get(how) for row in offered):
        raise DeskRefusal("not_offered_at_place", field="how")
