"""The whole law of a case, stated here a second time and independently of ``acceptance.yaml``.

Each row is a sentence of the law; a change of the file fails the test that bears the sentence. Every status meets
every action, and what no row allows must be forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.support.fakes import texts, workflows
from tests.support.law_back_room import BACK_ROOM_LAW
from tests.support.law_collecting import COLLECTING_LAW
from tests.support.law_handover import HANDOVER_LAW
from tests.support.law_repairs import REPAIRS_LAW
from wenling_desk.domain.guards import GUARDS
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.domain.service_item import ItemType
from wenling_desk.domain.workflow import NEW, Scope, find_flaws

WORKFLOW = workflows().workflow("acceptance")

OPEN = (
    "waiting_predecessor", "taken_in", "correction_pending", "accepted", "accepted_deferred", "special_procedure",
)  # fmt: skip
ENDINGS = (
    "not_required", "acceptance_refused", "deemed_withdrawn", "withdrawn", "acceptance_revoked", "denied",
    "terminated", "completed",
)  # fmt: skip
VOIDED = "voided"
"""No ending of the law: the counter takes back what should never have been taken in."""
STATUSES = (NEW, *OPEN, *ENDINGS, VOIDED)

COUNTER = {"clerk": "hall", "team_leader": "hall", "reviewer": "dept"}
LEADER = {"team_leader": "hall", "reviewer": "dept"}
FRONT = {"clerk": "hall", "team_leader": "hall"}


@dataclass(frozen=True)
class Row:
    """One sentence: the action, the fact it makes, from where to where, by whom, and under which conditions."""

    sentence: str
    action: str
    fact: str
    sources: tuple[str, ...]
    target: str | None
    roles: dict[str, str]
    guards: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    basis: str = ""
    final: bool = False
    automatic: bool = False
    types: tuple[ItemType, ...] = ()


LAW = (
    Row("The centre takes in, in its own name, and hands over a receipt (Zhejiang 5(2))",
        "take_in", "TakenIn", (NEW,), "taken_in", {**COUNTER, "project_agent": "own"},
        guards=("roster_sound",), papers=("intake_receipt",), basis="zhejiang_5_2"),
    Row("Who must wait for another organ is held, not accepted (Zhejiang 5(3))",
        "hold_for_predecessor", "HeldForPredecessor", (NEW,), "waiting_predecessor", {},
        basis="zhejiang_5_3", automatic=True),
    Row("The later organ begins when the earlier one has finished (Zhejiang 5(3))",
        "start_member", "MemberStarted", ("waiting_predecessor",), "taken_in", {},
        guards=("predecessors_completed",), basis="zhejiang_5_3", automatic=True),
    Row("An error that can be mended on the spot is mended on the spot (art. 32(3))",
        "correct_on_the_spot", "CorrectedOnTheSpot", ("taken_in",), None, COUNTER,
        requires=("what",), basis="licensing_law_32_3"),
    Row("What is missing is told once, in time, whole, with a deadline (art. 32(4), Zhejiang 11(3))",
        "request_correction", "CorrectionRequested", ("taken_in",), "correction_pending", COUNTER,
        guards=("something_missing", "telling_in_time", "told_once", "deadline_in_future"), requires=("due",),
        papers=("correction_notice",), basis="zhejiang_11_3", final=True),
    Row("What was asked for comes in against a receipt (art. 32(5))",
        "receive_supplement", "SupplementReceived", ("correction_pending",), "taken_in", COUNTER,
        papers=("supplement_receipt",), basis="licensing_law_32_5"),
    Row("A complete application is accepted, by the organ or its delegate (art. 32(5), Zhejiang 5(2))",
        "accept", "Accepted", ("taken_in",), "accepted", COUNTER,
        guards=("organ_or_delegated", "seal_named_on_visit", "nothing_missing"), papers=("acceptance_notice",),
        basis="licensing_law_32_5", final=True),
    Row("Only what the guide lists may come later, told with its deadline (Zhejiang 11(2))",
        "defer", "AcceptedWithDeferral", ("taken_in",), "accepted_deferred", COUNTER,
        guards=("organ_or_delegated", "seal_named_on_visit", "only_listed_deferred", "deadline_in_future"),
        requires=("due",), papers=("deferred_acceptance_notice",), basis="zhejiang_11_2", final=True),
    Row("A part of the deferred materials is received and the gap stays open (Zhejiang 11(2))",
        "receive_deferred", "DeferredMaterialsReceived", ("accepted_deferred",), None, COUNTER,
        papers=("supplement_receipt",), basis="zhejiang_11_2"),
    Row("The gap is closed when nothing is missing any more (Zhejiang 11(2))",
        "close_deferral", "DeferralClosed", ("accepted_deferred",), "accepted", COUNTER,
        guards=("nothing_missing",), papers=("supplement_receipt",), basis="zhejiang_11_2"),
    Row("A licence nobody told about in five days counts as accepted (art. 32(4))",
        "deem_accepted", "DeemedAccepted", ("taken_in",), "accepted", {},
        basis="licensing_law_32_4", automatic=True, types=(ItemType.LICENCE,)),
    Row("A refusal to accept states a lawful ground, reasons, and the right organ (art. 32(2))",
        "refuse_acceptance", "AcceptanceRefused", ("taken_in", "correction_pending"), "acceptance_refused", COUNTER,
        guards=("organ_or_delegated", "seal_named_on_visit", "lawful_ground", "names_right_organ"),
        requires=("ground", "reasons"), papers=("refusal_notice",), basis="licensing_law_32_2", final=True),
    Row("Who needs no licence is told so at once (art. 32(1))",
        "declare_not_required", "NotRequiredTold", ("taken_in",), "not_required", COUNTER,
        guards=("organ_or_delegated", "seal_named_on_visit"), requires=("reasons",), papers=("not_required_notice",),
        basis="licensing_law_32_1", final=True),
    Row("Not corrected in time counts as withdrawn, and a person says so (Zhejiang 11(3))",
        "deem_withdrawn", "DeemedWithdrawn", ("correction_pending",), "deemed_withdrawn", COUNTER,
        guards=("deadline_passed",), papers=("deemed_withdrawal_notice",), basis="zhejiang_11_3", final=True),
    Row("Deferred and late, or still wrong: the acceptance is revoked with reasons (Zhejiang 11(2))",
        "revoke_acceptance", "AcceptanceRevoked", ("accepted_deferred",), "acceptance_revoked", LEADER,
        guards=("organ_or_delegated", "deadline_passed_or_still_wrong"), requires=("reasons",),
        papers=("acceptance_revocation",), basis="zhejiang_11_2", final=True),
    Row("The applicant may withdraw in writing until the decision",
        "withdraw", "Withdrawn", OPEN, "withdrawn", COUNTER,
        guards=("request_signed",), basis="applicant_may_withdraw", final=True),
    Row("A case that has become pointless is ended with reasons",
        "terminate", "Terminated", OPEN, "terminated", LEADER,
        requires=("reasons",), basis="termination", final=True),
    Row("Only the procedures of art. 45 stop the clock, told with reason, end and approver",
        "start_special_procedure", "SpecialProcedureStarted", ("accepted",), "special_procedure", LEADER,
        guards=("approver_named", "lawful_procedure", "expected_end_ahead"),
        requires=("procedure", "reason", "expected_end", "approver"), papers=("special_procedure_notice",),
        basis="licensing_law_45", final=True),
    Row("When the special procedure ends the clock goes on (art. 45)",
        "end_special_procedure", "SpecialProcedureEnded", ("special_procedure",), "accepted", COUNTER,
        basis="licensing_law_45"),
    Row("A running limit is extended once, within the law, with reason and approver (art. 42)",
        "extend", "Extended", ("accepted",), None, LEADER,
        guards=("approver_named", "still_in_time", "extension_lawful"), requires=("days", "reason", "approver"),
        papers=("extension_notice",), basis="licensing_law_42", final=True),
    Row("The organ reviews; what the counter enters for it names the officer (art. 34)",
        "review", "Reviewed", ("accepted", "accepted_deferred", "special_procedure"), None, COUNTER,
        guards=("officer_named",), requires=("opinion",), basis="licensing_law_34"),
    Row("Nothing is granted before the gap is closed or while the clock stands (art. 38, Zhejiang 11(2))",
        "grant", "Granted", ("accepted",), "completed", COUNTER,
        guards=("officer_named",), papers=("completion_notice",), basis="licensing_law_38", final=True),
    Row("A denial states its reasons (art. 38)",
        "deny", "Denied", ("accepted", "accepted_deferred"), "denied", COUNTER,
        guards=("officer_named",), requires=("reasons",), papers=("completion_notice",), basis="licensing_law_38",
        final=True),
    Row("Results are delivered and refusals are served, each once, with proof (art. 44)",
        "deliver_result", "ResultDelivered",
        ("completed", "denied", "acceptance_refused", "not_required", "deemed_withdrawn", "acceptance_revoked"), None,
        FRONT, guards=("known_way", "proxy_proven", "slip_or_identity", "delivered_once"), requires=("way", "receiver"),
        papers=("delivery_record",), basis="licensing_law_44"),
    Row("One rating for one case, by the applicant, at any time after the intake",
        "rate", "Rated", (*OPEN, *ENDINGS), None, FRONT,
        guards=("not_yet_rated",), requires=("grade",), basis="rating"),
    Row("What stands on the form may be mended until the decision",
        "edit_field", "FormFieldEdited", OPEN, None, COUNTER,
        requires=("field",), basis="correction_before_decision"),
    Row("People of a roster whose gaps are mended are taken in later, while the case is open",
        "receive_roster_rows", "RosterRowsReceived", OPEN, None, COUNTER,
        guards=("roster_rows_known",), requires=("rows",), papers=("batch_annex",), basis="roster_rows"),
    Row("A running case may be handed on to another hall, by the team leader, with the reason",
        "change_hall", "HallChanged", OPEN, None, {"team_leader": "hall"},
        requires=("to_hall", "reason"), basis="hall_change"),
    *(Row(**row) for row in BACK_ROOM_LAW),
    *(Row(**row) for row in HANDOVER_LAW),
    *(Row(**row) for row in COLLECTING_LAW),
    *(Row(**row) for row in REPAIRS_LAW),
)  # fmt: skip

BY_ACTION = {row.action: row for row in LAW}


@pytest.mark.parametrize("row", LAW, ids=lambda row: row.sentence)
def test_the_file_says_what_the_law_says(row: Row) -> None:
    action = WORKFLOW.actions[row.action]
    assert action.fact == row.fact
    assert set(action.sources) == set(row.sources)
    assert action.target == row.target
    assert action.roles == {role: Scope(scope) for role, scope in row.roles.items()}
    assert action.guards == row.guards
    assert action.requires == row.requires
    assert action.papers == row.papers
    assert action.basis == row.basis
    assert action.irreversible is row.final
    assert action.automatic is row.automatic
    assert action.applies_to == row.types


def test_the_file_has_no_action_and_no_status_the_law_does_not_know() -> None:
    assert set(WORKFLOW.actions) == set(BY_ACTION)
    assert set(WORKFLOW.statuses) == {*OPEN, *ENDINGS, VOIDED}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("row", LAW, ids=lambda row: row.action)
def test_every_status_meets_every_action(row: Row, status: str) -> None:
    action = WORKFLOW.action_for(row.fact, status)
    if status in row.sources:
        assert action is not None
        assert (action.action_id, action.target) == (row.action, row.target)
    else:
        assert action is None, f"{row.action} must be forbidden in {status}"


@pytest.mark.parametrize("status", STATUSES)
def test_what_may_happen_in_a_status_is_what_the_law_allows_there(status: str) -> None:
    assert {action.action_id for action in WORKFLOW.allowed(status)} == {
        row.action for row in LAW if status in row.sources
    }


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_eight_endings_are_apart_and_final(ending: str) -> None:
    assert WORKFLOW.statuses[ending].terminal
    assert [action.action_id for action in WORKFLOW.allowed(ending) if action.target is not None] == []
    assert [row.action for row in LAW if row.target == ending] != []


def test_no_two_endings_share_an_act_but_completion_is_reached_only_by_a_decision() -> None:
    reached = [row.target for row in LAW if row.target in ENDINGS]
    assert sorted(reached) == sorted(ENDINGS)


@pytest.mark.parametrize("status", OPEN)
def test_nothing_open_is_final(status: str) -> None:
    assert not WORKFLOW.statuses[status].terminal


def test_a_result_never_comes_before_the_gap_is_closed() -> None:
    """From 先予受理 no chain of acts leads to completion without closing the deferral."""
    seen, frontier = {"accepted_deferred"}, ["accepted_deferred"]
    while frontier:
        status = frontier.pop()
        for action in WORKFLOW.allowed(status):
            if action.action_id != "close_deferral" and action.target is not None and action.target not in seen:
                seen.add(action.target)
                frontier.append(action.target)
    assert "completed" not in seen


def test_nothing_is_accepted_that_was_not_taken_in() -> None:
    for row in LAW:
        if row.target in {"accepted", "accepted_deferred"}:
            assert set(row.sources) <= {"taken_in", "accepted_deferred", "special_procedure"}


CLOCKS = {
    "telling": ("licensing_law_32_4", {"TakenIn", "MemberStarted", "SupplementReceived"}, 5),
    "correction": ("zhejiang_11_3", {"CorrectionRequested"}, None),
    "decision": ("licensing_law_42", {"Accepted", "DeemedAccepted", "AcceptedWithDeferral"}, None),
    "deferral": ("zhejiang_11_2", {"AcceptedWithDeferral"}, None),
    "special_procedure": ("licensing_law_45", {"SpecialProcedureStarted"}, None),
}
STATUS_CLOCKS = {
    "taken_in": "telling",
    "correction_pending": "correction",
    "accepted": "decision",
    "accepted_deferred": "deferral",
    "special_procedure": "special_procedure",
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_clocks_start_where_the_law_says(clock: str) -> None:
    basis, starts, days = CLOCKS[clock]
    found = WORKFLOW.clocks[clock]
    assert found.basis == basis
    assert set(found.starts_on) == starts
    assert (found.limit.amount if found.limit else None) == days


def test_which_clock_runs_in_which_status() -> None:
    running = {status.status_id: status.clock for status in WORKFLOW.statuses.values() if status.clock}
    assert running == STATUS_CLOCKS


@pytest.mark.parametrize("clock", CLOCKS)
def test_whatever_leaves_a_status_for_good_stops_its_clock(clock: str) -> None:
    """Withdrawal and termination end everything; a special procedure only halts the decision's clock."""
    status = next(status for status, running in STATUS_CLOCKS.items() if running == clock)
    leaving = {
        row.fact
        for row in LAW
        if status in row.sources
        and row.target not in (None, status, "withdrawn", "terminated", VOIDED, "special_procedure")
    }
    if clock == "deferral":
        leaving.discard("Denied")  # a denial ends the case: nobody waits for materials any more
    assert leaving <= set(WORKFLOW.clocks[clock].stops_on)


