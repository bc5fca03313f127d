"""One key says that the other system is down, and once more that it is back. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.outage import BeginOutage, EndOutage, running_outage

KEY = "Shift+F9"


class OutageKey:
    """先受理、后补录: begins and ends it; ``say`` gets the sentence that tells what was written down."""

    def __init__(self, tools: BackEntryTools, say: Callable[[str], None], on_told: Callable[[Told], object]) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._say = say
        self._on_told = on_told
        self._busy = False

    def press(self) -> None:
        """Begin, or end what runs. Held down or pressed twice it is one act."""
        if self._busy:
            return
        self._busy = True
        hall = self._tools.desk().identity.hall_code
        self._tools.bridge.ask(
            lambda reading: (running_outage(reading, hall) is not None,), self._act, on_failed=self._failed
        )

    def _act(self, answer: tuple[bool]) -> None:
        desk = self._tools.desk()
        command = (EndOutage if answer[0] else BeginOutage)(command_id=desk.ids.new_id(), initiator="outage")
        done = self._ended if answer[0] else self._begun
        self._tools.bridge.submit(command, done, self._failed, self._failed)

    def _begun(self, _: Changes) -> None:
        self._busy = False
        self._say(self._texts("platform.outage.begun", since=f"{self._tools.desk().now():%H:%M}"))

    def _ended(self, _: Changes) -> None:
        self._busy = False
        found = self._tools.latest()
        count, done = (found.outage_cases, found.outage_done) if found is not None else (0, 0)
        self._say(self._texts("platform.outage.ended", count=count, left=count - done))

    def _failed(self, told: Told) -> None:
        self._busy = False
        self._on_told(told)
