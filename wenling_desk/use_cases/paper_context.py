"""What a paper may draw on while its content is put together, and which papers speak for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.authority import Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.record import RecordState
from wenling_desk.use_cases.ports import DeskIdentity, Words

CENTRE_PAPERS = frozenset({
    "day_closing", "seal_register", "shift_handover",
    "handover_list", "intake_receipt", "joint_acceptance", "consultation_notice", "supplement_receipt", "case_summary",
    "batch_annex", "collection_notice", "volume_cover", "volume_index",
    "kept_materials_list", "material_return_list",
})  # fmt: skip
"""Papers of the centre in its own name (Zhejiang rules art. 5(2))."""

SIGNED_BY_APPLICANT = frozenset({"application_form", "power_of_attorney", "commitment_letter", "withdrawal_request"})
"""Papers the applicant signs: they name people in full."""

UNDER_MANDATE = frozenset({
    "acceptance_notice", "deferred_acceptance_notice", "acceptance_revocation", "refusal_notice",
    "not_required_notice", "correction_notice", "deemed_withdrawal_notice", "result_slip", "delivery_record",
})  # fmt: skip
"""Papers under the seal a delegation names (Zhejiang rules art. 11(4)); all others of an organ bear its own seal."""


@dataclass(frozen=True, slots=True)
class PaperContext:
    """All a paper may draw on. ``case`` is ``None`` for a consultation and for a draft's applicant papers.

    ``clerk_names`` are the names of clerks by number, as far as this desk knows them; ``with_stub`` prints the part
    for the file below a line to cut along (两联) on papers that have one.
    """

    words: Words
    catalogue: Catalogue
    identity: DeskIdentity
    session: Session
    now: datetime
    record: RecordState | None
    case: CaseView | None
    sheet: IntakeSheet | None
    number: str
    delegation: Callable[[str], Delegation | None]
    clerk_names: Mapping[str, str] = field(default_factory=dict)
    with_stub: bool = False

    def clerk_name(self, clerk: str) -> str:
        """The name of a clerk, the number where this desk does not know it."""
        return self.session.clerk_name if clerk == self.session.clerk else self.clerk_names.get(clerk, clerk)
