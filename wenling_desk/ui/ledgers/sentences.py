"""What is said about a ledger: refusals with its own labels, the names of its papers. No Qt here."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger import Ledger
from wenling_desk.texts import Texts
from wenling_desk.ui.record.paper_names import paper_name


def ledger_sentence(texts: Texts, ledger: Ledger, refusal: DeskRefusal) -> str:
    """Why something was not done. Ids of fields and statuses may be those of several ledgers: they are called as this
    one calls them."""
    values = dict(refusal.values)
    field_id, status = str(values.get("field", "")), str(values.get("status", ""))
    if field_id in ledger.fields:
        values["field"] = ledger.fields[field_id].label
    if status in ledger.statuses:
        values["status"] = ledger.statuses[status]
    return texts.sentence(DeskRefusal(refusal.code, **values))


def ledger_paper_name(texts: Texts, kind: str) -> str:
    """What a paper is called; one whose title names its entry is called by the rest of it."""
    key = next((key for key in (f"case.paper.{kind}", f"papers.{kind}.title") if texts.has(key)), "")
    if not key:
        return paper_name(texts, kind)
    return texts(key, **dict.fromkeys(texts.placeholders(key), "")).strip(" ：:·-")
