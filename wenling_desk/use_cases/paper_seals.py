"""Which seals a paper bears, read where it is issued: its fact names them, so that each can be accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wenling_desk.use_cases.paper_context import UNDER_MANDATE, PaperContext

_SEALED_IN_CELLS = "joint_acceptance"
"""The paper on which each organ that accepted seals its own member."""


def seals_borne(context: PaperContext, kind: str, members: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """The titles of the delegations' seals a paper bears, each once; a paper under an organ's own seal has none here:
    that seal is not in the counter's hands."""
    titles = [mandate.seal for code in members if (mandate := context.delegation(code)) is not None]
    if kind == _SEALED_IN_CELLS:
        stamped = {str(row.get("seal_name", "")) for row in values.get("members", ())}
        titles = [title for title in titles if title in stamped]
    elif kind not in UNDER_MANDATE:
        return []
    return list(dict.fromkeys(titles))
