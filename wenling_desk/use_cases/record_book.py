"""One record on the table: its facts, what they say, and the facts a command would add, all in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wenling_desk.domain.acceptance import ACCEPTANCE, HANDED_IN, CaseView, read_case, with_handed_in
from wenling_desk.domain.authority import Role
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation, find_delegation
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.intake import IntakeSheet, SheetPlan, is_filled, plan_sheet
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.record import RecordState, fold
from wenling_desk.domain.workflow import NEW, Action, Workflow
from wenling_desk.domain.working_days import Calendar
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

SEAT = "seat"
"""The way of a decision made at the organ's own seat."""


class RecordBook:
    """A record opened for reading or for trying: nothing here is ever written."""

    def __init__(self, desk: Desk, reading: Reading, kind: str = ACCEPTANCE, command_id: str = "") -> None:
        self.desk = desk
        self.reading = reading
        self.workflow: Workflow = desk.workflows.workflow(kind)
        self.kind = kind
        self.command_id = command_id
        self.now: datetime = desk.now()
        self.record_id = ""
        self.catalogue: Catalogue = desk.catalogue()
        self.facts: list[Fact] = []
        self.fresh: list[Fact] = []
        self.sheet: IntakeSheet | None = None
        self.role: Role | None = None
        """The role the person chose to act in, of several; ``None``: the first the table allows."""
        self._forget()

    def _forget(self) -> None:
        """The facts have changed: what was read from them is read anew."""
        self._record: RecordState | None = None
        self._case: CaseView | None = None
        self._plan: SheetPlan | None = None

    # -- reading ---------------------------------------------------------------------------------

    def begin(self, record_id: str = "") -> None:
        """Start a new record. A draft's id becomes the record's, so that papers the applicant signed on the draft
        stand at its beginning."""
        self.record_id = record_id or self.desk.ids.new_id()
        self.facts = list(self.reading.facts_of(self.record_id)) if record_id else []
        self._forget()
        if self.taken_in:
            raise DeskRefusal("already_taken_in")

    def open(self, record_id: str) -> None:
        """Load an existing record under its own release; refuses with ``no_such_record``."""
        facts = self.reading.facts_of(record_id)
        if not facts or facts[0].record_kind != self.kind:
            raise DeskRefusal("no_such_record")
        self.record_id = record_id
        self.facts = list(facts)
        self._forget()
        pinned = next((fact for fact in facts if fact.kind == "TakenIn"), facts[-1])
        self.catalogue = self.desk.catalogues.release(pinned.catalogue_release)

    @property
    def taken_in(self) -> bool:
        """Whether the record is a case already."""
        return any(fact.kind == "TakenIn" for fact in self.facts)

    @property
    def record(self) -> RecordState:
        """The fold of all facts so far, those of this command included."""
        if self._record is None:
            self._record = fold(self.facts, self.workflow)
        return self._record

    @property
    def calendar(self) -> Calendar:
        """The calendar in force: it counts what is counted now, whatever release a case is pinned to."""
        return self.desk.catalogue().calendar

    @property
    def case(self) -> CaseView:
        """The record as a case; refuses with ``no_such_record`` for a draft that was never taken in."""
        if not self.taken_in:
            raise DeskRefusal("no_such_record")
        if self._case is None:
            self._case = read_case(self.record, self.calendar, terminal_of(self.workflow), self.now.date())
        return self._case

    def plan(self) -> SheetPlan:
        """The plan of the case's application as it stands now."""
        if self._plan is None:
            self._plan = plan_sheet(self.case.sheet, self.catalogue, self.now.date())
        return self._plan

    def delegation(self, code: str) -> Delegation | None:
        """The delegation in force today for a member, by the current release."""
        item = self.catalogue.get_item(code)
        rows = self.desk.catalogue().delegations
        return find_delegation(rows, item.department_key, code, self.now.date())

    # -- doing -----------------------------------------------------------------------------------

    def check(self, action_id: str, members: Sequence[str], body: Mapping[str, Any]) -> tuple[Action, Role]:
        """The action and the role used, when table, authority and guards allow it for every member.

        Codes: ``not_permitted``, ``not_own``, ``not_your_department``, ``not_allowed_now``, ``not_for_this_type``,
        ``value_needed`` and those of guards.
        """
        action = self.workflow.actions[action_id]
        roles = [self._role(action, body, member) for member in members]
        for key in action.requires:
            if not is_filled(body.get(key)):
                raise DeskRefusal("value_needed", act=action_id, field=key)
        record = self.record if self.facts else None
        for member, role in zip(members, roles, strict=True):
            status = record.status_of(member) if record is not None else NEW
            if status not in action.sources:
                raise DeskRefusal("not_allowed_now", act=action_id, status=status, member=member)
            question = self._question(action, member, role, body)
            item = question.item
            if item is not None and action.applies_to and item.item_type not in action.applies_to:
                raise DeskRefusal("not_for_this_type", act=action_id, item=item.name)
            for name in action.guards:
                GUARDS[name](question)
        return action, roles[0]

    def _role(self, action: Action, body: Mapping[str, Any], member: str) -> Role:
        """The role an act is done in. What follows from another act by itself is done in that act's role; a decision
        "at the seat" is the reviewer's where the person is one."""
        if action.automatic:
            return Role(self.fresh[-1].role) if self.fresh else self.role or self.desk.session.roles[0]
        chosen = self.role
        if chosen is None and body.get("way") == SEAT and Role.REVIEWER in self.desk.session.roles:
            chosen = Role.REVIEWER
        item = self.catalogue.items.get(member)
        return self.desk.role_for(
            action.action_id,
            chosen=chosen,
            owner=self.facts[0].clerk if self.facts else "",
            department_key=item.department_key if item is not None else "",
        )

    def _question(self, action: Action, member: str, role: Role, body: Mapping[str, Any]) -> Question:
        """What the guards look at; an act that brings materials is judged with them on the table."""
        item = self.catalogue.items.get(member)
        case = self.case if self.taken_in else None
        found = next((row for row in case.members if row.code == member), None) if case is not None else None
        return Question(
            member=member,
            role=role,
            body=body,
            today=self.now.date(),
            item=item,
            delegation=self.delegation(member) if item is not None else None,
            record=self.record if self.facts else None,
            gaps=self._gaps(member, body if action.fact in HANDED_IN else {}) if case is not None else (),
            predecessors_open=case.open_predecessors(member) if case is not None and found is not None else (),
            due=found.due.day if found is not None and found.due is not None else None,
            joint=case is not None and case.sheet.is_bundle,
        )

    def _gaps(self, member: str, brings: Mapping[str, Any]) -> tuple[Gap, ...]:
        if not brings:
            return self.plan().gaps_of(member)
        sheet = with_handed_in(self.case.sheet, brings)
        return plan_sheet(sheet, self.catalogue, self.now.date()).gaps_of(member)

    def misses(self, member: str, brings: Mapping[str, Any]) -> bool:
        """Whether a member still misses something once ``brings`` (as in a fact of ``HANDED_IN``) is on the table."""
        return bool(self._gaps(member, brings))

    def do(self, action_id: str, members: Sequence[str], body: Mapping[str, Any], *, fact_id: str = "") -> Fact:
        """Carry out an action: one fact over these members (none for a record without members)."""
        action, role = self.check(action_id, members or ("",), body)
        return self.add(action.fact, members, body, role, fact_id=fact_id)

    def add(self, kind: str, members: Sequence[str], body: Mapping[str, Any], role: Role, *, fact_id: str = "") -> Fact:
        """Gather a fact as it is."""
        fact = Fact(
            fact_id=fact_id or self.desk.ids.new_id(),
            record_kind=self.kind,
            record_id=self.record_id,
            kind=kind,
            at=self.now,
            clerk=self.desk.session.clerk,
            role=str(role),
            counter=self.desk.identity.counter,
            device=self.desk.identity.device,
            command_id=self.command_id,
            catalogue_release=self.catalogue.release,
            members=tuple(members),
            body=body,
        )
        self.facts.append(fact)
        self.fresh.append(fact)
        self._forget()
        return fact


def terminal_of(workflow: Workflow) -> frozenset[str]:
    """The endings of a workflow."""
    return frozenset(status.status_id for status in workflow.statuses.values() if status.terminal)
