"""Figures going out: the page as a table of values, a receiving office's own cells, and the look written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from wenling_desk.domain.figures import FigureColumn, FigureValue, Period
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.cockpit import column_of
from wenling_desk.use_cases.cockpit_views import FigureSource
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Look, UnitOfWork

EXPORTED: Final = "FiguresExported"


class CellMeta(StrEnum):
    """What a cell may say besides a figure."""

    HALL = "hall"
    FIRST = "first"
    LAST = "last"
    EDITION = "edition"
    DATA_TIME = "data_time"
    CLERK = "clerk"
    MADE_AT = "made_at"


class CellPart(StrEnum):
    """Which part of a figure a cell holds: its value, the counts of a ratio, its people, or how it is made."""

    VALUE = "value"
    ABOVE = "above"
    BELOW = "below"
    PEOPLE = "people"
    FORMULA = "formula"
    BASE = "base"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A named cell of a template: a figure in a column of halls, or a word about the whole."""

    name: str
    figure: str = ""
    column: str = ""
    part: CellPart = CellPart.VALUE
    meta: CellMeta | None = None


@dataclass(frozen=True, slots=True)
class WorkbookMapping:
    """Which named cells of a receiving office's template take which figures. ``template`` lies beside the mapping."""

    mapping_id: str
    name: str
    template: str
    cells: tuple[NamedCell, ...]
    source: str
    status: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """The values to be written: each figure in each column, and the words about the whole."""

    period: Period
    columns: tuple[FigureColumn, ...]
    values: Mapping[tuple[str, str], FigureValue]
    meta: Mapping[str, str]

    def figure(self, figure_id: str, column_id: str) -> FigureValue | None:
        """A value; the first column where none is named."""
        wanted = column_id or (self.columns[0].column_id if self.columns else "")
        return self.values.get((figure_id, wanted))


@dataclass(frozen=True, slots=True)
class ExportFile:
    """What was written; ``missing`` are names the template does not have."""

    file: Path
    missing: tuple[str, ...] = ()


def export_sheet(desk: Desk, source: FigureSource, figures: Iterable[str], period: Period) -> ExportSheet:
    """The values of some figures in every column of halls over a period."""
    columns = source.book.columns or (column_of(source.book, ""),)
    known = [each for each in dict.fromkeys(figures) if each in source.book.figures]
    values = {
        (figure_id, column.column_id): source.value(figure_id, period, column)
        for figure_id in known
        for column in columns
    }
    times = [value.data_time for value in values.values() if value.data_time is not None]
    meta = {
        str(CellMeta.HALL): desk.identity.hall_name,
        str(CellMeta.FIRST): period.first.isoformat(),
        str(CellMeta.LAST): period.last.isoformat(),
        str(CellMeta.EDITION): source.book.edition.version,
        str(CellMeta.DATA_TIME): _moment(max(times, default=None)),
        str(CellMeta.CLERK): desk.session.clerk_name,
        str(CellMeta.MADE_AT): _moment(desk.now()),
    }
    return ExportSheet(period, tuple(columns), values, meta)


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFigures(Command):
    """Somebody takes figures out of the desk: ``page`` what, ``form`` as what. Written down before the file is."""

    page: str
    form: str


def export_figures(desk: Desk, uow: UnitOfWork, command: ExportFigures) -> Changes:
    """An audited look; nothing of a person goes out with figures."""
    role = desk.role_for("export_figures")
    uow.add_look(Look(EXPORTED, desk.session.clerk, str(role), desk.now(), command.page, command.form))
    uow.commit()
    return Changes(command_id=command.command_id, record_id="", initiator=command.initiator)
