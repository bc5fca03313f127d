"""What the page 交接 is given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.desk import Desk


@dataclass(frozen=True, slots=True)
class HandoverTools:
    """``rules`` are the hall's; ``print_papers`` prints what is durable already."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    rules: HandoverRules
    print_papers: Callable[[Sequence[str]], None]
