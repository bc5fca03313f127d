"""The unit of work of the sync: what the centre answered and sent, written like every other command's work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wenling_desk.domain.facts import Fact
from wenling_desk.store import (
    blobs,
    canonical,
    entry_marks,
    errands,
    figures,
    hall,
    outbox,
    replica,
    series,
    troubles,
)
from wenling_desk.store import facts as fact_table
from wenling_desk.store.transaction import Transaction
from wenling_desk.store.unit_of_work import SqlUnitOfWork, Workshop
from wenling_desk.use_cases.sync_ports import Enrolment, HallHeads, HeldRow, PulledFact, Trouble

Step = Callable[[Transaction], None]


class SqlSyncUnitOfWork(SqlUnitOfWork):
    """sync_ports.SyncUnitOfWork. Its writes are done in the order of the calls, after the facts of the command and
    before the worklist rows of :meth:`save_heads`.

    ``facts_of`` shows at once what :meth:`add_pulled` and :meth:`drop_record` gathered: the worklist rows of a record
    are made from it in the same database transaction.
    """

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop)
        self._steps: list[Step] = []
        self._pulled: dict[str, dict[str, tuple[Fact, PulledFact]]] = {}
        self._shown: dict[str, tuple[Fact, ...]] = {}
        self._hall: list[HallHeads] = []
        self._hall_step: Step | None = None
        self._left: set[str] = set()
        self._doomed: list[str] = []
        self._taken: series.Current | None = None

    def facts_of(self, record_id: str) -> tuple[Fact, ...]:
        """All facts of a record in order, those pulled in this unit among them."""
        pulled = self._pulled.get(record_id)
        if not pulled:
            return () if record_id in self._left else super().facts_of(record_id)
        shown = self._shown.get(record_id)
        if shown is None:
            stored = self._rows(fact_table.ALL_ROWS, record_id=record_id)
            shown = self._shown[record_id] = _in_order(stored, pulled)
        return shown

    def keep_enrolment(self, enrolment: Enrolment) -> None:
        """Keep or replace it."""
        self._step(lambda transaction: replica.keep_enrolment(transaction, enrolment))

    def take_desk_code(self, desk_code: str, epoch: int, first: int) -> None:
        """Begin a new epoch: numbers of this code from serial 1, entries from ledger number ``first`` queued again.

        The same grant again keeps its serials and queues from ``first``. ``commit`` raises ValueError for an epoch or a
        code that is not new, and where ``first`` is in no place an op begins.
        """

        def take(transaction: Transaction) -> None:
            outbox.require_beginning(transaction, first)
            self._taken = series.take_granted(transaction, self._workshop.identity, desk_code, epoch)
            outbox.acknowledge(transaction, 0, first - 1)  # the centre has them, whoever lost its answer
            outbox.queue_again(transaction, first, epoch)
            replica.keep_mark(transaction, replica.ACKED, first - 1)

        self._step(take)

    def note_centre(self, incarnation: str, request_seq: int, lease_until: datetime | None = None) -> None:
        """What the centre said last. Another life of the centre is offered every attachment that is here again."""

        def note(transaction: Transaction) -> None:
            if replica.note_centre(transaction, incarnation, request_seq, lease_until):
                blobs.offer_again(transaction)

        self._step(note)

    def acknowledge(self, through: int) -> None:
        """Own entries up to that ledger number are ``acked``; ``commit`` raises ValueError beyond the ledger's end."""

        def acknowledge(transaction: Transaction) -> None:
            acked = replica.acked_in(transaction)
            outbox.require_within(transaction, through)
            if through > acked:
                outbox.acknowledge(transaction, acked, through)
                replica.keep_mark(transaction, replica.ACKED, through)

        self._step(acknowledge)

    def confirm(self, op_ids: Sequence[str]) -> None:
        """Own ops that returned through the log."""
        wanted = tuple(op_ids)
        self._step(lambda transaction: outbox.confirm(transaction, wanted))

    def need_attention(self, trouble: Trouble) -> None:
        """Add a trouble (once) and mark its op, or the last own op of its record where it names none of this desk."""
        self._step(lambda transaction: troubles.add(transaction, trouble))

    def settle(self, trouble_id: str, at: datetime) -> None:
        """A person has looked. ``commit`` raises KeyError for an unknown trouble."""
        self._step(lambda transaction: troubles.settle(transaction, trouble_id, at, replica.acked_in(transaction)))

    def add_pulled(self, facts: Sequence[tuple[Fact, PulledFact]]) -> None:
        """Facts of the centre's order. New ones are stored as not own; of those here already the rank is set."""
        wanted = tuple(facts)
        for fact, pulled in wanted:
            self._pulled.setdefault(fact.record_id, {})[pulled.fact_id] = (fact, pulled)
            self._shown.pop(fact.record_id, None)
        self._step(lambda transaction: fact_table.add_pulled(transaction, wanted, self._region))

    def save_hall_heads(self, heads: HallHeads) -> None:
        """Rows of a record other desks hold, or the marks of one this desk holds; rank 0: it has left the hall."""
        if self._steps and self._steps[-1] is self._hall_step:
            self._hall.append(heads)  # one after the other, as a page of the hall's log has them: written together
            return
        gathered = self._hall = [heads]

        def save(transaction: Transaction) -> None:
            hall.save(transaction, gathered)

        self._hall_step = save
        self._step(save)

    def drop_record(self, record_id: str) -> None:
        """The record leaves this desk. Raises ValueError while own entries of it are unacknowledged.

        A scan of it that the centre does not hold yet stays until it does.
        """
        acked = self._ask(replica.acked)
        if self._first(outbox.UNSENT_OF_RECORD, record_id=record_id, acked=acked) is not None:
            raise ValueError("the record has entries the centre has not acknowledged")
        self._pulled.pop(record_id, None)
        self._shown.pop(record_id, None)
        self._left.add(record_id)
        doomed = [row.sha256 for row in self._rows(blobs.ONLY_OF_RECORD, record_id=record_id)]
        self._doomed += doomed

        def drop(transaction: Transaction) -> None:
            fact_table.drop(transaction, record_id)
            hall.drop(transaction, record_id)
            blobs.drop(transaction, doomed)

        self._step(drop)

    def save_cursor(self, scope: str, ver: int) -> None:
        """Rows of the scope are applied up to ``ver``; ``commit`` raises ValueError where it would go back."""
        self._step(lambda transaction: replica.save_cursor(transaction, scope, ver))

    def forget_scope(self, scope: str) -> None:
        """Before a snapshot or after the centre was restored: heads and cursor go, the outbox stays."""

        def forget(transaction: Transaction) -> None:
            transaction.run(replica.DROP_CURSOR, [{"key": scope}])
            if scope.startswith("hall:"):
                hall.forget(transaction)
            if scope.startswith("device:"):
                fact_table.forget_scope(transaction)
                errands.drop_unheld(transaction)
                figures.drop_unheld(transaction)
                entry_marks.drop_unheld(transaction)

        self._step(forget)

    def hold(self, row: HeldRow) -> None:
        """Keep a row this version cannot read."""
        values = {"scope": row.scope, "ver": row.ver, "reason": row.reason, "raw": row.raw}
        self._step(lambda transaction: transaction.run(replica.HOLD, [values]))

    def release_held(self, scope: str, ver: int) -> None:
        """It was read after an upgrade."""
        values = {"key_scope": scope, "key_ver": ver}
        self._step(lambda transaction: transaction.run(replica.RELEASE, [values]))

    def add_scan(self, record_id: str, data: bytes, media_type: str) -> str:
        """Keep an attachment (encrypted, by its digest); returns the SHA-256. It is queued behind the ops."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._writable().scans.setdefault(sha256, []).append(blobs.Scan(record_id, media_type, bytes(data)))
        return sha256

    def blob_progress(self, sha256: str, offset: int, *, complete: bool, at: datetime) -> None:
        """How much of it the centre holds; of an attachment that is gone from here nothing is noted."""
        self._step(lambda transaction: blobs.progress(transaction, sha256, offset, complete=complete, at=at))

    def forget_blobs(self, before: datetime) -> int:
        """Remove local scans the centre has held since before then and whose ops are confirmed; how many."""
        spent = [row.sha256 for row in self._rows(blobs.SPENT, before=before.isoformat(timespec="microseconds"))]
        self._doomed += spent
        self._step(lambda transaction: blobs.drop(transaction, spent))
        return len(spent)

    def commit(self) -> None:
        """As of every unit of work; a desk code that was taken is in use from here on."""
        self._writable()
        if self._doomed:
            # Files first: what a crash leaves is a row whose file the centre has, and the next time finds it again.
            with self._guard():
                self._workshop.files.remove(self._doomed)
        super().commit()

    def _committed(self) -> None:
        if self._taken is not None:
            current = self._workshop.current
            current.identity, current.series, current.is_granted = self._taken.identity, self._taken.series, True

    def _then(self, transaction: Transaction) -> None:
        for step in self._steps:
            step(transaction)

    def _step(self, step: Step) -> None:
        self._writable()
        self._steps.append(step)


def _in_order(stored: Iterable[Any], pulled: Mapping[str, tuple[Fact, PulledFact]]) -> tuple[Fact, ...]:
    """A record's facts with those pulled in this unit; what was read already is not read again."""
    rows: dict[str, tuple[int | None, int, Fact]] = {}
    after = 0
    for row in stored:
        fact, told = pulled.get(row.fact_id, (None, None))
        if fact is None or told is None or told.body != row.body:
            fact = canonical.fact_from_bytes(row.body)
        rows[row.fact_id] = (told.rank if told is not None else row.rank, row.position, fact)
        after = max(after, row.position)
    for fact_id, (fact, told) in pulled.items():
        if fact_id not in rows:
            after += 1
            rows[fact_id] = (told.rank, after, fact)
    return tuple(row[2] for row in sorted(rows.values(), key=lambda row: (row[0] is None, row[0] or 0, row[1])))
