"""Pages as pixels."""

from __future__ import annotations

import pytest

from tests.receipts import samples
from wenling_desk.receipts.raster import page_pictures
from wenling_desk.receipts.render import PaperPress


def test_pages_come_in_order_on_white(press: PaperPress) -> None:
    rendered = press.render(samples.content("acceptance_notice", materials=samples.materials(60)))
    pages = list(page_pictures(rendered.pdf, 72))
    assert len(pages) == rendered.pages
    for page in pages:
        assert (page.width, page.height) == (596, 842)
        assert len(page.rgba) == page.width * page.height * 4
        assert page.rgba[:4] == b"\xff\xff\xff\xff"
        assert min(page.rgba) < 60
    assert pages[0].rgba != pages[1].rgba


def test_resolution_is_dots_an_inch(press: PaperPress) -> None:
    (page,) = page_pictures(press.render(samples.content("extension_notice")).pdf, 300)
    assert (page.width, page.height) == (2481, 3508)


@pytest.mark.parametrize("data", [b"", b"not a PDF", b"%PDF-1.7\n"])
def test_broken_pdf_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a readable PDF"):
        list(page_pictures(data, 72))
