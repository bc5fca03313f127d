"""The one rule by which an act is judged where it stands: on the desk before its fact is made, at the centre again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wenling_desk.domain.acceptance import HANDED_IN, CaseView, read_case, with_handed_in
from wenling_desk.domain.authority import Authority, Role, Session, role_for
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation, find_delegation
from wenling_desk.domain.edits import standing_value
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, READS_GAPS, Question
from wenling_desk.domain.intake import SheetPlan, is_filled, plan_sheet
from wenling_desk.domain.ledger_clocks import due_of, is_entry
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import DISPUTE_SETTLED, FACT_REFUSED, KEPT_KINDS, RecordState, fold
from wenling_desk.domain.workflow import NEW, Action, Workflow

FIELD_CONFLICT: Final = "field_conflict"
"""The reason of a refused edit: somebody else's stands, made from the same value."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an act is judged by. ``release`` is the one the record is pinned to; ``current`` the one in force on
    ``today``: its calendar counts, its delegations hold."""

    workflow: Workflow
    release: Catalogue
    current: Catalogue
    today: date


class Standing:
    """A record as its facts leave it, read no further than a question needs."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts: list[Fact] = list(facts)
        self._record: RecordState | None = None
        self._case: tuple[Catalogue, date, CaseView] | None = None
        self._plan: tuple[Rules, SheetPlan] | None = None

    def add(self, fact: Fact) -> None:
        """A further fact at the end."""
        self.facts.append(fact)
        self._record, self._case, self._plan = None, None, None

    def cut(self, count: int) -> None:
        """Back to the first ``count`` facts."""
        del self.facts[count:]
        self._record, self._case, self._plan = None, None, None

    def copy(self) -> Standing:
        """Another one to try facts on; what was read already comes along."""
        other = Standing(self.facts)
        other._record, other._case, other._plan = self._record, self._case, self._plan
        return other

    @property
    def taken_in(self) -> bool:
        """Whether the record is a case: one whose ``TakenIn`` was refused is none."""
        found = [fact.fact_id for fact in self.facts if fact.kind == "TakenIn"]
        if not found:
            return False
        refused = {fact.body.get("fact_id") for fact in self.facts if fact.kind == FACT_REFUSED}
        return not refused.issuperset(found)

    def record(self, workflow: Workflow) -> RecordState | None:
        """The fold, ``None`` before the first fact."""
        if self._record is None and self.facts:
            self._record = fold(self.facts, workflow)
        return self._record

    def case(self, rules: Rules) -> CaseView | None:
        """The record as a case, ``None`` for one that was never taken in."""
        record = self.record(rules.workflow)
        if record is None or not self.taken_in:
            return None
        known = self._case
        if known is None or known[0] is not rules.current or known[1] != rules.today:
            case = read_case(record, rules.current.calendar, terminal_of(rules.workflow), rules.today)
            known = self._case = (rules.current, rules.today, case)
        return known[2]

    def plan(self, rules: Rules) -> SheetPlan | None:
        """The plan of the case's application as it stands now."""
        case = self.case(rules)
        if case is None:
            return None
        known = self._plan
        if known is None or known[0] != rules:
            known = self._plan = (rules, plan_sheet(case.sheet, rules.release, rules.today))
        return known[1]

    def gaps(self, rules: Rules, member: str, brings: Mapping[str, Any]) -> tuple[Gap, ...]:
        """What a member misses once ``brings`` (as in a fact of ``HANDED_IN``) is on the table."""
        plan, case = self.plan(rules), self.case(rules)
        if plan is None or case is None:
            return ()
        if brings:
            plan = plan_sheet(with_handed_in(case.sheet, brings), rules.release, rules.today)
        return plan.gaps_of(member)


def terminal_of(workflow: Workflow) -> frozenset[str]:
    """The endings of a workflow."""
    return frozenset(status.status_id for status in workflow.statuses.values() if status.terminal)


def delegation_of(rules: Rules, code: str) -> Delegation | None:
    """The delegation in force for an item, by the current release. Refuses with ``unknown_item``."""
    item = rules.release.get_item(code)
    return find_delegation(rules.current.delegations, item.department_key, code, rules.today)


def check_act(
    standing: Standing,
    rules: Rules,
    action: Action,
    members: Sequence[str],
    roles: Sequence[Role],
    body: Mapping[str, Any],
    clerk: str = "",
) -> None:
    """Refuse an act the table, its required values, the item's type or a guard forbid for one of the members.

    ``roles`` are those used, one for each member, ``clerk`` is who acts. Codes: ``value_needed``, ``not_allowed_now``,
    ``not_for_this_type`` and those of guards.
    """
    for key in action.requires:
        if not is_filled(body.get(key)):
            raise DeskRefusal("value_needed", act=action.action_id, field=key)
    record = standing.record(rules.workflow)
    for member, role in zip(members, roles, strict=True):
        status = record.status_of(member) if record is not None else NEW
        if status not in action.sources:
            raise DeskRefusal("not_allowed_now", act=action.action_id, status=status, member=member)
        item = rules.release.items.get(member)
        if item is not None and action.applies_to and item.item_type not in action.applies_to:
            raise DeskRefusal("not_for_this_type", act=action.action_id, item=item.name)
        if action.guards:
            question = _question(standing, rules, action, member, role, body, clerk)
            for name in action.guards:
                GUARDS[name](question)


