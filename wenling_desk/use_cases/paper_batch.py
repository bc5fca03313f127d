"""批量附页: who stands on the roster of an application, who was taken in, and what the others still need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.roster import RosterRow, RowFlaw, taken_in_rows
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.paper_titles import paper_title
from wenling_desk.use_cases.ports import Words

ANNEX: Final = "batch_annex"


def annex_values(
    context: PaperContext, case: CaseView, codes: Sequence[str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """The annex of the paper ``extra["main"]`` (number) of the kind ``extra["main_kind"]``; with ``extra["positions"]``
    only what came now and what is missing still."""
    roster = case.sheet.roster
    came = set(extra.get("positions", ()))
    shown = [row for row in roster if not came or row.position in came or not row.is_taken_in]
    return {
        "annex": {
            "main": _main(context, codes, extra),
            "told": _told(context.words, roster, len(came)),
            "gaps": any(not row.is_taken_in for row in roster),
        },
        "people": [_person(context.words, row) for row in shown],
    }


def roster_values(context: PaperContext, kind: str) -> dict[str, Any]:
    """What a paper says of the roster that is annexed to it; nothing where the application has none."""
    sheet = context.sheet
    if sheet is None or not sheet.roster or kind == ANNEX:
        return {}
    return {"roster": {"told": _told(context.words, sheet.roster, 0)}}


def flaw_words(words: Words, flaws: Iterable[RowFlaw]) -> str:
    """What is wrong with a row, in one line."""
    return words("batch.flaw_joint").join(words(f"batch.flaw.{flaw.code}", label=flaw.label) for flaw in flaws)


def _main(context: PaperContext, codes: Sequence[str], extra: Mapping[str, Any]) -> str:
    kind = str(extra["main_kind"])
    title = paper_title(context.words, kind, context.catalogue.get_item(codes[0]).item_type)
    number = str(extra.get("main", "")) or context.number
    return context.words("papers.roster.main", title=title, number=number)


def _told(words: Words, roster: tuple[RosterRow, ...], came: int) -> str:
    total, taken = len(roster), len(taken_in_rows(roster))
    if taken == total:
        told = words("papers.roster.told_all", total=total)
    else:
        told = words("papers.roster.told", total=total, taken=taken, gaps=total - taken)
    return words("batch.joint").join([words("papers.roster.came", came=came), told]) if came else told


def _person(words: Words, row: RosterRow) -> dict[str, str]:
    return {
        "no": str(row.position),
        "name": row.name or words("papers.roster.no_name"),
        "number": row.masked_number,
        "state": words(f"papers.roster.{row.state}"),
        "missing": "" if row.is_taken_in else flaw_words(words, row.gaps),
    }
