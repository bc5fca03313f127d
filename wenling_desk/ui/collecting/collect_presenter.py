"""取件 without its widgets: who stands at the glass, what lies here for them, and handing it over. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.shelf import ON_SHELF, SENT_OUT, TO_SHELVE
from wenling_desk.ui.collecting.giving import Giving, OnFailed
from wenling_desk.ui.collecting.result_words import headline, place_of, standing_words
from wenling_desk.ui.collecting.tools import INITIATOR, CollectingTools
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.ask_progress import AskProgress
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.collecting import CaseResults, Lying, ResultLine, lying_results, results_of
from wenling_desk.use_cases.find_progress import Hit, Hits, find_progress, rows_of, understand
from wenling_desk.use_cases.ports import ErrandQuery, Reading

ASKING, OPENING, LYING = "collecting_asked", "collecting_results", "collecting_lying"
_WAITING = (ON_SHELF, SENT_OUT, TO_SHELVE)
_LYING = (ON_SHELF, SENT_OUT)


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A case that may be meant: ``place`` is where something lies for them, empty where nothing does."""

    record_id: str
    applicant: str
    item: str
    received: str
    state: str
    place: str
    number: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class FoundView:
    """What was found; ``only`` is the case opened without asking, since it alone has something lying here."""

    lines: tuple[FoundLine, ...] = ()
    sentence: str = ""
    detail: str = ""
    remarks: tuple[str, ...] = ()
    only: str = ""


