"""What a clerk does for people who file nothing: progress, collecting, papers handed over, a call. Keyboard only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.benchmarks.clerk import SHIFT, Clerk, ClerkStuck
from tests.benchmarks.real_desk import RealDesk
from tests.benchmarks.sync_cases import identity_number
from wenling_desk.bootstrap.collecting_hands import collecting_files
from wenling_desk.ui.collecting.page import CollectingPage
from wenling_desk.ui.handover.page import HandoverPage
from wenling_desk.ui.page import Page
from wenling_desk.ui.phone.page import PhonePage
from wenling_desk.ui.progress.page import ProgressPage
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.handover_views import view_list
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.scripted_intake import command_of, read_script
from wenling_desk.use_cases.shelve_results import ShelveResult

P = TypeVar("P", bound=Page)
Key = Qt.Key
CTRL: Final = Qt.KeyboardModifier.ControlModifier
ALT: Final = Qt.KeyboardModifier.AltModifier

PAPERS: Final = 20
"""Cases whose papers go over together, for each time they do."""
MOST_PROGRESS, MOST_COLLECTING, MOST_HANDING = 8, 6, 25
ITEM, OTHER_ITEM, OTHER_DEPARTMENT = "SC001", "CL002", "CL"
GRANTED: Final = {"act": "decide", "granted": True, "way": "signed_paper", "officer": "王科"}
ONCE, TWICE, COLLECTS, SENDS = "章若谷", "顾清和", "罗素衣", "江一苇"


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from where the clerk is to what the person came for. ``most`` keys, where there is a bar;
    ``prepare`` is what has to happen before it begins."""

    name: str
    most: int | None
    go: Callable[[], None]
    prepare: Callable[[], None] = lambda: None


