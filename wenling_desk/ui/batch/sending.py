"""What stands against taking a batch in, and the sentence of the strip. No Qt here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wenling_desk.domain.identity import uscc_problem
from wenling_desk.domain.party import Party
from wenling_desk.domain.roster import RosterRow, taken_in_rows
from wenling_desk.texts import Texts


def hindrance(company: Party, rows: Sequence[RosterRow], *, later: bool, from_draft: bool) -> str:
    """The text id of why it is not possible; empty when it is. An applicant entered on the acceptance page was looked
    at there."""
    taken = taken_in_rows(rows)
    if later:
        return "" if taken else "batch.nothing_mended"
    if not company.name.strip():
        return "batch.company_missing"
    if not from_draft and company.identity_number and uscc_problem(company.identity_number):
        return "batch.company_number_wrong"
    if not rows:
        return "batch.no_rows"
    return "" if taken else "batch.no_good_row"


def size_of(rows: Sequence[RosterRow]) -> int:
    """Bytes of the roster inside its fact."""
    return len(json.dumps([row.to_plain() for row in rows], ensure_ascii=False).encode("utf-8", "replace"))


def confirm_words(texts: Texts, rows: Sequence[RosterRow], *, later: bool) -> str:
    """What will happen."""
    taken, total = len(taken_in_rows(rows)), len(rows)
    if later:
        return texts("batch.confirm_later", taken=taken)
    if taken == total:
        return texts("batch.confirm_all", total=total)
    return texts("batch.confirm", total=total, taken=taken, gaps=total - taken)
