"""Loads and checks ``resources/counter/bundle_candidates.yaml``: how candidates for bundles are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of, whole_between
from wenling_desk.domain.bundle_candidates import CandidateRules

SCHEMA: Final = "wenling-desk/bundle-candidates@1"
_BOUNDS: Final = {
    "within_days": (1, 366),
    "looks_back_days": (1, 3660),
    "least_people": (1, 100_000),
    "least_share": (0, 100),
    "most_items": (2, 6),
    "absorbed_at": (1, 100),
    "most_a_day": (1, 100),
}
"""What each number may be: the smallest and the largest that makes sense, and that a machine can count."""


def read_candidate_rules(path: Path) -> CandidateRules:
    """The rules of the file. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the
    first flaw)."""
    top, findings = open_counter_file(path, SCHEMA, ("schema", "status", "source", *_BOUNDS))
    top.need("source", *_BOUNDS)
    numbers = {key: whole_between(top, key, least, most) for key, (least, most) in _BOUNDS.items()}
    rules = CandidateRules(**numbers, status=status_of(top), source=top.text("source"))
    close_counter_file(findings)
    return rules
