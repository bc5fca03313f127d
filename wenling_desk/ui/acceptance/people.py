"""People who have been here before: open cases, and what need not be typed again. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wenling_desk.domain.edits import EDIT, with_edit
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.identity import normal_number
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import AGENT, APPLICANT, Party
from wenling_desk.use_cases.ports import Reading, WorkQuery
from wenling_desk.use_cases.queries import find_duplicates

LOOKED_AT = 5
"""So many of the newest records are looked through for the person's data."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a person: ``open_cases`` at this desk's store, ``duplicates`` on the same items, ``last`` as
    entered the last time (``None`` when only as somebody else's subject)."""

    open_cases: int
    duplicates: tuple[CaseHead, ...]
    last: Party | None


def find_seen(reading: Reading, subject_key: str, number: str, item_codes: frozenset[str]) -> Seen | None:
    """Somebody with that identity number; ``None`` for a stranger."""
    if not subject_key:
        return None
    records = reading.recent_people(subject_key)
    if not records:
        return None
    page = reading.worklist(WorkQuery(subject_key=subject_key, open_only=True, limit=200))
    return Seen(
        open_cases=len({row.record_id for row in page.rows}),
        duplicates=find_duplicates(reading, subject_key, item_codes),
        last=next((party for record in records[:LOOKED_AT] if (party := _entered(reading, record, number))), None),
    )


def _entered(reading: Reading, record_id: str, number: str) -> Party | None:
    sheet = _last_sheet(reading, record_id)
    parties = sheet.parties if sheet is not None else ()
    return next((party for party in parties if normal_number(party.identity_number) == number), None)


def _last_sheet(reading: Reading, record_id: str) -> IntakeSheet | None:
    """The application as it was taken in, with what was mended since: a typing error is not carried on."""
    sheet: IntakeSheet | None = None
    for fact in reading.facts_of(record_id):
        if fact.kind == "TakenIn":
            sheet = IntakeSheet.from_plain(fact.body["sheet"])
        elif fact.kind == EDIT and sheet is not None:
            sheet = with_edit(sheet, str(fact.body.get("field", "")), fact.body.get("new"))
    return sheet


def fill_blanks(party: Party, last: Party) -> Party:
    """The party with what was entered the last time where nothing stands yet; never over what was typed. Somebody
    with another name keeps everything: a number typed wrongly must not bring in a stranger's phone."""
    if party.name and party.name != last.name:
        return party
    filled = {
        key: getattr(last, key)
        for key in ("name", "phone", "address")
        if getattr(last, key) and not getattr(party, key)
    }
    if not filled:
        return party
    return replace(party, **filled, sources={**party.sources, **dict.fromkeys(filled, "reused")})


def parties_of(reading: Reading, record_id: str) -> tuple[Party, ...]:
    """The people of a record, for another item of the same person; empty where there is no such case."""
    sheet = _last_sheet(reading, record_id)
    return carried_parties(sheet.parties) if sheet is not None else ()


def carried_parties(parties: Sequence[Party]) -> tuple[Party, ...]:
    """The people for another item of the same person: the applicant and the agent, whose mandate was for that item."""
    kept = []
    for party in parties:
        if party.role == APPLICANT:
            kept.append(replace(party, sources=dict.fromkeys(("name", "identity_number", "phone"), "reused")))
        elif party.role == AGENT:
            kept.append(replace(party, mandate=None, sources={"name": "reused", "identity_number": "reused"}))
    return tuple(kept)
