"""The page 台账 in the real frame over a counter in memory, and hands that know nothing but its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.fakes import Counter
from tests.support.headless_bridge import HeadlessBridge
from wenling_desk import resources
from wenling_desk.catalogue.gathering_files import GatheringFiles
from wenling_desk.texts import Texts
from wenling_desk.ui.ledgers.page import LedgerNeeds, LedgersPage, ledgers_descriptor
from wenling_desk.ui.ledgers.tools import LedgerTools
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import CatalogueSearch, Found, Reading

HALL = "城东街道便民服务中心"
PLACE = "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"


class HomePage(Page):
    """Somewhere else to go."""

    def title(self) -> str:
        return "home"


class SearchByName:
    """Items and bundles of the counter's catalogue by a part of their name or code."""

    def __init__(self, counter: Callable[[], Counter]) -> None:
        self._counter = counter

    def search(self, text: str, limit: int) -> list[Found]:
        catalogue = self._counter().desk.catalogue()
        known = [(each.code, "item", each.name) for each in catalogue.items.values()]
        known += [(each.code, "bundle", each.name) for each in catalogue.bundles.values()]
        fits = [Found(code, kind, name, 1.0) for code, kind, name in known if text in name or text == code]
        return sorted(fits, key=lambda found: (text != found.code, len(found.name)))[:limit]


def no_pinyin(_: str) -> tuple[str, ...]:
    return ()


@dataclass
class LedgerDesk:
    """One window for any number of counters: ``sit_at`` another one and go on."""

    kit: Kit
    counter: Counter
    texts: Texts
    search: CatalogueSearch | None = None
    spell: Any = no_pinyin
    scan: Path | None = None
    clerk_names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last_changes: Changes | None = None
        self.told: list[Any] = []
        self.printed: list[str] = []
        self.papers: list[str] = []
        self.records: list[str] = []
        self.bridge = HeadlessBridge(self._dispatch, self._read, self.texts)
        self.kit = Kit(self.texts, self.kit.theme, self.kit.ticks)
        tools = LedgerTools(
            bridge=self.bridge,
            desk=lambda: self.counter.desk,
            texts=self.texts,
            shelf=self.counter.desk.ledgers,
            search=self.search or SearchByName(lambda: self.counter),
            print_papers=self.printed.extend,
            clerk_name=lambda clerk: self.clerk_names.get(clerk, clerk),
            spell=self.spell,
            tray=ScanTray(lambda: "", lambda _: None, self._choose, lambda: self.counter.clock.now()),
            gatherings=GatheringFiles(resources.path("ledgers"), self.counter.desk.ledgers),
        )
        self.needs = LedgerNeeds(tools, self.records.append, self.papers.append)
        self.window = MainWindow(
            self.kit,
            FrameWords(HALL, PLACE),
            (
                PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
                ledgers_descriptor(lambda frame: self.needs),
            ),
            self.counter.clock,
        )
        self.bridge.changed.connect(self.window.on_changes)
        self.bridge.told.connect(self.told.append)
        self.window.go("home")

    def _dispatch(self, command: Command) -> Any:
        changes = self.counter.dispatcher.dispatch(command)
        if isinstance(command, ActInLedger):
            self.last_changes = changes
        return changes

    def _read(self, question: Callable[[Reading], Any]) -> Any:
        with self.counter.store.reading() as reading:
            return question(reading)

    def _choose(self, _folder: str, give: Callable[[Path], None]) -> None:
        if self.scan is not None:
            give(self.scan)

    def sit_at(self, counter: Counter) -> None:
        """Another counter, as if the desk had been opened there."""
        if isinstance(page := self.window.current_page(), LedgersPage):
            page.on_again()
        self.window.go("home")
        self.window.notices.clear()
        self.counter = counter

    @property
    def page(self) -> LedgersPage:
        page = self.window.current_page()
        assert isinstance(page, LedgersPage)
        return page

    def said(self) -> str:
        """What the notice says."""
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""

    def no_defect(self) -> None:
        """Nothing went wrong behind the window, and nothing was told that no page shows."""
        errors, self.bridge.errors = self.bridge.errors, []
        if errors:
            raise errors[0]
        assert self.told == []
