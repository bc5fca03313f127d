"""Reads a record and puts it into words; runs on the reader's thread. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from wenling_desk.domain.acceptance import ACCEPTANCE, CaseView
from wenling_desk.domain.authority import Role
from wenling_desk.domain.back_room import open_advice
from wenling_desk.domain.edits import party_value
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.identity import mask_phone
from wenling_desk.domain.past_cases import PAST_CASE
from wenling_desk.domain.recheck import terminal_of
from wenling_desk.domain.record import WHOLE
from wenling_desk.domain.working_days import Calendar
from wenling_desk.texts import Texts
from wenling_desk.ui.record.acts import natural_act, read_acts
from wenling_desk.ui.record.batch_words import roster_lines
from wenling_desk.ui.record.clock_words import due_words, short_moment
from wenling_desk.ui.record.fact_words import FactWords
from wenling_desk.ui.record.material_lines import material_lines
from wenling_desk.ui.record.members import STATUS_TONES, Diagram, diagram_of, member_lines
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.ui.record.people import PersonLine, people_lines
from wenling_desk.ui.record.sheet import Headline, RecordSheet
from wenling_desk.ui.record.timeline_words import timeline_lines
from wenling_desk.use_cases.consult import CONSULTATION
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.queries import CaseDetail, view_record
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.wording import circled

ClerkName = Callable[[str], str]

HEAD_KEYS = {CONSULTATION: "record.head.consulted_at", PAST_CASE: "record.head.past_at"}
"""Kind of record -> how its first moment is called; of all others it is said when it was noted."""
VALUE_KEYS = {
    "name": "record.fact.value_name",
    "phone": "record.fact.value_phone",
    "address": "record.fact.value_address",
}
"""A party's value that can be mended -> how it is called."""


def read_record(
    texts: Texts, desk: Desk, reading: Reading, record_id: str, clerk_name: ClerkName, days: tuple[int, int]
) -> RecordSheet:
    """The page of a record; refuses with ``no_such_record``. ``days`` are the working days that a correction and a
    deferral are prefilled with."""
    detail = view_record(desk, reading, record_id)
    book = RecordBook(desk, reading, detail.record.kind)
    book.open(record_id)
    today, case = desk.today(), detail.case
    plan = book.plan() if case is not None else None
    delegations = {member.code: book.delegation(member.code) for member in case.members} if case is not None else {}
    members = member_lines(texts, case, book.catalogue, book.calendar, delegations, today) if case is not None else ()
    acts = read_acts(texts, desk, book, detail.offers)
    return RecordSheet(
        record_id=record_id,
        headline=_headline(texts, detail, today, clerk_name),
        own=detail.own,
        is_open=case.is_open if case is not None else _status(detail) not in terminal_of(book.workflow),
        today=today,
        catalogue=book.catalogue,
        calendar=book.calendar,
        record=detail.record,
        case=case,
        plan=plan,
        members=members,
        diagram=diagram_of(texts, members, case) if case is not None else Diagram(),
        materials=material_lines(texts, case.sheet, plan) if case is not None and plan is not None else (),
        people=_people(texts, case, book.catalogue.roles) if case is not None else (),
        timeline=timeline_lines(
            texts, detail.timeline, fact_words_of(texts, detail, today), today, clerk_name, detail.record.out_of_table
        ),
        papers=detail.papers,
        acts=acts,
        natural=natural_act(acts, advised=_advised(detail)),
        delegations=delegations,
        own_seat=Role.REVIEWER in desk.session.roles,
        at_counter=any(role is not Role.REVIEWER and role in desk.authority["grant"] for role in desk.session.roles),
        may_import=_may(desk, "import_results"),
        copies=desk.copies,
        days=days,
        consultation=_consultation(texts, detail, today, book.calendar) if case is None else (),
        clerk_name=desk.session.clerk_name,
    )


def _advised(detail: CaseDetail) -> bool:
    """Whether a department has said what is missing, and nobody has told the applicant."""
    return any(open_advice(detail.record, code) is not None for code in detail.record.lanes)


def _status(detail: CaseDetail) -> str:
    return detail.record.status_of(WHOLE)


def _may(desk: Desk, act: str) -> bool:
    try:
        desk.role_for(act)
    except DeskRefusal:
        return False
    return True


