"""Sends the page's commands, each act once. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command

INITIATOR = "handover"


class Sender:
    """One act at a time. Pressed again before its answer is there it is the same act; after trouble the same act keeps
    its id, because it may have been written all the same."""

    def __init__(self, tools: HandoverTools) -> None:
        self._tools = tools
        self._running = False
        self._what: object = None
        self._command_id = ""

    def send(
        self,
        what: object,
        make: Callable[[str], Command],
        on_done: Callable[[Changes], object],
        on_failed: Callable[[Told], object],
    ) -> None:
        """``what`` tells acts apart; ``make`` builds the command of an id."""
        if self._running:
            return
        if what != self._what or not self._command_id:
            self._what, self._command_id = what, self._tools.desk().ids.new_id()
        self._running = True

        def done(changes: Changes) -> None:
            self._running, self._command_id = False, ""
            on_done(changes)

        def refused(told: Told) -> None:
            self._running, self._command_id = False, ""
            on_failed(told)

        def troubled(told: Told) -> None:
            self._running = False
            on_failed(told)

        self._tools.bridge.submit(make(self._command_id), done, refused, troubled)
