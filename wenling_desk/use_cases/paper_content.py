"""What each paper says: the values of a case in words, by the names ``docs/papers.md`` lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.identity import mask_number, mask_phone
from wenling_desk.domain.intake import IntakeSheet, plan_sheet, serving
from wenling_desk.domain.paper import PaperContent, PaperMark
from wenling_desk.domain.party import AGENT, Party, PartyKind
from wenling_desk.domain.service_item import ItemType, ServiceItem
from wenling_desk.use_cases.form_content import APPLICANT_FORMS, form_values
from wenling_desk.use_cases.paper_acts import act_values
from wenling_desk.use_cases.paper_batch import roster_values
from wenling_desk.use_cases.paper_context import SIGNED_BY_APPLICANT, UNDER_MANDATE, PaperContext
from wenling_desk.use_cases.paper_materials import received_rows
from wenling_desk.use_cases.paper_members import member_rows, reply_values
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import day_words, deadline_values, limit_words, moment_words, paper_words

__all__ = ["PaperContext", "build_content"]

SIGNING_FOR_ANOTHER = ("scribe", "witness")
"""Roles of people who write or see for one who cannot (代书人, 见证人)."""

MEMBERS_OF_ALL = frozenset({"joint_acceptance", "case_summary"})
"""Papers that list every member of a bundle; an intake receipt lists those it is about."""


def build_content(
    context: PaperContext, kind: str, number: str, members: tuple[str, ...], extra: Mapping[str, Any]
) -> PaperContent:
    """The content of one paper about these members; ``extra`` holds what only this act knows."""
    context = replace(context, words=paper_words(context.words))
    sheet = context.sheet or _consulted_sheet(context)
    codes = members or (plan_sheet(sheet, context.catalogue).codes if sheet is not None else ())
    if kind == "application_form" and sheet is not None:
        codes = _asked_by(context, sheet, codes, str(extra.get("material_id", "")))
    items = [context.catalogue.items[code] for code in codes if code in context.catalogue.items]
    values = _common_values(context, kind, items)
    if sheet is not None:
        values |= _sheet_values(context, sheet, codes, kind)
        if kind in APPLICANT_FORMS:
            values |= form_values(context, sheet, codes, str(extra.get("material_id", "")))
    if context.case is not None:
        values = _laid_over(values, _case_values(context, context.case, codes, kind)) | roster_values(context, kind)
    values = _laid_over(values, act_values(context, sheet, kind, codes, extra))
    return PaperContent(
        kind=kind,
        number=number,
        variant=str(_variant(items)),
        values=values,
        verification=f"WL0:{number}",
        mark=PaperMark.PRACTICE if context.identity.practice else None,
    )


def _asked_by(context: PaperContext, sheet: IntakeSheet, codes: tuple[str, ...], material_id: str) -> tuple[str, ...]:
    """The members whose organs get the form of one material; all of them for the joint form."""
    materials = plan_sheet(sheet, context.catalogue).plan.materials
    found = next((row for row in materials if row.material_id == material_id), None)
    return serving(found, codes) or codes if found is not None else codes


def _laid_over(values: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with ``more``: what both say of the same thing is joined, a single value replaced."""
    joined = {
        key: {**values[key], **told}
        for key, told in more.items()
        if isinstance(told, Mapping) and isinstance(values.get(key), Mapping)
    }
    return {**values, **more, **joined}


def _variant(items: Sequence[ServiceItem]) -> ItemType:
    """The item type whose texts a paper uses: that of its only member, or the one with most formalities."""
    types = {item.item_type for item in items}
    return next((item_type for item_type in ItemType if item_type in types), ItemType.PUBLIC_SERVICE)


def _consulted_sheet(context: PaperContext) -> IntakeSheet | None:
    plain = context.record.facts[0].body.get("sheet") if context.record is not None else None
    return IntakeSheet.from_plain(plain) if plain else None


def _common_values(context: PaperContext, kind: str, items: Sequence[ServiceItem]) -> dict[str, Any]:
    words, centre = context.words, context.catalogue.centre
    return {
        "centre": {
            "name": centre.name,
            "address": centre.address,
            "phone": centre.phone,
            "supervision_phone": centre.supervision_phone,
            "query": centre.query,
            "hall": context.identity.hall_name,
            "counter": context.identity.counter,
        },
        "clerk": {"name": context.session.clerk_name, "number": context.session.clerk},
        "paper": {
            "issued_at": moment_words(words, context.now),
            "issued_date": day_words(words, context.now.date()),
            "with_stub": context.with_stub,
        },
        "item": _item(context, items),
        "organ": _organ(context, kind, items),
    }


def _item(context: PaperContext, items: Sequence[ServiceItem]) -> dict[str, Any]:
    """Several items stand under one name; what differs between them is told in the table of members."""
    words = context.words
    if not items:
        return {}
    first, joined = items[0], words("case.joined")
    one = len(items) == 1
    fees = list(dict.fromkeys(item.fee for item in items if item.fee))
    return {
        "name": joined.join(item.name for item in items),
        "kind": words(f"case.handling_kind.{first.handling_kind}") if one else "",
        "type_name": words(f"case.item_type.{first.item_type}") if one else "",
        "legal_basis": joined.join(basis_of(items)) if one else "",
        "result_name": joined.join(item.result_name for item in items) if one else "",
        "statutory_limit": limit_words(words, first.statutory_time_limit) if one else "",
        "committed_limit": limit_words(words, first.committed_time_limit) if one else "",
        "fee": fees[0] if len(fees) == 1 else "",
        "delivery": words(f"case.way.{context.sheet.delivery.way}") if context.sheet is not None else "",
    }


