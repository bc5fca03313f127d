"""Candidates for the next batch of bundles (一件事候选): what the same people handled separately within some days.

A person is an opaque key; names and numbers never come here. Pure: the same visits always give the same candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

Items = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """An item handled for somebody: ``subject`` is the person's key, ``application`` the record it stands in."""

    subject: str
    item: str
    day: date
    application: str


@dataclass(frozen=True, slots=True)
class CandidateRules:
    """``resources/counter/bundle_candidates.yaml``; shares are percentages, days calendar days."""

    within_days: int
    looks_back_days: int
    least_people: int
    least_share: int
    most_items: int
    absorbed_at: int
    most_a_day: int
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class BundleCandidate:
    """Items that ``people`` handled within the days, in more than one application; ``base_people`` handled any of them.
    ``middle_days`` is the median of the days between a person's first and last of them, the lower one of two."""

    items: Items
    people: int
    base_people: int
    middle_days: int


def find_candidates(
    visits: Iterable[Visit], rules: CandidateRules, bundles: Iterable[frozenset[str]] = ()
) -> tuple[BundleCandidate, ...]:
    """The candidates, the most people first. Items that all stand in one bundle already are none; nor is a part of a
    larger candidate that nearly the same people came for."""
    known = tuple(bundles)
    by_person = _by_person(visits, rules)
    people_of: dict[str, set[str]] = defaultdict(set)
    gaps: dict[Items, dict[str, int]] = defaultdict(dict)
    for subject, mine in by_person.items():
        for visit in mine:
            people_of[visit.item].add(subject)
    frequent = {item for item, people in people_of.items() if len(people) >= rules.least_people}
    for subject, mine in by_person.items():
        for items, gap in _sets_of([visit for visit in mine if visit.item in frequent], rules):
            gaps[items][subject] = min(gap, gaps[items].get(subject, gap))
    found = {
        items: _candidate(items, days, people_of)
        for items, days in gaps.items()
        if len(days) >= rules.least_people and not any(known_one.issuperset(items) for known_one in known)
    }
    kept = [
        each
        for each in found.values()
        if each.people * 100 >= rules.least_share * each.base_people and not _is_absorbed(each, found, rules)
    ]
    return tuple(sorted(kept, key=lambda each: (-each.people, -len(each.items), each.items)))


def _by_person(visits: Iterable[Visit], rules: CandidateRules) -> Mapping[str, list[Visit]]:
    """Whose visits count, in order of days. Who handles too many items on one day acts for others."""
    by_person: dict[str, list[Visit]] = defaultdict(list)
    for visit in dict.fromkeys(visits):
        if visit.subject:
            by_person[visit.subject].append(visit)
    found = {}
    for subject, mine in by_person.items():
        a_day = Counter((day, item) for day, item in {(visit.day, visit.item) for visit in mine})
        busiest = Counter(day for day, _ in a_day)
        if max(busiest.values()) <= rules.most_a_day:
            found[subject] = sorted(mine, key=lambda each: (each.day, each.item, each.application))
    return found


def _sets_of(mine: Sequence[Visit], rules: CandidateRules) -> Iterator[tuple[Items, int]]:
    """Every set of items within the days that begins with one of the visits and needed more than one application."""
    for position, first in enumerate(mine):
        last_day = first.day + timedelta(days=rules.within_days)
        reach: dict[str, list[Visit]] = defaultdict(list)
        for visit in mine[position + 1 :]:
            if visit.day > last_day:
                break
            if visit.item != first.item:
                reach[visit.item].append(visit)
        for size in range(1, rules.most_items):
            for others in combinations(sorted(reach), size):
                gap = _gap(first, [reach[item] for item in others])
                if gap is not None:
                    yield tuple(sorted((first.item, *others))), gap


def _gap(first: Visit, others: Sequence[Sequence[Visit]]) -> int | None:
    """Days from the first visit until all the others are done, soonest; ``None`` where one application did it all."""
    soonest = max(choice[0].day for choice in others)
    if all(choice[0].application == first.application for choice in others):
        elsewhere = [visit.day for choice in others for visit in choice if visit.application != first.application]
        if not elsewhere:
            return None
        soonest = max(soonest, min(elsewhere))
    return (soonest - first.day).days


def _candidate(items: Items, days: Mapping[str, int], people_of: Mapping[str, set[str]]) -> BundleCandidate:
    ordered = sorted(days.values())
    return BundleCandidate(
        items=items,
        people=len(days),
        base_people=len(set().union(*(people_of[item] for item in items))),
        middle_days=ordered[(len(ordered) - 1) // 2],
    )


def _is_absorbed(each: BundleCandidate, found: Mapping[Items, BundleCandidate], rules: CandidateRules) -> bool:
    mine = set(each.items)
    return any(
        mine < set(other.items) and other.people * 100 >= rules.absorbed_at * each.people for other in found.values()
    )
