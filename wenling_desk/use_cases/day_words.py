"""How the lines of a day are called, on its page and on its papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import Outcome

LINE_KEYS: Final[Mapping[str, str]] = {
    ClosingLine.PAPERS: "day.line.papers",
    ClosingLine.TO_HAND_OVER: "day.line.to_hand_over",
    ClosingLine.UNSIGNED: "day.line.unsigned",
    ClosingLine.RETURNED: "day.line.returned",
    ClosingLine.ORIGINALS: "day.line.originals",
    ClosingLine.TO_SHELVE: "day.line.to_shelve",
    ClosingLine.ON_SHELF: "day.line.on_shelf",
    ClosingLine.SEALS: "day.line.seals",
    ClosingLine.TO_SEAL: "day.line.to_seal",
    ClosingLine.CALLS: "day.line.calls",
    ClosingLine.TO_NOTIFY: "day.line.to_notify",
    ClosingLine.UNFILLED: "day.line.unfilled",
    ClosingLine.DRAFTS: "day.line.drafts",
    ClosingLine.FEES: "day.line.fees",
    ClosingLine.KEPT: "day.line.kept",
    ClosingLine.DUE_NEXT: "day.line.due_next",
}
"""A line of the closing -> its name."""

OUTCOME_KEYS: Final[Mapping[str, str]] = {
    Outcome.NOT_PRINTED: "papers.day.not_printed",
    Outcome.NO_CASE: "papers.day.no_case",
    Outcome.GAP: "papers.day.gap",
}
"""Why a number does not balance -> its words."""
