"""What fills acts of ledgers in from records, wired: the schemes of assessment, the rules for candidates."""

from __future__ import annotations

from functools import cache

from wenling_desk import resources
from wenling_desk.catalogue.assessment_file import read_assessment_schemes
from wenling_desk.catalogue.candidate_file import read_candidate_rules
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.use_cases.assess_month import AssessmentGround
from wenling_desk.use_cases.ledger_fillers import FillerRules


@cache
def filler_rules() -> FillerRules | None:
    """The rules of ``resources/counter``, read once; ``None`` where a file is broken: forms are filled in by hand then,
    and the check of the catalogue says what is wrong."""
    try:
        hours = read_handover_rules(resources.path("counter", "handover.yaml")).hours
        schemes = read_assessment_schemes(resources.path("counter", "assessment.yaml"))
        return FillerRules(
            AssessmentGround(schemes, hours), read_candidate_rules(resources.path("counter", "bundle_candidates.yaml"))
        )
    except KnownTrouble:
        return None
