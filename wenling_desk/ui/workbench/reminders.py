"""提醒 on the workbench: what has to be looked at, by whom and by when."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.domain.alarms import AlarmRules
from wenling_desk.ui.record.alarm_words import AlarmLine, read_reminders
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import Row
from wenling_desk.ui.workbench.bands import SideList
from wenling_desk.ui.workbench.presenter import WorkbenchTools
from wenling_desk.use_cases.alarms import AlarmView
from wenling_desk.use_cases.ports import Reading

MOST = 50
"""Rows shown here: who has more than these has no time to count them."""
LOOKS = {"late": (Tone.LATE, Shape.TRIANGLE), "soon": (Tone.SOON, Shape.HALF)}


class Reminders(SideList):
    """The urgent ones first; the line beneath says what, who and by when. Enter opens the record."""

    def __init__(self, kit: Kit, tools: WorkbenchTools, rules: AlarmRules, open_record: Callable[[str], None]) -> None:
        super().__init__(kit, kit.texts("back_room.reminder.title"), kit.texts("back_room.reminder.empty"))
        self._tools = tools
        self._rules = rules
        self._open_record = open_record
        self._words = kit.texts
        self._lines: dict[str, AlarmLine] = {}
        self.add_act(kit.texts("back_room.act.open"), "Enter", self._open)

    def read(self) -> None:
        """Ask anew; what rings depends on the time."""
        tools, rules = self._tools, self._rules
        desk = tools.desk()

        def question(reading: Reading) -> tuple[tuple[AlarmLine, ...], AlarmView]:
            return read_reminders(tools.texts, desk, reading, rules, tools.clerk_name, MOST)

        tools.bridge.ask(question, self._show, "reminders")

    def lines(self) -> tuple[AlarmLine, ...]:
        """What is shown."""
        return tuple(self._lines.values())

    def _show(self, found: tuple[tuple[AlarmLine, ...], AlarmView]) -> None:
        lines, view = found
        self._lines = {line.key: line for line in lines}
        self.show_rows(
            [
                Row(
                    line.key,
                    (Chip(line.short, *LOOKS[line.tone]),),
                    self._words("back_room.reminder.detail", about=line.about, who_when=line.who_when),
                )
                for line in lines
            ]
        )
        if view.is_cut:
            heading = self._words("back_room.reminder.title")
            self.set_heading(heading, self._words("back_room.reminder.more", count=len(lines)))

    def _open(self, key: str) -> None:
        line = self._lines.get(key)
        if line is not None:
            self._open_record(line.record_id)
