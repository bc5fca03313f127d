"""The logs come down: scope by scope, without a hole, in slices with the cursor; a snapshot where that is shorter."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wenling_desk.protocol.messages import PullAnswer, SnapshotAnswer
from wenling_desk.protocol.versions import MOST_PULLED_ROWS
from wenling_desk.sync.asking import (
    AskSnapshot,
    Downloaded,
    Failure,
    FailureKind,
    FetchSnapshot,
    Pull,
)
from wenling_desk.sync.state import Done, Go, Halt, Phase, Receiving, State, Turn
from wenling_desk.sync.tasks import ApplyRows, ForgetScope, NotThere, Outcome, RowsApplied, TakeSnapshot

SNAPSHOT_FROM: Final = 1_000
"""Rows of a log from which a desk that has none of it takes a snapshot."""
MOST_HOLES: Final = 3
SLICE_MS: Final = 5
"""What one database transaction of pulled rows may take: a clerk's command that comes meanwhile waits for its end."""
LEAST_SLICE, LARGEST_SLICE = 5, 200
SNAPSHOT_PART: Final = 2_000
"""Rows of a snapshot in one database transaction where no clerk waits."""
_ORDER: Final = ("device", "hall", "catalogue")


def begin(state: State) -> Turn:
    """The first scope that is behind. What this desk just sent comes back in its own log, which is asked once more."""
    receiving = state.receiving
    if not state.can_pull or state.revoked or state.centre is None:
        return state, Done.DONE
    if not receiving.begun or state.sending.sent:
        wanted = set(receiving.left)
        if not receiving.begun:
            wanted |= {scope for scope in state.centre.scopes if _is_behind(state, scope)}
        if state.sending.sent:
            wanted |= {scope for scope in state.centre.scopes if not scope.startswith("catalogue:")}
        receiving = replace(receiving, begun=True, left=tuple(sorted(wanted, key=_rank)), rows=())
        state = replace(state, receiving=receiving, sending=replace(state.sending, sent=False))
    return _ask(state)


def _rank(scope: str) -> tuple[int, str]:
    kind = scope.partition(":")[0]
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), scope)


def _is_behind(state: State, scope: str) -> bool:
    """Whether the greeting says there is more. An end before the cursor is a copy of the centre that lags: keep
    quiet."""
    return state.centre is not None and state.centre.heads.get(scope, 0) > state.cursors.get(scope, 0)


def _ask(state: State) -> Turn:
    receiving = state.receiving
    if state.local_work:
        return state, Go(Phase.SENDING)
    if not receiving.left:
        return state, Done.DONE
    scope = receiving.left[0]
    if receiving.snapshot is not None and receiving.snapshot.scope == scope:
        return state, FetchSnapshot(receiving.snapshot)
    if scope not in receiving.no_snapshot and (scope in receiving.below or _is_long(state, scope)):
        return state, AskSnapshot(scope)
    return state, Pull(scope, state.cursors.get(scope, 0), MOST_PULLED_ROWS)


def _is_long(state: State, scope: str) -> bool:
    head = state.centre.heads.get(scope, 0) if state.centre is not None else 0
    return not scope.startswith("catalogue:") and state.cursors.get(scope, 0) == 0 and head > SNAPSHOT_FROM


def _next_scope(state: State) -> Turn:
    return _ask(replace(state, receiving=replace(state.receiving, left=state.receiving.left[1:], holes=0)))


def on_page(state: State, request: Pull, answer: PullAnswer) -> Turn:
    """Check the page and apply its first slice."""
    if answer.incarnation != state.incarnation:
        return state, Go(Phase.GREETING)
    if answer.scope != request.scope:
        return state, Halt(Failure(FailureKind.BROKEN, "pull_answer"))
    cursor = state.cursors.get(request.scope, 0)
    is_whole = all(row.ver == cursor + place for place, row in enumerate(answer.rows, 1))
    if not is_whole or (not answer.rows and answer.head > cursor):
        return _on_hole(state, request)
    if not answer.rows:
        return _next_scope(state)
    receiving = replace(state.receiving, rows=answer.rows, head=answer.head, holes=0)
    return _apply(replace(state, receiving=receiving))


def _on_hole(state: State, request: Pull) -> Turn:
    """A hole is never skipped: ask again, and after some times wait."""
    holes = state.receiving.holes + 1
    if holes >= MOST_HOLES:
        failure = Failure(FailureKind.BROKEN, "hole", {"scope": request.scope})
        return replace(state, receiving=replace(state.receiving, holes=0)), Halt(failure)
    return state_with_holes(state, holes), Pull(request.scope, state.cursors.get(request.scope, 0), MOST_PULLED_ROWS)


def state_with_holes(state: State, holes: int) -> State:
    """The same with that count of holes."""
    return replace(state, receiving=replace(state.receiving, holes=holes))


def _apply(state: State) -> Turn:
    receiving = state.receiving
    most = MOST_PULLED_ROWS if state.is_alone else receiving.slice
    rows, rest = receiving.rows[:most], receiving.rows[most:]
    state = replace(state, receiving=replace(receiving, rows=rest))
    return state, ApplyRows(receiving.left[0], rows, rows[-1].ver)


