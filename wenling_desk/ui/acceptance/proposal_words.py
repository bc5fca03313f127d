"""Where a proposal comes from, in the few words that stand beside its field. No Qt here."""

from __future__ import annotations

import re

from wenling_desk.domain.carry_over import Origin, OriginKind
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.open_sheet import OpenSheet

_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


def origin_words(texts: Texts, opened: OpenSheet, origin: Origin) -> str:
    """沿用申请人, 按问题 1, 今天, 通常."""
    match origin.kind:
        case OriginKind.PARTY:
            return texts("acceptance.proposal.party", role=_role(opened, origin.ref))
        case OriginKind.FIELD:
            return _of_field(texts, opened, origin.ref)
        case OriginKind.ANSWER:
            asked = [question.question_id for question in opened.questions]
            number = asked.index(origin.ref) + 1 if origin.ref in asked else origin.ref
            return texts("acceptance.proposal.answer", number=number)
        case OriginKind.TODAY if origin.years:
            return texts("acceptance.proposal.later", years=origin.years)
        case OriginKind.TODAY:
            return texts("acceptance.proposal.today")
        case _:
            return texts("acceptance.proposal.usual")


def _of_field(texts: Texts, opened: OpenSheet, field_id: str) -> str:
    """The person whose field it is, the applicant first, else what the other field is called."""
    link = next((link for link in opened.parties.links if link.field_id == field_id), None)
    if link is not None:
        return texts("acceptance.proposal.party", role=_role(opened, link.party_id))
    label = next((field.label for field in opened.view.fields if field.field_id == field_id), field_id)
    return texts("acceptance.proposal.field", label=_short(label))


def _role(opened: OpenSheet, party_id: str) -> str:
    row = next((row for row in opened.parties.rows if party_id in (row.party_id, row.role)), None)
    return _short(row.label) if row is not None else party_id


def _short(label: str) -> str:
    return _BRACKETS.sub("", label) or label
