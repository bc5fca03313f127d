"""A field whose value is seen only while it is worked on: at a counter the next in line reads along."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from wenling_desk.ui.widgets.field import FieldValue
from wenling_desk.ui.widgets.field_kinds import MOST_CHARACTERS, Check, LineField
from wenling_desk.ui.widgets.kit import Kit


class MaskedLineField(LineField):
    """Shows its value masked once the focus has left, and plain again when it comes back. A value that cannot be read
    stays in sight with its fault.
    """

    def __init__(
        self,
        kit: Kit,
        label: str,
        kind: str,
        mask: Callable[[str], str],
        *,
        required: bool = False,
        check: Check | None = None,
        most: int = MOST_CHARACTERS,
        parent: QWidget | None = None,
    ) -> None:
        self._mask = mask
        self._plain = ""
        self._covered = False
        super().__init__(kit, label, kind, required=required, check=check, most=most, parent=parent)

    def is_covered(self) -> bool:
        """Whether the mask is shown."""
        return self._covered

    def value(self) -> FieldValue:
        """The value itself, masked or not."""
        return self._plain if self._covered else super().value()

    def show_value(self, value: FieldValue) -> None:
        """Show a value; masked unless the clerk stands in the field."""
        self._covered = False
        self._plain = ""
        super().show_value(value)
        if not self.line.hasFocus():
            self._cover()

    def settle(self) -> None:
        """A masked value was settled when it was masked."""
        if self._covered:
            self.look_again()
        else:
            super().settle()

    def finish(self) -> None:
        """The focus left: settle, tell, mask."""
        super().finish()
        self._cover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The focus comes: show the value."""
        if watched is self.line and event.type() == QEvent.Type.FocusIn and self._covered:
            plain = self._plain
            self._covered = False
            self._plain = ""
            LineField.show_value(self, plain)
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        value = super().value()
        if not self._covered and isinstance(value, str) and value and not self.fault():
            self._plain = value
            self._covered = True
            self.line.setText(self._mask(value))
            self.line.setCursorPosition(0)
