"""What the cockpit is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.cockpit import CockpitLayout
from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.cockpit.words import Speech
from wenling_desk.ui.told import DeskBridge, Run
from wenling_desk.use_cases.cockpit_views import EntriesSource, FigureSource
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figure_exports import ExportFile, ExportSheet, WorkbookMapping
from wenling_desk.use_cases.ports import Reading

GiveFile = Callable[[Path], None]


def _no_entries(_: Desk, __: Reading) -> EntriesSource:
    return EntriesSource()


@dataclass(frozen=True, slots=True)
class Files:
    """Files of an export: asked for with the system's dialogs, written whole by the export package.

    ``write_workbook`` fills a receiving office's template and returns what was written and which names it lacks.
    """

    ask_template: Callable[[GiveFile], None]
    ask_target: Callable[[str, str, GiveFile], None]
    write_workbook: Callable[[WorkbookMapping, Path, Path, ExportSheet], ExportFile]
    write_table: Callable[[Path, ExportSheet], ExportFile]
    write_bytes: Callable[[Path, bytes], None]


@dataclass(frozen=True, slots=True)
class CockpitTools:
    """``source`` gives figures over one reading; ``entries`` what the ledgers of figures hold; ``ledger_name`` names a
    ledger's kind. ``print_pdf`` prints a page by its name."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    layout: CockpitLayout
    source: Callable[[Reading], FigureSource]
    alarms: AlarmRules | None
    clerk_name: Callable[[str], str]
    ledger_name: Callable[[str], str]
    print_papers: Callable[[Sequence[str]], None]
    print_pdf: Callable[[str, bytes], None]
    copy_text: Callable[[str], None]
    files: Files
    run: Run
    entries: Callable[[Desk, Reading], EntriesSource] = _no_entries
    mappings: Callable[[], Sequence[WorkbookMapping]] = tuple
    may: Callable[[str], bool] = field(default=lambda _: True)

    def speech(self) -> Speech:
        """What words are made of."""
        return Speech(self.texts, self.desk().catalogue(), self.clerk_name)


@dataclass(frozen=True, slots=True)
class CockpitNeeds:
    """Tools, and where a record is opened."""

    tools: CockpitTools
    open_record: Callable[[str, CaseHead | None], object]
