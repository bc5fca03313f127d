"""What the page 台账 is given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wenling_desk.texts import Texts
from wenling_desk.ui.ledgers.names import Names, Spell
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.gather_rows import GatheringShelf
from wenling_desk.use_cases.ledger_fillers import Filler, Remark
from wenling_desk.use_cases.ledger_ports import LedgerShelf
from wenling_desk.use_cases.ports import CatalogueSearch

INITIATOR = "ledgers"


def _as_written(clerk: str) -> str:
    return clerk


def _no_spelling(_: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class LedgerTools:
    """The page's hands; ``desk`` is asked each time: the person signed in may change.

    ``print_papers`` sends issued papers to the printer, ``clerk_name`` names a clerk's number, ``spell`` gives a name's
    pinyin; ``tray`` is where evidence comes from, without one none is asked for; ``gatherings`` says
    which tables are filled from other ledgers. ``fillers``, by act, fill a form in from records; ``remarks``, by
    ledger, are a sentence above its list.
    """

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    shelf: LedgerShelf
    search: CatalogueSearch
    print_papers: Callable[[Sequence[str]], None]
    clerk_name: Callable[[str], str] = _as_written
    spell: Spell = _no_spelling
    tray: ScanTray | None = None
    gatherings: GatheringShelf | None = None
    fillers: Mapping[str, Filler] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)

    def names(self, titles: dict[str, str] | None = None) -> Names:
        """The words for the codes of the release in force."""
        return Names(self.desk().catalogue(), self.clerk_name, titles or {})
