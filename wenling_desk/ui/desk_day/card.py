"""The opening card in words: a line for each thing to know, and what stands behind it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from wenling_desk.domain.alarms import KINDS, RED
from wenling_desk.domain.bookings import slot_of_number
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.day_rules import CardLine, DayRules, DeviceCheckKind
from wenling_desk.domain.release_summary import ReleaseChange, Whole
from wenling_desk.texts import Texts
from wenling_desk.ui.desk_day.lines import DetailView, LineView
from wenling_desk.ui.desk_day.tools import BAD, GOOD, DeviceCheck
from wenling_desk.ui.record.clock_words import short_day_with_weekday, short_moment
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.use_cases.handover_views import department_name
from wenling_desk.use_cases.opening_card import OpeningCard

CHECK: Final = "check/"
"""Beginning of the key of a line about the desk itself."""

CARD_KEYS: Final[Mapping[CardLine, str]] = {
    CardLine.BOOKED: "day.card.booked",
    CardLine.DUE_TODAY: "day.card.due_today",
    CardLine.ALARMS: "day.card.alarms",
    CardLine.ABSENT: "day.card.absent",
    CardLine.CATALOGUE: "day.card.catalogue",
    CardLine.UNCLOSED: "day.card.unclosed",
    CardLine.TAKEN_OVER: "day.card.taken_over",
}
CHECK_KEYS: Final[Mapping[DeviceCheckKind, str]] = {
    DeviceCheckKind.PRINTER: "day.check.printer",
    DeviceCheckKind.DISK: "day.check.disk",
    DeviceCheckKind.BACKUP: "day.check.backup",
    DeviceCheckKind.JOURNAL: "day.check.journal",
    DeviceCheckKind.CLOCK: "day.check.clock",
    DeviceCheckKind.LINK: "day.check.link",
}
CHANGE_KEYS: Final[Mapping[Whole, str]] = {
    Whole.ITEM_ADDED: "day.change.added",
    Whole.ITEM_REMOVED: "day.change.removed",
    Whole.ITEM_CHANGED: "day.change.changed",
    Whole.BUNDLE_ADDED: "day.change.added",
    Whole.BUNDLE_REMOVED: "day.change.removed",
    Whole.BUNDLE_CHANGED: "day.change.changed",
    Whole.FORMS: "day.change.forms",
    Whole.FIELDS: "day.change.forms",
    Whole.DEPARTMENTS: "day.change.departments",
    Whole.DIVISIONS: "day.change.departments",
    Whole.DELEGATIONS: "day.change.delegations",
    Whole.CALENDAR: "day.change.calendar",
    Whole.CENTRE: "day.change.centre",
    Whole.OTHER: "day.change.other",
}
COUNT_KEYS: Final[Mapping[CardLine, str]] = {
    CardLine.BOOKED: "day.state.people",
    CardLine.ABSENT: "day.state.people",
    CardLine.UNCLOSED: "day.state.days",
    CardLine.CATALOGUE: "day.state.places",
    CardLine.TAKEN_OVER: "day.state.given",
}
"""Lines that are not counted in 件."""
PAGES: Final[Mapping[str, str]] = {
    CardLine.BOOKED: "bookings",
    CardLine.DUE_TODAY: "workbench",
    CardLine.ALARMS: "workbench",
    CardLine.ABSENT: "handover",
}
"""Where a line is worked off."""


def card_lines(
    texts: Texts, card: OpeningCard, rules: DayRules, checks: Sequence[DeviceCheck] | None
) -> tuple[LineView, ...]:
    """The lines in the order of the rules; below them the desk itself, ``None`` while it is looked at."""
    lines = [_line(texts, card, line) for line in rules.card]
    known = {check.kind: check for check in checks or ()}
    for kind in rules.checks:
        lines.append(_check(texts, kind, known.get(kind), is_done=checks is not None))
    return tuple(lines)


def _line(texts: Texts, card: OpeningCard, line: CardLine) -> LineView:
    name = texts(CARD_KEYS[line])
    count, detail = _counted(texts, card, line)
    if not count:
        return LineView(line, name, texts("day.state.none"), "good", "disc", detail)
    tone, shape = "act", "none"
    if line is CardLine.UNCLOSED or (line is CardLine.ALARMS and card.red):
        tone, shape = "late", "triangle"
    elif line in (CardLine.ALARMS, CardLine.DUE_TODAY):
        tone, shape = "soon", "half"
    return LineView(line, name, texts(COUNT_KEYS.get(line, "day.state.count"), count=count), tone, shape, detail)


def _counted(texts: Texts, card: OpeningCard, line: CardLine) -> tuple[int, str]:
    """How many, and what is to be known at once."""
    if line is CardLine.BOOKED:
        first = slot_of_number(card.booked[0].number) if card.booked else ""
        return len(card.booked), texts("day.detail.first_slot", slot=first) if first else ""
    if line is CardLine.DUE_TODAY:
        return len(card.due_today), texts("day.detail.late", count=card.late) if card.late else ""
    if line is CardLine.ALARMS:
        return len(card.alarms), texts("day.detail.red", count=card.red) if card.red else ""
    if line is CardLine.ABSENT:
        told = [texts("day.detail.stand_in", name=each.name, stand_in=each.stand_in_name) for each in card.absent[:3]]
        return len(card.absent), texts("case.joined").join(told)
    if line is CardLine.CATALOGUE:
        known = card.before and card.before != card.release
        detail = texts("day.detail.releases", before=card.before, release=card.release) if known else ""
        return len(card.changes) or int(bool(known)), detail
    if line is CardLine.UNCLOSED:
        days = texts("case.joined").join(f"{each.on:%m-%d}" for each in card.unclosed[:4])
        return len(card.unclosed), days
    given = card.taken_over
    if given is None:
        return 0, ""
    detail = texts("day.detail.taken_over", waiting=given.waiting, drafts=len(given.drafts), originals=given.originals)
    return 1, detail


def _check(texts: Texts, kind: DeviceCheckKind, check: DeviceCheck | None, *, is_done: bool) -> LineView:
    name = texts(CHECK_KEYS[kind])
    if check is None:
        state = texts("day.check.not_looked" if is_done else "day.check.looking")
        return LineView(CHECK + kind, name, state, "quiet", "none", "")
    words = {GOOD: ("day.check.good", "good", "disc"), BAD: ("day.check.bad", "late", "triangle")}
    key, tone, shape = words.get(check.state, ("day.check.look", "soon", "half"))
    return LineView(CHECK + kind, name, texts(key), tone, shape, check.sentence)


def card_details(
    texts: Texts, card: OpeningCard, line: str, today: date, clerk_name: Callable[[str], str], catalogue: Catalogue
) -> tuple[DetailView, ...]:
    """What stands behind a line of the card."""
    readers: Mapping[str, Callable[[], Sequence[DetailView]]] = {
        CardLine.BOOKED: lambda: [
            DetailView(head.record_id, (slot_of_number(head.number), head.item_name, head.applicant, ""))
            for head in card.booked
        ],
        CardLine.DUE_TODAY: lambda: [
            DetailView(
                f"{head.record_id}/{head.member}",
                (short_number(head.number), head.item_name, head.applicant, _due_kind(texts, head.due_kind)),
                record_id=head.record_id,
            )
            for head in card.due_today
        ],
        CardLine.ALARMS: lambda: _alarms(texts, card, today),
        CardLine.ABSENT: lambda: [
            DetailView(
                each.absence_id,
                (
                    each.name,
                    texts("day.detail.stands_in", name=each.stand_in_name),
                    department_name(catalogue, each.department_key),
                    short_day_with_weekday(texts, each.last, today),
                ),
            )
            for each in card.absent
        ],
        CardLine.CATALOGUE: lambda: [_change(texts, position, each) for position, each in enumerate(card.changes)],
        CardLine.UNCLOSED: lambda: [
            DetailView(
                each.on.isoformat(),
                (
                    f"{each.on:%m-%d}",
                    short_day_with_weekday(texts, each.on, today),
                    texts("day.detail.later", count=each.later) if each.later else texts("day.detail.not_closed"),
                    "",
                ),
                day=each.on,
            )
            for each in card.unclosed
        ],
        CardLine.TAKEN_OVER: lambda: _taken_over(texts, card, today, clerk_name),
    }
    reader = readers.get(line)
    return tuple(reader()) if reader is not None else ()


def _due_kind(texts: Texts, kind: str) -> str:
    key = f"case.due_kind.{kind}"
    return texts(key) if texts.has(key) else ""


def _alarms(texts: Texts, card: OpeningCard, today: date) -> list[DetailView]:
    found = []
    for position, row in enumerate(card.alarms):
        alarm, head = row.alarm, row.head
        found.append(
            DetailView(
                f"{position}",
                (
                    short_number(head.number) if head is not None else short_number(row.number),
                    head.item_name if head is not None else "",
                    texts(KINDS[alarm.kind]),
                    short_moment(texts, alarm.when, today),
                ),
                record_id=alarm.record_id,
                tone="late" if alarm.level == RED else "soon",
            )
        )
    return found


def _change(texts: Texts, position: int, change: ReleaseChange) -> DetailView:
    details = texts("day.change.details", count=len(change.details)) if change.details else ""
    return DetailView(f"{position}", (change.code, change.name, texts(CHANGE_KEYS[change.kind]), details))


def _taken_over(texts: Texts, card: OpeningCard, today: date, clerk_name: Callable[[str], str]) -> list[DetailView]:
    given = card.taken_over
    if given is None:
        return []
    when = short_moment(texts, given.at, today)
    said = texts("day.detail.taken_over", waiting=given.waiting, drafts=len(given.drafts), originals=given.originals)
    rows = [DetailView("given", (when, said, texts("day.detail.from", name=clerk_name(given.by)), ""))]
    rows += [
        DetailView(f"draft/{at}", ("", title, texts("day.line.drafts"), "")) for at, title in enumerate(given.drafts)
    ]
    rows += [DetailView(f"seal/{at}", ("", title, texts("day.line.seals"), "")) for at, title in enumerate(given.seals)]
    return rows
