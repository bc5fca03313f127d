"""The page of the day and the page of seals by keys: the card, the shift, the closing, the stamped papers."""

from __future__ import annotations

from collections.abc import Mapping

from wenling_desk.ui.demo.forms_by_key import fill_in
from wenling_desk.ui.demo.hands import Hands, StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.desk_day.page import DayPage
from wenling_desk.ui.seals.page import SealsPage
from wenling_desk.ui.seals.presenter import HOMELESS
from wenling_desk.ui.widgets.chips import Chip
from wenling_desk.ui.widgets.row_model import Row
from wenling_desk.ui.widgets.row_table import RowTable

MOST_DIFFERENCES, MOST_SEALS = 40, 20
STATE_COLUMN = 1


class AtDay:
    """Hands that know their way about 班前卡 and 日清."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> DayPage:
        """The page."""
        return self._stage.page(DayPage)

    def open(self) -> None:
        """Ctrl+D."""
        self._stage.settle()
        self._hands.press("Ctrl+D")
        self.wait_for_lines()

    def wait_for_lines(self) -> None:
        """The lines are there, and printer, disk and the rest were looked at."""
        page, looking = self.page, self._stage.texts("day.check.looking")

        def is_looked_at() -> bool:
            states = [row.cells[STATE_COLUMN] for row in page.table.rows.rows]
            return bool(states) and not any(isinstance(each, Chip) and each.word == looking for each in states)

        self._hands.until(is_looked_at, "demo.wait.page")
        self._stage.settle()

    def go_to(self, line: str) -> None:
        """Down to a line, by its id. Raises StuckError where it is not listed."""
        go_down_to(self._hands, self.page.table, line)

    def hand_over(self, values: Mapping[str, object], picture: str) -> str:
        """交接班; the sentence that says it is done."""
        self._hands.press("F6")
        fill_in(self._stage, self.page.forms.shift.fields, values)
        self._stage.picture(picture)
        return self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))

    def name_differences(self) -> int:
        """The first ready reason for every number that does not balance; how many there were."""
        self.go_to("papers")
        named = 0
        while self._is_uneven() and named < MOST_DIFFERENCES:
            self._hands.press("F4")
            self._to_unnamed()
            self._stage.carry_out(lambda: self._hands.press("Alt+1"))
            named += 1
        return named

    def _is_uneven(self) -> bool:
        main = next(action for action in self.page.desk_actions() if action.primary)
        return bool(main.enabled_when())

    def _to_unnamed(self) -> None:
        things, empty = self.page.things, self._stage.texts("day.detail.no_reason")
        for _ in range(len(things.rows.rows) + 1):
            row = things.current_row()
            last = row.cells[-1] if row is not None else None
            if isinstance(last, Chip) and last.word == empty:
                return
            self._hands.press("Down")
        raise StuckError("demo.wait.found")

    def close(self) -> str:
        """日清; the sentence with the number of its paper, once the page shows the day as closed."""
        said = self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))
        second = next(action for action in self.page.desk_actions() if action.action_id == "day-second")
        self._hands.until(lambda: not second.enabled_when(), "demo.wait.done")
        self._stage.settle()
        return said

    def sign(self, values: Mapping[str, object], picture: str) -> None:
        """The second signature."""
        self._hands.press("F8")
        fill_in(self._stage, self.page.forms.second.fields, values)
        self._stage.picture(picture)
        self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))


class AtSeals:
    """Hands that know their way about the page of seals."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> SealsPage:
        """The page."""
        return self._stage.page(SealsPage)

    def open(self) -> None:
        """Ctrl+K, its name."""
        self._stage.command(self._stage.texts("day.seals.title"))
        self.page  # noqa: B018  (waits for it)
        self._stage.settle()

    def enter(self, values: Mapping[str, object], picture: str = "") -> None:
        """登记新章: title, holder and name are proposed."""
        if self.page.enter_form.isHidden():
            self._hands.press("Alt+N")
        fill_in(self._stage, self.page.enter_form.fields, values)
        if picture:
            self._stage.picture(picture)
        self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))

    def tick_everything(self, unknown: Mapping[str, object]) -> int:
        """F4 on every seal papers wait for; one nobody entered is entered first, with these values. How many."""
        for count in range(MOST_SEALS):
            row = next((row for row in self.page.table.rows.rows if self._has_papers(row)), None)
            if row is None:
                return count
            self._go_to(row.key)
            if row.key.startswith(HOMELESS):
                self.enter({**unknown, "number": f"{unknown['number']}{count}"})
            else:
                self._stage.carry_out(lambda: self._hands.press("F4"))
        raise StuckError("demo.wait.done")

    def _has_papers(self, row: Row) -> bool:
        waiting = row.cells[-1]
        return isinstance(waiting, Chip) and waiting.word != self._stage.texts("day.seals.none_waiting")

    def _go_to(self, key: str) -> None:
        go_down_to(self._hands, self.page.table, key)

    def print_register(self) -> str:
        """F8: today's book of the first seal on paper."""
        self._go_to(self.page.table.rows.rows[0].key)
        return self._stage.carry_out(lambda: self._hands.press("F8"))


def go_down_to(hands: Hands, table: RowTable, key: str) -> None:
    """F3 to the list, arrows to one of its rows. Raises StuckError where it is not listed."""
    hands.press("F3")
    keys, current = [row.key for row in table.rows.rows], table.current_row()
    if key not in keys:
        raise StuckError("demo.wait.found")
    steps = keys.index(key) - (keys.index(current.key) if current is not None else 0)
    hands.press(*["Down" if steps > 0 else "Up"] * abs(steps))
    current = table.current_row()
    if current is None or current.key != key:
        raise StuckError("demo.wait.found")
