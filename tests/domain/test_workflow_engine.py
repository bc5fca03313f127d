"""The engine finds every kind of flaw a workflow file may have: a sound one is broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.fakes import workflows
from wenling_desk.domain.guards import GUARDS
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.workflow import NEW, Action, Scope, Status, Workflow, WorkflowClock, find_flaws

CLERK = {"clerk": Scope.HALL}


def action(name: str, fact: str, sources: tuple[str, ...], target: str | None, **more: object) -> Action:
    return replace(Action(name, fact, sources, target, CLERK), **more)  # type: ignore[arg-type]


def sound() -> Workflow:
    return Workflow(
        kind="sample",
        version="1",
        statuses={
            "open": Status("open", clock="running"),
            "waiting": Status("waiting"),
            "closed": Status("closed", terminal=True),
        },
        actions={
            "begin": action("begin", "Begun", (NEW,), "open"),
            "wait": action("wait", "Waited", ("open",), "waiting"),
            "resume": action("resume", "Resumed", ("waiting",), "open"),
            "note": action("note", "Noted", ("open", "waiting", "closed"), None, guards=("nothing_missing",)),
            "close": action("close", "Closed", ("open",), "closed"),
        },
        clocks={"running": WorkflowClock("running", ("Begun",), ("Closed",), TimeLimit(5, TimeUnit.WORKING_DAYS), "b")},
    )


def codes(workflow: Workflow) -> set[str]:
    return {flaw.code for flaw in find_flaws(workflow, GUARDS)}


def test_a_sound_file_has_no_flaw() -> None:
    assert find_flaws(sound(), GUARDS) == []


def change(name: str, **changes: object) -> Callable[[Workflow], Workflow]:
    def mutate(workflow: Workflow) -> Workflow:
        changed = replace(workflow.actions[name], **changes)  # type: ignore[arg-type]
        return replace(workflow, actions={**workflow.actions, name: changed})

    return mutate


def without(name: str) -> Callable[[Workflow], Workflow]:
    return lambda workflow: replace(
        workflow, actions={key: value for key, value in workflow.actions.items() if key != name}
    )


def with_status(status: Status) -> Callable[[Workflow], Workflow]:
    return lambda workflow: replace(workflow, statuses={**workflow.statuses, status.status_id: status})


def with_action(added: Action) -> Callable[[Workflow], Workflow]:
    return lambda workflow: replace(workflow, actions={**workflow.actions, added.action_id: added})


def with_clock(**changes: object) -> Callable[[Workflow], Workflow]:
    def mutate(workflow: Workflow) -> Workflow:
        return replace(workflow, clocks={"running": replace(workflow.clocks["running"], **changes)})  # type: ignore[arg-type]

    return mutate


MUTANTS = [
    ("a status nobody leads to", with_status(Status("lost", terminal=True)), {"unreachable_status"}),
    ("the way in is gone", without("begin"), {"unreachable_status", "unknown_fact"}),
    ("no way back from waiting", without("resume"), {"dead_end"}),
    ("waiting only leads to itself", change("resume", target="waiting"), {"dead_end"}),
    ("nothing ever ends", change("close", target="open"), {"unreachable_status", "no_way_out"}),
    ("an ending that goes on", with_action(action("reopen", "Reopened", ("closed",), "open")), {"terminal_with_exit"}),
    (
        "a source that is no status",
        change("close", sources=("opened",)),
        {"unknown_status", "unreachable_status", "no_way_out"},
    ),
    ("a target that is no status", change("wait", target="pause"), {"unknown_status", "unreachable_status"}),
    ("a guard nobody wrote", change("note", guards=("sun_shines",)), {"unknown_guard"}),
    ("an act of nobody", change("note", roles={}), {"action_without_role"}),
    ("one fact for two acts", with_action(action("shut", "Closed", ("open",), "closed")), {"ambiguous_fact"}),
    ("a status whose clock is not there", with_status(Status("open", clock="walking")), {"unknown_clock"}),
    ("a clock nothing starts", with_clock(starts_on=("Born",)), {"unknown_fact"}),
    ("a clock nothing stops", with_clock(stops_on=("Died",)), {"unknown_fact"}),
]  # fmt: skip


@pytest.mark.parametrize(("mutate", "expected"), [row[1:] for row in MUTANTS], ids=[row[0] for row in MUTANTS])
def test_the_flaw_is_found(mutate: Callable[[Workflow], Workflow], expected: set[str]) -> None:
    assert codes(mutate(sound())) == expected


def test_an_automatic_act_needs_no_role() -> None:
    assert codes(change("wait", roles={}, automatic=True)(sound())) == set()


REAL = workflows().workflow("acceptance")


@pytest.mark.parametrize("status", list(REAL.statuses))
def test_a_real_status_whose_ways_in_are_taken_away_is_found(status: str) -> None:
    actions = {key: row for key, row in REAL.actions.items() if row.target != status}
    assert "unreachable_status" in codes(replace(REAL, actions=actions))


@pytest.mark.parametrize("status", [status.status_id for status in REAL.statuses.values() if not status.terminal])
def test_a_real_status_whose_ways_out_are_taken_away_is_found(status: str) -> None:
    actions = {
        key: replace(row, sources=tuple(source for source in row.sources if source != status or row.target is None))
        for key, row in REAL.actions.items()
    }
    assert "dead_end" in codes(replace(REAL, actions=actions))


def test_what_the_table_answers() -> None:
    workflow = sound()
    assert workflow.knows("Waited")
    assert not workflow.knows("Danced")
    assert workflow.action_for("Waited", "closed") is None
    assert [each.action_id for each in workflow.allowed("open")] == ["wait", "note", "close"]
    assert [each.action_id for each in workflow.actions_making("Closed")] == ["close"]
