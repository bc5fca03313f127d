"""否定报备: the "no"s of the counters that still owe a report, and the report filled in from the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.record import KEPT_KINDS, fold
from wenling_desk.domain.refusals import NOS, REPORTED, OwedReport, unreported
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.record_book import RecordBook

REFUSAL_REPORT: Final = "refusal_report"
PAGE: Final = 500
LONGEST_WORDS: Final = 300
LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A "no" without a report beside what the list shows of its case; ``applicant`` is masked."""

    owed: OwedReport
    number: str
    item_name: str
    applicant: str


def find_unreported_refusals(desk: Desk, reading: Reading, since: date) -> tuple[OwedRow, ...]:
    """Every "no" told since that day that nobody reported, oldest first; none that was taken back or is not in the
    table."""
    nos = [
        fact
        for fact in _facts(reading, tuple(NOS))
        if fact.record_kind == ACCEPTANCE and fact.at.date() >= since and _stands(desk, reading, fact)
    ]
    numbers = {record_id: first_number(reading.facts_of(record_id)) for record_id in {fact.record_id for fact in nos}}
    owed = unreported(nos, _facts(reading, (REPORTED,)), numbers)
    return tuple(_row(desk, reading, each) for each in owed)


def report_values(desk: Desk, reading: Reading, owed: OwedReport) -> dict[str, Any]:
    """What a report says of the case by itself; the rule it rests on and the way out that was offered are the clerk's
    to write. Refuses with ``no_such_record``."""
    book = RecordBook(desk, reading)
    book.open(owed.record_id)
    case = book.case
    fact = next(each for each in book.facts if each.fact_id == owed.fact_id)
    members = [member for member in case.members if not owed.members or member.code in owed.members]
    reasons = _texts(fact.body.get("reasons"))
    paper = next((each for each in book.facts if _is_paper_of(each, fact)), None)
    applicant = case.sheet.applicant
    what = desk.words("oversight.refusal_of", item=members[0].name, kind=_kind_word(desk, owed.kind))
    values: dict[str, Any] = {
        "what_refused": what[:LONGEST_TITLE],
        "kind": owed.kind,
        "case": first_number(book.facts),
        "refusal_fact": owed.fact_id,
        "item": members[0].code,
        "unit": members[0].department_key,
        "person": applicant.name if applicant is not None else "",
        "counter": fact.counter,
        "told_by": owed.clerk,
        "told_on": owed.at.date().isoformat(),
        "words": desk.words("oversight.and_then").join(reasons)[:LONGEST_WORDS],
        "paper_number": str(paper.body["number"]) if paper is not None else "",
    }
    return {name: value for name, value in values.items() if value}


def report_refusal(desk: Desk, reading: Reading, owed: OwedReport, basis: str, instead: str) -> ActInLedger:
    """The act that reports it."""
    values = {**report_values(desk, reading, owed), "basis": basis, "instead": instead}
    return ActInLedger(command_id=desk.ids.new_id(), kind=REFUSAL_REPORT, action="report_refusal", values=values)


def _facts(reading: Reading, kinds: Sequence[str]) -> Iterator[Fact]:
    after = ""
    while page := reading.facts_of_kinds(kinds, after, PAGE):
        yield from page
        after = page[-1].fact_id


def _stands(desk: Desk, reading: Reading, fact: Fact) -> bool:
    facts = reading.facts_of(fact.record_id)
    if not facts:
        return False
    record = fold(facts, desk.workflows.workflow(ACCEPTANCE))
    return fact.fact_id not in record.out_of_table and any(each.fact_id == fact.fact_id for each in record.facts)


def _is_paper_of(each: Fact, fact: Fact) -> bool:
    return each.kind in KEPT_KINDS and each.kind == "PaperIssued" and each.command_id == fact.command_id


def _kind_word(desk: Desk, kind: str) -> str:
    return str(desk.ledgers.ledger(REFUSAL_REPORT).fields["kind"].choices.get(kind, kind))


def _texts(plain: object) -> list[str]:
    if isinstance(plain, str):
        return [plain] if plain.strip() else []
    return [str(each) for each in plain] if isinstance(plain, (list, tuple)) else []


def _row(desk: Desk, reading: Reading, owed: OwedReport) -> OwedRow:
    book = RecordBook(desk, reading)
    book.open(owed.record_id)
    names = [member.name for member in book.case.members if not owed.members or member.code in owed.members]
    applicant = book.case.sheet.applicant
    return OwedRow(
        owed, first_number(book.facts), "、".join(names), applicant.masked_name if applicant is not None else ""
    )
