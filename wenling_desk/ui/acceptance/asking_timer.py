"""When other halls are asked about the person on the counter: once the clerk has paused, not at every key."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from wenling_desk.ui.acceptance.other_halls import OtherHalls, Question

PAUSE_MS = 500


class AskingTimer(QTimer):
    """Belongs to the widgets of one application and dies with them."""

    def __init__(self, halls: OtherHalls, parent: QObject) -> None:
        super().__init__(parent)
        self._halls = halls
        self._waiting: Question | None = None
        self.setSingleShot(True)
        self.setInterval(PAUSE_MS)
        self.timeout.connect(halls.ask)
        self.look()

    def look(self) -> None:
        """The application has changed: begin to wait where there is something new to ask."""
        wanted = self._halls.wanted()
        if wanted is None:
            self.stop()
        elif wanted != self._waiting or not self.isActive():
            self.start()
        self._waiting = wanted
