"""A department's result list: read, checked row by row, entered row by row. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.import_results import CheckedResult, ResultFile, check_results, entering
from wenling_desk.use_cases.ports import Reading

INITIATOR = "results"
GOOD, ENTERED, BAD = "good", "entered", "bad"


class ResultTools(Protocol):
    """What a list needs; the tools of a page that shows one have it."""

    @property
    def bridge(self) -> DeskBridge:
        """Asks and acts."""
        ...

    @property
    def desk(self) -> Callable[[], Desk]:
        """The desk as it is now."""
        ...

    @property
    def texts(self) -> Texts:
        """The texts."""
        ...

    @property
    def print_papers(self) -> Callable[[Sequence[str]], None]:
        """Prints papers that are issued."""
        ...

    @property
    def read_result_list(self) -> Callable[[Path], ResultFile]:
        """Reads a department's CSV or XLSX file; raises ``KnownTrouble`` for one it cannot read."""
        ...


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A row in words: ``good``, ``entered`` or ``bad`` with the sentence that says why it is not entered."""

    line: int
    number: str
    outcome: str
    item: str
    applicant: str
    detail: str
    state: str
    told: str


class ResultList:
    """The rows of one file. A bad row stops no other, and a row that was entered is not entered again."""

    def __init__(self, tools: ResultTools) -> None:
        self._tools = tools
        self._texts: Texts = tools.texts
        self._file: ResultFile | None = None
        self._entered: set[int] = set()
        self._refused: dict[int, str] = {}
        self._checked: tuple[CheckedResult, ...] = ()
        self._sending = 0
        self.lines: list[ResultLine] = []

    def read(self, path: Path, on_read: Callable[[str], None]) -> None:
        """Read and check a file off the GUI thread; ``on_read`` gets the sentence that says why it cannot be read, or
        an empty one."""
        tools = self._tools
        desk = tools.desk()

        def question(reading: Reading) -> tuple[ResultFile, tuple[CheckedResult, ...]]:
            file = tools.read_result_list(path)
            return file, check_results(desk, reading, file)

        def keep(found: tuple[ResultFile, tuple[CheckedResult, ...]]) -> None:
            self.forget()
            self._file, self._checked = found
            self._make_lines()
            on_read("" if self.lines else self._texts("record.results.empty"))

        def failed(told: Told) -> None:
            self.forget()
            on_read(told.sentence)

        tools.bridge.ask(question, keep, "results", failed)

    def forget(self) -> None:
        """Nothing of a list stays."""
        self._file, self._checked, self.lines = None, (), []
        self._entered.clear()
        self._refused.clear()

    def count(self, state: str) -> int:
        """How many rows are in that state."""
        return sum(line.state == state for line in self.lines)

    @property
    def is_sending(self) -> bool:
        """Whether rows are on their way."""
        return self._sending > 0

    def summary(self) -> str:
        """How many rows there are, and how many were entered."""
        if self._file is None or not self.lines:
            return self._texts("record.results.none")
        if self._entered or self._refused:
            return self._texts("record.results.done", done=self.count(ENTERED), failed=self.count(BAD))
        return self._texts(
            "record.results.read",
            file=self._file.name,
            count=len(self.lines),
            good=self.count(GOOD),
            bad=self.count(BAD),
        )

    def state_words(self, line: ResultLine) -> str:
        """A row's state in a word."""
        words = {GOOD: "record.results.waiting", ENTERED: "record.results.sent", BAD: "record.results.bad"}
        return self._texts(words[line.state])

    def send_all(self, on_change: Callable[[], None]) -> None:
        """Enter every good row, each as a command of its own; what is on its way is not sent again."""
        if self._file is None or self.is_sending:
            return
        waiting = [
            (line, command)
            for line, command in entering(self._file, self._checked, INITIATOR)
            if line not in self._entered
        ]
        self._sending = len(waiting)
        for line, command in waiting:
            self._tools.bridge.submit(
                command, self._done(line, on_change), self._failed(line, on_change), self._failed(line, on_change)
            )

    def _done(self, line: int, on_change: Callable[[], None]) -> Callable[[Changes], None]:
        def done(changes: Changes) -> None:
            self._sending -= 1
            self._entered.add(line)
            self._refused.pop(line, None)
            self._tools.print_papers(changes.to_print)
            self._make_lines()
            on_change()

        return done

    def _failed(self, line: int, on_change: Callable[[], None]) -> Callable[[Told], None]:
        def failed(told: Told) -> None:
            self._sending -= 1
            self._refused[line] = told.sentence
            self._make_lines()
            on_change()

        return failed

    def _make_lines(self) -> None:
        self.lines = [self._line(checked) for checked in self._checked]

    def _line(self, checked: CheckedResult) -> ResultLine:
        texts, listed, row, head = self._texts, checked.listed, checked.listed.row, checked.head
        told = self._refused.get(listed.line, "")
        if checked.refusal is not None:
            told = texts.sentence(checked.refusal)
        is_entered = checked.entered or listed.line in self._entered
        outcome = ""
        if row is not None:
            outcome = texts("record.form.granted" if row.granted else "record.form.denied")
        day = row.decided_on.isoformat() if row is not None and row.decided_on is not None else ""
        detail = (row.officer, day, row.result_number, *row.reasons) if row is not None else ()
        return ResultLine(
            line=listed.line,
            number=listed.number,
            outcome=outcome,
            item=head.item_name if head is not None else (row.member if row is not None else ""),
            applicant=head.applicant if head is not None else "",
            detail=texts("record.joined").join(part for part in detail if part),
            state=ENTERED if is_entered else BAD if told else GOOD,
            told="" if is_entered else told,
        )
