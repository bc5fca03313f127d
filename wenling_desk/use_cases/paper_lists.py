"""Papers about other things than one case: lists, registers, the closing of a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_day import PAPERS as DAY_PAPERS
from wenling_desk.use_cases.paper_handover import handover_values

OF_RECORD: Mapping[str, Callable[[PaperContext, Mapping[str, Any]], dict[str, Any]]] = {
    **DAY_PAPERS,
    "handover_list": handover_values,
}
"""What a paper of each kind says, read from its record's facts and from what only the act knows."""
