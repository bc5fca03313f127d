"""What the pages ask: plain frozen answers, computed from facts and catalogue, with the date as a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wenling_desk.domain.acceptance import ACCEPTANCE, CaseView
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import find_delegation
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.form import AskedField
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import IntakeSheet, plan_sheet, serving
from wenling_desk.domain.materials import Gap, MaterialEntry
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.service_bundle import saving
from wenling_desk.domain.service_item import Material, ServiceItem, SourceStatus
from wenling_desk.domain.working_days import Deadline, deadline
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.offers import Offer, case_offers, sheet_offers
from wenling_desk.use_cases.ports import Draft, Paper, Reading, WorkQuery
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.visit_day import VisitHere

MINE = (
    "accept_or_tell",
    "predecessor_failed",
    "await_supplement",
    "await_deferred",
    "hand_over_result",
    "serve_paper",
    "call_back_due",
)
"""Tasks of the band 等我处理."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A member as the acceptance page lists it. ``promise`` is computed as if accepted today; a held member has
    none. ``waits_for`` holds the positions (from 1) of its predecessors."""

    position: int
    item: ServiceItem
    department_name: str
    department_short: str
    delegated: bool
    seal: str
    waits_for: tuple[int, ...]
    promise: Deadline | None


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material row: guide, entry and the positions of the members it serves."""

    material: Material
    entry: MaterialEntry
    serves: tuple[int, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class SheetView:
    """Everything the acceptance page shows for a sheet.

    ``latest`` is the last promise of the members that can start now; ``reference_only`` is true where a shown limit
    or material is not documented (参考目录). ``saving`` counts materials item by item, and together.
    """

    rows: tuple[PlannedRow, ...]
    materials: tuple[MaterialRow, ...]
    fields: tuple[AskedField, ...]
    gaps: tuple[Gap, ...]
    offers: tuple[Offer, ...]
    latest: Deadline | None
    reference_only: bool
    saving: tuple[int, int]
    optional_members: tuple[str, ...]

    def offer(self, act: str) -> Offer:
        """The offer of that act; raises ``KeyError``."""
        for offered in self.offers:
            if offered.act == act:
                return offered
        raise KeyError(act)


def view_sheet(
    desk: Desk, reading: Reading, sheet: IntakeSheet, visit: tuple[VisitHere | None] | None = None
) -> SheetView:
    """The acceptance page's view of an application; ``visit`` as in :func:`sheet_offers`."""
    catalogue = desk.catalogue()
    found = plan_sheet(sheet, catalogue, desk.today())
    positions = {code: position for position, code in enumerate(found.codes, 1)}
    rows = tuple(_planned(desk, catalogue, member.item_code, positions, member.after) for member in found.plan.members)
    by_ref = {gap.ref: gap for gap in found.gaps if gap.kind == "material"}
    materials = tuple(
        MaterialRow(
            material,
            sheet.entry(material.material_id),
            tuple(positions[code] for code in serving(material, found.codes)),
            by_ref.get(material.material_id),
        )
        for material in found.plan.materials
    )
    promises = [row.promise for row in rows if row.promise is not None]
    return SheetView(
        rows=rows,
        materials=materials,
        fields=found.fields,
        gaps=found.gaps,
        offers=sheet_offers(desk, reading, sheet, visit),
        latest=max(promises, key=lambda promise: promise.day, default=None),
        reference_only=any(row.item.committed_status is not SourceStatus.DOCUMENTED for row in rows),
        saving=saving(found.plan),
        optional_members=(*sheet.already_done, *sheet.not_needed),
    )


def _planned(
    desk: Desk, catalogue: Catalogue, code: str, positions: Mapping[str, int], after: tuple[str, ...]
) -> PlannedRow:
    item = catalogue.get_item(code)
    department = catalogue.get_department(item.department_key)
    mandate = find_delegation(catalogue.delegations, item.department_key, code, desk.today())
    return PlannedRow(
        position=positions[code],
        item=item,
        department_name=department.name,
        department_short=department.short_name,
        delegated=mandate is not None,
        seal=mandate.seal if mandate is not None else "",
        waits_for=tuple(positions[before] for before in after),
        promise=None if after else deadline(desk.now(), item.committed_time_limit, catalogue.calendar),
    )


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of a record in words' reach: its action and the rule relied on, or none for papers and notes."""

    fact: Fact
    action: str
    basis: str
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """The record page: ``case`` is ``None`` for a consultation."""

    record: RecordState
    case: CaseView | None
    timeline: tuple[TimelineEntry, ...]
    papers: tuple[Paper, ...]
    offers: tuple[Offer, ...]
    own: bool
    catalogue: Catalogue


def view_record(desk: Desk, reading: Reading, record_id: str) -> CaseDetail:
    """Everything about one record; refuses with ``no_such_record``."""
    facts = reading.facts_of(record_id)
    if not facts:
        raise DeskRefusal("no_such_record")
    book = RecordBook(desk, reading, facts[0].record_kind)
    book.open(record_id)
    papers = reading.papers_of(record_id)
    by_number = {paper.number: paper for paper in papers}
    record = book.record
    timeline = []
    for fact in record.facts:
        action = next(iter(book.workflow.actions_making(fact.kind)), None)
        timeline.append(
            TimelineEntry(
                fact=fact,
                action=action.action_id if action is not None else "",
                basis=action.basis if action is not None else "",
                paper=by_number.get(str(fact.body.get("number", ""))),
            )
        )
    is_case = book.kind == ACCEPTANCE and book.taken_in
    return CaseDetail(
        record=record,
        case=book.case if is_case else None,
        timeline=tuple(timeline),
        papers=papers,
        offers=case_offers(book) if is_case or book.kind != ACCEPTANCE else (),
        own=facts[0].clerk == desk.session.clerk,
        catalogue=book.catalogue,
    )


@dataclass(frozen=True, slots=True)
class Workbench:
    """The workbench: 等我处理, 在办 by deadline, 今天 of the clerk and of the hall, drafts, and papers to print."""

    mine: tuple[CaseHead, ...]
    mine_total: int
    running: tuple[CaseHead, ...]
    running_total: int
    today_mine: Mapping[str, int]
    today_hall: Mapping[str, int]
    drafts: tuple[Draft, ...]
    to_print: tuple[Paper, ...]


def view_workbench(desk: Desk, reading: Reading, limit: int = 50) -> Workbench:
    """The workbench of the person signed in."""
    today = desk.today()
    mine = reading.worklist(WorkQuery(tasks=MINE, open_only=False, limit=limit))
    running = reading.worklist(WorkQuery(tasks=("in_department", "special_procedure", "wait_predecessor"), limit=limit))
    return Workbench(
        mine=mine.rows,
        mine_total=mine.total,
        running=running.rows,
        running_total=running.total,
        today_mine=reading.counts(today, desk.session.clerk),
        today_hall=reading.counts(today),
        drafts=reading.drafts(desk.session.clerk),
        to_print=reading.papers_to_print(),
    )


def find_duplicates(reading: Reading, subject_key: str, item_codes: frozenset[str]) -> tuple[CaseHead, ...]:
    """Open cases of the same person on the same items (疑似重复): shown, never merged."""
    if not subject_key:
        return ()
    page = reading.worklist(WorkQuery(subject_key=subject_key, open_only=True, limit=20))
    return tuple(row for row in page.rows if row.member in item_codes)


def past_telling_wall(reading: Reading, today: date, limit: int = 500) -> tuple[str, ...]:
    """Records whose telling clock ran out before today; each gets a ``MarkDeemedAcceptance``, which looks for its
    licences. ``limit`` is the size of a page; all pages are read, since rows that are no licences stay in the list."""
    found: dict[str, None] = {}
    offset = 0
    while True:
        query = WorkQuery(statuses=("taken_in",), due_until=today - timedelta(days=1), limit=limit, offset=offset)
        rows = reading.worklist(query).rows
        found |= dict.fromkeys(row.record_id for row in rows)
        if len(rows) < limit:
            return tuple(found)
        offset += limit
