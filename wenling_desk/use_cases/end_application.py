"""Endings before a decision, each with its own fact and paper: 视为撤回, 主动撤回, 撤销受理, 终止."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.repairs import materials_away
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, lawful_members, possible_members

_VOIDED, _SIGNED = "PaperVoided", "ApplicantPaperSigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeemWithdrawn(CaseCommand):
    """The correction deadline has passed (视为撤回申请, Zhejiang rules art. 11(3)); proposed by the desk, made by a
    person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApplication(CaseCommand):
    """The applicant withdraws (撤回) with a signed request; ``returned`` names the materials handed back."""

    request_received: bool
    reason: str = ""
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAcceptance(CaseCommand):
    """Revoke an acceptance whose deferred materials are late or still wrong (撤销受理, Zhejiang rules art. 11(2))."""

    reasons: tuple[str, ...]
    still_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateCase(CaseCommand):
    """End a case that has become pointless (终止), with reasons."""

    reasons: tuple[str, ...]


def deem_withdrawn(desk: Desk, uow: UnitOfWork, command: DeemWithdrawn) -> Changes:
    """A 视为撤回告知书 for each member whose deadline has passed."""
    return _end(desk, uow, command, "deem_withdrawn", "deemed_withdrawal_notice", {})


def withdraw_application(desk: Desk, uow: UnitOfWork, command: WithdrawApplication) -> Changes:
    """Ends the members named (all open ones by default) and prints the 材料退还清单. The 撤回申请书 printed here before
    is the signed one now; where none was, one is printed for the file. Refuses with ``material_at_department`` for
    what cannot be handed back here."""
    body = {
        "request_received": command.request_received,
        "reason": command.reason,
        "returned": list(command.returned),
    }
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    codes = possible_members(writer, command, "withdraw")
    for material in materials_away(writer.case, writer.plan(), codes):
        if material.material_id in command.returned:
            raise DeskRefusal("material_at_department", material=material.name)
    writer.do("withdraw", codes, body)
    told = {"reason": command.reason, "returned": list(command.returned)}
    number, is_signed = _printed_request(writer, codes)
    if not number:
        writer.issue("withdrawal_request", codes, told, applicant_paper=True)
    elif not is_signed:
        writer.add("ApplicantPaperSigned", codes, {"number": number}, Role(writer.fresh[-1].role))
    writer.issue("material_return_list", codes, told)
    return writer.finish()


def _printed_request(writer: RecordWriter, codes: Collection[str]) -> tuple[str, bool]:
    """The last 撤回申请书 printed for one of these members that still counts, and whether it is marked as signed."""
    facts = writer.record.facts
    named = {kind: {fact.body.get("number") for fact in facts if fact.kind == kind} for kind in (_VOIDED, _SIGNED)}
    for fact in reversed(facts):
        is_request = fact.kind == "ApplicantPaperMade" and fact.body.get("paper_kind") == "withdrawal_request"
        number = str(fact.body.get("number", ""))
        if is_request and number not in named[_VOIDED] and set(codes) & set(fact.members):
            return number, number in named[_SIGNED]
    return "", False


def revoke_acceptance(desk: Desk, uow: UnitOfWork, command: RevokeAcceptance) -> Changes:
    """A 撤销受理决定书 with reasons and remedies for each member."""
    body = {"reasons": list(command.reasons), "still_wrong": command.still_wrong}
    return _end(desk, uow, command, "revoke_acceptance", "acceptance_revocation", body)


def terminate_case(desk: Desk, uow: UnitOfWork, command: TerminateCase) -> Changes:
    """Ends the members named; the reasons stand in the 办理情况单."""
    return _end(desk, uow, command, "terminate", "case_summary", {"reasons": list(command.reasons)})


def _end(
    desk: Desk, uow: UnitOfWork, command: CaseCommand, action: str, paper: str, body: Mapping[str, object]
) -> Changes:
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    codes = lawful_members(writer, command, action, lambda _: body)
    for code in codes:
        writer.do(action, (code,), body)
    if paper == "case_summary":
        writer.issue(paper, codes)
    else:
        for code in codes:
            writer.issue(paper, (code,))
    return writer.finish()
