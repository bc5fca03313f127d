"""Reading papers back with PDFium: their text, page by page, and where it stands."""

from __future__ import annotations

import pypdfium2
from PIL import Image

from wenling_desk.receipts.raster import page_pictures


def page_texts(pdf: bytes) -> list[str]:
    """The text layer of each page, lines as they are set."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def whole_text(pdf: bytes) -> str:
    """All pages without white and line ends, to search sentences in."""
    return "".join("".join(page_texts(pdf)).split())


def text_boxes(pdf: bytes) -> list[list[tuple[float, float, float, float]]]:
    """Of each page the rectangles of its text (left, bottom, right, top) in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append([text.get_rect(index) for index in range(text.count_rects())])
        return pages
    finally:
        document.close()


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page in grey."""
    return [
        Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L") for page in page_pictures(pdf, dpi)
    ]


def golden_text(pdf: bytes) -> str:
    """The text layer as golden files keep it: page by page, lines as they are set."""
    pages = page_texts(pdf)
    text = "\n".join(f"[{number}]\n{page.strip()}" for number, page in enumerate(pages, 1)) + "\n"
    return "\n".join(line.rstrip() for line in text.split("\n"))


def overlaps(boxes: list[tuple[float, float, float, float]]) -> list[tuple[int, int]]:
    """Pairs of boxes of one page that lie over one another."""
    return [
        (index, other)
        for index, one in enumerate(boxes)
        for other in range(index + 1, len(boxes))
        if _shared(one, boxes[other]) >= 4
    ]


def _shared(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """Square points that two boxes share, their edges taken a little tighter."""
    wide = min(one[2], other[2]) - max(one[0], other[0]) - 1
    high = min(one[3], other[3]) - max(one[1], other[1]) - 1
    return wide * high if wide > 0 and high > 0 else 0.0
