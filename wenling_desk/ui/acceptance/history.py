"""Undo inside one draft: the sheets the clerk has seen, in order."""

from __future__ import annotations

from wenling_desk.domain.intake import IntakeSheet

MOST_STEPS = 200


class History:
    """Sheets before and after the present one; gone with the page that holds it."""

    def __init__(self) -> None:
        self._before: list[IntakeSheet] = []
        self._after: list[IntakeSheet] = []

    def keep(self, sheet: IntakeSheet) -> None:
        """The present sheet is about to be changed; what was undone before can no longer come back."""
        self._before = [*self._before, sheet][-MOST_STEPS:]
        self._after.clear()

    def undo(self, present: IntakeSheet) -> IntakeSheet | None:
        """The sheet before; ``None`` when there is none."""
        if not self._before:
            return None
        self._after.append(present)
        return self._before.pop()

    def redo(self, present: IntakeSheet) -> IntakeSheet | None:
        """The sheet that was undone last; ``None`` when there is none."""
        if not self._after:
            return None
        self._before.append(present)
        return self._after.pop()
