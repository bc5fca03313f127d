"""The people of a record, masked, with the plain values kept aside for a look that was allowed. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wenling_desk.domain.identity import IdentityKind, mask_number, mask_phone
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import AGENT, APPLICANT, Party, PartyKind
from wenling_desk.texts import Texts

USUAL = frozenset({IdentityKind.RESIDENT_ID_CARD, IdentityKind.USCC})
"""What is shown without saying what it is."""


WAITING_ROSTER = "roster-waiting"
"""Key of the line of a roster some of whose people can still be received."""


@dataclass(frozen=True, slots=True)
class PersonValue:
    """A value of a person: what it is, how it reads masked, and plain; ``repr`` shows neither. A number never
    ``wraps``."""

    label: str
    masked: str = field(repr=False)
    plain: str = field(repr=False)
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with a role: ``values`` are name and number on one line, ``beneath`` phone and address under it.

    ``remark`` says what was shown instead of an identity card, whose data the case is about, and how an agent is
    authorised.
    """

    key: str
    role: str
    values: tuple[PersonValue, ...]
    beneath: tuple[PersonValue, ...] = ()
    remark: str = ""
    warns: bool = False


def people_lines(texts: Texts, sheet: IntakeSheet, roles: Mapping[str, str]) -> tuple[PersonLine, ...]:
    """The parties in the order of the application."""
    return tuple(_line(texts, party, roles) for party in sheet.parties)


def _line(texts: Texts, party: Party, roles: Mapping[str, str]) -> PersonLine:
    values = [PersonValue(texts("record.people.name"), party.masked_name, party.name, wraps=True)]
    number, phone, address = party.identity_number, party.phone, party.address
    if number:
        # What an organisation is called and registered under is public.
        masked = mask_number(number) if party.kind is PartyKind.NATURAL_PERSON else number
        values.append(PersonValue(texts(f"case.identity_kind.{party.identity_kind}"), masked, number))
    beneath = []
    if phone:
        beneath.append(PersonValue(texts("record.people.phone"), mask_phone(phone), phone))
    if address:
        kept_back = texts("record.people.kept_back")
        beneath.append(PersonValue(texts("record.people.address"), kept_back, address, wraps=True))
    mandate_missing = party.role == AGENT and not (party.mandate and party.mandate.received)
    return PersonLine(
        key=party.party_id,
        role=_role(texts, party.role, roles),
        values=tuple(values),
        beneath=tuple(beneath),
        remark=_remark(texts, party, mandate_missing),
        warns=mandate_missing,
    )


def _role(texts: Texts, role: str, roles: Mapping[str, str]) -> str:
    known = {APPLICANT: "record.people.applicant", AGENT: "record.people.agent"}
    return roles[role] if role in roles else texts(known.get(role, "record.people.other"))


def _remark(texts: Texts, party: Party, mandate_missing: bool) -> str:
    remarks = []
    if party.alternative_proof:
        remarks.append(texts("record.people.proven_by", proof=party.alternative_proof))
    elif party.identity_number and party.identity_kind not in USUAL:
        remarks.append(texts(f"case.identity_kind.{party.identity_kind}"))
    if party.is_data_subject:
        remarks.append(texts("record.people.data_subject"))
    if mandate_missing:
        remarks.append(texts("record.people.mandate_missing"))
    elif party.role == AGENT and party.mandate is not None:
        until = party.mandate.until
        remarks.append(texts("record.people.mandate_until", until=until) if until else texts("record.people.mandate"))
    return texts("record.joined").join(remarks)
