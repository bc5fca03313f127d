"""Cases of the time before this program, brought in from a list: they are looked up and never handled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from wenling_desk.domain.identity import mask_name

PAST_CASE: Final = "past_case"
IMPORTED: Final = "imported"
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(frozen=True, slots=True)
class PastCaseMapping:
    """Which column of a list is what (对照). ``name`` says whose list it is for, ``departments`` maps further spellings
    to keys. An applicant whose name has ``company_shortest`` signs or more and ends in one of ``company_endings``,
    brackets at its end left aside, is an organisation."""

    name: str
    sheet: str
    header_rows: int
    columns: Mapping[str, tuple[str, ...]]
    number_shape: str
    earliest: date
    departments: Mapping[str, str]
    company_shortest: int
    company_endings: tuple[str, ...]
    status: str
    source: str

    def masked(self, applicant: str) -> str:
        """The applicant as lists show it; the name of an organisation is public."""
        bare = _BRACKETS.sub("", applicant)
        is_company = len(applicant) >= self.company_shortest and bare.endswith(self.company_endings)
        return applicant if is_company else mask_name(applicant)


@dataclass(frozen=True, slots=True)
class PastCaseRow:
    """A row that can be imported: ``row`` as a person counts it in the file, days where the list gives them."""

    row: int
    number: str
    title: str
    department_key: str
    applicant: str = field(repr=False)
    applicant_masked: str
    received_on: date
    decided_on: date | None = None
    outcome: str = ""
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RefusedListRow:
    """A row that cannot be taken: its number in the file, a code, the column concerned and what stands there."""

    row: int
    code: str
    column: str = ""
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PastCaseList:
    """A list as read: ``sha256`` of the file, and each row of it once, taken or refused."""

    file_name: str
    sha256: str
    mapping: str
    rows: tuple[PastCaseRow, ...]
    refused: tuple[RefusedListRow, ...]
