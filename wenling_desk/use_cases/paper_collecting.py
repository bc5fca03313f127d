"""What the 取件通知 says: which results, where they lie, and the way the applicant chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.shelf import COLLECTED, LOCKER, shelf_of
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.place_words import place_words


def collection_values(
    context: PaperContext, case: CaseView, codes: Sequence[str], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """One row for each result; ``ready`` where all of them are decided."""
    shelves = {code: shelf_of(case.record, code) for code in codes}
    rows = [
        {
            "no": str(position),
            "name": _name(context, case, code),
            "number": shelves[code].result_number if case.member(code).status in COLLECTED else "",
        }
        for position, code in enumerate(codes, 1)
    ]
    places = dict.fromkeys(place_words(context.words, shelf.place) for shelf in shelves.values() if shelf.place)
    days = int(extra.get("locker_days", 0))
    return {
        "results": rows,
        "collection": {
            "ready": all(case.member(code).status in COLLECTED for code in codes),
            "way": case.sheet.delivery.way,
            "place": context.words("case.joined").join(places),
            "locker_days": str(days) if days else "",
            "tracking": next((shelf.tracking for shelf in shelves.values() if shelf.tracking), ""),
            "box": next((shelf.box for shelf in shelves.values() if shelf.sent_way == LOCKER), ""),
        },
    }


def _name(context: PaperContext, case: CaseView, code: str) -> str:
    """The result's own name where the case was granted or still runs, else that of the item it was about."""
    member = case.member(code)
    item = context.catalogue.get_item(code)
    is_result = member.status not in COLLECTED or member.status == "completed"
    return (item.result_name or item.name) if is_result else item.name
