"""A workflow file, interpreted: statuses, the actions between them, who may act, and under which guards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wenling_desk.domain.service_item import ItemType, TimeLimit

NEW = "new"
"""The status of a record or member before its first fact."""


class Scope(StrEnum):
    """How far a role's right to an action reaches."""

    DENY = "deny"
    OWN = "own"
    DEPARTMENT = "dept"
    HALL = "hall"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Status:
    """A status; ``terminal`` ones are distinct endings, ``clock`` names the clock that runs in it."""

    status_id: str
    terminal: bool = False
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A thing that may be done (动作) while a member stands in one of ``sources``.

    It makes a fact of kind ``fact`` and leads to ``target`` (``None``: the status stays). ``roles`` are this action's
    rows of the authority table. ``guards`` are named predicates; ``requires`` are body keys that must be filled.
    ``papers`` are issued with it. ``applies_to`` empty means every item type. ``basis`` is the text id of the rule.
    ``irreversible`` acts are confirmed in the strip. ``automatic`` ones follow from another fact and have no button.
    """

    action_id: str
    fact: str
    sources: tuple[str, ...]
    target: str | None
    roles: Mapping[str, Scope]
    guards: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    applies_to: tuple[ItemType, ...] = ()
    basis: str = ""
    irreversible: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowClock:
    """A clock (时限): which facts start and stop it, how long it runs and by which rule.

    ``limit`` ``None`` means the limit comes with the starting fact or from the item. Where it goes by a class,
    ``limit_by`` names the value that holds the class and ``limits`` has one for each. ``until`` names a value that is
    itself the last day.
    """

    clock_id: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    limit: TimeLimit | None
    basis: str
    applies_to: tuple[ItemType, ...] = ()
    amber_days: int = 1
    limit_by: str = ""
    limits: Mapping[str, TimeLimit] = field(default_factory=dict)
    until: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow (流程): the only table of what may happen to a kind of record."""

    kind: str
    version: str
    statuses: Mapping[str, Status]
    actions: Mapping[str, Action]
    clocks: Mapping[str, WorkflowClock] = field(default_factory=dict)

    def actions_making(self, fact_kind: str) -> Iterable[Action]:
        """The actions that make facts of that kind."""
        return (action for action in self.actions.values() if action.fact == fact_kind)

    def action_for(self, fact_kind: str, status: str) -> Action | None:
        """The action by which a fact of that kind may happen in ``status``; ``None`` where the table forbids it."""
        return next((action for action in self.actions_making(fact_kind) if status in action.sources), None)

    def knows(self, fact_kind: str) -> bool:
        """Whether any action makes facts of that kind."""
        return any(True for _ in self.actions_making(fact_kind))

    def allowed(self, status: str) -> tuple[Action, ...]:
        """All actions the table has for ``status``, in file order."""
        return tuple(action for action in self.actions.values() if status in action.sources)


@dataclass(frozen=True, slots=True)
class WorkflowFlaw:
    """A flaw of a workflow file: ``code`` with the ids concerned."""

    code: str
    values: Mapping[str, object]


def find_flaws(workflow: Workflow, guards: Iterable[str]) -> list[WorkflowFlaw]:
    """Unreachable statuses, dead ends that are not terminal, circles without a way to an ending, unknown statuses,
    guards, clocks and facts, ambiguous facts."""
    flaws: list[WorkflowFlaw] = []
    known_guards = set(guards)
    statuses = set(workflow.statuses) | {NEW}
    for action in workflow.actions.values():
        targets = {action.target} if action.target is not None else set()
        for status in (set(action.sources) | targets) - statuses:
            flaws.append(WorkflowFlaw("unknown_status", {"action": action.action_id, "status": status}))
        for guard in set(action.guards) - known_guards:
            flaws.append(WorkflowFlaw("unknown_guard", {"action": action.action_id, "guard": guard}))
        if not action.roles and not action.automatic:
            flaws.append(WorkflowFlaw("action_without_role", {"action": action.action_id}))
    reached, frontier = {NEW}, [NEW]
    while frontier:
        status = frontier.pop()
        for action in workflow.allowed(status):
            if action.target is not None and action.target not in reached:
                reached.add(action.target)
                frontier.append(action.target)
    for status in sorted(set(workflow.statuses) - reached):
        flaws.append(WorkflowFlaw("unreachable_status", {"status": status}))
    for known in workflow.statuses.values():
        leaves = [a for a in workflow.allowed(known.status_id) if a.target not in (None, known.status_id)]
        if known.terminal and leaves:
            flaws.append(WorkflowFlaw("terminal_with_exit", {"status": known.status_id}))
        if not known.terminal and not leaves:
            flaws.append(WorkflowFlaw("dead_end", {"status": known.status_id}))
        if known.clock and known.clock not in workflow.clocks:
            flaws.append(WorkflowFlaw("unknown_clock", {"status": known.status_id, "clock": known.clock}))
    seen: set[tuple[str, str]] = set()
    for action in workflow.actions.values():
        for source in action.sources:
            if (action.fact, source) in seen:
                flaws.append(WorkflowFlaw("ambiguous_fact", {"fact": action.fact, "status": source}))
            seen.add((action.fact, source))
    flaws += [WorkflowFlaw("no_way_out", {"status": status}) for status in _trapped(workflow)]
    for clock in workflow.clocks.values():
        for fact in (*clock.starts_on, *clock.stops_on):
            if not workflow.knows(fact):
                flaws.append(WorkflowFlaw("unknown_fact", {"clock": clock.clock_id, "fact": fact}))
    return flaws


def _trapped(workflow: Workflow) -> list[str]:
    """Statuses from which no ending can be reached although they have an exit: a circle."""
    free = {status.status_id for status in workflow.statuses.values() if status.terminal}
    grown = True
    while grown:
        before = len(free)
        for action in workflow.actions.values():
            if action.target in free:
                free.update(source for source in action.sources if source != NEW)
        grown = len(free) > before
    with_exit = {
        source
        for action in workflow.actions.values()
        for source in action.sources
        if action.target not in (None, source)
    }
    return sorted((set(workflow.statuses) & with_exit) - free)
