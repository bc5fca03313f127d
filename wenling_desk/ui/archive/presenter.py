"""归档 without its widgets: which closed cases are complete, and their packages one after the other. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.heads import CaseHead
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day, short_moment
from wenling_desk.ui.told import DeskBridge, Told, tell
from wenling_desk.use_cases.archive_case import ArchiveCase, TakeOutArchive
from wenling_desk.use_cases.archive_list import ClosedCase, ClosedHeads, Readiness, closed_heads, standings_of
from wenling_desk.use_cases.archive_volume import Package, archived_package, gap_sentence, precheck_package
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading

INITIATOR = "archive"
LIST, PACKAGE = "archive_list", "archive_package"
SLICE = 25
"""Cases looked at in one question: the reader's other questions go between two of them."""

MOST_GAPS = 6
"""Sentences shown of one case; the precheck has them all."""

ORDER = (Readiness.GAPS, Readiness.READY, Readiness.CHANGED, Readiness.ARCHIVED)
"""What a person has to do something about comes first."""

TONES = {
    Readiness.READY: "act",
    Readiness.GAPS: "soon",
    Readiness.ARCHIVED: "good",
    Readiness.CHANGED: "act",
}


@dataclass(frozen=True, slots=True)
class ArchiveTools:
    """What the page is given. ``run`` does work aside from both threads of the desk; ``write`` puts a package under a
    folder and says where, ``choose_folder`` asks a person; cover and list of each volume are printed."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    run: Callable[[Callable[[], Path], Callable[[Path], None], Callable[[BaseException], None]], object]
    write: Callable[[Package, Path], Path]
    choose_folder: Callable[[str, Path | None], Path | None]
    print_papers: Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """A closed case in words."""

    record_id: str
    state: str
    tone: str
    number: str
    item: str
    applicant: str
    closed: str
    detail: str


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """What the page shows; ``to_make`` counts the packages F8 makes, ``remarks`` stand under the list."""

    lines: tuple[ArchiveLine, ...] = ()
    summary: str = ""
    remarks: tuple[str, ...] = ()
    to_make: int = 0
    is_busy: bool = False
    is_reading: bool = False


class ArchivePresenter:
    """One list; packages are made one after the other, and one that fails stops no other."""

    def __init__(self, tools: ArchiveTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._cases: list[ClosedCase] = []
        self._failed: dict[str, str] = {}
        self._is_cut = False
        self._is_reading = False
        self._queue: list[str] = []
        self._made = 0
        self._unmade = 0
        self._asked = 0
        self.folder: Path | None = None

    @property
    def is_busy(self) -> bool:
        """Whether packages are being made."""
        return bool(self._queue)

    # -- reading ---------------------------------------------------------------------------------

    def read(self, on_read: Callable[[ArchiveView], None], on_failed: Callable[[Told], None]) -> None:
        """Look at every closed case; ``on_read`` comes again while more is being looked at."""
        self._asked += 1
        round_, self._cases, self._is_reading = self._asked, [], True
        desk = self._tools.desk()

        def failed(told: Told) -> None:
            self._is_reading = False
            on_failed(told)

        def slice_of(rest: Sequence[Sequence[CaseHead]]) -> None:
            def question(reading: Reading) -> list[ClosedCase]:
                return standings_of(desk, reading, rest[:SLICE])

            def found(cases: list[ClosedCase]) -> None:
                if round_ != self._asked:
                    return
                self._cases += cases
                self._is_reading = len(rest) > SLICE
                on_read(self.view())
                if self._is_reading:
                    slice_of(rest[SLICE:])

            self._tools.bridge.ask(question, found, LIST, failed)

        def heads(told: ClosedHeads) -> None:
            if round_ == self._asked:
                self._is_cut = told.is_cut
                slice_of(told.cases)

        self._tools.bridge.ask(lambda reading: closed_heads(desk, reading), heads, LIST, failed)

    def forget(self) -> None:
        """Answers still on their way are for nobody any more; packages under way are made to the end."""
        self._asked += 1
        self._cases, self._failed, self._is_reading = [], {}, False

    def view(self) -> ArchiveView:
        """What the page shows now."""
        texts = self._texts
        amounts = {state: sum(case.readiness is state for case in self._cases) for state in Readiness}
        to_make = sum(case.may_be_archived for case in self._cases)
        summary = texts(
            "archive.page.summary",
            total=len(self._cases),
            ready=to_make,
            gaps=amounts[Readiness.GAPS],
            archived=amounts[Readiness.ARCHIVED],
        )
        return ArchiveView(
            lines=tuple(self._line(case) for case in sorted(self._cases, key=lambda case: ORDER.index(case.readiness))),
            summary=summary if self._cases else "",
            remarks=self._remarks(),
            to_make=to_make,
            is_busy=self.is_busy,
            is_reading=self._is_reading,
        )

    def gaps(self, record_id: str) -> tuple[str, ...]:
        """What a case misses, a sentence each; what went wrong with its package stands first."""
        case = next((each for each in self._cases if each.record_id == record_id), None)
        if case is None:
            return ()
        wrong = self._failed.get(record_id, "")
        sentences = tuple(gap_sentence(gap, self._texts) for gap in case.gaps)
        told = (*((wrong,) if wrong else ()), *sentences)
        if len(told) > MOST_GAPS:
            more = self._texts("archive.page.more_gaps", count=len(told) - MOST_GAPS)
            told = (*told[:MOST_GAPS], more)
        return told or (self._texts("archive.page.no_gaps"),)

    def _remarks(self) -> tuple[str, ...]:
        told = []
        if self._is_cut:
            told.append(self._texts("archive.page.first_rows", count=len(self._cases)))
        archiving = self._tools.desk().archiving
        if self.folder is not None:
            told.append(self._texts("archive.page.folder", folder=self.folder))
        if self._cases and archiving is not None and archiving.rules.inferred:
            told.append(self._texts("archive.page.inferred"))
        return tuple(told)

    def _line(self, case: ClosedCase) -> ArchiveLine:
        today = self._tools.desk().today()
        return ArchiveLine(
            record_id=case.record_id,
            state=self._texts(f"archive.state.{case.readiness}", **self._counted(case)),
            tone="late" if case.record_id in self._failed else TONES[case.readiness],
            number=case.number,
            item=case.item,
            applicant=case.applicant,
            closed=short_day(self._texts, case.closed, today),
            detail=self._detail(case),
        )

    def _counted(self, case: ClosedCase) -> dict[str, int]:
        return {"count": len(case.gaps)} if case.readiness is Readiness.GAPS else {}

    def _detail(self, case: ClosedCase) -> str:
        texts = self._texts
        if case.record_id in self._failed:
            return self._failed[case.record_id]
        if case.gaps:
            first = gap_sentence(case.gaps[0], texts)
            return first if len(case.gaps) == 1 else texts("archive.detail.more", first=first, count=len(case.gaps) - 1)
        if case.readiness is Readiness.ARCHIVED and case.archived_at is not None:
            moment = short_moment(texts, case.archived_at, self._tools.desk().today())
            return texts("archive.detail.archived", version=case.version, moment=moment)
        if case.readiness is Readiness.CHANGED:
            return texts("archive.detail.changed", version=case.version)
        return texts("archive.detail.ready")

    # -- making ----------------------------------------------------------------------------------

    def make(self, on_step: Callable[[ArchiveView], None], on_done: Callable[[str], None]) -> bool:
        """Archive every complete case into one folder; ``False`` where nobody chose one, or nothing is to be made."""
        wanted = [case.record_id for case in self._cases if case.may_be_archived]
        if self.is_busy or not wanted or not self._has_folder():
            return False
        self._queue, self._made, self._unmade, self._failed = wanted, 0, 0, {}
        on_step(self.view())
        self._next(on_step, on_done)
        return True

    def change_folder(self) -> bool:
        """Ask for another folder; ``False`` where nobody chose one."""
        chosen = self._tools.choose_folder(self._texts("archive.page.choose_folder"), self.folder)
        if chosen is not None:
            self.folder = chosen
        return chosen is not None

    def _has_folder(self) -> bool:
        return self.folder is not None or self.change_folder()

    def _next(self, on_step: Callable[[ArchiveView], None], on_done: Callable[[str], None]) -> None:
        if not self._queue:
            on_done(self._ended())
            return
        record_id = self._queue[0]

        def ended(sentence: str = "") -> None:
            if sentence:
                self._unmade += 1
                self._failed[record_id] = sentence
            else:
                self._made += 1
            self._queue = self._queue[1:]
            on_step(self.view())
            self._next(on_step, on_done)

        def refused(told: Told) -> None:
            ended(told.sentence)

        def archived(changes: Changes) -> None:
            self._tools.print_papers(changes.to_print)
            self._write(
                record_id, lambda reading: archived_package(reading, record_id), lambda _place: ended(), ended,
                is_precheck=False,
            )  # fmt: skip

        command = ArchiveCase(command_id=self._tools.desk().ids.new_id(), record_id=record_id, initiator=INITIATOR)
        self._tools.bridge.submit(command, archived, refused, refused)

    def _ended(self) -> str:
        if not self._unmade:
            return self._texts("archive.page.done", made=self._made, folder=self.folder)
        return self._texts("archive.page.done_some", made=self._made, failed=self._unmade, folder=self.folder)

    def check(self, record_id: str, on_done: Callable[[str], None], on_failed: Callable[[str], None]) -> None:
        """Write a precheck of one case, whatever it misses."""
        if not self._has_folder():
            return
        desk = self._tools.desk()

        def done(place: Path) -> None:
            on_done(self._texts("archive.page.checked", place=place))

        self._write(
            record_id, lambda reading: precheck_package(desk, reading, record_id), done, on_failed, is_precheck=True
        )

    def _write(
        self,
        record_id: str,
        package: Callable[[Reading], Package],
        done: Callable[[Path], None],
        failed: Callable[[str], None],
        *,
        is_precheck: bool,
    ) -> None:
        """The look first, then the files."""
        folder = self.folder
        assert folder is not None

        def told(trouble: Told) -> None:
            failed(trouble.sentence)

        def broken(error: BaseException) -> None:
            failed(tell(error, self._texts).sentence)

        def read(found: Package) -> None:
            self._tools.run(lambda: self._tools.write(found, folder), done, broken)

        def noted(_: Changes) -> None:
            self._tools.bridge.ask(package, read, f"{PACKAGE} {record_id}", told)

        command = TakeOutArchive(
            command_id=self._tools.desk().ids.new_id(),
            record_id=record_id,
            is_precheck=is_precheck,
            initiator=INITIATOR,
        )
        self._tools.bridge.submit(command, noted, told, told)
