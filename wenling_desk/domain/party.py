"""Parties of a case: applicants, agents, people whose data it is; with a masked ``repr``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from wenling_desk.domain.identity import (
    IdentityKind,
    age_on,
    birth_date,
    identity_problem,
    mask_name,
    mask_number,
    normal_number,
    phone_problem,
)


class PartyKind(StrEnum):
    """自然人 or 法人 (and other organisations)."""

    NATURAL_PERSON = "natural_person"
    LEGAL_PERSON = "legal_person"


APPLICANT = "applicant"
AGENT = "agent"
"""The two roles every form knows; all others come from the catalogue's role table."""
GUARDIAN = "guardian"
"""Who acts for a child (监护人); the role of the catalogue's table."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """An agent's mandate (授权委托). Not ``received`` it is a gap, and a prefilled one is printed."""

    received: bool = False
    scope: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Party:
    """A party (当事人) with a role.

    ``is_data_subject`` may be true for somebody who is not there (逝者, 新生儿). ``sources`` says how each value came
    (``card``, ``scan``, ``typed``, ``reused``); ``overrides`` gives the reason a warning was set aside; and
    ``alternative_proof`` what proved the identity instead of a document (Zhejiang rules art. 9).
    """

    party_id: str
    role: str
    kind: PartyKind
    name: str
    identity_kind: IdentityKind = IdentityKind.RESIDENT_ID_CARD
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    is_data_subject: bool = False
    represented: str = ""
    mandate: Mandate | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    alternative_proof: str = ""

    def __post_init__(self) -> None:
        # However it was typed, a number is stored in one spelling: x as X, full-width digits narrow, no spaces.
        object.__setattr__(self, "identity_number", normal_number(self.identity_number))

    def __repr__(self) -> str:
        return f"Party({self.role}, {self.masked_name}, {mask_number(self.identity_number)})"

    @property
    def masked_name(self) -> str:
        """The name as lists show it; an organisation's name is public."""
        return mask_name(self.name) if self.kind is PartyKind.NATURAL_PERSON else self.name

    def age(self, today: date) -> int | None:
        """Full years of age by the identity number; ``None`` where it tells none."""
        born = birth_date(self.identity_number) if self.kind is PartyKind.NATURAL_PERSON else None
        return age_on(born, today) if born is not None else None

    def warnings(self, today: date) -> dict[str, str]:
        """Field -> code of what looks wrong and was not overridden with a reason."""
        found = {
            "identity_number": identity_problem(self.identity_kind, self.identity_number, today),
            "phone": phone_problem(self.phone),
        }
        if self.alternative_proof:
            found["identity_number"] = None
        return {key: code for key, code in found.items() if code and not self.overrides.get(key)}

    def to_plain(self) -> dict[str, Any]:
        """JSON shape."""
        plain: dict[str, Any] = {
            "party_id": self.party_id,
            "role": self.role,
            "kind": str(self.kind),
            "name": self.name,
            "identity_kind": str(self.identity_kind),
            "identity_number": self.identity_number,
            "phone": self.phone,
            "address": self.address,
            "is_data_subject": self.is_data_subject,
            "represented": self.represented,
            "sources": dict(self.sources),
            "overrides": dict(self.overrides),
            "alternative_proof": self.alternative_proof,
        }
        if self.mandate is not None:
            plain["mandate"] = {
                "received": self.mandate.received,
                "scope": self.mandate.scope,
                "until": self.mandate.until,
            }
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Party:
        """The party of a JSON shape."""
        mandate = plain.get("mandate")
        return cls(
            party_id=plain["party_id"],
            role=plain["role"],
            kind=PartyKind(plain["kind"]),
            name=plain["name"],
            identity_kind=IdentityKind(plain.get("identity_kind", IdentityKind.RESIDENT_ID_CARD)),
            identity_number=plain.get("identity_number", ""),
            phone=plain.get("phone", ""),
            address=plain.get("address", ""),
            is_data_subject=plain.get("is_data_subject", False),
            represented=plain.get("represented", ""),
            mandate=Mandate(mandate["received"], mandate.get("scope", ""), mandate.get("until", ""))
            if mandate
            else None,
            sources=dict(plain.get("sources", {})),
            overrides=dict(plain.get("overrides", {})),
            alternative_proof=plain.get("alternative_proof", ""),
        )
