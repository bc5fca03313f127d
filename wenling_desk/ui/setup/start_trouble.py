"""The desk cannot start: one sentence that says what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.setup.surface import Surface
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit


class StartTroubleSurface(Surface):
    """Shows the sentence; nothing can be damaged from here."""

    leaving = Signal()

    def __init__(
        self,
        kit: Kit,
        lane: Lane,
        told: Told,
        save_report: Callable[[], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``save_report`` writes the report file and returns where it lies."""
        texts = kit.texts
        super().__init__(kit, lane, texts("frame.start.title"), told.sentence, parent)
        self._report = KeyButton(kit, texts("frame.defect.report"))
        self._save_report = save_report
        self._report.clicked.connect(self._save)
        self._leave = KeyButton(kit, texts("frame.start.leave"), "Enter", "primary")
        self._leave.clicked.connect(self.leaving)
        self.acts.addWidget(self._report)
        self._report.setVisible(save_report is not None)
        self.acts.addStretch()
        self.acts.addWidget(self._leave)
        self.setFocusProxy(self._leave)

    def _save(self) -> None:
        if self._save_report is not None:
            self._work(self._save_report, self._saved, lambda _: None)

    def _saved(self, path: str) -> None:
        self.set_fault(self.kit.texts("frame.defect.saved", path=path))
