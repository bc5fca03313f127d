"""交接 without its widgets: which department, what is ticked, and the acts. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.domain.handover import WRONG_DEPARTMENT
from wenling_desk.texts import Texts
from wenling_desk.ui.handover.lines import BackLine, ListLine, PapersLine, Words
from wenling_desk.ui.handover.sender import INITIATOR, Sender
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.handover_views import (
    DepartmentLine,
    HandoverView,
    LeftOut,
    ListView,
    ReturnedPapers,
    WaitingPapers,
    view_handover,
    view_list,
)
from wenling_desk.use_cases.ports import Reading

READING, MADE = "handover_view", "handover_made"
OnTold = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a list: the sentence, and one for each case that was left out."""

    sentence: str
    left_out: tuple[str, ...] = ()


class HandoverPresenter:
    """The departments with what waits for them, the tick list of one, unsigned lists, and what came back."""

    def __init__(self, tools: HandoverTools) -> None:
        self.tools = tools
        self.texts: Texts = tools.texts
        self.view: HandoverView | None = None
        self.department = ""
        self._off: set[str] = set()
        self._on: set[str] = set()
        self.sender = Sender(tools)

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Read everything anew; the department stays chosen while something waits for it."""

        def question(reading: Reading) -> HandoverView:
            return view_handover(self.tools.desk(), reading, self.tools.rules)

        def keep(view: HandoverView) -> None:
            self.view = view
            keys = [line.key for line in view.departments]
            if self.department not in keys:
                self.department = keys[0] if keys else ""
            on_read()

        self.tools.bridge.ask(question, keep, READING, on_failed)

    def words(self) -> Words:
        """Words of this moment."""
        return Words(self.texts, self.tools.desk(), self.tools.rules)

    @property
    def departments(self) -> tuple[DepartmentLine, ...]:
        """With what waits for each."""
        return self.view.departments if self.view is not None else ()

    def waiting(self) -> tuple[WaitingPapers, ...]:
        """What can go to the chosen department. What came back as 错派 cannot go there again."""
        if self.view is None:
            return ()
        rows = self.view.waiting.get(self.department, ())
        return tuple(papers for papers in rows if papers.reason_class != WRONG_DEPARTMENT)

    def papers_lines(self) -> tuple[PapersLine, ...]:
        """The tick list in words."""
        words = self.words()
        return tuple(words.papers(papers) for papers in self.waiting())

    def list_lines(self) -> tuple[ListLine, ...]:
        """Unsigned lists in words, the oldest first."""
        words = self.words()
        return tuple(words.open_list(found) for found in self.view.lists) if self.view is not None else ()

    def back_lines(self) -> tuple[BackLine, ...]:
        """What came back, in words."""
        words = self.words()
        return tuple(words.returned(back) for back in self.view.returned) if self.view is not None else ()

    def stand_ins(self) -> tuple[str, ...]:
        """Who stands in at the chosen department today."""
        words = self.words()
        found = self.view.stand_ins.get(self.department, ()) if self.view is not None else ()
        return tuple(words.stand_in(away) for away in found)

    # -- ticking ---------------------------------------------------------------------------------

    def choose(self, department_key: str) -> None:
        """Another department."""
        self.department = department_key

    def choose_next(self) -> None:
        """The first department something ticked waits for; the present one while it has anything ticked itself."""
        if self.ticked():
            return
        before = self.department
        for line in self.departments:
            self.department = line.key
            if self.ticked():
                return
        self.department = before

    def is_ticked(self, record_id: str) -> bool:
        """All are ticked at first, but for what came back: somebody has to look at that."""
        papers = next((each for each in self.waiting() if each.record_id == record_id), None)
        if papers is None:
            return False
        return record_id in self._on if papers.again == "returned" else record_id not in self._off

    def tick(self, record_id: str, ticked: bool | None = None) -> None:
        """Tick, untick, or turn it round."""
        wanted = not self.is_ticked(record_id) if ticked is None else ticked
        (self._on.add if wanted else self._on.discard)(record_id)
        (self._off.discard if wanted else self._off.add)(record_id)

    def tick_all(self) -> None:
        """All, or none where all are ticked already; what came back stays as it is."""
        rows = [papers.record_id for papers in self.waiting() if papers.again != "returned"]
        wanted = not all(self.is_ticked(record_id) for record_id in rows)
        for record_id in rows:
            self.tick(record_id, wanted)

    def ticked(self) -> tuple[WaitingPapers, ...]:
        """What the next list will hold."""
        return tuple(papers for papers in self.waiting() if self.is_ticked(papers.record_id))

    def find(self, record_id: str) -> WaitingPapers | None:
        """Papers of a case that wait for some department, not counting what has to go elsewhere."""
        if self.view is None:
            return None
        rows = (papers for each in self.view.waiting.values() for papers in each)
        found = [papers for papers in rows if papers.record_id == record_id]
        return next((each for each in found if each.reason_class != WRONG_DEPARTMENT), None)

    def back(self, record_id: str) -> ReturnedPapers | None:
        """A case that came back."""
        rows = self.view.returned if self.view is not None else ()
        return next((each for each in rows if each.papers.record_id == record_id), None)

    # -- acts ------------------------------------------------------------------------------------

    def make(self, on_done: Callable[[Made], object], on_failed: OnTold) -> None:
        """A list with what is ticked, and its print."""
        rows = tuple(HandoverRow(papers.record_id, papers.members) for papers in self.ticked())
        self._make(self.department, rows, on_done, on_failed)

    def hand_over_again(
        self, record_id: str, department_key: str, why: str, on_done: Callable[[Made], object], on_failed: OnTold
    ) -> None:
        """A list with one case that came back."""
        back = self.back(record_id)
        if back is not None:
            row = HandoverRow(record_id, back.papers.members, why)
            self._make(department_key, (row,), on_done, on_failed)

    def _make(
        self,
        department_key: str,
        rows: tuple[HandoverRow, ...],
        on_done: Callable[[Made], object],
        on_failed: OnTold,
    ) -> None:
        def done(changes: Changes) -> None:
            self.tools.print_papers(changes.to_print)
            for row in rows:
                self._on.discard(row.record_id)
            desk = self.tools.desk()

            def told(made: ListView) -> None:
                on_done(self._made(made))

            self.tools.bridge.ask(lambda reading: view_list(desk, reading, changes.record_id), told, MADE, on_failed)

        self.sender.send(
            ("make", department_key, rows),
            lambda command_id: MakeHandoverList(
                command_id=command_id, initiator=INITIATOR, department_key=department_key, rows=rows
            ),
            done,
            on_failed,
        )

    def _made(self, made: ListView) -> Made:
        values = {"number": made.number, "count": len(made.rows), "organ": made.department}
        if not made.left_out:
            return Made(self.texts("handover.waiting.made", **values))
        sentence = self.texts("handover.waiting.made_some", **values, left=len(made.left_out))
        none = self.texts("handover.waiting.no_number")
        return Made(sentence, tuple(self._left_out(each, none) for each in made.left_out))

    def _left_out(self, each: LeftOut, none: str) -> str:
        sentence = tell(each.refusal, self.texts).sentence
        return self.texts("handover.waiting.left_out", number=each.number or none, sentence=sentence)
