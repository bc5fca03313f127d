"""The four words of a record's standing, and the sentences about the desk's. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.sync_centre.ports import LinkStatus
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.sync_ports import (
    ACKED,
    CONFIRMED,
    NEEDS_ATTENTION,
    QUEUED,
    SyncReading,
    Unsent,
)

STATE_WORDS: Mapping[str, str] = {
    QUEUED: "sync.state.queued",
    ACKED: "sync.state.acked",
    CONFIRMED: "sync.state.confirmed",
    NEEDS_ATTENTION: "sync.state.needs_attention",
}
TONES: Mapping[str, str] = {QUEUED: "soon", ACKED: "act", CONFIRMED: "good", NEEDS_ATTENTION: "late"}
"""State -> tone of its chip."""
SHAPES: Mapping[str, str] = {QUEUED: "square", ACKED: "half", CONFIRMED: "disc", NEEDS_ATTENTION: "triangle"}
"""State -> the mark that says the same without colour."""
ELSEWHERE = "elsewhere"
"""Not a state: the record is held by another desk of the hall, and only its head is known here."""

SyncMarks = Mapping[str, str]
"""Record id -> its state, or ``ELSEWHERE``; empty on a desk that is not enrolled."""


def state_word(texts: Texts, state: str) -> str:
    """本机, 已送, 已确认 or 需处理."""
    return texts(STATE_WORDS[state])


def read_marks(plain: Reading, records: Sequence[str]) -> SyncMarks:
    """The standing of each of these records; the reading is that of an enrolled desk."""
    reading = cast(SyncReading, plain)
    marks = {}
    for record_id in dict.fromkeys(records):
        held = reading.holds_record(record_id)
        state = reading.record_sync(record_id) if held else ELSEWHERE
        if state:
            marks[record_id] = state
    return marks


def desk_words(texts: Texts, unsent: Unsent, today: date, attention: int = 0) -> str:
    """The state of the whole desk: 本机 2 件(最早 10:21), 需处理 1 件, or 已确认. ``attention``: open troubles."""
    oldest = short_moment(texts, unsent.oldest_at, today) if unsent.oldest_at is not None else ""
    if unsent.records:
        return texts("sync.desk.queued_since" if oldest else "sync.desk.queued", count=unsent.records, oldest=oldest)
    if unsent.blobs:
        return texts("sync.desk.blobs", count=unsent.blobs)
    if unsent.entries:  # looks and marks: no case waits
        return texts("sync.desk.entries", count=unsent.entries)
    return texts("sync.desk.attention", count=attention) if attention else texts("sync.desk.confirmed")


def leave_words(texts: Texts, unsent: Unsent, today: date) -> str:
    """What is said before the desk is left while work is unsent; empty when all is at the centre."""
    parts = []
    if unsent.records:
        oldest = short_moment(texts, unsent.oldest_at, today) if unsent.oldest_at is not None else ""
        key = "sync.leave.records_since" if oldest else "sync.leave.records"
        parts.append(texts(key, count=unsent.records, oldest=oldest))
    if unsent.blobs:
        parts.append(texts("sync.leave.blobs", count=unsent.blobs))
    return texts("sync.leave.sentence", what=texts("sync.joined").join(parts)) if parts else ""


def link_word(texts: Texts, status: LinkStatus) -> tuple[str, str, str]:
    """Word, tone and shape for the top bar."""
    if status.online is None:
        return texts("sync.link.not_yet"), "quiet", "square"
    if status.online:
        return texts("sync.link.online"), "good", "disc"
    return texts("sync.link.offline"), "soon", "half"


def contact_words(texts: Texts, status: LinkStatus, today: date) -> str:
    """Last contact, next try and why the last one failed, on one line."""
    parts = [_moment(texts, "sync.link.last_contact", status.last_contact, today) or texts("sync.link.never")]
    if status.is_sending:
        parts.append(texts("sync.link.sending"))
    else:
        parts.append(_moment(texts, "sync.link.next_try", status.next_try, today))
    parts.append(status.reason)
    return texts("sync.joined_wide").join(part for part in parts if part)


def warning_words(texts: Texts, status: LinkStatus) -> tuple[str, ...]:
    """The standing warnings, one sentence each."""
    return tuple(texts(f"sync.warning.{warned.code}", **warned.values) for warned in status.warnings)


def _moment(texts: Texts, key: str, moment: datetime | None, today: date) -> str:
    return texts(key, moment=short_moment(texts, moment, today)) if moment is not None else ""
