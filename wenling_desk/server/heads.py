"""The worklist rows of a record for its hall, folded by the domain with the centre's own calendar."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import msgspec

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.heads import CaseHead, case_heads, first_number, whole_head
from wenling_desk.domain.recheck import Standing
from wenling_desk.domain.workflow import NEW
from wenling_desk.server.judge import Judge
from wenling_desk.server.reading import CENTRE


class SubjectKeys(Protocol):
    """Keyed digests of identity numbers: persons are compared, never listed."""

    def subject_key(self, identity_number: str) -> str:
        """The digest; empty for an empty number."""
        ...


class HmacSubjects:
    """SubjectKeys by HMAC-SHA256; blanks and case are forgiven."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def subject_key(self, identity_number: str) -> str:
        """As :meth:`SubjectKeys.subject_key`."""
        plain = "".join(identity_number.split()).upper()
        if not plain:
            return ""
        return hmac.new(self._key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Headline:
    """What a record's facts say for the lists. ``subjects`` are (person, item) of its open members."""

    heads: tuple[CaseHead, ...]
    hall: str
    open: bool
    disputed: bool
    subjects: frozenset[tuple[str, str]]


def headline(standing: Standing, judge: Judge, hall: str, keys: SubjectKeys) -> Headline:
    """Read a record; ``hall`` answers for it unless it was handed on. Raises what malformed bodies make the fold raise.

    The day is that of its last fact made at a counter: the same facts give the same rows, whenever they are folded.
    """
    last = next((fact for fact in reversed(standing.facts) if fact.device != CENTRE), standing.facts[-1])
    pinned = next((fact for fact in standing.facts if fact.kind == "TakenIn"), last)
    rules = judge.rules(pinned.record_kind, pinned.catalogue_release, last.at.date())
    record = standing.record(rules.workflow)
    assert record is not None
    number = first_number(record.facts)
    disputed = record.disputed or bool(record.out_of_table)
    if record.kind != ACCEPTANCE:
        if record.status_of("") == NEW:
            return Headline((), hall, True, disputed, frozenset())
        row = whole_head(record, rules.workflow, number, last.at, hall)
        return Headline((row,), hall, row.open, disputed, frozenset())
    case = standing.case(rules)
    if case is None:
        return Headline((), hall, True, disputed, frozenset())
    moved = record.last("HallChanged")
    if moved is not None:
        hall = str(moved.body["to_hall"])
    rows = tuple(replace(row, hall_code=hall) for row in case_heads(case, number, last.at, ""))
    person = case.sheet.data_subject
    key = keys.subject_key(person.identity_number) if person is not None else ""
    subjects = frozenset((key, row.member) for row in rows if row.open) if key else frozenset()
    return Headline(rows, hall, any(row.open for row in rows), disputed, subjects)


def head_body(rank: int, line: Headline, scans_missing: int, duplicates: Sequence[str]) -> bytes:
    """The ``HeadBody`` of a record."""
    return msgspec.json.encode(
        {
            "rank": rank,
            "hall": line.hall,
            "heads": line.heads,
            "disputed": line.disputed,
            "scans_missing": scans_missing,
            "duplicates": tuple(duplicates),
        }
    )


def with_marks(head: bytes, **marks: Any) -> bytes:
    """A head with other marks (``scans_missing``, ``duplicates``)."""
    plain: dict[str, Any] = msgspec.json.decode(head)
    return msgspec.json.encode({**plain, **marks})
