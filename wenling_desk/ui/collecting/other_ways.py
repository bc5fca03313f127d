"""The short forms beside handing over: given to a courier, moved to another slot, come back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


class SmallForm(QWidget):
    """A heading, a field or two, and the verb; Enter in the last field presses it."""

    wanted = Signal()

    def __init__(self, kit: Kit, heading: str, verb: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.theme.space("small"))
        self._column.addWidget(PlainLabel(heading, "strong"))
        self.button = KeyButton(kit, verb, "Enter", "primary")
        self.button.clicked.connect(self.wanted)

    def hold(self, *fields: QWidget) -> None:
        """Put the fields in, and the verb beneath them."""
        for field in fields:
            self._column.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(1)
        self.setFocusProxy(fields[0])


class CourierForm(SmallForm):
    """寄出: who carries it, under which number."""

    def __init__(self, kit: Kit, carriers: tuple[str, ...]) -> None:
        """The first of ``carriers`` stands ready."""
        words = kit.texts
        super().__init__(kit, words("collecting.form.send"), words("collecting.act.note_sent"))
        self.carrier = ChoiceField(kit, words("collecting.field.carrier"), carriers, required=True)
        self.carrier.show_value(carriers[0] if carriers else "")
        self.tracking = LineField(kit, words("collecting.field.tracking"), required=True, most=40)
        self.hold(self.tracking, self.carrier)


class MoveForm(SmallForm):
    """移位: into which slot."""

    def __init__(self, kit: Kit) -> None:
        words = kit.texts
        super().__init__(kit, words("collecting.form.move"), words("collecting.act.move"))
        self.place = LineField(kit, words("collecting.field.place"), required=True, most=20)
        self.hold(self.place)


class BackForm(SmallForm):
    """退回: why."""

    def __init__(self, kit: Kit) -> None:
        words = kit.texts
        super().__init__(kit, words("collecting.form.back"), words("collecting.act.back"))
        self.reason = LineField(kit, words("collecting.field.back_reason"), required=True, most=60)
        self.hold(self.reason)
