"""Files of releases come last; what was told and not fetched yet is kept in the database over a restart."""

from __future__ import annotations

from dataclasses import replace

from wenling_desk.sync.asking import Downloaded, Failure, FailureKind, FetchRelease
from wenling_desk.sync.state import Done, Fetching, Go, Halt, Phase, State, Turn
from wenling_desk.sync.tasks import Outcome, ReadReleases, TakeRelease, WaitingRelease


def begin(state: State) -> Turn:
    """The releases that wait."""
    if not state.can_pull or state.revoked or not (state.fetching.due or state.fetching.left):
        return state, Done.DONE
    if state.fetching.left:
        return _next(state)
    return state, ReadReleases()


def on_releases(state: State, outcome: Outcome) -> Turn:
    """Those not tried in vain since the start."""
    waiting = outcome if isinstance(outcome, tuple) else ()
    left = tuple(
        each for each in waiting if isinstance(each, WaitingRelease) and each.body.sha256 not in state.fetching.skipped
    )
    return _next(replace(state, fetching=replace(state.fetching, due=False, left=left)))


def _next(state: State) -> Turn:
    if state.local_work:
        return state, Go(Phase.SENDING)
    if not state.fetching.left:
        return state, Done.DONE
    body = state.fetching.left[0].body
    return state, FetchRelease(body.release_kind, body.number, body.size, body.sha256)


def on_fetched(state: State, answer: Downloaded) -> Turn:
    """Its digest was right; the signature is checked where it is taken in."""
    return state, TakeRelease(state.fetching.left[0], answer.path)


def on_taken(state: State, task: TakeRelease, outcome: Outcome) -> Turn:
    """The next one; one with a wrong signature is not fetched again."""
    fetching = state.fetching
    if outcome is not True:
        fetching = replace(fetching, skipped=fetching.skipped | {task.waiting.body.sha256})
    return _next(replace(state, fetching=replace(fetching, left=fetching.left[1:])))


def on_failure(state: State, failure: Failure) -> Turn:
    """A file that is not to be had is left for the next start."""
    if failure.kind is not FailureKind.REFUSED:
        return state, Halt(failure)
    fetching = state.fetching
    skipped = fetching.skipped | {each.body.sha256 for each in fetching.left[:1]}
    return _next(replace(state, fetching=replace(fetching, skipped=skipped, left=fetching.left[1:])))


def fresh(fetching: Fetching) -> Fetching:
    """For a new round."""
    return Fetching(due=fetching.due or bool(fetching.left), skipped=fetching.skipped)
