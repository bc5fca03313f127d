"""The first run of a desk that belongs to a centre (加入中心): where it is, the code it was given, who works here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

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

NEEDED = ("server", "code", "fingerprint", "clerk_number", "clerk_name")
OF_REFUSAL = {"code_wrong": "code", "code_used": "code", "fingerprint_differs": "fingerprint", "server_wrong": "server"}
"""Code of a refusal -> the line it is about."""


@dataclass(frozen=True, slots=True)
class Join:
    """What joining asks for."""

    server: str
    code: str = field(repr=False)
    fingerprint: str
    counter_label: str
    clerk_number: str
    clerk_name: str
    password: str = field(repr=False)
    laptop: bool = False


class JoinSurface(Surface):
    """``joined`` carries the answers and the recovery code that ``join`` returned."""

    joined = Signal(object, str)
    went_back = Signal()

    def __init__(self, kit: Kit, lane: Lane, join: Callable[[Join], str], parent: QWidget | None = None) -> None:
        """``join`` enrols the desk off the GUI thread and returns the recovery code."""
        texts = kit.texts
        super().__init__(kit, lane, texts("sync.join.title"), texts("sync.join.words"), parent)
        self._join = join
        self.lines: dict[str, QLineEdit] = {}
        self._add(("server", texts("sync.join.server")))
        self._add(("code", texts("sync.join.code")))
        self._add(("fingerprint", texts("sync.join.fingerprint")), hint=texts("sync.join.fingerprint_hint"))
        self._add(("counter_label", texts("frame.setup.counter")))
        clerk = ("clerk_number", texts("frame.setup.clerk_number")), ("clerk_name", texts("frame.setup.clerk_name"))
        self._add(*clerk)
        self._add_passwords()
        self.lines["server"].setPlaceholderText(texts("sync.join.server_sample"))
        self.laptop = QCheckBox(texts("sync.join.laptop"))
        self.laptop.setAccessibleName(texts("sync.join.laptop"))
        self.body.addWidget(self.laptop)
        self._back = KeyButton(kit, texts("frame.setup.back"), "Esc")
        self._back.clicked.connect(self.went_back)
        self._begin = KeyButton(kit, texts("sync.join.begin"), "Enter", "primary")
        self._begin.clicked.connect(self._try)
        self.acts.addWidget(self._back)
        self.acts.addStretch()
        self.acts.addWidget(self._begin)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.activated.connect(self._leave)
        self.setFocusProxy(self.lines["server"])
        tab_through(*self.lines.values(), self.laptop, self._begin, self._back)

    def _add_passwords(self) -> None:
        texts = self.kit.texts
        both = QVBoxLayout()
        both.setSpacing(self.kit.theme.space("medium"))
        for name, label in (("password", texts("frame.setup.password")), ("again", texts("frame.setup.again"))):
            self.lines[name] = password_line(label)
            both.addWidget(labelled(self.kit, label, self.lines[name]))
        self._put(both, texts("frame.setup.password_hint", least=LEAST_PASSWORD))

    def _add(self, *named: tuple[str, str], hint: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(self.kit.theme.space("large"))
        for name, label in named:
            line = self.lines[name] = QLineEdit()
            line.setMaxLength(200 if name == "server" else 120)
            line.setAccessibleName(label)
            row.addWidget(labelled(self.kit, label, line), 1)
        self._put(row, hint)

    def _put(self, row: QLayout, hint: str) -> None:
        group = QVBoxLayout()
        group.setSpacing(self.kit.theme.space("hair"))
        group.addLayout(row)
        if hint:
            group.addWidget(under_lines(self.kit, hint))
        self.body.addLayout(group)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next line; on the last one the button takes it."""
        if event.text() == "\r" and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def answers(self) -> Join:
        """What was typed."""
        typed = {name: line.text().strip() for name, line in self.lines.items() if name not in ("password", "again")}
        return Join(**typed, password=self.lines["password"].text(), laptop=self.laptop.isChecked())

    def _leave(self) -> None:
        if not self.is_busy():
            self.went_back.emit()

    def _try(self) -> None:
        answers = self.answers()
        for name in NEEDED:
            if not getattr(answers, name):
                self.set_fault(self.kit.texts("frame.setup.missing", what=self.lines[name].accessibleName()))
                self.lines[name].setFocus()
                return
        if fault := password_fault(self.kit.texts, answers.password, self.lines["again"].text()):
            self.set_fault(fault)
            self.lines["password"].setFocus()
            return
        self._work(lambda: self._join(answers), lambda code: self._joined(answers, code), self._refused)

    def _joined(self, answers: Join, code: str) -> None:
        for name in ("password", "again", "code"):
            self.lines[name].clear()
        self.joined.emit(answers, code)

    def _refused(self, told: Told) -> None:
        named = str(told.values.get("field", "")) or OF_REFUSAL.get(told.code, "")
        self.lines.get(named, self.lines["server"]).setFocus()