def _question(
    standing: Standing, rules: Rules, action: Action, member: str, role: Role, body: Mapping[str, Any], clerk: str
) -> Question:
    """What the guards look at; an act that brings materials is judged with them on the table."""
    item = rules.release.items.get(member)
    case = standing.case(rules)
    found = next((row for row in case.members if row.code == member), None) if case is not None else None
    due = found.due.day if found is not None and found.due is not None else None
    record = standing.record(rules.workflow)
    if record is not None and is_entry(record):
        running = due_of(record, rules.workflow)
        due = running.day if running is not None else None
    return Question(
        member=member,
        role=role,
        body=body,
        today=rules.today,
        item=item,
        delegation=delegation_of(rules, member) if item is not None else None,
        record=record,
        gaps=standing.gaps(rules, member, body if action.fact in HANDED_IN else {})
        if READS_GAPS.intersection(action.guards)
        else (),
        predecessors_open=case.open_predecessors(member) if case is not None and found is not None else (),
        due=due,
        joint=case is not None and case.sheet.is_bundle,
        clerk=clerk,
    )


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a fact may not stand where it stands: a stable code, and the fact that stands in its place if one does."""

    reason: str
    winner: str = ""


def find_objection(standing: Standing, rules: Rules, fact: Fact, authority: Authority) -> Objection | None:
    """Judge a fact that was made elsewhere, after those in ``standing``; ``None`` where it may stand.

    Facts of kinds this version does not know, and those every record may carry, change no status and may stand; but
    to settle a dispute is an act of its own row in ``authority``. Raises what a malformed body makes the rules raise.
    """
    if fact.kind == DISPUTE_SETTLED:
        return _refusal(lambda: _role_of(fact, "settle_dispute", authority, standing))
    if fact.kind in KEPT_KINDS or not rules.workflow.knows(fact.kind):
        return None
    if fact.kind == "FormFieldEdited":
        conflict = _edit_conflict(standing, rules, fact)
        if conflict is not None:
            return conflict
    return _refusal(lambda: _check_fact(standing, rules, fact))


def _check_fact(standing: Standing, rules: Rules, fact: Fact) -> None:
    record = standing.record(rules.workflow)
    members = fact.members or ("",)
    for member in members:
        status = record.status_of(member) if record is not None else NEW
        action = rules.workflow.action_for(fact.kind, status)
        if action is None:
            raise DeskRefusal("not_allowed_now", act=fact.kind, status=status, member=member)
        role = Role.CLERK  # what follows by itself has no row: no guard of it asks who did it
        if not action.automatic:
            role = _role_of(fact, action.action_id, {action.action_id: action.roles}, standing)
        check_act(standing, rules, action, (member,), (role,), fact.body, fact.clerk)


def _role_of(fact: Fact, act: str, authority: Authority, standing: Standing) -> Role:
    """The role the fact names, when its rows allow the act to it."""
    if fact.role not in Role.__members__.values():
        raise DeskRefusal("not_permitted", act=act)
    owner = standing.facts[0].clerk if standing.facts else ""
    session = Session(fact.clerk, "", (Role(fact.role),))
    return role_for(session, act, authority, owner=owner)


def _refusal(check: Any) -> Objection | None:
    try:
        check()
    except DeskRefusal as refusal:
        return Objection(refusal.code)
    return None


def _edit_conflict(standing: Standing, rules: Rules, fact: Fact) -> Objection | None:
    """An edit made from a value that is not the present one: what was committed first stands (先到为准)."""
    case = standing.case(rules)
    name, new = fact.body.get("field"), fact.body.get("new")
    if case is None or not isinstance(name, str):
        return None
    present = standing_value(case.sheet, name)
    if present in (fact.body.get("seen"), new) or not (is_filled(present) or is_filled(fact.body.get("seen"))):
        return None
    return Objection(FIELD_CONFLICT, _winner(case.record, name))


def _winner(record: RecordState, name: str) -> str:
    """The fact by which the field has its value."""
    for fact in reversed(record.facts):
        if fact.kind == "FormFieldEdited" and fact.body.get("field") == name:
            return fact.fact_id
        if fact.kind in HANDED_IN and name in fact.body.get("form", {}):
            return fact.fact_id
    return record.facts_of("TakenIn")[0].fact_id
