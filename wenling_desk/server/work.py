"""The records one push is about, as they stand before it, and everything it will write of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wenling_desk.domain.recheck import Standing
from wenling_desk.server.reading import fact_of
from wenling_desk.store.centre import ops
from wenling_desk.store.centre.session import Session

NO_HEAD = b"{}"


class RecordCache:
    """Folded records, the latest used; one is good as long as its rank is the record's."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, Standing]] = OrderedDict()

    def find(self, record_id: str, rank: int) -> Standing | None:
        """A copy of the record at that rank."""
        with self._lock:
            known = self._known.get(record_id)
            if known is None or known[0] != rank:
                return None
            self._known.move_to_end(record_id)
        return known[1].copy()

    def keep(self, found: Iterable[tuple[str, int, Standing]]) -> None:
        """Take what was just committed."""
        with self._lock:
            for record_id, rank, standing in found:
                self._known[record_id] = (rank, standing)
                self._known.move_to_end(record_id)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


@dataclass
class RecordWork:
    """A record within one push."""

    record_id: str
    standing: Standing
    hall: str
    is_new: bool
    kind: str = ""
    rank: int = 0
    was_open: bool = True
    was_in_hall: bool = False
    closed_on: str = ""
    scans_missing: int = 0
    head: bytes = NO_HEAD
    holders: set[str] = field(default_factory=set)
    blocked_by: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    """Digests of the attachments the record names already."""
    ranks: dict[str, int] = field(default_factory=dict)
    """Fact -> its rank."""

    @property
    def old_rank(self) -> int:
        """The rank before this push."""
        return self.rank - self.added

    added: int = 0


def load(session: Session, record_ids: list[str], hall: str, cache: RecordCache) -> dict[str, RecordWork]:
    """The records, their rows kept from others until the commit."""
    works = {each: RecordWork(each, Standing(()), hall, True) for each in record_ids}
    rows = ops.records(session, record_ids, lock=True) if record_ids else []
    missing: list[str] = []
    for record_id, kind, hall_code, rank, is_open, in_hall, closed_on, _, scans, _, head in rows:
        work = works[record_id]
        work.is_new, work.kind, work.hall, work.rank = False, kind, hall_code, rank
        work.was_open, work.was_in_hall, work.closed_on = bool(is_open), bool(in_hall), closed_on
        work.scans_missing, work.head = scans, head
        found = cache.find(record_id, rank)
        if found is None:
            missing.append(record_id)
        else:
            work.standing = found
    if missing:
        for record_id, _, body in ops.facts_of(session, missing):
            works[record_id].standing.add(fact_of(body))
    present = [work.record_id for work in works.values() if not work.is_new]
    if present:
        for record_id, device in ops.holders(session, present):
            works[record_id].holders.add(device)
    if record_ids:
        for record_id, op_id, _ in ops.blocked(session, record_ids):
            works[record_id].blocked_by.add(op_id)
    for work in works.values():
        work.ranks = {fact.fact_id: place for place, fact in enumerate(work.standing.facts, 1)}
    return works


@dataclass
class Writing:
    """Rows a push writes besides those of its records, in the order of the tables' columns (without the region)."""

    facts: list[tuple[Any, ...]] = field(default_factory=list)
    ops: list[tuple[Any, ...]] = field(default_factory=list)
    again: list[tuple[Any, ...]] = field(default_factory=list)
    others: list[dict[str, Any]] = field(default_factory=list)
    papers: list[tuple[Any, ...]] = field(default_factory=list)
    aliases: list[dict[str, Any]] = field(default_factory=list)
    blob_refs: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[tuple[Any, ...]] = field(default_factory=list)
    quarantine_records: list[tuple[str, str]] = field(default_factory=list)
    published: list[tuple[str, str, int, int]] = field(default_factory=list)
    """(record, op, first rank, last rank): what holders get, in the order of the ops."""
