"""A line stamped on a paper that was issued before: which print it is, and whose copy.

The kept PDF stays as it is, byte for byte; what is stamped is appended to it as one more revision. PDFium is not safe
on several threads: stamping belongs to the render thread, as the pictures of pages do (raster.py).
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.measures import MM, Measures
from wenling_desk.receipts.pen import Pen

_LAST_ID = re.compile(rb"/ID\[<([0-9A-F]{32})><([0-9A-F]{32})>\]")


def stamp_sheet(text: str, faces: Faces, measures: Measures) -> bytes:
    """A transparent page with ``text`` at the right end of the foot line. Raises KeyError for a character without a
    glyph.
    """
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(measures.page_width, measures.page_height),
        initialFontName=faces.first_font,
        invariant=1,
        pageCompression=1,
    )
    pen = Pen(canvas, faces, measures)
    style = measures.styles["small"]
    pen.text(measures.right - pen.text_width(text, style), measures.sheet.footer_mm * MM, text, style)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def stamped(pdf: bytes, sheet: bytes) -> bytes:
    """``pdf`` with ``sheet`` laid over every page; begins with the bytes of ``pdf``, and the same input gives the same
    bytes. Raises ValueError for a broken PDF.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a readable PDF") from error
    buffer = BytesIO()
    try:
        _lay_over(document, sheet)
        document.save(buffer, flags=pypdfium2.raw.FPDF_INCREMENTAL)
    finally:
        document.close()
    return _same_every_time(pdf, buffer.getvalue(), sheet)


def _lay_over(document: pypdfium2.PdfDocument, sheet: bytes) -> None:
    source = pypdfium2.PdfDocument(sheet)
    try:
        drawn = pypdfium2.raw.FPDF_NewXObjectFromPage(document, source, 0)
        try:
            for page in document:
                pypdfium2.raw.FPDFPage_InsertObject(page, pypdfium2.raw.FPDF_NewFormObjectFromXObject(drawn))
                page.gen_content()
                page.close()
        finally:
            pypdfium2.raw.FPDF_CloseXObject(drawn)
    finally:
        source.close()


def _same_every_time(pdf: bytes, result: bytes, sheet: bytes) -> bytes:
    """PDFium ends a file with a random identifier; one of equal length that follows from the content takes its
    place."""
    found = max(_LAST_ID.finditer(result, len(pdf)), key=lambda each: each.start(), default=None)
    if found is None:
        return result
    identifier = hashlib.sha256(pdf + sheet).hexdigest()[:32].upper().encode("ascii")
    return result[: found.start(2)] + identifier + result[found.end(2) :]
