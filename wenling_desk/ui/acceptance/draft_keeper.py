"""Saves the draft of one application: the latest state, one command at a time, and never after the act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.save_draft import SaveDraft

INITIATOR = "acceptance"


class DraftKeeper:
    """Keeps a draft up to date on disk.

    A sheet that changes while one is being written is written next; sheets in between are not written at all. Once
    ``hold`` was called nothing is written until ``let_go``: the act on the case removes its draft, and a save behind
    it would bring it back.
    """

    def __init__(
        self,
        tools: CounterTools,
        draft_id: str,
        saved: IntakeSheet,
        changed: Callable[[], None],
        trouble: Callable[[Told], None],
    ) -> None:
        """``saved`` is the sheet that needs no saving: the one just opened, or the draft as it was read."""
        self._tools = tools
        self._draft_id = draft_id
        self._saved = saved
        self._changed = changed
        self._trouble = trouble
        self._wanted: tuple[IntakeSheet, str] | None = None
        self._sending: IntakeSheet | None = None
        self._held = False
        self.saved_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether everything asked for is on disk."""
        return self._wanted is None and self._sending is None

    def keep(self, sheet: IntakeSheet, title: str) -> None:
        """Save this sheet; one that is already kept costs nothing."""
        known = self._wanted[0] if self._wanted else self._sending or self._saved
        if sheet != known:
            self._wanted = (sheet, title)
            self._send()

    def hold(self) -> None:
        """An act on this application is on its way."""
        self._held = True
        self._wanted = None

    def let_go(self, sheet: IntakeSheet, title: str) -> None:
        """The act was refused: keep drafts again, beginning with this sheet."""
        self._held = False
        # What changed meanwhile was noted, not sent.
        self._wanted = None
        self.keep(sheet, title)

    def _send(self) -> None:
        if self._wanted is None or self._sending is not None or self._held:
            return
        sheet, title = self._wanted
        self._wanted, self._sending = None, sheet
        command = SaveDraft(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            draft_id=self._draft_id,
            sheet=sheet,
            title=title,
        )
        self._tools.bridge.submit(command, self._done, self._failed, self._failed)

    def _done(self, _changes: Changes) -> None:
        if self._sending is not None:
            self._saved = self._sending
        self._sending = None
        self.saved_at = self._tools.desk().now()
        self._changed()
        self._send()

    def _failed(self, told: Told) -> None:
        # Not sent again by itself: the next change, or the clerk with F5, tries once more.
        self._sending = None
        self._trouble(told)
        self._send()
