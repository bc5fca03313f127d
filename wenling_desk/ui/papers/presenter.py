"""Papers on the screen without the widgets: which list, which paper, printing, voiding. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenling_desk.texts import Texts
from wenling_desk.ui.papers.lines import (
    PRINT,
    SAVE,
    PaperLine,
    PapersView,
    read_record_papers,
    read_waiting,
)
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.handle_papers import MarkApplicantPaper, ReportPrinted, ReprintPaper, VoidPaper
from wenling_desk.use_cases.ports import Reading

INITIATOR = "papers"
MOST_COPIES = 9

PrintPdf = Callable[
    [str, bytes, int, str, Path | None, Callable[[], None], Callable[[Told], None]],
    None,
]
"""number, PDF, copies, printer (empty: the system's), file (instead of one), then exactly one of: done, failed."""
ShowPdf = Callable[[bytes, Callable[[Sequence[Any]], None], Callable[[Told], None]], None]
"""PDF, then its pages as pictures for the preview, later, on the GUI thread; or why not."""


@dataclass(frozen=True, slots=True)
class PaperTools:
    """The hands of the papers' page.

    ``print_pdf`` and ``show_pdf`` belong to the print room. ``stamp_reprint(pdf, n)`` lays 补打第 n 次 over every page
    of a kept PDF. ``print_papers`` sends papers that an act has just issued to the printer by number.
    """

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    print_pdf: PrintPdf
    show_pdf: ShowPdf
    stamp_reprint: Callable[[bytes, int], bytes]
    print_papers: Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """How a paper is to be printed."""

    copies: int = 1
    printer: str = ""
    file: Path | None = None


class PapersPresenter:
    """One list and the paper in focus. A printing result is reported by number, wherever the clerk is by then."""

    def __init__(self, tools: PaperTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._anchor = ""
        self._printing: set[str] = set()
        self.view: PapersView | None = None
        self.number = ""
        """The paper in focus."""

    # -- reading ---------------------------------------------------------------------------------

    def open(self, number: str, on_read: Callable[[PapersView], None], on_failed: Callable[[Told], None]) -> None:
        """The papers of that paper's record, with it in focus; all that wait for the printer where it is empty."""
        self._anchor = self.number = number
        self.view = None
        self.read(on_read, on_failed)

    def read(self, on_read: Callable[[PapersView], None], on_failed: Callable[[Told], None]) -> None:
        """Read the list anew."""
        texts, desk, anchor = self._texts, self._tools.desk(), self._anchor

        def keep(view: PapersView) -> None:
            self.view = view
            on_read(view)

        def question(reading: Reading) -> PapersView:
            if anchor:
                return read_record_papers(texts, desk, reading, anchor)
            return read_waiting(texts, desk, reading)

        self._tools.bridge.ask(question, keep, key="papers", on_failed=on_failed)

    def leave(self) -> None:
        """Forget the paper: it may carry a person's data."""
        self._tools.bridge.forget("papers")
        self._tools.bridge.forget("paper-pdf")
        self.view = None
        self.number = ""

    def line(self, number: str = "") -> PaperLine | None:
        """A paper of the list, the one in focus by default."""
        wanted = number or self.number
        lines = self.view.lines if self.view is not None else ()
        return next((line for line in lines if line.number == wanted), None)

    def concerns(self, changes: Changes) -> bool:
        """Whether a change shows in the list."""
        if self.view is None:
            return False
        return changes.papers or self.view.record_id in changes.records or (self.view.waiting and changes.worklists)

    def focus(self, number: str, on_pages: Callable[[Sequence[Any]], None], on_failed: Callable[[Told], None]) -> None:
        """Put a paper in focus and show its kept PDF, byte for byte what is printed."""
        self.number = number

        def show(pdf: bytes) -> None:
            self._tools.show_pdf(pdf, pages, failed)

        def pages(pictures: Sequence[Any]) -> None:
            if number == self.number:
                on_pages(pictures)

        def failed(told: Told) -> None:
            if number == self.number:
                on_failed(told)

        self._tools.bridge.ask(lambda reading: reading.paper_pdf(number), show, "paper-pdf", failed)

    def reason_against(self, act: str) -> str | None:
        """Why an act is not possible with the paper in focus; empty when it is, ``None`` when it does not apply."""
        line = self.line()
        if line is not None and act in {PRINT, SAVE} and line.number in self._printing:
            return self._texts("paper_desk.printing_now")
        return line.reasons.get(act) if line is not None else None

    # -- printing --------------------------------------------------------------------------------

    def print(
        self,
        number: str,
        job: Job,
        on_printed: Callable[[str], None],
        on_failed: Callable[[str, Told], None],
    ) -> None:
        """Print a paper: the first time as it is, every other time as 补打第 n 次, counted before it is printed.

        The result is reported as a fact; a failed first print leaves the paper under 待打印 with its reason.
        """
        line = self.line(number)
        if line is None or number in self._printing:
            return
        self._printing.add(number)
        if not line.was_printed:
            self._print(number, job, 0, on_printed, on_failed)
            return
        count = line.paper.reprints + 1
        command = ReprintPaper(command_id=self._new_id(), initiator=INITIATOR, number=number)

        def refused(told: Told) -> None:
            self._printing.discard(number)
            on_failed(number, told)

        self._tools.bridge.submit(
            command, lambda _: self._print(number, job, count, on_printed, on_failed), refused, refused
        )

    def _print(
        self,
        number: str,
        job: Job,
        count: int,
        on_printed: Callable[[str], None],
        on_failed: Callable[[str, Told], None],
    ) -> None:
        printer = job.file.suffix.lstrip(".") if job.file is not None else job.printer

        def done() -> None:
            self._printing.discard(number)
            self._report(number, printer, "")
            on_printed(number)

        def failed(told: Told) -> None:
            self._printing.discard(number)
            self._report(number, printer, told.code)
            on_failed(number, told)

        def question(reading: Reading) -> bytes:
            pdf = reading.paper_pdf(number)
            return self._tools.stamp_reprint(pdf, count) if count else pdf

        def start(pdf: bytes) -> None:
            self._tools.print_pdf(number, pdf, job.copies, job.printer, job.file, done, failed)

        self._tools.bridge.ask(question, start, "", failed)

    def reprint_sentence(self, job: Job) -> str:
        """What the strip says before a paper is printed again; empty for a first print."""
        line = self.line()
        if line is None or not line.was_printed:
            return ""
        count = line.paper.reprints + 1
        return self._texts("paper_desk.reprint.sentence", name=line.name, count=count, copies=job.copies)

    def _report(self, number: str, printer: str, trouble: str) -> None:
        report = ReportPrinted(
            command_id=self._new_id(),
            initiator=INITIATOR,
            number=number,
            printed=not trouble,
            printer=printer,
            trouble=trouble,
        )
        self._tools.bridge.submit(report)

    # -- voiding, signing ------------------------------------------------------------------------

    def void_sentence(self, reason: str, collected: bool) -> str:
        """What the strip says before a paper is voided."""
        line = self.line()
        key = "paper_desk.void.sentence_collected" if collected else "paper_desk.void.sentence_not_collected"
        return self._texts(key, name=line.name if line is not None else "", number=self.number, reason=reason)

    def void(
        self, reason: str, collected: bool, on_done: Callable[[], None], on_failed: Callable[[Told], None]
    ) -> None:
        """Void the paper in focus; the 作废通知 is printed."""

        def done(changes: Changes) -> None:
            self._tools.print_papers(changes.to_print)
            on_done()

        command = VoidPaper(
            command_id=self._new_id(),
            initiator=INITIATOR,
            number=self.number,
            reason=reason.strip(),
            collected=collected,
        )
        self._tools.bridge.submit(command, done, on_failed, on_failed)

    def mark(self, state: str, on_failed: Callable[[Told], None]) -> None:
        """The applicant's paper came back: ``signed`` or ``scanned``."""
        command = MarkApplicantPaper(command_id=self._new_id(), initiator=INITIATOR, number=self.number, state=state)
        self._tools.bridge.submit(command, None, on_failed, on_failed)

    def file_name(self) -> str:
        """A name for the file: the number alone, which says nothing about a person."""
        return f"{self.number}.pdf"

    def _new_id(self) -> str:
        return self._tools.desk().ids.new_id()
