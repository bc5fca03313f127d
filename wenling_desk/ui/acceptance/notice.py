"""一次性告知 and 容缺: everything that is missing on one page, the wording, the last day. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import deadline, working_days_between
from wenling_desk.ui.acceptance.material_words import fields_phrase, gap_phrase
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.request_correction import RequestCorrection, unique_gaps
from wenling_desk.use_cases.wording import circled, day_with_weekday, gap_words, remedy_words


class NoticeKind(StrEnum):
    """What is told: a correction (补正) or a deferral (容缺)."""

    CORRECTION = "request_correction"
    DEFERRAL = "defer"


MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap on the page: ``serves`` its members, ``wrong`` what is wrong, ``remedy`` the sentence the applicant reads.
    The material keys work on rows of kind ``material``."""

    ref: str
    label: str
    serves: str
    wrong: str
    remedy: str
    kind: str
    is_own_wording: bool


class NoticePresenter:
    """The page of one notice over the application that lies on the counter.

    The list is what the rules find missing, never a choice: a gap is either mended now or told, all at once
    (Licensing Law art. 32(4), Zhejiang rules art. 11(3)). What is mended on this page leaves the list.
    """

    def __init__(self, sheet: SheetPresenter, kind: NoticeKind) -> None:
        self.sheet = sheet
        self.kind = kind
        tools = sheet.tools
        days = tools.correction_days if kind is NoticeKind.CORRECTION else tools.deferral_days
        self.remedies: dict[str, str] = {}
        self.days = 0
        self.due = tools.desk().today()
        self.set_days(days)

    # -- what is missing -------------------------------------------------------------------------

    def gaps(self) -> tuple[Gap, ...]:
        """The gaps this notice tells: of the members that can start now, each once."""
        view = self.sheet.opened.view
        if self.kind is NoticeKind.DEFERRAL:
            wanted = set(view.offer("defer").members)
        else:
            wanted = {row.item.code for row in view.rows if not row.waits_for}
        return unique_gaps(gap for gap in view.gaps if not gap.members or wanted.intersection(gap.members))

    def lines(self) -> tuple[GapLine, ...]:
        """The rows of the page; empty fields of the forms are one row, as on the paper."""
        texts = self.sheet.tools.texts
        gaps = self.gaps()
        fields = [gap for gap in gaps if gap.kind == "form"]
        lines = [self._line(gap) for gap in gaps if gap.kind != "form"]
        if fields:
            codes = [code for gap in fields for code in gap.members]
            lines.append(
                GapLine(
                    ref=fields[0].ref,
                    label=fields_phrase(texts, fields),
                    serves=self._serves(codes),
                    wrong=gap_words(texts, fields[0].to_plain()),
                    remedy=texts("case.remedy.fill"),
                    kind="form",
                    is_own_wording=False,
                )
            )
        return tuple(lines)

    def _line(self, gap: Gap) -> GapLine:
        texts = self.sheet.tools.texts
        own = self.remedies.get(gap.ref, "")
        return GapLine(
            ref=gap.ref,
            label=gap.label or gap_phrase(texts, gap),
            serves=self._serves(gap.members),
            wrong=gap_words(texts, gap.to_plain()),
            remedy=remedy_words(texts, {**gap.to_plain(), "remedy": own}),
            kind=gap.kind,
            is_own_wording=bool(own),
        )

    def _serves(self, codes: Sequence[str]) -> str:
        positions = {row.item.code: row.position for row in self.sheet.opened.view.rows}
        found = sorted({positions[code] for code in codes if code in positions})
        return "".join(circled(self.sheet.tools.texts, position) for position in found)

    def set_remedy(self, ref: str, words: str) -> None:
        """The sentence for one gap in the clerk's words; an empty one is the guide's again."""
        words = " ".join(words.split())
        usual = next(
            (remedy_words(self.sheet.tools.texts, gap.to_plain()) for gap in self.gaps() if gap.ref == ref), ""
        )
        if words and words != usual:
            self.remedies[ref] = words
        else:
            self.remedies.pop(ref, None)

    # -- until when ------------------------------------------------------------------------------

    def set_days(self, days: int) -> bool:
        """Working days from today; ``False`` for a number that is no period."""
        if not 1 <= days <= MOST_DAYS:
            return False
        desk = self.sheet.tools.desk()
        limit = TimeLimit(days, TimeUnit.WORKING_DAYS)
        self.days, self.due = days, deadline(desk.today(), limit, desk.catalogue().calendar).day
        return True

    def set_due(self, day: date) -> bool:
        """The last day itself; ``False`` for one that does not lie ahead."""
        desk = self.sheet.tools.desk()
        if day <= desk.today():
            return False
        self.due = day
        self.days = max(1, working_days_between(desk.today(), day, desk.catalogue().calendar))
        return True

    def due_words(self) -> str:
        """2026年12月7日(周一)."""
        return day_with_weekday(self.sheet.tools.texts, self.due)

    # -- the act ---------------------------------------------------------------------------------

    def reason_against(self) -> str:
        """Why it cannot be issued now."""
        return self.sheet.reason_against(self.kind)

    def command(self) -> Command:
        """The act as it stands on the page."""
        if self.kind is NoticeKind.DEFERRAL:
            members = self.sheet.members_of("defer")
            return DeferMaterials(**self.sheet.target("defer", members, due=self.due))
        known = {gap.ref for gap in self.gaps()}
        remedies = tuple((ref, words) for ref, words in self.remedies.items() if ref in known)
        return RequestCorrection(**self.sheet.target("request_correction", due=self.due, remedies=remedies))

    def issue(self) -> None:
        """Tell it: the strip, then the act."""
        extra = {"gaps": len(self.gaps()), "due": self.due_words()}
        self.sheet.begin(self.kind, self.command, extra)

    def preview(self, show: Callable[[Sequence[RehearsedPaper]], None], refused: Callable[[Told], None]) -> None:
        """The papers as they would be printed now, or why there are none."""
        if reason := self.reason_against():
            refused(Told(ToldKind.REFUSAL, "", reason))
        else:
            self.sheet.rehearse(self.command(), show, refused)


def may_open(sheet: SheetPresenter, kind: NoticeKind) -> DeskRefusal | None:
    """The refusal that keeps the page from opening, ``None`` where it may."""
    return sheet.opened.view.offer(kind).refusal
