"""Past cases as a list that is looked at row by row. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.past_cases import PastCaseList, PastCaseRow
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.import_past_cases import (
    ImportPastCase,
    ReadPastCases,
    check_past_cases,
    past_case_commands,
)
from wenling_desk.use_cases.ports import Reading

INITIATOR = "past_cases"


@dataclass(frozen=True, slots=True)
class PastCaseSource:
    """``mapping`` is the mapping file chosen, ``None`` for the default one."""

    read_list: ReadPastCases
    mapping: Callable[[], Path | None]

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """Number, applicant, item, day, result."""
        return (
            ("bookings.check_column.number", 190),
            ("bookings.check_column.name", 150),
            ("bookings.check_column.item", 0),
            ("bookings.check_column.when", 108),
            ("bookings.check_column.outcome", 110),
        )

    def read(self, file: Path) -> PastCaseList:
        """Read a file by the mapping chosen."""
        return self.read_list(file, self.mapping())

    def check(self, desk: Desk, reading: Reading, listed: PastCaseList) -> Sequence[tuple[PastCaseRow, str]]:
        """Each row and its standing."""
        return [(each.row, str(each.standing)) for each in check_past_cases(desk, reading, listed)]

    def cells(self, row: PastCaseRow) -> tuple[str, ...]:
        """The row in words, the applicant masked."""
        return (row.number, row.applicant_masked, row.title, row.received_on.isoformat(), row.outcome)

    def commands(self, desk: Desk, listed: PastCaseList, rows: Sequence[PastCaseRow]) -> list[ImportPastCase]:
        """A command for each row."""
        return past_case_commands(desk, listed, rows, INITIATOR)
