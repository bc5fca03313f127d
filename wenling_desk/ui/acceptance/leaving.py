"""暂存离开: in whose hands each material is, asked before the application is put away. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.domain.leaving import AT_COUNTER, WITH_APPLICANT, KeptMaterial
from wenling_desk.ui.acceptance.draft_keeper import INITIATOR
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.leave_half_way import LeaveHalfWay, materials_at_hand

LETTERS = {"1": AT_COUNTER, "2": WITH_APPLICANT}
"""The one key of a row -> who has the material."""
LETTERS_FOR_ALL = {"A": AT_COUNTER, "B": WITH_APPLICANT}
"""The key that answers for every row."""


class LeavingPresenter:
    """The question of one application; nothing is answered beforehand."""

    def __init__(self, sheet: SheetPresenter) -> None:
        self.sheet = sheet
        self.texts = sheet.tools.texts
        self.rows: tuple[KeptMaterial, ...] = materials_at_hand(sheet.sheet, sheet.tools.desk())
        self.holders: dict[str, str] = {}

    def hold(self, material_id: str, letter: str) -> bool:
        """A key on a row; ``False`` for one that means nothing here."""
        if letter in LETTERS_FOR_ALL:
            self.hold_all(LETTERS_FOR_ALL[letter])
        elif letter in LETTERS:
            self.holders[material_id] = LETTERS[letter]
        return letter in LETTERS_FOR_ALL or letter in LETTERS

    def hold_all(self, holder: str) -> None:
        """The same answer for every material."""
        self.holders = dict.fromkeys((row.material_id for row in self.rows), holder)

    def next_open(self) -> str:
        """The first material nobody was asked about; empty when all are answered."""
        return next((row.material_id for row in self.rows if row.material_id not in self.holders), "")

    def reason_against(self) -> str:
        """Why it cannot be put away yet; empty when it can."""
        left = sum(row.material_id not in self.holders for row in self.rows)
        return self.texts("repairs.leave.left", count=left) if left else ""

    def stays(self) -> int:
        """How many materials stay at the counter."""
        return sum(holder == AT_COUNTER for holder in self.holders.values())

    def send(self, on_left: Callable[[], None]) -> None:
        """Keep the application and print what stays; what is missing is told."""
        reason = self.reason_against()
        if reason or self.sheet.busy:
            self.sheet.screen.tell(reason or self.texts("repairs.leave.busy"))
            return
        self.sheet.busy = True
        self.sheet.keeper.hold()
        tools = self.sheet.tools

        def done(changes: Changes) -> None:
            self.sheet.busy = False
            if changes.to_print:
                tools.print_papers(changes.to_print)
            on_left()

        def failed(told: Told) -> None:
            self.sheet.busy = False
            self.sheet.keeper.let_go(self.sheet.sheet, self.sheet.draft_title())
            self.sheet.screen.tell_told(told)

        command = LeaveHalfWay(
            command_id=tools.desk().ids.new_id(),
            initiator=INITIATOR,
            draft_id=self.sheet.draft_id,
            sheet=self.sheet.sheet,
            title=self.sheet.draft_title(),
            holders=dict(self.holders),
        )
        tools.bridge.submit(command, done, failed, failed)
