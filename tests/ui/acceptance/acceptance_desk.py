"""A counter in memory for the acceptance and consultation pages: a bridge that waits, a search, a printer's ear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from tests.support.fakes import CHINA, CLERK, Counter, texts
from tests.support.memory_store import MemoryReading, MemoryUnitOfWork
from tests.support.small_catalogue import small_catalogue
from wenling_desk.domain.authority import Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Found, Reading

MONDAY = datetime(2026, 11, 23, 10, 24, tzinfo=CHINA)
"""The moment of the sketch."""


class WordSearch:
    """ports.CatalogueSearch by parts of names and codes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._rows = [
            *((bundle.code, "bundle", bundle.name) for bundle in catalogue.bundles.values()),
            *((item.code, "item", item.name) for item in catalogue.items.values()),
        ]

    def search(self, text: str, limit: int) -> Sequence[Found]:
        hits = [row for row in self._rows if text.lower() in f"{row[0]} {row[2]}".lower()]
        return [Found(*row, score=1.0) for row in hits[:limit]]


class StepBridge:
    """DeskBridge whose answers wait until ``run`` is called; with ``at_once`` they come during the call.

    What is neither refusal nor trouble is raised: a defect must fail the test that causes it.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.at_once = True
        self.sent: list[Command] = []
        self.told: list[Told] = []
        self.on_changed: Callable[[Changes], None] = lambda changes: None
        self._waiting: list[Callable[[], None]] = []

    def submit(
        self,
        command: Command,
        on_done: Callable[[Changes], None] | None = None,
        on_refused: Callable[[Told], None] | None = None,
        on_trouble: Callable[[Told], None] | None = None,
        *,
        background: bool = False,
    ) -> None:
        self.sent.append(command)

        def step() -> None:
            try:
                changes = self._counter.dispatcher.dispatch(command)
            except (DeskRefusal, KnownTrouble) as error:
                taker = on_refused if isinstance(error, DeskRefusal) else on_trouble
                (taker or self.told.append)(tell(error, texts()))
                return
            if on_done is not None:
                on_done(changes)
            self.on_changed(changes)

        self._do(step)

    def ask(
        self,
        query: Callable[[Reading], Any],
        on_result: Callable[[Any], None],
        key: str = "",
        on_failed: Callable[[Told], None] | None = None,
    ) -> None:
        def step() -> None:
            try:
                answer = query(MemoryReading(self._counter.store.shelves))
            except DeskRefusal as error:
                (on_failed or self.told.append)(tell(error, texts()))
                return
            on_result(answer)

        self._do(step)

    def forget(self, key: str) -> None:
        pass

    def run(self) -> None:
        """Deliver what waits, and what that leads to."""
        while self._waiting:
            self._waiting.pop(0)()

    def _do(self, step: Callable[[], None]) -> None:
        if self.at_once:
            step()
        else:
            self._waiting.append(step)


class AcceptanceDesk(Counter):
    """Everything a test of these pages holds in its hands."""

    def __init__(self, *catalogues: Catalogue, session: Session = CLERK, practice: bool = False) -> None:
        held = catalogues or (small_catalogue(),)
        super().__init__(held[0], session, practice=practice)
        for catalogue in held[1:]:
            self.publish(catalogue)
        self.clock.moment = MONDAY
        self.become(copies={"acceptance_notice": 2})
        self.texts: Texts = texts()
        self.bridge = StepBridge(self)
        self.search = WordSearch(self.catalogue)
        self.printed: list[tuple[str, ...]] = []

    @property
    def catalogue(self) -> Catalogue:
        return self.desk.catalogue()

    def tools(self, **changes: Any) -> CounterTools:
        """The tools of the pages over this desk; pages of papers are not rendered."""
        given: dict[str, Any] = {
            "bridge": self.bridge,
            "desk": lambda: self.dispatcher.desk,
            "search": self.search,
            "texts": self.texts,
            "print_papers": lambda numbers: self.printed.append(tuple(numbers)),
            "show_pages": lambda pdf, give, failed: give(()),
            "subject_key": lambda number: MemoryUnitOfWork(self.store.shelves).subject_key(number),
        }
        return CounterTools(**{**given, **changes})


def resident_number(first_seventeen: str) -> str:
    """A resident identity number with its check character (GB 11643); the person is invented."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, weights, strict=True))
    return first_seventeen + "10X98765432"[total % 11]


HER_NUMBER = resident_number("33108119900101002")
HIS_NUMBER = resident_number("33108119850615301")


class NoScreen:
    """SheetScreen that remembers; what is to be confirmed waits for ``yes``."""

    def __init__(self) -> None:
        self.refreshed = 0
        self.sentences: list[str] = []
        self.told: list[Told] = []
        self.asked: list[tuple[str, str, Callable[[], None]]] = []
        self.outcomes: list[Any] = []

    def refresh(self) -> None:
        self.refreshed += 1

    def kept(self) -> None:
        self.refreshed += 1

    def tell(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def tell_told(self, told: Told) -> None:
        self.told.append(told)

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        self.asked.append((sentence, verb, act))

    def acted(self, outcome: Any) -> None:
        self.outcomes.append(outcome)

    def yes(self) -> str:
        sentence, _, act = self.asked.pop()
        act()
        return sentence
