"""The page of the day without its widgets: the card before opening, the closing after it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.ui.desk_day.card import CHECK, card_details, card_lines
from wenling_desk.ui.desk_day.card import PAGES as CARD_PAGES
from wenling_desk.ui.desk_day.lines import PAGES as CLOSING_PAGES
from wenling_desk.ui.desk_day.lines import DetailView, LineView, closing_lines, line_details, ready_reasons
from wenling_desk.ui.desk_day.tools import DayTools, DeviceCheck
from wenling_desk.ui.record.clock_words import short_day_with_weekday, short_moment
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.day_view import DayView, view_day
from wenling_desk.use_cases.desk_day import CloseDay, CountersignDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.opening_card import OpeningCard, view_opening
from wenling_desk.use_cases.ports import Reading

INITIATOR = "day"
OnTold = Callable[[Told], object]
OnDone = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading gave: the day, and the card where it is shown."""

    view: DayView
    card: OpeningCard | None


class DayPresenter:
    """``on`` is another day than today while one of the past is closed; ``wants_card`` while the card is looked at
    again."""

    def __init__(self, tools: DayTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.view: DayView | None = None
        self.card: OpeningCard | None = None
        self.checks: Sequence[DeviceCheck] | None = None
        self.on: date | None = None
        self.wants_card = False
        self.key = ""

    # -- reading ---------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """Today at the desk."""
        return self._tools.desk().today()

    @property
    def shows_card(self) -> bool:
        """Whether the card is on the page: before the day is opened, and when it is looked at again."""
        opened = self.view is not None and self.view.day.opened_at is not None
        return self.on is None and (self.wants_card or not opened)

    def read(self, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Ask for the day, and for the card where it may be shown."""
        desk, on, unfilled = self._tools.desk(), self.on or self.today, self._tools.unfilled()
        rules, wants = self._tools.alarm_rules, self.on is None

        def ask(reading: Reading) -> _Read:
            view = view_day(desk, reading, on, unfilled)
            has_card = wants and (self.wants_card or view.day.opened_at is None)
            return _Read(view, view_opening(desk, reading, rules) if has_card else None)

        def take(found: _Read) -> None:
            self.view, self.card = found.view, found.card or self.card
            self._keep_focus()
            on_read()

        self._tools.bridge.ask(ask, take, "day", on_failed)

    def look_at_devices(self, on_looked: Callable[[], object]) -> None:
        """Look at printer, disk, backup, clock and link; the answer comes later."""

        def take(checks: Sequence[DeviceCheck]) -> None:
            self.checks = checks
            on_looked()

        self._tools.look_at_devices(take)

    def _keep_focus(self) -> None:
        keys = [line.key for line in self.lines()]
        if self.key not in keys:
            self.key = keys[0] if keys else ""

    def lines(self) -> tuple[LineView, ...]:
        """The lines of what is shown."""
        if self.view is None:
            return ()
        if self.shows_card:
            return card_lines(self._texts, self.card, self._tools.rules, self.checks) if self.card is not None else ()
        return closing_lines(self._texts, self.view, self._tools.rules, self._tools.desk().now())

    def details(self) -> tuple[DetailView, ...]:
        """What stands behind the line in focus."""
        if self.view is None:
            return ()
        name = self._tools.clerk_name
        if self.shows_card:
            catalogue = self._tools.desk().catalogue()
            return card_details(self._texts, self.card, self.key, self.today, name, catalogue) if self.card else ()
        return line_details(self._texts, self.view, self.key, self.today, name)

    def line(self) -> LineView | None:
        """The line in focus."""
        return next((line for line in self.lines() if line.key == self.key), None)

    # -- words -----------------------------------------------------------------------------------

    def empty_words(self) -> str:
        """What is said where a line has nothing to list: what was seen, that it is only counted, or that it is none."""
        line, view = self.line(), self.view
        if line is None or view is None:
            return self._texts("day.reading")
        if self.shows_card:
            return line.detail if line.key.startswith(CHECK) and line.detail else self._texts("day.card.empty")
        if line.key == ClosingLine.PAPERS:
            return self._texts("day.closing.all_even" if view.balance.issued else "day.closing.no_papers")
        is_counted = view.lines[ClosingLine(line.key)].count
        return self._texts("day.closing.only_counted" if is_counted else "day.closing.empty")

    def heading(self) -> str:
        """班前卡, 日清, or 日清 of another day."""
        if self.shows_card:
            return self._texts("day.card.title")
        if self.on is not None:
            return self._texts("day.closing.title_of", day=short_day_with_weekday(self._texts, self.on, self.today))
        return self._texts("day.closing.title")

    def standing(self) -> tuple[str, str, str]:
        """How the day stands: word, tone and shape."""
        view, texts = self.view, self._texts
        if view is None:
            return "", "quiet", "none"
        closing = view.day.closing
        if closing is None:
            opened = view.day.opened_at is not None
            return texts("day.state.running" if opened else "day.state.not_opened"), "act", "none"
        if view.after_closing:
            return texts("day.state.after", count=view.after_closing), "soon", "half"
        if not closing.countersigned_by:
            return texts("day.state.one_signature"), "soon", "half"
        return texts("day.state.closed"), "good", "disc"

    def remark(self) -> str:
        """What matters now: the counts of the day, who was handed what, who closed it."""
        view, texts = self.view, self._texts
        if view is None:
            return texts("day.reading")
        closing, parts = view.day.closing, []
        if view.day.shifts:
            last = view.day.shifts[-1]
            when = short_moment(texts, last.at, self.today)
            by = self._tools.clerk_name(last.by)
            parts.append(texts("day.remark.shift", time=when, by=by, to=last.to_name))
        if closing is not None:
            when, by = short_moment(texts, closing.at, self.today), self._tools.clerk_name(closing.clerk)
            signed = closing.countersigned_name
            key = "day.remark.closed_twice" if signed else "day.remark.closed"
            parts.append(texts(key, time=when, by=by, version=closing.version, name=signed))
        if not parts:
            counts = {name: view.counts.get(name, 0) for name in ("received", "accepted", "consulted", "delivered")}
            parts.append(texts("papers.day.counts", **counts) if any(counts.values()) else texts("day.remark.nothing"))
        return texts("day.remark.joined").join(parts)

    def page_behind(self) -> str:
        """The page where the line in focus is worked off; empty where there is none."""
        return (CARD_PAGES if self.shows_card else CLOSING_PAGES).get(self.key, "")

    # -- reasons against -------------------------------------------------------------------------

    def reason_against_closing(self) -> str:
        """Nothing but differences without a reason keeps a day open."""
        view = self.view
        if view is None:
            return self._texts("day.reading")
        unnamed = view.balance.unnamed
        return self._texts("day.closing.unnamed", count=len(unnamed)) if unnamed else ""

    def reason_against_second(self) -> str:
        """The second person signs what is closed."""
        if self.view is None or self.view.day.closing is None:
            return self._texts("day.closing.not_closed")
        return self._texts("day.closing.signed") if self.view.day.closing.countersigned_by else ""

    def reason_against_naming(self, number: str) -> str:
        """A reason belongs to a difference."""
        return "" if number else self._texts("day.closing.no_difference")

    def ready_reasons(self, number: str) -> Sequence[str]:
        """Ready reasons for a difference."""
        return ready_reasons(self._tools.rules, self.view, number) if self.view is not None else ()

    def handed_over(self) -> str:
        """What goes along with the shift, in words."""
        view = self.view
        if view is None:
            return ""
        return self._texts(
            "day.shift.along",
            drafts=view.lines[ClosingLine.DRAFTS].count,
            originals=view.originals,
            seals=view.lines[ClosingLine.SEALS].count,
        )

    # -- acts ------------------------------------------------------------------------------------

    def open_day(self, on_done: OnDone, on_failed: OnTold) -> None:
        """开始上班: the card was seen."""
        card = self.card
        command = OpenDay(
            command_id=self._id(),
            initiator=INITIATOR,
            checks={str(check.kind): check.state for check in self.checks or ()},
            read=(card.release,) if card is not None and card.changes else (),
        )

        def opened(_: Changes) -> None:
            self.wants_card = False
            self.key = ""
            on_done(self._texts("day.card.done"))

        self._tools.bridge.submit(command, opened, on_failed, on_failed)

    def hand_over(self, to: str, to_name: str, waiting: int, on_done: OnDone, on_failed: OnTold) -> None:
        """交接班, and its paper."""
        command = HandOverShift(command_id=self._id(), initiator=INITIATOR, to=to, to_name=to_name, waiting=waiting)
        self._issue(command, partial(self._texts, "day.shift.done", name=to_name), on_done, on_failed)

    def name(self, number: str, why: str, on_done: OnDone, on_failed: OnTold) -> None:
        """Why a number does not balance."""
        command = NameDifference(command_id=self._id(), initiator=INITIATOR, number=number, why=why, on=self.on)
        said = self._texts("day.closing.named", number=number)
        self._tools.bridge.submit(command, lambda _: on_done(said), on_failed, on_failed)

    def close(self, on_done: OnDone, on_failed: OnTold) -> None:
        """日清, and its paper."""
        rules = self._tools.rules
        command = CloseDay(
            command_id=self._id(),
            initiator=INITIATOR,
            on=self.on,
            unfilled=self._tools.unfilled(),
            lines=tuple(str(rule.line) for rule in rules.closing),
            listed=rules.listed,
        )
        self._issue(command, partial(self._texts, "day.closing.done"), on_done, on_failed)

    def countersign(self, by: str, name: str, on_done: OnDone, on_failed: OnTold) -> None:
        """The second signature."""
        command = CountersignDay(command_id=self._id(), initiator=INITIATOR, by=by, name=name, on=self.on)
        said = self._texts("day.second.done", name=name)
        self._tools.bridge.submit(command, lambda _: on_done(said), on_failed, on_failed)

    def _issue(self, command: Command, said: Callable[..., str], on_done: OnDone, on_failed: OnTold) -> None:
        def issued(changes: Changes) -> None:
            self._tools.print_papers(changes.to_print)
            on_done(said(number=changes.number))

        self._tools.bridge.submit(command, issued, on_failed, on_failed)

    def look_at_day(self, on: date | None) -> None:
        """Another day; ``None`` is today."""
        self.on = None if on == self.today else on
        self.wants_card = False
        self.key = ""

    def look_at_card(self, wants: bool) -> None:
        """The card once more, or back to the closing."""
        self.wants_card = wants
        self.key = ""

    def can_look_at_card(self) -> bool:
        """Whether the card can be looked at again: today, and it was opened."""
        return self.on is None and self.view is not None and self.view.day.opened_at is not None

    def _id(self) -> str:
        return self._tools.desk().ids.new_id()
