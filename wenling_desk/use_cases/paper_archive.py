"""Cover and list of a volume (卷宗封面, 卷内目录)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.archive import WantedMaterial
from wenling_desk.domain.archive_rules import SCAN
from wenling_desk.use_cases.archive_volume import Leaf, Volume, closed_on
from wenling_desk.use_cases.paper_context import CENTRE_PAPERS, SIGNED_BY_APPLICANT, PaperContext
from wenling_desk.use_cases.paper_materials import Row
from wenling_desk.use_cases.wording import day_words, moment_words


def volume_values(context: PaperContext, case: CaseView, extra: Mapping[str, Any]) -> dict[str, Any]:
    """What cover and list say; ``extra`` holds the volume and its leaves."""
    volume, leaves = cast(Volume, extra["volume"]), cast("Sequence[Leaf]", extra["leaves"])
    words, closed = context.words, closed_on(case)
    organs = dict.fromkeys(member.department_key for member in case.members)
    return {
        "volume": {
            "number": volume.archive_number,
            "title": str(extra["title"]),
            "organs": words("case.joined").join(context.catalogue.get_department(key).name for key in organs),
            "outcome": _outcome(context, case),
            "received_date": day_words(words, case.received_at.date()),
            "closed_date": day_words(words, date.fromisoformat(closed)) if closed else "",
            "documents": words("papers.volume_cover.count", count=len(leaves)),
            "pages": words("papers.volume_cover.pages", count=sum(leaf.pages for leaf in leaves)),
            "on_paper": words("papers.volume_cover.on_paper", count=len(volume.on_paper)) if volume.on_paper else "",
            "version": words("papers.volume_cover.version", version=volume.version),
            "scheme": volume.rules.scheme,
            "archived_at": moment_words(words, context.now),
            "archivist": context.session.clerk_name,
        },
        "contents": [
            *(_leaf_row(context, case, leaf) for leaf in leaves),
            *(_sheet_row(context, case, len(leaves) + no, each) for no, each in enumerate(volume.on_paper, 1)),
        ],
    }


def _outcome(context: PaperContext, case: CaseView) -> str:
    """How it ended: one word, or one for each member."""
    words = context.words
    if len(case.members) == 1:
        return words(f"case.status.{case.members[0].status}")
    told = [
        words("papers.volume_cover.outcome", item=member.name, status=words(f"case.status.{member.status}"))
        for member in case.members
    ]
    return words("papers.volume_cover.outcomes").join(told)


def _leaf_row(context: PaperContext, case: CaseView, leaf: Leaf) -> Row:
    document = leaf.document
    key = "papers.volume_index.page" if leaf.pages == 1 else "papers.volume_index.page_range"
    return {
        "no": str(leaf.no),
        "title": leaf.title,
        "number": document.number if document.kind != SCAN else "",
        "by": _author(context, case, leaf),
        "date": document.at.date().isoformat(),
        "pages": context.words(key, first=leaf.first, last=leaf.last),
        "note": context.words("papers.volume_index.voided") if document.voided else "",
    }


def _author(context: PaperContext, case: CaseView, leaf: Leaf) -> str:
    """Who answers for a document (责任者)."""
    document, applicant = leaf.document, case.sheet.applicant
    if document.kind in CENTRE_PAPERS:
        return context.catalogue.centre.name
    if document.kind in SIGNED_BY_APPLICANT or document.kind == SCAN:
        return applicant.name if applicant is not None else ""
    members = [member for member in case.members if member.code in document.members] or list(case.members)
    return context.catalogue.get_department(members[0].department_key).name


def _sheet_row(context: PaperContext, case: CaseView, no: int, kept: WantedMaterial) -> Row:
    applicant = case.sheet.applicant
    pages = kept.entry.pages
    return {
        "no": str(no),
        "title": kept.material.name,
        "number": "",
        "by": applicant.name if applicant is not None else "",
        "date": "",
        "pages": context.words("papers.volume_index.sheets", count=pages) if pages is not None else "",
        "note": context.words("papers.volume_index.on_paper"),
    }
