"""The frame around every field: label, editor, where the value came from, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, restyle

FieldValue = str | bool | list[dict[str, str]]
"""What a field holds: canonical text (dates ISO, figures plain), a yes or no, or rows of texts."""


class Source(StrEnum):
    """How a value came."""

    CARD = "card"
    SCAN = "scan"
    TYPED = "typed"
    REUSED = "reused"
    PROPOSED = "proposed"


class FieldEditor(QWidget):
    """A labelled field.

    ``check(value)`` returns a warning in words, or empty: a warning does not wall anybody out, it is set aside with a
    reason. ``fault`` is a text no value can be made of, or one the page refused (``set_fault``): it stands at the
    field and says what to do. Typing by hand makes the source ``typed``: what was read from a card is verified only
    while nobody has touched it.
    """

    edited = Signal()
    """The clerk changed the value."""
    left = Signal()
    """The focus left the field: time to keep the draft."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        *,
        required: bool = False,
        unit: str = "",
        check: Callable[[FieldValue], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kit = kit
        self.label = label
        self.required = required
        self._check = check
        self._source = Source.TYPED
        self._origin = ""
        self._fault = ""
        self._warning = ""
        self._name = PlainLabel(kit.texts("widgets.field.required", label=label) if required else label, "label")
        self._chip = StatusChip(kit, Chip(""))
        self._message = PlainLabel("", "fault", wrap=True)
        self._message.hide()
        self._reason = QLineEdit()
        self._reason.setMaxLength(120)
        self._reason.setPlaceholderText(kit.texts("widgets.field.override_reason"))
        self._reason.setAccessibleName(kit.texts("widgets.field.override_named", label=label))
        self._reason.textEdited.connect(lambda _: self.edited.emit())
        self._reason.editingFinished.connect(self.left)
        self._reason.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(kit.theme.space("small"))
        self._unit = PlainLabel(unit, "label")
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(kit.theme.space("small"))
        grid.setVerticalSpacing(kit.theme.space("hair"))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addLayout(self._row, 0, 1)
        self._name.setVisible(bool(label))

    def _hold(self, editor: QWidget, *, stretch: int = 1) -> None:
        """Subclasses put their editor in: it becomes the label's buddy and the focus proxy."""
        self._row.addWidget(editor, stretch)
        if self._unit.shown():
            self._row.addWidget(self._unit)
        self._row.addWidget(self._chip)
        # Put in last, so that Tab comes to the reason after the editor.
        self._grid.addWidget(self._message, 1, 1)
        self._grid.addWidget(self._reason, 2, 1)
        self._name.setBuddy(editor)
        editor.setAccessibleName(self.label)
        editor.installEventFilter(self)
        self.setFocusProxy(editor)

    def set_label_width(self, width: int) -> None:
        """Let the labels of a form stand in one column; one that is longer takes a second line."""
        if self.label_width_wanted() > width:
            self._name.setWordWrap(True)
        self._name.setFixedWidth(width)
        self._name.show()

    def label_width_wanted(self) -> int:
        """The width the label needs, in pixels."""
        return self._name.sizeHint().width()

    def value(self) -> FieldValue:
        """The canonical value; empty when there is none or it cannot be read."""
        raise NotImplementedError

    def show_value(self, value: FieldValue) -> None:
        """Subclasses put the value into their editor without telling anybody."""
        raise NotImplementedError

    def set_value(self, value: FieldValue, source: Source = Source.REUSED, origin: str = "") -> None:
        """Fill the field from a card, a scan, a draft or another case; ``origin`` says in words where a proposal is
        from.
        """
        self.show_value(value)
        self._set_source(source if value else Source.TYPED, origin)
        self._fault = ""
        self._reason.clear()
        self.look_again()

    def source(self) -> Source:
        """How the value came."""
        return self._source

    def origin(self) -> str:
        """Where a proposal is from; empty for everything else."""
        return self._origin

    def set_check(self, check: Callable[[FieldValue], str] | None) -> None:
        """Check by another rule from now on."""
        self._check = check
        self.look_again()

    def fault(self) -> str:
        """Why there is no value, or why the page refused it; empty when all is well."""
        return self._fault

    def set_fault(self, fault: str) -> None:
        """Show a refusal at the field; typing takes it away."""
        self._fault = fault
        self._show_message()

    def warning(self) -> str:
        """The warning of ``check``, also when it was set aside."""
        return self._warning

    def override_reason(self) -> str:
        """Why the clerk takes the value in spite of the warning."""
        return self._reason.text().strip() if self._warning else ""

    def set_override_reason(self, reason: str) -> None:
        """Restore a reason from a draft."""
        self._reason.setText(reason)

    def is_settled(self) -> bool:
        """Whether the value can be taken: no fault, no bare warning, and not empty where one is required."""
        if self._fault or (self._warning and not self.override_reason()):
            return False
        return not (self.required and not self.value())

    def look_again(self) -> None:
        """Run the check on the present value and show what it says."""
        value = self.value()
        self._warning = self._check(value) if self._check is not None and value and not self._fault else ""
        self._show_message()

    def _touched(self) -> None:
        """Subclasses call this when the clerk changed the value by hand."""
        if self._source in (Source.CARD, Source.SCAN, Source.PROPOSED):
            # What was verified or proposed is so no longer, and that is said; a value typed from the first needs no
            # mark.
            self._set_source(Source.TYPED)
            self._chip.set_chip(Chip(self.kit.texts("widgets.source.typed"), Tone.QUIET))
        elif self._source is not Source.TYPED:
            self._set_source(Source.TYPED)
        if self._fault:
            self.set_fault("")
        self.edited.emit()

    def _set_source(self, source: Source, origin: str = "") -> None:
        self._source = source
        self._origin = origin if source is Source.PROPOSED else ""
        texts = self.kit.texts
        chips = {
            Source.CARD: Chip(texts("widgets.source.card"), Tone.GOOD),
            Source.SCAN: Chip(texts("widgets.source.scan"), Tone.GOOD),
            Source.REUSED: Chip(texts("widgets.source.reused"), Tone.ACT),
            Source.PROPOSED: Chip(self._origin, Tone.ACT),
            Source.TYPED: Chip(""),
        }
        self._chip.set_chip(chips[source])

    def _show_message(self) -> None:
        warned = bool(self._warning) and not self._fault
        self._message.setText(self._fault or self._warning)
        self._message.set_role("warning" if warned else "fault")
        self._message.setVisible(bool(self._fault or self._warning))
        self._reason.setVisible(warned)
        editor = self.focusProxy()
        if editor is not None:
            editor.setAccessibleDescription(self._message.shown())
            editor.setProperty("state", "fault" if self._fault else "warning" if warned else "")
            restyle(editor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the focus leaves the editor for good (not for its own menu)."""
        if watched is self.focusProxy():
            if isinstance(event, QFocusEvent) and event.lostFocus():
                if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                    self.finish()
            elif (
                event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab
            ):
                # Before the focus moves: a warning's reason line must be there for Tab to stop at.
                self.settle()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.settle()
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def settle(self) -> None:
        """Read and check what stands there; subclasses write it out in full first."""
        self.look_again()

    def finish(self) -> None:
        """The focus left: settle, and say so."""
        self.settle()
        self.left.emit()
