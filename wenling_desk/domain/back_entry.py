"""What the other system still has to learn of a case: official numbers not there yet, and the fields it wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wenling_desk.domain.party import APPLICANT, Party
from wenling_desk.domain.record import RecordState

NUMBER_KIND = "OfficialNumberRecorded"
WAIVED_KIND = "BackEntryWaived"
NOTED_KIND = "BackEntryNoted"
SEEN_KIND = "PlatformStatusSeen"
WAITING = "waiting_predecessor"
"""A member that waits for another one has not begun: the other system does not want it yet."""


class FieldState(StrEnum):
    """What became of a field the other system wants: entered there, or left out (不填)."""

    ENTERED = "entered"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class FieldSource:
    """One field as the other system asks it: its label there, and what of a case answers it.

    ``source`` is ``applicant.<value>``, ``agent.<value>``, ``party.<role>.<value>``, ``form.<field>``,
    ``case.<value>``, ``material.<id>``, or ``form.*`` and ``material.*`` for all that were not named before.
    ``format`` is ``PLAIN``, ``NO_SPACES``, or how that system writes a day, with ``{year}``, ``{month}``, ``{day}``.
    """

    source: str
    label: str = ""
    format: str = "plain"


@dataclass(frozen=True, slots=True)
class PlatformForm:
    """The fields of one kind of case in the other system's own order; without ``items`` it is the order for all
    items that have none of their own. ``status`` says how sure the order is (``documented``, ``inferred``)."""

    form_id: str
    items: tuple[str, ...]
    fields: tuple[FieldSource, ...]
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class BackEntryRule:
    """Within how many hours a number is expected, and what one may look like; ``status`` says how sure that is."""

    within_hours: int
    number_shape: str
    status: str
    source: str

    @property
    def within(self) -> timedelta:
        """The span after which an unfilled number is late."""
        return timedelta(hours=self.within_hours)

    def is_number(self, text: str) -> bool:
        """Whether this may be an official number; its shape is not published, so only nonsense is turned away."""
        return re.fullmatch(self.number_shape, text) is not None


@dataclass(frozen=True, slots=True)
class ListShape:
    """How the other system's list of cases may look: header spellings by our name of the column, and what its words
    for a state amount to (``RETURNED`` is one of ours to look after again)."""

    columns: Mapping[str, tuple[str, ...]]
    states: Mapping[str, str]
    header_rows: int


RETURNED = "returned"
"""The state of a case the other system has sent back (退回)."""


@dataclass(frozen=True, slots=True)
class PlatformFiles:
    """Everything in ``resources/platform_forms``."""

    forms: tuple[PlatformForm, ...]
    rule: BackEntryRule
    list_shape: ListShape

    def form_of(self, item_code: str) -> PlatformForm:
        """The order for that item, else the one for all."""
        own = (form for form in self.forms if item_code in form.items)
        return next(own, None) or next(form for form in self.forms if not form.items)


PLAIN, NO_SPACES = "plain", "no_spaces"
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


def formatted(value: str, how: str) -> str:
    """A value in the spelling the other system takes; a day that cannot be read stays as it is."""
    if how == NO_SPACES:
        return "".join(value.split())
    found = _DAY.match(value) if how != PLAIN else None
    if found is None:
        return value
    year, month, day = (int(part) for part in found.groups())
    return how.format(year=year, month=month, day=day)


@dataclass(frozen=True, slots=True)
class FieldNote:
    """Who entered or left out a field over there, and when."""

    state: FieldState
    clerk: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SeenStatus:
    """What the other system's list said of a member: it never changes our own status."""

    status: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class BackEntryMember:
    """A member and how far the other system knows it; ``since`` is when it began here."""

    code: str
    name: str
    since: datetime
    official_number: str = ""
    waived: str = ""
    notes: Mapping[str, FieldNote] | None = None
    seen: SeenStatus | None = None

    @property
    def is_missing(self) -> bool:
        """Whether a number is still wanted."""
        return not self.official_number and not self.waived


@dataclass(frozen=True, slots=True)
class BackEntry:
    """The 补录 checklist of one case; ``applicant`` is masked."""

    record_id: str
    number: str
    applicant: str
    clerk: str
    received_at: datetime
    members: tuple[BackEntryMember, ...]

    @property
    def missing(self) -> tuple[BackEntryMember, ...]:
        """The members without a number."""
        return tuple(member for member in self.members if member.is_missing)

    @property
    def is_done(self) -> bool:
        """Whether the case leaves the list."""
        return not self.missing

    def is_late(self, now: datetime, within: timedelta) -> bool:
        """Whether a number has been missing for longer than ``within``."""
        return any(now - member.since > within for member in self.missing)

    def member(self, code: str) -> BackEntryMember:
        """The member of that code. Raises KeyError."""
        for member in self.members:
            if member.code == code:
                return member
        raise KeyError(code)


def read_back_entry(record: RecordState, number: str) -> BackEntry | None:
    """The checklist of a case by its fold; ``None`` for what was never taken in."""
    taken = record.last("TakenIn")
    if taken is None:
        return None
    parties = (Party.from_plain(plain) for plain in taken.body["sheet"].get("parties", ()))
    applicant = next((party for party in parties if party.role == APPLICANT), None)
    return BackEntry(
        record_id=record.record_id,
        number=number,
        applicant=applicant.masked_name if applicant is not None else "",
        clerk=taken.clerk,
        received_at=taken.at,
        members=tuple(
            _member(record, str(plain["code"]), str(plain["name"]))
            for plain in taken.body["members"]
            if record.status_of(str(plain["code"])) not in (WAITING, "new", "voided")
            or record.last(NUMBER_KIND, plain["code"])
        ),
    )


def _member(record: RecordState, code: str, name: str) -> BackEntryMember:
    began = record.last("MemberStarted", code) or record.facts_of("TakenIn")[0]
    number, waived, seen = (record.last(kind, code) for kind in (NUMBER_KIND, WAIVED_KIND, SEEN_KIND))
    notes: dict[str, FieldNote] = {}
    for fact in record.facts_of(NOTED_KIND, code):
        for key, state in fact.body.get("fields", {}).items():
            if state in set(FieldState):
                notes[str(key)] = FieldNote(FieldState(state), fact.clerk, fact.at)
    return BackEntryMember(
        code=code,
        name=name,
        since=began.at,
        official_number=str(number.body.get("number", "")) if number is not None else "",
        waived=str(waived.body.get("reason", "")) if waived is not None else "",
        notes=notes,
        seen=SeenStatus(*(str(seen.body.get(key, "")) for key in ("status", "as_of", "source"))) if seen else None,
    )
