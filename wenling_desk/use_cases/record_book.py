"""One record on the table: its facts, what they say, and the facts a command would add, all in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wenling_desk.domain.acceptance import ACCEPTANCE, CaseView
from wenling_desk.domain.authority import Role
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.errand_rules import errands_of
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.intake import IntakeSheet, SheetPlan
from wenling_desk.domain.recheck import Rules, Standing, check_act, delegation_of
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.workflow import Action, Workflow
from wenling_desk.domain.working_days import Calendar
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.visit_day import VisitHere, visit_here

SEAT = "seat"
"""The way of a decision made at the organ's own seat."""

ON_VISITS = "seal_named_on_visit"
"""The guard whose acts say on which visit they were done."""


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
        self.department_key = ""
        """The department a record without items concerns; empty where none is named."""
        self._visit: tuple[VisitHere | None] | None = None
        self._forget()

    def _forget(self) -> None:
        """The facts have changed: what was read from them is read anew."""
        self._standing: Standing | None = None

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
    def standing(self) -> Standing:
        """Where the record stands, the facts of this command included."""
        if self._standing is None:
            self._standing = Standing(self.facts)
        return self._standing

    @property
    def rules(self) -> Rules:
        """What an act on the record is judged by now."""
        return Rules(self.workflow, self.catalogue, self.desk.catalogue(), self.now.date())

    @property
    def taken_in(self) -> bool:
        """Whether the record is a case already."""
        return self.standing.taken_in

    @property
    def record(self) -> RecordState:
        """The fold of all facts so far, those of this command included; raises ValueError before the first."""
        record = self.standing.record(self.workflow)
        if record is None:
            raise ValueError("a record has at least one fact")
        return record

    @property
    def calendar(self) -> Calendar:
        """The calendar in force: it counts what is counted now, whatever release a case is pinned to."""
        return self.desk.catalogue().calendar

    @property
    def case(self) -> CaseView:
        """The record as a case; refuses with ``no_such_record`` for a draft that was never taken in."""
        case = self.standing.case(self.rules)
        if case is None:
            raise DeskRefusal("no_such_record")
        return case

    def plan(self) -> SheetPlan:
        """The plan of the case's application as it stands now; refuses like :attr:`case`."""
        plan = self.standing.plan(self.rules)
        if plan is None:
            raise DeskRefusal("no_such_record")
        return plan

    def delegation(self, code: str) -> Delegation | None:
        """The delegation in force today for a member, by the current release."""
        return delegation_of(self.rules, code)

    @property
    def visit(self) -> VisitHere | None:
        """The visit (流动捷办) this desk is out on, asked once; ``None`` at the counter."""
        if self._visit is None:
            self._visit = (visit_here(self.desk, self.reading),)
        return self._visit[0]

    def seen_on(self, visit: VisitHere | None) -> None:
        """The visit is known already: nothing is read for it."""
        self._visit = (visit,)

    def _where(self, action: Action, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The body of an organ's act with the visit it is done on."""
        if ON_VISITS not in action.guards or self.visit is None:
            return body
        return {**body, "visit": self.visit.to_plain()}

    # -- doing -----------------------------------------------------------------------------------

    def check(self, action_id: str, members: Sequence[str], body: Mapping[str, Any]) -> tuple[Action, Role]:
        """The action and the role used, when table, authority and guards allow it for every member.

        Codes: ``not_permitted``, ``not_own``, ``not_your_department``, ``not_allowed_now``, ``not_for_this_type``,
        ``value_needed`` and those of guards.
        """
        action = self.workflow.actions[action_id]
        body = self._where(action, body)
        roles = [self._role(action, body, member) for member in members]
        check_act(self.standing, self.rules, action, members, roles, body, self.desk.session.clerk)
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
            department_key=item.department_key if item is not None else self.department_key,
        )

    def misses(self, member: str, brings: Mapping[str, Any]) -> bool:
        """Whether a member still misses something once ``brings`` (as in a fact of ``HANDED_IN``) is on the table."""
        return bool(self.standing.gaps(self.rules, member, brings))

    def do(self, action_id: str, members: Sequence[str], body: Mapping[str, Any], *, fact_id: str = "") -> Fact:
        """Carry out an action: one fact over these members (none for a record without members)."""
        action, role = self.check(action_id, members or ("",), body)
        return self.add(action.fact, members, self._where(action, body), role, fact_id=fact_id)

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


def record_errands(book: RecordBook) -> list[Errand]:
    """What waits at the counter on the record that is open; nothing before its first fact."""
    return errands_of(book.record, book.case if book.taken_in else None, book.workflow) if book.facts else []
