"""What a list of papers for a department says (交接清单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.ports import Words
from wenling_desk.use_cases.wording import day_words, moment_words

AGAIN: Final[Mapping[str, str]] = {"supplement": "papers.again.supplement", "returned": "papers.again.returned"}
_SHORT: Final = 2
"""Parts of a paper number on its first line in a narrow column: region and year."""


def handover_values(context: PaperContext, _extra: Mapping[str, Any]) -> dict[str, Any]:
    """The department, each case with its papers, and who stands in there."""
    words = context.words
    if context.record is None:
        return {}
    made = context.record.beginning
    body = made.body
    rows = list(body["rows"])
    department = context.catalogue.departments.get(str(body["department_key"]))
    originals = sum(int(row["originals"]) for row in rows)
    return {
        "list": {
            "department": department.name if department is not None else str(body["department_key"]),
            "made_at": moment_words(words, made.at),
            "amount": words("papers.amount.cases", count=len(rows), originals=originals),
            "stand_in": words("papers.amount.joined").join(_stand_in(words, each) for each in body["stand_ins"]),
        },
        "handed": [_row(words, row) for row in rows],
    }


def _stand_in(words: Words, plain: Mapping[str, str]) -> str:
    first, last = (day_words(words, date.fromisoformat(plain[key])) for key in ("from", "to"))
    days = first if first == last else words("papers.again.days", first=first, last=last)
    return words("papers.again.stand_in", name=plain["name"], days=days, stand_in=plain["stand_in_name"])


def _row(words: Words, row: Mapping[str, Any]) -> dict[str, str]:
    number = str(row["number"])
    why = words("papers.again.why", why=row["why"]) if row.get("why") else ""
    again = words(AGAIN[row["again"]]) if row["again"] in AGAIN else ""
    return {
        "no": str(row["no"]),
        "number": number,
        "short_number": _two_lines(number),
        "applicant": str(row["applicant"]),
        "item": str(row["item"]),
        "whose": "\n".join(part for part in (str(row["item"]), str(row["applicant"])) if part),
        "papers": _papers(words, row["papers"]),
        "originals": str(row["originals"] or ""),
        "remark": words("papers.amount.joined").join(part for part in (why or again,) if part),
    }


def _two_lines(number: str) -> str:
    parts = number.split("-")
    return "-".join(parts[:_SHORT]) + "-\n" + "-".join(parts[_SHORT:]) if len(parts) > _SHORT else number


def _papers(words: Words, papers: Sequence[Mapping[str, Any]]) -> str:
    """Originals first, then copies; how many only where there is more than one."""
    said = []
    for form in ("original", "copy"):
        names = [_name(words, paper) for paper in papers if paper["form"] == form]
        if names:
            said.append(words(f"papers.amount.{form}", names=words("case.joined").join(names)))
    return words("papers.amount.joined").join(said) or words("papers.amount.no_paper")


def _name(words: Words, paper: Mapping[str, Any]) -> str:
    name, copies = str(paper["name"]), int(paper["copies"])
    return words("papers.amount.several", name=name, copies=copies) if copies > 1 else name
