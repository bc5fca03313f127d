"""A case as its facts tell it: members with their clocks, materials, people, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from wenling_desk.domain.edits import with_edit
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry
from wenling_desk.domain.party import Party
from wenling_desk.domain.record import Lane, RecordState
from wenling_desk.domain.roster import RosterRow, with_rows
from wenling_desk.domain.service_item import HandlingKind, ItemType, TimeLimit, TimeUnit
from wenling_desk.domain.working_days import (
    ONE_DAY,
    Calendar,
    Deadline,
    Pause,
    deadline,
    working_days_between,
)

ACCEPTANCE = "acceptance"
"""The kind of record whose workflow is ``acceptance.yaml``: a case (办件)."""

HANDED_IN = frozenset({
    "SupplementReceived", "DeferredMaterialsReceived", "DeferralClosed", "CorrectedOnTheSpot",
})  # fmt: skip
"""Facts that bring materials, form values or people after the intake."""

ROSTER_ROWS = "RosterRowsReceived"
"""The fact by which rows of a roster that had gaps are taken in later."""

TELLING_LIMIT = TimeLimit(5, TimeUnit.WORKING_DAYS)
"""Licensing Law art. 32(4): what is missing is told within five (working, art. 82) days of receipt."""


@dataclass(frozen=True, slots=True)
class Light:
    """How a running clock stands on a day: ``on_time``, ``near``, ``late`` or ``paused``; ``days`` are working days
    left (negative when late)."""

    state: str
    days: int


@dataclass(frozen=True, slots=True)
class CaseMember:
    """One handled item of a case, with its own organ, state and clock.

    ``due`` is the deadline of the clock that runs in this status (``due_kind``), pauses and extensions included.
    ``told_from`` is when the telling clock began: the receipt, or the latest supplement. ``blocked_by`` names the
    predecessors that ended without completion: a held member waits for them in vain.
    """

    code: str
    name: str
    department_key: str
    item_type: ItemType
    handling_kind: HandlingKind
    after: tuple[str, ...]
    status: str
    since: datetime
    terminal: bool
    received_at: datetime | None
    accepted_at: datetime | None
    deemed: bool
    promise: Deadline | None
    due: Deadline | None
    due_kind: str
    corrections: int
    open_gaps: tuple[Mapping[str, Any], ...] = ()
    outcome: str = ""
    result_number: str = ""
    delivered: bool = False
    told_from: datetime | None = None
    blocked_by: tuple[str, ...] = ()

    def light(self, today: date, calendar: Calendar, amber_days: int = 1) -> Light | None:
        """The light of the running clock, ``None`` where nothing runs; computed, never stored."""
        if self.due is None:
            return None
        left = working_days_between(today, self.due.day, calendar)
        if self.due_kind == "special_procedure":
            return Light("paused", left)
        if self.due.day < today:
            return Light("late", left)
        return Light("near" if left <= amber_days else "on_time", left)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case (办件) read from its facts; ``sheet`` is the application with all later supplements and edits."""

    record: RecordState
    sheet: IntakeSheet
    members: tuple[CaseMember, ...]
    received_at: datetime
    hall_code: str
    clerk: str
    official_numbers: Mapping[str, str] = field(default_factory=dict)
    rating: str = ""
    disputed: bool = False

    @property
    def record_id(self) -> str:
        """The record's id."""
        return self.record.record_id

    @property
    def release(self) -> str:
        """The catalogue release the case was taken in under."""
        return self.record.facts_of("TakenIn")[0].catalogue_release

    def member(self, code: str) -> CaseMember:
        """The member of that item code; raises ``KeyError``."""
        for member in self.members:
            if member.code == code:
                return member
        raise KeyError(code)

    def open_predecessors(self, code: str) -> tuple[str, ...]:
        """Predecessors of a member that are not completed yet."""
        return tuple(before for before in self.member(code).after if self.record.status_of(before) != "completed")

    @property
    def is_open(self) -> bool:
        """Whether any member still waits for something."""
        return any(not member.terminal for member in self.members)


def read_case(record: RecordState, calendar: Calendar, terminal: frozenset[str], as_of: date) -> CaseView:
    """The case of a fold; ``terminal`` are the workflow's endings.

    ``calendar`` is the one in force now: it counts what still runs, and settles a promise made provisionally once the
    year is published. A firm promise stays as it was made, whatever happens to the calendar.
    """
    first = record.facts_of("TakenIn")[0]
    body = first.body
    sheet = IntakeSheet.from_plain(body["sheet"])
    sheet = _supplemented(sheet, record)
    members = tuple(
        _read_member(plain, record, record.lanes[plain["code"]], calendar, terminal, as_of)
        for plain in body["members"]
        if plain["code"] in record.lanes
    )
    rated = record.last("Rated")
    return CaseView(
        record=record,
        sheet=sheet,
        members=members,
        received_at=first.at,
        hall_code=_hall_of(record),
        clerk=first.clerk,
        official_numbers={
            code: str(fact.body.get("number", ""))
            for fact in record.facts_of("OfficialNumberRecorded")
            for code in fact.members or ("",)
        },
        rating=str(rated.body.get("grade", "")) if rated else "",
        disputed=record.disputed or bool(record.out_of_table),
    )


