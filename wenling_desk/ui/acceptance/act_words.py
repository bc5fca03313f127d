"""What stands against an act, in few words, and what the strip says before one that cannot be undone. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.open_sheet import OpenSheet
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.told import tell

SHORT = frozenset({
    "not_delegated", "still_missing", "main_materials_missing", "nothing_to_defer", "nothing_to_correct",
    "applicant_missing", "nothing_to_handle", "question_unanswered", "warning_needs_reason", "not_immediate",
    "predecessor_open", "catalogue_changed", "not_allowed_now", "bundle_not_in_force", "item_not_in_force",
    "bundle_without_detail", "evidence_needed", "predecessor_left_out",
})  # fmt: skip
"""Refusals that have a short form beside the button; all others are told in full."""


def short_reason(texts: Texts, refusal: DeskRefusal | None) -> str:
    """The reason beside a button; empty where nothing stands against it."""
    if refusal is None:
        return ""
    if refusal.code in SHORT:
        return texts(f"acceptance.against.{refusal.code}", **refusal.values)
    return tell(refusal, texts).sentence


def papers_phrase(texts: Texts, papers: Sequence[RehearsedPaper]) -> str:
    """打印 3 张(受理通知书 2、收件凭证 1)."""
    counted: Counter[str] = Counter()
    for paper in papers:
        counted[paper.kind] += paper.copies
    if not counted:
        return texts("acceptance.confirm.no_paper")
    kinds = [
        texts("acceptance.confirm.kind", kind=texts(f"case.paper.{kind}"), count=count)
        for kind, count in counted.items()
    ]
    sheets = sum(paper.sheets for paper in papers)
    return texts("acceptance.confirm.papers", sheets=sheets, kinds=texts("case.joined").join(kinds))


def seals_phrase(texts: Texts, opened: OpenSheet, members: Sequence[str]) -> str:
    """加盖市监局受理专用章, each seal once; empty where the centre's own papers go out only."""
    seals = dict.fromkeys(row.seal for row in opened.view.rows if row.item.code in members and row.seal)
    return texts("acceptance.confirm.seal", seals=texts("case.joined").join(seals)) if seals else ""


def confirm_sentence(
    texts: Texts,
    act: str,
    opened: OpenSheet,
    members: Sequence[str],
    papers: Sequence[RehearsedPaper],
    extra: Mapping[str, object],
) -> str:
    """What will happen, what is printed, which seal, how much of the form was proposed, by which rule."""
    head = texts(f"acceptance.confirm.{act}", count=len(members), **extra)
    basis = next((offer.basis for offer in opened.view.offers if offer.act == act and offer.basis), "")
    taken = opened.proposals_taken()
    proposed = texts("acceptance.confirm.proposed", count=taken) if taken else ""
    parts = [head, papers_phrase(texts, papers), seals_phrase(texts, opened, members), proposed]
    sentence = texts("acceptance.comma").join(part for part in parts if part)
    if not basis:
        return texts("acceptance.confirm.whole", sentence=sentence)
    return texts("acceptance.confirm.with_basis", sentence=sentence, basis=texts(f"rules.{basis}"))


def verb_of(texts: Texts, act: str) -> str:
    """The act's own verb, for button and strip."""
    return texts(f"acceptance.act.{act}")
