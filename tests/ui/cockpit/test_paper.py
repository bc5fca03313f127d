"""The page on paper: the same charts in letters and lines, tables that go on over the page's end."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.support.scenes import scenes_folder
from tests.ui.cockpit.conftest import Desk
from wenling_desk.ui.cockpit.paper import HEIGHT, MARGIN, WIDTH, lay_out
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.charts.look import ChartLook, paint_sheet
from wenling_desk.ui.widgets.charts.table import FigureTable

PAGES = ["overview", "cases", "efficiency", "bundles", "ratings", "ledgers", "peers", "closing"]


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("page", PAGES)
def test_everything_of_a_page_stands_on_paper(desk: Desk, page: str) -> None:
    desk.three_weeks_of_cases()
    desk.open().go_page(PAGES.index(page))
    desk.page.print_page()
    name, pdf = desk.pdfs[-1]
    assert name == page
    _keep_picture(pdf, page)
    look, presenter = ChartLook(desk.kit.theme, is_paper=True), desk.page.presenter
    pages = lay_out(presenter.page, presenter.sheets, look)
    assert len(PdfReader(BytesIO(pdf)).pages) == len(pages)
    room = QRectF(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    for parts in pages:
        assert all(room.contains(part.box) for part in parts)
        boxes = [part.box for part in parts]
        assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[:at])
    told = words_of(pdf)
    for sheet in presenter.sheets.values():
        if isinstance(sheet.chart, FigureTable):
            # Figures alone: a PDF may name a character by its twin among the radicals.
            for row in sheet.chart.rows:
                assert all(cell in told for cell in row.cells if cell.replace(",", "").isdigit())


def _keep_picture(pdf: bytes, page: str) -> None:
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=1.4).to_pil().save(scenes_folder() / f"cockpit-paper-{page}.png")
    document.close()


def test_a_table_of_many_rows_is_cut_between_rows_and_none_is_lost(desk: Desk) -> None:
    desk.open().go_page(PAGES.index("ledgers"))
    presenter = desk.page.presenter
    whole = presenter.sheets["0.0"].chart
    assert isinstance(whole, FigureTable)
    pages = lay_out(presenter.page, presenter.sheets, ChartLook(desk.kit.theme, is_paper=True))
    assert len(pages) > 2
    rows = [row for parts in pages for part in parts if isinstance(part.chart, FigureTable) for row in part.chart.rows]
    assert rows == list(whole.rows)


def test_screen_and_paper_draw_the_same_strokes(desk: Desk, theme: Theme) -> None:
    """Into pixels of the same size, a chart without focus is the same picture on both."""
    desk.open()
    sheet = desk.page.presenter.sheets["1.0"]

    def drawn(look: ChartLook) -> QImage:
        image = QImage(900, 240, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        room = paint_sheet(painter, QRectF(0, 0, 900, 240), look, sheet.heading, sheet.remark)
        sheet.chart.paint(painter, room, look)
        painter.end()
        return image

    assert drawn(ChartLook(theme)) == drawn(ChartLook(theme, is_paper=True))
