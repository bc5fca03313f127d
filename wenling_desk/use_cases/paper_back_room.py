"""What the papers about a department's part of a case say."""

from __future__ import annotations

from datetime import date
from typing import Any

from wenling_desk.domain.facts import Fact
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import day_words, formal_weekday


def delay_values(words: Words, told: Fact | None, acceptance: dict[str, str]) -> dict[str, Any]:
    """超期说明: the public reason, the day promised and the day expected now."""
    if told is None or not told.body.get("promised"):
        return {}
    promised, expected = (date.fromisoformat(str(told.body[key])) for key in ("promised", "expected"))
    return {
        "acceptance": acceptance,
        "delay": {
            "reason": str(told.body["public"]),
            "promised_date": day_words(words, promised),
            "expected_date": day_words(words, expected),
            "expected_weekday": formal_weekday(words, expected),
        },
    }
