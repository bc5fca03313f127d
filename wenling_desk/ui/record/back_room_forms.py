"""What the acts for a department still ask. No Qt here."""

from __future__ import annotations

from datetime import timedelta

from wenling_desk.texts import Texts
from wenling_desk.ui.record.form_field import FormField
from wenling_desk.ui.record.sheet import RecordSheet

DAYS_AHEAD = 3
"""Working days that a new day is prefilled with."""


def _said_by(texts: Texts, sheet: RecordSheet) -> tuple[FormField, ...]:
    """Own seat for the department's own people; a paper or a call for whoever sits at the counter."""
    words = {
        "seat": texts("back_room.form.way_seat"),
        "signed_paper": texts("back_room.form.way_signed_paper"),
        "phone": texts("back_room.form.way_phone"),
    }
    ways = (*(("seat",) if sheet.own_seat else ()), *(("signed_paper", "phone") if sheet.at_counter else ()))
    choices = tuple((way, words[way]) for way in ways)
    return (
        FormField("way", "choice", texts("record.form.way"), True, choices=choices, initial=ways[0] if ways else ""),
        FormField(
            "by", "text", texts("back_room.form.by"), True, when=("way", ("signed_paper", "phone")),
        ),
    )  # fmt: skip


def advice_fields(texts: Texts, sheet: RecordSheet) -> tuple[FormField, ...]:
    """补正意见."""
    opinion = FormField(
        "opinion", "lines", texts("back_room.form.opinion"), True, hint=texts("back_room.form.opinion_hint")
    )
    return (opinion, *_said_by(texts, sheet))


def delay_fields(texts: Texts, sheet: RecordSheet) -> tuple[FormField, ...]:
    """超期说明."""
    day = sheet.today
    for _ in range(DAYS_AHEAD):
        day = sheet.calendar.next_working_day(day + timedelta(days=1))
    return (
        FormField("public", "lines", texts("back_room.form.public"), True, hint=texts("back_room.form.public_hint")),
        FormField("expected", "date", texts("back_room.form.expected"), True, initial=day.isoformat()),
        FormField("reason", "text", texts("back_room.form.reason"), hint=texts("back_room.form.reason_hint")),
        *_said_by(texts, sheet),
    )
