"""电话咨询 without its widgets: an item, a question, a letter, and whether somebody is called back. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.domain.canned_answers import AnswerBook, CannedAnswer, speak
from wenling_desk.domain.identity import mask_phone, phone_problem
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import deadline
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.entry import Hit, hits_of
from wenling_desk.ui.phone.sentences import fresh_sheet, values_of
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.consult import PHONE, Consult
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import CatalogueSearch

INITIATOR = "phone"
COUNTING = "phone-count"
COUNTED = "phone_consulted"
MOST_HITS = 8


@dataclass(frozen=True, slots=True)
class PhoneTools:
    """What the page is given."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    search: CatalogueSearch
    answers: AnswerBook


class PhonePresenter:
    """One call. Nobody is asked who they are; a number only where a call back is promised."""

    def __init__(self, tools: PhoneTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.item: Hit | None = None
        self.words = ""
        self.question = ""
        self.answer: CannedAnswer | None = None
        self.calls_back = False
        self.phone = ""
        self.busy = False
        self.count = 0
        self._last: tuple[object, str] | None = None

    def clear(self) -> None:
        """The next call."""
        self.item, self.answer = None, None
        self.words = self.question = self.phone = ""
        self.calls_back = self.busy = False
        self._last = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return not (self.item or self.answer or self.words or self.question.strip() or self.phone.strip())

    def find(self, text: str) -> tuple[Hit, ...]:
        """Items and bundles by words, pinyin or code."""
        desk = self._tools.desk()
        today = desk.today()
        found = self._tools.search.search(text, MOST_HITS)
        return hits_of(self._texts, desk.catalogue(), found, lambda item: item.is_in_force(today))

    def pick(self, letter: str) -> bool:
        """The canned answer of a letter; ``False`` where there is none."""
        found = self._tools.answers.by_key(letter)
        if found is not None:
            self.answer = found
        return found is not None

    def sentence(self) -> str:
        """What is read aloud now; empty before a letter was pressed."""
        if self.answer is None:
            return ""
        tools = self._tools
        values = values_of(tools.texts, tools.desk(), tools.answers, self._sheet())
        return speak(self.answer, values) or self._texts("bookings.phone.unanswered")

    def _sheet(self) -> IntakeSheet | None:
        if self.item is None:
            return None
        return fresh_sheet(self._tools.desk().catalogue(), self.item.code, is_bundle=self.item.is_bundle)

    # -- keeping ---------------------------------------------------------------------------------

    def reason_against(self) -> str:
        """Why it cannot be kept now."""
        if self.answer is None:
            return self._texts("bookings.phone.no_answer")
        return self.phone_fault() if self.calls_back else ""

    def phone_fault(self) -> str:
        """What is wrong with the number to call back."""
        number = "".join(self.phone.split())
        if not number:
            return self._texts("bookings.phone.missing_number")
        return self._texts("bookings.phone.odd_number") if phone_problem(number) else ""

    def command(self) -> Consult:
        """The call as it stands; the same one keeps its id, so that pressing twice is one."""
        assert self.answer is not None
        said, sheet = self.sentence(), self._sheet()
        question = " ".join(part for part in (self.words, self.question.strip()) if part)
        if not question:
            title = self.answer.title
            key = "bookings.phone.about" if self.item is None else "bookings.phone.about_item"
            question = self._texts(key, answer=title, item=self.item.name if self.item is not None else "")
        phone = "".join(self.phone.split()) if self.calls_back else ""
        what = (question, self.answer.answer_id, sheet, self.calls_back, phone)
        if self._last is None or self._last[0] != what:
            self._last = (what, self._tools.desk().ids.new_id())
        return Consult(
            command_id=self._last[1],
            initiator=INITIATOR,
            question=question,
            answer=said,
            sheet=sheet,
            channel=PHONE,
            answer_key=self.answer.answer_id,
            call_back=self.calls_back,
            phone=phone,
        )

    def record(self, on_done: Callable[[str], object], on_failed: Callable[[Told], object]) -> None:
        """Keep it, and be ready for the next."""
        if self.busy or self.reason_against():
            return
        self.busy = True
        said = self._texts("bookings.phone.recorded")
        if self.calls_back:
            desk = self._tools.desk()
            due = deadline(desk.today(), TimeLimit(1, TimeUnit.WORKING_DAYS), desk.catalogue().calendar).day
            day = short_day_with_weekday(self._texts, due, desk.today())
            said = self._texts("bookings.phone.recorded_back", day=day, phone=mask_phone("".join(self.phone.split())))

        def done(_: Changes) -> None:
            self.clear()
            on_done(said)

        def failed(told: Told) -> None:
            self.busy = False
            on_failed(told)

        self._tools.bridge.submit(self.command(), done, failed, failed)

    def read_count(self, on_read: Callable[[], object]) -> None:
        """How many calls this clerk had today."""
        desk = self._tools.desk()

        def keep(count: int) -> None:
            self.count = count
            on_read()

        self._tools.bridge.ask(
            lambda reading: reading.counts(desk.today(), desk.session.clerk).get(COUNTED, 0), keep, COUNTING
        )
