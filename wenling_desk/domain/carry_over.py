"""The rules of 沿用: from where a field of a form may be proposed. What is made of them: ``proposals.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wenling_desk.domain.form import Condition


class OriginKind(StrEnum):
    """Where a proposal comes from."""

    PARTY = "party"
    FIELD = "field"
    ANSWER = "answer"
    TODAY = "today"
    USUAL = "usual"


class PartyValue(StrEnum):
    """What of a party is proposed."""

    NAME = "name"
    IDENTITY_NUMBER = "identity_number"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from: ``ref`` is a party's role, a field or a question; empty for a day or a usual value.

    ``attribute`` says what of a party. ``values`` turns an option, or another field's choice, into the value proposed;
    with an answer, an option it does not name proposes nothing. ``years`` are added to today's date.
    """

    kind: OriginKind
    ref: str = ""
    attribute: PartyValue = PartyValue.NAME
    values: Mapping[str, str] | None = None
    value: str = ""
    years: int = 0


@dataclass(frozen=True, slots=True)
class CarryOver:
    """A rule of the catalogue: a field's value is proposed from ``origin``, or the first row of a roster from
    ``columns``. ``forms`` limits it to these forms (empty: every form), ``when`` to these answers.

    Of several rules for one field the first that applies counts, also where it has nothing to propose: somebody
    else's value never takes the place of a missing one.
    """

    field_id: str
    origin: Origin | None = None
    columns: Mapping[str, Origin] | None = None
    forms: tuple[str, ...] = ()
    when: Condition = ()
    status: str = "inferred"

    def origins(self) -> tuple[Origin, ...]:
        """Every origin the rule draws on."""
        return (self.origin,) if self.origin is not None else tuple((self.columns or {}).values())