class CollectPresenter:
    """One person at a time; nothing of the one before stays."""

    def __init__(self, tools: CollectingTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.view = FoundView()
        self.results: CaseResults | None = None
        self._round = 0
        self._opening = ""
        self.giving = Giving(tools, lambda: self.results)

    # -- finding ---------------------------------------------------------------------------------

    def find(self, typed: str, on_found: Callable[[FoundView], None], on_failed: OnFailed) -> str:
        """Look for a slip's number, a licence's, the tail of a phone, or a name; what may stay in the box."""
        self.forget()
        tools, round_ = self._tools, self._round
        asked = understand(typed, tools.desk().today())
        if not asked.text:
            return ""
        if not asked.kind:
            on_found(FoundView(sentence=self._texts("progress.too_little", text=asked.text)))
            return asked.shown

        def question(reading: Reading) -> tuple[bool, FoundView]:
            if record_id := self._of_licence(reading, asked.text):
                heads = rows_of(reading, (record_id,))
                hits = Hits(asked, (Hit(record_id, heads, is_held=True, way="number"),) if heads else (), False, True)
            else:
                hits = find_progress(tools.desk(), reading, tools.index, asked)
            return hits.is_complete, self._worded(reading, hits)

        def found(answer: tuple[bool, FoundView]) -> None:
            if round_ != self._round:
                return
            is_complete, self.view = answer
            on_found(self.view)
            if not is_complete and round_ == self._round:
                tools.bridge.ask(question, found, ASKING, on_failed)

        tools.bridge.ask(question, found, ASKING, on_failed)
        return asked.shown

    @staticmethod
    def _of_licence(reading: Reading, text: str) -> str:
        for number in dict.fromkeys((text, text.upper())):
            rows = reading.errands(ErrandQuery(kinds=_WAITING, number=number, limit=2)).rows
            if len({row.errand.record_id for row in rows}) == 1:
                return rows[0].errand.record_id
        return ""

    def _worded(self, reading: Reading, hits: Hits) -> FoundView:
        texts = self._texts
        remarks = [] if hits.is_complete else [texts("progress.still_reading")]
        if hits.is_cut:
            remarks.append(texts("progress.more", count=len(hits.hits)))
        if not hits.hits:
            if remarks:
                return FoundView(sentence=remarks[0])
            return FoundView(
                sentence=texts("collecting.nothing", text=hits.asked.shown), detail=texts("collecting.nothing_detail")
            )
        lines = [self._line(reading, hit) for hit in hits.hits]
        lines.sort(key=lambda line: not line.place)
        lying = [line for line in lines if line.place]
        only = (lying or lines)[0] if len(lying or lines) == 1 else None
        is_sure = only is not None and only.is_held and hits.is_complete
        if len(lines) > 1:
            remarks.append(texts("collecting.check"))
        return FoundView(
            tuple(lines), remarks=tuple(remarks), only=only.record_id if only is not None and is_sure else ""
        )

    def _line(self, reading: Reading, hit: Hit) -> FoundLine:
        texts, desk = self._texts, self._tools.desk()
        first = hit.heads[0]
        bundle = desk.catalogue().bundles.get(first.target_code)
        item = first.item_name if len(hit.heads) == 1 else (bundle.name if bundle is not None else first.item_name)
        rows = reading.errands(ErrandQuery(kinds=_LYING, record_id=hit.record_id)).rows
        places = dict.fromkeys(place_of(texts, row.errand) for row in rows)
        return FoundLine(
            record_id=hit.record_id,
            applicant=first.applicant,
            item=item,
            received=short_day_with_weekday(texts, first.received_at.date(), desk.today()),
            state=texts(f"case.status.{_telling(hit.heads).status}"),
            place=texts("case.joined").join(places),
            number=first.number,
            is_held=hit.is_held,
        )

    def line(self, record_id: str) -> FoundLine | None:
        """A line shown now."""
        return next((line for line in self.view.lines if line.record_id == record_id), None)

    def forget(self) -> None:
        """The next person must see nothing of this one."""
        self._round += 1
        self._opening = ""
        self.giving.forget()
        self.view = FoundView()
        self.results = None
        for key in (ASKING, OPENING):
            self._tools.bridge.forget(key)

    def look_at_shelves(self, on_lying: Callable[[Lying], None]) -> None:
        """What lies on the shelves, the longest first: shown while nobody stands at the glass."""
        tools = self._tools
        tools.bridge.ask(
            lambda reading: lying_results(tools.desk(), reading, tools.rules), on_lying, LYING, lambda _: None
        )

    # -- what lies here --------------------------------------------------------------------------

    def open(self, record_id: str, on_results: Callable[[CaseResults], None], on_failed: OnFailed) -> None:
        """Write the look down, and only then say what lies here."""
        if record_id == self._opening:
            return
        self._opening, self.results = record_id, None
        round_ = self._round

        def looked(_: Changes) -> None:
            if round_ == self._round and self._opening == record_id:
                self._read(record_id, on_results, on_failed)

        def failed(told: Told) -> None:
            if round_ == self._round:
                self._opening = ""
                on_failed(told)

        command = AskProgress(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, record_id=record_id)
        self._tools.bridge.submit(command, looked, failed, failed)

    def read_again(self, on_results: Callable[[CaseResults], None], on_failed: OnFailed) -> None:
        """The case on the screen has changed; it was looked at already."""
        if self.results is not None:
            self._read(self.results.record_id, on_results, on_failed)

    def close(self) -> None:
        """Back to the list."""
        self._opening, self.results = "", None
        self._tools.bridge.forget(OPENING)

    def concerns(self, changes: Changes) -> bool:
        """Whether the case on the screen has changed."""
        return self.results is not None and self.results.record_id in changes.records

    def _read(self, record_id: str, on_results: Callable[[CaseResults], None], on_failed: OnFailed) -> None:
        tools = self._tools

        def question(reading: Reading) -> CaseResults:
            return results_of(tools.desk(), reading, tools.rules, record_id)

        def keep(found: CaseResults) -> None:
            if self._opening == record_id:
                self.results = found
                on_results(found)

        def failed(told: Told) -> None:
            self._opening = ""
            on_failed(told)

        tools.bridge.ask(question, keep, OPENING, failed)

    def headline(self) -> str:
        """In large type: where it lies, or why there is nothing to hand over."""
        return headline(self._texts, self.results) if self.results is not None else ""

    def standing(self, line: ResultLine) -> str:
        """Where one result is, in words."""
        return standing_words(self._texts, line, self._tools.rules, self._tools.desk().today())


def _telling(heads: Sequence[CaseHead]) -> CaseHead:
    """The member whose status a line tells: one that still runs, else the first."""
    return next((head for head in heads if head.open), heads[0])
