"""The lines of the closing and of the opening card in words. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from wenling_desk.domain.day_rules import ClosingLine, DayRules
from wenling_desk.domain.desk_day import DayLine, Difference, Outcome
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.paper_names import paper_name, short_number
from wenling_desk.use_cases.day_view import DayView
from wenling_desk.use_cases.day_words import LINE_KEYS, OUTCOME_KEYS
from wenling_desk.use_cases.place_words import place_words

SOME_PLACES: Final = 3
WAITING: Final = frozenset({
    ClosingLine.UNSIGNED, ClosingLine.RETURNED, ClosingLine.TO_HAND_OVER, ClosingLine.TO_SHELVE, ClosingLine.TO_SEAL,
    ClosingLine.CALLS, ClosingLine.TO_NOTIFY, ClosingLine.UNFILLED, ClosingLine.DRAFTS,
})  # fmt: skip
"""Lines somebody should do something about before going home; the others are only counted."""

BALANCE_KEYS: Final[Mapping[Outcome, str]] = {
    Outcome.RECEIVED: "day.balance.received",
    Outcome.VOIDED: "day.balance.voided",
    Outcome.ON_DRAFT: "day.balance.on_draft",
    Outcome.NOT_PRINTED: "day.balance.not_printed",
    Outcome.NO_CASE: "day.balance.no_case",
    Outcome.GAP: "day.balance.gap",
}
COUNT_KEYS: Final[Mapping[str, str]] = {ClosingLine.SEALS: "day.state.pieces", ClosingLine.DRAFTS: "day.state.copies"}
"""Lines that are not counted in 件."""

PAGES: Final[Mapping[str, str]] = {
    ClosingLine.PAPERS: "papers",
    ClosingLine.TO_HAND_OVER: "handover",
    ClosingLine.UNSIGNED: "handover",
    ClosingLine.RETURNED: "handover",
    ClosingLine.ORIGINALS: "handover",
    ClosingLine.TO_SHELVE: "collecting",
    ClosingLine.ON_SHELF: "collecting",
    ClosingLine.TO_NOTIFY: "collecting",
    ClosingLine.SEALS: "seals",
    ClosingLine.TO_SEAL: "seals",
    ClosingLine.UNFILLED: "back_entry",
    ClosingLine.CALLS: "workbench",
    ClosingLine.DRAFTS: "workbench",
    ClosingLine.DUE_NEXT: "workbench",
}
"""Where a line is worked off."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line: its name, how it stands as word, tone and shape, and what is to be known about it."""

    key: str
    name: str
    state: str
    tone: str
    shape: str
    detail: str


@dataclass(frozen=True, slots=True)
class DetailView:
    """A thing behind a line. ``record_id`` opens it, ``number`` is the difference's own number, ``day`` another day."""

    key: str
    cells: tuple[str, str, str, str]
    record_id: str = ""
    number: str = ""
    day: date | None = None
    tone: str = "quiet"


def closing_lines(texts: Texts, view: DayView, rules: DayRules, now: datetime) -> tuple[LineView, ...]:
    """The lines of the closing, in the order of the rules."""
    return tuple(_closing_line(texts, view, rule.line, now.date()) for rule in rules.closing)


def _closing_line(texts: Texts, view: DayView, line: ClosingLine, today: date) -> LineView:
    if line is ClosingLine.PAPERS:
        return _papers_line(texts, view)
    found = view.lines[line]
    if line is ClosingLine.UNFILLED and view.unfilled is None:
        return LineView(line, texts(LINE_KEYS[line]), texts("day.state.counting"), "quiet", "none", "")
    state, tone, shape = texts("day.state.none"), "good", "disc"
    if found.count:
        state = texts(COUNT_KEYS.get(line, "day.state.count"), count=found.count)
        tone, shape = ("soon", "half") if line in WAITING else ("quiet", "none")
    return LineView(line, texts(LINE_KEYS[line]), state, tone, shape, _about(texts, view, found, today))


