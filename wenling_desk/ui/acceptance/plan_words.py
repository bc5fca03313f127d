"""The plan of an application in words: members with their organ, state and clock, the latest day, one sentence to read
aloud. No Qt here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import Calendar, Deadline, deadline
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.open_sheet import EVIDENCE, MemberState, OpenSheet
from wenling_desk.use_cases.queries import PlannedRow, SheetView
from wenling_desk.use_cases.wording import circled, weekday_words


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as the left panel lists it: ``number`` is ① or a dash for one that is not handled, ``evidence`` what
    was seen of one done before."""

    code: str
    number: str
    name: str
    limit: str
    detail: str
    state: MemberState
    evidence: str = ""


def member_lines(texts: Texts, opened: OpenSheet, item_names: dict[str, tuple[str, str]]) -> tuple[MemberLine, ...]:
    """Handled members first, in their positions, then those done before or left out.

    ``item_names`` gives name and department of an item by its code.
    """
    lines = [
        MemberLine(
            code=row.item.code,
            number=circled(texts, row.position),
            name=row.item.name,
            limit=short_limit(texts, row.item.committed_time_limit),
            detail=_detail(texts, row),
            state=MemberState.HANDLED_NOW,
        )
        for row in opened.view.rows
    ]
    for code in opened.view.optional_members:
        name, department = item_names[code]
        state = opened.member_state(code)
        evidence = opened.sheet.already_done.get(code, {}).get(EVIDENCE, "")
        key = "acceptance.plan.done_before" if state is MemberState.ALREADY_DONE else "acceptance.plan.left_out"
        detail = texts(key, department=department, evidence=evidence or texts("acceptance.plan.evidence_open"))
        lines.append(MemberLine(code, "–", name, "", detail, state, evidence))
    return tuple(lines)


def _detail(texts: Texts, row: PlannedRow) -> str:
    parts = [row.department_short or row.department_name, texts("acceptance.plan.handled_now")]
    if row.waits_for:
        numbers = texts("case.joined").join(circled(texts, position) for position in row.waits_for)
        parts.append(texts("acceptance.plan.waits", numbers=numbers))
    elif row.delegated:
        parts.append(texts("acceptance.plan.delegated"))
    else:
        parts.append(texts("acceptance.plan.organ_accepts"))
    return texts("acceptance.dot").join(parts)


def short_limit(texts: Texts, limit: TimeLimit) -> str:
    """A limit in as few signs as a narrow panel has room for."""
    if limit.unit is TimeUnit.ON_THE_SPOT or limit.amount == 0:
        return texts("acceptance.limit.on_the_spot")
    return texts(f"acceptance.limit.{limit.unit}", amount=limit.amount)


@dataclass(frozen=True, slots=True)
class Outlook:
    """When all of it is done: the promises of what starts today, and what is to be expected of the members that wait.

    ``expected`` is true where the latest day rests on a predecessor that may well be done sooner: no promise then.
    """

    latest: Deadline | None
    expected: bool


def outlook_of(view: SheetView, calendar: Calendar, now: datetime) -> Outlook:
    """A waiting member's clock is taken to start on the last day of those before it."""
    found: dict[int, Deadline] = {}
    for row in view.rows:
        promise = row.promise
        if promise is None and all(position in found for position in row.waits_for):
            begin = max((found[position].day for position in row.waits_for), default=now.date())
            moment = datetime.combine(begin, now.timetz())
            promise = deadline(moment, row.item.committed_time_limit, calendar)
        if promise is not None:
            found[row.position] = promise
    if not found:
        return Outlook(None, False)
    latest = max(found.values(), key=lambda each: each.day)
    waiting = [row for row in view.rows if row.waits_for and row.position in found]
    return Outlook(latest, any(found[row.position].day == latest.day for row in waiting))


def latest_day(texts: Texts, found: Deadline | None) -> str:
    """2026-11-30 周一, with a word where the year's calendar is not published yet."""
    if found is None:
        return texts("acceptance.plan.no_day")
    shown = texts("acceptance.plan.day", day=found.day.isoformat(), weekday=weekday_words(texts, found.day))
    return texts("acceptance.plan.provisional", day=shown) if found.provisional else shown


def sentence_to_say(texts: Texts, view: SheetView, outlook: Outlook) -> str:
    """One sentence for the applicant's ear: what is done when and by whom, and what waits."""
    if not view.rows:
        return texts("acceptance.say.quoted", words=texts("acceptance.say.nothing"))
    starting = [row for row in view.rows if not row.waits_for]
    held = [row for row in view.rows if row.waits_for]
    spoken = []
    slow = [row for row in starting if row.item.committed_time_limit.unit is not TimeUnit.ON_THE_SPOT]
    promised = [(row, row.promise) for row in slow if row.promise is not None]
    if promised:
        last, promise = max(promised, key=lambda pair: pair[1].day)
        department = last.department_short or last.department_name
        spoken.append(
            texts("acceptance.say.latest", item=last.item.name, department=department, **_day(texts, promise))
        )
    elif starting:
        spoken.append(texts("acceptance.say.on_the_spot", items=_names(texts, starting)))
    if held:
        items = _names(texts, held)
        if outlook.expected and outlook.latest is not None:
            spoken.append(texts("acceptance.say.held", items=items, **_day(texts, outlook.latest)))
        else:
            spoken.append(texts("acceptance.say.held_plain", items=items))
    return texts("acceptance.say.quoted", words="".join(spoken))


def _day(texts: Texts, found: Deadline) -> dict[str, object]:
    return {"month": found.day.month, "day": found.day.day, "weekday": weekday_words(texts, found.day)}


def _names(texts: Texts, rows: list[PlannedRow]) -> str:
    if len(rows) > 2:
        return texts("acceptance.say.several", first=rows[0].item.name, count=len(rows))
    return texts("case.joined").join(row.item.name for row in rows)


def basis_line(texts: Texts, view: SheetView, release: str) -> str:
    """The legal basis of the members, the release of the guide, and whether its values are only a reference."""
    citations = list(dict.fromkeys(basis.citation for row in view.rows for basis in row.item.legal_basis[:1]))
    parts = [texts("case.joined").join(citations[:2])] if citations else []
    parts.append(texts("acceptance.basis.guide", release=release))
    if view.reference_only:
        parts.append(texts("acceptance.basis.reference"))
    return texts("acceptance.basis.line", parts=texts("acceptance.dot").join(parts))
