"""A centre's figures and entries for a report, without serving: from its home, or from the address of its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.figures import FigureValue, Period
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.ledger_entry import LedgerEntry, read_entry
from wenling_desk.domain.recheck import Standing
from wenling_desk.server.bootstrap import THREADS, SystemClock, opened
from wenling_desk.server.centre_settings import REGION
from wenling_desk.server.cockpit.asking import figure_of, groups_of, records_of
from wenling_desk.server.counting import Counting
from wenling_desk.server.judge import Judge
from wenling_desk.server.reading import fact_of
from wenling_desk.store.centre import figures
from wenling_desk.store.centre.opening import open_postgres
from wenling_desk.store.centre.store import CentreStore

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Asks for what a report names."""

    store: CentreStore
    counting: Counting
    workflows: FileWorkflows
    ledgers: LedgerShelf
    centre_name: str

    def catch_up(self) -> int:
        """Count what came in since; how many records."""
        return self.counting.catch_up()

    def value(self, figure_id: str, period: Period) -> FigureValue:
        """A figure of all halls."""
        return figure_of(self.counting, figure_id, period)

    def groups(self, figure_id: str, group: str, period: Period) -> tuple[str, ...]:
        """The values of a group that a figure was made of."""
        return tuple(each for each, found in groups_of(self.counting, figure_id, group, period).items() if found.above)

    def data_time(self) -> datetime | None:
        """Up to when everything that came in is counted."""
        return self.counting.figure_time()

    def ledger(self, kind: str) -> Ledger:
        """What a ledger holds."""
        return self.ledgers.ledger(kind)

    def entries(self, figure_id: str, period: Period) -> tuple[LedgerEntry, ...]:
        """The entries a figure counts, as they stood on the period's last day, oldest first."""
        page = records_of(self.counting, figure_id, period, MOST_ENTRIES)
        names = [row.record_id for row in page.rows]
        found = self.store.read(lambda session: figures.facts_of(session, names)) if names else []
        by_record: dict[str, list[bytes]] = {}
        for row in found:
            by_record.setdefault(row[0], []).append(row[8])
        entries = (self._entry(by_record[name], period.last) for name in names if name in by_record)
        return tuple(each for each in entries if each is not None)

    def _entry(self, bodies: Sequence[bytes], on: date) -> LedgerEntry | None:
        facts = [fact for fact in map(fact_of, bodies) if fact.at.date() <= on]
        if not facts:
            return None
        workflow = self.workflows.workflow(facts[0].record_kind)
        record = Standing(facts).record(workflow)
        return read_entry(record, self.ledger(record.kind), workflow, on) if record is not None else None


@contextmanager
def report_source(home: Path, database: str, cache: Path) -> Iterator[ReportSource]:
    """The source over the PostgreSQL of that address, or over the centre of a home where it is empty.

    Raises what opening raises: ``centre_not_begun`` (folder), ``database_away`` (database, reason) and the like.
    """
    if not database:
        with opened(home) as found:
            workflows = FileWorkflows(resources.path("workflows"), found.ledgers)
            yield ReportSource(
                found.store, found.centre.counting, workflows, found.ledgers, found.shelf.bundled().centre.name
            )
        return
    store = open_postgres(database, REGION, pool_size=THREADS)
    try:
        yield over_store(store, cache)
    finally:
        store.close()


def over_store(store: CentreStore, cache: Path, now: Callable[[], datetime] | None = None) -> ReportSource:
    """The source over an open database; ``cache`` keeps what is made of the files of the program, ``now`` stamps how
    far was counted."""
    ledgers = LedgerShelf(resources.path("ledgers"), cache)
    workflows = FileWorkflows(resources.path("workflows"), ledgers)
    shelf = ReleaseShelf(resources.root(), cache, samples=False)
    judge = Judge(shelf, workflows, read_authority(resources.path("authority.yaml"), workflows))
    book = FigureFiles(resources.root(), workflows, cache)
    counting = Counting(store, judge, book, ledgers, now or SystemClock().now)
    return ReportSource(store, counting, workflows, ledgers, shelf.bundled().centre.name)
