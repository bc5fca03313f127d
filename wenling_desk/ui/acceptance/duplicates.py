"""疑似重复: an open case of the same person on the same item, said at once and never in the way. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence

from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.elsewhere import Elsewhere, OpenCase, Reach
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.wording import day_words

MOST = 3
"""So many are named; whoever has more is asked about them in any case."""


def duplicate_words(texts: Texts, desk: Desk, heads: Sequence[CaseHead]) -> str:
    """Each with its number, hall, status and since when; and how far this desk can see."""
    lines = [_line(texts, desk, head) for head in heads[:MOST]]
    return _told(texts, lines, len(heads), texts("repairs.duplicate.reach"))


def elsewhere_words(texts: Texts, desk: Desk, own: Sequence[CaseHead], answer: Elsewhere) -> str:
    """What the centre knows beyond this desk's own, which was told before; empty where that is nothing."""
    known = {(head.number, head.member) for head in own}
    fresh = [row for row in answer.rows if (row.number, row.item_code) not in known]
    if not fresh:
        return ""
    count = answer.total - (len(answer.rows) - len(fresh)) + len(own)
    lines = [_line_elsewhere(texts, desk, row) for row in fresh[:MOST]]
    return _told(texts, lines, count, texts("repairs.duplicate.reach_all"))


def reach_words(texts: Texts, answer: Elsewhere | None) -> str:
    """How far was looked, in a few words for the head of the page; empty before there is anything to say."""
    if answer is None or answer.reach is Reach.NOT_ASKED:
        return ""
    if answer.reach is Reach.ALONE:
        return texts("repairs.duplicate.looked_alone")
    if answer.reach is Reach.HERE_ONLY:
        return texts("repairs.duplicate.looked_here")
    if not answer.total:
        return texts("repairs.duplicate.looked_none")
    return texts("repairs.duplicate.looked_some", count=answer.total)


def _told(texts: Texts, lines: Sequence[str], count: int, reach: str) -> str:
    named = texts("repairs.duplicate.joined").join(lines)
    if count > len(lines):
        named += texts("repairs.duplicate.more")
    return texts("repairs.duplicate.told", count=count, lines=named, reach=reach)


def _line(texts: Texts, desk: Desk, head: CaseHead) -> str:
    is_here = head.hall_code in ("", desk.identity.hall_code)
    hall = texts("repairs.duplicate.here") if is_here else texts("repairs.duplicate.elsewhere", hall=head.hall_code)
    return texts(
        "repairs.duplicate.line",
        item=head.item_name,
        number=head.number,
        hall=hall,
        status=texts(f"case.status.{head.status}"),
        since=day_words(texts, head.received_at.date()),
    )


def _line_elsewhere(texts: Texts, desk: Desk, row: OpenCase) -> str:
    items = desk.catalogue().items
    # A centre of a newer version may know halls, items and statuses this desk does not.
    status = f"case.status.{row.status}"
    return texts(
        "repairs.duplicate.line",
        item=items[row.item_code].name if row.item_code in items else row.item_code,
        number=row.number,
        hall=_hall(texts, desk, row),
        status=texts(status if texts.has(status) else "repairs.duplicate.open"),
        since=day_words(texts, row.received_at.date())
        if row.received_at is not None
        else texts("repairs.duplicate.no_day"),
    )


def _hall(texts: Texts, desk: Desk, row: OpenCase) -> str:
    if row.hall_code == desk.identity.hall_code:
        return texts("repairs.duplicate.here")
    return row.hall if row.hall != row.hall_code else texts("repairs.duplicate.elsewhere", hall=row.hall_code)
