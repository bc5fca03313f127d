"""查进度, wired: one index of people a desk, read on in the reader's idle time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenling_desk import bootstrap
from wenling_desk.bootstrap.handover_hands import agreed_rules
from wenling_desk.bootstrap.sync_hands import SyncHands
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.progress.page import ProgressNeeds, progress_descriptor
from wenling_desk.ui.progress.presenter import ProgressTools
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.ports import Reading

WARM_UP = "progress_warm_up"


@dataclass
class ProgressHands:
    """What the page needs. The index belongs to the reader's thread and lives as long as the desk is open."""

    opened: bootstrap.OpenDesk
    sync: SyncHands

    def __post_init__(self) -> None:
        self.index = PeopleIndex(self.opened.store.subject_key)

    def page(self, bridge: Bridge, print_papers: Callable[[Sequence[str]], None]) -> PageDescriptor:
        """查进度."""
        tools = ProgressTools(
            bridge=bridge,
            desk=lambda: self.opened.current,
            texts=self.opened.parts.texts,
            index=self.index,
            print_papers=print_papers,
            reaches_centre=lambda: self._reaches_centre(bridge),
            handover=agreed_rules(),
        )

        def needs(frame: Frame) -> ProgressNeeds:
            def elsewhere(record_id: str, known: str) -> None:
                frame.go("record", record_id=record_id, known=known)

            return ProgressNeeds(tools, lambda record_id: elsewhere(record_id, ""), elsewhere)

        return progress_descriptor(needs)

    def warm_up(self, bridge: Bridge) -> None:
        """Read the people of the records held here, slice by slice: other questions go between two of them."""

        def slice_of(reading: Reading) -> bool:
            return self.index.read_on(reading, self.opened.current.catalogue().fields)

        def next_slice(is_complete: bool) -> None:
            if not is_complete:
                bridge.ask(slice_of, next_slice, WARM_UP)

        bridge.ask(slice_of, next_slice, WARM_UP)

    def _reaches_centre(self, bridge: Bridge) -> bool | None:
        if self.sync.enrolment is None:
            return None
        return bool(self.sync.link(bridge).status().online)
