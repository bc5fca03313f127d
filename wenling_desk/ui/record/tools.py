"""What the page of a record is given from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.texts import Texts
from wenling_desk.ui.page import Frame
from wenling_desk.ui.record.band import RecordBand
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.import_results import ResultRow


def _as_written(clerk: str) -> str:
    return clerk


AskForFile = Callable[[Callable[[Path], None]], None]


@dataclass(frozen=True, slots=True)
class RecordTools:
    """The record page's hands.

    ``desk`` is asked each time: the person signed in may change. ``print_papers`` sends issued papers to the printer
    by number and reports for itself. ``read_result_list`` reads a department's CSV or XLSX file and raises
    ``KnownTrouble`` or ``DeskRefusal`` for one it cannot read. ``clerk_name`` gives the name of a clerk's id, the id
    itself where it knows none. The days are working days.
    """

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    print_papers: Callable[[Sequence[str]], None]
    read_result_list: Callable[[Path], Sequence[ResultRow]]
    clerk_name: Callable[[str], str] = _as_written
    correction_days: int = 10
    deferral_days: int = 5


@dataclass(frozen=True, slots=True)
class RecordNeeds:
    """What the record page is given.

    ``open_papers`` shows a paper by its number, ``reprint`` prints it once more. ``another`` takes the record's id
    and begins another item for the same person. ``ask_for_file`` asks for a result list; the file dialog of the system
    where it is ``None``. ``band`` makes the line an enrolled desk shows of the centre.
    """

    tools: RecordTools
    open_papers: Callable[[str], None]
    reprint: Callable[[str], None]
    another: Callable[[str], None]
    ask_for_file: AskForFile | None = None
    band: Callable[[Frame], RecordBand] | None = None
