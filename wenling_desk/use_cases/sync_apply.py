"""What the centre sent is taken in: rows of a log with the cursor in one database transaction, and push answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import FIELD_CONFLICT
from wenling_desk.domain.record import DISPUTE_SETTLED, DISPUTED, FACT_REFUSED
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.sync_heads import save_record_heads
from wenling_desk.use_cases.sync_ports import HallHeads, HeldRow, PulledFact, SyncStore, SyncUnitOfWork, Trouble
from wenling_desk.use_cases.sync_rows import (
    CANNOT_FOLD,
    RELEASE,
    UNSENT,
    FactsRow,
    HeadRow,
    LeaseRow,
    PulledRow,
    ReleaseRow,
    RemoveRow,
    UnreadRow,
)

NUMBER_SHARED = "number_shared"
DUPLICATE = "duplicate"
MOST_DUPLICATES = 3
"""Suspected duplicates of one record that are told at a time: a developer with a hundred open cases of one item would
otherwise be told of each pair. The next is told when one has been looked at."""
HELD = "held"


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a slice: for the pages, and for the sync itself."""

    changes: Changes
    lease_until: datetime | None = None
    revoked: bool | None = None
    releases: bool = False


def apply_rows(desk: Desk, store: SyncStore, scope: str, rows: Sequence[PulledRow], ver: int) -> Applied:
    """Apply rows of a scope and move its cursor to ``ver``, together or not at all."""
    with store.sync_unit() as uow:
        taking = Taking(desk, uow, scope)
        for row in rows:
            taking.take(row)
        applied = taking.finish()
        uow.save_cursor(scope, ver)
        uow.commit()
    return applied


def apply_part(
    desk: Desk, store: SyncStore, scope: str, rows: Sequence[PulledRow], *, first: bool, ver: int | None
) -> Applied:
    """A part of a snapshot. The first one forgets what was there, the last one (with ``ver``) sets the cursor: one that
    was cut off in between is begun anew."""
    with store.sync_unit() as uow:
        if first:
            uow.forget_scope(scope)
        taking = Taking(desk, uow, scope)
        for row in rows:
            taking.take(row)
        applied = taking.finish()
        if ver is not None:
            uow.save_cursor(scope, ver)
        uow.commit()
    return applied


def replay_rows(desk: Desk, store: SyncStore, rows: Iterable[tuple[str, PulledRow]]) -> Applied:
    """Rows that were kept because nobody could read them: what can be read now is applied and let go."""
    applied = Applied(Changes())
    for scope, row in rows:
        with store.sync_unit() as uow:
            taking = Taking(desk, uow, scope, is_replay=True)
            taking.take(row)
            one = taking.finish()
            if not taking.kept:
                uow.release_held(scope, row.ver)
            uow.commit()
        applied = Applied(
            merged(applied.changes, one.changes),
            one.lease_until or applied.lease_until,
            applied.revoked if one.revoked is None else one.revoked,
            applied.releases or one.releases,
        )
    return applied


def merged(one: Changes, other: Changes) -> Changes:
    """What either changed."""
    return Changes(records=one.records | other.records, worklists=one.worklists or other.worklists)


def forget_scope(store: SyncStore, scope: str) -> Changes:
    """Heads and cursor of a scope go; the outbox and the facts stay."""
    with store.sync_unit() as uow:
        uow.forget_scope(scope)
        uow.commit()
    return Changes(worklists=True)


def record_push(desk: Desk, store: SyncStore, ack: int, held: Sequence[tuple[str, str]]) -> Changes:
    """The centre has verified the ledger up to ``ack``; ``held`` are (op id, reason) of what it cannot read yet."""
    records: set[str] = set()
    with store.sync_unit() as uow:
        uow.acknowledge(ack)
        for op_id, reason in held:
            op = uow.op_of(op_id)
            if op is None:
                continue
            named = [line.record_id for line in op.lines if line.record_id]
            records.update(named)
            entries = tuple(line.entry_id for line in op.lines)
            uow.need_attention(Trouble(op_id, HELD, named[0] if named else "", op_id, reason, desk.now(), entries))
        uow.commit()
    return Changes(records=frozenset(records), worklists=True)


