"""The road of a paper from its act to the printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.printing import PrintJob, PrintRoom
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.ports import Reading


@dataclass(frozen=True, slots=True)
class PaperRoad:
    """Prints what is committed, and reports what came of it as a fact."""

    opened: bootstrap.OpenDesk
    bridge: Bridge
    room: PrintRoom

    def print_papers(self, numbers: Sequence[str]) -> None:
        """Print papers that are durable already; the printer's answer comes back as a fact, and a paper that was not
        printed stays under 待打印."""
        for number in numbers:
            self.bridge.ask(partial(_paper_to_print, number), self._print_issued, f"print {number}")

    def _print_issued(self, found: tuple[str, bytes, int, str]) -> None:
        number, pdf, copies, kind = found
        press = self.opened.parts.press
        job = PrintJob(
            number,
            pdf,
            copies,
            self.opened.settings.printer_name,
            label=lambda each, copy: press.stamp_copy(each, kind, copy),
        )
        self.room.print(job, self._printed, self._not_printed)

    def _printed(self, job: PrintJob) -> None:
        self._report(job, printed=True)

    def _not_printed(self, job: PrintJob, told: Told) -> None:
        self._report(job, printed=False, trouble=told.code)
        self.bridge.told.emit(told)

    def _report(self, job: PrintJob, *, printed: bool, trouble: str = "") -> None:
        command = ReportPrinted(
            command_id=self.opened.current.ids.new_id(),
            number=job.number,
            printed=printed,
            printer=job.printer,
            trouble=trouble,
        )
        self.bridge.submit(command, background=True)

    def print_pdf(
        self,
        number: str,
        pdf: bytes,
        copies: int,
        printer: str,
        file: Path | None,
        done: Callable[[], None],
        failed: Callable[[Told], None],
    ) -> None:
        """One paper to a chosen printer or file; exactly one of the two is called."""
        job = PrintJob(number, pdf, copies, printer or self.opened.settings.printer_name, file)
        self.room.print(job, lambda _: done(), lambda _, told: failed(told))


def _paper_to_print(number: str, reading: Reading) -> tuple[str, bytes, int, str]:
    paper = reading.paper(number)
    copies, kind = (paper.copies, paper.kind) if paper is not None else (1, "")
    return number, reading.paper_pdf(number), copies, kind
