"""What the centre's progress report (进展报告) is made of: which figures it names, and where its table of tasks is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from wenling_desk.domain.figures import FigureValue, figure_words

WAN: Final = 10_000


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The table of reform tasks: the ``ledger``, the ``figures`` whose entries stand in it, and its ``fields``."""

    ledger: str
    figures: tuple[str, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """``resources/reports/progress.yaml``: the paper, its figures in order, those told in 万, the tasks."""

    paper: str
    figures: tuple[str, ...]
    in_wan: frozenset[str]
    tasks: TaskTable

    def words(self, found: FigureValue, in_wan: Callable[[str, str], str]) -> str:
        """A figure as the report says it: from ten thousand on in 万, to two places, where the plan says so;
        ``in_wan`` writes such a number with its unit."""
        if found.figure.figure_id not in self.in_wan or found.value is None or abs(found.value) < WAN:
            return figure_words(found, grouped=False)
        hundredths = Fraction(found.value) * 100 / WAN
        whole, rest = divmod(abs(hundredths.numerator), hundredths.denominator)
        whole += 2 * rest >= hundredths.denominator
        return in_wan(f"{whole // 100}.{whole % 100:02d}", found.figure.unit)
