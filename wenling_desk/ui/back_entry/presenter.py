"""The page of 补录 without its widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.ui.back_entry.lines import (
    CheckLine,
    TaskLine,
    check_lines,
    list_remark,
    member_sentences,
    outage_remark,
    task_line,
)
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.use_cases.back_entry import WaiveBackEntry
from wenling_desk.use_cases.back_entry_list import BackTask
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.platform_fields import MemberSheet, member_sheet
from wenling_desk.use_cases.platform_ports import PlatformState, Submission

INITIATOR = "back_entry"
OnTold = Callable[[Told], object]


@dataclass(frozen=True, slots=True)
class ListView:
    """The list in words."""

    lines: tuple[TaskLine, ...]
    remark: str
    outage: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """One case: its members with their numbers, the fields of the member in focus, and how sure their order is."""

    key: str
    title: str
    members: tuple[str, ...]
    fields: tuple[CheckLine, ...]
    inferred: bool


class BackEntryPresenter:
    """The list, the checklist of the row in focus, and the two ways a row leaves the list without the 跟录 window."""

    def __init__(self, tools: BackEntryTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.key = ""

    def view(self) -> ListView:
        """The list as last read."""
        found, today = self._tools.latest(), self._tools.desk().today()
        if found is None:
            return ListView((), self._texts("platform.list.reading"), "")
        hours = self._tools.files.rule.within_hours
        lines = tuple(task_line(self._texts, task, today, hours) for task in found.tasks)
        return ListView(lines, list_remark(self._texts, found), outage_remark(self._texts, found))

    def task(self, key: str = "") -> BackTask | None:
        """The task of that key, or the one in focus."""
        found = self._tools.latest()
        wanted = key or self.key
        return next((task for task in found.tasks if task.key == wanted), None) if found is not None else None

    def focus(self, key: str, on_read: Callable[[Checklist], None], on_failed: OnTold) -> None:
        """Another row: read its checklist."""
        self.key = key
        task = self.task()
        if task is None:
            return
        desk, files = self._tools.desk(), self._tools.files
        record_id, code = task.entry.record_id, task.member.code

        def show(sheet: MemberSheet) -> None:
            if self.key == key:
                on_read(self._checklist(task, sheet))

        self._tools.bridge.ask(
            lambda reading: member_sheet(desk, reading, files, record_id, code), show, "checklist", on_failed
        )

    def _checklist(self, task: BackTask, sheet: MemberSheet) -> Checklist:
        today = self._tools.desk().today()
        notes = task.member.notes or {}
        return Checklist(
            key=task.key,
            title=task.member.name,
            members=member_sentences(self._texts, task.entry),
            fields=check_lines(self._texts, sheet.lines, notes, today, self._tools.clerk_name),
            inferred=sheet.form.status != "documented",
        )

    def waive(self, reason: str, on_done: Callable[[str], None], on_failed: OnTold) -> None:
        """无需补录, for the member in focus; the sentence that says so."""
        task = self.task()
        if task is None:
            return
        command = WaiveBackEntry(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=task.entry.record_id,
            members=(task.member.code,),
            reason=reason,
        )
        said = self._texts("platform.waive.done", name=task.member.name)
        self._tools.bridge.submit(command, lambda _: on_done(said), on_failed, on_failed)

    # -- through the port, where there is one ------------------------------------------------------

    def no_port(self) -> str:
        """Why nothing can be handed over by machine; empty where it can."""
        by_hand = self._tools.platform.state() is PlatformState.BY_HAND
        return self._texts("platform.by_hand") if by_hand else ""

    def submit(self, on_done: Callable[[str], None], on_failed: OnTold) -> None:
        """Hand the member in focus over and keep the number that comes back. What the other system refuses is told in
        its own words; while it is down the case stays on the list."""
        task, tools = self.task(), self._tools
        if task is None or self.no_port():
            return

        def answered(answer: Submission) -> None:
            if answer.refusal:
                on_failed(Told(ToldKind.REFUSAL, "platform_refused", answer.refusal))
            else:
                record_number(tools, task, answer.official_number, lambda _: on_done(answer.official_number), on_failed)

        def hand_over(sheet: MemberSheet) -> None:
            case = sheet.handed_over(task.entry.number)
            tools.run(lambda: tools.platform.submit(case), answered, lambda error: on_failed(tell(error, self._texts)))

        open_sheet(tools, task, hand_over, on_failed)


def open_sheet(
    tools: BackEntryTools, task: BackTask, on_read: Callable[[MemberSheet], None], on_failed: OnTold
) -> None:
    """The values of a member; the look at the person's data is written down first."""
    desk, files = tools.desk(), tools.files
    record_id, code = task.entry.record_id, task.member.code

    def read(_: Changes) -> None:
        tools.bridge.ask(
            lambda reading: member_sheet(desk, reading, files, record_id, code), on_read, "back_entry", on_failed
        )

    look = LookAtPerson(
        command_id=desk.ids.new_id(),
        initiator=INITIATOR,
        record_id=record_id,
        reason=tools.texts("platform.look_reason"),
    )
    tools.bridge.submit(look, read, on_failed, on_failed)


def record_number(
    tools: BackEntryTools, task: BackTask, number: str, on_done: Callable[[Changes], object], on_failed: OnTold
) -> None:
    """The official number as a fact of the member."""
    command = RecordOfficialNumber(
        command_id=tools.desk().ids.new_id(),
        initiator=INITIATOR,
        record_id=task.entry.record_id,
        members=(task.member.code,),
        official_number=number,
    )
    tools.bridge.submit(command, on_done, on_failed, on_failed)
