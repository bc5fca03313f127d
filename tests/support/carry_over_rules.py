"""Rules of 沿用 over the small catalogue's 企业开办: one of each kind of origin, and a roster's first row."""

from __future__ import annotations

from dataclasses import replace

from tests.support.small_catalogue import COMPANY, small_catalogue
from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.catalogue import Catalogue

FIELD, PARTY, USUAL = OriginKind.FIELD, OriginKind.PARTY, OriginKind.USUAL


def rules() -> dict[str, tuple[CarryOver, ...]]:
    """By field, in the order they are tried."""
    return {
        "premises_tenure": (
            CarryOver("premises_tenure", Origin(OriginKind.ANSWER, "q1", values={"a": "自有"}), forms=(COMPANY,)),
        ),
        "business_scope": (CarryOver("business_scope", Origin(USUAL, value="水产品批发"), forms=(COMPANY,)),),
        "registered_address": (
            CarryOver("registered_address", Origin(PARTY, "agent", PartyValue.ADDRESS)),
            CarryOver("registered_address", Origin(PARTY, "applicant", PartyValue.ADDRESS)),
        ),
        "bank_account_no": (CarryOver("bank_account_no", Origin(PARTY, "applicant", PartyValue.IDENTITY_NUMBER)),),
        "finance_head_name": (CarryOver("finance_head_name", Origin(PARTY, "applicant", PartyValue.NAME)),),
        "shareholders": (
            CarryOver(
                "shareholders",
                columns={
                    "name": Origin(FIELD, "legal_rep_name"),
                    "id_no": Origin(FIELD, "legal_rep_id_no"),
                    "amount": Origin(FIELD, "registered_capital"),
                    "way": Origin(USUAL, value="货币"),
                },
                forms=(COMPANY,),
                when=({"q1": ("a",)},),
            ),
        ),
        "food_online": (CarryOver("food_online", Origin(USUAL, value="是")),),
        "open_date": (CarryOver("open_date", Origin(OriginKind.TODAY, years=1)),),
    }


def proposing_catalogue() -> Catalogue:
    """The small catalogue with these rules."""
    return replace(small_catalogue(), carry_over=rules())
