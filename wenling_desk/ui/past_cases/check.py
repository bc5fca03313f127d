"""A list of another system, row by row, before anything is taken over: read, beside what is here, taken. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.texts import Texts
from wenling_desk.ui.past_cases.row_words import refused_words
from wenling_desk.ui.told import DeskBridge, Run, Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

CHECKING = "list_check"
FRESH = "new"
"""The standing of a row that is taken over."""
TONES = {"new": ("act", "disc"), "here": ("good", "disc"), "known": ("quiet", "none"), "elsewhere": ("soon", "half"),
         "ours": ("late", "triangle")}  # fmt: skip
STANDINGS = {
    "new": "bookings.standing.new",
    "here": "bookings.standing.here",
    "known": "bookings.standing.known",
    "elsewhere": "bookings.standing.elsewhere",
    "ours": "bookings.standing.ours",
}


@dataclass(frozen=True, slots=True)
class CheckTools:
    """What every such page is given. ``run`` reads a file off the screen's thread."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    run: Run


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A row of the list in words; ``cells`` are the source's own, names masked."""

    key: str
    row: str
    standing: str
    tone: str
    shape: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the page shows; ``to_take`` counts the rows that are taken over."""

    summary: str = ""
    lines: tuple[CheckLine, ...] = ()
    refused: tuple[str, ...] = ()
    to_take: int = 0


class Listed(Protocol):
    """A list as read."""

    @property
    def file_name(self) -> str:
        """The file's own name."""
        ...

    @property
    def refused(self) -> tuple[RefusedListRow, ...]:
        """The rows that cannot be taken."""
        ...


class ListSource(Protocol):
    """What differs between lists."""

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """Text ids and widths of the columns after row and standing; 0 takes what is left."""
        ...

    def read(self, file: Path) -> Listed:
        """Read a file; raises ``KnownTrouble``."""
        ...

    def check(self, desk: Desk, reading: Reading, listed: Any) -> Sequence[tuple[Any, str]]:
        """Each row and its standing."""
        ...

    def cells(self, row: Any) -> tuple[str, ...]:
        """The row in words, as many as columns."""
        ...

    def commands(self, desk: Desk, listed: Any, rows: Sequence[Any]) -> Sequence[Command]:
        """A command for each of these rows."""
        ...


@dataclass
class ListCheck:
    """Reads a list, and takes over what is new, a command for each row: one that is refused stops no other, and what
    was done is not done again."""

    tools: CheckTools
    source: ListSource
    busy: bool = False
    _listed: Listed | None = None
    _checked: tuple[tuple[Any, str], ...] = ()
    _failed: dict[int, str] = field(default_factory=dict)

    def read(self, file: Path, on_read: Callable[[], object], on_failed: Callable[[Told], object]) -> None:
        """Read a file and look at each row."""
        self.forget()

        def failed(error: BaseException) -> None:
            on_failed(tell(error, self.tools.texts))

        def beside(listed: Listed) -> None:
            self._listed = listed
            self._look(on_read, on_failed)

        self.tools.run(lambda: self.source.read(file), beside, failed)

    def _look(self, on_looked: Callable[[], object], on_failed: Callable[[Told], object]) -> None:
        desk, listed = self.tools.desk(), self._listed

        def keep(checked: Sequence[tuple[Any, str]]) -> None:
            if listed is self._listed:
                self._checked = tuple(checked)
                on_looked()

        self.tools.bridge.ask(lambda reading: self.source.check(desk, reading, listed), keep, CHECKING, on_failed)

    def forget(self) -> None:
        """Nothing of a list stays."""
        self._listed, self._checked, self._failed = None, (), {}
        self.tools.bridge.forget(CHECKING)

    def view(self) -> CheckView:
        """What the page shows now."""
        texts, listed = self.tools.texts, self._listed
        if listed is None:
            return CheckView()
        fresh = sum(standing == FRESH for _, standing in self._checked)
        refused = (
            *(self._failed[row] for row in sorted(self._failed)),
            *(refused_words(texts, row) for row in listed.refused),
        )
        return CheckView(
            summary=texts(
                "bookings.check.summary",
                file=listed.file_name,
                rows=len(self._checked) + len(listed.refused),
                fresh=fresh,
                known=len(self._checked) - fresh,
                refused=len(listed.refused),
            ),
            lines=tuple(self._line(row, standing) for row, standing in self._checked),
            refused=refused,
            to_take=0 if self.busy else fresh,
        )

    def _line(self, row: Any, standing: str) -> CheckLine:
        tone, shape = TONES[standing]
        word = self.tools.texts(STANDINGS[standing])
        return CheckLine(str(row.row), str(row.row), word, tone, shape, self.source.cells(row))

    def take(
        self,
        on_step: Callable[[str], object],
        on_done: Callable[[str], object],
        on_failed: Callable[[Told], object],
    ) -> None:
        """Take over what is new. ``on_step`` gets how far it is, ``on_done`` the sentence at the end."""
        rows = [row for row, standing in self._checked if standing == FRESH]
        if self.busy or not rows:
            return
        texts = self.tools.texts
        commands = self.source.commands(self.tools.desk(), self._listed, rows)
        self.busy, self._failed = True, {}
        counts = {"done": 0, "failed": 0}

        def count(name: str) -> None:
            counts[name] += 1
            ended = sum(counts.values())
            on_step(texts("bookings.check.progress", done=ended, count=len(commands)))
            if ended == len(commands):
                self.busy = False
                said = texts("bookings.check.taken", **counts)
                self._look(lambda: on_done(said), on_failed)

        def done(_: Changes) -> None:
            count("done")

        def refuse(row: int) -> Callable[[Told], None]:
            def failed(told: Told) -> None:
                self._failed[row] = texts("bookings.check.failed", row=row, reason=told.sentence)
                count("failed")

            return failed

        for row, command in zip(rows, commands, strict=True):
            self.tools.bridge.submit(command, done, refuse(row.row), refuse(row.row))
