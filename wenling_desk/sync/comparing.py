"""Once a night: does this desk hold what the centre says it holds? A scope that differs is loaded anew."""

from __future__ import annotations

from dataclasses import replace

from wenling_desk.protocol.messages import DigestAnswer
from wenling_desk.sync.asking import AskDigest, Failure, FailureKind
from wenling_desk.sync.receiving import without_cursor
from wenling_desk.sync.state import Comparing, Done, Go, Halt, Phase, State, Turn
from wenling_desk.sync.tasks import ForgetScope, Outcome, ReadDigest


def begin(state: State) -> Turn:
    """The first scope of records."""
    if state.desk is None or state.centre is None or not state.can_pull or state.revoked:
        return state, Done.DONE
    if not state.desk.digest_due:
        return state, Done.DONE
    if not state.comparing.begun:
        left = tuple(scope for scope in state.centre.scopes if scope.startswith(("device:", "hall:")))
        state = replace(state, comparing=replace(state.comparing, begun=True, left=left))
    return _next(state)


def _next(state: State) -> Turn:
    if state.local_work:
        return state, Go(Phase.SENDING)
    if not state.comparing.left:
        return state, Done.DONE
    return state, AskDigest(state.comparing.left[0])


def on_theirs(state: State, request: AskDigest, answer: DigestAnswer) -> Turn:
    """Compare only what stands at the same version."""
    if answer.ver != state.cursors.get(request.scope, 0):
        return _next(_without_first(state))
    comparing = replace(state.comparing, theirs=(answer.count, answer.xor))
    return replace(state, comparing=comparing), ReadDigest(request.scope)


def on_ours(state: State, task: ReadDigest, outcome: Outcome) -> Turn:
    """Equal, or the scope is loaded anew; the outbox stays."""
    theirs = state.comparing.theirs
    state = _without_first(state)
    if outcome == theirs:
        return _next(state)
    comparing = replace(state.comparing, differed=(*state.comparing.differed, task.scope))
    return replace(state, comparing=comparing), ForgetScope(task.scope)


def on_forgotten(state: State, task: ForgetScope) -> Turn:
    """Pull it from the beginning, or as a snapshot."""
    state = without_cursor(state, task.scope)
    receiving = replace(state.receiving, begun=True, left=(task.scope,), rows=())
    return replace(state, receiving=receiving), Go(Phase.RECEIVING)


def on_failure(state: State, failure: Failure) -> Turn:
    """Refused: another night."""
    if failure.kind is not FailureKind.REFUSED:
        return state, Halt(failure)
    return _next(_without_first(state))


def _without_first(state: State) -> State:
    return replace(state, comparing=replace(state.comparing, left=state.comparing.left[1:]))


def fresh(comparing: Comparing) -> Comparing:
    """For a new round."""
    return Comparing(differed=comparing.differed)
