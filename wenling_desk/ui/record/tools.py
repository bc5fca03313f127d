"""What the page of a record is given from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.fee_rules import NO_FEE_RULES, FeeRules
from wenling_desk.texts import Texts
from wenling_desk.ui.page import Frame
from wenling_desk.ui.record.band import RecordBand
from wenling_desk.ui.record.scan_files import ScanTray
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.import_results import ResultFile


def _as_written(clerk: str) -> str:
    return clerk


def _nowhere(_draft_id: str) -> None:
    """Where no page of applications is."""


AskForFile = Callable[[Callable[[Path], None]], None]


@dataclass(frozen=True, slots=True)
class RecordTools:
    """The record page's hands.

    ``desk`` is asked each time: the person signed in may change. ``print_papers`` sends issued papers to the printer
    by number and reports for itself. ``read_result_list`` reads a department's CSV or XLSX file and raises
    ``KnownTrouble`` or ``DeskRefusal`` for one it cannot read. ``clerk_name`` gives the name of a clerk's id, the id
    itself where it knows none. ``alarms`` are the hall's rules, whose alarms stand in the headline.
    The days are working days.
    """

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    print_papers: Callable[[Sequence[str]], None]
    read_result_list: Callable[[Path], ResultFile]
    clerk_name: Callable[[str], str] = _as_written
    alarms: AlarmRules | None = None
    correction_days: int = 10
    deferral_days: int = 5
    fee_rules: FeeRules = NO_FEE_RULES


@dataclass(frozen=True, slots=True)
class RecordNeeds:
    """What the record page is given.

    ``open_papers`` shows a paper by its number, ``reprint`` prints it once more. ``another`` takes the record's id
    and begins another item for the same person. ``ask_for_file`` asks for a result list; the file dialog of the system
    where it is ``None``. ``open_draft`` goes to an application an act began. ``band`` makes the line an enrolled desk
    shows of the centre.
    """

    tools: RecordTools
    open_papers: Callable[[str], None]
    reprint: Callable[[str], None]
    another: Callable[[str], None]
    ask_for_file: AskForFile | None = None
    tray: ScanTray | None = None
    """Where the scan of a signed paper comes from; without one none is asked for."""
    band: Callable[[Frame], RecordBand] | None = None
    open_draft: Callable[[str], None] = _nowhere
