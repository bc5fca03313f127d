"""The members of a bundle on papers: each with its organ, its state in words, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.service_item import ItemType, TimeUnit
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.wording import circled, day_values, day_words, formal_weekday, limit_words, status_words

VOUCHERS = frozenset({"acceptance_notice", "deferred_acceptance_notice"})
"""Papers by which a member was accepted."""


def member_rows(context: PaperContext, case: CaseView, chosen: Iterable[CaseMember]) -> list[dict[str, str]]:
    """The chosen members in order, under the numbers they have in the whole case."""
    words = context.words
    positions = {member.code: position for position, member in enumerate(case.members, 1)}
    rows = []
    for member in chosen:
        mandate = context.delegation(member.code)
        is_accepted = member.accepted_at is not None
        rows.append({
            "no": circled(words, positions[member.code]),
            "name": member.name,
            "organ": context.catalogue.get_department(member.department_key).short_name,
            "state": member_state(context, member, positions),
            "number": _voucher_number(case, member.code) if is_accepted else "",
            "due": _due(context, member),
            "seal_name": mandate.seal if mandate is not None and is_accepted else "",
            "next": next_step(context, member, case),
        })  # fmt: skip
    return rows


def member_state(context: PaperContext, member: CaseMember, positions: dict[str, int]) -> str:
    """The state in the words of the item's type: an enterprise accepts nothing, and only a licence is denied as one."""
    words = context.words
    if member.status == "denied" and member.item_type is not ItemType.LICENCE:
        return words("papers.state.not_granted")
    if member.item_type is ItemType.ENTERPRISE_SERVICE and member.status in {"accepted", "accepted_deferred"}:
        return words("papers.state.under_way")
    if member.status == "denied":
        return words("papers.state.denied")
    return status_words(words, member, positions)


def _due(context: PaperContext, member: CaseMember) -> str:
    """The date once it is known; before that how long it takes from acceptance."""
    if member.promise is not None:
        return day_words(context.words, member.promise.day)
    if member.terminal:
        return ""
    item = context.catalogue.get_item(member.code)
    is_enterprise = member.item_type is ItemType.ENTERPRISE_SERVICE
    key = "papers.state.after_start" if is_enterprise else "papers.state.after_acceptance"
    return context.words(key, limit=limit_words(context.words, item.committed_time_limit))


def _voucher_number(case: CaseView, code: str) -> str:
    """The number of the voucher by which a member was accepted."""
    numbers = [
        str(fact.body["number"])
        for fact in case.record.facts_of("PaperIssued", code)
        if fact.members == (code,) and fact.body.get("paper_kind") in VOUCHERS
    ]
    return numbers[-1] if numbers else ""


def next_step(context: PaperContext, member: CaseMember, case: CaseView) -> str:
    """What the applicant waits for or has to do, with its date."""
    words = context.words
    day = ""
    if member.due is not None:
        weekday = formal_weekday(words, member.due.day)
        day = words("papers.reference.day", day=day_words(words, member.due.day), weekday=weekday)
    match member.status:
        case "accepted" if member.promise is not None and member.promise.limit.unit is TimeUnit.ON_THE_SPOT:
            return words("papers.next.on_the_spot")
        case "accepted" if member.due is not None and member.due.day < context.now.date():
            return words("papers.next.late", day=day)
        case "taken_in" | "correction_pending" | "accepted" | "accepted_deferred" | "special_procedure":
            return words(f"papers.next.{member.status}", day=day) if day else ""
        case "waiting_predecessor" if member.blocked_by:
            names = (case.member(code).name for code in member.blocked_by)
            return words("papers.next.blocked", names=words("case.joined").join(names))
        case "completed" if not member.delivered:
            return words("papers.next.collect")
        case _:
            return ""


def reply_values(context: PaperContext, chosen: Sequence[CaseMember]) -> dict[str, str | bool]:
    """``date`` and ``weekday`` by which organs whose clock runs now have to answer, and who they are: ``organs`` and
    ``enterprises``. Silence accepts a licence only: ``all_licences`` where every organ handles one, else
    ``licence_organs``. Members that wait for another have no such day yet."""
    telling = [member for member in chosen if member.due_kind == "telling" and member.due is not None]
    if not telling:
        return {}
    latest = max(member.due.day for member in telling if member.due is not None)
    enterprises = [member for member in telling if member.item_type is ItemType.ENTERPRISE_SERVICE]
    organs = [member for member in telling if member.item_type is not ItemType.ENTERPRISE_SERVICE]
    licences = [member for member in organs if member.item_type is ItemType.LICENCE]
    return {
        **day_values(context.words, latest),
        "organs": organ_names(context, organs),
        "all_licences": bool(organs) and len(licences) == len(organs),
        "licence_organs": organ_names(context, licences) if len(licences) < len(organs) else "",
        "enterprises": organ_names(context, enterprises),
    }


def organ_names(context: PaperContext, members: Iterable[CaseMember]) -> str:
    """The full names of their organs, each once."""
    keys = dict.fromkeys(member.department_key for member in members)
    return context.words("case.joined").join(context.catalogue.get_department(key).name for key in keys)