@pytest.mark.parametrize("kind", ["acceptance", "consultation", "outage"])
def test_the_file_has_no_flaw(kind: str) -> None:
    assert find_flaws(workflows().workflow(kind), GUARDS) == []


@pytest.mark.parametrize("kind", ["acceptance", "consultation", "outage"])
def test_every_action_and_clock_names_its_rule_in_words(kind: str) -> None:
    workflow = workflows().workflow(kind)
    rules = [action.basis for action in workflow.actions.values()] + [clock.basis for clock in workflow.clocks.values()]
    assert [rule for rule in rules if not texts().has(f"rules.{rule}")] == []
    for action in workflow.actions.values():
        assert texts().has(f"acts.{action.action_id}"), action.action_id
    for status in workflow.statuses:
        assert texts().has(f"case.status.{status}"), status


def test_every_fact_can_be_told_in_words() -> None:
    kinds = {action.fact for kind in workflows().kinds() for action in workflows().workflow(kind).actions.values()}
    assert sorted(kind for kind in kinds | KEPT_KINDS if not texts().has(f"case.fact.{kind}")) == []


def test_every_guard_is_used_by_the_law_or_by_an_act_of_its_own() -> None:
    used = {guard for row in LAW for guard in row.guards}
    others = [workflows().workflow(kind) for kind in workflows().kinds() if kind != WORKFLOW.kind]
    used |= {guard for workflow in others for action in workflow.actions.values() for guard in action.guards}
    assert set(GUARDS) - used == {"immediate_item"}


def test_a_consultation_is_answered_called_back_or_closed() -> None:
    workflow = workflows().workflow("consultation")
    table = {
        (status, action.action_id): action.target
        for status in (NEW, *workflow.statuses)
        for action in workflow.allowed(status)
    }
    assert table == {
        (NEW, "consult"): "answered",
        ("answered", "issue_consultation_notice"): None,
        ("answered", "promise_call_back"): "call_back_due",
        ("answered", "close_consultation"): "closed",
        ("call_back_due", "issue_consultation_notice"): None,
        ("call_back_due", "call_back"): "closed",
    }