def _papers_line(texts: Texts, view: DayView) -> LineView:
    balance, name = view.balance, texts(LINE_KEYS[ClosingLine.PAPERS])
    detail = _balance_words(texts, view)
    if balance.unnamed:
        state = texts("day.state.unnamed", count=len(balance.unnamed))
        return LineView(ClosingLine.PAPERS, name, state, "late", "triangle", detail)
    if balance.differences:
        state = texts("day.state.named", count=len(balance.differences))
        return LineView(ClosingLine.PAPERS, name, state, "soon", "half", detail)
    state = texts("day.state.even") if balance.issued else texts("day.state.no_papers")
    return LineView(ClosingLine.PAPERS, name, state, "good", "disc", detail)


def _balance_words(texts: Texts, view: DayView) -> str:
    """开出 = 收到 + 作废 + …, as far as there is anything."""
    balance = view.balance
    if not (balance.issued or balance.missing):
        return ""
    parts = [
        texts(key, count=balance.counts[outcome]) for outcome, key in BALANCE_KEYS.items() if balance.counts[outcome]
    ]
    return texts("day.balance.sum", issued=balance.issued, parts=texts("day.balance.joined").join(parts))


def _about(texts: Texts, view: DayView, line: DayLine, today: date) -> str:
    """Where things lie or go, or since when the oldest waits."""
    if line.line == ClosingLine.SEALS:
        return texts("day.detail.stamped", count=view.stamped)
    if not line.rows:
        return ""
    if line.line == ClosingLine.DUE_NEXT:
        return texts("case.joined").join(row.name for row in line.rows[:SOME_PLACES])
    if line.places and line.line != ClosingLine.TO_SEAL:
        most = Counter(line.places).most_common(SOME_PLACES)
        told = [texts("day.detail.place", place=place_words(texts, place), count=count) for place, count in most]
        return texts("case.joined").join(told)
    since = min((row.since for row in line.rows if row.since is not None), default=None)
    return texts("day.detail.oldest", since=short_moment(texts, since, today)) if since is not None else ""


def line_details(
    texts: Texts, view: DayView, line: str, today: date, clerk_name: Callable[[str], str]
) -> tuple[DetailView, ...]:
    """The things behind a line of the closing."""
    if line == ClosingLine.PAPERS:
        return tuple(_difference(texts, each) for each in view.balance.differences)
    if line not in LINE_KEYS:
        return ()
    rows = view.lines[ClosingLine(line)].rows
    return tuple(
        DetailView(
            f"{position}",
            (
                short_number(row.number),
                row.name,
                clerk_name(row.place) if line == ClosingLine.DRAFTS else place_words(texts, row.place),
                short_moment(texts, row.since, today) if row.since is not None else "",
            ),
            record_id="" if line == ClosingLine.DRAFTS else row.record_id,
        )
        for position, row in enumerate(rows)
    )


def _difference(texts: Texts, each: Difference) -> DetailView:
    said = texts(OUTCOME_KEYS[each.outcome])
    if each.outcome is Outcome.GAP and each.until:
        until = f"{parse_paper_number(each.until).serial:06d}"
        said = texts("day.detail.gap_run", until=until, count=each.count)
    return DetailView(
        each.number,
        (
            short_number(each.number),
            paper_name(texts, each.kind) if each.kind else texts("day.detail.no_paper"),
            said,
            each.why or texts("day.detail.no_reason"),
        ),
        record_id=each.record_id if each.outcome is Outcome.NOT_PRINTED else "",
        number=each.number,
        tone="quiet" if each.why else "late",
    )


def ready_reasons(rules: DayRules, view: DayView, number: str) -> Sequence[str]:
    """The ready reasons for a difference."""
    found = next((each for each in view.balance.differences if each.number == number), None)
    return rules.reasons.get(found.outcome, ()) if found is not None else ()
