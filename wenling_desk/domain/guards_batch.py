"""Guards of batches: what must hold of a roster, by the record's own facts and the act's body alone."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard
from wenling_desk.domain.roster import RosterRow, check_sound, check_taken, line_of


@guard
def roster_sound(question: Question) -> None:
    """An application by roster is for at least one person, each of whom can be told apart; one without a roster is
    not looked at."""
    sheet = question.body.get("sheet")
    plain = sheet.get("roster") if isinstance(sheet, dict) else None
    if plain:
        check_taken(tuple(RosterRow.from_plain(row) for row in plain), question.today)


@guard
def roster_rows_known(question: Question) -> None:
    """Rows completed later stand on the roster that was handed in."""
    rows = tuple(RosterRow.from_plain(row) for row in question.body.get("rows", ()))
    check_sound(rows, question.today)
    taken = question.record.last("TakenIn") if question.record is not None else None
    known = taken.body.get("sheet", {}).get("roster", ()) if taken is not None else ()
    places = {row.get("position") for row in known}
    for row in rows:
        if row.position not in places:
            raise DeskRefusal("roster_row_unknown", row=line_of(row))