def on_applied(state: State, task: ApplyRows, outcome: Outcome, took_ms: int) -> Turn:
    """The next slice, page or scope."""
    if not isinstance(outcome, RowsApplied):
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    size = _next_slice(state.receiving.slice, len(task.rows), took_ms)
    state = replace(state, receiving=replace(state.receiving, slice=size))
    state = _moved(state, task.scope, task.ver, outcome, len(task.rows))
    if state.receiving.rows:
        return _apply(state)
    if state.receiving.head > task.ver:
        return _ask(state)
    return _next_scope(state)


def _next_slice(size: int, rows: int, took_ms: int) -> int:
    """As many rows as this machine applies while a clerk's key press waits unnoticed. A short slice says nothing."""
    if took_ms <= 0 or (rows < size and took_ms <= SLICE_MS):
        return size
    return max(LEAST_SLICE, min(2 * size, rows * SLICE_MS // took_ms, LARGEST_SLICE))


def _moved(state: State, scope: str, ver: int, outcome: RowsApplied, count: int) -> State:
    fetching = replace(state.fetching, due=True) if outcome.releases else state.fetching
    return replace(
        state,
        cursors={**state.cursors, scope: ver},
        received=state.received + count,
        fetching=fetching,
        revoked=state.revoked if outcome.revoked is None else outcome.revoked,
    )


# -- snapshots ----------------------------------------------------------------------------------------


def on_snapshot(state: State, request: AskSnapshot, answer: SnapshotAnswer) -> Turn:
    """Fetch its file."""
    if answer.incarnation != state.incarnation:
        return state, Go(Phase.GREETING)
    if answer.scope != request.scope or answer.ver < state.cursors.get(request.scope, 0):
        return _without_snapshot(state, request.scope)
    return replace(state, receiving=replace(state.receiving, snapshot=answer)), FetchSnapshot(answer)


def on_fetched(state: State, request: FetchSnapshot, answer: Downloaded) -> Turn:
    """Take it in."""
    offered = request.snapshot
    task = TakeSnapshot(
        scope=offered.scope,
        path=answer.path,
        key=offered.key,
        ver=offered.ver,
        sha256=offered.sha256,
        signature=offered.signature,
        incarnation=offered.incarnation,
        part=SNAPSHOT_PART if state.is_alone else state.receiving.slice,
    )
    return replace(state, receiving=replace(state.receiving, snapshot=None)), task


def on_taken(state: State, task: TakeSnapshot, outcome: Outcome) -> Turn:
    """What came after it is pulled."""
    if isinstance(outcome, NotThere):
        return _without_snapshot(state, task.scope)
    if not isinstance(outcome, RowsApplied):
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    state = _moved(state, task.scope, task.ver, outcome, 1)
    receiving = state.receiving
    return _ask(replace(state, receiving=replace(receiving, below=receiving.below - {task.scope})))


def _without_snapshot(state: State, scope: str) -> Turn:
    """Page by page from where we are; where the log no longer reaches back that far, wait for the next round."""
    receiving = replace(state.receiving, snapshot=None)
    if scope in receiving.below:
        return replace(state, receiving=receiving), Halt(Failure(FailureKind.BROKEN, "snapshot"))
    return _ask(replace(state, receiving=replace(receiving, no_snapshot=receiving.no_snapshot | {scope})))


# -- what went wrong ----------------------------------------------------------------------------------


def on_failure(state: State, request: Pull | AskSnapshot | FetchSnapshot, failure: Failure) -> Turn:
    """A pull or a snapshot that was refused; everything else waits for the next round."""
    if failure.kind is not FailureKind.REFUSED:
        return state, Halt(failure)
    receiving = state.receiving
    if isinstance(request, FetchSnapshot):
        return replace(state, receiving=replace(receiving, snapshot=None)), Halt(failure)
    if failure.code == "wrong_scope":
        return state, ForgetScope(request.scope)
    if isinstance(request, AskSnapshot):
        return _without_snapshot(state, request.scope)
    if failure.code == "below_floor":
        below = replace(
            receiving, below=receiving.below | {request.scope}, no_snapshot=receiving.no_snapshot - {request.scope}
        )
        return _ask(replace(state, receiving=below))
    return state, Halt(failure)


def on_forgotten(state: State, task: ForgetScope) -> Turn:
    """The scope is no longer this desk's."""
    state = without_cursor(state, task.scope)
    if state.receiving.left[:1] == (task.scope,):
        return _next_scope(state)
    return _ask(state)


def without_cursor(state: State, scope: str) -> State:
    """The scope begins anew."""
    return replace(state, cursors={name: ver for name, ver in state.cursors.items() if name != scope})


def fresh(receiving: Receiving) -> Receiving:
    """For a new round: what was learned about snapshots stays."""
    return Receiving(
        snapshot=receiving.snapshot, below=receiving.below, no_snapshot=receiving.no_snapshot, slice=receiving.slice
    )
