"""Keeps the 补录 list up to date for everything that shows a part of it: page, status line, workbench."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from wenling_desk.domain.back_entry import BackEntryRule
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.back_entry_list import BackEntryBook, BackEntryList
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk

AGAIN_MS = 5 * 60_000
"""A number becomes late with time alone: nobody tells of that."""


class ChangingBridge(DeskBridge, Protocol):
    """A bridge that tells of every change."""

    changed: Any


class BackEntryWatch(QObject):
    """One question at a time; what changes meanwhile is asked with the next one."""

    looked = Signal()
    """``latest`` is new."""

    def __init__(
        self, bridge: ChangingBridge, desk: Callable[[], Desk], rule: BackEntryRule, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.hours = rule.within_hours
        self._bridge = bridge
        self._book = BackEntryBook(desk, rule)
        self._changed: set[str] = set()
        self._asking = False
        self._again = False
        self.latest: BackEntryList | None = None
        bridge.changed.connect(self._on_change)
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def today(self) -> date:
        """Today at the desk."""
        return self._desk().today()

    def look(self) -> None:
        """Read the list anew, as far as anything has changed."""
        if self._asking:
            self._again = True
            return
        changed, self._changed = self._changed, set()
        self._asking, self._again = True, False
        self._bridge.ask(lambda reading: self._book.look(reading, changed), self._take, on_failed=self._failed)

    def _on_change(self, changes: Changes) -> None:
        if changes.records or changes.worklists:
            self._changed |= changes.records
            self.look()

    def _take(self, found: BackEntryList) -> None:
        self._asking = False
        self.latest = found
        self.looked.emit()
        if self._again or not found.complete:
            self.look()

    def _failed(self, _told: object) -> None:
        # The lists themselves say what is wrong with the store; the next change asks again.
        self._asking = False


def watch_of(frame: object, bridge: ChangingBridge, desk: Callable[[], Desk], rule: BackEntryRule) -> BackEntryWatch:
    """The one watch of a window; it lives and dies with it."""
    assert isinstance(frame, QObject)
    found = frame.findChild(BackEntryWatch)
    return found if isinstance(found, BackEntryWatch) else BackEntryWatch(bridge, desk, rule, frame)
