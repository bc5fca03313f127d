"""The department's part of a case (后台审批科室), and what it leaves waiting at the counter; it moves no status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import RecordState

CORRECTION_ADVISED, TO_DECIDE, DELAY_TOLD, START_DUE, SCAN_MISSING = (
    "correction_advised", "to_decide", "delay_told", "start_due", "scan_missing",
)  # fmt: skip
"""Kinds of errand: an opinion to tell the applicant, a reviewed member to decide on, an explained delay until its new
day, a serial member that nobody started, a decision entered from a paper nobody scanned."""

ANSWERS_ADVICE = frozenset({
    "CorrectionRequested", "SupplementReceived", "Accepted", "AcceptedWithDeferral", "DeferredMaterialsReceived",
    "DeferralClosed", "AcceptanceRefused", "NotRequiredTold", "AcceptanceRevoked", "DeemedAccepted",
})  # fmt: skip
"""Facts by which the counter has done what an opinion asks for, or the opinion has lost its object."""


def open_advice(record: RecordState, member: str) -> Fact | None:
    """The opinion (补正意见) the applicant has not been told yet; ``None`` where none waits."""
    found: Fact | None = None
    for fact in record.facts:
        if fact.members and member not in fact.members:
            continue
        if fact.kind == "CorrectionAdvised":
            found = fact
        elif fact.kind in ANSWERS_ADVICE:
            found = None
    return found


def paper_of_decision(record: RecordState, decided: Fact) -> str:
    """The number of the 办结通知 a decision was told with; empty where it has none."""
    return next(
        (
            str(fact.body["number"])
            for fact in record.facts
            if fact.kind == "PaperIssued"
            and fact.command_id == decided.command_id
            and fact.body.get("paper_kind") == "completion_notice"
            and set(fact.members) & set(decided.members)
        ),
        "",
    )


def errands(record: RecordState, case: CaseView | None) -> Iterator[Errand]:
    """What waits because of the department, for each member of a case."""
    if case is None:
        return
    for member in case.members:
        if not member.terminal:
            yield from _of_open(record, case, member)
        elif (decided := record.last("Granted", member.code) or record.last("Denied", member.code)) is not None:
            yield from _scan_missing(record, member, decided)


def _of_open(record: RecordState, case: CaseView, member: CaseMember) -> Iterator[Errand]:
    code, department = member.code, member.department_key
    advice = open_advice(record, code)
    if advice is not None and member.status in {"taken_in", "accepted_deferred"}:
        due = member.due.day if member.due is not None else None
        yield Errand(record.record_id, record.kind, code, CORRECTION_ADVISED, "", advice.at, due, place=department)
    reviewed = record.last("Reviewed", code)
    if reviewed is not None and member.status == "accepted":
        yield Errand(record.record_id, record.kind, code, TO_DECIDE, "", reviewed.at, place=department)
    told = record.last("DelayExplained", code)
    if told is not None and member.status == "accepted" and member.due is not None:
        expected = str(told.body["expected"])
        if expected > member.due.day.isoformat():
            yield Errand(
                record.record_id, record.kind, code, DELAY_TOLD, "", told.at, date.fromisoformat(expected),
                place=department,
            )  # fmt: skip
    if member.status == "waiting_predecessor" and not case.open_predecessors(code):
        ended = [fact.at for before in member.after if (fact := record.last("Granted", before)) is not None]
        since = max(ended, default=member.since)
        yield Errand(record.record_id, record.kind, code, START_DUE, "", since, place=department)


def _scan_missing(record: RecordState, member: CaseMember, decided: Fact) -> Iterator[Errand]:
    """A signed paper that was entered (代录) is proved by its scan."""
    number = paper_of_decision(record, decided)
    if decided.body.get("way") != "signed_paper" or decided.body.get("scan_sha256") or not number:
        return
    if any(fact.body.get("paper") == number for fact in record.facts_of("ScanAttached")):
        return
    yield Errand(
        record.record_id, record.kind, member.code, SCAN_MISSING, number, decided.at, number=number,
        place=member.department_key,
    )  # fmt: skip
