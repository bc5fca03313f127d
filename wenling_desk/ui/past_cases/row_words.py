"""Why a row of a list is not taken, in words. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.texts import Texts

REASONS: Final[Mapping[str, str]] = {
    "cell_is_formula": "bookings.row.cell_is_formula",
    "cell_is_error": "bookings.row.cell_is_error",
    "cell_not_finite": "bookings.row.cell_not_finite",
    "cell_too_long": "bookings.row.cell_too_long",
    "row_too_long": "bookings.row.row_too_long",
    "cell_merged": "bookings.row.cell_merged",
    "number_missing": "bookings.row.number_missing",
    "number_odd": "bookings.row.number_odd",
    "number_twice": "bookings.row.number_twice",
    "item_missing": "bookings.row.item_missing",
    "applicant_missing": "bookings.row.applicant_missing",
    "name_too_long": "bookings.row.name_too_long",
    "department_missing": "bookings.row.department_missing",
    "department_unknown": "bookings.row.department_unknown",
    "day_missing": "bookings.row.day_missing",
    "day_odd": "bookings.row.day_odd",
    "day_too_early": "bookings.row.day_too_early",
    "day_ahead": "bookings.row.day_ahead",
    "days_reversed": "bookings.row.days_reversed",
    "source_missing": "bookings.row.source_missing",
    "source_twice": "bookings.row.source_twice",
    "name_missing": "bookings.row.name_missing",
    "phone_missing": "bookings.row.phone_missing",
    "phone_odd": "bookings.row.phone_odd",
    "day_past": "bookings.row.day_past",
    "slot_missing": "bookings.row.slot_missing",
    "slot_odd": "bookings.row.slot_odd",
    "other_hall": "bookings.row.other_hall",
    "state_dropped": "bookings.row.state_dropped",
}
"""Code -> its sentence."""


def refused_words(texts: Texts, row: RefusedListRow) -> str:
    """第 4 行：…"""
    reason = texts(REASONS[row.code], column=row.column, value=row.value)
    return texts("bookings.check.row", row=row.row, reason=reason)
