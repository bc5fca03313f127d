"""The first run: which desk this is, who works here, the password, and the recovery code shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
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
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.tab_order import tab_through

CHECK_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the first run asks for. ``practice``: the desk is to be tried out, nothing done on it counts."""

    hall_name: str
    hall_code: str
    desk_code: str
    counter_label: str
    clerk_number: str
    clerk_name: str
    password: str = field(repr=False)
    practice: bool = False


class FirstRunSurface(Surface):
    """``created`` carries the answers and the recovery code that ``create`` returned."""

    created = Signal(object, str)
    joining = Signal()
    """The desk is to belong to a centre instead (加入中心)."""

    def __init__(
        self,
        kit: Kit,
        lane: Lane,
        create: Callable[[FirstRun], str],
        *,
        may_join: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``create`` makes the desk's data off the GUI thread and returns the recovery code."""
        texts = kit.texts
        super().__init__(kit, lane, texts("frame.setup.title"), texts("frame.setup.words"), parent)
        self._create = create
        self.lines: dict[str, QLineEdit] = {}
        self._add(("hall_name", texts("frame.setup.hall_name")), hint=texts("frame.setup.hall_name_hint"))
        self._add(
            ("hall_code", texts("frame.setup.hall_code")),
            ("desk_code", texts("frame.setup.desk_code")),
            hint=texts("frame.setup.codes_hint"),
        )
        self._add(("counter_label", texts("frame.setup.counter")), hint="")
        clerk = ("clerk_number", texts("frame.setup.clerk_number")), ("clerk_name", texts("frame.setup.clerk_name"))
        self._add(*clerk, hint="")
        self._add_passwords()
        self.practice = QCheckBox(texts("frame.setup.practice"))
        self.practice.setAccessibleName(texts("frame.setup.practice"))
        self.body.addWidget(self.practice)
        self._begin = KeyButton(kit, texts("frame.setup.begin"), "Enter", "primary")
        self._begin.clicked.connect(self._try)
        self._join = KeyButton(kit, texts("sync.join.verb"), "F6", "flat")
        self._join.clicked.connect(self.joining)
        self._join.setVisible(may_join)
        if may_join:
            for key in ("F6", "Ctrl+6"):
                QShortcut(QKeySequence(key), self).activated.connect(self._join.click)
        self.acts.addWidget(self._join)
        self.acts.addStretch()
        self.acts.addWidget(self._begin)
        self.setFocusProxy(self.lines["hall_name"])
        tab_through(*self.lines.values(), self.practice, self._begin, self._join)

    def _add_passwords(self) -> None:
        texts = self.kit.texts
        both = QVBoxLayout()
        both.setSpacing(self.kit.theme.space("medium"))
        for name, label in (("password", texts("frame.setup.password")), ("again", texts("frame.setup.again"))):
            self.lines[name] = password_line(label)
            both.addWidget(labelled(self.kit, label, self.lines[name]))
        hint = texts("frame.setup.password_hint", least=LEAST_PASSWORD)
        self._put(both, hint, [self.lines["password"]])

    def _add(self, *named: tuple[str, str], hint: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.kit.theme.space("large"))
        for name, label in named:
            line = self.lines[name] = QLineEdit()
            line.setMaxLength(60)
            line.setAccessibleName(label)
            row.addWidget(labelled(self.kit, label, line), 1)
        self._put(row, hint, [self.lines[name] for name, _ in named])

    def _put(self, row: QLayout, hint: str, lines: list[QLineEdit]) -> None:
        group = QVBoxLayout()
        group.setSpacing(self.kit.theme.space("hair"))
        group.addLayout(row)
        if hint:
            group.addWidget(under_lines(self.kit, hint))
        for line in lines:
            line.setAccessibleDescription(hint)
        self.body.addLayout(group)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next line; on the last one the button takes it."""
        if event.text() == "\r" and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def answers(self) -> FirstRun:
        """What was typed."""
        typed = {name: line.text().strip() for name, line in self.lines.items() if name not in ("password", "again")}
        return FirstRun(**typed, password=self.lines["password"].text(), practice=self.practice.isChecked())

    def _try(self) -> None:
        answers = self.answers()
        for name in ("hall_name", "hall_code", "desk_code", "clerk_number", "clerk_name"):
            if not getattr(answers, name):
                self.set_fault(self.kit.texts("frame.setup.missing", what=self.lines[name].accessibleName()))
                self.lines[name].setFocus()
                return
        if fault := password_fault(self.kit.texts, answers.password, self.lines["again"].text()):
            self.set_fault(fault)
            self.lines["password"].setFocus()
            return
        self._work(lambda: self._create(answers), lambda code: self._created(answers, code), self._refused)

    def _created(self, answers: FirstRun, code: str) -> None:
        self.lines["password"].clear()
        self.lines["again"].clear()
        self.created.emit(answers, code)

    def _refused(self, told: Told) -> None:
        field_name = str(told.values.get("field", ""))
        self.lines.get(field_name, self.lines["hall_name"]).setFocus()


class RecoveryCodeSurface(Surface):
    """Shows the recovery code once. Going on needs its last four characters typed: a code not kept is no code."""

    kept = Signal()

    def __init__(
        self,
        kit: Kit,
        lane: Lane,
        code: str,
        print_code: Callable[[str], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``print_code`` prints it on paper; ``None`` where there is no printer yet."""
        texts = kit.texts
        super().__init__(kit, lane, texts("frame.code.title"), texts("frame.code.words"), parent)
        self._code = code
        self._shown = PlainLabel(code, "code", wrap=True)
        self._shown.setAccessibleName(texts("frame.code.title"))
        self.body.addWidget(self._shown)
        self.check = QLineEdit()
        self.check.setMaxLength(20)
        self.check.setAccessibleName(texts("frame.code.check", count=CHECK_CHARACTERS))
        self.check.returnPressed.connect(self._go_on)
        self.body.addWidget(labelled(kit, texts("frame.code.check", count=CHECK_CHARACTERS), self.check))
        self._print = KeyButton(kit, texts("frame.code.print"))
        self._print.clicked.connect(lambda: print_code(code) if print_code is not None else None)
        self._on = KeyButton(kit, texts("frame.code.go_on"), "Enter", "primary")
        self._on.clicked.connect(self._go_on)
        self.acts.addWidget(self._print)
        self._print.setVisible(print_code is not None)
        self.acts.addStretch()
        self.acts.addWidget(self._on)
        self.setFocusProxy(self.check)
        tab_through(self.check, self._on, self._print)

    def _go_on(self) -> None:
        last = "".join(character for character in self._code if character.isalnum())[-CHECK_CHARACTERS:]
        if self.check.text().strip().upper() != last.upper():
            self.set_fault(self.kit.texts("frame.code.wrong"))
            return
        self._code = ""
        self._shown.setText("")
        self.kept.emit()
