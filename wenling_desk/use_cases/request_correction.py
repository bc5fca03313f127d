"""一次性告知: tell everything that is missing, once, with deadline and consequence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import Gap
from wenling_desk.use_cases.advice import advice_gaps
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.new_case import issue_annex, receipt_for_rest
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand, open_target, possible_members


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCorrection(CaseCommand):
    """A correction notice (补正). ``due`` is the applicant's last day; ``remedies`` may word single gaps (by ref) for
    the citizen, and demand nothing that is no gap; a second notice needs ``not_seen_before_because``."""

    due: date
    remedies: tuple[tuple[str, str], ...] = ()
    not_seen_before_because: str = ""


def request_correction(desk: Desk, uow: UnitOfWork, command: RequestCorrection) -> Changes:
    """One complete 补正材料一次性告知书 for all members that miss something (Zhejiang rules art. 11(3)); what the organ
    says is told in it."""
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    open_target(writer, command)
    plan = writer.plan()
    possible = possible_members(writer, command, "request_correction")
    told = {code: (*plan.gaps_of(code), *advice_gaps(desk.words, writer.record, (code,))) for code in possible}
    codes = tuple(code for code in possible if told[code]) or possible
    gaps = unique_gaps(gap for code in codes for gap in told[code])
    for ref, _ in command.remedies:
        if ref not in {gap.ref for gap in gaps}:
            raise DeskRefusal("material_not_in_guide", material=ref)
    body: dict[str, Any] = {
        "gaps": [gap_plain(gap, dict(command.remedies)) for gap in gaps],
        "due": command.due.isoformat(),
        "not_seen_before_because": command.not_seen_before_because,
        "ordinal": 1 + max((writer.case.member(code).corrections for code in codes), default=0),
    }
    writer.do("request_correction", codes, body)
    writer.issue("correction_notice", codes)
    if command.sheet is not None:
        receipt_for_rest(writer, codes)
    issue_annex(writer)
    return writer.finish(drop_draft=command.draft_id)


def unique_gaps(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Each gap once, in order: a material that serves several members is asked for once."""
    return tuple({(gap.kind, gap.ref): gap for gap in gaps}.values())


def gap_plain(gap: Gap, remedies: dict[str, str]) -> dict[str, Any]:
    """A gap as a fact keeps it, with the clerk's wording where one was given."""
    return {**gap.to_plain(), "remedy": remedies.get(gap.ref, "")}
