"""The worklist rows of a record, derived from its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseView, task_of
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.ledger_clocks import carried, due_of, is_entry
from wenling_desk.domain.record import KEPT_KINDS, RecordState
from wenling_desk.domain.workflow import Workflow

_NAMING: Final = ("title", "applicant_masked", "number", "department_key", "target_code")
"""What a fact of a ledger says of its entry's row."""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """One row of the worklist: a member of a case, or a consultation. ``applicant`` is masked.

    ``due`` is the day of the clock that runs now, ``waiting`` what it waits for (a text key's last part).
    """

    record_id: str
    record_kind: str
    member: str
    number: str
    target_code: str
    item_name: str
    department_key: str
    applicant: str
    status: str
    open: bool
    due: date | None
    due_kind: str
    task: str
    received_at: datetime
    changed_at: datetime
    clerk: str
    hall_code: str
    subject_key: str


def first_number(facts: Iterable[Fact]) -> str:
    """The number of the record's first paper, empty before one is issued; it names the record at the counter."""
    return next((str(fact.body["number"]) for fact in facts if fact.kind == "PaperIssued"), "")


def case_heads(case: CaseView, number: str, now: datetime, subject_key: str) -> list[CaseHead]:
    """One row for each member of a case."""
    applicant = case.sheet.applicant
    return [
        CaseHead(
            record_id=case.record_id,
            record_kind=case.record.kind,
            member=member.code,
            number=number,
            target_code=case.sheet.target_code,
            item_name=member.name,
            department_key=member.department_key,
            applicant=applicant.masked_name if applicant else "",
            status=member.status,
            open=not member.terminal,
            due=member.due.day if member.due else None,
            due_kind=member.due_kind,
            task=task_of(member),
            received_at=case.received_at,
            changed_at=now,
            clerk=case.clerk,
            hall_code=case.hall_code,
            subject_key=subject_key,
        )
        for member in case.members
    ]


def whole_head(record: RecordState, workflow: Workflow, number: str, now: datetime, hall_code: str) -> CaseHead:
    """The row of a record without members. A promised call back is due on the day its fact names; so is a record
    whose first fact has a ``day``, while it is open. ``applicant_masked`` and ``number`` of the first fact name it
    where no paper does. What a later fact of the record's own says of one of these keys goes before the first. An entry
    of a ledger is due as its clocks say, and every one of its facts may name it anew."""
    if is_entry(record):
        return _entry_head(record, workflow, number, now, hall_code)
    first = record.beginning
    status = record.status_of("")
    promised = record.last("CallBackPromised")
    is_open = not workflow.statuses[status].terminal
    return CaseHead(
        record_id=record.record_id,
        record_kind=record.kind,
        member="",
        number=number or _carried(record, "number"),
        target_code=str(first.body.get("target_code", "")),
        item_name=str(first.body.get("title", "")),
        department_key=str(first.body.get("department_key", "")),
        applicant=_carried(record, "applicant_masked"),
        status=status,
        open=is_open,
        due=date.fromisoformat(promised.body["due"])
        if promised and status == "call_back_due"
        else _day_of(_carried(record, "day"))
        if is_open
        else None,
        due_kind=workflow.statuses[status].clock,
        task=status if status == "call_back_due" else "",
        received_at=first.at,
        changed_at=now,
        clerk=first.clerk,
        hall_code=hall_code,
        subject_key="",
    )


def _entry_head(record: RecordState, workflow: Workflow, number: str, now: datetime, hall_code: str) -> CaseHead:
    first, status = record.beginning, record.status_of("")
    due = due_of(record, workflow)
    said = {key: carried(record, workflow, key) for key in _NAMING}
    return CaseHead(
        record_id=record.record_id,
        record_kind=record.kind,
        member="",
        number=said["number"] or number,
        target_code=said["target_code"],
        item_name=said["title"],
        department_key=said["department_key"],
        applicant=said["applicant_masked"],
        status=status,
        open=not workflow.statuses[status].terminal,
        due=due.day if due is not None else None,
        due_kind=due.clock if due is not None else "",
        task="",
        received_at=first.at,
        changed_at=now,
        clerk=first.clerk,
        hall_code=hall_code,
        subject_key="",
    )


def _carried(record: RecordState, key: str) -> str:
    """What the record's own facts last said of a key that its first one has; empty where that has none."""
    if key not in record.beginning.body:
        return ""
    own = (fact.body[key] for fact in reversed(record.facts) if fact.kind not in KEPT_KINDS and fact.body.get(key))
    return str(next(own, ""))


def _day_of(plain: str) -> date | None:
    """A day in ISO spelling; nothing for any other text."""
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None
