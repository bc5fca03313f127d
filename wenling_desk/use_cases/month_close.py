"""月结: every figure of a month kept as it stands; what changes later is an adjustment (调整)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from wenling_desk.domain.cockpit import ClosingRule, closing_day, month_period
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import FigureBook, FigureValue, figure_words
from wenling_desk.use_cases.act_in_ledger import ActInLedger, act_in_ledger
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.cockpit import CASE_KINDS, column_of
from wenling_desk.use_cases.cockpit_entries import closed_months
from wenling_desk.use_cases.cockpit_source import CellSource
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figure_page import OnePage
from wenling_desk.use_cases.ports import UnitOfWork

MONTH_CLOSE: Final = "month_close"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMonth(Command):
    """Close a month (``2026-10``) under the hall's rule."""

    month: str
    rule: ClosingRule


def close_month(desk: Desk, uow: UnitOfWork, command: CloseMonth) -> Changes:
    """Keep every figure of the month in an entry of the ledger ``month_close``, in one transaction.

    Refuses with ``month_not_over`` (day) before the working day the rule names and ``month_closed_already`` (month).
    """
    first_day = closing_day(command.month, command.rule, desk.catalogue().calendar)
    if desk.today() < first_day:
        raise DeskRefusal("month_not_over", month=command.month, day=first_day.isoformat())
    if uow.has_command(command.command_id) is None and any(
        each.month == command.month for each in closed_months(desk, uow)
    ):
        raise DeskRefusal("month_closed_already", month=command.month)
    act = ActInLedger(
        command_id=command.command_id,
        initiator=command.initiator,
        kind=MONTH_CLOSE,
        action="close_month",
        values=_values(desk, uow, command),
    )
    return act_in_ledger(desk, uow, act)


def _values(desk: Desk, uow: UnitOfWork, command: CloseMonth) -> dict[str, Any]:
    source, period = CellSource(OnePage(uow, desk.figures), desk.figures), month_period(command.month)
    book = source.book
    column = column_of(book, "")
    values = [source.value(figure_id, period, column) for figure_id in kept_figures(book, command.rule)]
    times = [value.data_time for value in values if value.data_time is not None]
    return {
        "month": command.month,
        "edition": book.edition.version,
        "data_time": _moment(max(times, default=None)),
        "figures": [_kept(value) for value in values],
    }


def kept_figures(book: FigureBook, rule: ClosingRule) -> tuple[str, ...]:
    """The figures a closing keeps: those the rule names, else all of cases."""
    if rule.kept:
        return rule.kept
    return tuple(name for name, figure in book.figures.items() if book.measures[figure.of].of in CASE_KINDS)


def _kept(value: FigureValue) -> dict[str, Any]:
    """One row; a figure without a value keeps no exact number."""
    return {
        "figure": value.figure.figure_id,
        "name": value.figure.name,
        "shown": figure_words(value),
        "exact": str(value.value) if value.value is not None else "",
        "above": value.above,
        "below": value.below,
        "people": value.people,
    }


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


def month_before(today: date) -> str:
    """The month that is closed next: the one before today's."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year:04d}-{month:02d}"
