"""跟录: one case after the other, one field after the other, in the other system's own order. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wenling_desk.domain.back_entry import FieldState
from wenling_desk.ui.back_entry.lines import STATE_KEYS
from wenling_desk.ui.back_entry.presenter import INITIATOR, open_sheet, record_number
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.record.scans import scanned_number
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.back_entry import NoteBackEntry
from wenling_desk.use_cases.back_entry_list import BackTask
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.platform_fields import MemberSheet

LEAST_NUMBER = 6
"""A value shorter than this is nobody's number: what looks like it may be one all the same."""


@dataclass(frozen=True, slots=True)
class FollowLine:
    """A field as the window shows it."""

    key: str
    label: str
    value: str = field(repr=False)
    state: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FollowView:
    """What the window shows; ``at`` is the field that is copied next, the number of fields when all are done."""

    title: str
    heading: str
    progress: str
    lines: tuple[FollowLine, ...] = field(repr=False)
    at: int
    inferred: bool


class FollowPresenter:
    """The state of the 跟录 window. ``show`` is called whenever it changes, ``say`` with a remark and whether it is a
    fault; ``ended`` when there is nothing left to enter."""

    def __init__(
        self,
        tools: BackEntryTools,
        show: Callable[[FollowView], None],
        say: Callable[[str, bool], None],
        ended: Callable[[], None],
    ) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._show = show
        self._say = say
        self._ended = ended
        self._task: BackTask | None = None
        self._sheet: MemberSheet | None = None
        self._states: dict[str, FieldState] = {}
        self._fresh: dict[str, FieldState] = {}
        self._passed: set[str] = set()
        self._at = 0

    # -- the case --------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The task on the screen; empty when there is none."""
        return self._task.key if self._task is not None else ""

    def open(self, key: str) -> None:
        """Begin with that task, where it was left."""
        self._passed.clear()
        self._open(next((task for task in self._tasks() if task.key == key), None))

    def next_case(self) -> None:
        """The next task of the list; those passed over come again when the window is opened anew."""
        self._keep_notes()
        self._passed.add(self.key)
        self._open(next((task for task in self._tasks() if task.key not in self._passed), None))

    def close(self) -> None:
        """Keep what was done, forget the values."""
        self._keep_notes()
        self._forget()

    def _tasks(self) -> tuple[BackTask, ...]:
        found = self._tools.latest()
        return found.tasks if found is not None else ()

    def _forget(self) -> None:
        self._task = self._sheet = None
        self._states, self._fresh = {}, {}
        self._at = 0

    def _open(self, task: BackTask | None) -> None:
        self._forget()
        if task is None:
            self._ended()
            return
        self._task = task

        def take(sheet: MemberSheet) -> None:
            if self._task is not task:
                return
            self._sheet = sheet
            self._states = {key: note.state for key, note in (task.member.notes or {}).items()}
            self._at = self._first_open()
            self._tell()

        open_sheet(self._tools, task, take, self._fault)

    def _first_open(self) -> int:
        lines = self._sheet.lines if self._sheet is not None else ()
        return next((at for at, line in enumerate(lines) if line.key not in self._states), len(lines))

    # -- the fields ------------------------------------------------------------------------------

    def copy_next(self) -> str:
        """The value to copy now; on to the next field. An empty one is left out: there is nothing to copy."""
        line = self._line()
        if line is None:
            return ""
        self._mark(FieldState.ENTERED if line.value else FieldState.LEFT_OUT)
        return line.value

    def leave_out(self) -> None:
        """不填: the other system does not want it of this case."""
        if self._line() is not None:
            self._mark(FieldState.LEFT_OUT)

    def back(self) -> None:
        """One field back, to be copied again."""
        self.go_to(self._at - 1)

    def go_to(self, at: int) -> None:
        """Go on from that field."""
        if self._sheet is not None and 0 <= at <= len(self._sheet.lines) and at != self._at:
            self._at = at
            self._tell()

    def _line(self) -> FollowLine | None:
        view = self.view()
        return view.lines[view.at] if view is not None and view.at < len(view.lines) else None

    def _mark(self, state: FieldState) -> None:
        if self._sheet is None:
            return
        key = self._sheet.lines[self._at].key
        self._states[key] = self._fresh[key] = state
        self._at += 1
        self._tell()

    # -- the number ------------------------------------------------------------------------------

    def take_number(self, text: str) -> bool:
        """The official number as pasted, scanned or typed: kept, and on to the next case. ``False``, with the reason
        said, where it cannot be one."""
        task, sheet = self._task, self._sheet
        number = "".join(text.split())
        if task is None or sheet is None:
            return False
        values = {"".join(line.value.split()) for line in sheet.lines}
        if scanned_number(text) or (len(number) >= LEAST_NUMBER and number in values):
            self._say(self._texts("platform.follow.is_value"), True)
            return False
        if not self._tools.files.rule.is_number(number):
            self._say(self._texts("platform.follow.odd", number=number[:60]), True)
            return False

        def done(_: Changes) -> None:
            if self._task is task:
                self._say(self._texts("platform.follow.recorded", number=number), False)
                self.next_case()

        record_number(self._tools, task, number, done, self._fault)
        return True

    def _keep_notes(self) -> None:
        task, sheet, fresh = self._task, self._sheet, self._fresh
        if task is None or sheet is None or not fresh:
            return
        self._fresh = {}
        command = NoteBackEntry(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=task.entry.record_id,
            member=task.member.code,
            form_id=sheet.form.form_id,
            fields=dict(fresh),
        )
        self._tools.bridge.submit(command, None, self._fault, self._fault)

    # -- showing ---------------------------------------------------------------------------------

    def view(self) -> FollowView | None:
        """What the window shows; ``None`` while no case is open."""
        task, sheet, texts = self._task, self._sheet, self._texts
        if task is None or sheet is None:
            return None
        lines = tuple(
            FollowLine(
                key=line.key,
                label=line.label,
                value=line.value,
                state=texts(STATE_KEYS[state]) if (state := self._states.get(line.key)) is not None else "",
                is_done=line.key in self._states,
            )
            for line in sheet.lines
        )
        progress = texts("platform.follow.progress", at=self._at + 1, of=len(lines))
        return FollowView(
            title=texts("platform.follow.title", number=task.entry.number),
            heading=texts("platform.follow.heading", item=task.member.name, applicant=task.entry.applicant),
            progress=progress if self._at < len(lines) else texts("platform.follow.all_done"),
            lines=lines,
            at=self._at,
            inferred=sheet.form.status != "documented",
        )

    def _tell(self) -> None:
        view = self.view()
        if view is not None:
            self._show(view)

    def _fault(self, told: Told) -> None:
        self._say(told.sentence, True)
