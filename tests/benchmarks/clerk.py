"""A clerk at the keyboard of the real program: looks where the focus is, types what is asked for, presses what it must.

Knows what is written on paper before them (values by the kind of a field), never the insides of a page beyond what
the screen shows: which field has the focus, what it asks for, what stands against an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QRadioButton, QWidget

from tests.benchmarks.real_desk import RealDesk
from wenling_desk.domain.form import FieldDefinition, FieldType
from wenling_desk.domain.service_item import MaterialSource
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.acceptance.party_block import PartyBlock
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_table import TableField
from wenling_desk.ui.widgets.wedge import GAP_MS

W = TypeVar("W", bound=QWidget)

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_FIELDS = 120
HELD_MS = GAP_MS + 15
"""A letter outside a line is held back for GAP_MS, in case it is a scanner's; a finger takes longer to come up."""

_BY_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "示例内容一二三",
    FieldType.NAME: "林见秋",
    FieldType.PHONE: "13800005678",
    FieldType.DATE: "2026-11-23",
    FieldType.NUMBER: "2",
    FieldType.MONEY: "50",
    FieldType.AREA_M2: "86",
    FieldType.ADDRESS: "温岭市某某街道某某路 8 号",
}
_BY_PATTERN: Mapping[str, str] = {"^[0-9-]{8,32}$": "6222000000000000", "^[0-9]{6}$": "317500"}


class ClerkStuck(Exception):
    """The focus is nowhere the clerk can go on from; the text says where, and what stands against the act."""


class Clerk:
    """Hands on the keyboard of a desk. ``people`` are names with their identity numbers, in the order they come."""

    def __init__(self, desk: RealDesk, people: Mapping[str, str]) -> None:
        self._desk = desk
        self._people = people
        self._names: Iterator[str] = cycle(people)
        self._current = ""

    # -- keys --------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, held as long as a finger does, and wait for what it leads to."""
        QTest.keyPress(self._focus(), key, held)
        QTest.qWait(HELD_MS)
        QTest.keyRelease(self._focus(), key, held)
        self._desk.settle()

    def type(self, text: str) -> None:
        """Data, as the input method commits it."""
        sent = QInputMethodEvent()
        sent.setCommitString(text)
        QApplication.sendEvent(self._focus(), sent)
        self._desk.settle()

    # -- an application ------------------------------------------------------------------------------

    @property
    def page(self) -> AcceptancePage:
        """The acceptance page; the clerk is there."""
        page = self._desk.window.current_page()
        if not isinstance(page, AcceptancePage):
            raise ClerkStuck(f"on {type(page).__name__}")
        return page

    def open(self, words: str) -> None:
        """The next person, and what that person wants."""
        self.press(Key.Key_F2)
        self.type(words)
        self._desk.until(lambda: self.page.entry.text() == words)
        self.press(Key.Key_Return)
        self._desk.until(lambda: self.page.presenter is not None)

    def fill_people(self, *, returning: bool = False) -> None:
        """Everybody the matter asks for; whoever is the applicant again is said to be with one character.

        The number of somebody who was here before is typed in place of the name, and brings the rest.
        """
        if _above(self._focus(), PartyBlock) is None:
            self.press(Key.Key_F4)
        if returning:
            self._current = next(iter(self._people))
            self.type(self._people[self._current])
            self.press(Key.Key_Return)
        for _ in range(MOST_FIELDS):
            block, editor = _above(self._focus(), PartyBlock), _above(self._focus(), FieldEditor)
            if block is None or editor is None:
                return
            if not editor.value():
                self.type(self._about(block, editor))
            self.press(Key.Key_Return)
        raise ClerkStuck("the people never end")

    def _about(self, block: PartyBlock, editor: FieldEditor) -> str:
        if editor is block.number:
            return self._people[self._current]
        if editor is block.phone:
            return _BY_TYPE[FieldType.PHONE]
        if editor is block.address:
            return _BY_TYPE[FieldType.ADDRESS]
        rows = self.page.presenter.opened.parties.rows if self.page.presenter is not None else ()
        if block.row.role == "entity":
            return "温岭市见秋贸易有限公司"
        if block.row is not rows[0] and block.row.role != "spouse" and isinstance(editor.focusProxy(), QLineEdit):
            return "="
        self._current = next(self._names)
        return self._current

    def mark_materials(self) -> None:
        """A letter a row: what the desk can look up itself is exempt, the rest lies on the counter."""
        self.press(Key.Key_F3)
        rows = self.page.presenter.opened.view.materials if self.page.presenter is not None else ()
        for place, row in enumerate(rows):
            if place > 0:
                self.press(Key.Key_Space)
            given = row.material.shareable and row.material.source is not MaterialSource.DESK_FORM
            self.press(Key.Key_M if given else Key.Key_1)

    def fill_form(self) -> None:
        """Every required field of the joint form that is still empty."""
        area = self.page.area
        if area is None or not area.form.lacks_something():
            return
        if not area.form.isAncestorOf(self._focus()):
            self.press(Key.Key_F7)
        for _ in range(MOST_FIELDS):
            if not area.form.lacks_something():
                return
            editor = _above(self._focus(), FieldEditor)
            field_id = next((name for name, each in area.form.fields.items() if each is editor), "")
            if editor is None or not field_id:
                raise ClerkStuck(f"the form lacks something, and the focus is on {self._focus().accessibleName()!r}")
            self._fill(editor, self._desk.opened.current.catalogue().fields[field_id])
        raise ClerkStuck("the form never ends")

    def _fill(self, editor: FieldEditor, definition: FieldDefinition) -> None:
        focus = self._focus()
        if isinstance(editor, TableField):
            self._fill_row(editor, definition)
        elif isinstance(focus, QRadioButton):
            self.press(Key.Key_Space)
            self.press(Key.Key_Return)
        else:
            if editor.required and not editor.value():
                choices = definition.choices
                self.type(choices[0] if choices else self._value(definition.type, definition.pattern or ""))
            self.press(Key.Key_Return)

    def _fill_row(self, editor: TableField, definition: FieldDefinition) -> None:
        """One row, cell by cell; then on to the next empty field."""
        for column in definition.columns:
            if isinstance(self._focus(), QComboBox):
                self.press(Key.Key_Down)
            else:
                self.type(self._value(FieldType(str(column.type)), ""))
            self.press(Key.Key_Return)
        self.press(Key.Key_F7)

    def _value(self, kind: FieldType, pattern: str) -> str:
        if pattern in _BY_PATTERN:
            return _BY_PATTERN[pattern]
        if kind is FieldType.ID_NUMBER:
            return self._people[self._current]
        return _BY_TYPE[kind]

    def act(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """An act that cannot be undone: its key, and Enter on the strip once its guard is over."""
        page = self.page
        self.press(key, held)
        try:
            self._desk.until(self._desk.window.strip.is_open)
        except TimeoutError:
            notice = self._desk.window.notices.current()
            raise ClerkStuck(notice.sentence if notice is not None else "nobody asks") from None
        self._desk.ticks.now += GUARD_MS
        self.press(Key.Key_Return)
        self._desk.until(lambda: page.done is not None)
        self._desk.settle()

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        if focus is None:
            raise ClerkStuck("nothing has the focus")
        return focus


def _above(widget: QWidget, kind: type[W]) -> W | None:
    """The nearest widget of a kind that holds this one."""
    found: QWidget | None = widget
    while found is not None and not isinstance(found, kind):
        found = found.parentWidget()
    return found
