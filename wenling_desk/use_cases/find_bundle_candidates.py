"""一件事候选: counted from the worklist rows of applications, by the key of the person and never by a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.bundle_candidates import BundleCandidate, CandidateRules, Visit, find_candidates
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.working_days import ONE_DAY
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, WorkQuery

BUNDLE_CANDIDATE: Final = "bundle_candidate"
VOIDED: Final = "voided"
PAGE: Final = 1_000
SEPARATOR: Final = "、"
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class CandidatesFound:
    """What was counted, over which days."""

    looked_from: date
    looked_until: date
    within_days: int
    candidates: tuple[BundleCandidate, ...]


def find_bundle_candidates(desk: Desk, reading: Reading, rules: CandidateRules) -> CandidatesFound:
    """The candidates of the days the rules look back on, today included. Bundles that are worked out are left out."""
    until = desk.today()
    since = until - timedelta(days=rules.looks_back_days - 1)
    bundles = [frozenset(bundle.item_codes) for bundle in desk.catalogue().bundles.values() if bundle.has_detail]
    found = find_candidates(_visits(reading, since, until), rules, bundles)
    return CandidatesFound(since, until, rules.within_days, found)


def propose_candidate(desk: Desk, found: CandidatesFound, candidate: BundleCandidate, why: str) -> ActInLedger:
    """The act that puts a candidate on the list; its numbers are those that were counted."""
    values = {**candidate_values(desk, found, candidate), "why": why}
    return ActInLedger(command_id=desk.ids.new_id(), kind=BUNDLE_CANDIDATE, action="propose_bundle", values=values)


def candidate_values(desk: Desk, found: CandidatesFound, candidate: BundleCandidate) -> dict[str, Any]:
    """What the act says of a candidate by itself; why it is worth it a person says."""
    return {
        "name": candidate_name(desk.catalogue(), candidate),
        "items": [{"item": code} for code in candidate.items],
        "found_by": "counted",
        "people": candidate.people,
        "base_people": candidate.base_people,
        "middle_days": candidate.middle_days,
        "within_days": found.within_days,
        "looked_from": found.looked_from.isoformat(),
        "looked_until": found.looked_until.isoformat(),
    }


def candidate_name(catalogue: Catalogue, candidate: BundleCandidate) -> str:
    """A name to begin with: the items by theirs."""
    names = (catalogue.items[code].name if code in catalogue.items else code for code in candidate.items)
    return SEPARATOR.join(names)[:LONGEST_NAME]


def _visits(reading: Reading, since: date, until: date) -> Iterator[Visit]:
    """Day by day, so that no question reads more than a day."""
    day = since
    while day <= until:
        offset = 0
        while True:
            query = WorkQuery(open_only=False, received_on=day, limit=PAGE, offset=offset)
            page = reading.worklist(query)
            for head in page.rows:
                if head.record_kind == ACCEPTANCE and head.subject_key and head.status != VOIDED:
                    yield Visit(head.subject_key, head.member, day, head.record_id)
            offset += PAGE
            if offset >= page.total:
                break
        day += ONE_DAY
