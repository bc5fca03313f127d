"""跟录: a narrow window beside the other system. One key copies the next field, one pastes the number back."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.ui.back_entry.follow import FollowPresenter, FollowView
from wenling_desk.ui.back_entry.tools import BackEntryTools
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

CLEAR_MS = 30_000
"""How long a person's data may lie on the clipboard."""
SIZE = (380, 660)
LONGEST_PASTE = 200


class FollowWindow(QWidget):
    """Keyboard only: Enter copies the next field, X leaves it out, Up goes back, N is the number, PgDn the next case,
    Esc closes. What was copied is cleared after half a minute, and when the window closes."""

    def __init__(self, kit: Kit, tools: BackEntryTools, on_closed: Callable[[], object]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setProperty("panel", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._kit = kit
        self._texts = kit.texts
        self._tools = tools
        self._on_closed = on_closed
        self._copied = ""
        self._showing = False
        self.presenter = FollowPresenter(tools, self._show, self._say, self._ended)
        self._clearing = QTimer(self)
        self._clearing.setSingleShot(True)
        self._clearing.setInterval(CLEAR_MS)
        self._clearing.timeout.connect(self._clear_in_time)
        self._make_parts()
        self._lay_out()
        self._make_keys()
        self._place()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self._heading = ElidedLabel("", "heading")
        self._progress = PlainLabel("", "hint")
        self._label = PlainLabel("", "label")
        self._value = ElidedLabel("", "code")
        self._inferred = PlainLabel(texts("platform.check.inferred"), "hint", wrap=True)
        columns = (Column(texts("platform.column.field"), 132), Column(""), Column(texts("platform.column.done"), 54))
        self.table = RowTable(kit, texts("platform.follow.list"), columns, self._letter)
        self.table.opened.connect(lambda _: self.copy_next())
        self.table.moved.connect(self._moved)
        self.number = QLineEdit()
        self.number.setMaxLength(LONGEST_PASTE)
        self.number.setPlaceholderText(texts("platform.follow.number_hint"))
        self.number.setAccessibleName(texts("platform.follow.number"))
        self.number.returnPressed.connect(self._take_number)
        self._said = PlainLabel("", "hint", wrap=True)
        self.on_top = QCheckBox(texts("platform.follow.on_top"))
        self.on_top.setAccessibleName(texts("platform.follow.on_top"))
        self.on_top.toggled.connect(self._set_on_top)

    def _button(self, key: str, hint: str, act: Callable[[], object], look: str = "normal") -> KeyButton:
        button = KeyButton(self._kit, self._texts(key), hint, look)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        for widget in (self._heading, self._progress, self._label, self._value):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self._inferred)
        acts = QWidget()
        flow = FlowLayout(space("small"), space("small"))
        acts.setLayout(flow)
        flow.addWidget(self._button("platform.follow.next_field", "Enter", self.copy_next, "primary"))
        flow.addWidget(self._button("platform.follow.back", "\u2191", self.presenter.back))
        flow.addWidget(self._button("platform.follow.leave_out", "X", self.presenter.leave_out))
        flow.addWidget(self._button("platform.follow.to_number", "N", self._to_number))
        flow.addWidget(self._button("platform.follow.next_case", "PgDn", self.next_case))
        column.addWidget(acts)
        row = QHBoxLayout()
        row.setSpacing(space("small"))
        row.addWidget(PlainLabel(self._texts("platform.follow.number"), "label"))
        row.addWidget(self.number, 1)
        column.addLayout(row)
        column.addWidget(self._said)
        foot = QHBoxLayout()
        foot.addWidget(self.on_top)
        foot.addStretch(1)
        foot.addWidget(self._button("platform.follow.close", "Esc", self.close, "flat"))
        column.addLayout(foot)
        tab_through(self.table, self.number, self.on_top)

    def _make_keys(self) -> None:
        for key, act in (
            ("PgDown", self.next_case),
            ("Esc", self.close),
            ("Ctrl+V", self._paste),
            ("Ctrl+T", self.on_top.toggle),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # -- opening and closing ---------------------------------------------------------------------

    def open(self, key: str) -> None:
        """Show a task; the window comes to the front."""
        self._say("", False)
        self.presenter.open(key)
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing personal stays: neither on the clipboard nor in the window."""
        self._clear_clipboard()
        self.presenter.close()
        self.table.set_rows(())
        for label in (self._heading, self._progress, self._label, self._value):
            label.setText("")
        self.number.clear()
        place = self.frameGeometry() if self.isVisible() else self.geometry()
        self._tools.keep_place(
            json.dumps({
                "at": [place.x(), place.y()],
                "size": [self.width(), self.height()],
                "on_top": self.on_top.isChecked(),
            })
        )  # fmt: skip
        super().closeEvent(event)
        self._on_closed()

    def _place(self) -> None:
        """Where it stood the last time, if that is still on a screen; else at the right edge."""
        self.resize(self._kit.theme.scaled(SIZE[0]), SIZE[1])
        screen = QGuiApplication.primaryScreen().availableGeometry()
        place = QRect(screen.right() - self.width(), screen.top() + 40, self.width(), self.height())
        try:
            kept = json.loads(self._tools.place() or "{}")
            if kept:
                place = QRect(*(int(each) for each in (*kept["at"], *kept["size"])))
                self.on_top.setChecked(bool(kept["on_top"]))
        except (ValueError, TypeError, KeyError):
            pass  # a place of another version: the edge will do
        if not any(each.availableGeometry().intersects(place) for each in QGuiApplication.screens()):
            place.moveTopLeft(screen.topLeft())
        self.setGeometry(place)

    def _set_on_top(self, wanted: bool) -> None:
        shown = self.isVisible()
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, wanted)
        if shown:
            self.show()  # Qt hides a window whose flags change
            self.activateWindow()

    # -- keys ------------------------------------------------------------------------------------

    def copy_next(self) -> None:
        """The next field onto the clipboard."""
        value = self.presenter.copy_next()
        if value:
            self._copied = value
            QApplication.clipboard().setText(value)
            self._clearing.start()
            self._say(self._texts("platform.follow.copied"), False)

    def next_case(self) -> None:
        """On to the next case; what was copied of this one goes."""
        self._clear_clipboard()
        self.number.clear()
        self._say("", False)
        self.presenter.next_case()
        self.table.setFocus()

    def take_scan(self, text: str) -> bool:
        """A scan while the window is open: the official number."""
        if not self.isVisible():
            return False
        self.number.setText(text)
        self._take_number()
        return True

    def _letter(self, _row: Row, letter: str) -> bool:
        acts: dict[str, Callable[[], object]] = {"X": self.presenter.leave_out, "N": self._to_number}
        if letter in acts:
            acts[letter]()
        return letter in acts

    def _moved(self, row: object) -> None:
        if isinstance(row, Row) and not self._showing:
            self.presenter.go_to(int(str(row.payload)))

    def _to_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _paste(self) -> None:
        """What was copied over there is the number, wherever the focus is; it is looked at before Enter takes it."""
        self.number.setText(QApplication.clipboard().text()[:LONGEST_PASTE].strip())
        self.number.setFocus()

    def _take_number(self) -> None:
        if self.presenter.take_number(self.number.text()):
            self.number.clear()
            self.table.setFocus()

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, view: FollowView) -> None:
        self._showing = True
        self.setWindowTitle(view.title)
        self._heading.setText(view.heading)
        self._progress.setText(view.progress)
        self._inferred.setVisible(view.inferred)
        self.table.set_rows(
            [
                Row(
                    line.key,
                    (line.label, line.value, Chip(line.state, Tone.GOOD if line.is_done else Tone.QUIET)),
                    str(at),
                )
                for at, line in enumerate(view.lines)
            ]
        )
        if view.at < len(view.lines):
            line = view.lines[view.at]
            self.table.go_to(line.key)
            self._label.setText(line.label)
            self._value.setText(line.value or self._texts("platform.check.value_empty"))
        else:
            self._label.setText("")
            self._value.setText("")
            self.number.setFocus()
        self._showing = False

    def _say(self, sentence: str, fault: bool) -> None:
        self._said.set_role("fault" if fault else "hint")
        self._said.setText(sentence)

    def _ended(self) -> None:
        """Nothing is left to enter."""
        self._clear_clipboard()
        self.table.set_rows(())
        self._heading.setText(self._texts("platform.follow.finished"))
        for label in (self._progress, self._label, self._value):
            label.setText("")

    def _clear_in_time(self) -> None:
        if self._clear_clipboard():
            self._say(self._texts("platform.follow.cleared"), False)

    def _clear_clipboard(self) -> bool:
        """Take back what was copied, unless something else has been copied since."""
        self._clearing.stop()
        copied, self._copied = self._copied, ""
        clipboard = QApplication.clipboard()
        ours = bool(copied) and clipboard.text() == copied
        if ours:
            clipboard.clear()
        return ours
