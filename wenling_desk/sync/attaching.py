"""Attachments go up behind the ops: offered, resumed where the centre stands, in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wenling_desk.protocol.messages import BlobOffer, BlobState
from wenling_desk.protocol.versions import CHUNK_BYTES
from wenling_desk.sync.asking import Failure, FailureKind, SendChunk
from wenling_desk.sync.state import Attaching, Done, Go, Halt, Phase, State, Turn
from wenling_desk.sync.tasks import NoteBlob, NotThere, Outcome, ReadBlobs, ReadChunk
from wenling_desk.use_cases.sync_ports import BlobWaiting

PAGE: Final = 20
LARGEST_CHUNK: Final = 4 * CHUNK_BYTES
FAST_MS: Final = 300
MOST_TRIES: Final = 2
NOTED_EVERY: Final = 4 << 20
"""Bytes after which the progress is written down; where to go on is said by the centre anyway."""


def begin(state: State) -> Turn:
    """The first one waiting, or the one that was interrupted by something more urgent."""
    if state.revoked:
        return state, Done.DONE
    if state.attaching.begun:
        return _next(state)
    return state, ReadBlobs(PAGE + len(state.attaching.skipped))


def on_blobs(state: State, outcome: Outcome) -> Turn:
    """Those of this round."""
    waiting = outcome if isinstance(outcome, tuple) else ()
    left = tuple(
        each for each in waiting if isinstance(each, BlobWaiting) and each.sha256 not in state.attaching.skipped
    )
    return _next(replace(state, attaching=replace(state.attaching, begun=True, left=left, tries=0)))


def _next(state: State) -> Turn:
    if state.local_work:
        return state, Go(Phase.SENDING)
    if not state.attaching.left:
        return state, Done.DONE
    blob = state.attaching.left[0]
    return state, BlobOffer(sha256=blob.sha256, size=blob.size, kind=blob.kind, record=blob.record_id)


def on_state(state: State, request: BlobOffer | SendChunk, answer: BlobState, took_ms: int) -> Turn:
    """How much the centre holds: the next part, or the end."""
    attaching = state.attaching
    if not attaching.left or request.sha256 != attaching.left[0].sha256 or answer.sha256 != request.sha256:
        return state, Halt(Failure(FailureKind.BROKEN, "blob_state"))
    blob = attaching.left[0]
    if answer.complete:
        return state, NoteBlob(blob.sha256, blob.size, complete=True)
    if isinstance(request, SendChunk):
        chunk = LARGEST_CHUNK if took_ms < FAST_MS else CHUNK_BYTES
        attaching = replace(attaching, chunk=chunk)
        state = replace(state, attaching=attaching)
        if answer.offset <= request.offset:
            # All of it was there and had another digest, or the centre lost the upload: from the start.
            return _anew(state)
    if not 0 <= answer.offset < blob.size:
        return _anew(state)
    attaching = replace(attaching, offset=answer.offset)
    state = replace(state, attaching=attaching)
    if answer.offset - attaching.noted >= NOTED_EVERY:
        return state, NoteBlob(blob.sha256, answer.offset, complete=False)
    return _read(state)


def _read(state: State) -> Turn:
    attaching = state.attaching
    if state.local_work:
        return state, Go(Phase.SENDING)
    blob = attaching.left[0]
    length = min(attaching.chunk, blob.size - attaching.offset)
    return state, ReadChunk(blob.sha256, attaching.offset, length)


def on_chunk(state: State, task: ReadChunk, outcome: Outcome) -> Turn:
    """Send the part; one that cannot be read here is left for a person."""
    if isinstance(outcome, NotThere) or not outcome:
        return _skip(state)
    if not isinstance(outcome, bytes):
        return state, Halt(Failure(FailureKind.BROKEN, "task"))
    return state, SendChunk(task.sha256, task.offset, outcome)


def on_noted(state: State, task: NoteBlob) -> Turn:
    """On with it, or the next one."""
    if not task.complete:
        return _read(replace(state, attaching=replace(state.attaching, noted=task.offset)))
    return _drop(state)


def on_failure(state: State, request: BlobOffer | SendChunk, failure: Failure) -> Turn:
    """What is refused waits; a part at the wrong place goes on where the centre stands."""
    if failure.kind is not FailureKind.REFUSED:
        return state, Halt(failure)
    if isinstance(request, SendChunk) and failure.code in ("offset_wrong", "not_found"):
        return _anew(state)  # the offer says where to go on
    if failure.code in ("not_found", "wrong_scope", "too_large", "wrong_type", "bad_message"):
        return _skip(state)
    return state, Halt(failure)


def _anew(state: State) -> Turn:
    attaching = state.attaching
    if attaching.tries >= MOST_TRIES:
        return _skip(state)
    return _next(replace(state, attaching=replace(attaching, tries=attaching.tries + 1, offset=0, noted=0)))


def _skip(state: State) -> Turn:
    attaching = state.attaching
    skipped = attaching.skipped | {blob.sha256 for blob in attaching.left[:1]}
    return _drop(replace(state, attaching=replace(attaching, skipped=skipped)))


def _drop(state: State) -> Turn:
    """The next one; after the last of a full page there may be more."""
    left = state.attaching.left[1:]
    state = replace(state, attaching=replace(state.attaching, left=left, offset=0, noted=0, tries=0))
    if not left and not state.local_work:
        return state, ReadBlobs(PAGE + len(state.attaching.skipped))
    return _next(state)


def fresh(attaching: Attaching) -> Attaching:
    """For a new round."""
    return Attaching(chunk=attaching.chunk, skipped=attaching.skipped)
