"""A printer for the demonstration: it prints into files, and it can be out of order."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter

from wenling_desk.ui.printing import PrintError


class FilePrinter:
    """``PrintRoom``'s ``open_printer``: every job is a PDF file in ``folder``. ``broken`` is a printer not found."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.broken = False

    def __call__(self, _name: str) -> QPrinter:
        """A printer for one job. Raises PrintError ``printer_missing`` while it is broken."""
        if self.broken:
            raise PrintError("printer_missing", "frame.printing.printer_missing")
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._folder / f"printed-{next(self._numbers)}.pdf"))
        return printer
