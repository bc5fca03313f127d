"""批量, wired: the file that says what is handled by roster, the page, and the doors to acceptance and the case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from wenling_desk import resources
from wenling_desk.catalogue.roster_rules import read_roster_rules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.roster import RosterForm
from wenling_desk.domain.roster_rules import RosterFile, RosterRules
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.batch.page import BatchNeeds, BatchPage, ask_for_roster, ask_where, batch_descriptor
from wenling_desk.ui.batch.tools import BatchTools
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.told import Run
from wenling_desk.use_cases.people_index import PeopleIndex


@cache
def rules_of_rosters() -> RosterRules:
    """What ``resources/counter/roster.yaml`` says, read once. Raises ``roster_rules_broken``."""
    return read_roster_rules(resources.path("counter", "roster.yaml"))


@dataclass
class BatchHands:
    """What the page needs. Its file broken, the desk works without it, and the page that would open it says why."""

    counter: CounterTools
    run: Run
    index: PeopleIndex

    def pages(self) -> list[PageDescriptor]:
        """The page of batches."""
        try:
            rules = rules_of_rosters()
        except KnownTrouble:
            return []
        return [batch_descriptor(partial(self._page, rules))]

    def _page(self, rules: RosterRules, frame: Frame) -> BatchPage:
        texts = self.counter.texts
        tools = BatchTools(
            counter=self.counter,
            rules=rules,
            read=partial(_read, rules),
            write_template=lambda path, form: _write(path, form, texts("batch.template_sheet")),
            run=self.run,
            index=self.index,
        )
        needs = BatchNeeds(
            to_acceptance=lambda sheet, draft_id: frame.go("acceptance", sheet=sheet, draft_id=draft_id),
            open_record=lambda record_id: frame.go("record", record_id=record_id),
            ask_for_roster=partial(ask_for_roster, texts),
            ask_where=partial(ask_where, texts),
        )
        return BatchPage(frame, tools, needs)


def can_be_batch(target_code: str) -> bool:
    """Whether an item or bundle is handled by roster; nothing is while the file is broken."""
    try:
        return rules_of_rosters().form_of(target_code) is not None
    except KnownTrouble:
        return False


def _read(rules: RosterRules, path: Path, form: RosterForm) -> RosterFile:
    from wenling_desk.catalogue.roster_file import read_roster

    return read_roster(path, form, rules)


def _write(path: Path, form: RosterForm, sheet_name: str) -> None:
    from wenling_desk.catalogue.roster_file import write_template

    write_template(path, form, sheet_name)
