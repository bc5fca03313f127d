"""Paper on the screen: pages turn, zoom, and are copies of the bytes they came from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.support.hands import bring_up, child, press, type_text
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.pdf_preview import ZOOM_STEPS, PdfPreview, Raster

RED, WHITE = bytes((255, 0, 0, 255)), bytes((255, 255, 255, 255))


def page(pixel: bytes = WHITE, width: int = 595, height: int = 842) -> Raster:
    return Raster(width, height, pixel * (width * height))


@pytest.fixture
def preview(kit: Kit, qtbot) -> PdfPreview:
    preview = PdfPreview(kit, "预览")
    preview.resize(500, 400)
    bring_up(qtbot, preview)
    preview.setFocus()
    return preview


def words(preview: PdfPreview) -> str:
    return child(preview, PlainLabel).shown()


def test_pages_turn_and_stop_at_the_ends(preview: PdfPreview, kit: Kit) -> None:
    preview.show_pages([page(), page(RED), page()])
    assert words(preview) == kit.texts("widgets.preview.page", number=1, total=3) == preview.accessibleDescription()
    for key, number in (("Up", 1), ("Down", 2), ("Down", 3), ("Down", 3), ("Up", 2)):
        press(Qt.Key.Key_PageUp if key == "Up" else Qt.Key.Key_PageDown)
        assert preview.page_number() == (number, 3)


def test_no_pages(preview: PdfPreview) -> None:
    assert preview.page_number() == (0, 0)
    assert words(preview) == ""
    press(Qt.Key.Key_PageDown)
    type_text("+-0")
    assert preview.page_number() == (0, 0)


def test_whole_width_without_scrolling_sideways(preview: PdfPreview) -> None:
    preview.show_pages([page()])
    for width in (500, 900, 320):
        preview.resize(width, 400)
        assert preview.zoom() is None
        assert preview._scroll.horizontalScrollBar().maximum() == 0
        assert preview._sheet.width() == pytest.approx(preview._scroll.viewport().width(), abs=2)


def test_zoom_by_steps(preview: PdfPreview) -> None:
    preview.show_pages([page()])
    type_text("+")
    zoom = preview.zoom()
    assert zoom in ZOOM_STEPS
    type_text("=")
    assert preview.zoom() == ZOOM_STEPS[ZOOM_STEPS.index(zoom) + 1]
    for _ in range(20):
        type_text("-")
    assert preview.zoom() == ZOOM_STEPS[0]
    for _ in range(20):
        type_text("+")
    assert preview.zoom() == ZOOM_STEPS[-1]
    type_text("0")
    assert preview.zoom() is None


def test_arrows_scroll(preview: PdfPreview) -> None:
    preview.show_pages([page(), page()])
    type_text("++++")
    press(Qt.Key.Key_Down)
    assert preview._scroll.verticalScrollBar().value() > 0
    press(Qt.Key.Key_PageDown)
    assert preview._scroll.verticalScrollBar().value() == 0


def test_control_and_wheel_zoom(preview: PdfPreview) -> None:
    preview.show_pages([page()])
    for held, turned in ((Qt.KeyboardModifier.NoModifier, 0), (Qt.KeyboardModifier.ControlModifier, 1)):
        event = QWheelEvent(
            QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(preview, event)
        assert (preview.zoom() is not None) == bool(turned)


def test_picture_shows_the_page_of_the_bytes(preview: PdfPreview) -> None:
    preview.show_pages([page(WHITE), page(RED)])
    preview.turn(1)
    colour = preview._sheet.grab().toImage().pixelColor(preview._sheet.rect().center())
    assert (colour.red(), colour.green(), colour.blue()) == (255, 0, 0)


def test_image_is_a_copy_of_its_bytes() -> None:
    data = bytearray(RED * 6)
    image = Raster(3, 2, bytes(data)).image()
    data[:] = WHITE * 6
    assert image.pixelColor(2, 1).red() == 255
    assert image.pixelColor(2, 1).green() == 0


@pytest.mark.parametrize(
    "raster", [Raster(3, 2, RED * 5), Raster(0, 0, b""), Raster(-1, -1, RED), Raster(2, 2, RED * 5)]
)
def test_broken_page_is_refused(raster: Raster) -> None:
    with pytest.raises(ValueError, match="do not match"):
        raster.image()
