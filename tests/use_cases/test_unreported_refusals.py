"""Every "no" told at a counter owes a report; the report is filled in from the case and settles it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.find_unreported_refusals import OwedRow, find_unreported_refusals, report_refusal
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance

SINCE = date(2026, 11, 1)


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def owed(counter: Counter, since: date = SINCE) -> list[OwedRow]:
    with counter.store.reading() as reading:
        return list(find_unreported_refusals(counter.desk, reading, since))


def refused(counter: Counter) -> str:
    record_id = taken_in(counter, LICENCE)
    counter.do(RefuseAcceptance, record_id=record_id, ground="not_lawful", reasons=("场所在禁止区域内",))
    return record_id


def test_a_refusal_is_owed_a_report(counter: Counter) -> None:
    record_id = refused(counter)
    later = taken_in(counter)
    counter.later(minutes=5)
    counter.do(DeclareNotRequired, record_id=later, reasons=("不用办",))
    rows = owed(counter)
    assert [(row.owed.record_id, row.owed.kind) for row in rows] == [
        (record_id, "acceptance_refused"), (later, "not_required"),
    ]  # fmt: skip
    assert rows[0].number == counter.papers(record_id)[0].number
    assert "*" in rows[0].applicant


def test_the_report_says_what_the_case_says_and_settles_it(counter: Counter) -> None:
    record_id = refused(counter)
    (row,) = owed(counter)
    with counter.store.reading() as reading:
        command = report_refusal(counter.desk, reading, row.owed, "不在准入清单", "告诉他换到示例街的店面就能办")
    changes = counter.dispatcher.dispatch(command)
    body = counter.facts(changes.record_id)[0].body
    notice = [paper.number for paper in counter.papers(record_id) if paper.kind == "refusal_notice"]
    assert body["refusal_fact"] == row.owed.fact_id
    assert (body["item"], body["kind"], [body["paper_number"]]) == (LICENCE, "acceptance_refused", notice)
    assert (body["words"], body["case"]) == ("场所在禁止区域内", row.number)
    assert owed(counter) == []


def test_nothing_older_than_asked_for(counter: Counter) -> None:
    refused(counter)
    assert owed(counter, date(2026, 11, 4)) == []


def test_an_acceptance_owes_nothing(counter: Counter) -> None:
    taken_in(counter)
    assert owed(counter) == []


def test_a_report_written_by_hand_names_the_number_of_the_case(counter: Counter) -> None:
    record_id = refused(counter)
    values = {
        "what_refused": "不予受理", "kind": "acceptance_refused", "case": counter.papers(record_id)[0].number,
        "words": "不能办", "basis": "不在清单", "instead": "换个地方",
    }  # fmt: skip
    counter.do(ActInLedger, kind="refusal_report", action="report_refusal", values=values)
    assert owed(counter) == []
