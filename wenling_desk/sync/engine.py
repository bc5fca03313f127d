"""When to send, when to ask, when to wait: the sync as a pure function ``step(state, input) -> (state, outputs)``.

No clock, no I/O, no chance but the numbers in the input; the runner and the simulation drive it. Every step ends with
at most one of ``Ask``, ``Do`` and ``WakeAt``: one thing is under way at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from wenling_desk.protocol.messages import (
    BlobOffer,
    BlobState,
    DigestAnswer,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    KnownAnswer,
    KnownRequest,
    PullAnswer,
    PushAnswer,
    PushRequest,
    SnapshotAnswer,
)
from wenling_desk.sync import attaching, comparing, fetching, greeting, receiving, rejoining, sending
from wenling_desk.sync.asking import (
    AskDigest,
    AskSnapshot,
    Downloaded,
    Failure,
    FailureKind,
    FetchRelease,
    FetchSnapshot,
    Pull,
    SendChunk,
)
from wenling_desk.sync.backoff import LONG_OUTAGE_MS, pause_ms, poll_ms, spread_ms
from wenling_desk.sync.state import (
    START,
    Answered,
    Ask,
    Do,
    Done,
    Failed,
    Go,
    Halt,
    Input,
    LocalWork,
    Move,
    Notice,
    Output,
    Phase,
    Show,
    State,
    Status,
    Stored,
    Turn,
    WakeAt,
    Woke,
)
from wenling_desk.sync.tasks import (
    ApplyRows,
    ForgetScope,
    NoteBlob,
    NoteCentre,
    ReadBlobs,
    ReadChunk,
    ReadDigest,
    ReadOpIds,
    ReadOps,
    ReadReleases,
    RecordPush,
    ReplayHeld,
    TakeDeskCode,
    TakeRelease,
    TakeSnapshot,
    TaskFailed,
)

__all__ = ["START", "Answered", "Failed", "LocalWork", "State", "Stored", "Woke", "status_of", "step"]

_BEGIN: Final[Mapping[Phase, Callable[[State], Turn]]] = {
    Phase.GREETING: greeting.again,
    Phase.SETTLING: greeting.settle,
    Phase.REJOINING: rejoining.begin,
    Phase.SENDING: sending.begin,
    Phase.RECEIVING: receiving.begin,
    Phase.ATTACHING: attaching.begin,
    Phase.FETCHING: fetching.begin,
    Phase.COMPARING: comparing.begin,
}
_NEXT: Final = {
    Phase.GREETING: Phase.SETTLING,
    Phase.SETTLING: Phase.SENDING,
    Phase.REJOINING: Phase.SENDING,
    Phase.SENDING: Phase.RECEIVING,
    Phase.RECEIVING: Phase.ATTACHING,
    Phase.ATTACHING: Phase.FETCHING,
    Phase.FETCHING: Phase.COMPARING,
    Phase.COMPARING: Phase.WAITING,
}
"""Ops before attachments, attachments before files of releases."""
_MOST_JUMPS: Final = 40


def step(state: State, said: Input) -> tuple[State, tuple[Output, ...]]:
    """The next state, and what is to be done now. What no longer fits (an answer that came twice) changes nothing."""
    before = status_of(state)
    match said:
        case Woke():
            state, outputs = _woken(state, said)
        case LocalWork():
            state, outputs = _local_work(state, said)
        case _:
            if not _is_pending(state, said):
                return state, ()
            state, outputs = _heard(state, said)
    now = status_of(state)
    return state, outputs if now == before else (*outputs, Show(now))


def status_of(state: State) -> Status:
    """How the sync stands, for a person."""
    return Status(
        phase=state.phase,
        online=state.online,
        last_contact=state.last_contact,
        next_try=state.next_try,
        reason=state.reason,
        sent=state.sent,
        received=state.received,
        notices=state.notices,
        values=state.reason_values,
    )


# -- what it is told ----------------------------------------------------------------------------------


def _woken(state: State, said: Woke) -> tuple[State, tuple[Output, ...]]:
    if state.phase not in (Phase.WAITING, Phase.SPREADING) or state.pending is not None:
        return state, ()
    state = replace(state, phase=Phase.GREETING, forced=said.forced, greetings=0, next_try=None)
    return _carry_on(greeting.begin(state, said.facts), said.now, said.jitter)


def _local_work(state: State, said: LocalWork) -> tuple[State, tuple[Output, ...]]:
    """Send it at once, unless a round is under way (which will) or the centre is away (waiting then spares it)."""
    state = replace(state, local_work=True)
    if state.phase is not Phase.WAITING or state.failures or state.pending is not None:
        return state, ()
    return replace(state, next_try=said.now), (WakeAt(said.now),)


def _is_pending(state: State, said: Answered | Failed | Stored) -> bool:
    about = said.task if isinstance(said, Stored) else said.request
    return state.pending is not None and (state.pending is about or state.pending == about)


def _heard(state: State, said: Answered | Failed | Stored) -> tuple[State, tuple[Output, ...]]:
    state = replace(state, pending=None)
    if isinstance(said, Stored):
        if isinstance(said.outcome, TaskFailed):
            turn: Turn = (state, Halt(Failure(FailureKind.STOPPED, said.outcome.code)))
        else:
            turn = _on_stored(state, said)
        return _carry_on(turn, said.now, said.jitter)
    if isinstance(said, Answered):
        state = replace(state, online=True, last_contact=said.now)
        if isinstance(said.message, HelloAnswer) and _was_long_away(state, said.now):
            return _spread(state, said)
        return _carry_on(_on_answer(state, said), said.now, said.jitter)
    if said.failure.kind in (FailureKind.REFUSED, FailureKind.SERVER_TROUBLE):
        state = replace(state, online=True, last_contact=said.now)
    return _carry_on(_on_failure(state, said), said.now, said.jitter)


def _was_long_away(state: State, now: int) -> bool:
    return state.first_failure is not None and now - state.first_failure > LONG_OUTAGE_MS and not state.forced


def _spread(state: State, said: Answered) -> tuple[State, tuple[Output, ...]]:
    at = said.now + spread_ms(said.jitter)
    state = replace(state, phase=Phase.SPREADING, first_failure=None, failures=0, reason="", next_try=at)
    return state, (WakeAt(at),)


# -- what follows from it -----------------------------------------------------------------------------


def _on_answer(state: State, said: Answered) -> Turn:
    match said.request, said.message:
        case HelloRequest(), HelloAnswer() as hello:
            return greeting.on_hello(state, hello, said.at)
        case PushRequest() as push, PushAnswer() as pushed:
            return sending.on_answer(state, push, pushed, said.took_ms)
        case KnownRequest(), KnownAnswer() as known:
            return rejoining.on_known(state, known)
        case EpochRequest(), EpochAnswer() as granted:
            return rejoining.on_granted(state, granted)
        case Pull() as pull, PullAnswer() as page:
            return receiving.on_page(state, pull, page)
        case AskSnapshot() as asked, SnapshotAnswer() as snapshot:
            return receiving.on_snapshot(state, asked, snapshot)
        case FetchSnapshot() as fetch, Downloaded() as file:
            return receiving.on_fetched(state, fetch, file)
        case (BlobOffer() | SendChunk()) as blob, BlobState() as blob_state:
            return attaching.on_state(state, blob, blob_state, said.took_ms)
        case FetchRelease(), Downloaded() as file:
            return fetching.on_fetched(state, file)
        case AskDigest() as digest, DigestAnswer() as theirs:
            return comparing.on_theirs(state, digest, theirs)
    return state, Halt(Failure(FailureKind.BROKEN, "answer"))


def _on_failure(state: State, said: Failed) -> Turn:
    failure = said.failure
    if failure.kind is FailureKind.REFUSED and failure.code == "device_revoked":
        state = replace(state, revoked=True, notices=_with(state.notices, Notice("revoked")))
        return (state, Done.DONE) if state.phase is not Phase.REJOINING else (state, Halt(failure))
    if failure.kind is FailureKind.REFUSED and failure.code == "upgrade_needed":
        state = replace(state, can_pull=False, notices=_with(state.notices, Notice("upgrade_needed")))
        return (state, Done.DONE) if state.phase is not Phase.GREETING else (state, Halt(failure))
    match said.request:
        case PushRequest() as push:
            return sending.on_failure(state, push, failure)
        case KnownRequest() | EpochRequest():
            return rejoining.on_failure(state, failure)
        case (Pull() | AskSnapshot() | FetchSnapshot()) as asked:
            return receiving.on_failure(state, asked, failure)
        case (BlobOffer() | SendChunk()) as blob:
            return attaching.on_failure(state, blob, failure)
        case FetchRelease():
            return fetching.on_failure(state, failure)
        case AskDigest():
            return comparing.on_failure(state, failure)
    return state, Halt(failure)


def _on_stored(state: State, said: Stored) -> Turn:
    outcome = said.outcome
    match said.task:
        case ReadOps() if state.phase is Phase.REJOINING:
            return rejoining.on_previous(state, outcome)
        case ReadOps():
            return sending.on_batch(state, outcome)
        case RecordPush() as task:
            return sending.on_recorded(state, task)
        case ReadOpIds() as task:
            return rejoining.on_op_ids(state, task, outcome)
        case TakeDeskCode() as task:
            return rejoining.on_taken(state, task)
        case ForgetScope() as task if state.phase is Phase.COMPARING:
            return comparing.on_forgotten(state, task)
        case ForgetScope() as task if state.phase is Phase.RECEIVING:
            return receiving.on_forgotten(state, task)
        case (ForgetScope() | NoteCentre() | ReplayHeld()) as task:
            return greeting.on_settled(state, task, outcome)
        case ApplyRows() as task:
            return receiving.on_applied(state, task, outcome, said.took_ms)
        case TakeSnapshot() as task:
            return receiving.on_taken(state, task, outcome)
        case ReadBlobs():
            return attaching.on_blobs(state, outcome)
        case ReadChunk() as task:
            return attaching.on_chunk(state, task, outcome)
        case NoteBlob() as task:
            return attaching.on_noted(state, task)
        case ReadReleases():
            return fetching.on_releases(state, outcome)
        case TakeRelease() as task:
            return fetching.on_taken(state, task, outcome)
        case ReadDigest() as task:
            return comparing.on_ours(state, task, outcome)
    return rejoining.on_id(state, outcome)


def _with(notices: tuple[Notice, ...], notice: Notice) -> tuple[Notice, ...]:
    return notices if notice in notices else (*notices, notice)


# -- from phase to phase ------------------------------------------------------------------------------


def _carry_on(turn: Turn, now: int, jitter: float) -> tuple[State, tuple[Output, ...]]:
    """From phase to phase until something is to be asked or done, or the round is over."""
    state, move = turn
    for _ in range(_MOST_JUMPS):
        if isinstance(move, Halt):
            return _halt(state, move.failure, now, jitter)
        if isinstance(move, Done | Go):
            phase = move.phase if isinstance(move, Go) else _NEXT[state.phase]
            if phase is Phase.WAITING and not state.local_work:
                return _rest(state, now, jitter)
            phase = Phase.SENDING if phase is Phase.WAITING else phase
            state, move = _BEGIN[phase](replace(state, phase=phase))
            continue
        return _under_way(state, move)
    raise AssertionError("the engine goes in circles")


def _under_way(state: State, move: Move) -> tuple[State, tuple[Output, ...]]:
    if isinstance(move, Done | Go | Halt):
        raise AssertionError("not under way")
    state = replace(state, pending=move)
    if isinstance(move, _REQUESTS):
        return state, (Ask(move),)
    return state, (Do(move),)


_REQUESTS: Final = (
    HelloRequest, PushRequest, EpochRequest, KnownRequest, BlobOffer, Pull, AskDigest, AskSnapshot, FetchSnapshot,
    FetchRelease, SendChunk,
)  # fmt: skip


def _rest(state: State, now: int, jitter: float) -> tuple[State, tuple[Output, ...]]:
    """All is done: until the next round."""
    at = now + poll_ms(jitter, revoked=state.revoked)
    state = replace(
        state, phase=Phase.WAITING, failures=0, first_failure=None, reason="", reason_values={}, next_try=at,
        forced=False,
    )  # fmt: skip
    return state, (WakeAt(at),)


def _halt(state: State, failure: Failure, now: int, jitter: float) -> tuple[State, tuple[Output, ...]]:
    """Something failed: nothing is lost, and it is tried again, ever more rarely, for ever."""
    failures = state.failures + 1
    at = now + pause_ms(failures, jitter, failure.retry_after_ms)
    is_away = failure.kind in (FailureKind.OFFLINE, FailureKind.TLS, FailureKind.PORTAL)
    state = replace(
        state,
        phase=Phase.WAITING,
        pending=None,
        failures=failures,
        first_failure=now if state.first_failure is None else state.first_failure,
        online=False if is_away else state.online,
        next_try=at,
        reason=failure.reason,
        reason_values=dict(failure.values),
        forced=False,
    )
    return state, (WakeAt(at),)
