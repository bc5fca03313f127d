"""Pictures of PDF pages, for looking and for printers that want pixels.

PDFium is not safe on several threads: all of it belongs to the one render thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as pixels, rows from above, 4 bytes (red, green, blue, alpha) each, no padding."""

    width: int
    height: int
    rgba: bytes


def page_pictures(pdf: bytes, dpi: int) -> Iterator[PagePicture]:
    """The pages of ``pdf`` on white, one after another, at ``dpi`` dots an inch. Raises ValueError for a
    broken PDF.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a readable PDF") from error
    try:
        for page in document:
            bitmap = page.render(
                scale=dpi / 72,
                fill_color=(255, 255, 255, 255),
                rev_byteorder=True,
                force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRA,
            )
            try:
                yield _picture(bitmap)
            finally:
                bitmap.close()
                page.close()
    finally:
        document.close()


def _picture(bitmap: pypdfium2.PdfBitmap) -> PagePicture:
    data, row = bytes(bitmap.buffer), bitmap.width * 4
    if bitmap.stride != row:
        data = b"".join(data[start : start + row] for start in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    return PagePicture(bitmap.width, bitmap.height, data)
