"""Which paper numbers are this desk's own: others reach it by synchronisation, and are accounted for where they were
issued."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper_number import PaperNumber, parse_paper_number
from wenling_desk.use_cases.ports import DeskIdentity


def own_number(identity: DeskIdentity, number: str) -> PaperNumber | None:
    """The number read, ``None`` where another desk or nobody issued it."""
    try:
        found = parse_paper_number(number)
    except DeskRefusal:
        return None
    return found if found.desk_code == identity.desk_code and found.practice == identity.practice else None
