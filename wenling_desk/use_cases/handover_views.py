"""What the page 交接 shows: what waits for which department, which lists are unsigned, what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.counter_clocks import TO_SIGN, CounterLight, Stretch, light_of
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.handover import WRONG_DEPARTMENT, whereabouts
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.use_cases.absence import StandIn, absences
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.hand_over import HANDOVER_LIST, open_list, papers_at_counter
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WaitingRow
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.sign_list import UNSIGNED

TO_HAND_OVER, NOT_SIGNED, CAME_BACK = "to_hand_over", "unsigned", "returned"
"""Kinds of errands of this page."""
_SLICE: Final = 500
QR_PREFIX: Final = "WL0:"
"""How the QR code of a paper begins; its barcode holds the bare number."""


@dataclass(frozen=True, slots=True)
class WaitingPapers:
    """A case whose papers can go to a department. ``again`` is ``supplement``, ``returned``, or empty the first time;
    ``reason_class`` why they came back."""

    record_id: str
    members: tuple[str, ...]
    department_key: str
    number: str
    item: str
    applicant: str
    since: datetime
    originals: int
    again: str = ""
    reason_class: str = ""


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list nobody has signed for (未签收): its light, and whether it may count as delivered now."""

    list_id: str
    number: str
    department_key: str
    since: datetime
    count: int
    light: CounterLight | None
    can_deem: bool


@dataclass(frozen=True, slots=True)
class ReturnedPapers:
    """A case that came back to the counter (退回窗口): why, from whom, and what the applicant was told before.

    ``notices`` are the days of the one-time notices there are; nothing new is told by a return.
    """

    papers: WaitingPapers
    note: str
    by: str
    notices: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department with what waits for it at the counter, in cases, and its unsigned lists."""

    key: str
    name: str
    waiting: int
    unsigned: int


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The page at one moment. ``waiting`` holds what came back too, once for its department. ``stand_ins`` are those of
    today by department."""

    departments: tuple[DepartmentLine, ...]
    waiting: Mapping[str, tuple[WaitingPapers, ...]]
    lists: tuple[OpenList, ...]
    returned: tuple[ReturnedPapers, ...]
    stand_ins: Mapping[str, tuple[StandIn, ...]]

    @property
    def total(self) -> int:
        """Cases that wait to be handed over, those that came back among them."""
        return len({papers.record_id for rows in self.waiting.values() for papers in rows})


def department_name(catalogue: Catalogue, key: str) -> str:
    """How a department is called at the counter; its key where the catalogue does not know it."""
    department = catalogue.departments.get(key)
    return department.called if department is not None else key


def view_handover(desk: Desk, reading: Reading, rules: HandoverRules) -> HandoverView:
    """Everything the page shows, read at once."""
    rows = tuple(_errands(reading, (TO_HAND_OVER, NOT_SIGNED, CAME_BACK)))
    waiting = _waiting(desk, reading, rows)
    lists = _lists(desk, rules, rows)
    returned = tuple(
        _returned(desk, reading, papers) for each in waiting.values() for papers in each if papers.again == CAME_BACK
    )
    stand_ins: dict[str, list[StandIn]] = {}
    for away in absences(reading, desk.today()):
        stand_ins.setdefault(away.department_key, []).append(away)
    catalogue = desk.catalogue()
    keys = dict.fromkeys((*waiting, *(each.department_key for each in lists)))
    departments = [
        DepartmentLine(
            key,
            department_name(catalogue, key),
            sum(papers.reason_class != WRONG_DEPARTMENT for papers in waiting.get(key, ())),
            sum(each.department_key == key for each in lists),
        )
        for key in keys
    ]
    return HandoverView(
        departments=tuple(sorted(departments, key=lambda line: (-line.waiting, line.name))),
        waiting=waiting,
        lists=lists,
        returned=returned,
        stand_ins={key: tuple(each) for key, each in stand_ins.items()},
    )


def _errands(reading: Reading, kinds: tuple[str, ...]) -> Iterable[WaitingRow]:
    offset = 0
    while True:
        page = reading.errands(ErrandQuery(kinds=kinds, limit=_SLICE, offset=offset))
        yield from page.rows
        offset += len(page.rows)
        if not page.rows or offset >= page.total:
            return


def _waiting(desk: Desk, reading: Reading, rows: Sequence[WaitingRow]) -> dict[str, tuple[WaitingPapers, ...]]:
    """One row for each case and department, oldest first."""
    groups: dict[tuple[str, str, str], list[WaitingRow]] = {}
    for row in rows:
        errand = row.errand
        if errand.kind != NOT_SIGNED:
            groups.setdefault((errand.place, errand.record_id, errand.kind), []).append(row)
    found: dict[str, list[WaitingPapers]] = {}
    for (place, record_id, kind), of_case in groups.items():
        first = of_case[0]
        heads = [row.head for row in of_case if row.head is not None]
        supplement = any(row.errand.key for row in of_case)
        papers = WaitingPapers(
            record_id=record_id,
            members=tuple(row.errand.member for row in of_case),
            department_key=place,
            number=heads[0].number if heads else "",
            item=desk.words("case.joined").join(head.item_name for head in heads),
            applicant=heads[0].applicant if heads else "",
            since=first.errand.since,
            originals=_originals(desk, reading, of_case),
            again=CAME_BACK if kind == CAME_BACK else "supplement" if supplement else "",
            reason_class=first.errand.state,
        )
        found.setdefault(place, []).append(papers)
    return {place: tuple(each) for place, each in found.items()}


