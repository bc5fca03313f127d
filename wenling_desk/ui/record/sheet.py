"""The record page's whole content in words, read in one question off the GUI thread. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.fee_rules import NO_FEE_RULES, FeeRules
from wenling_desk.domain.form import AskedField, FieldType
from wenling_desk.domain.intake import SheetPlan
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.repairs import materials_away
from wenling_desk.domain.service_item import Material
from wenling_desk.domain.working_days import Calendar
from wenling_desk.texts import Texts
from wenling_desk.ui.record.acts import Act
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.record.material_lines import MaterialLine
from wenling_desk.ui.record.members import Diagram, MemberLine
from wenling_desk.ui.record.people import PersonLine
from wenling_desk.ui.record.timeline_words import TimelineLine
from wenling_desk.use_cases.advice import advice_gaps
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.request_correction import unique_gaps
from wenling_desk.use_cases.wording import gap_words, remedy_words

NOT_ONE_LINE = frozenset({FieldType.TABLE, FieldType.BOOL})
"""Fields that the panel of one line cannot edit."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The first line of the page: number and name of the record, whose it is (masked), remarks, and state words as
    pairs of word and tone."""

    number: str
    title: str
    applicant: str
    remarks: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """Everything about one record, in words where it is shown.

    ``own`` is the clerk's own record; ``own_seat`` says whether this person decides at the department's seat,
    ``at_counter`` whether for the department at the counter. ``calendar`` is the one in force. ``case`` and ``plan``
    are ``None`` for a consultation, whose pairs stand in ``consultation``. ``days`` are the working days that a
    correction and a deferral are prefilled with.
    """

    record_id: str
    headline: Headline
    own: bool
    is_open: bool
    today: date
    catalogue: Catalogue
    calendar: Calendar
    record: RecordState
    case: CaseView | None
    plan: SheetPlan | None
    members: tuple[MemberLine, ...]
    diagram: Diagram
    materials: tuple[MaterialLine, ...]
    people: tuple[PersonLine, ...] = field(repr=False)
    timeline: tuple[TimelineLine, ...]
    papers: tuple[Paper, ...]
    acts: Mapping[str, Act]
    natural: str
    delegations: Mapping[str, Delegation | None]
    own_seat: bool
    at_counter: bool
    may_import: bool
    copies: Mapping[str, int]
    days: tuple[int, int]
    consultation: tuple[tuple[str, str], ...] = ()
    fee_rules: FeeRules = NO_FEE_RULES
    clerk_name: str = ""

    def materials_away(self, members: Sequence[str]) -> tuple[Material, ...]:
        """The materials on paper that a department has for these members."""
        return materials_away(self.case, self.plan, members) if self.case is not None and self.plan is not None else ()

    def member(self, code: str) -> CaseMember:
        """A member of the case; raises ``KeyError``."""
        if self.case is None:
            raise KeyError(code)
        return self.case.member(code)

    def member_name(self, code: str) -> str:
        """① 食品经营许可核发, without the number where there is only one."""
        line = next((line for line in self.members if line.code == code), None)
        return f"{line.number} {line.name}".strip() if line is not None else code

    def gaps_of(self, members: Sequence[str]) -> tuple[Gap, ...]:
        """What these members still miss, each gap once."""
        if self.plan is None:
            return ()
        plan = self.plan
        return unique_gaps(gap for code in members for gap in plan.gaps_of(code))

    def gaps_to_tell(self, texts: Texts, members: Sequence[str]) -> tuple[Gap, ...]:
        """What a notice to these members would tell: what they miss, and the organ's opinions not told yet."""
        return (*self.gaps_of(members), *advice_gaps(texts, self.record, members))

    def gap_words(self, texts: Texts, gap: Mapping[str, Any]) -> tuple[str, str]:
        """What is wrong and how to mend it."""
        return gap_words(texts, gap), remedy_words(texts, gap)

    def first_notice(self, texts: Texts, members: Sequence[str]) -> tuple[str, ...]:
        """What was told already, for a second notice; empty where nothing was told."""
        facts = [fact for code in members for fact in self.record.facts_of("CorrectionRequested", code)]
        if not facts:
            return ()
        first = facts[0]
        day = short_day_with_weekday(texts, first.at.date(), self.today)
        told = [texts("record.form.told_before", day=day, count=len(first.body["gaps"]))]
        for gap in first.body["gaps"]:
            told.append(texts("record.form.told_gap", label=gap.get("label", ""), what=gap_words(texts, gap)))
        return tuple(told)

    def editable_fields(self) -> tuple[AskedField, ...]:
        """Form fields that can be edited on one line."""
        if self.plan is None:
            return ()
        fields = self.catalogue.fields
        return tuple(
            asked
            for asked in self.plan.fields
            if not asked.produced and fields[asked.field_id].type not in NOT_ONE_LINE
        )

    def form_value(self, field_id: str) -> Any:
        """The value of a form field as it stands now; ``None`` where it was never filled in."""
        return self.case.sheet.form.get(field_id) if self.case is not None else None
