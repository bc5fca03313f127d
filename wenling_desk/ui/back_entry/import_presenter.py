"""The other system's list beside ours, without widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.back_entry import RETURNED
from wenling_desk.texts import Texts
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.platform_list import Comparison, ListedCase, RowKind, compare, taking_over
from wenling_desk.use_cases.platform_ports import PlatformList, RefusedRow
from wenling_desk.use_cases.ports import Reading

TONES = {
    RowKind.CHANGED: "act",
    RowKind.SUGGESTED: "soon",
    RowKind.MATCHED: "good",
    RowKind.MISSING_THERE: "late",
    RowKind.UNKNOWN_HERE: "quiet",
}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line of the comparison in words; ``applicant`` is masked, and comes from our own case only."""

    key: str
    kind: str
    tone: str
    number: str
    status: str
    returned: bool
    item: str
    applicant: str
    ours: str
    number_here: bool


@dataclass(frozen=True, slots=True)
class ImportView:
    """What the page shows; ``to_take`` counts the rows F8 takes over."""

    summary: str
    lines: tuple[ImportLine, ...]
    refused: tuple[str, ...]
    to_take: int


class ImportPresenter:
    """Reads a list, puts it beside ours, and takes over what a person agrees to, row by row."""

    def __init__(self, tools: BackEntryTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._found: Comparison | None = None
        self._chosen: set[str] = set()

    def read(self, file: Path, on_read: Callable[[ImportView], None], on_failed: Callable[[Told], None]) -> None:
        """Read a file and compare. What was chosen before is forgotten."""
        tools = self._tools
        self.forget()

        def failed(error: BaseException) -> None:
            on_failed(tell(error, self._texts))

        def compared(found: Comparison) -> None:
            self._found = found
            on_read(self.view())

        def beside(listed: PlatformList) -> None:
            desk, known = tools.desk(), tools.latest()
            tasks = known.tasks if known is not None else ()

            def question(reading: Reading) -> Comparison:
                return compare(desk, reading, listed, tasks)

            tools.bridge.ask(question, compared, "platform_list", on_failed)

        tools.run(lambda: tools.read_list(file), beside, failed)

    def forget(self) -> None:
        """Nothing of a list stays."""
        self._found = None
        self._chosen = set()

    def view(self) -> ImportView:
        """What the page shows now."""
        texts, found = self._texts, self._found
        if found is None:
            return ImportView("", (), (), 0)
        listed = found.listed
        read = len(listed.rows) + len(listed.refused)
        taken = found.count(RowKind.CHANGED) + len(self._chosen)
        return ImportView(
            summary=texts("platform.import.summary", file=listed.file_name, rows=read, refused=len(listed.refused)),
            lines=tuple(self._line(line) for line in found.lines),
            refused=tuple(refused_words(texts, row) for row in listed.refused),
            to_take=taken,
        )

    def _line(self, line: ListedCase) -> ImportLine:
        texts, row, entry = self._texts, line.row, line.entry
        status = row.status if row is not None else ""
        if line.kind is RowKind.CHANGED and line.before:
            status = f"{status}  {texts('platform.import.was', before=line.before)}"
        chosen = line.key in self._chosen
        return ImportLine(
            key=line.key,
            kind=texts("platform.import.chosen") if chosen else texts(f"platform.kind.{line.kind}"),
            tone="act" if chosen else TONES[line.kind],
            number=row.official_number if row is not None else "",
            status=status,
            returned=row is not None and self._tools.files.list_shape.states.get(row.status) == RETURNED,
            item=line.member.name if line.member is not None else (row.item_name if row is not None else ""),
            applicant=entry.applicant if entry is not None else "",
            ours=entry.number if entry is not None else self._several(line),
            number_here=entry is not None,
        )

    def _several(self, line: ListedCase) -> str:
        """That several cases of ours are like this row: none of them is suggested."""
        return self._texts("platform.import.several", count=line.candidates) if line.candidates > 1 else ""

    def toggle(self, key: str) -> bool:
        """Choose a suggestion, or not after all; ``False`` for any other line."""
        lines = self._found.lines if self._found is not None else ()
        line = next((each for each in lines if each.key == key), None)
        if line is None or line.kind is not RowKind.SUGGESTED:
            return False
        self._chosen ^= {key}
        return True

    def take(self, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """Take over, a command for each row; a row that is refused stops no other. The sentence that says how many."""
        if self._found is None:
            return
        commands = taking_over(self._tools.desk(), self._found, self._chosen)
        self.forget()
        counts = {"taken": 0, "failed": 0}

        def count(name: str) -> None:
            counts[name] += 1
            if sum(counts.values()) == len(commands):
                on_done(self._texts("platform.import.taken", **counts))

        def done(_: Changes) -> None:
            count("taken")

        def failed(told: Told) -> None:
            on_failed(told)
            count("failed")

        for command in commands:
            self._tools.bridge.submit(command, done, failed, failed)


def refused_words(texts: Texts, row: RefusedRow) -> str:
    """Why a row of the list was not taken."""
    reason = texts(f"platform.row.{row.code}", column=row.column, value=row.value)
    return texts("platform.line.refused", row=row.row, reason=reason)
