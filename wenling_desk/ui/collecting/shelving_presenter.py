"""上架 without its widgets: licences scanned in a row, each with a sentence of its own and its slot. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from wenling_desk.domain.collecting import HallShelves, read_place
from wenling_desk.domain.shelf import COUNTER, ELECTRONIC, shelf_of
from wenling_desk.ui.collecting.tools import INITIATOR, CollectingTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.collecting import taken_places
from wenling_desk.use_cases.place_words import place_words
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.shelve_results import ShelveResult, waiting_members

PUT, WAITING, ASKED, REFUSED, ALREADY = "put", "waiting", "asked", "refused", "already"
"""How a scanned line stands: in its slot, on its way, a question is open, refused, lying there before."""
WISHES: Mapping[str, str] = {
    "courier": "collecting.wish.courier",
    "locker": "collecting.wish.locker",
    "electronic": "collecting.wish.electronic",
}
"""A way that is not the counter -> what the clerk is told while the result is in hand."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scanned licence: ``state``, its sentence, its slot; ``choices`` are the items it may be for (code, name)."""

    key: str
    scan: str
    state: str
    sentence: str = ""
    place: str = ""
    record_id: str = ""
    choices: tuple[tuple[str, str], ...] = field(default=())


class ShelvingPresenter:
    """One command for each scan; the last scanned line comes first."""

    def __init__(self, tools: CollectingTools, on_lines: Callable[[], None]) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._on_lines = on_lines
        self._lines: dict[str, Scanned] = {}
        self.after = ""
        self.next_place = ""

    @property
    def lines(self) -> tuple[Scanned, ...]:
        """What was scanned, the last first."""
        return tuple(reversed(self._lines.values()))

    @property
    def asked(self) -> Scanned | None:
        """The line that waits for an answer, the oldest one."""
        return next((line for line in self._lines.values() if line.state == ASKED), None)

    def count(self, state: str) -> int:
        """How many lines stand so."""
        return sum(line.state == state for line in self._lines.values())

    def scan(self, text: str) -> None:
        """A licence, a slip, or a slot from which on the next ones go."""
        written = "".join(text.split())
        if not written:
            return
        if place := self._known_place(text):
            self.after = place
            self.look()
            return
        key = self._tools.desk().ids.new_id()
        self._keep(Scanned(key, written[:40], WAITING))
        self._put(key, written)

    def answer(self, key: str, member: str) -> None:
        """Which of several items the licence is for."""
        line = self._lines.get(key)
        if line is not None and line.state == ASKED:
            self._keep(replace(line, state=WAITING, sentence=""))
            self._put(self._tools.desk().ids.new_id(), line.scan, member, key)

    def look(self) -> None:
        """The next free slot."""
        shelves, after = self._shelves(), self.after

        def keep(place: str) -> None:
            self.next_place = place
            self._on_lines()

        self._tools.bridge.ask(
            lambda reading: shelves.next_free(taken_places(reading), after), keep, "collecting_next", lambda _: None
        )

    def clear(self) -> None:
        """A new pile."""
        self._lines = {}
        self._on_lines()

    def next_words(self) -> str:
        """The next slot in words."""
        if not self._shelves().units:
            return self._texts("collecting.shelve.none")
        return place_words(self._texts, self.next_place) if self.next_place else self._texts("collecting.shelve.full")

    def _put(self, command_id: str, scan: str, member: str = "", key: str = "") -> None:
        key = key or command_id
        command = ShelveResult(
            command_id=command_id, initiator=INITIATOR, scan=scan, member=member, shelves=self._shelves(),
            after=self.after,
        )  # fmt: skip
        self._tools.bridge.submit(
            command,
            lambda changes: self._done(key, changes),
            lambda told: self._refused(key, told),
            lambda told: self._refused(key, told),
        )

    def _done(self, key: str, changes: Changes) -> None:
        def question(reading: Reading) -> tuple[str, str, str]:
            return _where(self._tools, reading, changes)

        def keep(found: tuple[str, str, str]) -> None:
            item, place, wish = found
            self.after = place or self.after
            sentence = self._texts("collecting.shelve.put", item=item)
            if wish not in (COUNTER, ""):
                sentence += self._texts(WISHES.get(wish, WISHES[ELECTRONIC]))
            self._change(key, state=PUT, sentence=sentence, place=place, record_id=changes.record_id)
            self.look()

        self._tools.bridge.ask(question, keep, f"collecting_put {key}", lambda told: self._refused(key, told))

    def _refused(self, key: str, told: Told) -> None:
        if told.code == "result_ambiguous":
            self._ask(key, told)
            return
        state = ALREADY if told.code == "already_shelved" else REFUSED
        self._change(key, state=state, sentence=told.sentence, place="", choices=())
        self._on_lines()

    def _ask(self, key: str, told: Told) -> None:
        line = self._lines[key]

        def keep(found: tuple[str, tuple[tuple[str, str], ...]]) -> None:
            record_id, choices = found
            self._change(key, state=ASKED, sentence=told.sentence, record_id=record_id, choices=choices)
            self._on_lines()

        def question(reading: Reading) -> tuple[str, tuple[tuple[str, str], ...]]:
            record_id, members = waiting_members(self._tools.desk(), reading, line.scan)
            return record_id, tuple((member.code, member.name) for member in members)

        def failed(other: Told) -> None:
            self._change(key, state=REFUSED, sentence=other.sentence)
            self._on_lines()

        self._tools.bridge.ask(question, keep, f"collecting_ask {key}", failed)

    def _known_place(self, text: str) -> str:
        place = read_place(text)
        return place if place and self._shelves().holds(place) else ""

    def _shelves(self) -> HallShelves:
        return self._tools.rules.shelves_of(self._tools.desk().identity.hall_code)

    def _keep(self, line: Scanned) -> None:
        self._lines[line.key] = line
        self._on_lines()

    def _change(self, key: str, **changes: object) -> None:
        if key in self._lines:
            self._lines[key] = replace(self._lines[key], **changes)  # type: ignore[arg-type]


def _where(tools: CollectingTools, reading: Reading, changes: Changes) -> tuple[str, str, str]:
    """Item, place and wished way of what the command put on a shelf."""
    book = RecordBook(tools.desk(), reading)
    book.open(changes.record_id)
    fact = next(fact for fact in reversed(book.record.facts) if fact.command_id == changes.command_id)
    code = fact.members[0]
    return book.case.member(code).name, shelf_of(book.record, code).place, book.case.sheet.delivery.way
