"""An edit of an application: which value it is about, what stands there, and the application with the new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Party

EDIT: Final = "FormFieldEdited"
"""The fact of an edit: ``field``, the value ``seen`` and the ``new`` one."""
_PARTY: Final = "party:"
PARTY_VALUES: Final = ("name", "phone", "address")
"""What of a party may be mended as a typing error. A number is no such thing: it says who somebody is."""


def party_field(party_id: str, value: str) -> str:
    """The name of a party's value in an edit (``party:p1:phone``); every other name is a form field's."""
    return f"{_PARTY}{party_id}:{value}"


def party_value(field: str) -> tuple[str, str] | None:
    """Party and value an edit is about; ``None`` for a form field."""
    party_id, _, value = field.removeprefix(_PARTY).rpartition(":")
    return (party_id, value) if field.startswith(_PARTY) and value in PARTY_VALUES else None


def standing_value(sheet: IntakeSheet, field: str) -> Any:
    """What stands there now; ``None`` where nothing does."""
    about = party_value(field)
    if about is None:
        return sheet.form.get(field)
    party = find_party(sheet, about[0])
    return getattr(party, about[1]) if party is not None else None


def find_party(sheet: IntakeSheet, party_id: str) -> Party | None:
    """The party of that id."""
    return next((party for party in sheet.parties if party.party_id == party_id), None)


def with_edit(sheet: IntakeSheet, field: str, new: Any) -> IntakeSheet:
    """The application with the value edited; one about a party it does not have changes nothing."""
    about = party_value(field)
    if about is None:
        return replace(sheet, form={**sheet.form, field: new})
    party_id, value = about
    changed: dict[str, Any] = {value: str(new or "")}
    parties = (replace(party, **changed) if party.party_id == party_id else party for party in sheet.parties)
    return replace(sheet, parties=tuple(parties))
