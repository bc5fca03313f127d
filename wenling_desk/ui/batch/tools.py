"""What the page of batches is given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.roster import RosterForm
from wenling_desk.domain.roster_rules import RosterFile, RosterRules
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Run
from wenling_desk.use_cases.people_index import PeopleIndex


@dataclass(frozen=True, slots=True)
class BatchTools:
    """``counter`` as acceptance has it; ``index`` belongs to the reader's thread. ``run`` is for files."""

    counter: CounterTools
    rules: RosterRules
    read: Callable[[Path, RosterForm], RosterFile]
    write_template: Callable[[Path, RosterForm], None]
    run: Run
    index: PeopleIndex
