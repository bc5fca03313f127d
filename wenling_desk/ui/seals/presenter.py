"""The page of seals without its widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from wenling_desk.domain.day_rules import DayRules
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.ui.record.scans import scanned_number
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import WaitingRow
from wenling_desk.use_cases.seal_views import SealInHand, SealsView, view_seals
from wenling_desk.use_cases.seals import HandOverSeal, IssueSealRegister, RegisterSeal, RetireSeal, UseSeal

INITIATOR = "seals"
HOMELESS = "homeless/"
"""Beginning of the key of a line whose seal nobody has entered."""
OnTold = Callable[[Told], object]
OnDone = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class SealTools:
    """What the page is given from outside. ``print_papers`` prints papers that are durable already."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    rules: DayRules
    print_papers: Callable[[Sequence[str]], None]
    clerk_name: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SealLine:
    """A line of the list: whose seal, its number, who has it, where, what it did today, and what waits."""

    key: str
    title: str
    number: str
    holder: str
    place: str
    today: str
    waiting: str
    tone: str
    shape: str


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the book of the seal in focus: what waits stands above what was done today."""

    key: str
    time: str
    what: str
    number: str
    state: str
    tone: str


class SealsPresenter:
    """The list, the book of the seal in focus, and the acts."""

    def __init__(self, tools: SealTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.view = SealsView((), {}, ())
        self.key = ""

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Ask for the list anew."""
        desk = self._tools.desk()

        def take(view: SealsView) -> None:
            self.view = view
            keys = [line.key for line in self.lines()]
            if self.key not in keys:
                self.key = keys[0] if keys else ""
            on_read()

        self._tools.bridge.ask(partial(view_seals, desk), take, "seals", on_failed)

    def lines(self) -> tuple[SealLine, ...]:
        """The seals, and below them titles that papers wait for and nobody has entered."""
        return (*map(self._line, self.view.seals), *map(self._homeless_line, self.view.homeless))

    def _line(self, each: SealInHand) -> SealLine:
        texts, seal = self._texts, each.seal
        waiting, tone, shape = texts("day.seals.none_waiting"), "good", "disc"
        if each.waiting:
            waiting, tone, shape = texts("day.seals.waiting", count=len(each.waiting)), "soon", "half"
        place = texts("day.seals.away", place=seal.place) if seal.away else seal.place
        return SealLine(
            key=seal.record_id,
            title=seal.title,
            number=seal.number,
            holder=seal.holder_name or self._tools.clerk_name(seal.holder),
            place=place,
            today=texts("day.seals.today", count=each.papers_today),
            waiting=waiting,
            tone=tone,
            shape=shape,
        )

    def _homeless_line(self, title: str) -> SealLine:
        count = len(self.view.homeless[title])
        return SealLine(
            key=HOMELESS + title,
            title=title,
            number="",
            holder=self._texts("day.seals.not_entered"),
            place="",
            today="",
            waiting=self._texts("day.seals.waiting", count=count),
            tone="late",
            shape="triangle",
        )

    def seal(self) -> SealInHand | None:
        """The seal in focus; ``None`` on a title nobody has entered."""
        return self.view.seal(self.key)

    def homeless_title(self) -> str:
        """The title in focus that nobody has entered; empty on a seal."""
        return self.key.removeprefix(HOMELESS) if self.key.startswith(HOMELESS) else ""

    def book(self) -> tuple[BookLine, ...]:
        """The book of what is in focus."""
        seal, texts = self.seal(), self._texts
        waiting = seal.waiting if seal is not None else self.view.homeless.get(self.homeless_title(), ())
        lines = [self._waiting_line(row) for row in waiting]
        for position, use in enumerate(reversed(seal.uses if seal is not None else ())):
            time = f"{use.at:%H:%M}"
            if not use.papers:
                lines.append(BookLine(f"use/{position}", time, use.purpose, "", texts("day.seals.used"), "quiet"))
            kinds = (*use.kinds, *("",) * len(use.papers))
            for number, kind in zip(use.papers, kinds, strict=False):
                name = paper_name(texts, kind)
                lines.append(BookLine(f"{position}/{number}", time, name, number, texts("day.seals.ticked"), "good"))
        return tuple(lines)

    def _waiting_line(self, row: WaitingRow) -> BookLine:
        errand = row.errand
        when = short_moment(self._texts, errand.since, self._tools.desk().today())
        name = paper_name(self._texts, errand.state)
        if row.head is not None:
            name = self._texts("day.seals.paper_of", paper=name, item=row.head.item_name)
        return BookLine(errand.key, when, name, errand.number, self._texts("day.seals.to_tick"), "soon")

    def in_hand(self) -> int:
        """How many seals the person signed in holds."""
        clerk = self._tools.desk().session.clerk
        return sum(each.seal.holder == clerk for each in self.view.seals)

    # -- acts ------------------------------------------------------------------------------------

    def reason_against_ticking(self) -> str:
        """Why nothing can be ticked with what is in focus."""
        seal = self.seal()
        if seal is None:
            return self._texts("day.seals.enter_first") if self.homeless_title() else self._texts("day.seals.no_seal")
        return "" if seal.waiting else self._texts("day.seals.nothing_waits")

    def reason_against_seal(self) -> str:
        """Why an act on a seal is not possible: none is in focus."""
        return "" if self.seal() is not None else self._texts("day.seals.no_seal")

    def tick_all(self, on_done: OnDone, on_failed: OnTold) -> None:
        """All papers that wait for the seal in focus, with one key."""
        seal = self.seal()
        if seal is not None and seal.waiting:
            numbers = tuple(row.errand.number for row in seal.waiting)
            self._use(seal, numbers, on_done, on_failed)

    def take_number(self, text: str, on_done: OnDone, on_failed: OnTold) -> bool:
        """A paper scanned or typed: ticked with its own seal, or with the one in focus where it names none. ``False``
        where the text is no number of a paper."""
        number = scanned_number(text)
        seal = next((each for each in self.view.seals if any(r.errand.number == number for r in each.waiting)), None)
        seal = seal or self.seal()
        if not number or seal is None:
            return False
        self._use(seal, (number,), on_done, on_failed)
        return True

    def _use(self, seal: SealInHand, numbers: tuple[str, ...], on_done: OnDone, on_failed: OnTold) -> None:
        said = self._texts("day.seals.done_ticking", count=len(numbers), seal=seal.seal.title)
        purpose = self._texts("day.seals.purpose_papers")
        command = UseSeal(
            command_id=self._id(),
            initiator=INITIATOR,
            record_id=seal.seal.record_id,
            numbers=numbers,
            purpose=purpose,
        )
        self._submit(command, said, on_done, on_failed)

    def other_use(self, purpose: str, on_done: OnDone, on_failed: OnTold) -> None:
        """A use that is no paper of ours."""
        seal = self.seal()
        if seal is not None:
            command = UseSeal(
                command_id=self._id(), initiator=INITIATOR, record_id=seal.seal.record_id, purpose=purpose
            )
            self._submit(command, self._texts("day.seals.done_use", purpose=purpose), on_done, on_failed)

    def enter(
        self,
        title: str,
        number: str,
        holder: str,
        holder_name: str,
        place: str,
        may_leave: bool,
        on_done: OnDone,
        on_failed: OnTold,
    ) -> None:
        """A new seal."""
        command = RegisterSeal(
            command_id=self._id(),
            initiator=INITIATOR,
            title=title,
            number=number,
            holder=holder,
            holder_name=holder_name,
            place=place,
            may_leave=may_leave,
        )
        said = self._texts("day.seals.done_entering", title=title, number=number)
        self._submit(command, said, on_done, on_failed)

    def hand_over(self, to: str, to_name: str, place: str, reason: str, on_done: OnDone, on_failed: OnTold) -> None:
        """The seal in focus goes to another hand."""
        seal = self.seal()
        if seal is not None:
            command = HandOverSeal(
                command_id=self._id(),
                initiator=INITIATOR,
                record_id=seal.seal.record_id,
                to=to,
                to_name=to_name,
                place=place,
                reason=reason,
            )
            said = self._texts("day.seals.done_handing", title=seal.seal.title, to=to_name or to)
            self._submit(command, said, on_done, on_failed)

    def retire(self, reason: str, on_done: OnDone, on_failed: OnTold) -> None:
        """The seal in focus is used no more."""
        seal = self.seal()
        if seal is not None:
            command = RetireSeal(
                command_id=self._id(), initiator=INITIATOR, record_id=seal.seal.record_id, reason=reason
            )
            self._submit(command, self._texts("day.seals.done_retiring", title=seal.seal.title), on_done, on_failed)

    def print_register(self, on_done: OnDone, on_failed: OnTold) -> None:
        """印章使用登记 of today."""
        seal, tools = self.seal(), self._tools
        if seal is None:
            return
        command = IssueSealRegister(command_id=self._id(), initiator=INITIATOR, record_id=seal.seal.record_id)

        def issued(changes: Changes) -> None:
            tools.print_papers(changes.to_print)
            on_done(self._texts("day.seals.done_register", number=changes.number))

        tools.bridge.submit(command, issued, on_failed, on_failed)

    def _submit(self, command: Command, said: str, on_done: OnDone, on_failed: OnTold) -> None:
        self._tools.bridge.submit(command, lambda _: on_done(said), on_failed, on_failed)

    def _id(self) -> str:
        return self._tools.desk().ids.new_id()
