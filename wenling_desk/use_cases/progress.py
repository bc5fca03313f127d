"""How far a case is, in sentences that can be read aloud: from the facts and the date alone, and naming nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.acceptance import CaseMember, CaseView, pauses_of
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import DEPARTMENT, WRONG_DEPARTMENT, whereabouts
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.domain.shelf import LOCKER, Shelf, shelf_of
from wenling_desk.domain.working_days import Calendar, Deadline, working_days_between
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.place_words import place_words
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import circled, gap_words, weekday_words

MOST_GAPS: Final = 3
"""Materials named in a sentence; a longer one nobody remembers."""
_READY: Final[Mapping[str, str]] = {
    "counter": "progress.ready.counter",
    "courier": "progress.ready.courier",
    "locker": "progress.ready.locker",
    "electronic": "progress.ready.electronic",
}
_PAPERS: Final[Mapping[str, tuple[str, str]]] = {
    "denied": ("progress.say.denied", "progress.say.denied_served"),
    "acceptance_refused": ("progress.say.refused", "progress.say.refused_served"),
    "not_required": ("progress.say.not_required", "progress.say.not_required_served"),
}
"""Ending -> what is said while its paper waits, and once it was served."""
ENDINGS: Final[Mapping[str, str]] = {
    "deemed_withdrawn": "progress.say.deemed_withdrawn",
    "withdrawn": "progress.say.withdrawn",
    "acceptance_revoked": "progress.say.revoked",
    "terminated": "progress.say.terminated",
    "voided": "progress.say.voided",
}
_PARTS: Final[Mapping[str, str]] = {
    "done": "progress.whole.done",
    "running": "progress.whole.running",
    "taken": "progress.whole.taken",
    "asked": "progress.whole.asked",
    "waits": "progress.whole.waits",
    "ended": "progress.whole.ended",
}
NOON: Final = 12
_AT_COUNTER: Final[Mapping[str, str]] = {
    "progress.say.running": "progress.say.running_counter",
    "progress.say.running_fresh": "progress.say.running_counter",
    "progress.say.running_late": "progress.say.running_late_counter",
    "progress.say.running_open": "progress.say.running_open_counter",
}
"""What is said of a running member -> the same while its papers lie at the counter."""
_PART_OF: Final[Mapping[str, str]] = {
    "completed": "done",
    "waiting_predecessor": "waits",
    "taken_in": "taken",
    "correction_pending": "asked",
    "accepted": "running",
    "accepted_deferred": "running",
    "special_procedure": "running",
}


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One member: its circled number in a bundle, its sentence, and how its light stands (``on_time``, ``near``,
    ``late``, ``paused`` or empty)."""

    code: str
    mark: str
    sentence: str
    light: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What is said about a case: a first sentence, for a bundle one line a member, and what must be added to it."""

    first: str
    lines: tuple[ProgressLine, ...] = ()
    light: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handing:
    """When papers are carried to departments, seen from now."""

    rules: HandoverRules
    now: datetime


@dataclass(frozen=True, slots=True)
class Speech:
    """How days are said today. ``hall`` is where results of this desk's hall are handed over; ``handing`` says when
    papers are carried to departments, ``None`` where nothing is known of that."""

    words: Words
    calendar: Calendar
    today: date
    hall: str = ""
    hall_code: str = ""
    handing: Handing | None = None

    def day(self, day: date) -> str:
        """周一 11-30, 今天（周一 11-23）."""
        ahead = (day - self.today).days
        near = {0: "progress.day.today", 1: "progress.day.tomorrow"}.get(ahead, "progress.day.plain")
        key = near if day.year == self.today.year or ahead in (0, 1) else "progress.day.with_year"
        weekday = weekday_words(self.words, day)
        return self.words(key, weekday=weekday, year=day.year, month=f"{day.month:02d}", day=f"{day.day:02d}")

    def due(self, due: Deadline) -> str:
        """The last day; with the hour where the limit is in hours."""
        if due.at is None:
            return self.day(due.day)
        hour, minute = f"{due.at.hour:02d}", f"{due.at.minute:02d}"
        return self.words("progress.day.hour", day=self.day(due.day), hour=hour, minute=minute)

    def days_late(self, day: date) -> int:
        """Working days past that day; a day past on a weekend counts as one, since it is late all the same."""
        return max(1, working_days_between(day, self.today, self.calendar))

    def days_since(self, moment: datetime, case: CaseView, code: str) -> int:
        """Working days since the day of that moment, without those of special procedures."""
        return working_days_between(moment.date(), self.today, self.calendar, pauses_of(case.record, code))

    def sentence(self, item: str, what: str, *, provisional: bool = False) -> str:
        """The item and how it stands."""
        if provisional:
            what = self.words("progress.say.provisional", what=what)
        return self.words("progress.say.sentence", item=item, what=what)


def speech_of(desk: Desk, rules: HandoverRules | None = None) -> Speech:
    """How days are said today at this desk; ``rules`` are the hall's on handing over."""
    identity, calendar = desk.identity, desk.catalogue().calendar
    handing = Handing(rules, desk.now()) if rules is not None else None
    return Speech(desk.words, calendar, desk.today(), identity.hall_name, identity.hall_code, handing)


