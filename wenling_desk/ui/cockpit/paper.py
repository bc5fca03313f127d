"""A page of the cockpit on A4 across: the same charts with the same strokes, as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from wenling_desk.domain.cockpit import CockpitPage
from wenling_desk.ui.cockpit.board import FITTED
from wenling_desk.ui.cockpit.charts import Sheet
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.charts.look import Chart, ChartLook, paint_sheet, sheet_room
from wenling_desk.ui.widgets.charts.table import FigureTable

WIDTH, HEIGHT = 1123.0, 794.0
"""A4 across in pixels of 1/96 inch: type is as large on paper as it is measured on the screen."""
MARGIN = 45.0
DOTS = 288
"""Dots per inch of the writer: three to a pixel, so that letters stand where they should."""
SCALE = DOTS / 96
GAP = 8.0
LEAST = 190.0
"""The least height of a chart on paper."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """One sheet with its place on a page of paper."""

    box: QRectF
    chart: Chart
    heading: str
    remark: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on every page: title, remark, the foot for page ``n`` of ``m``."""

    title: str
    remark: str
    foot: Callable[[int, int], str]


def lay_out(page: CockpitPage, sheets: Mapping[str, Sheet], look: ChartLook) -> list[list[PagePart]]:
    """The sheets of a page on as many pages of paper as they need. Tables go on over the page's end, row by row."""
    return _Layout(look).pages(page, sheets)


class _Layout:
    def __init__(self, look: ChartLook) -> None:
        self._look = look
        self._top = MARGIN + look.height("title") + look.height() + 2 * GAP
        self._bottom = HEIGHT - MARGIN - look.height() - GAP
        self._pages: list[list[PagePart]] = [[]]
        self._y = self._top

    def pages(self, page: CockpitPage, sheets: Mapping[str, Sheet]) -> list[list[PagePart]]:
        rows = [[(block, sheets[f"{at}.{beside}"]) for beside, block in enumerate(row)]
                for at, row in enumerate(page.rows)]  # fmt: skip
        for at, row in enumerate(rows):
            weights = [float(block.weight) for block, _ in row]
            shown = [sheet for _, sheet in row]
            if len(shown) == 1 and isinstance(shown[0].chart, FigureTable):
                self._table(shown[0], shown[0].chart)
                continue
            is_fitted = all(block.kind in FITTED for block, _ in row)
            later = rows[at + 1 :]
            height = self._fitted(shown) if is_fitted else self._share(row, later)
            self._row(shown, weights, height)
        return self._pages

    def _fitted(self, shown: Sequence[Sheet]) -> float:
        return max(sheet.chart.wanted_height(self._look) + self._frame(sheet) for sheet in shown)

    def _share(self, row: Sequence[object], later: Sequence[Sequence[object]]) -> float:
        """What is left, shared among this row and the charts below it; the last one takes a little more."""
        left = self._bottom - self._y - GAP * len(later)
        parts = 2.0 + 3.0 * len(later) if later else 1.0
        mine = 2.0 if later and row else 1.0
        return max(left * mine / parts, LEAST)

    def _row(self, shown: Sequence[Sheet], weights: Sequence[float], height: float) -> None:
        if self._y + height > self._bottom + 1 and self._pages[-1]:
            self._turn()
        height = min(height, self._bottom - self._y)
        width = WIDTH - 2 * MARGIN - GAP * (len(shown) - 1)
        x = MARGIN
        for sheet, weight in zip(shown, weights, strict=True):
            wide = width * weight / sum(weights)
            self._put(QRectF(x, self._y, wide, height), sheet.chart, sheet)
            x += wide + GAP
        self._y += height + GAP

    def _table(self, sheet: Sheet, table: FigureTable) -> None:
        first = 0
        while True:
            room = self._bottom - self._y - self._frame(sheet)
            fits = int(room // table.row(self._look)) - 1
            if fits < min(3, max(len(table.rows), 1)) and self._pages[-1]:
                self._turn()
                continue
            part = table.part(first, max(fits, 1))
            height = part.wanted_height(self._look) + self._frame(sheet)
            box = QRectF(MARGIN, self._y, WIDTH - 2 * MARGIN, min(height, self._bottom - self._y))
            self._put(box, part, sheet)
            self._y += box.height() + GAP
            first += max(fits, 1)
            if first >= len(table.rows):
                return
            self._turn()

    def _put(self, box: QRectF, chart: Chart, sheet: Sheet) -> None:
        self._pages[-1].append(PagePart(box, chart, sheet.heading, sheet.remark))

    def _turn(self) -> None:
        self._pages.append([])
        self._y = self._top

    def _frame(self, sheet: Sheet) -> float:
        box = QRectF(0, 0, 1000, 1000)
        return box.height() - sheet_room(box, self._look, sheet.heading).height()


def paint_page(
    painter: QPainter, parts: Sequence[PagePart], look: ChartLook, printed: Printed, at: int, of: int
) -> None:
    """One page of paper into a painter whose units are pixels of 1/96 inch."""
    title = look.height("title")
    line = QRectF(MARGIN, MARGIN, WIDTH - 2 * MARGIN, title)
    look.text(painter, line, printed.title, step="title", strong=True)
    below = QRectF(MARGIN, MARGIN + title, WIDTH - 2 * MARGIN, look.height() + GAP)
    look.text(painter, below, printed.remark, colour="secondary")
    for part in parts:
        room = paint_sheet(painter, part.box, look, part.heading, part.remark)
        part.chart.paint(painter, room, look)
    foot = QRectF(MARGIN, HEIGHT - MARGIN - look.height(), WIDTH - 2 * MARGIN, look.height())
    look.text(painter, foot, printed.foot(at, of), colour="secondary")


def page_pdf(page: CockpitPage, sheets: Mapping[str, Sheet], theme: Theme, printed: Printed) -> bytes:
    """The page as PDF; letters stay letters in it."""
    look = ChartLook(theme, is_paper=True)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setTitle(printed.title)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF()))
    painter = QPainter(writer)
    painter.scale(SCALE, SCALE)
    pages = lay_out(page, sheets, look)
    for at, parts in enumerate(pages, 1):
        if at > 1:
            writer.newPage()
        paint_page(painter, parts, look, printed, at, len(pages))
    painter.end()
    buffer.close()
    return bytes(data.data())
