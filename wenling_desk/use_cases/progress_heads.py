"""What can be said of a case another desk holds: no more than the hall's rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.progress import ENDINGS, Progress, ProgressLine, Speech, part_of, say_whole
from wenling_desk.use_cases.progress_beside import words_beside
from wenling_desk.use_cases.wording import circled

_DUE: Final[Mapping[str, tuple[str, str]]] = {
    "taken_in": ("progress.say.taken_in", "progress.say.taken_in_late"),
    "correction_pending": ("progress.head.correction", "progress.head.correction_late"),
    "accepted_deferred": ("progress.head.deferred", "progress.head.deferred_late"),
    "accepted": ("progress.head.running", "progress.head.running_late"),
    "special_procedure": ("progress.head.special", "progress.head.special_late"),
}
"""Status -> what is said before its day has passed and after it."""


def progress_of_heads(speech: Speech, heads: Sequence[CaseHead], catalogue: Catalogue) -> Progress:
    """The same sentences from the rows alone: no materials, no day count, no place to collect."""
    words = speech.words
    lines = tuple(
        ProgressLine(
            code=head.member,
            mark=circled(words, at) if len(heads) > 1 else "",
            sentence=speech.sentence(
                head.item_name,
                head_words(speech, head, catalogue),
                provisional=head.open and head.due is not None and not speech.calendar.is_published(head.due),
            ),
            light=_light(speech, head),
        )
        for at, head in enumerate(heads, 1)
    )
    if len(lines) == 1:
        return Progress(lines[0].sentence, (), lines[0].light)
    bundle = catalogue.bundles.get(heads[0].target_code)
    name = bundle.name if bundle is not None else heads[0].item_name
    late = sum(line.light == "late" for line in lines)
    first = say_whole(words, name, [part_of(head.status) for head in heads])
    return Progress(first + (words("progress.whole.late", count=late) if late else ""), lines, "late" if late else "")


def head_words(speech: Speech, head: CaseHead, catalogue: Catalogue) -> str:
    """How one row stands, without its item."""
    if head.record_kind != ACCEPTANCE:
        return words_beside(speech, head)
    words = speech.words
    if head.status == "waiting_predecessor":
        return words("progress.head.blocked" if head.task == "predecessor_failed" else "progress.head.waiting")
    if head.status == "completed":
        return words("progress.head.ready" if head.task else "progress.head.delivered")
    if head.status in ENDINGS:
        return words(ENDINGS[head.status])
    department = catalogue.departments.get(head.department_key)
    organ = department.called if department is not None else ""
    organ = organ or words("progress.say.department")
    if head.status in _DUE and head.due is not None:
        is_late = head.due < speech.today
        days = speech.days_late(head.due)
        return words(_DUE[head.status][is_late], day=speech.day(head.due), days=days, organ=organ)
    if head.status == "accepted":
        return words("progress.head.running_open", organ=organ)
    return words("progress.say.unknown", status=words(f"case.status.{head.status}"))


def _light(speech: Speech, head: CaseHead) -> str:
    if head.due is None or not head.open:
        return ""
    if head.due_kind == "special_procedure":
        return "paused"
    return "late" if head.due < speech.today else "on_time"
