"""An act tried out: the papers it would print, rendered as drafts, and nothing written.

The very handler that will carry the act out is run over a unit of work that forgets everything, so that the preview and
the sentence of the strip cannot differ from what is printed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.figures import FigureRow
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.paper import PaperContent, PaperMark, RenderedPaper
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import ENTRIES
from wenling_desk.use_cases.ports import Draft, Look, Paper, PaperPress, Reading


@dataclass(frozen=True, slots=True)
class RehearsedPaper:
    """A paper an act would issue; ``sheets`` are pages times copies."""

    kind: str
    members: tuple[str, ...]
    copies: int
    sheets: int
    pdf: bytes = field(repr=False)


def rehearse(desk: Desk, reading: Reading, command: Command) -> tuple[RehearsedPaper, ...]:
    """The papers of a command, in the order they would be printed. Refuses as the command itself would."""
    entry = ENTRIES[type(command)]
    for wanted in entry.wanted(command):
        desk.role_for(wanted)
    press = _DraftPress(desk.press)
    unit = _Forgetful(reading)
    entry.handler(replace(desk, press=press), unit, command)
    return tuple(
        RehearsedPaper(paper.kind, paper.members, paper.copies, paper.copies * rendered.pages, rendered.pdf)
        for paper, rendered in zip(unit.papers, press.rendered, strict=True)
    )


class _DraftPress:
    """Prints 草稿 across everything and no number: the number is given with the act."""

    def __init__(self, press: PaperPress) -> None:
        self._press = press
        self.rendered: list[RenderedPaper] = []

    def render(self, content: PaperContent) -> RenderedPaper:
        paper = self._press.render(replace(content, number="", verification="", mark=PaperMark.DRAFT))
        self.rendered.append(paper)
        return paper


class _Forgetful:
    """ports.UnitOfWork that reads what there is and forgets what it is told, except the papers."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._serial = 0
        self.papers: list[Paper] = []

    def __getattr__(self, name: str) -> Any:
        """Everything that only reads."""
        return getattr(self._reading, name)

    def next_serial(self) -> int:
        self._serial += 1
        return self._serial

    def add_paper(self, paper: Paper, _pdf: bytes) -> None:
        self.papers.append(paper)

    def append(self, facts: Sequence[Fact]) -> None: ...

    def add_look(self, look: Look) -> None: ...

    def change_paper(self, paper: Paper) -> None: ...

    def save_heads(self, record_id: str, heads: Sequence[CaseHead]) -> None: ...

    def save_errands(self, record_id: str, errands: Sequence[Errand]) -> None: ...

    def save_marks(self, record_id: str, kind: str, marks: Sequence[tuple[str, str]]) -> None: ...

    def save_figures(self, record_id: str, rows: Sequence[FigureRow]) -> None: ...

    def count(self, on: date, clerk: str, amounts: Mapping[str, int]) -> None: ...

    def save_draft(self, draft: Draft) -> None: ...

    def drop_draft(self, draft_id: str) -> None: ...

    def subject_key(self, _identity_number: str) -> str:
        return ""

    def commit(self) -> None: ...
