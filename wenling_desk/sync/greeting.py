"""The first word of a round, and what follows from the answer: where to go on, what has changed at the centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from wenling_desk.protocol.messages import HelloAnswer, HelloRequest
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.sync import attaching, comparing, fetching, receiving
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.sync.state import DeskFacts, Done, Go, Halt, Notice, Phase, Rejoining, State, Turn
from wenling_desk.sync.tasks import ForgetScope, NoteCentre, Outcome, ReplayHeld, RowsApplied, Task

REVOKED: Final = "revoked"
MOST_GREETINGS: Final = 3
"""In one round; two centres behind one address would never agree."""
MOST_SKEW_SECONDS: Final = 120
LEASE_STEP: Final = 3_600
"""Seconds; a lease that moved by less is not written down anew."""


def begin(state: State, facts: DeskFacts) -> Turn:
    """Say how this desk stands. Everything is taken from the database once more."""
    replica = facts.replica
    state = replace(
        state,
        desk=facts,
        epoch=replica.epoch,
        incarnation=replica.incarnation,
        cursors=dict(replica.cursors),
        sending=replace(state.sending, after=replica.acked, sent=False),
        receiving=receiving.fresh(state.receiving),
        attaching=attaching.fresh(state.attaching),
        fetching=fetching.fresh(state.fetching),
        comparing=comparing.fresh(state.comparing),
    )
    return state, HelloRequest(device=facts.device, epoch=replica.epoch, protocol=PROTOCOL, report=facts.report)


def again(state: State) -> Turn:
    """The centre is another one than at the greeting: greet once more, with what is known by now."""
    desk = state.desk
    if desk is None or state.greetings >= MOST_GREETINGS:
        return state, Halt(Failure(FailureKind.BROKEN, "incarnation"))
    replica = replace(
        desk.replica,
        epoch=state.epoch,
        incarnation=state.incarnation,
        cursors=state.cursors,
        acked=max(desk.replica.acked, state.sending.after),
        length=max(desk.replica.length, state.sending.after),
    )
    return begin(replace(state, greetings=state.greetings + 1), replace(desk, replica=replica))


def on_hello(state: State, answer: HelloAnswer, at: datetime | None) -> Turn:
    """Where to go on sending, and what must be written down before."""
    desk = state.desk
    if desk is None:
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    is_revoked = REVOKED in answer.notices
    is_restored = bool(state.incarnation) and answer.incarnation != state.incarnation
    tasks: list[Task] = []
    if is_restored:
        tasks += [ForgetScope(scope) for scope in sorted(state.cursors)]
    elif not is_revoked and answer.scopes:
        tasks += [ForgetScope(scope) for scope in sorted(state.cursors) if scope not in answer.scopes]
    if answer.incarnation != state.incarnation or _is_later(answer.lease_until, desk.lease_until):
        tasks.append(NoteCentre(answer.incarnation, answer.request_seq, answer.lease_until))
    if desk.held_rows:
        tasks.append(ReplayHeld())
    # Never from the centre's own high-water mark: that is no acknowledgement, only where a restored one goes on.
    after = min(desk.replica.acked, answer.last_seq) if answer.epoch == state.epoch else desk.replica.acked
    state = replace(
        state,
        centre=answer,
        to_settle=tuple(tasks),
        can_pull=answer.oldest_pulling <= PROTOCOL,
        revoked=is_revoked,
        notices=_notices(state, answer, at, is_restored=is_restored),
        receiving=replace(state.receiving, snapshot=None) if is_restored else state.receiving,
        # A restored centre refused attachments of ops it had forgotten; they come again with the ops.
        attaching=replace(state.attaching, skipped=frozenset()) if is_restored else state.attaching,
        sending=replace(state.sending, after=after),
    )
    return state, Done.DONE


def _is_later(new: str, old: str) -> bool:
    """Whether a lease moved by so much that it is worth writing down."""
    try:
        return not old or (datetime.fromisoformat(new) - datetime.fromisoformat(old)).total_seconds() >= LEASE_STEP
    except (ValueError, TypeError):
        return False


def settle(state: State) -> Turn:
    """The next thing to write down; then on to a new epoch where one is needed."""
    if state.to_settle:
        return state, state.to_settle[0]
    reason = _why_rejoin(state)
    if not reason:
        return state, Done.DONE
    if state.rejoining.request is None:
        state = replace(state, rejoining=Rejoining(reason=reason))
    return state, Go(Phase.REJOINING)


def _why_rejoin(state: State) -> str:
    if state.desk is None or state.centre is None or state.revoked:
        return ""
    replica = state.desk.replica
    if replica.is_locked:
        return "restored"
    if state.centre.epoch != state.epoch:
        return "forked"
    return "lost_head" if state.centre.last_seq > replica.length else ""


def on_settled(state: State, task: ForgetScope | NoteCentre | ReplayHeld, outcome: Outcome) -> Turn:
    """Written."""
    state = replace(state, to_settle=state.to_settle[1:])
    match task:
        case ForgetScope():
            state = receiving.without_cursor(state, task.scope)
        case NoteCentre():
            state = replace(state, incarnation=task.incarnation)
        case ReplayHeld():
            if isinstance(outcome, RowsApplied) and outcome.releases:
                state = replace(state, fetching=replace(state.fetching, due=True))
    return settle(state)


def _notices(state: State, answer: HelloAnswer, at: datetime | None, *, is_restored: bool) -> tuple[Notice, ...]:
    """What stays true until somebody does something about it."""
    found = [Notice(code) for code in answer.notices]
    if answer.oldest_pulling > PROTOCOL:
        found.append(Notice("upgrade_needed"))
    if is_restored:
        found.append(Notice("centre_restored"))
    if state.desk is not None and state.desk.replica.is_locked:
        found.append(Notice("locked"))
    seconds = _skew_seconds(answer.now, at)
    if abs(seconds) > MOST_SKEW_SECONDS:
        direction = "fast" if seconds > 0 else "slow"
        found.append(Notice("clock_skew", {"minutes": abs(seconds) // 60, "direction": direction}))
    return tuple(found)


def _skew_seconds(centre: str, here: datetime | None) -> int:
    """How far this desk's clock is ahead of the centre's. Shown, and nothing hangs on it."""
    if here is None:
        return 0
    try:
        return int((here - datetime.fromisoformat(centre)).total_seconds())
    except (ValueError, TypeError):
        return 0
