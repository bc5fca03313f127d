"""未回填编号 on the workbench: cases whose official number has been missing for too long."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.ui.back_entry.lines import task_line
from wenling_desk.ui.back_entry.watch import BackEntryWatch
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.row_model import Row
from wenling_desk.ui.workbench.bands import SideList

MOST = 50
"""Rows shown here; the page of 补录 has them all."""


class LateNumbers(SideList):
    """Hidden while nothing is late."""

    def __init__(self, kit: Kit, watch: BackEntryWatch, open_task: Callable[[str], None]) -> None:
        super().__init__(kit, kit.texts("platform.late.heading"), kit.texts("platform.list.empty"))
        self._watch = watch
        self._words = kit.texts
        self.add_act(kit.texts("platform.act.to_page"), "Enter", open_task)
        watch.looked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is late now."""
        found = self._watch.latest
        today, hours = self._watch.today(), self._watch.hours
        late = [task for task in found.tasks if task.late] if found is not None else []
        lines = [task_line(self._words, task, today, hours) for task in late[:MOST]]
        self.show_rows(
            [
                Row(
                    line.key,
                    (line.item,),
                    self._words("platform.late.detail", number=line.number, applicant=line.applicant, since=line.since),
                )
                for line in lines
            ]
        )
        self.setVisible(bool(lines))
