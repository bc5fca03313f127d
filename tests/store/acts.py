"""Whole commands on a store, as the use cases do them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.store_samples import TODAY, errand, fact, head, look, paper, pdf
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.store.unit_of_work import SqlUnitOfWork
from wenling_desk.use_cases.ports import ErrandQuery, WorkQuery


def fill(unit: SqlUnitOfWork, number: int, body: dict[str, Any] | None = None, content: bytes | None = None) -> str:
    """Gather one case with its paper; the paper's number."""
    record, command = f"case-{number}", f"command-{number}"
    serial = unit.next_serial()
    paper_number = f"331081-26-{unit._workshop.identity.desk_code}-{serial:06d}-A"
    content = pdf(record) if content is None else content
    kinds = ("TakenIn", "Accepted", "PaperIssued")
    unit.append([fact(number * 10 + step, record, command, kind, body) for step, kind in enumerate(kinds)])
    unit.add_look(look(record))
    unit.add_paper(paper(paper_number, content, record_id=record), content)
    unit.save_heads(record, [head(record, number=paper_number)])
    unit.count(TODAY, "lin.ke", {"received": 1})
    return paper_number


def accept(store: SqlStore, number: int, body: dict[str, Any] | None = None) -> str:
    """Accept the ``number``-th case; its paper number."""
    with store.unit_of_work() as unit:
        paper_number = fill(unit, number, body)
        unit.commit()
    return paper_number


def hand_over(store: SqlStore, number: int, cases: Sequence[int]) -> str:
    """The papers of these cases go on one list: a record with a paper, and a fact and an errand on each case, in one
    database transaction and each an op of its own. The list's number."""
    record, command = f"list-{number}", f"list-command-{number}"
    with store.unit_of_work() as unit:
        paper_number = f"331081-26-{unit._workshop.identity.desk_code}-{unit.next_serial():06d}-A"
        content = pdf(record)
        body = {"rows": [{"record_id": f"case-{case}"} for case in cases], "number": paper_number}
        unit.append([fact(number * 10 + 5, record, command, "ListMade", body)])
        unit.append([fact(number * 10 + 6, record, command, "PaperIssued", {"number": paper_number})])
        unit.add_paper(paper(paper_number, content, record_id=record, kind="handover_list"), content)
        unit.save_heads(record, [head(record, member="", number=paper_number, status="list_unsigned")])
        for place, case in enumerate(cases, 1):
            given = {"list": record, "number": paper_number}
            unit.append([fact(case * 10 + 7, f"case-{case}", f"{command}-h{place}", "HandedOver", given)])
            unit.save_errands(f"case-{case}", [errand(f"case-{case}", "unsigned", record, number=paper_number)])
        unit.count(TODAY, "lin.ke", {"lists": 1})
        unit.commit()
    return paper_number


def torn_lists(store: SqlStore) -> str:
    """What is wrong with the lists on a desk and the cases on them; empty where each is there whole or not at all."""
    with store.reading() as reading:
        rows = reading.worklist(WorkQuery(limit=1_000)).rows
        facts = {row.record_id: reading.facts_of(row.record_id) for row in rows}
        waiting = {row.errand.record_id: row.errand for row in reading.errands(ErrandQuery(limit=1_000)).rows}
    numbers = {row.record_id: row.number for row in rows}
    given = {record: fact.body for record, found in facts.items() for fact in found if fact.kind == "HandedOver"}
    on_lists: dict[str, str] = {}
    for record, found in facts.items():
        if not record.startswith("list-"):
            continue
        if [fact.kind for fact in found] != ["ListMade", "PaperIssued"]:
            return f"{record} is not whole"
        on_lists |= {row["record_id"]: record for row in found[0].body["rows"]}
    if on_lists != {record: body["list"] for record, body in given.items()}:
        return f"lists name {sorted(on_lists)}, {sorted(given)} were handed over"
    if on_lists != {record: errand.key for record, errand in waiting.items()}:
        return f"lists name {sorted(on_lists)}, {sorted(waiting)} wait to be signed for"
    for record, body in given.items():
        if {body["number"], waiting[record].number} != {numbers[on_lists[record]]}:
            return f"{record} says another number than its list"
    return ""
