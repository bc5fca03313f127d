"""What the pages of acceptance and consultation are given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.texts import Texts
from wenling_desk.ui.elsewhere import AskElsewhere, ask_nobody
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import CatalogueSearch

CORRECTION_DAYS = 10
"""Working days an applicant is given to mend an application, where nobody sets another number."""
DEFERRAL_DAYS = 5
"""Working days in which deferred materials are handed in, where nobody sets another number."""

ShowPages = Callable[[bytes, Callable[[Sequence[Any]], None], Callable[[Told], None]], None]
"""A PDF -> its pages as pictures for the preview, later, on the GUI thread; or why not."""


def _unknown(_number: str) -> str:
    return ""


def _never(_target: str) -> bool:
    return False


def _nowhere(_sheet: IntakeSheet, _draft_id: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class CounterTools:
    """The desk's hands and eyes.

    ``desk`` is asked each time: the person signed in may change. ``print_papers`` sends issued papers to the printer
    by number and reports for itself. ``subject_key`` is the store's keyed hash of an identity number; where it gives
    nothing, nobody is recognised. The days are working days. ``by_roster`` says whether a target is handled for many
    people at once, ``to_batch`` goes on with the application and its draft's id there. ``ask_elsewhere`` asks the
    centre for open cases of a person.
    """

    bridge: DeskBridge
    desk: Callable[[], Desk]
    search: CatalogueSearch
    texts: Texts
    print_papers: Callable[[Sequence[str]], None]
    show_pages: ShowPages
    subject_key: Callable[[str], str] = _unknown
    correction_days: int = CORRECTION_DAYS
    deferral_days: int = DEFERRAL_DAYS
    by_roster: Callable[[str], bool] = _never
    to_batch: Callable[[IntakeSheet, str], bool] = _nowhere
    ask_elsewhere: AskElsewhere = ask_nobody