def _hall_of(record: RecordState) -> str:
    """The hall that answers for the case: where it was taken in, or where it was handed on to."""
    moved = record.last("HallChanged")
    return str(moved.body["to_hall"]) if moved else str(record.facts_of("TakenIn")[0].body.get("hall_code", ""))


def _supplemented(sheet: IntakeSheet, record: RecordState) -> IntakeSheet:
    """The sheet with later materials, parties and field edits laid over it, in the order they happened."""
    for fact in record.facts:
        if fact.kind in HANDED_IN:
            sheet = with_handed_in(sheet, fact.body)
        elif fact.kind == "FormFieldEdited":
            sheet = with_edit(sheet, str(fact.body["field"]), fact.body.get("new"))
        elif fact.kind == ROSTER_ROWS:
            came = (RosterRow.from_plain(row) for row in fact.body.get("rows", ()))
            sheet = replace(sheet, roster=with_rows(sheet.roster, came))
    return sheet


def with_handed_in(sheet: IntakeSheet, body: Mapping[str, Any]) -> IntakeSheet:
    """The application with what a fact of ``HANDED_IN`` brings: ``materials``, ``form`` and ``parties``."""
    brought = {key: MaterialEntry.from_plain(entry) for key, entry in body.get("materials", {}).items()}
    people = tuple(Party.from_plain(party) for party in body.get("parties", ()))
    return replace(
        sheet,
        materials={**sheet.materials, **brought},
        form={**sheet.form, **body.get("form", {})},
        parties=people or sheet.parties,
    )


def _read_member(
    plain: Mapping[str, Any],
    record: RecordState,
    lane: Lane,
    calendar: Calendar,
    terminal: frozenset[str],
    as_of: date,
) -> CaseMember:
    code = str(plain["code"])
    received = record.last("MemberStarted", code) or record.last("TakenIn", code)
    accepted = next(
        (
            fact
            for kind in ("Accepted", "DeemedAccepted", "AcceptedWithDeferral")
            if (fact := record.last(kind, code)) is not None
        ),
        None,
    )
    accepted_at = datetime.fromisoformat(accepted.body["accepted_at"]) if accepted else None
    received_at = received.at if received and lane.status != "waiting_predecessor" else None
    told_from = _told_from(record, code, received_at)
    promise = _promise(plain, record, code, accepted, calendar, as_of)
    due, due_kind = _running_clock(record, code, lane.status, told_from, promise, calendar)
    corrections = record.facts_of("CorrectionRequested", code)
    decided = record.last("Granted", code) or record.last("Denied", code)
    return CaseMember(
        code=code,
        name=str(plain["name"]),
        department_key=str(plain["department_key"]),
        item_type=ItemType(plain["item_type"]),
        handling_kind=HandlingKind(plain["handling_kind"]),
        after=tuple(plain.get("after", ())),
        status=lane.status,
        since=lane.since,
        terminal=lane.status in terminal,
        received_at=received_at,
        accepted_at=accepted_at,
        deemed=accepted is not None and accepted.kind == "DeemedAccepted",
        promise=promise,
        due=due,
        due_kind=due_kind,
        corrections=len(corrections),
        open_gaps=_open_gaps(record, code, lane.status),
        outcome={"Granted": "granted", "Denied": "denied"}[decided.kind] if decided else "",
        result_number=str(decided.body.get("result_number", "")) if decided else "",
        delivered=record.last("ResultDelivered", code) is not None,
        told_from=told_from,
        blocked_by=tuple(
            before
            for before in plain.get("after", ())
            if lane.status == "waiting_predecessor" and record.status_of(before) in terminal - {"completed"}
        ),
    )


def _open_gaps(record: RecordState, code: str, status: str) -> tuple[Mapping[str, Any], ...]:
    """What the applicant still owes for this member; a notice to several members carries the gaps of all."""
    kind = {"correction_pending": "CorrectionRequested", "accepted_deferred": "AcceptedWithDeferral"}.get(status)
    asked = record.last(kind, code) if kind is not None else None
    gaps = asked.body.get("gaps", ()) if asked is not None else ()
    return tuple(gap for gap in gaps if not gap.get("members") or code in gap["members"])


def _told_from(record: RecordState, code: str, received_at: datetime | None) -> datetime | None:
    """When the five days of telling began: on receipt, and again when a supplement came."""
    supplement = record.last("SupplementReceived", code)
    if received_at is None or supplement is None:
        return received_at
    return max(received_at, supplement.at)


