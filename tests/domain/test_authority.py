"""Who may do what: denied unless the table has a row; the role used is the one that allows it."""

from __future__ import annotations

from itertools import product

import pytest

from tests.support.fakes import CLERK, EVERYTHING, LEADER, REVIEWER, workflows
from wenling_desk import resources
from wenling_desk.catalogue.workflow_files import read_authority
from wenling_desk.domain.authority import Authority, Role, Session, missing_rows, role_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.workflow import Scope
from wenling_desk.use_cases.dispatch import ENTRIES

AUTHORITY = read_authority(resources.path("authority.yaml"), workflows())
NEEDED = sorted({need for entry in ENTRIES.values() for need in entry.needs})

C, T, R, P, A = Role.CLERK, Role.TEAM_LEADER, Role.REVIEWER, Role.PROJECT_AGENT, Role.AUDITOR
MATRIX: dict[str, set[Role]] = {
    "save_draft": {C, T, P},
    "discard_draft": {C, T, P},
    "take_in": {C, T, R, P},
    "accept": {C, T, R},
    "request_correction": {C, T, R},
    "defer": {C, T, R},
    "refuse_acceptance": {C, T, R},
    "declare_not_required": {C, T, R},
    "grant": {C, T, R},
    "deny": {C, T, R},
    "deliver_result": {C, T},
    "receive_supplement": {C, T, R},
    "deem_withdrawn": {C, T, R},
    "withdraw": {C, T, R},
    "revoke_acceptance": {T, R},
    "terminate": {T, R},
    "start_special_procedure": {T, R},
    "end_special_procedure": {C, T, R},
    "extend": {T, R},
    "review": {C, T, R},
    "advise_correction": {C, T, R},
    "explain_delay": {C, T, R},
    "import_results": {C, T},
    "rate": {C, T},
    "issue_collection_notice": {C, T},
    "shelve_result": {C, T},
    "move_result": {C, T},
    "send_result": {C, T},
    "result_came_back": {C, T},
    "notify_applicant": {C, T},
    "edit_field": {C, T, R},
    "correct_on_the_spot": {C, T, R},
    "record_official_number": {C, T},
    "consult": {C, T, P},
    "close_consultation": {C, T, P},
    "report_printed": {C, T, R, P},
    "reprint_paper": {C, T, R},
    "void_paper": {C, T},
    "amend_paper": {C, T},
    "void_case": {C, T},
    "notify_fee": {C, T, R},
    "record_payment": {C, T, R},
    "refund_fee": {C, T, R},
    "cancel_fee": {C, T, R},
    "leave_half_way": {C, T, P},
    "give_materials_back": {C, T, P},
    "make_applicant_paper": {C, T, P},
    "archive_case": {C, T},
    "take_out_archive": {C, T},
    "mark_applicant_paper": {C, T, P},
    "issue_case_summary": {C, T, R},
    "look_at_person": {C, T, R, A},
    "ask_progress": {C, T, R},
    "mark_deemed_acceptance": {C, T, R},
    "begin_outage": {C, T},
    "end_outage": {C, T},
    "note_back_entry": {C, T},
    "waive_back_entry": {C, T},
    "import_platform_list": {C, T},
    "book": {C, T, P},
    "move_booking": {C, T, P},
    "arrive_booking": {C, T, P},
    "miss_booking": {C, T, P},
    "cancel_booking": {C, T, P},
    "import_past_case": {C, T},
    "receive_roster_rows": {C, T, R},
    "make_list": {C, T},
    "hand_over": {C, T},
    "sign_list": {C, T, R},
    "sign_for": {C, T, R},
    "deem_list_delivered": {C, T},
    "return_to_counter": {C, T, R},
    "note_absence": {C, T, R},
    "end_absence": {C, T, R},
    "register_seal": {C, T},
    "hand_over_seal": {C, T},
    "use_seal": {C, T},
    "retire_seal": {T},
    "issue_seal_register": {C, T},
    "open_day": {C, T},
    "hand_over_shift": {C, T},
    "name_difference": {C, T},
    "close_day": {C, T},
    "countersign_day": {C, T},
    "change_hall": {T},
    "attach_scan": {C, T, R, P},
    "settle_dispute": {T},
    "settle_conflict": {C, T, R},
    "close_month": {T},
    "issue_daily_report": {C, T},
    "export_figures": {T, A},
    "give_rating": {C, T},
    "comment_rating": {C, T},
}


def allowed(session: Session, wanted: str, **more: str) -> bool:
    try:
        role_for(session, wanted, AUTHORITY, **more)  # type: ignore[arg-type]
    except DeskRefusal:
        return False
    return True


