"""What an amended paper (更正件) says: all that the paper it replaces said, with the corrections, and today's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.paper import PaperContent
from wenling_desk.domain.recheck import Rules, Standing
from wenling_desk.domain.repairs import WORDING, Change, amended_sheet, facts_until, first_of, reworded, says
from wenling_desk.use_cases.paper_content import PaperContext, build_content
from wenling_desk.use_cases.paper_titles import paper_fact

COUNTED: Final = frozenset({
    "paper", "centre", "clerk", "case", "organ", "issuer", "deadline", "reply", "supplement", "members",
})  # fmt: skip
"""What the desk computes or prints of itself: no wording of a clerk's changes a number, a deadline or a seal."""


class OldPaper:
    """A paper that is to be amended, as it was made: from the facts up to then, and what was corrected before."""

    def __init__(self, facts: Sequence[Fact], rules: Rules, number: str) -> None:
        self._rules = rules
        self.number = number
        standing = Standing(facts)
        record = standing.record(rules.workflow)
        if record is None:
            raise DeskRefusal("no_such_record")
        base, self.earlier = first_of(record, number)
        issued = paper_fact(record, base)
        if issued is None:
            raise DeskRefusal("no_such_paper", number=number)
        self.issued: Fact = issued
        self._then = Standing(facts_until(facts, base))
        self._name = first_number(facts)

    @property
    def kind(self) -> str:
        """The paper's kind."""
        return str(self.issued.body.get("paper_kind", ""))

    @property
    def sheet(self) -> IntakeSheet:
        """The application as the paper tells it now. Refuses with ``no_such_record`` for the paper of no case."""
        case = self._then.case(self._rules)
        if case is None:
            raise DeskRefusal("no_such_record")
        return amended_sheet(case.sheet, self.earlier)

    def content(self, context: PaperContext, number: str, changes: Sequence[Change]) -> PaperContent:
        """The new paper. Refuses with ``wording_not_on_paper`` for words that stand nowhere on it."""
        every = (*self.earlier, *changes)
        case, record = self._then.case(self._rules), self._then.record(self._rules.workflow)
        if case is None:
            raise DeskRefusal("no_such_record")
        sheet = amended_sheet(case.sheet, every)
        then = replace(
            context,
            now=self.issued.at,
            record=record,
            case=replace(case, sheet=sheet),
            sheet=sheet,
            number=first_number(self._then.facts),
        )
        content = build_content(then, self.kind, number, self.issued.members, {})
        now = build_content(context, self.kind, number, self.issued.members, {}).values
        values: dict[str, Any] = {**content.values, "paper": now["paper"]}
        values["case"] = {**_part(values, "case"), "number": self._name}
        wording = [change for change in every if change.field == WORDING]
        for change in changes:
            if change.field == WORDING and not says(_free(values), change.before):
                raise DeskRefusal("wording_not_on_paper", words=change.before)
        return replace(content, values={**values, **reworded(_free(values), wording)}, replaces=self.number)


def _part(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, Mapping) else {}


def _free(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in values.items() if key not in COUNTED}
