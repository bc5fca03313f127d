"""The ledger no longer fits what the centre holds (a copied disk, a restored one, a lost end): a new epoch."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wenling_desk.protocol.messages import EpochAnswer, EpochRequest, KnownAnswer, KnownRequest
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.sync.sending import begin as begin_sending
from wenling_desk.sync.state import Halt, Phase, Rejoining, State, Turn
from wenling_desk.sync.tasks import NewId, Outcome, ReadOpIds, ReadOps, TakeDeskCode
from wenling_desk.use_cases.sync_ports import OpBatch

PAGE: Final = 500
ALL: Final = 1 << 53
"""Beyond every ledger number."""


def begin(state: State) -> Turn:
    """Look for the first op the centre does not hold, from the end of the ledger backwards; or ask again for an epoch
    whose grant was lost."""
    if state.revoked:
        return state, Halt(Failure(FailureKind.REFUSED, "device_revoked"))
    if state.rejoining.request is not None:
        return replace(state, rejoining=replace(state.rejoining, granted=None)), state.rejoining.request
    return replace(state, rejoining=Rejoining(reason=state.rejoining.reason or "forked")), ReadOpIds(ALL, PAGE)


def on_op_ids(state: State, task: ReadOpIds, outcome: Outcome) -> Turn:
    """Ask about a page of them."""
    page = tuple(each for each in outcome if isinstance(each, tuple)) if isinstance(outcome, tuple) else ()
    rejoining = state.rejoining
    if task.before == ALL:
        rejoining = replace(rejoining, first=page[0][2] + 1 if page else 1)
    state = replace(state, rejoining=replace(rejoining, page=page))
    if not page:
        return _read_previous(state)
    return state, KnownRequest(op_ids=tuple(op_id for op_id, _, _ in page))


def on_known(state: State, answer: KnownAnswer) -> Turn:
    """Back to the first unknown one; a whole page of known ones says that all before are known too. Asked about the op
    before the epoch that was granted: kept where it is known, and looked for anew where it is not."""
    granted = state.rejoining.granted
    if granted is not None:
        if _op_before(state) in answer.known:
            return state, _taking(state, granted)
        return begin(replace(state, rejoining=Rejoining(reason=state.rejoining.reason)))
    page = state.rejoining.page
    unknown = [first for op_id, first, _ in page if op_id not in answer.known]
    if unknown:
        state = replace(state, rejoining=replace(state.rejoining, first=min(unknown)))
    if not unknown or len(page) < PAGE:
        return _read_previous(state)
    return state, ReadOpIds(page[-1][1], PAGE)


def _read_previous(state: State) -> Turn:
    return state, ReadOps(state.rejoining.first - 1, 1, 1)


def on_previous(state: State, outcome: Outcome) -> Turn:
    """The chain before the first unknown op is known: a new id for the request."""
    if not isinstance(outcome, OpBatch):
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    return replace(state, rejoining=replace(state.rejoining, previous=outcome.previous.hex())), NewId()


def on_id(state: State, outcome: Outcome) -> Turn:
    """Ask for the epoch."""
    if not isinstance(outcome, str) or state.desk is None:
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    rejoining = state.rejoining
    request = EpochRequest(
        device=state.desk.device,
        epoch=state.epoch,
        request_id=outcome,
        reason=rejoining.reason,
        first=rejoining.first,
        previous=rejoining.previous,
    )
    return replace(state, rejoining=replace(rejoining, request=request)), request


def on_granted(state: State, answer: EpochAnswer) -> Turn:
    """Keep it before anything is sent under it. A centre restored since it told what it knows grants an epoch beyond
    ops it holds no more: whoever granted is asked once more about the op before."""
    if answer.epoch <= state.epoch or not answer.desk_code:
        return _anew(state, Failure(FailureKind.BROKEN, "epoch_answer"))
    op_id = _op_before(state)
    if not op_id:
        return state, _taking(state, answer)
    return replace(state, rejoining=replace(state.rejoining, granted=answer)), KnownRequest(op_ids=(op_id,))


def _op_before(state: State) -> str:
    """The op the new epoch follows; empty where it begins the ledger."""
    rejoining = state.rejoining
    return next((op_id for op_id, _, last in rejoining.page if last == rejoining.first - 1), "")


def _taking(state: State, answer: EpochAnswer) -> TakeDeskCode:
    return TakeDeskCode(answer.desk_code, answer.epoch, state.rejoining.first)


def on_taken(state: State, task: TakeDeskCode) -> Turn:
    """Send from there."""
    state = replace(
        state,
        epoch=task.epoch,
        rejoining=Rejoining(),
        sending=replace(state.sending, after=task.first - 1, gaps=0),
        phase=Phase.SENDING,
    )
    return begin_sending(state)


def on_failure(state: State, failure: Failure) -> Turn:
    """Without an answer the same request goes out again; refused, it is made anew."""
    if failure.kind is not FailureKind.REFUSED:
        return state, Halt(failure)
    if failure.code == "too_large":
        return state, Halt(failure)
    return _anew(state, failure)


def _anew(state: State, failure: Failure) -> Turn:
    return replace(state, rejoining=Rejoining(reason=state.rejoining.reason)), Halt(failure)