def basis_of(items: Iterable[ServiceItem]) -> list[str]:
    """The legal bases of the items as cited, each once."""
    return list(dict.fromkeys(basis.citation for item in items for basis in item.legal_basis))


def _organ(context: PaperContext, kind: str, items: Sequence[ServiceItem]) -> dict[str, Any]:
    """Who decides. Several organs sign together, each under its own seal, one below the other."""
    if not items:
        return {}
    departments = [
        context.catalogue.get_department(key) for key in dict.fromkeys(item.department_key for item in items)
    ]
    first, one = departments[0], len(departments) == 1
    seals = {item.department_key: _seal(context, kind, item) for item in reversed(items)}
    return {
        "name": context.words("case.joined").join(department.name for department in departments),
        "several": not one,
        "phone": first.phone if one else "",
        "seal_name": "\n".join(seals[department.key] or department.name for department in departments),
        "review_organ": first.review_organ if one else "",
        "court": first.court if one else "",
    }


def _seal(context: PaperContext, kind: str, item: ServiceItem) -> str:
    mandate = context.delegation(item.code) if kind in UNDER_MANDATE else None
    return mandate.seal if mandate is not None else ""


def _person(words: Words, party: Party | None, *, in_full: bool) -> dict[str, str]:
    """A party on a paper: in full where the party signs it, elsewhere with masked numbers."""
    if party is None or not party.name:
        return {}
    number = party.identity_number if in_full else _shown_number(party)
    kind = words(f"case.identity_kind.{party.identity_kind}") if number else ""
    if not number and party.alternative_proof:
        kind, number = words("papers.identity.other_proof"), party.alternative_proof
    return {
        "name": party.name,
        "identity_kind": kind,
        "identity_number": number,
        "phone": party.phone if in_full else mask_phone(party.phone),
        "address": party.address if in_full else "",
    }


def _shown_number(party: Party) -> str:
    """A natural person's number masked; an organisation's code is public."""
    return party.identity_number if party.kind is PartyKind.LEGAL_PERSON else mask_number(party.identity_number)


def _sheet_values(context: PaperContext, sheet: IntakeSheet, codes: tuple[str, ...], kind: str) -> dict[str, Any]:
    words, catalogue = context.words, context.catalogue
    in_full = kind in SIGNED_BY_APPLICANT
    values: dict[str, Any] = {
        "applicant": _person(words, sheet.applicant, in_full=in_full),
        "agent": _person(words, sheet.party(AGENT), in_full=in_full),
        "materials": received_rows(context, sheet, codes),
    }
    values |= {role: {"name": party.name} for role in SIGNING_FOR_ANOTHER if (party := sheet.party(role)) is not None}
    if sheet.applicant is not None and (head := sheet.party("legal_rep")) is not None:
        values["applicant"]["representative"] = "" if head.name == sheet.applicant.name else head.name
    subject = sheet.data_subject
    if subject is not None and subject is not sheet.applicant:
        values["subject"] = {"name": subject.name}
    if sheet.is_bundle:
        bundle = catalogue.get_bundle(sheet.target_code)
        values["bundle"] = {"name": bundle.name, "member_count": str(len(plan_sheet(sheet, catalogue).codes))}
    return values


def _case_values(context: PaperContext, case: CaseView, codes: tuple[str, ...], kind: str) -> dict[str, Any]:
    words = context.words
    chosen = [member for member in case.members if member.code in codes] or list(case.members)
    first, joint = chosen[0], len(chosen) > 1
    accepted = None if joint else first.accepted_at
    received = case.received_at if joint else first.received_at or case.received_at
    before = [case.member(code).name for code in first.after] if first.received_at is not None and not joint else []
    values: dict[str, Any] = {
        "case": {
            "number": context.number,
            "first": not context.number,
            "official_number": words("case.joined").join(sorted(set(case.official_numbers.values()))),
            "received_at": moment_words(words, received),
            "received_date": day_words(words, received.date()),
            "accepted_at": moment_words(words, accepted) if accepted is not None else "",
            "accepted_date": day_words(words, accepted.date()) if accepted is not None else "",
            "deemed": first.deemed and not joint,
            "after": words("case.joined").join(before),
            "held": any(member.status == "waiting_predecessor" for member in chosen),
            "material_count": str(len(received_rows(context, case.sheet, codes))),
        },
        "deadline": deadline_values(words, None if joint else first.promise),
        "reply": reply_values(context, chosen),
    }
    if case.sheet.is_bundle and len(case.members) > 1:
        if kind in MEMBERS_OF_ALL:
            values["members"] = member_rows(context, case, case.members)
            values["bundle"] = {"sealed": any(row["seal_name"] for row in values["members"])}
        elif kind == "intake_receipt":
            values["members"] = member_rows(context, case, chosen)
    return values
