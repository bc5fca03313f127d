"""What leaves the cockpit: a template filled, CSV, PDF, the printer, the daily report, a closed month."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from wenling_desk.domain.cockpit import closing_day
from wenling_desk.ui.cockpit.paper import Printed, page_pdf
from wenling_desk.ui.cockpit.presenter import INITIATOR, CockpitPresenter
from wenling_desk.ui.cockpit.tools import CockpitTools
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.daily_report import MakeDailyReport, daily_lines
from wenling_desk.use_cases.figure_exports import (
    ExportFigures,
    ExportFile,
    ExportSheet,
    WorkbookMapping,
    export_sheet,
)
from wenling_desk.use_cases.month_close import CloseMonth, kept_figures, month_before
from wenling_desk.use_cases.ports import Reading

WORKBOOK, TABLE, PAGE = "xlsx", "csv", "pdf"
BAD_IN_NAMES = frozenset('<>:"/\\|?*')
Say = Callable[[str], object]
Tell = Callable[[Told], object]


class Outgoing:
    """Every way out writes down first who took what; a file is written whole or not at all."""

    def __init__(self, tools: CockpitTools, presenter: CockpitPresenter, theme: Theme) -> None:
        self._tools = tools
        self._presenter = presenter
        self._texts = tools.texts
        self._theme = theme
        self._command_id = ""

    # -- what may be done ------------------------------------------------------------------------

    def against_export(self) -> str:
        """Why nothing can be exported now; empty where it can."""
        if not self._tools.may("export_figures"):
            return self._texts("cockpit.export.no_right")
        return "" if self._presenter.view is not None else self._texts("cockpit.reading")

    def against_daily(self) -> str:
        """Why no daily report can be made now."""
        if not self._tools.may("issue_daily_report"):
            return self._texts("cockpit.daily.no_right")
        return "" if self._presenter.view is not None else self._texts("cockpit.reading")

    def closes_months(self) -> bool:
        """Whether this person closes months at all."""
        return self._tools.may("close_month")

    def month_to_close(self) -> str:
        """The month that is closed next."""
        return month_before(self._tools.desk().today())

    def against_closing(self) -> str:
        """Why the month before cannot be closed today."""
        texts, desk = self._texts, self._tools.desk()
        if not self.closes_months():
            return texts("cockpit.closing.no_right")
        month = self.month_to_close()
        day = closing_day(month, self._tools.layout.closing, desk.catalogue().calendar)
        if desk.today() < day:
            return texts("cockpit.closing.not_yet", month=month, day=f"{day:%m-%d}")
        if month in self._presenter.closed_months:
            return texts("cockpit.closing.closed_already", month=month)
        return ""

    # -- exports ---------------------------------------------------------------------------------

    def choices(self) -> list[str]:
        """What can be exported: a button for each template there is a mapping for, then CSV and PDF."""
        texts = self._texts
        names = [texts("cockpit.export.workbook", name=mapping.name) for mapping in self._tools.mappings()]
        return [*names, texts("cockpit.export.table"), texts("cockpit.export.page")]

    def export(self, at: int, on_done: Say, on_failed: Tell) -> None:
        """Export by its place among the choices."""
        mappings = tuple(self._tools.mappings())
        if at < len(mappings):
            self._workbook(mappings[at], on_done, on_failed)
        elif at == len(mappings):
            self._table(on_done, on_failed)
        else:
            self._page(on_done, on_failed)

    def _workbook(self, mapping: WorkbookMapping, on_done: Say, on_failed: Tell) -> None:
        files = self._tools.files
        figures = [cell.figure for cell in mapping.cells if cell.figure]

        def with_template(template: Path) -> None:
            def with_target(target: Path) -> None:
                def write(sheet: ExportSheet) -> ExportFile:
                    return files.write_workbook(mapping, template, target, sheet)

                self._written_down(WORKBOOK, partial(self._read_sheet, figures, write, on_done, on_failed), on_failed)

            files.ask_target(self._file_name(WORKBOOK), self._texts("cockpit.export.kinds_workbook"), with_target)

        beside = mapping.folder / mapping.template if mapping.folder is not None else None
        if beside is not None and beside.is_file():
            with_template(beside)
        else:
            files.ask_template(with_template)

    def _table(self, on_done: Say, on_failed: Tell) -> None:
        files, figures = self._tools.files, self._presenter.figures_shown()

        def with_target(target: Path) -> None:
            write = partial(files.write_table, target)
            self._written_down(TABLE, partial(self._read_sheet, figures, write, on_done, on_failed), on_failed)

        files.ask_target(self._file_name(TABLE), self._texts("cockpit.export.kinds_table"), with_target)

    def _page(self, on_done: Say, on_failed: Tell) -> None:
        files, pdf = self._tools.files, self.pdf()

        def with_target(target: Path) -> None:
            def write() -> ExportFile:
                files.write_bytes(target, pdf)
                return ExportFile(target)

            self._written_down(PAGE, lambda: self._write(write, on_done, on_failed), on_failed)

        files.ask_target(self._file_name(PAGE), self._texts("cockpit.export.kinds_page"), with_target)

    def _written_down(self, form: str, then: Callable[[], object], on_failed: Tell) -> None:
        """First the ledger knows, then the file is written."""
        page = self._presenter.page.page_id
        command = ExportFigures(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, page=page, form=form)
        self._tools.bridge.submit(command, lambda _: then(), on_failed, on_failed)

    def _read_sheet(
        self, figures: list[str], write: Callable[[ExportSheet], ExportFile], on_done: Say, on_failed: Tell
    ) -> None:
        tools, period = self._tools, self._presenter.question.period

        def ask(reading: Reading) -> ExportSheet:
            return export_sheet(tools.desk(), tools.source(reading), figures, period)

        def keep(sheet: ExportSheet) -> None:
            self._write(lambda: write(sheet), on_done, on_failed)

        tools.bridge.ask(ask, keep, "", on_failed)

    def _write(self, work: Callable[[], ExportFile], on_done: Say, on_failed: Tell) -> None:
        texts = self._texts

        def done(written: ExportFile) -> None:
            if written.missing:
                missing = texts("cockpit.list").join(written.missing)
                on_done(texts("cockpit.export.done_partly", file=written.file.name, missing=missing))
            else:
                on_done(texts("cockpit.export.done", file=written.file.name))

        self._tools.run(work, done, lambda error: on_failed(tell(error, texts)))

    def _file_name(self, ending: str) -> str:
        question, hall = self._presenter.question, self._tools.desk().identity.hall_name
        title = self._presenter.page.name
        name = self._texts("cockpit.export.file_name", hall=hall, title=title, day=f"{question.on:%Y%m%d}")
        return f"{''.join('_' if each in BAD_IN_NAMES else each for each in name)}.{ending}"

    # -- paper -----------------------------------------------------------------------------------

    def pdf(self) -> bytes:
        """The page as it stands, as PDF."""
        presenter, texts, desk = self._presenter, self._texts, self._tools.desk()
        made_at = f"{desk.now():%Y-%m-%d %H:%M}"

        def foot(at: int, of: int) -> str:
            return texts("cockpit.act.foot", hall=desk.identity.hall_name, at=made_at, page=at, pages=of)

        title = texts("cockpit.joined").join((texts("cockpit.title"), presenter.page.name, presenter.column.label))
        return page_pdf(presenter.page, presenter.sheets, self._theme, Printed(title, presenter.remark(), foot))

    def print_page(self, on_done: Say) -> None:
        """Print it; the printer's trouble is told by whoever prints."""
        name = self._presenter.page.name
        self._tools.print_pdf(self._presenter.page.page_id, self.pdf())
        on_done(self._texts("cockpit.act.printed", page=name))

    # -- the daily report ------------------------------------------------------------------------

    def make_daily(self, on_done: Say, on_failed: Tell) -> None:
        """日报. Pressed twice before it is done it is one paper."""
        if self._command_id:
            return
        tools, on = self._tools, self._presenter.question.on
        self._command_id = tools.desk().ids.new_id()

        def done(changes: Changes) -> None:
            self._command_id = ""
            tools.print_papers(changes.to_print)
            on_done(self._texts("cockpit.daily.done", day=on.isoformat(), number=changes.number))

        def failed(told: Told) -> None:
            self._command_id = ""
            on_failed(told)

        command = MakeDailyReport(
            command_id=self._command_id,
            initiator=INITIATOR,
            on=on,
            lines=tools.layout.daily,
            alarms=tools.alarms,
        )
        tools.bridge.submit(command, done, failed, failed)

    def copy_lines(self, on_done: Say, on_failed: Tell) -> None:
        """The lines of the day looked at, on the clipboard."""
        tools, on = self._tools, self._presenter.question.on

        def ask(reading: Reading) -> tuple[str, ...]:
            desk, source = tools.desk(), tools.source(reading)
            return daily_lines(desk, reading, source, tools.layout.daily, on, tools.alarms)

        def keep(lines: tuple[str, ...]) -> None:
            tools.copy_text("\n".join(lines))
            on_done(self._texts("cockpit.daily.copied", count=len(lines)))

        tools.bridge.ask(ask, keep, "cockpit_lines", on_failed)

    # -- the month -------------------------------------------------------------------------------

    def close_month(self, on_done: Say, on_failed: Tell) -> None:
        """月结 of the month before."""
        tools, month = self._tools, self.month_to_close()
        rule = tools.layout.closing

        def done(_: Changes) -> None:
            count = len(kept_figures(tools.desk().figures.book, rule))
            on_done(self._texts("cockpit.closing.done", month=month, count=count))

        command = CloseMonth(command_id=tools.desk().ids.new_id(), initiator=INITIATOR, month=month, rule=rule)
        tools.bridge.submit(command, done, on_failed, on_failed)
