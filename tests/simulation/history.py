"""What a run did and what it left behind: plain values, so that processes can write them as lines of JSON.

Order is the list's own: nothing here has a clock. ``body`` is kept byte for byte.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

OK, FAIL, UNKNOWN = "ok", "fail", "unknown"
"""What a clerk knows of a command: it is done; it is not done; the machine died before it said."""


# -- what happened; ``machine`` is one disk: a cloned image is another one with the same device -----------


@dataclass(frozen=True, slots=True)
class Did:
    """A command at a desk, or a look or mark. ``entries`` are the ids of its ledger entries in order."""

    machine: str
    op_id: str
    outcome: str
    entries: tuple[str, ...] = ()
    record: str = ""
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper with this number left the printer; ``op_id`` is the op that issued it, where it is known."""

    machine: str
    number: str
    record: str
    op_id: str = ""


@dataclass(frozen=True, slots=True)
class Committed:
    """The centre took these ops in one database transaction that is on disk."""

    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acked:
    """A desk was told that the centre has these ops: (op id, digest)."""

    machine: str
    ops: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ImageRestored:
    """A desk's volume was set back: the ops ``lost`` are no longer on it."""

    machine: str
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CentreRestored:
    """The centre was set back to a backup: it no longer had the ops ``lost``."""

    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CursorMoved:
    """A desk's cursor of a scope; ``reset`` when a snapshot or a restored centre made it begin anew."""

    machine: str
    scope: str
    ver: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Saw:
    """The facts of a record as a desk showed them, after a restart too."""

    machine: str
    record: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Probed:
    """What only a run can try (a resend, a permuted clock): the invariant, and what was wrong (empty: nothing)."""

    invariant: str
    wrong: str = ""


Event: TypeAlias = (
    Did | Printed | Committed | Acked | ImageRestored | CentreRestored | CursorMoved | Saw | Probed
)  # fmt: skip


# -- what was left ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a device ledger, at either end."""

    entry_id: str
    kind: str
    record: str
    body: bytes


@dataclass(frozen=True, slots=True)
class OpRow:
    """An op in a ledger. ``state`` at a desk: queued, acked, confirmed, needs_attention; at the centre: applied, held.

    ``hash`` is the chain's head after it. ``resent``: it stands in this epoch for the second time.
    """

    device: str
    op_id: str
    epoch: int
    first: int
    last: int
    sha256: str
    hash: str
    state: str = ""
    resent: bool = False


@dataclass(frozen=True, slots=True)
class EpochRow:
    """An epoch as the centre knows it: ledger numbers ``base + 1`` to ``last``."""

    device: str
    epoch: int
    desk_code: str
    base: int
    last: int
    head: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact at its place in the centre's order of a record."""

    record: str
    rank: int
    fact_id: str
    kind: str
    op_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class LogRow:
    """A row of a scope's log."""

    scope: str
    ver: int
    kind: str
    record: str = ""
    op_id: str = ""
    first_rank: int = 0
    last_rank: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as the centre sums it up; ``statuses`` by member."""

    record: str
    kind: str
    hall: str
    rank: int
    in_hall: bool
    disputed: bool
    scans_missing: int
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BlobRow:
    """An attachment the centre holds whole; ``actual`` is the digest of what it would give out."""

    sha256: str
    size: int
    actual: str


@dataclass(slots=True)
class CentreState:
    """The centre in the end. ``entries`` by op, in no order; ``blob_refs`` are (sha256, record, kind)."""

    ops: list[OpRow] = field(default_factory=list)
    epochs: list[EpochRow] = field(default_factory=list)
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    facts: list[FactRow] = field(default_factory=list)
    logs: list[LogRow] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)
    floors: dict[str, int] = field(default_factory=dict)
    records: list[RecordRow] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    blobs: list[BlobRow] = field(default_factory=list)
    blob_refs: list[tuple[str, str, str]] = field(default_factory=list)
    holders: list[tuple[str, str]] = field(default_factory=list)
    codes: list[tuple[str, str, int]] = field(default_factory=list)
    summaries: dict[str, int] = field(default_factory=dict)
    recount: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A record in a desk's worklist for its hall; ``statuses`` by member."""

    record: str
    rank: int
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ClientState:
    """A desk in the end. ``converged``: it was given every chance to empty its queues (a revoked one was not).

    ``facts`` by record: (fact id, body) in the desk's order; ``counts`` beside ``recount``, its own summaries;
    ``errands`` by record, each in one word, in order.
    """

    machine: str
    device: str = ""
    hall: str = ""
    converged: bool = True
    ops: list[OpRow] = field(default_factory=list)
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    facts: dict[str, tuple[tuple[str, bytes], ...]] = field(default_factory=dict)
    heads: list[HeadRow] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    unsent: int = 0
    blobs_waiting: int = 0
    held_rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    recount: dict[str, int] = field(default_factory=dict)
    errands: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """One run: what happened, in order, and what both ends were left with."""

    events: list[Event] = field(default_factory=list)
    centre: CentreState = field(default_factory=CentreState)
    clients: list[ClientState] = field(default_factory=list)


# -- as lines -----------------------------------------------------------------------------------------

_ROWS: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        Did, Printed, Committed, Acked, ImageRestored, CentreRestored, CursorMoved, Saw, Probed,
        Entry, OpRow, EpochRow, FactRow, LogRow, RecordRow, BlobRow, HeadRow, CentreState, ClientState,
    )
}  # fmt: skip
_KIND: Final = "is"


def to_lines(history: History) -> list[str]:
    """One line for each event, for the centre and for each client."""
    return [line_of(each) for each in (*history.events, history.centre, *history.clients)]


def line_of(row: object) -> str:
    """One row as a line of JSON; a process may append it to its own file as it goes."""
    return json.dumps(_plain(row), ensure_ascii=True, separators=(",", ":"))


def from_lines(lines: Iterable[str]) -> History:
    """The history of such lines, of one process or of many one after the other."""
    history = History()
    for line in lines:
        row = _row(json.loads(line))
        if isinstance(row, CentreState):
            history.centre = row
        elif isinstance(row, ClientState):
            history.clients.append(row)
        else:
            history.events.append(row)
    return history


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {_KIND: "bytes", "text": value.decode("utf-8", "surrogateescape")}
    if dataclasses.is_dataclass(value):
        fields = {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {_KIND: type(value).__name__, **fields}
    if isinstance(value, Mapping):
        return {_KIND: "dict", "pairs": [[_plain(key), _plain(each)] for key, each in value.items()]}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _row(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_row(each) for each in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain.pop(_KIND)
    if kind == "bytes":
        return plain["text"].encode("utf-8", "surrogateescape")
    if kind == "dict":
        return {_row(key): _row(each) for key, each in plain["pairs"]}
    row = _ROWS[kind]
    values = {name: _row(each) for name, each in plain.items()}
    if row in (CentreState, ClientState):
        lists = {each.name for each in dataclasses.fields(row) if each.default_factory is list}
        values = {name: list(each) if name in lists else each for name, each in values.items()}
    return row(**values)