@dataclass
class Taking:
    """One database transaction of rows. ``kept``: rows of it that are not read yet."""

    desk: Desk
    uow: SyncUnitOfWork
    scope: str
    is_replay: bool = False
    kept: int = 0
    _touched: dict[str, FactsRow] = field(default_factory=dict)
    _fresh: dict[str, list[Fact]] = field(default_factory=dict)
    _returned: set[str] = field(default_factory=set)
    _others: set[str] = field(default_factory=set)
    _lease: LeaseRow | None = None
    _releases: bool = False
    _leaving: dict[str, HeldRow] | None = None
    _duplicates: set[str] | None = None
    _pulled: list[tuple[Fact, PulledFact]] = field(default_factory=list)
    _ops: list[str] = field(default_factory=list)

    def take(self, row: PulledRow) -> None:
        """One row."""
        match row:
            case FactsRow():
                self._take_facts(row)
            case HeadRow():
                self._take_head(row.heads)
            case RemoveRow():
                self._remove(row)
            case LeaseRow():
                self._take_lease(row)
            case ReleaseRow():
                self._releases = True
                self._keep(row, RELEASE)
            case UnreadRow():
                self._keep(row, row.reason)

    def finish(self) -> Applied:
        """Worklist rows and troubles of what was touched."""
        self._hand_on()
        for record_id, row in self._touched.items():
            if not save_record_heads(self.desk, self.uow, record_id):
                self._keep(row, CANNOT_FOLD)
            self._find_troubles(record_id)
        records = frozenset(self._touched) | frozenset(self._others)
        lease = self._lease
        return Applied(
            Changes(records=records, worklists=bool(records)),
            lease.lease_until if lease is not None else None,
            lease.revoked if lease is not None else None,
            self._releases,
        )

    def _keep(self, row: PulledRow, reason: str) -> None:
        self.kept += 1
        if not self.is_replay:
            self.uow.hold(HeldRow(self.scope, row.ver, reason, row.raw))

    # -- facts -----------------------------------------------------------------------------------

    def _take_facts(self, row: FactsRow) -> None:
        self._stays(row.record_id)
        self._pulled += row.facts
        self._ops.append(row.op_id)
        self._returned.add(row.op_id)
        self._touched[row.record_id] = row
        self._fresh.setdefault(row.record_id, []).extend(fact for fact, _ in row.facts)

    def _hand_on(self) -> None:
        """Many rows at once are a few statements, row by row they were hundreds."""
        if self._ops:
            self.uow.add_pulled(self._pulled)
            self.uow.confirm(self._ops)
            self._pulled, self._ops = [], []

    def _find_troubles(self, record_id: str) -> None:
        known = {fact.fact_id: fact for fact in self.uow.facts_of(record_id)}
        open_ones = {trouble.trouble_id: trouble for trouble in self.uow.troubles(record_id)}
        refused: dict[str, list[Fact]] = {}
        for fact in self._fresh.get(record_id, ()):
            if fact.kind == FACT_REFUSED:
                named = known.get(str(fact.body.get("fact_id", "")))
                if named is not None and self._is_own(named):
                    refused.setdefault(named.command_id, []).append(fact)
            elif fact.kind == DISPUTED:
                self._note_dispute(fact, [known[each] for each in _names(fact) if each in known])
            elif fact.kind == DISPUTE_SETTLED and str(fact.body.get("dispute", "")) in open_ones:
                self.uow.settle(str(fact.body["dispute"]), self.desk.now())
        for command_id, facts in refused.items():
            self._note_refusal(command_id, facts)
        for trouble in open_ones.values():
            if trouble.code == HELD and trouble.op_id in self._returned:
                self.uow.settle(trouble.trouble_id, self.desk.now())

    def _note_refusal(self, command_id: str, facts: Sequence[Fact]) -> None:
        """An op is refused whole: one trouble, named by the fact that says who won."""
        first = next((fact for fact in facts if fact.body.get("winner")), facts[0])
        reason = str(first.body.get("reason", ""))
        code = FIELD_CONFLICT if reason == FIELD_CONFLICT else "refused"
        named = tuple(str(fact.body.get("fact_id", "")) for fact in facts)
        self.uow.need_attention(Trouble(first.fact_id, code, first.record_id, command_id, reason, first.at, named))

    def _note_dispute(self, fact: Fact, named: Sequence[Fact]) -> None:
        own = [each for each in named if self._is_own(each)]
        if not own:
            return
        reason = str(fact.body.get("reason", ""))
        code = NUMBER_SHARED if reason == NUMBER_SHARED else "disputed"
        ids = tuple(each.fact_id for each in named)
        self.uow.need_attention(Trouble(fact.fact_id, code, fact.record_id, own[0].command_id, reason, fact.at, ids))

    def _is_own(self, fact: Fact) -> bool:
        return fact.device == self.desk.identity.device

    # -- the hall's list -------------------------------------------------------------------------

    def _take_head(self, heads: HallHeads) -> None:
        self._stays(heads.record_id)
        self.uow.save_hall_heads(heads)
        self._others.add(heads.record_id)
        self._note_duplicates(heads)

    def _note_duplicates(self, heads: HallHeads) -> None:
        """疑似重复 on a case this desk works on: shown, never merged; it is over when the other one is closed."""
        if heads.duplicates:
            self._add_duplicates(heads)
        if self._duplicates is None:
            self._duplicates = {trouble.record_id for trouble in self.uow.troubles() if trouble.code == DUPLICATE}
        for trouble in self.uow.troubles(heads.record_id) if heads.record_id in self._duplicates else ():
            if trouble.code == DUPLICATE and not set(trouble.facts) & set(heads.duplicates):
                self.uow.settle(trouble.trouble_id, self.desk.now())

    def _add_duplicates(self, heads: HallHeads) -> None:
        facts = self.uow.facts_of(heads.record_id)
        own = next((fact for fact in facts if self._is_own(fact)), None)
        if own is None:
            return
        told = self.uow.troubles(heads.record_id, open_only=False)
        known = {trouble.trouble_id for trouble in told}
        room = MOST_DUPLICATES - sum(each.code == DUPLICATE and each.settled_at is None for each in told)
        fresh = [each for each in heads.duplicates if duplicate_id(heads.record_id, each) not in known]
        for other in fresh[: max(0, room)]:
            trouble_id = duplicate_id(heads.record_id, other)
            self.uow.need_attention(
                Trouble(trouble_id, DUPLICATE, heads.record_id, own.command_id, DUPLICATE, self.desk.now(), (other,))
            )

    def _remove(self, row: RemoveRow) -> None:
        """The record leaves the scope; work of it that is not sent yet keeps it here until it is."""
        self._others.add(row.record_id)
        if self.scope.startswith("hall:"):
            self.uow.save_hall_heads(HallHeads(row.record_id, 0, ()))
            return
        self._hand_on()
        try:
            self.uow.drop_record(row.record_id)
        except ValueError:
            self._keep(row, UNSENT)
            return
        self._touched.pop(row.record_id, None)
        self._fresh.pop(row.record_id, None)

    def _stays(self, record_id: str) -> None:
        """The record is this desk's (again): a removal that waits is no longer wanted."""
        if self.is_replay or self.scope.startswith("hall:"):
            return
        if self._leaving is None:
            self._leaving = {
                row.raw.decode("utf-8", "replace"): row for row in self.uow.held_rows() if row.reason == UNSENT
            }
        for raw, held in list(self._leaving.items()):
            if f'"{record_id}"' in raw and held.scope == self.scope:
                self.uow.release_held(held.scope, held.ver)
                del self._leaving[raw]

    def _take_lease(self, row: LeaseRow) -> None:
        self._lease = row
        replica = self.uow.replica()
        self.uow.note_centre(replica.incarnation, replica.request_seq, row.lease_until)


def duplicate_id(record_id: str, other: str) -> str:
    """The id of the trouble that two cases look like one; each of the two desks has its own."""
    return f"duplicate-{record_id}-{other}"


def _names(fact: Fact) -> tuple[str, ...]:
    named = fact.body.get("facts", ())
    return tuple(str(each) for each in named) if isinstance(named, list | tuple) else ()
