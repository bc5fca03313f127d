"""The outbox goes up: batches without a gap, one in flight; only what was verified in the answer counts as sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from wenling_desk.protocol.messages import PushAnswer, PushRequest
from wenling_desk.protocol.ops import Op, WireEntry, op_digest
from wenling_desk.protocol.versions import BATCH_BYTES, FACT_SCHEMA, MOST_OPS, PROTOCOL
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.sync.state import Done, Go, Halt, Phase, Rejoining, State, Turn
from wenling_desk.sync.tasks import NotThere, Outcome, ReadOps, RecordPush
from wenling_desk.use_cases.sync_ports import LedgerOp, OpBatch

LEAST_OPS: Final = 50
LARGEST_OPS: Final = 1000
LEAST_BYTES: Final = 32 << 10
FAST_MS: Final = 400
SLOW_MS: Final = 4_000
MOST_GAPS: Final = 3
MOST_FORKS: Final = 2


def begin(state: State) -> Turn:
    """Read the next batch."""
    most = min(LARGEST_OPS, state.centre.most_ops if state.centre is not None else MOST_OPS)
    sending = state.sending
    return replace(state, local_work=False), ReadOps(sending.after, max(1, min(sending.ops, most)), sending.bytes)


def on_batch(state: State, outcome: Outcome) -> Turn:
    """Send what was read; nothing left ends the phase."""
    if isinstance(outcome, NotThere):  # the ledger was cut elsewhere than the centre says
        return to_rejoin(state, "forked")
    if not isinstance(outcome, OpBatch) or state.desk is None:
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    if not outcome.ops:
        return state, Done.DONE
    request = PushRequest(
        device=state.desk.device,
        epoch=state.epoch,
        protocol=PROTOCOL,
        schema=FACT_SCHEMA,
        previous=outcome.previous.hex(),
        ops=tuple(wire_op(op) for op in outcome.ops),
    )
    return state, request


def wire_op(op: LedgerOp) -> Op:
    """An op of the ledger as it goes over the wire: its bytes untouched."""
    entries = tuple(
        WireEntry(id=line.entry_id, kind=line.kind, record=line.record_id, body=msgspec.Raw(line.body))
        for line in op.lines
    )
    return Op(op_id=op.op_id, first=op.first, entries=entries, hash=op.head.hex(), sha256=op_digest(entries))


def on_answer(state: State, request: PushRequest, answer: PushAnswer, took_ms: int) -> Turn:
    """Write down what was verified; whatever the answer says of other ops counts for nothing."""
    if answer.incarnation != state.incarnation:
        return state, Go(Phase.GREETING)
    known = [op for op in request.ops if op.last <= answer.ack]
    statuses = answer.statuses[: len(known)]
    if not known or answer.ack != known[-1].last or [each.op_id for each in statuses] != [op.op_id for op in known]:
        return state, Halt(Failure(FailureKind.BROKEN, "push_answer"))
    sending = state.sending
    ops = sending.ops
    if took_ms > SLOW_MS:
        ops = max(LEAST_OPS, ops // 2)
    elif took_ms < FAST_MS and len(request.ops) >= ops:
        ops = min(LARGEST_OPS, ops * 2)
    size = min(BATCH_BYTES, sending.bytes * 2) if took_ms < SLOW_MS else sending.bytes
    return replace(state, sending=replace(sending, ops=ops, bytes=size)), RecordPush(answer.ack, statuses)


def on_recorded(state: State, task: RecordPush) -> Turn:
    """The next batch."""
    sending = state.sending
    state = replace(
        state,
        sending=replace(sending, after=task.ack, gaps=0, forks=0, sent=True),
        sent=state.sent + max(0, task.ack - sending.after),
    )
    return begin(state)


def on_failure(state: State, request: PushRequest, failure: Failure) -> Turn:
    """A push that was not taken. Nothing of it is stored at the centre, or its answer was lost; both are mended by
    sending again."""
    sending = state.sending
    match failure.code if failure.kind is FailureKind.REFUSED else str(failure.kind):
        case "too_large" if len(request.ops) > 1:
            smaller = replace(sending, ops=max(1, len(request.ops) // 2), bytes=max(LEAST_BYTES, sending.bytes // 2))
            return begin(replace(state, sending=smaller))
        case "gap":
            return _on_gap(state, failure)
        case "forked" | "epoch_closed":
            return to_rejoin(state, "forked")
        case FailureKind.OFFLINE | FailureKind.BROKEN:
            # A bad line loses small requests less often.
            slower = replace(sending, ops=max(LEAST_OPS, min(sending.ops, len(request.ops)) // 2))
            return replace(state, sending=slower), Halt(failure)
    return state, Halt(failure)


def _on_gap(state: State, failure: Failure) -> Turn:
    """The centre lacks something before this: go back to where it stands. If that is beyond the end of this ledger the
    ledger has lost its end, which only the reading of the ops tells."""
    expected, sending = failure.number("expected"), state.sending
    if expected < 1 or sending.gaps >= MOST_GAPS:
        return to_rejoin(state, "forked")
    length = state.desk.replica.length if state.desk is not None else 0
    if expected - 1 > max(length, sending.after):
        return to_rejoin(state, "lost_head")
    return begin(replace(state, sending=replace(sending, after=expected - 1, gaps=sending.gaps + 1)))


def to_rejoin(state: State, reason: str) -> Turn:
    """The ledger does not fit: a new epoch, unless the last ones did not help: then a person must look."""
    if state.sending.forks >= MOST_FORKS:
        return state, Halt(Failure(FailureKind.REFUSED, "forked"))
    state = replace(state, sending=replace(state.sending, gaps=0, forks=state.sending.forks + 1))
    if state.rejoining.request is None:
        state = replace(state, rejoining=Rejoining(reason=reason))
    return state, Go(Phase.REJOINING)
