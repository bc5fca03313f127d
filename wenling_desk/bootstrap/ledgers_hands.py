"""台账, wired: the page, and how its ledgers and entries are reached from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap.back_room_hands import BackRoomHands
from wenling_desk.bootstrap.filler_rules import filler_rules
from wenling_desk.catalogue.gathering_files import GatheringFiles
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.ledgers.list_presenter import named_like, sound_ledgers
from wenling_desk.ui.ledgers.page import LedgerNeeds, ledgers_descriptor
from wenling_desk.ui.ledgers.tools import LedgerTools
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.told import Run
from wenling_desk.ui.widgets.search_box import SearchHit
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ledger_fillers import ledger_fillers, ledger_remarks
from wenling_desk.use_cases.ports import Reading

PAGE = "ledgers"
MOST_HITS = 6


@dataclass
class LedgersHands:
    """What the windows need of this part. Its files broken, its page is not there and the others are."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    run: Run

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    def pages(
        self, print_papers: Callable[[Sequence[str]], None], clerk_name: Callable[[str], str]
    ) -> list[PageDescriptor]:
        """The page, where this installation has ledgers that can be read."""
        if self._kinds():
            return [ledgers_descriptor(partial(self._needs, print_papers, clerk_name))]
        return []

    def _kinds(self) -> tuple[str, ...]:
        ledgers = self.desk().ledgers
        try:
            return ledgers.kinds() if ledgers.groups() else ()
        except KnownTrouble:
            return ()  # said when the catalogue was checked

    def _needs(
        self, print_papers: Callable[[Sequence[str]], None], clerk_name: Callable[[str], str], frame: Frame
    ) -> LedgerNeeds:
        search, rules = self.opened.parts.search, filler_rules()
        tools = LedgerTools(
            bridge=self.bridge,
            desk=self.desk,
            texts=self.opened.parts.texts,
            shelf=self.desk().ledgers,
            search=search,
            print_papers=print_papers,
            clerk_name=clerk_name,
            spell=search.spell,
            tray=BackRoomHands(self.opened, self.bridge, self.run).tray(),
            gatherings=GatheringFiles(resources.path("ledgers"), self.desk().ledgers),
            fillers=ledger_fillers(rules) if rules is not None else {},
            remarks=ledger_remarks(rules) if rules is not None else {},
        )
        return LedgerNeeds(
            tools,
            open_record=self.opener(frame),
            open_papers=lambda number: _go(frame, "papers", number=number),
        )

    def hits(self, frame: Frame, text: str) -> list[SearchHit]:
        """The ledgers whose name or pinyin has what was typed into the palette."""
        ledgers = sound_ledgers(self.desk().ledgers) if self._kinds() else []
        words = self.opened.parts.texts
        return [
            SearchHit(words("ledgers.title"), ledger.name, partial(_go, frame, PAGE, kind=ledger.kind), ledger.about)
            for ledger in named_like(ledgers, text, self.opened.parts.search.spell)[:MOST_HITS]
        ]

    def opener(self, frame: Frame) -> Callable[[str], None]:
        """Opens a record: an entry of a ledger on the page of ledgers, any other on that of cases."""
        kinds = frozenset(self._kinds())

        def open_record(record_id: str) -> None:
            def kind_of(reading: Reading) -> str:
                facts = reading.facts_of(record_id)
                return facts[0].record_kind if facts else ""

            def opened(kind: str) -> None:
                _go(frame, PAGE if kind in kinds else "record", record_id=record_id)

            self.bridge.ask(kind_of, opened, "ledger_kind")

        return open_record


def _go(frame: Frame, page_id: str, **arguments: str) -> None:
    frame.go(page_id, **arguments)
