"""Every "no" owes a report: the one that is named, or the oldest of its kind in the case."""

from __future__ import annotations

from datetime import timedelta

from tests.support.fakes import MORNING
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.refusals import unreported


def fact(name: str, what: str, record_id: str = "r1", minutes: int = 0, **body: object) -> Fact:
    at = MORNING + timedelta(minutes=minutes)
    return Fact(name, "acceptance", record_id, what, at, "0101", "clerk", "A03", "d", f"c-{name}", "1", (), body)


def owed(nos: list[Fact], reports: list[Fact]) -> list[str]:
    return [each.fact_id for each in unreported(nos, reports, NUMBERS)]


NUMBERS = {"r1": "N-1", "r2": "N-2"}
NO = fact("n1", "AcceptanceRefused")
LATER = fact("n2", "AcceptanceRefused", minutes=5)


def test_a_no_is_owed_until_its_report() -> None:
    assert owed([LATER, NO], []) == ["n1", "n2"]
    assert owed([NO, LATER], [fact("x", "RefusalReported", "e1", refusal_fact="n1")]) == ["n2"]


def test_a_report_written_by_hand_answers_one_no_of_its_kind_in_the_case() -> None:
    by_hand = fact("x", "RefusalReported", "e1", case="N-1", kind="acceptance_refused")
    assert owed([NO, LATER], [by_hand]) == ["n2"]
    assert owed([NO], [fact("x", "RefusalReported", "e1", case="N-1", kind="denied")]) == ["n1"]
    assert owed([NO], [fact("x", "RefusalReported", "e1", case="N-2", kind="acceptance_refused")]) == ["n1"]


def test_a_report_of_something_else_answers_nothing() -> None:
    turned_away = fact("x", "RefusalReported", "e1", kind="turned_away")
    assert owed([NO], [turned_away]) == ["n1"]
    assert [each.kind for each in unreported([fact("n3", "Denied"), fact("n4", "NotRequiredTold")], [], {})] == [
        "denied", "not_required",
    ]  # fmt: skip
