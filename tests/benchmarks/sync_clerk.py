"""A clerk who saves drafts while the desk takes in what the centre sent: both through the program's own bridge."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from tests.benchmarks.sync_cases import CASE
from tests.benchmarks.sync_desks import PASSWORD, BenchDesk, sync_of
from wenling_desk.bootstrap import opening
from wenling_desk.ui.bridge import Bridge
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.scripted_intake import read_script

PAUSE_S = 0.01
MOST_DRAFTS = 600


class ClerkAtWork:
    """An enrolled desk whose sync runs on a thread of its own and works on the desk thread, behind the clerk."""

    def __init__(self, home: Path) -> None:
        self._app = QCoreApplication.instance() or QCoreApplication([])
        self.opened = opening.open_desk(home, PASSWORD)
        self._ended: dict[str, float] = {}
        self._saved = threading.Event()
        self._bridge = Bridge(self._dispatch, self._read, self.opened.parts.texts)
        self.desk = BenchDesk(self.opened, sync_of(self.opened, self._bridge.carry_out))
        (case,) = read_script(CASE, self.opened.current.catalogue())
        self._sheet = case.sheet

    def _dispatch(self, command: Command) -> Changes:
        done = self.opened.dispatcher.dispatch(command)
        self._ended[command.command_id] = time.perf_counter()
        self._saved.set()
        return done

    def _read(self, question: Any) -> Any:
        with self.opened.store.reading() as reading:
            return question(reading)

    def draft_ms(self) -> float:
        """From the press of a key to the draft on the disk, in milliseconds: the wait and the work."""
        name = self.opened.current.ids.new_id()
        self._saved.clear()
        begun = time.perf_counter()
        self._bridge.submit(SaveDraft(command_id=name, draft_id=f"draft-{name}", sheet=self._sheet, title=name))
        if not self._saved.wait(30):
            raise TimeoutError("the draft was not saved")
        return (self._ended.pop(name) - begun) * 1_000

    def drafts_during_round(self) -> tuple[list[float], int]:
        """Milliseconds of each draft saved while one round of the sync ran, and rows it received."""
        received: list[int] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                received.append(self.desk.round_beside_clerk())
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, name="sync")
        thread.start()
        taken = []
        while thread.is_alive():
            taken.append(self.draft_ms())
            if len(taken) == MOST_DRAFTS:
                self.desk.sync.runner.stop(0)  # after the slice under way
            time.sleep(PAUSE_S)
        thread.join()
        if failed:
            raise failed[0]
        return taken, received[0]

    def close(self) -> None:
        """End it."""
        self.desk.sync.stop()
        self._bridge.stop()
        self._app.processEvents()
        self.opened.close()
