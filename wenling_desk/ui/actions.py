"""Everything a key can do: one registry of actions with their words, keys and the reason against each.

Keys are F-keys with a Ctrl twin, because laptops hide F-keys behind Fn: F6 is also Ctrl+6, Shift+F6 also
Ctrl+Shift+6. F10 belongs to Windows and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from wenling_desk.texts import Texts
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit

FRAME = "frame"
PAGE = "page"

_F_KEY = re.compile(r"(Shift\+)?F([1-9])")


def _never_against() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class DeskAction:
    """Something a key does.

    ``keys`` in Qt's spelling, the first is shown; the Ctrl twin of an F-key need not be named. ``enabled_when``
    returns the reason against it in words, empty when it may be done: a lawful act that is not possible now stays
    visible with its reason. ``listed`` says whether the palette (Ctrl+K) offers it.
    """

    action_id: str
    text_key: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    enabled_when: Callable[[], str] = _never_against
    primary: bool = False
    listed: bool = True
    words: tuple[str, ...] = field(default=())

    @property
    def hint(self) -> str:
        """The key shown on the control."""
        return self.keys[0].replace("Shift+F", "⇧F").replace("Return", "Enter") if self.keys else ""


def all_keys(action: DeskAction) -> tuple[str, ...]:
    """The keys of an action with their twins. Raises ValueError for F10."""
    keys: list[str] = []
    for key in action.keys:
        if "F10" in key:
            raise ValueError(f"{action.action_id}: F10 opens the menu on Windows")
        keys.append(key)
        if match := _F_KEY.fullmatch(key):
            keys.append(f"Ctrl+{match[1] or ''}{match[2]}")
        if key.endswith("Enter"):
            keys.append(key.removesuffix("Enter") + "Return")
    return tuple(dict.fromkeys(keys))


class ActionRegistry(QObject):
    """The actions that can be reached now: those of the frame and those of the page on top.

    One key means one thing at a time; a page that takes a key of the frame fails at once (ValueError).
    """

    refreshed = Signal()
    """The reasons may have changed: buttons look again."""
    hindered = Signal(str, str)
    """A key was pressed whose action is not possible now: its name and the reason."""

    def __init__(self, window: QWidget, texts: Texts) -> None:
        super().__init__(window)
        self._window = window
        self._texts = texts
        self._layers: dict[str, dict[str, DeskAction]] = {FRAME: {}, PAGE: {}}
        self._shortcuts: dict[str, list[QShortcut]] = {FRAME: [], PAGE: []}
        self._asleep = False
        self._watched: QObject | None = None
        self._desk_keys: frozenset[str] = frozenset()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusObjectChanged.connect(self._watch)
            self._watch(app.focusObject())

    def _watch(self, now: QObject | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line in focus would take Ctrl+Y for its own redo: a Ctrl key of the frame belongs to the desk."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self._asleep
            and QKeySequence(event.keyCombination()).toString() in self._desk_keys
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def set_layer(self, layer: str, actions: Iterable[DeskAction]) -> None:
        """Replace the actions of ``FRAME`` or ``PAGE``."""
        wanted = {action.action_id: action for action in actions}
        taken = {
            QKeySequence(key).toString(): action.action_id
            for name, others in self._layers.items()
            if name != layer
            for action in others.values()
            for key in all_keys(action)
        }
        for action in wanted.values():
            for key in all_keys(action):
                sequence = QKeySequence(key).toString()
                if not sequence or sequence in taken:
                    raise ValueError(f"{action.action_id}: key {key} belongs to {taken.get(sequence, 'no keyboard')}")
                taken[sequence] = action.action_id
        for shortcut in self._shortcuts[layer]:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._layers[layer] = wanted
        self._desk_keys = frozenset(
            QKeySequence(key).toString()
            for action in self._layers[FRAME].values()
            for key in all_keys(action)
            if key.startswith("Ctrl+")
        )
        self._shortcuts[layer] = [self._shortcut(action, key) for action in wanted.values() for key in all_keys(action)]
        self.refreshed.emit()

    def _shortcut(self, action: DeskAction, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.setEnabled(not self._asleep)
        action_id = action.action_id
        shortcut.activated.connect(lambda: self.trigger(action_id))
        return shortcut

    def sleep(self, asleep: bool) -> None:
        """No key does anything while the desk is locked or its screen is turned to the applicant."""
        self._asleep = asleep
        for shortcut in self._shortcuts[FRAME] + self._shortcuts[PAGE]:
            shortcut.setEnabled(not asleep)

    def find(self, action_id: str) -> DeskAction | None:
        """The action of that id that can be reached now; the page's before the frame's."""
        return self._layers[PAGE].get(action_id) or self._layers[FRAME].get(action_id)

    def actions(self) -> tuple[DeskAction, ...]:
        """All that can be reached now, the page's first."""
        return (*self._layers[PAGE].values(), *self._layers[FRAME].values())

    def name(self, action: DeskAction) -> str:
        """The word for an action."""
        return self._texts(action.text_key)

    def trigger(self, action_id: str) -> bool:
        """Do it; where there is a reason against it, say so. Whether it was done."""
        action = self.find(action_id)
        if action is None or self._asleep:
            return False
        if reason := action.enabled_when():
            self.hindered.emit(self.name(action), reason)
            return False
        action.run()
        return True

    def refresh(self) -> None:
        """Let every bound button look at its reason again."""
        self.refreshed.emit()

    def matching(self, text: str) -> Sequence[DeskAction]:
        """Listed actions whose word or alias contains ``text``; all for an empty one."""
        wanted = text.strip().casefold()
        return [
            action
            for action in self.actions()
            if action.listed and any(wanted in word.casefold() for word in (self.name(action), *action.words))
        ]

    def button(self, kit: Kit, action_id: str, parent: QWidget | None = None) -> KeyButton:
        """A button for an action that can be reached now; it follows the action's reason. Raises KeyError."""
        action = self.find(action_id)
        if action is None:
            raise KeyError(action_id)
        return _ActionButton(kit, self, action, parent)


class _ActionButton(KeyButton):
    def __init__(self, kit: Kit, registry: ActionRegistry, action: DeskAction, parent: QWidget | None) -> None:
        super().__init__(kit, registry.name(action), action.hint, "primary" if action.primary else "normal", parent)
        self._registry = registry
        self._action_id = action.action_id
        self.setObjectName(action.action_id)
        self.clicked.connect(self._trigger)
        registry.refreshed.connect(self._look_again)
        self._look_again()

    def _trigger(self) -> None:
        self._registry.trigger(self._action_id)

    def _look_again(self) -> None:
        action = self._registry.find(self._action_id)
        # While another page is on top the button stays as it was.
        if action is not None:
            self.set_reason(action.enabled_when())
