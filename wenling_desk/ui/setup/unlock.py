"""Unlocking: at start, after a lock, and with the recovery code when the password is forgotten."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.setup.surface import (
    LEAST_PASSWORD,
    Surface,
    labelled,
    password_fault,
    password_line,
    under_lines,
)
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.tab_order import tab_through


class UnlockSurface(Surface):
    """One line for the password. ``opened`` carries what ``open_desk(password)`` returned.

    ``open_desk`` runs off the GUI thread and refuses with ``DeskRefusal`` or ``KnownTrouble``; how often and how soon
    one may try again is its rule, not the screen's.
    """

    opened = Signal(object)
    forgotten = Signal()

    def __init__(
        self,
        kit: Kit,
        lane: Lane,
        who: str,
        open_desk: Callable[[str], object],
        *,
        may_recover: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``who`` is hall, counter and clerk: nothing of any applicant stands on a locked screen."""
        texts = kit.texts
        super().__init__(kit, lane, texts("frame.unlock.title"), who, parent)
        self._open_desk = open_desk
        self.password = password_line(texts("frame.unlock.password"))
        self.password.returnPressed.connect(self._try)
        self.body.addWidget(labelled(kit, texts("frame.unlock.password"), self.password))
        self._forgot = KeyButton(kit, texts("frame.unlock.forgotten"), look="flat")
        self._forgot.clicked.connect(self.forgotten)
        self._open = KeyButton(kit, texts("frame.unlock.open"), "Enter", "primary")
        self._open.clicked.connect(self._try)
        self.acts.addWidget(self._forgot)
        self._forgot.setVisible(may_recover)
        self.acts.addStretch()
        self.acts.addWidget(self._open)
        self.setFocusProxy(self.password)
        tab_through(self.password, self._open, self._forgot)

    def _try(self) -> None:
        password = self.password.text()
        if not password:
            self.set_fault(self.kit.texts("frame.unlock.empty"))
            return
        self.try_password(password)

    def try_password(self, password: str) -> None:
        """Open with this password; also right after the first run, so that it is not asked for twice."""
        self.password.clear()
        self._work(lambda: self._open_desk(password), self.opened.emit, self._refused)

    def _refused(self, _told: Told) -> None:
        self.password.setFocus()


class RecoverySurface(Surface):
    """The recovery code and a new password. ``opened`` carries what ``recover(code, password)`` returned."""

    opened = Signal(object)
    went_back = Signal()

    def __init__(
        self, kit: Kit, lane: Lane, recover: Callable[[str, str], object], parent: QWidget | None = None
    ) -> None:
        texts = kit.texts
        super().__init__(kit, lane, texts("frame.recovery.title"), texts("frame.recovery.words"), parent)
        self._recover = recover
        self.code = QLineEdit()
        self.code.setMaxLength(120)
        self.code.setAccessibleName(texts("frame.recovery.code"))
        self.password = password_line(texts("frame.setup.password"))
        self.again = password_line(texts("frame.setup.again"))
        self.again.returnPressed.connect(self._try)
        self.body.addWidget(labelled(kit, texts("frame.recovery.code"), self.code))
        self.body.addWidget(labelled(kit, texts("frame.setup.password"), self.password))
        self.body.addWidget(labelled(kit, texts("frame.setup.again"), self.again))
        self.body.addWidget(under_lines(kit, texts("frame.setup.password_hint", least=LEAST_PASSWORD)))
        self._back = KeyButton(kit, texts("frame.setup.back"), "Esc")
        self._back.clicked.connect(self.went_back)
        self._open = KeyButton(kit, texts("frame.recovery.open"), "Enter", "primary")
        self._open.clicked.connect(self._try)
        self.acts.addWidget(self._back)
        self.acts.addStretch()
        self.acts.addWidget(self._open)
        self.setFocusProxy(self.code)
        tab_through(self.code, self.password, self.again, self._open, self._back)

    def _try(self) -> None:
        code, password = self.code.text().strip(), self.password.text()
        if not code:
            self.set_fault(self.kit.texts("frame.recovery.empty"))
        elif fault := password_fault(self.kit.texts, password, self.again.text()):
            self.set_fault(fault)
        else:
            self._work(lambda: self._recover(code, password), self._opened, lambda _: self.code.setFocus())

    def _opened(self, result: object) -> None:
        for line in (self.code, self.password, self.again):
            line.clear()
        self.opened.emit(result)
