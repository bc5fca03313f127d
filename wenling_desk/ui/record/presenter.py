"""The record page without its widgets: reads, looks, acts. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wenling_desk.texts import Texts
from wenling_desk.ui.record.act_commands import INITIATOR, Filled, build_command, faults_of
from wenling_desk.ui.record.act_forms import ActForm, act_form, with_receiver
from wenling_desk.ui.record.acts import Act, grouped_reasons
from wenling_desk.ui.record.alarm_words import alarm_marks
from wenling_desk.ui.record.confirm_words import act_verb, needs_strip, strip_sentence
from wenling_desk.ui.record.reader import read_record
from wenling_desk.ui.record.scan_files import read_scan
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.record.tools import RecordTools
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.deliver_result import GRADES, RateCase
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.void_case import VoidCase


@dataclass(frozen=True, slots=True)
class Done:
    """What the page says after an act: a sentence and the numbers of its papers; ``draft`` where the act began another
    application."""

    sentence: str
    papers: tuple[str, ...]
    draft: str = ""


class RecordPresenter:
    """One record at a time. Nothing of the one before stays: its panels' values and looks go with it."""

    def __init__(self, tools: RecordTools) -> None:
        self._tools = tools
        self._texts: Texts = tools.texts
        self._command_ids: dict[str, str] = {}
        self.record_id = ""
        self.sheet: RecordSheet | None = None
        self.looked = False
        """Whether the people are shown in plain: a look was written into the ledger for it."""

    # -- reading ---------------------------------------------------------------------------------

    def open(
        self,
        record_id: str,
        on_read: Callable[[RecordSheet], None],
        on_failed: Callable[[Told], None],
    ) -> None:
        """Go to a record. The answer to an earlier question never shows over it."""
        if record_id != self.record_id:
            self.leave()
            self.record_id = record_id
        self.read(on_read, on_failed)

    def read(self, on_read: Callable[[RecordSheet], None], on_failed: Callable[[Told], None]) -> None:
        """Read the record anew."""
        wanted, texts, desk = self.record_id, self._texts, self._tools.desk()
        days = (self._tools.correction_days, self._tools.deferral_days)

        def question(reading: Reading) -> RecordSheet:
            sheet = read_record(texts, desk, reading, wanted, self._tools.clerk_name, days)
            rules = self._tools.alarms
            if rules is None:
                return sheet
            marks = alarm_marks(texts, desk, reading, rules, wanted, self._tools.clerk_name)
            return replace(sheet, headline=replace(sheet.headline, marks=(*sheet.headline.marks, *marks)))

        def keep(sheet: RecordSheet) -> None:
            if sheet.record_id == self.record_id:
                self.sheet = replace(sheet, fee_rules=self._tools.fee_rules)
                on_read(self.sheet)

        self._tools.bridge.ask(question, keep, key="record", on_failed=on_failed)

    def leave(self) -> None:
        """Forget the record: the next person must not see anything of it."""
        self._tools.bridge.forget("record")
        self.record_id = ""
        self.sheet = None
        self.looked = False
        self._command_ids.clear()

    def concerns(self, changes: Changes) -> bool:
        """Whether a change concerns the record on the page."""
        return bool(self.record_id) and self.record_id in changes.records

    # -- people ----------------------------------------------------------------------------------

    def look(
        self,
        reason: str,
        on_shown: Callable[[], None],
        on_refused: Callable[[Told], None],
        on_trouble: Callable[[Told], None],
    ) -> None:
        """Write the look into the ledger, and only then show the people."""
        record_id = self.record_id

        def shown(_: Changes) -> None:
            if record_id == self.record_id:
                self.looked = True
                on_shown()

        command = LookAtPerson(
            command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, record_id=record_id, reason=reason.strip()
        )
        self._tools.bridge.submit(command, shown, on_refused, on_trouble)

    def look_silently(self) -> bool:
        """Whether the people of this record are shown without asking for a reason: the clerk's own open case."""
        return self.sheet is not None and self.sheet.own and self.sheet.is_open and self.sheet.case is not None

    def hide_people(self) -> None:
        """Masked again: page left, desk locked, or the clerk's wish."""
        self.looked = False

    # -- acts ------------------------------------------------------------------------------------

    def act(self, act: str) -> Act | None:
        """An act as it stands now, ``None`` where the record has no such step."""
        return self.sheet.acts.get(act) if self.sheet is not None else None

    def reason_against(self, act: str) -> str:
        """Why an act cannot be done now; empty when it can."""
        found = self.act(act)
        if found is None:
            return self._texts("record.act.not_now")
        if not found.reason and act in {"edit_field", "amend_paper", "void_case"} and not self.looked:
            return self._texts("record.people.needs_look")
        return found.reason

    def reasons(self, acts: Sequence[str]) -> tuple[str, ...]:
        """The reasons against these acts, each said once."""
        present = [found for act in acts if (found := self.act(act)) is not None]
        return grouped_reasons(self._texts, present)

    def form(self, act: str) -> ActForm:
        """The panel of an act; raises ``KeyError`` where the record has no such step."""
        if self.sheet is None:
            raise KeyError(act)
        form = act_form(self._texts, self.sheet, act)
        return with_receiver(form, self.sheet) if self.looked and act == "deliver_result" else form

    def faults(self, form: ActForm, filled: Filled) -> dict[str, str]:
        """What still has to be filled in, by field."""
        return faults_of(self._texts, form, filled)

    def needs_strip(self, form: ActForm) -> bool:
        """Whether the act is confirmed in the strip."""
        return needs_strip(form)

    def strip(self, form: ActForm, filled: Filled) -> tuple[str, str]:
        """Sentence and verb of the strip."""
        if self.sheet is None:
            raise KeyError(form.act.act)
        return strip_sentence(self._texts, self.sheet, form, filled), act_verb(self._texts, form, filled)

    def send(
        self,
        form: ActForm,
        filled: Filled,
        on_done: Callable[[Done], None],
        on_failed: Callable[[Told], None],
    ) -> None:
        """Do the act. The command keeps its id until it was carried out: pressing twice is one act."""
        if self.sheet is None:
            return
        act = form.act.act
        command_id = self._command_ids.setdefault(act, self._tools.desk().ids.new_id())
        verb = act_verb(self._texts, form, filled)

        def done(changes: Changes) -> None:
            self._command_ids.pop(act, None)
            self._tools.print_papers(changes.to_print)
            draft = command.new_draft if isinstance(command, VoidCase) else ""
            on_done(Done(self._done_sentence(verb, changes), changes.to_print, draft))
            if filled.text("scan"):
                self._attach(changes, filled, on_failed)

        def failed(told: Told) -> None:
            # Nothing was stored: a changed panel is another command.
            self._command_ids.pop(act, None)
            on_failed(told)

        command = build_command(self.sheet, form, filled, command_id)
        self._tools.bridge.submit(command, done, failed, failed)

    def _attach(self, changes: Changes, filled: Filled, on_failed: Callable[[Told], None]) -> None:
        """The scan of the signed paper, beside each 办结通知 the decision was told with. Where it fails, the decision
        stands and the scan is missing."""
        scan = read_scan(file := Path(filled.text("scan")))
        if scan.fault:
            on_failed(Told(ToldKind.REFUSAL, scan.fault, self._texts(scan.fault, name=file.name)))
            return
        for number in changes.to_print:
            command = AttachScan(
                command_id=self._tools.desk().ids.new_id(),
                initiator=INITIATOR,
                record_id=changes.record_id,
                data=scan.data,
                media_type=scan.media_type,
                members=filled.members,
                paper=number,
            )
            self._tools.bridge.submit(command, None, on_failed, on_failed)

    def _done_sentence(self, verb: str, changes: Changes) -> str:
        papers = self._texts("record.act.papers_printed", count=len(changes.to_print)) if changes.to_print else ""
        return self._texts("record.act.done", verb=verb, papers=papers)

    # -- rating ----------------------------------------------------------------------------------

    def grades(self) -> tuple[tuple[str, str], ...]:
        """The five grades by name and label."""
        return tuple((grade, self._texts(f"case.grade.{grade}")) for grade in GRADES)

    def rate(self, grade: str, means: str, on_failed: Callable[[Told], None]) -> None:
        """Keep the grade the applicant handed in. Without one nothing is sent: unrated stays unrated."""
        command = RateCase(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=self.record_id,
            grade=grade,
            means=means,
        )
        self._tools.bridge.submit(command, None, on_failed, on_failed)
