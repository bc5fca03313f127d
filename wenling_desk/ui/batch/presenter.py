"""A batch from the first key to the act: item, company, roster, row by row. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.domain.roster import KIND, RosterForm, RosterRow, RowFlaw, check_roster, taken_in_rows, with_rows
from wenling_desk.domain.roster_rules import RosterFile
from wenling_desk.ui.acceptance.draft_keeper import DraftKeeper
from wenling_desk.ui.acceptance.open_sheet import delivery_of, settled
from wenling_desk.ui.batch.lines import ItemLine, RosterLine, columns_shown, count_words, items_of, lines_of
from wenling_desk.ui.batch.sending import confirm_words, hindrance, size_of
from wenling_desk.ui.batch.tools import BatchTools
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.batches import ReceiveRosterRows
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.roster_people import SLICE, open_cases_of
from wenling_desk.use_cases.take_in import TakeIn

INITIATOR = "batch"
DUPLICATES, RECORD, DRAFT = "batch-duplicates", "batch-record", "batch-draft"
"""Keys of questions to the reader."""
UNKNOWN_KIND = "cell_kind_unknown"


class BatchScreen(Protocol):
    """What the presenter asks of the page."""

    def refresh(self) -> None:
        """Something changed: show it anew."""
        ...

    def tell(self, sentence: str) -> None:
        """Something the clerk must read."""
        ...

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        ...

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        """Open the strip."""
        ...


class BatchPresenter:
    """One batch: a new application, or with ``record_id`` the people of a case that are received later."""

    def __init__(self, tools: BatchTools, screen: BatchScreen) -> None:
        self.tools = tools
        self.texts = tools.counter.texts
        self.screen = screen
        self._forget()

    def _forget(self) -> None:
        self.sheet: IntakeSheet | None = None
        self.draft_id = ""
        self.record_id = ""
        self.from_draft = False
        self.rows: tuple[RosterRow, ...] = ()
        self.others: dict[int, str] = {}
        self.unread: tuple[str, ...] = ()
        self.reading = self.busy = False
        self._keeper: DraftKeeper | None = None
        self._command: tuple[object, str] = ((None, ()), "")
        self._read_count = 0

    # -- what lies on the counter ----------------------------------------------------------------

    @property
    def form(self) -> RosterForm | None:
        """What the item asks of each person."""
        return self.tools.rules.form_of(self.sheet.target_code) if self.sheet is not None else None

    @property
    def item_name(self) -> str:
        """What is applied for."""
        if self.sheet is None:
            return ""
        catalogue, code = self.tools.counter.desk().catalogue(), self.sheet.target_code
        return catalogue.get_bundle(code).name if self.sheet.is_bundle else catalogue.get_item(code).name

    @property
    def company(self) -> Party:
        """The applicant, blank while nothing was entered."""
        found = self.sheet.applicant if self.sheet is not None else None
        return found or Party(APPLICANT, APPLICANT, PartyKind.LEGAL_PERSON, "", IdentityKind.USCC)

    @property
    def has_work(self) -> bool:
        """Whether an application with anything in it is open here."""
        return self.sheet is not None and bool(self.rows or self.company.name or self.record_id)

    @property
    def is_later(self) -> bool:
        """Whether people are received for a case that exists."""
        return bool(self.record_id)

    def items(self) -> tuple[ItemLine, ...]:
        """The items in force that are handled by roster, in the order of the file."""
        desk = self.tools.counter.desk()
        return items_of(self.tools.rules, desk.catalogue(), desk.today())

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Id and heading of the columns."""
        form = self.form
        return columns_shown(form, self.rows) if form is not None else ()

    def lines(self) -> tuple[RosterLine, ...]:
        """The people, row by row."""
        form = self.form
        return lines_of(self.texts, form, self.rows, self.others, later=self.is_later) if form is not None else ()

    def count(self) -> str:
        """30 行：28 可收，2 缺."""
        return count_words(self.texts, self.rows, later=self.is_later)

    # -- opening ---------------------------------------------------------------------------------

    def choose(self, code: str, *, is_bundle: bool = False) -> None:
        """Begin an application for that item."""
        desk = self.tools.counter.desk()
        self._begin(IntakeSheet(code, is_bundle, desk.catalogue().release), desk.ids.new_id(), from_draft=False)

    def open_sheet(self, sheet: IntakeSheet, draft_id: str) -> None:
        """Go on with an application from the acceptance page."""
        self._begin(sheet, draft_id, from_draft=True)

    def _begin(self, sheet: IntakeSheet, draft_id: str, *, from_draft: bool) -> None:
        self._forget()
        if self.tools.rules.form_of(sheet.target_code) is None:
            self.screen.tell(self.texts("batch.no_more_here"))
            self.screen.refresh()
            return
        self.sheet, self.draft_id, self.from_draft = sheet, draft_id, from_draft
        self._keeper = DraftKeeper(self.tools.counter, draft_id, sheet, lambda: None, self.screen.tell_told)
        self._put(sheet.roster)

    def open_draft(self, draft_id: str) -> None:
        """Go on with a draft."""

        def found(sheet: IntakeSheet | None) -> None:
            if sheet is not None:
                self.open_sheet(sheet, draft_id)

        def read(reading: Reading) -> IntakeSheet | None:
            draft = reading.draft(draft_id)
            return IntakeSheet.from_plain(draft.sheet) if draft is not None else None

        self.tools.counter.bridge.ask(read, found, DRAFT, self.screen.tell_told)

    def open_record(self, record_id: str) -> None:
        """The people of a case that were not taken in."""
        desk = self.tools.counter.desk()

        def found(sheet: IntakeSheet | None) -> None:
            self._forget()
            if sheet is not None and self.tools.rules.form_of(sheet.target_code) is not None:
                self.sheet, self.record_id = sheet, record_id
                self._put(tuple(row for row in sheet.roster if not row.is_taken_in))
            self.screen.refresh()

        def read(reading: Reading) -> IntakeSheet | None:
            case = view_record(desk, reading, record_id).case
            return case.sheet if case is not None else None

        self.tools.counter.bridge.ask(read, found, RECORD, self.screen.tell_told)

    def put_away(self) -> None:
        """Forget what is open; its draft is kept."""
        self._keep()
        self._forget()
        self.screen.refresh()

    # -- changing --------------------------------------------------------------------------------

    def set_company(self, **changes: str) -> None:
        """What was entered about the applicant."""
        if self.sheet is None:
            return
        party = replace(self.company, **changes)  # type: ignore[arg-type]
        others = tuple(each for each in self.sheet.parties if each.party_id != APPLICANT)
        self.sheet = replace(self.sheet, parties=(party, *others))
        self._keep()
        self.screen.refresh()

    def load(self, path: Path) -> None:
        """Read a roster; the rows that stood here before are replaced, and a file that cannot be read changes
        nothing."""
        form = self.form
        if form is None or self.is_later:
            return
        self.reading = True
        self._read_count += 1
        count, sheet_of = self._read_count, self.draft_id
        self.screen.refresh()

        def still_wanted() -> bool:
            return (count, sheet_of) == (self._read_count, self.draft_id)

        def done(found: RosterFile) -> None:
            if still_wanted():
                self.reading = False
                self.unread = found.unread
                self._put(found.rows)

        def failed(error: BaseException) -> None:
            if still_wanted():
                self.reading = False
                self.screen.tell_told(tell(error, self.texts))
                self.screen.refresh()

        self.tools.run(lambda: self.tools.read(path, form), done, failed)

    def save_template(self, path: Path) -> None:
        """Keep an empty roster for the company to fill."""
        form = self.form
        if form is not None:
            self.tools.run(
                lambda: self.tools.write_template(path, form),
                lambda _: self.screen.tell(self.texts("batch.template_kept", file=path.name)),
                lambda error: self.screen.tell_told(tell(error, self.texts)),
            )

    def edit(self, position: int, column: str, text: str) -> None:
        """Another value in a cell; the whole roster is looked at again, for a number may stand elsewhere too."""
        self._put(tuple(self._edited(row, column, text) if row.position == position else row for row in self.rows))

    def _edited(self, row: RosterRow, column: str, text: str) -> RosterRow:
        if column != KIND:
            return row.with_value(column, text)
        kind = self.tools.rules.identity_words.get("".join(text.split()).casefold())
        if kind is not None:
            return row.with_value(KIND, str(kind))
        others = tuple(gap for gap in row.gaps if gap.column != KIND)
        return replace(row, gaps=(*others, RowFlaw(KIND, UNKNOWN_KIND)))

    def add_row(self) -> int:
        """An empty row at the end; its place."""
        position = 1 + max((row.position for row in self.rows), default=0)
        if self.form is not None and not self.is_later and len(self.rows) < self.tools.rules.most_rows:
            self._put((*self.rows, RosterRow(position)))
        return position

    def drop_row(self, position: int) -> None:
        """Take a row off; not one of a case, which stands on its paper."""
        if not self.is_later:
            self._put(tuple(row for row in self.rows if row.position != position))

    def _put(self, rows: Sequence[RosterRow]) -> None:
        form, sheet = self.form, self.sheet
        if form is None or sheet is None:
            return
        self.rows = check_roster(rows, form, self.tools.counter.desk().today())
        if self.is_later:
            self._check_beside(sheet)
        else:
            self.sheet = replace(sheet, roster=self.rows)
            self._keep()
        self.others = {}
        self._ask_others(0, self.rows)
        self.screen.refresh()

    def _check_beside(self, sheet: IntakeSheet) -> None:
        """Rows mended later are looked at together with those of the case: a number may stand there already."""
        form = self.form
        if form is not None:
            whole = check_roster(with_rows(sheet.roster, self.rows), form, self.tools.counter.desk().today())
            by_place = {row.position: row for row in whole}
            self.rows = tuple(by_place[row.position] for row in self.rows)

    def _keep(self) -> None:
        if self._keeper is not None and self.sheet is not None and self.has_work:
            self._keeper.keep(self.sheet, self._title())

    def _title(self) -> str:
        """What the draft is called in lists."""
        name, company = self.item_name, self.company.masked_name
        return self.texts("batch.draft_title", name=name, company=company, count=len(self.rows))

    def _ask_others(self, start: int, rows: tuple[RosterRow, ...]) -> None:
        """Who has an open case on the same item, slice by slice: other questions go between two of them."""
        tools, part = self.tools, rows[start : start + SLICE]
        sheet = self.sheet
        if not part or sheet is None:
            return
        catalogue = tools.counter.desk().catalogue()
        members = catalogue.get_bundle(sheet.target_code).members if sheet.is_bundle else ()
        codes = frozenset(member.item_code for member in members) or frozenset({sheet.target_code})
        own = self.record_id

        def found(others: dict[int, str]) -> None:
            if self.rows is not rows:
                return
            self.others |= others
            if others:
                self.screen.refresh()
            self._ask_others(start + SLICE, rows)

        ask = partial(
            open_cases_of, index=tools.index, subject_key=tools.counter.subject_key, rows=part, codes=codes,
            own_record=own,
        )  # fmt: skip
        tools.counter.bridge.ask(ask, found, DUPLICATES, lambda _: None)

    # -- going on --------------------------------------------------------------------------------

    def next_gap(self, position: int) -> tuple[int, int] | None:
        """Row (by its index) and cell of the next gap after that place, beginning again at the end; ``None`` where
        nothing is missing."""
        lines = self.lines()
        wrong = [at for at, line in enumerate(lines) if not line.good]
        if not wrong:
            return None
        at = next((each for each in wrong if lines[each].position > position), wrong[0])
        return at, lines[at].first_fault

    def reason_against(self) -> str:
        """Why the act is not possible now; empty when it is."""
        if self.sheet is None:
            return self.texts("batch.no_item")
        if self.busy:
            return self.texts("batch.busy")
        key = hindrance(self.company, self.rows, later=self.is_later, from_draft=self.from_draft)
        return self.texts(key) if key else ""

    def act(self) -> None:
        """收件 or 补收, after the strip."""
        if reason := self.reason_against():
            self.screen.tell(reason)
            return
        if size_of(self.rows) > self.tools.rules.most_bytes:
            self.screen.tell(self.texts("batch.too_large", limit=self.tools.rules.most_bytes >> 20))
            return
        sentence = confirm_words(self.texts, self.rows, later=self.is_later)
        verb = self.texts("batch.act.take_later" if self.is_later else "batch.act.take_in")
        self.screen.confirm(sentence, verb, self._send)

    def _send(self) -> None:
        if self.busy or self.sheet is None or self.reason_against():
            return
        self.busy = True
        if self._keeper is not None:
            self._keeper.hold()
        total, taken = len(self.rows), taken_in_rows(self.rows)

        def failed(told: Told) -> None:
            self.busy = False
            if self._keeper is not None and self.sheet is not None:
                self._keeper.let_go(self.sheet, self._title())
            self.screen.tell_told(told)
            self.screen.refresh()

        def done(changes: Changes) -> None:
            later = self.is_later
            self._forget()
            self.tools.counter.print_papers(changes.to_print)
            if later:
                self.screen.tell(self.texts("batch.done_later", taken=len(taken), number=changes.number))
            else:
                told = self.texts("batch.done", number=changes.number, total=total, taken=len(taken))
                self.screen.tell(told)
            self.screen.refresh()

        self.tools.counter.bridge.submit(self._build(taken), done, failed, failed)
        self.screen.refresh()

    def _build(self, taken: tuple[RosterRow, ...]) -> TakeIn | ReceiveRosterRows:
        """The command; the same roster keeps its id, so that pressing twice is one case, also after trouble."""
        sheet = self.sheet
        assert sheet is not None
        if self._command[0] != (sheet, self.rows):
            self._command = ((sheet, self.rows), self.tools.counter.desk().ids.new_id())
        command_id = self._command[1]
        if self.is_later:
            return ReceiveRosterRows(command_id=command_id, initiator=INITIATOR, record_id=self.record_id, rows=taken)
        ready = replace(settled(sheet), delivery=delivery_of(sheet))
        return TakeIn(command_id=command_id, initiator=INITIATOR, sheet=ready, draft_id=self.draft_id)