def progress_of(speech: Speech, case: CaseView, catalogue: Catalogue) -> Progress:
    """What is said about a case this desk holds; ``catalogue`` is the release it was taken in under."""
    words = speech.words
    remarks = (words("progress.disputed"),) if case.disputed else ()
    organ = _organs(words, catalogue)
    lines = tuple(_line(speech, case, member, at, organ) for at, member in enumerate(case.members, 1))
    if len(lines) == 1:
        return Progress(lines[0].sentence, (), lines[0].light, remarks)
    late = sum(line.light == "late" for line in lines)
    bundle = catalogue.bundles.get(case.sheet.target_code)
    name = bundle.name if bundle is not None else case.members[0].name
    parts = [_PART_OF.get(member.status, "ended") for member in case.members]
    first = say_whole(words, name, parts) + (words("progress.whole.late", count=late) if late else "")
    return Progress(first + _end(speech, case), lines, "late" if late else "", remarks)


def say_whole(words: Words, name: str, parts: Sequence[str]) -> str:
    """开办餐饮店，一共 3 项：1 项办好了、2 项在办."""
    said = [words(key, count=parts.count(part)) for part, key in _PARTS.items() if part in parts]
    return words("progress.whole.sentence", item=name, total=len(parts), parts=words("case.joined").join(said))


def part_of(status: str) -> str:
    """The part of a bundle's sentence a member in that status counts in."""
    return _PART_OF.get(status, "ended")


def _organs(words: Words, catalogue: Catalogue) -> Callable[[str], str]:
    def organ(key: str) -> str:
        department = catalogue.departments.get(key)
        name = department.called if department is not None else ""
        return name or words("progress.say.department")

    return organ


def _end(speech: Speech, case: CaseView) -> str:
    """When the whole will be done: said only where every open member has its day."""
    still_open = [member for member in case.members if not member.terminal]
    days = [member.promise for member in still_open if member.status == "accepted" and member.promise is not None]
    if any(member.status == "waiting_predecessor" and not member.blocked_by for member in still_open):
        return speech.words("progress.whole.later")
    if not days or len(days) < len(still_open):
        return ""
    last = max(days, key=lambda promise: promise.day)
    if last.day < speech.today:
        return ""
    end = speech.words("progress.whole.all_by", day=speech.due(last))
    return end + (speech.words("progress.whole.provisional") if any(day.provisional for day in days) else "")


def _line(
    speech: Speech, case: CaseView, member: CaseMember, position: int, organ: Callable[[str], str]
) -> ProgressLine:
    what = _what(speech, case, member, organ)
    provisional = not member.terminal and member.due is not None and member.due.provisional
    light = member.light(speech.today, speech.calendar)
    return ProgressLine(
        code=member.code,
        mark=circled(speech.words, position) if len(case.members) > 1 else "",
        sentence=speech.sentence(member.name, what, provisional=provisional),
        light=light.state if light is not None else "",
    )


def _what(speech: Speech, case: CaseView, member: CaseMember, organ: Callable[[str], str]) -> str:
    words, due = speech.words, member.due
    if member.status == "waiting_predecessor":
        return _waiting(words, case, member)
    if member.status == "accepted":
        return _running(speech, case, member, organ)
    if member.status == "completed":
        return _completed(speech, case, member)
    if member.status in _PAPERS:
        served = case.record.last("ResultDelivered", member.code)
        if served is not None:
            return words(_PAPERS[member.status][1], day=speech.day(served.at.date()))
        return words(_PAPERS[member.status][0], hall=_hall(speech, case)) + _place(
            words, shelf_of(case.record, member.code)
        )
    if member.status in ENDINGS:
        return words(ENDINGS[member.status])
    if due is None:
        return words("progress.say.unknown", status=words(f"case.status.{member.status}"))
    is_late, day = due.day < speech.today, speech.due(due)
    if member.status == "taken_in":
        key = "progress.say.taken_in_late" if is_late else "progress.say.taken_in"
        what = words(key, day=day, days=speech.days_late(due.day))
        place = where_words(speech, case, member, organ)
        return words("progress.say.with_place", what=what, place=place) if place else what
    if member.status == "special_procedure":
        key = "progress.say.special_late" if is_late else "progress.say.special"
        return words(key, day=day, organ=organ(member.department_key), procedure=_procedure(words, case, member))
    gaps = _gaps(words, member)
    if member.status == "correction_pending":
        return words("progress.say.correction_late" if is_late else "progress.say.correction", gaps=gaps, day=day)
    return words("progress.say.deferred_late" if is_late else "progress.say.deferred", gaps=gaps, day=day)


def _waiting(words: Words, case: CaseView, member: CaseMember) -> str:
    awaited = member.blocked_by or case.open_predecessors(member.code) or member.after
    names = [words("progress.say.before", item=case.member(code).name) for code in awaited]
    key = "progress.say.blocked" if member.blocked_by else "progress.say.waiting"
    return words(key, before=words("case.joined").join(names))


