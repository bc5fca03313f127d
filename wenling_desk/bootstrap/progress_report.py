"""The progress report: every number asked for from the centre's database, none written here or in its texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wenling_desk import resources
from wenling_desk.catalogue.report_file import read_report_plan
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import FigureValue, Period
from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.domain.ledger_entry import LedgerEntry
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.domain.progress_report import ReportPlan
from wenling_desk.domain.province_list import PROVINCE_LIST
from wenling_desk.receipts.render import PaperPress
from wenling_desk.server.cockpit.page import source_words
from wenling_desk.server.report_source import ReportSource
from wenling_desk.texts import Texts

VARIANT = "public_service"


def progress_content(source: ReportSource, as_of: date, texts: Texts, *, scale: str = "") -> PaperContent:
    """The report as of a day. ``scale`` says of a generated database how large a share of a city it is.

    Refuses with ``report_figure_empty`` (figure) where nothing was counted for a figure that is no plain count.
    """
    plan = read_report_plan(resources.path("reports", "progress.yaml"), source.counting.shelf.book.figures)
    period = Period.year_to(as_of)
    found = {name: source.value(name, period) for name in plan.figures}
    for name, value in found.items():
        if value.value is None:
            raise DeskRefusal("report_figure_empty", figure=value.figure.name, field=name)
    data_time = source.data_time()

    def in_wan(number: str, unit: str) -> str:
        return texts("report.progress.wan", number=number, unit=unit)

    said = {name: plan.words(value, in_wan) for name, value in found.items()}
    values: dict[str, object] = {
        "centre": {"name": source.centre_name},
        "report": {
            "as_of": texts("report.progress.as_of", day=_day(as_of, texts)),
            "begins": _day(period.first, texts),
            "ends": _day(as_of, texts),
            "edition": source.counting.shelf.edition.version,
            "data_time": f"{data_time:%Y-%m-%d %H:%M}" if data_time is not None else "",
            "scaled": texts("report.progress.scaled", scale=scale) if scale else "",
            "reading": _reading(source, period, texts),
        },
        "figure": said,
        "figures": [_row(value, said[name], texts) for name, value in found.items()],
        "tasks": _tasks(source, plan, period, texts),
    }
    return PaperContent(plan.paper, "", VARIANT, values)


def render_report(content: PaperContent, texts: Texts, fonts: Path) -> RenderedPaper:
    """As PDF. ``fonts`` keeps the unpacked faces. Refuses with ``paper_field_missing`` and ``glyph_missing``."""
    return PaperPress(texts, fonts).render(content)


def _row(value: FigureValue, said: str, texts: Texts) -> Mapping[str, str]:
    figure = value.figure
    return {
        "name": figure.name, "value": said, "formula": figure.formula, "base": figure.base,
        "source": source_words(figure, texts),
    }  # fmt: skip


def _reading(source: ReportSource, period: Period, texts: Texts) -> str:
    """The reading of 一网通办率 the lists were counted by, in words."""
    labels = source.ledger(PROVINCE_LIST).fields["reading"].choices
    found = [labels.get(each, each) for each in source.groups("province_online", "reading", period)]
    return "、".join(found) or texts("report.progress.no_reading")


def _tasks(source: ReportSource, plan: ReportPlan, period: Period, texts: Texts) -> list[Mapping[str, str]]:
    ledger = source.ledger(plan.tasks.ledger)
    rows = []
    for figure in plan.tasks.figures:
        for entry in source.entries(figure, period):
            rows.append({name: _value(entry, ledger.fields[key]) for name, key in plan.tasks.fields.items()})
    for row in rows:
        row["progress"] = texts("report.progress.done", percent=row["progress"] or "0", said=row.pop("said"))
    return [*rows]


def _value(entry: LedgerEntry, field: LedgerField) -> str:
    value = entry.values.get(field.field_id)
    if value is None:
        return ""
    return field.choices.get(str(value), str(value)) if field.type is ValueType.CHOICE else str(value)


def _day(day: date, texts: Texts) -> str:
    return texts("case.day", year=day.year, month=day.month, day=day.day)
