"""A counter where each command of the figures is lawful now: kind, how to come there, whether it prints, whether it
leaves facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from tests.support.fakes import Counter, workflows
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.domain.cockpit import ClosingRule, DailyLine
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.daily_report import MakeDailyReport
from wenling_desk.use_cases.figure_exports import ExportFigures
from wenling_desk.use_cases.month_close import CloseMonth, month_before

Values = dict[str, Any]
RULE = ClosingRule(3, "每月第 3 个工作日", "inferred")
LINES = (
    DailyLine("收件 {received_cases}", ("received_cases",)),
    DailyLine("办结 {finished_items}", ("finished_items",)),
)


@cache
def real_figures() -> FigureFiles:
    """The book of definitions of this installation, read once."""
    return FigureFiles(resources.root(), workflows())


def closing(counter: Counter) -> Values:
    """The month before, on the tenth."""
    counter.become(figures=real_figures())
    counter.clock.moment = counter.clock.moment.replace(day=10)
    return {"month": month_before(counter.today), "rule": RULE}


def reporting(counter: Counter) -> Values:
    """Today's report."""
    counter.become(figures=real_figures())
    return {"on": counter.today, "lines": LINES}


FIGURES: tuple[tuple[type[Command], Callable[[Counter], Values], bool, bool], ...] = (
    (CloseMonth, closing, False, True),
    (MakeDailyReport, reporting, True, True),
    (ExportFigures, lambda _: {"page": "overview", "form": "csv"}, False, False),
)
