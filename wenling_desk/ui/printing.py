"""Paper out of the printer. One render thread owns PDFium and the printer: neither is safe on two threads, neither
fast enough for the GUI's.

A paper is printed as it was issued: its kept PDF, page by page as pictures, so that screen and paper are the same on
every system. Printing never decides anything: it reports, and the report comes back as a fact.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import Lane, log_defect
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.ui.widgets.pdf_preview import Raster

PRINT_DPI = 300
PREVIEW_DPI = 144

Rasterise = Callable[[bytes, int], Iterable[tuple[int, int, bytes]]]
"""PDF, dots per inch -> pages as width, height and RGBA bytes; an iterator keeps one page in memory at a time."""

OpenPrinter = Callable[[str], QPrinter]
"""The printer of a name; empty is the system's own."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper to print: ``printer`` empty is the system's own; with ``file`` the PDF itself is written there, byte for
    byte. ``label`` makes the n-th copy (from 0) out of the PDF, on the render thread; without it all copies are alike.
    """

    number: str
    pdf: bytes
    copies: int = 1
    printer: str = ""
    file: Path | None = None
    label: Callable[[bytes, int], bytes] | None = None


@dataclass(frozen=True, slots=True)
class PrinterFound:
    """A printer of this system; ``name`` is its handle, ``label`` what its owner calls it."""

    name: str
    label: str
    is_default: bool


FindPrinters = Callable[[], Sequence[PrinterFound]]
"""Names the printers there are; may take long."""


class PrintError(Exception):
    """Printing did not succeed; ``code`` and ``text_key`` say why. Nothing of the case is lost."""

    def __init__(self, code: str, text_key: str) -> None:
        super().__init__(code)
        self.code = code
        self.text_key = text_key


def system_printer(name: str) -> QPrinter:
    """The printer of that name, or the system's own. Raises PrintError ``printer_missing``."""
    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise PrintError("printer_missing", "frame.printing.printer_missing")
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


class PrintRoom(QObject):
    """Prints, previews, and names the printers. Everything answers later, on the GUI thread."""

    printed = Signal(object)
    """The ``PrintJob`` whose pages all went to the printer."""
    failed = Signal(object, object)
    """The ``PrintJob`` and ``Told``: why, and what to do."""

    def __init__(
        self,
        rasterise: Rasterise,
        texts: Texts,
        open_printer: OpenPrinter = system_printer,
        parent: QObject | None = None,
        find_printers: FindPrinters | None = None,
    ) -> None:
        super().__init__(parent)
        self._find_printers = find_printers or _find_printers
        self._rasterise = rasterise
        self._texts = texts
        self._open_printer = open_printer
        self._lane = Lane("render", self)

    def print(
        self,
        job: PrintJob,
        on_printed: Callable[[PrintJob], object] | None = None,
        on_failed: Callable[[PrintJob, Told], object] | None = None,
    ) -> None:
        """Print, or write the file. Jobs keep their order; exactly one of the callbacks is called."""

        def done(_: None) -> None:
            self.printed.emit(job)
            if on_printed is not None:
                on_printed(job)

        def failed(error: BaseException) -> None:
            told = self._tell(error)
            self.failed.emit(job, told)
            if on_failed is not None:
                on_failed(job, told)

        self._lane.run(lambda: self._do(job), done, failed)

    def preview(
        self,
        pdf: bytes,
        on_pages: Callable[[Sequence[Raster]], object],
        on_failed: Callable[[Told], object] | None = None,
        dpi: int = PREVIEW_DPI,
    ) -> None:
        """Pages for ``PdfPreview``."""
        self._lane.run(
            lambda: [Raster(*page) for page in self._rasterise(pdf, dpi)],
            on_pages,
            lambda error: on_failed(self._tell(error)) if on_failed is not None else None,
        )

    def printers(self, on_found: Callable[[Sequence[PrinterFound]], object]) -> None:
        """The system's printers; asking a network printer may take long."""
        self._lane.run(self._find_printers, on_found, log_defect)

    def stop(self, seconds: float = 5.0) -> bool:
        """Finish what is being printed and end. Whether it ended in time."""
        return self._lane.stop(seconds)

    def _do(self, job: PrintJob) -> None:
        if job.file is not None:
            write_whole(job.file, job.pdf)
            return
        printer = self._open_printer(job.printer)
        # The number alone: a job's name is read by anybody who looks at the printer.
        printer.setDocName("".join(c if c.isascii() and c.isprintable() else "_" for c in job.number))
        rounds = max(1, job.copies)
        if job.label is not None and rounds > 1:
            self._paint(printer, (job.label(job.pdf, each) for each in range(rounds)))
            return
        if printer.supportsMultipleCopies():
            printer.setCopyCount(rounds)
            rounds = 1
        self._paint(printer, (job.pdf for _ in range(rounds)))

    def _paint(self, printer: QPrinter, copies: Iterable[bytes]) -> None:
        painter = QPainter()
        count = 0
        try:
            for pdf in copies:
                for width, height, rgba in self._rasterise(pdf, PRINT_DPI):
                    _lay_paper(printer, landscape=width > height)
                    if count == 0:
                        if not painter.begin(printer):
                            raise PrintError("printer_not_ready", "frame.printing.printer_not_ready")
                    elif not printer.newPage():
                        raise PrintError("printer_stopped", "frame.printing.printer_stopped")
                    _paint_page(printer, painter, Raster(width, height, rgba))
                    count += 1
        finally:
            ended = painter.isActive() and painter.end()
        if count == 0:
            raise PrintError("paper_empty", "frame.printing.paper_empty")
        states = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        if not ended or printer.printerState() in states:
            raise PrintError("printer_stopped", "frame.printing.printer_stopped")

    def _tell(self, error: BaseException) -> Told:
        if isinstance(error, PrintError):
            return Told(ToldKind.TROUBLE, error.code, self._texts(error.text_key))
        told = tell(error, self._texts)
        if told.kind is ToldKind.DEFECT:
            log_defect(error)
            # Whatever broke, the clerk's way on is the same: the paper is kept and can be printed again.
            return Told(ToldKind.TROUBLE, told.code, self._texts("frame.printing.unknown"))
        return told


def write_whole(file: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises PrintError ``file_not_written``."""
    fresh = file.with_name(file.name + ".part")
    try:
        with fresh.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise PrintError("file_not_written", "frame.printing.file_not_written") from error


def _lay_paper(printer: QPrinter, *, landscape: bool) -> None:
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), orientation, QMarginsF()))
    # The pictures carry their own margins; the printer's must not shrink them.
    printer.setFullPage(True)


def _paint_page(printer: QPrinter, painter: QPainter, page: Raster) -> None:
    image = page.image()
    box = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    size = QSizeF(image.size()).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(box.topLeft(), size), image)


def _find_printers() -> list[PrinterFound]:
    default = QPrinterInfo.defaultPrinterName()
    return [
        PrinterFound(info.printerName(), info.description() or info.printerName(), info.printerName() == default)
        for info in QPrinterInfo.availablePrinters()
    ]
