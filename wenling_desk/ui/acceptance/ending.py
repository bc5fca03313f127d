"""不予受理 and 不受理: the ground, the reasons, the organ to go to. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance


class EndingKind(StrEnum):
    """Two different answers, never one 退件."""

    REFUSAL = "refuse_acceptance"
    NOT_REQUIRED = "declare_not_required"


NOT_THIS_ORGAN = "not_this_organ"
GROUNDS = (NOT_THIS_ORGAN, "not_lawful")
"""Grounds on a new application; ``still_wrong_after_correction`` can only stand on one that was corrected."""


class EndingPresenter:
    """The page of a refusal over the application that lies on the counter."""

    def __init__(self, sheet: SheetPresenter, kind: EndingKind) -> None:
        self.sheet = sheet
        self.kind = kind
        self.ground = GROUNDS[0]
        self.reasons = ""
        self.right_organ = ""
        self.members = sheet.members_of(kind)

    def members_to_choose(self) -> tuple[tuple[str, str], ...]:
        """Code and name of the members the act is possible for; a refused one does not sink the rest."""
        possible = self.sheet.members_of(self.kind)
        return tuple((row.item.code, row.item.name) for row in self.sheet.opened.view.rows if row.item.code in possible)

    def organs(self) -> tuple[str, ...]:
        """Names to choose the right organ from; another one may be typed."""
        return tuple(row.name for row in self.sheet.tools.desk().catalogue().departments.values())

    def reason_against(self) -> str:
        """Why it cannot be issued: what the page has not been told yet, then the rules."""
        texts = self.sheet.tools.texts
        if against := self.sheet.reason_against(self.kind):
            return against
        if not self.members:
            return texts("acceptance.ending.no_member")
        if not self._lines():
            return texts("acceptance.ending.no_reason")
        if self.kind is EndingKind.REFUSAL and self.ground == NOT_THIS_ORGAN and not self.right_organ.strip():
            return texts("acceptance.ending.no_organ")
        return ""

    def _lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.reasons.splitlines() if line.strip())

    def command(self) -> Command:
        """The act as it stands on the page."""
        if self.kind is EndingKind.NOT_REQUIRED:
            return DeclareNotRequired(**self.sheet.target(self.kind, self.members, reasons=self._lines()))
        organ = self.right_organ.strip() if self.ground == NOT_THIS_ORGAN else ""
        return RefuseAcceptance(
            **self.sheet.target(self.kind, self.members, ground=self.ground, reasons=self._lines(), right_organ=organ)
        )

    def issue(self) -> None:
        """Tell it: the strip, then the act; what is not filled in is told instead."""
        if reason := self.reason_against():
            self.sheet.screen.tell(reason)
            return
        self.sheet.begin(self.kind, self.command)

    def preview(self, show: Callable[[Sequence[RehearsedPaper]], None], refused: Callable[[Told], None]) -> None:
        """The papers as they would be printed now, or why there are none."""
        if reason := self.reason_against():
            refused(Told(ToldKind.REFUSAL, "", reason))
        else:
            self.sheet.rehearse(self.command(), show, refused)
