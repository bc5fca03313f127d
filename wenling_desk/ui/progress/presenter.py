"""查进度 without its widgets: find, write the look down, say it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.told import DeskBridge, Told, ToldKind
from wenling_desk.use_cases.ask_progress import AskProgress
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.find_progress import MASKED, NUMBER, Hit, Hits, find_progress, rows_of, understand
from wenling_desk.use_cases.handle_papers import IssueCaseSummary
from wenling_desk.use_cases.paper_standing import standing_words
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.progress import Progress, Speech, progress_of, speech_of
from wenling_desk.use_cases.progress_beside import progress_beside
from wenling_desk.use_cases.progress_heads import head_words, progress_of_heads
from wenling_desk.use_cases.record_book import RecordBook

INITIATOR = "progress"
ASKING, ANSWERING = "progress_asked", "progress_answer"


def _alone() -> None:
    return None


@dataclass(frozen=True, slots=True)
class ProgressTools:
    """What the page is given. ``reaches_centre`` says whether the centre answers now; ``None`` on a desk that is not
    enrolled: then no other desk's case can be fetched. ``handover`` are the hall's rules on handing papers over."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    index: PeopleIndex
    print_papers: Callable[[Sequence[str]], None]
    reaches_centre: Callable[[], bool | None] = _alone
    handover: HandoverRules | None = None


@dataclass(frozen=True, slots=True)
class HitLine:
    """A case that may be meant, with enough to ask one question about it. ``known`` is all of it in one line."""

    record_id: str
    applicant: str
    item: str
    received: str
    where: str
    state: str
    number: str
    is_held: bool
    known: str


@dataclass(frozen=True, slots=True)
class HitsView:
    """What was found, in words; ``sentence`` where there is nothing to choose from, ``remarks`` over the list."""

    lines: tuple[HitLine, ...] = ()
    sentence: str = ""
    detail: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is read aloud of one case, and what stands beneath it."""

    record_id: str
    heading: str
    progress: Progress
    remarks: tuple[str, ...]
    is_held: bool
    known: str = field(repr=False, default="")
    is_case: bool = True


class ProgressPresenter:
    """One person at a time; nothing of the one before stays."""

    def __init__(self, tools: ProgressTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.view = HitsView()
        self.answer: Answer | None = None
        self._asked = 0
        self._opening = ""
        self._command_id = ""
        self._number = ""

    # -- finding ---------------------------------------------------------------------------------

    def find(self, typed: str, on_found: Callable[[HitsView], None], on_failed: Callable[[Told], None]) -> str:
        """Look for what was typed; what may stay in the box. ``on_found`` comes again while more is being read."""
        self.forget()
        asked = understand(typed, self._tools.desk().today())
        self._number = asked.text if asked.kind == NUMBER else ""
        if not asked.text:
            return ""
        if not asked.kind:
            self.view = HitsView(sentence=self._texts("progress.too_little", text=asked.text))
            on_found(self.view)
            return asked.shown
        round_ = self._asked

        def question(reading: Reading) -> tuple[Hits, HitsView]:
            hits = find_progress(self._tools.desk(), reading, self._tools.index, asked)
            return hits, self._worded(hits)

        def found(answer: tuple[Hits, HitsView]) -> None:
            if round_ != self._asked:
                return
            hits, self.view = answer
            on_found(self.view)
            if not hits.is_complete and round_ == self._asked:
                self._tools.bridge.ask(question, found, ASKING, on_failed)

        self._tools.bridge.ask(question, found, ASKING, on_failed)
        return asked.shown

    def forget(self) -> None:
        """The next person must see nothing of this one."""
        self._asked += 1
        self._opening = ""
        self._command_id = ""
        self.view = HitsView()
        self.answer = None
        self._tools.bridge.forget(ASKING)
        self._tools.bridge.forget(ANSWERING)

    def only_hit(self) -> str:
        """The record to be opened without asking: the only one, all read, and found by more than a surname."""
        lines = self.view.lines
        if len(lines) != 1 or self.view.remarks:
            return ""
        return lines[0].record_id

    def line(self, record_id: str) -> HitLine | None:
        """A line shown now."""
        return next((line for line in self.view.lines if line.record_id == record_id), None)

    def _worded(self, hits: Hits) -> HitsView:
        desk, texts = self._tools.desk(), self._texts
        speech, catalogue = speech_of(desk), desk.catalogue()
        remarks = []
        if not hits.is_complete:
            remarks.append(texts("progress.still_reading"))
        if hits.is_cut:
            remarks.append(texts("progress.more", count=len(hits.hits)))
        if not hits.hits:
            if not hits.is_complete:
                return HitsView(sentence=remarks[0])
            key = {None: "progress.nothing_alone", True: "progress.nothing_here", False: "progress.nothing_offline"}
            detail = texts(key[self._tools.reaches_centre()])
            return HitsView(sentence=texts("progress.nothing", text=hits.asked.shown), detail=detail)
        lines = tuple(hit_line(texts, speech, catalogue, hit) for hit in hits.hits)
        if len(lines) > 1 or hits.hits[0].way == MASKED:
            remarks.append(texts("progress.check", question=texts("progress.question")))
        return HitsView(lines, remarks=tuple(remarks))

    # -- the answer ------------------------------------------------------------------------------

    def open(self, record_id: str, on_answer: Callable[[Answer], None], on_failed: Callable[[Told], None]) -> None:
        """Write the look down, and only then say how far it is. Pressed twice it is one look."""
        if record_id == self._opening:
            return
        self._opening = record_id
        self.answer = None
        round_ = self._asked

        def looked(_: Changes) -> None:
            if round_ == self._asked and self._opening == record_id:
                self._read(record_id, on_answer, on_failed)

        def failed(told: Told) -> None:
            if round_ == self._asked:
                self._opening = ""
                on_failed(told)

        command = AskProgress(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, record_id=record_id)
        self._tools.bridge.submit(command, looked, failed, failed)

    def read_again(self, on_answer: Callable[[Answer], None], on_failed: Callable[[Told], None]) -> None:
        """The case on the screen has changed; it was looked at already."""
        if self.answer is not None:
            self._read(self.answer.record_id, on_answer, on_failed)

    def close(self) -> None:
        """Back to the list."""
        self._opening = ""
        self.answer = None
        self._tools.bridge.forget(ANSWERING)

    def concerns(self, changes: Changes) -> bool:
        """Whether the case on the screen has changed."""
        return self.answer is not None and self.answer.record_id in changes.records

    def _read(self, record_id: str, on_answer: Callable[[Answer], None], on_failed: Callable[[Told], None]) -> None:
        number = self._number

        def question(reading: Reading) -> Answer | None:
            answer = read_answer(self._tools, reading, record_id)
            said = standing_words(self._texts, reading, record_id, number) if number else ""
            # Who holds a paper that does not count any more is told so before anything else.
            return with_first(answer, said) if answer is not None and said else answer

        def keep(answer: Answer | None) -> None:
            if self._opening != record_id:
                return
            if answer is None:
                self._opening = ""
                on_failed(Told(ToldKind.REFUSAL, "progress.gone", self._texts("progress.gone")))
                return
            self.answer = answer
            on_answer(answer)

        self._tools.bridge.ask(question, keep, ANSWERING, on_failed)

    # -- the paper -------------------------------------------------------------------------------

    def reason_against_printing(self) -> str:
        """Why no 办件情况单 can be printed now; empty when one can."""
        if self.answer is None:
            return self._texts("progress.no_answer")
        if not self.answer.is_case:
            return self._texts("bookings.say.not_a_case")
        return "" if self.answer.is_held else self._texts("progress.not_printed")

    def print_summary(self, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """办件情况单. Pressed twice before it is done it is one paper."""
        if self.answer is None or self.reason_against_printing() or self._command_id:
            return
        self._command_id = self._tools.desk().ids.new_id()

        def done(changes: Changes) -> None:
            self._command_id = ""
            self._tools.print_papers(changes.to_print)
            on_done(self._texts("progress.printing", number=changes.number))

        def failed(told: Told) -> None:
            self._command_id = ""
            on_failed(told)

        command = IssueCaseSummary(command_id=self._command_id, initiator=INITIATOR, record_id=self.answer.record_id)
        self._tools.bridge.submit(command, done, failed, failed)


def with_first(answer: Answer, said: str) -> Answer:
    """An answer that begins with another sentence."""
    return replace(answer, progress=replace(answer.progress, first=said + answer.progress.first))


def read_answer(tools: ProgressTools, reading: Reading, record_id: str) -> Answer | None:
    """What is said about one case: from its facts where they are here, else from the hall's rows."""
    desk, texts = tools.desk(), tools.texts
    speech, heads = speech_of(desk, tools.handover), rows_of(reading, (record_id,))
    heading = _heading(texts, heads, speech.today)
    if heads and heads[0].record_kind != ACCEPTANCE:
        beside, is_here = progress_beside(speech, reading, heads[0]), bool(reading.facts_of(record_id))
        return Answer(record_id, heading, beside, (), is_held=is_here, known=beside.first, is_case=False)
    if (held := _held_progress(desk, reading, record_id, speech)) is not None:
        return Answer(record_id, heading, held, held.remarks, is_held=True)
    if not heads:
        return None
    catalogue = desk.catalogue()
    progress = progress_of_heads(speech, heads, catalogue)
    fetch = {None: "progress.fetch_none", True: "progress.fetch", False: "progress.fetch_offline"}
    remark = texts(fetch[tools.reaches_centre()])
    known = hit_line(texts, speech, catalogue, Hit(record_id, heads, is_held=False, way="")).known
    return Answer(record_id, heading, progress, (remark,), is_held=False, known=known)


