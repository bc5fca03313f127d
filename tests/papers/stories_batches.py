"""A company and its people: taken in with gaps, told what is missing, and those who came later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.papers.paper_desk import PERSON, RARE, PaperDesk
from tests.support.rosters import gap_row, number_of, roster, row, rules
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.domain.roster import RosterRow, check_roster
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn

HIRING, PERMIT = "RS005", "GA017"
COMPANY = Party(
    APPLICANT, APPLICANT, PartyKind.LEGAL_PERSON, f"温岭市示例{RARE}鞋业有限公司", IdentityKind.USCC,
    "91331081MA2TEXT012", phone=PERSON["phone"],
)  # fmt: skip
LONG = "买买提江·吐尔逊阿卜杜热合曼·努尔麦麦提"


def _checked(rows: tuple[RosterRow, ...], target: str) -> tuple[RosterRow, ...]:
    form = rules().form_of(target)
    assert form is not None
    return check_roster(rows, form, date(2026, 11, 3))


def batch(desk: PaperDesk) -> str:
    """Thirty people: 28 taken in, one without a number, one with a wrong one; a day later one of them comes."""
    rows = (*roster(28, 1), row(30, identity_number="331081199003077829", phone="138"))
    rows = (replace(rows[0], name=RARE), replace(rows[1], name=LONG), *rows[2:])
    sheet = replace(desk.sheet(target=HIRING, other_materials="complete"), parties=(COMPANY,))
    taken = TakeIn(command_id=desk.ids.new_id(), sheet=replace(sheet, roster=_checked(rows, HIRING)))
    record_id = desk.do(taken)
    desk.later(days=1)
    later = replace(gap_row(29), identity_number=number_of(29))
    return desk.do(
        ReceiveRosterRows(command_id=desk.ids.new_id(), record_id=record_id, rows=_checked((later,), HIRING))
    )


def large_batch(desk: PaperDesk) -> str:
    """Sixty people over several pages, told once with what the company itself must still bring."""
    rows = tuple(
        replace(each, values={"address": "温岭市某某路 1 号"} if each.position % 7 else {}) for each in roster(58, 2)
    )
    sheet = replace(desk.sheet(target=PERMIT, other_materials="missing"), parties=(COMPANY,))
    command = RequestCorrection(
        command_id=desk.ids.new_id(), sheet=replace(sheet, roster=_checked(rows, PERMIT)), due=date(2026, 11, 20)
    )
    return desk.do(command)
