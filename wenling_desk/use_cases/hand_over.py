"""交接: one list, one paper, and a fact on each case whose papers go to the department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseMember
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import BACK, DEPARTMENT, WAITING_STATUSES, papers_away, whereabouts
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.intake import plan_sheet, serving
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.use_cases.absence import StandIn, absences
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.record_writer import RecordWriter

HANDOVER_LIST: Final = "handover_list"
"""The kind of record, and of its paper: a list of papers for one department (交接清单)."""
MOST_ROWS: Final = 200
"""Rows of one list; whoever has more makes a second one."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A case on a list. ``members`` empty: those that wait for the list's department. ``why`` says why another
    department than the item's gets the papers (错派)."""

    record_id: str
    members: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeHandoverList(Command):
    """Hand over the papers of these cases to one department."""

    department_key: str
    rows: tuple[HandoverRow, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """A row that can be handed over: whose papers, and what the list says of them."""

    row: HandoverRow
    members: tuple[str, ...]
    plain: Mapping[str, Any]


def make_handover_list(desk: Desk, uow: UnitOfWork, command: MakeHandoverList) -> Changes:
    """The list, its paper, and ``HandedOver`` on each case. A case whose papers cannot be handed over any more is left
    out with its reason, which stands in ``ListMade``; the rest goes on.

    Refuses with ``handover_nothing`` without rows, ``handover_too_many``, ``unknown_department``, and where no row can
    be handed over with the first row's own refusal.
    """
    writer = RecordWriter(desk, uow, command, HANDOVER_LIST)
    if (earlier := writer.earlier()) is not None:
        return earlier
    wanted = list({row.record_id: row for row in command.rows}.values())
    if not wanted:
        raise DeskRefusal("handover_nothing")
    if len(wanted) > MOST_ROWS:
        raise DeskRefusal("handover_too_many", most=MOST_ROWS)
    if command.department_key not in writer.catalogue.departments:
        raise DeskRefusal("unknown_department", department=command.department_key)
    writer.begin()
    given, left_out, refusals = _sorted_out(desk, uow, command.department_key, wanted)
    if not given:
        raise refusals[0]
    department = writer.catalogue.get_department(command.department_key)
    body = {
        "department_key": command.department_key,
        "title": desk.words("handover.list_title", organ=department.called, count=len(given)),
        "hall_code": desk.identity.hall_code,
        "stand_ins": [_plain_stand_in(each) for each in absences(uow, desk.today(), command.department_key)],
        "rows": [{**each.plain, "no": number} for number, each in enumerate(given, 1)],
        "left_out": left_out,
    }
    writer.do("make_list", (), body)
    number = writer.issue(HANDOVER_LIST).number
    for position, each in enumerate(given, 1):
        case = writer.beside(f"h{position}")
        case.open(each.row.record_id)
        case.do("hand_over", each.members, _handed_over(writer.record_id, number, command.department_key, each))
    return writer.finish()


def _plain_stand_in(away: StandIn) -> dict[str, str]:
    return {
        "name": away.name,
        "stand_in_name": away.stand_in_name,
        "from": away.first.isoformat(),
        "to": away.last.isoformat(),
    }


def _handed_over(list_id: str, number: str, department_key: str, given: _Given) -> dict[str, Any]:
    body: dict[str, Any] = {
        "list": list_id,
        "number": number,
        "department_key": department_key,
        "papers": given.plain["papers"],
        "originals": given.plain["originals"],
    }
    return {**body, "why": given.row.why.strip()} if given.row.why.strip() else body


def _sorted_out(
    desk: Desk, uow: UnitOfWork, department_key: str, wanted: Sequence[HandoverRow]
) -> tuple[list[_Given], list[dict[str, Any]], list[DeskRefusal]]:
    """What can be handed over, and for each other row why not."""
    given: list[_Given] = []
    left_out: list[dict[str, Any]] = []
    refusals: list[DeskRefusal] = []
    for row in wanted:
        book = RecordBook(desk, uow)
        try:
            book.open(row.record_id)
            given.append(_checked(book, department_key, row))
        except DeskRefusal as refusal:
            values = {key: str(value) for key, value in refusal.values.items()}
            number = first_number(book.facts)
            left_out.append({"record_id": row.record_id, "number": number, "code": refusal.code, "values": values})
            refusals.append(refusal)
    return given, left_out, refusals


def _checked(book: RecordBook, department_key: str, row: HandoverRow) -> _Given:
    """The row as it would stand on the list; refuses like the act itself, and with ``handover_not_now``."""
    members = _members(book, department_key, row)
    plain = row_of(book, members)
    if row.why.strip():
        plain["why"] = row.why.strip()
    body = _handed_over("?", "?", department_key, _Given(row, members, plain))
    book.check("hand_over", members, body)
    return _Given(row, members, plain)


def _members(book: RecordBook, department_key: str, row: HandoverRow) -> tuple[str, ...]:
    case = book.case
    if row.members:
        chosen = [case.member(code) for code in row.members if code in book.record.lanes]
    else:
        chosen = [
            member for member in case.members if whereabouts(book.record, member.code).department_key == department_key
        ] or [member for member in case.members if member.department_key == department_key]
    if not chosen:
        raise DeskRefusal("handover_not_of_department", number=first_number(book.facts))
    ready = [member for member in chosen if _is_ready(book, member)]
    if ready:
        return tuple(member.code for member in ready)
    first = chosen[0]
    if first.status not in WAITING_STATUSES:
        raise DeskRefusal("handover_not_now", item=first.name, status=first.status)
    return (first.code,)  # its papers are with the department already: the act's own guard says so


def _is_ready(book: RecordBook, member: CaseMember) -> bool:
    found = whereabouts(book.record, member.code)
    return member.status in WAITING_STATUSES and found.waits_at_counter


def row_of(book: RecordBook, members: Sequence[str]) -> dict[str, Any]:
    """What a list says of a case's papers: number, items, the masked applicant, each paper with form and copies, and
    the count of originals. Without what another department has already. ``again`` is ``supplement`` or ``returned``
    where the department has had some of it before."""
    case, words = book.case, book.desk.words
    papers = papers_at_counter(book, members)
    applicant = case.sheet.applicant
    places = [whereabouts(book.record, code) for code in members]
    is_again = any(found.place == BACK for found in places)
    return {
        "record_id": book.record_id,
        "members": list(members),
        "again": "returned" if is_again else "supplement" if places[0].place == DEPARTMENT else "",
        "number": first_number(book.facts),
        "item": words("case.joined").join(case.member(code).name for code in members),
        "applicant": applicant.masked_name if applicant is not None else "",
        "papers": papers,
        "originals": sum(int(paper["copies"]) for paper in papers if paper["form"] == MaterialMark.ORIGINAL),
    }


def papers_at_counter(book: RecordBook, members: Sequence[str]) -> list[dict[str, Any]]:
    """The papers of these members that lie at the counter: id, name, form (``original`` or ``copy``), copies."""
    sheet = book.case.sheet
    found = plan_sheet(sheet, book.catalogue, book.now.date())
    away = papers_away(book.record)
    return [
        {
            "id": material.material_id,
            "name": material.name,
            "form": str(sheet.entry(material.material_id).mark),
            "copies": sheet.entry(material.material_id).copies or 1,
        }
        for material in found.plan.materials
        if sheet.entry(material.material_id).is_on_paper
        and material.material_id not in away
        and set(serving(material, found.codes)).intersection(members)
    ]


def open_list(writer: RecordBook, list_id: str) -> Fact:
    """Open a list's record; its ``ListMade``. Refuses with ``no_such_list``."""
    try:
        writer.open(list_id)
    except DeskRefusal:
        raise DeskRefusal("no_such_list") from None
    made = writer.record.beginning
    if made.kind != "ListMade":  # what others did with it is here; it is not
        raise DeskRefusal("no_such_list")
    return made