def _running(speech: Speech, case: CaseView, member: CaseMember, organ: Callable[[str], str]) -> str:
    words, promise = speech.words, member.promise
    found = whereabouts(case.record, member.code)
    since = found.since if found.list_id else member.accepted_at
    count = speech.days_since(since, case, member.code) if since is not None else 0
    place = where_words(speech, case, member, organ)
    key, values = "progress.say.running_open", {"organ": organ(found.department_key), "count": count, "place": place}
    if promise is not None and promise.day < speech.today:
        key = "progress.say.running_late"
        values |= {"day": speech.due(promise), "days": speech.days_late(promise.day)}
    elif promise is not None:
        key = "progress.say.running" if count else "progress.say.running_fresh"
        values |= {"day": speech.due(promise)}
    if found.place != DEPARTMENT and place:
        key = _AT_COUNTER[key]
    what = words(key, **values)
    return words("progress.say.deemed", what=what) if member.deemed else what


def where_words(speech: Speech, case: CaseView, member: CaseMember, organ: Callable[[str], str]) -> str:
    """现在在市监局，第 2 天, or 还在窗口，今天下午交市监局; empty where nothing is known of the papers' way."""
    words, found = speech.words, whereabouts(case.record, member.code)
    if found.place == DEPARTMENT:
        if not found.list_id:
            return ""
        count = speech.days_since(found.since, case, member.code)
        key = "progress.say.at_department" if count else "progress.say.at_department_fresh"
        return words(key, organ=organ(found.department_key), count=count)
    if speech.handing is None:
        return ""
    to = member.department_key if found.reason_class == WRONG_DEPARTMENT else found.department_key
    return words("progress.say.at_counter", when=_round(speech, speech.handing), organ=organ(to))


def _round(speech: Speech, handing: Handing) -> str:
    """今天下午: when papers are carried next."""
    moment = handing.rules.next_round(handing.now, speech.calendar)
    ahead = (moment.date() - speech.today).days
    if ahead == 0:
        return speech.words("progress.round.today_morning" if moment.hour < NOON else "progress.round.today_afternoon")
    if ahead == 1:
        return speech.words("progress.round.tomorrow")
    return speech.words("progress.round.later", weekday=weekday_words(speech.words, moment.date()))


def _completed(speech: Speech, case: CaseView, member: CaseMember) -> str:
    words = speech.words
    handed_over = case.record.last("ResultDelivered", member.code)
    if handed_over is None:
        shelf = shelf_of(case.record, member.code)
        if shelf.is_out:
            key = "progress.ready.in_locker" if shelf.sent_way == LOCKER else "progress.ready.sent"
            return words(key, carrier=shelf.carrier, tracking=shelf.tracking, box=shelf.box)
        is_on_shelf = shelf.is_on_shelf and case.sheet.delivery.way == "counter"
        key = (
            "progress.ready.on_shelf" if is_on_shelf else _READY.get(case.sheet.delivery.way, "progress.ready.counter")
        )
        return words(key, hall=_hall(speech, case)) + _place(words, shelf)
    key = "progress.say.delivered_by_proxy" if handed_over.body.get("by_proxy") else "progress.say.delivered"
    return words(key, day=speech.day(handed_over.at.date()), way=_way(words, handed_over))


def _place(words: Words, shelf: Shelf) -> str:
    """Where it lies, in brackets: for the eye of the clerk, not for the ear at the other end."""
    return words("progress.ready.place", place=place_words(words, shelf.place)) if shelf.is_on_shelf else ""


def _way(words: Words, handed_over: Fact) -> str:
    way = str(handed_over.body.get("way", ""))
    return words(f"case.way.{way}" if way in _READY else "case.way.counter")


def _procedure(words: Words, case: CaseView, member: CaseMember) -> str:
    started = case.record.last("SpecialProcedureStarted", member.code)
    procedure = str(started.body.get("procedure", "")) if started is not None else ""
    known = procedure in {
        "hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review",
    }  # fmt: skip
    return words(f"case.procedure.{procedure}") if known else words("case.status.special_procedure")


def _hall(speech: Speech, case: CaseView) -> str:
    is_here = case.hall_code in ("", speech.hall_code) and speech.hall
    return speech.hall if is_here else speech.words("progress.say.other_hall")


def _gaps(words: Words, member: CaseMember) -> str:
    """What is missing, by name only: what a clerk typed about it may name somebody."""
    named = [_gap(words, gap) for gap in member.open_gaps[:MOST_GAPS]]
    said = words("case.joined").join(named)
    count = len(member.open_gaps)
    return words("progress.say.gaps", gaps=said, count=count) if count > MOST_GAPS else said


def _gap(words: Words, gap: Mapping[str, object]) -> str:
    label = str(gap.get("label", ""))
    match gap.get("kind"):
        case "material":
            return words("progress.say.defect", label=label) if gap.get("code") == "material_defective" else label
        case "form":
            return words("progress.say.on_form", label=label)
        case _:
            return gap_words(words, {**gap, "defect": ""})
