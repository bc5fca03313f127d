"""Whether the files this program is made of are there; looked at before anything is opened."""

from __future__ import annotations

from typing import Final

from wenling_desk import resources
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.texts import TextError

TOPICS: Final = (
    "acceptance", "acts", "archive", "back_room", "batch", "bookings", "case", "catalogue", "centre", "cli",
    "cockpit", "collecting", "consultation", "day", "demo", "fields", "frame", "handover", "ledgers", "oversight",
    "paper_desk", "papers", "platform", "progress", "rating", "record", "refusal", "repairs", "report", "rules",
    "settings", "sync", "trouble", "widgets", "workbench",
)  # fmt: skip
"""The texts; without one of them a page or a paper would break in the middle of work."""

PAPERS: Final = (
    "acceptance_notice", "acceptance_revocation", "amendment_notice", "application_form", "batch_annex",
    "case_summary", "collection_notice", "commitment_letter", "completion_notice", "consultation_notice",
    "correction_notice", "day_closing", "deemed_withdrawal_notice", "deferred_acceptance_notice", "delay_explanation",
    "delivery_record", "extension_notice", "fee_notice", "handover_list", "intake_receipt", "joint_acceptance",
    "kept_materials_list", "material_return_list", "not_required_notice", "power_of_attorney", "progress_report",
    "refusal_notice", "result_slip", "seal_register", "shift_handover", "special_procedure_notice",
    "supplement_receipt", "volume_cover", "volume_index", "withdrawal_request",
)  # fmt: skip

WORKFLOWS: Final = (
    "absence", "acceptance", "booking", "consultation", "desk_day", "handover_list", "outage", "past_case", "seal",
)  # fmt: skip

NEEDED: Final = (
    *(f"texts/zh_CN/{topic}.toml" for topic in TOPICS),
    *(f"papers/{paper}.yaml" for paper in PAPERS),
    "papers/page.toml",
    *(f"workflows/{kind}.yaml" for kind in WORKFLOWS),
    "authority.yaml",
    "counter/archive.yaml",
    "catalogue/release.yaml",
    "forms/fields.yaml",
    "fonts/fonts.toml",
    "schemas/intake.schema.json",
)
"""The fonts themselves are not among them: without a font the desk works, and papers say which one they miss."""


UNSPEAKABLE: Final = ("texts/zh_CN/trouble.toml", "texts/zh_CN/frame.toml")
"""Without these there is no sentence that says so, or no window to say it in."""


def require_whole() -> None:
    """Raise ``installation_incomplete`` (file) for the first file that is not there, TextError for one of
    ``UNSPEAKABLE``."""
    for file in (*UNSPEAKABLE, *NEEDED):
        if not resources.path(*file.split("/")).is_file():
            if file in UNSPEAKABLE:
                raise TextError(file)
            raise KnownTrouble("installation_incomplete", file=file)
