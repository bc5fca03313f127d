"""Whole commands on a store, as the use cases do them."""

from __future__ import annotations

from typing import Any

from tests.support.store_samples import TODAY, fact, head, look, paper, pdf
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.store.unit_of_work import SqlUnitOfWork


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
