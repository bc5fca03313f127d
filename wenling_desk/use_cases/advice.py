"""A department's opinion (补正意见) on its way into the one notice the applicant gets."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.domain.back_room import open_advice
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import RecordState
from wenling_desk.use_cases.ports import Words

ADVISED = "advised"
"""Code of a gap that the organ has named, beside those the guide shows."""


def advice_gaps(words: Words, record: RecordState, members: Sequence[str]) -> tuple[Gap, ...]:
    """What the organ's untold opinions ask of these members, each opinion once."""
    found = {advice.fact_id: advice for code in members if (advice := open_advice(record, code)) is not None}
    return tuple(
        Gap(
            "advice", ADVISED, fact_id, words("case.gap.advice"), advice.members,
            defect=str(advice.body.get("opinion", "")),
        )
        for fact_id, advice in found.items()
    )  # fmt: skip