def _headline(texts: Texts, detail: CaseDetail, today: date, clerk_name: ClerkName) -> Headline:
    facts, case = detail.record.facts, detail.case
    taken_by = texts("record.head.clerk", name=clerk_name(case.clerk if case is not None else facts[0].clerk))
    if case is None:
        status = _status(detail)
        mark = (texts(f"case.status.{status}"), STATUS_TONES.get(status, "quiet"))
        key = HEAD_KEYS.get(detail.record.kind, "record.head.noted_at")
        first = detail.record.beginning
        received = texts(key, moment=short_moment(texts, first.at, today))
        title = str(first.body.get("title", "")) or texts("record.draft")
        said = first.body if detail.record.kind != ACCEPTANCE else {}
        number = first_number(facts) or str(said.get("number", ""))
        return Headline(number, title, str(said.get("applicant_masked", "")), (received, taken_by), (mark,))
    marks: list[tuple[str, str]] = []
    applicant = case.sheet.applicant
    remarks = [texts("record.head.received_at", moment=short_moment(texts, case.received_at, today)), taken_by]
    if case.sheet.queue_ticket:
        remarks.append(texts("record.head.ticket", ticket=case.sheet.queue_ticket))
    if case.sheet.is_bundle:
        marks.append((texts("record.mark.bundle"), "act"))
    if case.disputed:
        marks.append((texts("record.mark.disputed"), "late"))
    if case.rating:
        marks.append((texts("record.mark.rated", grade=texts(f"case.grade.{case.rating}")), "quiet"))
    name = applicant.masked_name if applicant is not None else ""
    bundle = detail.catalogue.bundles.get(case.sheet.target_code)
    title = bundle.name if bundle is not None else case.members[0].name
    return Headline(first_number(facts), title, name, tuple(remarks), tuple(marks))


def fact_words_of(texts: Texts, detail: CaseDetail, today: date) -> FactWords:
    """The words for the facts of one record."""
    case, catalogue = detail.case, detail.catalogue
    members = case.members if case is not None else ()
    positions = {member.code: position for position, member in enumerate(members, 1)}
    kinds = {paper.number: paper.kind for paper in detail.papers}
    materials = {
        material.material_id: material.name
        for member in members
        if member.code in catalogue.items
        for material in catalogue.items[member.code].materials
    }
    bundle = catalogue.bundles.get(case.sheet.target_code) if case is not None else None
    materials |= {material.material_id: material.name for material in bundle.materials} if bundle is not None else {}

    def names(codes: Sequence[str]) -> str:
        known = [code for code in codes if code in positions]
        return "".join(circled(texts, positions[code]) for code in known) if len(positions) > 1 else ""

    return FactWords(
        texts,
        today,
        names,
        paper_name=lambda kind, number: paper_name(texts, kind or kinds.get(number, "")),
        label=lambda key: _field_label(texts, detail, key),
        material=lambda key: materials.get(key, ""),
    )


def _field_label(texts: Texts, detail: CaseDetail, key: str) -> str:
    """What a value that was mended is called: a form field by its label, a party's value by whose it is."""
    fields, about = detail.catalogue.fields, party_value(key)
    if about is None:
        return fields[key].label if key in fields else key
    party_id, value = about
    parties = detail.case.sheet.parties if detail.case is not None else ()
    role = next((party.role for party in parties if party.party_id == party_id), party_id)
    alike = [party for party in parties if party.role == role]
    whose = detail.catalogue.roles.get(role, texts("record.fact.somebody"))
    if len(alike) > 1:
        # Two shareholders: the role alone does not say whose.
        named = next(party.masked_name for party in alike if party.party_id == party_id)
        whose = f"{whose} {named}"
    return texts(VALUE_KEYS[value], whose=whose)


def _consultation(texts: Texts, detail: CaseDetail, today: date, calendar: Calendar) -> tuple[tuple[str, str], ...]:
    asked = detail.record.facts[0].body
    if "question" not in asked:
        # The papers of a draft stand under its id before there is a case.
        return ()
    rows = [(texts("record.consultation.question"), str(asked.get("question", "")))]
    answers = [fact.body for fact in detail.record.facts if fact.body.get("answer")]
    for body in answers:
        rows.append((texts("record.consultation.answer"), str(body["answer"])))
    promised = detail.record.last("CallBackPromised")
    if promised is not None:
        rows.append((texts("record.consultation.phone"), mask_phone(str(promised.body.get("phone", "")))))
        if _status(detail) == "call_back_due":
            due = date.fromisoformat(str(promised.body["due"]))
            words = due_words(texts, due, "call_back", today, calendar).words
            rows.append((texts("record.consultation.due"), words))
    return tuple(rows)


def _people(texts: Texts, case: CaseView, roles: Mapping[str, str]) -> tuple[PersonLine, ...]:
    """The parties, then the people of the roster."""
    return (
        *people_lines(texts, case.sheet, roles),
        *roster_lines(texts, case.sheet.roster, is_open=case.is_open),
    )