class CounterClerk(Clerk):
    """Hands on the keyboard, for the other people of a day; so many ``papers`` go over at a time."""

    def __init__(self, desk: RealDesk, papers: int = PAPERS) -> None:
        super().__init__(desk, {})
        self._shown = desk
        self._papers_each = papers
        self._number = 0

    def journeys(self) -> list[Journey]:
        """In the order in which they leave the desk as the next one needs it."""
        come, listed = self.papers_come, f"交接 of {self._papers_each} papers"
        return [
            Journey("查进度, one case of that name", MOST_PROGRESS, lambda: self.progress(ONCE, several=False)),
            Journey("查进度, several cases, printed", MOST_PROGRESS, lambda: self.progress(TWICE, several=True)),
            Journey("取件, with the slip", MOST_COLLECTING, self.collect),
            Journey("取件 by somebody else (代领)", None, self.collect_by_proxy),
            Journey(listed, MOST_HANDING, lambda: self.hand_over(each=False), come),
            Journey(f"{listed}, each ticked by hand", MOST_HANDING, lambda: self.hand_over(each=True), come),
            Journey("电话咨询", None, lambda: self.call(back=False)),
            Journey("电话咨询, call back promised", None, lambda: self.call(back=True)),
        ]

    # -- what was there before -----------------------------------------------------------------------

    def prepare(self) -> None:
        """Cases at their department, results on the shelf."""
        asked = [self._case(OTHER_ITEM, name, "take_in") for name in (ONCE, TWICE, TWICE, TWICE)]
        rows = tuple(HandoverRow(record_id) for record_id in asked)
        self._shown.carry_out(MakeHandoverList(command_id=self._new_id(), department_key=OTHER_DEPARTMENT, rows=rows))
        rules, hall = collecting_files()[0], self._shown.opened.current.identity.hall_code
        for place, name in enumerate((COLLECTS, SENDS)):
            licence = f"JY2331081{place:07d}"
            self._case(ITEM, name, "accept", {**GRANTED, "result_number": licence})
            put = ShelveResult(command_id=self._new_id(), scan=licence, shelves=rules.shelves_of(hall))
            self._shown.carry_out(put)

    def _case(self, item: str, name: str, *acts: str | dict[str, Any]) -> str:
        self._number += 1
        first, *then = ({"act": act} if isinstance(act, str) else act for act in acts)
        who = {"name": name, "identity_number": identity_number(self._number), "phone": "13800005678"}
        plain = {"target": item, "applicant": who, "other_materials": "complete", **first, "then": then}
        (case,) = read_script(plain, self._shown.opened.current.catalogue())
        record = ""
        for step in case.steps:
            target: dict[str, Any] = {"record_id": record} if record else {"sheet": case.sheet}
            record = self._shown.carry_out(command_of(step, self._new_id(), **target)).record_id
        return record

    def papers_come(self) -> None:
        """So many cases are taken in; their papers wait for the department."""
        for _ in range(self._papers_each):
            self._case(ITEM, "沈知秋", "take_in")

    def go_home(self) -> None:
        """Where a clerk is between two people."""
        self._shown.window.go("workbench")
        self._shown.settle()

    def _new_id(self) -> str:
        return self._shown.opened.current.ids.new_id()

    # -- the journeys --------------------------------------------------------------------------------

    def progress(self, name: str, *, several: bool) -> None:
        """From the question to the sentence that is read aloud; of several cases the second is meant, and printed."""
        self.press(Key.Key_J, CTRL)
        page = self._on(ProgressPage)
        self.type(name)
        self.press(Key.Key_Return)
        if several:
            self._until(page.table.hasFocus)
            self.press(Key.Key_Down)
            self.press(Key.Key_Return)
        self._until(lambda: page.answer.isVisibleTo(page))
        if several:
            before = self._papers("case_summary")
            self.press(Key.Key_P)
            self._until(lambda: self._papers("case_summary") == before + 1)

    def collect(self) -> None:
        """From the name to the 送达回证."""
        page = self._find_result(COLLECTS)
        self._hand_over_result(page)

    def collect_by_proxy(self) -> None:
        """Somebody else stands there with a proof: who it is, what to the applicant, and which proof, are data."""
        page = self._find_result(SENDS)
        self.press(Key.Key_2, ALT)
        panel = page.collect.panel
        for field, words in ((panel.receiver, "江小舟"), (panel.relation, "兄弟"), (panel.proof, "委托书")):
            self._until(lambda field=field: field.isAncestorOf(self._focus()))  # type: ignore[misc]
            self.type(words)
            self.press(Key.Key_Return)
        self._until(panel.slip.hasFocus)
        self.press(Key.Key_Return)
        self._hand_over_result(page)

    def _find_result(self, name: str) -> CollectingPage:
        self.press(Key.Key_G, CTRL)
        page = self._on(CollectingPage)
        self.type(name)
        self.press(Key.Key_Return)
        self._until(page.collect.panel.go.hasFocus)
        return page

    def _hand_over_result(self, page: CollectingPage) -> None:
        self._until(page.collect.panel.go.hasFocus)
        before = self._papers("delivery_record")
        self.press(Key.Key_Return)
        self._until(self._shown.window.strip.is_open)
        self._shown.ticks.now += GUARD_MS
        self.press(Key.Key_Return)
        self._until(lambda: self._papers("delivery_record") == before + 1)

    def hand_over(self, *, each: bool) -> None:
        """From anywhere to the printed list; ``each``: every paper is looked at and ticked for itself."""
        self.press(Key.Key_T, CTRL)
        page = self._on(HandoverPage)
        self._until(lambda: page.waiting.table.hasFocus() and len(page.presenter.ticked()) == self._papers_each)
        if each:
            self.press(Key.Key_A)
            for _ in range(self._papers_each):
                self.press(Key.Key_Space)
        before = self._papers("handover_list")
        self.press(Key.Key_Return, CTRL)
        self._until(lambda: self._papers("handover_list") == before + 1)
        rows = self._shown.read(self._rows_of_list)
        if rows != self._papers_each:
            raise ClerkStuck(f"{rows} papers on the list")

    def call(self, *, back: bool) -> None:
        """From anywhere to the next call: the item, the question, a letter, whether somebody is called back."""
        self.press(Key.Key_H, CTRL | SHIFT)
        page = self._on(PhonePage)
        before = page.presenter.count
        self.type("食品经营许可")
        self.press(Key.Key_Return)
        self.type("小饭店，几天办好")
        self.press(Key.Key_Return)
        self._until(page.answers.hasFocus)
        self.press(Key.Key_S)
        self.press(Key.Key_Y if back else Key.Key_N)
        if back:
            self.type("13800005678")
            self.press(Key.Key_Return)
        self._until(lambda: page.presenter.count == before + 1)

    # -- what is seen --------------------------------------------------------------------------------

    def _on(self, kind: type[P]) -> P:
        self._until(lambda: isinstance(self._shown.window.current_page(), kind))
        page = self._shown.window.current_page()
        if not isinstance(page, kind):
            raise ClerkStuck(f"on {type(page).__name__}")
        self._shown.settle()
        return page

    def _until(self, happened: Callable[[], object]) -> None:
        try:
            self._shown.until(happened)
        except TimeoutError:
            focus, notice = QApplication.focusWidget(), self._shown.window.notices.current()
            said = notice.sentence if notice is not None else ""
            name = focus.accessibleName() if focus is not None else ""
            raise ClerkStuck(f"the focus is on {name!r}; the desk says {said!r}") from None

    def _papers(self, kind: str) -> int:
        return self._shown.read(lambda reading: sum(paper.kind == kind for paper in reading.papers_to_print()))

    def _rows_of_list(self, reading: Reading) -> int:
        lists = [paper for paper in reading.papers_to_print() if paper.kind == "handover_list"]
        return len(view_list(self._shown.opened.current, reading, lists[-1].record_id).rows) if lists else 0