def limit_of(plain: Mapping[str, Any]) -> TimeLimit:
    """The time limit in its JSON shape ``{amount, unit}``."""
    return TimeLimit(int(plain["amount"]), TimeUnit(plain["unit"]))


def pauses_of(record: RecordState, code: str) -> tuple[Pause, ...]:
    """The special procedures of a member as pauses (art. 45): from the day after it was told to the day it ended.

    As in ``elapsed = days(start, end) - days(pause start, pause end)``, the first day itself still counts, and a
    procedure that ends the day it began pauses nothing.
    """
    pauses: list[Pause] = []
    for fact in record.facts:
        if fact.members and code not in fact.members:
            continue
        if fact.kind == "SpecialProcedureStarted":
            pauses.append(Pause(fact.at.date() + ONE_DAY, None))
        elif fact.kind == "SpecialProcedureEnded" and pauses and pauses[-1].last is None:
            first = pauses.pop().first
            if fact.at.date() >= first:
                pauses.append(Pause(first, fact.at.date()))
    return tuple(pauses)


def _promise(
    plain: Mapping[str, Any],
    record: RecordState,
    code: str,
    accepted: Fact | None,
    calendar: Calendar,
    as_of: date,
) -> Deadline | None:
    """The committed deadline from acceptance, with extensions added and special procedures excluded.

    The day told at acceptance is frozen in its fact; it is counted anew only where it was provisional, or where a
    pause or an extension has moved it.
    """
    if accepted is None:
        return None
    accepted_at = datetime.fromisoformat(accepted.body["accepted_at"])
    limit = limit_of(plain["limit"])
    extra = sum(int(fact.body["days"]) for fact in record.facts_of("Extended", code))
    pauses = pauses_of(record, code)
    if extra:
        unit = TimeUnit.WORKING_DAYS if limit.unit is TimeUnit.ON_THE_SPOT else limit.unit
        limit = TimeLimit(limit.amount + extra, unit)
    counted = deadline(accepted_at, limit, calendar, pauses, as_of)
    frozen = accepted.body.get("promise")
    if not frozen or frozen["provisional"] or extra or pauses or frozen["day"] == counted.day.isoformat():
        return counted
    told, first = date.fromisoformat(frozen["day"]), date.fromisoformat(frozen["first_counted"])
    return Deadline(counted.start, limit, told, first)


def _running_clock(
    record: RecordState,
    code: str,
    status: str,
    told_from: datetime | None,
    promise: Deadline | None,
    calendar: Calendar,
) -> tuple[Deadline | None, str]:
    if status == "taken_in" and told_from is not None:
        return deadline(told_from.date(), TELLING_LIMIT, calendar), "telling"
    if status in {"correction_pending", "accepted_deferred"}:
        kind = "CorrectionRequested" if status == "correction_pending" else "AcceptedWithDeferral"
        asked = record.last(kind, code)
        if asked is not None:
            told = _told_day(asked.at.date(), str(asked.body["due"]), calendar)
            moved = calendar.next_working_day(told.day)
            if moved != told.day:  # the hall is closed on the day told: Civil Code art. 203
                told = replace(told, day=moved, moved_from=told.day, provisional=not calendar.is_published(moved))
            return told, "correction" if status == "correction_pending" else "deferral"
    if status == "special_procedure":
        started = record.last("SpecialProcedureStarted", code)
        if started is not None:
            expected = str(started.body["expected_end"])
            return _told_day(started.at.date(), expected, calendar), "special_procedure"
    if status == "accepted":
        return promise, "decision"
    return None, ""


def _told_day(start: date, day: str, calendar: Calendar) -> Deadline:
    """A deadline that was told as a day, not as a span."""
    last = date.fromisoformat(day)
    span = TimeLimit(max(0, (last - start).days), TimeUnit.NATURAL_DAYS)
    return Deadline(start, span, last, start, provisional=not calendar.is_published(last))


def task_of(member: CaseMember) -> str:
    """What the worklist says about a member: the last part of a text id, empty when nothing waits at the counter.

    ``wait_predecessor``, ``predecessor_failed``, ``accept_or_tell``, ``await_supplement``, ``await_deferred``,
    ``in_department``, ``special_procedure``, ``hand_over_result``, ``serve_paper``.
    """
    if member.blocked_by:
        return "predecessor_failed"
    if member.status == "completed" and not member.delivered:
        return "hand_over_result"
    if member.status in {
        "denied",
        "acceptance_refused",
        "deemed_withdrawn",
        "acceptance_revoked",
        "not_required",
    }:
        return "" if member.delivered else "serve_paper"
    return {
        "waiting_predecessor": "wait_predecessor",
        "taken_in": "accept_or_tell",
        "correction_pending": "await_supplement",
        "accepted_deferred": "await_deferred",
        "accepted": "in_department",
        "special_procedure": "special_procedure",
    }.get(member.status, "")
