"""What lies with the departments (后台审批科室): a row for each member, by what it waits for there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.authority import Role
from wenling_desk.domain.back_room import CORRECTION_ADVISED, SCAN_MISSING, TO_DECIDE
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WorkQuery

TO_SIGN, REVIEWING, DECIDING, SPECIAL, ADVISED, NO_SCAN = (
    "to_sign", "reviewing", "to_decide", "special", "advised", "scan_missing",
)  # fmt: skip
SECTIONS: Final = (TO_SIGN, REVIEWING, DECIDING, SPECIAL, ADVISED, NO_SCAN)
"""待签收, 待审查, 待决定, 特别程序, 补正意见, 缺扫描."""

STATUSES: Final = ("taken_in", "accepted", "accepted_deferred", "special_procedure")
UNSIGNED, TO_HAND_OVER, RETURNED = "unsigned", "to_hand_over", "returned"
MOST_READ: Final = 1000


@dataclass(frozen=True, slots=True)
class BackRow:
    """A member that lies with a department. ``list_id`` and ``list_number`` are of a hand-over list nobody signed for,
    ``paper`` the 办结通知 whose scan is missing; ``papers`` says where the papers are where it is not the department:
    ``to_hand_over`` or ``returned``."""

    section: str
    record_id: str
    member: str
    number: str
    item: str
    applicant: str
    department_key: str
    status: str
    due: date | None
    due_kind: str
    since: datetime
    list_id: str = ""
    list_number: str = ""
    paper: str = ""
    papers: str = ""

    @property
    def key(self) -> str:
        """The same for the same member."""
        return f"{self.record_id}/{self.member}/{self.paper}"


@dataclass(frozen=True, slots=True)
class BackRoom:
    """The rows by deadline, how many there are of each section, and whether there are more than were read."""

    rows: tuple[BackRow, ...]
    counts: Mapping[str, int]
    is_cut: bool


def own_department(desk: Desk) -> str:
    """The department whose seat this is; empty where the whole hall is looked at."""
    session = desk.session
    return session.department_key if set(session.roles) == {Role.REVIEWER} else ""


def view_back_room(desk: Desk, reading: Reading) -> BackRoom:
    """The rows of the own department, or of all. Two questions, each with a bound."""
    department = own_department(desk)
    heads = reading.worklist(WorkQuery(statuses=STATUSES, department_key=department, limit=MOST_READ))
    kinds = (UNSIGNED, TO_HAND_OVER, RETURNED, CORRECTION_ADVISED, TO_DECIDE, SCAN_MISSING)
    waiting = reading.errands(ErrandQuery(kinds=kinds, place=department, limit=MOST_READ))
    by_member: dict[tuple[str, str], dict[str, Errand]] = {}
    missing: list[tuple[Errand, CaseHead]] = []
    for row in waiting.rows:
        by_member.setdefault((row.errand.record_id, row.errand.member), {})[row.errand.kind] = row.errand
        if row.errand.kind == SCAN_MISSING and row.head is not None:
            missing.append((row.errand, row.head))
    rows = [_row(head, by_member.get((head.record_id, head.member), {})) for head in heads.rows]
    rows += [_without_scan(errand, head) for errand, head in missing]
    rows.sort(key=lambda row: (row.section == NO_SCAN, row.due or date.max, row.since, row.key))
    is_cut = heads.total > MOST_READ or waiting.total > MOST_READ
    return BackRoom(tuple(rows), Counter(row.section for row in rows), is_cut)


def _row(head: CaseHead, errands: Mapping[str, Errand]) -> BackRow:
    unsigned = errands.get(UNSIGNED)
    return BackRow(
        section=_section(head, errands),
        record_id=head.record_id,
        member=head.member,
        number=head.number,
        item=head.item_name,
        applicant=head.applicant,
        department_key=head.department_key,
        status=head.status,
        due=head.due,
        due_kind=head.due_kind,
        since=head.received_at,
        list_id=unsigned.key if unsigned is not None else "",
        list_number=unsigned.number if unsigned is not None else "",
        papers=next((kind for kind in (RETURNED, TO_HAND_OVER) if kind in errands), ""),
    )


def _section(head: CaseHead, errands: Mapping[str, Errand]) -> str:
    if head.status == "special_procedure":
        return SPECIAL
    if CORRECTION_ADVISED in errands:
        return ADVISED
    if UNSIGNED in errands:
        return TO_SIGN
    return DECIDING if TO_DECIDE in errands else REVIEWING


def _without_scan(errand: Errand, head: CaseHead) -> BackRow:
    return BackRow(
        NO_SCAN, head.record_id, head.member, head.number, head.item_name, head.applicant, head.department_key,
        head.status, None, "", errand.since, paper=errand.number,
    )  # fmt: skip


def opinion_on(reading: Reading, record_id: str, member: str) -> tuple[str, str, datetime | None]:
    """The department's latest word on a member: who, what and when; empty where it has said nothing yet."""
    for fact in reversed(reading.facts_of(record_id)):
        if fact.kind in ("Reviewed", "CorrectionAdvised") and (not fact.members or member in fact.members):
            by = str(fact.body.get("by") or fact.body.get("officer") or "")
            return by, str(fact.body.get("opinion", "")), fact.at
    return "", "", None
