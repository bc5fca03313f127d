"""驾驶舱, wired: its layout, the cells, the ledgers of figures, where files go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap.back_room_hands import alarm_rules
from wenling_desk.catalogue.cockpit_files import read_cockpit_layout
from wenling_desk.catalogue.export_mapping import read_export_mappings
from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.domain.cockpit import CockpitLayout
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.cockpit.files import ask_for_target, ask_for_template, copy_text
from wenling_desk.ui.cockpit.page import cockpit_descriptor
from wenling_desk.ui.cockpit.tools import CockpitNeeds, CockpitTools, Files
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.printing import PrintJob, PrintRoom
from wenling_desk.ui.told import Run, Told
from wenling_desk.use_cases.cockpit_entries import read_entries
from wenling_desk.use_cases.cockpit_source import CellSource
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figure_exports import ExportFile, ExportSheet, WorkbookMapping
from wenling_desk.use_cases.figure_page import OnePage

LAYOUT = ("cockpit", "pages.yaml")
MAPPINGS = "exports"
CSV_TITLES = ("figure", "unit", "people", "formula", "base", "source", "edition", "period", "data_time")


@dataclass
class CockpitHands:
    """What the window needs of this part. Its layout broken, its page is not there and the others are."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    run: Run

    def desk(self) -> Desk:
        """The desk as it is now."""
        return self.opened.current

    @property
    def texts(self) -> Texts:
        """The texts."""
        return self.opened.parts.texts

    @cached_property
    def layout(self) -> CockpitLayout:
        """``resources/cockpit/pages.yaml``. Raises ``counter_file_broken`` and ``figures_broken``."""
        return read_cockpit_layout(resources.path(*LAYOUT), self.desk().figures.book.figures)

    def trouble(self) -> KnownTrouble | None:
        """What is wrong with the layout; ``None`` where nothing is."""
        try:
            self.layout.page("")
        except KnownTrouble as trouble:
            return trouble
        return None

    def pages(
        self,
        room: PrintRoom,
        print_papers: Callable[[Sequence[str]], None],
        clerk_name: Callable[[str], str],
        opener: Callable[[Frame], Callable[[str], None]],
    ) -> list[PageDescriptor]:
        """The page, for who may see it."""
        if not self._may("see_cockpit") or self.trouble() is not None:
            return []

        def needs(frame: Frame) -> CockpitNeeds:
            tools = self._tools(room, print_papers, clerk_name)

            def open_record(record_id: str, _head: CaseHead | None) -> None:
                opener(frame)(record_id)

            return CockpitNeeds(tools, open_record)

        return [cockpit_descriptor(needs)]

    def _tools(
        self, room: PrintRoom, print_papers: Callable[[Sequence[str]], None], clerk_name: Callable[[str], str]
    ) -> CockpitTools:
        return CockpitTools(
            bridge=self.bridge,
            desk=self.desk,
            texts=self.texts,
            layout=self.layout,
            source=lambda reading: CellSource(OnePage(reading, self.desk().figures), self.desk().figures),
            alarms=_alarms(),
            clerk_name=clerk_name,
            ledger_name=self._ledger_name,
            print_papers=print_papers,
            print_pdf=partial(self._print, room),
            copy_text=copy_text,
            files=self._files(),
            run=self.run,
            entries=read_entries,
            mappings=self._mappings,
            may=self._may,
        )

    def _files(self) -> Files:
        titles = {name: self.texts(f"cockpit.csv.{name}") for name in CSV_TITLES}
        return Files(
            ask_template=partial(ask_for_template, self.texts),
            ask_target=partial(ask_for_target, self.texts),
            write_workbook=_fill,
            write_table=partial(_write_table, titles),
            write_bytes=_write_bytes,
        )

    def _mappings(self) -> tuple[WorkbookMapping, ...]:
        """Those of this installation and the hall's own beside its data; a broken one is left out and told by
        ``catalogue check``."""
        book = self.desk().figures.book
        columns = [column.column_id for column in book.columns]
        found: list[WorkbookMapping] = []
        for folder in (resources.path(MAPPINGS), self.opened.parts.home / MAPPINGS):
            found += read_export_mappings(folder, book.figures, columns)[0]
        return tuple(found)

    def _ledger_name(self, kind: str) -> str:
        ledgers = self.desk().ledgers
        try:
            return ledgers.ledger(kind).name
        except (KeyError, KnownTrouble):
            return kind

    def _may(self, act: str) -> bool:
        try:
            self.desk().role_for(act)
        except DeskRefusal:
            return False
        return True

    def _print(self, room: PrintRoom, name: str, pdf: bytes) -> None:
        def failed(_: PrintJob, told: Told) -> None:
            self.bridge.told.emit(told)

        job = PrintJob(f"cockpit-{name}", pdf, 1, self.opened.settings.printer_name)
        room.print(job, None, failed)


def _alarms() -> AlarmRules | None:
    try:
        return alarm_rules()
    except KnownTrouble:
        return None  # told when the desk was opened


def _fill(mapping: WorkbookMapping, template: Path, target: Path, sheet: ExportSheet) -> ExportFile:
    from wenling_desk.exports.workbook_export import fill_workbook

    return fill_workbook(mapping, template, target, sheet)


def _write_table(titles: dict[str, str], target: Path, sheet: ExportSheet) -> ExportFile:
    from wenling_desk.exports.figure_table import write_figure_table

    return write_figure_table(target, sheet, titles)


def _write_bytes(target: Path, data: bytes) -> None:
    from wenling_desk.exports.figure_table import write_export

    write_export(target, data)
