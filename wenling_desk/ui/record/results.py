"""A department's result list: read, shown, sent row by row. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wenling_desk.texts import Texts
from wenling_desk.ui.record.act_commands import INITIATOR
from wenling_desk.ui.record.tools import RecordTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.import_results import ImportResults, ResultRow, doubtful_rows

WAITING, SENT, DOUBTFUL, FAILED = "waiting", "sent", "doubtful", "failed"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A row of the list as it stands: waiting, sent, doubtful (names the same case and item as an earlier one), or
    failed with the sentence that says why."""

    row: ResultRow = field(repr=False)
    state: str
    told: str = ""


class ResultList:
    """The rows of one file. A bad row stops no other; rows sent are not sent again."""

    def __init__(self, tools: RecordTools) -> None:
        self._tools = tools
        self._texts: Texts = tools.texts
        self.lines: list[ResultLine] = []

    def read(self, path: Path, on_read: Callable[[str], None]) -> None:
        """Read a file off the GUI thread; ``on_read`` gets the sentence that says why it cannot be read, or an empty
        one."""

        def keep(rows: Sequence[ResultRow]) -> None:
            doubtful = set(doubtful_rows(rows))
            self.lines = [ResultLine(row, DOUBTFUL if at in doubtful else WAITING) for at, row in enumerate(rows)]
            on_read("" if rows else self._texts("record.results.empty"))

        def failed(told: Told) -> None:
            self.lines = []
            on_read(told.sentence)

        self._tools.bridge.ask(lambda _: self._tools.read_result_list(path), keep, "results", failed)

    def summary(self) -> str:
        """How many rows there are, and how many were sent."""
        if not self.lines:
            return self._texts("record.results.none")
        count = {state: sum(1 for line in self.lines if line.state == state) for state in (SENT, DOUBTFUL, FAILED)}
        if count[SENT] or count[FAILED]:
            return self._texts("record.results.done", done=count[SENT], failed=count[FAILED] + count[DOUBTFUL])
        return self._texts("record.results.read", count=len(self.lines), doubtful=count[DOUBTFUL])

    def state_words(self, line: ResultLine) -> str:
        """A row's state in words."""
        words = {
            WAITING: "record.results.waiting",
            SENT: "record.results.sent",
            DOUBTFUL: "record.results.doubtful",
        }
        return line.told or self._texts(words.get(line.state, "record.results.waiting"))

    def send_all(self, on_change: Callable[[], None]) -> None:
        """Send every row that waits or failed before, each as a command of its own."""
        for at, line in enumerate(self.lines):
            if line.state in {WAITING, FAILED}:
                self._send(at, line, on_change)

    def _send(self, at: int, line: ResultLine, on_change: Callable[[], None]) -> None:
        lines = self.lines

        def done(changes: Changes) -> None:
            lines[at] = replace(line, state=SENT, told="")
            self._tools.print_papers(changes.to_print)
            on_change()

        def failed(told: Told) -> None:
            lines[at] = replace(line, state=FAILED, told=told.sentence)
            on_change()

        command = ImportResults(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, row=line.row)
        self._tools.bridge.submit(command, done, failed, failed)
