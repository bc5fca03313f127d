"""A tiny centre and a tiny desk for the engine: ledgers are lists, logs are lists, everything can be copied."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

import msgspec

from wenling_desk.protocol.messages import (
    BlobOffer,
    BlobState,
    DeviceReport,
    DigestAnswer,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    LogRow,
    OpStatus,
    PullAnswer,
    PushAnswer,
    PushRequest,
    SnapshotAnswer,
)
from wenling_desk.protocol.ops import WireEntry, chained, op_digest
from wenling_desk.sync.asking import (
    Answer,
    AskDigest,
    AskSnapshot,
    Downloaded,
    Failure,
    FailureKind,
    FetchSnapshot,
    Pull,
    Request,
    SendChunk,
)
from wenling_desk.sync.state import DeskFacts
from wenling_desk.sync.tasks import (
    ApplyRows,
    ForgetScope,
    NewId,
    NoteBlob,
    NoteCentre,
    NotThere,
    Outcome,
    ReadBlobs,
    ReadChunk,
    ReadDigest,
    ReadOpIds,
    ReadOps,
    ReadReleases,
    RecordPush,
    ReplayHeld,
    RowsApplied,
    TakeDeskCode,
    TakeSnapshot,
    Task,
)
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import BlobWaiting, LedgerLine, LedgerOp, OpBatch, Replica

DEVICE, OWN, HALL = "desk-1", "device:desk-1", "hall:H1"
NOTHING = bytes(32)


def refused(code: str, **values: object) -> Failure:
    return Failure(FailureKind.REFUSED, code, {name: str(value) for name, value in values.items()})


@dataclass
class Epoch:
    base: int
    last: int
    head: str
    ops: dict[int, tuple[str, str]] = field(default_factory=dict)
    """First ledger number -> (op id, chain after it)."""


@dataclass
class Centre:
    """Answers as the real one does, of one device. ``logs`` are (kind, op id) by scope; version = place + 1."""

    incarnation: str = "life-1"
    epoch: int = 1
    epochs: dict[int, Epoch] = field(default_factory=lambda: {1: Epoch(0, 0, NOTHING.hex())})
    granted: dict[str, int] = field(default_factory=dict)
    ops: dict[str, str] = field(default_factory=dict)
    logs: dict[str, list[str]] = field(default_factory=lambda: {OWN: [], HALL: []})
    floors: dict[str, int] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    oldest_pulling: int = 1
    revoked: bool = False
    lives: int = 1
    most_ops: int = 500

    def backup(self) -> Centre:
        return copy.deepcopy(self)

    def restored(self, lives: int) -> Centre:
        """As :meth:`backup` left it, in another life."""
        other = copy.deepcopy(self)
        other.lives = lives
        other.incarnation = f"life-{lives}"
        return other

    def answer(self, request: Request) -> Answer | Failure:
        match request:
            case HelloRequest():
                return self._hello(request)
            case PushRequest():
                return self._push(request)
            case KnownRequest(op_ids=wanted):
                known = {each: self.ops[each] for each in wanted if each in self.ops}
                return KnownAnswer(known=known, incarnation=self.incarnation)
            case EpochRequest():
                return self._grant(request)
            case Pull(scope, after, limit):
                return self._pull(scope, after, limit)
            case AskDigest(scope):
                count = len(self.logs[scope])
                return DigestAnswer(scope=scope, ver=count, count=count, xor="\n".join(self.logs[scope]))
            case AskSnapshot(scope):
                ver = len(self.logs[scope])
                values = {"scope": scope, "snapshot_id": "s", "ver": ver, "size": 1, "sha256": "x", "key": "k"}
                return SnapshotAnswer(**values, incarnation=self.incarnation, signature="sig")  # type: ignore[arg-type]
            case FetchSnapshot(snapshot):
                return Downloaded("\n".join(self.logs[snapshot.scope][: snapshot.ver]))
            case BlobOffer(sha256=sha256, size=size):
                self.sizes[sha256] = size
                return self._blob(sha256)
            case SendChunk(sha256, offset, data):
                here = self.blobs.setdefault(sha256, b"")
                if offset != len(here):
                    return refused("offset_wrong", offset=len(here))
                self.blobs[sha256] = here + data
                return self._blob(sha256)
        raise AssertionError(request)

    def _blob(self, sha256: str) -> BlobState:
        here = len(self.blobs.get(sha256, b""))
        return BlobState(sha256=sha256, offset=here, complete=here == self.sizes[sha256])

    def _hello(self, request: HelloRequest) -> HelloAnswer:
        epoch = self.epochs.get(request.epoch)
        return HelloAnswer(
            protocol=1,
            oldest_pulling=self.oldest_pulling,
            incarnation=self.incarnation,
            now="2026-11-03T09:30:00+08:00",
            epoch=self.epoch,
            last_seq=epoch.last if epoch is not None else 0,
            request_seq=0,
            lease_until="2026-11-06T09:30:00+08:00",
            scopes=() if self.revoked else tuple(self.logs),
            heads={} if self.revoked else {scope: len(log) for scope, log in self.logs.items()},
            most_ops=self.most_ops,
            most_bytes=1 << 20,
            notices=("revoked",) if self.revoked else (),
        )

    def _push(self, request: PushRequest) -> PushAnswer | Failure:
        if request.epoch != self.epoch:
            return refused("epoch_closed", epoch=self.epoch)
        epoch = self.epochs[request.epoch]
        first = request.ops[0].first
        if len(request.ops) > self.most_ops:
            return refused("too_large")
        if first > epoch.last + 1 or first <= epoch.base:
            return refused("gap", expected=epoch.last + 1)
        if first == epoch.last + 1 and request.previous != epoch.head:
            return refused("forked", seq=first)
        head = bytes.fromhex(request.previous)
        for op in request.ops:
            head = chained(head, op.entries)
            assert head.hex() == op.hash
            assert op_digest(op.entries) == op.sha256
            known = self.ops.get(op.op_id)
            if known not in (None, op.sha256):
                return refused("forked", seq=op.first)
            if op.first <= epoch.last and epoch.ops.get(op.first) != (op.op_id, op.hash):
                return refused("forked", seq=op.first)
        for op in request.ops:
            if op.op_id not in self.ops:
                self.ops[op.op_id] = op.sha256
                self.logs[OWN].append(op.op_id)
                self.logs[HALL].append(f"head of {op.op_id}")
            epoch.ops[op.first] = (op.op_id, op.hash)
        if request.ops[-1].last > epoch.last:
            epoch.last, epoch.head = request.ops[-1].last, request.ops[-1].hash
        statuses = tuple(OpStatus(op_id=op.op_id, state="applied") for op in request.ops)
        return PushAnswer(incarnation=self.incarnation, ack=request.ops[-1].last, statuses=statuses)

    def _grant(self, request: EpochRequest) -> EpochAnswer:
        if request.request_id not in self.granted:
            self.epoch = max(self.epoch, request.epoch) + 1
            self.epochs[self.epoch] = Epoch(request.first - 1, request.first - 1, request.previous)
            self.granted[request.request_id] = self.epoch
        epoch = self.granted[request.request_id]
        return EpochAnswer(epoch=epoch, desk_code=f"C{self.lives}{epoch:02d}", incarnation=self.incarnation)

    def _pull(self, scope: str, after: int, limit: int) -> PullAnswer | Failure:
        floor = self.floors.get(scope, 0)
        if after < floor:
            return refused("below_floor", floor=floor)
        log = self.logs[scope]
        rows = tuple(
            LogRow(ver=ver, kind="facts", op_id=log[ver - 1])
            for ver in range(after + 1, min(after + limit, len(log)) + 1)
        )
        return PullAnswer(
            scope=scope,
            rows=rows,
            next=rows[-1].ver if rows else min(after, len(log)),
            head=len(log),
            floor=floor,
            incarnation=self.incarnation,
        )


@dataclass
class Desk:
    """The database of a desk, as far as the engine's tasks reach."""

    name: str = "a"
    epoch: int = 1
    desk_code: str = "C101"
    acked: int = 0
    incarnation: str = ""
    lease: str = ""
    ops: list[LedgerOp] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    cursors: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    made: int = 0
    ids: int = 0
    locked: bool = False
    digest_due: bool = False
    codes: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        return self.ops[-1].last if self.ops else 0

    @property
    def head(self) -> bytes:
        return self.ops[-1].head if self.ops else NOTHING

    def write(self, entries: int = 1) -> str:
        """One command."""
        self.made += 1
        op_id = f"{self.name}-{self.made}"
        first = self.length + 1
        lines = tuple(LedgerLine(f"{op_id}.{n}", "fact", "r", b'{"n":%d}' % n) for n in range(entries))
        wire = [WireEntry(id=each.entry_id, kind=each.kind, body=msgspec.Raw(each.body)) for each in lines]
        self.ops.append(LedgerOp(op_id, first, lines, chained(self.head, wire)))
        return op_id

    def facts(self) -> DeskFacts:
        replica = Replica(
            self.epoch, self.desk_code, self.length, self.acked, self.incarnation, 0, dict(self.cursors), self.locked
        )
        report = DeviceReport(app_version="1", schema=1, unsent=0)
        return DeskFacts(DEVICE, replica, report, self.lease, self.digest_due, held_rows=False)

    def carry_out(self, task: Task) -> Outcome:
        match task:
            case ReadOps(after, most_ops, _):
                return self._ops_after(after, most_ops)
            case ReadOpIds(before, most):
                found = [(op.op_id, op.first, op.last) for op in reversed(self.ops) if op.last < before]
                return tuple(found[:most])
            case NewId():
                self.ids += 1
                return f"{self.name}-request-{self.ids}"
            case RecordPush(ack, _):
                self.acked = max(self.acked, ack)
                return Changes()
            case TakeDeskCode(desk_code, epoch, first):
                assert epoch > self.epoch
                assert desk_code not in self.codes, "a desk code was taken twice"
                self.codes.append(desk_code)
                self.epoch, self.desk_code, self.acked, self.locked = epoch, desk_code, first - 1, False
                return None
            case NoteCentre(incarnation, _, lease):
                self.incarnation, self.lease = incarnation, lease
                return None
            case ForgetScope(scope):
                self.cursors.pop(scope, None)
                self.rows.pop(scope, None)
                return Changes()
            case ApplyRows(scope, rows, ver):
                return self._apply(scope, rows, ver)
            case TakeSnapshot(scope=scope, path=path, ver=ver):
                self.rows[scope] = path.split("\n") if path else []
                self.cursors[scope] = ver
                self.confirmed.update(self.rows[scope])
                return RowsApplied(Changes())
            case ReadBlobs(limit):
                waiting = [sha for sha in self.blobs if sha not in self.complete]
                return tuple(BlobWaiting(sha, len(self.blobs[sha]), "scan", "r", 0) for sha in waiting[:limit])
            case ReadChunk(sha256, offset, length):
                return self.blobs[sha256][offset : offset + length]
            case NoteBlob(sha256, _, complete):
                if complete:
                    self.complete.add(sha256)
                return Changes()
            case ReadDigest(scope):
                names = self.rows.get(scope, [])
                return len(names), "\n".join(names)
            case ReadReleases():
                return ()
            case ReplayHeld():
                return RowsApplied(Changes())
        raise AssertionError(task)

    def _ops_after(self, after: int, most_ops: int) -> OpBatch | NotThere:
        if any(op.first <= after < op.last for op in self.ops):
            return NotThere()
        previous = NOTHING
        for op in self.ops:
            if op.last <= after:
                previous = op.head
        return OpBatch(previous, tuple(op for op in self.ops if op.first > after)[:most_ops])

    def _apply(self, scope: str, rows: tuple[LogRow, ...], ver: int) -> RowsApplied:
        here = self.rows.setdefault(scope, [])
        cursor = self.cursors.get(scope, 0)
        assert [row.ver for row in rows] == list(range(cursor + 1, ver + 1)), "a hole was applied"
        here += [row.op_id for row in rows]
        self.cursors[scope] = ver
        self.confirmed.update(row.op_id for row in rows)
        return RowsApplied(Changes())


def lying(answer: PullAnswer, **changes: Any) -> PullAnswer:
    """The answer with something wrong in it."""
    return msgspec.structs.replace(answer, **changes)