def test_every_command_has_a_row() -> None:
    assert missing_rows(NEEDED, AUTHORITY) == []
    assert all(entry.needs or entry.by_action for entry in ENTRIES.values())


def test_a_command_without_a_row_is_found() -> None:
    assert missing_rows(["accept", "fly"], AUTHORITY) == ["fly"]


def test_the_matrix_names_every_right_a_command_needs() -> None:
    assert sorted(MATRIX) == NEEDED


@pytest.mark.parametrize(("wanted", "role"), list(product(NEEDED, Role)))
def test_each_role_and_each_command(wanted: str, role: Role) -> None:
    assert allowed(Session("1", "x", (role,)), wanted) is (role in MATRIX[wanted])


@pytest.mark.parametrize("role", Role)
def test_rights_to_look_at_what_others_hold(role: Role) -> None:
    fleet = {T, A, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
    assert allowed(Session("1", "x", (role,)), "fetch_record") is (role in {C, T, R, A})
    assert allowed(Session("1", "x", (role,)), "see_fleet") is (role in fleet)
    assert allowed(Session("1", "x", (role,)), "see_cockpit") is (role in {C, T, R, A})


@pytest.mark.parametrize("role", Role)
def test_who_may_take_in_may_ask_the_other_halls_before(role: Role) -> None:
    assert allowed(Session("1", "x", (role,)), "ask_duplicates") is (role in MATRIX["take_in"])


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_administrators_handle_no_cases(role: Role) -> None:
    assert [wanted for wanted in NEEDED if allowed(Session("1", "x", (role,)), wanted)] == []


def test_denied_by_default() -> None:
    assert not allowed(EVERYTHING, "delete_everything")
    assert not allowed(Session("1", "x", ()), "save_draft")
    with pytest.raises(DeskRefusal) as refused:
        role_for(CLERK, "terminate", AUTHORITY)
    assert (refused.value.code, refused.value.values) == ("not_permitted", {"act": "terminate"})


def test_a_row_that_says_deny_denies() -> None:
    table: Authority = {"act": {Role.CLERK: Scope.DENY, Role.TEAM_LEADER: Scope.ALL}}
    assert role_for(EVERYTHING, "act", table) is Role.TEAM_LEADER
    with pytest.raises(DeskRefusal):
        role_for(CLERK, "act", table)


def test_of_several_roles_the_first_that_may_is_used() -> None:
    assert role_for(EVERYTHING, "accept", AUTHORITY) is Role.CLERK
    assert role_for(EVERYTHING, "terminate", AUTHORITY) is Role.TEAM_LEADER


def test_a_role_may_be_chosen_but_only_one_that_is_held() -> None:
    assert role_for(EVERYTHING, "accept", AUTHORITY, chosen=Role.REVIEWER) is Role.REVIEWER
    for session, chosen in ((CLERK, Role.REVIEWER), (EVERYTHING, Role.AUDITOR)):
        with pytest.raises(DeskRefusal):
            role_for(session, "accept", AUTHORITY, chosen=chosen)


def test_own_reaches_only_what_is_ones_own() -> None:
    table: Authority = {"void": {Role.CLERK: Scope.OWN, Role.TEAM_LEADER: Scope.HALL}}
    assert role_for(CLERK, "void", table, owner=CLERK.clerk) is Role.CLERK
    assert role_for(LEADER, "void", table, owner=CLERK.clerk) is Role.TEAM_LEADER
    assert role_for(EVERYTHING, "void", table, owner="9999") is Role.TEAM_LEADER
    with pytest.raises(DeskRefusal, match="not_own"):
        role_for(CLERK, "void", table, owner="9999")


def test_a_department_reaches_only_its_own_items_where_it_is_known() -> None:
    table: Authority = {"grant": {Role.REVIEWER: Scope.DEPARTMENT}}
    food = Session("0202", "王科", (Role.REVIEWER,), department_key="FOOD")
    assert role_for(food, "grant", table, department_key="FOOD") is Role.REVIEWER
    assert role_for(REVIEWER, "grant", table, department_key="SIGN") is Role.REVIEWER
    with pytest.raises(DeskRefusal, match="not_your_department"):
        role_for(food, "grant", table, department_key="SIGN")


def test_the_workflows_give_rights_only_to_roles_there_are() -> None:
    for kind in workflows().kinds():
        for action in workflows().workflow(kind).actions.values():
            assert set(action.roles) <= set(Role), action.action_id
            assert Scope.DENY not in action.roles.values()
