"""The figures over all halls: a job that follows the devices' logs in small slices, beside the pushes and behind them.

A record is counted anew whenever a log names it, so a slice done twice changes nothing. How far the logs were counted
stands in the same database transaction as the sums: a kill, a restart or a backup finds both as they belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final, Protocol

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.figures import Cell, CellQuery, CountedPage, FigureRow, FigureShelf, RecordQuery
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.measures import Ground, figure_rows
from wenling_desk.domain.recheck import Standing
from wenling_desk.server.judge import Judge
from wenling_desk.server.reading import CENTRE, fact_of
from wenling_desk.store.centre import devices, figures
from wenling_desk.store.centre.session import Found, Session
from wenling_desk.store.centre.store import CentreStore

SLICE: Final = 50
"""Records counted in one go; their facts are read and folded without holding the database."""

LOG_SLICE: Final = 400
"""Rows of a log looked through in one go: several of them are of the same record."""

STAMP, WALK, UP_TO = "figures_stamp", "figures_walk", "figures_at"
"""State: what the sums were defined by; the record up to which all are counted anew, ``-`` at the end of that; the
moment up to which everything that came in is counted."""

FINISHED: Final = "-"
_NOT_OFTENER: Final = 60.0
"""Seconds after which the moment is written again where nothing new came in."""


class Ledgers(Protocol):
    """The ledgers of business."""

    def kinds(self) -> tuple[str, ...]:
        """Their kinds."""
        ...

    def ledger(self, kind: str) -> Ledger:
        """What one holds."""
        ...


class NoLedgers:
    """None at all."""

    def kinds(self) -> tuple[str, ...]:
        """There are none."""
        return ()

    def ledger(self, kind: str) -> Ledger:
        """There is none."""
        raise KeyError(kind)


@dataclass(frozen=True, slots=True)
class CountedUpTo:
    """How far the sums go. ``at`` is ``None`` while everything is counted anew for a new edition; ``record`` then says
    how far that is."""

    at: datetime | None
    record: str = ""


@dataclass(frozen=True, slots=True)
class _Slice:
    """What a slice is about: records to count, and where the logs or the walk stand afterwards."""

    stamp: str
    records: tuple[str, ...]
    before: Mapping[str, int] = field(default_factory=dict)
    cursors: Mapping[str, int] = field(default_factory=dict)
    walk: str = ""
    behind_since: str = ""


class Counting:
    """Counts, and answers from the sums."""

    def __init__(
        self, store: CentreStore, judge: Judge, shelf: FigureShelf, ledgers: Ledgers, now: Callable[[], datetime]
    ) -> None:
        self._store, self._judge, self.shelf, self._now = store, judge, shelf, now
        self._ledgers = ledgers
        self._ledger_kinds = frozenset(ledgers.kinds())
        self._defined = frozenset(shelf.kinds())

    # -- counting --------------------------------------------------------------------------------

    def count_some(self) -> int:
        """One slice; how many records it looked at, 0 where there was nothing to do."""
        return self._count(self._store.read(self._next), self._now())

    def catch_up(self) -> int:
        """Slice after slice until nothing is left; how many records were looked at. For an administrator."""
        done = 0
        while amount := self.count_some():
            done += amount
        return done

    def recount(self) -> dict[figures.Key, tuple[int, int, int]]:
        """The cells as they would be if every record were counted now, without touching any: the check of the sums."""
        sums: dict[figures.Key, list[int]] = {}
        after = ""
        while names := self._store.read(lambda session, after=after: figures.walk(session, after, SLICE)):  # type: ignore[misc]
            for rows, _ in self._fold(names).values():
                figures.add_up(sums, rows)
            after = names[-1]
        return {key: (each[0], each[1], each[2]) for key, each in sums.items() if any(each)}

    def cells_kept(self) -> dict[figures.Key, tuple[int, int, int]]:
        """The cells as they are kept."""
        return self._store.read(figures.all_cells)

    def _next(self, session: Session) -> _Slice | None:
        state = devices.state(session)
        stamp = self.shelf.stamp
        if state.get(STAMP) != stamp:
            return _Slice(stamp, (), walk="")
        if state.get(WALK, "") != FINISHED:
            names = figures.walk(session, state.get(WALK, ""), SLICE)
            return _Slice(stamp, tuple(names), walk=names[-1] if names else FINISHED)
        return self._next_of_logs(session, state.get(UP_TO, ""))

    def _next_of_logs(self, session: Session, up_to: str) -> _Slice | None:
        waiting = figures.behind(session)
        if any(floor > ver for _, ver, _, floor in waiting):  # a log was cut before it was counted
            return _Slice("", ())
        records: dict[str, None] = {}
        before: dict[str, int] = {}
        cursors: dict[str, int] = {}
        since: list[str] = []
        for scope, ver, head, _ in waiting:
            if len(records) >= SLICE:
                since.append(figures.told_at(session, scope, ver + 1))
                continue
            before[scope], cursors[scope] = ver, ver
            for place, record_id, kind in figures.changed(session, scope, ver, LOG_SLICE):
                if kind == "facts":
                    if record_id not in records and len(records) >= SLICE:
                        break
                    records[record_id] = None
                cursors[scope] = place
            if cursors[scope] < head:
                since.append(figures.told_at(session, scope, cursors[scope] + 1))
        if not waiting and not self._is_old(up_to):
            return None
        return _Slice(self.shelf.stamp, tuple(records), before, cursors, FINISHED, min(filter(None, since), default=""))

    def _is_old(self, up_to: str) -> bool:
        return not up_to or (self._now() - datetime.fromisoformat(up_to)).total_seconds() >= _NOT_OFTENER

    def _count(self, found: _Slice | None, read_at: datetime) -> int:
        if found is None:
            return 0
        folded = self._fold(found.records) if found.records else {}

        def work(session: Session) -> bool:
            devices.set_state(session, STAMP, found.stamp)  # whoever else counts waits here
            if not found.walk:
                return self._begin_anew(session)
            if not self._stands(session, found, folded):
                return False
            figures.replace(session, {each: rows for each, (rows, _) in folded.items()})
            if found.cursors:
                figures.move(session, found.cursors)
            devices.set_state(session, WALK, found.walk)
            if found.walk == FINISHED:
                at = found.behind_since or read_at.isoformat(timespec="seconds")
                devices.set_state(session, UP_TO, at)
            return True

        self._store.write(work)
        return len(found.records) if found.records or found.cursors else int(found.walk != FINISHED)

    def _begin_anew(self, session: Session) -> bool:
        """All records once, and from now on what the logs tell."""
        devices.set_state(session, STAMP, self.shelf.stamp)
        devices.set_state(session, WALK, "")
        figures.move(session, dict(figures.heads(session)))
        return True

    def _stands(self, session: Session, found: _Slice, folded: Mapping[str, tuple[Sequence[FigureRow], int]]) -> bool:
        """Whether nobody counted or wrote meanwhile what this slice is about; it is done anew where somebody did."""
        known = figures.cursors(session, sorted(found.before))
        if any(known.get(scope, 0) != ver for scope, ver in found.before.items()):
            return False
        now = figures.ranks(session, sorted(folded))
        return all(now.get(record_id) == rank for record_id, (_, rank) in folded.items())

    def _fold(self, names: Sequence[str]) -> dict[str, tuple[tuple[FigureRow, ...], int]]:
        """Record -> what it adds and the rank it was read at."""
        found = self._store.read(lambda session: figures.facts_of(session, list(names)))
        done = {}
        for record_id, rows in groupby(found, key=itemgetter(0)):
            listed = list(rows)
            kind, hall, rank = listed[0][1], listed[0][2], listed[0][3]
            added: tuple[FigureRow, ...] = ()
            if kind in self._defined:
                # A body no rule can read adds nothing; whoever holds it shows what is wrong with it.
                with suppress(Exception):
                    added = self._rows(kind, hall, listed)
            done[record_id] = (added, rank)
        return done

    def _rows(self, kind: str, hall: str, listed: Sequence[Found]) -> tuple[FigureRow, ...]:
        standing = Standing(fact_of(row[8]) for row in listed)
        last = next((fact for fact in reversed(standing.facts) if fact.device != CENTRE), standing.facts[-1])
        pinned = next((fact for fact in standing.facts if fact.kind == "TakenIn"), last)
        rules = self._judge.rules(kind, pinned.catalogue_release, last.at.date())
        record = standing.record(rules.workflow)
        assert record is not None  # it has facts
        case = standing.case(rules) if kind == ACCEPTANCE else None
        ledger = self._ledgers.ledger(kind) if kind in self._ledger_kinds else None
        ground = Ground(rules.workflow, rules.current.calendar, hall, self.shelf.book.rules)
        return figure_rows(record, case, ledger, self.shelf.measures_of(kind), ground)

    # -- answering -------------------------------------------------------------------------------

    def counted_up_to(self) -> CountedUpTo:
        """How far the sums go."""
        state = self._store.read(devices.state)
        if state.get(STAMP) != self.shelf.stamp or state.get(WALK) != FINISHED or not state.get(UP_TO):
            return CountedUpTo(None, state.get(WALK, ""))
        return CountedUpTo(datetime.fromisoformat(state[UP_TO]))

    def figure_cells(self, query: CellQuery) -> tuple[Cell, ...]:
        """As the desk's ``Reading.figure_cells``."""
        return self._store.read(lambda session: figures.cells(session, query))

    def figure_time(self) -> datetime | None:
        """As the desk's ``Reading.figure_time``: what came in before is counted."""
        return self.counted_up_to().at

    def figure_records(self, query: RecordQuery) -> CountedPage:
        """As the desk's ``Reading.figure_records``."""
        return self._store.read(lambda session: figures.records(session, query))
