"""A printer for the demonstration: it prints into files, and it can be out of order."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter

from wenling_desk.ui.printing import PrinterFound, PrintError


class FilePrinter:
    """``PrintRoom``'s ``open_printer``: every job is a PDF file in ``folder``. ``broken`` is a printer not found.
    ``name`` is what it is called."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
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

    def found(self) -> list[PrinterFound]:
        """``PrintRoom``'s ``find_printers``: the only one there is."""
        return [PrinterFound(self._name, self._name, is_default=True)]