def _held_progress(desk: Desk, reading: Reading, record_id: str, speech: Speech) -> Progress | None:
    if not reading.facts_of(record_id):
        return None
    book = RecordBook(desk, reading, ACCEPTANCE)
    book.open(record_id)
    return progress_of(speech, book.case, book.catalogue)


def hit_line(texts: Texts, speech: Speech, catalogue: Catalogue, hit: Hit) -> HitLine:
    """A hit in words: masked name, item, the day it was received."""
    first = hit.heads[0]
    bundle = catalogue.bundles.get(first.target_code)
    item = first.item_name
    if len(hit.heads) > 1:
        item = bundle.name if bundle else texts("progress.bundle.items", item=item, count=len(hit.heads))
    runs = next((head for head in hit.heads if head.open), first)
    way = "progress.here" if hit.is_held else "progress.elsewhere"
    what = head_words(speech, first, catalogue)
    return HitLine(
        record_id=hit.record_id,
        applicant=first.applicant,
        item=item,
        received=short_day_with_weekday(texts, first.received_at.date(), speech.today),
        where=texts("progress.way.masked" if hit.way == MASKED else way),
        state=texts(f"case.status.{runs.status}"),
        number=first.number,
        is_held=hit.is_held,
        known=texts("progress.known", number=first.number, item=item, applicant=first.applicant, what=what),
    )


def _heading(texts: Texts, heads: Sequence[CaseHead], today: date) -> str:
    if not heads:
        return ""
    received = texts("progress.received", day=short_day_with_weekday(texts, heads[0].received_at.date(), today))
    return texts("progress.joined").join(part for part in (heads[0].applicant, received, heads[0].number) if part)
