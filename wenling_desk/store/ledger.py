"""The device ledger: facts, audited looks and marks of the store itself in one hash-chained sequence.

``hash(n) = SHA256(hash(n-1) || entry id || body)``, with 32 zero bytes before the first. Ids hold no brace
and every body begins with one, so the join has one reading. Neither the epoch nor the state takes part: an
entry that is sent again under a new epoch keeps its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select

from wenling_desk.domain.facts import Fact
from wenling_desk.store import canonical, schema
from wenling_desk.store.transaction import Row, Transaction
from wenling_desk.use_cases.ports import Look

NO_HASH: Final = bytes(32)

_T = schema.ledger
INSERT: Final = insert(_T).values({column.name: bindparam(column.name) for column in _T.columns})
HEAD: Final = select(_T.c.seq, _T.c.hash).order_by(_T.c.seq.desc()).limit(1)
LAST_MOMENT: Final = select(_T.c.at).order_by(_T.c.seq.desc()).limit(1)
RECORD_OF_COMMAND: Final = select(_T.c.record_id).where(
    _T.c.command_id == bindparam("command_id"), _T.c.command_index == 0
)
_SLICE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry before it has its place in the chain. An empty ``entry_id`` is made from place and body."""

    kind: str
    body: bytes = field(repr=False)
    at: datetime
    entry_id: str = ""
    command_id: str | None = None
    command_index: int | None = None
    record_id: str | None = None
    clerk: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerAnchor:
    """A head of the chain known from elsewhere (a backup's manifest, the centre's answer)."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """Something wrong with the entry ``seq``.

    ``gap``: entries before it are missing; ``body_changed``; ``chain_broken``: inserted, exchanged or
    changed; ``fact_missing`` and ``fact_differs``: the table of facts does not say the same;
    ``fact_without_entry``; ``tail_missing`` and ``anchor_differs``: not the chain whose head the anchor is.
    """

    code: str
    seq: int


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What :func:`verify` found; ``head`` is the last entry."""

    entries: int
    head: LedgerAnchor
    faults: tuple[LedgerFault, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def entry_of_fact(fact: Fact, body: bytes, command_index: int) -> Entry:
    """The entry of a fact with its canonical body."""
    return Entry("fact", body, fact.at, fact.fact_id, fact.command_id, command_index, fact.record_id, fact.clerk)


def entry_of_look(look: Look, device: str) -> Entry:
    """The entry of an audited look or a login: ids and codes only."""
    plain = {
        "look": look.kind,
        "clerk": look.clerk,
        "role": look.role,
        "at": look.at.isoformat(timespec="microseconds"),
        "object_id": look.object_id,
        "reason": look.reason,
        "outcome": look.outcome,
        "device": device,
    }
    return Entry("look", canonical.to_bytes(plain), look.at, clerk=look.clerk)


def entry_of_mark(mark: str, at: datetime, **values: str | int) -> Entry:
    """The entry of something that happened to the store itself, such as a restore."""
    plain = {"mark": mark, "at": at.isoformat(timespec="microseconds"), **values}
    return Entry("mark", canonical.to_bytes(plain), at)


def write(transaction: Transaction, entries: Sequence[Entry], epoch: int) -> Mapping[str, int]:
    """Append the entries to the chain; the ledger number of each, by its id.

    The entries of one command follow each other without a gap, whatever came between them: they are one op.
    """
    if not entries:
        return {}
    seq, last = transaction.first(HEAD, {}) or (0, NO_HASH)
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    for entry in command_by_command(entries):
        seq += 1
        entry_id = entry.entry_id or f"{entry.kind}-{hashlib.sha256(last + entry.body).hexdigest()[:32]}"
        chained = chain(last, entry_id, entry.body)
        row = _to_row(entry) | {"seq": seq, "entry_id": entry_id, "prev_hash": last, "hash": chained}
        rows.append(row | {"epoch": epoch})
        numbers[entry_id] = seq
        last = chained
    transaction.run(INSERT, rows)
    return numbers


def command_by_command(entries: Sequence[Entry]) -> list[Entry]:
    """In order of each command's first entry; what no command made keeps its place among them."""
    places: dict[str, int] = {}
    keyed = [(places.setdefault(e.command_id, at) if e.command_id else at, at, e) for at, e in enumerate(entries)]
    return [entry for _, _, entry in sorted(keyed, key=lambda each: each[:2])]


def chain(previous: bytes, entry_id: str, body: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"".join((previous, entry_id.encode("utf-8"), body))).digest()


def head_of(connection: Connection) -> LedgerAnchor:
    """The last entry; number 0 for an empty ledger."""
    row = connection.execute(HEAD).first()
    return LedgerAnchor(row.seq, row.hash.hex()) if row else LedgerAnchor(0, NO_HASH.hex())


def verify(connection: Connection, anchor: LedgerAnchor | None = None) -> LedgerReport:
    """Recompute the whole chain and compare it with the facts.

    An entry cut off at the end shows by its fact, or against an ``anchor``; a look or a mark only against an
    anchor.
    """
    faults: list[LedgerFault] = []
    last_seq, last_hash, entries, at_anchor = 0, NO_HASH, 0, ""
    for row in _entries(connection):
        body, previous, own = _raw(row.body), _raw(row.prev_hash), _raw(row.hash)
        if row.seq != last_seq + 1:
            faults.append(LedgerFault("gap", row.seq))
        if body is not row.body or hashlib.sha256(body).digest() != row.sha256:
            faults.append(LedgerFault("body_changed", row.seq))
        if previous != last_hash or own != chain(last_hash, row.entry_id, body):
            faults.append(LedgerFault("chain_broken", row.seq))
        if row.kind == "fact" and row.fact_body != row.body:
            faults.append(LedgerFault("fact_missing" if row.fact_body is None else "fact_differs", row.seq))
        last_seq, last_hash, entries = row.seq, own, entries + 1
        if anchor is not None and row.seq == anchor.seq:
            at_anchor = own.hex()
    if _count_facts_without_entry(connection):
        faults.append(LedgerFault("fact_without_entry", last_seq))
    if anchor is not None and anchor.seq > 0 and at_anchor != anchor.hash:
        faults.append(LedgerFault("anchor_differs" if at_anchor else "tail_missing", anchor.seq))
    return LedgerReport(entries, LedgerAnchor(last_seq, last_hash.hex()), tuple(faults))


def _to_row(entry: Entry) -> dict[str, Any]:
    return {
        "command_id": entry.command_id,
        "command_index": entry.command_index,
        "record_id": entry.record_id,
        "kind": entry.kind,
        "body": entry.body,
        "sha256": hashlib.sha256(entry.body).digest(),
        "state": "queued",
        "at": entry.at.isoformat(timespec="microseconds"),
        "clerk": entry.clerk,
    }


def _entries(connection: Connection) -> Iterator[Any]:
    """All entries beside the bodies of their facts, in slices: no cursor stays open."""
    facts = schema.facts
    after = 0
    while True:
        query = (
            select(_T.c.seq, _T.c.entry_id, _T.c.prev_hash, _T.c.hash, _T.c.kind, _T.c.body, _T.c.sha256)
            .add_columns(facts.c.body.label("fact_body"))
            .outerjoin_from(_T, facts, facts.c.fact_id == _T.c.entry_id)
            .where(_T.c.seq > after)
            .order_by(_T.c.seq)
            .limit(_SLICE)
        )
        rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _SLICE:
            return
        after = rows[-1].seq


def _raw(value: object) -> bytes:
    """What a forger put in place of bytes must not stop the check."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _count_facts_without_entry(connection: Connection) -> int:
    facts = schema.facts
    query = (
        select(func.count()).select_from(facts).where(facts.c.own == 1, facts.c.fact_id.not_in(select(_T.c.entry_id)))
    )
    return int(connection.execute(query).scalar_one())
