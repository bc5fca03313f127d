"""撤回: the request is signed first, and the list says what goes back, what stays, and why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.counter_acts import accepted, taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE, SHOP, SIGN, law_catalogue
from tests.use_cases.test_repairs import handed_over, refused
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper, VoidPaper


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def rows(counter: Counter, record_id: str, name: str) -> Any:
    return counter.said(record_id, "material_return_list").values[name]


def test_a_request_brought_along_is_filed_and_the_list_is_printed(counter: Counter) -> None:
    record_id = accepted(counter)
    changes = counter.do(WithdrawApplication, record_id=record_id, request_received=True, returned=("m_main",))
    assert counter.paper_kinds(record_id)[-2:] == ["withdrawal_request", "material_return_list"]
    assert len(changes.to_print) == 2
    assert [row["id"] for row in rows(counter, record_id, "returned")] == ["m_main"]
    kept = rows(counter, record_id, "kept")
    assert "m_main" not in {row["id"] for row in kept}
    assert {row["why"] for row in kept} == {"暂存窗口，可以随时领回"}
    assert not rows(counter, record_id, "at_department")


def test_a_request_printed_here_is_signed_and_used_once(counter: Counter) -> None:
    record_id = accepted(counter)
    made = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="withdrawal_request", reason="另行选址")
    assert counter.press.content(made.number).values["withdrawal"] == {"reason": "另行选址"}
    counter.do(WithdrawApplication, record_id=record_id, request_received=True)
    assert counter.paper_kinds(record_id).count("withdrawal_request") == 1
    signed = [fact.body["number"] for fact in counter.facts(record_id) if fact.kind == "ApplicantPaperSigned"]
    assert signed == [made.number]


def test_one_marked_as_signed_is_not_marked_again_and_a_void_one_does_not_count(counter: Counter) -> None:
    record_id = accepted(counter)
    wrong = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="withdrawal_request", reason="x").number
    counter.do(VoidPaper, number=wrong, reason="错", collected=True)
    made = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="withdrawal_request", reason="y").number
    counter.do(MarkApplicantPaper, number=made, state="signed")
    counter.do(WithdrawApplication, record_id=record_id, request_received=True)
    assert counter.kinds(record_id).count("ApplicantPaperSigned") == 1


def test_what_a_department_has_comes_back_with_the_department(counter: Counter) -> None:
    record_id = accepted(counter)
    handed_over(counter, record_id)
    values: dict[str, Any] = {"record_id": record_id, "request_received": True}
    assert refused(counter, WithdrawApplication, **values, returned=("m_main",)) == "material_at_department"
    counter.do(WithdrawApplication, **values)
    assert rows(counter, record_id, "at_department")
    assert {row["why"] for row in rows(counter, record_id, "kept")} == {"已移交温岭市市场监督管理局，待部门退回"}
    assert rows(counter, record_id, "returned") == []


def test_what_another_item_needs_stays_for_it(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.do(WithdrawApplication, record_id=record_id, members=(SIGN,), request_received=True)
    whys = {row["why"] for row in rows(counter, record_id, "kept")}
    assert any("还在办理的事项要用" in why for why in whys) or not whys
    assert counter.statuses(record_id)[LICENCE] == "taken_in"