def _originals(desk: Desk, reading: Reading, of_case: Sequence[WaitingRow]) -> int:
    """Originals that go to one department: of a bundle only the catalogue knows which are whose."""
    first = of_case[0]
    if first.head is None or first.head.target_code == first.head.member:
        return sum(row.errand.amount for row in of_case)
    book = RecordBook(desk, reading)
    try:
        book.open(first.errand.record_id)
        papers = papers_at_counter(book, [row.errand.member for row in of_case])
    except DeskRefusal:
        return 0
    return sum(int(paper["copies"]) for paper in papers if paper["form"] == MaterialMark.ORIGINAL)


def _lists(desk: Desk, rules: HandoverRules, rows: Sequence[WaitingRow]) -> tuple[OpenList, ...]:
    now, calendar = desk.now(), desk.catalogue().calendar
    groups: dict[str, list[WaitingRow]] = {}
    for row in rows:
        if row.errand.kind == NOT_SIGNED:
            groups.setdefault(row.errand.key, []).append(row)
    found = []
    for list_id, of_list in groups.items():
        errand = of_list[0].errand
        deemed = rules.deemed
        found.append(
            OpenList(
                list_id=list_id,
                number=errand.number,
                department_key=errand.place,
                since=errand.since,
                count=len({row.errand.record_id for row in of_list}),
                light=light_of(rules, Stretch(TO_SIGN, errand.since), now, calendar),
                can_deem=deemed is not None and now > rules.ends(errand.since, deemed.limit, calendar),
            )
        )
    return tuple(found)


def _returned(desk: Desk, reading: Reading, papers: WaitingPapers) -> ReturnedPapers:
    """With the note and the notices, read from the case's facts."""
    book = RecordBook(desk, reading)
    try:
        book.open(papers.record_id)
    except DeskRefusal:
        return ReturnedPapers(papers, "", "", ())
    member = papers.members[0]
    back = book.record.last("ReturnedToCounter", member)
    asked = book.record.facts_of("CorrectionRequested", member)
    return ReturnedPapers(
        papers=papers,
        note=whereabouts(book.record, member).note,
        by=str(back.body.get("by", "")) if back is not None else "",
        notices=tuple(fact.at.date() for fact in asked),
    )


@dataclass(frozen=True, slots=True)
class ListRow:
    """A case on a list."""

    record_id: str
    no: int
    number: str
    item: str
    applicant: str
    papers: int
    originals: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that could not be handed over with the others: the refusal says why."""

    number: str
    refusal: DeskRefusal


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as it was made (交接清单), and who signed for it."""

    list_id: str
    number: str
    department_key: str
    department: str
    made_at: datetime
    rows: tuple[ListRow, ...]
    is_open: bool
    signed_by: str = ""
    signed_at: datetime | None = None
    left_out: tuple[LeftOut, ...] = field(default=())


def view_list(desk: Desk, reading: Reading, list_id: str) -> ListView:
    """One list; refuses with ``no_such_list``."""
    book = RecordBook(desk, reading, HANDOVER_LIST)
    made = open_list(book, list_id)
    body = made.body
    ended = next((fact for fact in book.facts if fact.kind in {"ListSigned", "ListDeemedDelivered"}), None)
    key = str(body["department_key"])
    return ListView(
        list_id=list_id,
        number=first_number(book.facts),
        department_key=key,
        department=department_name(book.catalogue, key),
        made_at=made.at,
        rows=tuple(_list_row(row) for row in body["rows"]),
        is_open=book.record.status_of("") == UNSIGNED,
        signed_by=str(ended.body.get("by", "")) if ended is not None else "",
        signed_at=ended.at if ended is not None else None,
        left_out=tuple(
            LeftOut(str(each["number"]), DeskRefusal(str(each["code"]), **dict(each["values"])))
            for each in body.get("left_out", ())
        ),
    )


def _list_row(plain: Mapping[str, Any]) -> ListRow:
    return ListRow(
        record_id=str(plain["record_id"]),
        no=int(plain["no"]),
        number=str(plain["number"]),
        item=str(plain["item"]),
        applicant=str(plain["applicant"]),
        papers=len(plain["papers"]),
        originals=int(plain["originals"]),
    )


LIST, CASE, ELSEWHERE, UNKNOWN = "list", "case", "elsewhere", "unknown"
"""What a scan on this page may be."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanned or typed number is: a list, a case, a number of another desk, or nothing we know."""

    kind: str
    record_id: str = ""
    number: str = ""


def find_scanned(reading: Reading, text: str) -> Scanned:
    """What a barcode, a QR code or a typed number belongs to."""
    number = "".join(text.split()).removeprefix(QR_PREFIX)
    for wanted in dict.fromkeys((number, number.upper())):
        record_id = reading.record_of_number(wanted)
        if record_id is not None:
            facts = reading.facts_of(record_id)
            is_list = bool(facts) and facts[0].record_kind == HANDOVER_LIST
            return Scanned(LIST if is_list else CASE, record_id, wanted)
    try:
        return Scanned(ELSEWHERE, "", str(parse_paper_number(number)))
    except DeskRefusal:
        return Scanned(UNKNOWN, "", number[:60])
